//! A call that is being put together.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde_json::Value;

#[cfg(not(target_arch = "wasm32"))]
use super::Download;
use super::body::{self, Body, Content};
use super::core::shown;
use super::credential::{Kind, Signer};
use super::error::Undelivered;
use super::exchange::{self, EVENT_STREAM, IDEMPOTENCY_KEY, Plan};
use super::sending::Exchange;
use super::{Answer, Core, Error, NoError, Operation, Outcome, RequestError, Retry, Sending};
use crate::codec::{ToJson, to_request, to_string, to_value, tree};
use crate::wire::headers::FromHeaders;
use crate::wire::multipart::ToMultipart;
use crate::wire::style::{self, Style};
use crate::wire::xml::{self, Shape};

/// Sent when nothing else is: some servers refuse callers without a name.
const AGENT: &str = concat!("gatewright/", env!("CARGO_PKG_VERSION"));

/// The path of an HTTP API's route for all that no other takes. The parameter `path` has what is called.
const DEFAULT_ROUTE: &str = "$default";

/// A call that is being put together. Inputs that cannot be sent are reported by
/// [`send`](Self::send).
#[derive(Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct Request(Box<Draft>);

#[derive(Clone)]
pub(super) struct Draft {
    core: Core,
    pub(super) operation: Operation,
    method: Option<Method>,
    /// Encoded, by name; the last of a name counts.
    path: Vec<(Cow<'static, str>, String)>,
    /// Encoded pairs by the parameter that they are of; those of credentials have no name.
    query: Vec<(&'static str, Vec<String>)>,
    cookies: Vec<(&'static str, Vec<String>)>,
    headers: HeaderMap,
    body: Option<Body>,
    error: Option<RequestError>,
    /// What this call does otherwise than its client.
    pub(super) timeout: Option<Option<Duration>>,
    pub(super) retry: Option<Option<Retry>>,
    pub(super) max_body: Option<usize>,
    pub(super) empty_path_parameters: bool,
    /// A URL in place of the operation's.
    target: Option<reqwest::Url>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) extensions: http::Extensions,
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
            give(&mut self.0.query, name, style::query(name, &to_value(value), style));
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
            give(&mut self.0.cookies, name, style::cookie(name, &to_value(value), style));
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
        let (request, plan) = self.0.plan(streamed)?;
        exchange::exchange(Plan { again, ..plan }, request).await
    }

    /// Sends the request, and gives the answer as it came, whatever it means.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send_raw(self) -> Result<Answer, Error<NoError>> {
        Ok(self.start().await?)
    }

    /// Sends the request, and gives the body of a success while it comes.
    ///
    /// # Errors
    /// When there is no answer, or it is no success: as `read` has it.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn stream<T, E>(self, read: fn(&Answer) -> Outcome<T, E>) -> Result<Download, Error<E>> {
        let exchange: Exchange = Box::pin(self.exchange(true));
        let answer = exchange.await?;
        match Download::of(&answer) {
            Some(download) => Ok(download),
            None => match read(&answer) {
                Ok(_) => Err(Error::Unexpected(Box::new(answer))),
                Err(failure) => Err(failure.with(answer)),
            },
        }
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
        let (_, value) = pairs.first()?.split_once('=')?;
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
    pub fn build(self) -> Result<reqwest::Request, RequestError> {
        self.0.build().map(|(request, _)| request)
    }
}

/// Gives a parameter its pairs. What is given again replaces what was given before.
fn give(parameters: &mut Vec<(&'static str, Vec<String>)>, name: &'static str, pairs: Vec<String>) {
    match parameters.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = pairs,
        None => parameters.push((name, pairs)),
    }
}

