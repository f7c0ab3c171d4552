//! Runs recorded and simulated mapping templates.
//!
//! Reads `$GATEWRIGHT_VECTORS/vtl-vectors.json`: `{"vectors": [{id, oracle, stage, template, compare, expect, …}]}`.
//! Without the variable the test says so and passes.

// A test that cannot go on fails.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use gatewright_vtl::{
    Collections, Dialect, Input, Limits, NullReferences, Parameters, RenderErrorKind, Scope, Template, Value,
};
use indexmap::IndexMap;
use serde_json::Value as Json;

/// Vectors that name a feature which there is not. By rule, never by id.
pub(crate) fn unsupported(vector: &Json) -> Option<&'static str> {
    let tagged = |tag: &str| vector["tags"].as_array().is_some_and(|tags| tags.iter().any(|found| found == tag));
    let template = vector["template"].as_str().unwrap_or_default();
    let directive = |name: &str| template.contains(&format!("#{name}(")) || template.contains(&format!("#{{{name}}}("));
    if tagged("unsupported-directive-on-aws") {
        Some("a directive that API Gateway does not have")
    } else if directive("evaluate") || directive("parse") || directive("include") {
        Some("#evaluate, #parse and #include of Velocity")
    } else {
        None
    }
}

/// The share of vectors, in percent, that have to pass.
fn required(oracle: &str) -> f64 {
    match oracle {
        "aws" => 100.0,
        "velocity-1.7-simulation" => 97.0,
        _ => 95.0,
    }
}

#[derive(Default)]
struct Count {
    passed: usize,
    excluded: Vec<String>,
    failed: Vec<String>,
}

