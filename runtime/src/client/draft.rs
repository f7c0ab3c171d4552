//! A call that is being put together, and how it becomes a request.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde_json::Value;

use super::body::{Body, Content};
use super::credential::{Kind, Signer};
use super::exchange::{IDEMPOTENCY_KEY, Plan};
use super::{Core, Operation, RequestError, Retry, Scheme};
use crate::codec::{ToJson, to_request, to_string};
use crate::wire::style::{self, Style};

/// Sent when nothing else is: some servers reject callers without a name.
const AGENT: &str = concat!("gatewright/", env!("CARGO_PKG_VERSION"));

/// What was given so far.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) core: Core,
    pub(super) operation: Operation,
    pub(super) method: Option<Method>,
    /// Encoded, by name; the last of a name counts.
    pub(super) path: Vec<(Cow<'static, str>, String)>,
    /// Encoded pairs, joined as they are sent, by the parameter that they are of; those of credentials have no name.
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) cookies: Vec<(&'static str, String)>,
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
pub(super) fn give(parameters: &mut Vec<(&'static str, String)>, name: &'static str, pairs: String) {
    match parameters.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = pairs,
        None => parameters.push((name, pairs)),
    }
}

/// The pairs of all query parameters.
pub(super) fn pairs<'p>(parameters: &'p [(&'static str, String)]) -> impl Iterator<Item = &'p str> {
    parameters.iter().flat_map(|(_, pairs)| pairs.split('&')).filter(|pair| !pair.is_empty())
}

/// The name in a pair.
pub(super) fn name_of(pair: &str) -> &str {
    pair.split('=').next().unwrap_or_default()
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
        self.query.push(("", style::pair(name, value.to_owned())));
    }

    pub(super) fn path_raw(&mut self, name: &str, text: &str) {
        // They would end the path.
        self.path.push((name.to_owned().into(), text.replace('?', "%3F").replace('#', "%23")));
    }

    pub(super) fn query_raw(&mut self, query: &str) {
        self.query.push(("", query.trim_start_matches('?').to_owned()));
    }

    pub(super) fn set_body(&mut self, media_type: &str, content: Content) {
        self.body = Some(Body { media_type: media_type.to_owned(), content });
    }

    /// The request, and how it is sent.
    pub(super) fn plan(mut self: Box<Self>, streamed: bool) -> Result<(reqwest::Request, Plan), RequestError> {
        let signers = self.identify()?;
        let core = self.core.clone();
        let settings = core.settings();
        let retry = self.retry.take().unwrap_or_else(|| settings.retry.clone());
        self.set_idempotency_key(retry.as_ref());
        let request = self.build()?;
        let plan = Plan {
            operation: self.operation,
            signers,
            timeout: self.timeout.unwrap_or(settings.timeout).filter(|_| !streamed),
            retry,
            max_body: self.max_body.unwrap_or(settings.max_body),
            streamed,
            again: None,
            #[cfg(not(target_arch = "wasm32"))]
            extensions: std::mem::take(&mut self.extensions),
            draft: self,
            core,
        };
        Ok((request, plan))
    }

    /// Gives the call a key by which servers know its attempts, where there may be several.
    fn set_idempotency_key(&mut self, retry: Option<&Retry>) {
        let Some(retry) = retry else { return };
        let named = self.operation.idempotency;
        let is_method = |method: &str| matches!(method, "POST" | "PATCH");
        let changes = || self.method.as_ref().map_or(is_method(self.operation.method), |own| is_method(own.as_str()));
        if named.is_none() && !(retry.keys && changes()) {
            return;
        }
        if let Ok(name) = HeaderName::from_bytes(named.unwrap_or(IDEMPOTENCY_KEY).as_bytes())
            && let Ok(key) = HeaderValue::from_str(&new_key())
            && !self.core.settings().headers.contains_key(&name)
        {
            self.headers.entry(name).or_insert(key);
        }
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

    /// The request, but for signatures. It can be built again, unless its body is a stream.
    pub(super) fn build(&self) -> Result<reqwest::Request, RequestError> {
        if let Some(error) = &self.error {
            return Err(error.clone());
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
        // What is static is not copied.
        if let Ok(accept) = HeaderValue::from_maybe_shared(Bytes::from_static(self.operation.accept.as_bytes()))
            && !accept.is_empty()
        {
            headers.insert(ACCEPT, accept);
        }
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter().map(|(_, pairs)| pairs.as_str()).filter(|pairs| !pairs.is_empty());
            let cookies: Vec<&str> = cookies.collect();
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
        headers.extend(self.headers.clone());
        if let Some(body) = &self.body {
            *request.body_mut() = Some(body.content.clone().take()?);
        }
        Ok(request)
    }

    /// Adds the credentials that the operation asks for.
    pub(super) fn identify(&mut self) -> Result<Vec<Signer>, RequestError> {
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
                Kind::Query { name, value } => self.query.push(("", style::pair(name, value.clone()))),
                Kind::Cookie { name, value } => {
                    let pairs = style::cookie(name, &Value::from(value.as_str()), Style::Form { explode: false });
                    self.cookies.push(("", pairs.join("; ")));
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
