//! What servers may add to what was sent: defaults that the document states.

use serde_json::Value;

use crate::cases::Side;
use crate::document::same;
use crate::operations::Documented;

/// The defaults of a document, by what they are of.
pub(crate) struct Defaults {
    properties: Vec<(String, Value)>,
    parameters: Vec<(String, Value)>,
}

impl Defaults {
    pub(crate) fn of(operations: &[&Documented], requests: &Side) -> Self {
        let mut properties = Vec::new();
        requests.table.iter().for_each(|schema| of_properties(schema, requests, &mut properties));
        let mut parameters = Vec::new();
        for parameter in operations.iter().flat_map(|operation| &operation.parameters) {
            let schema = parameter.schema.and_then(|index| requests.table.get(index));
            let stated = schema.map(|schema| stated(schema, requests, 0)).unwrap_or_default();
            parameters.extend(stated.into_iter().map(|default| (parameter.key.clone(), default)));
        }
        Self { properties, parameters }
    }

    /// Whether a parameter that was not sent may be seen so.
    pub(crate) fn has(&self, key: &str, seen: &Value) -> bool {
        is_stated(&self.parameters, key, seen)
    }

    /// Whether a body is seen as it was sent, but for defaults of its properties.
    pub(crate) fn same(&self, sent: &Value, seen: &Value) -> bool {
        match (sent, seen) {
            (Value::Array(sent), Value::Array(seen)) => {
                sent.len() == seen.len() && sent.iter().zip(seen).all(|(sent, seen)| self.same(sent, seen))
            }
            (Value::Object(sent), Value::Object(seen)) => {
                sent.keys().all(|name| seen.contains_key(name))
                    && seen.iter().all(|(name, seen)| match sent.get(name) {
                        Some(sent) => self.same(sent, seen),
                        None => is_stated(&self.properties, name, seen),
                    })
            }
            _ => same(sent, seen),
        }
    }
}

fn is_stated(stated: &[(String, Value)], name: &str, seen: &Value) -> bool {
    stated.iter().any(|(of, default)| of == name && same(default, seen))
}

fn of_properties(schema: &Value, side: &Side, found: &mut Vec<(String, Value)>) {
    match schema {
        Value::Object(keywords) => {
            for (name, property) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
                found.extend(stated(property, side, 0).into_iter().map(|default| (name.clone(), default)));
            }
            keywords.values().for_each(|inner| of_properties(inner, side, found));
        }
        Value::Array(schemas) => schemas.iter().for_each(|inner| of_properties(inner, side, found)),
        _ => {}
    }
}

/// The defaults of a schema: its own, and those of what it refers to or consists of.
fn stated(schema: &Value, side: &Side, depth: usize) -> Vec<Value> {
    let own = schema.get("default");
    let Some(schema) = side.behind(schema).filter(|_| depth < 8) else { return own.cloned().into_iter().collect() };
    let referred = schema.get("default").filter(|_| own.is_none());
    let parts = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array()).flatten();
    own.or(referred).cloned().into_iter().chain(parts.flat_map(|part| stated(part, side, depth + 1))).collect()
}
