//! Takes the steps of a scenario one after the other by the generated client, and writes down what became of each.
#![allow(clippy::all, deprecated, missing_docs, non_snake_case, dead_code)]

mod api;
mod given;
mod table;

use std::collections::BTreeMap;
use std::time::Duration;

use gatewright_runtime::serde_json::{self, Value, json};
use given::{Given, Outcome, Scenario};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [scenario, out, base] = arguments.as_slice() else {
        return Err("SCENARIO OUT BASE-URL".into());
    };
    let scenario: Value = serde_json::from_str(&std::fs::read_to_string(scenario)?)?;
    // Responses by the name of their step, for steps that take something from them.
    let mut known = BTreeMap::new();
    // What the server chose when it was started: tokens, passwords.
    for (name, value) in std::env::vars() {
        known.insert(format!("${name}"), Value::from(value));
    }
    let mut lines = Vec::new();
    for step in scenario["steps"].as_array().into_iter().flatten() {
        let mut step = filled(step, &known);
        step["base"] = base.as_str().into();
        step["lenient"] = scenario["lenient-responses"].clone();
        // What most steps have in common.
        for key in ["secrets", "raw"] {
            if step.get(key).is_none() {
                step[key] = filled(&scenario[key], &known);
            }
        }
        let wait = step["wait"].as_u64().unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        let outcome = take(&step).await;
        if let (Ok(outcome), Some(name)) = (&outcome, step["name"].as_str()) {
            known.insert(name.to_owned(), serde_json::from_str(&outcome.body).unwrap_or_default());
        }
        lines.push(line(&step, outcome));
    }
    std::fs::write(out, serde_json::to_string_pretty(&lines)?)?;
    Ok(())
}

async fn take(step: &Value) -> Result<Outcome, String> {
    let scenario = Scenario::new(step.clone());
    let (method, path) = (scenario.text("method"), scenario.text("path"));
    let found = table::OPERATIONS.iter().find(|operation| operation.method == method && operation.path == path);
    let Some(operation) = found else { return Err("there is no such call".to_owned()) };
    let limit = Duration::from_secs(step["seconds"].as_u64().unwrap_or(30));
    match tokio::time::timeout(limit, (operation.run)(Given::new(&scenario))).await {
        Ok(outcome) => outcome,
        Err(_) => Err("hangs".to_owned()),
    }
}

/// Puts what earlier steps got in the place of `${STEP/pointer}`: a string that is nothing else becomes the value, unless
/// it is written `${=STEP/pointer}`.
fn filled(value: &Value, known: &BTreeMap<String, Value>) -> Value {
    match value {
        Value::String(text) => text_filled(text, known),
        Value::Array(items) => items.iter().map(|item| filled(item, known)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, known)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn text_filled(text: &str, known: &BTreeMap<String, Value>) -> Value {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((reference, further)) = after.split_once('}') else { break };
        // A value that is to be text.
        let (is_text, reference) = reference.strip_prefix('=').map_or((false, reference), |rest| (true, rest));
        let (name, pointer) = reference.find('/').map_or((reference, ""), |at| reference.split_at(at));
        let found = known.get(name).or_else(|| known.get(&format!("${name}")));
        let value = found.and_then(|value| value.pointer(pointer)).cloned().unwrap_or_default();
        if !is_text && before.is_empty() && further.is_empty() && out.is_empty() {
            return value;
        }
        out.push_str(before);
        out.push_str(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        rest = further;
    }
    out.push_str(rest);
    out.into()
}

fn line(step: &Value, outcome: Result<Outcome, String>) -> Value {
    let mut line = json!({
        "name": step["name"], "method": step["method"], "path": step["path"], "expect": step["expect"],
        "streamed": step["streamed"], "pages": step["pages"],
    });
    match outcome {
        Ok(outcome) => {
            line["status"] = outcome.status.into();
            line["ok"] = outcome.ok.into();
            line["kind"] = outcome.kind.into();
            line["error"] = outcome.error.into();
            line["media"] = outcome.media.into();
            line["body"] = outcome.body.into();
            line["departures"] = outcome.departures.into();
            line["shown"] = outcome.shown.into();
            line["paged"] = outcome.pages.into();
        }
        Err(reason) => line["uncalled"] = reason.into(),
    }
    line
}
