//! Path items and operations of OpenAPI 3.0 as those of Swagger 2.0.

use gatewright_document::{Map, Value};

use super::body::Free;
use super::{body, parameter, response, security};
use crate::convert::step::{At, Step};
use crate::pieces::{Holds, Kind};

pub(super) fn path_item(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    let mut written = Map::default();
    for (key, entry) in entries {
        let inner = at.child(key);
        match (key.as_str(), Kind::PathItem.entry(key, false)) {
            ("trace" | "query", _) => step.lose(&inner.from, format!("Swagger 2.0 has no operations of `{key}`")),
            (_, Holds::One(Kind::Operation)) => {
                let operation = operation(step, entry, &inner);
                written.insert(key.clone(), operation);
            }
            (_, Holds::List(Kind::Parameter)) => {
                let parameters = parameters(step, entry, &inner);
                if !parameters.is_empty() {
                    written.insert(key.clone(), parameters.into());
                }
            }
            ("servers" | "summary" | "description", _) => {
                step.lose(&inner.from, format!("Swagger 2.0 has no `{key}` of a path"));
            }
            _ => {
                written.insert(key.clone(), entry.clone());
            }
        }
    }
    written.into()
}

fn parameters(step: &mut Step<'_>, value: &Value, at: &At) -> Vec<Value> {
    let mut written = Vec::new();
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        let place = At { from: at.from.index(index), to: at.to.index(written.len()) };
        let (target, _) = step.resolved(item, &place.from);
        // A component that is left out was reported where it is.
        let mut trial = Step::new(step.root, step.target);
        if item.get("$ref").is_some() && parameter::parameter(&mut trial, target, &place).is_none() {
            continue;
        }
        if let Some(parameter) = parameter::parameter(step, item, &place) {
            step.place(&place);
            written.push(parameter);
        }
    }
    written
}

fn operation(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    let mut listed = match entries.get("parameters") {
        Some(value) => parameters(step, value, &at.child("parameters")),
        None => Vec::new(),
    };
    let body = entries.get("requestBody").map(|value| {
        let from = at.from.child("requestBody");
        body::request(step, value, &from, &Free { list: at.to.child("parameters"), first: listed.len() })
    });
    let produces = entries.get("responses").map(|value| response::produces(step, value, &at.child("responses")));
    let mut written = Map::default();
    let has_parameters = entries.contains_key("parameters");
    let mut body = body.unwrap_or_default();
    listed.append(&mut body.parameters);
    for (key, entry) in entries {
        let inner = at.child(key);
        match key.as_str() {
            "parameters" => {
                if !listed.is_empty() {
                    written.insert(key.clone(), core::mem::take(&mut listed).into());
                }
            }
            "requestBody" => {
                write_types(&mut written, "consumes", &body.consumes);
                if !has_parameters && !listed.is_empty() {
                    written.insert("parameters".to_owned(), core::mem::take(&mut listed).into());
                }
            }
            "responses" => {
                write_types(&mut written, "produces", produces.as_deref().unwrap_or_default());
                let responses = entry.as_object().into_iter().flatten();
                let responses = responses.map(|(status, entry)| {
                    let written = match status.starts_with("x-") {
                        true => entry.clone(),
                        false => response::response(step, entry, &inner.child(status)),
                    };
                    (status.clone(), written)
                });
                let responses = responses.collect();
                written.insert(key.clone(), responses);
            }
            "callbacks" | "servers" => step.lose(&inner.from, format!("Swagger 2.0 has no `{key}` of an operation")),
            "security" => {
                let security = security::requirements(step, entry, &inner);
                written.insert(key.clone(), security);
            }
            _ => {
                written.insert(key.clone(), entry.clone());
            }
        }
    }
    written.into()
}

fn write_types(written: &mut Map, key: &str, media_types: &[String]) {
    if !media_types.is_empty() {
        let listed = media_types.iter().map(|media_type| Value::from(media_type.as_str())).collect::<Vec<_>>();
        written.insert(key.to_owned(), listed.into());
    }
}
