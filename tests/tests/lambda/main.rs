//! Responses that an AWS Lambda function streams, on the wire of the Lambda runtime API.
//!
//! The function is this program itself, started again with the crate `lambda_runtime`; the other side of the API is played
//! here. What it takes is what Lambda documents for `application/vnd.awslambda.http-integration-response`: a prelude of
//! JSON, eight zero bytes, the body, in chunks as they are made.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod function;
mod invocations;

use std::process::{Command, ExitCode};
use std::time::Duration;

use futures_util::StreamExt as _;
use gatewright_runtime::serde_json::{Value, json};
use invocations::{Invocations, Sent};

/// Between the prelude and the body.
const END_OF_PRELUDE: &[u8] = &[0; 8];

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        runtime.block_on(function::run());
        return ExitCode::SUCCESS;
    }
    runtime.block_on(async {
        let mut invocations = Invocations::serve().await;
        let mut function = Command::new(std::env::current_exe().unwrap())
            .env("AWS_LAMBDA_RUNTIME_API", invocations.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", "streams")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .spawn()
            .unwrap();
        let checks = async {
            whole(&mut invocations).await;
            broken_off(&mut invocations).await;
            endless(&mut invocations).await;
        };
        let ended = tokio::time::timeout(Duration::from_secs(60), checks).await;
        function.kill().unwrap();
        function.wait().unwrap();
        ended.expect("the function answers");
    });
    println!("lambda streaming: 3 of 3");
    ExitCode::SUCCESS
}

/// An event of a function URL.
fn event(path: &str) -> Value {
    let http = json!({"method": "GET", "path": path, "sourceIp": "127.0.0.1"});
    json!({"version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {}, "requestContext": {"http": http}})
}

/// Splits the prelude from what follows.
fn split(received: &[u8]) -> Option<(Value, &[u8])> {
    let end = received.windows(END_OF_PRELUDE.len()).position(|window| window == END_OF_PRELUDE)?;
    let (prelude, rest) = received.split_at(end);
    Some((gatewright_runtime::serde_json::from_slice(prelude).unwrap(), &rest[END_OF_PRELUDE.len()..]))
}

async fn whole(invocations: &mut Invocations) {
    let Sent { headers, mut body } = invocations.invoke(event("/lines")).await;
    assert_eq!(headers["lambda-runtime-function-response-mode"], "streaming");
    assert_eq!(headers["content-type"], "application/vnd.awslambda.http-integration-response");
    assert_eq!(headers["transfer-encoding"], "chunked");
    let mut received = Vec::new();
    while let Some(piece) = body.next().await {
        received.extend(piece.unwrap());
    }
    let (prelude, body) = split(&received).unwrap();
    let expected = json!({
        "statusCode": 200,
        "headers": {"content-type": "application/jsonl"},
        "cookies": ["a=1", "b=2"],
    });
    assert_eq!(prelude, expected);
    assert_eq!(body, b"1\n2\n3\n");
}

/// What is made arrives while more is still to come, which a function that collected it could not do.
async fn endless(invocations: &mut Invocations) {
    let Sent { mut body, .. } = invocations.invoke(event("/events")).await;
    let mut received = Vec::new();
    loop {
        received.extend(body.next().await.expect("it does not end").unwrap());
        let Some((prelude, body)) = split(&received) else { continue };
        assert_eq!(prelude["headers"]["content-type"], "text/event-stream");
        if body.starts_with(b"data: 7\n\ndata: 7\n\n") {
            break;
        }
    }
}

/// An error after the status was sent ends the invocation with the trailers that Lambda has for it.
async fn broken_off(invocations: &mut Invocations) {
    let Sent { headers, body } = invocations.invoke(event("/broken")).await;
    assert_eq!(headers["trailer"], "Lambda-Runtime-Function-Error-Type");
    let received: Vec<u8> = body.filter_map(async |piece| piece.ok()).collect::<Vec<_>>().await.concat();
    let body = String::from_utf8_lossy(split(&received).unwrap().1);
    assert!(body.starts_with("begunLambda-Runtime-Function-Error-Type: Runtime.StreamError\r\n"), "{body}");
}
