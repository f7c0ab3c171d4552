//! An answer as it came.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// A whole answer: nothing that a server said is lost.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RawResponse {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The method and URL that were called: `GET https://…`.
    pub request: String,
}

impl RawResponse {
    /// An answer, for tests of your own.
    #[must_use]
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: body.into(), request: String::new() }
    }

    /// A header as text, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The request id that API Gateway and most other servers give, for their support to look up.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        ["x-amzn-requestid", "x-amz-apigw-id", "x-request-id", "x-correlation-id"].iter().find_map(|name| self.header(name))
    }

    /// The media type without its parameters, in lower case.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase())
    }

    /// The body for a message: its beginning, on one line.
    pub(super) fn excerpt(&self) -> String {
        let text = self.text();
        let mut excerpt: String = text.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if text.chars().nth(200).is_some() {
            excerpt.push('…');
        }
        excerpt
    }
}
