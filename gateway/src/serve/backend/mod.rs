//! What integrations call: functions, HTTP endpoints, mocks.

pub(crate) mod function;
pub(crate) mod http;
mod lenient_json;
pub(crate) mod mock;
