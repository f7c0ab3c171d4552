//! APIs that SAM makes of the events of functions.

use super::build::{
    arn_of, document as empty_document, entry, invocation_uri, is_true, items, method_key, number_of, object,
    parameter, path_parameters, set, text, text_of,
};
use super::resources::{Event, Resources};
use crate::tree::Value;

/// The document of an API's events.
pub(super) fn document(resources: &Resources<'_>, api: &str) -> Value {
    let is_http = resources.kind(api) == "AWS::Serverless::HttpApi";
    let title = resources.properties(api).get("Name").cloned().or_else(|| Some(text(api)));
    let mut document = empty_document(title, is_http);
    for event in resources.events(api) {
        let Some((path, method)) = place(&event, is_http) else {
            continue;
        };
        let operation = operation(&event, &path, is_http);
        set(entry(entry(&mut document, "paths"), &path), &method, operation);
    }
    document
}

/// The path and method of an event; an event of an HTTP API without a path is the default route.
pub(super) fn place(event: &Event<'_>, is_http: bool) -> Option<(String, String)> {
    let value = |key: &str| event.properties.get(key).and_then(text_of);
    let method = method_key(&value("Method").unwrap_or_else(|| "any".to_owned()));
    match value("Path") {
        Some(path) => Some((path, method)),
        None if is_http => Some(("/$default".to_owned(), method)),
        None => None,
    }
}

fn operation(event: &Event<'_>, path: &str, is_http: bool) -> Value {
    let properties = event.properties;
    let mode = properties.get("ResponseTransferMode").and_then(Value::as_str);
    let streams = mode.is_some_and(|mode| mode.contains("STREAM"));
    let format = properties.get("PayloadFormatVersion").and_then(text_of).unwrap_or_else(|| "2.0".to_owned());
    let integration = object([
        ("type", Some(text("aws_proxy"))),
        ("httpMethod", Some(text("POST"))),
        ("uri", Some(invocation_uri(arn_of(event.function), streams))),
        ("payloadFormatVersion", is_http.then(|| text(format))),
        ("timeoutInMillis", properties.get("TimeoutInMillis").and_then(number_of)),
        ("responseTransferMode", streams.then(|| text("STREAM"))),
    ]);
    let mut parameters = path_parameters(path);
    parameters.extend(items(properties.get("RequestParameters")).filter_map(request_parameter));
    object([
        ("parameters", (!parameters.is_empty()).then(|| parameters.into())),
        ("responses", Some(object([("200", Some(object([("description", Some(text("the function's response")))])))]))),
        ("isDefaultRoute", (path == "/$default").then(|| true.into())),
        ("x-amazon-apigateway-integration", Some(integration)),
    ])
}

/// `method.request.header.X`, or that with `{Required: …}`; those of the path are declared by the path.
fn request_parameter(item: &Value) -> Option<Value> {
    let (name, options) = match item {
        Value::String(name) => (name.as_str(), None),
        Value::Object(entries) => entries.iter().next().map(|(name, options)| (name.as_str(), Some(options)))?,
        _ => return None,
    };
    let (place, name) = name.strip_prefix("method.request.")?.split_once('.')?;
    let required = is_true(options.and_then(|options| options.get("Required")));
    match place {
        "header" => Some(parameter(name, "header", required)),
        "querystring" => Some(parameter(name, "query", required)),
        _ => None,
    }
}
