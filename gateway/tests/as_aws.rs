//! What was found by comparing with answers recorded at AWS, case by case.
//!
//! Sources: LocalStack's recordings (`tests/aws/services/apigateway`), ministack's measurements (its issues
//! #1367 and #1756), the developer guide, and what people show on re:Post and GitHub.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatewright_document::Document;
use gatewright_gateway::{FunctionError, Gateway, Request, Response};
use serde_json::{Value, json};
use tower::ServiceExt as _;

const URI: &str =
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:F/invocations";

fn gateway(document: &Value) -> Gateway {
    Gateway::from_document(&Document::from_text("api.json", &document.to_string()).unwrap()).unwrap()
}

fn api(paths: Value, extra: &Value) -> Gateway {
    let mut document =
        json!({"swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/test", "paths": paths});
    document.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    gateway(&document)
}

fn mock(template: &str) -> Value {
    json!({
        "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
        "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": template}}},
    })
}

fn any_method(integration: Value, extra: &Value) -> Value {
    let mut operation = json!({"responses": {}, "x-amazon-apigateway-integration": integration});
    operation.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    json!({ "x-amazon-apigateway-any-method": operation })
}

/// Renders a response template for a request.
async fn rendered(template: &str, request: Request) -> String {
    let gateway = api(json!({"/a": any_method(mock(template), &json!({}))}), &json!({}));
    gateway.call(request).await.text().into_owned()
}

#[tokio::test]
async fn json_of_what_is_missing_is_an_empty_string() {
    let template = "{\"a\": $input.json('$.missing'), \"b\": \"$util.base64Encode($input.json('$.missing'))\"}";
    let request = Request::new("POST", "/test/a").header("Content-Type", "application/json").body("{}");
    assert_eq!(rendered(template, request).await, r#"{"a": "", "b": "IiI="}"#);
}

#[tokio::test]
async fn classes_of_java() {
    let request = || Request::new("POST", "/test/a").body(r#"{"l": [1], "s": "x", "n": 1.5}"#);
    let template = "#set($p = $input.path('$'))$p.class.name $p.l.class.name $p.s.class.simpleName $p.n.class.name";
    // A mock has no answer of its own: its template sees an empty object.
    let passed = json!({
        "type": "aws", "httpMethod": "POST", "uri": URI,
        "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": template}}},
    });
    let gateway = api(json!({"/a": any_method(passed, &json!({}))}), &json!({}))
        .function("F", |event: Value| async move { Ok::<_, FunctionError>(event) });
    let expected = "java.util.LinkedHashMap net.minidev.json.JSONArray String java.lang.Double";
    assert_eq!(gateway.call(request()).await.text(), expected);
}

