//! MOCK integrations: the rendered request template says which status the backend would have.

use crate::serve::backend::lenient_json::{Lenient, parse};

/// The status that a rendered request template gives: the integer `statusCode` of a JSON object, read
/// generously. `None` is a configuration error.
///
/// ```
/// assert_eq!(gatewright_gateway::mock_status("{statusCode: 200}"), Some(200));
/// assert_eq!(gatewright_gateway::mock_status("{\"statusCode\": \"200\"}"), None);
/// ```
#[must_use]
pub fn mock_status(rendered: &str) -> Option<i64> {
    match parse(rendered)?.member("statusCode")? {
        Lenient::Number(text) => text.parse().ok(),
        _ => None,
    }
}
