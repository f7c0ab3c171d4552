//! Plain values of a document: strings with their variables, numbers, flags and maps of them.

use gatewright_document::{Code, Node, Value};
use indexmap::IndexMap;

use super::super::api::Located;
use super::Reader;

/// How deep CloudFormation expressions may stand in each other.
const MAX_DEPTH: u32 = 16;

impl<'d> Reader<'d> {
    /// A string with its variables replaced. Numbers and booleans are taken as API Gateway takes
    /// them (`statusCode: 200`); a CloudFormation expression is worked out if its values are known.
    pub(super) fn text(&mut self, node: &Node<'d>) -> Option<String> {
        match self.evaluate(node, MAX_DEPTH) {
            Ok(text) => text,
            Err(Unknown { names }) => {
                let verb = if names.len() == 1 { "has" } else { "have" };
                let names = names.join("`, `");
                self.report
                    .add(Code::UNRESOLVED_INTRINSIC, node.origin())
                    .message(format!("`{names}` {verb} no value here"))
                    .label("filled in when the template is deployed")
                    .help(format!("give a value for `{names}`, or render the document first"));
                text_as_written(node)
            }
        }
    }

    /// A mapping template. `${name}` means a reference of the template there, so that only AWS's
    /// own variables are replaced, which no template could use.
    pub(super) fn template(&mut self, node: &Node<'d>) -> Option<String> {
        match node.as_str() {
            Some(text) if text.contains("${AWS::") => Some(self.options.variables.substitute(text).text),
            Some(text) => Some(text.to_owned()),
            None => self.text(node),
        }
    }

    fn evaluate(&self, node: &Node<'d>, depth: u32) -> Result<Option<String>, Unknown> {
        match node.value() {
            Value::Null => Ok(None),
            Value::Bool(value) => Ok(Some(value.to_string())),
            Value::Number(number) => Ok(Some(number.text().into_owned())),
            Value::String(text) => self.substitute(text).map(Some),
            Value::Array(_) => Err(Unknown { names: vec!["[…]".to_owned()] }),
            Value::Object(_) => match node.entries().next() {
                Some((function, argument)) if depth > 0 => self.intrinsic(function, &argument, depth - 1).map(Some),
                _ => Err(Unknown { names: vec!["{…}".to_owned()] }),
            },
        }
    }

    fn substitute(&self, text: &str) -> Result<String, Unknown> {
        if !text.contains("${") {
            return Ok(text.to_owned());
        }
        let found = self.options.variables.substitute(text);
        if found.unknown.is_empty() { Ok(found.text) } else { Err(Unknown { names: found.unknown }) }
    }

    fn intrinsic(&self, function: &str, argument: &Node<'d>, depth: u32) -> Result<String, Unknown> {
        let unknown = |name: &str| Unknown { names: vec![name.to_owned()] };
        let value = |name: &str| self.options.variables.get(name).map(str::to_owned).ok_or_else(|| unknown(name));
        match (function, argument.as_str()) {
            ("Ref" | "Fn::GetAtt" | "Fn::ImportValue", Some(name)) => value(name),
            ("Fn::GetAtt", None) => {
                let names: Vec<&str> = argument.items().filter_map(|item| item.as_str()).collect();
                value(&names.join("."))
            }
            ("Fn::Sub", Some(text)) => self.substitute(text),
            ("Fn::Sub", None) => self.substitute_with_map(argument, depth),
            ("Fn::Join", None) => {
                let separator = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
                let parts = argument.step("1").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
                let parts: Result<Vec<String>, Unknown> =
                    parts.map(|part| Ok(self.evaluate(&part, depth)?.unwrap_or_default())).collect();
                Ok(parts?.join(separator))
            }
            _ => Err(unknown(function)),
        }
    }

    /// `Fn::Sub: [text, {name: value}]`.
    fn substitute_with_map(&self, argument: &Node<'d>, depth: u32) -> Result<String, Unknown> {
        let text = argument.step("0").and_then(|node| node.as_str()).unwrap_or_default();
        let mut variables = self.options.variables.clone();
        for (name, value) in argument.step("1").iter().flat_map(Node::entries) {
            if let Some(value) = self.evaluate(&value, depth)? {
                variables = variables.set(name, value);
            }
        }
        let found = variables.substitute(text);
        if found.unknown.is_empty() { Ok(found.text) } else { Err(Unknown { names: found.unknown }) }
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

/// Variables without a value.
struct Unknown {
    names: Vec<String>,
}

/// What is left of a text whose variables are not known: the text, so that what it does not need still works.
fn text_as_written(node: &Node<'_>) -> Option<String> {
    node.as_str()
        .or_else(|| node.str("Fn::Sub"))
        .or_else(|| node.get("Fn::Sub").and_then(|list| list.step("0")).and_then(|text| text.as_str()))
        .map(str::to_owned)
        .or_else(|| node.str("Ref").map(|name| format!("${{{name}}}")))
}
