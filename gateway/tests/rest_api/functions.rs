//! Functions behind an API: called and waited for, sent an event, slow, broken, or not there at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use gatewright_gateway::{
    AccessEntry, FunctionError, IntoLambdaFunction as _, Invocation, LambdaAnswer, LambdaFunction, RemoteFunction,
    Request, StageKind,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{URI, is, lambda, one, post};

/// Maps the header `Kind` of a request to the kind of invocation.
fn of_any_kind() -> Value {
    let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
    integration["requestParameters"] =
        json!({"integration.request.header.X-Amz-Invocation-Type": "method.request.header.Kind"});
    integration
}

#[tokio::test(start_paused = true)]
async fn kinds_of_invocations() {
    let calls = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&calls);
    let gateway = one(of_any_kind(), &json!({})).function("F", move |_: Value| {
        let seen = Arc::clone(&seen);
        async move {
            tokio::time::sleep(Duration::from_secs(5)).await;
            seen.fetch_add(1, Ordering::SeqCst);
            Ok::<_, String>(json!("done"))
        }
    });
    // What is answered, after how many seconds, and how often the function was called in the end.
    let table = [("RequestResponse", "\"done\"", 5, 1), ("Event", "", 0, 1), ("DryRun", "", 0, 0)];
    for (kind, body, seconds, expected) in table {
        calls.store(0, Ordering::SeqCst);
        let started = Instant::now();
        is(&gateway.call(post("{}").header("Kind", kind)).await, 200, body);
        assert_eq!(started.elapsed().as_secs(), seconds, "{kind}");
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert_eq!(calls.load(Ordering::SeqCst), expected, "{kind}");
    }
}

#[tokio::test]
async fn lost_events_are_told_after_their_answer() {
    type Function = Arc<dyn LambdaFunction>;
    let unreachable: Function = Arc::new(RemoteFunction::new("http://127.0.0.1:9", "F"));
    let fails = (|_: Value| async { Err::<(), _>("oh no") }).into_lambda_function();
    let works = (|_: Value| async { Ok::<_, String>(1) }).into_lambda_function();
    let table = [
        (unreachable, 502, Some("`cargo lambda watch` or another server must run there")),
        (fails, 200, Some("oh no")),
        (works, 200, None),
    ];
    for (function, status, expected) in table {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let gateway = one(of_any_kind(), &json!({})).function("F", function).on_request(move |entry| {
            sender.send(entry.clone()).unwrap();
        });
        is(&gateway.call(post("{}").header("Kind", "Event")).await, 200, "");
        drop(gateway);
        let answered: AccessEntry = receiver.recv().await.unwrap();
        assert_eq!((answered.status, &answered.failure), (200, &None));
        // Ends when the last sender is gone, which the invocation has.
        let lost = receiver.recv().await;
        assert_eq!(lost.is_some(), expected.is_some());
        let (Some(lost), Some(expected)) = (lost, expected) else {
            continue;
        };
        assert_eq!((lost.request_id, lost.status), (answered.request_id, status));
        let failure = lost.failure.unwrap();
        assert!(failure.starts_with("the function that was sent an event failed: "), "{failure}");
        assert!(failure.contains(expected), "{failure}");
        assert!(lost.place.unwrap().starts_with("api.json:1:"));
    }
}

#[tokio::test(start_paused = true)]
async fn functions_time_out() {
    // What the document says, and the seconds after which it is over.
    for (millis, seconds) in [(None, 29), (Some(50), 0), (Some(5_000), 5), (Some(60_000), 60)] {
        let mut integration = lambda(json!({"default": {"statusCode": "200"}, ".*": {"statusCode": "400"}}));
        if let Some(millis) = millis {
            integration["timeoutInMillis"] = json!(millis);
        }
        let (sender, receiver) = std::sync::mpsc::channel();
        let gateway = one(integration, &json!({}))
            .function("F", |_: Value| async { std::future::pending::<Result<(), String>>().await })
            .on_request(move |entry| sender.send(entry.clone()).unwrap());
        let started = Instant::now();
        is(&gateway.call(post("{}")).await, 504, "{\"message\":\"Endpoint request timed out\"}");
        assert_eq!(started.elapsed().as_secs(), seconds, "{millis:?}");
        assert_eq!(receiver.recv().unwrap().failure.unwrap(), "Execution failed due to a timeout error");
    }
}

