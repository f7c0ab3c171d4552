//! The cases of the suite that a document can have.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::Mode;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Draft {
    Four,
    TwentyTwelve,
}

impl Draft {
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Four => "draft4",
            Self::TwentyTwelve => "draft2020-12",
        }
    }

    /// Files about what documents do not have: other resources, and the words for them.
    fn skipped(self) -> &'static [&'static str] {
        match self {
            Self::Four => &["refRemote"],
            Self::TwentyTwelve => &["refRemote", "anchor", "dynamicRef", "vocabulary", "content"],
        }
    }
}

/// A schema with instances.
pub(crate) struct Case {
    /// The file, which has the name of the keyword.
    pub(crate) keyword: String,
    pub(crate) description: String,
    pub(crate) schema: Value,
    pub(crate) tests: Vec<Test>,
}

pub(crate) struct Test {
    pub(crate) description: String,
    pub(crate) data: Value,
    pub(crate) valid: bool,
}

/// The cases of a draft, in the order of files.
pub(crate) fn read(folder: &Path, draft: Draft, mode: Mode) -> Vec<Case> {
    const FORMATS: [&str; 6] = ["email", "hostname", "ipv4", "ipv6", "uri", "uuid"];
    let mut folder = folder.join("tests").join(draft.folder());
    if mode == Mode::WithFormats {
        folder.push("optional/format");
    }
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let keyword = file.file_stem().unwrap().to_string_lossy().into_owned();
        let is_unchecked = mode == Mode::WithFormats && !FORMATS.contains(&keyword.as_str());
        if is_unchecked || draft.skipped().contains(&keyword.as_str()) {
            continue;
        }
        let groups: Vec<Value> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        for group in groups {
            let schema = group.get("schema").cloned().unwrap_or_default();
            if has_identity(&schema) {
                continue;
            }
            cases.push(Case {
                keyword: keyword.clone(),
                description: text(&group, "description"),
                schema,
                tests: tests(&group),
            });
        }
    }
    cases
}

fn tests(group: &Value) -> Vec<Test> {
    let tests = group.get("tests").and_then(Value::as_array).into_iter().flatten();
    tests
        .map(|test| Test {
            description: text(test, "description"),
            data: test.get("data").cloned().unwrap_or_default(),
            valid: test.get("valid") == Some(&json!(true)),
        })
        .collect()
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Whether a schema names itself or refers to another resource: a document is one resource.
fn has_identity(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(name, value)| {
            let is_outside = |text: &str| !text.starts_with('#');
            match name.as_str() {
                "$id" | "id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" => value.is_string(),
                "$ref" => value.as_str().is_some_and(is_outside),
                "enum" | "const" => false,
                _ => has_identity(value),
            }
        }),
        Value::Array(items) => items.iter().any(has_identity),
        _ => false,
    }
}

/// A document with a schema for each of these, `Case0` and so on, as the body of an operation.
pub(crate) fn document<'c>(draft: Draft, cases: impl Iterator<Item = (usize, &'c Case)>) -> Value {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    for (number, case) in cases {
        let name = format!("Case{number}");
        let mut schema = case.schema.clone();
        if let Value::Object(members) = &mut schema {
            members.shift_remove("$schema");
        }
        move_to(&mut schema, &format!("#/components/schemas/{name}"));
        let content = json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
        let operation = json!({
            "operationId": format!("check{number}"),
            "requestBody": {"required": true, "content": content},
            "responses": {"204": {"description": "valid"}},
        });
        paths.insert(format!("/{number}"), json!({ "post": operation }));
        schemas.insert(name, schema);
    }
    let version = if draft == Draft::Four { "3.0.4" } else { "3.1.1" };
    json!({
        "openapi": version,
        "info": {"title": "Suite", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

/// What refers to the root of a schema refers to where the schema stands now.
fn move_to(schema: &mut Value, place: &str) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value.as_str()) {
                    ("$ref", Some(reference)) => *value = reference.replacen('#', place, 1).into(),
                    ("enum" | "const", _) => {}
                    _ => move_to(value, place),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| move_to(item, place)),
        _ => {}
    }
}
