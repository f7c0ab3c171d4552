//! Lambda proxy events against typed requests, and replies against proxy responses.
#![cfg(feature = "lambda")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use std::convert::Infallible;

use gatewright_runtime::server::{Body, BoxError, Context, Input, Manner, Reply, Route, Service};
use gatewright_runtime::{Style, Value};
use http::{HeaderName, HeaderValue};
use serde_json::json;
use server::{Echo, request};

request! { Get {
    id: String = required Input::path("id"),
    q: Vec<String> = required Input::query("q").list(Style::Form { explode: true }).required(),
    trace: Option<String> = optional Input::header("X-Trace"),
    session: Option<String> = optional Input::cookie("session"),
} }
request! { Post { bytes: Body = stream Input::body_stream("*/*").required() } }

impl Echo {
    /// Responds with the bytes that came.
    async fn received(&self, request: Post, _: Context) -> Result<Reply, BoxError> {
        let bytes = request.bytes.bytes().await?;
        Ok(Reply::bytes(200, "text/plain", format!("{bytes:?}").into_bytes()))
    }

    async fn cookies(&self, _: (), _: Context) -> Result<Reply, Infallible> {
        let cookie = |text| (HeaderName::from_static("set-cookie"), HeaderValue::from_static(text));
        let ((name, first), (_, second)) = (cookie("a=1"), cookie("b=2"));
        let vary = HeaderName::from_static("vary");
        let reply = Reply::bytes(200, "image/png", &[0xff, 0x00][..])
            .header(name.clone(), first)
            .header(name, second)
            .header(vary.clone(), HeaderValue::from_static("x"))
            .header(vary, HeaderValue::from_static("y"));
        Ok(reply)
    }
}

fn service(base_path: &str) -> Service {
    let routes = [
        Route::new("GET", "/things/{id}", Echo::show::<Get>),
        Route::new("POST", "/things", Echo::received),
        Route::new("GET", "/cookies", Echo::cookies),
    ];
    Service::new(Echo, Manner::ApiGateway, base_path, routes)
}

fn answer(base_path: &str, event: &Value) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(service(base_path).lambda(event)).unwrap()
}

#[track_caller]
fn check(base_path: &str, event: Value, body: &str) {
    let answer = answer(base_path, &event);
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["body"], body);
    assert_eq!(answer["isBase64Encoded"], false);
}

const THING: &str = "Get { id: \"a/b\", q: [\"x y\", \"1+1\"], trace: Some(\"t\"), session: Some(\"s\") }";

#[test]
fn rest_api() {
    let event = |path: &str| {
        json!({
            "httpMethod": "GET",
            "path": path,
            "headers": {"X-Trace": "t"},
            "multiValueHeaders": {"X-Trace": ["t"], "Cookie": ["session=s"]},
            "queryStringParameters": {"q": "1+1"},
            "multiValueQueryStringParameters": {"q": ["x y", "1+1"]},
            "requestContext": {"stage": "test", "path": "/test/things/a%2Fb"},
            "body": null,
            "isBase64Encoded": false,
        })
    };
    check("/test", event("/things/a%2Fb"), THING);
    // A custom domain leaves its base path in front.
    check("/test", event("/test/things/a%2Fb"), THING);
    check("", event("/things/a%2Fb"), THING);
}

#[test]
fn payload_format_2() {
    let event = |path: &str, stage: &str| {
        json!({
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": "q=x+y&q=1%2B1",
            "cookies": ["other=o", "session=s"],
            "headers": {"x-trace": "t"},
            "requestContext": {"http": {"method": "GET", "path": path}, "stage": stage},
            "isBase64Encoded": false,
        })
    };
    check("", event("/things/a%2Fb", "$default"), THING);
    check("/v1", event("/v1/things/a%2Fb", "$default"), THING);
    check("/test", event("/test/things/a%2Fb", "test"), THING);
    check("/v1", event("/test/v1/things/a%2Fb", "test"), THING);
    check("", event("/things/a%2Fb", "thing"), THING);
}

#[test]
fn load_balancer() {
    let event = json!({
        "httpMethod": "GET",
        "path": "/things/a%2Fb",
        "queryStringParameters": {"q": "x%20y"},
        "headers": {"x-trace": "t"},
        "requestContext": {"elb": {}},
        "body": "",
    });
    let answer = answer("", &event);
    assert_eq!(answer["statusDescription"], "200 OK");
    assert_eq!(answer["headers"], json!({"content-type": "text/plain"}));
    assert_eq!(answer["body"], "Get { id: \"a/b\", q: [\"x y\"], trace: Some(\"t\"), session: None }");
}

#[test]
fn bodies() {
    let event = |body: &str, encoded: bool| json!({"httpMethod": "POST", "path": "/things", "headers": {"content-type": "a/b"}, "body": body, "isBase64Encoded": encoded});
    check("", event("ab", false), r#"b"ab""#);
    check("", event("/wA=", true), r#"b"\xff\0""#);
}

#[test]
fn answers() {
    let rest = answer("", &json!({"httpMethod": "GET", "path": "/cookies"}));
    let lines = json!({"content-type": ["image/png"], "set-cookie": ["a=1", "b=2"], "vary": ["x", "y"]});
    assert_eq!(rest, json!({"statusCode": 200, "multiValueHeaders": lines, "isBase64Encoded": true, "body": "/wA="}));
    let context = json!({"http": {"method": "GET"}, "stage": "$default"});
    let http = answer("", &json!({"version": "2.0", "rawPath": "/cookies", "requestContext": context}));
    let headers = json!({"content-type": "image/png", "vary": "x, y"});
    let expected = json!({
        "statusCode": 200, "headers": headers, "cookies": ["a=1", "b=2"], "isBase64Encoded": true, "body": "/wA=",
    });
    assert_eq!(http, expected);
    let rejected = answer("", &json!({"httpMethod": "GET", "path": "/nowhere"}));
    assert_eq!(rejected["statusCode"], 403);
    assert_eq!(rejected["body"], "{\"message\": \"Missing Authentication Token\"}");
}

#[test]
fn other_events() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (event, message) in [
        (json!({"a": 1}), "it names no method"),
        (json!(null), "it names no method"),
        (json!({"httpMethod": "GET"}), "it names no path"),
        (json!({"httpMethod": "G T", "path": "/"}), "its method is none of HTTP"),
        (
            json!({"httpMethod": "POST", "path": "/things", "body": "?", "isBase64Encoded": true}),
            "its body is not base64",
        ),
    ] {
        let error = runtime.block_on(service("").lambda(&event)).unwrap_err();
        assert_eq!(error.to_string(), format!("the event is not an HTTP proxy event: {message}"));
    }
}
