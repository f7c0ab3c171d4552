//! Bodies of several parts (`multipart/form-data`, RFC 7578).

use bytes::Bytes;
use serde_json::Value;

use crate::codec::{self, FromJson, Misfit, Reading, ToJson};
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
    fn from_multipart(parts: &[Part], reading: Reading) -> Result<Self, Misfit>;
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
    let part = |text: String, media_type: Option<&str>| Part {
        name: name.to_owned(),
        file_name: None,
        media_type: media_type.map(str::to_owned),
        bytes: text.into(),
    };
    match mode {
        PartMode::Json => parts.push(part(codec::to_string(value), Some("application/json"))),
        PartMode::Text => match codec::to_value(value) {
            Value::Array(items) => parts.extend(items.iter().map(|item| part(style::scalar(item), None))),
            value => parts.push(part(style::scalar(&value), None)),
        },
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
pub fn read_part<T: FromJson>(
    parts: &[Part],
    name: &str,
    mode: PartMode,
    reading: Reading,
) -> Result<Option<T>, Misfit> {
    let mut named = Vec::new();
    for part in parts.iter().filter(|part| part.name == name) {
        match std::str::from_utf8(&part.bytes) {
            Ok(text) => named.push(text),
            Err(_) => return Err(Misfit::because("text", "bytes that are not UTF-8").in_property(name)),
        }
    }
    let json = match (mode, named.as_slice()) {
        (_, []) => return Ok(None),
        (PartMode::Json, [only]) => (*only).to_owned(),
        (PartMode::Json, several) => format!("[{}]", several.join(",")),
        (PartMode::Text, [only]) => codec::to_string(*only),
        (PartMode::Text, several) => codec::to_string(several),
    };
    let reading = if mode == PartMode::Json { reading.of_json() } else { reading.of_text() };
    match codec::read(json.as_bytes(), reading) {
        Ok((value, _)) => Ok(Some(value)),
        Err(misfit) => Err(misfit.in_property(name)),
    }
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
                reading: $crate::Reading,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                ::core::result::Result::Ok(Self {
                    $($field: $crate::__read_part!(parts reading $mode $wire)),*
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
    ($parts:ident $reading:ident optional_text $wire:literal) => {
        $crate::multipart::read_part($parts, $wire, $crate::multipart::PartMode::Text, $reading)?
    };
    ($parts:ident $reading:ident optional_json $wire:literal) => {
        $crate::multipart::read_part($parts, $wire, $crate::multipart::PartMode::Json, $reading)?
    };
    ($parts:ident $reading:ident text $wire:literal) => {
        $crate::multipart::given($crate::__read_part!($parts $reading optional_text $wire), $wire)?
    };
    ($parts:ident $reading:ident json $wire:literal) => {
        $crate::multipart::given($crate::__read_part!($parts $reading optional_json $wire), $wire)?
    };
    ($parts:ident $reading:ident files $wire:literal) => {
        $crate::multipart::read_files($parts, $wire)
    };
    ($parts:ident $reading:ident optional_file $wire:literal) => {
        ::core::iter::Iterator::next(&mut ::core::iter::IntoIterator::into_iter(
            $crate::multipart::read_files($parts, $wire),
        ))
    };
    ($parts:ident $reading:ident file $wire:literal) => {
        $crate::multipart::given($crate::__read_part!($parts $reading optional_file $wire), $wire)?
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
