//! Prose of the document: summaries, descriptions, and facts that only prose can carry.

use gatewright_document::{Node, Value};

use super::scalar;
use crate::ir::Docs;

/// Docs of a schema, an operation or the whole document.
pub(super) fn docs(node: &Node<'_>) -> Docs {
    let string = |key| {
        node.get(key).and_then(|text| text.value().as_str().map(str::to_owned)).filter(|text| !text.trim().is_empty())
    };
    let flag = |key| node.get(key).is_some_and(|flag| flag.value().as_bool() == Some(true));
    Docs {
        summary: string("summary"),
        description: string("description"),
        deprecated: flag("deprecated"),
        notes: Vec::new(),
    }
}

/// Docs of a member or a parameter, with its default, its example and whether it is read only.
pub(super) fn member(node: &Node<'_>) -> Docs {
    let mut docs = docs(node);
    if docs.description.is_none() {
        docs.description = node
            .get("title")
            .and_then(|title| title.value().as_str().map(str::to_owned))
            .filter(|title| !title.trim().is_empty());
    }
    let mut note = |label: &str, key: &str| {
        if let Some(value) = node.get(key) {
            let text = scalar::text(value.value());
            if text.chars().count() <= 80
                && !text.is_empty()
                && !text.contains('\n')
                && !matches!(value.value(), Value::Null)
            {
                docs.notes.push(format!("{label}: `{}`", text.replace('`', "'")));
            }
        }
    };
    note("Default", "default");
    note("Example", "example");
    docs
}

/// Docs that we write ourselves.
pub(super) fn text(description: &str) -> Docs {
    Docs { description: Some(description.to_owned()), ..Docs::default() }
}
