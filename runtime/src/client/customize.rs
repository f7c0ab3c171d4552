//! What one call does otherwise than its operation and client.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};

use super::body::Content;
use super::{Request, Retry};

/// What one call does otherwise than its operation and client; see `customize` of a call.
///
/// ```no_run
/// # use gatewright_runtime::client::{Customize, Request};
/// # struct Call(Request);
/// # impl Call { fn customize(self, change: impl FnOnce(Customize) -> Customize) -> Self { Self(self.0.customize(change)) } }
/// # fn example(call: Call) -> Call {
/// call.customize(|call| call.header("x-trace", "7").timeout(std::time::Duration::from_secs(2)))
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Customize(Request);

impl Customize {
    /// Sends a header, in place of any other of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0.draft().header(name, value);
        self
    }

    /// Asks for other media types than the documented ones.
    pub fn accept(self, media_types: &str) -> Self {
        self.header(ACCEPT.as_str(), media_types)
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.0.draft().query_pair(name, value);
        self
    }

    /// Adds to the query as it is: `a=b&c`, encoded by the caller.
    pub fn query_raw(mut self, query: &str) -> Self {
        self.0.draft().query_raw(query);
        self
    }

    /// Gives up when the call has taken so long, retries among it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.draft().timeout = Some(Some(timeout));
        self
    }

    /// Waits for as long as it takes, but for connecting and for the next piece of the answer.
    pub fn no_timeout(mut self) -> Self {
        self.0.draft().timeout = Some(None);
        self
    }

    /// Makes the call again when it fails.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.0.draft().retry = Some(Some(retry));
        self
    }

    /// Makes the call once.
    pub fn no_retry(mut self) -> Self {
        self.0.draft().retry = Some(None);
        self
    }

    /// Sends a key by which the server knows attempts of the same call.
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Accepts an answer of so many bytes.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.0.draft().max_body = Some(bytes);
        self
    }

    /// Follows redirects within the server, also where the document describes them as answers.
    pub fn follow_redirects(mut self) -> Self {
        self.0.draft().operation.keeps_redirects = false;
        self
    }

    /// Sends a path parameter that is empty as it is, though the path then is that of another operation to most servers.
    pub fn empty_path_parameters(mut self) -> Self {
        self.0.draft().empty_path_parameters = true;
        self
    }

    /// Says that the body is of another media type than the documented one.
    pub fn content_type(self, media_type: &str) -> Self {
        self.header(CONTENT_TYPE.as_str(), media_type)
    }

    /// Puts text into the path in place of a parameter's value, encoded by the caller: it may hold slashes.
    pub fn path_raw(mut self, parameter: &str, text: &str) -> Self {
        self.0.draft().path_raw(parameter, text);
        self
    }

    /// Sends other bytes as the body.
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.0.draft().set_body(media_type, Content::Bytes(body.into()));
        self
    }

    /// Sends a body that is made while it goes out; it can go out once.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn body_stream(mut self, media_type: &str, body: impl Into<super::Body>) -> Self {
        self.0.draft().set_body(media_type, Content::Stream(super::Streamed::new(body.into())));
        self
    }

    /// Hands a value on to the [`Transport`](super::Transport), among the request's extensions.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.0.draft().extensions.insert(value);
        self
    }
}

impl Request {
    /// Changes anything about this call.
    pub fn customize(self, change: impl FnOnce(Customize) -> Customize) -> Self {
        change(Customize(self)).0
    }
}
