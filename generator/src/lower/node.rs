//! Which node is which, and where references lead.

use gatewright_document::{Node, Pointer, RefError, Value};

use crate::lower::facts::shape::has_structure_beside_reference;

/// Identity of a node. The document is borrowed for as long as it is lowered, so an address is unique
/// and stands for the same node throughout; it is only ever looked up, never ordered by.
pub(crate) type Key = usize;

pub(crate) fn key_of(node: &Node<'_>) -> Key {
    core::ptr::from_ref(node.value()).addr()
}

/// The schema that a schema refers to, or the schema itself: the end of a line of references, or a link of it that says
/// more than where it leads (OpenAPI 3.1, siblings of `$ref`).
pub(crate) fn resolved<'d>(node: &Node<'d>) -> Result<Node<'d>, RefError> {
    let Some(reference) = node.reference() else { return Ok(node.clone()) };
    if let Some(end) = node.lookup(reference).ok().filter(|next| next.reference().is_none()) {
        node.mark_read(&["$ref"]);
        return Ok(end);
    }
    let end = node.resolve()?;
    let mut link = node.clone();
    while let Some(next) = link.reference().and_then(|reference| link.lookup(reference).ok()) {
        if key_of(&next) == key_of(&end) || has_structure_beside_reference(&next) {
            return Ok(next);
        }
        link = next;
    }
    Ok(end)
}

/// Whether a value is a JSON object.
pub(crate) fn is_object(node: &Node<'_>) -> bool {
    matches!(node.value(), Value::Object(_))
}

/// Whether a place is within an entry of a table at the root of a file.
pub(crate) fn is_entry_of(pointer: &Pointer, table: &str) -> bool {
    let mut segments = pointer.segments();
    segments.next().is_some_and(|first| first == table) && segments.next().is_some()
}
