//! The program against the API as AWS would run it: the export with its templates and mappings, the function
//! in process, the generated client in front of both, and no socket anywhere.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::{Arc, Mutex};

use gatewright_example_lambdagate::sum;
use gatewright_gateway::{Gateway, Recorded, Request};
use lambdagate_sdk::Client;
use lambdagate_sdk::calc::calc;
use serde_json::Value;

fn gateway(document: &str) -> Gateway {
    let path = format!("{}/../../swagger/{document}", env!("CARGO_MANIFEST_DIR"));
    Gateway::from_file(path).unwrap().function("Calc", |event: Value| async move { calc(&event) })
}

/// The generated client, with the gateway in place of the network.
fn client(gateway: Gateway) -> Client {
    Client::builder().base_url("http://lambdagate.example/test").transport(gateway).build()
}

#[tokio::test]
async fn sums_are_those_of_the_function() {
    assert_eq!(sum(&client(gateway("lambdagate.json")), &[1, 2, 3]).await, Some(6.0));
}

#[tokio::test]
async fn mistakes_of_the_document_show_before_it_is_deployed() {
    // The template of the tutorial leaves the operator without quotes: what it answers is no JSON.
    let response = gateway("lambdagate.json")
        .call(Request::new("POST", "/test/calc").body(r#"{"a": 1, "b": 2, "op": "+"}"#))
        .await;
    assert!(response.status == 200 && response.json().is_err(), "{}", response.text());
}

#[tokio::test]
async fn recorded_calls_show_what_a_change_does() {
    let recorded = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&recorded);
    let before = gateway("lambdagate.json").on_record(move |call| kept.lock().unwrap().push(call.clone()));
    assert_eq!(sum(&client(before), &[1, 2]).await, Some(3.0));

    let after = gateway("lambdagate-modeled.json");
    let recorded: Vec<Recorded> = recorded.lock().unwrap().clone();
    assert_eq!(recorded.len(), 2);
    for call in &recorded {
        let differences = call.differences(&after.call(call.request()).await);
        assert_eq!(differences, [], "{}", call.name());
    }
}
