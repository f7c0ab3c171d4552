//! Bodies of several parts (`multipart/form-data`, RFC 7578).

use bytes::Bytes;
use serde_json::Value;

use crate::codec::{Cx, FromJson, Misfit, ToJson};
use crate::wire::style;

/// A file to be sent, or that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The name that the other side sees.
    pub file_name: Option<String>,
    /// The media type; `application/octet-stream` is sent when it is not given.
    pub media_type: Option<String>,
    /// What is in the file.
    pub bytes: Bytes,
}

impl File {
    /// A file with a name.
    #[must_use]
    pub fn new(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { file_name: Some(file_name.into()), media_type: None, bytes: bytes.into() }
    }

    /// Says what kind of file it is.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

/// One part of a multipart body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The name of the file, if it is one.
    pub file_name: Option<String>,
    /// The media type, if one is given.
    pub media_type: Option<String>,
    /// What is in the part.
    pub bytes: Bytes,
}

/// A type that is sent as a multipart body.
pub trait ToMultipart {
    /// The parts in order.
    fn to_multipart(&self) -> Vec<Part>;
}

impl<T: ToMultipart> ToMultipart for &T {
    fn to_multipart(&self) -> Vec<Part> {
        (**self).to_multipart()
    }
}

/// A type that is read from a multipart body.
pub trait FromMultipart: Sized {
    /// Reads the parts.
    ///
    /// # Errors
    /// When a part is missing or does not have its form; says which.
    fn from_multipart(parts: &[Part], cx: &mut Cx) -> Result<Self, Misfit>;
}

#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartMode {
    Text,
    Json,
}

#[doc(hidden)]
pub fn write_part(parts: &mut Vec<Part>, name: &str, mode: PartMode, value: &dyn ToJson) {
    if value.is_absent() {
        return;
    }
    let value = value.to_json();
    let part = |text: String, media_type: Option<&str>| Part {
        name: name.to_owned(),
        file_name: None,
        media_type: media_type.map(str::to_owned),
        bytes: text.into(),
    };
    match (mode, value) {
        (PartMode::Json, value) => parts.push(part(value.to_string(), Some("application/json"))),
        (PartMode::Text, Value::Array(items)) => parts.extend(items.iter().map(|item| part(style::scalar(item), None))),
        (PartMode::Text, value) => parts.push(part(style::scalar(&value), None)),
    }
}

#[doc(hidden)]
pub fn write_files<'f>(parts: &mut Vec<Part>, name: &str, files: impl IntoIterator<Item = &'f File>) {
    parts.extend(files.into_iter().map(|file| {
        Part {
            name: name.to_owned(),
            // Without a file name a part is a field to most servers.
            file_name: Some(file.file_name.clone().unwrap_or_else(|| name.to_owned())),
            media_type: Some(file.media_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned())),
            bytes: file.bytes.clone(),
        }
    }));
}

#[doc(hidden)]
pub fn read_part<T: FromJson>(parts: &[Part], name: &str, mode: PartMode, cx: &mut Cx) -> Result<Option<T>, Misfit> {
    let Some(value) = part_value(parts, name, mode)? else {
        return Ok(None);
    };
    let read = match mode {
        PartMode::Text => T::from_json(&value, &mut text_of(cx)),
        PartMode::Json => T::from_json(&value, &mut json_of(cx)),
    };
    read.map(Some).map_err(|misfit| misfit.in_member(name))
}

fn text_of(cx: &Cx) -> Cx {
    if cx.is_strict() { Cx::strict_text() } else { Cx::tolerant_text() }
}

fn json_of(cx: &Cx) -> Cx {
    if cx.is_strict() { Cx::strict() } else { Cx::tolerant() }
}

/// The parts of one name as JSON: text, a list of texts, or what the one part holds.
fn part_value(parts: &[Part], name: &str, mode: PartMode) -> Result<Option<Value>, Misfit> {
    let mut values = Vec::new();
    for part in parts.iter().filter(|part| part.name == name) {
        values.push(match mode {
            PartMode::Text => match std::str::from_utf8(&part.bytes) {
                Ok(text) => Value::from(text),
                Err(_) => {
                    return Err(Misfit::because("text", "bytes that are not UTF-8").in_member(name));
                }
            },
            PartMode::Json => serde_json::from_slice(&part.bytes)
                .map_err(|error| Misfit::because("JSON", format!("text that is none: {error}")).in_member(name))?,
        });
    }
    Ok(match values.len() {
        0 => None,
        1 => values.pop(),
        _ => Some(Value::Array(values)),
    })
}

