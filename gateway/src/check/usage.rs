//! What a template uses: parameters, stage variables, overrides; and what in it can never work.
//!
//! Looks at the tree alone, so that a part that no request reaches counts as well.

use std::collections::BTreeSet;

use gatewright_vtl::ast::{Access, Expression, Reference};
use gatewright_vtl::jsonpath::JsonPath;
use gatewright_vtl::visit::{Visitor, walk_reference};
use gatewright_vtl::{Place, Template};

/// What a template uses.
#[derive(Default)]
pub(crate) struct Usage {
    /// Names of parameters of the request.
    pub(crate) parameters: BTreeSet<String>,
    /// Whether it may use every parameter.
    pub(super) all_parameters: bool,
    /// Stage variables, with their places.
    pub(super) stage_variables: Vec<(String, Place, usize)>,
    /// Whether it overrides the status of the response.
    pub(super) overrides_status: bool,
    /// Whether it overrides headers of the response.
    pub(super) overrides_headers: bool,
    /// What can never work.
    pub(super) mistakes: Vec<Mistake>,
}

/// Something in a template that can never work.
pub(super) struct Mistake {
    pub(super) message: String,
    pub(super) help: &'static str,
    pub(super) place: Place,
    pub(super) length: usize,
}

impl Usage {
    pub(crate) fn of(template: &Template) -> Usage {
        let mut usage = Usage::default();
        usage.block(template.body());
        usage
    }

    fn input(&mut self, reference: &Reference) {
        match reference.path.split_first() {
            Some((Access::Method(name, arguments, _), rest)) if name.as_ref() == "params" => {
                match arguments.as_slice() {
                    [Expression::Text(name)] => self.parameter(Some(name)),
                    // `$input.params().header.X`: the name comes second.
                    [] => self.parameter(rest.get(1).and_then(name_of)),
                    _ => self.parameter(None),
                }
            }
            Some((Access::Method(name, arguments, _), _)) if matches!(name.as_ref(), "path" | "json") => {
                if let [Expression::Text(path)] = arguments.as_slice()
                    && let Err(error) = JsonPath::parse(path)
                {
                    self.mistakes.push(Mistake {
                        message: format!("`{path}` is no JSONPath: {error}"),
                        help: "API Gateway answers every request with status 500",
                        place: reference.place,
                        length: reference.source.chars().count(),
                    });
                }
            }
            // `$input` as a value of its own.
            None => self.parameter(None),
            Some(_) => {}
        }
    }

    fn parameter(&mut self, name: Option<&str>) {
        match name {
            Some(name) => {
                self.parameters.insert(name.to_owned());
            }
            None => self.all_parameters = true,
        }
    }

    fn stage_variable(&mut self, reference: &Reference) {
        if let Some(name) = reference.path.first().and_then(name_of) {
            let length = reference.source.chars().count();
            self.stage_variables.push((name.to_owned(), reference.place, length));
        }
    }

    fn overrides(&mut self, reference: &Reference) {
        let mut names = reference.path.iter().map(name_of);
        if names.next().flatten() != Some("responseOverride") {
            return;
        }
        match names.next().flatten() {
            Some("status") => self.overrides_status = true,
            Some("header") => self.overrides_headers = true,
            // `$context.responseOverride.put(…)`, or the map itself.
            _ => (self.overrides_status, self.overrides_headers) = (true, true),
        }
    }
}

impl<'t> Visitor<'t> for Usage {
    fn reference(&mut self, reference: &'t Reference) {
        match reference.name.as_ref() {
            "input" => self.input(reference),
            "stageVariables" => self.stage_variable(reference),
            "context" => self.overrides(reference),
            _ => {}
        }
        walk_reference(self, reference);
    }
}

/// The name that an access asks for, where it is written out.
fn name_of(access: &Access) -> Option<&str> {
    match access {
        Access::Property(name) => Some(name),
        Access::Method(name, arguments, _) if name.as_ref() == "get" => match arguments.as_slice() {
            [Expression::Text(name)] => Some(name),
            _ => None,
        },
        Access::Index(Expression::Text(name), _) => Some(name),
        _ => None,
    }
}
