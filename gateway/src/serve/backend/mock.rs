//! MOCK integrations: the rendered request template says which status the backend would have.

use gatewright_vtl::{Input, Number, Parameters, Value};

/// The status that a rendered request template gives: the integer `statusCode` of a JSON object, read
/// generously. `None` is a configuration error.
///
/// ```
/// assert_eq!(gatewright_gateway::mock_status("{statusCode: 200}"), Some(200));
/// assert_eq!(gatewright_gateway::mock_status("{\"statusCode\": \"200\"}"), None);
/// ```
#[must_use]
pub fn mock_status(rendered: &str) -> Option<i64> {
    match Input::new(rendered, Parameters::default()).find("$.statusCode").ok()? {
        Value::Number(Number::Integer(status)) => Some(status.into()),
        Value::Number(Number::Long(status)) => Some(status),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generous() {
        let table = [
            ("{\"statusCode\": 200}", Some(200)),
            ("{ statusCode : 200 }", Some(200)),
            ("{statusCode: 200, }x: ''}", Some(200)),
            ("{statusCode: 200, a{ b}c: [d e]}", Some(200)),
            ("{'statusCode': -1,, }", Some(-1)),
            ("{statusCode: 200, a: {b: [1, {}]}, statusCode: 201}", Some(201)),
            ("{statusCode: \"200\"}", None),
            ("{statusCode: 200x}", None),
            ("{statusCode: 200.0}", None),
            ("{statusCode: null}", None),
            ("{a: 1}", None),
            ("statusCode: 200", None),
            ("{statusCode: 200, {a: b}", None),
            ("{\"statusCode': 200 }", None),
            ("{statusCode: 200", None),
            ("{statusCode: {}x: 1}", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(mock_status(text), expected, "{text}");
        }
        assert_eq!(mock_status(&"{a:".repeat(100_000)), None);
    }
}
