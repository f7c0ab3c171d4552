//! The same input gives the same bytes, and the order of a document is nobody's business.

use std::path::{Path, PathBuf};
use std::{fs, thread};

use gatewright_build::{Builder, Document};
use serde_json::{Map, Value, json};

use crate::document::{builder, generate, text};
use crate::order::{api, shuffled};

const DOCUMENTS: [&str; 7] = [
    "swagger/lambdagate.json",
    "swagger/bookshop.yaml",
    "swagger/issue-tracker.yaml",
    "swagger/music-library.json",
    "tests/hostile/models.yaml",
    "tests/hostile/members.yaml",
    "tests/hostile/operations.yaml",
];

fn path(document: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document)
}

/// The document as JSON, so that it can be put into another order.
fn json(document: &str) -> Value {
    let document = Document::load(path(document)).unwrap();
    serde_json::from_str(&document.root().value().to_json().to_string()).unwrap()
}

fn output(document: &Value) -> String {
    text(&generate(&builder(), "document.json", &document.to_string()).unwrap()).to_owned()
}

/// Puts every object, or only every list of parameters, into the opposite order.
fn reversed(value: &Value, objects: bool) -> Value {
    match value {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                // Media types stand in the order of preference, and the first tag of a variant is the one to write.
                let mut value = reversed(value, objects && key != "content" && key != "mapping");
                if let (true, Some(list)) = (key == "parameters", value.as_array_mut()) {
                    list.reverse();
                }
                (key.clone(), value)
            };
            let entries: Map<String, Value> =
                if objects { map.iter().rev().map(entry).collect() } else { map.iter().map(entry).collect() };
            Value::Object(entries)
        }
        Value::Array(items) => items.iter().map(|item| reversed(item, objects)).collect(),
        other => other.clone(),
    }
}

#[test]
fn the_same_bytes_on_every_run() {
    for document in DOCUMENTS {
        let run = move || Builder::new(path(document)).generate_crate("again").unwrap().files;
        let first = run();
        let others = [thread::spawn(run), thread::spawn(run)];
        for other in others {
            assert!(other.join().unwrap() == first, "{document}");
        }
    }
}

#[test]
fn the_order_of_parameters_does_not_matter() {
    for document in DOCUMENTS {
        let json = json(document);
        let other = reversed(&json, false);
        let one_each = document.contains("members") || document.contains("models");
        assert!(other != json || one_each, "{document} has no parameters to reverse");
        similar_asserts(document, &output(&json), &output(&other));
    }
}

#[test]
fn the_order_of_a_document_does_not_matter() {
    for document in DOCUMENTS {
        let json = json(document);
        let expected = api(&output(&json));
        similar_asserts(document, &expected, &api(&output(&reversed(&json, true))));
        for mut seed in 1..4_u64 {
            similar_asserts(document, &expected, &api(&output(&shuffled(&json, &mut seed))));
        }
    }
}

/// Types of components that several operations share are named after the component.
#[test]
fn who_comes_first_does_not_matter() {
    let operation = |id: &str| {
        json!({
            "operationId": id,
            "parameters": [{"$ref": "#/components/parameters/Sort"}],
            "requestBody": {"$ref": "#/components/requestBodies/Pet"},
            "responses": {"200": {"$ref": "#/components/responses/Pet"}, "404": {"$ref": "#/components/responses/Missing"}, "409": {"$ref": "#/components/responses/409"}},
        })
    };
    let content = |property: &str| {
        let object = json!({"type": "object", "properties": {property: {"type": "string"}}});
        json!({"application/json": {"schema": object}})
    };
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Shared", "version": "1"},
        "paths": {"/cats": {"post": operation("cats")}, "/dogs": {"post": operation("dogs")}},
        "components": {
            "parameters": {"Sort": {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc"]}}},
            "requestBodies": {"Pet": {"content": content("name")}},
            "responses": {
                "Pet": {"description": "It.", "content": content("tag")},
                "Missing": {
                    "description": "Not there.",
                    "headers": {"Retry": {"schema": {"type": "string", "enum": ["yes", "no"]}}},
                    "content": content("reason"),
                },
                "409": {"description": "Not now.", "headers": {"After": {"schema": {"type": "string"}}}},
            },
        },
    });
    let output = output(&document);
    let names = output.lines().filter_map(|line| line.strip_prefix("    pub ")?.strip_suffix(['{', ';']));
    let names: Vec<&str> = names.map(str::trim_end).take(7).collect();
    assert_eq!(
        names,
        [
            "enum SortParameter",
            "struct PetBody",
            "struct PetResponse",
            "struct MissingResponse",
            "enum MissingHeadersRetry",
            "struct MissingHeaders",
            "struct Headers409"
        ]
    );
    similar_asserts("shared", &api(&output), &api(&self::output(&reversed(&document, true))));
}

