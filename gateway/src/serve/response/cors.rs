//! CORS of HTTP APIs (`x-amazon-apigateway-cors`). REST APIs do it by mock methods instead.

use serde_json::Value;

use crate::config::GatewayConfig;
use crate::serve::message::headers::Headers;
use crate::serve::message::request::{Request, Response};

/// Headers by which an answer says what browsers may do with it.
const CORS_HEADERS: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
];

/// The answer to a preflight request, if the API has a CORS configuration.
pub(crate) fn preflight(config: &GatewayConfig, request: &Request) -> Option<Response> {
    let cors = &config.cors.as_ref()?.value;
    let is_preflight = request.method == "OPTIONS"
        && request.headers.contains("origin")
        && request.headers.contains("access-control-request-method");
    if !is_preflight {
        return None;
    }
    let mut headers = Headers::default();
    if !allow_origin(cors, request, &mut headers) {
        return Some(Response { status: 204, headers, ..Response::default() });
    }
    for (key, name) in
        [("allowMethods", "access-control-allow-methods"), ("allowHeaders", "access-control-allow-headers")]
    {
        if let Some(value) = list(cors.get(key)) {
            headers.append(name, value);
        }
    }
    if let Some(age) = cors.get("maxAge").and_then(Value::as_u64) {
        headers.append("access-control-max-age", age.to_string());
    }
    Some(Response { status: 204, headers, ..Response::default() })
}

/// Adds what a browser asks for to an answer.
pub(crate) fn decorate(config: &GatewayConfig, request: &Request, mut response: Response) -> Response {
    let Some(cors) = &config.cors else {
        return response;
    };
    // The API's own configuration counts; what the backend says of CORS is left out.
    for name in CORS_HEADERS {
        response.headers.remove(name);
    }
    let is_allowed = request.headers.contains("origin") && allow_origin(&cors.value, request, &mut response.headers);
    if let Some(names) = list(cors.value.get("exposeHeaders")).filter(|_| is_allowed) {
        response.headers.set("access-control-expose-headers", names);
    }
    response
}

/// Allows the origin of a request, if it is one of those that the API allows.
fn allow_origin(cors: &Value, request: &Request, headers: &mut Headers) -> bool {
    let origin = request.headers.get("origin").unwrap_or_default();
    let allowed = cors.get("allowOrigins").and_then(Value::as_array);
    let found = allowed.into_iter().flatten().filter_map(Value::as_str).find(|allowed| is_match(allowed, origin));
    let Some(found) = found else {
        return false;
    };
    headers.set("access-control-allow-origin", if found == "*" { "*" } else { origin });
    if cors.get("allowCredentials").and_then(Value::as_bool) == Some(true) {
        headers.set("access-control-allow-credentials", "true");
    }
    true
}

/// `*`, `https://*`, or an origin.
fn is_match(allowed: &str, origin: &str) -> bool {
    match allowed.strip_suffix('*') {
        Some(start) => origin.starts_with(start),
        None => allowed.eq_ignore_ascii_case(origin),
    }
}

fn list(value: Option<&Value>) -> Option<String> {
    let items: Vec<&str> = value?.as_array()?.iter().filter_map(Value::as_str).collect();
    (!items.is_empty()).then(|| items.join(","))
}
