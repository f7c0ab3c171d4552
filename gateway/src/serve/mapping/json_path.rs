//! JSONPath in parameter mappings.

use std::fmt;

use gatewright_vtl::{Input, Parameters, RenderErrorKind};
use serde_json::Value;

/// A body that looks like JSON and is none, where a part of it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidJson;

impl fmt::Display for InvalidJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Invalid JSON in request body")
    }
}

impl std::error::Error for InvalidJson {}

/// What a JSONPath without its `$.` finds in a body; nothing in a body that is plain text.
///
/// # Errors
/// When the body looks like JSON and is none.
pub(crate) fn json_path(body: &[u8], path: &str) -> Result<Option<Value>, InvalidJson> {
    let Ok(text) = std::str::from_utf8(body) else {
        return Ok(None);
    };
    match Input::new(text, Parameters::default()).find(&format!("$.{path}")) {
        Ok(found) => Ok((!found.is_null()).then(|| found.to_json())),
        Err(error) if error.kind() == RenderErrorKind::Payload => Err(InvalidJson),
        Err(_) => Ok(None),
    }
}
