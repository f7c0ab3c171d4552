//! Typed views are read from a piece of the tree, without a copy.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use gatewright_document::{Document, Value};
use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use serde::Deserialize;
use serde_json::json;

const TEXT: &str = "openapi: 3.0.3
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
      - {name: id, in: path, required: true, schema: {type: integer, format: int64, minimum: -9223372036854775808}}
      responses:
        200: {description: ok, headers: {X-Rate: {schema: {type: number, maximum: 1.5}}}}
        default: {$ref: '#/components/responses/Problem'}
      x-amazon-apigateway-integration: {type: mock}
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: string}, tag: {$ref: '#/components/schemas/Tag'}}}
";

#[test]
fn openapiv3_reads_pieces() {
    let document = Document::from_text("a.yaml", TEXT).unwrap();
    let get = document.root().get("paths").unwrap().get("/pets/{id}").unwrap().get("get").unwrap();
    let operation = openapiv3::Operation::deserialize(get.value()).unwrap();
    assert_eq!(operation.operation_id.as_deref(), Some("getPet"));
    assert_eq!(operation.parameters.len(), 1);
    assert_eq!(operation.extensions["x-amazon-apigateway-integration"], json!({"type": "mock"}));
    assert!(operation.responses.default.is_some());
    let pet = document.root().get("components").unwrap().get("schemas").unwrap().get("Pet").unwrap();
    let schema = Schema::deserialize(pet.value()).unwrap();
    let tag = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => object.properties.get("tag"),
        _ => None,
    };
    assert!(matches!(tag, Some(ReferenceOr::Reference { .. })));
}

#[test]
fn what_does_not_fit_is_said() {
    let value = Value::from(json!({"operationId": 12, "responses": {}}));
    let error = openapiv3::Operation::deserialize(&value).unwrap_err();
    assert_eq!(error.message(), "invalid type: integer `12`, expected a string");
}