#[doc(hidden)]
#[must_use]
pub fn read_files(parts: &[Part], name: &str) -> Vec<File> {
    let named = parts.iter().filter(|part| part.name == name);
    named
        .map(|part| File {
            file_name: part.file_name.clone(),
            media_type: part.media_type.clone(),
            bytes: part.bytes.clone(),
        })
        .collect()
}

#[doc(hidden)]
pub fn given<T>(value: Option<T>, name: &str) -> Result<T, Misfit> {
    value.ok_or_else(|| Misfit::missing(name))
}

/// The codec of a struct that is a multipart body.
///
/// | mode | type of the field |
/// |---|---|
/// | `text`, `optional_text` | `T`, `Option<T>`: text of one part, or of several if it is a list |
/// | `json`, `optional_json` | `T`, `Option<T>`: a part that holds JSON |
/// | `file`, `optional_file` | [`File`], `Option<File>` |
/// | `files` | `Vec<File>` |
#[macro_export]
macro_rules! multipart {
    (both $($rest:tt)*) => {
        $crate::multipart! { read $($rest)* }
        $crate::multipart! { write $($rest)* }
    };
    (read $ty:ident { $($mode:ident $field:ident $wire:literal),* $(,)? }) => {
        impl $crate::FromMultipart for $ty {
            #[allow(unused_variables)]
            fn from_multipart(
                parts: &[$crate::Part],
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                ::core::result::Result::Ok(Self {
                    $($field: $crate::__read_part!(parts cx $mode $wire)),*
                })
            }
        }
    };
    (write $ty:ident { $($mode:ident $field:ident $wire:literal),* $(,)? }) => {
        impl $crate::ToMultipart for $ty {
            #[allow(unused_mut)]
            fn to_multipart(&self) -> ::std::vec::Vec<$crate::Part> {
                let mut parts = ::std::vec::Vec::new();
                $($crate::__write_part!(parts $mode (self.$field) $wire);)*
                parts
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __read_part {
    ($parts:ident $cx:ident optional_text $wire:literal) => {
        $crate::multipart::read_part($parts, $wire, $crate::multipart::PartMode::Text, $cx)?
    };
    ($parts:ident $cx:ident optional_json $wire:literal) => {
        $crate::multipart::read_part($parts, $wire, $crate::multipart::PartMode::Json, $cx)?
    };
    ($parts:ident $cx:ident text $wire:literal) => {
        $crate::multipart::given($crate::__read_part!($parts $cx optional_text $wire), $wire)?
    };
    ($parts:ident $cx:ident json $wire:literal) => {
        $crate::multipart::given($crate::__read_part!($parts $cx optional_json $wire), $wire)?
    };
    ($parts:ident $cx:ident files $wire:literal) => {
        $crate::multipart::read_files($parts, $wire)
    };
    ($parts:ident $cx:ident optional_file $wire:literal) => {
        ::core::iter::Iterator::next(&mut ::core::iter::IntoIterator::into_iter(
            $crate::multipart::read_files($parts, $wire),
        ))
    };
    ($parts:ident $cx:ident file $wire:literal) => {
        $crate::multipart::given($crate::__read_part!($parts $cx optional_file $wire), $wire)?
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __write_part {
    ($parts:ident text ($field:expr) $wire:literal) => {
        $crate::multipart::write_part(&mut $parts, $wire, $crate::multipart::PartMode::Text, &$field)
    };
    ($parts:ident json ($field:expr) $wire:literal) => {
        $crate::multipart::write_part(&mut $parts, $wire, $crate::multipart::PartMode::Json, &$field)
    };
    ($parts:ident optional_text ($field:expr) $wire:literal) => {
        $crate::__write_part!($parts text ($field) $wire)
    };
    ($parts:ident optional_json ($field:expr) $wire:literal) => {
        $crate::__write_part!($parts json ($field) $wire)
    };
    ($parts:ident file ($field:expr) $wire:literal) => {
        $crate::multipart::write_files(&mut $parts, $wire, ::core::iter::once(&$field))
    };
    ($parts:ident $optional_file_or_files:ident ($field:expr) $wire:literal) => {
        $crate::multipart::write_files(&mut $parts, $wire, &$field)
    };
}
