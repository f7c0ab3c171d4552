//! Bodies of requests that are compressed.
#![cfg(feature = "decompression")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by panicking")]

mod server;

use async_compression::futures::bufread::{BrotliEncoder, GzipEncoder, ZlibEncoder};
use futures_util::AsyncReadExt as _;
use gatewright_runtime::Bytes;
use gatewright_runtime::server::{Body, Context, FromRequest, Input, Manner, Parts, Rejection, Reply, Route, Service};
use server::{Echo, request};

request! { List { body: Vec<i64> = required Input::body_json().required() } }

struct Upload(Body);

impl FromRequest for Upload {
    type Response = Reply;

    const INPUTS: &'static [Input] = &[Input::body_stream("*/*").required()];

    fn from_request(parts: &mut Parts) -> Result<Self, Rejection> {
        Ok(Self(parts.stream(0)?))
    }
}

async fn length(_: &Echo, upload: Upload, _: Context) -> Result<Reply, gatewright_runtime::server::BoxError> {
    Ok(Reply::text(200, "text/plain", upload.0.bytes().await?.len().to_string()))
}

fn service() -> Service {
    let routes = vec![Route::new("POST", "/list", Echo::show::<List>), Route::new("POST", "/length", length)];
    Service::new(Echo, Manner::Problem, "", routes)
}

async fn encoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    match encoding {
        "gzip" => GzipEncoder::new(body).read_to_end(&mut all).await,
        "deflate" => ZlibEncoder::new(body).read_to_end(&mut all).await,
        _ => BrotliEncoder::new(body).read_to_end(&mut all).await,
    }
    .unwrap();
    all
}

async fn send(service: &Service, path: &str, encoding: &str, body: Vec<u8>) -> (u16, String) {
    let request = http::Request::post(path).header("content-type", "application/json");
    let request = request.header("content-encoding", encoding).body(Bytes::from(body)).unwrap();
    let response = service.answer(request).await;
    (response.status().as_u16(), String::from_utf8_lossy(response.body()).into_owned())
}

#[tokio::test]
async fn bodies_are_decoded() {
    for encoding in ["gzip", "deflate", "br"] {
        let body = encoded(encoding, b"[1,2,3]").await;
        let (status, shown) = send(&service(), "/list", encoding, body).await;
        assert_eq!((status, shown.as_str()), (200, "List { body: [1, 2, 3] }"), "{encoding}");
        let body = encoded(encoding, &[b' '; 100_000]).await;
        assert_eq!(send(&service(), "/length", encoding, body).await, (200, "100000".to_owned()), "{encoding}");
    }
    let body = encoded("gzip", b"[1]").await;
    assert_eq!(send(&service(), "/list", "X-GZIP, identity", body).await.0, 200);
}

/// Twenty megabytes of spaces are some kilobytes on their way.
#[tokio::test]
async fn what_comes_out_is_bounded() {
    for encoding in ["gzip", "deflate", "br"] {
        let body = encoded(encoding, &vec![b' '; 20_000_000]).await;
        assert!(body.len() < 100_000, "{encoding} {}", body.len());
        for path in ["/list", "/length"] {
            assert_eq!(send(&service(), path, encoding, body.clone()).await.0, 413, "{encoding} {path}");
        }
    }
}

#[tokio::test]
async fn what_is_not_encoded_so_is_rejected() {
    for encoding in ["gzip", "deflate", "br"] {
        let mut cut = encoded(encoding, &b"[1,2,3,4,5]".repeat(1000)).await;
        cut.truncate(cut.len() - 5);
        for body in [b"[1,2,3]".to_vec(), cut] {
            for path in ["/list", "/length"] {
                let (status, said) = send(&service(), path, encoding, body.clone()).await;
                assert_eq!(status, 400, "{encoding} {path}");
                assert!(said.contains("the body is not in its content encoding"), "{said}");
            }
        }
    }
    for encoding in ["zstd", "gzip, gzip", "gzip, br"] {
        assert_eq!(send(&service(), "/list", encoding, b"[1]".to_vec()).await.0, 415, "{encoding}");
    }
}
