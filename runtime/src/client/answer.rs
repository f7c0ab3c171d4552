//! An answer as it came, and the ways to read it.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, SET_COOKIE};
use http::{HeaderMap, Method, StatusCode};

#[cfg(not(target_arch = "wasm32"))]
use super::Request;
use super::error::Unreadable;
use super::events::{self, Events, Lines, Source};
use super::{DecodeError, Failure, FromFailure, Operation, Unsuccessful};
use crate::codec::{self, Departure, FromJson, Misfit, Reading};
use crate::wire::media_type::MediaType;
use crate::wire::style;
use crate::wire::xml::{self, Shape};

/// What an answer means: a success, or a failure.
pub type Outcome<T, E> = Result<T, Failure<E>>;

/// An answer as it came.
#[derive(Clone)]
pub struct Answer {
    operation: Operation,
    method: Method,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// A body that is read while it comes; `body` is empty then.
    #[cfg(not(target_arch = "wasm32"))]
    live: Option<Arc<Mutex<Source>>>,
    /// The documented status that one takes the place of which is not documented.
    taken_for: Option<u16>,
    attempts: u32,
    /// What was tolerated when the body was read.
    departures: OnceLock<Vec<Departure>>,
}

/// How an undocumented success is read: as a documented one that its body fits.
const SUCCESSES: [u16; 6] = [200, 201, 202, 203, 206, 204];

impl Answer {
    pub(super) fn new(
        operation: Operation,
        method: Method,
        status: StatusCode,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        // Whoever has a session's cookie has the session: no message shows it.
        if headers.contains_key(SET_COOKIE)
            && let http::header::Entry::Occupied(mut cookies) = headers.entry(SET_COOKIE)
        {
            cookies.iter_mut().for_each(|cookie| cookie.set_sensitive(true));
        }
        let mut answer = Self {
            operation,
            method,
            status,
            headers,
            body,
            #[cfg(not(target_arch = "wasm32"))]
            live: None,
            taken_for: None,
            attempts: 1,
            departures: OnceLock::new(),
        };
        if matches!(status.as_u16(), 204 | 205 | 304) {
            answer.body = Bytes::new();
        }
        answer
    }

    pub(super) fn with_attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// How often the request was sent until this answer came.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Takes an undocumented success for the next documented one that it may be; `false` when there is none, and
    /// the answer is itself again.
    pub(super) fn take_for_another(&mut self) -> bool {
        if !self.status.is_success() {
            return false;
        }
        let tried = SUCCESSES.iter().position(|status| Some(*status) == self.taken_for);
        let rest = SUCCESSES.get(tried.map_or(0, |at| at + 1)..).unwrap_or_default();
        self.taken_for = rest.iter().copied().find(|status| *status != self.status.as_u16());
        self.taken_for.is_some()
    }

    pub(super) fn is_taken_for_another(&self) -> bool {
        self.taken_for.is_some()
    }

