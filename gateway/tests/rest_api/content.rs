//! Bytes and text: binary media types and `contentHandling`, of requests and of answers.

use bytes::Bytes;
use gatewright_gateway::Request;
use serde_json::{Value, json};

use super::{Gateway, lambda, one};

const BYTES: [u8; 3] = [0xff, 0x00, b'a'];
const ENCODED: &str = "/wBh";

/// A function that answers with its event, or with a text that the test chooses.
fn gateway(request: Option<&str>, response: Option<&str>, answer: Option<&'static str>) -> Gateway {
    let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
    let set = |holder: &mut Value, handling: Option<&str>| {
        if let Some(handling) = handling {
            holder["contentHandling"] = handling.into();
        }
    };
    set(&mut integration, request);
    set(&mut integration["responses"]["default"], response);
    let gateway = one(integration, &json!({"x-amazon-apigateway-binary-media-types": ["image/*"]}));
    gateway.function("F", super::functions::Raw(answer))
}

fn request(content_type: &str, accept: &str, body: impl Into<Bytes>) -> Request {
    Request::new("POST", "/a").header("Content-Type", content_type).header("Accept", accept).body(body)
}

#[tokio::test]
async fn requests() {
    let (text, bytes): (&[u8], &[u8]) = (ENCODED.as_bytes(), &BYTES);
    // Type and body of the request, the handling, and what the function gets.
    type Case<'a> = (&'a str, &'a [u8], Option<&'a str>, Option<&'a [u8]>);
    let table: [Case<'_>; 8] = [
        ("text/plain", text, None, Some(text)),
        ("text/plain", text, Some("CONVERT_TO_TEXT"), Some(text)),
        ("text/plain", text, Some("CONVERT_TO_BINARY"), Some(bytes)),
        ("text/plain", b"!", Some("CONVERT_TO_BINARY"), None),
        ("image/png", bytes, None, Some(bytes)),
        ("Image/PNG; a=b", bytes, Some("CONVERT_TO_TEXT"), Some(text)),
        ("image/png", bytes, Some("CONVERT_TO_BINARY"), Some(bytes)),
        ("text/plain", b"\xff", None, Some("\u{fffd}".as_bytes())),
    ];
    for (content_type, body, handling, expected) in table {
        let name = format!("{content_type} {handling:?}");
        let response =
            gateway(handling, Some("CONVERT_TO_TEXT"), None).call(request(content_type, "*/*", body.to_vec())).await;
        match expected {
            Some(expected) => assert_eq!(response.body, String::from_utf8_lossy(expected).as_bytes(), "{name}"),
            None => assert_eq!(response.status, 500, "{name}"),
        }
    }
}

#[tokio::test]
async fn answers() {
    // What the client accepts, the handling, and what it gets of base64.
    let table: [(&str, Option<&str>, &[u8]); 5] = [
        ("application/json", None, ENCODED.as_bytes()),
        ("image/png", None, &BYTES),
        ("application/json", Some("CONVERT_TO_BINARY"), &BYTES),
        ("image/png", Some("CONVERT_TO_TEXT"), ENCODED.as_bytes()),
        // Only the first type counts.
        ("text/plain, image/png", None, ENCODED.as_bytes()),
    ];
    for (accept, handling, expected) in table {
        let response = gateway(None, handling, Some(ENCODED)).call(request("text/plain", accept, "{}")).await;
        assert_eq!((response.status, response.body.as_ref()), (200, expected), "{accept} {handling:?}");
    }
    let broken = gateway(None, Some("CONVERT_TO_BINARY"), Some("!")).call(request("text/plain", "*/*", "{}")).await;
    assert_eq!((broken.status, broken.text().as_ref()), (500, "{\"message\":\"Internal server error\"}"));
}

#[tokio::test]
async fn bytes_are_nothing_for_a_template() {
    let mut integration = lambda(json!({"default": {"statusCode": "200"}}));
    integration["requestTemplates"] = json!({"image/png": "$input.body"});
    let gateway = one(integration, &json!({"x-amazon-apigateway-binary-media-types": ["image/png"]}));
    let (sender, receiver) = std::sync::mpsc::channel();
    let gateway = gateway.on_request(move |entry| sender.send(entry.clone()).unwrap());
    assert_eq!(gateway.call(request("image/png", "*/*", BYTES.to_vec())).await.status, 500);
    let entry = receiver.recv().unwrap();
    assert!(entry.failure.unwrap().ends_with("Unable to transform request: the body is binary"));
    assert!(entry.place.unwrap().starts_with("api.json:1:"));
}
