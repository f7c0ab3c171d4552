//! The server as a value: a `tower::Service`, and by that an axum `Router`.

use std::any::Any;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::HttpBody;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, Method, Request, Response};
use http_body_util::Full;

use super::collect::{Bounds, Budget};
use super::documented::Failure;
use super::handler::{Answer, Call, Handler};
use super::head::Declared;
use super::nodes::NODES;
use super::raw::Raw;
use super::rejection::Reason;
use super::route::{Found, Rules, Table};
use super::security::{Guard, Guarding, Hook};
use super::{Access, Credentials, Denied, Manner, Parts, Rejection, Reply, Route};

/// The user's API with its handlers; the one part that is generic over it.
struct Dispatcher<A> {
    api: Arc<A>,
    guard: Option<Box<dyn Guard<A>>>,
    handlers: Vec<Handler<A>>,
}

trait Dispatch: Send + Sync {
    /// What an operation says of the heads of its requests.
    fn declared(&self, index: usize) -> Option<Declared>;
    /// Method and path of an operation, as the document writes them.
    fn operation(&self, index: usize) -> Option<(&'static str, &'static str)>;
    /// Asks who may call; `None` if everybody may.
    fn guard<'a>(&'a self, index: usize, parts: &'a mut Parts) -> Option<Guarding<'a>>;
    fn dispatch(&self, index: usize, parts: Parts) -> Answer;
}

impl<A: Send + Sync + 'static> Dispatch for Dispatcher<A> {
    fn declared(&self, index: usize) -> Option<Declared> {
        self.handlers.get(index).map(|handler| handler.declared)
    }

    fn operation(&self, index: usize) -> Option<(&'static str, &'static str)> {
        self.handlers.get(index).map(|handler| handler.operation)
    }

    fn guard<'a>(&'a self, index: usize, parts: &'a mut Parts) -> Option<Guarding<'a>> {
        let handler = self.handlers.get(index).filter(|handler| !handler.security.is_empty())?;
        Some(self.guard.as_ref()?.check(&self.api, handler.operation, handler.security, parts))
    }

    fn dispatch(&self, index: usize, parts: Parts) -> Answer {
        match self.handlers.get(index) {
            Some(handler) => handler.handle.handle(Arc::clone(&self.api), parts),
            None => Box::pin(std::future::ready(Err(Rejection::new(Reason::UnknownPath)))),
        }
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
    bounds: Bounds,
    /// Limits of single operations, by their places in the table.
    body_limits: Arc<BTreeMap<usize, usize>>,
    nodes: usize,
    refuse: Option<fn(&Rejection) -> Reply>,
}

/// API Gateway's limit for a body, in bytes.
const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// What all bodies at one time may take.
const BODY_BUDGET: usize = 128 * 1024 * 1024;

