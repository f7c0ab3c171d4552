//! The fixes of what the checks of responses find.

use gatewright_document::{Fix, Version};
use serde_json::{Value, json};

use crate::config::{Integration, Method, MethodResponse};

/// Declares a status.
pub(super) fn status(method: &Method, status: &str) -> Fix {
    let response = json!({"description": format!("Status {status}.")});
    Fix::update(&method.origin, json!({"responses": {status: response}}))
}

/// Declares a header that is a string.
pub(super) fn header(declared: &MethodResponse, header: &str, version: Version) -> Fix {
    let string = match version {
        Version::Swagger20 => json!({"type": "string"}),
        _ => json!({"schema": {"type": "string"}}),
    };
    Fix::update(&declared.origin, json!({"headers": {header: string}}))
}

/// Which failures a response is for, and what it gives.
pub(super) struct Failure {
    pub(super) pattern: &'static str,
    pub(super) status: &'static str,
    pub(super) description: &'static str,
}

/// An integration response for failures, with a status that the method declares.
pub(super) fn failure(method: &Method, integration: &Integration, failure: &Failure) -> Fix {
    let Failure { pattern, status, description } = *failure;
    let fix = Fix::update(&integration.origin, json!({"responses": {pattern: {"statusCode": status}}}));
    match method.responses.contains_key(status) {
        true => fix,
        false => fix.and_update(&method.origin, json!({"responses": {status: {"description": description}}})),
    }
}

/// Puts a model in the place of that of a response, or gives it one. A response that others share stays as it is.
pub(super) fn model(method: &Method, declared: &MethodResponse, schema: &Value, version: Version) -> Option<Fix> {
    if !declared.origin.pointer.starts_with(&method.origin.pointer) {
        return None;
    }
    if let Some(model) = declared.models.values().next() {
        return (declared.models.len() == 1).then(|| Fix::replace(&model.origin, schema.clone()));
    }
    let update = match version {
        Version::Swagger20 => json!({"schema": schema}),
        _ => json!({"content": {"application/json": {"schema": schema}}}),
    };
    Some(Fix::update(&declared.origin, update))
}
