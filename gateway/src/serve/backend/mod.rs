//! What integrations call: functions, HTTP endpoints, mocks.

pub(crate) mod function;
pub(crate) mod http;
pub(crate) mod mock;
pub(crate) mod service;
