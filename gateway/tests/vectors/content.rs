//! Content handling: bytes and text on the way to and from a backend.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright_gateway::Request;
use serde_json::{Value, json};

use crate::backend::Answer;
use crate::exchange::bytes;
use crate::outcome::Outcome;

fn decoded(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap_or_default()).unwrap_or_default()
}

pub(crate) async fn request(vector: &Value) -> Outcome {
    let check = async {
        let mut integration = json!({"type": "HTTP", "httpMethod": "PUT"});
        if let Some(handling) = vector["contentHandling"].as_str() {
            integration["contentHandling"] = handling.into();
        }
        if let Some(templates) = vector.get("requestTemplates") {
            integration["requestTemplates"] = templates.clone();
        }
        let sent = &vector["request"];
        let mut request = Request::new("PUT", "/method").body(decoded(&sent["body_base64"]));
        if let Some(content_type) = sent["contentType"].as_str() {
            request = request.header("Content-Type", content_type);
        }
        let (received, response) = bytes(vector, integration, request, Answer::json(200, "{}")).await?;
        let expect = &vector["expect"];
        if let Some(status) = expect["status"].as_u64()
            && u64::from(response.status) != status
        {
            return Err(format!("status: expected {status}, got {} {}", response.status, response.text()));
        }
        match (expect.get("integration_body_base64"), received) {
            (Some(body), Some(received)) if decoded(body) != received.body => {
                Err(format!("body: expected {body}, got {}", STANDARD.encode(&received.body)))
            }
            (Some(_), None) => Err(format!("the backend was not called: {}", response.text())),
            _ => Ok(()),
        }
    };
    Outcome::of(check.await)
}

pub(crate) async fn response(vector: &Value) -> Outcome {
    let check = async {
        let mut response = json!({"statusCode": "200"});
        if let Some(handling) = vector["contentHandling"].as_str() {
            response["contentHandling"] = handling.into();
        }
        if let Some(templates) = vector.get("responseTemplates") {
            response["responseTemplates"] = templates.clone();
        }
        let integration = json!({"type": "HTTP", "httpMethod": "GET", "responses": {"default": response}});
        let mut request = Request::new("GET", "/method");
        if let Some(accept) = vector["request"]["accept"].as_str() {
            request = request.header("Accept", accept);
        }
        let backend = &vector["backend"];
        let mut answer = Answer::json(200, "");
        answer.body = decoded(&backend["body_base64"]);
        answer.headers = backend["contentType"]
            .as_str()
            .map(|content_type| ("Content-Type".to_owned(), content_type.to_owned()))
            .into_iter()
            .collect();
        let (_, response) = bytes(vector, integration, request, answer).await?;
        let expect = &vector["expect"];
        if expect["status"].as_u64() != Some(response.status.into()) {
            return Err(format!("status: expected {}, got {} {}", expect["status"], response.status, response.text()));
        }
        match expect.get("body_base64") {
            Some(body) if decoded(body) != response.body => {
                Err(format!("body: expected {body}, got {}", STANDARD.encode(&response.body)))
            }
            _ => Ok(()),
        }
    };
    Outcome::of(check.await)
}
