//! Multipart bodies whose parts a method takes as they arrive.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt as _};
use http::HeaderMap;

use super::arriving::Arriving;
use super::collect::{Bounds, broken_off};
use super::input::Input;
use super::parts::bad_part;
use super::rejection::Reason;
use super::{Body, Rejection};
use crate::Part;
use crate::codec::{FromJson, Misfit, Reading};
use crate::multipart::{PartMode, given, read_part};

/// How often a part may occur in a body whose parts a method takes as they arrive.
///
/// ```
/// use gatewright_runtime::server::{Expected, Input};
///
/// const PARTS: &[Expected] =
///     &[Expected::one("title").required(), Expected::several("films").at_least(2).at_most(3)];
/// const INPUT: Input = Input::body_multipart().parts(PARTS).closed().required();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    name: &'static str,
    /// Whether it is a list.
    is_list: bool,
    required: bool,
    least: usize,
    most: usize,
}

impl Expected {
    /// A part that occurs once.
    #[must_use]
    pub const fn one(name: &'static str) -> Self {
        Self { name, is_list: false, required: false, least: 0, most: 1 }
    }

    /// A part for each item of a list.
    #[must_use]
    pub const fn several(name: &'static str) -> Self {
        Self { name, is_list: true, required: false, least: 0, most: usize::MAX }
    }

    /// A body without the part is rejected.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// If there are such parts, there are at least so many.
    #[must_use]
    pub const fn at_least(mut self, least: usize) -> Self {
        self.least = least;
        self
    }

    /// There are at most so many.
    #[must_use]
    pub const fn at_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// What is wrong with one more, of which this is the number.
    fn surplus(&self, number: usize) -> Option<Misfit> {
        let expected = || if self.is_list { format!("at most {} parts", self.most) } else { "one part".to_owned() };
        (number > self.most).then(|| Misfit::because(expected(), number.to_string()).in_property(self.name))
    }

    /// What is wrong when no more follow.
    fn lack(&self, found: usize) -> Option<Misfit> {
        if found == 0 {
            return self.required.then(|| Misfit::missing(self.name));
        }
        let expected = || format!("at least {} parts", self.least);
        (found < self.least).then(|| Misfit::because(expected(), found.to_string()).in_property(self.name))
    }
}

/// The parts of a multipart request, taken by a method as they arrive.
///
/// They are bounded as all bodies are, and held to what the document says of their number: what is missing is known once
/// [`next`](Self::next) gives `None`. A method that returns one of the errors as its own answers with it.
///
/// ```
/// # use gatewright_runtime::server::{Multipart, Rejection};
/// use futures_util::StreamExt as _;
///
/// async fn store(mut parts: Multipart) -> Result<(String, u64), Rejection> {
///     let (mut title, mut length) = (String::new(), 0);
///     while let Some(mut part) = parts.next().await? {
///         match part.name() {
///             "title" => title = part.value().await?,
///             _ => {
///                 while let Some(piece) = part.next().await {
///                     length += piece?.len() as u64;
///                 }
///             }
///         }
///     }
///     Ok((title, length))
/// }
/// ```
pub struct Multipart {
    arriving: Arriving,
    /// What bounds the bytes that are kept; `None` if there are none.
    bounds: Option<Bounds>,
    expected: &'static [Expected],
    /// Whether there are no other parts than those.
    closed: bool,
    /// How many of each there were.
    found: Vec<usize>,
}

impl fmt::Debug for Multipart {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Multipart(..)")
    }
}

impl Multipart {
    pub(super) fn new(headers: &HeaderMap, body: Body, input: &Input) -> Result<Self, Rejection> {
        let (expected, bounds) = (input.parts, body.bounds().cloned());
        let arriving = Arriving::new(headers, body)?;
        Ok(Self { arriving, bounds, expected, closed: input.closed, found: vec![0; expected.len()] })
    }

