//! What a method gets beside its typed request: who calls, and the request as it was sent.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap, Method, Uri};

use super::accept::preferred;
use super::request_id::RequestId;

/// An operation, as the document has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`, if the document gives one.
    pub id: Option<&'static str>,
    /// The method; `ANY` where the operation takes all that have none of their own.
    pub method: &'static str,
    /// The template of the path: `/pets/{petId}`.
    pub path: &'static str,
}

impl Operation {
    pub(super) const fn new(method: &'static str, path: &'static str) -> Self {
        Self { id: None, method, path }
    }
}

/// The `operationId`, else `GET /pets`.
impl fmt::Display for Operation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => out.write_str(id),
            None => write!(out, "{} {}", self.method, self.path),
        }
    }
}

/// A request without its body, as it was sent. Cheap to clone.
#[derive(Clone)]
pub struct Head(Arc<Sent>);

#[derive(Clone)]
pub(super) struct Sent {
    pub(super) operation: Option<Operation>,
    /// Made when somebody asks.
    pub(super) request_id: RequestId,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) extensions: Extensions,
}

/// Shows no value of the request: any of them may be a credential.
impl fmt::Debug for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.operation {
            Some(operation) => write!(out, "Head({operation}, {})", self.request_id()),
            None => write!(out, "Head({})", self.request_id()),
        }
    }
}

impl Head {
    pub(super) fn new(sent: Sent) -> Self {
        Self(Arc::new(sent))
    }

    /// What is changed before anybody else has the head.
    pub(super) fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut Arc::make_mut(&mut self.0).headers
    }

    /// The operation that the request is for.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        self.0.operation
    }

    /// What the lines of the log call this request by.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.0.request_id.get()
    }

    /// The method of the request.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// The address, as it was sent.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.0.uri
    }

    /// The headers of the request.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What layers before the service have put beside the request.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// The address of the client: that of the connection under `axum::serve`, if the router is served by
    /// `into_make_service_with_connect_info::<SocketAddr>()`; what API Gateway names on AWS Lambda. Headers such as
    /// `X-Forwarded-For` are not asked: only the implementer knows which proxies are to be believed.
    #[must_use]
    pub fn client_address(&self) -> Option<IpAddr> {
        let connection = self.0.extensions.get::<ConnectInfo<SocketAddr>>();
        connection.map(|ConnectInfo(address)| address.ip()).or_else(|| self.0.extensions.get().copied())
    }

    /// The media type among `offered` that the client likes best; see [`preferred`].
    #[must_use]
    pub fn preferred<'o>(&self, offered: &[&'o str]) -> Option<&'o str> {
        preferred(&self.0.headers, offered)
    }
}

/// What a method gets beside its typed request.
///
/// `P` is who calls: nothing where the operation declares no security, the principal that `authorize` returned where
/// it does, and an `Option` of it where the document lets callers in without credentials too.
#[derive(Clone)]
#[non_exhaustive]
pub struct Context<P = ()> {
    /// Who calls.
    pub principal: P,
    /// The request as it was sent.
    pub head: Head,
}

impl<P> Context<P> {
    pub(super) fn new(principal: P, head: Head) -> Self {
        Self { principal, head }
    }
}

impl<P> fmt::Debug for Context<P> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Context").field("head", &self.head).finish_non_exhaustive()
    }
}
