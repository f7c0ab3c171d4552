//! Bodies and forms, which are parameters in Swagger 2.0.

use gatewright_document::media_type::is_json;
use gatewright_document::{Map, Pointer, Value};

use super::parameter;
use super::schema;
use crate::convert::step::{At, Step};

const JSON: &str = "application/json";

/// The media types of an operation: its own, else those of the document, else JSON.
pub(super) fn media_types(root: &Value, operation: Option<&Value>, keyword: &str) -> Vec<String> {
    let listed = |value: &Value| -> Vec<String> {
        let listed = value.get(keyword).and_then(Value::as_array);
        listed.into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let own = operation.filter(|operation| operation.get(keyword).is_some()).map(listed);
    let found = own.unwrap_or_else(|| listed(root));
    if found.is_empty() { vec![JSON.to_owned()] } else { found }
}

/// The body that a parameter describes.
pub(super) fn of_parameter(step: &mut Step<'_>, parameter: &Value, media_types: &[String], at: &At) -> Value {
    step.place(at);
    let mut written = Map::default();
    for (key, value) in parameter.as_object().into_iter().flatten() {
        match key.as_str() {
            "in" | "name" => {}
            "schema" => {
                let content = content(step, value, media_types, at);
                written.insert("content".to_owned(), content);
            }
            _ => {
                written.insert(key.clone(), value.clone());
            }
        }
    }
    if !written.contains_key("content") {
        let content = media_types.iter().map(|media_type| (media_type.clone(), Map::default().into())).collect();
        written.insert("content".to_owned(), content);
    }
    written.into()
}

/// The same schema for each media type. References lead to the first one.
pub(super) fn content(step: &mut Step<'_>, value: &Value, media_types: &[String], at: &At) -> Value {
    let is_structured = step.resolved(value, &at.from).0.get("type").and_then(Value::as_str) != Some("string");
    let others = media_types.iter().filter(|media_type| !is_json(media_type)).map(|other| format!("`{other}`"));
    let others = others.collect::<Vec<_>>().join(", ");
    if is_structured && !others.is_empty() {
        let what = "Swagger 2.0 lists media types for all bodies of an operation";
        step.lose(&at.from.child("schema"), format!("{what}: this schema is written for {others} too"));
    }
    let mut content = Map::default();
    for media_type in media_types.iter().rev() {
        let at = At { from: at.from.child("schema"), to: at.to.child("content").child(media_type).child("schema") };
        let schema = schema::schema(step, value, &at);
        content.insert(media_type.clone(), Value::from_iter([("schema".to_owned(), schema)]));
    }
    content.into_iter().rev().collect()
}

/// A field of a form with its place in the document.
pub(super) type Field<'p> = (&'p Value, Pointer);

/// The body of form fields.
pub(super) fn of_fields(step: &mut Step<'_>, fields: &[Field<'_>], consumes: &[String], at: &At) -> Value {
    let mut properties = Map::default();
    let mut required = Vec::new();
    let mut encoding = Map::default();
    let types = form_types(fields, consumes);
    let place = |media_type: &str| at.to.child("content").child(media_type).child("schema");
    let first = types.first().copied().unwrap_or("multipart/form-data");
    for (field, from) in fields {
        let Some(entries) = field.as_object() else { continue };
        let Some(name) = entries.get("name").and_then(Value::as_str) else { continue };
        let inner = schema_of_field(step, entries, from);
        let at = At { from: from.clone(), to: place(first).child("properties").child(name) };
        if let Some((style, explode)) = parameter::style(step, entries, "formData", &at)
            && (style.is_some() || explode != Some(true))
        {
            let style = Value::from(style.unwrap_or("form"));
            let entries = [("style".to_owned(), style), ("explode".to_owned(), explode.unwrap_or(false).into())];
            encoding.insert(name.to_owned(), Value::from_iter(entries));
        }
        if entries.get("required").and_then(Value::as_bool) == Some(true) {
            required.push(Value::from(name));
        }
        let inner = parameter::without_formats(step, &inner.into(), &at, true);
        properties.insert(name.to_owned(), schema::schema(step, &inner, &at));
    }
    let is_required = !required.is_empty();
    let mut schema = Map::default();
    schema.insert("type".to_owned(), "object".into());
    if is_required {
        schema.insert("required".to_owned(), required.into());
    }
    schema.insert("properties".to_owned(), properties.into());
    let schema = Value::from(schema);
    let media = |media_type: &str| {
        let mut media = Map::default();
        media.insert("schema".to_owned(), schema.clone());
        // Parts of a multipart body are one for each item, in 2.0 as in 3.0.
        if media_type == URL_ENCODED && !encoding.is_empty() {
            media.insert("encoding".to_owned(), encoding.clone().into());
        }
        Value::from(media)
    };
    let content = types.into_iter().map(|media_type| (media_type.to_owned(), media(media_type))).collect();
    let mut body = Map::default();
    if is_required {
        body.insert("required".to_owned(), true.into());
    }
    body.insert("content".to_owned(), content);
    body.into()
}

/// What a field says of its value.
fn schema_of_field(step: &mut Step<'_>, entries: &Map, from: &Pointer) -> Map {
    let mut inner = Map::default();
    for (key, value) in entries {
        match key.as_str() {
            "name" | "in" | "required" | "collectionFormat" => {}
            "allowEmptyValue" => {
                step.lose(&from.child(key), "OpenAPI 3.0 has no `allowEmptyValue` for the fields of a form");
            }
            _ => {
                inner.insert(key.clone(), value.clone());
            }
        }
    }
    inner
}

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// The media types of a form: files are parts, and anything else is what the operation consumes.
fn form_types<'c>(fields: &[Field<'_>], consumes: &'c [String]) -> Vec<&'c str> {
    let is_file = |value: &Value| {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        text("type") == Some("file") || (text("type"), text("format")) == (Some("string"), Some("binary"))
    };
    let has_file = fields.iter().any(|(field, _)| is_file(field) || field.get("items").is_some_and(is_file));
    let multipart = |media_type: &&str| media_type.starts_with("multipart/");
    if has_file || consumes.iter().map(String::as_str).all(|media_type| multipart(&media_type)) {
        return vec!["multipart/form-data"];
    }
    // A client chooses among the two, and this is what it has always been able to send.
    vec![URL_ENCODED]
}
