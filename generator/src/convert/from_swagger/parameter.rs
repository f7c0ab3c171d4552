//! Parameters and headers of Swagger 2.0, which have the keywords of their schema beside their own.

use gatewright_document::{Map, Value};

use super::schema;
use crate::convert::step::{At, Step};

/// What a parameter of Swagger 2.0 becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Body,
    Form,
    Other,
}

pub(super) fn place(parameter: &Value) -> Place {
    match parameter.get("in").and_then(Value::as_str) {
        Some("body") => Place::Body,
        Some("formData") => Place::Form,
        _ => Place::Other,
    }
}

/// Keywords of a schema that Swagger 2.0 writes into the parameter itself.
fn is_of_schema(key: &str) -> bool {
    const KEYWORDS: [&str; 20] = [
        "type",
        "format",
        "items",
        "default",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "enum",
        "multipleOf",
        "x-nullable",
        // Swagger 2.0 has none of these here, and some write them.
        "$ref",
        "properties",
        "additionalProperties",
    ];
    KEYWORDS.contains(&key) || key.starts_with("x-enum") || key.starts_with("x-ms-enum")
}

/// Headers that OpenAPI 3 has other words for.
const GOVERNED: [&str; 3] = ["accept", "content-type", "authorization"];

pub(super) fn parameter(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    if entries.contains_key("$ref") && !entries.contains_key("in") {
        return value.clone();
    }
    let location = entries.get("in").and_then(Value::as_str).unwrap_or("header").to_owned();
    let name = entries.get("name").and_then(Value::as_str).unwrap_or_default();
    if location == "header" && GOVERNED.iter().any(|governed| name.eq_ignore_ascii_case(governed)) {
        step.lose(
            &at.from,
            "OpenAPI 3.0 ignores header parameters of this name: media types and security schemes say it",
        );
    }
    let mut written = with_schema(step, entries, at);
    if let Some((style, explode)) = style(step, entries, &location, at) {
        let (style, explode) = (style.map(Value::from), explode.map(Value::from));
        for (key, value) in [("style", style), ("explode", explode)] {
            if let Some(value) = value {
                written.insert(key.to_owned(), value);
            }
        }
    }
    if location == "path" {
        written.insert("required".to_owned(), true.into());
    }
    written.into()
}

pub(super) fn header(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    style(step, entries, "header", at);
    with_schema(step, entries, at).into()
}

/// The keywords apart: those of the parameter, and those of its schema.
fn with_schema(step: &mut Step<'_>, entries: &Map, at: &At) -> Map {
    let (mut written, mut inner) = (Map::default(), Map::default());
    // Some write a schema though it is no body.
    let has_schema = entries.contains_key("schema");
    for (key, value) in entries {
        match key.as_str() {
            "collectionFormat" => {}
            "schema" => {
                written.insert(key.clone(), schema::schema(step, value, &at.child("schema")));
            }
            key if is_of_schema(key) && !has_schema => {
                if inner.is_empty() {
                    written.insert("schema".to_owned(), Value::Null);
                }
                let place = At { from: at.from.child(key), to: at.to.child("schema").child(key) };
                step.place(&place);
                inner.insert(key.to_owned(), value.clone());
            }
            _ => {
                written.insert(key.clone(), value.clone());
            }
        }
    }
    if !has_schema {
        // A parameter without a type is text.
        if inner.is_empty() {
            inner.insert("type".to_owned(), "string".into());
        }
        if !inner.contains_key("type") && !inner.contains_key("$ref") {
            step.lose(&at.from, "without `type` this is text in Swagger 2.0: OpenAPI 3.0 goes by the other keywords");
        }
        let inner = without_formats(step, &inner.into(), at, true);
        let inner = schema::schema(step, &inner, &At { from: at.from.clone(), to: at.to.child("schema") });
        // The parameter itself is where it was; only its schema is deeper.
        step.place(at);
        written.insert("schema".to_owned(), inner);
    }
    written
}

/// Lists within lists have no style of their own in OpenAPI 3.
pub(super) fn without_formats(step: &mut Step<'_>, value: &Value, at: &At, is_outer: bool) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    let mut written = Map::default();
    for (key, entry) in entries {
        let entry = match key.as_str() {
            "collectionFormat" if is_outer => continue,
            "collectionFormat" => {
                if entry.as_str() != Some("csv") {
                    let what = "OpenAPI 3.0 has no `collectionFormat` of lists within lists";
                    step.lose(&at.from.child("collectionFormat"), what);
                }
                continue;
            }
            "items" => without_formats(step, entry, &at.child("items"), false),
            _ => entry.clone(),
        };
        written.insert(key.clone(), entry);
    }
    written.into()
}

/// How a list is written: the style, and whether it is exploded.
pub(super) fn style(
    step: &mut Step<'_>,
    entries: &Map,
    location: &str,
    at: &At,
) -> Option<(Option<&'static str>, Option<bool>)> {
    let format = entries.get("collectionFormat").and_then(Value::as_str);
    let ty = entries.get("type").and_then(Value::as_str);
    if !matches!(ty, Some("array" | "object")) && !entries.contains_key("$ref") {
        return None;
    }
    let is_query = matches!(location, "query" | "formData");
    let found = match format.unwrap_or("csv") {
        "csv" if is_query => (None, Some(false)),
        "csv" => return None,
        "multi" if is_query => (None, Some(true)),
        "ssv" if is_query => (Some("spaceDelimited"), Some(false)),
        "pipes" if is_query => (Some("pipeDelimited"), Some(false)),
        other => {
            let what =
                format!("OpenAPI 3.0 has no `collectionFormat: {other}` in {location}: lists are written with commas");
            step.lose(&at.from.child("collectionFormat"), what);
            (None, is_query.then_some(false))
        }
    };
    Some(found)
}
