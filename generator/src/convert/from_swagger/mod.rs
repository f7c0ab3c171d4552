//! Swagger 2.0 to OpenAPI 3.0.

mod body;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;

use gatewright_document::{Map, Pointer, Value};

use super::step::{At, Step};
use parameter::Place;

/// Sections of Swagger 2.0, and where their entries are in OpenAPI 3.
const SECTIONS: [(&str, &str); 4] = [
    ("definitions", "schemas"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securityDefinitions", "securitySchemes"),
];

pub(super) fn document(step: &mut Step<'_>) -> Value {
    let root = step.root;
    let mut written = Map::default();
    let at = At::root();
    let components = components(step, root);
    for (key, value) in root.as_object().into_iter().flatten() {
        match key.as_str() {
            "swagger" => {
                written.insert("openapi".to_owned(), "3.0.4".into());
            }
            "host" | "basePath" | "schemes" => {
                if !written.contains_key("servers") && root.get("servers").is_none() {
                    written.insert("servers".to_owned(), servers(root));
                }
            }
            "consumes" | "produces" => {}
            "paths" | "x-ms-paths" => {
                let at = at.child(key);
                let paths = value.as_object().into_iter().flatten();
                let paths = paths
                    .map(|(path, item)| (path.clone(), operation::path_item(step, item, &at.child(path))))
                    .collect();
                written.insert(key.clone(), paths);
            }
            key if SECTIONS.iter().any(|(section, _)| *section == key) => {
                if !components.is_empty() && !written.contains_key("components") {
                    written.insert("components".to_owned(), components.clone().into());
                }
            }
            _ => {
                written.insert(key.clone(), value.clone());
            }
        }
    }
    written.into()
}

fn components(step: &mut Step<'_>, root: &Value) -> Map {
    let mut components = Map::default();
    let place = |section: &str| Pointer::root().child("components").child(section);
    for (section, target) in SECTIONS {
        let mut entries = Map::default();
        let from = Pointer::root().child(section);
        for (name, value) in root.get(section).and_then(Value::as_object).into_iter().flatten() {
            let name_there = component_name(name, &entries);
            let at = At { from: from.child(name), to: place(target).child(&name_there) };
            if name_there != *name {
                step.lose(
                    &at.from,
                    format!("names of components are letters, digits and `._-`: it is `{name_there}` now"),
                );
            }
            let written = match section {
                "definitions" => schema::schema(step, value, &at),
                "responses" => response::response(step, value, &body::media_types(step.root, None, "produces"), &at),
                "securityDefinitions" => security::scheme(step, value, &at),
                _ => match parameter::place(value) {
                    Place::Form => continue,
                    Place::Body => {
                        let bodies = components.get_or_insert("requestBodies".to_owned(), Map::default().into());
                        let at = at.written_at(place("requestBodies").child(&name_there));
                        let body =
                            body::of_parameter(step, value, &body::media_types(step.root, None, "consumes"), &at);
                        if let Some(bodies) = bodies.as_object_mut() {
                            bodies.insert(name_there, body);
                        }
                        continue;
                    }
                    Place::Other => parameter::parameter(step, value, &at),
                },
            };
            step.place(&at);
            entries.insert(name_there, written);
        }
        if !entries.is_empty() {
            components.insert(target.to_owned(), entries.into());
        }
    }
    components
}

/// A name that OpenAPI 3 takes for a component, and that no other one has.
fn component_name(name: &str, taken: &Map) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let wish: String = name.chars().map(plain).collect();
    let mut free = wish.clone();
    for number in 2.. {
        if !taken.contains_key(&free) {
            break;
        }
        free = format!("{wish}_{number}");
    }
    free
}

/// A server for each scheme; `https` first, as tools take the first one.
fn servers(root: &Value) -> Value {
    let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default();
    let (host, base) = (text("host"), text("basePath"));
    let slash = if base.is_empty() || base.starts_with('/') { "" } else { "/" };
    let server = |url: String| Value::from_iter([("url".to_owned(), url.into())]);
    if host.is_empty() {
        return Value::Array(vec![server(if base.is_empty() { "/".to_owned() } else { format!("{slash}{base}") })]);
    }
    if host.contains("://") {
        return Value::Array(vec![server(format!("{}{slash}{base}", host.trim_end_matches('/')))]);
    }
    let listed = root.get("schemes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut schemes: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
    schemes.sort_by_key(|scheme| *scheme != "https");
    if schemes.is_empty() {
        schemes.push("https");
    }
    schemes.into_iter().map(|scheme| server(format!("{scheme}://{host}{slash}{base}"))).collect::<Vec<_>>().into()
}
