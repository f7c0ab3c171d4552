//! Authorizers: who gets in, with which answer to the others.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use gatewright_document::Document;
use gatewright_gateway::{FunctionError, Gateway, Request, Response};
use serde_json::{Value, json};

fn gateway(authorizer: Value) -> Gateway {
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:Auth/invocations";
    let mut authorizer = authorizer;
    if authorizer.get("providerARNs").is_none() {
        authorizer["authorizerUri"] = uri.into();
    }
    let template = "{\"who\": \"$context.authorizer.principalId\", \"n\": \"$context.authorizer.n\", \"sub\": \"$context.authorizer.claims.sub\"}";
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/test",
        "securityDefinitions": {"auth": {
            "type": "apiKey", "name": "Authorization", "in": "header",
            "x-amazon-apigateway-authtype": "custom", "x-amazon-apigateway-authorizer": authorizer,
        }},
        "paths": {"/a/{id}": {"get": {
            "security": [{"auth": []}], "responses": {},
            "x-amazon-apigateway-integration": {
                "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
                "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": template}}},
            },
        }}},
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
