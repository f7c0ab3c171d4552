//! Where events come from.

use std::task::{Context, Poll};
#[cfg(not(target_arch = "wasm32"))]
use std::{future::Future, pin::Pin, task::ready, time::Duration};

#[cfg(not(target_arch = "wasm32"))]
use http_body::Body as _;

use super::Event;
use super::parser::{Framing, Parser};
#[cfg(not(target_arch = "wasm32"))]
use crate::client::{Answer, Request, TransportError, error::Undelivered, exchange};
use crate::client::{Error, NoError};

/// How long to wait before asking again, if the server does not say, and at most.
#[cfg(not(target_arch = "wasm32"))]
const PAUSE: Duration = Duration::from_secs(3);
#[cfg(not(target_arch = "wasm32"))]
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often in a row.
#[cfg(not(target_arch = "wasm32"))]
const FAILURES: u32 = 10;

/// Where events come from.
pub(in crate::client) struct Source {
    #[cfg(not(target_arch = "wasm32"))]
    body: Option<reqwest::Body>,
    parser: Parser,
    /// How long an event may be.
    limit: usize,
    /// The call, to be made again.
    #[cfg(not(target_arch = "wasm32"))]
    again: Option<Request>,
    #[cfg(not(target_arch = "wasm32"))]
    reconnects: bool,
    #[cfg(not(target_arch = "wasm32"))]
    failures: u32,
    #[cfg(not(target_arch = "wasm32"))]
    pending: Option<Reconnecting>,
}

/// A call that is made again after a break.
#[cfg(not(target_arch = "wasm32"))]
type Reconnecting = Pin<Box<dyn Future<Output = Result<Answer, Undelivered>> + Send>>;

impl Source {
    #[cfg(not(target_arch = "wasm32"))]
    pub(in crate::client) fn live(
        body: Option<reqwest::Body>,
        framing: Framing,
        limit: usize,
        again: Option<Request>,
    ) -> Self {
        let parser = Parser::new(framing);
        Self { body, parser, limit, again, reconnects: false, failures: 0, pending: None }
    }

    pub(in crate::client) fn whole(body: &[u8], framing: Framing) -> Self {
        let mut parser = Parser::new(framing);
        parser.feed(body);
        parser.end();
        Self {
            #[cfg(not(target_arch = "wasm32"))]
            body: None,
            parser,
            limit: usize::MAX,
            #[cfg(not(target_arch = "wasm32"))]
            again: None,
            #[cfg(not(target_arch = "wasm32"))]
            reconnects: false,
            #[cfg(not(target_arch = "wasm32"))]
            failures: 0,
            #[cfg(not(target_arch = "wasm32"))]
            pending: None,
        }
    }

    /// The body, if it was not taken yet, and how long an event may be.
    #[cfg(not(target_arch = "wasm32"))]
    pub(in crate::client) fn take(&mut self) -> (Option<reqwest::Body>, usize) {
        (self.body.take(), self.limit)
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn reconnect(&mut self) {
        self.reconnects = self.again.is_some();
    }

    /// The next event that is there.
    pub(super) fn event(&mut self) -> Option<Event<String>> {
        self.parser.events.pop_front()
    }

    /// Lets go of everything.
    pub(super) fn end(&mut self) {
        self.parser.events.clear();
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.body = None;
            self.pending = None;
            self.reconnects = false;
        }
    }

    /// Reads on; `false` at the end.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn poll_more(&mut self, cx: &mut Context<'_>, idempotent: bool) -> Poll<Result<bool, Error<NoError>>> {
        if let Some(pending) = &mut self.pending {
            let answer = ready!(pending.as_mut().poll(cx));
            self.pending = None;
            return Poll::Ready(self.resume(answer));
        }
        let Some(body) = &mut self.body else { return Poll::Ready(Ok(false)) };
        match ready!(Pin::new(body).poll_frame(cx)) {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    self.failures = 0;
                    self.parser.feed(data);
                }
                if self.parser.held() > self.limit {
                    self.end();
                    return Poll::Ready(Err(Error::Transport(TransportError::long_event(self.limit))));
                }
            }
            Some(Err(error)) => {
                self.body = None;
                if !self.ask_again() {
                    return Poll::Ready(Err(Error::Transport(TransportError::new(error, idempotent))));
                }
            }
            None => {
                self.body = None;
                self.parser.end();
                self.ask_again();
            }
        }
        Poll::Ready(Ok(true))
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn poll_more(&mut self, _: &mut Context<'_>, _: bool) -> Poll<Result<bool, Error<NoError>>> {
        Poll::Ready(Ok(false))
    }

    /// Starts the call again, unless it is not wanted or has failed too often.
    #[cfg(not(target_arch = "wasm32"))]
    fn ask_again(&mut self) -> bool {
        let Some(request) = self.again.clone().filter(|_| self.reconnects && self.failures < FAILURES) else {
            return false;
        };
        let asked = self.parser.retry.map_or(PAUSE, Duration::from_millis);
        let pause = asked.saturating_mul(1 << self.failures.min(16)).min(LONGEST_PAUSE.max(asked));
        self.failures += 1;
        let request = request.behind(self.parser.id.as_deref());
        self.parser.restart();
        self.pending = Some(Box::pin(async move {
            exchange::sleep(pause).await;
            request.start().await
        }));
        true
    }

    /// Goes on with the answer to a call that was made again.
    #[cfg(not(target_arch = "wasm32"))]
    fn resume(&mut self, answer: Result<Answer, Undelivered>) -> Result<bool, Error<NoError>> {
        match answer {
            Ok(answer) if answer.code() == http::StatusCode::NO_CONTENT => {
                self.end();
                Ok(false)
            }
            Ok(answer) => match answer.live() {
                Some(live) => {
                    let mut live = live.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    self.body = live.body.take();
                    Ok(true)
                }
                None if answer.code().is_server_error() && self.ask_again() => Ok(true),
                None => {
                    self.end();
                    Err(Error::Unexpected(Box::new(answer)))
                }
            },
            Err(Undelivered::Transport(_)) if self.ask_again() => Ok(true),
            Err(error) => {
                self.end();
                Err(error.into())
            }
        }
    }
}
