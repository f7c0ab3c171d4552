//! What the check finds, by exact text and place.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod answers;
mod methods;
mod outside;
mod places;
mod services;
mod templates;

use std::path::Path;

use gatewright_document::{Document, Report, render};
use gatewright_gateway::check::check_document;
use serde_json::{Value, json};

const LAMBDA: &str =
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:F/invocations";

fn report_on(document: &Document) -> Report {
    let mut report = Report::new(document.sources());
    check_document(document, &mut report);
    report.sort();
    report
}

/// A document with the models of a pet shop and one operation, `GET /pets`.
fn document(operation: &Value) -> String {
    let mut operation = operation.clone();
    if operation.get("responses").is_none() {
        operation["responses"] = json!({"200": {"description": "", "schema": {"$ref": "#/definitions/Pet"}}});
    }
    let document = json!({
        "swagger": "2.0",
        "info": {"title": "Pets", "version": "1"},
        "x-amazon-apigateway-request-validators": {
            "all": {"validateRequestParameters": true}, "bodies": {"validateRequestBody": true},
        },
        "paths": {"/pets": {"get": operation}},
        "definitions": {
            "Pet": {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}},
            "Pets": {"type": "array", "items": {"$ref": "#/definitions/Pet"}},
            "Strict": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
            "Empty": {"type": "object", "title": "Empty Schema"}
        }
    });
    document.to_string()
}

/// The findings on an operation, as `severity[code]: message (help)`.
fn findings(operation: &Value) -> Vec<String> {
    let document = Document::from_text("api.json", &document(operation)).unwrap();
    let report = report_on(&document);
    let lines = report.one_line();
    lines.iter().map(|line| line.splitn(4, ':').nth(3).unwrap().trim().to_owned()).collect()
}

#[track_caller]
fn check_operation(operation: &Value, expected: &[&str]) {
    assert_eq!(findings(operation), expected);
}

/// A function whose answer this template maps, with errors mapped as well.
fn lambda(template: &str) -> Value {
    json!({"x-amazon-apigateway-integration": {
        "type": "aws",
        "uri": LAMBDA,
        "responses": {
            "default": {"statusCode": "200", "responseTemplates": {"application/json": template}},
            "Bad.*": {"statusCode": "200"}
        }
    }})
}

#[track_caller]
fn check_template(template: &str, expected: &[&str]) {
    check_operation(&lambda(template), expected);
}

/// The same with a model of the answer.
#[track_caller]
fn check_model(model: &Value, template: &str, expected: &[&str]) {
    let mut operation = lambda(template);
    operation["responses"] = json!({"200": {"description": "", "schema": model}});
    check_operation(&operation, expected);
}

#[test]
fn lambdagate_has_the_mistakes_of_the_tutorial() {
    let document = Document::load(Path::new("../swagger/lambdagate.json")).unwrap();
    let path = "GET /calc/{operand1}/{operand2}/{operator}";
    let expected = [
        "81:13: warning[errors-answered-as-success]: `GET /calc` answers errors of its function with status 200, here with `{ \"result\": \", , => \", \"a\" : \"\", \"b\" : \"\", \"op\" : \"\", \"c\" : \"\" }` (add a response with a selection pattern, such as `(\\n|.)+`, and a status of its own)".to_owned(),
        "89:37: warning[response-does-not-fit-model]: `GET /calc` answers `{result, a, b, op, c}` but its model `Result` has `{input, output}` (typed clients will receive an empty `Result`)".to_owned(),
        "105:21: warning[unmapped-parameter]: `POST /calc` declares the header `InvocationType`, but nothing maps it (map it: `\"integration.request.header.X-Amz-Invocation-Type\": \"method.request.header.InvocationType\"`)".to_owned(),
        "134:13: warning[errors-answered-as-success]: `POST /calc` answers errors of its function with status 200, here with `{ \"a\" : , \"b\" : , \"op\" : , \"c\" : }`, which is not JSON (add a response with a selection pattern, such as `(\\n|.)+`, and a status of its own)".to_owned(),
        "137:37: warning[response-does-not-fit-model]: `POST /calc` answers `{a, b, op, c}` but its model `Result` has `{input, output}` (typed clients will receive an empty `Result`)".to_owned(),
        "137:139: warning[template-is-not-json]: the answer of `POST /calc` is not JSON: `$inputRoot.op` stands without quotes, and `op` is a string in the model `Input` (write `$input.json('$.op')`, or put quotes around it)".to_owned(),
        format!("145:7: note[unchecked-parameter]: `{path}` requires `operand1`, `operand2` and `operator`, and no validator checks parameters: one in the path is never missing, but may be blank (name a validator with `validateRequestParameters` in `x-amazon-apigateway-request-validator`)"),
        format!("191:13: warning[errors-answered-as-success]: `{path}` answers errors of its function with status 200, here with `{{ \"input\" : {{ \"a\" : , \"b\" : , \"op\" : \"\" }}, \"output\" : {{ \"c\" : }} }}`, which is not JSON (add a response with a selection pattern, such as `(\\n|.)+`, and a status of its own)"),
    ];
    let found = report_on(&document).one_line();
    let found: Vec<&str> = found.iter().map(|line| line.strip_prefix("../swagger/lambdagate.json:").unwrap()).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_modeled_lambdagate_is_clean() {
    let document = Document::load(Path::new("../swagger/lambdagate-modeled.json")).unwrap();
    assert_eq!(report_on(&document).one_line(), [""; 0]);
}

#[test]
fn the_place_inside_of_a_template_is_shown() {
    let text = "\
swagger: '2.0'
info: {title: A, version: '1'}
paths:
  /a:
    get:
      responses:
        200: {description: fine, schema: {$ref: '#/definitions/Pet'}}
      x-amazon-apigateway-integration:
        type: http
        uri: https://example.com/
        responses:
          '2..':
            statusCode: 200
            responseTemplates:
              application/json: |
                #set($pet = $input.path('$'))
                {
                  \"name\": $pet.name
                }
          '4..': {statusCode: 200}
definitions:
  Pet: {type: object, properties: {name: {type: string}}}
";
    let document = Document::from_text("api.yaml", text).unwrap();
    let expected = "\
warning[template-is-not-json]: the answer of `GET /a` is not JSON: `$pet.name` stands without quotes, where the model has a string
  --> api.yaml:18:27
   |
18 |                   \"name\": $pet.name
   |                           ^^^^^^^^^ text without quotes
   |
   = at /paths/~1a/get/x-amazon-apigateway-integration/responses/2../responseTemplates/application~1json
   = help: write `$input.json('$.name')`, or put quotes around it

";
    assert_eq!(render(&report_on(&document), false), expected);
}

#[test]
fn what_is_no_export_is_not_judged() {
    let text = r##"{"swagger": "2.0", "info": {"title": "A", "version": "1"}, "x-amazon-apigateway-request-validator": "none",
        "paths": {"/a": {"get": {"parameters": [{"name": "q", "in": "query", "type": "string", "required": true}],
        "responses": {"200": {"description": ""}}}}}}"##;
    let document = Document::from_text("api.json", text).unwrap();
    assert_eq!(report_on(&document).one_line(), [""; 0]);
}
