//! The preflight request of browsers, which no function has to see.

use gatewright_document::{Document, Fix, Node, Version};
use serde_json::{Value, json};

use super::{METHODS, put};

const HEADERS: &str = "'Content-Type,Authorization,X-Amz-Date,X-Api-Key,X-Amz-Security-Token'";

pub(super) fn preflight(document: &Document, origin: &str, path: &str, item: &Node<'_>) -> Fix {
    let mut methods: Vec<String> =
        METHODS.iter().filter(|key| item.get(key).is_some()).map(|key| key.to_ascii_uppercase()).collect();
    methods.push("OPTIONS".to_owned());
    let values = [
        ("Access-Control-Allow-Headers", HEADERS.to_owned()),
        ("Access-Control-Allow-Methods", format!("'{}'", methods.join(","))),
        ("Access-Control-Allow-Origin", format!("'{origin}'")),
    ];
    let is_swagger = document.version() == Version::Swagger20;
    let header = if is_swagger { json!({"type": "string"}) } else { json!({"schema": {"type": "string"}}) };
    let declared: Value = values.iter().map(|(name, _)| ((*name).to_owned(), header.clone())).collect();
    let mapped: Value = values
        .iter()
        .map(|(name, value)| (format!("method.response.header.{name}"), Value::from(value.as_str())))
        .collect();
    let mut operation = json!({
        "summary": "CORS",
        "security": [],
        "responses": {"200": {"description": "What pages of other origins may send.", "headers": declared}},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
            "responses": {"default": {"statusCode": "200", "responseParameters": mapped}},
        },
    });
    let parameters: Vec<Value> = undeclared(path, item)
        .map(|name| match is_swagger {
            true => json!({"name": name, "in": "path", "required": true, "type": "string"}),
            false => json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
        })
        .collect();
    if !parameters.is_empty() {
        put(&mut operation, "parameters", parameters.into());
    }
    Fix::update(item.origin(), json!({"options": operation}))
}

/// Parameters of the path that only its operations declare.
fn undeclared<'p>(path: &'p str, item: &Node<'_>) -> impl Iterator<Item = &'p str> {
    let shared = item.get("parameters");
    let shared: Vec<String> = shared
        .iter()
        .flat_map(Node::items)
        .map(|parameter| parameter.resolve().unwrap_or(parameter))
        .filter(|parameter| parameter.str("in") == Some("path"))
        .filter_map(|parameter| parameter.str("name").map(str::to_owned))
        .collect();
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(|name| name.trim_end_matches('+')).filter(move |name| !shared.iter().any(|known| known == name))
}
