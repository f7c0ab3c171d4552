//! What passes through: requests and responses, their headers and bodies, and the context.

pub mod content;
pub(crate) mod context;
pub(crate) mod headers;
pub(crate) mod path;
pub(crate) mod request;
pub(crate) mod stream;

/// The largest body of a request or response, as at AWS.
pub(crate) const LARGEST_PAYLOAD: usize = 10 * 1024 * 1024;
