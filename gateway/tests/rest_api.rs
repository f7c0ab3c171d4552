//! REST APIs in process: integrations, failures, overrides, bytes, limits.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use gatewright_document::Document;
use gatewright_gateway::config::GatewayResponseType;
use gatewright_gateway::{FunctionError, Gateway, LambdaAnswer, RemoteFunction, Request, Response};
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
async fn payloads_that_only_look_like_json_are_refused() {
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
async fn asynchronous_invocations_answer_at_once() {
    let calls = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&calls);
    let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
    integration["requestParameters"] =
        json!({"integration.request.header.X-Amz-Invocation-Type": "method.request.header.Kind"});
    let gateway = one(integration, &json!({})).function("F", move |_: Value| {
        let seen = Arc::clone(&seen);
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            seen.fetch_add(1, Ordering::SeqCst);
            Ok::<_, String>(json!("done"))
        }
    });
    let started = Instant::now();
    is(&gateway.call(post("{}").header("Kind", "Event")).await, 200, "");
    assert!(started.elapsed() < Duration::from_millis(40));
    is(&gateway.call(post("{}").header("Kind", "DryRun")).await, 200, "");
    is(&gateway.call(post("{}").header("Kind", "RequestResponse")).await, 200, "\"done\"");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn slow_functions_time_out() {
    let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
    integration["timeoutInMillis"] = json!(50);
    let gateway = one(integration, &json!({})).function("F", |_: Value| async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        Ok::<_, String>(())
    });
    let response = gateway.call(post("{}")).await;
    is(&response, 504, "{\"message\":\"Endpoint request timed out\"}");
}

#[tokio::test]
async fn functions_that_panic_fail_alone() {
    let gateway = one(lambda(json!({"default": {"statusCode": "200"}})), &json!({})).function("F", |_: Value| async {
        if true {
            panic!("boom");
        }
        Ok::<(), String>(())
    });
    let response = gateway.call(post("{}")).await;
    assert_eq!(response.json().unwrap()["errorMessage"], "boom");
}

#[tokio::test]
async fn too_large_requests_are_refused() {
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
async fn proxy_functions_get_the_request_and_give_the_answer() {
    let integration = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI});
    let gateway = one(integration, &json!({"x-amazon-apigateway-binary-media-types": ["image/*"]})).function(
        "F",
        |event: Value| async move {
            Ok::<_, String>(json!({
                "statusCode": 201,
                "headers": {"X-Encoded": event["isBase64Encoded"], "Content-Type": "image/png"},
                "body": event["body"], "isBase64Encoded": true,
            }))
        },
    );
    let request = Request::new("POST", "/a?b=1&b=2").header("Content-Type", "image/png").header("Accept", "image/png");
    let response = gateway.call(request.body(vec![0xff, 0x00])).await;
    assert_eq!((response.status, response.body.as_ref()), (201, [0xff, 0x00].as_slice()));
    assert_eq!(response.headers.get("x-encoded"), Some("true"));
}

#[tokio::test]
async fn other_services_run_where_a_function_stands_for_them() {
    let uri = "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem";
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": uri,
        "requestTemplates": {"application/json": "{\"Item\": $input.json('$')}"},
        "responses": {"default": {"statusCode": "200"}},
    });
    let gateway = one(integration, &json!({}));
    is(&gateway.call(post("{}")).await, 500, "{\"message\":\"Internal server error\"}");
    for name in ["dynamodb:action/PutItem", "dynamodb"] {
        let gateway = gateway.clone().function(name, |event: Value| async move { Ok::<_, String>(event) });
        is(&gateway.call(post("{\"a\":1}")).await, 200, "{\"Item\":{\"a\":1}}");
    }
}

#[tokio::test]
async fn stage_variables_name_functions() {
    let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
    integration["uri"] = URI.replace("function:F", "function:${stageVariables.name}").into();
    let gateway = one(integration, &json!({}))
        .function("Blue", |_: Value| async { Ok::<_, String>("blue") })
        .function("Green:live", |_: Value| async { Ok::<_, String>("green") });
    is(&gateway.clone().stage_variable("name", "Blue").call(post("{}")).await, 200, "\"blue\"");
    is(&gateway.stage_variable("name", "Green:live").call(post("{}")).await, 200, "\"green\"");
}

#[tokio::test]
async fn functions_that_cannot_be_reached_are_integration_failures() {
    // A port that was free a moment ago: nothing listens on it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let remote = RemoteFunction::new(&format!("http://127.0.0.1:{port}"), "F");
    let proxy = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI});
    let mapped = lambda(json!({"default": {"statusCode": "200"}, ".*": {"statusCode": "400"}}));
    for (integration, status) in [(mapped, 500), (proxy, 502)] {
        let (sender, receiver) = std::sync::mpsc::channel();
        let gateway = one(integration, &json!({}))
            .function("F", remote.clone())
            .on_request(move |entry| sender.send(entry.clone()).unwrap());
        // The second time as the first: the gateway lives on.
        for _ in 0..2 {
            is(&gateway.call(post("{}")).await, status, "{\"message\":\"Internal server error\"}");
            let entry = receiver.recv().unwrap();
            let failure = entry.failure.unwrap();
            assert!(failure.contains("`cargo lambda watch` or another server must run there"), "{failure}");
            assert!(entry.place.unwrap().starts_with("api.json:1:"));
        }
    }
}

#[tokio::test]
async fn documents_configure_the_answer_for_functions_that_cannot_be_called() {
    struct Refuses(u16);
    impl gatewright_gateway::LambdaFunction for Refuses {
        fn invoke(
            &self,
            _: bytes::Bytes,
            _: gatewright_gateway::Invocation,
        ) -> futures_util::future::BoxFuture<'static, LambdaAnswer> {
            Box::pin(std::future::ready(LambdaAnswer::refused(self.0, "no")))
        }
    }
    let configured = json!({"x-amazon-apigateway-gateway-responses": {"INTEGRATION_FAILURE": {"statusCode": 503}}});
    let api = one(lambda(json!({"default": {"statusCode": "200"}})), &configured);
    let failed = api.clone().function("F", Refuses(500)).call(post("{}")).await;
    assert_eq!(failed.status, 503);
    // Lambda refusing the event is an answer like others, as the tutorial shows.
    let refused = api.function("F", Refuses(400)).call(post("{}")).await;
    is(&refused, 200, "{\"Type\":\"User\",\"message\":\"no\"}");
}

#[tokio::test]
async fn malformed_patterns_have_the_code_of_the_check() {
    let gateway = one(lambda(json!({"default": {"statusCode": "200"}, "(": {"statusCode": "400"}})), &json!({}));
    let lines = gateway.report().one_line();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("warning[unmatchable-pattern]: the selection pattern `(` is no regular"), "{lines:?}");
}
