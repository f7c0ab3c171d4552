//! The checks of oasdiff, as far as they apply: each has a pair of documents, and `gatewright diff` has to find a change.
//!
//! The page `docs/design/oasdiff.md` lists the checks with what is found. `UPDATE_GOLDEN=1` brings it up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gatewright_build::{Builder, Document};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::case;

#[derive(Deserialize)]
struct List {
    aspects: BTreeMap<String, [Value; 2]>,
    pairs: BTreeMap<String, BTreeMap<String, [Value; 2]>>,
    absent: BTreeMap<String, Vec<String>>,
}

/// What is known of a check.
enum Known {
    Pair([Value; 2]),
    Absent(String),
}

/// Where the schema of a check stands, by how its id begins. The longest that fits counts.
const PLACES: [&str; 10] = [
    "request-body",
    "request-property",
    "request-read-only-property",
    "request-parameter",
    "request-parameter-property",
    "request-header-property",
    "response-body",
    "response-property",
    "response-write-only-property",
    "response-header",
];

const BEGIN: &str = "| check | here |\n|---|---|\n";

#[test]
fn finds_what_the_checks_of_oasdiff_find() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(folder.join("tests/diff/oasdiff.yaml")).unwrap();
    let list: List = serde_yaml::from_str(&text).unwrap();
    let page = folder.join("../docs/design/oasdiff.md");
    let text = fs::read_to_string(&page).unwrap();
    let (before, rows) = text.split_once(BEGIN).unwrap();
    let ids: Vec<&str> = rows.lines().filter_map(|row| row.split('`').nth(1)).collect();
    assert!(ids.len() > 500 && ids.iter().collect::<BTreeSet<_>>().len() == ids.len(), "{} checks", ids.len());
    let (mut found, mut absent) = (0, 0);
    let mut written = format!("{before}{BEGIN}");
    let mut failures = Vec::new();
    for id in ids {
        let here = match list.known(id) {
            Some(Known::Absent(reason)) => {
                absent += 1;
                format!("does not apply: {reason}")
            }
            Some(Known::Pair(pair)) => {
                let effects = effects(&pair);
                found += usize::from(!effects.is_empty());
                if effects.is_empty() {
                    failures.push(format!("{id}: no change is found"));
                }
                effects.join(", ")
            }
            None => {
                failures.push(format!("{id}: has no pair"));
                continue;
            }
        };
        written.push_str(&format!("| `{id}` | {here} |\n"));
    }
    println!("oasdiff: {} checks, {found} found, {absent} do not apply", found + absent + failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&page, &written).unwrap();
    }
    let is_current = fs::read_to_string(&page).unwrap() == written;
    assert!(is_current, "the page does not list what is found: run this test with UPDATE_GOLDEN=1");
}

impl List {
    fn known(&self, id: &str) -> Option<Known> {
        if let Some((reason, _)) = self.absent.iter().find(|(_, ids)| ids.iter().any(|one| one == id)) {
            return Some(Known::Absent(reason.clone()));
        }
        if let Some((pair, is_back)) = entry(&self.pairs, id) {
            let (template, sides) = pair.iter().next()?;
            let documents = sides.clone().map(|side| case::document(template, &side));
            return Some(Known::Pair(turned(documents, is_back)));
        }
        let place = PLACES.iter().filter(|place| rest(id, place).is_some()).max_by_key(|place| place.len())?;
        let (pair, is_back) = entry(&self.aspects, rest(id, place)?)?;
        Some(Known::Pair(turned(pair.clone().map(|schema| placed(place, &schema)), is_back)))
    }
}

/// What follows the place in an id.
fn rest<'a>(id: &'a str, place: &str) -> Option<&'a str> {
    id.strip_prefix(place)?.strip_prefix('-')
}

/// The entry of a name, and whether it is meant backwards.
fn entry<'a, T>(entries: &'a BTreeMap<String, T>, name: &str) -> Option<(&'a T, bool)> {
    entries.iter().find_map(|(names, entry)| {
        let (forth, back) = names.split_once(" | ").unwrap_or((names, ""));
        (name == forth || name == back).then_some((entry, name == back))
    })
}

fn turned([old, new]: [Value; 2], is_back: bool) -> [Value; 2] {
    if is_back { [new, old] } else { [old, new] }
}

/// A document that has a schema at a place.
fn placed(place: &str, schema: &Value) -> Value {
    let with = |key: &str| {
        let mut schema = schema.clone();
        schema[key] = true.into();
        schema
    };
    let object = |schema: &Value| json!({ "type": "object", "properties": { "a": schema, "z": { "type": "string" } } });
    let parameter = |place: &str, schema: &Value| json!({ "name": "X-A", "in": place, "schema": schema });
    let mut document = match place {
        "request-body" => case::document("body", schema),
        "request-property" => case::document("body", &object(schema)),
        "request-read-only-property" => case::document("body", &object(&with("readOnly"))),
        "response-body" => case::document("response", schema),
        "response-property" => case::document("response", &object(schema)),
        "response-write-only-property" => case::document("response", &object(&with("writeOnly"))),
        "request-parameter" => case::document("parameter", &parameter("query", schema)),
        "request-parameter-property" => case::document("parameter", &parameter("query", &object(schema))),
        "request-header-property" => case::document("parameter", &parameter("header", &object(schema))),
        "response-header" => {
            let headers = json!({ "X-A": { "schema": schema } });
            let responses = json!({ "204": { "description": "Done.", "headers": headers } });
            case::document("operation", &json!({ "responses": responses }))
        }
        other => panic!("there is no place `{other}`"),
    };
    for name in ["Cat", "Dog"] {
        let text = json!({ "type": "string" });
        let properties = json!({ "kind": text, "sort": text, name.to_lowercase(): text });
        let schema = json!({ "type": "object", "required": ["kind", "sort"], "properties": properties });
        document["components"]["schemas"][name] = schema;
    }
    document
}

/// The kinds of change that are found, each with its verdict.
fn effects(pair: &[Value; 2]) -> Vec<String> {
    let [old, new] = pair.each_ref().map(|document| {
        Document::from_text("api.json", &format!("{document:#}")).unwrap_or_else(|report| panic!("{report}"))
    });
    let diff = Builder::new("api.json").diff(&old, &new).unwrap();
    let effects = diff.changes.iter().flat_map(|change| &change.effects);
    let all: BTreeSet<(&str, &str)> = effects.map(|effect| (effect.check, effect.verdict.as_str())).collect();
    all.into_iter().map(|(check, verdict)| format!("`{check}` ({verdict})")).collect()
}
