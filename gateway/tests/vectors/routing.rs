//! Routes, and URIs with their variables.

use gatewright_gateway::{Request, render_uri};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::api::{document, gateway, method_key, operation};
use crate::backend::{Answer, HttpBackend};
use crate::compare;
use crate::outcome::Outcome;

pub(crate) async fn run(vector: &Value) -> Outcome {
    Outcome::of(route(vector).await)
}

async fn route(vector: &Value) -> Result<(), String> {
    let mut paths = Map::new();
    for (path, methods) in vector["api"].as_object().into_iter().flatten() {
        let mut item = Map::new();
        for (method, name) in methods.as_object().into_iter().flatten() {
            let integration = json!({
                "type": "mock",
                "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
                "responses": {"default": {
                    "statusCode": "200", "responseTemplates": {"application/json": name},
                }},
            });
            item.insert(method_key(method), operation(path, &integration));
        }
        paths.insert(path.clone(), item.into());
    }
    let request = &vector["request"];
    let target = request["path"].as_str().unwrap_or("/");
    let gateway = gateway(&document(paths.into()))?;
    let response = gateway.call(Request::new(request["method"].as_str().unwrap_or("GET"), target)).await;
    compare::response(&vector["expect"], &response)?;
    match vector["expect"]["matched"].as_str() {
        Some(name) if response.text() != name => Err(format!("matched: expected {name}, got {}", response.text())),
        _ => Ok(()),
    }
}

pub(crate) async fn uri(vector: &Value) -> Outcome {
    Outcome::of(if vector.get("openapi").is_some() { called(vector).await } else { rendered(vector) })
}

fn strings(value: &Value) -> IndexMap<String, String> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

fn rendered(vector: &Value) -> Result<(), String> {
    let uri = vector["uri"].as_str().unwrap_or_default();
    let found = render_uri(uri, &strings(&vector["stageVariables"]), &strings(&vector["path_parameters"]));
    compare::same("uri", &vector["expect"]["uri"], &found.into())
}

async fn called(vector: &Value) -> Result<(), String> {
    let backend = HttpBackend::start(Answer::json(200, "{}")).await;
    let text = vector["openapi"].to_string();
    // The recording's backend spoke TLS; the one here does not.
    let has_backend = vector["stageVariables"].to_string().contains("<backend>");
    let text = if has_backend { text.replace("https://${", "http://${") } else { text };
    let described = serde_json::from_str(&text).map_err(|error| format!("{error}"))?;
    let mut gateway = gateway(&described)?;
    for (name, value) in strings(&vector["stageVariables"]) {
        gateway = gateway.stage_variable(name, value.replace("<backend>", &backend.address));
    }
    let request = &vector["request"];
    let target = request["path"].as_str().unwrap_or("/");
    let response = gateway.call(Request::new(request["method"].as_str().unwrap_or("GET"), target)).await;
    compare::response(&vector["expect"], &response)?;
    let Some(expected) = vector["expect"].get("integration_request") else {
        return Ok(());
    };
    let received = backend.last().ok_or("the backend was not called")?;
    let (path, query) = received.target.split_once('?').unwrap_or((&received.target, ""));
    let args: Map<String, Value> = gatewright_gateway::parse_query(query)
        .into_iter()
        .map(|(name, values)| (name, values.join(",").into()))
        .collect();
    let actual = json!({"args": args, "method": received.method, "path": path});
    compare::same("integration request", expected, &actual)
}
