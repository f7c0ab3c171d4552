//! Headers that a document describes, as a struct of `Option`s.

use std::fmt;

use http::header::{HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use serde_json::Value;

use crate::codec::{self, FromJson, Reading, ToJson};
use crate::wire::style;

/// Documented headers of an answer, as a client reads them.
pub trait FromHeaders: Sized {
    /// Reads what is there. A header that does not have its documented form is left out; it still
    /// stands among the raw headers.
    fn from_headers(headers: &HeaderMap) -> Self;
}

/// Documented headers of an answer, as a server writes them.
pub trait ToHeaders {
    /// Adds those that are there.
    ///
    /// # Errors
    ///
    /// When a value cannot stand in a header.
    fn to_headers(&self, headers: &mut HeaderMap) -> Result<(), NotAHeader>;
}

/// A header whose value cannot be sent, such as a text of two lines. It does not show the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAHeader(&'static str);

impl fmt::Display for NotAHeader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the value of the header `{}` cannot be sent", self.0)
    }
}

impl std::error::Error for NotAHeader {}

impl FromHeaders for () {
    fn from_headers(_: &HeaderMap) -> Self {}
}

impl ToHeaders for () {
    fn to_headers(&self, _: &mut HeaderMap) -> Result<(), NotAHeader> {
        Ok(())
    }
}

#[doc(hidden)]
pub fn read_header<T: FromJson>(headers: &HeaderMap, name: &str) -> Option<T> {
    let value = header_text(headers, name)?;
    codec::read(codec::to_string(&value).as_bytes(), Reading::header()).ok().map(|(value, _)| value)
}

/// The values of a header as one (RFC 9110 §5.3).
fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let first = values.next()?.into_owned();
    Some(values.fold(first, |joined, value| format!("{joined}, {value}")))
}

#[doc(hidden)]
pub fn write_header(headers: &mut HeaderMap, name: &'static str, value: &dyn ToJson) -> Result<(), NotAHeader> {
    if value.is_absent() {
        return Ok(());
    }
    let Ok(field) = HeaderName::from_bytes(name.as_bytes()) else { return Err(NotAHeader(name)) };
    let json = codec::to_string(value);
    if let Some(text) = plain(&json) {
        headers.insert(field, HeaderValue::from_str(text).map_err(|_| NotAHeader(name))?);
        return Ok(());
    }
    let value: Value = codec::to_value(value);
    // RFC 6265 §3: cookies are not joined.
    let lines = match &value {
        Value::Array(cookies) if field == SET_COOKIE => cookies.as_slice(),
        value => std::slice::from_ref(value),
    };
    headers.remove(&field);
    for line in lines {
        // Neither cut nor mixed up with another header.
        let line = HeaderValue::from_bytes(style::simple(line, false).as_bytes()).map_err(|_| NotAHeader(name))?;
        headers.append(&field, line);
    }
    Ok(())
}

/// The text of a number, a boolean, or a string that its JSON has unchanged.
fn plain(json: &str) -> Option<&str> {
    match json.as_bytes().first()? {
        b'"' => json.strip_prefix('"')?.strip_suffix('"').filter(|text| text.is_ascii() && !text.contains('\\')),
        b'[' | b'{' | b'n' => None,
        _ => Some(json),
    }
}

/// Reads and writes a struct of `Option`s as headers.
///
/// ```
/// use gatewright_runtime as rt;
///
/// struct Page { total: Option<u64> }
/// rt::headers! { Page { total "X-Total-Count" } }
/// ```
#[macro_export]
macro_rules! headers {
    ($ty:ident { $($field:ident $wire:literal),* $(,)? }) => {
        impl $crate::FromHeaders for $ty {
            fn from_headers(headers: &$crate::http::HeaderMap) -> Self {
                Self { $($field: $crate::read_header(headers, $wire)),* }
            }
        }
        impl $crate::ToHeaders for $ty {
            fn to_headers(
                &self,
                headers: &mut $crate::http::HeaderMap,
            ) -> ::core::result::Result<(), $crate::NotAHeader> {
                $($crate::write_header(headers, $wire, &self.$field)?;)*
                ::core::result::Result::Ok(())
            }
        }
    };
}
