//! Plain values of a document: strings with their variables, numbers, flags and maps of them.

use gatewright_document::{Code, Node, Origin, Value};
use indexmap::IndexMap;

use super::super::api::Located;
use super::super::integration::parse_lambda_uri;
use super::super::variables::Variables;
use super::Reader;

/// How deep CloudFormation expressions may stand in each other.
const MAX_DEPTH: u32 = 16;

impl<'d> Reader<'d> {
    /// A string with its variables replaced. Numbers and booleans are taken as API Gateway takes
    /// them (`statusCode: 200`); a CloudFormation expression is worked out if its values are known.
    pub(super) fn text(&mut self, node: &Node<'d>) -> Option<String> {
        match self.evaluate(node, MAX_DEPTH) {
            Ok(text) => text,
            Err(unknown) => {
                for unknown in unknown {
                    self.unknown.entry(unknown).or_insert_with(|| (node.origin().clone(), 0)).1 += 1;
                }
                text_as_written(&self.variables, node)
            }
        }
    }

    /// The same for what nothing depends on here, such as the role of a call: nothing is told.
    pub(super) fn unimportant_text(&self, node: Option<Node<'d>>) -> Option<String> {
        let node = node?;
        self.evaluate(&node, MAX_DEPTH).unwrap_or_else(|_| text_as_written(&self.variables, &node))
    }

    /// The URI of a function or service. If it names a function, nothing else of it matters.
    pub(super) fn aws_uri(&mut self, node: Option<Node<'d>>) -> Option<Located<String>> {
        let written = text_as_written(&self.variables, node.as_ref()?);
        let lambda = written.as_deref().and_then(parse_lambda_uri);
        if lambda.is_none_or(|lambda| lambda.name.contains("${") && !lambda.name.contains("${stageVariables.")) {
            return self.located(node);
        }
        let node = node?;
        Some(Located::new(self.unimportant_text(Some(node.clone()))?, node.origin().clone()))
    }

    /// Tells once of everything that has no value, however much there is and however often a document wants it.
    pub(super) fn report_unknown(&mut self) {
        let (mut names, mut functions) = (Vec::new(), Vec::new());
        for (unknown, place) in std::mem::take(&mut self.unknown) {
            match unknown {
                Unknown::Value(name) => names.push((name, place)),
                Unknown::Expression(function) => functions.push((function, place)),
            }
        }
        self.report_all(&names, ("has no value here", "have no values here"), |name| {
            format!("give it one (`--variable {name}=…`, in Rust `Variables::set`), or render the document first")
        });
        self.report_all(&functions, ("is not worked out here", "are not worked out here"), |_| {
            "render the document first".to_owned()
        });
    }

    fn report_all(
        &mut self,
        unknown: &[(String, (Origin, usize))],
        (one, several): (&str, &str),
        help: impl Fn(&str) -> String,
    ) {
        let Some((first, (origin, _))) = unknown.first() else {
            return;
        };
        let names: Vec<String> = unknown.iter().map(|(name, _)| format!("`{name}`")).collect();
        let elsewhere = match unknown.iter().map(|(_, (_, count))| count).sum::<usize>() - 1 {
            0 => String::new(),
            1 => ", and at another place".to_owned(),
            count => format!(", and at {count} other places"),
        };
        let verb = if names.len() == 1 { one } else { several };
        let diagnostic = self.report.add(Code::UNRESOLVED_INTRINSIC, origin);
        let diagnostic = diagnostic.message(format!("{} {verb}{elsewhere}", names.join(", ")));
        diagnostic.label("filled in when the template is deployed").help(help(first));
    }

    /// A mapping template. `${name}` means a reference of the template there, so that only what has a
    /// value is replaced: AWS's own variables, which no template could use, and those that are given.
    pub(super) fn template(&mut self, node: &Node<'d>) -> Option<String> {
        match node.as_str() {
            Some(text) if text.contains("${") => Some(self.variables.substitute(text).text),
            Some(text) => Some(text.to_owned()),
            None => self.text(node),
        }
    }

