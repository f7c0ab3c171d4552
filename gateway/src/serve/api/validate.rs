//! Request validation: required parameters and the body against its model.

mod cost;
mod messages;

use cost::Cost;
use serde_json::Value;

use crate::config::{Method, ParameterLocation};
use crate::serve::message::request::Request;

/// A model, compiled as JSON Schema draft 4.
#[derive(Debug)]
pub struct BodyModel {
    validator: jsonschema::Validator,
    /// The schema itself, where checking it can take longer than reading it.
    counted: Option<Value>,
}

/// What is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The sentences of API Gateway's log; none if the body fits.
    Faults(Vec<String>),
    /// Checking the body would take too long.
    TooComplex,
}

impl BodyModel {
    /// Compiles a schema that needs no other file, as [`draft4_bundle`](crate::config::draft4_bundle) makes it.
    ///
    /// # Errors
    /// Says what is wrong with the schema.
    pub fn compile(schema: &Value) -> Result<BodyModel, String> {
        let cost = cost::of_schema(schema);
        if cost == Cost::Excessive {
            return Err("its parts refer to each other in too many ways".to_owned());
        }
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .with_pattern_options(jsonschema::PatternOptions::fancy_regex().backtrack_limit(BACKTRACKING))
            .build(schema)
            .map_err(|error| error.to_string())?;
        Ok(BodyModel { validator, counted: (cost == Cost::ByValue).then(|| schema.clone()) })
    }

    /// What is wrong with a body, in the words of API Gateway's log; an empty body is `{}`.
    #[must_use]
    pub fn faults(&self, body: &[u8]) -> Vec<String> {
        match self.check(body) {
            Verdict::Faults(faults) => faults,
            Verdict::TooComplex => vec![TOO_COMPLEX.to_owned()],
        }
    }

    /// What is wrong with a body, unless it takes too long to find out.
    pub(crate) fn check(&self, body: &[u8]) -> Verdict {
        let body = if body.is_empty() { b"{}" } else { body };
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => self.check_value(&value),
            Err(error) => Verdict::Faults(vec![format!("Unable to parse request body as JSON: {error}")]),
        }
    }

    /// What is wrong with a value.
    #[must_use]
    pub fn faults_of(&self, value: &Value) -> Vec<String> {
        match self.check_value(value) {
            Verdict::Faults(faults) => faults,
            Verdict::TooComplex => vec![TOO_COMPLEX.to_owned()],
        }
    }

    fn check_value(&self, value: &Value) -> Verdict {
        if let Some(schema) = &self.counted
            && cost::of_value(schema, value) > cost::LIMIT
        {
            return Verdict::TooComplex;
        }
        // The good case is checked without collecting anything.
        if self.validator.is_valid(value) {
            return Verdict::Faults(Vec::new());
        }
        Verdict::Faults(messages::of(self.validator.iter_errors(value)))
    }

    /// Whether a body of so many bytes is better checked away from the threads that serve requests.
    pub(crate) fn is_heavy(&self, length: usize) -> bool {
        const SMALL: usize = 64 * 1024;
        length > if self.counted.is_some() { SMALL / 64 } else { SMALL }
    }
}

/// How often one pattern may go back in one text.
const BACKTRACKING: usize = 100_000;

const TOO_COMPLEX: &str = "the body takes too long to be checked against its model";

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
            ("", vec!["object has missing required properties ([\"a\",\"op\"])"]),
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

    #[test]
    fn what_the_log_says() {
        let table = [
            (json!({"minimum": 1}), "0", "numeric instance is lower than the required minimum (minimum: 1, found: 0)"),
            (
                json!({"maximum": 1}),
                "2",
                "numeric instance is greater than the required maximum (maximum: 1, found: 2)",
            ),
            (json!({"minLength": 2}), "\"a\"", "string \"a\" is too short (length: 1, required minimum: 2)"),
            (json!({"maxLength": 1}), "\"ab\"", "string \"ab\" is too long (length: 2, maximum allowed: 1)"),
            (
                json!({"minItems": 1}),
                "[]",
                "array is too short: must have at least 1 elements but instance has 0 elements",
            ),
            (
                json!({"maxItems": 0}),
                "[1]",
                "array is too long: must have at most 0 elements but instance has 1 elements",
            ),
            (json!({"uniqueItems": true}), "[1,1]", "array must not contain duplicate elements"),
            (json!({"multipleOf": 2}), "5", "remainder of division is not zero (5 / 2)"),
            (
                json!({"enum": ["a", "b"]}),
                "\"c\"",
                "instance value (\"c\") not found in enum (possible values: [\"a\",\"b\"])",
            ),
            (json!({"pattern": "^a"}), "\"b\"", "ECMA 262 regex \"^a\" does not match input string \"b\""),
            (
                json!({"additionalProperties": false, "properties": {"a": {}}}),
                "{\"x\":1,\"y\":2}",
                "object instance has properties which are not allowed by the schema: [\"x\",\"y\"]",
            ),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                "1",
                "instance failed to match at least one required schema among 2",
            ),
            (
                json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
                "1",
                "instance failed to match exactly one schema (matched 0 out of 2)",
            ),
            (json!({"not": {"type": "integer"}}), "1", "instance matched a schema which it should not have"),
        ];
        for (schema, body, expected) in table {
            assert_eq!(BodyModel::compile(&schema).unwrap().faults(body.as_bytes()), [expected], "{schema}");
        }
    }

    /// Schemas and bodies that double with every level.
    #[test]
    fn checking_has_a_budget() {
        let started = std::time::Instant::now();
        let mut definitions = serde_json::Map::new();
        for level in 0..40 {
            let next = json!({"$ref": format!("#/definitions/L{}", level + 1)});
            definitions.insert(format!("L{level}"), json!({"allOf": [next.clone(), next]}));
        }
        definitions.insert("L40".to_owned(), json!({"type": "object"}));
        let ladder = json!({"allOf": [{"$ref": "#/definitions/L0"}], "definitions": definitions});
        assert!(BodyModel::compile(&ladder).is_err());
        let node = json!({"properties": {"c": {"allOf": [{"$ref": "#/definitions/N"}, {"$ref": "#/definitions/N"}]}}});
        let recursive = BodyModel::compile(&json!({"$ref": "#/definitions/N", "definitions": {"N": node}})).unwrap();
        let nested = |levels: usize| format!("{}1{}", "{\"c\":".repeat(levels), "}".repeat(levels));
        assert_eq!(recursive.check(nested(8).as_bytes()), Verdict::Faults(Vec::new()));
        assert_eq!(recursive.check(nested(100).as_bytes()), Verdict::TooComplex);
        let evil = BodyModel::compile(&json!({"pattern": "^(a|(?=a)a)+$"})).unwrap();
        let _ = evil.faults(format!("\"{}!\"", "a".repeat(200)).as_bytes());
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }
}
