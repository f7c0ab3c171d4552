//! Documents that are long in one way: four times the length takes about four times the work.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::{cpu_time, outcome, reference, with_schemas};

/// A shape by name, made at any size.
type Shape = (&'static str, fn(usize) -> Value);

const SHAPES: [Shape; 27] = [
    ("paths", |n| with_paths(n, |i| (format!("/p{i}"), operation(&[])))),
    ("one operationId", |n| with_paths(n, |i| (format!("/p{i}"), operation(&[("operationId", "same".into())])))),
    ("values", |n| one(json!({"type": "string", "enum": list(n, |i| format!("value {i}").into())}))),
    ("values of one identifier", |n| one(json!({"type": "string", "enum": list(n, |i| same_identifier(i).into())}))),
    ("members of one identifier", |n| one(object(n, same_identifier))),
    ("numbers", |n| one(json!({"type": "integer", "enum": list(n, Value::from)}))),
    ("members", |n| one(object(n, |i| format!("member{i}")))),
    ("defaults of one list", |n| {
        let values = json!({"type": "string", "enum": list(n, |i| format!("{}{i}", "value".repeat(50)).into())});
        let last = values["enum"][n - 1].clone();
        let with_default = |_| json!({"allOf": [reference("S1")], "default": last});
        let properties: Map<String, Value> = (0..n).map(|i| (format!("member{i}"), with_default(i))).collect();
        let user = json!({"type": "object", "properties": properties});
        with_schemas([("S0".to_owned(), user), ("S1".to_owned(), values)])
    }),
    // Each member has a list of its own, of what both lists have in common.
    ("lists in common", |n| {
        let values = |from: usize| json!({"type": "string", "enum": list(n, |i| format!("value {}", from + i).into())});
        let both = |_| json!({"allOf": [reference("S1"), reference("S2")]});
        let properties: Map<String, Value> = (0..n).map(|i| (format!("member{i}"), both(i))).collect();
        let user = json!({"type": "object", "properties": properties});
        with_schemas([("S0", user), ("S1", values(0)), ("S2", values(n / 2))].map(|(name, of)| (name.to_owned(), of)))
    }),
    ("unknown requirements", |n| one(json!({"type": "object", "required": list(n, |i| format!("m{i}").into())}))),
    ("variants", |n| variants(n, |_| json!({"type": "object", "properties": {"a": {"type": "string"}}}))),
    ("variants of values", |n| variants(n, |i| json!({"type": "string", "enum": [format!("v{i}")]}))),
    ("inline variants", |n| one(json!({"oneOf": list(n, |_| json!({"type": "object", "properties": {"a": {}}}))}))),
    ("a family", |n| family(n, 0)),
    // Half of the members are offered, and the others are built from one of these.
    ("a choice within a family", |n| family(n, n / 2)),
    ("lists of lists", |n| line(n, |next| json!({"type": "array", "items": next}))),
    ("aliases", |n| with_schemas((0..n).map(|i| (format!("S{i}"), json!({"type": "string"}))))),
    ("references to nowhere", |n| schemas(n, |_, i| json!({"properties": {"a": reference(&format!("Missing{i}"))}}))),
    ("warnings", |n| schemas(n, |_, _| json!({"not": {}, "properties": {"a": {"type": "strin"}}}))),
    ("identifiers", |n| {
        schemas(n, |name, _| json!({"$id": format!("https://a.example/{name}"), "properties": {"a": reference("S0")}}))
    }),
    ("brackets", |n| described(&"[".repeat(20 * n))),
    ("ticks", |n| described(&"``` ` `` a".repeat(2 * n))),
    ("parts", |n| one(json!({"allOf": list(n, |i| object(1, |_| format!("a{i}")))}))),
    ("parts of one member", |n| {
        one(json!({"allOf": list(n, |i| json!({"properties": {"a": object(1, |_| format!("b{i}"))}}))}))
    }),
    ("patterns", |n| {
        let patterns: Map<String, Value> = (0..n).map(|i| (format!("^a{i}$"), object(1, |_| "x".to_owned()))).collect();
        one(json!({"type": "object", "patternProperties": patterns}))
    }),
    ("headers", |n| {
        let headers: Map<String, Value> = (0..n).map(|i| (format!("X-{i}"), json!({"schema": {}}))).collect();
        with_paths(1, |_| {
            ("/p".to_owned(), json!({"get": {"responses": {"200": {"description": "It.", "headers": headers}}}}))
        })
    }),
    ("parameters", |n| {
        let parameter = |i: usize| json!({"name": format!("q{i}"), "in": "query", "schema": {"type": "string"}});
        with_paths(1, |_| ("/p".to_owned(), operation(&[("parameters", list(n, parameter))])))
    }),
];

fn list(n: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..n).map(item).collect()
}

