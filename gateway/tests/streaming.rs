//! Response streaming of REST APIs: from functions and from HTTP endpoints, piece by piece.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use gatewright_document::Document;
use gatewright_gateway::{Gateway, RemoteFunction, RemoteService, Request, StreamingFunction};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc;

const HEAD: &str = "{\"statusCode\": 201, \"headers\": {\"Content-Type\": \"text/plain\", \"Date\": \"x\"}, \"cookies\": [\"a=1\"]}\0\0\0\0\0\0\0\0";

fn gateway(integration: &Value) -> Gateway {
    let text = json!({"openapi": "3.0.1", "info": {"title": "A", "version": "1"}, "paths": {"/story": {
        "post": {"responses": {}, "x-amazon-apigateway-integration": integration}
    }}});
    let gateway = Gateway::from_document(&Document::from_text("api.json", &text.to_string()).unwrap()).unwrap();
    assert!(!gateway.report().has_errors(), "{:?}", gateway.report().one_line());
    gateway
}

fn of_function() -> Gateway {
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/arn:aws:lambda:us-east-1:1:function:Story:live/response-streaming-invocations";
    gateway(&json!({"type": "aws_proxy", "httpMethod": "POST", "uri": uri}))
}

#[tokio::test]
async fn functions_are_passed_on_while_they_write() {
    let (sender, receiver) = mpsc::unbounded_channel::<Bytes>();
    let receiver = std::sync::Mutex::new(Some(receiver));
    let gateway = of_function().function(
        "Story",
        StreamingFunction::new(move |event: Value| {
            assert_eq!(event["path"], "/story");
            let receiver = receiver.lock().unwrap().take().unwrap();
            stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) })
        }),
    );
    sender.send(Bytes::from(format!("{HEAD}once "))).unwrap();
    let (response, rest) = gateway.call_streaming(Request::new("POST", "/story")).await;
    // The function has not ended, and the client has the head and the first words.
    assert_eq!((response.status, response.text().as_ref()), (201, "once "));
    let header = |name: &str| response.headers.get(name);
    assert_eq!((header("content-type"), header("x-amzn-remapped-date")), (Some("text/plain"), Some("x")));
    assert_eq!(header("set-cookie"), Some("a=1"));
    let mut rest = rest.unwrap();
    sender.send(Bytes::from_static(b"upon")).unwrap();
    assert_eq!(rest.next().await, Some(Ok(Bytes::from_static(b"upon"))));
    drop(sender);
    assert_eq!(rest.next().await, None);
}

#[tokio::test]
async fn what_is_no_stream_is_an_error_and_plain_calls_collect() {
    let whole = |text: &'static str| {
        let chunks = move |_: Value| stream::iter([Bytes::from_static(text.as_bytes()), Bytes::from_static(b"!")]);
        of_function().function("Story", StreamingFunction::new(chunks))
    };
    let text: &'static str = "{}\0\0\0\0\0\0\0\0all";
    let response = whole(text).call(Request::new("POST", "/story")).await;
    assert_eq!((response.status, response.text().as_ref()), (200, "all!"));
    let trace = whole(text).test_invoke(Request::new("POST", "/story")).await;
    assert_eq!((trace.status, trace.body.as_str()), (200, "all!"));
    for bad in ["{\"statusCode\": 200, \"body\": \"x\"}", "nope\0\0\0\0\0\0\0\0"] {
        let response = whole(bad).call(Request::new("POST", "/story")).await;
        assert_eq!(
            (response.status, response.text().as_ref()),
            (502, "{\"message\": \"Internal server error\"}".replace(": ", ":").as_str())
        );
    }
    // A function that does not know of streaming gives all of it at once.
    let fails = of_function().function("Story", |_: &Value| Err::<Value, _>("broken"));
    assert_eq!(fails.call(Request::new("POST", "/story")).await.status, 502);
}

/// Answers one request with the head and the first chunk at once, and the second when it is told to.
async fn server() -> (String, mpsc::UnboundedSender<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, mut receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 8192];
        let length = stream.read(&mut request).await.unwrap();
        let is_function = String::from_utf8_lossy(&request[..length]).contains("/functions/");
        let first = if is_function { format!("{HEAD}one") } else { "one".to_owned() };
        let head = "HTTP/1.1 203 OK\r\ntransfer-encoding: chunked\r\nx-own: 1\r\n\r\n"
            .replace("203", if is_function { "200" } else { "203" });
        stream.write_all(format!("{head}{:x}\r\n{first}\r\n", first.len()).as_bytes()).await.unwrap();
        receiver.recv().await;
        stream.write_all(b"3\r\ntwo\r\n0\r\n\r\n").await.unwrap();
    });
    (address, sender)
}

