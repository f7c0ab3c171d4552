//! Material from outside: `GATEWRIGHT_CORPUS` names a directory with a folder `apigateway` of exported
//! documents, `GATEWRIGHT_VECTORS` one with `vtl-vectors.json`. Without them the tests only say so.

use std::path::{Path, PathBuf};

use gatewright_document::{Code, Document, Severity};
use serde_json::{Value, json};

use crate::{findings, lambda, report_on};

fn corpus() -> Option<Vec<PathBuf>> {
    let Some(directory) = std::env::var_os("GATEWRIGHT_CORPUS") else {
        println!("GATEWRIGHT_CORPUS is not set: it names a directory with a folder `apigateway` of documents");
        return None;
    };
    let folder = Path::new(&directory).join("apigateway");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    Some(paths)
}

/// Every document can be checked, and nothing that is found is an error.
#[test]
fn documents_of_the_corpus() {
    for path in corpus().into_iter().flatten() {
        let Ok(document) = Document::load(&path) else { continue };
        let report = report_on(&document);
        let name = path.file_name().unwrap().to_string_lossy();
        println!("{name}: {} warnings, {} notes", report.count(Severity::Warning), report.count(Severity::Note));
        assert!(!report.has_errors(), "{name}: {:?}", report.one_line());
    }
}

/// A template of which some output is known to be JSON is never said to print none.
#[test]
fn templates_that_printed_json() {
    let Some(directory) = std::env::var_os("GATEWRIGHT_VECTORS") else {
        println!("GATEWRIGHT_VECTORS is not set: it names a directory with `vtl-vectors.json`");
        return;
    };
    let text = std::fs::read_to_string(Path::new(&directory).join("vtl-vectors.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let vectors = vectors.get("vectors").or(Some(&vectors)).and_then(Value::as_array).unwrap();
    let (mut known, mut found) = (0, 0);
    for vector in vectors {
        // Variables that are given from outside have no value at API Gateway.
        let plain = vector["variables"].as_object().is_none_or(serde_json::Map::is_empty);
        let at_gateway = &vector["aws_integration"]["responseTemplates"]["application/json"];
        let template = if plain { &vector["template"] } else { at_gateway };
        let (Some(template), Some(output)) = (template.as_str(), vector["expect"]["text"].as_str()) else { continue };
        let is_json = output.trim().is_empty() || serde_json::from_str::<Value>(output).is_ok();
        let mut operation = lambda(template);
        operation["responses"] = json!({"200": {"description": "", "schema": {}}});
        let warned: Vec<String> = findings(&operation)
            .into_iter()
            .filter(|finding| finding.starts_with(&format!("warning[{}]", Code::TEMPLATE_IS_NOT_JSON)))
            .filter(|finding| !finding.contains("when its lists"))
            .collect();
        if is_json {
            assert!(warned.is_empty(), "{}: {template:?} printed {output:?}, but {warned:?}", vector["id"]);
        } else {
            known += 1;
            found += usize::from(!warned.is_empty());
        }
    }
    println!("{found} of {known} templates that do not print JSON are found without a request");
}
