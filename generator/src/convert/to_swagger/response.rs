//! Responses of OpenAPI 3.0 as those of Swagger 2.0.

use gatewright_document::media_type::is_json;
use gatewright_document::{Map, Value};

use super::{body, parameter, schema};
use crate::convert::step::{At, Step};

pub(super) fn response(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    step.place(at);
    if entries.contains_key("$ref") {
        return value.clone();
    }
    let mut written = Map::default();
    for (key, entry) in entries {
        let inner = at.child(key);
        match (key.as_str(), entry) {
            ("content", Value::Object(content)) => {
                body::alike(step, content, at);
                write_content(step, content, &mut written, at);
            }
            ("headers", Value::Object(headers)) => {
                let headers = headers.iter();
                let headers =
                    headers.map(|(name, header)| (name.clone(), parameter::header(step, header, &inner.child(name))));
                let headers = headers.collect();
                written.insert(key.clone(), headers);
            }
            ("links", _) => step.lose(&inner.from, "Swagger 2.0 has no `links`"),
            _ => {
                written.insert(key.clone(), entry.clone());
            }
        }
    }
    written.into()
}

fn write_content(step: &mut Step<'_>, content: &Map, written: &mut Map, at: &At) {
    let Some((media_type, media)) = body::chosen(content) else { return };
    let inner = At { from: at.from.child("content").child(media_type), to: at.to.clone() };
    match media.get("schema") {
        Some(value) => {
            let schema = schema::schema(step, value, &inner.child("schema"));
            written.insert("schema".to_owned(), schema);
        }
        None => {
            if !is_json(media_type) {
                let what = "Swagger 2.0 has no body without a schema: one that fits all values is written";
                step.lose(&inner.from, what);
            }
            written.insert("schema".to_owned(), Map::default().into());
        }
    }
    let mut examples = Map::default();
    for (media_type, media) in content {
        let from = at.from.child("content").child(media_type);
        if let Some(example) = media.get("example") {
            examples.insert(media_type.clone(), example.clone());
        }
        for key in ["examples", "encoding"] {
            if media.get(key).is_some() {
                step.lose(&from.child(key), format!("Swagger 2.0 has no `{key}` of a media type"));
            }
        }
    }
    if !examples.is_empty() {
        written.insert("examples".to_owned(), examples.into());
    }
}

/// The media types that the responses of an operation may have.
pub(super) fn produces(step: &mut Step<'_>, responses: &Value, at: &At) -> Vec<String> {
    let mut produces: Vec<String> = Vec::new();
    let mut sets: Vec<Vec<String>> = Vec::new();
    for (status, response) in responses.as_object().into_iter().flatten() {
        let (target, _) = step.resolved(response, &at.from.child(status));
        let Some(content) = target.get("content").and_then(Value::as_object).cloned() else { continue };
        // What is lost of it is reported where it is written.
        let alike = body::alike(&mut Step::new(step.root, step.target), &content, at);
        produces.extend(alike.iter().filter(|media_type| !produces.contains(media_type)).cloned().collect::<Vec<_>>());
        sets.push(alike);
    }
    if sets.iter().any(|set| set.len() != produces.len()) {
        step.lose(&at.from, "Swagger 2.0 has one list of media types for all responses of an operation");
    }
    produces
}
