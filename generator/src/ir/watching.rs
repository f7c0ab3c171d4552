//! How the changes of what an operation answers are watched.

use super::TypeRef;

/// A stream of changes that an operation answers in place of its response, a line of JSON for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Watching {
    /// The flag in the query that asks for it.
    pub(crate) parameter: String,
    pub(crate) change: Change,
}

/// What stands on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// An item of the list, and what became of it: Kubernetes' `{"type": "ADDED", "object": …}`.
    OfItem(TypeRef),
    /// A type of the document.
    Described(TypeRef),
}
