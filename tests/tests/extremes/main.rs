//! Documents that are large or tangled in one way each: work and output grow with the document and
//! not faster, and nothing is too deep or too wide to be answered.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod large;
mod tangled;

use std::time::Duration;

use gatewright_build::{Builder, Document, Error};
use serde_json::{Value, json};

/// A document with these schemas, and an operation that answers with the first, in JSON and in XML.
fn with_schemas(schemas: impl IntoIterator<Item = (String, Value)>) -> Value {
    let schemas: serde_json::Map<String, Value> = schemas.into_iter().collect();
    let first = schemas.keys().next().map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Extreme", "version": "1"},
        "paths": {"/first": {"get": {
            "operationId": "first",
            "responses": {"200": {"description": "It.", "content": {"application/json": {"schema": first}, "application/xml": {"schema": first}}}},
        }}},
        "components": {"schemas": schemas},
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// What comes of a document: how long the code is, or the codes of the errors.
fn outcome(document: &Value) -> Result<usize, Vec<String>> {
    let document = Document::from_text("extreme.json", &document.to_string()).unwrap();
    match Builder::new("extreme.json").generate_from(&document) {
        Ok(generated) => {
            let _ = (generated.report.render(false), generated.report.to_json());
            Ok(generated.files[0].text.len())
        }
        Err(Error::Document(report)) => {
            let _ = report.to_json();
            let mut codes: Vec<String> = report
                .diagnostics()
                .iter()
                .filter(|diagnostic| diagnostic.severity == gatewright_build::Severity::Error)
                .map(|diagnostic| diagnostic.code.to_string())
                .collect();
            codes.sort();
            codes.dedup();
            Err(codes)
        }
        Err(error) => panic!("{error}"),
    }
}

/// The CPU time of this process so far.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

// One test, so that no other runs in the process whose CPU time is measured.
#[test]
fn extremes() {
    tangled::check();
    #[cfg(unix)]
    large::check();
}
