//! Answers beside their models, and answers without one.

use serde_json::{Value, json};

use crate::{check_model, check_operation, check_template, lambda};

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
    // An answer with a status of its own is not one of this model.
    check_template(
        r##"#if($input.path('$.ok') == true){"name": "x"}#else#set($context.responseOverride.status = 404){"error": "y"}#end"##,
        &[],
    );
    // Conditions on the same value agree, however they are written.
    check_template(r##"#set($a = $input.path('$.a')){#if($a != "")"name": "$a"#end#if("$a" == "")"age": 1#end}"##, &[]);
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
