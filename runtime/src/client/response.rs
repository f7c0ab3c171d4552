//! A documented success.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Answer, DecodeError};
use crate::codec::{Departure, FromJson};

/// A documented success: the typed body, the typed headers, and the answer as it came.
///
/// The body's fields and methods are reached directly.
#[derive(Clone)]
pub struct Response<T, H = ()> {
    value: T,
    headers: H,
    answer: Box<Answer>,
}

impl<T, H> Response<T, H> {
    pub(super) fn new(value: T, headers: H, answer: Answer) -> Self {
        Self { value, headers, answer: Box::new(answer) }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.code()
    }

    /// The headers that the document describes.
    #[must_use]
    pub fn headers(&self) -> &H {
        &self.headers
    }

    /// All headers.
    #[must_use]
    pub fn raw_headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The body as it came.
    #[must_use]
    pub fn raw_body(&self) -> &Bytes {
        self.answer.body()
    }

    /// The body as text, also where the document describes none.
    #[must_use]
    pub fn text(&self) -> String {
        self.answer.body_text()
    }

    /// The body as JSON of any type, also where the document describes none.
    ///
    /// # Errors
    /// When it is no JSON, or does not fit.
    pub fn json<B: FromJson>(&self) -> Result<B, DecodeError> {
        self.answer.read_json()
    }

    /// The answer as it came.
    #[must_use]
    pub fn raw(&self) -> &Answer {
        &self.answer
    }

    /// What of the body was tolerated although the document does not allow it, such as null for an array; up to a
    /// hundred places.
    #[must_use]
    pub fn departures(&self) -> &[Departure] {
        self.answer.departures()
    }

    /// What the service calls this exchange, to be named in complaints.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id()
    }

    /// The body alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T, H> Deref for Response<T, H> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug, H: fmt::Debug> fmt::Debug for Response<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("headers", &self.headers)
            .field("value", &self.value)
            .finish()
    }
}
