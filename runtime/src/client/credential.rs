//! Proving who is calling.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Bearer, RequestError, bearer};

/// What a security scheme asks for.
#[derive(Clone)]
pub struct Credential(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Header { name: String, value: String },
    Query { name: String, value: String },
    Cookie { name: String, value: String },
    Signer(Signer),
}

impl Credential {
    /// A key in a header.
    #[must_use]
    pub fn header(name: &str, key: &str) -> Self {
        Self(Kind::Header { name: name.to_owned(), value: key.to_owned() })
    }

    /// A key in the query.
    #[must_use]
    pub fn query(name: &str, key: &str) -> Self {
        Self(Kind::Query { name: name.to_owned(), value: key.to_owned() })
    }

    /// A key in a cookie.
    #[must_use]
    pub fn cookie(name: &str, key: &str) -> Self {
        Self(Kind::Cookie { name: name.to_owned(), value: key.to_owned() })
    }

    /// User name and password (RFC 7617).
    #[must_use]
    pub fn basic(user: &str, password: &str) -> Self {
        let pair = STANDARD.encode(format!("{user}:{password}"));
        Self::header("authorization", &format!("Basic {pair}"))
    }

    /// A bearer token (RFC 6750), or `Tokens` that are fetched when they are needed.
    #[must_use]
    pub fn bearer(token: impl Into<Bearer>) -> Self {
        match token.into().0 {
            bearer::Kind::Fixed(token) => Self::authorization("Bearer", &token),
            bearer::Kind::Signer(signer) => Self::signer(signer),
        }
    }

    /// A key of another HTTP scheme: `Authorization: SCHEME KEY` (RFC 9110, section 11.4).
    #[must_use]
    pub fn authorization(scheme: &str, key: &str) -> Self {
        Self::header("authorization", &format!("{scheme} {key}"))
    }

    /// Something that changes the finished request.
    #[must_use]
    pub fn signer(signer: Signer) -> Self {
        Self(Kind::Signer(signer))
    }
}

impl fmt::Debug for Credential {
    /// Never shows the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, name) = match &self.0 {
            Kind::Header { name, .. } => ("header", name.as_str()),
            Kind::Query { name, .. } => ("query", name.as_str()),
            Kind::Cookie { name, .. } => ("cookie", name.as_str()),
            Kind::Signer(_) => ("signer", ""),
        };
        write!(f, "Credential({place} {name})")
    }
}

/// A signature that is being made.
#[cfg(not(target_arch = "wasm32"))]
pub type Signing<'r> = Pin<Box<dyn Future<Output = Result<(), RequestError>> + Send + 'r>>;
/// A signature that is being made.
#[cfg(target_arch = "wasm32")]
pub type Signing<'r> = Pin<Box<dyn Future<Output = Result<(), RequestError>> + 'r>>;

/// Signs finished requests, or adds a token that has to be fetched first.
pub trait Sign: Send + Sync {
    /// Changes the request; nothing changes it afterwards.
    fn sign<'r>(&'r self, request: &'r mut reqwest::Request) -> Signing<'r>;

    /// Called when the server did not take what was signed (401), with the headers that were sent. `true` if signing
    /// again may help: a token was cached, and is fetched anew.
    fn rejected(&self, sent: &http::HeaderMap) -> bool {
        let _ = sent;
        false
    }
}

/// A [`Sign`] that clients share.
#[derive(Clone)]
pub struct Signer(pub(super) Arc<dyn Sign>);

impl Signer {
    /// Shares a way to sign.
    pub fn new(sign: impl Sign + 'static) -> Self {
        Self(Arc::new(sign))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}
