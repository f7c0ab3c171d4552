//! Values that the document itself gives: examples and defaults.

use gatewright_document::{Node, Value as Tree};
use serde_json::{Map, Value};

use crate::schemas::REF;
use crate::strings;

/// Examples and defaults of a schema, and of what it is the schema of.
pub(crate) fn values<'d>(schema: &Node<'d>) -> Vec<Node<'d>> {
    let mut found: Vec<Node<'d>> = Vec::new();
    found.extend(["example", "x-example", "default"].iter().filter_map(|key| schema.get(key)));
    if let Some(examples) = schema.get("examples") {
        found.extend(examples.items());
    }
    if let Some(owner) = owner(schema) {
        let mut around: Vec<Node<'d>> = owner.get("example").into_iter().collect();
        for (name, example) in owner.get("examples").iter().flat_map(Node::entries) {
            let example = if example.reference().is_some() { example.resolve().unwrap_or(example) } else { example };
            match example.get("value") {
                Some(value) => around.push(value),
                // Swagger 2.0: by media type.
                None if name.contains("json") => around.push(example),
                None => {}
            }
        }
        // The text of a body of XML is no value of its schema.
        let is_xml = owner.origin().pointer.last().is_some_and(|media_type| media_type.contains("xml"));
        found.extend(around.into_iter().filter(|example| !is_xml || example.as_str().is_none()));
    }
    found
}

/// The media type, parameter or response whose `schema` this is.
fn owner<'d>(schema: &Node<'d>) -> Option<Node<'d>> {
    let mut origin = schema.origin().clone();
    if origin.pointer.last().as_deref() != Some("schema") {
        return None;
    }
    origin.pointer = origin.pointer.parent()?;
    schema.document().node(&origin).filter(|owner| matches!(owner.value(), Tree::Object(_)))
}

/// The value without members of which no schema speaks: models have no place for them.
pub(crate) fn described(table: &[Value], value: &Value, schemas: &[&Value], depth: usize) -> Value {
    let mut all: Vec<&Map<String, Value>> = Vec::new();
    schemas.iter().for_each(|schema| gather(table, schema, &mut all, 0));
    match value {
        _ if depth > 60 => value.clone(),
        Value::Array(items) => {
            let item = |(index, item)| {
                let mut schemas: Vec<&Value> = Vec::new();
                for keywords in &all {
                    let prefix = keywords.get("prefixItems").and_then(Value::as_array);
                    schemas.extend(prefix.and_then(|prefix| prefix.get(index)));
                    schemas.extend(keywords.get("items"));
                }
                described(table, item, &schemas, depth + 1)
            };
            items.iter().enumerate().map(item).collect()
        }
        Value::Object(members) => {
            let listing = all.iter().any(|keywords| keywords.contains_key("properties"));
            let member = |(name, member): (&String, &Value)| {
                let schemas: Vec<&Value> = all.iter().flat_map(|keywords| speaking(keywords, name)).collect();
                let spoken = !schemas.is_empty() || !listing;
                spoken.then(|| (name.clone(), described(table, member, &schemas, depth + 1)))
            };
            Value::Object(members.iter().filter_map(member).collect())
        }
        _ => value.clone(),
    }
}

/// Every schema that may come to bear on a value.
fn gather<'s>(table: &'s [Value], schema: &'s Value, all: &mut Vec<&'s Map<String, Value>>, depth: usize) {
    let Value::Object(keywords) = schema else { return };
    if depth > 20 || all.iter().any(|known| std::ptr::eq(*known, keywords)) {
        return;
    }
    all.push(keywords);
    let target = keywords.get(REF).and_then(Value::as_u64).and_then(|index| table.get(usize::try_from(index).ok()?));
    target.into_iter().for_each(|target| gather(table, target, all, depth + 1));
    for key in ["allOf", "oneOf", "anyOf"] {
        let parts = keywords.get(key).and_then(Value::as_array);
        parts.into_iter().flatten().for_each(|part| gather(table, part, all, depth + 1));
    }
}

/// What one schema says of a member.
fn speaking<'s>(keywords: &'s Map<String, Value>, name: &str) -> Vec<&'s Value> {
    let own = keywords.get("properties").and_then(|properties| properties.get(name));
    let patterns = keywords.get("patternProperties").and_then(Value::as_object);
    let matching =
        patterns.into_iter().flatten().filter(|(pattern, _)| strings::fits(pattern, name)).map(|(_, schema)| schema);
    let mut schemas: Vec<&Value> = own.into_iter().chain(matching).collect();
    if schemas.is_empty() {
        schemas.extend(keywords.get("additionalProperties").filter(|schema| **schema != Value::Bool(false)));
    }
    schemas
}
