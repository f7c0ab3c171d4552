//! Pairs of documents: one for each kind of change, both ways.
//!
//! A case of `cases/*.yaml` has a name and one template with an `old` and a `new`:
//!
//! | template | where old and new stand |
//! |---|---|
//! | `body` | the schema of a required body of JSON |
//! | `response` | the schema of a response of JSON |
//! | `thing` | a component that is both |
//! | `parameter` | a parameter of `GET /things` |
//! | `operation` | `POST /things`, whole |
//! | `document` | the document, without its head |

use std::fs;
use std::path::Path;

use gatewright_document::Document;
use serde_json::{Value, json};

/// Two documents.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) documents: [Value; 2],
    /// Only the compiler is asked.
    pub(crate) compiles_only: bool,
}

pub(crate) fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/cases");
    let mut files: Vec<_> = fs::read_dir(folder).expect("cases").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file");
        // The reader of documents knows YAML; the cases are an extension to it.
        let wrapped = format!("openapi: 3.1.0\ninfo: {{title: Cases, version: '1'}}\npaths: {{}}\nx-cases:\n{text}");
        let name = file.display().to_string();
        let read = Document::from_text(&name, &wrapped).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let list = read.root().get("x-cases").expect("cases").value().to_json();
        cases.extend(list.as_array().expect("a list").iter().map(case));
    }
    cases
}

fn case(case: &Value) -> Case {
    let name = case["name"].as_str().expect("a name").to_owned();
    let template = case.as_object().expect("a case").keys().find(|key| *key != "name").expect("a template").clone();
    let [old, new] = ["old", "new"].map(|side| document(&template, &case[&template][side]));
    Case { name, documents: [old, new], compiles_only: false }
}

pub(crate) fn document(template: &str, part: &Value) -> Value {
    let mut document = json!({ "openapi": "3.1.0", "info": { "title": "Things", "version": "1" } });
    let json_of = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let empty = json!({ "204": { "description": "Done." } });
    match template {
        "body" => {
            let body = json!({ "required": true, "content": json_of(part) });
            document["paths"] = json!({ "/things": { "post": { "operationId": "addThing", "requestBody": body, "responses": empty } } });
        }
        "response" => {
            let responses = json!({ "200": { "description": "It.", "content": json_of(part) } });
            document["paths"] = json!({ "/things": { "get": { "operationId": "getThing", "responses": responses } } });
        }
        "thing" => {
            let thing = json!({ "$ref": "#/components/schemas/Thing" });
            let body = json!({ "required": true, "content": json_of(&thing) });
            let responses = json!({ "200": { "description": "It.", "content": json_of(&thing) } });
            document["paths"] = json!({ "/things": { "put": { "operationId": "putThing", "requestBody": body, "responses": responses } } });
            document["components"] = json!({ "schemas": { "Thing": part } });
        }
        "parameter" => {
            document["paths"] = json!({ "/things": { "get": { "operationId": "getThings", "parameters": [part], "responses": empty } } });
        }
        "operation" => {
            document["paths"] = json!({ "/things": { "post": part } });
        }
        "document" => {
            for (key, value) in part.as_object().expect("a document") {
                document[key] = value.clone();
            }
        }
        other => panic!("there is no template `{other}`"),
    }
    document
}
