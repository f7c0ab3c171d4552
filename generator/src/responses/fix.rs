//! Mends a document that requires what services leave out.

use gatewright_document::{Document, Fix, Node, Value, Version};
use serde_json::json;

use super::{Finding, Setting};

/// The change after which a finding fits: the property is not required any more, or may be null.
pub(super) fn of(finding: &Finding, document: &Document) -> Option<Fix> {
    if !matches!(finding.setting, Some(Setting::Optional(_))) {
        return None;
    }
    let property = document.node(finding.origin.as_ref()?)?;
    match finding.found.as_str() {
        "none" => not_required(&property),
        "null" => nullable(&property, document.version()),
        _ => None,
    }
}

fn not_required(property: &Node<'_>) -> Option<Fix> {
    let name = property.origin().pointer.last()?.into_owned();
    let schema =
        property.parent().filter(|table| table.origin().pointer.last().as_deref() == Some("properties"))?.parent()?;
    let required = schema.get("required")?;
    let item = required.items().find(|item| item.as_str() == Some(&name))?;
    // An empty list is one mistake more.
    Some(if required.items().count() == 1 { Fix::remove(required.origin()) } else { Fix::remove(item.origin()) })
}

fn nullable(property: &Node<'_>, version: Version) -> Option<Fix> {
    let at = property.origin();
    if let Some(reference) = property.reference() {
        return match version {
            Version::Swagger20 => Some(Fix::replace(at, json!({"allOf": [{"$ref": reference}], "x-nullable": true}))),
            Version::OpenApi30 => Some(Fix::replace(at, json!({"allOf": [{"$ref": reference}], "nullable": true}))),
            Version::OpenApi31 => Some(Fix::replace(at, json!({"anyOf": [{"$ref": reference}, {"type": "null"}]}))),
        };
    }
    match (version, property.get("type").map(|ty| ty.value())) {
        (Version::Swagger20, _) => Some(Fix::update(at, json!({"x-nullable": true}))),
        (Version::OpenApi30, _) => Some(Fix::update(at, json!({"nullable": true}))),
        (Version::OpenApi31, Some(Value::String(ty))) => Some(Fix::replace(&at.child("type"), json!([ty, "null"]))),
        (Version::OpenApi31, Some(Value::Array(_))) => Some(Fix::update(&at.child("type"), json!(["null"]))),
        (Version::OpenApi31, _) => {
            let list = ["anyOf", "oneOf"].iter().find_map(|key| property.get(key))?;
            Some(Fix::update(list.origin(), json!([{"type": "null"}])))
        }
    }
}
