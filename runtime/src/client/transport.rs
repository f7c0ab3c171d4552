//! What carries requests: `reqwest`, or any `tower` service of HTTP.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tower_service::Service;

/// The body of a request, and of the response to it. Made from bytes and text, or from a stream of them.
pub type Body = reqwest::Body;

type Error = Box<dyn std::error::Error + Send + Sync>;
pub(super) type Carried = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Error>> + Send>>;

/// What carries requests to the server and responses back, in place of `reqwest`.
///
/// Any `tower` service of HTTP fits: one with layers around it, a generated server in the same process, a recording.
/// Each attempt of a call passes through it once, with [`Exchange`] among the request's extensions.
#[derive(Clone)]
pub struct Transport(Arc<dyn Carry>);

impl Transport {
    /// Carries requests by a service.
    pub fn new<S, B>(service: S) -> Self
    where
        S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + 'static,
        S::Error: Into<Error>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<Error>,
    {
        Self(Arc::new(Shared(Mutex::new(service))))
    }

    pub(super) fn carry(&self, request: http::Request<Body>) -> Carried {
        self.0.carry(request)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

/// What a request is an attempt of; an extension of requests that a [`Transport`] carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// The document's `operationId`; empty if it gives none.
    pub operation_id: &'static str,
    /// The operation's method as the document writes it: `GET`, or `ANY`.
    pub method: &'static str,
    /// The operation's path as the document writes it: `/pets/{petId}`.
    pub path_template: &'static str,
    /// From 1.
    pub attempt: u32,
}

impl Exchange {
    pub(super) fn new(operation: super::Operation, attempt: u32) -> Self {
        Self { operation_id: operation.id, method: operation.method, path_template: operation.path, attempt }
    }
}

trait Carry: Send + Sync {
    fn carry(&self, request: http::Request<Body>) -> Carried;
}

/// Cloned for each request: most services are `Clone`, few are `Sync`.
struct Shared<S>(Mutex<S>);

impl<S, B> Carry for Shared<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<Error>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
    B::Error: Into<Error>,
{
    fn carry(&self, request: http::Request<Body>) -> Carried {
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            let response = service.call(request).await.map_err(Into::into)?;
            Ok(response.map(Body::wrap))
        })
    }
}
