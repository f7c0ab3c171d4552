//! Without the feature `jwt` no token is verified, so there are no keys.

use serde_json::{Map, Value};

#[derive(Clone, Debug)]
pub(crate) enum Jwks {}

impl Jwks {
    pub(super) fn verified(&self, _token: &str) -> Result<Map<String, Value>, String> {
        match *self {}
    }
}
