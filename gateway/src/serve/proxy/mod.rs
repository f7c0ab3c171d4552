//! Lambda proxy integrations: the event of a request, and the response that a result means.

pub(crate) mod event;
pub(crate) mod prelude;
pub(crate) mod result;
