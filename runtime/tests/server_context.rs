//! What methods get beside their typed requests: who calls, the request as it was sent, bodies as streams.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream::{self, Stream, StreamExt};
use gatewright_runtime::Bytes;
use gatewright_runtime::server::axum::extract::{ConnectInfo, MatchedPath, Request};
use gatewright_runtime::server::axum::middleware::{self, Next};
use gatewright_runtime::server::{
    Access, Body, BoxError, Context, Credential, Denied, Events, Input, Manner, Reply, Requirement, Route, Secret,
    Sent, Service, Setup, allow_all, axum,
};
use http::{HeaderName, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use server::{answer_of, request};
use tower::ServiceExt;

enum Carried {
    Key(Secret),
    Token(Secret),
}

impl Credential for Carried {
    const CHALLENGES: &'static [(&'static str, &'static str)] = &[("token", "Bearer")];

    fn read(scheme: &str, sent: &Sent<'_>) -> Option<Self> {
        match scheme {
            "key" => sent.header("x-key").map(Self::Key),
            "token" => sent.bearer().map(Self::Token),
            _ => None,
        }
    }
}

/// Everybody who may call, by scheme and scope, in the order in which they were asked for.
type Principal = String;

struct Api;

impl Api {
    async fn authorize(&self, access: Access<Carried, Principal>) -> Result<Principal, Denied> {
        let earlier = access.earlier.map(|earlier| earlier + "+").unwrap_or_default();
        match access.credential {
            Some(Carried::Key(key)) if key.is("k") => Ok(format!("{earlier}key")),
            Some(Carried::Token(token)) if token.is("t") => Ok(format!("{earlier}token{:?}", access.scopes)),
            Some(Carried::Token(_)) => Err(Denied::forbidden()),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn known(&self, (): (), context: Context<Principal>) -> Result<Reply, BoxError> {
        Ok(Reply::text(200, "text/plain", context.principal))
    }

    async fn perhaps(&self, (): (), context: Context<Option<Principal>>) -> Result<Reply, BoxError> {
        Ok(Reply::text(200, "text/plain", context.principal.unwrap_or_else(|| "nobody".to_owned())))
    }

    async fn head(&self, (): (), context: Context) -> Result<Reply, BoxError> {
        let head = context.head;
        let matched = head.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
        let text = format!(
            "{} {} {:?} {matched:?} {:?} {}",
            head.method(),
            head.uri(),
            head.operation().unwrap(),
            head.client_address(),
            head.request_id(),
        );
        Ok(Reply::text(200, "text/plain", text))
    }

    async fn length(&self, request: Upload, _: Context) -> Result<Reply, BoxError> {
        let mut body = request.body;
        let (mut pieces, mut length) = (0, 0);
        while let Some(piece) = body.next().await {
            (pieces, length) = (pieces + 1, length + piece?.len());
        }
        Ok(Reply::text(200, "text/plain", format!("{length} in {pieces}")))
    }

    async fn whole(&self, request: Upload, _: Context) -> Result<Reply, BoxError> {
        let bytes = request.body.bytes().await?;
        Ok(Reply::bytes(200, "application/octet-stream", bytes))
    }
}

request! { Upload { body: Body = stream Input::body_stream("*/*").required() } }

const KEY: Requirement = Requirement::new("key", &[]);
const TOKEN: Requirement = Requirement::new("token", &["write"]);
const UNDECLARED: Requirement = Requirement::new("other", &[]);

fn service() -> Service {
    let routes = [
        Route::guarded("GET", "/key", Api::known).security(&[&[KEY]]),
        Route::guarded("GET", "/either", Api::known).security(&[&[KEY], &[TOKEN]]),
        Route::guarded("GET", "/both", Api::known).security(&[&[KEY, TOKEN]]),
        Route::guarded("GET", "/undeclared", Api::known).security(&[&[UNDECLARED]]),
        Route::optionally_guarded("GET", "/perhaps", Api::perhaps).security(&[&[], &[KEY]]),
        Route::new("GET", "/head/{id}", Api::head).id("getHead"),
        Route::new("POST", "/length", Api::length),
        Route::new("POST", "/whole", Api::whole),
    ];
    Setup::new(Api, Manner::Problem, "/v1", routes).authorize(Api::authorize).service()
}

#[test]
fn alternatives_of_schemes() {
    for (request, expected) in [
        ("GET /v1/key\nx-key: k", "200 key"),
        ("GET /v1/key\nx-key: other", "401"),
        ("GET /v1/key", "401"),
        ("GET /v1/either\nauthorization: Bearer t", "200 token[\"write\"]"),
        ("GET /v1/either\nx-key: k\nauthorization: Bearer t", "200 key"),
        ("GET /v1/either\nx-key: other\nauthorization: Bearer t", "200 token[\"write\"]"),
        ("GET /v1/either\nx-key: other\nauthorization: Bearer other", "403"),
        ("GET /v1/both\nx-key: k\nauthorization: Bearer t", "200 key+token[\"write\"]"),
        ("GET /v1/both\nx-key: k", "401"),
        ("GET /v1/both\nx-key: k\nauthorization: Bearer other", "403"),
        ("GET /v1/undeclared\nx-key: k", "401"),
        ("GET /v1/perhaps\nx-key: k", "200 key"),
        ("GET /v1/perhaps", "200 nobody"),
        // The document lets in who has nothing.
        ("GET /v1/perhaps\nx-key: other", "200 nobody"),
    ] {
        let answer = answer_of(&service(), request);
        let status = answer.split('\n').next().unwrap_or_default();
        let shown =
            if status == "200" { format!("200 {}", answer.rsplit('\n').next().unwrap()) } else { status.into() };
        assert_eq!(shown, expected, "{request}");
    }
}

#[test]
fn all_are_allowed_by_a_word() {
    struct Open;
    impl Open {
        async fn authorize(&self, _: Access<Carried, u8>) -> Result<u8, Denied> {
            allow_all(7)
        }
        async fn get(&self, (): (), context: Context<u8>) -> Result<Reply, BoxError> {
            Ok(Reply::text(200, "text/plain", context.principal.to_string()))
        }
    }
    let routes = [Route::guarded("GET", "/", Open::get).security(&[&[KEY]])];
    let service = Setup::new(Open, Manner::Problem, "", routes).authorize(Open::authorize).service();
    assert_eq!(answer_of(&service, "GET /"), "200\ncontent-type: text/plain\n\n7");
    // Without a decision nobody is let in.
    let routes = [Route::guarded("GET", "/", Open::get).security(&[&[KEY]])];
    assert!(answer_of(&Service::new(Open, Manner::Problem, "", routes), "GET /\nx-key: k").starts_with("401"));
}

async fn call(router: axum::Router, request: Request) -> (StatusCode, String) {
    let (head, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, String::from_utf8_lossy(&body).into_owned())
}

fn get(uri: &str, id: &str) -> Request {
    Request::get(uri).header("x-request-id", id).body(axum::body::Body::empty()).unwrap()
}

#[tokio::test]
async fn requests_as_they_were_sent() {
    let counted: Arc<std::sync::Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&counted);
    let metrics = middleware::from_fn(move |path: Option<MatchedPath>, request: Request, next: Next| {
        seen.lock().unwrap().push(path.map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned()));
        next.run(request)
    });
    let named = service().request_id_header(HeaderName::from_static("x-request-id"));
    let router = named.into_router().route_layer(metrics);
    let address: SocketAddr = "192.0.2.1:80".parse().unwrap();
    let mut request = get("/v1/head/7?q=1", "abc-1");
    request.extensions_mut().insert(ConnectInfo(address));
    let (_, text) = call(router.clone(), request).await;
    assert_eq!(
        text,
        "GET /v1/head/7?q=1 Operation { id: Some(\"getHead\"), method: \"GET\", path: \"/head/{id}\" } \
         Some(\"/v1/head/{id}\") Some(192.0.2.1) abc-1"
    );
    let response = router.clone().oneshot(get("/v1/head/7", "no id")).await.unwrap();
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let text = response.into_body().collect().await.unwrap().to_bytes();
    assert!(id != "no id" && String::from_utf8_lossy(&text).ends_with(&id), "{id}");
    assert_eq!(call(router, get("/v1/nowhere", "a")).await.0, 404);
    assert_eq!(*counted.lock().unwrap(), ["/v1/head/{id}", "/v1/head/{id}"], "no layer sees what is no route");
}

type Frames = Result<Frame<Bytes>, std::io::Error>;

fn upload(
    path: &str,
    pieces: Vec<&'static [u8]>,
) -> http::Request<StreamBody<impl Stream<Item = Frames> + Send + use<>>> {
    let frames = stream::iter(pieces).map(|piece| match piece {
        b"broken" => Err(std::io::Error::other("broken off")),
        piece => Ok(Frame::data(Bytes::from_static(piece))),
    });
    http::Request::post(path).body(StreamBody::new(frames)).unwrap()
}

#[tokio::test]
async fn request_bodies_are_streams() {
    let send = |path: &str, pieces| {
        let request = upload(path, pieces);
        async {
            let response = service().body_limit(8).oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            (status, {
                let bytes = response.into_body().bytes().await.unwrap();
                String::from_utf8_lossy(&bytes).into_owned()
            })
        }
    };
    assert_eq!(send("/v1/length", vec![b"abc", b"defgh"]).await, (200, "8 in 2".to_owned()));
    assert_eq!(send("/v1/length", vec![b"abc", b"defghi"]).await.0, 413);
    assert_eq!(send("/v1/length", vec![b"abc", b"broken"]).await.0, 400);
    let empty = http::Request::post("/v1/length").body(Full::new(Bytes::new())).unwrap();
    assert_eq!(service().oneshot(empty).await.unwrap().status(), 400, "a required body");
    assert_eq!(send("/v1/whole", vec![b"abc", b"d"]).await, (200, "abcd".to_owned()));
    let known = http::Request::post("/v1/length").body(Full::new(Bytes::from_static(&[0; 9]))).unwrap();
    assert_eq!(service().body_limit(8).oneshot(known).await.unwrap().status(), 413);
}

/// Counts what is alive.
struct Alive(Arc<AtomicUsize>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Clock(Arc<AtomicUsize>);

impl Clock {
    /// Never ends by itself.
    async fn ticks(&self, (): (), _: Context) -> Result<Reply, BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let alive = Alive(Arc::clone(&self.0));
        let ticks = stream::iter(0_i64..).map(move |tick| {
            let _ = &alive;
            Ok::<_, BoxError>(tick)
        });
        Ok(Reply::events(200, "text/event-stream", Events::stream(ticks)))
    }
}

#[tokio::test]
async fn events_are_sent_as_they_come() {
    let alive: Arc<AtomicUsize> = Arc::default();
    let service = Service::new(Clock(Arc::clone(&alive)), Manner::Problem, "", [Route::new("GET", "/", Clock::ticks)]);
    let request = http::Request::get("/").body(Full::new(Bytes::new())).unwrap();
    let mut body = service.oneshot(request).await.unwrap().into_body();
    for tick in 0..3 {
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(frame, format!("data: {tick}\n\n"));
    }
    assert_eq!(alive.load(Ordering::Relaxed), 1);
    drop(body);
    assert_eq!(alive.load(Ordering::Relaxed), 0, "what makes the events ends with the client");
}
