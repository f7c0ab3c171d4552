//! Why a call did not return its documented success.

mod decode;
mod request;

use std::fmt;

use super::gateway;
use super::{Answer, Failure, FromFailure, GatewayError, GatewayFailure};
use crate::codec::FromJson;

pub use decode::DecodeError;
pub(super) use decode::Unreadable;
pub use request::{RequestError, TransportError};

/// Why a call did not return its documented success. Each variant says what has happened on the wire.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request could not be made from its inputs; nothing was sent.
    Request(RequestError),
    /// No usable answer arrived; the server may have seen the request.
    Transport(TransportError),
    /// The server gave a failure that the document describes; its body may have another form than the documented one.
    Api(E),
    /// API Gateway answered in place of the API.
    Gateway(GatewayError),
    /// The server gave a status that the document does not describe.
    Unexpected(Box<Answer>),
    /// The body does not have its documented form; it is kept.
    Decode(DecodeError),
}

impl<E: FromFailure> Error<E> {
    /// The answer as it came, where there was one.
    #[must_use]
    pub fn raw(&self) -> Option<&Answer> {
        match self {
            Self::Request(_) | Self::Transport(_) => None,
            Self::Api(failure) => Some(failure.answer()),
            Self::Gateway(error) => Some(error.raw()),
            Self::Unexpected(answer) => Some(answer),
            Self::Decode(error) => Some(error.raw()),
        }
    }

    /// The status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<http::StatusCode> {
        self.raw().map(Answer::code)
    }

    /// The headers, where there was an answer.
    #[must_use]
    pub fn headers(&self) -> Option<&http::HeaderMap> {
        self.raw().map(Answer::headers)
    }

    /// The body as text, where there was an answer.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.raw().map(Answer::body_text)
    }

    /// The body as JSON of any type, where there was an answer and it fits.
    #[must_use]
    pub fn json<B: FromJson>(&self) -> Option<B> {
        self.raw().and_then(|answer| answer.read_json().ok())
    }

    /// The failure, if the document describes it.
    #[must_use]
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(failure) => Some(failure),
            _ => None,
        }
    }

    /// How often the request was sent, as far as it was.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Request(_) => 0,
            Self::Transport(error) => error.attempts(),
            _ => self.raw().map_or(0, Answer::attempts),
        }
    }

    /// What the service calls this exchange, to be named in complaints.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.raw().and_then(Answer::request_id)
    }

    /// Whether the server may have seen the request.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        match self {
            Self::Request(_) => false,
            Self::Transport(error) => error.was_sent(),
            _ => true,
        }
    }

    /// Whether the same call may succeed later, and sending it twice does no harm: either the server
    /// has not acted on it, or the method is idempotent (RFC 9110 §9.2.2).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Request(_) | Self::Decode(_) => false,
            Self::Transport(error) => error.is_retryable(),
            Self::Gateway(error) => match error.failure() {
                GatewayFailure::Throttled => true,
                GatewayFailure::IntegrationFailure | GatewayFailure::IntegrationTimeout => {
                    error.raw().method().is_idempotent()
                }
                _ => false,
            },
            Self::Api(failure) => is_passing(failure.answer()),
            Self::Unexpected(answer) => is_passing(answer),
        }
    }
}

/// Whether a status is about the moment rather than the request.
fn is_passing(answer: &Answer) -> bool {
    match answer.status() {
        429 | 503 => true,
        408 | 500 | 502 | 504 => answer.method().is_idempotent(),
        _ => false,
    }
}

impl<E: FromFailure> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(failure) => {
                let answer = failure.answer();
                write!(f, "`{}` answered {}{}", answer.operation(), answer.code(), excerpt(answer))
            }
            Self::Gateway(error) => error.fmt(f),
            Self::Unexpected(answer) => {
                write!(
                    f,
                    "`{}` answered {}, which is not documented{}",
                    answer.operation(),
                    answer.code(),
                    excerpt(answer)
                )
            }
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl<E: FromFailure + fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The text of these is this error's own; what lies below is the cause.
        match self {
            Self::Request(error) => std::error::Error::source(error),
            Self::Transport(error) => std::error::Error::source(error),
            Self::Decode(error) => std::error::Error::source(error),
            Self::Api(_) | Self::Gateway(_) | Self::Unexpected(_) => None,
        }
    }
}

impl<E> From<Undelivered> for Error<E> {
    fn from(undelivered: Undelivered) -> Self {
        match undelivered {
            Undelivered::Request(error) => Self::Request(error),
            Undelivered::Transport(error) => Self::Transport(error),
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Undelivered {
    Request(RequestError),
    Transport(TransportError),
}

impl Undelivered {
    /// One word for metrics and spans.
    #[cfg(feature = "tracing")]
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Transport(error) => error.kind(),
            Self::Request(_) => "request",
        }
    }

    pub(super) fn with_attempts(self, attempts: u32) -> Self {
        match self {
            Self::Transport(error) => Self::Transport(error.with_attempts(attempts)),
            Self::Request(error) => Self::Request(error),
        }
    }
}

impl From<RequestError> for Undelivered {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<TransportError> for Undelivered {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> Failure<E> {
    pub(super) fn with(self, answer: Answer) -> Error<E> {
        match self {
            Self::Documented(failure) => Error::Api(failure),
            Self::Undocumented => match gateway::read(Box::new(answer)) {
                Ok(error) => Error::Gateway(error),
                Err(answer) => Error::Unexpected(answer),
            },
            Self::Unreadable(unreadable) => Error::Decode(DecodeError::new(unreadable, answer)),
        }
    }
}

/// The start of a body that is text, for messages.
pub(super) fn excerpt(answer: &Answer) -> String {
    const SHOWN: usize = 200;
    let text = answer.decoded();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        _ if text.is_empty() => String::new(),
        None => format!(": {text}"),
        Some((end, _)) => format!(": {}…", text.get(..end).unwrap_or_default()),
    }
}
