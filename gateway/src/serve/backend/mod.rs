//! What integrations call: functions, HTTP endpoints, mocks.

mod event_stream;
pub(crate) mod function;
pub(crate) mod http;
pub(crate) mod lambda_service;
pub(crate) mod mock;
pub(crate) mod service;
