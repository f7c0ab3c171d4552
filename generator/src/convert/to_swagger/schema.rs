//! Schemas of OpenAPI 3.0 as those of Swagger 2.0.

use gatewright_document::{Map, Value};

use crate::convert::step::{At, Step};
use crate::pieces::{Holds, Kind};

/// Keywords that Swagger 2.0 has no word for.
const UNKNOWN: [&str; 6] = ["oneOf", "anyOf", "not", "writeOnly", "deprecated", "examples"];

pub(super) fn schema(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    step.place(at);
    let mut written = Map::default();
    for (key, entry) in entries {
        let inner = at.child(key);
        let (key, entry) = match key.as_str() {
            key if UNKNOWN.contains(&key) => {
                if !matches!((key, entry.as_bool()), ("writeOnly" | "deprecated", Some(false))) {
                    step.lose(&inner.from, format!("Swagger 2.0 has no `{key}`"));
                }
                continue;
            }
            "nullable" => {
                if entry.as_bool() == Some(true) {
                    written.insert("x-nullable".to_owned(), true.into());
                }
                continue;
            }
            "discriminator" if entry.get("propertyName").is_some() => {
                if is_alone(entries) {
                    step.lose(&inner.from, "Swagger 2.0 has no `discriminator` of a choice");
                    continue;
                }
                if entry.get("mapping").is_some() {
                    let what = "Swagger 2.0 has no `mapping`: values are the names of schemas";
                    step.lose(&inner.from.child("mapping"), what);
                }
                ("discriminator", entry.get("propertyName").cloned().unwrap_or_default())
            }
            key => (key, inner_schemas(step, entry, Kind::Schema.entry(key, true), &inner)),
        };
        written.insert(key.to_owned(), entry);
    }
    written.into()
}

/// Whether a discriminator is that of a choice, and of no object.
fn is_alone(entries: &Map) -> bool {
    !entries.contains_key("properties") && (entries.contains_key("oneOf") || entries.contains_key("anyOf"))
}

fn inner_schemas(step: &mut Step<'_>, value: &Value, holds: Holds, at: &At) -> Value {
    match (holds, value) {
        (Holds::One(Kind::Data), _) => value.clone(),
        (Holds::Map(_), Value::Object(entries)) => {
            entries.iter().map(|(key, entry)| (key.clone(), schema(step, entry, &at.child(key)))).collect()
        }
        (Holds::List(_) | Holds::OneOrList(_), Value::Array(items)) => {
            let items = items.iter().enumerate();
            Value::Array(items.map(|(index, item)| schema(step, item, &at.index(index))).collect())
        }
        _ => schema(step, value, at),
    }
}
