//! What is wrong with a body, in the sentences of the validator behind API Gateway.
//!
//! Source: the messages of java-json-tools' json-schema-validator.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

/// One sentence for each keyword that a value does not fit, in one for all properties that an object lacks.
pub(super) fn of<'e>(errors: impl Iterator<Item = ValidationError<'e>>) -> Vec<String> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for error in errors {
        let ValidationErrorKind::Required { property } = error.kind() else {
            sentences.push(Sentence::Single(describe(&error)));
            continue;
        };
        let object = error.instance_path().to_string();
        let known = sentences.iter_mut().find_map(|sentence| match sentence {
            Sentence::Missing { object: other, names } if *other == object => Some(names),
            _ => None,
        });
        match known {
            Some(names) => names.push(property.to_string()),
            None => sentences.push(Sentence::Missing { object, names: vec![property.to_string()] }),
        }
    }
    sentences.into_iter().map(Sentence::text).collect()
}

enum Sentence {
    Single(String),
    Missing {
        /// The place of the object.
        object: String,
        /// The properties, in quotes.
        names: Vec<String>,
    },
}

impl Sentence {
    fn text(self) -> String {
        match self {
            Sentence::Single(text) => text,
            Sentence::Missing { mut names, .. } => {
                names.sort();
                format!("object has missing required properties ([{}])", names.join(","))
            }
        }
    }
}

fn describe(error: &ValidationError<'_>) -> String {
    let instance = error.instance();
    match error.kind() {
        ValidationErrorKind::Type { kind } => {
            format!(
                "instance type ({}) does not match any allowed primitive type (allowed: [{}])",
                type_name(instance),
                allowed_types(kind).join(",")
            )
        }
        ValidationErrorKind::Enum { options } => {
            format!("instance value ({instance}) not found in enum (possible values: {options})")
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let mut names: Vec<String> = unexpected.iter().map(|name| format!("\"{name}\"")).collect();
            names.sort();
            format!("object instance has properties which are not allowed by the schema: [{}]", names.join(","))
        }
        ValidationErrorKind::Pattern { pattern } => {
            format!("ECMA 262 regex \"{pattern}\" does not match input string {instance}")
        }
        ValidationErrorKind::Minimum { limit } => {
            format!("numeric instance is lower than the required minimum (minimum: {limit}, found: {instance})")
        }
        ValidationErrorKind::Maximum { limit } => {
            format!("numeric instance is greater than the required maximum (maximum: {limit}, found: {instance})")
        }
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            format!("numeric instance is not strictly greater than the required minimum {limit}")
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            format!("numeric instance is not strictly lower than the required maximum {limit}")
        }
        ValidationErrorKind::MultipleOf { multiple_of } => {
            format!("remainder of division is not zero ({instance} / {multiple_of})")
        }
        ValidationErrorKind::AnyOf { context } => {
            format!("instance failed to match at least one required schema among {}", context.len())
        }
        ValidationErrorKind::OneOfNotValid { context } => {
            format!("instance failed to match exactly one schema (matched 0 out of {})", context.len())
        }
        ValidationErrorKind::OneOfMultipleValid { context } => {
            let matched = context.iter().filter(|errors| errors.is_empty()).count();
            format!("instance failed to match exactly one schema (matched {matched} out of {})", context.len())
        }
        ValidationErrorKind::Not { .. } => "instance matched a schema which it should not have".to_owned(),
        _ => describe_size(error),
    }
}

/// Texts, lists and objects that are too short or too long.
fn describe_size(error: &ValidationError<'_>) -> String {
    let instance = error.instance();
    match error.kind() {
        ValidationErrorKind::MinLength { limit } => {
            format!("string {instance} is too short (length: {}, required minimum: {limit})", length(instance))
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("string {instance} is too long (length: {}, maximum allowed: {limit})", length(instance))
        }
        ValidationErrorKind::MinItems { limit } => {
            let found = length(instance);
            format!("array is too short: must have at least {limit} elements but instance has {found} elements")
        }
        ValidationErrorKind::MaxItems { limit } => {
            let found = length(instance);
            format!("array is too long: must have at most {limit} elements but instance has {found} elements")
        }
        ValidationErrorKind::UniqueItems => "array must not contain duplicate elements".to_owned(),
        ValidationErrorKind::MinProperties { limit } => {
            format!("object has too few properties (found {} but schema requires at least {limit})", length(instance))
        }
        ValidationErrorKind::MaxProperties { limit } => {
            format!("object has too many properties (found {} but schema requires at most {limit})", length(instance))
        }
        _ => error.to_string(),
    }
}

/// The types that a schema admits, sorted and in quotes; an integer is a number too.
fn allowed_types(kind: &TypeKind) -> Vec<String> {
    let mut allowed = match kind {
        TypeKind::Single(single) => vec![single.to_string()],
        TypeKind::Multiple(types) => types.iter().map(|single| single.to_string()).collect(),
    };
    if allowed.iter().any(|name| name == "number") && !allowed.iter().any(|name| name == "integer") {
        allowed.push("integer".to_owned());
    }
    allowed.sort();
    allowed.iter().map(|name| format!("\"{name}\"")).collect()
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        _ => 0,
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
