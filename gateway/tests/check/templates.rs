//! What templates print: JSON or not, for every request or for some.

use serde_json::json;

use crate::{check_model, check_operation, check_template, findings, lambda};

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
fn types_that_are_json_under_another_name() {
    let operation = |media_type: &str| {
        let mut operation = lambda("$input.json('$')");
        let integration = &mut operation["x-amazon-apigateway-integration"];
        integration["uri"] = "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord".into();
        integration["requestTemplates"] = json!({media_type: "{\"a\": [1,]}"});
        integration["responses"]["4.."] = json!({"statusCode": "200"});
        integration["responses"].as_object_mut().unwrap().remove("Bad.*");
        operation
    };
    let found = "warning[template-is-not-json]: what `GET /pets` sends to its integration is not JSON: expected a value, found `]` after `{\"a\": [1,` (the backend will reject it)";
    for media_type in ["application/json", "application/x-amz-json-1.1", "application/vnd.a+json"] {
        check_operation(&operation(media_type), &[found]);
    }
    check_operation(&operation("application/x-www-form-urlencoded"), &[]);
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
            "note[template-is-not-json]: the answer of `GET /pets` may not be JSON: `$input.json('$.name')` brings its own quotes (remove the quotes around it, or put it into `$util.escapeJavaScript(…).replaceAll(\"\\\\'\", \"'\")`)",
        ],
    );
    check_template(r#"{"name": "$util.escapeJavaScript($input.json('$.name')).replaceAll("\\'", "'")"}"#, &[]);
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
            "warning[template-is-not-json]: what `GET /pets` sends to its integration is not JSON: expected a value, found `n` (the backend will reject it)",
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
            "warning[template-error]: the template is malformed: expected `#end` of `#if`, found the end of the template (API Gateway rejects it, or answers every request with status 500)",
        ],
    );
    check_template(
        "$input.json('$.[')",
        &[
            "warning[template-error]: `$.[` is no JSONPath: malformed JSONPath: a `[` is not closed (API Gateway answers every request with status 500)",
        ],
    );
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
