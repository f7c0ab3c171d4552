//! Failures before there is an answer.

use std::fmt;
use std::sync::Arc;

/// The request could not be made from its inputs; nothing was sent.
#[derive(Clone, Debug)]
pub struct RequestError(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    message: String,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl RequestError {
    /// Says what is wrong with the request.
    #[must_use]
    #[cold]
    pub fn new(message: impl Into<String>) -> Self {
        Self(Arc::new(Parts { message: message.into(), cause: None }))
    }

    /// Says what is wrong with the request, and why.
    #[must_use]
    #[cold]
    pub fn caused(message: impl Into<String>, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(Arc::new(Parts { message: message.into(), cause: Some(cause.into()) }))
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was sent: {}", self.0.message)
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

/// No usable answer arrived.
#[derive(Debug)]
pub struct TransportError {
    error: reqwest::Error,
    idempotent: bool,
}

impl TransportError {
    pub(in crate::client) fn new(error: reqwest::Error, idempotent: bool) -> Self {
        Self { error, idempotent }
    }

    /// Whether the time was up.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.error.is_timeout()
    }

    /// Whether the server may have seen the request.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        !self.error.is_connect() && !self.error.is_builder()
    }

    pub(super) fn is_retryable(&self) -> bool {
        !self.error.is_builder() && (self.idempotent || !self.was_sent())
    }

    /// What `reqwest` says.
    #[must_use]
    pub fn error(&self) -> &reqwest::Error {
        &self.error
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.is_timeout() {
            "no answer in time"
        } else if self.was_sent() {
            "no usable answer"
        } else {
            "no connection"
        };
        f.write_str(text)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
