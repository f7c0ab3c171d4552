//! The excerpts of the guide about LambdaGate: they compile as they stand there, and do what it says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::convert::Infallible;

use gatewright_document::Document;
use gatewright_gateway::{Gateway, Request};
use gatewright_runtime::server::Context;
use lambdagate_sdk::models::{Input, Output, Result as Answer};
use lambdagate_sdk::server::{self, *};
use lambdagate_sdk::{Client, calc::calc};
use serde_json::{Value, json};

type Done = Result<(), Box<dyn std::error::Error>>;

struct Calc;

fn answer(event: &Value) -> Answer {
    let c = calc(event).ok().and_then(|done| done.get("c").and_then(Value::as_f64));
    Answer { input: None, output: Some(Output { c }) }
}

impl LambdaGate for Calc {
    type Error = Infallible;

    async fn post_calc(&self, request: PostCalcRequest, _: Context) -> Result<PostCalcResponse, Infallible> {
        let Input { a, b, op } = request.body;
        Ok(PostCalcResponse::Ok(answer(&json!({"a": a, "b": b, "op": op}))))
    }
    async fn get_calc(&self, request: GetCalcRequest, _: Context) -> Result<GetCalcResponse, Infallible> {
        let event = json!({"a": request.operand1, "b": request.operand2, "op": request.operator});
        Ok(GetCalcResponse::Ok(answer(&event), Default::default()))
    }
    async fn get_calc_by_operand1_and_operand2_and_operator(
        &self,
        _: GetCalcByOperand1AndOperand2AndOperatorRequest,
        _: Context,
    ) -> Result<GetCalcByOperand1AndOperand2AndOperatorResponse, Infallible> {
        panic!("is not called")
    }
}

async fn serve() -> Done {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, server::router(Calc)).await?;
    Ok(())
}

#[tokio::test]
async fn client_and_server() -> Done {
    // Another port than in the excerpt, which may be in use.
    let _ = serve;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let client = Client::with_base_url(&format!("http://{}/test", listener.local_addr()?));
    tokio::spawn(async { axum::serve(listener, server::router(Calc)).await });
    let response = client.get_calc().operand1("1").operand2("2").operator("+").send().await?;
    assert_eq!(response.output, Some(Output { c: Some(3.0) }));
    let response = client.post_calc(&Input { a: 1.0, b: 2.0, op: "+".into() }).invocation_type("Event").send().await?;
    assert_eq!(response.output, Some(Output { c: Some(3.0) }));
    Ok(())
}

#[tokio::test]
async fn gateway() -> Done {
    async fn run() -> Result<gatewright_gateway::Response, Box<dyn std::error::Error>> {
        let gateway = Gateway::from_document(&Document::load("api.json")?)?
            .function("Calc", |event: Value| async move { calc(&event) });
        let response = gateway.call(Request::new("GET", "/test/calc?operand1=1&operand2=2&operator=%2B")).await;
        Ok(response)
    }
    assert!(run().await.is_err(), "there is no api.json here");
    Ok(())
}

/// Every line of the excerpts stands above, in the same order.
#[test]
fn excerpts() {
    let guide = concat!(
        include_str!("../../docs/guide/client.md"),
        include_str!("../../docs/guide/server.md"),
        include_str!("../../docs/guide/api-gateway.md"),
    );
    let blocks = guide.split("```rust\n").skip(1).filter_map(|rest| rest.split_once("\n```").map(|(block, _)| block));
    let beginnings = ["let response = client.get_calc()", "impl LambdaGate for Calc", "let gateway = Gateway::"];
    let mut found = 0;
    for block in blocks.filter(|block| beginnings.iter().any(|beginning| block.starts_with(beginning))) {
        found += 1;
        let mut lines = include_str!("readme.rs").lines().map(str::trim);
        for line in block.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains('…')) {
            assert!(lines.any(|own| own == line), "the guide has `{line}`, which is not compiled here");
        }
    }
    assert_eq!(found, beginnings.len(), "the guide has lost an excerpt");
}
