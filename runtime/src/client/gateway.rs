//! What API Gateway answers in place of the API.
//!
//! Source: "Gateway responses in API Gateway" of the developer guide; the header `x-amzn-ErrorType`
//! names the exception.

use std::fmt;

use serde_json::Value;

use super::Answer;

/// Why the gateway did not let a call through, or could not answer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GatewayFailure {
    /// Too many calls at a time. Trying again later helps.
    Throttled,
    /// The usage plan's quota is used up.
    QuotaExceeded,
    /// The call is not authenticated, or there is no such path or method.
    MissingAuthenticationToken,
    /// The API key is missing or wrong, or a firewall rule forbids the call.
    Forbidden,
    /// The authorizer does not know the caller.
    Unauthorized,
    /// The caller may not make this call.
    AccessDenied,
    /// The security token has expired.
    ExpiredToken,
    /// The signature is wrong, incomplete, or of an unknown key.
    InvalidSignature,
    /// Required parameters are missing.
    BadRequestParameters,
    /// The body does not have the form that its model asks for.
    BadRequestBody,
    /// The gateway has no template for the body's media type.
    UnsupportedMediaType,
    /// The body is too large.
    RequestTooLarge,
    /// There is no such resource.
    ResourceNotFound,
    /// The backend answered nothing that the gateway can use.
    IntegrationFailure,
    /// The backend did not answer in time. It may have done its work.
    IntegrationTimeout,
    /// The API is set up wrongly, or its authorizer is.
    Configuration,
    /// Something else; the answer says more.
    Other,
}

impl GatewayFailure {
    fn text(self) -> &'static str {
        match self {
            Self::Throttled => "too many calls at a time",
            Self::QuotaExceeded => "the quota is used up",
            Self::MissingAuthenticationToken => "the call is not authenticated, or there is no such path or method",
            Self::Forbidden => "the API key is missing or wrong",
            Self::Unauthorized => "the caller is not known",
            Self::AccessDenied => "the caller may not make this call",
            Self::ExpiredToken => "the security token has expired",
            Self::InvalidSignature => "the signature is not valid",
            Self::BadRequestParameters => "required parameters are missing",
            Self::BadRequestBody => "the body does not have the form of its model",
            Self::UnsupportedMediaType => "the media type of the body is not supported",
            Self::RequestTooLarge => "the body is too large",
            Self::ResourceNotFound => "there is no such resource",
            Self::IntegrationFailure => "the backend answered nothing usable",
            Self::IntegrationTimeout => "the backend did not answer in time",
            Self::Configuration => "the API is set up wrongly",
            Self::Other => "rejected",
        }
    }
}

/// What API Gateway answered in place of the API.
#[derive(Clone)]
pub struct GatewayError {
    failure: GatewayFailure,
    message: Option<String>,
    answer: Box<Answer>,
}

impl GatewayError {
    /// What has happened.
    #[must_use]
    pub fn failure(&self) -> GatewayFailure {
        self.failure
    }

    /// What the gateway says about it.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The answer as it came.
    #[must_use]
    pub fn raw(&self) -> &Answer {
        &self.answer
    }
}

impl fmt::Debug for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayError")
            .field("failure", &self.failure)
            .field("message", &self.message)
            .field("answer", &self.answer)
            .finish()
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { failure, answer, .. } = self;
        write!(f, "the gateway answered `{}` with {}: {}", answer.operation(), answer.code(), failure.text())?;
        match &self.message {
            Some(message) => write!(f, " ({message})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for GatewayError {}

/// Whether an answer is the gateway's own.
pub(super) fn speaks(answer: &Answer) -> bool {
    failure(answer).is_some()
}

/// Reads an answer of the gateway's own; gives back one that is not.
pub(super) fn read(answer: Box<Answer>) -> Result<GatewayError, Box<Answer>> {
    match failure(&answer) {
        Some(failure) => Ok(GatewayError { failure, message: message(&answer), answer }),
        None => Err(answer),
    }
}

fn message(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_slice(answer.body()).ok()?;
    // A policy's rejection is spelled with a capital.
    let message = body.get("message").or_else(|| body.get("Message"))?;
    message.as_str().map(str::to_owned)
}

/// What the gateway says, where it speaks.
pub(super) fn failure(answer: &Answer) -> Option<GatewayFailure> {
    let kind = answer.headers().get("x-amzn-errortype")?.to_str().ok()?;
    // Services append a URL: `AccessDeniedException:http://…`.
    let kind = kind.split(':').next().unwrap_or_default();
    let status = answer.status();
    if status < 400 {
        return None;
    }
    Some(match kind {
        "TooManyRequestsException" | "ThrottlingException" => GatewayFailure::Throttled,
        "LimitExceededException" => GatewayFailure::QuotaExceeded,
        "MissingAuthenticationTokenException" | "MissingAuthenticationToken" => {
            GatewayFailure::MissingAuthenticationToken
        }
        "ForbiddenException" => GatewayFailure::Forbidden,
        "UnauthorizedException" => GatewayFailure::Unauthorized,
        "AccessDeniedException" => GatewayFailure::AccessDenied,
        "ExpiredTokenException" | "ExpiredToken" => GatewayFailure::ExpiredToken,
        "InvalidSignatureException"
        | "IncompleteSignatureException"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "InvalidClientTokenId" => GatewayFailure::InvalidSignature,
        "UnsupportedMediaTypeException" => GatewayFailure::UnsupportedMediaType,
        "BadRequestException" if status == 415 => GatewayFailure::UnsupportedMediaType,
        "BadRequestException"
            if message(answer).is_some_and(|text| text.starts_with("Missing required request parameters")) =>
        {
            GatewayFailure::BadRequestParameters
        }
        "BadRequestException" => GatewayFailure::BadRequestBody,
        "RequestTooLargeException" | "RequestEntityTooLargeException" => GatewayFailure::RequestTooLarge,
        "NotFoundException" => GatewayFailure::ResourceNotFound,
        "AuthorizerConfigurationException" => GatewayFailure::Configuration,
        "IntegrationTimeoutException" | "GatewayTimeoutException" => GatewayFailure::IntegrationTimeout,
        "IntegrationFailureException" | "BadGatewayException" => GatewayFailure::IntegrationFailure,
        "InternalServerErrorException" => match status {
            502 => GatewayFailure::IntegrationFailure,
            504 => GatewayFailure::IntegrationTimeout,
            _ => GatewayFailure::Configuration,
        },
        _ => GatewayFailure::Other,
    })
}
