//! What is fixed about an operation.

/// An operation as the document describes it.
#[derive(Clone, Copy)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// The media types that it answers.
    pub(super) accept: &'static str,
    pub(super) server: Option<&'static str>,
    pub(super) security: &'static [&'static [&'static str]],
    /// Whether redirects are documented, and so answers.
    pub(super) keeps_redirects: bool,
    /// Whether what does not fit an optional property is left out.
    pub(super) lenient: bool,
}