#[tokio::test]
async fn only_types_with_a_model_are_checked() {
    let extra = json!({
        "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": true}},
        "x-amazon-apigateway-request-validator": "all",
        "definitions": {"M": {"type": "object", "required": ["a", "b"]}},
    });
    let operation = |consumes: &str| {
        json!({
            "consumes": [consumes],
            "parameters": [{"in": "body", "name": "M", "required": true, "schema": {"$ref": "#/definitions/M"}}],
        })
    };
    let gateway = api(json!({"/a": any_method(mock("ok"), &operation("application/json"))}), &extra);
    let post = async |content_type: Option<&str>, body: &'static str| {
        let request = Request::new("POST", "/test/a").body(body);
        let request = match content_type {
            Some(content_type) => request.header("Content-Type", content_type),
            None => request,
        };
        gateway.call(request).await.status
    };
    for content_type in [None, Some("application/json"), Some("Application/JSON; charset=utf-8")] {
        assert_eq!(post(content_type, "{}").await, 400, "{content_type:?}");
        assert_eq!(post(content_type, r#"{"a": 1, "b": 2}"#).await, 200, "{content_type:?}");
    }
    for content_type in ["text/plain", "application/xml", "application/x-www-form-urlencoded"] {
        // The mock has no template for these, so that the body passes, whatever it is.
        assert_ne!(post(Some(content_type), "a=b").await, 400, "{content_type}");
    }
}

#[tokio::test]
async fn one_sentence_for_each_keyword() {
    let extra = json!({
        "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": true}},
        "x-amazon-apigateway-request-validator": "all",
        "x-amazon-apigateway-gateway-responses": {"BAD_REQUEST_BODY": {"responseTemplates": {
            "application/json": "$context.error.validationErrorString",
        }}},
        "definitions": {"M": {
            "type": "object", "required": ["b", "a"], "properties": {"n": {"type": "number"}}, "additionalProperties": false,
        }},
    });
    let body = json!({"parameters": [{"in": "body", "name": "M", "schema": {"$ref": "#/definitions/M"}}]});
    let gateway = api(json!({"/a": any_method(mock("ok"), &body)}), &extra);
    let said =
        async |body: &'static str| gateway.call(Request::new("POST", "/test/a").body(body)).await.text().into_owned();
    assert_eq!(said("{}").await, r#"[object has missing required properties (["a","b"])]"#);
    let several = said(r#"{"n": "x", "y": 1, "x": 2}"#).await;
    for sentence in [
        r#"object has missing required properties (["a","b"])"#,
        r#"object instance has properties which are not allowed by the schema: ["x","y"]"#,
        r#"instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])"#,
    ] {
        assert!(several.contains(sentence), "{several}");
    }
    assert_eq!(several.matches("object has missing").count(), 1, "{several}");
}

/// Through a transport that writes names in small letters, as every HTTP library of Rust does.
#[tokio::test]
async fn headers_have_the_spelling_that_the_document_uses() {
    let template = "$input.params('X-Own')|$input.params().header.X-Two|$input.params().header.keySet()";
    let mapped = json!({
        "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
        "responses": {"default": {
            "statusCode": "200", "responseTemplates": {"application/json": template},
            "responseParameters": {"method.response.header.Echo": "method.request.header.X-Map"},
        }},
    });
    let declared = json!({"parameters": [{"name": "X-Declared", "in": "header", "type": "string"}]});
    let gateway = api(json!({"/a": any_method(mapped, &declared)}), &json!({}));
    let mut request = axum::http::Request::get("/test/a");
    for name in ["x-own", "x-two", "x-map", "x-declared", "x-other", "user-agent"] {
        request = request.header(name, name);
    }
    let response = gateway.into_router().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["echo"], "x-map");
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert_eq!(body, "x-own|x-two|[X-Own, X-Two, X-Map, X-Declared, x-other, User-Agent]");
}

fn guarded(authorizer: Value, scopes: &Value, template: &str) -> Gateway {
    let scheme = json!({"auth": {
        "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authorizer": authorizer,
    }});
    let method = any_method(mock(template), &json!({"security": [{"auth": scopes}]}));
    api(json!({"/a": method}), &json!({"securityDefinitions": scheme}))
}

#[tokio::test]
async fn answers_of_authorizers_that_are_none() {
    let allow = json!({"Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": "*"}]});
    let answer = |extra: Value| {
        let mut answer = json!({"principalId": "me", "policyDocument": allow});
        answer.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
        answer
    };
    let mut nobody = answer(json!({}));
    nobody.as_object_mut().unwrap().remove("principalId");
    let table = [
        (answer(json!({})), 200),
        (answer(json!({"context": {"s": "x", "n": 1, "b": true}})), 200),
        (answer(json!({"context": null})), 200),
        (answer(json!({"context": {"list": ["a"]}})), 500),
        (answer(json!({"context": {"object": {"a": 1}}})), 500),
        (answer(json!({"context": "x"})), 500),
        (nobody, 500),
        (answer(json!({"principalId": null})), 500),
        (json!({"principalId": "me"}), 500),
        (json!({"statusCode": 200, "body": "{}"}), 500),
        (json!(null), 500),
    ];
    for (answer, status) in table {
        let calls = Arc::new(Mutex::new(0));
        let (counted, given) = (Arc::clone(&calls), answer.clone());
        let gateway =
            guarded(json!({"type": "token", "authorizerUri": URI}), &json!([]), "ok").function("F", move |_: Value| {
                *counted.lock().unwrap() += 1;
                let given = given.clone();
                async move { Ok::<_, FunctionError>(given) }
            });
        for _ in 0..2 {
            let response = gateway.call(Request::new("GET", "/test/a").header("Authorization", "t")).await;
            assert_eq!(response.status, status, "{answer}: {}", response.text());
            if status == 500 {
                assert_eq!(
                    response.headers.get("x-amzn-errortype"),
                    Some("AuthorizerConfigurationException"),
                    "{answer}"
                );
                assert_eq!(response.text(), r#"{"message":null}"#);
            }
        }
        // What is no answer is not kept.
        assert_eq!(*calls.lock().unwrap(), if status == 500 { 2 } else { 1 }, "{answer}");
    }
}

