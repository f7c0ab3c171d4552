//! Values of variables as they are given on a command line.

use hcl::eval::Evaluate as _;
use hcl::{Expression, Map, Value};

/// The value of a text, as Terraform takes its `-var`: lists and objects are expressions, flags and numbers are what
/// they are, and all else is text.
pub(super) fn parse(text: &str) -> Value {
    let trimmed = text.trim();
    match trimmed {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        "null" => return Value::Null,
        _ => {}
    }
    let is_number = trimmed.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    if is_number || trimmed.starts_with(['[', '{']) {
        let parsed = trimmed.parse::<Expression>().ok().filter(|_| trimmed.len() < LONGEST);
        let value = parsed.and_then(|expression| expression.evaluate(&hcl::eval::Context::new()).ok());
        // `007` is a name rather than the number 7.
        if let Some(value) = value.filter(|value| !is_number || value.to_string() == trimmed) {
            return sorted(value);
        }
    }
    Value::String(text.to_owned())
}

/// The longest value that is read as an expression.
const LONGEST: usize = 1 << 20;

/// Objects of Terraform have no order of their own: their keys are sorted.
pub(super) fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(entries) => {
            let mut entries: Map<String, Value> =
                entries.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            entries.sort_keys();
            Value::Object(entries)
        }
        plain => plain,
    }
}

/// A value as text, as in an interpolation; `None` for lists, objects and `null`.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What a value is called in messages.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
