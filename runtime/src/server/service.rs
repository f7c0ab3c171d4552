//! The server as a value: a `tower::Service`, and by that an axum `Router`.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::HttpBody;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, Method, Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};

use super::handler::{Answer, Call, Handler};
use super::raw::Raw;
use super::rejection::Reason;
use super::route::{Found, Table};
use super::security::{Guard, Hook};
use super::{Access, Credentials, Denied, Manner, Parts, Rejection, Reply, Route};

/// The user's API with its handlers; the one part that is generic over it.
struct Dispatcher<A> {
    api: Arc<A>,
    guard: Option<Box<dyn Guard<A>>>,
    handlers: Arc<Vec<Handler<A>>>,
}

trait Dispatch: Send + Sync {
    fn dispatch(&self, index: usize, parts: Parts) -> Answer;
}

impl<A: Send + Sync + 'static> Dispatch for Dispatcher<A> {
    fn dispatch(&self, index: usize, parts: Parts) -> Answer {
        let Some(handler) = self.handlers.get(index) else {
            return Box::pin(std::future::ready(Err(Rejection::new(Reason::UnknownPath))));
        };
        let api = Arc::clone(&self.api);
        let Some(guard) = self.guard.as_ref().filter(|_| !handler.security.is_empty()) else {
            return handler.handle.handle(api, parts);
        };
        let guarded = guard.check(Arc::clone(&api), handler.operation, handler.security, parts);
        let handlers = Arc::clone(&self.handlers);
        Box::pin(async move {
            let parts = guarded.await?;
            match handlers.get(index) {
                Some(handler) => handler.handle.handle(api, parts).await,
                None => Err(Rejection::new(Reason::UnknownPath)),
            }
        })
    }
}

/// A server for one document. Cheap to clone.
///
/// It is a `tower::Service` over requests of the `http` crate, so it runs under axum, hyper or
/// `lambda_http`, and in tests without any network.
#[derive(Clone)]
pub struct Service {
    table: Arc<Table>,
    dispatch: Arc<dyn Dispatch>,
    manner: Manner,
    base_path: Arc<str>,
    body_limit: usize,
    refuse: Option<fn(&Rejection) -> Reply>,
}

/// API Gateway's limit for a body, in bytes.
const BODY_LIMIT: usize = 10 * 1024 * 1024;

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service")
            .field("base_path", &self.base_path)
            .field("manner", &self.manner)
            .finish_non_exhaustive()
    }
}

