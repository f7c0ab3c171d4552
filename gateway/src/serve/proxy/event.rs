//! Lambda proxy integrations: the event that a function gets.
//!
//! See the [input format of REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html)
//! and the [payload format 2.0 of HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::serve::message::content::is_binary;
use crate::serve::message::context::{Context, event_context};
use crate::serve::message::headers::{Headers, is_hidden_from_templates};
use crate::serve::message::request::Request;

/// Everything that goes into an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventParts<'a> {
    /// The request.
    pub request: &'a Request,
    /// The path without the stage.
    pub path: &'a str,
    /// Path parameters.
    pub path_parameters: &'a [(String, String)],
    /// The context.
    pub context: &'a Context,
    /// Media types whose bodies are bytes.
    pub binary_media_types: &'a [String],
}

/// The headers that a proxied request has on its way: the client's without those of the connection,
/// and those that API Gateway adds.
#[must_use]
pub(crate) fn forwarded_headers(parts: &EventParts<'_>) -> Headers {
    let context = parts.context;
    let visible = parts.request.headers.iter().filter(|(name, _)| !is_hidden_from_templates(name));
    let mut headers: Headers = visible.map(|(name, value)| (capitalised(name), value.to_owned())).collect();
    headers.set_default("Host", context.domain_name.as_str());
    headers.set_default("X-Amzn-Trace-Id", context.trace_id.as_str());
    let before: Vec<&str> = parts.request.headers.all("x-forwarded-for").collect();
    let chain = before.into_iter().chain([context.source_ip.as_str()]).collect::<Vec<_>>().join(", ");
    headers.set("X-Forwarded-For", chain);
    headers.set("X-Forwarded-Port", "443");
    headers.set("X-Forwarded-Proto", "https");
    headers
}

/// AWS's edge writes two names its own way, however the client did.
fn capitalised(name: &str) -> String {
    ["Authorization", "User-Agent"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
        .to_owned()
}

/// The event of a REST API (payload format 1.0).
#[must_use]
pub(crate) fn event(parts: &EventParts<'_>) -> Value {
    let request = parts.request;
    let headers = forwarded_headers(parts);
    let (body, is_encoded) = body(parts);
    let query = |value: fn(&Vec<String>) -> Value| {
        optional(request.query.iter().map(|(name, values)| (name.clone(), value(values))).collect())
    };
    json!({
        "resource": parts.context.resource_path,
        "path": parts.path,
        "httpMethod": request.method,
        "headers": single(&headers),
        "multiValueHeaders": multiple(&headers),
        "queryStringParameters": query(|values| values.last().cloned().into()),
        "multiValueQueryStringParameters": query(|values| values.clone().into()),
        "pathParameters": path_parameters(parts),
        "stageVariables": strings(&parts.context.stage_variables),
        "requestContext": event_context(parts.context),
        "body": body,
        "isBase64Encoded": is_encoded,
    })
}

/// The event of an HTTP API (payload format 2.0). `route` is `GET /pets/{id}` or `$default`.
#[must_use]
pub(crate) fn event_v2(parts: &EventParts<'_>, route: &str) -> Value {
    let (request, context) = (parts.request, parts.context);
    let mut headers: IndexMap<String, String> = IndexMap::new();
    let mut cookies: Vec<Value> = Vec::new();
    for (name, value) in forwarded_headers(parts).iter() {
        let name = name.to_ascii_lowercase();
        if name == "cookie" {
            cookies.extend(value.split(';').map(|cookie| cookie.trim().into()));
            continue;
        }
        headers.entry(name).and_modify(|all| *all = format!("{all},{value}")).or_insert_with(|| value.to_owned());
    }
    let query: Map<String, Value> =
        request.query.iter().map(|(name, values)| (name.clone(), values.join(",").into())).collect();
    let (body, is_encoded) = body(parts);
    let mut event = json!({
        "version": "2.0",
        "routeKey": route,
        "rawPath": request.path,
        "rawQueryString": request.raw_query,
        "headers": headers,
        "requestContext": context_v2(parts, route),
        "isBase64Encoded": is_encoded,
    });
    let optional_parts = [
        ("cookies", if cookies.is_empty() { Value::Null } else { cookies.into() }),
        ("queryStringParameters", optional(query)),
        ("pathParameters", path_parameters(parts)),
        ("stageVariables", strings(&context.stage_variables)),
        ("body", body),
    ];
    if let Some(entries) = event.as_object_mut() {
        entries.extend(
            optional_parts
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.to_owned(), value)),
        );
    }
    event
}

fn context_v2(parts: &EventParts<'_>, route: &str) -> Value {
    let (request, context) = (parts.request, parts.context);
    let mut value = json!({
        "accountId": context.account_id,
        "apiId": context.api_id,
        "domainName": context.domain_name,
        "domainPrefix": context.domain_name.split('.').next().unwrap_or_default(),
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": request.protocol,
            "sourceIp": context.source_ip,
            "userAgent": context.user_agent.as_deref().unwrap_or_default(),
        },
        "requestId": context.request_id,
        "routeKey": route,
        "stage": context.stage,
        "time": context.request_time(),
        "timeEpoch": context.time_millis,
    });
    if let Some(entries) = value.as_object_mut()
        && !context.authorizer.is_empty()
    {
        // A web token says by itself that it is one; what a function said stands under `lambda`.
        let said = Value::from(context.authorizer.clone());
        let said = if context.authorizer.contains_key("jwt") { said } else { json!({ "lambda": said }) };
        entries.insert("authorizer".to_owned(), said);
    }
    value
}

/// The body as text, or base64 if its type is binary.
fn body(parts: &EventParts<'_>) -> (Value, bool) {
    let request = parts.request;
    if request.body.is_empty() {
        return (Value::Null, false);
    }
    if is_binary(request.headers.get("content-type"), parts.binary_media_types) {
        return (STANDARD.encode(&request.body).into(), true);
    }
    (String::from_utf8_lossy(&request.body).into(), false)
}

fn path_parameters(parts: &EventParts<'_>) -> Value {
    optional(parts.path_parameters.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect())
}

fn strings(entries: &IndexMap<String, String>) -> Value {
    optional(entries.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect())
}

/// `null` for what is empty, as events have it.
fn optional(entries: Map<String, Value>) -> Value {
    if entries.is_empty() { Value::Null } else { Value::Object(entries) }
}

fn single(headers: &Headers) -> Value {
    let last =
        |name: &str| headers.iter().rev().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    optional(headers.names().map(|name| (name.to_owned(), last(name).into())).collect())
}

fn multiple(headers: &Headers) -> Value {
    let all = |name: &str| -> Value {
        headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    };
    optional(headers.names().map(|name| (name.to_owned(), all(name))).collect())
}
