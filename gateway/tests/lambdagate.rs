//! LambdaGate, end to end in process: what API Gateway answers to each call of the tutorial.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use gatewright_document::Document;
use gatewright_gateway::{FunctionError, Gateway, Request, Response};
use serde_json::{Value, json};

fn lambdagate() -> Gateway {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../swagger/lambdagate.json");
    let document = Document::load(path).unwrap();
    Gateway::from_document(&document).unwrap().function("Calc", calc)
}

/// The tutorial's function, as far as these tests go.
fn calc(event: &Value) -> Result<Value, FunctionError> {
    let number = |name: &str| match &event[name] {
        Value::String(text) => text.parse::<f64>().ok(),
        other => other.as_f64(),
    };
    let bad = |text: &str| FunctionError::new("Error", text);
    let (Some(a), Some(b)) = (number("a"), number("b")) else {
        return Err(bad("400 Invalid Operand"));
    };
    let c = match event["op"].as_str() {
        Some("+" | "add") => a + b,
        Some("/" | "div") if b == 0.0 => f64::NAN,
        Some("/" | "div") => a / b,
        Some("*" | "mul") => a * b,
        _ => return Err(bad("400 Invalid Operator")),
    };
    let whole = |value: f64| {
        if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
    };
    Ok(json!({"a": whole(a), "b": whole(b), "op": event["op"], "c": whole(c)}))
}

async fn get(path: &str) -> Response {
    lambdagate().call(Request::new("GET", path)).await
}

#[tokio::test]
async fn query_method() {
    let response = get("/test/calc?operand1=1&operand2=2&operator=%2B").await;
    assert_eq!(response.status, 200);
    assert_eq!(
        response.text(),
        "{\n    \"result\": \"1, 2, + => 3\",\n  \"a\" : \"1\",\n  \"b\" : \"2\",\n  \"op\" : \"+\",\n  \"c\" : \"3\"\n}"
    );
    let header = |name: &str| response.headers.get(name);
    assert_eq!((header("operand_1"), header("operand_2"), header("operator")), (Some("1"), Some("2"), Some("+")));
    assert_eq!(header("content-type"), Some("application/json"));
    assert!(header("x-amzn-RequestId").is_some());
}

#[tokio::test]
async fn unencoded_plus_is_a_space() {
    let response = get("/test/calc?operand1=1&operand2=2&operator=+").await;
    // A space is not blank for the validator; the function rejects it, and every error is a 200 here.
    assert_eq!(response.status, 200);
    assert_eq!(response.json().unwrap()["result"], ", ,  => ");
    assert_eq!(response.headers.get("operator"), None);
}

#[tokio::test]
async fn missing_parameters() {
    let response = get("/test/calc").await;
    assert_eq!(response.status, 400);
    let expected = json!({"message": "Missing required request parameters: [operand1, operand2, operator]"});
    assert_eq!(response.json().unwrap(), expected);
}

#[tokio::test]
async fn body_method() {
    let post = |body: &'static str| async move {
        let request = Request::new("POST", "/test/calc").header("Content-Type", "application/json").body(body);
        lambdagate().call(request).await
    };
    let response = post(r#"{"a":2,"b":3,"op":"mul"}"#).await;
    assert_eq!(response.text(), "{\n  \"a\" : 2,\n  \"b\" : 3,\n  \"op\" : mul,\n  \"c\" : 6\n}");
    for body in [r#"{"a":"1","b":2,"op":"+"}"#, "", "nope", r#"{"a":1,"b":2}"#] {
        let response = post(body).await;
        assert_eq!(response.status, 400, "{body}");
        assert_eq!(response.json().unwrap(), json!({"message": "Invalid request body"}));
    }
}

#[tokio::test]
async fn path_method() {
    let response = get("/test/calc/6/4/%2F").await;
    let expected = json!({"input": {"a": 6, "b": 4, "op": "/"}, "output": {"c": 1.5}});
    assert_eq!(response.json().unwrap(), expected);
    let encoded = get("/test/calc/1/2/%2B").await;
    assert_eq!(encoded.status, 200);
    assert!(encoded.json().is_err());
}

#[tokio::test]
async fn wrong_content_type() {
    let request = Request::new("GET", "/test/calc/1/2/+").header("Content-Type", "text/plain");
    let response = lambdagate().call(request).await;
    assert_eq!(response.status, 415);
    assert_eq!(response.json().unwrap(), json!({"message": "Unsupported Media Type"}));
}

#[tokio::test]
async fn no_such_method_and_no_such_stage() {
    let response = lambdagate().call(Request::new("DELETE", "/test/calc")).await;
    assert_eq!(response.headers.get("x-amzn-ErrorType"), Some("MissingAuthenticationTokenException"));
    assert_eq!((response.status, response.json().unwrap()), (403, json!({"message": "Missing Authentication Token"})));
    let response = lambdagate().call(Request::new("GET", "/prod/calc")).await;
    assert_eq!((response.status, response.json().unwrap()), (403, json!({"message": "Forbidden"})));
}

#[tokio::test]
async fn trace_marks_the_stage_that_does_not_fit() {
    let trace = lambdagate().test_invoke(Request::new("GET", "/calc?operand1=1&operand2=2&operator=%2B")).await;
    let kinds: Vec<_> = trace.stages.iter().map(|stage| (stage.kind.title(), stage.mismatches.len())).collect();
    let expected =
        [("Method request", 0), ("Integration request", 0), ("Integration response", 0), ("Method response", 1)];
    assert_eq!(kinds, expected, "{}", trace.to_text());
    let mismatch = &trace.stages[3].mismatches[0];
    let message =
        "the body is {result, a, b, op, c} but the model Result has {input, output}: typed clients get an empty value";
    assert_eq!(mismatch.message, message);
    assert!(mismatch.place.as_deref().unwrap().contains("lambdagate.json:"));
    assert!(trace.log_text().contains("Endpoint request body after transformations: {\n    \"a\":  \"1\""));
}

#[tokio::test]
async fn a_named_method_is_tested_under_any_path() {
    let trace = lambdagate().test_method("/calc/{operand1}/{operand2}/{operator}", Request::new("GET", "/x")).await;
    let trace = trace.unwrap();
    assert_eq!(trace.resource_path, "/calc/{operand1}/{operand2}/{operator}");
    assert!(trace.log_text().contains("Method request path: {}"));
    assert!(lambdagate().test_method("/calc", Request::new("PUT", "/calc")).await.is_none());
}

#[tokio::test]
async fn a_missing_function_is_a_configuration_error() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../swagger/lambdagate.json");
    let gateway = Gateway::from_file(path).unwrap();
    assert_eq!(gateway.missing_functions(), ["Calc"]);
    let (sender, receiver) = std::sync::mpsc::channel();
    let gateway = gateway.on_request(move |entry| sender.send(entry.clone()).unwrap());
    let response = gateway.call(Request::new("GET", "/test/calc/1/2/+")).await;
    assert_eq!((response.status, response.json().unwrap()), (500, json!({"message": "Internal server error"})));
    let entry = receiver.recv().unwrap();
    assert!(entry.failure.unwrap().contains("no function `Calc` is registered"));
    assert!(entry.place.unwrap().contains("lambdagate.json:"));
}