/// The pairs of all parameters.
fn pairs<'p>(parameters: &'p [(&'static str, Vec<String>)]) -> impl Iterator<Item = &'p str> {
    parameters.iter().flat_map(|(_, pairs)| pairs).map(String::as_str)
}

impl Draft {
    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert(error);
    }

    /// A body as JSON, without what only the server sets.
    fn written(&self, value: &dyn ToJson) -> String {
        if self.core.settings().read_only { to_string(value) } else { to_request(value) }
    }

    pub(super) fn query_pair(&mut self, name: &str, value: &str) {
        self.query.push(("", style::query(name, &Value::from(value), Style::Form { explode: false })));
    }

    pub(super) fn path_raw(&mut self, name: &str, text: &str) {
        // They would end the path.
        self.path.push((name.to_owned().into(), text.replace('?', "%3F").replace('#', "%23")));
    }

    pub(super) fn query_raw(&mut self, query: &str) {
        self.query.push(("", vec![query.trim_start_matches('?').to_owned()]));
    }

    pub(super) fn set_body(&mut self, media_type: &str, content: Content) {
        self.body = Some(Body { media_type: media_type.to_owned(), content });
    }

    /// The request, and how it is sent.
    fn plan(self, streamed: bool) -> Result<(reqwest::Request, Plan), RequestError> {
        let settings = self.core.settings();
        let plan = Plan {
            core: self.core.clone(),
            operation: self.operation,
            signers: Vec::new(),
            timeout: self.timeout.unwrap_or(settings.timeout).filter(|_| !streamed),
            retry: self.retry.clone().unwrap_or_else(|| settings.retry.clone()),
            max_body: self.max_body.unwrap_or(settings.max_body),
            streamed,
            again: None,
            #[cfg(not(target_arch = "wasm32"))]
            extensions: self.extensions.clone(),
        };
        let (mut request, signers) = self.build()?;
        let retry = plan.retry.as_ref();
        let named = plan.operation.idempotency;
        let wants_key = match named {
            Some(_) => retry.is_some(),
            None => matches!(*request.method(), Method::POST | Method::PATCH) && retry.is_some_and(|retry| retry.keys),
        };
        let name = HeaderName::from_bytes(named.unwrap_or(IDEMPOTENCY_KEY).as_bytes());
        if let (true, Ok(name), Ok(key)) = (wants_key, name, HeaderValue::from_str(&new_key())) {
            request.headers_mut().entry(name).or_insert(key);
        }
        Ok((request, Plan { signers, ..plan }))
    }

    pub(super) fn header(&mut self, name: &str, value: &str) {
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
        let signers = self.identify()?;
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
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if let Ok(accept) = HeaderValue::from_str(self.operation.accept)
            && !accept.is_empty()
        {
            headers.insert(ACCEPT, accept);
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<&str> = pairs(&self.cookies).collect();
            let cookies = HeaderValue::from_bytes(cookies.join("; ").as_bytes());
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
            *request.body_mut() = Some(body.content.take()?);
        }
        Ok((request, signers))
    }

    /// Adds the credentials that the operation asks for.
    fn identify(&mut self) -> Result<Vec<Signer>, RequestError> {
        let core = self.core.clone();
        let settings = core.settings();
        let known = &settings.credentials;
        let has = |scheme: &&str| known.iter().any(|(name, _)| name == scheme);
        let alternatives = self.operation.security;
        // The first alternative that can be met; if there is none, as much of them as there is.
        let met = alternatives.iter().find(|schemes| !schemes.is_empty() && schemes.iter().all(has));
        let optional = alternatives.is_empty() || alternatives.iter().any(|schemes| schemes.is_empty());
        // Who writes the header has the credential.
        let by_hand = self.headers.contains_key(AUTHORIZATION) || settings.headers.contains_key(AUTHORIZATION);
        let wanted: Vec<&str> = match met {
            Some(schemes) => schemes.to_vec(),
            None if optional => Vec::new(),
            None if by_hand || settings.missing_credentials => {
                alternatives.iter().flat_map(|schemes| schemes.iter().copied()).collect()
            }
            None => return Err(no_credentials(&self.operation)),
        };
        let mut signers = Vec::new();
        for (_, credential) in known.iter().filter(|(scheme, _)| wanted.contains(&scheme.as_str())) {
            match &credential.0 {
                Kind::Header { name, value } => self.secret_header(name, value),
                Kind::Query { name, value } => {
                    let pairs = style::query(name, &Value::from(value.as_str()), Style::Form { explode: false });
                    self.query.push(("", pairs));
                }
                Kind::Cookie { name, value } => {
                    let pairs = style::cookie(name, &Value::from(value.as_str()), Style::Form { explode: false });
                    self.cookies.push(("", pairs));
                }
                Kind::Signer(signer) => signers.push(signer.clone()),
            }
        }
        Ok(signers)
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

    /// The URL that is called.
    fn url(&self) -> Result<reqwest::Url, RequestError> {
        let Some(target) = &self.target else { return self.own_url() };
        let mut target = target.clone();
        // What is not the document's is given with each page: keys, and what `customize` added.
        let given: Vec<String> = target.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let extra = self.query.iter().filter(|(name, _)| name.is_empty()).flat_map(|(_, pairs)| pairs);
        let extra: Vec<&str> = extra
            .filter(|pair| !given.iter().any(|name| pair.split('=').next() == Some(name)))
            .map(String::as_str)
            .collect();
        if !extra.is_empty() {
            let query = [target.query().unwrap_or_default(), &extra.join("&")].join("&");
            target.set_query(Some(query.trim_start_matches('&')));
        }
        Ok(target)
    }

    fn own_url(&self) -> Result<reqwest::Url, RequestError> {
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
        // A path of the document may hold a query of its own, which parameters may declare once more.
        let (path, written) = path.split_once('?').unwrap_or((&path, ""));
        let (base, fixed) = base.split_once('?').unwrap_or((&base, ""));
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let given: Vec<String> = pairs(&self.query).map(name).collect();
        let written = written.split('&').filter(|pair| !given.contains(&name(pair)));
        let all = written.chain([fixed]).chain(pairs(&self.query));
        let pairs: Vec<&str> = all.filter(|pair| !pair.is_empty()).collect();
        let mut url = format!("{}{path}", base.trim_end_matches('/'));
        if !pairs.is_empty() {
            url.push('?');
            url.push_str(&pairs.join("&"));
        }
        let parsed = reqwest::Url::parse(&url)
            .map_err(|error| RequestError::caused(format!("{:?} is not a URL", shown(&url)), error))?;
        if parsed.has_host() { Ok(parsed) } else { Err(RequestError::new(format!("{:?} has no host", shown(&url)))) }
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
            match self.path.iter().rev().find(|(known, _)| *known == name) {
                Some((_, value)) if value.is_empty() && !self.empty_path_parameters => {
                    return Err(RequestError::new(format!(
                        "the path parameter `{name}` is empty, and the path that of another operation; send it by \
                         `.customize(|call| call.empty_path_parameters())`"
                    )));
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

#[cold]
fn no_credentials(operation: &Operation) -> RequestError {
    let alternatives: Vec<String> =
        operation.security.iter().map(|schemes| format!("`{}`", schemes.join("` and `"))).collect();
    RequestError::new(format!(
        "`{} {}` asks for credentials that the client does not have: {}; give them by the client's `with_…`, or send \
         it without by `Builder::allow_missing_credentials`",
        operation.method,
        operation.path,
        alternatives.join(" or ")
    ))
}

/// A key that no other call has (a UUID of version 4).
fn new_key() -> String {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid().to_string()
}

/// A URL that a server gave, if it is of the same origin as the call: what goes elsewhere would take the credentials
/// with it.
fn within(own: &reqwest::Url, url: &str) -> Result<reqwest::Url, RequestError> {
    let wrong = |why: &str| RequestError::new(format!("the next page is at {:?}, which {why}", shown(url)));
    let target = own.join(url.trim()).map_err(|_| wrong("is not a URL"))?;
    if target.origin() != own.origin() || !target.username().is_empty() || target.password().is_some() {
        return Err(wrong("is another server"));
    }
    Ok(target)
}

/// A server that is given relative to the base URL.
fn resolve(base: &str, relative: &str) -> Result<String, RequestError> {
    let url = reqwest::Url::parse(base).and_then(|base| base.join(relative));
    url.map(String::from).map_err(|error| RequestError::caused(format!("{:?} is not a URL", shown(base)), error))
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be secrets.
        let Draft { operation, query, .. } = &*self.0;
        let names: Vec<&str> = pairs(query).filter_map(|pair| pair.split('=').next()).collect();
        write!(f, "Request({} {} {names:?})", operation.method, operation.path)
    }
}
