//! Lambda proxy integrations: what a function's result means as an HTTP answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::serve::message::headers::Headers;
use crate::serve::message::request::Response;

/// A result that is no answer; the text is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedResult(pub String);

/// Reads the result of a REST API's function. Only the five known members are allowed, and every one
/// may be missing (recorded at AWS).
///
/// # Errors
/// When the result has another form: API Gateway answers 502.
pub fn proxy_result(payload: &[u8], accepts_binary: bool) -> Result<Response, MalformedResult> {
    const KNOWN: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];
    let malformed = || MalformedResult("Malformed Lambda proxy response".to_owned());
    let value: Value = serde_json::from_slice(payload).map_err(|_| malformed())?;
    let result = value.as_object().ok_or_else(malformed)?;
    if let Some(message) = result.get("errorMessage") {
        return Err(MalformedResult(format!(
            "Lambda execution failed with status 200 due to customer function error: {}",
            message.as_str().unwrap_or_default()
        )));
    }
    if result.keys().any(|key| !KNOWN.contains(&key.as_str())) {
        return Err(malformed());
    }
    let status = status(result.get("statusCode")).ok_or_else(malformed)?;
    let mut headers = Headers::default();
    for (name, values) in object(result.get("multiValueHeaders")).ok_or_else(malformed)? {
        let values = values.as_array().ok_or_else(malformed)?;
        for value in values {
            headers.append(name, header_text(value).ok_or_else(malformed)?);
        }
    }
    for (name, value) in object(result.get("headers")).ok_or_else(malformed)? {
        let value = header_text(value).ok_or_else(malformed)?;
        // One under another spelling is kept beside it and takes over its spelling.
        let spelled = headers.names().find(|other| other.eq_ignore_ascii_case(name)).map(str::to_owned);
        headers.append(spelled.unwrap_or_else(|| name.clone()), value);
    }
    headers.set_default("Content-Type", "application/json");
    let is_encoded = result.get("isBase64Encoded").and_then(Value::as_bool).unwrap_or(false);
    let body = match result.get("body") {
        None | Some(Value::Null) => Bytes::new(),
        Some(Value::String(text)) => decode(text, is_encoded && accepts_binary).ok_or_else(malformed)?,
        Some(Value::Number(number)) => number.to_string().into(),
        Some(Value::Bool(flag)) => flag.to_string().into(),
        Some(_) => return Err(malformed()),
    };
    Ok(Response { status, headers, body })
}

/// Reads the result of an HTTP API's function: an answer if it has a status, else the body itself.
///
/// # Errors
/// When the result is no JSON: API Gateway answers 500.
pub fn proxy_result_v2(payload: &[u8]) -> Result<Response, MalformedResult> {
    let malformed = || MalformedResult("the function's result is no answer".to_owned());
    let value: Value = serde_json::from_slice(payload).map_err(|_| malformed())?;
    let mut headers = Headers::default();
    let Some(result) = value.as_object().filter(|result| result.contains_key("statusCode")) else {
        headers.append("Content-Type", "application/json");
        let body = match value {
            Value::String(text) => text.into(),
            other => other.to_string().into(),
        };
        return Ok(Response { status: 200, headers, body });
    };
    let status = status(result.get("statusCode")).ok_or_else(malformed)?;
    // Cookies come before a `Set-Cookie` among the headers (recorded at AWS).
    for cookie in result.get("cookies").and_then(Value::as_array).into_iter().flatten() {
        headers.append("Set-Cookie", header_text(cookie).ok_or_else(malformed)?);
    }
    for (name, value) in object(result.get("headers")).ok_or_else(malformed)? {
        headers.append(name, header_text(value).ok_or_else(malformed)?);
    }
    headers.set_default("Content-Type", "text/plain;charset=UTF-8");
    let is_encoded = result.get("isBase64Encoded").and_then(Value::as_bool).unwrap_or(false);
    let body = match result.get("body") {
        None | Some(Value::Null) => Bytes::new(),
        Some(Value::String(text)) => decode(text, is_encoded).ok_or_else(malformed)?,
        Some(other) => other.to_string().into(),
    };
    Ok(Response { status, headers, body })
}

/// The status as a number or as text; 200 if there is none.
pub(super) fn status(value: Option<&Value>) -> Option<u16> {
    let status = match value {
        None | Some(Value::Null) => Some(200),
        Some(Value::Number(number)) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    status.filter(|status| (100..1000).contains(status))
}

/// The members of an object; none of `null`, `None` for anything else.
pub(super) fn object(value: Option<&Value>) -> Option<impl Iterator<Item = (&String, &Value)>> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    match value {
        None | Some(Value::Null) => Some(EMPTY.iter()),
        Some(Value::Object(entries)) => Some(entries.iter()),
        Some(_) => None,
    }
}

/// The value of a header as text.
pub(super) fn header_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null => Some(String::new()),
        _ => None,
    }
}

fn decode(text: &str, is_encoded: bool) -> Option<Bytes> {
    if is_encoded { STANDARD.decode(text).ok().map(Bytes::from) } else { Some(text.to_owned().into()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(result: Value, expected: Option<(u16, &str)>) {
        let found = proxy_result(result.to_string().as_bytes(), false).ok();
        let found = found.map(|response| (response.status, response.text().into_owned()));
        assert_eq!(found, expected.map(|(status, body)| (status, body.to_owned())), "{result}");
    }

    #[test]
    fn results() {
        check(json!({}), Some((200, "")));
        check(json!({"statusCode": "201", "body": "x"}), Some((201, "x")));
        check(json!({"statusCode": 200, "headers": null, "body": null}), Some((200, "")));
        check(json!({"statusCode": "test"}), None);
        check(json!({"statusCode": 200, "wrong": 1}), None);
        check(json!("text"), None);
        check(json!(null), None);
        check(json!({"multiValueHeaders": {"a": "b"}}), None);
        check(json!({"body": {"a": 1}}), None);
        check(json!({"body": "eA==", "isBase64Encoded": true}), Some((200, "eA==")));
    }

    #[test]
    fn headers_are_merged() {
        let result = json!({"multiValueHeaders": {"tesT": ["a"]}, "headers": {"test": "b", "flag": true}});
        let response = proxy_result(result.to_string().as_bytes(), false).unwrap();
        let headers: Vec<_> = response.headers.iter().collect();
        assert_eq!(headers, [("tesT", "a"), ("tesT", "b"), ("flag", "true"), ("Content-Type", "application/json")]);
    }

    #[test]
    fn second_format() {
        let read = |value: Value| proxy_result_v2(value.to_string().as_bytes()).unwrap();
        let plain = read(json!({"a": 1}));
        assert_eq!((plain.status, plain.text().as_ref()), (200, "{\"a\":1}"));
        let full = read(json!({"statusCode": 201, "body": "eA==", "isBase64Encoded": true, "cookies": ["a=1", "b=2"]}));
        assert_eq!((full.status, full.text().as_ref(), full.headers.len()), (201, "x", 3));
    }
}