async fn with_token(gateway: &Gateway, claims: &Value) -> Response {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let token = format!("{}.{}.x", part(&json!({"alg": "RS256"})), part(claims));
    gateway.call(Request::new("GET", "/test/a").header("Authorization", token)).await
}

#[tokio::test]
async fn claims_of_cognito() {
    let pool = |scopes: &Value, template: &str| {
        guarded(json!({"type": "cognito_user_pools", "providerARNs": ["arn:pool"]}), scopes, template)
    };
    let claims = json!({
        "sub": "s", "cognito:groups": ["a", "b"], "token_use": "id", "auth_time": 1_680_629_979,
        "exp": 4_102_444_800_u64, "iat": 1_680_629_979, "email_verified": true,
    });
    let template = "$context.authorizer.claims['cognito:groups']|$context.authorizer.claims.exp|\
        $context.authorizer.claims.iat|$context.authorizer.claims.auth_time|$context.authorizer.claims.email_verified";
    let response = with_token(&pool(&json!([]), template), &claims).await;
    assert_eq!(response.text(), "a,b|Fri Jan 01 00:00:00 UTC 2100|Tue Apr 04 17:39:39 UTC 2023|1680629979|true");
    let whole =
        with_token(&pool(&json!([]), "$context.authorizer.claims"), &json!({"sub": "s", "token_use": "id"})).await;
    assert_eq!(whole.text(), "{sub=s, token_use=id}");
    let access = json!({"sub": "s", "token_use": "access", "scope": "pets/read pets/write"});
    let table = [
        (json!([]), &claims, 200),
        (json!([]), &access, 401),
        (json!(["pets/read"]), &access, 200),
        (json!(["pets/delete"]), &access, 401),
        (json!(["pets/read"]), &claims, 401),
    ];
    for (scopes, claims, status) in table {
        assert_eq!(with_token(&pool(&scopes, "ok"), claims).await.status, status, "{scopes} {claims}");
    }
}

#[tokio::test]
async fn a_mock_names_its_response() {
    let responses = json!({
        "default": {"statusCode": "200", "responseTemplates": {"application/json": "default"}},
        "4\\d{2}": {"statusCode": "400", "responseTemplates": {"application/json": "pattern"}},
        "never": {"statusCode": "404", "responseTemplates": {"application/json": "own"}},
    });
    let integration = json!({
        "type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": $input.params('status')}"},
        "responses": responses,
    });
    let gateway = api(json!({"/a": any_method(integration, &json!({}))}), &json!({}));
    for (status, expected, body) in
        [("404", 404, "own"), ("403", 400, "pattern"), ("400", 400, "pattern"), ("500", 200, "default")]
    {
        let response = gateway.call(Request::new("GET", &format!("/test/a?status={status}"))).await;
        assert_eq!((response.status, response.text().as_ref()), (expected, body), "{status}");
    }
}

/// A function behind `/{proxy+}` that gives back its event.
fn proxied() -> Gateway {
    let integration = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI});
    api(json!({"/{proxy+}": any_method(integration.clone(), &json!({})), "/fixed": any_method(integration, &json!({}))}), &json!({}))
        .function("F", |event: Value| async move { Ok::<_, FunctionError>(json!({"body": event.to_string()})) })
}

