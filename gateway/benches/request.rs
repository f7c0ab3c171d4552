//! What a request through the whole gateway costs in process, for each method of LambdaGate.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use divan::Bencher;
use gatewright_gateway::{Gateway, Request};
use serde_json::{Value, json};

fn main() {
    divan::main();
}

fn lambdagate() -> Gateway {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../swagger/lambdagate.json");
    Gateway::from_file(path).unwrap().function("Calc", |event: Value| async move {
        let number = |name: &str| match &event[name] {
            Value::String(text) => text.parse().unwrap_or(f64::NAN),
            other => other.as_f64().unwrap_or(f64::NAN),
        };
        let (a, b) = (number("a"), number("b"));
        Ok::<_, String>(json!({"a": a, "b": b, "op": event["op"], "c": a + b}))
    })
}

fn run(bencher: Bencher<'_, '_>, request: &Request) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let gateway = lambdagate();
    let status = runtime.block_on(gateway.call(request.clone())).status;
    assert_eq!(status, 200);
    bencher.bench_local(|| runtime.block_on(gateway.call(request.clone())));
}

#[divan::bench]
fn query(bencher: Bencher<'_, '_>) {
    run(bencher, &Request::new("GET", "/test/calc?operand1=1&operand2=2&operator=%2B"));
}

#[divan::bench]
fn body(bencher: Bencher<'_, '_>) {
    let request = Request::new("POST", "/test/calc").header("Content-Type", "application/json");
    run(bencher, &request.body(r#"{"a": 1, "b": 2, "op": "+"}"#));
}

#[divan::bench]
fn path(bencher: Bencher<'_, '_>) {
    run(bencher, &Request::new("GET", "/test/calc/1/2/+"));
}
