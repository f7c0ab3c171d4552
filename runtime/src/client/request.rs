//! A call that is being put together.

use std::fmt;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde_json::Value;

use super::body::{self, Body};
use super::credential::{Kind, Signer};
use super::error::Undelivered;
use super::sending::Exchange;
use super::{Answer, Core, Operation, Outcome, RequestError, Sending, TransportError};
use crate::codec::{ToJson, to_string, to_value, to_vec};
use crate::wire::headers::FromHeaders;
use crate::wire::multipart::ToMultipart;
use crate::wire::style::{self, Style};
use crate::wire::xml::{self, Shape};

/// Sent when nothing else is: some servers refuse callers without a name.
const AGENT: &str = concat!("gatewright/", env!("CARGO_PKG_VERSION"));

/// What is not waited for to its end.
const EVENT_STREAM: &str = "text/event-stream";

/// The path of an HTTP API's route for all that no other takes. The parameter `path` has what is called.
const DEFAULT_ROUTE: &str = "$default";

/// A call that is being put together. Inputs that cannot be sent are reported by
/// [`send`](Self::send).
#[must_use = "nothing is sent before `send`"]
pub struct Request(Box<Draft>);

struct Draft {
    core: Core,
    operation: Operation,
    method: Option<Method>,
    /// Encoded, by name.
    path: Vec<(&'static str, String)>,
    /// Encoded pairs.
    query: Vec<String>,
    cookies: Vec<String>,
    headers: HeaderMap,
    body: Option<Body>,
    error: Option<RequestError>,
}

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
        }))
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
        self.0.path.push((name, text));
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
            self.0.query.extend(style::query(name, &to_value(value), style));
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
            self.0.cookies.extend(style::cookie(name, &to_value(value), style));
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
        self.body(media_type, to_vec(value).into())
    }

    /// A form.
    pub fn body_form(self, value: &dyn ToJson) -> Self {
        self.body_form_as(value, &[])
    }

    /// A form of which some fields have a style of their own.
    pub fn body_form_as(self, value: &dyn ToJson, fields: &[(&str, Style)]) -> Self {
        self.body("application/x-www-form-urlencoded", style::form(&to_value(value), fields).into())
    }

    /// A body of several parts.
    pub fn body_multipart(mut self, value: &dyn ToMultipart) -> Self {
        self.0.body = Some(body::multipart(&value.to_multipart()));
        self
    }

    /// A body of XML.
    pub fn body_xml(self, media_type: &str, value: &dyn ToJson, shape: &Shape) -> Self {
        self.body(media_type, xml::write(&to_value(value), shape).into())
    }

    /// A body of text.
    pub fn body_text(self, media_type: &str, text: &str) -> Self {
        self.body(media_type, Bytes::copy_from_slice(text.as_bytes()))
    }

    /// A body of bytes.
    pub fn body_bytes(self, media_type: &str, bytes: &Bytes) -> Self {
        // A range of media types is no media type.
        self.body(if media_type.contains('*') { "application/octet-stream" } else { media_type }, bytes.clone())
    }

    fn body(mut self, media_type: &str, bytes: Bytes) -> Self {
        self.0.body = Some(Body { media_type: media_type.to_owned(), bytes });
        self
    }

    /// Sends the request; `read` says what the answer means.
    pub fn send<T, E, H: FromHeaders>(self, read: fn(&Answer) -> Outcome<T, E>) -> Sending<T, E, H> {
        Sending { exchange: self.start(), read, headers: H::from_headers }
    }

    /// Apart from `send`, so that the state of an exchange is compiled here and not with every call.
    #[inline(never)]
    fn start(self) -> Exchange {
        Box::pin(self.exchange())
    }

    /// The request as it would be sent, but for signatures.
    ///
    /// # Errors
    /// If an input cannot be sent, or the client was set up wrongly.
    pub fn build(self) -> Result<reqwest::Request, RequestError> {
        self.0.build().map(|(request, _)| request)
    }

    async fn exchange(self) -> Result<Answer, Undelivered> {
        let (core, operation) = (self.0.core.clone(), self.0.operation);
        let (mut request, signers) = self.0.build()?;
        for signer in &signers {
            signer.0.sign(&mut request).await?;
        }
        let method = request.method().clone();
        let is_idempotent = method.is_idempotent();
        let failed = |error| TransportError::new(error, is_idempotent);
        let response = core.settings().http()?.execute(request).await.map_err(failed)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let answer = |body| Answer::new(operation, method, status, headers, body);
        #[cfg(not(target_arch = "wasm32"))]
        if response.status().is_success() && operation.accept.contains(EVENT_STREAM) {
            let answer = answer(Bytes::new());
            return match answer.is_media(EVENT_STREAM) {
                true => Ok(answer.streaming(response.into())),
                false => Ok(answer.with_body(response.bytes().await.map_err(failed)?)),
            };
        }
        Ok(answer(response.bytes().await.map_err(failed)?))
    }
}

