//! A call that is being put together.

use std::fmt;

use bytes::Bytes;
use http::Method;
use http::header::HeaderMap;
use serde_json::Value;

#[cfg(not(target_arch = "wasm32"))]
use super::Streaming;
use super::address::{DEFAULT_ROUTE, within};
use super::body::{self, Body, Content};
use super::draft::{Draft, give, name_of, pairs};
use super::error::Undelivered;
use super::exchange::{self, EVENT_STREAM};
use super::sending::Exchange;
use super::{Answer, Core, Operation, Outcome, RequestError, Sending, SendingRaw};
use crate::codec::{ToJson, to_string, to_value, tree};
use crate::wire::headers::FromHeaders;
use crate::wire::multipart::ToMultipart;
use crate::wire::style::{self, Style};
use crate::wire::xml::{self, Shape};

/// A call that is being put together. Inputs that cannot be sent are reported by
/// [`send`](Self::send).
#[derive(Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct Request(Box<Draft>);

impl Request {
    pub(super) fn new(core: Core, operation: Operation) -> Self {
        let error = core.settings().error.clone();
        Self(Box::new(Draft {
            core,
            operation,
            method: None,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            error,
            timeout: None,
            retry: None,
            max_body: None,
            empty_path_parameters: false,
            target: None,
            #[cfg(not(target_arch = "wasm32"))]
            extensions: http::Extensions::new(),
        }))
    }

    pub(super) fn draft(&mut self) -> &mut Draft {
        &mut self.0
    }

    /// Says that the document describes redirects, which then are answers.
    pub fn keep_redirects(mut self) -> Self {
        self.0.operation.keeps_redirects = true;
        self
    }

    /// What the document calls the operation.
    pub fn id(mut self, operation_id: &'static str) -> Self {
        self.0.operation.id = operation_id;
        self
    }

    /// The header by which the server knows attempts of one call: where calls are made again, it gets a new key unless
    /// the caller gives one.
    pub fn idempotency(mut self, header: &'static str) -> Self {
        self.0.operation.idempotency = Some(header);
        self
    }

    /// Says that a success is a line for each value, whatever its media type.
    pub fn lines(mut self) -> Self {
        self.0.operation.lines = true;
        self
    }

