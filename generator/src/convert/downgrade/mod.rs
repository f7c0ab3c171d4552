//! OpenAPI 3.1 to 3.0.

mod schema;

use gatewright_document::{Map, Value};

use super::step::{At, Step};
use super::walk;
use crate::pieces::{Holds, Kind};

pub(super) fn document(step: &mut Step<'_>) -> Value {
    let mut document = walk::piece(step, step.root, Kind::Document, &At::root(), change);
    name_lifted(step, &mut document);
    document
}

/// Schemas that stood inside of others as `$defs` become components.
fn name_lifted(step: &mut Step<'_>, document: &mut Value) {
    let Some(root) = document.as_object_mut() else { return };
    for (wish, place, schema) in core::mem::take(&mut step.lifted) {
        let components = root.get_or_insert("components".to_owned(), Map::default().into());
        let Some(components) = components.as_object_mut() else { return };
        let schemas = components.get_or_insert("schemas".to_owned(), Map::default().into());
        let Some(schemas) = schemas.as_object_mut() else { return };
        let mut name = wish.clone();
        for number in 2.. {
            if !schemas.contains_key(&name) {
                break;
            }
            name = format!("{wish}{number}");
        }
        let to = gatewright_document::Pointer::root().child("components").child("schemas").child(&name);
        step.relocate(&place, &to);
        schemas.insert(name, schema);
    }
}

fn change(step: &mut Step<'_>, kind: Kind, mut entries: Map, at: &At) -> Value {
    spell_booleans(kind, &mut entries);
    match kind {
        Kind::Schema => return schema::schema(step, entries, at),
        Kind::Document => root(step, &mut entries, at),
        Kind::Components => {
            if entries.contains_key("pathItems") {
                // They are written where they are used; the place stays for references that lead there.
                entries.shift_remove("pathItems");
            }
            if let Some(Value::Object(schemes)) = entries.get_mut("securitySchemes") {
                let is_mutual = |scheme: &Value| scheme.get("type").and_then(Value::as_str) == Some("mutualTLS");
                schemes.retain(|name, scheme| {
                    if is_mutual(scheme) {
                        let at = at.from.child("securitySchemes").child(name);
                        step.lose(&at, "OpenAPI 3.0 has no `mutualTLS`");
                    }
                    !is_mutual(scheme)
                });
            }
        }
        Kind::PathItem => path_item(step, &mut entries, at),
        Kind::Operation => {
            if !entries.contains_key("responses") {
                step.lose(&at.from, "OpenAPI 3.0 needs responses: a `default` one is written");
                let any = Value::from_iter([("description".to_owned(), Value::from(""))]);
                entries.insert("responses".to_owned(), Value::from_iter([("default".to_owned(), any)]));
            }
            security(step, &mut entries, at);
            drop_querystring(step, &mut entries, at);
        }
        Kind::MediaType => {
            for keyword in ["itemSchema", "itemEncoding", "prefixEncoding"] {
                step.no_such(&mut entries, keyword, at);
            }
        }
        Kind::Response if !entries.contains_key("$ref") && !entries.contains_key("description") => {
            entries.insert("description".to_owned(), "".into());
        }
        _ => {}
    }
    if kind != Kind::PathItem && entries.contains_key("$ref") {
        for beside in ["summary", "description"] {
            if entries.shift_remove(beside).is_some() {
                let message = format!("OpenAPI 3.0 ignores `{beside}` beside a reference");
                step.lose(&at.from.child(beside), message);
            }
        }
    }
    entries.into()
}