fn object(members: usize, name: impl Fn(usize) -> String) -> Value {
    let members: Map<String, Value> = (0..members).map(|i| (name(i), json!({"type": "string"}))).collect();
    json!({"type": "object", "properties": members})
}

/// Texts that differ in what no identifier has.
fn same_identifier(i: usize) -> String {
    format!("a{}{}", " ".repeat(i % 50), ".".repeat(i / 50))
}

fn one(schema: Value) -> Value {
    with_schemas([("Only".to_owned(), schema)])
}

fn schemas(n: usize, schema: impl Fn(&str, usize) -> Value) -> Value {
    with_schemas((0..n).map(|i| (format!("S{i}"), schema(&format!("S{i}"), i))))
}

fn line(n: usize, link: impl Fn(Value) -> Value) -> Value {
    let links = (0..n).map(|i| (format!("S{i}"), link(reference(&format!("S{}", i + 1)))));
    with_schemas(links.chain([(format!("S{n}"), json!({"type": "string"}))]))
}

fn variants(n: usize, schema: impl Fn(usize) -> Value) -> Value {
    let union = json!({"oneOf": list(n, |i| reference(&format!("S{i}")))});
    with_schemas([("Union".to_owned(), union)].into_iter().chain((0..n).map(|i| (format!("S{i}"), schema(i)))))
}

/// A family of `n` members, with a choice among the first `offered`; the others are built from the first.
fn family(n: usize, offered: usize) -> Value {
    let base = json!({"type": "object", "properties": {"t": {}}, "discriminator": {"propertyName": "t"}});
    let member = |i: usize| {
        let from = if offered == 0 || i < offered { "Base" } else { "S0" };
        json!({"allOf": [reference(from), {"properties": {format!("a{i}"): {}}}]})
    };
    let mut schemas = vec![("Base".to_owned(), base)];
    schemas.extend((0..n).map(|i| (format!("S{i}"), member(i))));
    if offered > 0 {
        schemas.push(("Choice".to_owned(), json!({"oneOf": list(offered, |i| reference(&format!("S{i}")))})));
    }
    with_schemas(schemas)
}

fn described(text: &str) -> Value {
    let mut document = one(json!({"type": "string"}));
    document["info"]["description"] = text.into();
    document
}

fn operation(more: &[(&str, Value)]) -> Value {
    let mut operation = json!({"responses": {"204": {"description": "Done."}}});
    more.iter().for_each(|(key, value)| operation[*key] = value.clone());
    json!({"get": operation})
}

fn with_paths(n: usize, path: impl Fn(usize) -> (String, Value)) -> Value {
    let paths: Map<String, Value> = (0..n).map(path).collect();
    json!({"openapi": "3.0.3", "info": {"title": "Large", "version": "1"}, "paths": paths})
}

/// The CPU time of generating from a shape.
fn time(shape: fn(usize) -> Value, n: usize) -> Duration {
    let document = shape(n);
    let before = cpu_time();
    let _ = outcome(&document);
    cpu_time() - before
}

pub(crate) fn check() {
    const SMALL: usize = 400;
    const TIMES: usize = 6;
    let mut slow = Vec::new();
    for (name, shape) in SHAPES {
        // Whatever else the machine does only adds: of some tries the best one counts.
        let ratio = |_| {
            let (small, large) = (time(shape, SMALL), time(shape, TIMES * SMALL));
            (large.as_secs_f64() / small.as_secs_f64(), small, large)
        };
        let best = (0..3).map(ratio).find(|(ratio, ..)| *ratio < 2.0 * TIMES as f64);
        if best.is_none() {
            let (ratio, small, large) = ratio(0);
            slow.push(format!(
                "{name}: {TIMES} times the length takes {ratio:.1} times the work ({small:.1?}, {large:.1?})"
            ));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