impl Service {
    /// A server that answers `routes` below `base_path`, such as `/test` or the empty text.
    #[must_use]
    pub fn new<A: Send + Sync + 'static>(
        api: A,
        manner: Manner,
        base_path: &str,
        routes: impl IntoIterator<Item = Route<A>>,
    ) -> Self {
        Self::dispatching(api, None, manner, base_path, routes)
    }

    /// The same, where `authorize`, a method of the generated trait, decides who may call the operations that
    /// declare security.
    #[must_use]
    pub fn guarded<A, C, F>(
        api: A,
        authorize: F,
        manner: Manner,
        base_path: &str,
        routes: impl IntoIterator<Item = Route<A>>,
    ) -> Self
    where
        A: Send + Sync + 'static,
        C: Credentials,
        F: for<'a> Call<'a, A, Access<C>, Response = Result<(), Denied>>,
    {
        let hook = Hook { method: authorize, credentials: PhantomData };
        Self::dispatching(api, Some(Box::new(hook)), manner, base_path, routes)
    }

    fn dispatching<A: Send + Sync + 'static>(
        api: A,
        guard: Option<Box<dyn Guard<A>>>,
        manner: Manner,
        base_path: &str,
        routes: impl IntoIterator<Item = Route<A>>,
    ) -> Self {
        let (places, handlers): (Vec<_>, Vec<_>) = routes.into_iter().map(Route::split).unzip();
        let table = Table::new(places.iter().map(|(method, path)| (*method, &**path)), manner == Manner::Problem);
        let dispatch = Arc::new(Dispatcher { api: Arc::new(api), guard, handlers: Arc::new(handlers) });
        Self { table: Arc::new(table), dispatch, manner, base_path: "".into(), body_limit: BODY_LIMIT, refuse: None }
            .base_path(base_path)
    }

    /// Answers below another path than the document's, such as the empty text where a router strips
    /// it before.
    #[must_use]
    pub fn base_path(mut self, base_path: &str) -> Self {
        let trimmed = base_path.trim_matches('/');
        self.base_path = if trimmed.is_empty() { "".into() } else { format!("/{trimmed}").into() };
        self
    }

    /// Words the server's own answers in another manner than the document's kind suggests.
    #[must_use]
    pub fn manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// Answers refused requests in a form of your own.
    #[must_use]
    pub fn refuse_with(mut self, refuse: fn(&Rejection) -> Reply) -> Self {
        self.refuse = Some(refuse);
        self
    }

    /// Refuses bodies of more bytes than this. 10 MB, as at API Gateway, if nothing else is said.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The server as an axum router, to be served, nested or merged with other routes.
    pub fn into_router(self) -> axum::Router {
        axum::Router::new().fallback_service(self)
    }

    /// Answers one request whose body is in memory.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let path = self.below_base(head.uri.path());
        let found = self.find(&head.method, path);
        let body = self.within_limit(body);
        self.finish(found, &head.method, head.uri.query(), head.headers, body).await
    }

    fn within_limit(&self, body: Bytes) -> Result<Bytes, Rejection> {
        if body.len() > self.body_limit { Err(Rejection::new(Reason::TooLarge(self.body_limit))) } else { Ok(body) }
    }

    /// Answers a request that has no URI: `path` lies below the base path already.
    #[cfg(feature = "lambda")]
    pub(super) async fn answer_below(
        &self,
        method: &Method,
        path: &str,
        query: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Response<Bytes> {
        let found = self.find(method, Some(path));
        let body = self.within_limit(body);
        self.finish(found, method, Some(query), headers, body).await
    }

    /// The path below the base path; `None` if it is elsewhere.
    pub(super) fn below_base<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(&*self.base_path)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }

    fn find(&self, method: &Method, path: Option<&str>) -> Found {
        path.map_or(Found::Nothing, |path| self.table.find(method.as_str(), path))
    }

    async fn receive<B>(self, request: Request<B>) -> Response<Bytes>
    where
        B: HttpBody + Send,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (head, body) = request.into_parts();
        let found = self.find(&head.method, self.below_base(head.uri.path()));
        let body = match found {
            Found::Route { .. } => self.collect(&head.headers, body).await,
            // Nothing will read it.
            _ => Ok(Bytes::new()),
        };
        self.finish(found, &head.method, head.uri.query(), head.headers, body).await
    }

    async fn collect<B>(&self, headers: &HeaderMap, body: B) -> Result<Bytes, Rejection>
    where
        B: HttpBody + Send,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let declared = headers.get(http::header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if declared.is_some_and(|length: u64| length > self.body_limit as u64) {
            return Err(Rejection::new(Reason::TooLarge(self.body_limit)));
        }
        match Limited::new(body, self.body_limit).collect().await {
            Ok(collected) => Ok(collected.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(Rejection::new(Reason::TooLarge(self.body_limit))),
            Err(_) => Err(Rejection::new(Reason::BadBody)),
        }
    }

    /// Hands a request to its operation and sends what comes of it.
    async fn finish(
        &self,
        found: Found,
        method: &Method,
        query: Option<&str>,
        headers: HeaderMap,
        body: Result<Bytes, Rejection>,
    ) -> Response<Bytes> {
        let is_head = method == Method::HEAD;
        let answer = match (found, body) {
            (Found::Nothing, _) => Err(Rejection::new(Reason::UnknownPath)),
            (Found::Methods(methods), _) => Err(Rejection::new(Reason::MethodNotAllowed(methods))),
            (Found::Route { .. }, Err(rejection)) => Err(rejection),
            (Found::Route { index, parameters }, Ok(body)) => {
                let raw = Raw::new(parameters, query, headers);
                let parts = Parts::new(self.manner, method.clone(), raw, body);
                self.run(index, parts).await
            }
        };
        answer
            .and_then(|reply| reply.into_response(is_head).ok_or_else(|| Rejection::new(Reason::Failure)))
            .unwrap_or_else(|rejection| self.refusal(&rejection, is_head))
    }

    /// A panic in the user's code costs its own request, not the server. The panic hook has told of
    /// it already.
    async fn run(&self, index: usize, parts: Parts) -> Result<Reply, Rejection> {
        let answer = AssertUnwindSafe(async { self.dispatch.dispatch(index, parts).await });
        answer.catch_unwind().await.unwrap_or_else(|_: Box<dyn Any + Send>| Err(Rejection::new(Reason::Failure)))
    }

    fn refusal(&self, rejection: &Rejection, is_head: bool) -> Response<Bytes> {
        let own = self.refuse.and_then(|refuse| refuse(rejection).into_response(is_head));
        own.or_else(|| rejection.reply(self.manner).into_response(is_head)).unwrap_or_default()
    }
}

impl<B> tower::Service<Request<B>> for Service
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move { Ok(service.receive(request).await.map(Full::new)) })
    }
}
