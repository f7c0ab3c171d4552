//! Values of a schema that lie at its edges: each listed value, no property, each property, short and long.
//!
//! They are candidates: `jsonschema` says which of them the schema takes.

use serde_json::{Map, Value, json};

/// How many values one schema gives at most.
const MOST: usize = 24;
const DEPTH: usize = 5;

/// Values that the schema of a document takes; the first has all properties.
pub(crate) fn values(document: &Value, schema: &Value) -> Vec<Value> {
    let mut candidates = candidates(document, schema, 0);
    let mut judged = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [schema]});
    judged["components"] = document.pointer("/components").cloned().unwrap_or_default();
    let validator = jsonschema::options().should_validate_formats(true).build(&judged).expect("a schema");
    candidates.retain(|value| validator.is_valid(value));
    let mut all: Vec<Value> = Vec::new();
    for value in candidates {
        if !all.contains(&value) && all.len() < MOST {
            all.push(value);
        }
    }
    all
}

/// A schema behind its reference.
pub(crate) fn resolved<'d>(document: &'d Value, node: &'d Value) -> &'d Value {
    match node.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = document.pointer(reference.trim_start_matches('#'));
            target.map_or(&Value::Null, |target| resolved(document, target))
        }
        None => node,
    }
}

fn candidates(document: &Value, schema: &Value, depth: usize) -> Vec<Value> {
    if depth > DEPTH {
        return Vec::new();
    }
    let schema = resolved(document, schema);
    if let Some(listed) = schema.get("enum").and_then(Value::as_array) {
        return listed.clone();
    }
    if let Some(only) = schema.get("const") {
        return vec![only.clone()];
    }
    let mut all = Vec::new();
    for keyword in ["oneOf", "anyOf"] {
        for choice in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            all.extend(candidates(document, choice, depth + 1));
        }
    }
    all.extend(schema.get("examples").and_then(Value::as_array).cloned().unwrap_or_default());
    let types: Vec<String> = match schema.get("type") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ if schema.get("properties").is_some() || schema.get("allOf").is_some() => vec!["object".to_owned()],
        _ if all.is_empty() => return vec![json!("text"), json!(7), json!({"a": 1}), json!([1])],
        _ => Vec::new(),
    };
    for name in types {
        match name.as_str() {
            "string" => all.extend(strings(schema)),
            "integer" => all.extend([7, 0, 1, -5, 50, 1_000_000].map(Value::from)),
            "number" => all.extend([json!(1.5), json!(0), json!(-5), json!(1e6), json!(50)]),
            "boolean" => all.extend([json!(true), json!(false)]),
            "null" => all.push(Value::Null),
            "array" => all.extend(arrays(document, schema, depth)),
            "object" => all.extend(objects(document, schema, depth)),
            _ => {}
        }
    }
    all
}

fn strings(schema: &Value) -> Vec<Value> {
    let formatted: &[&str] = match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => &["2024-05-01T12:00:00Z"],
        Some("date") => &["2024-05-01"],
        Some("uuid") => &["0190163d-8694-739b-aea5-966c26f8ad91"],
        Some("byte") => &["aGk="],
        Some("email") => &["a@example.org"],
        _ => &["text", "", "a", "AB-12", "a text of more than forty characters, with, commas"],
    };
    formatted.iter().map(|text| json!(text)).collect()
}

fn arrays(document: &Value, schema: &Value, depth: usize) -> Vec<Value> {
    let anything = json!({"type": "string"});
    let items = candidates(document, schema.get("items").unwrap_or(&anything), depth + 1);
    let mut all = Vec::new();
    if let Some(first) = items.first() {
        all.push(json!([first]));
        all.push(json!([first, first]));
        all.push(Value::Array(vec![first.clone(); 12]));
    }
    all.push(Value::Array(items.clone()));
    all.extend(items.iter().map(|item| json!([item])));
    all.push(json!([]));
    all
}

/// All members, only those that are required, all but one, and each value of each.
fn objects(document: &Value, schema: &Value, depth: usize) -> Vec<Value> {
    let mut properties: Vec<(String, Vec<Value>, bool)> = Vec::new();
    members(document, schema, depth, &mut properties);
    let first = |wanted: &dyn Fn(&str, bool) -> bool| {
        let taken = properties.iter().filter(|(name, values, required)| !values.is_empty() && wanted(name, *required));
        taken.map(|(name, values, _)| (name.clone(), values[0].clone())).collect::<Map<String, Value>>()
    };
    let whole = first(&|_, _| true);
    let mut all = vec![Value::Object(whole.clone()), Value::Object(first(&|_, required| required))];
    for (name, values, _) in &properties {
        all.push(Value::Object(first(&|other, _| other != name)));
        for value in values {
            let mut varied = whole.clone();
            varied.insert(name.clone(), value.clone());
            all.push(Value::Object(varied));
        }
    }
    let further = schema.get("additionalProperties").filter(|rest| rest.is_object());
    let values = further.map_or(vec![json!("more")], |rest| candidates(document, rest, depth + 1));
    for (index, value) in values.into_iter().enumerate() {
        let mut more = whole.clone();
        more.insert(format!("further{index}"), value);
        all.push(Value::Object(more));
    }
    all
}

fn members(document: &Value, schema: &Value, depth: usize, found: &mut Vec<(String, Vec<Value>, bool)>) {
    let schema = resolved(document, schema);
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        found.push((name.clone(), candidates(document, inner, depth + 1), required.contains(&name.as_str())));
    }
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        if depth < DEPTH {
            members(document, part, depth + 1, found);
        }
    }
}
