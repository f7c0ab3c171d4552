//! Responses of Swagger 2.0.

use gatewright_document::{Map, Value};

use super::{body, parameter};
use crate::convert::step::{At, Step};

pub(super) fn response(step: &mut Step<'_>, value: &Value, produces: &[String], at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    step.place(at);
    if entries.contains_key("$ref") {
        return value.clone();
    }
    let mut written = Map::default();
    for (key, entry) in entries {
        match key.as_str() {
            "schema" => {
                let content = body::content(step, entry, produces, at);
                written.insert("content".to_owned(), content);
            }
            "headers" => {
                let inner = at.child("headers");
                let headers = entry.as_object().into_iter().flatten();
                let headers =
                    headers.map(|(name, header)| (name.clone(), parameter::header(step, header, &inner.child(name))));
                written.insert(key.clone(), headers.collect());
            }
            "examples" => {}
            _ => {
                written.insert(key.clone(), entry.clone());
            }
        }
    }
    for (media_type, example) in entries.get("examples").and_then(Value::as_object).into_iter().flatten() {
        let media = written.get_mut("content").and_then(Value::as_object_mut);
        match media.and_then(|content| content.get_mut(media_type)).and_then(Value::as_object_mut) {
            Some(media) => {
                media.insert("example".to_owned(), example.clone());
            }
            None => {
                let what = "OpenAPI 3.0 has no example of a media type that the response does not have";
                step.lose(&at.from.child("examples").child(media_type), what);
            }
        }
    }
    if !written.contains_key("description") {
        written.insert("description".to_owned(), "".into());
    }
    written.into()
}
