//! Enums of strings, integers and other constants; a value that is not listed is kept.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::{Done, Misfit, Reader};

/// The text of an enum of strings; one that is not listed is rejected, or counted.
#[doc(hidden)]
pub fn read_string<'a>(reader: &mut Reader<'a>, open: bool, listed: &[&str]) -> Result<Cow<'a, str>, Misfit> {
    if reader.peek() != b'"' {
        return Err(reader.not_a(one_of(listed)).of_listed());
    }
    let start = reader.at();
    let text = reader.string()?;
    if !open && !listed.contains(&&*text) {
        unlisted(reader, start, listed)?;
    }
    Ok(text)
}

/// The number of an enum of integers; one that is not listed is rejected, or counted.
#[doc(hidden)]
pub fn read_integer(reader: &mut Reader<'_>, open: bool, listed: &[i64]) -> Result<i64, Misfit> {
    let start = reader.start();
    let number = match reader.integer("an integer").map(i64::try_from) {
        Ok(Ok(number)) => number,
        Err(misfit) if misfit.is_syntax() => return Err(misfit),
        Ok(Err(_)) | Err(_) => return Err(reader.misfit_at(one_of(listed), start).of_listed()),
    };
    if !open && !listed.contains(&number) {
        unlisted(reader, start, listed)?;
    }
    Ok(number)
}

/// The value of an enum of constants, which are given as JSON text; one that is not listed is rejected, or counted.
#[doc(hidden)]
pub fn read_value(reader: &mut Reader<'_>, listed: &[&str]) -> Result<Value, Misfit> {
    let start = reader.start();
    let value = reader.value()?;
    let is_listed = |value: &Value| listed.iter().any(|json| is_constant(value, json));
    if !is_listed(&value) {
        if let (true, Value::String(text)) = (reader.is_text(), &value) {
            let parsed = constant(text);
            if is_listed(&parsed) {
                return Ok(parsed);
            }
        }
        unlisted(reader, start, listed)?;
    }
    Ok(value)
}

#[cold]
fn unlisted<T: fmt::Display>(reader: &mut Reader<'_>, start: usize, listed: &[T]) -> Done {
    if reader.is_strict() || reader.absent {
        return Err(reader.misfit_at(one_of(listed), start).of_listed());
    }
    reader.reject("a listed value", start)
}

/// What is listed, for messages.
pub(super) fn one_of<T: fmt::Display>(listed: &[T]) -> String {
    match listed {
        [] => "a listed value".to_owned(),
        _ => {
            let listed: Vec<String> = listed.iter().map(|value| format!("`{value}`")).collect();
            format!("one of {}", listed.join(", "))
        }
    }
}

/// The JSON that a document gives for a variant.
#[doc(hidden)]
#[must_use]
pub fn constant(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// Whether two values are the same JSON: `1` is `1.0`.
#[doc(hidden)]
#[must_use]
pub fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// The codec of an enum of strings: `as_str`, `Display`, `FromStr`, `From<&str>`, `From<String>`; and its `PartialEq`,
/// `Eq` and `Hash`, which go by the string.
///
/// The enum must have a variant `Unknown(String)`, which keeps what is not listed. Strict readers reject
/// such a value, unless the document admits any: then `open` stands before the name.
///
/// ```
/// use gatewright_runtime as rt;
///
/// #[derive(Clone, Debug)]
/// enum Status { Available, Sold, Unknown(String) }
/// rt::string_enum! { Status { Available "available", Sold "sold" } }
///
/// assert_eq!(Status::from("sold"), Status::Sold);
/// assert_eq!(Status::from("lost").as_str(), "lost");
/// ```
#[macro_export]
macro_rules! string_enum {
    (open $ty:ident $values:tt) => { $crate::string_enum! { @ true $ty $values } };
    ($ty:ident $values:tt) => { $crate::string_enum! { @ false $ty $values } };
    (@ $open:literal $ty:ident { $($variant:ident $wire:literal),* $(,)? }) => {
        impl $ty {
            /// The value as it goes over the wire.
            #[must_use]
            pub fn as_str(&self) -> &::core::primitive::str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => value,
                }
            }
        }
        impl ::core::cmp::PartialEq for $ty {
            #[inline]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                self.as_str() == other.as_str()
            }
        }
        impl ::core::cmp::Eq for $ty {}
        impl ::core::hash::Hash for $ty {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state);
            }
        }
        impl ::core::convert::From<&::core::primitive::str> for $ty {
            fn from(value: &::core::primitive::str) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown(::std::borrow::ToOwned::to_owned(value)),
                }
            }
        }
        impl ::core::convert::From<::std::string::String> for $ty {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                <Self as ::core::convert::From<&::core::primitive::str>>::from(&value)
            }
        }
        impl ::core::str::FromStr for $ty {
            type Err = ::core::convert::Infallible;
            #[inline]
            // Not `Self::Err`: a variant may be called so.
            fn from_str(value: &::core::primitive::str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(<Self as ::core::convert::From<&::core::primitive::str>>::from(value))
            }
        }
        impl ::core::fmt::Display for $ty {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl $crate::FromJson for $ty {
            fn blank() -> Self {
                Self::Unknown(::std::string::String::new())
            }
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                match $crate::codec::read_string(reader, $open, &[$($wire),*]) {
                    ::core::result::Result::Ok(text) => {
                        *self = <Self as ::core::convert::From<&::core::primitive::str>>::from(&text);
                        ::core::result::Result::Ok(())
                    }
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                }
            }
        }
        impl $crate::ToJson for $ty {
            fn write(&self, writer: &mut $crate::Writer) {
                writer.string(self.as_str());
            }
        }
        $crate::__deserialize! { $ty }
        $crate::__serialize! { $ty }
    };
}

