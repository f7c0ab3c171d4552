//! An answer on its way to the client.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::Value;

use crate::wire::xml::{self, Shape};
use crate::{ToHeaders, ToJson, to_value, to_vec};

/// A response type that can be sent.
pub trait IntoReply {
    /// The answer as it goes over the wire.
    fn into_reply(self) -> Reply;
}

/// A status, headers and a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl IntoReply for Reply {
    fn into_reply(self) -> Reply {
        self
    }
}

impl Reply {
    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// An answer with a body of `application/json`.
    #[must_use]
    pub fn json(status: u16, body: &dyn ToJson) -> Self {
        Self::json_as(status, "application/json", body)
    }

    /// An answer with a body of JSON under another media type.
    #[must_use]
    pub fn json_as(status: u16, media: &str, body: &dyn ToJson) -> Self {
        Self::bytes(status, media, to_vec(body))
    }

    /// An answer with a body of XML.
    #[must_use]
    pub fn xml(status: u16, media: &str, body: &dyn ToJson, shape: &Shape) -> Self {
        Self::bytes(status, media, xml::write(&to_value(body), shape))
    }

    /// An answer with a body of text.
    #[must_use]
    pub fn text(status: u16, media: &str, body: impl Into<String>) -> Self {
        Self::bytes(status, media, body.into())
    }

    /// An answer with events of JSON, one for each item of a list. They are all there: nothing is sent while others are
    /// still to come.
    #[must_use]
    pub fn events(status: u16, media: &str, items: &dyn ToJson) -> Self {
        Self::bytes(status, media, of_events(items, |item| item.to_string()))
    }

    /// The same with events of text.
    #[must_use]
    pub fn text_events(status: u16, media: &str, items: &dyn ToJson) -> Self {
        Self::bytes(status, media, of_events(items, |item| item.as_str().unwrap_or_default().to_owned()))
    }

    /// An answer with a body of bytes.
    #[must_use]
    pub fn bytes(status: u16, media: &str, body: impl Into<Bytes>) -> Self {
        let mut reply = Self::empty(status);
        reply.body = body.into();
        if let Ok(media) = HeaderValue::from_str(media) {
            reply.headers.insert(CONTENT_TYPE, media);
        }
        reply
    }

    /// Adds documented headers.
    #[must_use]
    pub fn headers(mut self, headers: &dyn ToHeaders) -> Self {
        headers.to_headers(&mut self.headers);
        self
    }

    /// Adds a header. Those of the same name stay.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The answer as the `http` crate has it; `None` if the status is not one that ends an exchange
    /// (200 to 599).
    pub(super) fn into_response(self, head: bool) -> Option<Response<Bytes>> {
        let status = StatusCode::from_u16(self.status).ok().filter(|_| (200..600).contains(&self.status))?;
        // RFC 9110 §6.4.1: these answers have no content, whatever the document says.
        let bodiless = head || matches!(self.status, 204 | 205 | 304);
        let mut response = Response::new(if bodiless { Bytes::new() } else { self.body });
        *response.status_mut() = status;
        *response.headers_mut() = self.headers;
        if bodiless && !head && self.status != 304 {
            response.headers_mut().remove(CONTENT_TYPE);
        }
        Some(response)
    }
}

/// HTML Living Standard, 9.2.5: a line for each line of the data, and an empty one after each event.
fn of_events(items: &dyn ToJson, data: fn(&Value) -> String) -> String {
    let mut text = String::new();
    for item in to_value(items).as_array().into_iter().flatten() {
        for line in data(item).split(['\n', '\r']) {
            text.push_str(&format!("data: {line}\n"));
        }
        text.push('\n');
    }
    text
}
