//! The client, the gateway that the template describes, and the function, in one process and without a socket.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use gatewright_document::{Document, LoadOptions};
use gatewright_example_shop::respond;
use gatewright_example_shop::shop::client::{Client, RemoveItemError};
use gatewright_example_shop::shop::models::Item;
use gatewright_gateway::integrate::{Mode, Wish, integrate};
use gatewright_gateway::{Gateway, Request, Response};
use gatewright_runtime::client::Error;
use serde_json::{Value, json};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn in_front_of_the_function(gateway: Gateway) -> Gateway {
    gateway.function("Shop", |event: Value| async move { respond(&event).await })
}

fn item(name: &str) -> Item {
    Item { name: name.to_owned() }
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    let mut headers = response.headers.iter();
    headers.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Adds, lists and removes an item; each test has names of its own, since the function is one.
async fn shops(gateway: Gateway, stage: &str, name: &str) {
    let client = Client::builder().base_url(&format!("http://shop.example{stage}")).transport(gateway).build();
    let added = client.add_item(&item(name)).send().await.unwrap();
    assert_eq!(added.headers().location.as_deref(), Some(format!("/items/{name}").as_str()));
    assert_eq!(added.into_inner(), item(name));
    let listed = client.list_items(100).send().await.unwrap().into_inner();
    assert!(listed.items.contains(&item(name)), "{listed:?}");
    client.remove_item(name).send().await.unwrap();
    let again = client.remove_item(name).send().await;
    assert!(matches!(again, Err(Error::Api(RemoveItemError::NotFound(_)))), "{again:?}");
}

#[tokio::test]
async fn the_template_runs() {
    let gateway = in_front_of_the_function(Gateway::from_file(file("template.yaml")).unwrap());
    let gateway = gateway.stage("live").mount("/live");
    // API Gateway checks the body by its model, before the function sees it.
    let rejected = gateway.call(Request::new("POST", "/live/items").body(r#"{"name": ""}"#)).await;
    assert_eq!(rejected.status, 400, "{}", rejected.text());
    assert_eq!(rejected.json().unwrap(), json!({"message": "Invalid request body"}));
    shops(gateway.clone(), "/live", "it's \"tea\"").await;
    // A page of another origin may call.
    let preflight = gateway.call(Request::new("OPTIONS", "/live/items/1")).await;
    assert_eq!(preflight.status, 200);
    assert_eq!(header(&preflight, "access-control-allow-methods"), Some("DELETE,OPTIONS"));
    let listed = gateway.call(Request::new("GET", "/live/items?limit=1")).await;
    assert_eq!((listed.status, header(&listed, "access-control-allow-origin")), (200, Some("*")));
}

#[tokio::test]
async fn proxies_run_too() {
    let text = fs::read_to_string(file("shop.yaml")).unwrap();
    let document = Document::from_text("shop.yaml", &text).unwrap();
    let overlay = integrate(&document, &Wish::new("Shop", Mode::Proxy)).unwrap();
    let integrated = LoadOptions::new().overlay_text("aws.yaml", overlay).load_text("shop.yaml", &text).unwrap();
    let gateway = in_front_of_the_function(Gateway::from_document(&integrated).unwrap());
    shops(gateway, "", "coffee").await;
}

/// What is deployed is what `gatewright integrate` writes today.
#[test]
fn the_document_is_current() {
    let text = fs::read_to_string(file("shop.yaml")).unwrap();
    let document = Document::from_text("shop.yaml", &text).unwrap();
    let overlay = integrate(&document, &Wish::new("Shop", Mode::Mapped).cors("*")).unwrap();
    let integrated = LoadOptions::new().overlay_text("aws.yaml", overlay).load_text("shop.yaml", &text).unwrap();
    assert_eq!(integrated.edited().unwrap().text, fs::read_to_string(file("shop.aws.yaml")).unwrap());
}

/// A failure of the function is one of the API.
#[tokio::test]
async fn failures_are_no_successes() {
    let gateway = Gateway::from_file(file("template.yaml")).unwrap();
    let gateway = gateway.function("Shop", |_: Value| async move { Err::<Value, _>("out of memory".to_owned()) });
    let failed = gateway.call(Request::new("GET", "/items?limit=1")).await;
    assert_eq!((failed.status, failed.json().unwrap()), (500, json!({"message": "The function failed."})));
}
