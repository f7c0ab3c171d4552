//! Errors, parameters, statuses, headers, patterns, stage variables and limits.

use gatewright_document::{Document, Report};
use gatewright_gateway::check::check;
use gatewright_gateway::config::{GatewayConfig, Options};
use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::{check_model, check_operation, check_template, document, lambda, report_on};

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
            "warning[errors-answered-as-success]: `GET /pets` answers errors of its backend with status 200 (add a response with a selection pattern, such as `[45]\\d{2}`, and a status of its own)",
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
fn required_bodies_that_nothing_checks() {
    let operation = |kind: &str, required: bool| {
        let mut operation = lambda("$input.json('$')");
        let schema = json!({"$ref": "#/definitions/Pet"});
        operation["parameters"] = json!([{"name": "pet", "in": "body", "required": required, "schema": schema}]);
        operation["x-amazon-apigateway-integration"]["type"] = kind.into();
        operation
    };
    let found = "note[unchecked-parameter]: `GET /pets` requires a body of the model `Pet`, but no validator checks it (name a validator with `validateRequestBody` in `x-amazon-apigateway-request-validator`)";
    check_operation(&operation("aws", true), &[found]);
    check_operation(&operation("aws", false), &[]);
    check_operation(&operation("aws_proxy", true), &[]);
    let mut checked = operation("aws", true);
    checked["x-amazon-apigateway-request-validator"] = "bodies".into();
    check_operation(&checked, &[]);
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
            "warning[undeclared-response-header]: the header `X-B` is mapped, but `GET /pets` does not declare it for status 200 (API Gateway rejects this mapping, and typed clients do not see the header; declare it)",
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
            "warning[unmatchable-pattern]: the selection pattern `*Error*` is no regular expression: nothing stands before `*` to be repeated (patterns are regular expressions of Java; API Gateway rejects this one)",
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
    for pattern in ["2\\d{2}", "200", "4\\d{2}", "5.."] {
        check_operation(
            &operation("aws", pattern),
            &[&format!(
                "warning[unmatchable-pattern]: the selection pattern `{pattern}` matches only errors whose whole message is a number (the pattern is matched against the whole `errorMessage` of the function, not against a status; `{pattern}.*` matches messages that begin so)"
            )],
        );
    }
}

#[test]
fn patterns_are_not_judged_where_only_the_deployment_knows_the_backend() {
    for uri in [json!("${health_check_arn}"), json!({"Fn::FindInMap": ["a", "b", "c"]})] {
        for pattern in ["^\\[NotFound\\].*", "4\\d{2}"] {
            let mut operation = lambda("$input.json('$')");
            let integration = &mut operation["x-amazon-apigateway-integration"];
            integration["uri"] = uri.clone();
            integration["responses"].as_object_mut().unwrap().remove("Bad.*");
            integration["responses"][pattern] = json!({"statusCode": "200"});
            check_operation(&operation, &[]);
        }
    }
}

#[test]
fn names_in_uris_that_nothing_maps() {
    let operation = |kind: &str, uri: &str, mappings: Value, template: &str| {
        let mut operation = lambda("$input.json('$')");
        operation["parameters"] = json!([{"name": "id", "in": "path", "type": "string", "required": true}]);
        operation["x-amazon-apigateway-request-validator"] = "all".into();
        let integration = &mut operation["x-amazon-apigateway-integration"];
        integration["type"] = kind.into();
        integration["uri"] = uri.into();
        integration["requestParameters"] = mappings;
        integration["requestTemplates"] = json!({"application/json": template});
        integration["responses"]["4.."] = json!({"statusCode": "200"});
        integration["responses"].as_object_mut().unwrap().remove("Bad.*");
        operation
    };
    let mapped = || json!({"integration.request.path.id": "method.request.path.id"});
    let found = "warning[unmapped-parameter]: the URI of the integration of `GET /pets` has `{id}`, but nothing maps it (map it: `\"integration.request.path.id\": \"method.request.path.id\"`)";
    let url = "https://example.com/{id}";
    for (kind, uri) in [("http", url), ("http_proxy", url), ("aws", "arn:aws:apigateway:us-east-1:s3:path/{id}")] {
        check_operation(&operation(kind, uri, json!({}), "{}"), &[found]);
        check_operation(&operation(kind, uri, mapped(), "{}"), &[]);
    }
    check_operation(
        &operation("http", "https://example.com/{id}/{who}", mapped(), "{}"),
        &[
            "warning[unmapped-parameter]: the URI of the integration of `GET /pets` has `{who}`, but nothing maps it (give it a value by `integration.request.path.who`, or write what it stands for)",
        ],
    );
    check_operation(
        &operation("http", "https://example.com/{id}/{who}/{id}/{what}", json!({}), "{}"),
        &[
            "warning[unmapped-parameter]: the URI of the integration of `GET /pets` has `{id}`, `{who}`, `{what}`, but nothing maps them (map it: `\"integration.request.path.id\": \"method.request.path.id\"`; give them values by `integration.request.path.who`, `integration.request.path.what`, or write what they stand for)",
        ],
    );
    check_operation(&operation("http", url, json!({}), "#set($context.requestOverride.path.id = 'x'){}"), &[]);
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
