//! Responses that the gateway makes by itself.

pub(crate) mod cache;
pub(crate) mod cors;
pub(crate) mod gateway_response;
