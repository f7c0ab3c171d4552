//! JSONPath in parameter mappings.

use std::fmt;
use std::sync::LazyLock;

use gatewright_vtl::{Input, Limits, Parameters, RenderErrorKind, Scope, Template};
use serde_json::Value;

/// A body that looks like JSON and is none, where a member of it is wanted.
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
    // The template language is the one reader of JSONPath: it answers here as in a mapping template.
    static FIND: LazyLock<Option<Template>> = LazyLock::new(|| Template::parse("$input.json($path)").ok());
    let (Ok(text), Some(find)) = (std::str::from_utf8(body), FIND.as_ref()) else {
        return Ok(None);
    };
    let mut scope = Scope::for_input(Input::new(text, Parameters::default()));
    scope.set("path", gatewright_vtl::Value::from(format!("$.{path}")));
    match find.render(&mut scope, &Limits::default()) {
        Ok(found) => Ok(serde_json::from_str(&found).ok()),
        Err(error) if error.kind() == RenderErrorKind::Payload => Err(InvalidJson),
        Err(_) => Ok(None),
    }
}