/// API Gateway's limit for an exchange.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

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
        let rules = if manner == Manner::ApiGateway { Rules::ApiGateway } else { Rules::OpenApi };
        let table = Table::new(places.iter().map(|(method, path)| (*method, &**path)), rules);
        let inputs = handlers.iter().flat_map(|handler: &Handler<A>| handler.declared.inputs);
        for rule in inputs.filter_map(|input| input.rule).filter(|rule| rule.is_always()) {
            rule.prepare();
        }
        let dispatch = Arc::new(Dispatcher { api: Arc::new(api), guard, handlers });
        let bounds = Bounds { limit: BODY_LIMIT, timeout: READ_TIMEOUT, budget: Budget::new(BODY_BUDGET) };
        let body_limits = Arc::default();
        let base = "".into();
        let (table, nodes, refuse) = (Arc::new(table), NODES, None);
        Self { table, dispatch, manner, base_path: base, bounds, body_limits, nodes, refuse }.base_path(base_path)
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

    /// Rejects bodies of more bytes than this. 10 MiB, as at API Gateway, by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.bounds.limit = bytes;
        self
    }

    /// Another limit for the bodies of one operation, named by its method and path as the document writes them.
    #[must_use]
    pub fn body_limit_of(mut self, method: &str, path: &str, bytes: usize) -> Self {
        let index = (0..).map_while(|index| Some((index, self.dispatch.operation(index)?)));
        let found = index.filter(|(_, operation)| *operation == (method, path)).map(|(index, _)| index);
        let limits: Vec<usize> = found.collect();
        Arc::make_mut(&mut self.body_limits).extend(limits.into_iter().map(|index| (index, bytes)));
        self
    }

    /// Rejects bodies with 503 while those that are held take more bytes than this together, their first 64 KiB not
    /// counted. 128 MiB by default.
    #[must_use]
    pub fn body_budget(mut self, bytes: usize) -> Self {
        self.bounds.budget = Budget::new(bytes);
        self
    }

    /// Rejects a request with 408 whose body takes longer than this to arrive. 30 seconds by default.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.bounds.timeout = timeout;
        self
    }

    /// Rejects bodies with more values than this: items, properties, elements, fields. One million by default.
    #[must_use]
    pub fn value_limit(mut self, values: usize) -> Self {
        self.nodes = values;
        self
    }

    /// Compiles patterns of the document, so that no request waits for it.
    #[must_use]
    pub fn patterns(self, patterns: &[&'static str]) -> Self {
        patterns.iter().copied().for_each(crate::validate::prepare);
        self
    }

    /// The server as an axum router, to be served, nested or merged with other routes.
    pub fn into_router(self) -> axum::Router {
        axum::Router::new().fallback_service(self)
    }

    /// Answers one request whose body is in memory.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let found = self.find(&head.method, self.below_base(head.uri.path()));
        self.respond(found, &head.method, head.uri.query(), head.headers, Full::new(body)).await
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
        self.respond(found, method, Some(query), headers, Full::new(body)).await
    }

    /// The path below the base path; `None` if it is elsewhere.
    pub(super) fn below_base<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(&*self.base_path)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }

    fn find(&self, method: &Method, path: Option<&str>) -> Found {
        path.map_or(Found::Nothing, |path| self.table.find(method.as_str(), path))
    }

    /// Answers a request, whatever becomes of it.
    async fn respond<B>(
        &self,
        found: Found,
        method: &Method,
        query: Option<&str>,
        headers: HeaderMap,
        body: B,
    ) -> Response<Bytes>
    where
        B: HttpBody,
    {
        let is_head = method == Method::HEAD;
        let mut failures: &[Failure] = &[];
        let answer = match found {
            Found::Nothing => Err(Rejection::new(Reason::UnknownPath)),
            Found::Methods(methods) => Err(Rejection::new(Reason::MethodNotAllowed(methods))),
            Found::Route { index, parameters } => {
                failures = self.dispatch.declared(index).map(|declared| declared.failures).unwrap_or_default();
                let parts = Parts::new(self.manner, method.clone(), Raw::new(parameters, query, headers), self.nodes);
                self.exchange(index, parts, body).await
            }
        };
        answer
            .and_then(|reply| reply.into_response(is_head).ok_or_else(|| Rejection::new(Reason::Failure)))
            .unwrap_or_else(|rejection| self.refusal(&rejection, failures, is_head))
    }

    /// What the head decides comes first, then who may call; only then is the body read.
    async fn exchange<B: HttpBody>(&self, index: usize, mut parts: Parts, body: B) -> Result<Reply, Rejection> {
        let Some(declared) = self.dispatch.declared(index) else {
            return Err(Rejection::new(Reason::UnknownPath));
        };
        declared.check(parts.headers(), !body.is_end_stream(), self.manner)?;
        if let Some(guarding) = self.dispatch.guard(index, &mut parts) {
            guarded(guarding).await??;
        }
        if !declared.has_body() {
            drop(body);
            return self.run(index, parts).await;
        }
        let (bytes, share) = self.bounds_of(index).collect(body).await?;
        parts.set_bytes(bytes);
        let reply = self.run(index, parts).await;
        drop(share);
        reply
    }

    fn bounds_of(&self, index: usize) -> Bounds {
        let limit = self.body_limits.get(&index).copied().unwrap_or(self.bounds.limit);
        Bounds { limit, ..self.bounds.clone() }
    }

    /// A panic in the user's code costs its own request, not the server. The panic hook has told of
    /// it already.
    async fn run(&self, index: usize, parts: Parts) -> Result<Reply, Rejection> {
        guarded(async { self.dispatch.dispatch(index, parts).await }).await?
    }

    /// The implementer's words for a rejection, or the document's, or those of its manner.
    fn refusal(&self, rejection: &Rejection, failures: &[Failure], is_head: bool) -> Response<Bytes> {
        let own = self.refuse.and_then(|refuse| refuse(rejection).into_response(is_head));
        let documented = || match self.manner {
            Manner::Problem => rejection.documented(failures)?.into_response(is_head),
            Manner::ApiGateway => None,
        };
        let worded = || rejection.reply(self.manner).into_response(is_head);
        own.or_else(documented).or_else(worded).unwrap_or_default()
    }
}

/// A panic becomes a rejection.
async fn guarded<T>(future: impl Future<Output = T>) -> Result<T, Rejection> {
    let caught = AssertUnwindSafe(future).catch_unwind().await;
    caught.map_err(|_: Box<dyn Any + Send>| Rejection::new(Reason::Failure))
}

impl<B> tower::Service<Request<B>> for Service
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Send,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let found = service.find(&head.method, service.below_base(head.uri.path()));
            let query = head.uri.query();
            Ok(service.respond(found, &head.method, query, head.headers, body).await.map(Full::new))
        })
    }
}
