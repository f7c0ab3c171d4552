//! Authorizers: who gets in, with which answer to the others.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gatewright_document::Document;
use gatewright_gateway::{FunctionError, Gateway, Request, Response};
use serde_json::{Value, json};

fn gateway(authorizer: Value) -> Gateway {
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:Auth/invocations";
    let mut authorizer = authorizer;
    if authorizer.get("providerARNs").is_none() {
        authorizer["authorizerUri"] = uri.into();
    }
    let scheme_name = authorizer.get("schemeName").cloned().unwrap_or_else(|| "Authorization".into());
    let template = "{\"who\": \"$context.authorizer.principalId\", \"n\": \"$context.authorizer.n\", \"sub\": \"$context.authorizer.claims.sub\"}";
    let operation = json!({
        "security": [{"auth": []}], "responses": {},
        "x-amazon-apigateway-integration": {
            "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
            "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": template}}},
        },
    });
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/test",
        "securityDefinitions": {"auth": {
            "type": "apiKey", "name": scheme_name, "in": "header",
            "x-amazon-apigateway-authtype": "custom", "x-amazon-apigateway-authorizer": authorizer,
        }},
        "paths": {"/a/{id}": {"get": operation, "post": operation}},
    });
    Gateway::from_document(&Document::from_text("api.json", &document.to_string()).unwrap()).unwrap()
}

/// Allows what the token says: an effect and a resource.
fn policy(event: &Value) -> Result<Value, FunctionError> {
    let token = event["authorizationToken"].as_str().or(event["headers"]["Authorization"].as_str()).unwrap_or_default();
    let (effect, resource) = match token {
        "allow" => ("Allow", event["methodArn"].as_str().unwrap_or_default()),
        "deny" => ("Deny", "*"),
        "other" => ("Allow", "arn:aws:execute-api:*:*:*/*/POST/*"),
        "odd" => return Ok(json!({"x": 1})),
        "unauthorized" => return Err(FunctionError::new("Error", "Unauthorized")),
        _ => return Err(FunctionError::new("Error", "broken")),
    };
    Ok(json!({
        "principalId": "me", "context": {"n": 7},
        "policyDocument": {"Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": [resource]}]},
    }))
}

async fn call(gateway: &Gateway, token: Option<&str>) -> Response {
    let request = Request::new("GET", "/test/a/7");
    let request = match token {
        Some(token) => request.header("Authorization", token),
        None => request,
    };
    gateway.call(request).await
}

