//! Pairs made of documents that others wrote: each with one change at a place that chance picks.

use std::fs;
use std::path::Path;

use gatewright_build::Builder;
use gatewright_document::Document;
use serde_json::{Value, json};

use crate::case::Case;
use crate::manifest;
use crate::random::Random;

/// Documents up to this many bytes are taken: each is compiled twice.
const SMALL: u64 = 12_000;
/// So many documents, others every day.
const DOCUMENTS: usize = 10;
/// Changes of each.
const CHANGES: usize = 3;

/// What may be done to a document, with the pointer of where.
#[derive(Clone, Copy, Debug)]
enum Change {
    RemoveProperty,
    AddProperty,
    RequireProperty,
    OtherType,
    LimitText,
    AddParameter,
    RenameOperation,
    RemoveOperation,
    RemoveResponse,
    AddValue,
}

const ALL: [Change; 10] = [
    Change::RemoveProperty,
    Change::AddProperty,
    Change::RequireProperty,
    Change::OtherType,
    Change::LimitText,
    Change::AddParameter,
    Change::RenameOperation,
    Change::RemoveOperation,
    Change::RemoveResponse,
    Change::AddValue,
];

/// Pairs of documents of a corpus and of mutations of them.
pub(crate) fn cases(corpus: &Path) -> Vec<Case> {
    let rows = manifest::rows(&corpus.join("manifest.tsv")).expect("a manifest");
    let day = std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs() / 86_400);
    let mut random = Random::new(day);
    let paths = rows.iter().map(|row| manifest::cell(row, "path").to_owned());
    let mut paths: Vec<String> = paths
        .filter(|path| {
            !path.contains("-multi/") && fs::metadata(corpus.join(path)).is_ok_and(|file| file.len() <= SMALL)
        })
        .collect();
    let mut cases = Vec::new();
    for _ in 0..DOCUMENTS {
        if paths.is_empty() {
            break;
        }
        let path = paths.swap_remove(random.below(paths.len()));
        let Ok(document) = Document::load(corpus.join(&path)) else { continue };
        let before = document.root().value().to_json();
        if !generates(&before) {
            continue;
        }
        let mut made = 0;
        for _ in 0..30 {
            let change = ALL[random.below(ALL.len())];
            let mut after = before.clone();
            if made < CHANGES && apply(change, &mut after, &mut random) && after != before && generates(&after) {
                made += 1;
                let name = format!("{path}, {change:?} {made}");
                cases.push(Case { name, documents: [before.clone(), after], compiles_only: true });
            }
        }
    }
    cases
}

fn generates(document: &Value) -> bool {
    let document = Document::from_text("api.json", &format!("{document:#}"));
    document.is_ok_and(|document| Builder::new("api.json").generate_from(&document).is_ok())
}

/// The pointers of all objects that have a key, outside of examples.
fn places(value: &Value, key: &str, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            if entries.contains_key(key) && !at.ends_with("/properties") {
                found.push(at.to_owned());
            }
            for (name, inner) in
                entries.iter().filter(|(name, _)| !["example", "examples", "default"].contains(&name.as_str()))
            {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(inner, key, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                places(inner, key, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Changes one place; `false` if there is none.
fn apply(change: Change, document: &mut Value, random: &mut Random) -> bool {
    let key = match change {
        Change::RemoveProperty | Change::AddProperty | Change::RequireProperty => "properties",
        Change::OtherType | Change::LimitText => "type",
        Change::AddValue => "enum",
        _ => "responses",
    };
    let mut found = Vec::new();
    places(document, key, "", &mut found);
    found.retain(|place| key != "responses" || place.starts_with("/paths/"));
    let Some(place) = random.pick(&found).cloned() else { return false };
    if matches!(change, Change::RemoveOperation) {
        let Some((item, method)) = place.rsplit_once('/') else { return false };
        let item = document.pointer_mut(item).and_then(Value::as_object_mut);
        return item.is_some_and(|item| item.shift_remove(method).is_some());
    }
    let Some(target) = document.pointer_mut(&place) else { return false };
    let names: Vec<String> = target[key].as_object().into_iter().flat_map(|all| all.keys().cloned()).collect();
    let picked = random.pick(&names).cloned();
    match (change, picked) {
        (Change::RemoveProperty | Change::RemoveResponse, Some(name)) => {
            target[key].as_object_mut().is_some_and(|all| all.shift_remove(&name).is_some())
        }
        (Change::AddProperty, _) => {
            target[key]["addedLater"] = json!({ "type": "string" });
            true
        }
        (Change::RequireProperty, Some(name)) => {
            let mut required = target["required"].as_array().cloned().unwrap_or_default();
            let is_new = !required.contains(&json!(name));
            required.push(json!(name));
            target["required"] = required.into();
            is_new
        }
        (Change::OtherType, _) => {
            let other = if target["type"] == "string" { "integer" } else { "string" };
            let scalar = ["string", "integer", "number", "boolean"].iter().any(|name| target["type"] == *name);
            target["type"] = json!(other);
            scalar
        }
        (Change::LimitText, _) => {
            target["maxLength"] = json!(7);
            target["type"] == "string"
        }
        (Change::AddValue, _) => {
            let all = target[key].as_array_mut();
            all.is_some_and(|all| {
                all.push(json!("addedLater"));
                all.first().is_some_and(Value::is_string)
            })
        }
        (Change::AddParameter, _) => {
            let mut parameters = target["parameters"].as_array().cloned().unwrap_or_default();
            let swagger = json!({ "name": "addedLater", "in": "query", "required": true, "type": "string", "schema": { "type": "string" } });
            parameters.push(swagger);
            target["parameters"] = parameters.into();
            true
        }
        (Change::RenameOperation, _) => {
            target["operationId"] = json!("calledOtherwise");
            true
        }
        _ => false,
    }
}
