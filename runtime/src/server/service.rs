//! The server as a value: a `tower::Service`, and by that an axum `Router`.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::{Future, ready};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::HttpBody;
use bytes::Bytes;
use futures_util::future::{Either, FutureExt as _, TryFutureExt as _, lazy};
use http::request::Parts as HttpHead;
use http::{HeaderName, HeaderValue, Method, Request, Response};
use http_body_util::Full;
use tracing::Instrument as _;

use crate::route::{Found, Table};

use super::collect::{Bounds, Budget};
use super::context::Sent;
use super::documented::Failure;
#[cfg(feature = "decompression")]
use super::encoding::Encoding;
use super::head::Declared;
use super::nodes::NODES;
use super::raw::Raw;
use super::rejection::Reason;
use super::setup::Dispatch;
#[cfg(feature = "files-on-disk")]
use super::spool::Spool;
use super::{
    Body, BoxError, FromRequest, Head, IntoReply, Manner, Operation, Parts, Rejection, Reply, Route, Setup, log,
    request_id,
};

/// Words a rejection of one operation.
type Wording = Arc<dyn Fn(&Rejection) -> Option<Reply> + Send + Sync>;

/// A server for one document. Cheap to clone.
///
/// It is a `tower::Service` over requests of the `http` crate, so it runs under axum, hyper or
/// `lambda_http`, and in tests without any network.
///
/// With `tracing`, each request is a span `request` with its operation, its status, its duration in milliseconds and
/// its id; nothing that is logged is a value of the request.
#[derive(Clone)]
pub struct Service(pub(super) Arc<Settled>);

/// What a service is made of. One for all its clones, since each request has one.
#[derive(Clone)]
pub(super) struct Settled {
    pub(super) table: Arc<Table>,
    dispatch: Arc<dyn Dispatch>,
    manner: Manner,
    pub(super) base_path: String,
    bounds: Bounds,
    /// Limits of single operations, by their places in the table.
    body_limits: BTreeMap<usize, usize>,
    nodes: usize,
    wordings: BTreeMap<usize, Wording>,
    request_id: Option<HeaderName>,
    #[cfg(feature = "files-on-disk")]
    spool: Option<Spool>,
}

/// What a request is for.
struct Target {
    /// The place of the operation in the table.
    index: usize,
    /// The path parameters as they were sent.
    parameters: Vec<(String, String)>,
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
            .field("base_path", &self.0.base_path)
            .field("manner", &self.0.manner)
            .finish_non_exhaustive()
    }
}

