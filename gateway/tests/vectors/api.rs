//! Documents made of what vectors say about a method.

use gatewright_document::Document;
use gatewright_gateway::Gateway;
use gatewright_gateway::config::Options;
use serde_json::{Map, Value, json};

/// The URI of the function that stands behind the methods of the vectors.
pub(crate) const FUNCTION_URI: &str = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:Backend/invocations";

/// Statuses that the method declares, so that every answer is one of its own.
const STATUSES: [&str; 14] =
    ["200", "201", "202", "204", "300", "301", "302", "400", "404", "405", "500", "502", "503", "504"];

pub(crate) fn gateway(document: &Value) -> Result<Gateway, String> {
    gateway_with(document, &Options::default())
}

pub(crate) fn gateway_with(document: &Value, options: &Options) -> Result<Gateway, String> {
    let document =
        Document::from_text("vector.json", &document.to_string()).map_err(|report| report.one_line().join("; "))?;
    let gateway = Gateway::from_document_with(&document, options).map_err(|error| error.to_string())?;
    Ok(gateway.api_id("api-id"))
}

/// A document with one method.
pub(crate) fn one_method(path: &str, method: &str, operation: Value) -> Value {
    document(json!({ path: { method_key(method): operation } }))
}

pub(crate) fn document(paths: Value) -> Value {
    json!({"swagger": "2.0", "info": {"title": "Vector", "version": "1"}, "paths": paths})
}

pub(crate) fn method_key(method: &str) -> String {
    if method == "ANY" { "x-amazon-apigateway-any-method".to_owned() } else { method.to_ascii_lowercase() }
}

/// An operation with an integration as the management API describes it.
pub(crate) fn operation(path: &str, integration: &Value) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        let name = name.trim_end_matches('+');
        parameters.push(json!({"name": name, "in": "path", "required": true, "type": "string"}));
    }
    let responses: Map<String, Value> =
        STATUSES.iter().map(|status| ((*status).to_owned(), json!({"description": "declared"}))).collect();
    json!({
        "parameters": parameters,
        "responses": responses,
        "x-amazon-apigateway-integration": exported(integration),
    })
}

/// `responses` by status with a selection pattern inside become `responses` by pattern.
fn exported(integration: &Value) -> Value {
    let mut exported = integration.as_object().cloned().unwrap_or_default();
    if let Some(responses) = exported.get("responses").and_then(Value::as_object).cloned() {
        let mut by_pattern = Map::new();
        for (key, response) in responses {
            let is_status = key.len() == 3 && key.bytes().all(|byte| byte.is_ascii_digit());
            let pattern = match response.get("selectionPattern").and_then(Value::as_str) {
                Some(pattern) => pattern,
                None if is_status => "",
                None => key.as_str(),
            };
            let pattern = if pattern.is_empty() { "default" } else { pattern };
            by_pattern.insert(pattern.to_owned(), response);
        }
        exported.insert("responses".to_owned(), by_pattern.into());
    }
    exported.remove("backend");
    exported.into()
}

/// Sets a member unless it is there.
pub(crate) fn with_default(mut value: Value, key: &str, default: Value) -> Value {
    if let Some(entries) = value.as_object_mut() {
        entries.entry(key.to_owned()).or_insert(default);
    }
    value
}

pub(crate) fn default_responses() -> Value {
    json!({"200": {"statusCode": "200"}})
}
