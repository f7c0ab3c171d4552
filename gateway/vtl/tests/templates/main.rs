//! Templates and what they render to, by topic.

// A test that cannot go on fails.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod arithmetic;
mod collections;
mod comparison;
mod errors;
mod gateway;
mod grammar;
mod jsonpath;
mod limits;
mod mutation;
mod strings;
mod tree;
mod white_space;

use gatewright_vtl::{Collections, Dialect, Input, Limits, Parameters, RenderError, Scope, Template, Value};
use serde_json::{Value as Json, json};

/// The variables of every table.
fn variables() -> Json {
    json!({
        "a": "A", "s": "Hello", "n": 7, "m": 2, "f": 2.5, "big": 12_345_678_901_i64, "yes": true, "no": false,
        "list": [1, 2, 3], "words": ["b", "a"], "map": {"k": "v", "n": {"z": 1}}, "empty": "", "nul": null
    })
}

fn scope(collections: Collections) -> Scope {
    let mut scope = Scope::new();
    for (name, value) in variables().as_object().unwrap() {
        scope.set(name.as_str(), Value::from_json(value, collections));
    }
    scope
}

fn try_render(template: &str) -> Result<String, RenderError> {
    let template = Template::parse(template).unwrap_or_else(|error| panic!("{template:?}: {error}"));
    template.render(&mut scope(Collections::JavaUtil), &Limits::default())
}

/// Renders every template of a table and compares.
#[track_caller]
fn check(table: &[(&str, &str)]) {
    check_each(table, |template| try_render(template).map_err(|error| error.to_string()));
}

/// Like [`check`], in Velocity's own dialect.
#[track_caller]
fn check_velocity(table: &[(&str, &str)]) {
    check_each(table, |source| {
        let template = Template::parse_as(source, Dialect::VELOCITY).map_err(|error| error.to_string())?;
        template.render(&mut scope(Collections::JavaUtil), &Limits::default()).map_err(|error| error.to_string())
    });
}

/// Compares every row, and shows all that differ.
#[track_caller]
fn check_each(table: &[(&str, &str)], render: impl Fn(&str) -> Result<String, String>) {
    let differences: Vec<String> = table
        .iter()
        .filter_map(|(template, expected)| {
            let got = render(template);
            (got.as_deref() != Ok(*expected))
                .then(|| format!("{template:?}\n  expected {expected:?}\n  got      {got:?}"))
        })
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Every template of a list must fail while it is rendered.
#[track_caller]
fn check_fails(templates: &[&str]) {
    for template in templates {
        if let Ok(text) = try_render(template) {
            panic!("{template:?} rendered to {text:?}");
        }
    }
}

/// Renders a template for a request.
fn render_input(template: &str, body: &str, parameters: Parameters) -> Result<(String, Json), RenderError> {
    let template = Template::parse(template).unwrap_or_else(|error| panic!("{template:?}: {error}"));
    let mut scope = Scope::for_input(Input::new(body, parameters));
    scope.set_context(json!({"stage": "test", "identity": {"sourceIp": "127.0.0.1"}}));
    scope.set_stage_variables([("function", "Calc"), ("with-dash", "1")]);
    let text = template.render(&mut scope, &Limits::default())?;
    Ok((text, scope.context()))
}
