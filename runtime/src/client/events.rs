//! Server-sent events: a body that is read while it comes (HTML Living Standard, 9.2).

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
#[cfg(not(target_arch = "wasm32"))]
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
#[cfg(not(target_arch = "wasm32"))]
use http_body::Body as _;

use super::error::Unreadable;
use super::{Answer, DecodeError, Error, NoError, TransportError};
use crate::codec::FromJson;

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

/// A body of `text/event-stream`, event by event. Clones share the stream: each event is given once.
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

/// Where events come from.
pub(super) struct Source {
    #[cfg(not(target_arch = "wasm32"))]
    body: Option<reqwest::Body>,
    parser: Parser,
    /// How long an event may be.
    limit: usize,
}

impl Source {
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn live(body: reqwest::Body, limit: usize) -> Self {
        Self { body: Some(body), parser: Parser::default(), limit }
    }

    /// The body, if nobody has taken it.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn take(&mut self) -> Option<reqwest::Body> {
        self.body.take()
    }

    fn close(&mut self) {
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.body = None;
        }
    }

    /// Reads on; `false` at the end.
    #[cfg(not(target_arch = "wasm32"))]
    fn poll_more(&mut self, cx: &mut Context<'_>, idempotent: bool) -> Poll<Result<bool, TransportError>> {
        let Some(body) = &mut self.body else { return Poll::Ready(Ok(false)) };
        match ready!(Pin::new(body).poll_frame(cx)) {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    self.parser.feed(data);
                }
                if self.parser.held() > self.limit {
                    self.close();
                    return Poll::Ready(Err(TransportError::long_event(self.limit)));
                }
            }
            Some(Err(error)) => {
                self.close();
                return Poll::Ready(Err(TransportError::new(error, idempotent)));
            }
            None => {
                self.close();
                self.parser.end();
            }
        }
        Poll::Ready(Ok(true))
    }

    #[cfg(target_arch = "wasm32")]
    fn poll_more(&mut self, _: &mut Context<'_>, _: bool) -> Poll<Result<bool, TransportError>> {
        Poll::Ready(Ok(false))
    }

    fn whole(body: &[u8]) -> Self {
        let mut parser = Parser::default();
        parser.feed(body);
        parser.end();
        Self {
            #[cfg(not(target_arch = "wasm32"))]
            body: None,
            parser,
            limit: usize::MAX,
        }
    }
}

impl<T> Events<T> {
    fn new(answer: &Answer, read: fn(&Answer) -> Result<T, Unreadable>) -> Self {
        let source = answer.live().unwrap_or_else(|| Arc::new(Mutex::new(Source::whole(answer.body()))));
        Self { source, answer: Box::new(answer.with_body(Bytes::new())), read }
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// When the connection fails, which ends the stream, or the data do not have their documented form; they are the body
    /// of the error's answer then.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error<NoError>>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The same for `poll_fn` of the `futures` crate, which makes a `Stream` of it.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error<NoError>>>> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(Event { event, id, retry, data }) = source.parser.events.pop_front() {
                if data == DONE {
                    source.close();
                    source.parser.events.clear();
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
                Err(error) => return Poll::Ready(Some(Err(Error::Transport(error)))),
            }
        }
    }
}

/// Events of JSON.
pub(super) fn json<T: FromJson>(answer: &Answer) -> Events<T> {
    Events::new(answer, |answer| answer.read().map(|(data, _)| data))
}

/// Events of text.
pub(super) fn text(answer: &Answer) -> Events<String> {
    Events::new(answer, |answer| Ok(answer.decoded()))
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

/// Events from bytes as they come.
#[derive(Default)]
struct Parser {
    /// What is not a whole line yet.
    rest: Vec<u8>,
    /// How much of it is known to have no end of a line: a long one comes in many pieces.
    scanned: usize,
    started: bool,
    event: String,
    data: Option<String>,
    id: Option<String>,
    retry: Option<u64>,
    events: VecDeque<Event<String>>,
}

impl Parser {
    /// How many bytes are held of an event that is not finished.
    fn held(&self) -> usize {
        self.rest.len() + self.data.as_ref().map_or(0, String::len)
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        self.lines(false);
    }

    /// An event that was not finished is none.
    fn end(&mut self) {
        self.lines(true);
    }

    fn lines(&mut self, ended: bool) {
        let bytes = std::mem::take(&mut self.rest);
        let mut rest = bytes.as_slice();
        if !self.started && !rest.is_empty() {
            // A byte order mark may come in pieces.
            if rest.len() < 3 && !ended {
                self.rest = bytes;
                return;
            }
            self.started = true;
            rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
        }
        let mut from = std::mem::take(&mut self.scanned);
        loop {
            let end = rest.get(from..).unwrap_or_default().iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let Some(at) = end.map(|end| from + end) else {
                self.scanned = rest.len();
                break;
            };
            let (line, behind) = rest.split_at(at);
            // After a carriage return a line feed may follow, which is not there yet.
            if behind == b"\r" && !ended {
                self.scanned = at;
                break;
            }
            self.line(&String::from_utf8_lossy(line));
            rest = behind.strip_prefix(b"\r\n").or_else(|| behind.get(1..)).unwrap_or_default();
            from = 0;
        }
        let left = rest.len();
        self.rest = bytes;
        self.rest.drain(..self.rest.len() - left);
    }

    fn line(&mut self, line: &str) {
        if line.is_empty() {
            return self.dispatch();
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" => self.retry = value.parse().ok().or(self.retry),
            // A comment, or nothing that is known.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let event = std::mem::take(&mut self.event);
        let retry = self.retry.take();
        if let Some(data) = self.data.take() {
            let event = if event.is_empty() { "message".to_owned() } else { event };
            self.events.push_back(Event { event, id: self.id.clone(), retry, data });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pieces: &[&str]) -> Vec<String> {
        let mut parser = Parser::default();
        pieces.iter().for_each(|piece| parser.feed(piece.as_bytes()));
        parser.end();
        let shown = |event: Event<String>| {
            let (id, retry) = (event.id.unwrap_or_default(), event.retry.map(|retry| retry.to_string()));
            format!("{} {id} {} {:?}", event.event, retry.unwrap_or_default(), event.data)
        };
        parser.events.into_iter().map(shown).collect()
    }

    #[test]
    fn events() {
        for (text, expected) in [
            ("data: a\n\n", vec![r#"message   "a""#]),
            ("data:a\ndata: b\n\n", vec![r#"message   "a\nb""#]),
            ("data: a\r\n\r\ndata: b\r\r", vec![r#"message   "a""#, r#"message   "b""#]),
            ("\u{feff}data: a\n\n", vec![r#"message   "a""#]),
            ("event: x\nid: 1\nretry: 20\ndata: a\n\ndata: b\n\n", vec![r#"x 1 20 "a""#, r#"message 1  "b""#]),
            (": comment\ndata\n\n", vec![r#"message   """#]),
            ("event: x\n\ndata: a\n\n", vec![r#"message   "a""#]),
            ("other: x\ndata:  a\n\n", vec![r#"message   " a""#]),
            ("retry: soon\ndata: a\n\n", vec![r#"message   "a""#]),
            ("data: unfinished\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(parsed(&[text]), expected, "{text:?}");
            let pieces: Vec<String> = text.chars().map(String::from).collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            assert_eq!(parsed(&pieces), expected, "{text:?}, character by character");
        }
    }
}