/// What a schema shares with one that is built from it is named after where it stands, whoever is read first.
#[test]
fn who_is_built_from_whom_does_not_matter() {
    let coach = json!({
        "type": "object",
        "properties": {"id": {"type": "string"}, "meta": {"type": "object", "properties": {"primary": {"type": "boolean"}}}},
    });
    let coaches = |links: &str| {
        json!({"type": "object", "properties": {
            "data": {"type": "array", "items": coach},
            "links": {"type": "object", "properties": {links: {"type": "string"}}},
        }})
    };
    let patient = |links: &str| json!({"type": "object", "properties": {"coaches": coaches(links)}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Built", "version": "1"},
        "paths": {},
        "components": {"schemas": {
            "NewPatient": {"allOf": [{"$ref": "#/components/schemas/Patient"}, patient("own")]},
            "Patient": patient("groups"),
        }},
    });
    let expected = api(&output(&document));
    assert!(expected.contains("pub struct PatientCoachesDataItemMeta"), "{expected}");
    for mut seed in 1..6_u64 {
        similar_asserts("built", &expected, &api(&output(&shuffled(&document, &mut seed))));
    }
}

#[track_caller]
fn similar_asserts(document: &str, expected: &str, actual: &str) {
    if expected != actual {
        let diff = similar::TextDiff::from_lines(expected, actual);
        panic!("{document}\n{}", diff.unified_diff().context_radius(3));
    }
}

#[test]
fn the_place_of_the_document_does_not_matter() {
    let text_of = |directory: &Path, name: &str| {
        let target = directory.join(name);
        fs::create_dir_all(directory).unwrap();
        fs::copy(path("swagger/bookshop.yaml"), &target).unwrap();
        let files = Builder::new(&target).generate_crate("bookshop").unwrap().files;
        for file in &files {
            assert!(!file.text.contains(&*directory.to_string_lossy()), "{}", file.path);
        }
        files
    };
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let here = text_of(&temporary.join("here"), "bookshop.yaml");
    let there = text_of(&temporary.join("there/deeper"), "bookshop.yaml");
    assert!(here == there);
}

/// A schema in place that two bodies of XML lead to: its table is called the same whichever is read first.
#[test]
fn the_tables_of_xml_do_not_depend_on_the_order() {
    let content = |name: &str| json!({"application/xml": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
    let operation = |name: &str| json!({"post": {"operationId": name, "requestBody": {"content": content(name)}, "responses": {"204": {"description": "Read."}}}});
    let object = |property: &str, schema: Value| json!({"type": "object", "properties": {property: schema}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Tables", "version": "1"},
        "paths": {"/b": operation("Box"), "/a": operation("Shelf")},
        "components": {"schemas": {
            "Box": object("content", json!({"$ref": "#/components/schemas/Shelf/properties/book"})),
            "Shelf": object("book", object("page", object("text", json!({"type": "string"})))),
        }},
    });
    let tables = |document: &Value| {
        let output = output(document);
        let names =
            output.lines().filter_map(|line| line.trim().strip_prefix("pub ").filter(|rest| rest.contains(" = \"")));
        let mut names: Vec<String> = names.map(|rest| rest.split(' ').next().unwrap_or(rest).to_owned()).collect();
        names.sort();
        names
    };
    let expected = ["BOX", "BOX_CONTENT", "BOX_CONTENT_PAGE", "SHELF"];
    assert_eq!(tables(&document), expected);
    assert_eq!(tables(&reversed(&document, true)), expected);
}
