//! What a stage adds in the library: caching, access logs, recordings, several APIs.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatewright_document::Document;
use gatewright_gateway::{AccessLogFormat, FunctionError, Gateway, Request};
use serde_json::{Value, json};

const URI: &str =
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:F/invocations";

/// `GET` and `POST /a/{id}`, cached by `q`; the function counts its calls.
fn counting() -> (Gateway, Arc<AtomicUsize>) {
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": URI, "cacheKeyParameters": ["method.request.querystring.q"],
        "responses": {"default": {"statusCode": "200"}, "(\n|.)+": {"statusCode": "500"}},
    });
    let operation = json!({"responses": {"200": {"description": ""}, "500": {"description": ""}}, "x-amazon-apigateway-integration": integration});
    let document = json!({
        "swagger": "2.0", "info": {"title": "A", "version": "1"}, "basePath": "/v1",
        "paths": {"/a/{id}": {"get": operation, "post": operation}},
    });
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let document = Document::from_text("api.json", &document.to_string()).unwrap();
    let gateway = Gateway::from_document(&document).unwrap().function("F", move |_: Value| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        async move { if number == 0 { Err(FunctionError::new("Error", "first")) } else { Ok(json!(number)) } }
    });
    (gateway, calls)
}

#[tokio::test(start_paused = true)]
async fn responses_are_kept_under_their_parameters() {
    let (gateway, calls) = counting();
    let gateway = gateway.cache(Duration::from_secs(300));
    let get = async |target: &str| gateway.call(Request::new("GET", target)).await.text().into_owned();
    // A failure is not kept, and what follows it is.
    assert!(get("/v1/a/1?q=x").await.contains("first"));
    assert_eq!((get("/v1/a/1?q=x").await, get("/v1/a/1?q=x").await), ("1".to_owned(), "1".to_owned()));
    // A parameter that is no cache key parameter makes no difference, one of the path neither.
    assert_eq!((get("/v1/a/2?q=x&r=y").await, get("/v1/a/1?q=z").await), ("1".to_owned(), "2".to_owned()));
    let renewed = Request::new("GET", "/v1/a/1?q=x").header("Cache-Control", "max-age=0");
    assert_eq!(gateway.call(renewed).await.text(), "3");
    assert_eq!(get("/v1/a/1?q=x").await, "3");
    tokio::time::advance(Duration::from_secs(301)).await;
    assert_eq!(get("/v1/a/1?q=x").await, "4");
    for number in [5, 6] {
        assert_eq!(gateway.call(Request::new("POST", "/v1/a/1?q=x")).await.text(), number.to_string());
    }
    assert_eq!(calls.load(Ordering::SeqCst), 7);
}

#[tokio::test]
async fn lines_of_the_access_log() {
    let (gateway, _) = counting();
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let format = "$context.requestId $context.stage $context.path $context.status $context.integration.status \
        $context.error.messageString $context.identity.userAgent $context.responseLength";
    let gateway = gateway
        .access_log(AccessLogFormat::parse(format).unwrap(), move |line| kept.lock().unwrap().push(line.to_owned()));
    gateway.call(Request::new("GET", "/v1/a/1").header("User-Agent", "a\n\u{1b}[31mb")).await;
    gateway.call(Request::new("DELETE", "/v1/a/1")).await;
    let lines: Vec<String> =
        lines.lock().unwrap().iter().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect();
    assert_eq!(
        lines,
        ["v1 /v1/a/1 500 200 - a\\u{a}\\u{1b}[31mb 44", "v1 /v1/a/1 403 - \"Missing Authentication Token\" - 42",]
    );
}

#[tokio::test]
async fn traces_of_what_is_served() {
    let (gateway, _) = counting();
    let traces = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&traces);
    let gateway = gateway.on_trace(move |trace| kept.lock().unwrap().push((trace.status, trace.stages.len())));
    gateway.call(Request::new("GET", "/v1/a/1")).await;
    gateway.call(Request::new("PUT", "/v1/a/1")).await;
    assert_eq!(*traces.lock().unwrap(), [(500, 4), (403, 1)]);
}
