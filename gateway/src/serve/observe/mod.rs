//! What people see of a request afterwards: access log and traces.

pub(crate) mod access;
pub(crate) mod conformance;
pub(crate) mod log_format;
pub(crate) mod recording;
pub(crate) mod trace;
