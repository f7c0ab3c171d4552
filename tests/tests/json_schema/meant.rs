//! Schemas as documents mostly mean them, which is what servers hold requests to unless `strict-schemas` is on.
//!
//! The verdict on what is meant is that of the crate `jsonschema`, on a schema that says it: the generator has no part in
//! it.

use serde_json::{Value, json};

use crate::cases::{Case, Draft};

/// The verdicts on the instances of a case, of the schema as it is meant.
pub(crate) fn verdicts(draft: Draft, case: &Case) -> Vec<bool> {
    let dialect = match draft {
        Draft::Four => jsonschema::Draft::Draft4,
        Draft::TwentyTwelve => jsonschema::Draft::Draft202012,
    };
    let schema = meant(case.schema.clone());
    let judge = jsonschema::options().with_draft(dialect).should_validate_formats(false).build(&schema);
    let judge = judge.unwrap_or_else(|error| panic!("{}: {error}: {schema}", case.description));
    case.tests.iter().map(|test| judge.is_valid(&test.data)).collect()
}

/// The schema with what it leaves unsaid: what has properties is an object, what has items is an array, and a list of
/// values without any is none.
fn meant(schema: Value) -> Value {
    let Value::Object(mut keywords) = schema else { return schema };
    let is_full = |value: Option<&Value>| value.and_then(Value::as_object).is_some_and(|value| !value.is_empty());
    let of_objects = ["properties", "additionalProperties", "patternProperties"];
    let of_arrays = ["items", "prefixItems"];
    if keywords.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        keywords.shift_remove("enum");
    }
    if !keywords.contains_key("type") {
        if of_objects.iter().any(|keyword| is_full(keywords.get(*keyword))) {
            keywords.insert("type".to_owned(), json!("object"));
        } else if of_arrays.iter().any(|keyword| keywords.get(*keyword).is_some_and(|value| !value.is_boolean())) {
            keywords.insert("type".to_owned(), json!("array"));
        }
    }
    // Schemas within, one by one or by name.
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = keywords.get_mut(keyword) {
            *inner = meant(inner.take());
        }
    }
    for keyword in ["properties", "patternProperties", "definitions", "$defs"] {
        for inner in
            keywords.get_mut(keyword).and_then(Value::as_object_mut).into_iter().flat_map(|map| map.values_mut())
        {
            *inner = meant(inner.take());
        }
    }
    Value::Object(keywords)
}
