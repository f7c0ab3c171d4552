//! The policy of an API: whom it lets in, alone and together with authorizers.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::mpsc;

use gatewright_document::Document;
use gatewright_gateway::{Gateway, Request, Response};
use serde_json::{Value, json};

/// An API whose methods are guarded by nothing, a function, a user pool and a signature.
fn gateway(statements: &Value) -> Gateway {
    let mock = json!({
        "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
        "responses": {"default": {"statusCode": "200"}},
    });
    let operation = |security: Value| json!({"get": {"security": security, "responses": {}, "x-amazon-apigateway-integration": mock}});
    let scheme = |authorizer: Value| json!({"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authorizer": authorizer});
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:Auth/invocations";
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/test",
        "x-amazon-apigateway-policy": {"Version": "2012-10-17", "Statement": statements},
        "securityDefinitions": {
            "function": scheme(json!({"type": "token", "authorizerUri": uri, "authorizerResultTtlInSeconds": 0})),
            "pool": scheme(json!({"type": "cognito_user_pools", "providerARNs": ["arn:pool"]})),
            "signature": {
                "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4",
            },
        },
        "paths": {
            "/open": operation(json!([])),
            "/function": operation(json!([{"function": []}])),
            "/pool": operation(json!([{"pool": []}])),
            "/signature": operation(json!([{"signature": []}])),
        },
    });
    let document = Document::from_text("api.json", &document.to_string()).unwrap();
    Gateway::from_document(&document).unwrap().function("Auth", |event: &Value| {
        let statement = match event["authorizationToken"].as_str() {
            Some("silent") => json!([]),
            effect => json!({"Action": "execute-api:*", "Effect": effect, "Resource": "*"}),
        };
        Ok::<_, String>(json!({"principalId": "me", "policyDocument": {"Statement": statement}}))
    })
}

fn statement(effect: &str, resource: impl Into<Value>) -> Value {
    json!({"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": resource.into()})
}

/// A statement with something else in the place of, or beside, what it usually has.
fn with(mut statement: Value, name: &str, value: Value) -> Value {
    statement.as_object_mut().unwrap().insert(name.to_owned(), value);
    statement
}

async fn get(gateway: &Gateway, path: &str, token: &str) -> Response {
    gateway.call(Request::new("GET", path).header("Authorization", token)).await
}