#[tokio::test]
async fn functions_decide() {
    let table = [
        (Some("allow"), 200, r#"{"who": "me", "n": "7", "sub": ""}"#),
        (Some("deny"), 403, r#"{"Message":"User is not authorized to access this resource with an explicit deny"}"#),
        (Some("other"), 403, r#"{"Message":"User is not authorized to access this resource"}"#),
        (Some("unauthorized"), 401, r#"{"message":"Unauthorized"}"#),
        (Some("crash"), 500, r#"{"message":null}"#),
        (Some("odd"), 500, r#"{"message":null}"#),
        (None, 401, r#"{"message":"Unauthorized"}"#),
    ];
    for kind in ["token", "request"] {
        let gateway = gateway(json!({"type": kind})).function("Auth", policy);
        for (token, status, body) in table {
            let response = call(&gateway, token).await;
            assert_eq!((response.status, response.text().as_ref()), (status, body), "{kind} {token:?}");
        }
    }
}

#[tokio::test]
async fn tokens_must_have_their_form_before_the_function_is_asked() {
    let gateway = gateway(json!({"type": "token", "identityValidationExpression": "^x-[a-z]+"}));
    let gateway = gateway.function("Auth", |_: &Value| -> Result<Value, String> { panic!("asked") });
    assert_eq!(call(&gateway, Some("allow")).await.status, 401);
}

#[tokio::test]
async fn an_authorizer_without_a_function_is_a_configuration_error() {
    let response = call(&gateway(json!({"type": "token"})), Some("allow")).await;
    assert_eq!(
        (response.status, response.headers.get("x-amzn-errortype")),
        (500, Some("AuthorizerConfigurationException"))
    );
}

#[tokio::test(start_paused = true)]
async fn an_authorizer_that_never_answers_is_given_up() {
    let gateway = gateway(json!({"type": "token"}))
        .function("Auth", |_: Value| async { std::future::pending::<Result<(), String>>().await });
    let started = tokio::time::Instant::now();
    let response = call(&gateway, Some("allow")).await;
    assert_eq!((response.status, response.text().as_ref()), (500, r#"{"message":null}"#));
    assert_eq!(response.headers.get("x-amzn-errortype"), Some("AuthorizerFailureException"));
    assert_eq!(started.elapsed().as_secs(), 29);
}

#[tokio::test]
async fn web_tokens_are_believed() {
    // {"sub": "me", "exp": 1} and {"sub": "me"}, unsigned.
    let over = "e30.eyJzdWIiOiAibWUiLCAiZXhwIjogMX0.x";
    let good = "Bearer e30.eyJzdWIiOiAibWUifQ.x";
    let gateway = gateway(json!({"type": "cognito_user_pools", "providerARNs": ["arn:pool"]}));
    let table = [
        (Some(good), 200, r#"{"who": "", "n": "", "sub": "me"}"#),
        (Some(over), 401, r#"{"message":"The incoming token has expired"}"#),
        (Some("nonsense"), 401, r#"{"message":"Unauthorized"}"#),
        (None, 401, r#"{"message":"Unauthorized"}"#),
    ];
    for (token, status, body) in table {
        let response = call(&gateway, token).await;
        assert_eq!((response.status, response.text().as_ref()), (status, body), "{token:?}");
    }
    // A function under the authorizer's own name takes its place.
    let replaced = gateway.function("auth", policy);
    assert_eq!(call(&replaced, Some("allow")).await.status, 200);
}

/// The policy, and how often the function was asked.
fn counted() -> (Arc<AtomicUsize>, impl Fn(&Value) -> Result<Value, FunctionError> + Send + Sync + 'static) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let function = move |event: &Value| {
        counter.fetch_add(1, Ordering::Relaxed);
        policy(event)
    };
    (calls, function)
}

#[tokio::test(start_paused = true)]
async fn answers_are_kept_as_long_as_the_document_says() {
    // What the document says, seconds between two requests, and how often the function is asked.
    let table = [
        (None, 299, 1),
        (None, 301, 2),
        (Some(10), 9, 1),
        (Some(10), 11, 2),
        (Some(0), 0, 2),
        // An hour is the most.
        (Some(9_999), 3_599, 1),
        (Some(9_999), 3_601, 2),
    ];
    for kind in ["token", "request"] {
        for (ttl, pause, expected) in table {
            let (calls, function) = counted();
            let mut authorizer = json!({"type": kind});
            if let Some(ttl) = ttl {
                authorizer["authorizerResultTtlInSeconds"] = ttl.into();
            }
            let gateway = gateway(authorizer).function("Auth", function);
            let first = call(&gateway, Some("allow")).await;
            tokio::time::advance(Duration::from_secs(pause)).await;
            let second = call(&gateway, Some("allow")).await;
            assert_eq!((first.status, first.text()), (second.status, second.text()), "{kind} {ttl:?} {pause}");
            assert_eq!(calls.load(Ordering::Relaxed), expected, "{kind} {ttl:?} {pause}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_and_not_what_is_asked_tells_answers_apart() {
    let sources = "method.request.header.Authorization, method.request.querystring.who, context.httpMethod";
    let get =
        |token: &str, query: &str| Request::new("GET", &format!("/test/a/7{query}")).header("Authorization", token);
    let other_method = || Request::new("POST", "/test/a/7?who=1").header("Authorization", "allow");
    let other_path = || Request::new("GET", "/test/a/8?who=1").header("Authorization", "allow");
    let (token, request) = (json!({"type": "token"}), json!({"type": "request", "identitySource": sources}));
    let anybody = json!({"type": "request", "schemeName": "Unused"});
    // The second request after one of `allow` to GET /a/7?who=1, its answer, and how often the function is asked.
    let table = [
        (&token, get("allow", "?who=2"), 200, 1),
        (&token, get("deny", "?who=1"), 403, 2),
        // The kept policy allows one method and one path.
        (&token, other_method(), 403, 1),
        (&token, other_path(), 403, 1),
        (&request, get("allow", "?who=1&more=1"), 200, 1),
        (&request, get("allow", "?who=2"), 200, 2),
        (&request, get("deny", "?who=1"), 403, 2),
        (&request, other_path(), 403, 1),
        (&request, other_method(), 200, 2),
        (&request, get("allow", ""), 401, 1),
        (&request, get("allow", "?who="), 401, 1),
        // Nothing tells callers apart.
        (&anybody, get("allow", "?who=1"), 200, 2),
    ];
    for (authorizer, second, status, expected) in table {
        let (calls, function) = counted();
        let gateway = gateway(authorizer.clone()).function("Auth", function);
        assert_eq!(gateway.call(get("allow", "?who=1")).await.status, 200);
        let name = format!("{authorizer} {second:?}");
        assert_eq!(gateway.call(second).await.status, status, "{name}");
        assert_eq!(calls.load(Ordering::Relaxed), expected, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_policy_is_not_kept() {
    for (token, status) in [("unauthorized", 401), ("crash", 500), ("odd", 500)] {
        let (calls, function) = counted();
        let gateway = gateway(json!({"type": "token"})).function("Auth", function);
        for _ in 0..2 {
            assert_eq!(call(&gateway, Some(token)).await.status, status, "{token}");
        }
        assert_eq!(calls.load(Ordering::Relaxed), 2, "{token}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rejection_is_kept_like_a_permission_and_another_function_is_asked_anew() {
    let (calls, function) = counted();
    let gateway = gateway(json!({"type": "token"})).function("Auth", function);
    for _ in 0..2 {
        assert_eq!(call(&gateway, Some("deny")).await.status, 403);
    }
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    let (calls, function) = counted();
    assert_eq!(call(&gateway.function("Auth", function), Some("deny")).await.status, 403);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[test]
fn caching_that_api_gateway_rejects_is_reported() {
    let table = [
        (json!({"type": "token"}), None),
        (json!({"type": "token", "authorizerResultTtlInSeconds": 3_600}), None),
        (
            json!({"type": "token", "authorizerResultTtlInSeconds": 3_601}),
            Some("the authorizer's answers are to be kept for 3601 s"),
        ),
        (
            json!({"type": "request", "schemeName": "Unused"}),
            Some("the authorizer's answers are kept, but nothing tells callers apart"),
        ),
        (json!({"type": "request", "schemeName": "Unused", "authorizerResultTtlInSeconds": 0}), None),
    ];
    for (authorizer, expected) in table {
        let gateway = gateway(authorizer.clone());
        let diagnostics = gateway.report().diagnostics();
        let messages: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(messages, Vec::from_iter(expected), "{authorizer}");
        let in_authorizer = "/securityDefinitions/auth/x-amazon-apigateway-authorizer";
        for diagnostic in diagnostics {
            let place = diagnostic.primary.as_ref().unwrap().pointer.to_string();
            assert!(place.starts_with(in_authorizer), "{place}");
        }
    }
}
