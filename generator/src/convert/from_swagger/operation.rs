//! Path items and operations of Swagger 2.0.

use gatewright_document::{Map, Pointer, Value};

use super::body::{self, Field};
use super::parameter::{self, Place};
use super::response;
use crate::convert::step::{At, Step};
use crate::pieces::{Holds, Kind};

/// The parameters of a list, taken apart.
#[derive(Default)]
struct Listed<'p> {
    /// As they are written.
    parameters: Vec<Value>,
    body: Option<(&'p Value, Field<'p>)>,
    fields: Vec<Field<'p>>,
}

fn listed<'p>(step: &mut Step<'p>, owner: &'p Value, at: &At) -> Listed<'p> {
    let mut listed = Listed::default();
    let at = at.child("parameters");
    let items = owner.get("parameters").and_then(Value::as_array).into_iter().flatten();
    for (index, item) in items.enumerate() {
        let place = at.index(index);
        let (target, from) = match item.get("in") {
            Some(_) => (item, place.from.clone()),
            None => step.resolved(item, &place.from),
        };
        match parameter::place(target) {
            Place::Body => listed.body = listed.body.or(Some((item, (target, from)))),
            Place::Form => listed.fields.push((target, from)),
            Place::Other => {
                let at = At { from: place.from, to: at.to.index(listed.parameters.len()) };
                let written = parameter::parameter(step, item, &at);
                step.place(&at);
                listed.parameters.push(written);
            }
        }
    }
    listed
}

pub(super) fn path_item(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    // The tree that is read outlives the step.
    let Some(value) = step.root.pointer(&at.from).filter(|found| *found == value) else { return value.clone() };
    let Value::Object(entries) = value else { return value.clone() };
    let shared = listed(step, value, at);
    let mut written = Map::default();
    for (key, entry) in entries {
        let inner = at.child(key);
        match Kind::PathItem.entry(key, true) {
            Holds::One(Kind::Operation) => {
                let operation = operation(step, entry, &shared, &inner);
                written.insert(key.clone(), operation);
            }
            Holds::List(Kind::Parameter) => {
                if !shared.parameters.is_empty() {
                    written.insert(key.clone(), shared.parameters.clone().into());
                }
            }
            _ => {
                written.insert(key.clone(), entry.clone());
            }
        }
    }
    written.into()
}

fn operation<'p>(step: &mut Step<'p>, value: &'p Value, shared: &Listed<'p>, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    let own = listed(step, value, at);
    let request = request_body(step, value, own.body.or(shared.body.clone()), &own.fields, &shared.fields, at);
    let produces = body::media_types(step.root, Some(value), "produces");
    let is_global = produces == body::media_types(step.root, None, "produces");
    let mut written = Map::default();
    for (key, entry) in entries {
        match key.as_str() {
            "consumes" | "produces" => {}
            "schemes" => {
                if Some(entry) != step.root.get("schemes") {
                    step.lose(&at.from.child(key), "OpenAPI 3.0 has no `schemes` of an operation");
                }
            }
            "parameters" => {
                if !own.parameters.is_empty() {
                    written.insert(key.clone(), own.parameters.clone().into());
                }
                if let Some(request) = &request {
                    written.insert("requestBody".to_owned(), request.clone());
                }
            }
            "responses" => {
                let at = at.child(key);
                let responses = entry.as_object().into_iter().flatten();
                let responses = responses.map(|(status, entry)| {
                    let at = at.child(status);
                    let written = if status.starts_with("x-") {
                        entry.clone()
                    } else {
                        response_of(step, entry, &produces, is_global, &at)
                    };
                    (status.clone(), written)
                });
                let responses = responses.collect();
                written.insert(key.clone(), responses);
            }
            _ => {
                written.insert(key.clone(), entry.clone());
            }
        }
    }
    if let Some(request) = request
        && !written.contains_key("requestBody")
    {
        written.insert("requestBody".to_owned(), request);
    }
    written.into()
}

/// A response; a shared one is written in place where its operation sends other media types.
fn response_of(step: &mut Step<'_>, entry: &Value, produces: &[String], is_global: bool, at: &At) -> Value {
    let (target, from) = step.resolved(entry, &at.from);
    let has_body = target.get("schema").is_some();
    if entry.get("$ref").is_none() || is_global || !has_body || target.get("$ref").is_some() {
        return response::response(step, entry, produces, at);
    }
    let target = target.clone();
    in_place(step, from, at, |step, at| response::response(step, &target, produces, at))
}

/// Writes a piece once more: references to it still lead to where it is shared.
fn in_place(step: &mut Step<'_>, from: Pointer, at: &At, write: impl FnOnce(&mut Step<'_>, &At) -> Value) -> Value {
    let root = step.root;
    let mut copy = Step::new(root, step.target);
    let written = write(&mut copy, &At { from, to: at.to.clone() });
    step.losses.append(&mut copy.losses);
    written
}

fn request_body<'p>(
    step: &mut Step<'p>,
    operation: &Value,
    body: Option<(&'p Value, Field<'p>)>,
    own: &[Field<'p>],
    shared: &[Field<'p>],
    at: &At,
) -> Option<Value> {
    let consumes = body::media_types(step.root, Some(operation), "consumes");
    let place = at.to.child("requestBody");
    if let Some((item, (target, from))) = body {
        let is_shared = item.get("$ref").is_some() && from.parent() == Some(Pointer::root().child("parameters"));
        if is_shared && consumes == body::media_types(step.root, None, "consumes") {
            return Some(item.clone());
        }
        let at = At { from, to: place };
        if is_shared {
            let from = at.from.clone();
            return Some(in_place(step, from, &at, |step, at| body::of_parameter(step, target, &consumes, at)));
        }
        return Some(body::of_parameter(step, target, &consumes, &at));
    }
    let name = |field: &Field<'_>| field.0.get("name").cloned();
    let mut fields: Vec<Field<'p>> = own.to_vec();
    fields.extend(shared.iter().filter(|field| !own.iter().any(|known| name(known) == name(field))).cloned());
    if fields.is_empty() {
        return None;
    }
    Some(body::of_fields(step, &fields, &consumes, &At { from: at.from.clone(), to: place }))
}
