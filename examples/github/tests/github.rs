//! The example against a GitHub that is a function in the same process.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use gatewright_example_github::{Client, create, download, is_there, titles};
use gatewright_runtime::client::{Body, Retry};
use http::{Request, Response};

type Answer = fn(&Request<Body>, usize) -> (u16, &'static str, &'static str);

/// A client whose requests a function answers, and the requests.
fn client(answer: Answer) -> (Client, Arc<Mutex<Vec<Request<()>>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let own = Arc::clone(&asked);
    let service = tower::service_fn(move |request: Request<Body>| {
        let mut asked = own.lock().unwrap();
        let (status, link, body) = answer(&request, asked.len());
        asked.push(request.map(|_| ()));
        let response =
            Response::builder().status(status).header("content-type", "application/json").header("link", link);
        let body = Body::from(Bytes::from_static(body.as_bytes()));
        async move { response.body(body) }
    });
    let retry = Retry::new().pauses(std::time::Duration::from_millis(1), std::time::Duration::from_millis(5));
    (Client::builder().transport(service).retry(retry).build().with_token("t-1"), asked)
}

const ISSUE: &str = include_str!("issue.json");

#[tokio::test]
async fn issues_come_over_pages() {
    let (client, asked) = client(|request, _| match request.uri().query() {
        Some("page=2") => (200, "", concat!("[", include_str!("issue.json"), "]")),
        _ => (
            200,
            "<https://api.github.com/repos/a/b/issues?page=2>; rel=\"next\"",
            concat!("[", include_str!("issue.json"), "]"),
        ),
    });
    assert_eq!(titles(&client, "a", "b").await.unwrap(), ["Leak", "Leak"]);
    let asked = asked.lock().unwrap();
    let tokens: Vec<_> = asked.iter().map(|request| request.headers()["authorization"].clone()).collect();
    assert_eq!(tokens, ["Bearer t-1", "Bearer t-1"]);
}

#[tokio::test]
async fn an_issue_is_created_once_however_often_it_is_sent() {
    let (client, asked) = client(|_, before| if before == 0 { (502, "", "") } else { (201, "", ISSUE) });
    assert_eq!(create(&client, "a", "b", "Leak", "k-1").await.unwrap(), 7);
    let asked = asked.lock().unwrap();
    let keys: Vec<_> = asked.iter().map(|request| request.headers()["idempotency-key"].clone()).collect();
    assert_eq!(keys, ["k-1", "k-1"]);
}

#[tokio::test]
async fn failures_are_typed() {
    let (rejecting, _) =
        client(|_, _| (422, "", r#"{"message":"no","documentation_url":"","errors":[{"code":"missing_field"}]}"#));
    let error = create(&rejecting, "a", "b", "", "k").await.unwrap_err();
    assert!(error.to_string().contains("missing_field"), "{error}");
    let (client, _) = client(|_, _| (404, "", r#"{"message":"Not Found"}"#));
    assert!(!is_there(&client, "a", "b", 7).await.unwrap());
}

#[tokio::test]
async fn an_asset_goes_to_a_file() {
    let (client, asked) = client(|_, _| (200, "", "the bytes"));
    let path = std::env::temp_dir().join(format!("gatewright-asset-{}", std::process::id()));
    assert_eq!(download(&client, "a", "b", 1, &path).await.unwrap(), 9);
    assert_eq!(std::fs::read(&path).unwrap(), b"the bytes");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(asked.lock().unwrap()[0].headers()["accept"], "application/octet-stream");
}
