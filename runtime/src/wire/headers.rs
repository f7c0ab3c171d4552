//! Headers that a document describes, as a struct of `Option`s.

use http::header::{HeaderMap, HeaderName, HeaderValue};

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
    fn to_headers(&self, headers: &mut HeaderMap);
}

impl FromHeaders for () {
    fn from_headers(_: &HeaderMap) -> Self {}
}

impl ToHeaders for () {
    fn to_headers(&self, _: &mut HeaderMap) {}
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
pub fn write_header(headers: &mut HeaderMap, name: &'static str, value: &dyn ToJson) {
    if value.is_absent() {
        return;
    }
    let text = style::simple(&codec::to_value(value), false);
    // What cannot stand in a header is left out rather than cut or mixed up with another header.
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(text.as_bytes())) {
        headers.insert(name, value);
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
            fn to_headers(&self, headers: &mut $crate::http::HeaderMap) {
                $($crate::write_header(headers, $wire, &self.$field);)*
            }
        }
    };
}