#[test]
fn vectors() {
    let Some(directory) = std::env::var_os("GATEWRIGHT_VECTORS") else {
        println!("skipped: set GATEWRIGHT_VECTORS to a directory with vtl-vectors.json");
        return;
    };
    let file = PathBuf::from(directory).join("vtl-vectors.json");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let document: Json = serde_json::from_str(&text).unwrap();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for vector in document["vectors"].as_array().unwrap() {
        let count = counts.entry(vector["oracle"].as_str().unwrap()).or_default();
        let id = vector["id"].as_str().unwrap();
        match (unsupported(vector), check(vector)) {
            (_, Ok(())) => count.passed += 1,
            (Some(feature), Err(_)) => count.excluded.push(format!("{id}: {feature}")),
            (None, Err(difference)) => count.failed.push(format!("{id}: {difference}")),
        }
    }
    let mut failures = Vec::new();
    for (oracle, count) in &counts {
        let tried = count.passed + count.failed.len();
        let all = tried + count.excluded.len();
        #[allow(clippy::cast_precision_loss)] // Small numbers.
        let share = if tried == 0 { 100.0 } else { 100.0 * count.passed as f64 / tried as f64 };
        println!(
            "{oracle}: {} passed, {} failed, {} excluded ({share:.1} %)",
            count.passed,
            count.failed.len(),
            count.excluded.len()
        );
        count.excluded.iter().for_each(|line| println!("  excluded {line}"));
        count.failed.iter().for_each(|line| println!("  failed {line}"));
        if share < required(oracle) {
            failures.push(format!("{oracle}: {share:.1} % of {} required", required(oracle)));
        }
        if count.excluded.len() * 100 > all * 3 {
            failures.push(format!("{oracle}: more than 3 % excluded"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Renders a vector and compares; `Err` says what differs.
pub(crate) fn check(vector: &Json) -> Result<(), String> {
    let expect = &vector["expect"];
    let outcome = run(vector);
    if vector["compare"] == "error" {
        return match outcome {
            Err(_) => Ok(()),
            Ok(done) => Err(format!("expected an error, got {:?}", done.text)),
        };
    }
    if expect["http_status"] == 400
        && expect["method_response_body"].as_str().is_some_and(|body| body.contains("payload"))
    {
        return rejected_payload(&expect["method_response_body"], outcome);
    }
    let done = outcome.map_err(|failure| failure.message)?;
    if let Some(status) = expect["http_status"].as_i64().filter(|status| *status != 200) {
        let got = done.context["responseOverride"]["status"].clone();
        if got.as_i64() != Some(status) {
            return Err(format!("expected status {status}, got {got}"));
        }
    }
    for (name, value) in expect["headers"].as_object().into_iter().flatten() {
        let got = &done.context["responseOverride"]["header"][name];
        if got != value {
            return Err(format!("expected header {name}: {value}, got {got}"));
        }
    }
    compare(vector, &done)
}

fn compare(vector: &Json, done: &Done) -> Result<(), String> {
    let expect = &vector["expect"];
    let got = done.text.as_str();
    let same = |expected: &str, got: &str| {
        if expected == got { Ok(()) } else { Err(format!("expected {expected:?}, got {got:?}")) }
    };
    if let Some(body) = expect["method_response_body"].as_str() {
        // The event is the rendered text as JSON, nothing being `{}`; it comes back as JSON text.
        let event = if got.is_empty() { "{}" } else { got };
        let event: Json = serde_json::from_str(event).map_err(|error| format!("{error} in {got:?}"))?;
        return same(body, &event.to_string());
    }
    let expected = expect["text"].as_str().unwrap_or_default();
    match vector["compare"].as_str().unwrap() {
        "exact" => same(expected, got),
        "exact-trailing-newline-insensitive" => same(expected.trim_end_matches('\n'), got.trim_end_matches('\n')),
        "whitespace-normalised" => same(&normalised(expected), &normalised(got)),
        "json" => {
            let value: Json = serde_json::from_str(got).map_err(|error| format!("{error} in {got:?}"))?;
            if json_fits(&expect["json"], &value) {
                Ok(())
            } else {
                Err(format!("expected {}, got {value}", expect["json"]))
            }
        }
        "overrides" => {
            let mut wanted = expect["overrides"].as_object().into_iter().flatten();
            let differs = wanted.find_map(|(side, parts)| {
                let got = &done.context[format!("{side}Override")];
                let part = parts.as_object()?.iter().find(|(name, value)| &got[name.as_str()] != *value)?;
                Some(format!("expected {side} {}: {}, got {}", part.0, part.1, got[part.0.as_str()]))
            });
            differs.map_or(Ok(()), Err)
        }
        other => Err(format!("unknown comparison {other}")),
    }
}

fn rejected_payload(expected: &Json, outcome: Result<Done, Failure>) -> Result<(), String> {
    match outcome {
        Err(failure) if failure.kind == Some(RenderErrorKind::Payload) => {
            let expected = expected.as_str().unwrap_or_default();
            if expected.contains(&failure.message) {
                Ok(())
            } else {
                Err(format!("expected {expected:?}, got {:?}", failure.message))
            }
        }
        Err(failure) => Err(failure.message),
        Ok(done) => Err(format!("expected a rejected payload, got {:?}", done.text)),
    }
}

fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Equal JSON, where `<…>` stands for what the recording left out.
fn json_fits(expected: &Json, got: &Json) -> bool {
    match (expected, got) {
        (Json::String(text), _) if text.starts_with('<') && text.ends_with('>') => true,
        (Json::Object(expected), Json::Object(got)) => {
            expected.len() == got.len()
                && expected.iter().all(|(key, value)| got.get(key).is_some_and(|got| json_fits(value, got)))
        }
        (Json::Array(expected), Json::Array(got)) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| json_fits(expected, got))
        }
        (Json::Number(expected), Json::Number(got)) => expected.as_f64() == got.as_f64(),
        _ => expected == got,
    }
}

struct Done {
    text: String,
    context: Json,
}

struct Failure {
    kind: Option<RenderErrorKind>,
    message: String,
}

fn run(vector: &Json) -> Result<Done, Failure> {
    let oracle = vector["oracle"].as_str().unwrap();
    let (dialect, collections) = match oracle {
        "velocity-1.7-simulation" => {
            (Dialect { macros: true, null_references: NullReferences::Empty }, Collections::JavaUtil)
        }
        _ if oracle.starts_with("velocity-engine") => (Dialect::VELOCITY, Collections::JavaUtil),
        _ => (Dialect::API_GATEWAY, Collections::JsonSmart),
    };
    if vector.get("input").is_none() {
        let mut scope = Scope::new();
        for (name, value) in vector["variables"].as_object().into_iter().flatten() {
            scope.set(name.as_str(), Value::from_json(value, collections));
        }
        return render(&vector["template"], dialect, scope);
    }
    let input = &vector["input"];
    let first = render(
        &vector["template"],
        dialect,
        scope(vector, input["body"].as_str().unwrap_or_default(), &vector["context"]),
    )?;
    let Some(response) = vector.get("response_template") else {
        return Ok(first);
    };
    if response.is_null() {
        return Ok(Done { text: String::new(), ..first });
    }
    let body = match (vector.get("backend_result"), vector["stage"].as_str()) {
        (Some(result), _) => result.to_string(),
        (None, Some("mock-request-then-response")) => "{}".to_owned(),
        _ => first.text,
    };
    render(response, dialect, scope(vector, &body, &first.context))
}

fn scope(vector: &Json, body: &str, context: &Json) -> Scope {
    let parameters = |name: &str| -> IndexMap<String, String> {
        let entries = vector["input"][name].as_object().into_iter().flatten();
        entries
            .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect()
    };
    let parameters =
        Parameters { path: parameters("path"), querystring: parameters("querystring"), header: parameters("header") };
    let mut scope = Scope::for_input(Input::new(body, parameters));
    scope.set_context(context.clone());
    let variables = vector["stageVariables"].as_object().into_iter().flatten();
    scope.set_stage_variables(variables.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))));
    scope
}

fn render(template: &Json, dialect: Dialect, mut scope: Scope) -> Result<Done, Failure> {
    let parsed = Template::parse_as(template.as_str().unwrap(), dialect)
        .map_err(|error| Failure { kind: None, message: error.to_string() })?;
    let text = parsed
        .render(&mut scope, &Limits::default())
        .map_err(|error| Failure { kind: Some(error.kind()), message: error.message().to_owned() })?;
    Ok(Done { text, context: scope.context() })
}
