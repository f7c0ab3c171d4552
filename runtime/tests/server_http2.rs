//! A server that speaks HTTP/2 and HTTP/1.1 on one port.
#![cfg(all(feature = "client", feature = "http2", feature = "server"))]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

mod server;

use std::time::Duration;

use gatewright_runtime::server::{Input, Manner, Route, Service, axum};
use server::{Echo, request};

request! { Greet { name: String = required Input::query("name").required() } }

#[tokio::test]
async fn both_versions_are_served() {
    let router = Service::new(Echo, Manner::Problem, "", [Route::new("GET", "/", Echo::show::<Greet>)]).into_router();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?name=Ada", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let client = || reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10));
    let second = client().http2_prior_knowledge().build().unwrap().get(&url).send().await.unwrap();
    assert_eq!(second.version(), http::Version::HTTP_2);
    assert_eq!(second.text().await.unwrap(), "Greet { name: \"Ada\" }");
    let first = client().http1_only().build().unwrap().get(&url).send().await.unwrap();
    assert_eq!(first.version(), http::Version::HTTP_11);
    serving.abort();
}
