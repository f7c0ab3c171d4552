//! An answer on its way to the client.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::{Response, StatusCode};

use super::{Body, Events, Lines, Rejection};
use crate::wire::xml::{self, Shape};
use crate::{NotAHeader, ToHeaders, ToJson, to_value, to_vec};

const JSON: &str = "application/json";

/// A response type that can be sent.
pub trait IntoReply {
    /// The answer as it goes over the wire.
    fn into_reply(self) -> Reply;
}

/// A status, headers and a body.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Body,
    /// What cannot be sent of it.
    unsendable: Option<NotAHeader>,
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
        Self { status, headers: HeaderMap::new(), body: Body::default(), unsendable: None }
    }

    /// An answer with a body of `application/json`.
    #[must_use]
    pub fn json(status: u16, body: &dyn ToJson) -> Self {
        Self::json_as(status, JSON, body)
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

    /// An answer with events of JSON.
    #[must_use]
    pub fn events<T: ToJson + Send + 'static>(status: u16, media: &str, events: Events<T>) -> Self {
        Self::bytes(status, media, events.into_json())
    }

    /// The same with events of text.
    #[must_use]
    pub fn text_events<T: ToJson + Send + 'static>(status: u16, media: &str, events: Events<T>) -> Self {
        Self::bytes(status, media, events.into_text())
    }

    /// An answer with lines of JSON.
    #[must_use]
    pub fn lines<T: ToJson + Send + 'static>(status: u16, media: &str, lines: Lines<T>) -> Self {
        // RFC 7464 has a sign before each text.
        let sign = if media.contains("json-seq") { "\u{1e}" } else { "" };
        Self::bytes(status, media, lines.into_json(sign))
    }

    /// An answer with a body of bytes, or with a [`Body`] that is sent while it is made.
    #[must_use]
    pub fn bytes(status: u16, media: &str, body: impl Into<Body>) -> Self {
        let mut reply = Self::empty(status);
        reply.body = body.into();
        // The most frequent one costs no allocation.
        let media = if media == JSON { Ok(HeaderValue::from_static(JSON)) } else { HeaderValue::from_str(media) };
        if let Ok(media) = media {
            reply.headers.insert(CONTENT_TYPE, media);
        }
        reply
    }

    /// Adds documented headers. If one of them cannot be sent, the response is a failure.
    #[must_use]
    pub fn headers(mut self, headers: &dyn ToHeaders) -> Self {
        self.unsendable = headers.to_headers(&mut self.headers).err().or(self.unsendable);
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

    /// The answer as the `http` crate has it, if it can be sent: its headers can, and its status is one that ends an
    /// exchange (200 to 599).
    pub(super) fn into_response(self, head: bool) -> Result<Response<Body>, Rejection> {
        if let Some(unsendable) = self.unsendable {
            return Err(Rejection::of_error(unsendable.into()));
        }
        let status = StatusCode::from_u16(self.status).ok().filter(|_| (200..600).contains(&self.status));
        let Some(status) = status else {
            return Err(Rejection::of_error(format!("the status {} cannot be sent", self.status).into()));
        };
        // RFC 9110 §6.4.1: these answers have no content, whatever the document says.
        let bodiless = head || matches!(self.status, 204 | 205 | 304);
        // A length that is known needs no statement, and another one would break the connection.
        let is_known = !head && self.status != 304 && (bodiless || self.body.is_whole());
        let mut response = Response::new(if bodiless { Body::default() } else { self.body });
        *response.status_mut() = status;
        *response.headers_mut() = self.headers;
        if is_known {
            response.headers_mut().remove(CONTENT_LENGTH);
        }
        // That of the connection (RFC 9112 §6.1), whatever the document says.
        response.headers_mut().remove(TRANSFER_ENCODING);
        if bodiless && !head && self.status != 304 {
            response.headers_mut().remove(CONTENT_TYPE);
        }
        Ok(response)
    }
}