#[tokio::test]
async fn http_endpoints_and_remote_functions() {
    let (address, go_on) = server().await;
    let proxy = json!({"type": "http_proxy", "httpMethod": "POST", "uri": address, "responseTransferMode": "STREAM"});
    let (response, rest) = gateway(&proxy).call_streaming(Request::new("POST", "/story").body("x")).await;
    assert_eq!((response.status, response.headers.get("x-own")), (203, Some("1")));
    let mut rest = rest.unwrap();
    assert_eq!(rest.next().await, Some(Ok(Bytes::from_static(b"one"))));
    go_on.send(()).unwrap();
    assert_eq!(rest.next().await, Some(Ok(Bytes::from_static(b"two"))));
    let (address, go_on) = server().await;
    let gateway = of_function().function("Story", RemoteFunction::new(&address, "Story"));
    let (response, rest) = gateway.call_streaming(Request::new("POST", "/story")).await;
    assert_eq!((response.status, response.text().as_ref()), (201, "one"));
    go_on.send(()).unwrap();
    assert_eq!(rest.unwrap().next().await, Some(Ok(Bytes::from_static(b"two"))));
}

/// A frame of an event stream as Lambda sends it.
fn frame(kind: &str, payload: &str) -> Vec<u8> {
    let kind = HeaderValue::String(kind.to_owned().into());
    let message = Message::new(Bytes::from(payload.to_owned())).add_header(Header::new(":event-type", kind));
    let mut bytes = Vec::new();
    write_message_to(&message, &mut bytes).unwrap();
    bytes
}

/// Answers one request as the service Lambda does, the second half of the body when it is let; gives the head of the
/// request.
async fn lambda(
    kind: &'static str,
    first: Vec<u8>,
    second: Vec<u8>,
) -> (String, mpsc::UnboundedReceiver<String>, mpsc::UnboundedSender<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (heads, head) = mpsc::unbounded_channel();
    let (sender, mut receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 8192];
        let length = stream.read(&mut request).await.unwrap();
        heads.send(String::from_utf8_lossy(&request[..length]).into_owned()).unwrap();
        let start = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n",
            first.len()
        );
        stream.write_all(&[start.as_bytes(), &first, b"\r\n"].concat()).await.unwrap();
        receiver.recv().await;
        let start = format!("{:x}\r\n", second.len());
        stream.write_all(&[start.as_bytes(), &second, b"\r\n0\r\n\r\n"].concat()).await.unwrap();
    });
    (address, head, sender)
}

#[tokio::test]
async fn a_lambda_endpoint_streams_in_frames() {
    let first = [frame("PayloadChunk", &HEAD[..30]), frame("PayloadChunk", &format!("{}once ", &HEAD[30..]))].concat();
    let second = [frame("PayloadChunk", "upon"), frame("InvokeComplete", "{}")].concat();
    let (address, mut head, go_on) = lambda("application/vnd.amazon.eventstream", first, second).await;
    let gateway = of_function().service("lambda", RemoteService::new(&address).unwrap());
    assert!(gateway.missing_functions().is_empty(), "{:?}", gateway.missing_functions());
    let (response, rest) = gateway.call_streaming(Request::new("POST", "/story")).await;
    assert_eq!(response.status, 201);
    let mut rest = rest.unwrap();
    let mut text = response.text().into_owned();
    while text.len() < 5 {
        text.push_str(std::str::from_utf8(&rest.next().await.unwrap().unwrap()).unwrap());
    }
    assert_eq!(text, "once ");
    go_on.send(()).unwrap();
    assert_eq!(rest.next().await, Some(Ok(Bytes::from_static(b"upon"))));
    assert_eq!(rest.next().await, None);
    let head = head.recv().await.unwrap();
    let path = "POST /2021-11-15/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3AStory%3Alive/response-streaming-invocations";
    assert!(head.starts_with(path), "{head}");
    assert!(head.contains("/us-east-1/lambda/aws4_request"), "{head}");
}

#[tokio::test]
async fn a_lambda_endpoint_whose_function_fails_in_the_middle() {
    let first = frame("PayloadChunk", &format!("{HEAD}once "));
    let second = frame("InvokeComplete", r#"{"ErrorCode": "Runtime.Oops", "ErrorDetails": "no more"}"#);
    let (address, _head, go_on) = lambda("application/vnd.amazon.eventstream", first, second).await;
    go_on.send(()).unwrap();
    let gateway = of_function().service("lambda", RemoteService::new(&address).unwrap());
    let (_, rest) = gateway.call_streaming(Request::new("POST", "/story")).await;
    let chunks: Vec<_> = rest.unwrap().collect().await;
    let broken = chunks.last().unwrap().as_ref().unwrap_err();
    assert_eq!(broken.0, "the function failed: Runtime.Oops: no more");
}

/// Functions that nothing is registered for go to the endpoint of the service too where they do not stream.
#[tokio::test]
async fn a_lambda_endpoint_calls_functions() {
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Story.Arn}/invocations";
    let integration = json!({"type": "aws_proxy", "httpMethod": "POST", "uri": uri});
    let body = br#"{"statusCode": 202, "body": "whole"}"#;
    let (address, mut head, go_on) = lambda("application/json", body[..9].to_vec(), body[9..].to_vec()).await;
    go_on.send(()).unwrap();
    let gateway = gateway(&integration).service("*", RemoteService::new(&address).unwrap());
    let response = gateway.call(Request::new("POST", "/story")).await;
    assert_eq!((response.status, response.text().as_ref()), (202, "whole"));
    let head = head.recv().await.unwrap();
    assert!(head.starts_with("POST /2015-03-31/functions/Story/invocations HTTP/1.1"), "{head}");
}
