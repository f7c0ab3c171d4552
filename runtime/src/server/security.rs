//! Who is calling: the credentials that a request carries, and the hook that decides what they are worth.
//!
//! A document declares which security schemes an operation asks for. What a key or a token is worth only the user
//! knows: the generated trait has a method for it, which lets everybody in unless it is written.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName};
use subtle::ConstantTimeEq;

use super::handler::Call;
use super::input::Place;
use super::raw::Raw;
use super::{Parts, Reason, Rejection};

/// A key, token or password that a request carried. It is not shown by `Debug`, and compared in constant time.
#[derive(Clone)]
pub struct Secret(String);

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for Secret {}

impl Secret {
    /// Whether it is the secret that is expected. How long this takes says nothing of where the two differ.
    ///
    /// ```
    /// # use gatewright_runtime::server::Secret;
    /// # fn check(key: &Secret) -> bool {
    /// key.is("s3cr3t")
    /// # }
    /// ```
    #[must_use]
    pub fn is(&self, expected: &str) -> bool {
        self.0.as_bytes().ct_eq(expected.as_bytes()).into()
    }

    /// The secret, as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// User name and password (RFC 7617).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basic {
    /// The name of the user.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// Where security schemes find what a request carries.
#[derive(Debug)]
pub struct Sent<'r> {
    raw: &'r Raw,
    /// The headers that held credentials.
    seen: RefCell<Vec<HeaderName>>,
}

impl<'r> Sent<'r> {
    pub(super) fn new(raw: &'r Raw) -> Self {
        Self { raw, seen: RefCell::default() }
    }

    /// The headers that were looked at, which nobody is to show.
    pub(super) fn into_seen(self) -> Vec<HeaderName> {
        self.seen.into_inner()
    }
}

impl Sent<'_> {
    /// A key in a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Secret> {
        self.seen.borrow_mut().extend(HeaderName::from_bytes(name.as_bytes()));
        self.first(Place::Header, name)
    }

    /// A key in the query.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<Secret> {
        self.first(Place::Query, name)
    }

    /// A key in a cookie.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<Secret> {
        self.first(Place::Cookie, name)
    }

    /// A bearer token (RFC 6750).
    #[must_use]
    pub fn bearer(&self) -> Option<Secret> {
        self.authorization("bearer")
    }

    /// User name and password (RFC 7617).
    #[must_use]
    pub fn basic(&self) -> Option<Basic> {
        let pair = STANDARD.decode(self.behind("basic")?).ok()?;
        let pair = String::from_utf8(pair).ok()?;
        let (user, password) = pair.split_once(':')?;
        Some(Basic { user: user.to_owned(), password: Secret(password.to_owned()) })
    }

    /// The `Authorization` of a request that is signed with AWS Signature Version 4.
    #[must_use]
    pub fn signature(&self) -> Option<Secret> {
        self.authorization("aws4-hmac-sha256")
    }

    /// What stands in `Authorization` behind the name of a scheme.
    #[must_use]
    pub fn authorization(&self, scheme: &str) -> Option<Secret> {
        self.behind(scheme).map(|rest| Secret(rest.to_owned()))
    }

    fn first(&self, place: Place, name: &str) -> Option<Secret> {
        self.raw.first(place, name).map(Secret)
    }

    /// What stands behind the name of an authentication scheme, which has no case.
    fn behind(&self, scheme: &str) -> Option<&str> {
        let (found, rest) = self.raw.headers.get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
        found.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    }
}

/// The credentials that a document's security schemes look for; implemented by generated code.
pub trait Credentials: Sized + Send + 'static {
    /// Which challenge (RFC 9110 §11.6.1) a scheme stands for.
    const CHALLENGES: &'static [(&'static str, &'static str)];

    /// Reads what is there.
    fn read(sent: &Sent<'_>) -> Self;
}

/// A security scheme that an operation asks for, and the scopes or roles of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// The scheme, as the document calls it.
    pub scheme: &'static str,
    /// Scopes of OAuth 2.0 and OpenID Connect, else roles.
    pub scopes: &'static [&'static str],
}

impl Requirement {
    /// A scheme with its scopes.
    #[must_use]
    pub const fn new(scheme: &'static str, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

/// Alternatives, each a set of schemes that are all needed.
pub(super) type Security = &'static [&'static [Requirement]];

/// A call of an operation that declares security, before its request is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Access<C> {
    /// Method and path of the operation, as the document writes them.
    pub operation: (&'static str, &'static str),
    /// What the document asks for: alternatives, each a set of schemes that are all needed. An empty one means that
    /// the operation can be called without any.
    pub alternatives: &'static [&'static [Requirement]],
    /// What the request carries.
    pub credentials: C,
    /// The headers of the request.
    pub headers: HeaderMap,
}

/// A call that is not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    is_known: bool,
    detail: Option<String>,
}

impl Denied {
    /// 401: the caller has not said, or not proven, who it is.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self { is_known: false, detail: None }
    }

    /// 403: this caller may not do that.
    #[must_use]
    pub fn forbidden() -> Self {
        Self { is_known: true, detail: None }
    }

    /// Says why, in place of the general words.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    fn rejection<C: Credentials>(self, security: Security) -> Rejection {
        let schemes = security.iter().flat_map(|alternative| alternative.iter());
        let mut challenges: Vec<String> = schemes
            .filter_map(|requirement| C::CHALLENGES.iter().find(|(scheme, _)| *scheme == requirement.scheme))
            .map(|(_, challenge)| (*challenge).to_owned())
            .collect();
        challenges.dedup();
        let reason = if self.is_known { Reason::Forbidden } else { Reason::Unauthorized(challenges) };
        Rejection::new(reason).detailed(self.detail)
    }
}

/// What a guard makes of a request.
pub(super) type Guarding<'a> = Pin<Box<dyn Future<Output = Result<(), Rejection>> + Send + 'a>>;

/// The hook, with the type of its credentials set aside.
pub(super) trait Guard<A>: Send + Sync {
    fn check<'a>(
        &self,
        api: &'a A,
        operation: (&'static str, &'static str),
        security: Security,
        parts: &'a mut Parts,
    ) -> Guarding<'a>;
}

/// A method of a generated trait that decides who may call.
pub(super) struct Hook<F, C> {
    pub(super) method: F,
    pub(super) credentials: PhantomData<fn() -> C>,
}

impl<A, F, C> Guard<A> for Hook<F, C>
where
    A: Send + Sync + 'static,
    C: Credentials,
    F: for<'a> Call<'a, A, Access<C>, Response = Result<(), Denied>>,
{
    fn check<'a>(
        &self,
        api: &'a A,
        operation: (&'static str, &'static str),
        security: Security,
        parts: &'a mut Parts,
    ) -> Guarding<'a> {
        let method = self.method;
        let credentials = parts.credentials();
        let access = Access { operation, alternatives: security, credentials, headers: parts.headers().clone() };
        Box::pin(async move { method.call(api, access).await.map_err(|denied| denied.rejection::<C>(security)) })
    }
}
