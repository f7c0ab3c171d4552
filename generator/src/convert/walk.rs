//! Walks a document of OpenAPI 3 piece by piece, inner pieces first.

use gatewright_document::{Map, Value};

use super::step::{At, Step};
use crate::pieces::{Holds, Kind};

/// What a step makes of one piece, whose inner pieces are written already.
pub(super) type Change = fn(&mut Step<'_>, Kind, Map, &At) -> Value;

pub(super) fn piece(step: &mut Step<'_>, value: &Value, kind: Kind, at: &At, change: Change) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    if kind == Kind::Data {
        return value.clone();
    }
    let mut written = Map::default();
    for (key, entry) in entries {
        let at = at.child(key);
        let is_reference = key == "$ref" && entry.as_str().is_some();
        let entry = match kind.entry(key, false) {
            _ if is_reference => entry.clone(),
            Holds::One(kind) => piece(step, entry, kind, &at, change),
            Holds::Map(kind) => each(step, entry, kind, &at, change),
            Holds::List(kind) => each(step, entry, kind, &at, change),
            Holds::OneOrList(kind) if entry.as_array().is_some() => each(step, entry, kind, &at, change),
            Holds::OneOrList(kind) => piece(step, entry, kind, &at, change),
        };
        written.insert(key.clone(), entry);
    }
    change(step, kind, written, at)
}

fn each(step: &mut Step<'_>, value: &Value, kind: Kind, at: &At, change: Change) -> Value {
    match value {
        Value::Object(entries) => {
            entries.iter().map(|(key, entry)| (key.clone(), piece(step, entry, kind, &at.child(key), change))).collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            Value::Array(items.map(|(index, item)| piece(step, item, kind, &at.index(index), change)).collect())
        }
        other => other.clone(),
    }
}
