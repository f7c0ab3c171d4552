//! Models made from what templates print, for those that do not fit.

use serde_json::{Map, Value, json};

use super::json::Shape;
use super::schema;
use crate::config::{GatewayConfig, ModelRef};

/// Where values that a template prints without quotes may come from.
pub(super) struct Known<'c> {
    pub(super) config: &'c GatewayConfig,
    /// Models whose properties they are likely to be.
    pub(super) related: &'c [&'c ModelRef],
}

impl Known<'_> {
    /// The schema of output; `None` where there is none, or its names are not known.
    pub(super) fn schema(&self, shape: &Shape) -> Option<Value> {
        match shape {
            Shape::Nothing => None,
            Shape::Object(members) => {
                let mut properties = Map::new();
                for member in members {
                    let name = member.name.clone()?;
                    let schema = match &member.value {
                        Shape::Hole(_) => self.type_named(&name),
                        value => self.schema(value)?,
                    };
                    properties.insert(name, schema);
                }
                let required: Vec<&String> = properties.keys().collect();
                Some(match required.is_empty() {
                    true => json!({"type": "object"}),
                    false => json!({"type": "object", "required": required, "properties": properties}),
                })
            }
            Shape::Array(items) => {
                let schemas = items.iter().map(|item| self.schema(item)).collect::<Option<Vec<_>>>()?;
                let items = schemas.into_iter().reduce(either).unwrap_or_else(|| json!({}));
                Some(json!({"type": "array", "items": items}))
            }
            Shape::Text { .. } => Some(json!({"type": "string"})),
            Shape::Number(_) => Some(json!({"type": "number"})),
            Shape::Boolean => Some(json!({"type": "boolean"})),
            Shape::Null | Shape::Hole(_) | Shape::Unknown => Some(json!({})),
        }
    }

    /// The type of a property of that name in the models around, if that is a type without quotes.
    fn type_named(&self, name: &str) -> Value {
        let properties = schema::properties_named(self.config, self.related, name);
        let mut types = properties.iter().flat_map(|property| property.facts.types.iter());
        match types.next() {
            Some(first)
                if types.all(|other| other == first) && matches!(&**first, "number" | "integer" | "boolean") =>
            {
                json!({"type": first})
            }
            _ => json!({}),
        }
    }
}

/// A schema that allows what either of two allows.
pub(super) fn either(one: Value, other: Value) -> Value {
    if one == other {
        return one;
    }
    let kind = |schema: &Value| schema.get("type").and_then(Value::as_str).map(str::to_owned);
    match (kind(&one).as_deref(), kind(&other).as_deref()) {
        (Some("object"), Some("object")) => either_object(&one, &other),
        (Some("array"), Some("array")) => {
            let items = |schema: &Value| schema.get("items").cloned().unwrap_or_else(|| json!({}));
            json!({"type": "array", "items": either(items(&one), items(&other))})
        }
        _ => json!({}),
    }
}

fn either_object(one: &Value, other: &Value) -> Value {
    let properties = |schema: &Value| schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let (first, second) = (properties(one), properties(other));
    let required: Vec<String> = first.keys().filter(|name| second.contains_key(*name)).cloned().collect();
    let is_required = |schema: &Value, name: &String| {
        let listed = schema.get("required").and_then(Value::as_array);
        listed.is_some_and(|listed| listed.iter().any(|known| known.as_str() == Some(name)))
    };
    let required: Vec<String> =
        required.into_iter().filter(|name| is_required(one, name) && is_required(other, name)).collect();
    let mut merged = first;
    for (name, schema) in second {
        let schema = match merged.remove(&name) {
            Some(known) => either(known, schema),
            None => schema,
        };
        merged.insert(name, schema);
    }
    let mut schema = json!({"type": "object", "properties": merged});
    if let Some(schema) = schema.as_object_mut().filter(|_| !required.is_empty()) {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}
