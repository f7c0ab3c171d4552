//! Request validation: required parameters and the body against its model.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::config::{Method, ParameterLocation};
use crate::serve::message::request::Request;

/// A model, compiled as JSON Schema draft 4.
#[derive(Debug)]
pub struct BodyModel {
    validator: jsonschema::Validator,
}

impl BodyModel {
    /// Compiles a schema that needs no other file, as [`draft4_bundle`](crate::config::draft4_bundle) makes it.
    ///
    /// # Errors
    /// Says what is wrong with the schema.
    pub fn compile(schema: &Value) -> Result<BodyModel, String> {
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .build(schema)
            .map(|validator| BodyModel { validator })
            .map_err(|error| error.to_string())
    }

    /// What is wrong with a body, in the words of API Gateway's log; an empty body is `{}`.
    #[must_use]
    pub fn faults(&self, body: &[u8]) -> Vec<String> {
        let body = if body.is_empty() { b"{}" } else { body };
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => self.faults_of(&value),
            Err(error) => vec![format!("Unable to parse request body as JSON: {error}")],
        }
    }

    /// What is wrong with a value.
    #[must_use]
    pub fn faults_of(&self, value: &Value) -> Vec<String> {
        // The good case is checked without collecting anything.
        if self.validator.is_valid(value) {
            return Vec::new();
        }
        self.validator.iter_errors(value).map(|error| describe(&error)).collect()
    }
}

/// The sentence that the validator behind API Gateway uses, where it is known.
fn describe(error: &jsonschema::ValidationError<'_>) -> String {
    let instance = error.instance();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            format!("object has missing required properties ([{property}])")
        }
        ValidationErrorKind::Type { kind } => {
            let mut allowed = match kind {
                TypeKind::Single(single) => vec![single.to_string()],
                TypeKind::Multiple(types) => types.iter().map(|single| single.to_string()).collect(),
            };
            if allowed.iter().any(|name| name == "number") && !allowed.iter().any(|name| name == "integer") {
                allowed.push("integer".to_owned());
            }
            allowed.sort();
            let allowed: Vec<String> = allowed.iter().map(|name| format!("\"{name}\"")).collect();
            format!(
                "instance type ({}) does not match any allowed primitive type (allowed: [{}])",
                type_name(instance),
                allowed.join(",")
            )
        }
        ValidationErrorKind::Enum { options } => {
            format!("instance value ({instance}) not found in enum (possible values: {options})")
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let names: Vec<String> = unexpected.iter().map(|name| format!("\"{name}\"")).collect();
            format!("object instance has properties which are not allowed by the schema: [{}]", names.join(","))
        }
        ValidationErrorKind::Pattern { pattern } => {
            format!("ECMA 262 regex \"{pattern}\" does not match input string {instance}")
        }
        _ => error.to_string(),
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

/// The required parameters that a request lacks or leaves blank, sorted by their full keys as at AWS:
/// headers, then path, then query string.
#[must_use]
pub(crate) fn missing_parameters(
    method: &Method,
    request: &Request,
    path_parameters: &[(String, String)],
) -> Vec<String> {
    let mut missing: Vec<(String, &str)> = method
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .filter(|parameter| {
            let name = parameter.name.as_str();
            let value = match parameter.location {
                ParameterLocation::Header => request.headers.exact(name),
                ParameterLocation::QueryString => {
                    request.query.get(name).and_then(|values| values.last()).map(String::as_str)
                }
                ParameterLocation::Path => {
                    path_parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
                }
            };
            value.is_none_or(str::is_empty)
        })
        .map(|parameter| (parameter.key(), parameter.name.as_str()))
        .collect();
    missing.sort();
    missing.into_iter().map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies() {
        let schema = json!({
            "type": "object", "required": ["a", "op"],
            "properties": {"a": {"type": "number"}, "op": {"type": "string"}}
        });
        let model = BodyModel::compile(&schema).unwrap();
        let table = [
            (r#"{"a": 1, "op": "+", "x": 2}"#, vec![]),
            (
                r#"{"a": "1", "op": "+"}"#,
                vec![
                    "instance type (string) does not match any allowed primitive type (allowed: [\"integer\",\"number\"])",
                ],
            ),
            (
                "",
                vec![
                    "object has missing required properties ([\"a\"])",
                    "object has missing required properties ([\"op\"])",
                ],
            ),
        ];
        for (body, expected) in table {
            assert_eq!(model.faults(body.as_bytes()), expected, "{body}");
        }
        assert!(model.faults(b"nope")[0].starts_with("Unable to parse request body as JSON"));
        assert!(BodyModel::compile(&json!({"type": 1})).is_err());
    }

    #[test]
    fn draft_4_exclusive_limits() {
        let model = BodyModel::compile(&json!({"minimum": 1, "exclusiveMinimum": true})).unwrap();
        assert!(!model.faults(b"1").is_empty() && model.faults(b"1.5").is_empty());
    }
}
