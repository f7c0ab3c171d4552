//! Several files as one: what other files hold becomes a component with a name.
//!
//! The document is walked three times: to find what is in other files, to give each a name, to write. Names depend on
//! what is named and on its file, never on the order of the document.
//!
//! Invariant: nothing is lost. What is no reference to another file is copied as it stands, examples and extensions
//! included, and a reference that leads nowhere stays as it is.

mod names;
mod rewrite;
mod targets;

use gatewright_document::{Document, Report, Version};
use serde_json::Value;

pub(crate) use rewrite::fragment;
use targets::Targets;

/// A document in one file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Bundled {
    /// The document.
    pub document: Value,
    /// How many pieces of other files became components.
    pub moved: usize,
    /// How many files it was.
    pub files: usize,
    /// What is wrong with the document, as far as reading it says.
    pub report: Report,
}

/// Puts a document and all files that it refers to into one.
///
/// ```
/// use gatewright_build::{Document, bundle};
///
/// let text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n";
/// let document = Document::from_text("pets.yaml", text).map_err(gatewright_build::Error::Document)?;
/// assert_eq!(bundle(&document).moved, 0);
/// # Ok::<(), gatewright_build::Error>(())
/// ```
#[must_use]
pub fn bundle(document: &Document) -> Bundled {
    crate::pipeline::on_high_stack(|| {
        let swagger = document.version() == Version::Swagger20;
        let targets = Targets::find(document, swagger);
        let names = names::names(document, &targets, swagger);
        let bundled = rewrite::document(document, &targets, &names, swagger);
        let files = document.file_count();
        Bundled { document: bundled, moved: names.len(), files, report: document.report().clone() }
    })
}
