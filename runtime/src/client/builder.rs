//! A client with settings of its own.

use std::marker::PhantomData;
use std::time::Duration;

use super::{Core, FromCore};

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
        Self { core: Core::new(base_url), client: PhantomData }
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

    /// Uses connections, proxies and TLS settings of your own.
    pub fn http(mut self, client: reqwest::Client) -> Self {
        self.core.change().set_http(client);
        self
    }

    /// Gives up when a call has taken so long. Without it, the `reqwest` client decides.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.core.change().timeout = Some(timeout);
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