    fn evaluate(&self, node: &Node<'d>, depth: u32) -> Evaluated {
        match node.value() {
            Value::Null => Ok(None),
            Value::Bool(value) => Ok(Some(value.to_string())),
            Value::Number(number) => Ok(Some(number.text().into_owned())),
            Value::String(text) => substitute(&self.variables, text),
            Value::Array(_) => Err(expression("[…]")),
            Value::Object(_) => match node.entries().next() {
                Some((function, argument)) if depth > 0 => self.intrinsic(function, &argument, depth - 1),
                _ => Err(expression("{…}")),
            },
        }
    }

    fn intrinsic(&self, function: &str, argument: &Node<'d>, depth: u32) -> Evaluated {
        match (function, argument.as_str()) {
            ("Ref" | "Fn::GetAtt" | "Fn::ImportValue", Some(name)) => self.variable(name),
            ("Fn::GetAtt", None) => {
                let names: Vec<&str> = argument.items().filter_map(|item| item.as_str()).collect();
                self.variable(&names.join("."))
            }
            ("Fn::ImportValue", None) => match self.evaluate(argument, depth)? {
                Some(name) => self.variable(&name),
                None => Ok(None),
            },
            ("Fn::Sub", Some(text)) => substitute(&self.variables, text),
            ("Fn::Sub", None) => self.substitute_with_map(argument, depth),
            ("Fn::Join", None) => {
                let separator = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
                let parts = argument.step("1").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
                let parts: Result<Vec<String>, Vec<Unknown>> =
                    parts.map(|part| Ok(self.evaluate(&part, depth)?.unwrap_or_default())).collect();
                Ok(Some(parts?.join(separator)))
            }
            ("Fn::If", None) => self.conditional(argument, depth),
            _ => Err(expression(function)),
        }
    }

    fn variable(&self, name: &str) -> Evaluated {
        let value = self.variables.get(name).map(str::to_owned);
        value.map(Some).ok_or_else(|| vec![Unknown::Value(name.to_owned())])
    }

    /// `Fn::If: [condition, value, value]`; the condition is a variable that is `true` or not.
    fn conditional(&self, argument: &Node<'d>, depth: u32) -> Evaluated {
        let condition = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
        let holds = self.variable(condition)?.is_some_and(|value| value.eq_ignore_ascii_case("true"));
        match argument.step(if holds { "1" } else { "2" }) {
            Some(chosen) => self.evaluate(&chosen, depth),
            None => Ok(None),
        }
    }

    /// `Fn::Sub: [text, {name: value}]`.
    fn substitute_with_map(&self, argument: &Node<'d>, depth: u32) -> Evaluated {
        let text = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
        let mut variables = self.variables.clone();
        for (name, value) in argument.step("1").iter().flat_map(Node::entries) {
            if let Some(value) = self.evaluate(&value, depth)? {
                variables = variables.set(name, value);
            }
        }
        substitute(&variables, text)
    }

    pub(super) fn located(&mut self, node: Option<Node<'d>>) -> Option<Located<String>> {
        let node = node?;
        let text = self.text(&node)?;
        Some(Located::new(text, node.origin().clone()))
    }

    pub(super) fn optional_text(&mut self, node: Option<Node<'d>>) -> Option<String> {
        node.and_then(|node| self.text(&node))
    }

    pub(super) fn texts(&mut self, node: Option<Node<'d>>) -> Vec<String> {
        let items = node.iter().flat_map(Node::items).collect::<Vec<_>>();
        items.iter().filter_map(|item| self.text(item)).collect()
    }

    /// The same for what nothing depends on here.
    pub(super) fn unimportant_texts(&self, node: Option<Node<'d>>) -> Vec<String> {
        let items = node.iter().flat_map(Node::items).collect::<Vec<_>>();
        items.into_iter().filter_map(|item| self.unimportant_text(Some(item))).collect()
    }

