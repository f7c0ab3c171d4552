//! Failures before there is an answer.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

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
pub struct TransportError(Box<Transport>);

#[derive(Debug)]
struct Transport {
    kind: Kind,
    idempotent: bool,
    attempts: u32,
}

#[derive(Debug)]
enum Kind {
    /// Without its URL, which may hold secrets.
    Http(reqwest::Error),
    /// A transport of one's own failed.
    Service(Box<dyn std::error::Error + Send + Sync>),
    /// The time for the whole call was up.
    Late(Duration),
    /// The body is longer than it may be.
    Long(usize),
    /// An event is longer than it may be.
    LongEvent(usize),
}

impl TransportError {
    fn of(kind: Kind, idempotent: bool) -> Self {
        Self(Box::new(Transport { kind, idempotent, attempts: 1 }))
    }

    pub(in crate::client) fn new(error: reqwest::Error, idempotent: bool) -> Self {
        Self::of(Kind::Http(error.without_url()), idempotent)
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(in crate::client) fn of_service(error: Box<dyn std::error::Error + Send + Sync>, idempotent: bool) -> Self {
        Self::of(Kind::Service(error), idempotent)
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(in crate::client) fn late(limit: Duration, idempotent: bool) -> Self {
        Self::of(Kind::Late(limit), idempotent)
    }

    pub(in crate::client) fn long(limit: usize, idempotent: bool) -> Self {
        Self::of(Kind::Long(limit), idempotent)
    }

    pub(in crate::client) fn long_event(limit: usize) -> Self {
        Self::of(Kind::LongEvent(limit), true)
    }

    pub(in crate::client) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// How often the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the time was up.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Http(error) => error.is_timeout(),
            Kind::Late(_) => true,
            _ => false,
        }
    }

    /// Whether the answer was longer than the client accepts.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        matches!(self.0.kind, Kind::Long(_) | Kind::LongEvent(_))
    }

    /// Whether the server may have seen the request.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        match &self.0.kind {
            Kind::Http(error) => !is_connect(error) && !error.is_builder(),
            _ => true,
        }
    }

    pub(super) fn is_retryable(&self) -> bool {
        self.is_passing(self.0.idempotent)
    }

    /// Whether it is about the moment, and a second call does no harm.
    pub(in crate::client) fn is_passing(&self, harmless: bool) -> bool {
        match &self.0.kind {
            Kind::Http(error) => !error.is_builder() && (harmless || !self.was_sent()),
            Kind::Service(_) | Kind::Late(_) => harmless,
            Kind::Long(_) | Kind::LongEvent(_) => false,
        }
    }

    /// What `reqwest` says, where it is that which failed.
    #[must_use]
    pub fn error(&self) -> Option<&reqwest::Error> {
        match &self.0.kind {
            Kind::Http(error) => Some(error),
            _ => None,
        }
    }

    /// One word for metrics and spans.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.0.kind {
            _ if self.is_timeout() => "timeout",
            Kind::Http(_) if !self.was_sent() => "connect",
            Kind::Http(_) => "answer",
            Kind::Service(_) => "transport",
            Kind::Late(_) => "timeout",
            Kind::Long(_) | Kind::LongEvent(_) => "too_long",
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn is_connect(error: &reqwest::Error) -> bool {
    error.is_connect()
}

/// A browser does not say.
#[cfg(target_arch = "wasm32")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Late(limit) => write!(f, "no answer in time: a call may take {limit:?} (`timeout`)"),
            Kind::Long(limit) => write!(f, "the answer is longer than {limit} bytes (`max_body`)"),
            Kind::LongEvent(limit) => write!(f, "an event is longer than {limit} bytes (`max_event`)"),
            Kind::Service(_) => f.write_str("the transport failed"),
            Kind::Http(_) if !self.was_sent() && self.is_timeout() => {
                f.write_str("no connection in time (`connect_timeout`)")
            }
            Kind::Http(_) if self.is_timeout() => f.write_str("no answer in time (`read_timeout`)"),
            Kind::Http(_) if self.was_sent() => f.write_str("no usable answer"),
            Kind::Http(_) => f.write_str("no connection"),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Http(error) => Some(error),
            Kind::Service(error) => Some(&**error),
            Kind::Late(_) | Kind::Long(_) | Kind::LongEvent(_) => None,
        }
    }
}
