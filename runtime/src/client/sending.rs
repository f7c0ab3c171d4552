//! A call that is under way.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::error::Undelivered;
use super::{Answer, Error, Failure, Outcome, Response};

#[cfg(not(target_arch = "wasm32"))]
pub(super) type Exchange = Pin<Box<dyn Future<Output = Result<Answer, Undelivered>> + Send>>;
#[cfg(target_arch = "wasm32")]
pub(super) type Exchange = Pin<Box<dyn Future<Output = Result<Answer, Undelivered>>>>;

/// A call that is under way: a future of the typed answer.
#[must_use = "a call goes on only while it is awaited"]
pub struct Sending<T, E, H = ()> {
    pub(super) exchange: Exchange,
    pub(super) read: fn(&Answer) -> Outcome<T, E>,
    pub(super) headers: fn(&http::HeaderMap) -> H,
}

impl<T, E, H> Future for Sending<T, E, H> {
    type Output = Result<Response<T, H>, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.exchange.as_mut().poll(cx))?;
        Poll::Ready(match (self.read)(&answer) {
            Ok(value) => Ok(Response::new(value, (self.headers)(answer.headers()), answer)),
            Err(failure) => Err(failed(failure, answer)),
        })
    }
}

#[cold]
fn failed<E>(failure: Failure<E>, answer: Answer) -> Error<E> {
    failure.with(answer)
}

impl<T, E, H> fmt::Debug for Sending<T, E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}
