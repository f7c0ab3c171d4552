//! Strings with a format: the text as it was sent, and the value that it stands for.
//!
//! A [`Text`] is equal, ordered and written by its text, so what a server sent goes back byte for
//! byte. Clients keep a text that is malformed; servers reject it.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::codec::{FromJson, Misfit, Reader, ToJson, Writer};

/// What stands in strings of one format.
pub trait Format: Sized {
    /// The format as a noun phrase: `a date (RFC 3339)`.
    const NAME: &'static str;

    /// Reads a text; `None` if it is malformed.
    fn parse(text: &str) -> Option<Self>;

    /// Writes the value.
    fn print(&self) -> String;
}

/// A string with a format: `date-time`, `uuid`, `byte`...
///
/// ```
/// use gatewright_runtime::DateTime;
///
/// let sent: DateTime = "2024-02-29T12:00:00+01:00".parse()?;
/// assert_eq!(sent.as_str(), "2024-02-29T12:00:00+01:00");
/// assert_eq!(sent.value()?.as_second(), 1_709_204_400);
/// # Ok::<(), gatewright_runtime::Malformed>(())
/// ```
#[derive(Clone)]
pub struct Text<T> {
    text: String,
    value: Option<T>,
}

/// A text does not have its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    expected: &'static str,
    text: String,
}

impl Malformed {
    /// The format that the text does not have.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not {}", self.text, self.expected)
    }
}

impl std::error::Error for Malformed {}

impl<T: Format> Text<T> {
    /// Takes a text as it is, well-formed or not.
    #[must_use]
    pub fn verbatim(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { value: T::parse(&text), text }
    }

    /// The value.
    ///
    /// # Errors
    /// If the text does not have the format.
    pub fn value(&self) -> Result<&T, Malformed> {
        self.value.as_ref().ok_or_else(|| Malformed { expected: T::NAME, text: self.text.clone() })
    }

    /// The value, taken out.
    ///
    /// # Errors
    /// If the text does not have the format.
    pub fn into_value(self) -> Result<T, Malformed> {
        self.value.ok_or(Malformed { expected: T::NAME, text: self.text })
    }
}

impl<T> Text<T> {
    /// No text at all, and malformed where that counts.
    pub(crate) const BLANK: Self = Self { text: String::new(), value: None };

    /// The text as it was sent, or is to be sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: Format> From<T> for Text<T> {
    fn from(value: T) -> Self {
        Self { text: value.print(), value: Some(value) }
    }
}

impl<T: Format> FromStr for Text<T> {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = Self::verbatim(text);
        text.value().map(|_| ())?;
        Ok(text)
    }
}

impl<T> AsRef<str> for Text<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<T> fmt::Display for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // With the width that is asked for.
        f.pad(&self.text)
    }
}

impl<T> fmt::Debug for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<T> PartialEq for Text<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Text<T> {}

impl<T> PartialEq<str> for Text<T> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<T> PartialEq<&str> for Text<T> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<T> PartialEq<String> for Text<T> {
    fn eq(&self, other: &String) -> bool {
        self.text == *other
    }
}

/// A text is found by what was sent, in a map as well: it is equal, ordered and hashed by that.
impl<T> Borrow<str> for Text<T> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

/// By what the text stands for, which several texts may: `12:00:00Z` is `13:00:00+01:00`.
impl<T: Format + PartialEq> PartialEq<T> for Text<T> {
    fn eq(&self, other: &T) -> bool {
        self.value.as_ref() == Some(other)
    }
}

/// By what the text stands for; a malformed one is neither more nor less.
impl<T: Format + PartialOrd> PartialOrd<T> for Text<T> {
    fn partial_cmp(&self, other: &T) -> Option<Ordering> {
        self.value.as_ref()?.partial_cmp(other)
    }
}

impl<T> From<Text<T>> for String {
    fn from(text: Text<T>) -> Self {
        text.text
    }
}

impl<T> PartialOrd for Text<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Text<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> Hash for Text<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T: Format> FromJson for Text<T> {
    fn blank() -> Self {
        Self::BLANK
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        let start = reader.start();
        *self = Self::verbatim(reader.string_as(T::NAME)?);
        if self.value.is_none() { reader.reject(T::NAME, start) } else { Ok(()) }
    }
}

impl<T> ToJson for Text<T> {
    fn write(&self, writer: &mut Writer) {
        writer.string(&self.text);
    }
}

impl<T> serde::Serialize for Text<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: Format> serde::Deserialize<'de> for Text<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer).map(Self::verbatim)
    }
}
