//! What API Gateway itself answers, by its `x-amzn-ErrorType` header.

use std::error::Error as StdError;
use std::fmt;

use super::RawResponse;

/// An answer of API Gateway itself rather than of the API behind it.
#[derive(Clone, Debug)]
pub struct GatewayError(Box<(GatewayErrorKind, RawResponse)>);

/// What API Gateway had against the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GatewayErrorKind {
    /// The request has no such parameter, or its body does not fit its model.
    BadRequest,
    /// No method has this path; API Gateway says "Missing Authentication Token".
    MissingAuthenticationToken,
    /// An authorizer found no credentials.
    Unauthorized,
    /// An authorizer, a policy or a missing API key denies the call.
    Forbidden,
    /// The credentials have expired.
    ExpiredToken,
    /// The signature is not that of the request.
    InvalidSignature,
    /// More calls than the stage or the usage plan allows in this time.
    Throttled,
    /// More calls than the usage plan allows in total.
    QuotaExceeded,
    /// The request is larger than 10 MB.
    RequestTooLarge,
    /// No template takes this media type.
    UnsupportedMediaType,
    /// The backend did not answer, or not in time.
    IntegrationFailure,
    /// The API is not configured well, or API Gateway failed.
    InternalServerError,
    /// A type that was not known when this was written.
    Other,
}

impl GatewayErrorKind {
    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::Throttled | Self::IntegrationFailure | Self::InternalServerError)
    }
}

impl GatewayError {
    /// Recognises an answer of API Gateway; gives back what is not one.
    pub(super) fn recognise(raw: RawResponse) -> Result<Self, RawResponse> {
        let Some(name) = raw.header("x-amzn-errortype") else { return Err(raw) };
        let name = name.split(':').next().unwrap_or(name);
        use GatewayErrorKind as Kind;
        let kind = match (name, raw.status.as_u16()) {
            ("LimitExceededException", _) => Kind::QuotaExceeded,
            ("TooManyRequestsException" | "ThrottlingException", _) => Kind::Throttled,
            ("MissingAuthenticationTokenException" | "IncompleteSignatureException", _) => Kind::MissingAuthenticationToken,
            ("UnauthorizedException", _) => Kind::Unauthorized,
            ("ForbiddenException" | "AccessDeniedException", _) => Kind::Forbidden,
            ("ExpiredTokenException", _) => Kind::ExpiredToken,
            ("InvalidSignatureException" | "UnrecognizedClientException", _) => Kind::InvalidSignature,
            (_, 413) => Kind::RequestTooLarge,
            (_, 415) => Kind::UnsupportedMediaType,
            ("BadRequestException", _) => Kind::BadRequest,
            (_, 504) => Kind::IntegrationFailure,
            ("InternalServerErrorException" | "InternalFailure", _) => Kind::InternalServerError,
            _ => Kind::Other,
        };
        Ok(Self(Box::new((kind, raw))))
    }

    /// What API Gateway had against the call.
    #[must_use]
    pub fn kind(&self) -> GatewayErrorKind {
        self.0.0
    }

    /// The `message` of its body, if it has one.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(&self.raw().body).ok()?;
        let message = body.get("message").or_else(|| body.get("Message"))?;
        message.as_str().map(str::to_owned)
    }

    /// The answer as it came.
    #[must_use]
    pub fn raw(&self) -> &RawResponse {
        &self.0.1
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = self.raw();
        let message = self.message().unwrap_or_else(|| raw.excerpt());
        write!(out, "{} was refused by API Gateway with {} ({:?}): {message}", raw.request, raw.status, self.kind())
    }
}

impl StdError for GatewayError {}
