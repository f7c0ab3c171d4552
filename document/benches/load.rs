//! How long it takes to read a document, to walk it and to find places in it.
//!
//! The documents are made up here, of about 4 MB, shaped like a large description of an API.

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

use std::fmt::Write as _;

use divan::Bencher;
use gatewright_document::{Document, Node, Origin, Pointer, SourceId};

const SCHEMAS: usize = 6_000;

fn main() {
    divan::main();
}

fn json() -> String {
    let mut text = "{\n  \"openapi\": \"3.0.3\",\n  \"paths\": {},\n  \"components\": {\n    \"schemas\": {".to_owned();
    for number in 0..SCHEMAS {
        let comma = if number == 0 { "" } else { "," };
        write!(
            text,
            "{comma}\n      \"Schema{number}\": {{\n        \"type\": \"object\",\n        \"description\": \"{}\",\n        \
             \"properties\": {{",
            "Some words about what it is. ".repeat(6)
        )
        .unwrap();
        for property in 0..4 {
            let comma = if property == 0 { "" } else { "," };
            write!(
                text,
                "{comma}\n          \"property{property}\": {{ \"$ref\": \"#/components/schemas/Schema{}\", \"maxLength\": {number} }}",
                (number * 7 + property) % SCHEMAS
            )
            .unwrap();
        }
        text.push_str("\n        }\n      }");
    }
    text.push_str("\n    }\n  }\n}\n");
    text
}

fn yaml() -> String {
    let mut text = "openapi: 3.0.3\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
    for number in 0..SCHEMAS {
        let words = "Some words about what it is. ".repeat(6);
        writeln!(
            text,
            "    Schema{number}:\n      type: object\n      description: >-\n        {words}\n      properties:"
        )
        .unwrap();
        for property in 0..4 {
            let other = (number * 7 + property) % SCHEMAS;
            writeln!(text, "        property{property}:\n          $ref: '#/components/schemas/Schema{other}'")
                .unwrap();
            writeln!(text, "          maxLength: {number}").unwrap();
        }
    }
    text
}

#[divan::bench(sample_count = 20)]
fn load_json(bencher: Bencher<'_, '_>) {
    let text = json();
    bencher.counter(divan::counter::BytesCount::new(text.len())).bench(|| Document::from_text("a.json", &text));
}

#[divan::bench(sample_count = 20)]
fn load_yaml(bencher: Bencher<'_, '_>) {
    let text = yaml();
    bencher.counter(divan::counter::BytesCount::new(text.len())).bench(|| Document::from_text("a.yaml", &text));
}

fn resolve_all(node: &Node<'_>) -> usize {
    let found = usize::from(node.reference().is_some() && node.resolve().is_ok());
    found
        + node.entries().map(|(_, child)| resolve_all(&child)).sum::<usize>()
        + node.items().map(|child| resolve_all(&child)).sum::<usize>()
}

#[divan::bench(sample_count = 20)]
fn walk_and_resolve(bencher: Bencher<'_, '_>) {
    let document = Document::from_text("a.json", &json()).unwrap();
    bencher.bench_local(|| resolve_all(&document.root()));
}

fn schema(number: usize) -> Origin {
    let schemas = Pointer::root().child("components").child("schemas");
    Origin::new(SourceId::ROOT, schemas.child(&format!("Schema{number}")).child("properties"))
}

#[divan::bench(sample_count = 10, args = [1, 4, 100, 1_000])]
fn find_places_in_json(bencher: Bencher<'_, '_>, places: usize) {
    let text = json();
    let load = || Document::from_text("a.json", &text).unwrap();
    bencher.with_inputs(load).bench_local_refs(|document| {
        (0..places).filter(|number| document.locate(&schema(SCHEMAS - 1 - number)).is_some()).count()
    });
}

#[divan::bench(sample_count = 10, args = [1, 1_000])]
fn find_places_in_yaml(bencher: Bencher<'_, '_>, places: usize) {
    let text = yaml();
    let load = || Document::from_text("a.yaml", &text).unwrap();
    bencher.with_inputs(load).bench_local_refs(|document| {
        (0..places).filter(|number| document.locate(&schema(SCHEMAS - 1 - number)).is_some()).count()
    });
}