    /// The media types that the operation answers.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.0.operation.accept = media_types;
        self
    }

    /// A server of the operation's own, in place of the base URL that the document gives to the others.
    pub fn server(mut self, server: &'static str) -> Self {
        self.0.operation.server = Some(server);
        self
    }

    /// The security schemes that the operation asks for: alternatives, of which each names all that it needs.
    pub fn security(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.0.operation.security = alternatives;
        self
    }

    /// The method, where an operation answers any.
    pub fn method(mut self, method: Method) -> Self {
        self.0.method = Some(method);
        self
    }

    /// A path parameter.
    pub fn path(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.path_as(name, value, Style::Simple { explode: false })
    }

    /// A path parameter in a style.
    pub fn path_as(mut self, name: &'static str, value: &dyn ToJson, style: Style) -> Self {
        let value = to_value(value);
        let template = self.0.operation.path;
        let greedy = template == DEFAULT_ROUTE || template.contains(&format!("{{{name}+}}"));
        let text = if greedy { style::greedy_path(&value) } else { style::path(name, &value, style) };
        self.0.path.push((name.into(), text));
        self
    }

    /// A path parameter whose value is JSON.
    pub fn path_json(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.path(name, &to_string(value))
    }

    /// A query parameter; lists repeat it.
    pub fn query(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.query_as(name, value, Style::Form { explode: true })
    }

    /// A query parameter in a style.
    pub fn query_as(mut self, name: &'static str, value: &dyn ToJson, style: Style) -> Self {
        if !value.is_absent() {
            let pairs = match to_value(value) {
                // Most are one text, whatever their style.
                Value::String(text) => style::pair(name, text),
                value => style::query(name, &value, style).join("&"),
            };
            give(&mut self.0.query, name, pairs);
        }
        self
    }

    /// A query parameter whose value is JSON.
    pub fn query_json(self, name: &'static str, value: &dyn ToJson) -> Self {
        if value.is_absent() { self } else { self.query(name, &to_string(value)) }
    }

    /// A header.
    pub fn header(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.header_as(name, value, Style::Simple { explode: false })
    }

    /// A header in a style.
    pub fn header_as(mut self, name: &'static str, value: &dyn ToJson, style: Style) -> Self {
        if !value.is_absent() {
            self.0.header(name, &style::header(&to_value(value), style));
        }
        self
    }

    /// A header whose value is JSON.
    pub fn header_json(self, name: &'static str, value: &dyn ToJson) -> Self {
        if value.is_absent() { self } else { self.header(name, &to_string(value)) }
    }

    /// A cookie.
    pub fn cookie(self, name: &'static str, value: &dyn ToJson) -> Self {
        self.cookie_as(name, value, Style::Form { explode: false })
    }

    /// A cookie in a style.
    pub fn cookie_as(mut self, name: &'static str, value: &dyn ToJson, style: Style) -> Self {
        if !value.is_absent() {
            give(&mut self.0.cookies, name, style::cookie(name, &to_value(value), style).join("; "));
        }
        self
    }

    /// A cookie whose value is JSON.
    pub fn cookie_json(self, name: &'static str, value: &dyn ToJson) -> Self {
        if value.is_absent() { self } else { self.cookie(name, &to_string(value)) }
    }

    /// A JSON body.
    pub fn body_json(self, value: &dyn ToJson) -> Self {
        self.body_json_as("application/json", value)
    }

    /// A body of a media type that is JSON.
    pub fn body_json_as(self, media_type: &str, value: &dyn ToJson) -> Self {
        let text = self.0.written(value);
        self.body(media_type, text.into())
    }

    /// A form.
    pub fn body_form(self, value: &dyn ToJson) -> Self {
        self.body_form_as(value, &[])
    }

    /// A form of which some fields have a style of their own.
    pub fn body_form_as(self, value: &dyn ToJson, fields: &[(&str, Style)]) -> Self {
        let text = self.0.written(value);
        self.body("application/x-www-form-urlencoded", style::form(&tree(&text), fields).into())
    }

    /// A body of several parts.
    pub fn body_multipart(self, value: &dyn ToMultipart) -> Self {
        self.body_multipart_as("multipart/form-data", value)
    }

    /// A body of several parts that is no form, such as `multipart/mixed`.
    pub fn body_multipart_as(mut self, media_type: &str, value: &dyn ToMultipart) -> Self {
        self.0.body = Some(body::multipart(media_type, &value.to_multipart()));
        self
    }

    /// A body of XML.
    pub fn body_xml(self, media_type: &str, value: &dyn ToJson, shape: &Shape) -> Self {
        let text = self.0.written(value);
        self.body(media_type, xml::write(&tree(&text), shape).into())
    }

    /// A body of text.
    pub fn body_text(self, media_type: &str, text: &str) -> Self {
        // A range of media types is no media type.
        let media_type = if media_type.contains('*') { "text/plain; charset=utf-8" } else { media_type };
        self.body(media_type, Bytes::copy_from_slice(text.as_bytes()))
    }

    /// A body of bytes.
    pub fn body_bytes(self, media_type: &str, bytes: &Bytes) -> Self {
        // A range of media types is no media type.
        self.body(if media_type.contains('*') { "application/octet-stream" } else { media_type }, bytes.clone())
    }

    fn body(mut self, media_type: &str, bytes: Bytes) -> Self {
        self.0.set_body(media_type, Content::Bytes(bytes));
        self
    }

    /// Sends the request; `read` says what the answer means.
    pub fn send<T, E, H: FromHeaders>(self, read: fn(&Answer) -> Outcome<T, E>) -> Sending<T, E, H> {
        Sending { exchange: self.start(), read, headers: H::from_headers }
    }

    /// Apart from `send`, so that the state of an exchange is compiled here and not with every call.
    #[inline(never)]
    pub(super) fn start(self) -> Exchange {
        Box::pin(self.exchange(false))
    }

    async fn exchange(self, streamed: bool) -> Result<Answer, Undelivered> {
        // Events may be asked for again where they broke off.
        let again = self.0.operation.accept.contains(EVENT_STREAM).then(|| self.clone());
        let (request, mut plan) = self.0.plan(streamed)?;
        plan.again = again;
        exchange::exchange(&plan, request).await
    }

    /// Sends the request, and gives the response as it came, whatever it means. It fails when there is no response.
    pub fn send_raw(self) -> SendingRaw {
        SendingRaw(self.start())
    }

    /// Sends the request, and gives the body of a success while it comes. It fails when there is no response, or it is
    /// no success: as `read` has it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream<T, E>(self, read: fn(&Answer) -> Outcome<T, E>) -> Streaming<T, E> {
        Streaming { exchange: self.start_streaming(), read }
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[inline(never)]
    fn start_streaming(self) -> Exchange {
        Box::pin(self.exchange(true))
    }

    /// The same call at a URL that the server gave, which must be of the same origin.
    pub(super) fn at(mut self, url: &str) -> Self {
        match self.0.url().and_then(|own| within(&own, url)) {
            Ok(url) => self.0.target = Some(url),
            Err(error) => self.0.fail(error),
        }
        self
    }

    /// The value of a query parameter as it would be sent.
    pub(super) fn query_text(&self, name: &str) -> Option<&str> {
        let (_, pairs) = self.0.query.iter().find(|(known, _)| *known == name)?;
        let (_, value) = pairs.split('&').next()?.split_once('=')?;
        Some(value)
    }

    /// The same call behind an event.
    pub(super) fn behind(mut self, last_event: Option<&str>) -> Self {
        if let Some(id) = last_event {
            self.0.header("last-event-id", id);
        }
        self
    }

    /// The same call with another value in its body of JSON.
    pub(super) fn body_with(mut self, path: &[&str], value: &str) -> Self {
        let Some(Body { content: Content::Bytes(bytes), .. }) = &mut self.0.body else {
            self.0.fail(RequestError::new("the next page is asked for in the body, and the call has none"));
            return self;
        };
        let mut body: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let mut at = &mut body;
        for name in path {
            if !at.is_object() {
                *at = Value::Object(serde_json::Map::new());
            }
            match at {
                Value::Object(object) => at = object.entry(*name).or_insert(Value::Null),
                _ => return self,
            }
        }
        // A number is one again.
        *at = value.parse().map_or_else(|_| Value::from(value), |number: u64| Value::from(number));
        *bytes = to_string(&body).into();
        self
    }

    /// The request as it would be sent, but for signatures.
    ///
    /// # Errors
    /// If an input cannot be sent, or the client was set up wrongly.
    pub fn build(mut self) -> Result<reqwest::Request, RequestError> {
        self.0.identify()?;
        self.0.build()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be secrets, and a query that is no pairs is all value.
        let Draft { operation, query, .. } = &*self.0;
        let mut names: Vec<&str> = Vec::new();
        for given @ (parameter, text) in query {
            match !parameter.is_empty() && !text.is_empty() && !text.contains('=') {
                true => names.push(parameter),
                false => names.extend(pairs(std::slice::from_ref(given)).map(name_of)),
            }
        }
        write!(f, "Request({} {} {names:?})", operation.method, operation.path)
    }
}
