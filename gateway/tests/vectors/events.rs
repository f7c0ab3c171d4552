//! Events of Lambda proxy integrations.

use gatewright_gateway::Request;
use gatewright_gateway::config::{Options, Variables};
use serde_json::{Value, json};

use crate::api::{FUNCTION_URI, gateway_with, one_method, operation};
use crate::backend::Function;
use crate::compare;
use crate::outcome::Outcome;

pub(crate) async fn run(vector: &Value) -> Outcome {
    Outcome::of(event(vector).await)
}

/// Headers that the network of AWS adds before a request reaches the gateway.
fn is_of_the_edge(name: &str) -> bool {
    name.starts_with("CloudFront-") || ["Via", "X-Amz-Cf-Id"].contains(&name)
}

/// Headers that the gateway adds by itself.
fn is_added(name: &str) -> bool {
    ["Host", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"].contains(&name)
}

async fn event(vector: &Value) -> Result<(), String> {
    let expected = &vector["expect"]["event"];
    let stage = expected["requestContext"]["stage"].as_str().unwrap_or("stage");
    let resource = vector["resource"].as_str().unwrap_or("/{proxy+}");
    let mut integration = vector.get("integration").cloned().unwrap_or_else(|| json!({"type": "AWS_PROXY"}));
    integration["uri"] = FUNCTION_URI.into();
    integration["httpMethod"] = "POST".into();
    let function = Function::gives(&json!({"statusCode": 200}), false);
    let account = expected["requestContext"]["accountId"].as_str().unwrap_or_default();
    let options = Options { variables: Variables::default().set("AWS::AccountId", account), ..Options::default() };
    let gateway = gateway_with(&one_method(resource, "ANY", operation(resource, &integration)), &options)?
        .stage(stage)
        .mount(stage)
        .function("Backend", function.clone());
    let response = gateway.call(request(vector, expected, stage)).await;
    if response.status != 200 {
        return Err(format!("status {}: {}", response.status, response.text()));
    }
    let event = function.last_json();
    for (key, value) in expected.as_object().into_iter().flatten() {
        match key.as_str() {
            "headers" | "multiValueHeaders" => headers(key, value, &event[key])?,
            "body" if value.is_object() => {
                let body =
                    event["body"].as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
                compare::same("body", value, &body)?;
            }
            _ => compare::same(key, value, &event[key])?,
        }
    }
    let unexpected = event.as_object().into_iter().flatten().find(|(key, _)| expected.get(key).is_none());
    unexpected.map_or(Ok(()), |(key, _)| Err(format!("the event should not have {key}")))
}

fn headers(key: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    for (name, value) in expected.as_object().into_iter().flatten() {
        if !is_of_the_edge(name) {
            let actual = actual.get(name).ok_or(format!("{key}: {name} is missing"))?;
            compare::same(&format!("{key}: {name}"), value, actual)?;
        }
    }
    let unexpected = actual.as_object().into_iter().flatten().find(|(name, _)| expected.get(name).is_none());
    unexpected.map_or(Ok(()), |(name, _)| Err(format!("{key}: {name} should not be there")))
}

/// The request that led to the event: as the vector gives it, and what it leaves out as the event shows it.
fn request(vector: &Value, expected: &Value, stage: &str) -> Request {
    let given = &vector["request"];
    let target = match given["url_after_stage"].as_str() {
        Some(url) => format!("/{stage}{url}"),
        None => {
            let query = expected["multiValueQueryStringParameters"].as_object().into_iter().flatten();
            let pairs: Vec<String> = query
                .flat_map(|(name, values)| {
                    let values = values.as_array().into_iter().flatten();
                    values.map(move |value| format!("{name}={}", value.as_str().unwrap_or_default()))
                })
                .collect();
            let path = expected["requestContext"]["path"].as_str().unwrap_or("/");
            if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
        }
    };
    let method = given["method"].as_str().or(expected["httpMethod"].as_str()).unwrap_or("GET");
    let mut request = Request::new(method, &target);
    for (name, value) in given["headers"].as_object().into_iter().flatten() {
        request = request.header(name.as_str(), value.as_str().unwrap_or_default());
    }
    for (name, value) in expected["headers"].as_object().into_iter().flatten() {
        if !is_of_the_edge(name) && !is_added(name) && !request.headers.contains(name) {
            request = request.header(name.as_str(), value.as_str().unwrap_or_default());
        }
    }
    let body = match (&given["body"], &expected["body"]) {
        (Value::String(text), _) | (_, Value::String(text)) => text.clone(),
        (Value::Null, Value::Null) => String::new(),
        (_, body) => body.to_string(),
    };
    request.body(body)
}
