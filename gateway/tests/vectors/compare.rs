//! Comparison of what came with what was recorded; `<…>` in a recording stands for any value.

use gatewright_gateway::Response;
use serde_json::Value;

/// Whether a recorded text stands for one that differs from run to run: `<uuid:1>`, `<resource id>`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    inner.is_some_and(|inner| inner.len() < 64 && !inner.contains(['<', '>', '/', '"', '=']))
}

/// Whether a value is the recorded one.
pub(crate) fn matches(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::String(text), _) if is_placeholder(text) => true,
        (Value::Array(expected), Value::Array(actual)) => {
            expected.len() == actual.len()
                && expected.iter().zip(actual).all(|(expected, actual)| matches(expected, actual))
        }
        (Value::Object(expected), Value::Object(actual)) => {
            expected.len() == actual.len()
                && expected.iter().all(|(key, value)| actual.get(key).is_some_and(|actual| matches(value, actual)))
        }
        (Value::Number(expected), Value::Number(actual)) => expected.as_f64() == actual.as_f64(),
        _ => expected == actual,
    }
}

/// `expected` or the reason why not.
pub(crate) fn same(what: &str, expected: &Value, actual: &Value) -> Result<(), String> {
    if matches(expected, actual) { Ok(()) } else { Err(format!("{what}: expected {expected}, got {actual}")) }
}

/// The status, and where they are recorded the body and the headers of an answer.
pub(crate) fn response(expect: &Value, response: &Response) -> Result<(), String> {
    if let Some(status) = expect["status"].as_u64()
        && u64::from(response.status) != status
    {
        return Err(format!("status: expected {status}, got {} {}", response.status, response.text()));
    }
    match expect.get("body") {
        Some(Value::String(text)) if *text != response.text() => {
            // A recorded text may be what a JSON string says.
            if response.json().ok().as_ref() != expect.get("body") {
                return Err(format!("body: expected {text:?}, got {:?}", response.text()));
            }
        }
        Some(Value::String(_)) | None => {}
        Some(body) => same("body", body, &response.json().map_err(|error| format!("{error}: {}", response.text()))?)?,
    }
    for key in ["headers", "response_headers"] {
        headers(expect.get(key), response)?;
    }
    Ok(())
}

/// Headers that the connection adds, or that depend on the backend's body.
const OF_THE_CONNECTION: [&str; 4] = ["connection", "content-length", "date", "x-amzn-remapped-content-length"];

pub(crate) fn headers(expected: Option<&Value>, response: &Response) -> Result<(), String> {
    for (name, value) in expected.and_then(Value::as_object).into_iter().flatten() {
        if OF_THE_CONNECTION.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let found: Vec<&str> = response
            .headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect();
        if found.is_empty() {
            return Err(format!("header {name} is missing"));
        }
        same(&format!("header {name}"), value, &Value::from(found.join(", ")))?;
    }
    Ok(())
}