    /// The next part; what is left of the one before is passed over.
    ///
    /// # Errors
    /// When the body is malformed, breaks a limit or is broken off, when the document has no such part or not so many,
    /// and at the end when parts are missing.
    pub async fn next(&mut self) -> Result<Option<IncomingPart<'_>>, Rejection> {
        let Some(field) = self.arriving.next().await? else {
            return self.ended().map(|()| None);
        };
        let name = field.name().unwrap_or_default();
        let mut known = self.expected.iter().zip(&mut self.found).filter(|(expected, _)| expected.name == name);
        match known.next() {
            Some((expected, found)) => {
                *found += 1;
                if let Some(misfit) = expected.surplus(*found) {
                    return Err(bad_part(&misfit));
                }
            }
            None if self.closed => return Err(bad_part(&Misfit::because("no such part", "one").in_property(name))),
            None => {}
        }
        Ok(Some(IncomingPart { arriving: &mut self.arriving, bounds: self.bounds.as_ref() }))
    }

    fn ended(&self) -> Result<(), Rejection> {
        let all = self.expected.iter().zip(&self.found).filter_map(|(expected, found)| expected.lack(*found));
        let complaints: Vec<_> = all.flat_map(|misfit| bad_part(&misfit).complaints().to_vec()).collect();
        if complaints.is_empty() { Ok(()) } else { Err(Rejection::because(Reason::BadBody, complaints)) }
    }
}

/// A part of a multipart request: a stream of its bytes.
pub struct IncomingPart<'m> {
    arriving: &'m mut Arriving,
    bounds: Option<&'m Bounds>,
}

impl fmt::Debug for IncomingPart<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("IncomingPart").field("name", &self.name()).finish_non_exhaustive()
    }
}

impl IncomingPart<'_> {
    /// The name of the part.
    #[must_use]
    pub fn name(&self) -> &str {
        self.arriving.open().and_then(|field| field.name()).unwrap_or_default()
    }

    /// What the file is called where it comes from. Do not take it for a path of yours.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.arriving.open().and_then(|field| field.file_name())
    }

    /// The media type, if the part has one.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.arriving.open().and_then(|field| field.content_type()).map(AsRef::as_ref)
    }

    /// A header of the part.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.arriving.open().and_then(|field| field.headers().get(name)).and_then(|value| value.to_str().ok())
    }

    /// All bytes, which count to the memory that all bodies may have as long as they are kept.
    ///
    /// # Errors
    /// When the body is malformed, breaks a limit or is broken off.
    pub async fn bytes(self) -> Result<Bytes, Rejection> {
        let Some(bounds) = self.bounds else { return Ok(Bytes::new()) };
        bounds.gather(self.map(|piece| piece.map_err(Into::into)).boxed()).await.map_err(broken_off)
    }

    /// The value that the text is: a string, a number, a date, one of an enum.
    ///
    /// # Errors
    /// When it does not have the form, and as [`bytes`](Self::bytes).
    pub async fn value<T: FromJson>(self) -> Result<T, Rejection> {
        self.read(PartMode::Text).await
    }

    /// The value that is written as JSON.
    ///
    /// # Errors
    /// When it does not have the form, and as [`bytes`](Self::bytes).
    pub async fn json<T: FromJson>(self) -> Result<T, Rejection> {
        self.read(PartMode::Json).await
    }

    async fn read<T: FromJson>(self, mode: PartMode) -> Result<T, Rejection> {
        let name = self.name().to_owned();
        let part = Part { name: name.clone(), bytes: self.bytes().await?, ..Part::default() };
        let read = read_part(&[part], &name, mode, Reading::strict_text().fill_defaults(true));
        read.and_then(|value| given(value, &name)).map_err(|misfit| bad_part(&misfit))
    }
}

impl Stream for IncomingPart<'_> {
    type Item = Result<Bytes, Rejection>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.arriving.poll_chunk(context)
    }
}
