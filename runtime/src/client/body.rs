//! Bodies of requests.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::{Request, RequestError};
use crate::wire::multipart::Part;

/// A body that may be of several media types; generated for operations that take more than one.
pub trait RequestBody {
    /// Adds the body to a request.
    fn add_to(&self, request: Request) -> Request;
}

impl<T: RequestBody> RequestBody for &T {
    fn add_to(&self, request: Request) -> Request {
        (**self).add_to(request)
    }
}

impl Request {
    /// A body that may be of several media types.
    pub fn body_of(self, body: &dyn RequestBody) -> Self {
        body.add_to(self)
    }
}

/// A body and its media type.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) media_type: String,
    pub(super) content: Content,
}

/// What is in a body.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Bytes(Bytes),
    /// Goes out once, of all clones of a call.
    #[cfg(not(target_arch = "wasm32"))]
    Stream(Arc<Mutex<Option<reqwest::Body>>>),
}

impl Content {
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn stream(body: reqwest::Body) -> Self {
        Self::Stream(Arc::new(Mutex::new(Some(body))))
    }

    pub(super) fn take(self) -> Result<reqwest::Body, RequestError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.into()),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Stream(body) => {
                let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
                body.ok_or_else(|| RequestError::new("a streamed body goes out once, and has"))
            }
        }
    }
}

/// Parts between boundaries (RFC 2046 §5.1, RFC 7578). The boundary occurs in no part.
pub(super) fn multipart(parts: &[Part]) -> Body {
    let mut boundary = String::from("gatewright-boundary");
    let mut count = 0_u64;
    while parts.iter().any(|part| contains(&part.bytes, boundary.as_bytes())) {
        count += 1;
        boundary = format!("gatewright-boundary-{count:016x}");
    }
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.bytes.len() + 200).sum());
    for part in parts {
        bytes.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name)).as_bytes(),
        );
        if let Some(file_name) = &part.file_name {
            bytes.extend_from_slice(format!("; filename=\"{}\"", quoted(file_name)).as_bytes());
        }
        if let Some(media_type) = &part.media_type {
            bytes.extend_from_slice(format!("\r\nContent-Type: {}", one_line(media_type)).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n\r\n");
        bytes.extend_from_slice(&part.bytes);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Body { media_type: format!("multipart/form-data; boundary={boundary}"), content: Content::Bytes(bytes.into()) }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// As browsers write names (HTML, multipart/form-data encoding algorithm).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}
