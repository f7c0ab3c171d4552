//! The faces of the gateway: an axum router, and a `tower::Service` in process.

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context as TaskContext, Poll};

use axum::body::HttpBody;
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _, TryStreamExt as _};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt as _, Either, Full, LengthLimitError, Limited, StreamBody};

use crate::serve::gateway::Gateway;
use crate::serve::message::LARGEST_PAYLOAD;
use crate::serve::message::headers::Headers;
use crate::serve::message::request::{Request, Response};
use crate::serve::message::stream::{Chunks, StreamBroken};

/// The body of a response: all of it, or the pieces of one that is streamed.
pub type ResponseBody = Either<Full<Bytes>, StreamBody<Pieces>>;

/// The pieces of a streamed response. Behind a lock, which is never waited for: bodies that clients are given must
/// be `Sync`.
pub struct Pieces(Mutex<BoxStream<'static, Result<Frame<Bytes>, StreamBroken>>>);

impl Stream for Pieces {
    type Item = Result<Frame<Bytes>, StreamBroken>;

    fn poll_next(self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        let pieces = self.get_mut().0.get_mut().unwrap_or_else(PoisonError::into_inner);
        pieces.poll_next_unpin(context)
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pieces")
    }
}

/// The names of a request's headers as the client wrote them, for a server that still knows: HTTP libraries
/// of Rust make small letters of all. An extension of a request.
#[derive(Clone, Debug)]
pub struct HeaderSpelling(pub Arc<[String]>);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl Gateway {
    /// An axum router that answers as API Gateway does.
    pub fn into_router(self) -> axum::Router {
        axum::Router::new().fallback_service(self)
    }

    /// Answers an HTTP request.
    pub async fn call_http<B>(&self, request: http::Request<B>) -> http::Response<ResponseBody>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        let (parts, body) = request.into_parts();
        let body = match Limited::new(body, LARGEST_PAYLOAD + 1).collect().await {
            Ok(collected) => collected.to_bytes(),
            // One byte more than allowed is what the gateway rejects by itself.
            Err(error) if error.is::<LengthLimitError>() => Bytes::from(vec![0; LARGEST_PAYLOAD + 1]),
            Err(error) => return to_http(unreadable(error.as_ref()), None),
        };
        let (response, rest) = self.call_streaming(from_http(&parts, body)).await;
        to_http(response, rest)
    }
}

impl<B> tower::Service<http::Request<B>> for Gateway
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let gateway = self.clone();
        async move { Ok(gateway.call_http(request).await) }.boxed()
    }
}

fn from_http(parts: &http::request::Parts, body: Bytes) -> Request {
    let target = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let mut request = Request::new(parts.method.as_str(), target).body(body);
    request.headers = Headers::from_lower_case(
        parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())),
    );
    if let Some(HeaderSpelling(names)) = parts.extensions.get() {
        names.iter().for_each(|name| request.headers.respell(name));
    }
    if let Some(host) = parts.uri.host() {
        request.headers.set_default("Host", host);
    }
    if let Some(axum::extract::ConnectInfo(address)) = parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>()
    {
        request.source_ip = address.ip().to_string();
    }
    request.protocol = match parts.version {
        http::Version::HTTP_10 => "HTTP/1.0",
        http::Version::HTTP_2 => "HTTP/2.0",
        _ => "HTTP/1.1",
    };
    request
}

/// Headers that cannot be written are left out: an answer without one is better than none.
fn to_http(response: Response, rest: Option<Chunks>) -> http::Response<ResponseBody> {
    let start = response.body;
    let body = match rest {
        None => Either::Left(Full::new(start)),
        Some(rest) => {
            let start = stream::iter((!start.is_empty()).then_some(Ok(start)));
            let pieces = start.chain(rest).map_ok(Frame::data as fn(Bytes) -> Frame<Bytes>).boxed();
            Either::Right(StreamBody::new(Pieces(Mutex::new(pieces))))
        }
    };
    let mut out = http::Response::new(body);
    *out.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers.iter() {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            out.headers_mut().append(name, value);
        }
    }
    out
}

fn unreadable(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Response {
    let body = serde_json::json!({ "message": format!("the request cannot be read: {error}") });
    let headers = [("Content-Type", "application/json")].into_iter().collect();
    Response { status: 400, headers, body: body.to_string().into() }
}