    pub(super) fn text_map(&mut self, node: Option<Node<'d>>) -> IndexMap<String, String> {
        let entries = node.iter().flat_map(Node::entries).collect::<Vec<_>>();
        entries.iter().filter_map(|(name, value)| Some(((*name).to_owned(), self.template(value)?))).collect()
    }

    /// A number, also as a string.
    pub(super) fn number(&mut self, node: Option<Node<'d>>) -> Option<u64> {
        let node = node?;
        let number = match node.as_str() {
            Some(text) => text.trim().parse().ok(),
            None => node.as_u64(),
        };
        if number.is_none() {
            self.report
                .add(Code::WRONG_TYPE, node.origin())
                .message(format!("a number was expected, not {}", node.kind()));
        }
        number
    }

    /// A flag, also as a string.
    pub(super) fn flag(&self, node: &Node<'d>) -> bool {
        node.as_bool().unwrap_or_else(|| node.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")))
    }

    pub(super) fn invalid_value(&mut self, node: &Node<'d>, message: &str) {
        self.report.add(Code::INVALID_VALUE, node.origin()).message(message);
    }
}

/// A text, nothing (`null`), or what is not known of it.
type Evaluated = Result<Option<String>, Vec<Unknown>>;

/// What only a deployment knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unknown {
    /// A variable without a value.
    Value(String),
    /// A function of CloudFormation that is not run here.
    Expression(String),
}

fn expression(function: &str) -> Vec<Unknown> {
    vec![Unknown::Expression(function.to_owned())]
}

fn substitute(variables: &Variables, text: &str) -> Evaluated {
    if !text.contains("${") {
        return Ok(Some(text.to_owned()));
    }
    // `$${` is how a template of Terraform writes `${`.
    let parts: Vec<_> = text.split("$${").map(|part| variables.substitute(part)).collect();
    let unknown: Vec<Unknown> = parts.iter().flat_map(|part| &part.unknown).cloned().map(Unknown::Value).collect();
    if unknown.is_empty() {
        let texts: Vec<String> = parts.into_iter().map(|part| part.text).collect();
        Ok(Some(texts.join("${")))
    } else {
        Err(unknown)
    }
}

/// What is left of a text of which something is not known, so that what it does not need still works.
fn text_as_written(variables: &Variables, node: &Node<'_>) -> Option<String> {
    as_written(variables, node, MAX_DEPTH)
}

fn as_written(variables: &Variables, node: &Node<'_>, depth: u32) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let filled =
        |text: &str| text.split("$${").map(|part| variables.substitute(part).text).collect::<Vec<_>>().join("${");
    let named = |name: String| variables.get(&name).map_or_else(|| format!("${{{name}}}"), str::to_owned);
    if let Some(text) = node.as_str() {
        return Some(filled(text));
    }
    let (function, argument) = node.entries().next()?;
    match (function, argument.as_str()) {
        ("Ref" | "Fn::GetAtt" | "Fn::ImportValue", Some(name)) => Some(named(name.to_owned())),
        ("Fn::GetAtt", None) => {
            let parts: Vec<&str> = argument.items().filter_map(|item| item.as_str()).collect();
            (!parts.is_empty()).then(|| named(parts.join(".")))
        }
        ("Fn::Sub", Some(text)) => Some(filled(text)),
        ("Fn::Sub", None) => {
            let text = argument.step("0")?;
            let mut inner = variables.clone();
            for (name, value) in argument.step("1").iter().flat_map(Node::entries) {
                if let Some(value) = as_written(variables, &value, depth) {
                    inner = inner.set(name, value);
                }
            }
            Some(inner.substitute(text.as_str()?).text)
        }
        ("Fn::Join", None) => {
            let separator = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
            let parts = argument.step("1").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
            let parts: Option<Vec<String>> = parts.map(|part| as_written(variables, &part, depth)).collect();
            Some(parts?.join(separator))
        }
        _ => None,
    }
}
