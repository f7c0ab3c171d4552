//! HTTP backends, called through reqwest.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderName, HeaderValue, Method};
use url::Url;

use crate::serve::backend::function::causes;
use crate::serve::message::LARGEST_PAYLOAD;
use crate::serve::message::headers::Headers;
use crate::serve::message::stream::{Chunks, chunks_of};

/// The clients that backends are called with.
#[derive(Clone, Debug)]
pub(crate) struct HttpClients {
    system: reqwest::Client,
    loopback: reqwest::Client,
    insecure: reqwest::Client,
}

/// One call of a backend.
#[derive(Clone, Debug)]
pub(crate) struct HttpCall {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
    pub(crate) timeout: Duration,
    pub(crate) accepts_any_certificate: bool,
}

/// What a backend answered.
#[derive(Clone, Debug)]
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
}

/// Why a backend did not answer.
#[derive(Clone, Debug)]
pub(crate) enum HttpFailure {
    Timeout,
    TooLarge,
    Unreachable(String),
    /// The call itself cannot be made.
    Invalid(String),
}

impl HttpClients {
    /// API Gateway follows no redirects. Proxies of the environment are for other machines only.
    pub(crate) fn new() -> Result<HttpClients, reqwest::Error> {
        let builder = || reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Ok(HttpClients {
            system: builder().build()?,
            loopback: builder().no_proxy().build()?,
            insecure: insecure(builder()).build()?,
        })
    }

    pub(crate) async fn call(&self, call: HttpCall) -> Result<HttpAnswer, HttpFailure> {
        let timeout = call.timeout;
        let request = self.request(call)?;
        match tokio::time::timeout(timeout, receive(request)).await {
            Ok(result) => result,
            Err(_) => Err(HttpFailure::Timeout),
        }
    }

    /// The same without waiting for the body, which comes by itself.
    pub(crate) async fn call_streaming(&self, call: HttpCall) -> Result<(HttpAnswer, Chunks), HttpFailure> {
        let timeout = call.timeout;
        let request = self.request(call)?;
        let sent = tokio::time::timeout(timeout, request.send()).await.map_err(|_| HttpFailure::Timeout)?;
        let response = sent.map_err(|error| HttpFailure::Unreachable(causes(&error)))?;
        Ok((head_of(&response), chunks_of(response)))
    }

    fn request(&self, call: HttpCall) -> Result<reqwest::RequestBuilder, HttpFailure> {
        let client = if call.accepts_any_certificate {
            &self.insecure
        } else if is_loopback(&call.url) {
            &self.loopback
        } else {
            &self.system
        };
        let method =
            Method::from_bytes(call.method.as_bytes()).map_err(|error| HttpFailure::Invalid(error.to_string()))?;
        let mut headers = http::HeaderMap::with_capacity(call.headers.len());
        for (name, value) in call.headers.iter() {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|error| HttpFailure::Invalid(error.to_string()))?;
            let value = HeaderValue::from_str(value).map_err(|error| HttpFailure::Invalid(error.to_string()))?;
            headers.append(name, value);
        }
        let mut request = client.request(method, call.url).headers(headers);
        if !call.body.is_empty() {
            request = request.body(call.body);
        }
        Ok(request)
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn insecure(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.danger_accept_invalid_certs(true)
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn insecure(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
}

async fn receive(request: reqwest::RequestBuilder) -> Result<HttpAnswer, HttpFailure> {
    let unreachable = |error: reqwest::Error| HttpFailure::Unreachable(causes(&error));
    let mut response = request.send().await.map_err(unreachable)?;
    let head = head_of(&response);
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > LARGEST_PAYLOAD {
            return Err(HttpFailure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(HttpAnswer { body: body.freeze(), ..head })
}

/// Status and headers of a response.
fn head_of(response: &reqwest::Response) -> HttpAnswer {
    let entries = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    HttpAnswer { status: response.status().as_u16(), headers: Headers::from_lower_case(entries), body: Bytes::new() }
}

/// Whether a URL is of this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The URL of a backend; `None` for what is no endpoint, such as `https:///` where a stage variable
/// had no value. (The URL standard would take the first part of the path as the host.)
pub(crate) fn endpoint(uri: &str) -> Option<Url> {
    let (scheme, rest) = uri.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.starts_with(['/', '?', '#']) || rest.is_empty() {
        return None;
    }
    Url::parse(uri).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        assert_eq!(endpoint("http://example.com/a b").unwrap().as_str(), "http://example.com/a%20b");
        for uri in ["https:///?", "https:///test", "https://", "ftp://x", "example.com", ""] {
            assert_eq!(endpoint(uri), None, "{uri}");
        }
    }
}
