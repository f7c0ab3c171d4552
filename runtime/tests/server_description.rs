//! The document and its page, beside an API.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

mod server;

use axum::Router;
use gatewright_runtime::server::{Body, Description, Input, Manner, Route, Service, Viewer};
use server::{Echo, request};
use tower::ServiceExt as _;

const YAML: &str = "openapi: 3.1.1\ninfo: {title: Pets, version: '1'}\npaths: {}\n";
const JSON: &str = " {\"openapi\": \"3.1.1\", \"info\": {\"title\": \"Pets\", \"version\": \"1\"}, \"paths\": {}}";

request! { Greet { name: String = required Input::query("name").required() } }

fn app(description: Description) -> Router {
    let api = Service::new(Echo, Manner::Problem, "", [Route::new("GET", "/", Echo::show::<Greet>)]);
    api.into_router().merge(description.router())
}

async fn get(app: Router, path: &str) -> (u16, String, String) {
    let response = app.oneshot(http::Request::get(path).body(Body::default()).unwrap()).await.unwrap();
    let media = response.headers().get("content-type").map(|media| media.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, media.unwrap_or_default(), String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn documents_are_served_as_written() {
    for (text, path, media) in
        [(YAML, "/openapi.yaml", "application/yaml"), (JSON, "/openapi.json", "application/json")]
    {
        let served = get(app(Description::new(text)), path).await;
        assert_eq!(served, (200, media.to_owned(), text.to_owned()));
        assert_eq!(get(app(Description::new(text)), "/docs").await.0, 404);
        assert_eq!(get(app(Description::new(text)), "/?name=Ada").await.0, 200);
    }
    assert_eq!(get(app(Description::new(YAML)), "/openapi.json").await.0, 404);
}

#[tokio::test]
async fn pages_load_only_what_the_server_has() {
    for viewer in [Viewer::Redoc(b"/* js */"), Viewer::RapiDoc(b"/* js */"), Viewer::Scalar(b"/* js */")] {
        let (status, media, page) = get(app(Description::new(YAML).viewer(viewer)), "/docs").await;
        assert_eq!((status, media.as_str()), (200, "text/html; charset=utf-8"));
        assert!(
            page.contains("=\"openapi.yaml\"") && page.contains("src=\"docs.js\"") && !page.contains("//"),
            "{page}"
        );
        let script = get(app(Description::new(YAML).viewer(viewer)), "/docs.js").await;
        assert_eq!(script, (200, "text/javascript; charset=utf-8".to_owned(), "/* js */".to_owned()));
    }
}
