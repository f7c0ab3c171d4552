//! The console's *Test*: the log, line by line.

use gatewright_gateway::Request;
use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::api::{gateway, one_method, operation};
use crate::compare;
use crate::outcome::Outcome;

pub(crate) async fn run(vector: &Value) -> Outcome {
    Outcome::of(invoke(vector).await)
}

/// The recordings have the log and the answer only. The method is made of what the log tells of it: its
/// path and parameters, a mock that answers what was answered, or an endpoint that has no address.
async fn invoke(vector: &Value) -> Result<(), String> {
    let expect = &vector["expect"];
    let lines: Vec<&str> = expect["log"]
        .as_object()
        .map(|lines| lines.values().filter_map(Value::as_str).filter(|line| !line.is_empty()).collect())
        .unwrap_or_default();
    let after =
        |key: &str| lines.iter().find_map(|line| line.split_once(" : ")?.1.strip_prefix(key)).map(str::trim_start);
    let (method, path) =
        after("HTTP Method:").and_then(|text| text.split_once(", Resource Path: ")).ok_or("the log names no method")?;
    let path_parameters = pairs(after("Method request path:").unwrap_or_default());
    // The last part of the path is the value of the last parameter, and so on.
    let mut template = path.to_owned();
    for (name, value) in path_parameters.iter().rev() {
        template = template.replacen(&format!("/{value}"), &format!("/{{{name}}}"), 1);
    }
    let fails = after("Execution failed").is_some();
    let integration = if fails {
        json!({"type": "HTTP", "httpMethod": "GET", "uri": "http://${stageVariables.missing}"})
    } else {
        let body = after("Method response body after transformations:").unwrap_or_default();
        json!({
            "type": "MOCK",
            "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
            "responses": {"default": {
                "statusCode": expect["status"].to_string(), "responseTemplates": {"application/json": body},
            }},
        })
    };
    let query = pairs(after("Method request query string:").unwrap_or_default());
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
    let mut request = Request::new(method, &target)
        .body(after("Method request body before transformations:").unwrap_or_default().to_owned());
    for (name, value) in pairs(after("Method request headers:").unwrap_or_default()) {
        request = request.header(name, value);
    }
    let gateway = gateway(&one_method(&template, method, operation(&template, &integration)))?;
    let trace = gateway.test_invoke(request).await;
    compare::same("status", &expect["status"], &trace.status.into())?;
    let body = serde_json::from_str(&trace.body).unwrap_or(Value::Null);
    compare::same("body", &expect["body"], &body)?;
    for (name, value) in expect["headers"].as_object().into_iter().flatten() {
        let found = trace.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        compare::same(name, value, &json!(found.map(|(_, value)| value)))?;
    }
    same_lines(&lines, &trace.log_text())
}

fn same_lines(expected: &[&str], log: &str) -> Result<(), String> {
    let actual: Vec<&str> = log.lines().collect();
    if expected.len() != actual.len() {
        return Err(format!("{} lines expected, got:\n{log}", expected.len()));
    }
    for (expected, actual) in expected.iter().zip(&actual) {
        let bare = |line: &str| line.split_once(" : ").map_or_else(|| line.to_owned(), |(_, text)| text.to_owned());
        let (expected, actual) = (bare(expected), bare(actual));
        // Ids are of the recording; what stands before them is compared.
        let head = expected.split("<request-id").next().unwrap_or_default();
        let is_same = if head.len() < expected.len() { actual.starts_with(head) } else { expected == actual };
        if !is_same {
            return Err(format!("line: expected {expected:?}, got {actual:?}"));
        }
    }
    Ok(())
}

/// `{a=1, b=2}`.
fn pairs(text: &str) -> IndexMap<String, String> {
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
    inner
        .split(", ")
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
