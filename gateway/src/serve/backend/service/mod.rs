//! Services of AWS behind integrations: anything that takes a request and gives a response.
//!
//! The request is the one that AWS would get, with the service's own `Host`. A function in process answers it,
//! or a [`RemoteService`] signs it and sends it to an endpoint of the user's.

mod remote;
#[cfg(feature = "sigv4")]
mod sign;
pub(crate) mod subtype;
pub(crate) mod target;
mod xml;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};

use crate::serve::message::request::{Request, Response};
use crate::serve::message::stream::Chunks;

pub use remote::{InvalidEndpoint, RemoteService, ServiceCredentials};
pub use target::ServiceTarget;

/// What answers in place of a service of AWS or of an HTTP endpoint.
///
/// Every async function from [`Request`] to [`Response`] is one.
///
/// ```
/// use gatewright_gateway::{Request, Response, Service};
///
/// fn is_service(_: impl Service) {}
/// is_service(|request: Request| async move {
///     Response { status: 200, body: request.body, ..Response::default() }
/// });
/// ```
pub trait Service: Send + Sync + 'static {
    /// Answers a request; `target` says which service is meant, and is `None` for an HTTP endpoint.
    fn call(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<Response, ServiceUnreachable>>;

    /// Answers a request whose response is passed on while it comes: its beginning, and what follows. A service that
    /// does not stream gives all of it at once.
    fn call_streaming(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<(Response, Chunks), ServiceUnreachable>> {
        self.call(request, target)
            .map(|result| result.map(|response| (response, stream::empty().boxed() as Chunks)))
            .boxed()
    }
}

/// Why there is no response: the service cannot be reached, or does not end its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceUnreachable(pub String);

impl fmt::Display for ServiceUnreachable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ServiceUnreachable {}

impl<F, Fut> Service for F
where
    F: Fn(Request) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Response> + Send + 'static,
{
    fn call(
        &self,
        request: Request,
        _: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<Response, ServiceUnreachable>> {
        self(request).map(Ok).boxed()
    }
}

impl Service for Arc<dyn Service> {
    fn call(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<Response, ServiceUnreachable>> {
        (**self).call(request, target)
    }

    fn call_streaming(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<(Response, Chunks), ServiceUnreachable>> {
        (**self).call_streaming(request, target)
    }
}