#[tokio::test]
async fn an_open_method_needs_to_be_allowed() {
    let arn = "arn:aws:execute-api:eu-west-1:999999999999:abcdef1234/test/GET/open";
    let address = json!({"NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}});
    let allow_all = || statement("Allow", "execute-api:/*");
    let table = [
        (json!([]), 403),
        (allow_all(), 200),
        (json!([statement("Allow", "*")]), 200),
        // The id, region and account are those of the API that the document was exported from.
        (json!([statement("Allow", arn)]), 200),
        (json!([statement("Allow", "arn:aws:execute-api:eu-west-1:999999999999:*")]), 200),
        (json!([statement("Allow", "execute-api:/test/*")]), 200),
        (json!([statement("Allow", "execute-api:/prod/*")]), 403),
        (json!([statement("Allow", json!(["execute-api:/*/POST/*", "execute-api:/*/GET/o???"]))]), 200),
        (json!([allow_all(), statement("Deny", "execute-api:/test/GET/open")]), 403),
        (json!([allow_all(), statement("Deny", "execute-api:/test/POST/*")]), 200),
        (json!([with(allow_all(), "Action", json!("*"))]), 200),
        (json!([with(allow_all(), "Action", json!("execute-api:ManageConnections"))]), 403),
        (json!([with(allow_all(), "NotAction", json!("execute-api:Invoke"))]), 403),
        (json!([with(allow_all(), "NotResource", json!("execute-api:/test/GET/open"))]), 403),
        (json!([with(allow_all(), "Effect", json!("Perhaps"))]), 403),
        // What is not looked at lets in and keeps nobody out.
        (json!([with(allow_all(), "Condition", address.clone())]), 200),
        (json!([allow_all(), with(statement("Deny", "*"), "Condition", address)]), 200),
        (json!([with(allow_all(), "Principal", json!({"AWS": "999999999999"}))]), 200),
        (json!([allow_all(), with(statement("Deny", "*"), "Principal", json!({"AWS": ["999999999999"]}))]), 200),
        (json!([allow_all(), with(statement("Deny", "*"), "Principal", json!({"AWS": ["*"]}))]), 403),
    ];
    for (statements, status) in table {
        assert_eq!(get(&gateway(&statements), "/test/open", "").await.status, status, "{statements}");
    }
}

#[tokio::test]
async fn authorizers_decide_together_with_the_policy() {
    let token = "e30.eyJzdWIiOiAibWUifQ.x";
    let signature = "AWS4-HMAC-SHA256 Credential=x";
    let (allow, deny, silent) = (json!([statement("Allow", "*")]), json!([statement("Deny", "*")]), json!([]));
    let table = [
        ("/function", "Allow", [200, 403, 200]),
        ("/function", "silent", [200, 403, 403]),
        ("/function", "Deny", [403, 403, 403]),
        ("/pool", token, [200, 403, 403]),
        ("/pool", "nonsense", [401, 401, 401]),
        ("/signature", signature, [200, 403, 200]),
        ("/signature", "", [403, 403, 403]),
    ];
    for (path, token, statuses) in table {
        for (statements, status) in [&allow, &deny, &silent].into_iter().zip(statuses) {
            let response = get(&gateway(statements), &format!("/test{path}"), token).await;
            assert_eq!(response.status, status, "{path} {token} {statements}");
        }
    }
}

#[tokio::test]
async fn rejections_say_which_policy_and_hide_the_account() {
    let resource = "arn:aws:execute-api:us-east-1:********9012:gatewright/test/GET/open";
    let start = format!("User: anonymous is not authorized to perform: execute-api:Invoke on resource: {resource}");
    for (statements, end) in [(json!([]), ""), (json!([statement("Deny", "*")]), " with an explicit deny")] {
        let (sender, receiver) = mpsc::channel();
        let gateway = gateway(&statements).on_request(move |entry| sender.send(entry.clone()).unwrap());
        let response = get(&gateway, "/test/open", "").await;
        assert_eq!(response.json().unwrap(), json!({"Message": format!("{start}{end}")}));
        assert_eq!(response.headers.get("x-amzn-errortype"), Some("AccessDeniedException"));
        assert!(receiver.recv().unwrap().place.unwrap().starts_with("api.json:1:"));
    }
}

#[test]
fn what_is_not_checked_is_told_once() {
    let told = "conditions and principals of the policy are not checked";
    let under_condition = |effect: &str| with(statement(effect, "*"), "Condition", json!({"StringEquals": {}}));
    let table = [
        (json!([statement("Allow", "*")]), None),
        (json!([under_condition("Allow"), under_condition("Deny")]), Some(told)),
        (json!([with(statement("Allow", "*"), "Principal", json!({"AWS": "1"}))]), Some(told)),
    ];
    for (statements, expected) in table {
        let gateway = gateway(&statements);
        let messages: Vec<&str> =
            gateway.report().diagnostics().iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(messages, Vec::from_iter(expected), "{statements}");
    }
}

#[test]
fn usage_plans_are_named_as_missing() {
    let operation = json!({"get": {
        "security": [{"api_key": []}], "responses": {},
        "x-amazon-apigateway-integration": {"type": "mock", "responses": {"default": {"statusCode": "200"}}},
    }});
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"},
        "securityDefinitions": {"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}},
        "paths": {"/a": operation, "/b": operation},
    });
    let document = Document::from_text("api.json", &document.to_string()).unwrap();
    let gateway = Gateway::from_document(&document).unwrap();
    let lines = gateway.report().one_line();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let expected = "note[not-emulated]: API keys are asked for; which there are, only the deployment knows";
    assert!(lines[0].contains(expected), "{lines:?}");
}
