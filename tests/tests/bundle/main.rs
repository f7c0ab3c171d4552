//! A document in several files and the same in one say the same on the wire, and give the same Rust, but for schemas
//! that had no name of their own: in one file they are components, and types are called after them.
//!
//! `GATEWRIGHT_CORPUS=DIR` bundles the documents of its folders `*-multi` as well.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

#[path = "../corpus/manifest.rs"]
mod manifest;

use std::fs;
use std::path::{Path, PathBuf};

use gatewright_build::{Builder, Diff, Document, Verdict, bundle};
use serde_json::Value;

/// Puts a document into one file, and compares what is generated from both: the wire has to be the same.
#[track_caller]
fn check(path: &Path) -> (usize, Diff) {
    let document = Document::load(path).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let bundled = bundle(&document);
    let text = format!("{:#}", bundled.document);
    assert_eq!(foreign(&bundled.document), Vec::<String>::new(), "{}", path.display());
    let one = Document::from_text("bundled.json", &text).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let diff = Builder::new(path).diff(&document, &one).unwrap_or_else(|error| panic!("{error}"));
    let same = !diff.has(Verdict::Sent) && !diff.has(Verdict::RunTime);
    assert!(same, "{}:\n{}", path.display(), diff.to_text(true));
    // What is in one file stays so.
    let again = bundle(&one);
    assert_eq!((again.moved, &again.document), (0, &bundled.document), "{}", path.display());
    (bundled.moved, diff)
}

/// References to other files that are left.
fn foreign(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(foreign).collect(),
        Value::Object(entries) => {
            let own = entries.get("$ref").and_then(Value::as_str);
            let own = own.filter(|text| !text.starts_with('#') && !text.contains("://")).map(str::to_owned);
            let inner =
                entries.iter().filter(|(key, _)| !["example", "examples", "x-ms-examples"].contains(&key.as_str()));
            own.into_iter().chain(inner.flat_map(|(_, inner)| foreign(inner))).collect()
        }
        _ => Vec::new(),
    }
}

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bundle").join(name);
    let _ = fs::remove_dir_all(&folder);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder.join(files[0].0)
}

const ROOT: &str = "
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /pets:
    $ref: paths/pets.yaml
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
      - $ref: 'parameters.yaml#/Id'
      - {name: kind, in: query, schema: {$ref: 'schemas/Kind.yaml'}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: 'schemas/Pet.yaml'}}}}
        default: {$ref: 'responses.yaml#/Problem'}
components:
  schemas:
    Animal: {$ref: 'schemas/Pet.yaml'}
    Own: {type: object, properties: {pet: {$ref: '#/components/schemas/Animal'}}}
";

const FILES: &[(&str, &str)] = &[
    ("api.yaml", ROOT),
    (
        "paths/pets.yaml",
        "post: {operationId: addPet, requestBody: {required: true, content: {application/json: {schema: {$ref: '../schemas/Pet.yaml'}}}}, responses: {'204': {description: Done.}}}\n",
    ),
    ("parameters.yaml", "Id: {name: id, in: path, required: true, schema: {type: string}}\n"),
    (
        "responses.yaml",
        "Problem: {description: Wrong., content: {application/problem+json: {schema: {$ref: '#/Details'}}}}\nDetails: {type: object, properties: {title: {type: string}, cause: {$ref: '#/Details'}}}\n",
    ),
    (
        "schemas/Pet.yaml",
        "type: object\nrequired: [name]\nproperties:\n  name: {type: string}\n  $ref: {type: string}\n  kind: {$ref: Kind.yaml}\n  parent: {$ref: Pet.yaml}\nexample: {$ref: nothing.yaml}\n",
    ),
    ("schemas/Kind.yaml", "type: string\nenum: [cat, dog]\n"),
];

