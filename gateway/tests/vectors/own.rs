//! Vectors of this project: whole exchanges with one method, after AWS's documentation and what others recorded there.
//!
//! A vector has `api` (`http` or `rest`), a `route`, its `integration`, what stands behind it (`function`, `endpoint`),
//! a `request`, and what is expected of the response, of the function's event and of the request to the endpoint.
//! Things of an event are named by pointers. `null` stands for what must not be there.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gatewright_gateway::{Gateway, Headers, Request, Response};
use serde_json::{Value, json};

use crate::api::{self, FUNCTION_URI};
use crate::backend::Function;
use crate::compare;
use crate::outcome::Outcome;

const HTTP_API_FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:Backend";
/// The origin of the HTTP endpoint of vectors.
const ENDPOINT: &str = "https://backend.example";

pub(crate) async fn run(vector: &Value) -> Outcome {
    Outcome::of(check(vector).await)
}

async fn check(vector: &Value) -> Result<(), String> {
    let is_http = vector["api"] == "http";
    let gateway = api::gateway(&document(vector, is_http)?)?;
    let function = function(&vector["function"]);
    let authorizer = function_of(&vector["authorizer"]);
    let sent = Arc::new(Mutex::new(None));
    let gateway = gateway.function("Backend", function.clone()).function("Authorizer", authorizer.clone());
    let gateway = endpoint(gateway, &vector["endpoint"], &sent);
    let variables = vector["stageVariables"].as_object().into_iter().flatten();
    let gateway = variables.fold(gateway, |gateway, (name, value)| {
        gateway.stage_variable(name.as_str(), value.as_str().unwrap_or_default())
    });
    let response = gateway.call(request(&vector["request"])?).await;
    let expect = &vector["expect"];
    answered(expect, &response)?;
    pointers("event", expect, &function.last_json())?;
    pointers("authorizer_event", expect, &authorizer.last_json())?;
    if expect["called"] == false && function.last_event().is_some() {
        return Err("the function was called".to_owned());
    }
    let sent = sent.lock().unwrap().take();
    match (expect.get("sent"), sent) {
        (Some(expected), Some(sent)) => went_out(expected, &sent),
        (Some(_), None) => Err(format!("nothing was sent; the response is {} {}", response.status, response.text())),
        (None, _) => Ok(()),
    }
}

fn document(vector: &Value, is_http: bool) -> Result<Value, String> {
    let (method, path) = vector["route"].as_str().and_then(|route| route.split_once(' ')).ok_or("no route")?;
    let mut integration = vector["integration"].clone();
    let is_of_function = ["aws", "aws_proxy"].iter().any(|kind| integration["type"] == *kind);
    if is_of_function && integration["uri"].is_null() && integration["integrationSubtype"].is_null() {
        integration["uri"] = if is_http { HTTP_API_FUNCTION.into() } else { FUNCTION_URI.into() };
    }
    integration = api::with_default(integration, "httpMethod", "POST".into());
    let mut operation = if is_http {
        json!({"responses": {}, "x-amazon-apigateway-integration": integration})
    } else {
        api::operation(path, &integration)
    };
    extend(&mut operation, &vector["operation"]);
    let mut item = json!({ api::method_key(method): operation });
    if path == "$default" {
        item = json!({"x-amazon-apigateway-any-method": item["x-amazon-apigateway-any-method"]});
    }
    let key = if path == "$default" { "/$default" } else { path };
    let mut document = if is_http {
        json!({
            "openapi": "3.0.1", "info": {"title": "Vector", "version": "1"},
            "x-amazon-apigateway-importexport-version": "1.0", "paths": {key: item},
        })
    } else {
        json!({"swagger": "2.0", "info": {"title": "Vector", "version": "1"}, "basePath": "/test", "paths": {key: item}})
    };
    extend(&mut document, &vector["document"]);
    Ok(document)
}

fn extend(value: &mut Value, more: &Value) {
    if let (Some(entries), Some(more)) = (value.as_object_mut(), more.as_object()) {
        entries.extend(more.clone());
    }
}

/// `echo`, or what the function gives or fails with.
fn function(given: &Value) -> Function {
    if given.is_null() || given == "echo" { Function::echo() } else { function_of(given) }
}

