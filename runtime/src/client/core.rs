//! What all calls of a client share: address, connections, credentials, defaults.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};

#[cfg(not(target_arch = "wasm32"))]
use super::Transport;
use super::{Credential, Operation, Request, RequestError, Retry, Scheme};

/// A generated client, which is a name around a [`Core`].
pub trait FromCore {
    /// The security schemes of the document.
    const SCHEMES: &'static [Scheme] = &[];

    /// The client.
    fn from_core(core: Core) -> Self;
}

/// What all calls of a client share. Cheap to clone.
#[derive(Clone)]
pub struct Core(Arc<Settings>);

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) base_url: String,
    /// Whether the user chose the base URL, in place of the document's.
    pub(super) is_chosen: bool,
    /// Whether operations keep their own servers beside a base URL that the user chose.
    pub(super) own_servers: bool,
    /// Of a whole call.
    pub(super) timeout: Option<Duration>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) read_timeout: Option<Duration>,
    pub(super) max_body: usize,
    pub(super) max_event: usize,
    pub(super) retry: Option<Retry>,
    pub(super) missing_credentials: bool,
    pub(super) lenient: bool,
    /// Whether properties that only the server sets are sent.
    pub(super) read_only: bool,
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) transport: Option<Transport>,
    pub(super) headers: HeaderMap,
    /// By security scheme.
    pub(super) credentials: Vec<(String, Credential)>,
    /// The security schemes of the document.
    pub(super) schemes: &'static [Scheme],
    /// The first setting that makes no sense; reported by every call.
    pub(super) error: Option<RequestError>,
    http: OnceLock<Result<reqwest::Client, Arc<reqwest::Error>>>,
}

impl Core {
    /// Calls of the address that the document gives. A URL that is malformed is reported by every call.
    #[must_use]
    pub fn new(base_url: &str) -> Self {
        Self(Arc::new(Settings {
            base_url: base_url.trim().to_owned(),
            is_chosen: false,
            own_servers: false,
            timeout: Some(Duration::from_secs(120)),
            connect_timeout: Some(Duration::from_secs(10)),
            read_timeout: Some(Duration::from_secs(60)),
            max_body: 64 << 20,
            max_event: 8 << 20,
            retry: None,
            missing_credentials: false,
            lenient: false,
            read_only: false,
            #[cfg(not(target_arch = "wasm32"))]
            transport: None,
            headers: HeaderMap::new(),
            credentials: Vec::new(),
            schemes: &[],
            error: None,
            http: OnceLock::new(),
        }))
    }

    /// Proves who is calling, for the operations that ask for the scheme.
    #[must_use]
    pub fn credential(mut self, scheme: &str, credential: Credential) -> Self {
        let credentials = &mut Arc::make_mut(&mut self.0).credentials;
        credentials.retain(|(known, _)| known != scheme);
        credentials.push((scheme.to_owned(), credential));
        self
    }

    /// Starts a call of an operation by its method and its path, as the document writes them.
    pub fn request(&self, method: &'static str, path: &'static str) -> Request {
        Request::new(
            self.clone(),
            Operation {
                id: "",
                method,
                path,
                accept: "",
                server: None,
                security: &[],
                keeps_redirects: false,
                lenient: self.0.lenient,
                lines: false,
                idempotency: None,
            },
        )
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0
    }

    pub(super) fn change(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.0)
    }
}

impl Settings {
    /// The server that a call goes to, where it is not the base URL.
    pub(super) fn own_server(&self, operation: &Operation) -> Option<&'static str> {
        operation.server.filter(|_| !self.is_chosen || self.own_servers)
    }

    pub(super) fn set_http(&mut self, client: reqwest::Client) {
        self.http = OnceLock::from(Ok(client));
    }

    pub(super) fn set_header(&mut self, name: &str, value: &str) {
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

    /// Redirects are looked at here, where the credentials are known.
    #[cfg(not(target_arch = "wasm32"))]
    fn own_http(&self) -> reqwest::ClientBuilder {
        let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).referer(false);
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        if let Some(limit) = self.read_timeout {
            builder = builder.read_timeout(limit);
        }
        builder
    }

    #[cfg(target_arch = "wasm32")]
    fn own_http(&self) -> reqwest::ClientBuilder {
        reqwest::Client::builder()
    }

    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert(error);
    }

    /// The connections, made when they are first needed: a client that is given others never makes its own.
    pub(super) fn http(&self) -> Result<&reqwest::Client, RequestError> {
        let client = self.http.get_or_init(|| self.own_http().build().map_err(Arc::new));
        client.as_ref().map_err(|error| RequestError::caused("no HTTP client could be made", Arc::clone(error)))
    }
}

/// A URL without what may be secret: user, password and query.
pub(super) fn shown(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{path}")
        }
        None => url.rsplit('@').next().unwrap_or_default().to_owned(),
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.0.credentials.iter().map(|(scheme, _)| scheme.as_str()).collect();
        f.debug_struct("Core")
            .field("base_url", &shown(&self.0.base_url))
            .field("credentials", &schemes)
            .finish_non_exhaustive()
    }
}