    /// The same answer with a body that is read while it comes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn streaming(self, body: reqwest::Body, max_event: usize, again: Option<Request>) -> Self {
        let framing = events::framing(self.media());
        Self { live: Some(Arc::new(Mutex::new(Source::live(Some(body), framing, max_event, again)))), ..self }
    }

    pub(super) fn live(&self) -> Option<Arc<Mutex<Source>>> {
        #[cfg(not(target_arch = "wasm32"))]
        return self.live.clone();
        #[cfg(target_arch = "wasm32")]
        None
    }

    /// The answer with its body.
    pub(super) fn filled(self, body: Bytes) -> Self {
        Self { body, ..self }
    }

    /// The same answer with a body of its own.
    pub(super) fn with_body(&self, body: Bytes) -> Self {
        Self {
            body,
            #[cfg(not(target_arch = "wasm32"))]
            live: None,
            departures: OnceLock::new(),
            ..self.clone()
        }
    }

    /// The status as a number, by which the answer is read: where it is not documented but a success, that of a
    /// documented one.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.taken_for.unwrap_or(self.status.as_u16())
    }

    /// The status as it came.
    #[must_use]
    pub fn code(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The method that was called.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// What the service calls this exchange, to be named in complaints.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        const NAMES: [&str; 5] =
            ["x-amzn-requestid", "x-amz-request-id", "apigw-requestid", "x-request-id", "request-id"];
        NAMES.iter().find_map(|name| self.headers.get(*name)).and_then(|value| value.to_str().ok())
    }

    /// The operation, for messages: `GET /calc`.
    pub(super) fn operation(&self) -> String {
        format!("{} {}", self.method, self.operation.path)
    }

    /// The media type without its parameters.
    pub(super) fn media(&self) -> &str {
        self.media_type().essence()
    }

    pub(super) fn media_type(&self) -> MediaType<'_> {
        MediaType(self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default())
    }

    /// Whether the body is of a media type, which may be a range (`text/*`).
    #[must_use]
    pub fn is_media(&self, documented: &str) -> bool {
        let (sent, documented) = (self.media_type(), MediaType(documented));
        sent.is_of(documented) && sent.has_parameters_of(documented)
    }

    /// A body of JSON.
    pub fn json<T: FromJson, E>(&self) -> Outcome<T, E> {
        match self.read() {
            Ok((value, _)) => Ok(value),
            Err(unreadable) => match self.of_another_kind() {
                Some(value) => Ok(value),
                None => Err(Failure::Unreadable(unreadable)),
            },
        }
    }

    /// The one success of most operations: a body of JSON where the status is from `FIRST` to `LAST`.
    #[doc(hidden)]
    pub fn json_at<const FIRST: u16, const LAST: u16, T: FromJson, E: FromFailure>(&self) -> Outcome<T, E> {
        if (FIRST..=LAST).contains(&self.status()) { self.json() } else { self.failure() }
    }

    /// The one success of operations that give nothing.
    #[doc(hidden)]
    pub fn empty_at<const FIRST: u16, const LAST: u16, E: FromFailure>(&self) -> Outcome<(), E> {
        if (FIRST..=LAST).contains(&self.status()) { Ok(()) } else { self.failure() }
    }

    /// A body of JSON, as one of several successes.
    pub fn json_as<B: FromJson, T, E>(&self, success: fn(B) -> T) -> Outcome<T, E> {
        match self.json() {
            Ok(body) => Ok(success(body)),
            Err(failure) => Err(failure),
        }
    }

    /// A body of XML.
    pub fn xml<T: FromJson, E>(&self, shape: &Shape) -> Outcome<T, E> {
        match self.read_xml(shape) {
            Ok((value, _)) => Ok(value),
            Err(unreadable) => Err(Failure::Unreadable(unreadable)),
        }
    }

    /// A body of XML, as one of several successes.
    pub fn xml_as<B: FromJson, T, E>(&self, shape: &Shape, success: fn(B) -> T) -> Outcome<T, E> {
        match self.xml(shape) {
            Ok(body) => Ok(success(body)),
            Err(failure) => Err(failure),
        }
    }

    /// A body of text.
    pub fn text<E>(&self) -> Outcome<String, E> {
        self.read_text().map_err(Failure::Unreadable)
    }

    /// A body of text, as one of several successes.
    pub fn text_as<T, E>(&self, success: fn(String) -> T) -> Outcome<T, E> {
        match self.read_text() {
            Ok(text) => Ok(success(text)),
            Err(unreadable) => Err(Failure::Unreadable(unreadable)),
        }
    }

    /// A body of bytes.
    pub fn bytes<E>(&self) -> Outcome<Bytes, E> {
        Ok(self.body.clone())
    }

    /// A body of bytes, as one of several successes.
    pub fn bytes_as<T, E>(&self, success: fn(Bytes) -> T) -> Outcome<T, E> {
        Ok(success(self.body.clone()))
    }

    /// A body of events, each with data of JSON.
    pub fn events<T: FromJson, E>(&self) -> Outcome<Events<T>, E> {
        Ok(events::json(self))
    }

    /// The same, as one of several successes.
    pub fn events_as<B: FromJson, T, E>(&self, success: fn(Events<B>) -> T) -> Outcome<T, E> {
        Ok(success(events::json(self)))
    }

    /// A body of events, each with data of text.
    pub fn text_events<E>(&self) -> Outcome<Events<String>, E> {
        Ok(events::text(self))
    }

    /// The same, as one of several successes.
    pub fn text_events_as<T, E>(&self, success: fn(Events<String>) -> T) -> Outcome<T, E> {
        Ok(success(events::text(self)))
    }

    /// A body of values, one on each line.
    pub fn lines<T: FromJson, E>(&self) -> Outcome<Lines<T>, E> {
        Ok(Lines::new(self))
    }

    /// The same, as one of several successes.
    pub fn lines_as<B: FromJson, T, E>(&self, success: fn(Lines<B>) -> T) -> Outcome<T, E> {
        Ok(success(Lines::new(self)))
    }

    /// No body, or none that counts.
    pub fn empty<E>(&self) -> Outcome<(), E> {
        Ok(())
    }

    /// No body, as one of several successes.
    pub fn empty_as<T, E>(&self, success: T) -> Outcome<T, E> {
        Ok(success)
    }

    /// No success that the document describes: a failure that it describes, or one that it does not.
    pub fn failure<T, E: FromFailure>(&self) -> Outcome<T, E> {
        Err(E::from_failure(Unsuccessful(self)))
    }

    /// The body as JSON of any type.
    ///
    /// # Errors
    /// When it is no JSON, or does not fit.
    pub fn read_json<T: FromJson>(&self) -> Result<T, DecodeError> {
        match self.read() {
            Ok((value, _)) => Ok(value),
            Err(unreadable) => Err(DecodeError::new(unreadable, self.clone())),
        }
    }

    /// The body as text, whatever its media type.
    #[must_use]
    pub fn body_text(&self) -> String {
        self.decoded()
    }

    /// The body where text is documented: JSON stands for the text in it, and bytes are none.
    pub(super) fn read_text(&self) -> Result<String, Unreadable> {
        if self.is_media("application/json")
            && let Ok(text) = serde_json::from_slice(&self.body)
        {
            return Ok(text);
        }
        let media_type = self.media_type().essence();
        let (kind, _) = media_type.split_once('/').unwrap_or_default();
        let may_be_bytes = matches!(kind, "application" | "image" | "audio" | "video" | "font");
        if may_be_bytes && std::str::from_utf8(&self.body).is_err() {
            return Err(Unreadable::Bytes(media_type.to_owned()));
        }
        Ok(self.decoded())
    }

    /// The start of the body, for messages.
    pub(super) fn excerpt(&self) -> String {
        cut(&self.body)
    }

    /// Reads JSON, and counts what the type does not know.
    pub(super) fn read<T: FromJson>(&self) -> Result<(T, usize), Unreadable> {
        let (json, reading) = self.as_json();
        self.read_as(&json, reading)
    }

    /// Reads XML, and counts what the type does not know.
    pub(super) fn read_xml<T: FromJson>(&self, shape: &Shape) -> Result<(T, usize), Unreadable> {
        match self.xml_as_json(shape) {
            Ok(json) => self.read_as(json.as_bytes(), Reading::tolerant_text()),
            Err(unreadable) => Err(unreadable),
        }
    }

    fn read_as<T: FromJson>(&self, json: &[u8], reading: Reading) -> Result<(T, usize), Unreadable> {
        match codec::read(json, reading.lenient(self.operation.lenient)) {
            Ok((value, noted)) => {
                let unknown = noted.unknown();
                if !noted.departures().is_empty() {
                    self.depart(noted.into_departures());
                }
                Ok((value, unknown))
            }
            // What is documented as a string and is something else is still text.
            Err(misfit) if misfit.is_of_text() && !reading.is_strict() => {
                match codec::read(&codec::to_vec(&self.decoded()), reading) {
                    Ok((value, _)) => Ok((value, 0)),
                    Err(_) => Err(self.unreadable(misfit)),
                }
            }
            Err(misfit) if reading.is_text() => Err(self.unreadable(misfit.without_lines())),
            Err(misfit) => Err(self.unreadable(misfit)),
        }
    }

    #[cold]
    pub(super) fn depart(&self, departures: Vec<Departure>) {
        // Of a body that is read as several types the first counts: it is the one that is given away.
        let _ = self.departures.set(departures);
    }

    /// What was tolerated in the body although the document does not allow it.
    pub(super) fn departures(&self) -> &[Departure] {
        self.departures.get().map_or(&[], Vec::as_slice)
    }

    /// A body of XML as JSON would have it. No body is null.
    fn xml_as_json(&self, shape: &Shape) -> Result<String, Unreadable> {
        if self.body.trim_ascii().is_empty() {
            return Ok("null".to_owned());
        }
        match xml::read(&self.decoded(), shape) {
            Ok(value) => Ok(codec::to_string(&value)),
            Err(malformed) => Err(Unreadable::Malformed(malformed)),
        }
    }

    #[cold]
    fn unreadable(&self, misfit: Misfit) -> Unreadable {
        if self.body.trim_ascii().is_empty() { Unreadable::Empty } else { Unreadable::Misfit(misfit) }
    }

    /// The body as JSON, and how to read it. No body is null.
    fn as_json(&self) -> (Cow<'_, [u8]>, Reading) {
        // RFC 8259 §8.1 lets a reader ignore a byte order mark.
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        if body.trim_ascii().is_empty() {
            // Where there is nothing, a list is not tolerated as an empty one.
            return (b"null".as_slice().into(), Reading::strict());
        }
        if self.is_media("application/x-www-form-urlencoded") {
            let form = style::read_form(&self.decoded());
            return (codec::to_vec(&form).into(), Reading::tolerant_text());
        }
        // Text that is no JSON stands for itself.
        if self.is_media("text/*") && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err() {
            return (codec::to_vec(&self.decoded()).into(), Reading::tolerant());
        }
        (body.into(), Reading::tolerant())
    }

    /// The body as text. Bytes that do not fit the charset are replaced; the raw body has them.
    pub(super) fn decoded(&self) -> String {
        let parameters = self.media_type().parameters();
        if parameters.iter().any(|parameter| matches!(parameter.as_str(), "charset=iso-8859-1" | "charset=latin1")) {
            return self.body.iter().map(|byte| char::from(*byte)).collect();
        }
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        String::from_utf8_lossy(body).into_owned()
    }
}

/// The start of a body, for people.
fn cut(body: &[u8]) -> String {
    const SHOWN: usize = 1000;
    let start = String::from_utf8_lossy(body.get(..SHOWN).unwrap_or(body));
    if body.len() > SHOWN { format!("{start}… ({} bytes)", body.len()) } else { start.into_owned() }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation())
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.excerpt())
            .finish()
    }
}
