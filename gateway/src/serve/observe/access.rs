//! The access log: what happened to each request.

use std::time::Duration;

/// What happened to one request, for an access log. What moves a cursor or ends a line is spelled out in it,
/// whoever sent it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccessEntry {
    /// The request's id.
    pub request_id: String,
    /// The HTTP method.
    pub method: String,
    /// The path as requested.
    pub path: String,
    /// The path of the resource, if there is one.
    pub resource_path: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// How many bytes the answer's body has.
    pub length: usize,
    /// How long it took.
    pub latency: Duration,
    /// Why the request ended early, in the words of API Gateway's log.
    pub failure: Option<String>,
    /// What is wrong with the function's answer although the request went all the way: the function failed, or
    /// answered no JSON.
    pub remark: Option<String>,
    /// The place in the document that is to blame, as `file:line:column`.
    pub place: Option<String>,
}
