//! Several APIs on one server, each below its own path, as base path mappings of a custom domain do.

use axum::body::HttpBody;
use bytes::Bytes;
use http_body_util::{Either, Full};

use crate::serve::face::ResponseBody;
use crate::serve::gateway::Gateway;
use crate::serve::message::path::canonical;
use crate::serve::message::request::{Request, Response};

/// Several APIs, of which the one with the longest path before a request answers it.
///
/// ```
/// # use gatewright_document::Document;
/// use gatewright_gateway::{Gateway, Gateways, Request};
/// # let text = r#"{"swagger": "2.0", "info": {"title": "A", "version": "1"}, "paths": {}}"#;
/// # let document = Document::from_text("a.json", text).unwrap();
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let pets = Gateway::from_document(&document).unwrap().mount("/pets");
/// let orders = Gateway::from_document(&document).unwrap().mount("/orders");
/// let both = Gateways::new([pets, orders]);
/// assert_eq!(both.of("/orders/7").unwrap().mounted_at(), "/orders");
/// assert_eq!(both.call(Request::new("GET", "/nowhere")).await.status, 403);
/// # });
/// ```
#[derive(Clone)]
pub struct Gateways(Vec<Gateway>);

impl Gateways {
    /// The APIs, each at its mount.
    pub fn new(gateways: impl IntoIterator<Item = Gateway>) -> Gateways {
        let mut all: Vec<Gateway> = gateways.into_iter().collect();
        all.sort_by_key(|gateway| std::cmp::Reverse(gateway.mounted_at().len()));
        Gateways(all)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Gateway> {
        self.0.iter()
    }

    /// The API that a path means.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<&Gateway> {
        let path = canonical(path);
        self.0.iter().find(|gateway| {
            let rest = path.strip_prefix(gateway.mounted_at());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Answers an HTTP request, as [`Gateway::call_http`] does.
    pub async fn call_http<B>(&self, request: http::Request<B>) -> http::Response<ResponseBody>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        match self.of(request.uri().path()).or_else(|| self.0.first()) {
            Some(gateway) => gateway.call_http(request).await,
            None => {
                let mut response = http::Response::new(Either::Left(Full::default()));
                *response.status_mut() = http::StatusCode::FORBIDDEN;
                response
            }
        }
    }

    /// Answers a request. A path that means no API is rejected, as one of a stage that there is not.
    pub async fn call(&self, request: Request) -> Response {
        match self.of(&request.path).or_else(|| self.0.first()) {
            Some(gateway) => gateway.call(request).await,
            None => Response { status: 403, ..Response::default() },
        }
    }
}
