//! Response streaming of REST APIs: from functions and from HTTP endpoints, piece by piece.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use gatewright_document::Document;
use gatewright_gateway::{Gateway, RemoteFunction, Request, StreamingFunction};
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
