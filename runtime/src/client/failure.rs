//! What an answer says that is no success, by the failures that the document describes.

use bytes::Bytes;

use super::error::Unreadable;
use super::{Answer, Failed, gateway};
use crate::codec::FromJson;
use crate::wire::xml::Shape;

/// The failures that a document describes for an operation; often the same for many.
pub trait FromFailure: Sized {
    /// Reads an answer that no success accounts for.
    fn from_failure(answer: Unsuccessful<'_>) -> Failure<Self>;

    /// The answer that a failure came in.
    fn answer(&self) -> &Answer;
}

/// The failures of an operation that documents none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoError {}

impl FromFailure for NoError {
    fn from_failure(answer: Unsuccessful<'_>) -> Failure<Self> {
        answer.undocumented()
    }

    fn answer(&self) -> &Answer {
        match *self {}
    }
}

/// What is read of an answer that is no success.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure<E> {
    /// A documented failure.
    #[doc(hidden)]
    Documented(E),
    /// A status that is not documented.
    #[doc(hidden)]
    Undocumented,
    /// A body that does not have its documented form.
    #[doc(hidden)]
    Unreadable(Unreadable),
}

/// An answer that is no success, and the ways to read it.
#[derive(Clone, Copy, Debug)]
pub struct Unsuccessful<'a>(pub(super) &'a Answer);

impl Unsuccessful<'_> {
    /// The status as a number.
    #[must_use]
    pub fn status(self) -> u16 {
        self.0.status()
    }

    /// Whether the body is of a media type, as [`Answer::is_media`] has it.
    #[must_use]
    pub fn is_media(self, documented: &str) -> bool {
        self.0.is_media(documented)
    }

    /// A body of JSON.
    pub fn json<B: FromJson, E>(self, failure: fn(Failed<B>) -> E) -> Failure<E> {
        // As in `xml`, and not in a function of both, which would be one more for each failure.
        match self.0.read() {
            // The gateway speaks for itself, under statuses that the API uses as well.
            Ok((_, 1..)) | Err(_) if gateway::speaks(self.0) => Failure::Undocumented,
            Ok((body, _)) => Failure::Documented(failure(Failed::new(Some(body), self.0))),
            Err(_) => Failure::Documented(failure(Failed::new(None, self.0))),
        }
    }

    /// A body of XML.
    pub fn xml<B: FromJson, E>(self, shape: &Shape, failure: fn(Failed<B>) -> E) -> Failure<E> {
        match self.0.read_xml(shape) {
            Ok((_, 1..)) | Err(_) if gateway::speaks(self.0) => Failure::Undocumented,
            Ok((body, _)) => Failure::Documented(failure(Failed::new(Some(body), self.0))),
            Err(_) => Failure::Documented(failure(Failed::new(None, self.0))),
        }
    }

    /// A body of text.
    pub fn text<E>(self, failure: fn(Failed<String>) -> E) -> Failure<E> {
        self.documented(self.0.read_text().ok(), failure)
    }

    /// A body of bytes.
    pub fn bytes<E>(self, failure: fn(Failed<Bytes>) -> E) -> Failure<E> {
        self.documented(Some(self.0.body().clone()), failure)
    }

    /// No body, or none that counts.
    pub fn empty<E>(self, failure: fn(Failed) -> E) -> Failure<E> {
        self.documented(Some(()), failure)
    }

    /// A status that the document does not describe.
    #[must_use]
    pub fn undocumented<E>(self) -> Failure<E> {
        Failure::Undocumented
    }

    fn documented<B, E>(self, body: Option<B>, failure: fn(Failed<B>) -> E) -> Failure<E> {
        if gateway::speaks(self.0) {
            return Failure::Undocumented;
        }
        Failure::Documented(failure(Failed::new(body, self.0)))
    }
}
