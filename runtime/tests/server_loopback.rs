//! The server on a loopback port, spoken to byte by byte, and as a `tower::Service`.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use std::convert::Infallible;
use std::net::SocketAddr;

use gatewright_runtime::Bytes;
use gatewright_runtime::server::{Body, BoxError, Context, Input, Manner, Reply, Route, Service, axum};
use http_body_util::{BodyExt, Full};
use server::{Echo, request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::Service as _;

request! { Upload { bytes: Body = stream Input::body_stream("*/*").required() } }
request! { Get { id: String = required Input::path("id") } }

impl Echo {
    async fn fail(&self, _: (), _: Context) -> Result<Reply, Infallible> {
        panic!("on purpose")
    }

    async fn upload(&self, request: Upload, _: Context) -> Result<Reply, BoxError> {
        let bytes = request.bytes.bytes().await?;
        Ok(Reply::text(200, "text/plain", format!("Upload {{ bytes: {bytes:?} }}")))
    }
}

fn service() -> Service {
    let routes = [
        Route::new("GET", "/things/{id}", Echo::show::<Get>),
        Route::new("POST", "/things", Echo::upload),
        Route::new("GET", "/fail", Echo::fail),
    ];
    Service::new(Echo, Manner::ApiGateway, "/test", routes).body_limit(16)
}

async fn serve(router: axum::Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a request as it is and gives the status line and the body of the answer.
async fn send(address: SocketAddr, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.replace('\n', "\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

fn post(length: &str, body: &str) -> String {
    format!("POST /test/things HTTP/1.1\nHost: x\nConnection: close\nContent-Type: a/b\n{length}\n\n{body}")
}

#[tokio::test]
async fn over_http() {
    let address = serve(service().into_router()).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\nHost: x\nConnection: close\n\n");
    let too_large = "{\"message\": \"HTTP content length exceeded 16 bytes.\"}";
    for (request, status, body) in [
        (get("/test/things/a%2Fb"), "200 OK", "Get { id: \"a/b\" }"),
        (get("/test/things/.."), "200 OK", "Get { id: \"..\" }"),
        (get("/things/1"), "403 Forbidden", "{\"message\": \"Missing Authentication Token\"}"),
        (get("/test/fail"), "500 Internal Server Error", "{\"message\": \"Internal server error\"}"),
        (post("Content-Length: 3", "abc"), "200 OK", "Upload { bytes: b\"abc\" }"),
        (post("Transfer-Encoding: chunked", "3\nabc\n0\n\n"), "200 OK", "Upload { bytes: b\"abc\" }"),
        (post("Content-Length: 17", ""), "413 Payload Too Large", too_large),
        (post("Transfer-Encoding: chunked", "11\naaaaaaaaaaaaaaaaa\n0\n\n"), "413 Payload Too Large", too_large),
    ] {
        assert_eq!(send(address, &request).await, (format!("HTTP/1.1 {status}"), body.to_owned()), "{request}");
    }
}

#[tokio::test]
async fn beside_other_routes() {
    let other = axum::Router::new().route("/health", axum::routing::get(|| async { "well" }));
    let nested = other.clone().nest_service("/api", service().base_path(""));
    let address = serve(nested).await;
    assert_eq!(send(address, "GET /health HTTP/1.0\n\n").await.1, "well");
    assert_eq!(send(address, "GET /api/things/1 HTTP/1.0\n\n").await.1, "Get { id: \"1\" }");
    let merged = other.merge(service().into_router());
    let address = serve(merged).await;
    assert_eq!(send(address, "GET /health HTTP/1.0\n\n").await.1, "well");
    assert_eq!(send(address, "GET /test/things/1 HTTP/1.0\n\n").await.1, "Get { id: \"1\" }");
}

#[tokio::test]
async fn in_process() {
    let request =
        http::Request::post("/test/things").header("content-type", "a/b").body(Full::<Bytes>::from("abc")).unwrap();
    let response = service().call(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "Upload { bytes: b\"abc\" }");
}
