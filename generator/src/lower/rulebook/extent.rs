//! How much a schema says: what no type expresses, and whether it has schemas of its own.

use gatewright_document::{Node, Value};

use super::required;
use crate::lower::facts::limits::is_limit;

/// Keywords that no type expresses, of which a schema is under no other name.
pub(crate) const BEYOND: [&str; 16] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "patternProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
    "prefixItems",
    "additionalItems",
];

/// Keywords that have one schema.
pub(super) const ONE: [&str; 9] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "additionalProperties",
];

/// Keywords that have schemas by name.
pub(super) const NAMED: [&str; 3] = ["properties", "patternProperties", "dependentSchemas"];

/// Keywords that have a list of schemas.
pub(super) const CHOICES: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Numbers beyond this are no longer exact in limits.
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(super) fn is_true(node: &Node<'_>, flag: &str) -> bool {
    node.value().get(flag).and_then(Value::as_bool) == Some(true)
}

/// Whether a schema forbids, by its own keywords, what the type that is made of it admits.
pub(super) fn says_more(node: &Node<'_>) -> bool {
    let value = node.value();
    let has = |keyword: &str| value.get(keyword).is_some();
    let keys = || value.as_object().into_iter().flat_map(|entries| entries.keys());
    let list = |keyword: &str| value.get(keyword).and_then(Value::as_array);
    let properties = value.get("properties").and_then(Value::as_object);
    let is_named = properties.is_some_and(|properties| !properties.is_empty());
    let is_open = value.get("additionalProperties").is_none_or(|more| matches!(more, Value::Bool(_)));
    let is_null = |choice: &&Value| choice.get("type").and_then(Value::as_str) == Some("null");
    let is_choice = |keyword: &str| {
        has(keyword) && list(keyword).into_iter().flatten().filter(|choice| !is_null(choice)).count() != 1
    };
    let several_types =
        list("type").is_some_and(|types| types.iter().filter(|one| one.as_str() != Some("null")).count() > 1);
    let unlisted = |name: &String| properties.is_none_or(|properties| !properties.contains_key(name));
    let odd_values = |values: &Vec<Value>| values.iter().any(|value| !matches!(value, Value::String(_)));
    let is_large = |key: &str| value.get(key).and_then(Value::as_f64).is_some_and(|limit| limit.abs() > EXACT);
    let is_formatted = has("format") && ["pattern", "minLength", "maxLength"].iter().any(|key| has(key));
    let is_untyped = !has("type") && keys().any(|key| is_limit(key));
    keys().any(|key| BEYOND.contains(&key.as_str()))
        || is_untyped
        || (is_named && (!is_open || has("minProperties") || has("maxProperties")))
        || required(node).iter().any(unlisted)
        || (has("allOf") && has("additionalProperties"))
        || is_choice("anyOf")
        || is_choice("oneOf")
        || several_types
        || is_formatted
        || has("const")
        || list("enum").is_some_and(odd_values)
        || list("items").is_some()
        || ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"].into_iter().any(is_large)
}

/// Whether a keyword has schemas of its own, but for items.
pub(super) fn has_schemas(keyword: &str) -> bool {
    ONE.contains(&keyword) || NAMED.contains(&keyword) || CHOICES.contains(&keyword)
}
