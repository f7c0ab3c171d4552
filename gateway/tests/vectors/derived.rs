//! LambdaGate from end to end, as it was reasoned out.

use gatewright_gateway::Request;
use serde_json::Value;

use crate::api::gateway;
use crate::backend::Function;
use crate::compare;
use crate::outcome::Outcome;

pub(crate) async fn run(vector: &Value, files: &[(String, Value)]) -> Outcome {
    Outcome::of(check(vector, files).await)
}

async fn check(vector: &Value, files: &[(String, Value)]) -> Result<(), String> {
    let (file, pointer) = vector["document"].as_str().and_then(|text| text.split_once('#')).ok_or("no document")?;
    let document = files.iter().find(|(name, _)| name == file).and_then(|(_, file)| file.pointer(pointer));
    let backend = vector["backend"].get("result").cloned().unwrap_or(Value::Null);
    let function = Function::gives(&backend, backend.get("errorMessage").is_some());
    let gateway = gateway(document.ok_or(format!("no {file}#{pointer}"))?)?.function("Calc", function.clone());
    let sent = &vector["request"];
    let mut request = Request::new(sent["method"].as_str().unwrap_or("GET"), sent["url"].as_str().unwrap_or("/"));
    for (name, value) in sent["headers"].as_object().into_iter().flatten() {
        request = request.header(name.as_str(), value.as_str().unwrap_or_default());
    }
    let response = gateway.call(request.body(sent["body"].as_str().unwrap_or_default().to_owned())).await;
    let expect = &vector["expect"];
    compare::response(expect, &response)?;
    if let Some(event) = expect.get("integration_request_json") {
        compare::same("event", event, &function.last_json())?;
    }
    match expect["body_text"].as_str() {
        Some(text) if vector["note"] == "compare as JSON" => {
            let expected = serde_json::from_str(text).map_err(|error| error.to_string())?;
            compare::same("body", &expected, &response.json().map_err(|error| error.to_string())?)
        }
        Some(text) => compare::same("body", &text.into(), &response.text().into()),
        None => Ok(()),
    }
}
