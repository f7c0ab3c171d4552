//! From an implementation of a generated trait to a service: the only part of a server that is generic over it.

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::route::{Rules, Table};

use super::handler::{Answer, Handler};
use super::head::Declared;
use super::rejection::Reason;
use super::security::{Authorize, Guard, Guarding, Hook};
use super::{Credential, Manner, Operation, Parts, Rejection, Reply, Route, Service};

/// What generated code says of an API before it is a [`Service`].
#[must_use]
pub struct Setup<A> {
    manner: Manner,
    base_path: String,
    table: Table,
    dispatcher: Dispatcher<A>,
}

impl<A> fmt::Debug for Setup<A> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Setup").field("base_path", &self.base_path).finish_non_exhaustive()
    }
}

impl<A: Send + Sync + 'static> Setup<A> {
    /// An API with its routes below `base_path`, such as `/test` or the empty text.
    pub fn new(api: A, manner: Manner, base_path: &str, routes: impl IntoIterator<Item = Route<A>>) -> Self {
        let (places, handlers): (Vec<_>, Vec<_>) = routes.into_iter().map(Route::split).unzip();
        let rules = if manner == Manner::ApiGateway { Rules::ApiGateway } else { Rules::OpenApi };
        let table = Table::new(places.iter().map(|(method, path)| (*method, &**path)), rules);
        let inputs = handlers.iter().flat_map(|handler: &Handler<A>| handler.declared.inputs);
        for rule in inputs.filter_map(|input| input.rule).filter(|rule| rule.is_always()) {
            rule.prepare();
        }
        let reject: fn(&A, &Rejection) -> Option<Reply> = |_, _| None;
        let base_path = base_path.to_owned();
        Self { manner, base_path, table, dispatcher: Dispatcher { api, guard: None, reject, handlers } }
    }

    /// The method of the trait that decides who may call the operations that declare security.
    pub fn authorize<C, P, F>(mut self, authorize: F) -> Self
    where
        C: Credential,
        P: Send + 'static,
        F: for<'a> Authorize<'a, A, C, P>,
    {
        self.dispatcher.guard = Some(Box::new(Hook { method: authorize, types: PhantomData }));
        self
    }

    /// The method of the trait that words rejections.
    pub fn reject(mut self, reject: fn(&A, &Rejection) -> Option<Reply>) -> Self {
        self.dispatcher.reject = reject;
        self
    }

    /// Compiles patterns of the document, so that no request waits for it.
    pub fn patterns(self, patterns: &[&'static str]) -> Self {
        patterns.iter().copied().for_each(crate::validate::prepare);
        self
    }

    /// The service.
    #[must_use]
    pub fn service(self) -> Service {
        Service::of(self.table, Arc::new(self.dispatcher), self.manner, &self.base_path)
    }
}

/// The user's API with its handlers.
struct Dispatcher<A> {
    api: A,
    guard: Option<Box<dyn Guard<A>>>,
    reject: fn(&A, &Rejection) -> Option<Reply>,
    handlers: Vec<Handler<A>>,
}

/// An API with its type set aside.
pub(super) trait Dispatch: Send + Sync {
    /// What an operation says of the heads of its requests.
    fn declared(&self, index: usize) -> Option<Declared>;
    /// An operation, as the document has it.
    fn operation(&self, index: usize) -> Option<Operation>;
    /// Which operation takes requests of a type.
    fn taking(&self, request: TypeId) -> Option<usize>;
    /// Asks who may call; `None` if everybody may.
    fn guard<'a>(&'a self, index: usize, parts: &'a mut Parts) -> Option<Guarding<'a>>;
    /// Calls the method.
    fn dispatch<'a>(&'a self, index: usize, parts: Parts) -> Answer<'a>;
    /// The implementer's words for a rejection.
    fn reject(&self, rejection: &Rejection) -> Option<Reply>;
}

impl<A: Send + Sync + 'static> Dispatch for Dispatcher<A> {
    fn declared(&self, index: usize) -> Option<Declared> {
        self.handlers.get(index).map(|handler| handler.declared)
    }

    fn operation(&self, index: usize) -> Option<Operation> {
        self.handlers.get(index).map(|handler| handler.operation)
    }

    fn taking(&self, request: TypeId) -> Option<usize> {
        self.handlers.iter().position(|handler| handler.request == request)
    }

    fn guard<'a>(&'a self, index: usize, parts: &'a mut Parts) -> Option<Guarding<'a>> {
        let handler = self.handlers.get(index).filter(|handler| !handler.security.is_empty())?;
        match &self.guard {
            Some(guard) => Some(guard.check(&self.api, handler.security, parts)),
            // Nobody could say who calls.
            None => Some(Box::pin(std::future::ready(Err(Rejection::new(Reason::Unauthorized(Vec::new())))))),
        }
    }

    fn dispatch<'a>(&'a self, index: usize, parts: Parts) -> Answer<'a> {
        match self.handlers.get(index) {
            Some(handler) => handler.handle.handle(&self.api, parts),
            None => Box::pin(std::future::ready(Err(Rejection::new(Reason::UnknownPath)))),
        }
    }

    fn reject(&self, rejection: &Rejection) -> Option<Reply> {
        (self.reject)(&self.api, rejection)
    }
}
