//! Mapping templates: those of the template language's own suite, and mock methods through the whole gateway.

#[allow(dead_code, unused_imports)]
#[path = "../../vtl/tests/vectors.rs"]
mod suite;

use gatewright_gateway::Request;
use serde_json::{Value, json};

use crate::api::{gateway, one_method, operation};
use crate::compare;
use crate::outcome::Outcome;

pub(crate) async fn run(vector: &Value) -> Outcome {
    if vector["stage"].as_str().is_some_and(|stage| stage.starts_with("mock")) {
        return Outcome::of(mock(vector).await);
    }
    match (suite::unsupported(vector), suite::check(vector)) {
        (_, Ok(())) => Outcome::Passed,
        (Some(rule), Err(_)) => Outcome::Excluded(rule.to_owned()),
        (None, Err(difference)) => Outcome::Failed(difference),
    }
}

/// A mock method whose two templates are those of the vector.
async fn mock(vector: &Value) -> Result<(), String> {
    let input = &vector["input"];
    let parameters = |name: &str| input[name].as_object().into_iter().flatten();
    let path: String = parameters("path").map(|(name, _)| format!("/{{{name}}}")).collect();
    let path = if path.is_empty() { "/mock".to_owned() } else { path };
    let target: String =
        parameters("path").map(|(_, value)| format!("/{}", value.as_str().unwrap_or_default())).collect();
    let mut target = if target.is_empty() { "/mock".to_owned() } else { target };
    let query: Vec<String> = parameters("querystring")
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()))
        .collect();
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let mut response = json!({"statusCode": "200"});
    if let Some(template) = vector["response_template"].as_str() {
        response["responseTemplates"] = json!({"application/json": template});
    }
    let mut integration = json!({
        "type": "mock",
        "requestTemplates": {"application/json": vector["template"]},
        "responses": {"default": response},
    });
    if let Some(behavior) = vector.get("passthroughBehavior") {
        integration["passthroughBehavior"] = behavior.clone();
    }
    let method = vector["method"].as_str().unwrap_or("GET");
    let gateway = gateway(&one_method(&path, method, operation(&path, &integration)))?;
    let mut request = Request::new(method, &target).body(input["body"].as_str().unwrap_or_default().to_owned());
    for (name, value) in parameters("header") {
        request = request.header(name.as_str(), value.as_str().unwrap_or_default());
    }
    let answer = gateway.call(request).await;
    let expect = &vector["expect"];
    let status = expect.get("http_status").cloned().unwrap_or(200.into());
    compare::same("status", &status, &answer.status.into())?;
    compare::headers(expect.get("headers"), &answer)?;
    match (expect.get("json"), expect["text"].as_str()) {
        (Some(expected), _) => {
            let body = answer.json().map_err(|error| format!("{error}: {}", answer.text()))?;
            compare::same("body", expected, &body)
        }
        (None, Some(text)) => compare::same("body", &text.trim().into(), &answer.text().trim().into()),
        (None, None) => Ok(()),
    }
}