fn root(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    if let Some(version) = entries.get_mut("openapi") {
        *version = "3.0.4".into();
    }
    for keyword in ["jsonSchemaDialect", "$self"] {
        step.no_such(entries, keyword, at);
    }
    for (holder, keyword) in [("info", "summary"), ("license", "identifier")] {
        let info = entries.get_mut("info");
        let (piece, at) = match holder {
            "info" => (info, at.child("info")),
            _ => (info.and_then(|info| info.as_object_mut()?.get_mut("license")), at.child("info").child("license")),
        };
        if let Some(piece) = piece.and_then(Value::as_object_mut) {
            step.no_such(piece, keyword, &at);
        }
    }
    if let Some(webhooks) = entries.get("webhooks").cloned() {
        step.lose(&at.from.child("webhooks"), "OpenAPI 3.0 has no `webhooks`: they are an extension, `x-webhooks`");
        step.place(&at.renamed("webhooks", "x-webhooks"));
        *entries = core::mem::take(entries)
            .into_iter()
            .map(
                |(key, value)| {
                    if key == "webhooks" { ("x-webhooks".to_owned(), webhooks.clone()) } else { (key, value) }
                },
            )
            .collect();
    }
    if !entries.contains_key("paths") {
        entries.insert("paths".to_owned(), Map::default().into());
    }
    security(step, entries, at);
}

/// A component of path items is no place in 3.0: the item is written where it is used.
fn path_item(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    for keyword in ["query", "additionalOperations"] {
        step.no_such(entries, keyword, at);
    }
    drop_querystring(step, entries, at);
    let reference = entries.get("$ref").and_then(Value::as_str).map(str::to_owned);
    let Some(target) = reference.filter(|reference| reference.starts_with("#/components/pathItems/")) else { return };
    let reference = Value::from_iter([("$ref".to_owned(), Value::from(target))]);
    let (item, from) = step.resolved(&reference, &at.from);
    if item.get("$ref").is_some() {
        return;
    }
    let item = walk::piece(step, item, Kind::PathItem, &At { from, to: at.to.clone() }, change);
    let beside = core::mem::take(entries);
    for (key, value) in item.as_object().cloned().into_iter().flatten().chain(beside) {
        if key != "$ref" {
            entries.insert(key, value);
        }
    }
}

/// Requirements of a scheme that is left out.
fn security(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let schemes = step.root.get("components").and_then(|components| components.get("securitySchemes"));
    let kind = |name: &str| schemes?.get(name)?.get("type")?.as_str();
    let Some(Value::Array(requirements)) = entries.get_mut("security") else { return };
    for (index, requirement) in requirements.iter_mut().enumerate() {
        let Some(schemes) = requirement.as_object_mut() else { continue };
        let at = at.from.child("security").index(index);
        schemes.retain(|name, _| kind(name) != Some("mutualTLS"));
        for (name, scopes) in schemes.iter_mut() {
            let has_scopes = scopes.as_array().is_some_and(|scopes| !scopes.is_empty());
            if has_scopes && !matches!(kind(name), None | Some("oauth2" | "openIdConnect")) {
                step.lose(&at.child(name), format!("OpenAPI 3.0 has no roles of `{name}`, which is no OAuth2"));
                *scopes = Value::Array(Vec::new());
            }
        }
    }
}

/// OpenAPI 3.2: the whole query as one parameter.
fn drop_querystring(step: &mut Step<'_>, entries: &mut Map, at: &At) {
    let Some(Value::Array(parameters)) = entries.get_mut("parameters") else { return };
    let mut index = 0;
    parameters.retain(|parameter| {
        let is_whole = parameter.get("in").and_then(Value::as_str) == Some("querystring");
        if is_whole {
            step.lose(&at.from.child("parameters").index(index), "OpenAPI 3.0 has no parameters in `querystring`");
        }
        index += 1;
        !is_whole
    });
}

/// `true` and `false` are schemas in 3.1 wherever one may stand.
fn spell_booleans(kind: Kind, entries: &mut Map) {
    let spelled = |value: &mut Value| match value.as_bool() {
        Some(true) => *value = Map::default().into(),
        Some(false) => *value = Value::from_iter([("not".to_owned(), Map::default().into())]),
        None => {}
    };
    for (key, entry) in entries.iter_mut() {
        match kind.entry(key, false) {
            Holds::One(Kind::Schema) if key != "additionalProperties" => spelled(entry),
            Holds::OneOrList(Kind::Schema) | Holds::Map(Kind::Schema) | Holds::List(Kind::Schema) => match entry {
                Value::Array(items) => items.iter_mut().for_each(spelled),
                Value::Object(entries) if matches!(kind.entry(key, false), Holds::Map(_)) => {
                    entries.values_mut().for_each(spelled);
                }
                entry => spelled(entry),
            },
            _ => {}
        }
    }
}
