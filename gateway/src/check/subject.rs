//! A template that is checked, with what is known of it.

use super::service::KnownResponse;
use crate::config::{GatewayConfig, Located, Method, ModelRef};

/// On which side of the backend a template stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
}

/// A template with what its output and input are known to be.
pub(super) struct Subject<'c> {
    pub(super) config: &'c GatewayConfig,
    pub(super) method: &'c Method,
    /// `GET /calc`
    pub(super) name: &'c str,
    pub(super) side: Side,
    pub(super) template: &'c Located<String>,
    /// The model of the output.
    pub(super) model: Option<&'c ModelRef>,
    /// The model of the payload.
    pub(super) payload_model: Option<&'c ModelRef>,
    /// The payload, where it is always the same.
    pub(super) payload: Option<serde_json::Value>,
    /// Models whose properties the payload is likely to have.
    pub(super) related: Vec<&'c ModelRef>,
    /// Whether the output must be JSON.
    pub(super) json: bool,
    /// What the service answers, for a template that reads its response.
    pub(super) known_response: Option<KnownResponse>,
}
