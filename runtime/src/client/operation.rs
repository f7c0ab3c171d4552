//! What is fixed about an operation.

/// An operation as the document describes it.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) accept: &'static str,
    pub(super) server: Option<&'static str>,
    pub(super) security: &'static [&'static [&'static str]],
}

impl Operation {
    /// An operation by its method and its path, as the document writes them.
    #[must_use]
    pub const fn new(method: &'static str, path: &'static str) -> Self {
        Self { method, path, accept: "", server: None, security: &[] }
    }

    /// The media types that it answers.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    /// A server of its own, in place of the base URL that the document gives to the others.
    #[must_use]
    pub const fn server(mut self, server: &'static str) -> Self {
        self.server = Some(server);
        self
    }

    /// The security schemes that it asks for: alternatives, of which each names all that it needs.
    #[must_use]
    pub const fn security(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.security = alternatives;
        self
    }
}
