//! OpenAPI 3.0 to Swagger 2.0.

mod body;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;
mod server;

use gatewright_document::{Map, Pointer, Value};

use super::step::{At, Step};

pub(super) fn document(step: &mut Step<'_>) -> Value {
    let root = step.root;
    let at = At::root();
    let mut written = Map::default();
    let components = components(step, root);
    for (key, value) in root.as_object().into_iter().flatten() {
        let inner = at.child(key);
        match key.as_str() {
            "openapi" => {
                written.insert("swagger".to_owned(), "2.0".into());
            }
            "servers" => written.extend(server::servers(step, value, &inner)),
            "components" => written.extend(components.clone()),
            "paths" | "x-ms-paths" => {
                let paths = value.as_object().into_iter().flatten();
                let paths = paths
                    .map(|(path, item)| (path.clone(), operation::path_item(step, item, &inner.child(path))))
                    .collect();
                written.insert(key.clone(), paths);
            }
            "webhooks" | "x-webhooks" => {
                step.lose(&inner.from, "Swagger 2.0 has no webhooks");
            }
            "security" => {
                let security = security::requirements(step, value, &inner);
                written.insert(key.clone(), security);
            }
            _ => {
                written.insert(key.clone(), value.clone());
            }
        }
    }
    written.into()
}

/// The components that Swagger 2.0 has sections for; what uses the others has them in place.
fn components(step: &mut Step<'_>, root: &Value) -> Map {
    let mut written = Map::default();
    let from = Pointer::root().child("components");
    for (section, entries) in root.get("components").and_then(Value::as_object).into_iter().flatten() {
        let from = from.child(section);
        let target = match section.as_str() {
            "schemas" => "definitions",
            "parameters" | "responses" => section.as_str(),
            "requestBodies" => "parameters",
            "securitySchemes" => "securityDefinitions",
            "callbacks" | "links" if entries.as_object().is_some_and(|entries| !entries.is_empty()) => {
                step.lose(&from, format!("Swagger 2.0 has no `{section}`"));
                continue;
            }
            _ => continue,
        };
        for (name, value) in entries.as_object().into_iter().flatten() {
            let section_there = written.get_or_insert(target.to_owned(), Map::default().into());
            let Some(section_there) = section_there.as_object() else { continue };
            let free = if section == "requestBodies" { free_name(root, name, section_there) } else { name.clone() };
            let at = At { from: from.child(name), to: Pointer::root().child(target).child(&free) };
            let piece = match section.as_str() {
                "schemas" => Some(schema::schema(step, value, &at)),
                "parameters" => parameter::parameter(step, value, &at),
                "responses" => Some(response::response(step, value, &at)),
                "requestBodies" => body::component(step, value, &at),
                _ => security::scheme(step, value, &at),
            };
            if let (Some(piece), Some(Value::Object(section))) = (piece, written.get_mut(target)) {
                step.place(&at);
                section.insert(free, piece);
            }
        }
    }
    written.retain(|_, section| section.as_object().is_none_or(|entries| !entries.is_empty()));
    written
}

/// A name for a body among the parameters.
fn free_name(root: &Value, wish: &str, taken: &Map) -> String {
    let parameters = root.get("components").and_then(|components| components.get("parameters"));
    let is_taken = |name: &str| taken.contains_key(name) || parameters.is_some_and(|known| known.get(name).is_some());
    if !is_taken(wish) {
        return wish.to_owned();
    }
    let mut free = format!("{wish}Body");
    for number in 2.. {
        if !is_taken(&free) {
            break;
        }
        free = format!("{wish}Body{number}");
    }
    free
}
