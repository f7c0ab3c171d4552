//! A call that is under way.
//!
//! The futures have names: an `async fn` for each call would be checked with each call, which took a third of the time
//! that generated clients take to compile.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

#[cfg(not(target_arch = "wasm32"))]
use super::Download;
use super::error::Undelivered;
use super::{Answer, Error, Failure, NoError, Outcome, Response};

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
        let mut answer = ready!(self.exchange.as_mut().poll(cx))?;
        let mut outcome = (self.read)(&answer);
        // A body that does not fit its documented status fits no other.
        if !matches!(outcome, Ok(_) | Err(Failure::Unreadable(_))) {
            while outcome.is_err() && answer.take_for_another() {
                outcome = (self.read)(&answer);
            }
            if outcome.is_err() {
                outcome = (self.read)(&answer);
            }
        }
        Poll::Ready(match outcome {
            Ok(value) => Ok(Response::new(value, (self.headers)(answer.headers()), answer)),
            Err(failure) => Err(failed(failure, answer)),
        })
    }
}

/// A call that is under way: a future of its response as it comes, whatever the status.
#[must_use = "a call goes on only while it is awaited"]
pub struct SendingRaw(pub(super) Exchange);

impl Future for SendingRaw {
    type Output = Result<Answer, Error<NoError>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(Ok(ready!(self.0.as_mut().poll(cx))?))
    }
}

impl fmt::Debug for SendingRaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendingRaw")
    }
}

/// A call that is under way: a future of the body of a success while it comes.
#[cfg(not(target_arch = "wasm32"))]
#[must_use = "a call goes on only while it is awaited"]
pub struct Streaming<T, E> {
    pub(super) exchange: Exchange,
    pub(super) read: fn(&Answer) -> Outcome<T, E>,
}

#[cfg(not(target_arch = "wasm32"))]
impl<T, E> Future for Streaming<T, E> {
    type Output = Result<Download, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.exchange.as_mut().poll(cx))?;
        Poll::Ready(match Download::of(&answer) {
            Some(download) => Ok(download),
            None => match (self.read)(&answer) {
                Ok(_) => Err(Error::Unexpected(Box::new(answer))),
                Err(failure) => Err(failed(failure, answer)),
            },
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T, E> fmt::Debug for Streaming<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Streaming")
    }
}

impl<T, E, H> Sending<T, E, H> {
    /// The same as awaiting it, for programs without an async runtime.
    ///
    /// # Errors
    /// As the call; and in an async runtime, whose thread must not wait: nothing is sent.
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> Result<Response<T, H>, Error<E>> {
        blocking::wait(self)
    }
}

/// One runtime for all calls that are waited for: it has their connections.
#[cfg(feature = "blocking")]
mod blocking {
    use std::sync::OnceLock;

    use tokio::runtime::{Builder, Handle, Runtime};

    use super::{Error, Response, Sending};
    use crate::client::RequestError;

    static RUNTIME: OnceLock<Result<Runtime, std::io::Error>> = OnceLock::new();

    pub(super) fn wait<T, E, H>(sending: Sending<T, E, H>) -> Result<Response<T, H>, Error<E>> {
        if Handle::try_current().is_ok() {
            return Err(Error::Request(RequestError::new(
                "`wait` is for programs without an async runtime, and this thread is in one: await the call, or use \
                 `Handle::block_on` in `spawn_blocking`",
            )));
        }
        let runtime = RUNTIME.get_or_init(|| Builder::new_multi_thread().worker_threads(1).enable_all().build());
        match runtime {
            Ok(runtime) => runtime.block_on(sending),
            Err(error) => Err(Error::Request(RequestError::new(format!("there is no runtime to wait in: {error}")))),
        }
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
