//! What is fixed about an operation.

/// An operation as the document describes it.
#[derive(Clone, Copy)]
pub(super) struct Operation {
    /// Its `operationId`; empty if the document gives none.
    pub(super) id: &'static str,
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
    /// Whether a success is values one after the other, whatever its media type.
    pub(super) lines: bool,
    /// The header by which the server knows attempts of one call, if the document has one.
    pub(super) idempotency: Option<&'static str>,
}
