//! Why a request was not handed to the user's code, and what the client gets to know.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use super::input::Place;
use super::{Operation, Reply};

/// How a server words its own answers: those to requests that never reach the user's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Manner {
    /// As Amazon API Gateway does: `{"message": "Invalid request body"}` and `x-amzn-ErrorType`.
    /// An unknown path is 403 `Missing Authentication Token`.
    ApiGateway,
    /// As [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) says: `application/problem+json`.
    Problem,
}

/// A request that was rejected, or that the user's code did not survive.
#[derive(Clone, Debug)]
pub struct Rejection(Box<Rejected>);

#[derive(Clone, Debug)]
struct Rejected {
    reason: Reason,
    complaints: Vec<Complaint>,
    detail: Option<String>,
    operation: Option<Operation>,
    /// What the implementer's code failed with.
    error: Option<Arc<dyn Error + Send + Sync>>,
}

/// Any error: what the errors of an implementer become.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The error of a method that is not written yet: the response is 501.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotImplemented;

impl fmt::Display for NotImplemented {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the operation is not implemented")
    }
}

/// The error is its own cause, since what wraps errors often shows only their causes.
impl Error for NotImplemented {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&Unwritten)
    }
}

#[derive(Debug)]
struct Unwritten;

impl fmt::Display for Unwritten {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a method is not written yet")
    }
}

impl Error for Unwritten {}

/// What a method does that an implementation leaves out.
///
/// # Errors
/// Always [`NotImplemented`].
pub fn unwritten<T, E>() -> impl Future<Output = Result<T, E>> + Send
where
    T: Send,
    E: From<NotImplemented> + Send,
{
    std::future::ready(Err(NotImplemented.into()))
}

/// Why a request is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// No route has this path.
    UnknownPath,
    /// The path has routes, but only for these methods.
    MethodNotAllowed(Vec<String>),
    /// Required parameters are missing.
    MissingParameters,
    /// A parameter does not have the declared form.
    BadParameter,
    /// The body is missing, malformed, or does not have the declared form.
    BadBody,
    /// Everything could be read, but breaks a constraint of the document.
    Invalid,
    /// The body is of a media type that the operation does not take.
    UnsupportedMediaType,
    /// The client takes none of the media types of the responses, which are these.
    NotAcceptable(Vec<String>),
    /// The body is larger than this number of bytes.
    TooLarge(usize),
    /// The body took too long to arrive.
    Timeout,
    /// The bodies of other requests take all the memory that bodies may have.
    Overloaded,
    /// The caller has not proven who it is; these are the challenges that it can answer.
    Unauthorized(Vec<String>),
    /// This caller may not do that.
    Forbidden,
    /// The implementer's code failed or panicked, or its response cannot be sent.
    Failure,
    /// The implementer has not written the operation.
    NotImplemented,
}

/// One thing that is wrong about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) detail: String,
}

impl Complaint {
    /// Where it is: `path`, `query`, `header`, `cookie` or `body`.
    #[must_use]
    pub fn place(&self) -> &str {
        self.place.word()
    }

    /// The name of the parameter, or a JSON pointer into the body.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is wrong: `expected an integer, found the string "abc"`.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    pub(super) fn to_json(&self) -> Value {
        let name = if self.place == Place::Body { "pointer" } else { "name" };
        let mut members = Map::new();
        members.insert("in".to_owned(), self.place.word().into());
        members.insert(name.to_owned(), self.name.as_str().into());
        members.insert("detail".to_owned(), self.detail.as_str().into());
        Value::Object(members)
    }
}

/// `query limit must be at most 100`, `body /name is required`.
impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = if self.name.is_empty() { "" } else { " " };
        write!(f, "{}{gap}{} {}", self.place.word(), self.name, self.detail)
    }
}

/// What is wrong in general, and each complaint.
impl fmt::Display for Rejection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.status_and_detail().1)?;
        let complaints: Vec<String> = self.complaints().iter().map(ToString::to_string).collect();
        if complaints.is_empty() { Ok(()) } else { write!(out, ": {}", complaints.join("; ")) }
    }
}

/// What is inside is the cause, since what wraps errors often shows only their causes.
impl Error for Rejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "rejected: {:?}", self.reason)
    }
}

impl Error for Rejected {}

impl Rejection {
    #[cold]
    pub(super) fn new(reason: Reason) -> Self {
        Self::because(reason, Vec::new())
    }

    #[cold]
    pub(super) fn because(reason: Reason, complaints: Vec<Complaint>) -> Self {
        Self(Box::new(Rejected { reason, complaints, detail: None, operation: None, error: None }))
    }

