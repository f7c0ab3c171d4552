//! Bodies of requests.

use bytes::Bytes;

#[cfg(not(target_arch = "wasm32"))]
use super::Streamed;
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
    #[cfg(not(target_arch = "wasm32"))]
    Stream(Streamed),
    /// Pieces one after the other, some of which are streams.
    #[cfg(not(target_arch = "wasm32"))]
    Pieces(Vec<Content>),
}

impl Content {
    pub(super) fn take(self) -> Result<reqwest::Body, RequestError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.into()),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Stream(body) => body.take(),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Pieces(pieces) => {
                let pieces: Result<_, _> = pieces.into_iter().map(Self::take).collect();
                Ok(reqwest::Body::wrap(super::upload::Chain(pieces?)))
            }
        }
    }
}

/// Parts between boundaries (RFC 2046 §5.1, RFC 7578). The boundary occurs in no part.
pub(super) fn multipart(kind: &str, parts: &[Part]) -> Body {
    let mut boundary = String::from("gatewright-boundary");
    let mut count = 0_u64;
    // What a stream will say is not known yet.
    #[cfg(not(target_arch = "wasm32"))]
    if parts.iter().any(|part| part.stream.is_some()) {
        boundary = format!("gatewright-boundary-{:032x}", fastrand::u128(..));
    }
    while parts.iter().any(|part| contains(&part.bytes, boundary.as_bytes())) {
        count += 1;
        boundary = format!("gatewright-boundary-{count:016x}");
    }
    let mut pieces = Pieces::with_capacity(parts.iter().map(|part| part.bytes.len() + 200).sum());
    for part in parts {
        let head = &mut pieces.bytes;
        head.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name)).as_bytes(),
        );
        if let Some(file_name) = &part.file_name {
            head.extend_from_slice(format!("; filename=\"{}\"", quoted(file_name)).as_bytes());
        }
        if let Some(media_type) = &part.media_type {
            head.extend_from_slice(format!("\r\nContent-Type: {}", one_line(media_type)).as_bytes());
        }
        for (name, value) in &part.headers {
            head.extend_from_slice(format!("\r\n{}: {}", one_line(name), one_line(value)).as_bytes());
        }
        head.extend_from_slice(b"\r\n\r\n");
        pieces.add(part);
        pieces.bytes.extend_from_slice(b"\r\n");
    }
    pieces.bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Body { media_type: format!("{kind}; boundary={boundary}"), content: pieces.whole() }
}

/// A body that is being written, in one piece as long as no part is a stream.
struct Pieces {
    #[cfg(not(target_arch = "wasm32"))]
    done: Vec<Content>,
    bytes: Vec<u8>,
}

impl Pieces {
    fn with_capacity(length: usize) -> Self {
        Self {
            #[cfg(not(target_arch = "wasm32"))]
            done: Vec::new(),
            bytes: Vec::with_capacity(length),
        }
    }

    fn add(&mut self, part: &Part) {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(stream) = &part.stream {
            self.done.push(Content::Bytes(std::mem::take(&mut self.bytes).into()));
            self.done.push(Content::Stream(stream.clone()));
            return;
        }
        #[cfg(all(feature = "files-on-disk", not(target_arch = "wasm32")))]
        if let Some(stored) = &part.stored {
            self.done.push(Content::Bytes(std::mem::take(&mut self.bytes).into()));
            self.done.push(Content::Stream(super::Streamed::of_file(stored.path(), stored.length())));
            return;
        }
        self.bytes.extend_from_slice(&part.bytes);
    }

    fn whole(self) -> Content {
        let last = Content::Bytes(self.bytes.into());
        #[cfg(not(target_arch = "wasm32"))]
        if !self.done.is_empty() {
            let mut pieces = self.done;
            pieces.push(last);
            return Content::Pieces(pieces);
        }
        last
    }
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
