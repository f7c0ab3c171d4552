//! Who is calling: the credentials that a request carries, and the method that decides what they are worth.
//!
//! A document declares which security schemes an operation asks for: alternatives, of which each is a set of schemes.
//! They are tried in their order. The implementer's `authorize` is asked for each scheme of an alternative whose
//! credentials are all there; it returns who calls. What a key or a token is worth only the implementer knows.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderName;
use http::header::AUTHORIZATION;
use subtle::ConstantTimeEq;

use super::input::Place;
use super::raw::Raw;
use super::{Head, Parts, Reason, Rejection};

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

    /// The headers that were looked at; they are never shown.
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
        let (found, rest) = self.raw.head.headers().get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
        found.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    }
}

/// The credentials that a document's security schemes look for; implemented by generated code.
pub trait Credential: Sized + Send + 'static {
    /// Which challenge (RFC 9110 §11.6.1) a scheme stands for.
    const CHALLENGES: &'static [(&'static str, &'static str)];

    /// Reads what is there for a scheme.
    fn read(scheme: &str, sent: &Sent<'_>) -> Option<Self>;
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

/// What `authorize` decides on: a call of an operation that declares security, before its request is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Access<C, P> {
    /// What the request carries for one of the schemes; `None` if it carries what none of the alternatives asks for.
    pub credential: Option<C>,
    /// The scopes of OAuth 2.0 and OpenID Connect, else roles, that the operation asks for.
    pub scopes: &'static [&'static str],
    /// What was returned for the scheme before, where an alternative asks for several. What is returned for the last
    /// of them is what the operation gets.
    pub earlier: Option<P>,
    /// What the document asks for: alternatives, each a set of schemes that are all needed. An empty one means that
    /// the operation can be called without any.
    pub alternatives: &'static [&'static [Requirement]],
    /// The request, without its body.
    pub head: Head,
}

/// Lets a caller in whatever the request carries, as the principal that is given: for APIs behind something that
/// looks at credentials itself, and for tests.
///
/// ```
/// # use gatewright_runtime::server::{Access, Denied, Secret, allow_all};
/// async fn authorize(_: Access<Secret, ()>) -> Result<(), Denied> {
///     allow_all(())
/// }
/// ```
///
/// # Errors
/// None; the result is what `authorize` returns.
pub fn allow_all<P>(principal: P) -> Result<P, Denied> {
    Ok(principal)
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

    fn rejection<C: Credential>(self, security: Security) -> Rejection {
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

/// What a guard makes of a request: the principal is among its parts then.
pub(super) type Guarding<'a> = Pin<Box<dyn Future<Output = Result<(), Rejection>> + Send + 'a>>;

/// A method of a generated trait that decides who may call.
///
/// Implemented for every function of that form, such as `A::authorize`.
pub trait Authorize<'a, A: 'a, C, P>: Copy + Send + Sync + 'static {
    /// The decision on its way.
    type Future: Future<Output = Result<P, Denied>> + Send;

    /// Calls the method.
    fn authorize(self, api: &'a A, access: Access<C, P>) -> Self::Future;
}

impl<'a, A, C, P, F, Deciding> Authorize<'a, A, C, P> for F
where
    A: 'a,
    F: Fn(&'a A, Access<C, P>) -> Deciding + Copy + Send + Sync + 'static,
    Deciding: Future<Output = Result<P, Denied>> + Send,
{
    type Future = Deciding;

    fn authorize(self, api: &'a A, access: Access<C, P>) -> Deciding {
        self(api, access)
    }
}

/// The method, with the types of its credentials and its principal set aside.
pub(super) trait Guard<A>: Send + Sync {
    fn check<'a>(&self, api: &'a A, security: Security, parts: &'a mut Parts) -> Guarding<'a>;
}

pub(super) struct Hook<F, C, P> {
    pub(super) method: F,
    pub(super) types: PhantomData<fn() -> (C, P)>,
}

impl<A, F, C, P> Guard<A> for Hook<F, C, P>
where
    A: Send + Sync + 'static,
    C: Credential,
    P: Send + 'static,
    F: for<'a> Authorize<'a, A, C, P>,
{
    fn check<'a>(&self, api: &'a A, security: Security, parts: &'a mut Parts) -> Guarding<'a> {
        let method = self.method;
        Box::pin(async move {
            let mut is_open = false;
            let mut denied: Option<Denied> = None;
            for (alternative, credentials) in parts.presented::<C>(security) {
                if alternative.is_empty() {
                    // Tried last: a client with credentials wants to be known.
                    is_open = true;
                    continue;
                }
                match all_of(method, api, security, alternative, credentials, parts.head()).await {
                    Ok(principal) => {
                        parts.set_principal(principal);
                        return Ok(());
                    }
                    Err(other) => denied = Some(denied.filter(|denied| denied.is_known).unwrap_or(other)),
                }
            }
            if is_open {
                return Ok(());
            }
            let Some(denied) = denied else {
                let head = parts.head().clone();
                let access = Access { credential: None, scopes: &[], earlier: None, alternatives: security, head };
                let decided = method.authorize(api, access).await;
                parts.set_principal(decided.map_err(|denied| denied.rejection::<C>(security))?);
                return Ok(());
            };
            Err(denied.rejection::<C>(security))
        })
    }
}

/// Asks for each scheme of an alternative.
async fn all_of<A, F, C, P>(
    method: F,
    api: &A,
    alternatives: Security,
    alternative: &'static [Requirement],
    credentials: Vec<C>,
    head: &Head,
) -> Result<P, Denied>
where
    F: for<'a> Authorize<'a, A, C, P>,
{
    let mut earlier = None;
    for (requirement, credential) in alternative.iter().zip(credentials) {
        let (credential, scopes) = (Some(credential), requirement.scopes);
        let access = Access { credential, scopes, earlier, alternatives, head: head.clone() };
        earlier = Some(method.authorize(api, access).await?);
    }
    earlier.ok_or_else(Denied::unauthorized)
}
