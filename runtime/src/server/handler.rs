//! From a request to the user's method and back: the only code that is compiled once for each
//! operation.

use std::any::TypeId;
use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use super::documented::Failure;
use super::head::Declared;
use super::parts::read;
use super::rejection::Reason;
use super::security::Security;
use super::{BoxError, Context, FromRequest, IntoReply, Operation, Parts, Rejection, Reply, Requirement};

/// What comes of a request once its operation is known.
pub(super) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Reply, Rejection>> + Send + 'a>>;

/// A method of a generated trait: an async function of the user's API, a typed request and its context.
///
/// Implemented for every function of that form, such as `A::get_calc`.
pub trait Call<'a, A: 'a, R, P>: Copy + Send + Sync + 'static {
    /// What the method returns.
    type Response;
    /// The response on its way.
    type Future: Future<Output = Self::Response> + Send;

    /// Calls the method.
    fn call(self, api: &'a A, request: R, context: Context<P>) -> Self::Future;
}

impl<'a, A, R, P, F, Answering> Call<'a, A, R, P> for F
where
    A: 'a,
    F: Fn(&'a A, R, Context<P>) -> Answering + Copy + Send + Sync + 'static,
    Answering: Future + Send,
{
    type Response = Answering::Output;
    type Future = Answering;

    fn call(self, api: &'a A, request: R, context: Context<P>) -> Answering {
        self(api, request, context)
    }
}

/// A method with the types of its request and response set aside.
pub(super) trait Handle<A>: Send + Sync {
    fn handle<'a>(&'a self, api: &'a A, parts: Parts) -> Answer<'a>;
}

/// What answers an operation, and what it declares.
pub(super) struct Handler<A> {
    pub(super) operation: Operation,
    /// The type of its requests.
    pub(super) request: TypeId,
    pub(super) security: Security,
    pub(super) declared: Declared,
    pub(super) handle: Box<dyn Handle<A>>,
}

/// How the context gets its principal from what the guard has left.
trait Admission<P>: Send + Sync {
    fn principal(parts: &mut Parts) -> Option<P>;
}

/// The operation declares no security.
struct Open;

impl Admission<()> for Open {
    fn principal(_: &mut Parts) -> Option<()> {
        Some(())
    }
}

/// Nobody gets here without a principal.
struct Guarded;

impl<P: 'static> Admission<P> for Guarded {
    fn principal(parts: &mut Parts) -> Option<P> {
        parts.take_principal()
    }
}

/// The document lets callers in without credentials too.
struct Optional;

impl<P: 'static> Admission<Option<P>> for Optional {
    fn principal(parts: &mut Parts) -> Option<Option<P>> {
        Some(parts.take_principal())
    }
}

struct Method<F, M, T> {
    method: F,
    types: PhantomData<fn() -> (M, T)>,
}

impl<A, F, M, R, P, O, E> Handle<A> for Method<F, M, (R, P, O, E)>
where
    A: Send + Sync + 'static,
    F: for<'a> Call<'a, A, R, P, Response = Result<O, E>>,
    M: Admission<P> + 'static,
    R: FromRequest + Send + 'static,
    P: Send + 'static,
    O: IntoReply + 'static,
    E: Into<BoxError> + 'static,
{
    fn handle<'a>(&'a self, api: &'a A, mut parts: Parts) -> Answer<'a> {
        let method = self.method;
        Box::pin(async move {
            let request = read(&mut parts)?;
            let principal = M::principal(&mut parts).ok_or_else(|| Rejection::new(Reason::Failure))?;
            let response = method.call(api, request, Context::new(principal, parts.into_head())).await;
            response.map(IntoReply::into_reply).map_err(|error| Rejection::of_error(error.into()))
        })
    }
}

/// A method of a part of the API.
struct Within<A, B> {
    part: fn(&A) -> &B,
    handler: Box<dyn Handle<B>>,
}

impl<A, B> Handle<A> for Within<A, B> {
    fn handle<'a>(&'a self, api: &'a A, parts: Parts) -> Answer<'a> {
        self.handler.handle((self.part)(api), parts)
    }
}

