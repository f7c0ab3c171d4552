//! REST APIs in process: integrations, failures, overrides, bytes, limits.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod browsers;
mod content;
mod functions;
mod import;

use gatewright_document::Document;
use gatewright_gateway::config::GatewayResponseType;
use gatewright_gateway::{FunctionError, Gateway, Request, Response};
use serde_json::{Value, json};

const URI: &str =
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:F/invocations";

fn gateway(document: &Value) -> Gateway {
    Gateway::from_document(&Document::from_text("api.json", &document.to_string()).unwrap()).unwrap()
}

/// An API with `POST /a` and an integration; whatever else `extra` says at the root.
fn one(integration: Value, extra: &Value) -> Gateway {
    let operation = json!({
        "responses": {"200": {"description": "ok"}, "400": {"description": "bad"}},
        "x-amazon-apigateway-integration": integration,
    });
    let mut document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"post": operation}},
    });
    document.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    gateway(&document)
}

fn lambda(responses: Value) -> Value {
    json!({"type": "aws", "httpMethod": "POST", "uri": URI, "responses": responses})
}

fn mock(request_template: &str, response: Value) -> Value {
    json!({"type": "mock", "requestTemplates": {"application/json": request_template}, "responses": {"default": response}})
}

fn post(body: &'static str) -> Request {
    Request::new("POST", "/a").header("Content-Type", "application/json").body(body)
}

#[track_caller]
fn is(response: &Response, status: u16, body: &str) {
    assert_eq!((response.status, response.text().as_ref()), (status, body));
}

