//! Proposes an `operationId` for each operation without one.

use crate::index::IndexSet;
use gatewright_document::{Code, Document, Fix, Node, Report};
use heck::{ToLowerCamelCase as _, ToUpperCamelCase as _};
use serde_json::json;

/// The keys of a path item that are operations.
const METHODS: [&str; 10] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query", "x-amazon-apigateway-any-method"];

/// Reports each operation of the document's first file that has no `operationId`, with one as its fix: method and path
/// in one word, `getPetsByPetId`, with a number where that is taken. Nothing else complains of them, since operations
/// without are named in the same way.
///
/// ```
/// let document = gatewright_build::Document::from_text("pets.yaml", "
/// openapi: 3.0.3
/// info: {title: Pets, version: '1'}
/// paths: {'/pets/{petId}': {get: {responses: {}}}}
/// ").map_err(gatewright_build::Error::Document)?;
/// let report = gatewright_build::missing_operation_ids(&document);
/// assert_eq!(report.diagnostics()[0].help.as_deref(), Some("write `operationId: getPetsByPetId`"));
/// # Ok::<(), gatewright_build::Error>(())
/// ```
#[must_use]
pub fn missing_operation_ids(document: &Document) -> Report {
    let mut report = Report::new(document.sources());
    let operations = operations(document);
    let given = operations.iter().filter_map(|(_, _, operation)| operation.str("operationId"));
    let mut taken: IndexSet<String> = given.map(|id| id.to_lower_camel_case()).collect();
    for (path, method, operation) in &operations {
        if operation.get("operationId").is_some() {
            continue;
        }
        let base = operation_id(path, method);
        let numbered = (2..).map(|number| format!("{base}{number}"));
        let Some(id) =
            std::iter::once(base.clone()).chain(numbered).find(|id| !taken.contains(&id.to_lower_camel_case()))
        else {
            continue;
        };
        taken.insert(id.to_lower_camel_case());
        report
            .add(Code::MISSING_OPERATION_ID, &operation.origin().own_key())
            .message(format!("`{} {path}` has no `operationId`", shown(method)))
            .help(format!("write `operationId: {id}`"))
            .fix(Fix::update(operation.origin(), json!({"operationId": id})));
    }
    report
}

fn operations(document: &Document) -> Vec<(String, &'static str, Node<'_>)> {
    let mut found = Vec::new();
    for (path, item) in document.root().get("paths").iter().flat_map(|paths| paths.entries()) {
        for method in METHODS {
            let operation = item.get(method).filter(|operation| operation.value().as_object().is_some());
            found.extend(
                operation.filter(|_| path.starts_with('/')).map(|operation| (path.to_owned(), method, operation)),
            );
        }
    }
    found
}

fn shown(method: &str) -> String {
    if method.starts_with("x-") { "ANY".to_owned() } else { method.to_ascii_uppercase() }
}

fn operation_id(path: &str, method: &str) -> String {
    let method = if method.starts_with("x-") { "any" } else { method };
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let words = segments.map(|segment| {
        let parameter = segment.contains('{');
        let word = segment.to_upper_camel_case();
        if parameter { format!("By{word}") } else { word }
    });
    method.chars().chain(words.collect::<String>().chars()).collect()
}
