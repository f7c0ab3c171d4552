//! Errors, each with its place in the template.

use std::fmt;

/// A place in a template; both numbers count from one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl Place {
    /// The place of a byte offset in `source`. Offsets beyond the end are the end.
    pub(crate) fn of_offset(source: &str, offset: usize) -> Self {
        let before = source.get(..offset).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            line: count(before.bytes().filter(|byte| *byte == b'\n').count() + 1),
            column: count(before.get(line_start..).unwrap_or_default().chars().count() + 1),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a text is not a template. API Gateway rejects such a template, or answers 500.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
    place: Place,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>, place: Place) -> Self {
        Self { message: message.into(), place }
    }

    /// What was found and what was expected, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where the template is wrong.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.message, self.place)
    }
}

impl std::error::Error for Error {}

/// What kind of thing went wrong while a template was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenderErrorKind {
    /// A method was called that exists but failed (`$list.get(9)`, `$text.substring(5)`).
    Method,
    /// The payload begins like JSON but is none. API Gateway answers 400, not 500.
    Payload,
    /// A JSONPath expression is malformed.
    JsonPath,
    /// Something that Velocity itself rejects while rendering.
    Template,
    /// One of the [`Limits`](crate::Limits) was reached.
    Limit,
}

/// Why a template stopped half way. API Gateway answers 500 (400 for [`RenderErrorKind::Payload`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError {
    kind: RenderErrorKind,
    message: String,
    place: Option<Place>,
}

impl RenderError {
    pub(crate) fn new(kind: RenderErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None }
    }

    /// Adds the place, unless a more exact one is known already.
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place.get_or_insert(place);
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> RenderErrorKind {
        self.kind
    }

    /// What went wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where in the template, if known.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.place
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{} at {place}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for RenderError {}

/// The error of a method that exists and fails.
pub(crate) fn failed(message: impl Into<String>) -> RenderError {
    RenderError::new(RenderErrorKind::Method, message)
}

/// The error of a limit that is reached.
pub(crate) fn limit(message: impl Into<String>) -> RenderError {
    RenderError::new(RenderErrorKind::Limit, message)
}
