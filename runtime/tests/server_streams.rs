//! What makes the body of a response is dropped when the client goes, and not before.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

use std::convert::Infallible;
use std::time::Duration;

use futures_util::stream::{self, Stream, StreamExt as _};
use gatewright_runtime::server::{Body, BoxError, Context, Events, Lines, Manner, Reply, Route, Service, axum};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Sends a word when it is dropped.
struct Told(mpsc::UnboundedSender<&'static str>);

impl Drop for Told {
    fn drop(&mut self) {
        let _ = self.0.send("dropped");
    }
}

/// An API whose responses never end.
struct Endless(mpsc::UnboundedSender<&'static str>);

impl Endless {
    /// Numbers, of which each is said as soon as it is asked for.
    fn numbers(&self) -> impl Stream<Item = Result<i64, BoxError>> + Send + use<> {
        let told = Told(self.0.clone());
        stream::unfold(told, |told| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let _ = told.0.send("made");
            Some((Ok(7), told))
        })
    }

    async fn events(&self, (): (), _: Context) -> Result<Reply, Infallible> {
        Ok(Reply::events(200, "text/event-stream", Events::stream(self.numbers())))
    }

    async fn lines(&self, (): (), _: Context) -> Result<Reply, Infallible> {
        Ok(Reply::lines(200, "application/jsonl", Lines::stream(self.numbers())))
    }

    async fn bytes(&self, (): (), _: Context) -> Result<Reply, Infallible> {
        let pieces = self.numbers().map(|number| number.map(|number| number.to_string()));
        Ok(Reply::bytes(200, "application/octet-stream", Body::stream(pieces)))
    }
}

async fn check(path: &str, first: &str) {
    let (told, mut heard) = mpsc::unbounded_channel();
    let routes = [
        Route::new("GET", "/events", Endless::events),
        Route::new("GET", "/lines", Endless::lines),
        Route::new("GET", "/bytes", Endless::bytes),
    ];
    let router = Service::new(Endless(told), Manner::Problem, "", routes).into_router();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });

    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
    let mut received = Vec::new();
    while !String::from_utf8_lossy(&received).contains(first) {
        assert!(client.read_buf(&mut received).await.unwrap() > 0, "{path} ends");
    }
    // What arrived was made, and more is made while the client stays.
    for _ in 0..20 {
        assert_eq!(heard.recv().await, Some("made"), "{path}");
    }
    drop(client);
    let end = async { while heard.recv().await.unwrap() == "made" {} };
    assert!(tokio::time::timeout(Duration::from_secs(20), end).await.is_ok(), "{path} goes on");
    serving.abort();
}

#[tokio::test]
async fn events_end_with_their_client() {
    check("/events", "data: 7\n\n").await;
}

#[tokio::test]
async fn lines_end_with_their_client() {
    check("/lines", "7\n").await;
}

#[tokio::test]
async fn bytes_end_with_their_client() {
    check("/bytes", "7").await;
}
