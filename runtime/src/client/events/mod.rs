//! Bodies that are read while they come: server-sent events (HTML Living Standard, 9.2), and a value on each line.

mod parser;
mod source;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::error::Unreadable;
use super::{Answer, DecodeError, Error, NoError};
use crate::codec::FromJson;
use parser::Framing;
pub(super) use source::Source;

/// What some services send as their last event; it is no JSON.
const DONE: &str = "[DONE]";

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// Its type; `message` if the server gives none.
    pub event: String,
    /// The last id that the server gave, to be sent as `Last-Event-ID` when the stream is taken up again.
    pub id: Option<String>,
    /// How long to wait before that, in milliseconds.
    pub retry: Option<u64>,
    /// What it says.
    pub data: T,
}

/// A body of `text/event-stream`, event by event: a [`Stream`]. Clones share it: each event is given once. Dropping all of
/// them ends the exchange.
///
/// ```no_run
/// # use gatewright_runtime::client::{Error, Events, NoError};
/// # async fn read(mut events: Events<String>) -> Result<(), Error<NoError>> {
/// while let Some(event) = events.next().await {
///     println!("{}", event?.data);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Events<T> {
    source: Arc<Mutex<Source>>,
    /// The answer without its body.
    answer: Box<Answer>,
    read: fn(&Answer) -> Result<T, Unreadable>,
}

impl<T> Events<T> {
    fn new(answer: &Answer, framing: Framing, read: fn(&Answer) -> Result<T, Unreadable>) -> Self {
        let source = answer.live().unwrap_or_else(|| Arc::new(Mutex::new(Source::whole(answer.body(), framing))));
        Self { source, answer: Box::new(answer.with_body(Bytes::new())), read }
    }

    /// Asks the server again when it closes the stream or the connection fails, for what comes behind the last event
    /// (`Last-Event-ID`): after the pause that the server asks for, else three seconds, and longer each time that it
    /// fails. It ends when the server answers 204, when it answers a failure that will not pass, or has failed ten times
    /// in a row. Calls whose body is a stream are not made again.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn reconnecting(self) -> Self {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).reconnect();
        self
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// When the connection fails, which ends the stream, or the data do not have their documented form; they are the body
    /// of the error's answer then.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error<NoError>>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error<NoError>>>> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(Event { event, id, retry, data }) = source.event() {
                if data == DONE {
                    source.end();
                    return Poll::Ready(None);
                }
                let answer = self.answer.with_body(data.into());
                return Poll::Ready(Some(match (self.read)(&answer) {
                    Ok(data) => Ok(Event { event, id, retry, data }),
                    Err(unreadable) => Err(Error::Decode(DecodeError::new(unreadable, answer))),
                }));
            }
            match ready!(source.poll_more(cx, self.answer.method().is_idempotent())) {
                Ok(true) => {}
                Ok(false) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, Error<NoError>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

/// Events of JSON.
pub(super) fn json<T: FromJson>(answer: &Answer) -> Events<T> {
    Events::new(answer, Framing::Events, |answer| answer.read().map(|(data, _)| data))
}

/// Events of text.
pub(super) fn text(answer: &Answer) -> Events<String> {
    Events::new(answer, Framing::Events, |answer| Ok(answer.decoded()))
}

impl<T> Clone for Events<T> {
    fn clone(&self) -> Self {
        Self { source: Arc::clone(&self.source), answer: self.answer.clone(), read: self.read }
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// Two are the same if they share a stream.
impl<T> PartialEq for Events<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source)
    }
}

/// A body of values, one on each line (JSON lines, JSON text sequences): a [`Stream`]. Clones share it: each value is given
/// once. Dropping all of them ends the exchange.
///
/// ```no_run
/// # use gatewright_runtime::client::{Error, Lines, NoError};
/// # async fn read(mut lines: Lines<Vec<String>>) -> Result<(), Error<NoError>> {
/// while let Some(value) = lines.next().await {
///     println!("{:?}", value?);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Lines<T>(Events<T>);

impl<T: FromJson> Lines<T> {
    pub(super) fn new(answer: &Answer) -> Self {
        let framing = framing(answer.media());
        // grpc-gateway calls its lines `application/json`.
        let framing = if framing == Framing::Events { Framing::Lines } else { framing };
        Self(Events::new(answer, framing, |answer| answer.read().map(|(data, _)| data)))
    }

    /// Of a body that is there as a stream.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn of(answer: &Answer, body: Option<super::Body>, limit: usize) -> Self {
        let framing = if answer.media().contains("json-seq") { Framing::Sequence } else { Framing::Lines };
        let source = Arc::new(Mutex::new(Source::live(body, framing, limit, None)));
        let answer = Box::new(answer.clone());
        Self(Events { source, answer, read: |answer| answer.read().map(|(data, _)| data) })
    }
}

impl<T> Lines<T> {
    /// The next value; `None` at the end.
    ///
    /// # Errors
    /// When the connection fails, which ends the stream, or a line does not have its documented form; it is the body of
    /// the error's answer then, and the next line comes after it.
    pub async fn next(&mut self) -> Option<Result<T, Error<NoError>>> {
        poll_fn(|cx| self.poll_line(cx)).await
    }

    fn poll_line(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error<NoError>>>> {
        self.0.poll_event(cx).map(|event| event.map(|event| event.map(|event| event.data)))
    }
}

impl<T> Stream for Lines<T> {
    type Item = Result<T, Error<NoError>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_line(cx)
    }
}

impl<T> Clone for Lines<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}

/// Two are the same if they share a stream.
impl<T> PartialEq for Lines<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// Whether a media type is values one after the other.
pub(super) fn is_lines(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let name = essence.strip_prefix("application/").unwrap_or_default();
    let name = name.strip_prefix("x-").unwrap_or(name);
    matches!(name, "ndjson" | "jsonl" | "jsonlines" | "json-seq" | "json-stream" | "stream+json")
        || name.ends_with("+json-seq")
}

/// How a body is divided.
pub(super) fn framing(media_type: &str) -> Framing {
    match media_type {
        media if media.contains("json-seq") => Framing::Sequence,
        media if is_lines(media) => Framing::Lines,
        media if media.eq_ignore_ascii_case("text/event-stream") => Framing::Events,
        _ => Framing::Lines,
    }
}
