//! Listed values, defaults and examples that are not of the type beside them.

use gatewright_document::{Code, Node, Severity, Value, Version};
use indexmap::IndexMap;

use super::{Lower, scalar};

impl<'d> Lower<'d, '_> {
    /// Reports the values in a schema that its own `type` does not admit.
    pub(super) fn misfits(&mut self, node: &Node<'d>) {
        let ty = node.peek("type");
        let types: Vec<&str> = match ty.as_ref().map(Node::value) {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(name) => name.as_str().into_iter().collect(),
            None => Vec::new(),
        };
        if let Some(list) = node.peek("enum").filter(|list| matches!(list.value(), Value::Array(_))) {
            self.listed(&list, &types);
        }
        for value in node.peek("const").iter().filter(|value| !fits(value.value(), &types)) {
            self.misfit(value, &types, 0);
        }
        let several = node.peek("examples");
        let examples = ["default", "example"].into_iter().filter_map(|keyword| node.peek(keyword));
        for value in examples.chain(several.iter().flat_map(Node::items)) {
            if !fits(value.value(), &types) {
                self.report
                    .add(Code::INVALID_EXAMPLE, value.origin())
                    .message(format!("{} stands where the schema says {}", value.kind(), types.join(" or ")))
                    .label("documented as it is")
                    .help_if(quoted(value.value(), &types), |text| format!("write `{text}`"));
            }
        }
    }

    fn listed(&mut self, list: &Node<'d>, types: &[&str]) {
        let values: Vec<Node<'d>> = list.items().collect();
        if values.is_empty() {
            // Only draft 4 of JSON Schema, which is Swagger's, forbids it.
            let severity = if self.version == Version::Swagger20 { Severity::Warning } else { Severity::Note };
            self.report
                .add(Code::INVALID_ENUM, list.origin())
                .severity(severity)
                .message("the list of values is empty")
                .label("any value is taken")
                .help("list at least one value, or remove `enum`");
        }
        let mut misfits = values.iter().filter(|value| !fits(value.value(), types));
        if let Some(first) = misfits.next() {
            self.misfit(first, types, misfits.count());
        }
        let mut known: IndexMap<String, &Node<'d>> = IndexMap::new();
        for value in &values {
            match known.get(&value.value().to_json().to_string()) {
                Some(first) => {
                    self.report
                        .note(Code::INVALID_ENUM, value.origin())
                        .message(format!("`{}` is listed twice", scalar::text(value.value())))
                        .related(first.origin(), "the first")
                        .help("remove one");
                }
                None => {
                    known.insert(value.value().to_json().to_string(), value);
                }
            }
        }
    }

    fn misfit(&mut self, value: &Node<'d>, types: &[&str], others: usize) {
        let label = match others {
            0 => "taken as it is written".to_owned(),
            _ => format!("this and {others} more are taken as they are written"),
        };
        self.report
            .add(Code::INVALID_ENUM, value.origin())
            .message(format!("a listed value is {}, and the schema says {}", value.kind(), types.join(" or ")))
            .label(label)
            .help_if(quoted(value.value(), types), |text| format!("write `{text}`"));
    }
}

/// Whether a value is of one of the types; a type that does not exist admits any, and `null` is told by others.
fn fits(value: &Value, types: &[&str]) -> bool {
    let is = |name: &&str| match *name {
        "string" => matches!(value, Value::String(_)),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => matches!(value, Value::Number(_)),
        "boolean" => matches!(value, Value::Bool(_)),
        "array" => matches!(value, Value::Array(_)),
        "object" => matches!(value, Value::Object(_)),
        "null" => false,
        _ => true,
    };
    value.is_null() || types.is_empty() || types.iter().any(is)
}

/// A value as the string that is wanted, in YAML most often a number or boolean that lacks its quotes.
fn quoted(value: &Value, types: &[&str]) -> Option<String> {
    let is_plain = matches!(value, Value::Number(_) | Value::Bool(_));
    (is_plain && types.contains(&"string")).then(|| format!("\"{}\"", scalar::text(value)))
}