impl Draft {
    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert(error);
    }

    fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes())) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.fail(RequestError::new(format!("{name:?} is not the name of a header"))),
            // The value may be a secret.
            (_, Err(_)) => {
                self.fail(RequestError::new(format!("the value of the header `{name}` cannot stand in a header")))
            }
        }
    }

    fn build(mut self) -> Result<(reqwest::Request, Vec<Signer>), RequestError> {
        let signers = self.identify();
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let method = match &self.method {
            Some(method) => method.clone(),
            None => Method::from_bytes(self.operation.method.as_bytes())
                .map_err(|_| RequestError::new(format!("{:?} is not a method", self.operation.method)))?,
        };
        let mut request = reqwest::Request::new(method, self.url()?);
        let settings = self.core.settings();
        *request.timeout_mut() = settings.timeout;
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if let Ok(accept) = HeaderValue::from_str(self.operation.accept)
            && !accept.is_empty()
        {
            headers.insert(ACCEPT, accept);
        }
        if !self.cookies.is_empty() {
            let cookies = HeaderValue::from_bytes(self.cookies.join("; ").as_bytes());
            headers.insert(COOKIE, cookies.map_err(|_| RequestError::new("a cookie cannot stand in a header"))?);
        }
        headers.extend(settings.headers.clone());
        if let Some(body) = &self.body {
            let media_type = HeaderValue::from_str(&body.media_type);
            headers.insert(
                CONTENT_TYPE,
                media_type.map_err(|_| RequestError::new(format!("{:?} is not a media type", body.media_type)))?,
            );
        }
        headers.extend(self.headers);
        if let Some(body) = self.body {
            *request.body_mut() = Some(body.bytes.into());
        }
        Ok((request, signers))
    }

    /// Adds the credentials that the operation asks for, as far as the client has them.
    fn identify(&mut self) -> Vec<Signer> {
        let core = self.core.clone();
        let known = &core.settings().credentials;
        let has = |scheme: &&str| known.iter().any(|(name, _)| name == scheme);
        // The first alternative that can be met; if there is none, as much of them as there is.
        let met = self.operation.security.iter().find(|schemes| !schemes.is_empty() && schemes.iter().all(has));
        let optional = self.operation.security.iter().any(|schemes| schemes.is_empty());
        let wanted: Vec<&str> = match met {
            Some(schemes) => schemes.to_vec(),
            None if optional => Vec::new(),
            None => self.operation.security.iter().flat_map(|schemes| schemes.iter().copied()).collect(),
        };
        let mut signers = Vec::new();
        for (_, credential) in known.iter().filter(|(scheme, _)| wanted.contains(&scheme.as_str())) {
            match &credential.0 {
                Kind::Header { name, value } => self.secret_header(name, value),
                Kind::Query { name, value } => {
                    self.query.extend(style::query(name, &Value::from(value.as_str()), Style::Form { explode: false }));
                }
                Kind::Cookie { name, value } => {
                    self.cookies.extend(style::cookie(
                        name,
                        &Value::from(value.as_str()),
                        Style::Form { explode: false },
                    ));
                }
                Kind::Signer(signer) => signers.push(signer.clone()),
            }
        }
        signers
    }

    /// A header that logs do not show. One that the call has set itself stays.
    fn secret_header(&mut self, name: &str, value: &str) {
        if self.headers.contains_key(name) && !name.eq_ignore_ascii_case(AUTHORIZATION.as_str()) {
            return;
        }
        self.header(name, value);
        if let Some(value) = self.headers.get_mut(name) {
            value.set_sensitive(true);
        }
    }

    fn url(&self) -> Result<reqwest::Url, RequestError> {
        let settings = self.core.settings();
        let base = &settings.base_url;
        let base = match settings.own_server(&self.operation) {
            Some(own) if own.contains("://") => own.to_owned(),
            Some(own) => resolve(base, own)?,
            None => base.clone(),
        };
        if base.is_empty() {
            return Err(RequestError::new("the client has no base URL"));
        }
        let path = self.filled_path()?;
        let (base, fixed) = base.split_once('?').unwrap_or((&base, ""));
        let mut url = format!("{}{path}", base.trim_end_matches('/'));
        let pairs: Vec<&str> =
            [fixed].into_iter().chain(self.query.iter().map(String::as_str)).filter(|pair| !pair.is_empty()).collect();
        if !pairs.is_empty() {
            // A path of the document may hold a query of its own.
            url.push(if path.contains('?') { '&' } else { '?' });
            url.push_str(&pairs.join("&"));
        }
        let parsed =
            reqwest::Url::parse(&url).map_err(|error| RequestError::caused(format!("{url:?} is not a URL"), error))?;
        if parsed.has_host() { Ok(parsed) } else { Err(RequestError::new(format!("{url:?} has no host"))) }
    }

    /// The path with its parameters.
    fn filled_path(&self) -> Result<String, RequestError> {
        let mut path = String::new();
        let mut rest = match self.operation.path {
            DEFAULT_ROUTE => "{path+}",
            template => template,
        };
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            path.push_str(before);
            let name = name.strip_suffix('+').unwrap_or(name);
            match self.path.iter().find(|(known, _)| *known == name) {
                Some((_, value)) if value.is_empty() => {
                    return Err(RequestError::new(format!("the path parameter `{name}` is empty")));
                }
                Some((_, value)) => path.push_str(value),
                None => {
                    return Err(RequestError::new(format!("the path parameter `{name}` has no value")));
                }
            }
            rest = after;
        }
        path.push_str(rest);
        if !path.starts_with('/') && !path.is_empty() {
            path.insert(0, '/');
        }
        // URLs resolve such segments away, encoded or not, and the request would go somewhere else.
        let dots = |segment: &str| matches!(segment, "." | "..");
        let own = |segment: &str| self.operation.path.split('/').any(|written| written == segment);
        if let Some(segment) = path.split('/').find(|segment| dots(segment) && !own(segment)) {
            return Err(RequestError::new(format!("a path cannot have the segment `{segment}`")));
        }
        Ok(path)
    }
}

/// A server that is given relative to the base URL.
fn resolve(base: &str, relative: &str) -> Result<String, RequestError> {
    let url = reqwest::Url::parse(base).and_then(|base| base.join(relative));
    url.map(String::from).map_err(|error| RequestError::caused(format!("{base:?} is not a URL"), error))
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Draft { operation, path, query, .. } = &*self.0;
        let path: Vec<_> = path.iter().map(|(name, value)| format!("{name}={value}")).collect();
        write!(f, "Request({} {} {path:?} {query:?})", operation.method, operation.path)
    }
}