#[tokio::test]
async fn results_that_lambda_does_not_take_are_errors_of_the_function() {
    let mapped = lambda(json!({"default": {"statusCode": "200"}, "Response payload size.*": {"statusCode": "400"}}));
    let proxy = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI});
    for (integration, expected) in [(mapped, 400), (proxy, 502)] {
        let gateway = one(integration, &json!({}));
        let long = |length: usize| move |_: &Value| Ok::<_, String>(json!({"body": "x".repeat(length)}));
        assert_eq!(gateway.clone().function("F", long(6_000_000)).call(post("{}")).await.status, 200);
        assert_eq!(gateway.function("F", long(6_291_557)).call(post("{}")).await.status, expected);
    }
}

#[tokio::test]
async fn functions_that_panic_fail_alone() {
    let gateway = one(lambda(json!({"default": {"statusCode": "200"}})), &json!({})).function("F", |_: Value| async {
        if true {
            panic!("boom");
        }
        Ok::<(), String>(())
    });
    let response = gateway.call(post("{}")).await;
    assert_eq!(response.json().unwrap()["errorMessage"], "boom");
}

#[tokio::test]
async fn proxy_functions_get_the_request_and_give_the_answer() {
    let integration = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI});
    let gateway = one(integration, &json!({"x-amazon-apigateway-binary-media-types": ["image/*"]})).function(
        "F",
        |event: Value| async move {
            Ok::<_, String>(json!({
                "statusCode": 201,
                "headers": {"X-Encoded": event["isBase64Encoded"], "Content-Type": "image/png"},
                "body": event["body"], "isBase64Encoded": true,
            }))
        },
    );
    let request = Request::new("POST", "/a?b=1&b=2").header("Content-Type", "image/png").header("Accept", "image/png");
    let response = gateway.call(request.body(vec![0xff, 0x00])).await;
    assert_eq!((response.status, response.body.as_ref()), (201, [0xff, 0x00].as_slice()));
    assert_eq!(response.headers.get("x-encoded"), Some("true"));
}

#[tokio::test]
async fn other_services_run_where_a_function_stands_for_them() {
    let uri = "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem";
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": uri,
        "requestTemplates": {"application/json": "{\"Item\": $input.json('$')}"},
        "responses": {"default": {"statusCode": "200"}},
    });
    let gateway = one(integration, &json!({}));
    is(&gateway.call(post("{}")).await, 500, "{\"message\":\"Internal server error\"}");
    for name in ["dynamodb:action/PutItem", "dynamodb"] {
        let gateway = gateway.clone().function(name, |event: Value| async move { Ok::<_, String>(event) });
        is(&gateway.call(post("{\"a\":1}")).await, 200, "{\"Item\":{\"a\":1}}");
    }
}

#[tokio::test]
async fn stage_variables_name_functions() {
    let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
    integration["uri"] = URI.replace("function:F", "function:${stageVariables.name}").into();
    let gateway = one(integration, &json!({}))
        .function("Blue", |_: Value| async { Ok::<_, String>("blue") })
        .function("Green:live", |_: Value| async { Ok::<_, String>("green") });
    is(&gateway.clone().stage_variable("name", "Blue").call(post("{}")).await, 200, "\"blue\"");
    is(&gateway.stage_variable("name", "Green:live").call(post("{}")).await, 200, "\"green\"");
}

#[tokio::test]
async fn functions_that_cannot_be_reached_are_integration_failures() {
    // A port that was free a moment ago: nothing listens on it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let remote = RemoteFunction::new(&format!("http://127.0.0.1:{port}"), "F");
    let proxy = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI});
    let mapped = lambda(json!({"default": {"statusCode": "200"}, ".*": {"statusCode": "400"}}));
    for (integration, status) in [(mapped, 500), (proxy, 502)] {
        let (sender, receiver) = std::sync::mpsc::channel();
        let gateway = one(integration, &json!({}))
            .function("F", remote.clone())
            .on_request(move |entry| sender.send(entry.clone()).unwrap());
        // The second time as the first: the gateway lives on.
        for _ in 0..2 {
            is(&gateway.call(post("{}")).await, status, "{\"message\":\"Internal server error\"}");
            let entry = receiver.recv().unwrap();
            let failure = entry.failure.unwrap();
            assert!(failure.contains("`cargo lambda watch` or another server must run there"), "{failure}");
            assert!(entry.place.unwrap().starts_with("api.json:1:"));
        }
    }
}

