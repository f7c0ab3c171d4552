//! What the check finds, by exact text and place.
//!
//! Two tests need outside material: `GATEWRIGHT_CORPUS` names a directory with a folder `apigateway` of
//! exported documents, `GATEWRIGHT_VECTORS` one with `vtl-vectors.json`. Without them they only say so.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use gatewright_document::{Code, Document, Report, Severity, render};
use gatewright_gateway::check::{check, check_document};
use gatewright_gateway::config::{GatewayConfig, Options};
use indexmap::IndexMap;
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
        "x-amazon-apigateway-request-validators": {"all": {"validateRequestParameters": true}},
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
        "103:11: warning[unmapped-parameter]: `POST /calc` declares the header `InvocationType`, but nothing maps it (map it: `\"integration.request.header.X-Amz-Invocation-Type\": \"method.request.header.InvocationType\"`)".to_owned(),
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
fn answers_that_do_not_fit() {
    check_template(r#"{"name": "$input.path('$.n')", "age": $input.path('$.a')}"#, &[]);
    check_template(r#"{"name": "x", "more": 1}"#, &[]);
    check_template(
        r#"{"n": "$input.path('$.n')"}"#,
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers `{n}` but its model `Pet` has `{name, age}` (typed clients will receive an empty `Pet`)",
        ],
    );
    check_template(
        r#"{"name": "x", "age": "$input.path('$.age')"}"#,
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers a string as `age` where its model `Pet` has an integer (typed clients will fail to decode it; change the template or the model)",
        ],
    );
    check_template(
        r#"[{"name": "x"}]"#,
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers an array but its model `Pet` has `{name, age}` (typed clients will fail to decode it; change the template or the model)",
        ],
    );
    check_template(
        "",
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers nothing but its model `Pet` has `{name, age}` (typed clients will fail to decode it; change the template or the model)",
        ],
    );
    check_model(&json!({"$ref": "#/definitions/Strict"}), r#"{"id": "1"}"#, &[]);
    check_model(
        &json!({"$ref": "#/definitions/Strict"}),
        r#"{"id": "1", #if($input.path('$.x') == 1)"x": 1#else"y": 1#end}"#,
        &[],
    );
    check_model(
        &json!({"type": "object", "properties": {"pet": {"$ref": "#/definitions/Pet"}, "kind": {"enum": ["a"]}}, "required": ["pet"], "additionalProperties": false}),
        r#"{"kind": "b", "x": 1}"#,
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers `b` as `kind`, which its model does not list (change the template or the model's `enum`)",
            "warning[response-does-not-fit-model]: `GET /pets` answers `x`, which its model forbids (change the template or the model)",
            "warning[response-does-not-fit-model]: `GET /pets` answers `{kind, x}` without `pet`, which its model requires (typed clients will fail to decode it; change the template or the model)",
        ],
    );
}

