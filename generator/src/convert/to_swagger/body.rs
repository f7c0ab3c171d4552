//! Bodies as parameters.

use gatewright_document::media_type::is_json;
use gatewright_document::{Map, Pointer, Value};

use super::{parameter, schema};
use crate::convert::step::{At, Step};

/// What an operation of Swagger 2.0 says of its body.
#[derive(Default)]
pub(super) struct Body {
    pub(super) consumes: Vec<String>,
    pub(super) parameters: Vec<Value>,
}

fn is_form(media_type: &str) -> bool {
    media_type.starts_with("application/x-www-form-urlencoded") || media_type.starts_with("multipart/")
}

/// The media type whose schema is the one of the body.
pub(super) fn chosen(content: &Map) -> Option<(&String, &Value)> {
    content
        .iter()
        .find(|(media_type, _)| media_type.as_str() == "application/json")
        .or_else(|| content.iter().find(|(media_type, _)| is_json(media_type)))
        .or_else(|| content.first())
}

/// The media types of a content that have the schema of the chosen one; the others are lost.
pub(super) fn alike(step: &mut Step<'_>, content: &Map, at: &At) -> Vec<String> {
    let Some((_, media)) = chosen(content) else { return Vec::new() };
    let schema = media.get("schema");
    let mut alike = Vec::new();
    for (media_type, media) in content {
        if media.get("schema") == schema {
            alike.push(media_type.clone());
        } else {
            let what = "Swagger 2.0 has one schema for all media types: this one is left out";
            step.lose(&at.from.child("content").child(media_type), what);
        }
    }
    alike
}

/// A shared body, unless it is a form, whose fields each operation lists.
pub(super) fn component(step: &mut Step<'_>, value: &Value, at: &At) -> Option<Value> {
    let entries = value.as_object()?;
    if entries.contains_key("$ref") {
        return Some(value.clone());
    }
    let content = entries.get("content")?.as_object()?;
    let (media_type, _) = chosen(content)?;
    if is_form(media_type) {
        return None;
    }
    alike(step, content, at);
    Some(of(step, entries, at))
}

/// The free end of a list of parameters.
#[derive(Debug)]
pub(super) struct Free {
    pub(super) list: Pointer,
    pub(super) first: usize,
}

impl Free {
    fn place(&self, index: usize) -> Pointer {
        self.list.index(self.first + index)
    }
}

/// What an operation says of its body, which stands at `from` and goes to the end of its parameters.
pub(super) fn request(step: &mut Step<'_>, value: &Value, from: &Pointer, to: &Free) -> Body {
    let (target, from) = step.resolved(value, from);
    let Some(entries) = target.as_object().cloned() else { return Body::default() };
    let Some(content) = entries.get("content").and_then(Value::as_object) else { return Body::default() };
    let Some((media_type, media)) = chosen(content) else { return Body::default() };
    if is_form(media_type) {
        let is_required = entries.get("required").and_then(Value::as_bool) == Some(true);
        let (schema, _) = step.resolved(media.get("schema").unwrap_or(&Value::Null), &from);
        let has_required = schema.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty());
        if has_required && !is_required {
            step.lose(&from, "Swagger 2.0 has no form that may be left out whole: its required fields are asked for");
        }
        return form(step, content, media_type, media, &from, to);
    }
    let at = At { from, to: to.place(0) };
    let is_shared = target.get("$ref").is_none() && value.get("$ref").is_some();
    let mut losses = Step::new(step.root, step.target);
    let consumes = alike(if is_shared { &mut losses } else { step }, content, &at);
    if is_shared {
        return Body { consumes, parameters: vec![value.clone()] };
    }
    let parameter = of(step, &entries, &at);
    Body { consumes, parameters: vec![parameter] }
}

fn of(step: &mut Step<'_>, entries: &Map, at: &At) -> Value {
    step.place(at);
    let mut written = Map::default();
    written.insert("in".to_owned(), "body".into());
    written.insert("name".to_owned(), "body".into());
    for (key, value) in entries {
        match (key.as_str(), value) {
            ("content", Value::Object(content)) => {
                let Some((media_type, media)) = chosen(content) else { continue };
                let inner = At { from: at.from.child("content").child(media_type), to: at.to.clone() };
                lost_of_media(step, media, &inner);
                let at = inner.child("schema");
                let schema = media.get("schema").map(|value| schema::schema(step, value, &at));
                written.insert("schema".to_owned(), schema.unwrap_or_else(|| Map::default().into()));
            }
            _ => {
                written.insert(key.clone(), value.clone());
            }
        }
    }
    written.into()
}

