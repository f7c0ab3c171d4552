//! The document as API Gateway would export it again.

use serde_json::{Value, json};

use crate::Folder;

const DOCUMENT: &str = r##"{
  "swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "basePath": "/dev", "tags": [{"name": "gone"}],
  "paths": {"/pets/{id}": {"get": {
    "summary": "gone", "parameters": [{"name": "id", "in": "path", "required": true, "type": "string"}],
    "responses": {"200": {"description": "a pet", "schema": {"$ref": "#/definitions/Pet"}}},
    "x-amazon-apigateway-integration": {"type": "mock", "requestTemplates": {"application/json": "{}"},
      "responses": {"default": {"statusCode": "200"}}}
  }}},
  "definitions": {"Pet": {"type": "object", "properties": {"id": {"type": "string"}}}}
}"##;

fn exported(arguments: &[&str]) -> Value {
    let folder = Folder::new().with("pets.json", DOCUMENT);
    let run = folder.run(&[&["export", "pets.json"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn what_api_gateway_keeps() {
    let document = exported(&["--variable", "AWS::Region=eu-west-1", "--api-id", "abc"]);
    assert_eq!(document["openapi"], "3.0.1");
    assert_eq!(document["servers"][0]["url"], "https://abc.execute-api.eu-west-1.amazonaws.com/{basePath}");
    let operation = &document["paths"]["/pets/{id}"]["get"];
    assert_eq!(operation["summary"], Value::Null);
    assert_eq!(
        operation["x-amazon-apigateway-integration"]["type"].as_str().map(str::to_lowercase).as_deref(),
        Some("mock")
    );
    assert_eq!(document["components"]["schemas"]["Pet"]["properties"], json!({"id": {"type": "string"}}));
}

#[test]
fn without_extensions() {
    let document = exported(&["--format", "swagger", "--no-extensions"]);
    assert_eq!((&document["swagger"], &document["basePath"]), (&json!("2.0"), &json!("/dev")));
    assert_eq!(document["paths"]["/pets/{id}"]["get"].get("x-amazon-apigateway-integration"), None);
}

/// What is exported is exported again to the same document.
#[test]
fn an_export_of_an_export() {
    let once = exported(&["--format", "swagger"]);
    let folder = Folder::new().with("once.json", &once.to_string());
    let run = folder.run(&["export", "once.json", "--format", "swagger", "--out", "twice.json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(serde_json::from_str::<Value>(&folder.read("twice.json")).unwrap(), once);
}

#[test]
fn a_document_with_errors() {
    let run = Folder::new().with("broken.json", "{").run(&["export", "broken.json"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
}