#[test]
fn several_files_become_one() {
    let path = folder("shop", FILES);
    let (moved, diff) = check(&path);
    assert_eq!(moved, 6);
    assert!(diff.verdict() <= Some(Verdict::Harmless), "{}", diff.to_text(true));
    let bundled = bundle(&Document::load(&path).unwrap()).document;
    // The component that was a reference has what the file holds, and what named the file names it.
    assert_eq!(bundled.pointer("/components/schemas/Animal/required/0"), Some(&"name".into()));
    let schema = "/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema/$ref";
    assert_eq!(bundled.pointer(schema), Some(&"#/components/schemas/Animal".into()));
    // Data stays data.
    assert_eq!(bundled.pointer("/components/schemas/Animal/example/$ref"), Some(&"nothing.yaml".into()));
}

#[test]
fn names_that_two_files_want_are_told_apart() {
    let body =
        |file: &str| format!("{{required: true, content: {{application/json: {{schema: {{$ref: '{file}#/Item'}}}}}}}}");
    let root = |one: &str, other: &str| {
        let operation = |file: &str, id: &str| {
            format!(
                "  /{id}: {{post: {{operationId: {id}, requestBody: {}, responses: {{'204': {{description: Done.}}}}}}}}\n",
                body(file)
            )
        };
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{}{}",
            operation(one, "a"),
            operation(other, "b")
        )
    };
    let item = "Item: {type: object, properties: {a: {type: string}}}\n";
    let other = "Item: {type: object, properties: {b: {type: string}}}\n";
    let schemas = |name: &str, text: &str| {
        let path = folder(name, &[("api.yaml", text), ("orders.yaml", item), ("stock.yaml", other)]);
        let bundled = bundle(&Document::load(&path).unwrap()).document;
        let mut names: Vec<String> = bundled["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    // Whichever is first in the document.
    let forth = schemas("forth", &root("orders.yaml", "stock.yaml"));
    let back = schemas("back", &root("stock.yaml", "orders.yaml"));
    assert_eq!(forth, ["orders_Item", "stock_Item"]);
    assert_eq!(forth, back);
}

#[test]
fn documents_of_the_corpus_become_one() {
    let Some(corpus) = std::env::var_os("GATEWRIGHT_CORPUS").map(PathBuf::from) else { return };
    let rows = manifest::rows(&corpus.join("manifest.tsv")).unwrap();
    let paths: Vec<&str> =
        rows.iter().map(|row| manifest::cell(row, "path")).filter(|path| path.contains("-multi/")).collect();
    let checked: Vec<(usize, Diff)> = paths.iter().map(|path| check(&corpus.join(path))).collect();
    let moved: usize = checked.iter().map(|(moved, _)| moved).sum();
    let same = checked.iter().filter(|(_, diff)| diff.verdict() <= Some(Verdict::Harmless)).count();
    println!(
        "bundle: {} documents, {moved} components, all the same on the wire, {same} with all names as before",
        paths.len()
    );
}

/// YAML reads `1.10` as a number, and JSON would write `1.1`. The file that it was in is known still.
#[test]
fn numbers_among_strings_are_the_texts_that_they_are_written_as() {
    let root = "
openapi: 3.0.3
info: {title: Texts, version: '1'}
paths: {}
components: {schemas: {Version: {$ref: 'version.yaml#/Version'}, Year: {type: string, enum: [2024, 2025]}}}
";
    let version = "Version: {type: string, nullable: true, enum: [1.9, 1.10, null], default: 1.10}\n";
    let path = folder("texts", &[("api.yaml", root), ("version.yaml", version)]);
    check(&path);
    let bundled = bundle(&Document::load(&path).unwrap()).document;
    let schemas = &bundled["components"]["schemas"];
    assert_eq!(schemas["Version"]["enum"], serde_json::json!(["1.9", "1.10", null]));
    assert_eq!(schemas["Version"]["default"], "1.10");
    assert_eq!(schemas["Year"]["enum"], serde_json::json!([2024, 2025]));
}
