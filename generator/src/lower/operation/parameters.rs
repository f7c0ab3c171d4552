//! The parameters of an operation: its own and its path's, each once, in an order that is not the document's.

use crate::index::IndexSet;
use gatewright_document::{Code, Fix, Node, Origin};

use crate::ir::{Docs, Limits, Name, Parameter, Place, Presence, Scalar, Style, TypeRef};
use crate::lower::operation::{Operations, Site};
use crate::lower::{docs, fixes};

/// Path parameters that an operation does not declare, and perhaps others of its path neither.
pub(crate) struct Undeclared {
    /// The first operation.
    label: String,
    place: Origin,
    names: usize,
    methods: usize,
    fix: Option<Fix>,
}

impl<'d> Operations<'d, '_> {
    /// Path parameters in path order, then queries, headers and cookies by name: the order in which
    /// the document lists them must not reach the output.
    pub(crate) fn parameters(&mut self, site: &Site<'d, '_>) -> Vec<Parameter> {
        let mut found: Vec<(Parameter, Node<'d>)> = Vec::new();
        for owner in [site.item, site.node] {
            for node in by_name(owner) {
                let Some((parameter, at)) = self.parameter(&node, site) else { continue };
                let same = |known: &(Parameter, Node<'d>)| {
                    let (one, other) = (&known.0.name.wire, &parameter.name.wire);
                    known.0.place == parameter.place
                        // Names of headers have no case.
                        && (one == other || (parameter.place == Place::Header && one.eq_ignore_ascii_case(other)))
                };
                match found.iter_mut().find(|known| same(known)) {
                    Some(known) => {
                        if owner.origin() == site.node.origin()
                            && known.0.origin.pointer.starts_with(&site.node.origin().pointer)
                        {
                            self.schemas
                                .report
                                .warning(Code::DUPLICATE_PARAMETER, node.origin())
                                .message(format!(
                                    "`{}` declares the {} parameter `{}` twice",
                                    site.label,
                                    parameter.place.as_str(),
                                    parameter.name.wire
                                ))
                                .related(known.1.origin(), "first declared here")
                                .help("remove one; the later one is used");
                        }
                        *known = (parameter, at);
                    }
                    None => found.push((parameter, at)),
                }
            }
        }
        self.alone_in_query(&found, site);
        let mut parameters: Vec<Parameter> = found.into_iter().map(|(parameter, _)| parameter).collect();
        self.match_path(&mut parameters, site);
        let place_in_path =
            |parameter: &Parameter| site.template.names.iter().position(|name| *name == parameter.name.wire);
        parameters.sort_by(|a, b| {
            (a.place, place_in_path(a), a.name.wire.as_str()).cmp(&(b.place, place_in_path(b), b.name.wire.as_str()))
        });
        // There are a few for every operation of the document.
        parameters.shrink_to_fit();
        parameters
    }

    /// Declared path parameters and those of the template are made the same.
    fn match_path(&mut self, parameters: &mut Vec<Parameter>, site: &Site<'d, '_>) {
        let is_declared =
            |name: &str| parameters.iter().any(|known| known.place == Place::Path && known.name.wire == name);
        let undeclared: IndexSet<&String> =
            site.template.names.iter().filter(|name| !is_declared(name.as_str())).collect();
        if !undeclared.is_empty() && !site.template.is_implied {
            let names = undeclared.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let (label, place) = (site.label.to_owned(), site.node.origin().own_key());
            let names_of_path: Vec<&String> = undeclared.iter().copied().collect();
            let item = site.node.parent();
            let fix = item.map(|item| fixes::path_parameters(item.origin(), &names_of_path, self.facts.version));
            let known = self.undeclared.entry((site.template.text.clone(), names));
            known.or_insert(Undeclared { label, place, names: undeclared.len(), methods: 0, fix }).methods += 1;
        }
        for name in undeclared {
            parameters.push(self.undeclared(name, site));
        }
        parameters.retain(|parameter| {
            let stays = parameter.place != Place::Path || site.template.names.contains(&parameter.name.wire);
            if !stays {
                self.schemas
                    .report
                    .add(Code::UNUSED_PATH_PARAMETER, &parameter.origin)
                    .message(format!("`{}` has no `{{{}}}` in its path", site.label, parameter.name.wire))
                    .label("left out")
                    .help("write it into the path, or remove the parameter")
                    .fix_if(in_list(&parameter.origin).then(|| Fix::remove(&parameter.origin)));
            }
            stays
        });
    }

    /// Tells of path parameters that are not declared, once for all methods of a path.
    pub(crate) fn report_undeclared(&mut self) {
        for ((_, names), undeclared) in core::mem::take(&mut self.undeclared) {
            let Undeclared { label, place, names: count, methods, fix } = undeclared;
            let (noun, taken, article) = match count {
                1 => ("parameter", "taken as a string", "a "),
                _ => ("parameters", "taken as strings", ""),
            };
            let (others, at) = match methods {
                1 => (String::new(), ""),
                2 => (", nor does another method of the path".to_owned(), " to the path"),
                more => (format!(", nor do {} other methods of the path", more - 1), " to the path"),
            };
            self.schemas
                .report
                .add(Code::UNDECLARED_PATH_PARAMETER, &place)
                .message(format!("`{label}` does not declare its path {noun} {names}{others}"))
                .label(taken)
                .help(format!("add {article}{noun} {names} with `in: path` and `required: true`{at}"))
                .fix_if(fix);
        }
    }

    pub(crate) fn undeclared(&mut self, name: &str, site: &Site<'d, '_>) -> Parameter {
        let docs = match site.template.is_default_route() {
            true => docs::text("The whole path, with the slash that it begins with."),
            false => Docs::default(),
        };
        Parameter {
            name: Name::new(name),
            place: Place::Path,
            docs,
            presence: Presence::Required,
            ty: TypeRef::Scalar(Scalar::String),
            style: Style::Plain { explode: false },
            fields: Vec::new(),
            limits: Limits::default(),
            default: None,
            rule: None,
            origin: site.node.origin().clone(),
        }
    }
}

/// The parameters that a path or operation lists, in an order of our own: types are named and emitted
/// in the order in which they are met.
fn by_name<'d>(owner: &Node<'d>) -> Vec<Node<'d>> {
    let mut nodes: Vec<Node<'d>> = owner.read("parameters").iter().flat_map(Node::items).collect();
    nodes.sort_by_cached_key(|node| {
        let at = node.resolve().unwrap_or_else(|_| node.clone());
        let text = |key| at.read(key).and_then(|value| value.value().as_str().map(str::to_owned));
        (text("in"), text("name"))
    });
    nodes
}

/// Whether a parameter stands in the list of an operation or path, and not among the shared ones.
fn in_list(origin: &Origin) -> bool {
    let list = origin.pointer.parent().filter(|list| list.last().as_deref() == Some("parameters"));
    list.is_some_and(|list| list.segments().next().as_deref() == Some("paths"))
}
