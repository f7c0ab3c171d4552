//! CORS of SAM's and CloudFormation's APIs.

use super::build::{entries, entry, items, number_of, object, set, text, text_of};
use super::resources::Resources;
use crate::tree::Value;

/// Adds what an API says of CORS to its document: the configuration of an HTTP API, the mocks of a REST API.
pub(super) fn add(resources: &Resources<'_>, api: &str, document: &mut Value) {
    let properties = resources.properties(api);
    match resources.kind(api) {
        "AWS::Serverless::HttpApi" | "AWS::ApiGatewayV2::Api" => {
            let cors = properties.get("CorsConfiguration");
            if let Some(cors) =
                cors.and_then(configuration).filter(|_| document.get("x-amazon-apigateway-cors").is_none())
            {
                set(document, "x-amazon-apigateway-cors", cors);
            }
        }
        "AWS::Serverless::Api" => {
            if let Some(cors) = properties.get("Cors") {
                add_mocks(document, cors);
            }
            let types: Vec<Value> = items(properties.get("BinaryMediaTypes"))
                .filter_map(text_of)
                .map(|it| text(it.replace("~1", "/")))
                .collect();
            if !types.is_empty() && document.get("x-amazon-apigateway-binary-media-types").is_none() {
                set(document, "x-amazon-apigateway-binary-media-types", types.into());
            }
        }
        _ => {}
    }
}

/// `CorsConfiguration`: `true` allows every origin.
fn configuration(cors: &Value) -> Option<Value> {
    if cors.as_bool() == Some(true) {
        return Some(object([("allowOrigins", Some(Value::Array(vec![text("*")])))]));
    }
    let list = |key: &str| cors.get(key).filter(|list| matches!(list, Value::Array(_))).cloned();
    cors.as_object()?;
    Some(object([
        ("allowOrigins", list("AllowOrigins")),
        ("allowMethods", list("AllowMethods")),
        ("allowHeaders", list("AllowHeaders")),
        ("exposeHeaders", list("ExposeHeaders")),
        ("maxAge", cors.get("MaxAge").and_then(number_of)),
        ("allowCredentials", cors.get("AllowCredentials").cloned()),
    ]))
}

/// An OPTIONS mock on every path that has none, as SAM adds it.
fn add_mocks(document: &mut Value, cors: &Value) {
    let quoted = |key: &str| cors.get(key).and_then(text_of);
    let origin = text_of(cors).or_else(|| quoted("AllowOrigin")).unwrap_or_else(|| "'*'".to_owned());
    let paths: Vec<(String, String)> = entries(document.get("paths"))
        .filter(|(_, item)| item.get("options").is_none())
        .map(|(path, item)| {
            let methods = entries(Some(item)).map(|(method, _)| match method.as_str() {
                "x-amazon-apigateway-any-method" => "DELETE,GET,HEAD,PATCH,POST,PUT".to_owned(),
                method => method.to_ascii_uppercase(),
            });
            (path.clone(), format!("'{},OPTIONS'", methods.collect::<Vec<_>>().join(",")))
        })
        .collect();
    for (path, methods) in paths {
        let headers = [
            ("Access-Control-Allow-Origin", Some(origin.clone())),
            ("Access-Control-Allow-Methods", Some(quoted("AllowMethods").unwrap_or(methods))),
            ("Access-Control-Allow-Headers", quoted("AllowHeaders")),
            ("Access-Control-Max-Age", quoted("MaxAge")),
        ];
        let given = || headers.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?)));
        let mappings: Value =
            given().map(|(name, value)| (format!("method.response.header.{name}"), text(value))).collect();
        let declared: Value = given()
            .map(|(name, _)| (name.to_owned(), object([("schema", Some(object([("type", Some(text("string")))])))])))
            .collect();
        let default = object([("statusCode", Some(text("200"))), ("responseParameters", Some(mappings))]);
        let template = object([("application/json", Some(text("{\"statusCode\": 200}")))]);
        let integration = object([
            ("type", Some(text("mock"))),
            ("requestTemplates", Some(template)),
            ("responses", Some(object([("default", Some(default))]))),
        ]);
        let response = object([("description", Some(text("CORS"))), ("headers", Some(declared))]);
        let operation = object([
            ("responses", Some(object([("200", Some(response))]))),
            ("security", Some(Value::Array(Vec::new()))),
            ("x-amazon-apigateway-integration", Some(integration)),
        ]);
        set(entry(entry(document, "paths"), &path), "options", operation);
    }
}
