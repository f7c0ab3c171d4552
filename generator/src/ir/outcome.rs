//! What may come back from a call.

use super::{Content, Docs, StatusPattern, TypeId};

/// The documented responses of an operation, sorted as a client has them; of each media type that it asks for.
#[derive(Debug)]
pub(crate) struct Outcomes {
    pub(crate) successes: Vec<Outcome>,
    pub(crate) failures: Vec<Outcome>,
}

/// A documented response in one media type.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: StatusPattern,
    /// What the document says of it beyond its status.
    pub(crate) docs: Docs,
    /// `None` for a response without a body.
    pub(crate) content: Option<Content>,
    pub(crate) headers: Option<TypeId>,
    /// Its media type tells it from its neighbours, and so is in its name.
    pub(crate) is_of_several: bool,
    /// Its media type is looked at, since others of the same status come behind it.
    pub(crate) by_media_type: bool,
    /// Which of the operation's responses it is, and which of that one's media types.
    pub(crate) place: (usize, usize),
}

impl Outcomes {
    /// Headers that a success documents.
    pub(crate) fn success_headers(&self) -> Option<TypeId> {
        self.successes.iter().find_map(|outcome| outcome.headers)
    }

    /// Whether all successes are held the same way, so that the status alone tells them apart.
    pub(crate) fn has_one_success(&self) -> bool {
        self.successes.windows(2).all(|pair| match pair {
            [one, other] => match (&one.content, &other.content) {
                (Some(one), Some(other)) => one.is_held_as(other),
                (one, other) => one.is_none() && other.is_none(),
            },
            _ => true,
        })
    }
}

/// How a call says its failures.
#[derive(Debug)]
pub(crate) enum Failures {
    /// None are documented.
    None,
    /// As an enum of its own, with the docs of its variants.
    Own(Vec<Docs>),
    /// As an enum of several calls. One of them has its definition, with the docs of its variants.
    Shared { group: usize, docs: Option<Vec<Docs>> },
}
