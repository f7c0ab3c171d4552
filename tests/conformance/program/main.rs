//! Makes the calls of a file of scenarios, and says what became of each.
#![allow(clippy::all, deprecated, missing_docs, non_snake_case)]

mod given;
mod table;
// MODULES

use gatewright_runtime::{
    reqwest,
    serde_json::{self, Value},
};
use given::{Given, Outcome, Scenario};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [scenarios, out, report] = arguments.as_slice() else {
        return Err("conformance-calls SCENARIOS OUT REPORT-URL|-".into());
    };
    let scenarios: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(scenarios)?)?;
    let http = reqwest::Client::new();
    let mut known = counts(&http, report).await;
    let mut lines = Vec::new();
    // What was read where something is to be sent back.
    let mut read = std::collections::BTreeMap::new();
    for mut scenario in scenarios {
        let place = format!("{} {}", scenario["document"], scenario["path"]);
        if scenario["bodyOfGet"] == true
            && let Some(value) = read.get(&place)
        {
            scenario["given"]["body"] = Value::clone(value);
        }
        let scenario = Scenario::new(scenario);
        let (method, path) = (scenario.text("method"), scenario.text("path"));
        let operation = table::OPERATIONS.iter().find(|operation| {
            operation.document == scenario.text("document") && operation.method == method && operation.path == path
        });
        let mut outcome = Err("there is no such call".to_owned());
        let times = scenario.value.get("times").and_then(Value::as_u64).unwrap_or(1);
        for _ in 0..times {
            outcome = match operation {
                Some(operation) => match tokio::time::timeout(
                    std::time::Duration::from_secs(20),
                    (operation.run)(Given::new(&scenario)),
                )
                .await
                {
                    Ok(outcome) => outcome,
                    Err(_) => Err("hangs".to_owned()),
                },
                None => break,
            };
        }
        if let Ok(Outcome { value: Some(value), .. }) = &outcome
            && method == "GET"
        {
            read.insert(place, value.clone());
        }
        let now = counts(&http, report).await;
        let hit: Vec<Value> = now
            .iter()
            .filter(|(name, count)| {
                known.iter().find(|(other, _)| other == name).is_none_or(|(_, before)| before < count)
            })
            .map(|(name, _)| Value::from(name.as_str()))
            .collect();
        known = now;
        lines.push(line(&scenario, outcome, hit));
    }
    std::fs::write(out, serde_json::to_string_pretty(&lines)?)?;
    Ok(())
}

/// How often the server has seen each scenario, where it tells.
async fn counts(http: &reqwest::Client, report: &str) -> Vec<(String, u64)> {
    if report == "-" {
        return Vec::new();
    }
    let Ok(response) = http.get(report).send().await else { return Vec::new() };
    let Ok(body) = response.bytes().await else { return Vec::new() };
    let report: Value = serde_json::from_slice(&body).unwrap_or_default();
    let counts = report.as_object().into_iter().flatten();
    counts.map(|(name, count)| (name.clone(), count.as_u64().unwrap_or_default())).collect()
}

fn line(scenario: &Scenario, outcome: Result<Outcome, String>, hit: Vec<Value>) -> Value {
    let mut line = serde_json::Map::new();
    for key in ["key", "document", "method", "path", "expect"] {
        line.insert(key.to_owned(), scenario.value.get(key).cloned().unwrap_or_default());
    }
    line.insert("hit".to_owned(), Value::from(hit));
    match outcome {
        Ok(outcome) => {
            line.insert("status".to_owned(), outcome.status.into());
            line.insert("ok".to_owned(), outcome.ok.into());
            line.insert("error".to_owned(), outcome.error.into());
            line.insert("body".to_owned(), outcome.body.chars().take(2000).collect::<String>().into());
            line.insert("shown".to_owned(), outcome.shown.into());
        }
        Err(reason) => {
            line.insert("uncalled".to_owned(), reason.into());
        }
    }
    line.into()
}