/// The codec of an enum of integers: `value`, `From<i64>`.
///
/// The enum must have a variant `Unknown(i64)`, which keeps what is not listed. `open` before the name
/// makes strict readers keep it too.
#[macro_export]
macro_rules! integer_enum {
    (open $ty:ident $values:tt) => { $crate::integer_enum! { @ true $ty $values } };
    ($ty:ident $values:tt) => { $crate::integer_enum! { @ false $ty $values } };
    (@ $open:literal $ty:ident { $($variant:ident $wire:literal),* $(,)? }) => {
        impl $ty {
            /// The value as it goes over the wire.
            #[must_use]
            pub fn value(&self) -> ::core::primitive::i64 {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(value) => *value,
                }
            }
        }
        impl ::core::convert::From<::core::primitive::i64> for $ty {
            fn from(value: ::core::primitive::i64) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown(value),
                }
            }
        }
        impl ::core::fmt::Display for $ty {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }
        impl $crate::FromJson for $ty {
            fn blank() -> Self {
                Self::Unknown(0)
            }
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                match $crate::codec::read_integer(reader, $open, &[$($wire),*]) {
                    ::core::result::Result::Ok(number) => {
                        *self = <Self as ::core::convert::From<::core::primitive::i64>>::from(number);
                        ::core::result::Result::Ok(())
                    }
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                }
            }
        }
        impl $crate::ToJson for $ty {
            fn write(&self, writer: &mut $crate::Writer) {
                $crate::ToJson::write(&self.value(), writer);
            }
        }
        $crate::__deserialize! { $ty }
        $crate::__serialize! { $ty }
    };
}

/// The codec of an enum of other constants, each given as JSON text: `value`, `From<Value>`.
///
/// The enum must have a variant `Unknown(Value)`, which keeps what is not listed.
#[macro_export]
macro_rules! value_enum {
    ($ty:ident { $($variant:ident $wire:literal),* $(,)? }) => {
        impl $ty {
            /// The value as it goes over the wire.
            #[must_use]
            pub fn value(&self) -> $crate::Value {
                match self {
                    $(Self::$variant => $crate::codec::constant($wire),)*
                    Self::Unknown(value) => ::core::clone::Clone::clone(value),
                }
            }
        }
        impl ::core::convert::From<$crate::Value> for $ty {
            fn from(value: $crate::Value) -> Self {
                $(if $crate::codec::is_constant(&value, $wire) {
                    return Self::$variant;
                })*
                Self::Unknown(value)
            }
        }
        impl ::core::fmt::Display for $ty {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }
        impl $crate::FromJson for $ty {
            fn blank() -> Self {
                Self::Unknown($crate::Value::Null)
            }
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                match $crate::codec::read_value(reader, &[$($wire),*]) {
                    ::core::result::Result::Ok(value) => {
                        *self = <Self as ::core::convert::From<$crate::Value>>::from(value);
                        ::core::result::Result::Ok(())
                    }
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                }
            }
        }
        impl $crate::ToJson for $ty {
            fn write(&self, writer: &mut $crate::Writer) {
                writer.value(&self.value());
            }
        }
        $crate::__deserialize! { $ty }
        $crate::__serialize! { $ty }
    };
}

/// Whether a value is the constant that stands in a document.
#[doc(hidden)]
#[must_use]
pub fn is_constant(value: &Value, json: &str) -> bool {
    same(value, &constant(json))
}
