//! A few lines of a schema, and the Rust that they become.
//!
//! `UPDATE_EXPECT=1 cargo test -p gatewright-tests --test generate snippets` accepts what changed.

mod choices;
mod exporters;
mod forms;
mod gateway;
mod lenient;
mod objects;
mod operations;
mod pages;
mod scalars;
mod sent;
mod served;
mod shared;
mod tag_values;
mod watches;

use expect_test::Expect;
use gatewright_build::Builder;

use crate::document::{builder, generate, indented, items, text};

/// Checks the definitions (structs, enums, aliases) that the schema `Value` becomes in OpenAPI 3.1,
/// without documentation and derives, and that nothing is reported.
#[track_caller]
fn check(schema: &str, expected: Expect) {
    expected.assert_eq(&definitions("openapi: 3.1.0", "components:\n  schemas:", schema));
}

/// The same in OpenAPI 3.0.
#[track_caller]
fn check_3_0(schema: &str, expected: Expect) {
    expected.assert_eq(&definitions("openapi: 3.0.3", "components:\n  schemas:", schema));
}

/// The same in Swagger 2.0.
#[track_caller]
fn check_2_0(schema: &str, expected: Expect) {
    expected.assert_eq(&definitions("swagger: '2.0'", "definitions:", schema));
}

/// Checks all that the schema `Value` becomes, documentation, derives and codecs included.
#[track_caller]
fn check_whole(schema: &str, expected: Expect) {
    let items = model_items("openapi: 3.1.0", "components:\n  schemas:", schema);
    expected.assert_eq(&format!("{}\n", items.join("\n\n")));
}

/// Checks the definitions of several schemas of an OpenAPI 3.1 document.
#[track_caller]
fn check_schemas(schemas: &str, expected: Expect) {
    let document = format!("openapi: 3.1.0\n{HEAD}components:\n  schemas:\n{}", indented(schemas, 4));
    expected.assert_eq(&bare(&models(&document)));
}

/// Checks the definitions of several schemas of an OpenAPI 3.0 document, and what is reported of them.
#[track_caller]
fn check_reported(schemas: &str, expected: Expect) {
    let document = format!("openapi: 3.0.3\n{HEAD}components:\n  schemas:\n{}", indented(schemas, 4));
    let generated = generate(&builder().client(false).server(false), "snippet.yaml", &document).unwrap();
    let definitions = bare(&items(text(&generated), "models"));
    expected.assert_eq(&format!("{}{}\n", definitions, generated.report.one_line().join("\n")));
}

/// Checks by which tags the variants of unions are told apart; unions without tags say so.
#[track_caller]
fn check_tags(schemas: &str, expected: Expect) {
    let document = format!("openapi: 3.1.0\n{HEAD}components:\n  schemas:\n{}", indented(schemas, 4));
    let unions: Vec<String> = models(&document).into_iter().filter(|item| item.contains("union! {")).collect();
    expected.assert_eq(&format!("{}\n", unions.join("\n\n")));
}

/// Checks the constructors of several schemas of an OpenAPI 3.1 document.
#[track_caller]
fn check_constructors(schemas: &str, expected: Expect) {
    let document = format!("openapi: 3.1.0\n{HEAD}components:\n  schemas:\n{}", indented(schemas, 4));
    let is_constructor = |item: &String| item.contains("pub fn new(") || item.contains("fn default() -> Self {");
    let constructors: Vec<String> = models(&document).into_iter().filter(is_constructor).collect();
    expected.assert_eq(&format!("{}\n", constructors.join("\n\n")));
}

/// Checks the definitions of a whole document.
#[track_caller]
fn check_document(document: &str, expected: Expect) {
    expected.assert_eq(&bare(&models(&indented(document, 0))));
}

const HEAD: &str = "info: {title: Snippet, version: '1'}\npaths: {}\n";

fn definitions(version: &str, at: &str, schema: &str) -> String {
    bare(&model_items(version, at, schema))
}

fn model_items(version: &str, at: &str, schema: &str) -> Vec<String> {
    models(&format!("{version}\n{HEAD}{at}\n    Value:\n{}", indented(schema, 6)))
}

#[track_caller]
fn models(document: &str) -> Vec<String> {
    models_by(builder(), document)
}

#[track_caller]
fn models_by(builder: Builder, document: &str) -> Vec<String> {
    let builder = builder.client(false).server(false);
    let generated = match generate(&builder, "snippet.yaml", document) {
        Ok(generated) => generated,
        Err(error) => panic!("{error}\n\n{document}"),
    };
    // Names that become one are what some snippets are about, and a note.
    let mut report = generated.report.one_line();
    report.retain(|line| !line.contains("note[name-collision]"));
    assert!(report.is_empty(), "{}\n\n{document}", report.join("\n"));
    let mut items = items(text(&generated), "models");
    items.retain(|item| !item.starts_with("use "));
    items
}

/// Only definitions, and of them only what the compiler sees of their form.
fn bare(items: &[String]) -> String {
    let without_attributes = items.iter().map(|item| {
        let lines =
            item.lines().filter(|line| !line.trim_start().starts_with("///") && !line.trim_start().starts_with("#["));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    });
    without_attributes.filter(|item| item.starts_with("pub ")).collect()
}
