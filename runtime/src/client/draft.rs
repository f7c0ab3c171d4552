//! A call that is being put together, and how it becomes a request.

use std::borrow::Cow;
use std::time::Duration;

use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde_json::Value;

use super::body::{Body, Content};
use super::core::shown;
use super::credential::{Kind, Signer};
use super::exchange::{IDEMPOTENCY_KEY, Plan};
use super::{Core, Operation, RequestError, Retry, Scheme};
use crate::codec::{ToJson, to_request, to_string};
use crate::wire::style::{self, Style};

/// Sent when nothing else is: some servers refuse callers without a name.
const AGENT: &str = concat!("gatewright/", env!("CARGO_PKG_VERSION"));

/// The path of an HTTP API's route for all that no other takes. The parameter `path` has what is called.
pub(super) const DEFAULT_ROUTE: &str = "$default";

/// What was given so far.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) core: Core,
    pub(super) operation: Operation,
    pub(super) method: Option<Method>,
    /// Encoded, by name; the last of a name counts.
    pub(super) path: Vec<(Cow<'static, str>, String)>,
    /// Encoded pairs by the parameter that they are of; those of credentials have no name.
    pub(super) query: Vec<(&'static str, Vec<String>)>,
    pub(super) cookies: Vec<(&'static str, Vec<String>)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Body>,
    pub(super) error: Option<RequestError>,
    /// What this call does otherwise than its client.
    pub(super) timeout: Option<Option<Duration>>,
    pub(super) retry: Option<Option<Retry>>,
    pub(super) max_body: Option<usize>,
    pub(super) empty_path_parameters: bool,
    /// A URL in place of the operation's.
    pub(super) target: Option<reqwest::Url>,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) extensions: http::Extensions,
}

/// Gives a parameter its pairs. What is given again replaces what was given before.
pub(super) fn give(parameters: &mut Vec<(&'static str, Vec<String>)>, name: &'static str, pairs: Vec<String>) {
    match parameters.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = pairs,
        None => parameters.push((name, pairs)),
    }
}

/// The pairs of all parameters.
pub(super) fn pairs<'p>(parameters: &'p [(&'static str, Vec<String>)]) -> impl Iterator<Item = &'p str> {
    parameters.iter().flat_map(|(_, pairs)| pairs).map(String::as_str)
}

impl Draft {
    pub(super) fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert(error);
    }

    /// A body as JSON, without what only the server sets.
    pub(super) fn written(&self, value: &dyn ToJson) -> String {
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
    pub(super) fn plan(self, streamed: bool) -> Result<(reqwest::Request, Plan), RequestError> {
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

    pub(super) fn build(mut self) -> Result<(reqwest::Request, Vec<Signer>), RequestError> {
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
            None => return Err(no_credentials(&self.operation, settings.schemes)),
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
    pub(super) fn url(&self) -> Result<reqwest::Url, RequestError> {
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
fn no_credentials(operation: &Operation, known: &[Scheme]) -> RequestError {
    let given = |scheme: &&str| match known.iter().find(|known| known.name() == *scheme).and_then(Scheme::method) {
        Some(method) => format!("`{method}`"),
        None => format!("`credential(\"{scheme}\", …)`"),
    };
    let all = |schemes: &&[&str]| schemes.iter().map(given).collect::<Vec<_>>().join(" and ");
    let alternatives: Vec<String> = operation.security.iter().map(all).collect();
    RequestError::new(format!(
        "`{} {}` asks for credentials that the client does not have: give them by {}, or send it without by \
         `Builder::allow_missing_credentials`",
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
pub(super) fn within(own: &reqwest::Url, url: &str) -> Result<reqwest::Url, RequestError> {
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
