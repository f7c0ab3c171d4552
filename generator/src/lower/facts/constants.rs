//! Listed values, as the `type` beside them wants them.
//!
//! Many documents list numbers where the type is string, as YAML reads `1.10` without quotes, and the other way round.
//! Services send what the type says.

use gatewright_document::{Node, Number, Value};

use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::SchemaType;

/// The values of `const` or `enum`, `null` among them; `None` if there are neither.
pub(crate) fn listed(node: &Node<'_>) -> Option<Vec<Value>> {
    let items: Vec<Node<'_>> = match (node.read("const"), node.read("enum")) {
        (Some(constant), _) => vec![constant],
        (None, Some(list)) => list.items().collect(),
        (None, None) => return None,
    };
    let as_typed = || {
        let ty = only_type(node)?;
        items.iter().map(|item| as_type(item, ty)).collect::<Option<Vec<Value>>>()
    };
    Some(as_typed().unwrap_or_else(|| items.iter().map(|item| item.value().clone()).collect()))
}

/// The one type beside `null`.
fn only_type<'d>(node: &Node<'d>) -> Option<SchemaType<'d>> {
    let ty = node.get("type")?;
    let mut named =
        ty.as_str().into_iter().chain(ty.items().filter_map(|name| name.as_str())).filter(|name| *name != "null");
    let only = named.next()?;
    named.next().is_none().then(|| SchemaType::parse(only))
}

/// A value as one of a type; `None` if it is none.
pub(crate) fn as_type(item: &Node<'_>, ty: SchemaType<'_>) -> Option<Value> {
    let value = item.value();
    match (ty, value) {
        (_, Value::Null) => Some(Value::Null),
        (SchemaType::String, Value::Number(_) | Value::Bool(_)) => Some(Value::String(as_written(item))),
        (SchemaType::Integer, Value::String(text)) => {
            Some(Value::Number(Number::parse(text)?)).filter(|number| number.as_i64().is_some())
        }
        (SchemaType::Number, Value::String(text)) => Some(Value::Number(Number::parse(text)?)),
        (SchemaType::Boolean, Value::String(text)) => Some(Value::Bool(text.parse().ok()?)),
        (SchemaType::String, Value::String(_))
        | (SchemaType::Integer | SchemaType::Number, Value::Number(_))
        | (SchemaType::Boolean, Value::Bool(_)) => Some(value.clone()),
        _ => None,
    }
}

/// The value of a keyword of a schema of strings with its numbers as texts; `None` where a number is written as it is
/// read, so that nothing is lost.
pub(crate) fn as_texts(schema: &Node<'_>, keyword: &str) -> Option<Value> {
    if !matches!(keyword, "const" | "default" | "enum") || only_type(schema) != Some(SchemaType::String) {
        return None;
    }
    let entry = schema.get(keyword)?;
    let items: Vec<Node<'_>> = if keyword == "enum" { entry.items().collect() } else { vec![entry] };
    let is_lost = |item: &Node<'_>| {
        let json = item.value().to_json().to_string();
        matches!(item.value(), Value::Number(_)) && as_written(item) != json
    };
    if !items.iter().any(is_lost) {
        return None;
    }
    let text = |item: &Node<'_>| match item.value() {
        Value::Number(_) => Value::String(as_written(item)),
        other => other.clone(),
    };
    let mut texts = items.iter().map(text);
    if keyword == "enum" { Some(Value::Array(texts.collect())) } else { texts.next() }
}

/// A number or a boolean as its file writes it: `1.10` is not `1.1`.
fn as_written(item: &Node<'_>) -> String {
    let written = item.document().sources().text(item.origin()).map(str::trim);
    let is_plain = |text: &&str| !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "*&!".contains(c));
    written.filter(is_plain).map_or_else(|| scalar::text(item.value()), str::to_owned)
}