#[test]
fn models_of_other_forms() {
    let pet = json!({"$ref": "#/definitions/Pet"});
    let strict = json!({"$ref": "#/definitions/Strict"});
    check_model(&json!({"$ref": "#/definitions/Pets"}), r#"[{"name": "x"}, {"age": 3}]"#, &[]);
    check_model(
        &json!({"$ref": "#/definitions/Pets"}),
        r#"[#foreach($p in $input.path('$.pets')){"n": "$p.n"}#if($foreach.hasNext),#end#end]"#,
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers `{n}` as `[]` but its model `Pet` has `{name, age}` when its lists have items (typed clients will receive an empty `Pet`)",
        ],
    );
    check_model(&json!({"oneOf": [pet, strict]}), r#"{"id": "x"}"#, &[]);
    check_model(
        &json!({"oneOf": [pet, strict]}),
        r#"{"x": "x"}"#,
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers `{x}` but no variant of its model fits (typed clients will receive an empty `Pet`)",
        ],
    );
    check_model(&json!({"allOf": [pet, strict]}), r#"{"id": "x", "age": 1}"#, &[]);
    check_model(
        &json!({"allOf": [pet, strict]}),
        r#"{"age": 1}"#,
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers `{age}` without `id`, which its model requires (typed clients will fail to decode it; change the template or the model)",
        ],
    );
    check_model(&json!({"type": ["object", "null"], "properties": {"x": {}}}), r#"null"#, &[]);
    check_model(&json!({"type": "object", "additionalProperties": {"type": "string"}}), r#"{"a": "b"}"#, &[]);
    check_model(&json!({}), "[1]", &[]);
}

#[test]
fn what_only_some_requests_get_is_a_note() {
    check_template(
        r#"#if($input.path('$.ok') == true){"name": "x"}#else{"error": "y"}#end"#,
        &[
            "note[response-does-not-fit-model]: `GET /pets` may answer `{error}` but its model `Pet` has `{name, age}` (typed clients will receive an empty `Pet`)",
        ],
    );
    // Conditions on the same value agree, however they are written.
    check_template(r##"#set($a = $input.path('$.a')){#if($a != "")"name": "$a"#end#if("$a" == "")"age": 1#end}"##, &[]);
}

#[test]
fn output_that_is_not_json() {
    check_template(
        r#"{"name": "x", "age": 1,}"#,
        &[
            r#"warning[template-is-not-json]: the answer of `GET /pets` is not JSON: expected a name in quotes, found `}` after `{"name": "x", "age": 1,` (clients cannot read it, although its content type says JSON)"#,
        ],
    );
    check_template(
        r#"{name: "x"}"#,
        &[
            "warning[template-is-not-json]: the answer of `GET /pets` is not JSON: expected a name in quotes or `}`, found `n` after `{` (clients cannot read it, although its content type says JSON)",
        ],
    );
    // A variable that nothing sets prints nothing.
    check_template(
        r#"#set($root = $input.path('$')){"name": $rot.name}"#,
        &[
            r#"warning[template-is-not-json]: the answer of `GET /pets` is not JSON: expected a value, found `}` after `{"name":` (clients cannot read it, although its content type says JSON)"#,
        ],
    );
    check_template(
        "{\"name\": \"two\nlines\"}",
        &[
            r#"warning[template-is-not-json]: the answer of `GET /pets` is not JSON: a string has a bare `\n` after `{"name": "two` (clients cannot read it, although its content type says JSON)"#,
        ],
    );
}

#[test]
fn commas_between_items() {
    let pets = json!({"$ref": "#/definitions/Pets"});
    let list = |after: &str| {
        format!(r#"[#foreach($p in $input.path('$.pets')){{"name": "$p.name", "age": $p.age}}{after}#end]"#)
    };
    check_model(&pets, &list("#if($foreach.hasNext),#end"), &[]);
    check_model(&pets, &list("#if($velocityCount < $input.path('$.pets').size()),#end"), &[]);
    check_model(
        &pets,
        &list("#if($p.more == true),#end"),
        &[
            "note[template-is-not-json]: the answer of `GET /pets` may not be JSON: expected `,` or `]`, found `{` after `\"$p.name\", \"age\": $p.age}` (clients cannot read it, although its content type says JSON)",
        ],
    );
    check_model(
        &pets,
        &list(","),
        &[
            "warning[template-is-not-json]: the answer of `GET /pets` is not JSON: expected a value, found `]` after `$p.name\", \"age\": $p.age},` when its lists have items (clients cannot read it, although its content type says JSON)",
        ],
    );
    check_model(
        &pets,
        &format!("[{}]", list("").trim_matches(['[', ']'])),
        &[
            "warning[template-is-not-json]: the answer of `GET /pets` is not JSON: expected `,` or `]`, found `{` after `\"$p.name\", \"age\": $p.age}` when its lists have items (clients cannot read it, although its content type says JSON)",
        ],
    );
    // Flags and lists that the template makes itself are known.
    check_model(
        &pets,
        r#"#set($first = true)[#foreach($p in $input.path('$.pets'))#if($p.ok == "y")#if($first)#set($first = false)#else,#end{"name": "$p.name"}#end#end]"#,
        &[],
    );
    check_model(
        &pets,
        r#"#set($all = [])#foreach($p in $input.path('$.pets'))#set($x = $all.add($p.name))#end[#foreach($n in $all){"name": "$n"}#if($foreach.hasNext),#end#end]"#,
        &[],
    );
}

#[test]
fn quotes_that_are_missing_or_too_many() {
    check_template(
        r#"{"name": $input.path('$.name')}"#,
        &[
            "warning[template-is-not-json]: the answer of `GET /pets` is not JSON: `$input.path('$.name')` stands without quotes, where the model has a string (write `$input.json('$.name')`, or put quotes around it)",
        ],
    );
    check_template(r#"{"name": $input.json('$.name')}"#, &[]);
    check_template(
        r#"{"name": $context.requestId, "age": $context.requestTimeEpoch}"#,
        &[
            "warning[template-is-not-json]: the answer of `GET /pets` is not JSON: `$context.requestId` stands without quotes, and is text (put quotes around it)",
        ],
    );
    check_template(
        r#"{"name": "$input.json('$.name')"}"#,
        &[
            "note[template-is-not-json]: the answer of `GET /pets` may not be JSON: `$input.json('$.name')` brings its own quotes (remove the quotes around it, or put it into `$util.escapeJavaScript(…)`)",
        ],
    );
    check_template(r#"{"name": "$util.escapeJavaScript($input.json('$.name'))"}"#, &[]);
    check_template(
        "$input.path('$')",
        &[
            "note[template-is-not-json]: the answer of `GET /pets` may not be JSON: `$input.path('$')` prints an object as `{name=value}` (write `$input.json('$')`, or put quotes around it)",
        ],
    );
    check_template("$input.path('$.body')", &[]);
    check_template("$input.json('$')", &[]);
    check_template("#set($members = $input.body){ $members }", &[]);
}

#[test]
fn requests_to_functions() {
    let operation = |template: &str, required: bool, validator: bool| {
        let mut operation = lambda("$input.json('$')");
        operation["parameters"] = json!([{"name": "n", "in": "query", "type": "integer", "required": required}]);
        operation["x-amazon-apigateway-integration"]["requestTemplates"] = json!({"application/json": template});
        if validator {
            operation["x-amazon-apigateway-request-validator"] = "all".into();
        }
        operation
    };
    check_operation(&operation(r#"{"n": "$input.params('n')"}"#, false, false), &[]);
    check_operation(&operation(r#"{"n": $input.params('n')}"#, true, true), &[]);
    check_operation(&operation(r#"{#if($input.params('n') != "")"n": $input.params('n')#end}"#, false, false), &[]);
    check_operation(
        &operation(r#"{"n": $input.params('n')}"#, false, false),
        &[
            "warning[template-is-not-json]: what `GET /pets` sends to its integration may not be JSON: `$input.params('n')` stands without quotes, and clients may leave it out (put quotes around it, or check it with `#if` and a validator)",
        ],
    );
    // `#if` holds for all that is not `false`, also for what is not there.
    check_operation(
        &operation(r#"{#if($input.params('n'))"n": $input.params('n')#end}"#, false, false),
        &[
            "warning[template-is-not-json]: what `GET /pets` sends to its integration may not be JSON: `$input.params('n')` stands without quotes, and clients may leave it out (put quotes around it, or check it with `#if` and a validator)",
        ],
    );
    check_operation(
        &operation(r#"{"n": $input.params('n')}"#, true, false),
        &[
            "warning[unchecked-parameter]: `GET /pets` requires `n`, but no validator checks that it is there (name a validator with `validateRequestParameters` in `x-amazon-apigateway-request-validator`)",
            "note[template-is-not-json]: what `GET /pets` sends to its integration may not be JSON: `$input.params('n')` stands without quotes, and nothing checks that it is there (put quotes around it, or check it with `#if` and a validator)",
        ],
    );
    check_operation(
        &operation("n=$input.params('n')", true, true),
        &[
            "warning[template-is-not-json]: what `GET /pets` sends to its integration is not JSON: expected a value, found `n` (the backend will refuse it)",
        ],
    );
    let mut operation = operation(
        r#"{"a": $input.path('$.name'), "b": $input.path('$.age'), "c": "$input.params('n')"}"#,
        false,
        false,
    );
    operation["parameters"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Pet"}}));
    check_operation(
        &operation,
        &[
            "warning[template-is-not-json]: what `GET /pets` sends to its integration is not JSON: `$input.path('$.name')` stands without quotes, and is a string in the model of the body (write `$input.json('$.name')`, or put quotes around it)",
        ],
    );
}

#[test]
fn templates_that_cannot_work() {
    check_template(
        "#if($a)",
        &[
            "warning[template-error]: the template is malformed: expected `#end` of `#if`, found the end of the template (API Gateway refuses it, or answers every request with status 500)",
        ],
    );
    check_template(
        "$input.json('$.[')",
        &[
            "warning[template-error]: `$.[` is no JSONPath: malformed JSONPath: a `[` is not closed (API Gateway answers every request with status 500)",
        ],
    );
}

#[test]
fn errors_that_look_like_successes() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut operation = lambda("$input.json('$')");
        let integration = &mut operation["x-amazon-apigateway-integration"];
        integration["responses"].as_object_mut().unwrap().remove("Bad.*");
        change(integration);
        operation
    };
    check_operation(
        &with(&|_| {}),
        &[
            "warning[errors-answered-as-success]: `GET /pets` answers errors of its function with status 200 (add a response with a selection pattern, such as `(\\n|.)+`, and a status of its own)",
        ],
    );
    check_operation(
        &with(&|integration| {
            integration["type"] = "http".into();
            integration["uri"] = "https://example.com/".into();
        }),
        &[
            "note[errors-answered-as-success]: `GET /pets` answers errors of its backend with status 200 (add a response with a selection pattern, such as `[45]\\d{2}`, and a status of its own)",
        ],
    );
    check_operation(
        &with(&|integration| {
            integration["requestParameters"] = json!({"integration.request.header.X-Amz-Invocation-Type": "'Event'"});
        }),
        &[],
    );
    check_operation(
        &with(&|integration| {
            integration["responses"]["default"]["responseTemplates"]["application/json"] =
                "#if($input.path('$.errorMessage') != '')#set($context.responseOverride.status = 500)#end$input.json('$')".into();
        }),
        &[],
    );
    check_operation(
        &with(&|integration| integration["responses"] = json!({})),
        &[
            "warning[missing-integration-response]: `GET /pets` has no integration response (API Gateway answers status 500 whatever the backend says; add `responses` with `default`)",
        ],
    );
}

#[test]
fn parameters_that_nothing_uses() {
    let operation = |parameter: &Value, integration: &Value| {
        let mut operation = lambda("$input.json('$')");
        operation["parameters"] = json!([parameter]);
        for (key, value) in integration.as_object().unwrap() {
            operation["x-amazon-apigateway-integration"][key] = value.clone();
        }
        operation["x-amazon-apigateway-request-validator"] = "all".into();
        operation
    };
    let optional = json!({"name": "page", "in": "query", "type": "string"});
    check_operation(
        &operation(&optional, &json!({})),
        &[
            "warning[unmapped-parameter]: `GET /pets` declares the query parameter `page`, but nothing maps it (use `method.request.querystring.page` in `requestParameters`, or `$input.params('page')` in a template)",
        ],
    );
    check_operation(
        &operation(&json!({"name": "page", "in": "query", "type": "string", "required": true}), &json!({})),
        &[
            "note[unmapped-parameter]: `GET /pets` declares the query parameter `page`, but nothing maps it (use `method.request.querystring.page` in `requestParameters`, or `$input.params('page')` in a template)",
        ],
    );
    let used = [
        json!({"requestParameters": {"integration.request.querystring.p": "method.request.querystring.page"}}),
        json!({"requestTemplates": {"application/json": "{\"p\": \"$input.params('page')\"}"}}),
        json!({"requestTemplates": {"application/json": "{\"p\": \"$input.params().querystring.page\"}"}}),
        json!({"requestTemplates": {"application/json": "{\"p\": \"$input.params().querystring.get('page')\"}"}}),
        json!({"requestTemplates": {"application/json": "#set($all = $input.params()){}"}}),
        json!({"requestTemplates": {"application/json": {"Fn::Sub": "{}"}}}),
        json!({"cacheKeyParameters": ["method.request.querystring.page"]}),
        json!({"type": "aws_proxy"}),
    ];
    for integration in used {
        check_operation(&operation(&optional, &integration), &[]);
    }
    check_operation(&operation(&json!({"name": "Authorization", "in": "header", "type": "string"}), &json!({})), &[]);
}

#[test]
fn required_parameters_that_nothing_checks() {
    let operation = |kind: &str, location: &str| {
        let mut operation = lambda("$input.json('$')");
        operation["parameters"] = json!([{"name": "id", "in": location, "type": "string", "required": true}]);
        operation["x-amazon-apigateway-integration"]["type"] = kind.into();
        operation["x-amazon-apigateway-integration"]["requestTemplates"] =
            json!({"application/json": "{\"id\": \"$input.params('id')\"}"});
        operation
    };
    let help = "(name a validator with `validateRequestParameters` in `x-amazon-apigateway-request-validator`)";
    let message = "`GET /pets` requires `id`, but no validator checks that it is there";
    check_operation(&operation("aws", "query"), &[&format!("warning[unchecked-parameter]: {message} {help}")]);
    check_operation(&operation("aws_proxy", "header"), &[&format!("note[unchecked-parameter]: {message} {help}")]);
    check_operation(
        &operation("aws", "path"),
        &[&format!(
            "note[unchecked-parameter]: `GET /pets` requires `id`, and no validator checks parameters: one in the path is never missing, but may be blank {help}"
        )],
    );
    check_operation(&operation("aws_proxy", "path"), &[]);
}

#[test]
fn statuses_and_headers() {
    let operation = |responses: &Value, mapped: &Value| {
        let mut operation = lambda("$input.json('$')");
        operation["responses"] = responses.clone();
        operation["x-amazon-apigateway-integration"]["responses"] = mapped.clone();
        operation
    };
    let fine =
        json!({"description": "", "schema": {"$ref": "#/definitions/Pet"}, "headers": {"X-A": {"type": "string"}}});
    check_operation(
        &operation(
            &json!({"200": fine}),
            &json!({
                "default": {"statusCode": 200, "responseParameters": {"method.response.header.x-a": "'1'"}},
                "No.*": {"statusCode": 404}
            }),
        ),
        &[
            "warning[undeclared-status]: `GET /pets` answers status 404, which is none of its responses (declare a response `404`, or use `200`)",
        ],
    );
    check_operation(
        &operation(
            &json!({"200": fine}),
            &json!({
                "default": {"statusCode": 200, "responseParameters": {"method.response.header.X-B": "'1'"}},
                "No.*": {"statusCode": 200}
            }),
        ),
        &[
            "warning[undeclared-response-header]: the header `X-B` is mapped, but `GET /pets` does not declare it for status 200 (API Gateway refuses this mapping, and typed clients do not see the header; declare it)",
            "warning[unmapped-response-header]: `GET /pets` declares the header `X-A` for status 200, but nothing sets it (map `method.response.header.X-A` in the integration response, or remove the header)",
        ],
    );
    check_operation(
        &operation(
            &json!({"200": fine}),
            &json!({
                "default": {"statusCode": 200, "responseParameters": {"method.response.header.X-A": {"Fn::If": ["Local", "'*'", "'-'"]}}},
                "No.*": {"statusCode": 200}
            }),
        ),
        &[],
    );
    check_operation(
        &operation(
            &json!({"200": fine}),
            &json!({
                "default": {"statusCode": 200, "responseTemplates": {"application/json": "#set($context.responseOverride.header.X-A = 'b')$input.json('$')"}},
                "No.*": {"statusCode": 200}
            }),
        ),
        &[],
    );
}

#[test]
fn answers_without_a_model() {
    let operation = |schema: Option<Value>, kind: &str, template: Option<&str>| {
        let mut operation = lambda(template.unwrap_or_default());
        operation["responses"] = json!({"200": {"description": ""}});
        if let Some(schema) = schema {
            operation["responses"]["200"]["schema"] = schema;
        }
        operation["x-amazon-apigateway-integration"]["type"] = kind.into();
        if template.is_none() {
            operation["x-amazon-apigateway-integration"]["responses"]["default"] = json!({"statusCode": "200"});
            if kind == "mock" {
                operation["x-amazon-apigateway-integration"]["responses"].as_object_mut().unwrap().remove("Bad.*");
            }
        }
        operation
    };
    let help = "(typed clients get no type for the answer; give the response a schema)";
    let empty = || Some(json!({"$ref": "#/definitions/Empty"}));
    check_operation(
        &operation(None, "aws", Some(r#"{"a": 1}"#)),
        &[&format!(
            "warning[missing-response-model]: `GET /pets` answers `{{a}}` with status 200, and has no model for it {help}"
        )],
    );
    check_operation(
        &operation(empty(), "aws", Some("[1]")),
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers an array but its model `Empty` has an object (typed clients will fail to decode it; change the template or the model)",
            &format!(
                "note[missing-response-model]: `GET /pets` answers with status 200, and its model `Empty` has no properties {help}"
            ),
        ],
    );
    check_operation(
        &operation(empty(), "aws", None),
        &[&format!(
            "note[missing-response-model]: `GET /pets` answers with status 200, and its model `Empty` has no properties {help}"
        )],
    );
    check_operation(
        &operation(None, "aws_proxy", None),
        &[&format!(
            "note[missing-response-model]: `GET /pets` answers with status 200, and has no model for it {help}"
        )],
    );
    check_operation(&operation(empty(), "mock", Some("")), &[]);
    check_operation(
        &operation(Some(json!({"$ref": "#/definitions/Pet"})), "mock", None),
        &[
            "warning[response-does-not-fit-model]: `GET /pets` answers nothing but its model `Pet` has `{name, age}` (typed clients will fail to decode it; change the template or the model)",
        ],
    );
}

#[test]
fn patterns_that_never_match() {
    let operation = |kind: &str, pattern: &str| {
        let mut operation = lambda("$input.json('$')");
        let integration = &mut operation["x-amazon-apigateway-integration"];
        integration["type"] = kind.into();
        integration["responses"].as_object_mut().unwrap().remove("Bad.*");
        integration["responses"][pattern] = json!({"statusCode": "200"});
        operation
    };
    check_operation(&operation("aws", ".*Error.*"), &[]);
    check_operation(&operation("http", "4\\d{2}"), &[]);
    check_operation(
        &operation("aws", "*Error*"),
        &[
            "warning[unmatchable-pattern]: the selection pattern `*Error*` is no regular expression: nothing stands before `*` to be repeated (patterns are regular expressions of Java; API Gateway refuses this one)",
        ],
    );
    check_operation(
        &operation("http", ".*Error.*"),
        &[
            "warning[unmatchable-pattern]: the selection pattern `.*Error.*` matches no status (the pattern is matched against the whole status of the backend, such as `404`; `4\\d{2}` matches a class)",
        ],
    );
    check_operation(
        &operation("aws", "404"),
        &[
            "note[unmatchable-pattern]: the selection pattern `404` matches only errors whose whole message is a number (the pattern is matched against the whole `errorMessage` of the function, not against a status; `404.*` matches messages that begin so)",
        ],
    );
}

#[test]
fn stage_variables() {
    let mut operation = lambda("$input.json('$')");
    operation["x-amazon-apigateway-integration"]["requestTemplates"] =
        json!({"application/json": "{\"a\": \"$stageVariables.table\", \"b\": \"$stageVariables.get('my-table')\"}"});
    let expected = "warning[undefined-stage-variable]: no stage variable can be called `my-table` (names have only letters, digits and `_`)";
    check_operation(&operation, &[expected]);

    let document = Document::from_text("api.json", &document(&operation)).unwrap();
    let (config, _) = GatewayConfig::read(&document, &Options::default());
    let messages = |values: &IndexMap<String, String>| {
        let mut report = Report::new(document.sources());
        check(&document, &config, Some(values), &mut report);
        let messages = report.diagnostics().iter().map(|diagnostic| diagnostic.message.clone());
        messages.filter(|message| message.contains("`table`")).collect::<Vec<_>>()
    };
    assert_eq!(messages(&IndexMap::new()), ["the stage variable `table` is not defined"]);
    assert_eq!(messages(&IndexMap::from([("table".to_owned(), "t".to_owned())])), [""; 0]);
}

#[test]
fn limits_of_the_import() {
    let mut operation = lambda("$input.json('$')");
    operation["x-amazon-apigateway-integration"]["timeoutInMillis"] = 20.into();
    check_operation(
        &operation,
        &["warning[import-limit]: the integration of `GET /pets` has a time limit of 20 ms (the shortest is 50 ms)"],
    );
    operation["x-amazon-apigateway-integration"]["timeoutInMillis"] = 60_000.into();
    check_operation(
        &operation,
        &[
            "note[import-limit]: the integration of `GET /pets` has a time limit of 60000 ms (more than 29,000 ms needs a raised quota, for regional and private APIs only)",
        ],
    );

    check_template(
        &format!("$input.json('$'){}", "\n".repeat(310 * 1024)),
        &["warning[import-limit]: the template has 310 KB (API Gateway takes templates of up to 300 KB)"],
    );
    check_model(
        &json!({"type": "string"}),
        "$input.json('$')",
        &[
            "note[import-limit]: the answer 200 of `GET /pets` has the type string (API Gateway's import takes only objects here)",
        ],
    );

    let text = document(&lambda("$input.json('$')"))
        .replace(
            "\"Strict\":{",
            "\"Not_Good\":{\"discriminator\":\"readOnly\",\"example\":{\"readOnly\":1},\"readOnly\":true,",
        )
        .replace("\"age\":{", "\"example\":{\"example\":3,");
    let document = Document::from_text("api.json", &text).unwrap();
    let report = report_on(&document);
    let mut messages: Vec<&str> = report.diagnostics().iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    messages.sort_unstable();
    let expected = [
        "`discriminator` is lost when API Gateway imports the document",
        "`example` is lost when API Gateway imports the document, and at another place",
        "`readOnly` is lost when API Gateway imports the document",
        "the name of the model `Not_Good` is not alphanumeric",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn what_is_no_export_is_not_judged() {
    let text = r##"{"swagger": "2.0", "info": {"title": "A", "version": "1"}, "x-amazon-apigateway-request-validator": "none",
        "paths": {"/a": {"get": {"parameters": [{"name": "q", "in": "query", "type": "string", "required": true}],
        "responses": {"200": {"description": ""}}}}}}"##;
    let document = Document::from_text("api.json", text).unwrap();
    assert_eq!(report_on(&document).one_line(), [""; 0]);
}

/// Templates that would cost much if every way through them were followed to its end.
#[test]
fn hostile_templates_end() {
    let long_if = "#if($input.path('$.a') == 1)a#end".repeat(40);
    let many_ifs: String = (0..60).map(|number| format!("#if($input.path('$.a{number}') == 1)\"a\"#end")).collect();
    let templates = [
        long_if,
        many_ifs,
        "#set($s = 'ab')#foreach($i in [1..1000])#set($s = \"$s$s\")#end$s".to_owned(),
        "#set($s = 'ab')#foreach($i in [1..1000])#set($s = $s + $s)#end$s".to_owned(),
        "#set($s = $input.path('$'))#foreach($i in [1..1000])#set($s = $s.replace($s, $s))#end$s".to_owned(),
        "#set($l = [])#foreach($i in [1..1000])#set($l = [$l, $l])#end$l".to_owned(),
        "#set($l = [])#foreach($i in [1..1000])#set($n = [])#set($x = $l.add($n))#set($l = $n)#end$l".to_owned(),
        "#set($m = {})#set($x = $m.put('m', $m))$m".to_owned(),
        "#set($l = [])#set($x = $l.add($l))$l".to_owned(),
        "#define($d)$d$d$d#end$d".to_owned(),
        "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end".to_owned(),
        "#foreach($a in $input.path('$'))#foreach($b in $a)#foreach($c in $b)#if($c)x#end#end#end#end".to_owned(),
        "[".repeat(5_000),
        "{\"a\":".repeat(5_000),
    ];
    for template in templates {
        findings(&lambda(&template));
    }
    let mut model = json!({"$ref": "#/definitions/Pet"});
    for _ in 0..30 {
        model = json!({"oneOf": [model, {"type": "object", "properties": {"x": {"$ref": "#/definitions/Pets"}}}]});
    }
    findings(&json!({"responses": {"200": {"description": "", "schema": model}},
        "x-amazon-apigateway-integration": lambda(r#"{"y": 1}"#)["x-amazon-apigateway-integration"]}));
}

fn corpus() -> Option<Vec<PathBuf>> {
    let Some(directory) = std::env::var_os("GATEWRIGHT_CORPUS") else {
        println!("GATEWRIGHT_CORPUS is not set: it names a directory with a folder `apigateway` of documents");
        return None;
    };
    let folder = Path::new(&directory).join("apigateway");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    Some(paths)
}

/// Every document can be checked, and nothing that is found is an error.
#[test]
fn documents_of_the_corpus() {
    for path in corpus().into_iter().flatten() {
        let Ok(document) = Document::load(&path) else { continue };
        let report = report_on(&document);
        let name = path.file_name().unwrap().to_string_lossy();
        println!("{name}: {} warnings, {} notes", report.count(Severity::Warning), report.count(Severity::Note));
        assert!(!report.has_errors(), "{name}: {:?}", report.one_line());
    }
}

/// A template of which some output is known to be JSON is never said to print none.
#[test]
fn templates_that_printed_json() {
    let Some(directory) = std::env::var_os("GATEWRIGHT_VECTORS") else {
        println!("GATEWRIGHT_VECTORS is not set: it names a directory with `vtl-vectors.json`");
        return;
    };
    let text = std::fs::read_to_string(Path::new(&directory).join("vtl-vectors.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let vectors = vectors.get("vectors").or(Some(&vectors)).and_then(Value::as_array).unwrap();
    let (mut known, mut found) = (0, 0);
    for vector in vectors {
        // Variables that are given from outside have no value at API Gateway.
        let plain = vector["variables"].as_object().is_none_or(serde_json::Map::is_empty);
        let at_gateway = &vector["aws_integration"]["responseTemplates"]["application/json"];
        let template = if plain { &vector["template"] } else { at_gateway };
        let (Some(template), Some(output)) = (template.as_str(), vector["expect"]["text"].as_str()) else { continue };
        let is_json = output.trim().is_empty() || serde_json::from_str::<Value>(output).is_ok();
        let mut operation = lambda(template);
        operation["responses"] = json!({"200": {"description": "", "schema": {}}});
        let warned: Vec<String> = findings(&operation)
            .into_iter()
            .filter(|finding| finding.starts_with(&format!("warning[{}]", Code::TEMPLATE_IS_NOT_JSON)))
            .filter(|finding| !finding.contains("when its lists"))
            .collect();
        if is_json {
            assert!(warned.is_empty(), "{}: {template:?} printed {output:?}, but {warned:?}", vector["id"]);
        } else {
            known += 1;
            found += usize::from(!warned.is_empty());
        }
    }
    println!("{found} of {known} templates that do not print JSON are found without a request");
}
