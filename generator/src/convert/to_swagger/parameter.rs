//! Parameters and headers, whose schemas Swagger 2.0 writes into them.

use gatewright_document::{Map, Pointer, Value};

use crate::convert::step::{At, Step};

/// A parameter; `None` where Swagger 2.0 cannot say it.
pub(super) fn parameter(step: &mut Step<'_>, value: &Value, at: &At) -> Option<Value> {
    let Value::Object(entries) = value else { return Some(value.clone()) };
    if entries.contains_key("$ref") {
        return Some(value.clone());
    }
    step.place(at);
    let location = entries.get("in").and_then(Value::as_str).unwrap_or_default();
    if location == "cookie" {
        step.lose(&at.from, "Swagger 2.0 has no parameters in cookies");
        return None;
    }
    let is_ignored =
        |name: &str| ["accept", "content-type", "authorization"].iter().any(|own| name.eq_ignore_ascii_case(own));
    if location == "header" && entries.get("name").and_then(Value::as_str).is_some_and(is_ignored) {
        // OpenAPI 3 ignores such a parameter, Swagger 2.0 does not.
        step.lose(&at.from, "OpenAPI 3.0 ignores parameters of this name: it is left out");
        return None;
    }
    Some(flat(step, entries, location, at))
}

pub(super) fn header(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let (target, from) = step.resolved(value, &at.from);
    match target.as_object().cloned() {
        Some(entries) => flat(step, &entries, "header", &At { from, to: at.to.clone() }),
        None => value.clone(),
    }
}

fn flat(step: &mut Step<'_>, entries: &Map, location: &str, at: &At) -> Value {
    let mut written = Map::default();
    for (key, value) in entries {
        match key.as_str() {
            "schema" => {
                let from = at.from.child("schema");
                let inner = value_schema(step, value, &from, location);
                for (key, value) in inner {
                    written.get_or_insert(key, value);
                }
            }
            "content" => {
                step.lose(&at.from.child("content"), "Swagger 2.0 has no `content` of a parameter: it is text");
                written.insert("type".to_owned(), "string".into());
            }
            "style" | "explode" => {}
            "deprecated" | "allowReserved" if value.as_bool() != Some(true) => {}
            "deprecated" | "allowReserved" | "examples" => {
                step.lose(&at.from.child(key), format!("Swagger 2.0 has no `{key}` of a parameter"));
            }
            "example" => {
                step.lose(&at.from.child(key), "Swagger 2.0 has no `example` of a parameter");
            }
            "required" if location == "header" && !entries.contains_key("in") => {
                step.lose(&at.from.child(key), "Swagger 2.0 has no `required` of a response's header");
            }
            _ => {
                written.insert(key.clone(), value.clone());
            }
        }
    }
    if !written.contains_key("type") {
        written.insert("type".to_owned(), "string".into());
    }
    if let Some(format) = collection_format(step, entries, &written, location, at) {
        written.insert("collectionFormat".to_owned(), format.into());
    }
    written.into()
}

/// What a schema may say and a parameter of Swagger 2.0 may not.
const OF_SCHEMAS: [&str; 19] = [
    "title",
    "example",
    "readOnly",
    "externalDocs",
    "properties",
    "additionalProperties",
    "required",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "discriminator",
    "xml",
    "writeOnly",
    "deprecated",
    "examples",
    "minProperties",
    "maxProperties",
    "$ref",
];

/// The keywords of a schema, which has to be that of a scalar or a list.
pub(super) fn value_schema(step: &mut Step<'_>, value: &Value, from: &Pointer, location: &str) -> Map {
    let (target, place) = step.resolved(value, from);
    let mut written = Map::default();
    let mut part = None;
    for (key, entry) in target.as_object().cloned().into_iter().flatten() {
        match key.as_str() {
            "items" => {
                let items = value_schema(step, &entry, &place.child("items"), location);
                written.insert(key, items.into());
            }
            "nullable" => {
                if entry.as_bool() == Some(true) {
                    written.insert("x-nullable".to_owned(), true.into());
                }
            }
            "allOf" if entry.as_array().is_some_and(|parts| parts.len() == 1) => {
                part = entry.as_array().and_then(|parts| parts.first().cloned());
            }
            "type" if entry.as_str() == Some("object") => {
                step.lose(&place.child(&key), "Swagger 2.0 has no objects as parameters: it is text");
                written.insert(key, "string".into());
            }
            key if OF_SCHEMAS.contains(&key) => {
                step.lose(
                    &place.child(key),
                    format!("Swagger 2.0 has no `{key}` in the schema of a {location} parameter"),
                );
            }
            _ => {
                written.insert(key, entry);
            }
        }
    }
    if let Some(part) = part {
        for (key, value) in value_schema(step, &part, &place.child("allOf").index(0), location) {
            written.get_or_insert(key, value);
        }
    }
    if !written.contains_key("type") {
        let is_any = target.as_object().is_none_or(|entries| !entries.contains_key("enum"));
        if is_any {
            step.lose(from, "Swagger 2.0 has no parameters of any type: it is text");
        }
        written.insert("type".to_owned(), "string".into());
    }
    if written.get("type").and_then(Value::as_str) == Some("array") && !written.contains_key("items") {
        written.insert("items".to_owned(), Value::from_iter([("type".to_owned(), Value::from("string"))]));
    }
    written
}

fn collection_format(
    step: &mut Step<'_>,
    entries: &Map,
    written: &Map,
    location: &str,
    at: &At,
) -> Option<&'static str> {
    let is_list = written.get("type").and_then(Value::as_str) == Some("array");
    let style = entries.get("style").and_then(Value::as_str);
    let is_query = location == "query";
    let default = if is_query { "form" } else { "simple" };
    let style = style.unwrap_or(default);
    let explode = entries.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    let found = match (style, explode) {
        ("form", true) if is_query => Some("multi"),
        ("form", false) | ("simple", _) => Some("csv"),
        ("spaceDelimited", false) => Some("ssv"),
        ("pipeDelimited", false) => Some("pipes"),
        ("spaceDelimited" | "pipeDelimited", true) if is_query => Some("multi"),
        _ => None,
    };
    if found.is_none() {
        step.lose(&at.from.child("style"), format!("Swagger 2.0 has no `style: {style}`"));
    }
    found.filter(|format| is_list && *format != "csv")
}
