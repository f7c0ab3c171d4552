//! From a request to the user's method and back: the only code that is compiled once for each
//! operation.

use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use super::documented::Failure;
use super::head::Declared;
use super::parts::read;
use super::security::Security;
use super::{FromRequest, IntoReply, Parts, Rejection, Reply, Requirement};

/// What comes of a request once its operation is known.
pub(super) type Answer = Pin<Box<dyn Future<Output = Result<Reply, Rejection>> + Send>>;

/// A method of a generated trait: an async function of the user's API and a typed request.
///
/// Implemented for every function of that form, such as `A::get_calc`.
pub trait Call<'a, A: 'a, R>: Copy + Send + Sync + 'static {
    /// What the method answers.
    type Response;
    /// The answer on its way.
    type Future: Future<Output = Self::Response> + Send;

    /// Calls the method.
    fn call(self, api: &'a A, request: R) -> Self::Future;
}

impl<'a, A, R, F, Answering> Call<'a, A, R> for F
where
    A: 'a,
    F: Fn(&'a A, R) -> Answering + Copy + Send + Sync + 'static,
    Answering: Future + Send,
{
    type Response = Answering::Output;
    type Future = Answering;

    fn call(self, api: &'a A, request: R) -> Answering {
        self(api, request)
    }
}

/// A method with the types of its request and response set aside.
pub(super) trait Handle<A>: Send + Sync {
    fn handle(&self, api: Arc<A>, parts: Parts) -> Answer;
}

/// What answers an operation, and what it declares.
pub(super) struct Handler<A> {
    pub(super) operation: (&'static str, &'static str),
    pub(super) security: Security,
    pub(super) declared: Declared,
    pub(super) handle: Box<dyn Handle<A>>,
}

struct Method<F, R, O> {
    method: F,
    types: PhantomData<fn(R) -> O>,
}

impl<A, F, R, O> Handle<A> for Method<F, R, O>
where
    A: Send + Sync + 'static,
    F: for<'a> Call<'a, A, R, Response = O>,
    R: FromRequest + Send + 'static,
    O: IntoReply + 'static,
{
    fn handle(&self, api: Arc<A>, parts: Parts) -> Answer {
        let method = self.method;
        Box::pin(async move { Ok(method.call(&api, read(parts)?).await.into_reply()) })
    }
}

/// An operation: where it is, and what answers it.
pub struct Route<A> {
    method: &'static str,
    path: &'static str,
    /// Where it is, if not at the path of the document.
    at: Option<String>,
    security: Security,
    declared: Declared,
    handler: Box<dyn Handle<A>>,
}

impl<A> std::fmt::Debug for Route<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl<A: Send + Sync + 'static> Route<A> {
    /// An operation under a method, or under `ANY` for all methods that have no route of their own,
    /// and a path as the document writes it. `operation` is a method of the generated trait:
    /// `A::get_calc`.
    #[must_use]
    pub fn new<F, R, O>(method: &'static str, path: &'static str, operation: F) -> Self
    where
        F: for<'a> Call<'a, A, R, Response = O>,
        R: FromRequest + Send + 'static,
        O: IntoReply + 'static,
    {
        Self {
            method,
            path,
            at: None,
            security: &[],
            declared: Declared { inputs: R::INPUTS, produces: &[], failures: &[] },
            handler: Box::new(Method { method: operation, types: PhantomData }),
        }
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

    /// Method and path, and what answers there.
    pub(super) fn split(self) -> ((&'static str, Cow<'static, str>), Handler<A>) {
        let operation = (self.method, self.path);
        let place = (self.method, self.at.map_or(Cow::Borrowed(self.path), Cow::Owned));
        let handler = Handler { operation, security: self.security, declared: self.declared, handle: self.handler };
        (place, handler)
    }
}
