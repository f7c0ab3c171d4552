//! The body of a documented failure, with the answer that it came in.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Answer, DecodeError};
use crate::codec::FromJson;

/// What a documented failure holds: its body, if that has its documented form, and the answer as it came.
///
/// A proxy on the way answers with pages of its own, and a server in trouble with nothing at all. The status still is
/// the documented one, so the failure is; only [`body`](Self::body) is missing.
#[derive(Clone)]
pub struct Failed<B = ()> {
    body: Option<Box<B>>,
    answer: Box<Answer>,
}

impl<B> Failed<B> {
    pub(super) fn new(body: Option<B>, answer: &Answer) -> Self {
        Self { body: body.map(Box::new), answer: Box::new(answer.clone()) }
    }

    /// The documented body; `None` where the answer has another or none.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.body.as_deref()
    }

    /// The documented body alone.
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        self.body.map(|body| *body)
    }

    /// The answer as it came.
    #[must_use]
    pub fn raw(&self) -> &Answer {
        &self.answer
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.code()
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The body as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.answer.body()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        self.answer.decoded()
    }

    /// The body as JSON of any type.
    ///
    /// # Errors
    /// When it is no JSON, or does not fit.
    pub fn json<T: FromJson>(&self) -> Result<T, DecodeError> {
        self.answer.read_json()
    }

    /// What the service calls this exchange, to be named in complaints.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id()
    }
}

/// Two are the same if status and documented body are.
impl<B: PartialEq> PartialEq for Failed<B> {
    fn eq(&self, other: &Self) -> bool {
        self.status() == other.status() && self.body == other.body
    }
}

impl<B: fmt::Debug> fmt::Debug for Failed<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            Some(body) => body.fmt(f),
            // Not the headers: this is shown wherever the failure is.
            None => {
                f.debug_struct("Failed").field("status", &self.status()).field("text", &self.answer.excerpt()).finish()
            }
        }
    }
}