/// Gives back its event as it came, or always the same text, which need not be JSON.
pub(super) struct Raw(pub(super) Option<&'static str>);

impl LambdaFunction for Raw {
    fn invoke(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        let payload = self.0.map_or(event, |text| Bytes::from_static(text.as_bytes()));
        Box::pin(std::future::ready(LambdaAnswer::success(payload)))
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_remarked_although_it_is_mapped() {
    let fails = |_: &Value| Err::<(), _>(FunctionError::new("E", "400 no"));
    let table = [
        (fails.into_lambda_function(), 400, Some("the function failed: 400 no")),
        (
            Arc::new(Raw(Some("hello"))),
            200,
            Some("the function's answer is no JSON: expected value at line 1 column 1"),
        ),
        (
            Arc::new(Answers(LambdaAnswer::rejected(400, "bad"))),
            200,
            Some("the function was not called, status 400: {\"Type\":\"User\",\"message\":\"bad\"}"),
        ),
        (Arc::new(Raw(Some("{}"))), 200, None),
    ];
    for (function, status, expected) in table {
        let (sender, receiver) = std::sync::mpsc::channel();
        let gateway =
            one(lambda(json!({"default": {"statusCode": "200"}, "400.*": {"statusCode": "400"}})), &json!({}))
                .function("F", function)
                .on_request(move |entry| sender.send(entry.clone()).unwrap());
        assert_eq!(gateway.call(post("{}")).await.status, status);
        let entry = receiver.recv().unwrap();
        assert_eq!((entry.remark.as_deref(), entry.failure), (expected, None));
        assert_eq!(entry.place.is_some_and(|place| place.starts_with("api.json:1:")), expected.is_some());
        let trace = gateway.test_invoke(post("{}")).await;
        let marked = trace
            .stages
            .iter()
            .find(|stage| !stage.mismatches.is_empty() && stage.kind == StageKind::IntegrationResponse);
        assert_eq!(marked.map(|stage| stage.mismatches[0].message.as_str()), expected);
    }
}

#[tokio::test]
async fn events_and_answers_that_nobody_understands() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let log = move |entry: &AccessEntry| sender.send(entry.clone()).unwrap();
    // Lambda rejects an event that is no JSON; what it says is mapped like an answer.
    let gateway = one(lambda(json!({"default": {"statusCode": "200"}})), &json!({}))
        .function("F", |_: Value| async { Ok::<_, String>("called") })
        .on_request(log.clone());
    let response = gateway.call(post("{\"a\": }")).await;
    assert_eq!((response.status, &response.json().unwrap()["Type"]), (200, &json!("User")));
    let remark = receiver.recv().unwrap().remark.unwrap();
    let start =
        "the function was not called, status 400: {\"Type\":\"User\",\"message\":\"Could not parse request body";
    assert!(remark.starts_with(start), "{remark}");
    // A proxy's answer must have its form.
    let proxy = one(json!({"type": "aws_proxy", "httpMethod": "POST", "uri": URI}), &json!({})).on_request(log);
    for answer in ["hello", "[]", "{\"statusCode\": \"often\"}", "{\"state\": 200}"] {
        let gateway = proxy.clone().function("F", Raw(Some(answer)));
        is(&gateway.call(post("{}")).await, 502, "{\"message\":\"Internal server error\"}");
        let entry = receiver.recv().unwrap();
        let expected = "Execution failed due to configuration error: Malformed Lambda proxy response";
        assert_eq!(entry.failure.as_deref(), Some(expected), "{answer}");
        assert!(entry.place.unwrap().starts_with("api.json:1:"));
    }
}

#[derive(serde::Deserialize)]
struct Order {
    count: u32,
}

#[derive(serde::Serialize)]
struct Receipt {
    total: u32,
}

/// A handler as `lambda_runtime` has them, without its event type around the payload.
async fn handler(order: Order) -> Result<Receipt, Box<dyn std::error::Error + Send + Sync>> {
    let count = u8::try_from(order.count)?;
    if count == 0 {
        let error = FunctionError::new("Order.Empty", "400 nothing ordered");
        return Err(FunctionError { stack_trace: vec!["at handler".to_owned()], ..error }.into());
    }
    Ok(Receipt { total: u32::from(count) * 2 })
}

#[tokio::test]
async fn handlers_over_types_of_their_own() {
    let template = "$input.path('$.errorType'): $input.path('$.stackTrace[0]')";
    let responses = json!({
        "default": {"statusCode": "200"},
        "400.*": {"statusCode": "400", "responseTemplates": {"application/json": template}},
    });
    let gateway = one(lambda(responses), &json!({})).function("F", handler);
    is(&gateway.call(post("{\"count\": 3}")).await, 200, "{\"total\":6}");
    is(&gateway.call(post("{\"count\": 0}")).await, 400, "Order.Empty: at handler");
    let error = gateway.call(post("{\"count\": 300}")).await.json().unwrap();
    assert_eq!(error["errorMessage"], "out of range integral type conversion attempted");
    assert_eq!(gateway.call(post("{}")).await.json().unwrap()["errorType"], "Runtime.UnmarshalError");
}

/// Gives always the same answer.
struct Answers(LambdaAnswer);

impl LambdaFunction for Answers {
    fn invoke(&self, _: Bytes, _: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        Box::pin(std::future::ready(self.0.clone()))
    }
}

#[tokio::test]
async fn documents_configure_the_answer_for_functions_that_cannot_be_called() {
    let rejects = |status| Answers(LambdaAnswer::rejected(status, "no"));
    let configured = json!({"x-amazon-apigateway-gateway-responses": {"INTEGRATION_FAILURE": {"statusCode": 503}}});
    let api = one(lambda(json!({"default": {"statusCode": "200"}})), &configured);
    let failed = api.clone().function("F", rejects(500)).call(post("{}")).await;
    assert_eq!(failed.status, 503);
    // Lambda rejecting the event is an answer like others, as the tutorial shows.
    let rejected = api.function("F", rejects(400)).call(post("{}")).await;
    is(&rejected, 200, "{\"Type\":\"User\",\"message\":\"no\"}");
}

#[tokio::test]
async fn what_stands_for_a_service_answers_with_its_status_or_has_failed() {
    const FAILED: &str = "{\"message\":\"Internal server error\"}";
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "uri": "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem",
        "responses": {"default": {"statusCode": "200"}, "[45]\\d{2}": {"statusCode": "400"}},
    });
    let no = "{\"Type\":\"User\",\"message\":\"no\"}";
    let table = [
        (LambdaAnswer::success("{}"), 200, "{}", None),
        (LambdaAnswer::rejected(400, "no"), 400, no, None),
        (LambdaAnswer::rejected(503, "no"), 400, no, None),
        (LambdaAnswer::unreachable("gone"), 500, FAILED, Some("gone")),
        (FunctionError::new("E", "broken").into(), 500, FAILED, Some("broken")),
    ];
    for (answer, status, body, expected) in table {
        let (sender, receiver) = std::sync::mpsc::channel();
        let gateway = one(integration.clone(), &json!({}))
            .function("dynamodb", Answers(answer))
            .on_request(move |entry| sender.send(entry.clone()).unwrap());
        is(&gateway.call(post("{}")).await, status, body);
        let entry = receiver.recv().unwrap();
        assert_eq!(entry.failure.is_some(), expected.is_some());
        if let (Some(failure), Some(expected)) = (entry.failure, expected) {
            let start = "Execution failed: what stands for arn:aws:apigateway:us-east-1:dynamodb:action/PutItem failed";
            assert!(failure.starts_with(start) && failure.contains(expected), "{failure}");
            assert!(entry.place.unwrap().starts_with("api.json:1:"));
        }
    }
}
