//! The integration of an operation.

use gatewright_document::{Document, Fix, Node, Version};
use serde_json::{Value, json};

use super::{ERROR_MODEL, Mode, Wish, put, template};

/// Matches the message of any failure of the function.
const FAILED: &str = "(\\n|.)+";

pub(super) fn integration(document: &Document, wish: &Wish, item: &Node<'_>, node: &Node<'_>) -> Fix {
    match wish.mode {
        Mode::Proxy => Fix::update(node.origin(), json!({"x-amazon-apigateway-integration": proxy(wish)})),
        Mode::Mapped => mapped(document, wish, item, node),
    }
}

fn proxy(wish: &Wish) -> Value {
    json!({"type": "aws_proxy", "httpMethod": "POST", "uri": uri(wish), "passthroughBehavior": "when_no_match"})
}

/// The path of the invocation. A logical id is filled in by the template that deploys the API.
fn uri(wish: &Wish) -> Value {
    let lambda = &wish.lambda;
    let path = "lambda:path/2015-03-31/functions";
    match lambda.strip_prefix("arn:").map(|rest| rest.split(':').collect::<Vec<_>>()) {
        Some(parts) => {
            let part = |index: usize| parts.get(index).copied().unwrap_or_default();
            json!(format!("arn:{}:apigateway:{}:{path}/{lambda}/invocations", part(0), part(2)))
        }
        None => json!({
            "Fn::Sub": format!("arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:{path}/${{{lambda}.Arn}}/invocations"),
        }),
    }
}

/// An integration whose templates write what a proxy integration would hand on.
fn mapped(document: &Document, wish: &Wish, item: &Node<'_>, node: &Node<'_>) -> Fix {
    let has_body = node.get("requestBody").is_some()
        || [item, node].iter().any(|owner| {
            let parameters = owner.get("parameters");
            parameters.iter().flat_map(Node::items).any(|parameter| {
                let parameter = parameter.resolve().unwrap_or(parameter);
                matches!(parameter.str("in"), Some("body" | "formData"))
            })
        });
    let declared = responses(node);
    let status = declared.iter().map(|(status, _)| *status).find(|status| status.starts_with('2'));
    let success = status.unwrap_or("200");
    let mut headers: Vec<&str> = Vec::new();
    for (_, response) in &declared {
        let names = response.get("headers");
        headers.extend(names.iter().flat_map(Node::entries).map(|(name, _)| name));
    }
    headers.sort_unstable();
    headers.dedup();
    headers.retain(|header| header.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
    let message = "{\"message\": \"The function failed.\"}";
    let event = template::event(has_body);
    let mut added = json!({
        "x-amazon-apigateway-integration": {
            "type": "aws",
            "httpMethod": "POST",
            "uri": uri(wish),
            "passthroughBehavior": "when_no_templates",
            "requestTemplates": {"application/json": event},
            "responses": {
                "default": {
                    "statusCode": success,
                    "responseTemplates": {"application/json": template::response(&headers, wish.cors.as_deref())},
                },
                FAILED: {"statusCode": "500", "responseTemplates": {"application/json": message}},
            },
        },
    });
    let is_declared = |wanted: &str| declared.iter().any(|(status, _)| *status == wanted);
    let mut responses = json!({});
    if !is_declared("500") {
        put(&mut responses, "500", failure(document.version()));
    }
    if !is_declared(success) {
        put(&mut responses, success, json!({"description": "What the function returns."}));
    }
    put(&mut added, "responses", responses);
    Fix::update(node.origin(), added)
}

fn responses<'d>(node: &Node<'d>) -> Vec<(&'d str, Node<'d>)> {
    let responses = node.get("responses");
    responses
        .iter()
        .flat_map(Node::entries)
        .map(|(status, response)| (status, response.resolve().unwrap_or(response)))
        .collect()
}

fn failure(version: Version) -> Value {
    let description = "The function failed.";
    match version {
        Version::Swagger20 => {
            json!({"description": description, "schema": {"$ref": format!("#/definitions/{ERROR_MODEL}")}})
        }
        _ => json!({
            "description": description,
            "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{ERROR_MODEL}")}}},
        }),
    }
}