    /// What a method failed with. A rejection among its causes is that rejection.
    #[cold]
    pub(super) fn of_error(error: BoxError) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&*error);
        while let Some(one) = cause {
            if let Some(rejected) = one.downcast_ref::<Rejected>() {
                return Self(Box::new(rejected.clone()));
            }
            if one.is::<Unwritten>() {
                return Self::new(Reason::NotImplemented);
            }
            cause = one.source();
        }
        let mut rejection = Self::new(Reason::Failure);
        rejection.0.error = Some(error.into());
        rejection
    }

    pub(super) fn of_operation(mut self, operation: Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// The operation that was asked for, if there is one.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        self.0.operation
    }

    /// What the method failed with, if that is the reason.
    #[must_use]
    pub fn error(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.error.as_deref()
    }

    /// Says more, in place of the general words.
    pub(super) fn detailed(mut self, detail: Option<String>) -> Self {
        self.0.detail = detail;
        self
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.0.reason
    }

    /// What exactly is wrong, where there is something to point at.
    #[must_use]
    pub fn complaints(&self) -> &[Complaint] {
        &self.0.complaints
    }

    /// The answer to the client.
    #[must_use]
    pub fn reply(&self, manner: Manner) -> Reply {
        match manner {
            Manner::ApiGateway => self.as_api_gateway(),
            Manner::Problem => self.as_problem(),
        }
    }

    /// See "Gateway response types" in the API Gateway developer guide. What API Gateway itself
    /// never checks, such as the form of a parameter, is answered in the same words.
    fn as_api_gateway(&self) -> Reply {
        let (status, kind, message) = match self.reason() {
            Reason::UnknownPath | Reason::MethodNotAllowed(_) => {
                (403, "MissingAuthenticationTokenException", "Missing Authentication Token".to_owned())
            }
            Reason::MissingParameters => {
                (400, BAD_REQUEST, format!("Missing required request parameters: {}", self.sorted_names()))
            }
            Reason::BadParameter => (400, BAD_REQUEST, format!("Invalid request parameters: {}", self.sorted_names())),
            Reason::Invalid if self.complaints().iter().all(|complaint| complaint.place != Place::Body) => {
                (400, BAD_REQUEST, format!("Invalid request parameters: {}", self.sorted_names()))
            }
            Reason::BadBody | Reason::Invalid => (400, BAD_REQUEST, "Invalid request body".to_owned()),
            Reason::UnsupportedMediaType => (415, BAD_REQUEST, "Unsupported Media Type".to_owned()),
            Reason::TooLarge(limit) => {
                (413, "RequestTooLargeException", format!("HTTP content length exceeded {limit} bytes."))
            }
            Reason::NotAcceptable(_) => (406, BAD_REQUEST, "Not Acceptable".to_owned()),
            Reason::Timeout => (408, BAD_REQUEST, "Request timed out".to_owned()),
            Reason::Overloaded => (503, "ServiceUnavailableException", "Service Unavailable".to_owned()),
            Reason::Unauthorized(_) => (401, "UnauthorizedException", "Unauthorized".to_owned()),
            Reason::Forbidden => (403, "ForbiddenException", "Forbidden".to_owned()),
            Reason::Failure => (500, "InternalServerErrorException", "Internal server error".to_owned()),
            Reason::NotImplemented => (501, "NotImplementedException", "Not Implemented".to_owned()),
        };
        let message = self.0.detail.clone().unwrap_or(message);
        let body = format!("{{\"message\": {}}}", Value::from(message));
        Reply::bytes(status, "application/json", body)
            .header(HeaderName::from_static("x-amzn-errortype"), HeaderValue::from_static(kind))
    }

    /// `[a, b]`, in the order of API Gateway: by `header`, `path`, `querystring`, then by name.
    fn sorted_names(&self) -> String {
        let mut keys: Vec<_> = self
            .complaints()
            .iter()
            .filter(|complaint| complaint.place != Place::Body)
            .map(|complaint| (complaint.place.word(), complaint.name.as_str()))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let names: Vec<_> = keys.into_iter().map(|(_, name)| name).collect();
        format!("[{}]", names.join(", "))
    }

    fn as_problem(&self) -> Reply {
        let (status, detail) = self.status_and_detail();
        let title = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
        let mut problem = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
        if let (Some(members), false) = (problem.as_object_mut(), self.complaints().is_empty()) {
            let errors = self.complaints().iter().map(Complaint::to_json).collect();
            members.insert("errors".to_owned(), Value::Array(errors));
        }
        self.with_headers(Reply::bytes(status, "application/problem+json", problem.to_string()))
    }

    /// The status, and what is wrong in general.
    pub(super) fn status_and_detail(&self) -> (u16, String) {
        let (status, detail) = match self.reason() {
            Reason::UnknownPath => (404, "there is nothing at this path".to_owned()),
            Reason::MethodNotAllowed(methods) => (405, format!("only {} can be used here", methods.join(", "))),
            Reason::MissingParameters => (400, "required parameters are missing".to_owned()),
            Reason::BadParameter => (400, "a parameter does not have the declared form".to_owned()),
            Reason::BadBody => (400, "the body does not have the declared form".to_owned()),
            Reason::Invalid => (422, "the request can be read, but breaks a rule".to_owned()),
            Reason::UnsupportedMediaType => (415, "the body is of a media type that is not taken here".to_owned()),
            Reason::TooLarge(limit) => (413, format!("the body is larger than {limit} bytes")),
            Reason::NotAcceptable(offered) => (406, format!("only {} can be sent", offered.join(", "))),
            Reason::Timeout => (408, "the body took too long to arrive".to_owned()),
            Reason::Overloaded => (503, "too many bodies are being read".to_owned()),
            Reason::Unauthorized(_) => (401, "the caller has not proven who it is".to_owned()),
            Reason::Forbidden => (403, "the caller may not do this".to_owned()),
            Reason::Failure => (500, "the server failed to answer".to_owned()),
            Reason::NotImplemented => (501, NotImplemented.to_string()),
        };
        (status, self.0.detail.clone().unwrap_or(detail))
    }

    /// The headers that HTTP asks for beside a status.
    pub(super) fn with_headers(&self, reply: Reply) -> Reply {
        let (name, values) = match self.reason() {
            Reason::MethodNotAllowed(methods) => (http::header::ALLOW, methods),
            Reason::Unauthorized(challenges) if !challenges.is_empty() => (http::header::WWW_AUTHENTICATE, challenges),
            Reason::Overloaded => return reply.header(http::header::RETRY_AFTER, HeaderValue::from_static("1")),
            _ => return reply,
        };
        match HeaderValue::from_str(&values.join(", ")) {
            Ok(value) => reply.header(name, value),
            Err(_) => reply,
        }
    }
}

const BAD_REQUEST: &str = "BadRequestException";
