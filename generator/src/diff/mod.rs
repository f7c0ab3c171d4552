//! What a new document does to the users of the code: `gatewright diff`.
//!
//! Two halves look at the same pair of documents. `surface` lists what a program can name of the generated code, and
//! compares the two lists as the compiler would. `wire` compares what goes over the wire, operation by operation. Both
//! attach what they find to a [`Subject`](subject::Subject), a piece of the document, so that one change of the document
//! is one [`Change`], however many operations use it.
//!
//! Invariant: the order of changes depends on the documents' names alone.

mod bump;
mod change;
mod pairs;
mod render;
mod subject;
mod surface;
mod types;
mod uses;
mod wire;

use gatewright_document::Report;

pub use bump::Bump;
pub use change::{Change, Diff, Effect, Spot, Verdict};

use crate::ir::Api;
use crate::names::Names;
use crate::options::Options;
use change::Collected;
use pairs::Pairs;

/// A document as the pipeline has it before anything is emitted.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) report: &'a Report,
}

/// Compares two documents under the same options.
pub(crate) fn compare(old: Side<'_>, new: Side<'_>, options: &Options) -> Diff {
    let pairs = Pairs::find(old, new);
    let mut found = Collected::default();
    surface::compare(old, new, &pairs, options, &mut found);
    wire::compare(old, new, &pairs, &mut found);
    let uses = uses::Uses::new(old.api, new.api, &pairs);
    found.finish(old.report, new.report, |subject| uses.of(subject))
}
