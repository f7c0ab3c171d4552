//! Schemas that leave the type of a value to others, or to the one schema that they wrap.

use crate::index::IndexSet;
use gatewright_document::{Node, Value};

use crate::lower::node::{Key, key_of, resolved};

/// Whether a schema says nothing of the type: only prose or constraints.
pub(crate) fn is_bare(node: &Node<'_>) -> bool {
    const TYPE: [&str; 12] = [
        "type",
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "properties",
        "additionalProperties",
        "patternProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
    ];
    matches!(node.value(), Value::Object(map) if !TYPE.iter().any(|key| map.contains_key(key)))
}

/// Whether a schema names a type and says nothing else of it.
pub(crate) fn is_type_alone(node: &Node<'_>) -> bool {
    const MORE: [&str; 14] = [
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "format",
        "nullable",
    ];
    matches!(node.value(), Value::Object(map)
        if map.get("type").is_some_and(|ty| ty.as_str().is_some()) && !MORE.iter().any(|key| map.contains_key(key)))
}

/// Adds what a schema is built on: the parts of its `allOf`, and theirs.
pub(crate) fn collect_bases(node: &Node<'_>, bases: &mut IndexSet<Key>) {
    let mut open = vec![node.clone()];
    while let Some(next) = open.pop() {
        for part in next.read("allOf").iter().flat_map(Node::items) {
            let base = if part.reference().is_some() { resolved(&part).unwrap_or(part) } else { part };
            // A schema that leads back to itself is no base of its own.
            if key_of(&base) != key_of(node) && bases.insert(key_of(&base)) {
                open.push(base);
            }
        }
    }
}

/// The schema that `allOf` wraps when it adds nothing but prose.
pub(crate) fn only_part<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    let parts = node.read("allOf")?;
    let mut parts = parts.items();
    let only = parts.next()?;
    if parts.next().is_some() || node.reference().is_some() {
        return None;
    }
    const PROSE: [&str; 12] = [
        "allOf",
        "description",
        "title",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "nullable",
        "x-nullable",
        "default",
        "externalDocs",
    ];
    let adds_nothing = node.entries().all(|(key, value)| {
        PROSE.contains(&key)
            || key.starts_with("x-")
            || (key == "type" && only.reference().is_some() && value.value().as_str() == Some("object"))
    });
    adds_nothing.then_some(only)
}