#[tokio::test]
async fn slashes_in_events() {
    let gateway = proxied();
    let table = [
        ("/test/value", "/value", Some("value"), "/test/value"),
        ("/test/value/", "/value/", Some("value"), "/test/value/"),
        ("/test/value//double-slash", "/value//double-slash", Some("value//double-slash"), "/test/value//double-slash"),
        ("//test/value", "/value", Some("value"), "/test/value"),
        ("/test//value", "/value", Some("value"), "/test//value"),
        ("/test//fixed", "/fixed", None, "/test//fixed"),
        ("/test/a%2Fb/c+d", "/a%2Fb/c+d", Some("a%2Fb/c+d"), "/test/a%2Fb/c+d"),
    ];
    for (asked, path, proxy, with_stage) in table {
        let event = gateway.call(Request::new("GET", asked)).await.json().unwrap();
        assert_eq!(event["path"], path, "{asked}");
        assert_eq!(event["pathParameters"]["proxy"], json!(proxy), "{asked}");
        assert_eq!(event["requestContext"]["path"], with_stage, "{asked}");
    }
}

#[tokio::test]
async fn who_forwarded_a_request() {
    let gateway = proxied();
    let mut request =
        Request::new("GET", "/test/x").header("X-Forwarded-For", "1.1.1.1").header("X-Forwarded-Proto", "http");
    request.source_ip = "2.2.2.2".to_owned();
    let event = gateway.call(request).await.json().unwrap();
    assert_eq!(event["headers"]["X-Forwarded-For"], "1.1.1.1, 2.2.2.2");
    assert_eq!(event["headers"]["X-Forwarded-Proto"], "https");
    assert_eq!(event["multiValueHeaders"]["X-Forwarded-For"], json!(["1.1.1.1, 2.2.2.2"]));
}

#[tokio::test]
async fn ids_of_requests() {
    let gateway =
        api(json!({"/a": any_method(mock("$context.requestId|$context.extendedRequestId"), &json!({}))}), &json!({}));
    let response = gateway.call(Request::new("GET", "/test/a")).await;
    let text = response.text();
    let (id, extended) = text.split_once('|').unwrap();
    assert_eq!(
        (response.headers.get("x-amzn-requestid"), response.headers.get("x-amz-apigw-id")),
        (Some(id), Some(extended))
    );
    assert_eq!((id.len(), extended.len(), extended.ends_with('=')), (36, 16, true));
    assert!(!id.replace('-', "").starts_with(&extended[..8]));
}

#[tokio::test]
async fn an_unknown_stage_is_nothing_of_the_document() {
    let responses = json!({"DEFAULT_4XX": {"statusCode": 418, "responseTemplates": {"application/json": "own"}}});
    let gateway = api(
        json!({"/a": any_method(mock("ok"), &json!({}))}),
        &json!({"x-amazon-apigateway-gateway-responses": responses}),
    );
    let response = gateway.call(Request::new("GET", "/prod/a")).await;
    assert_eq!((response.status, response.text().as_ref()), (403, r#"{"message":"Forbidden"}"#));
    assert_eq!(gateway.call(Request::new("GET", "/test/b")).await.status, 418);
}

#[tokio::test]
async fn logs_speak_no_rust() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&lines);
    let gateway = guarded(json!({"type": "token", "authorizerUri": URI}), &json!([]), "ok")
        .on_request(move |entry| log.lock().unwrap().push(entry.failure.clone().unwrap_or_default()));
    gateway.call(Request::new("GET", "/test/a")).await;
    assert_eq!(*lines.lock().unwrap(), ["the request has no header `Authorization`"]);
}

/// A function without a template gets an empty object; the log says that nothing was sent.
#[tokio::test]
async fn an_empty_body_passes_as_nothing() {
    let integration =
        json!({"type": "aws", "httpMethod": "POST", "uri": URI, "responses": {"default": {"statusCode": "200"}}});
    let gateway = api(json!({"/a": any_method(integration, &json!({}))}), &json!({}))
        .function("F", |event: Value| async move { Ok::<_, FunctionError>(event) });
    let trace = gateway.test_invoke(Request::new("GET", "/a")).await;
    assert_eq!((trace.status, trace.body.as_str()), (200, "{}"));
    let log = trace.log_text();
    assert!(log.contains("Endpoint request body after transformations: \n"), "{log}");
    assert!(log.contains("Endpoint response headers: {") && log.contains("Content-Type=application/json"), "{log}");
}