#[tokio::test]
async fn patterns_select_by_the_error_message() {
    let responses = json!({
        "default": {"statusCode": "200"},
        "400.*": {"statusCode": "400", "responseTemplates": {"application/json": "$input.path('$.errorType')"}},
    });
    let gateway = one(lambda(responses), &json!({})).function("F", |event: Value| async move {
        match event["fail"].as_str() {
            Some(message) => Err(FunctionError::new("Bad", message)),
            None => Ok(event),
        }
    });
    is(&gateway.call(post(r#"{"x":1}"#)).await, 200, r#"{"x":1}"#);
    is(&gateway.call(post(r#"{"fail":"400 no"}"#)).await, 400, "Bad");
    // A line break is not matched by `.`, as in Java.
    is(
        &gateway.call(post("{\"fail\":\"400 a\\nb\"}")).await,
        200,
        "{\"errorMessage\":\"400 a\\nb\",\"errorType\":\"Bad\"}",
    );
}

#[tokio::test]
async fn no_match_and_undeclared_statuses_are_configuration_errors() {
    let without_default = one(lambda(json!({"x": {"statusCode": "200"}})), &json!({}));
    let undeclared = one(lambda(json!({"default": {"statusCode": "418"}})), &json!({}));
    for gateway in [without_default, undeclared] {
        let gateway = gateway.function("F", |_: Value| async { Ok::<_, String>(json!({})) });
        is(&gateway.call(post("{}")).await, 500, "{\"message\":\"Internal server error\"}");
    }
}

#[tokio::test]
async fn malformed_templates_cost_one_answer_and_name_their_place() {
    let integration = json!({
        "type": "mock", "requestTemplates": {"application/json": "#if(true)"}, "responses": {"default": {"statusCode": "200"}},
    });
    let gateway = one(integration, &json!({}));
    assert_eq!(gateway.report().diagnostics().len(), 1);
    assert!(gateway.report().one_line()[0].contains("warning[template-error]: the template is malformed"));
    let (sender, receiver) = std::sync::mpsc::channel();
    let gateway = gateway.on_request(move |entry| sender.send(entry.clone()).unwrap());
    is(&gateway.call(post("{}")).await, 500, "{\"message\":\"Internal server error\"}");
    let entry = receiver.recv().unwrap();
    assert!(
        entry.failure.unwrap().starts_with("Execution failed due to configuration error: Unable to transform request")
    );
    assert!(entry.place.unwrap().starts_with("api.json:1:"));
}

#[tokio::test]
async fn payloads_that_only_look_like_json_are_rejected() {
    let gateway =
        one(mock("{\"statusCode\": 200, \"x\": $input.json('$.x')}", json!({"statusCode": "200"})), &json!({}));
    let response = gateway.call(post("{\"x\":")).await;
    assert_eq!(response.status, 400);
    assert!(response.text().contains("Could not process payload"), "{}", response.text());
}

#[tokio::test]
async fn overrides_reach_status_and_headers() {
    let template = "#set($context.responseOverride.status = 400)\
                    #set($context.responseOverride.header.X-A = \"1\")\
                    #set($context.responseOverride.header[\"Date\"] = \"then\")body";
    let response = json!({
        "statusCode": "200",
        "responseParameters": {"method.response.header.X-A": "'0'", "method.response.header.Server": "'s'"},
        "responseTemplates": {"application/json": template},
    });
    let answer = one(mock("{\"statusCode\": 200}", response), &json!({})).call(post("{}")).await;
    is(&answer, 400, "body");
    let header = |name: &str| answer.headers.get(name);
    assert_eq!(
        (header("X-A"), header("x-amzn-Remapped-Server"), header("x-amzn-Remapped-Date")),
        (Some("1"), Some("s"), Some("then"))
    );
}

#[tokio::test]
async fn bodies_without_a_template_pass_as_the_document_says() {
    let rejected = "{\"message\":\"Unsupported Media Type\"}";
    let templates = json!({"application/json": "{\"mapped\": true}"});
    // The behaviour, the templates, the type of the body, and what comes of it.
    let table = [
        ("when_no_match", &templates, "application/json; charset=utf-8", 200, "{\"mapped\": true}"),
        ("when_no_match", &templates, "text/plain", 200, "{}"),
        ("when_no_templates", &templates, "text/plain", 415, rejected),
        ("when_no_templates", &json!({}), "text/plain", 200, "{}"),
        ("never", &templates, "application/json", 200, "{\"mapped\": true}"),
        ("never", &templates, "text/plain", 415, rejected),
        ("never", &json!({}), "application/json", 415, rejected),
    ];
    for (behaviour, templates, content_type, status, body) in table {
        let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
        integration["passthroughBehavior"] = behaviour.into();
        integration["requestTemplates"] = templates.clone();
        let gateway = one(integration, &json!({})).function("F", functions::Raw(None));
        let request = Request::new("POST", "/a").header("Content-Type", content_type).body("{}");
        let response = gateway.call(request).await;
        assert_eq!((response.status, response.text().as_ref()), (status, body), "{behaviour} {content_type}");
        let error_type = (status == 415).then_some("BadRequestException");
        assert_eq!(response.headers.get("x-amzn-ErrorType"), error_type);
    }
}

#[tokio::test]
async fn too_large_requests_are_rejected() {
    let gateway = one(mock("{\"statusCode\": 200}", json!({"statusCode": "200"})), &json!({}));
    let response = gateway.call(Request::new("POST", "/a").body(vec![b' '; 10 * 1024 * 1024 + 1])).await;
    is(&response, 413, "{\"message\":\"Request Too Long\"}");
}

#[tokio::test]
async fn gateway_responses_are_configured() {
    let configured = json!({"x-amazon-apigateway-gateway-responses": {
        "MISSING_AUTHENTICATION_TOKEN": {
            "statusCode": 404,
            "responseParameters": {
                "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
                "gatewayresponse.header.X-Asked": "method.request.querystring.q",
            },
            "responseTemplates": {"application/json": "{\"path\": \"$context.path\", \"m\": $context.error.messageString, \"t\": \"${context.error.responseType}\", \"cost\": \"$5\"}"},
        },
    }});
    let gateway = one(mock("{\"statusCode\": 200}", json!({"statusCode": "200"})), &configured);
    let response = gateway.call(Request::new("GET", "/nope?q=7")).await;
    assert_eq!(response.status, 404);
    let expected = json!({"path": "/nope", "m": "Missing Authentication Token", "t": "MISSING_AUTHENTICATION_TOKEN", "cost": "$5"});
    assert_eq!(response.json().unwrap(), expected);
    assert_eq!(response.headers.get("X-Asked"), Some("7"));
    assert_eq!(response.headers.get("access-control-allow-origin"), Some("*"));
    let throttled = gateway.raise(GatewayResponseType::Throttled, "Rate exceeded", &Request::new("GET", "/a"));
    is(&throttled, 429, "{\"message\":\"Rate exceeded\"}");
}

#[tokio::test]
async fn api_keys() {
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"},
        "securityDefinitions": {"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}},
        "paths": {"/a": {"get": {
            "security": [{"api_key": []}], "responses": {},
            "x-amazon-apigateway-integration": mock("{\"statusCode\": 200}", json!({
                "statusCode": "200", "responseTemplates": {"application/json": "$context.identity.apiKey"},
            })),
        }}},
    });
    let open = gateway(&document);
    let strict = open.clone().api_key("secret");
    let with = |key: &str| Request::new("GET", "/a").header("X-Api-Key", key);
    is(&open.call(Request::new("GET", "/a")).await, 403, "{\"message\":\"Forbidden\"}");
    is(&open.call(with("any")).await, 200, "any");
    is(&strict.call(with("any")).await, 403, "{\"message\":\"Forbidden\"}");
    is(&strict.call(with("secret")).await, 200, "secret");
}

#[tokio::test]
async fn api_keys_may_come_from_the_authorizer() {
    let uri = URI.replace("function:F", "function:Auth");
    let operation = json!({
        "security": [{"auth": [], "api_key": []}], "responses": {},
        "x-amazon-apigateway-integration": mock("{\"statusCode\": 200}", json!({
            "statusCode": "200", "responseTemplates": {"application/json": "$context.identity.apiKey"},
        })),
    });
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"},
        "x-amazon-apigateway-api-key-source": "AUTHORIZER",
        "securityDefinitions": {
            "api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
            "auth": {"type": "apiKey", "name": "Authorization", "in": "header",
                "x-amazon-apigateway-authorizer": {"type": "token", "authorizerUri": uri}},
        },
        "paths": {"/a": {"get": operation}},
    });
    let gateway = gateway(&document).api_key("secret").function("Auth", |event: &Value| {
        let statement = json!({"Action": "*", "Effect": "Allow", "Resource": "*"});
        Ok::<_, String>(json!({
            "principalId": "me", "policyDocument": {"Statement": [statement]}, "usageIdentifierKey": event["authorizationToken"],
        }))
    });
    let with = |token: &str| Request::new("GET", "/a").header("Authorization", token).header("X-Api-Key", "secret");
    is(&gateway.call(with("secret")).await, 200, "secret");
    is(&gateway.call(with("another")).await, 403, "{\"message\":\"Forbidden\"}");
}

#[tokio::test]
async fn malformed_patterns_have_the_code_of_the_check() {
    let gateway = one(lambda(json!({"default": {"statusCode": "200"}, "(": {"statusCode": "400"}})), &json!({}));
    let lines = gateway.report().one_line();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("warning[unmatchable-pattern]: the selection pattern `(` is no regular"), "{lines:?}");
}