/// What a media type says beside its schema.
fn lost_of_media(step: &mut Step<'_>, media: &Value, at: &At) {
    for (key, _) in media.as_object().into_iter().flatten() {
        if key != "schema" && !key.starts_with("x-") {
            step.lose(&at.from.child(key), format!("Swagger 2.0 has no `{key}` of a body"));
        }
    }
}

/// The fields of a form as parameters.
fn form(step: &mut Step<'_>, content: &Map, media_type: &str, media: &Value, from: &Pointer, to: &Free) -> Body {
    let consumes = form_types(step, content, media_type, media, from);
    let from = from.child("content").child(media_type);
    if media_type.starts_with("multipart/") && !media_type.starts_with("multipart/form-data") {
        step.lose(&from, format!("Swagger 2.0 has no `{media_type}`: fields go as `multipart/form-data`"));
    }
    for (key, value) in media.as_object().into_iter().flatten() {
        if key == "encoding" && value.as_object().is_some_and(|encoding| encoding.values().all(is_style)) {
            continue;
        }
        if key != "schema" && !key.starts_with("x-") {
            step.lose(&from.child(key), format!("Swagger 2.0 has no `{key}` of a form"));
        }
    }
    let Some(schema) = media.get("schema") else { return Body { consumes, parameters: Vec::new() } };
    let (schema, from) = step.resolved(schema, &from.child("schema"));
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (key, value) in schema.as_object().into_iter().flatten() {
        let is_said = matches!(key.as_str(), "type" | "properties" | "required" | "title")
            || (key == "additionalProperties" && value.as_bool() == Some(true))
            || key.starts_with("x-");
        if !is_said {
            step.lose(&from.child(key), format!("Swagger 2.0 has no `{key}` of a form"));
        }
    }
    let is_multipart = media_type.starts_with("multipart/");
    let mut parameters = Vec::new();
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let from = from.child("properties").child(name);
        let mut written = Map::default();
        written.insert("name".to_owned(), name.as_str().into());
        written.insert("in".to_owned(), "formData".into());
        if required.contains(&name.as_str()) {
            written.insert("required".to_owned(), true.into());
        }
        let encoding = media.get("encoding").and_then(|encoding| encoding.get(name));
        written.extend(field_schema(step, property, &from, is_multipart, encoding));
        step.place(&At { from, to: to.place(parameters.len()) });
        parameters.push(written.into());
    }
    Body { consumes, parameters }
}

/// The media types of a form: those that say the same fields.
fn form_types(step: &mut Step<'_>, content: &Map, media_type: &str, media: &Value, from: &Pointer) -> Vec<String> {
    let mut consumes = vec![media_type.to_owned()];
    for (other, its_media) in content {
        if other == media_type {
            continue;
        }
        if is_form(other) && its_media.get("schema") == media.get("schema") {
            consumes.push(other.clone());
        } else {
            let what = "Swagger 2.0 has no body beside the fields of a form: this media type is left out";
            step.lose(&from.child("content").child(other), what);
        }
    }
    consumes
}

/// What a parameter says of the value of a field.
fn field_schema(
    step: &mut Step<'_>,
    property: &Value,
    from: &Pointer,
    is_multipart: bool,
    encoding: Option<&Value>,
) -> Map {
    let (target, _) = step.resolved(property, from);
    if is_multipart && target.get("format").and_then(Value::as_str) == Some("binary") {
        let description = target.get("description").map(|text| ("description".to_owned(), text.clone()));
        return description.into_iter().chain([("type".to_owned(), "file".into())]).collect();
    }
    let mut written = parameter::value_schema(step, property, from, "form");
    if written.get("type").and_then(Value::as_str) == Some("array") {
        written.insert("collectionFormat".to_owned(), collection_format(encoding).into());
    }
    written
}

fn is_style(encoding: &Value) -> bool {
    encoding.as_object().is_some_and(|entries| entries.keys().all(|key| matches!(key.as_str(), "style" | "explode")))
}

fn collection_format(encoding: Option<&Value>) -> &'static str {
    let explode = encoding.and_then(|encoding| encoding.get("explode")).and_then(Value::as_bool);
    match encoding.and_then(|encoding| encoding.get("style")).and_then(Value::as_str) {
        Some("spaceDelimited") if explode != Some(true) => "ssv",
        Some("pipeDelimited") if explode != Some(true) => "pipes",
        _ if explode == Some(false) => "csv",
        _ => "multi",
    }
}
