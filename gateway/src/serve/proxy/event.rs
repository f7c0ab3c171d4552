//! Lambda proxy integrations: the event that a function gets.
//!
//! See the [input format of REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html)
//! and the [payload format 2.0 of HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::config::ApiKind;
use crate::serve::message::content::{is_binary, mime_type};
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
    /// The path that a mapping of an HTTP API sets.
    pub integration_path: Option<&'a str>,
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
    let mut headers = visible_headers(parts);
    let before: Vec<&str> = parts.request.headers.all("x-forwarded-for").collect();
    let chain = before.into_iter().chain([context.source_ip.as_str()]).collect::<Vec<_>>().join(", ");
    headers.set("X-Forwarded-For", chain);
    headers.set("X-Forwarded-Port", "443");
    headers.set("X-Forwarded-Proto", "https");
    headers
}

/// The headers that an HTTP API sends to an HTTP endpoint: one `Forwarded` in place of `X-Forwarded-For`
/// and its like.
#[must_use]
pub(crate) fn http_api_headers(parts: &EventParts<'_>) -> Headers {
    let context = parts.context;
    let mut headers = visible_headers(parts);
    for name in ["X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"] {
        headers.remove(name);
    }
    let ip = &context.source_ip;
    let ip = if ip.contains(':') { format!("\"[{ip}]\"") } else { ip.clone() };
    let own = format!("for={ip};host={};proto=https", context.domain_name);
    let before = headers.get("forwarded").map(|before| format!("{before}, "));
    headers.set("Forwarded", format!("{}{own}", before.unwrap_or_default()));
    headers
}

/// The client's headers without those of the connection, with the host and the trace.
fn visible_headers(parts: &EventParts<'_>) -> Headers {
    let visible = parts.request.headers.iter().filter(|(name, _)| !is_hidden_from_templates(name));
    let mut headers: Headers = visible.map(|(name, value)| (capitalised(name), value.to_owned())).collect();
    headers.set_default("Host", parts.context.domain_name.as_str());
    headers.set_default("X-Amzn-Trace-Id", parts.context.trace_id.as_str());
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

/// The event of payload format 1.0, which REST APIs always have.
#[must_use]
pub(crate) fn event(parts: &EventParts<'_>) -> Value {
    let request = parts.request;
    let headers = forwarded_headers(parts);
    let (body, is_encoded) = body(parts);
    let query = |value: fn(&Vec<String>) -> Value| {
        optional(request.query.iter().map(|(name, values)| (name.clone(), value(values))).collect())
    };
    let is_http = parts.context.kind == ApiKind::Http;
    let mut event = json!({
        "resource": parts.context.resource_path,
        "path": if is_http { raw_path(parts).into() } else { Cow::Borrowed(parts.path) },
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
    });
    if let Some(entries) = event.as_object_mut().filter(|_| is_http) {
        entries.shift_insert(0, "version".to_owned(), "1.0".into());
    }
    event
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
        "rawPath": raw_path(parts),
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
            "path": raw_path(parts),
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

/// The path with the stage, decoded; a question mark that was encoded ends it (recorded at AWS).
fn raw_path(parts: &EventParts<'_>) -> String {
    let path = parts.integration_path.unwrap_or(&parts.request.path);
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    decoded.split('?').next().unwrap_or_default().to_owned()
}

/// Whether an HTTP API gives a body as text: only of certain types, and only in UTF-8.
fn is_text(content_type: Option<&str>) -> bool {
    let Some(content_type) = content_type else {
        return false;
    };
    let charset = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    if charset.is_some_and(|charset| !charset.eq_ignore_ascii_case("utf-8")) {
        return false;
    }
    let mime = mime_type(content_type).to_ascii_lowercase();
    let is_known = matches!(mime.as_str(), "application/json" | "application/xml" | "application/javascript");
    is_known || mime.starts_with("text/") || mime.ends_with("+json") || mime.ends_with("+xml")
}

/// The body as text, or base64 if its type is binary.
fn body(parts: &EventParts<'_>) -> (Value, bool) {
    let request = parts.request;
    if request.body.is_empty() {
        return (Value::Null, false);
    }
    let content_type = request.headers.get("content-type");
    let is_binary = match parts.context.kind {
        ApiKind::Rest => is_binary(content_type, parts.binary_media_types),
        ApiKind::Http => !is_text(content_type),
    };
    if is_binary {
        return (STANDARD.encode(&request.body).into(), true);
    }
    (String::from_utf8_lossy(&request.body).into(), false)
}

fn path_parameters(parts: &EventParts<'_>) -> Value {
    // HTTP APIs decode them, REST APIs do not.
    let value = |value: &str| match parts.context.kind {
        ApiKind::Rest => value.into(),
        ApiKind::Http => percent_decode_str(value).decode_utf8_lossy().into(),
    };
    optional(parts.path_parameters.iter().map(|(name, text)| (name.clone(), value(text))).collect())
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
