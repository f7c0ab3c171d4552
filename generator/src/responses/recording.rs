//! One recorded response.

use serde_json::Value;

/// A response of a service, as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Where it is recorded: `cassettes/pets.yml#2`.
    pub at: String,
    /// What it is a response to.
    pub target: Target,
    /// The body.
    pub body: Value,
}

/// What a recorded body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A response to a call.
    Call {
        /// The method; `None` where the recording does not say it.
        method: Option<String>,
        /// The URL that was called, or its path.
        url: String,
        /// The status.
        status: u16,
    },
    /// A value of a schema, by its name.
    Schema(String),
}