fn function_of(given: &Value) -> Function {
    match given.get("error") {
        Some(error) => Function::gives(error, true),
        None => Function::gives(given, false),
    }
}

fn endpoint(gateway: Gateway, answer: &Value, sent: &Arc<Mutex<Option<Request>>>) -> Gateway {
    let (answer, sent) = (answer.clone(), Arc::clone(sent));
    let service = move |request: Request| {
        *sent.lock().unwrap() = Some(request);
        let mut response = Response { status: 200, ..Response::default() };
        if let Some(status) = answer["status"].as_u64() {
            response.status = u16::try_from(status).unwrap();
        }
        response.headers = headers(&answer["headers"]);
        response.body = body(&answer).unwrap().into();
        async move { response }
    };
    gateway.service(ENDPOINT, service.clone()).service("*", service)
}

fn headers(given: &Value) -> Headers {
    let mut headers = Headers::default();
    for (name, value) in given.as_object().into_iter().flatten() {
        let values = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            headers.append(name.as_str(), value.as_str().unwrap_or_default());
        }
    }
    headers
}

fn body(given: &Value) -> Result<Vec<u8>, String> {
    match (&given["body"], &given["body_base64"]) {
        (_, Value::String(encoded)) => STANDARD.decode(encoded).map_err(|error| error.to_string()),
        (Value::Null, _) => Ok(Vec::new()),
        (Value::String(text), _) => Ok(text.clone().into_bytes()),
        (other, _) => Ok(other.to_string().into_bytes()),
    }
}

fn request(given: &Value) -> Result<Request, String> {
    let target = given["url"].as_str().ok_or("no url")?;
    let mut request = Request::new(given["method"].as_str().unwrap_or("GET"), target).body(body(given)?);
    request.headers = headers(&given["headers"]);
    if let Some(claims) = given.get("token") {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let token = format!("{}.{}.signature", part(&json!({"alg": "RS256"})), part(claims));
        request.headers.append("Authorization", token);
    }
    if let Some(address) = given["source_ip"].as_str() {
        address.clone_into(&mut request.source_ip);
    }
    Ok(request)
}

fn answered(expect: &Value, response: &Response) -> Result<(), String> {
    compare::response(&json!({"status": expect["status"]}), response)?;
    match (expect.get("text"), expect.get("json"), expect.get("body_base64")) {
        (Some(text), ..) => compare::same("text", text, &response.text().into())?,
        (_, Some(json), _) => compare::same("body", json, &response.json().map_err(|error| error.to_string())?)?,
        (.., Some(bytes)) => compare::same("bytes", bytes, &STANDARD.encode(&response.body).into())?,
        _ => {}
    }
    has_headers("response", &expect["headers"], &response.headers)
}

/// Each header as it must be, a list where it is repeated, `null` where it must not be.
fn has_headers(whose: &str, expected: &Value, found: &Headers) -> Result<(), String> {
    for (name, expected) in expected.as_object().into_iter().flatten() {
        let values: Vec<Value> =
            found.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.into()).collect();
        let value = match values.as_slice() {
            [] => Value::Null,
            [one] => one.clone(),
            _ => values.into(),
        };
        compare::same(&format!("header {name} of the {whose}"), expected, &value)?;
    }
    Ok(())
}

fn pointers(key: &str, expect: &Value, event: &Value) -> Result<(), String> {
    for (pointer, expected) in expect[key].as_object().into_iter().flatten() {
        compare::same(&format!("{key} {pointer}"), expected, event.pointer(pointer).unwrap_or(&Value::Null))?;
    }
    Ok(())
}

fn went_out(expected: &Value, sent: &Request) -> Result<(), String> {
    let text = String::from_utf8_lossy(&sent.body).into_owned();
    let parts = json!({"method": sent.method, "path": sent.path, "query": sent.raw_query, "body": text});
    for (name, value) in expected.as_object().into_iter().flatten() {
        match name.as_str() {
            "headers" => has_headers("sent request", value, &sent.headers)?,
            "json" => {
                let json: Value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
                compare::same("sent body", value, &json)?;
            }
            "body_base64" => compare::same("sent body", value, &STANDARD.encode(&sent.body).into())?,
            _ => compare::same(&format!("sent {name}"), value, &parts[name.as_str()])?,
        }
    }
    Ok(())
}
