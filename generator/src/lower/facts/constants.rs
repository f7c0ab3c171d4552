//! Listed values, as the `type` beside them wants them.
//!
//! Many documents list numbers where the type is string, as YAML reads `1.10` without quotes, and the other way round.
//! Services send what the type says.

use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use gatewright_document::{Node, Number, Value};

use crate::index::IndexSet;

use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::SchemaType;

/// The values that a schema lists, `null` left out. Schemas that take them over share them: many may name one long list.
#[derive(Clone, Debug)]
pub(crate) struct Constants(Rc<List>);

#[derive(Debug)]
struct List {
    values: Vec<Value>,
    /// None is a list or an object.
    are_scalars: bool,
    /// Each once, to find them; made when that is first asked for.
    known: OnceCell<IndexSet<Value>>,
}

impl Constants {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        let are_scalars = !values.iter().any(|value| matches!(value, Value::Array(_) | Value::Object(_)));
        Self(Rc::new(List { values, are_scalars, known: OnceCell::new() }))
    }

    pub(crate) fn are_scalars(&self) -> bool {
        self.0.are_scalars
    }

    fn contains(&self, value: &Value) -> bool {
        self.0.known.get_or_init(|| self.iter().cloned().collect()).contains(value)
    }

    /// Whether these are the same list, and no copy of it.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether each of the other values is among these.
    pub(crate) fn has_all_of(&self, other: &Self) -> bool {
        self.is(other) || other.iter().all(|value| self.contains(value))
    }

    /// The other values that are among these; `None` if there are none.
    pub(crate) fn common(&self, other: &Self) -> Option<Self> {
        if self.has_all_of(other) {
            return Some(other.clone());
        }
        let common: Vec<Value> = other.iter().filter(|value| self.contains(value)).cloned().collect();
        (!common.is_empty()).then(|| Self::new(common))
    }
}

impl Deref for Constants {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0.values
    }
}

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn constants(values: serde_json::Value) -> Constants {
        let Value::Array(values) = values.into() else { return Constants::new(Vec::new()) };
        Constants::new(values)
    }

    #[test]
    fn common_values_are_those_of_both_lists() {
        let ours = constants(json!(["a", 1.0, {"x": 1, "y": 2}, "c"]));
        let common = |theirs| ours.common(&constants(theirs)).map(|common| common.to_vec());
        assert_eq!(common(json!(["b", "c", 1])), Some(vec!["c".into(), 1_u64.into()]));
        assert_eq!(common(json!([{"y": 2, "x": 1}])), Some(vec![json!({"x": 1, "y": 2}).into()]));
        assert_eq!(common(json!(["b", 2])), None);
    }
}
