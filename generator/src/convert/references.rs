//! Names that a schema gives itself (`$anchor`, `$id`) are names of one version; a pointer is one of all. A number of YAML
//! among strings is its text in all.

use gatewright_document::{Document, Node, Value};

use super::step::reference_to;
use crate::lower::as_texts;
use crate::pieces::{Holds, Kind};

/// Has references by `$anchor` and `$id` name their targets by pointer, and writes the texts that listed strings stand for.
pub(super) fn spell_out(document: &Document, value: &mut Value) {
    let swagger = document.version() == gatewright_document::Version::Swagger20;
    piece(&document.root(), Kind::Document, swagger, value);
}

fn piece(node: &Node<'_>, kind: Kind, swagger: bool, value: &mut Value) {
    let Value::Object(entries) = value else { return };
    for (key, entry) in entries.iter_mut() {
        let Some(inner) = node.get(key) else { continue };
        if key == "$ref"
            && kind != Kind::Data
            && let Value::String(reference) = entry
        {
            if !reference.starts_with("#/")
                && let Ok(target) = node.lookup(reference)
                && target.origin().source == node.origin().source
            {
                *reference = reference_to(&target.origin().pointer);
            }
            continue;
        }
        if let Some(texts) = as_texts(node, key).filter(|_| kind.has_constants()) {
            *entry = texts;
            continue;
        }
        match kind.entry(key, swagger) {
            Holds::One(Kind::Data) => {}
            Holds::One(kind) => piece(&inner, kind, swagger, entry),
            Holds::Map(kind) => each(&inner, kind, swagger, entry),
            Holds::List(kind) | Holds::OneOrList(kind) => match entry {
                Value::Array(_) => each(&inner, kind, swagger, entry),
                entry => piece(&inner, kind, swagger, entry),
            },
        }
    }
}

fn each(node: &Node<'_>, kind: Kind, swagger: bool, value: &mut Value) {
    match value {
        Value::Object(entries) => {
            for (key, entry) in entries.iter_mut() {
                if let Some(inner) = node.get(key) {
                    piece(&inner, kind, swagger, entry);
                }
            }
        }
        Value::Array(items) => {
            for (item, inner) in items.iter_mut().zip(node.items()) {
                piece(&inner, kind, swagger, item);
            }
        }
        _ => {}
    }
}
