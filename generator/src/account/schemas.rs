//! Schemas that say something of the type of their values.

use gatewright_document::{Node, Value};

/// How many references and parts are looked through.
const DEPTH: usize = 16;

/// Whether the document gives the values of a schema a type.
pub(super) fn is_typed(node: &Node<'_>) -> bool {
    typed(node, DEPTH)
}

fn typed(node: &Node<'_>, depth: usize) -> bool {
    let Value::Object(schema) = node.value() else { return false };
    let says = schema.iter().any(|(key, value)| match (key.as_str(), value) {
        ("type", Value::String(name)) => name != "any" && name != "null",
        ("type" | "items", Value::Array(list)) => !list.is_empty(),
        ("enum" | "prefixItems", Value::Array(list)) => !list.is_empty(),
        ("const", _) => true,
        ("properties" | "patternProperties" | "additionalProperties" | "items", Value::Object(map)) => !map.is_empty(),
        _ => false,
    });
    if says {
        return true;
    }
    if depth == 0 {
        return false;
    }
    if let Some(reference) = node.reference() {
        // A reference that leads nowhere is meant to be typed, and a loss.
        return node.lookup(reference).map_or(true, |target| typed(&target, depth - 1));
    }
    let all_of = node.get("allOf");
    if all_of.iter().flat_map(Node::items).any(|part| typed(&part, depth - 1)) {
        return true;
    }
    ["oneOf", "anyOf"].iter().any(|key| {
        let variants: Vec<Node<'_>> = node.get(key).iter().flat_map(Node::items).collect();
        !variants.is_empty() && variants.iter().all(|variant| typed(variant, depth - 1))
    })
}
