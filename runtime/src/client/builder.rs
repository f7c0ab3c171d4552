//! A client with settings of its own.

use std::marker::PhantomData;
use std::time::Duration;

use super::{Core, FromCore, Retry};

/// Puts a client together. Settings that make no sense are reported by the calls, never by a panic.
///
/// ```no_run
/// # use gatewright_runtime::client::{Builder, Core, FromCore};
/// # struct Client(Core);
/// # impl FromCore for Client { fn from_core(core: Core) -> Self { Self(core) } }
/// let client: Client = Builder::new("https://api.example.com")
///     .timeout(std::time::Duration::from_secs(10))
///     .header("user-agent", "pet-shop/2.1")
///     .build();
/// ```
#[derive(Debug)]
#[must_use = "`build` makes the client"]
pub struct Builder<C> {
    core: Core,
    client: PhantomData<fn() -> C>,
}

impl<C: FromCore> Builder<C> {
    /// Starts with the address that the document gives.
    pub fn new(base_url: &str) -> Self {
        let mut core = Core::new(base_url);
        core.change().schemes = C::SCHEMES;
        Self { core, client: PhantomData }
    }

    /// Calls another address, for all operations: also for those to which the document gives a server of their
    /// own, unless [`own_servers`](Self::own_servers) says otherwise.
    pub fn base_url(mut self, base_url: &str) -> Self {
        let settings = self.core.change();
        base_url.trim().clone_into(&mut settings.base_url);
        settings.is_chosen = true;
        self
    }

    /// Calls the servers that the document gives to single operations, whatever the base URL of the others.
    pub fn own_servers(mut self) -> Self {
        self.core.change().own_servers = true;
        self
    }

    /// Uses connections, proxies and TLS settings of your own. Time-outs for connecting and reading and what to do with
    /// redirects are that client's then: build it with `redirect::Policy::none()`, and redirects are followed within the
    /// server only.
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.core.change().set_http(client);
        self
    }

    /// Carries requests by a `tower` service: one with layers around it, a generated server in the same process, a
    /// recording.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn transport<S, B>(mut self, service: S) -> Self
    where
        S: tower_service::Service<http::Request<super::Body>, Response = http::Response<B>> + Clone + Send + 'static,
        S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        S::Future: Send,
        B: http_body::Body<Data = bytes::Bytes> + Send + Sync + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.core.change().transport = Some(super::Transport::new(service));
        self
    }

    /// Gives up when a call has taken so long, retries among it. Two minutes by default. What comes while it is read
    /// (events, downloads) may take longer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.core.change().timeout = Some(timeout);
        self
    }

    /// Lets calls take as long as they take, but for connecting and for the next piece of an answer.
    pub fn no_timeout(mut self) -> Self {
        self.core.change().timeout = None;
        self
    }

    /// Gives up when there is no connection after so long. Ten seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.core.change().connect_timeout = Some(timeout);
        self
    }

    /// Gives up when the server is silent for so long. A minute by default.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.core.change().read_timeout = Some(timeout);
        self
    }

    /// Accepts answers of so many bytes, after decoding. 64 MiB by default; downloads have no limit.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.core.change().max_body = bytes;
        self
    }

    /// Accepts events of so many bytes. 8 MiB by default.
    pub fn max_event(mut self, bytes: usize) -> Self {
        self.core.change().max_event = bytes;
        self
    }

    /// Makes failed calls again. Off by default.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.core.change().retry = Some(retry);
        self
    }

    /// Sends calls also without the credentials that their operations ask for: many documents ask for more than their
    /// servers do. By default such a call is an error, and nothing is sent.
    pub fn allow_missing_credentials(mut self) -> Self {
        self.core.change().missing_credentials = true;
        self
    }

    /// Sends properties that the document calls read only (`readOnly`), too. By default bodies are sent without them, so
    /// that what was received can be changed and sent back.
    pub fn send_read_only(mut self) -> Self {
        self.core.change().read_only = true;
        self
    }

    /// Leaves out what does not fit an optional property, for services that do not keep to their documents. The
    /// response notes it among its [`departures`](super::Response::departures), and its raw body has it. Clients
    /// generated with `lenient-responses` do so.
    pub fn lenient(mut self) -> Self {
        self.core.change().lenient = true;
        self
    }

    /// Proves who is calling, for the operations that ask for the scheme. Clients have a method for each scheme
    /// (`with_…`); this one takes it by the name that the document gives to it.
    pub fn credential(mut self, scheme: &str, credential: super::Credential) -> Self {
        self.core = self.core.credential(scheme, credential);
        self
    }

    /// Sends a header with every call that does not set it itself.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.core.change().set_header(name, value);
        self
    }

    /// The client.
    #[must_use]
    pub fn build(self) -> C {
        C::from_core(self.core)
    }
}