/// An operation: where it is, and what answers it.
pub struct Route<A> {
    operation: Operation,
    request: TypeId,
    /// Where it is, if not at the path of the document.
    at: Option<String>,
    security: Security,
    declared: Declared,
    handler: Box<dyn Handle<A>>,
}

impl<A> std::fmt::Debug for Route<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.operation.method, self.operation.path)
    }
}

impl<A: Send + Sync + 'static> Route<A> {
    /// An operation under a method, or under `ANY` for all methods that have no route of their own,
    /// and a path as the document writes it. `operation` is a method of the generated trait:
    /// `A::get_calc`.
    #[must_use]
    pub fn new<F, R, O, E>(method: &'static str, path: &'static str, operation: F) -> Self
    where
        F: for<'a> Call<'a, A, R, (), Response = Result<O, E>>,
        R: FromRequest + Send + 'static,
        O: IntoReply + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::of::<F, Open, R, (), O, E>(method, path, operation)
    }

    /// An operation whose callers have a principal: it declares [`security`](Self::security).
    #[must_use]
    pub fn guarded<F, R, P, O, E>(method: &'static str, path: &'static str, operation: F) -> Self
    where
        F: for<'a> Call<'a, A, R, P, Response = Result<O, E>>,
        R: FromRequest + Send + 'static,
        P: Send + 'static,
        O: IntoReply + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::of::<F, Guarded, R, P, O, E>(method, path, operation)
    }

    /// An operation whose callers may have a principal: one of the alternatives of its security is empty.
    #[must_use]
    pub fn optionally_guarded<F, R, P, O, E>(method: &'static str, path: &'static str, operation: F) -> Self
    where
        F: for<'a> Call<'a, A, R, Option<P>, Response = Result<O, E>>,
        R: FromRequest + Send + 'static,
        P: Send + 'static,
        O: IntoReply + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::of::<F, Optional, R, Option<P>, O, E>(method, path, operation)
    }

    fn of<F, M, R, P, O, E>(method: &'static str, path: &'static str, operation: F) -> Self
    where
        F: for<'a> Call<'a, A, R, P, Response = Result<O, E>>,
        M: Admission<P> + 'static,
        R: FromRequest + Send + 'static,
        P: Send + 'static,
        O: IntoReply + 'static,
        E: Into<BoxError> + 'static,
    {
        Self {
            operation: Operation::new(method, path),
            request: TypeId::of::<R>(),
            at: None,
            security: &[],
            declared: Declared { inputs: R::INPUTS, produces: &[], failures: &[] },
            handler: Box::new(Method::<F, M, (R, P, O, E)> { method: operation, types: PhantomData }),
        }
    }

    /// The `operationId` of the document.
    #[must_use]
    pub fn id(mut self, id: &'static str) -> Self {
        self.operation.id = Some(id);
        self
    }

    /// The security that the operation declares: alternatives, of which each names all that it needs.
    #[must_use]
    pub fn security(mut self, alternatives: &'static [&'static [Requirement]]) -> Self {
        self.security = alternatives;
        self
    }

    /// The media types of the operation's responses: a client that takes none of them is answered 406.
    #[must_use]
    pub fn produces(mut self, media_types: &'static [&'static str]) -> Self {
        self.declared.produces = media_types;
        self
    }

    /// The failures that the operation declares: what is rejected is answered with one of them, if it can be.
    #[must_use]
    pub fn failures(mut self, failures: &'static [Failure]) -> Self {
        self.declared.failures = failures;
        self
    }

    /// Answers at another path, for which the document has only a name: what a callback is received at.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.at = Some(path.to_owned());
        self
    }

    /// The same operation of an API that has this one as a part.
    #[must_use]
    pub fn within<B: 'static>(self, part: fn(&B) -> &A) -> Route<B> {
        let Self { operation, request, at, security, declared, handler } = self;
        Route { operation, request, at, security, declared, handler: Box::new(Within { part, handler }) }
    }

    /// Method and path, and what answers there.
    pub(super) fn split(self) -> ((&'static str, Cow<'static, str>), Handler<A>) {
        let Self { operation, request, at, security, declared, handler } = self;
        let place = (operation.method, at.map_or(Cow::Borrowed(operation.path), Cow::Owned));
        (place, Handler { operation, request, security, declared, handle: handler })
    }
}
