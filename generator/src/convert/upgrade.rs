//! OpenAPI 3.0 to 3.1: schemas become those of JSON Schema 2020-12.

use gatewright_document::{Map, Value};

use super::step::{At, Step};
use super::walk;
use crate::pieces::Kind;

/// What a schema says of itself, and not of its values.
const ANNOTATIONS: [&str; 11] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "deprecated",
    "externalDocs",
    "xml",
    "summary",
];

pub(super) fn is_annotation(keyword: &str) -> bool {
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}

pub(super) fn document(step: &mut Step<'_>) -> Value {
    walk::piece(step, step.root, Kind::Document, &At::root(), change)
}

fn change(step: &mut Step<'_>, kind: Kind, mut entries: Map, at: &At) -> Value {
    match kind {
        Kind::Document => {
            if let Some(version) = entries.get_mut("openapi") {
                *version = "3.1.1".into();
            }
            entries.into()
        }
        Kind::Schema => schema(step, entries, at),
        _ => entries.into(),
    }
}

fn schema(step: &mut Step<'_>, mut entries: Map, at: &At) -> Value {
    for (limit, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        exclusive(&mut entries, limit, bound);
    }
    match entries.shift_remove("nullable") {
        Some(flag) if flag.as_bool() == Some(true) => nullable(step, entries, at),
        _ => entries.into(),
    }
}

/// In 3.0 a flag beside the bound, in 3.1 the bound itself.
fn exclusive(entries: &mut Map, flag: &str, bound: &str) {
    let Some(is_exclusive) = entries.get(flag).and_then(Value::as_bool) else { return };
    match entries.get(bound).cloned().filter(|_| is_exclusive) {
        Some(value) => {
            entries.shift_remove(bound);
            entries.insert(flag.to_owned(), value);
        }
        None => {
            entries.shift_remove(flag);
        }
    }
}

/// A schema that admits `null` too.
fn nullable(step: &mut Step<'_>, mut entries: Map, at: &At) -> Value {
    if let Some(listed) = entries.get_mut("enum")
        && let Value::Array(values) = listed
        && !values.iter().any(Value::is_null)
    {
        values.push(Value::Null);
    }
    let null_type = || Value::from_iter([("type".to_owned(), Value::from("null"))]);
    match entries.get_mut("type") {
        Some(ty @ Value::String(_)) => {
            let name = core::mem::take(ty);
            *ty = Value::Array(vec![name, "null".into()]);
            return entries.into();
        }
        Some(Value::Array(names)) => {
            if !names.iter().any(|name| name.as_str() == Some("null")) {
                names.push("null".into());
            }
            return entries.into();
        }
        _ => {}
    }
    for choice in ["oneOf", "anyOf"] {
        if !entries_limit(&entries)
            && let Some(Value::Array(variants)) = entries.get_mut(choice)
        {
            variants.push(null_type());
            return entries.into();
        }
    }
    if !entries_limit(&entries) && !entries.contains_key("oneOf") && !entries.contains_key("anyOf") {
        if !entries.contains_key("enum") {
            let what = "OpenAPI 3.1 has no `nullable`: a schema without a type allows any value, `null` among them";
            step.lose(&at.from.child("nullable"), what);
        }
        return entries.into();
    }
    single_part(step, &mut entries, at);
    let (mut outside, mut inside) = (Map::default(), Map::default());
    let place = at.to.child("anyOf").index(0);
    for (key, value) in entries {
        if is_annotation(&key) {
            outside.insert(key, value);
        } else {
            step.shift(&at.child(&key), &place.child(&key));
            inside.insert(key, value);
        }
    }
    outside.insert("anyOf".to_owned(), Value::Array(vec![inside.into(), null_type()]));
    outside.into()
}

/// `allOf` with one reference is how 3.0 says something beside it; in 3.1 the reference alone will do.
fn single_part(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let Some(Value::Array(parts)) = entries.get("allOf") else { return };
    let [only] = parts.as_slice() else { return };
    let has_others = entries.keys().any(|key| key != "allOf" && !is_annotation(key));
    let Some(only) = only.as_object().filter(|only| only.len() == 1 && only.contains_key("$ref")) else { return };
    if has_others {
        return;
    }
    let only = only.clone();
    step.shift(&at.child("allOf").index(0), &at.to);
    let old = core::mem::take(entries).into_iter();
    *entries = old
        .flat_map(|(key, value)| if key == "allOf" { only.clone() } else { Map::from_iter([(key, value)]) })
        .collect();
}

/// Whether a schema without a type says something that `null` could break.
fn entries_limit(entries: &Map) -> bool {
    entries.contains_key("$ref") || entries.contains_key("allOf") || entries.contains_key("not")
}
