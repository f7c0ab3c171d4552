//! A service that runs elsewhere: an emulator on this machine, or AWS itself.

use std::fmt;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use url::Url;

use super::{Service, ServiceTarget, ServiceUnreachable, xml};
use crate::serve::backend::http::{HttpCall, HttpClients, HttpFailure, endpoint};
use crate::serve::message::headers::Headers;
use crate::serve::message::request::{Request, Response};
use crate::serve::message::stream::Chunks;

/// The longest that a service may take; integrations end earlier.
const PATIENCE: Duration = Duration::from_secs(900);

/// An endpoint that requests for services are sent to, signed for the service and region that each is for.
///
/// ```
/// use gatewright_gateway::RemoteService;
///
/// let local = RemoteService::new("http://127.0.0.1:8000").unwrap();
/// assert!(RemoteService::new("127.0.0.1:8000").is_err());
/// # let _ = local;
/// ```
#[derive(Clone, Debug)]
pub struct RemoteService {
    endpoint: Url,
    clients: HttpClients,
    #[cfg_attr(not(feature = "sigv4"), allow(dead_code, reason = "only signatures need them"))]
    credentials: ServiceCredentials,
}

/// The keys that requests are signed with.
#[derive(Clone)]
pub struct ServiceCredentials {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token of temporary keys.
    pub session_token: Option<String>,
}

impl ServiceCredentials {
    /// Keys that are none: emulators look at the form of a signature at most.
    #[must_use]
    pub fn dummy() -> ServiceCredentials {
        ServiceCredentials {
            access_key_id: "test".to_owned(),
            secret_access_key: "test".to_owned(),
            session_token: None,
        }
    }
}

/// The secrets are left out.
impl fmt::Debug for ServiceCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ServiceCredentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// Why an endpoint cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidEndpoint(String);

impl fmt::Display for InvalidEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InvalidEndpoint {}

impl RemoteService {
    /// A service behind an `http` or `https` URL, signed for with [`ServiceCredentials::dummy`].
    ///
    /// # Errors
    /// When the text is no such URL, or no HTTP client can be made.
    pub fn new(url: &str) -> Result<RemoteService, InvalidEndpoint> {
        let url = endpoint(url).ok_or_else(|| InvalidEndpoint(format!("`{url}` is no http or https URL")))?;
        let clients = HttpClients::new().map_err(|error| InvalidEndpoint(error.to_string()))?;
        Ok(RemoteService { endpoint: url, clients, credentials: ServiceCredentials::dummy() })
    }

    /// Signs with these keys.
    #[must_use]
    pub fn credentials(mut self, credentials: ServiceCredentials) -> RemoteService {
        self.credentials = credentials;
        self
    }

    /// The URL of a request: the endpoint with the request's path and query after its own path.
    fn url(&self, request: &Request) -> Url {
        let mut url = self.endpoint.clone();
        url.set_path(&format!("{}{}", self.endpoint.path().trim_end_matches('/'), request.path));
        url.set_query((!request.raw_query.is_empty()).then_some(request.raw_query.as_str()));
        url
    }
}

impl Service for RemoteService {
    fn call(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<Response, ServiceUnreachable>> {
        let remote = self.clone();
        async move {
            let wants_json = xml::is_wanted_as_json(&request, target.as_ref());
            let call = remote.signed(request, target.as_ref())?;
            let answer = remote.clients.call(call).await.map_err(|failure| ServiceUnreachable(reason(failure)))?;
            let response = Response { status: answer.status, headers: answer.headers, body: answer.body };
            Ok(if wants_json { xml::as_json(response) } else { response })
        }
        .boxed()
    }

    fn call_streaming(
        &self,
        request: Request,
        target: Option<ServiceTarget>,
    ) -> BoxFuture<'static, Result<(Response, Chunks), ServiceUnreachable>> {
        let remote = self.clone();
        async move {
            let call = remote.signed(request, target.as_ref())?;
            let started = remote.clients.call_streaming(call).await;
            let (answer, rest) = started.map_err(|failure| ServiceUnreachable(reason(failure)))?;
            Ok((Response { status: answer.status, headers: answer.headers, body: answer.body }, rest))
        }
        .boxed()
    }
}

impl RemoteService {
    /// The request as it goes to the endpoint.
    fn signed(&self, request: Request, target: Option<&ServiceTarget>) -> Result<HttpCall, ServiceUnreachable> {
        let url = self.url(&request);
        let mut headers = request.headers;
        headers.remove("Host");
        if let Some(target) = target {
            self.sign(&request.method, &url, &mut headers, &request.body, target)?;
        }
        Ok(HttpCall {
            method: request.method,
            url,
            headers,
            body: request.body,
            timeout: PATIENCE,
            accepts_any_certificate: false,
        })
    }
}

impl RemoteService {
    #[cfg(feature = "sigv4")]
    fn sign(
        &self,
        method: &str,
        url: &Url,
        headers: &mut Headers,
        body: &[u8],
        target: &ServiceTarget,
    ) -> Result<(), ServiceUnreachable> {
        let signed = super::sign::signature(method, url, headers, body, target, &self.credentials)
            .map_err(|error| ServiceUnreachable(format!("the request cannot be signed: {error}")))?;
        for (name, value) in signed {
            headers.set(name, value);
        }
        Ok(())
    }

    #[cfg(not(feature = "sigv4"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the form is that of the feature `sigv4`")]
    fn sign(&self, _: &str, _: &Url, _: &mut Headers, _: &[u8], _: &ServiceTarget) -> Result<(), ServiceUnreachable> {
        Ok(())
    }
}

fn reason(failure: HttpFailure) -> String {
    match failure {
        HttpFailure::Timeout => "the service took too long".to_owned(),
        HttpFailure::TooLarge => "the service's response is longer than 10 MB".to_owned(),
        HttpFailure::Unreachable(message) | HttpFailure::Invalid(message) => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let url = |endpoint: &str, path: &str| {
            RemoteService::new(endpoint).unwrap().url(&Request::new("GET", path)).to_string()
        };
        assert_eq!(url("http://127.0.0.1:1", "/1/q?a=b"), "http://127.0.0.1:1/1/q?a=b");
        assert_eq!(url("http://127.0.0.1:1/base/", "/x y"), "http://127.0.0.1:1/base/x%20y");
        assert!(!format!("{:?}", ServiceCredentials::dummy()).contains("secret"));
    }
}