impl Service {
    /// A server that answers `routes` below `base_path`, such as `/test` or the empty text. Generated code says more
    /// by [`Setup`].
    #[must_use]
    pub fn new<A: Send + Sync + 'static>(
        api: A,
        manner: Manner,
        base_path: &str,
        routes: impl IntoIterator<Item = Route<A>>,
    ) -> Self {
        Setup::new(api, manner, base_path, routes).service()
    }

    pub(super) fn of(table: Table, dispatch: Arc<dyn Dispatch>, manner: Manner, base_path: &str) -> Self {
        let bounds = Bounds { limit: BODY_LIMIT, timeout: READ_TIMEOUT, budget: Budget::new(BODY_BUDGET) };
        let settled = Settled {
            table: Arc::new(table),
            dispatch,
            manner,
            base_path: String::new(),
            bounds,
            body_limits: BTreeMap::new(),
            nodes: NODES,
            wordings: BTreeMap::new(),
            request_id: None,
            #[cfg(feature = "files-on-disk")]
            spool: None,
        };
        Self(Arc::new(settled)).base_path(base_path)
    }

    fn settled(&mut self) -> &mut Settled {
        Arc::make_mut(&mut self.0)
    }

    /// Answers below another path than the document's, such as the empty text where a router strips
    /// it before.
    #[must_use]
    pub fn base_path(mut self, base_path: &str) -> Self {
        let trimmed = base_path.trim_matches('/');
        self.settled().base_path = if trimmed.is_empty() { String::new() } else { format!("/{trimmed}") };
        self
    }

    /// Words the server's own answers in another manner than the document's kind suggests.
    #[must_use]
    pub fn manner(mut self, manner: Manner) -> Self {
        self.settled().manner = manner;
        self
    }

    /// Words the rejections of one operation, which is named by the type of its requests, with one of its responses.
    /// Those for which this returns `None` are worded by the method `reject` of the trait, then as the document says.
    ///
    /// ```
    /// # use gatewright_runtime::server::{FromRequest, Input, Parts, Rejection, Reply, Service};
    /// # struct GetPetRequest;
    /// # impl FromRequest for GetPetRequest {
    /// #     type Response = Reply;
    /// #     const INPUTS: &'static [Input] = &[];
    /// #     fn from_request(_: &mut Parts) -> Result<Self, Rejection> { Ok(Self) }
    /// # }
    /// # fn worded(service: Service) -> Service {
    /// service.reject::<GetPetRequest>(|rejection| Some(Reply::text(400, "text/plain", rejection.to_string())))
    /// # }
    /// ```
    #[must_use]
    pub fn reject<R: FromRequest>(
        mut self,
        wording: impl Fn(&Rejection) -> Option<R::Response> + Send + Sync + 'static,
    ) -> Self {
        if let Some(index) = self.0.dispatch.taking(TypeId::of::<R>()) {
            let wording: Wording = Arc::new(move |rejection| wording(rejection).map(IntoReply::into_reply));
            self.settled().wordings.insert(index, wording);
        }
        self
    }

    /// Takes the id of each request from this header, or makes one, and sends it back in it. Without it each request
    /// has an id that only the log and its [`Head`] know.
    #[must_use]
    pub fn request_id_header(mut self, name: HeaderName) -> Self {
        self.settled().request_id = Some(name);
        self
    }

    /// Rejects bodies of more bytes than this. 10 MiB, as at API Gateway, by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settled().bounds.limit = bytes;
        self
    }

    /// Another limit for the bodies of one operation, named by its method and path as the document writes them.
    #[must_use]
    pub fn body_limit_of(mut self, method: &str, path: &str, bytes: usize) -> Self {
        let index = (0..).map_while(|index| Some((index, self.0.dispatch.operation(index)?)));
        let found =
            index.filter(|(_, operation)| (operation.method, operation.path) == (method, path)).map(|(index, _)| index);
        let limits: Vec<usize> = found.collect();
        self.settled().body_limits.extend(limits.into_iter().map(|index| (index, bytes)));
        self
    }

    /// Rejects bodies with 503 while those that are held take more bytes than this together, their first 64 KiB not
    /// counted. 128 MiB by default.
    #[must_use]
    pub fn body_budget(mut self, bytes: usize) -> Self {
        self.settled().bounds.budget = Budget::new(bytes);
        self
    }

    /// Rejects a request with 408 whose body takes longer than this to arrive. 30 seconds by default.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.settled().bounds.timeout = timeout;
        self
    }

    /// Rejects bodies with more values than this: items, properties, elements, fields. One million by default.
    #[must_use]
    pub fn value_limit(mut self, values: usize) -> Self {
        self.settled().nodes = values;
        self
    }

    /// Keeps the files of multipart requests that have more bytes than this in a folder while they are worked on, and not
    /// in memory. A method finds such a file at [`File::path`](crate::File::path), from where it may move it; otherwise it
    /// is removed when the last handle is dropped.
    ///
    /// Their bytes do not count to the [budget](Self::body_budget), but to the [limit](Self::body_limit_of) of the body.
    /// The folder has to be there, and needs the runtime of tokio.
    ///
    /// ```
    /// # fn kept(service: gatewright_runtime::server::Service) -> gatewright_runtime::server::Service {
    /// service.body_limit_of("POST", "/films", 4 << 30).files_on_disk(std::env::temp_dir(), 64 << 10)
    /// # }
    /// ```
    #[cfg(feature = "files-on-disk")]
    #[must_use]
    pub fn files_on_disk(mut self, folder: impl Into<std::path::PathBuf>, most: usize) -> Self {
        self.settled().spool = Some(Spool { folder: folder.into(), most });
        self
    }

    /// Answers one request whose body is in memory. A response that is a stream is collected.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let found = self.find(&head.method, self.below_base(head.uri.path()));
        collected(self.clone().respond(found, head, None, Full::new(body)).await).await
    }

    /// Answers a request that has no URI: `path` lies below the base path already.
    #[cfg(feature = "lambda")]
    pub(super) async fn answer_below(&self, head: HttpHead, path: &str, query: &str, body: Bytes) -> Response<Body> {
        let found = self.find(&head.method, Some(path));
        self.clone().respond(found, head, Some(query), Full::new(body)).await
    }

    /// The path below the base path; `None` if it is elsewhere.
    pub(super) fn below_base<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(&*self.0.base_path)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }

    fn find(&self, method: &Method, path: Option<&str>) -> Result<Target, Rejection> {
        let unknown = || Rejection::new(Reason::UnknownPath);
        let path = path.ok_or_else(unknown)?;
        match self.0.table.find_with_head(method.as_str(), path) {
            Found::Route { index, parameters } => Ok(Target { index, parameters }),
            // Its template has no parameters: the method gets the whole path.
            Found::Default(index) => Ok(Target { index, parameters: vec![("path".to_owned(), path.to_owned())] }),
            Found::Methods(methods) => Err(Rejection::new(Reason::MethodNotAllowed(methods))),
            Found::Nothing => Err(unknown()),
        }
    }

    /// Answers a request, whatever becomes of it.
    ///
    /// No async function, nor is [`exchange`](Self::exchange): each would have one place for what it is called with and
    /// another for where it puts it, and all of that is made and moved for every request.
    fn respond<B>(
        self,
        found: Result<Target, Rejection>,
        head: HttpHead,
        query: Option<&str>,
        body: B,
    ) -> impl Future<Output = Response<Body>> + Send + use<B>
    where
        B: HttpBody + Send + 'static,
        B::Data: Send,
        B::Error: Into<BoxError> + Send,
    {
        let index = found.as_ref().ok().map(|target| target.index);
        let operation = index.and_then(|index| self.0.dispatch.operation(index));
        let request_id = self.0.request_id.as_ref().map(|name| {
            let taken = head.headers.get(name).and_then(request_id::taken);
            taken.unwrap_or_else(request_id::made)
        });
        let sent_back = request_id.as_deref().and_then(|id| HeaderValue::from_str(id).ok());
        let sent_back = self.0.request_id.clone().zip(sent_back);
        let is_head = head.method == Method::HEAD;
        let HttpHead { method, uri, headers, extensions, .. } = head;
        let head = Head::new(Sent { operation, request_id: request_id.into(), method, uri, headers, extensions });
        let span = log::span(&head);
        let start = log::start(&span);
        let answer = match found {
            Err(rejection) => Either::Left(ready(Err(rejection))),
            Ok(Target { index, parameters }) => {
                let parts = Parts::new(self.0.manner, Raw::new(parameters, query, head), self.0.nodes);
                Either::Right(self.clone().exchange(index, parts, body))
            }
        };
        let responding = answer.map(move |answer| {
            answer
                .and_then(|reply| reply.into_response(is_head))
                .unwrap_or_else(|rejection| self.rejection(rejection, index, operation, is_head))
        });
        responding.instrument(span.clone()).map(move |mut response| {
            if let Some((name, value)) = sent_back {
                response.headers_mut().insert(name, value);
            }
            log::response(&span, response.status(), start);
            response
        })
    }

    /// What the head decides comes first, then who may call; only then is the body read.
    #[expect(clippy::manual_async_fn, reason = "an async function holds what it is called with twice")]
    fn exchange<B>(
        self,
        index: usize,
        mut parts: Parts,
        body: B,
    ) -> impl Future<Output = Result<Reply, Rejection>> + Send + use<B>
    where
        B: HttpBody + Send + 'static,
        B::Data: Send,
        B::Error: Into<BoxError> + Send,
    {
        async move {
            let Some(declared) = self.0.dispatch.declared(index) else {
                return Err(Rejection::new(Reason::UnknownPath));
            };
            declared.check(parts.head().headers(), !body.is_end_stream(), self.0.manner)?;
            if let Some(guarding) = self.0.dispatch.guard(index, &mut parts) {
                guarded(guarding).await??;
            }
            if !declared.has_body() {
                drop(body);
                return self.run(index, parts).await;
            }
            // Boxed, so that requests without a body are not as large as those with one.
            #[cfg(feature = "decompression")]
            if let Some(encoding) = Encoding::of(parts.head().headers()) {
                let decoded = encoding.decode(self.bounds_of(index).stream(body)?);
                return Box::pin(self.take(index, declared, parts, decoded)).await;
            }
            Box::pin(self.take(index, declared, parts, body)).await
        }
    }

    /// Reads the body, or leaves it to the method.
    async fn take<B>(&self, index: usize, declared: Declared, mut parts: Parts, body: B) -> Result<Reply, Rejection>
    where
        B: HttpBody + Send + 'static,
        B::Data: Send,
        B::Error: Into<BoxError> + Send,
    {
        let bounds = self.bounds_of(index);
        if declared.streams(parts.head().headers()) {
            parts.set_stream(bounds.stream(body)?);
            return self.run(index, parts).await;
        }
        #[cfg(feature = "files-on-disk")]
        if let Some(spool) = &self.0.spool
            && declared.has_parts(parts.head().headers())
            && !body.is_end_stream()
        {
            let (read, share) = spool.parts(parts.head().headers(), bounds.stream(body)?, &bounds).await?;
            parts.set_parts(read);
            let reply = self.run(index, parts).await;
            drop(share);
            return reply;
        }
        let (bytes, share) = bounds.collect(body).await?;
        parts.set_bytes(bytes);
        let reply = self.run(index, parts).await;
        drop(share);
        reply
    }

    fn bounds_of(&self, index: usize) -> Bounds {
        let limit = self.0.body_limits.get(&index).copied().unwrap_or(self.0.bounds.limit);
        Bounds { limit, ..self.0.bounds.clone() }
    }

    /// A panic in the user's code costs its own request, not the server.
    fn run(&self, index: usize, parts: Parts) -> impl Future<Output = Result<Reply, Rejection>> + Send {
        // Lazily, since a method of the implementer's gives the part of the API that answers.
        let answer = lazy(move |_| self.0.dispatch.dispatch(index, parts)).flatten();
        guarded(answer).map(|answer| answer?)
    }

    /// The implementer's words for a rejection, or the document's, or those of its manner.
    fn rejection(
        &self,
        rejection: Rejection,
        index: Option<usize>,
        operation: Option<Operation>,
        is_head: bool,
    ) -> Response<Body> {
        let rejection = operation.map_or(rejection.clone(), |operation| rejection.of_operation(operation));
        log::rejection(&rejection);
        let of_operation = || self.0.wordings.get(&index?)?(&rejection)?.into_response(is_head).ok();
        let own = || self.0.dispatch.reject(&rejection)?.into_response(is_head).ok();
        let documented = || match self.0.manner {
            Manner::Problem => rejection.documented(self.failures(index?))?.into_response(is_head).ok(),
            Manner::ApiGateway => None,
        };
        let worded = || rejection.reply(self.0.manner).into_response(is_head).ok();
        of_operation().or_else(own).or_else(documented).or_else(worded).unwrap_or_default()
    }

    fn failures(&self, index: usize) -> &'static [Failure] {
        self.0.dispatch.declared(index).map(|declared| declared.failures).unwrap_or_default()
    }
}

/// A response whose body is in memory; one that cannot be finished is a failure.
pub(super) async fn collected(response: Response<Body>) -> Response<Bytes> {
    let (mut head, body) = response.into_parts();
    let bytes = body.bytes().await.unwrap_or_else(|error: BoxError| {
        log::broken_off(&error);
        head.status = http::StatusCode::INTERNAL_SERVER_ERROR;
        Bytes::new()
    });
    Response::from_parts(head, bytes)
}

/// A panic becomes a rejection.
fn guarded<T>(future: impl Future<Output = T> + Send) -> impl Future<Output = Result<T, Rejection>> + Send {
    AssertUnwindSafe(future).catch_unwind().map_err(|_: Box<dyn Any + Send>| {
        log::panic();
        Rejection::new(Reason::Failure)
    })
}

impl<B> tower::Service<Request<B>> for Service
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError> + Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (head, body) = request.into_parts();
        let found = self.find(&head.method, self.below_base(head.uri.path()));
        Box::pin(self.clone().respond(found, head, None, body).map(Ok))
    }
}
