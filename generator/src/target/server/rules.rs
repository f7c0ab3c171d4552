//! The schemas that requests are held to, beside what types and limits say.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::emit::docs;
use crate::ir::{Api, Content, Format, Numbers, Operation, Parameter, Rule, StatusPattern};
use crate::print::{Book, Expression, Item, Items, Literal, Path, Static};

/// The rules of some operations, numbered.
pub(super) struct Rules<'a> {
    api: &'a Api,
    /// The rule of each static by its number: several rules may have one schema.
    used: BTreeMap<usize, &'a Rule>,
    numbers: Numbers<'a>,
}

impl<'a> Rules<'a> {
    pub(super) fn of(api: &'a Api, operations: impl Iterator<Item = &'a Operation>) -> Self {
        let mut used = BTreeSet::new();
        for operation in operations {
            used.extend(operation.parameters.iter().filter_map(|parameter| of_parameter(api, parameter)));
            let bodies = operation.body.iter().flat_map(|body| &body.variants);
            used.extend(bodies.filter_map(|content| of_json(content).or_else(|| of_typed(api, content))));
            used.extend(failures(operation).map(|(_, _, rule)| rule));
        }
        let numbers = Numbers::new(&api.rules, used.iter().copied());
        let used = used.into_iter().map(|rule| (numbers[rule], rule)).collect();
        Self { api, used, numbers }
    }

    /// The rules as statics: the schemas in one, and one for each that a request is held to.
    pub(super) fn items(rules: &Rc<Self>) -> Items<'a> {
        if rules.used.is_empty() {
            return Box::new(core::iter::empty());
        }
        let (book, rules) = (Self::book(rules), Rc::clone(rules));
        let used: Vec<&'a Rule> = rules.used.values().copied().collect();
        Box::new(core::iter::once(book).chain(used.into_iter().map(move |rule| rules.item(rule))))
    }

    /// All schemas in one static.
    fn book(rules: &Rc<Self>) -> Item<'a> {
        let (rules, may_be_unused) = (Rc::clone(rules), rules.may_be_unused());
        let text = move |number| Some((number as u64, Literal::str(&rules.numbers.text(number)?)));
        let schemas = (0..).map_while(text);
        let docs = docs::line("The schemas of requests, as JSON Schema 2020-12.");
        Book { docs, may_be_unused, schemas: Box::new(schemas) }.into()
    }

    /// The static of one rule.
    fn item(&self, rule: &Rule) -> Item<'static> {
        let schemas = Expression::reference(Expression::Path(Path::plain("SCHEMAS")));
        let number = Expression::Literal(Literal::count(self.number(rule) as u64));
        let mut value = Expression::Call(Path::runtime("rt::server::Rule::new"), vec![schemas, number]);
        if self.api.rules.says_more(rule) {
            value = Expression::Methods(Box::new(value), vec![("always", Vec::new())]);
        }
        let ty = Path::runtime("rt::server::Rule");
        Static { may_be_unused: self.may_be_unused(), name: format!("SCHEMA_{}", self.number(rule)), ty, value }.into()
    }

    /// Without the features of all operations, some are not used.
    fn may_be_unused(&self) -> bool {
        !self.api.features.names.is_empty()
    }

    /// What a rule is called.
    pub(super) fn name(&self, rule: &Rule) -> Expression {
        Expression::Path(Path::plain(format!("SCHEMA_{}", self.number(rule))))
    }

    fn number(&self, rule: &Rule) -> usize {
        self.numbers[rule]
    }
}

/// The rule of a body of JSON, which it is held to as it was sent.
pub(super) fn of_json(content: &Content) -> Option<&Rule> {
    content.rule.as_ref().filter(|_| content.format == Format::Json)
}

/// The rule of a form or of XML, which is looked at once it is read.
pub(super) fn of_typed<'a>(api: &Api, content: &'a Content) -> Option<&'a Rule> {
    content.rule.as_ref().filter(|rule| content.format != Format::Json && api.rules.says_more(rule))
}

/// The rule of a parameter, which is looked at once it is read.
pub(super) fn of_parameter<'a>(api: &Api, parameter: &'a Parameter) -> Option<&'a Rule> {
    parameter.rule.as_ref().filter(|rule| api.rules.says_more(rule))
}

/// The failures of an operation that rejected requests may be answered with: status (4 and 5 for a class, 0 for
/// `default`) and media type.
pub(super) fn failures(operation: &Operation) -> impl Iterator<Item = (u16, &str, &Rule)> {
    operation.responses.iter().filter_map(|response| {
        let status = match response.status {
            StatusPattern::Code(code) if code >= 400 => code,
            StatusPattern::Class(class) if class >= 4 => class,
            StatusPattern::Default => 0,
            StatusPattern::Code(_) | StatusPattern::Class(_) => return None,
        };
        let content = response.contents.iter().find(|content| content.format == Format::Json)?;
        Some((status, content.media_type.as_str(), content.rule.as_ref()?))
    })
}
