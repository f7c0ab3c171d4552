//! Bodies of several parts (`multipart/form-data`, RFC 7578).

use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use crate::codec::{self, FromJson, Misfit, Reading, ToJson};
use crate::wire::style;

/// A file to be sent, or that was sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct File {
    /// The name that the other side sees.
    pub file_name: Option<String>,
    /// The media type; if there is none, that of the document is sent, else `application/octet-stream`.
    pub media_type: Option<String>,
    /// What is in the file.
    pub bytes: Bytes,
    /// Headers of the part beside its media type, each a name and a value.
    pub headers: Vec<(String, String)>,
    #[cfg(all(feature = "client", not(target_arch = "wasm32")))]
    #[doc(hidden)]
    pub stream: Option<crate::client::Streamed>,
    #[cfg(feature = "files-on-disk")]
    #[doc(hidden)]
    pub stored: Option<crate::server::Stored>,
}

impl File {
    /// A file with a name.
    #[must_use]
    pub fn new(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { file_name: Some(file_name.into()), bytes: bytes.into(), ..Self::default() }
    }

    /// A file that is read while it is sent. It can be sent once: calls with it are not retried.
    ///
    /// ```no_run
    /// # async fn example() -> std::io::Result<gatewright_runtime::File> {
    /// use gatewright_runtime::client::Upload;
    /// let film = tokio::fs::File::open("film.mp4").await?;
    /// Ok(gatewright_runtime::File::stream("film.mp4", Upload::reader(film)))
    /// # }
    /// ```
    #[cfg(all(feature = "client", not(target_arch = "wasm32")))]
    #[must_use]
    pub fn stream(file_name: impl Into<String>, body: impl Into<crate::client::Body>) -> Self {
        let stream = Some(crate::client::Streamed::new(body.into()));
        Self { file_name: Some(file_name.into()), stream, ..Self::default() }
    }

    /// Where the file is, if a server keeps it on disk rather than in `bytes`, which are empty then.
    ///
    /// It is removed with the last clone of this: who keeps it moves or copies it. See
    /// [`Service::files_on_disk`](crate::server::Service::files_on_disk).
    #[cfg(feature = "files-on-disk")]
    #[must_use]
    pub fn path(&self) -> Option<&std::path::Path> {
        self.stored.as_ref().map(crate::server::Stored::path)
    }

    /// Says what kind of file it is.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sends a header with the part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("File");
        shown.field("file_name", &self.file_name).field("media_type", &self.media_type).field("bytes", &self.bytes);
        if !self.headers.is_empty() {
            shown.field("headers", &self.headers);
        }
        #[cfg(feature = "files-on-disk")]
        if let Some(stored) = &self.stored {
            shown.field("stored", stored);
        }
        shown.finish()
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
    /// Headers beside name and media type.
    pub headers: Vec<(String, String)>,
    #[cfg(all(feature = "client", not(target_arch = "wasm32")))]
    #[doc(hidden)]
    pub stream: Option<crate::client::Streamed>,
    #[cfg(feature = "files-on-disk")]
    #[doc(hidden)]
    pub stored: Option<crate::server::Stored>,
}

impl Part {
    /// A field of text.
    #[must_use]
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), bytes: text.into().into(), ..Self::default() }
    }

    /// A field of JSON, sent as `application/json`.
    #[must_use]
    pub fn json(name: impl Into<String>, value: &dyn ToJson) -> Self {
        let bytes = codec::to_string(value).into();
        Self { name: name.into(), media_type: Some("application/json".to_owned()), bytes, ..Self::default() }
    }

    /// A file.
    #[must_use]
    pub fn file(name: impl Into<String>, file: File) -> Self {
        let name = name.into();
        Self {
            // Without a file name a part is a field to most servers.
            file_name: Some(file.file_name.unwrap_or_else(|| name.clone())),
            media_type: file.media_type,
            bytes: file.bytes,
            headers: file.headers,
            #[cfg(all(feature = "client", not(target_arch = "wasm32")))]
            stream: file.stream,
            #[cfg(feature = "files-on-disk")]
            stored: file.stored,
            name,
        }
    }
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
    /// A part of JSON for each item of a list.
    Items,
}

#[doc(hidden)]
pub fn write_part(parts: &mut Vec<Part>, name: &str, mode: PartMode, media_type: &str, value: &dyn ToJson) {
    if value.is_absent() {
        return;
    }
    let part = |text: String, otherwise: &str| Part {
        name: name.to_owned(),
        media_type: [media_type, otherwise].iter().find(|known| !known.is_empty()).map(|known| (*known).to_owned()),
        bytes: text.into(),
        ..Part::default()
    };
    match mode {
        PartMode::Json => parts.push(part(codec::to_string(value), "application/json")),
        PartMode::Items => match codec::to_value(value) {
            Value::Array(items) => {
                parts.extend(items.iter().map(|item| part(codec::to_string(item), "application/json")));
            }
            value => parts.push(part(codec::to_string(&value), "application/json")),
        },
        PartMode::Text => match codec::to_value(value) {
            Value::Array(items) => parts.extend(items.iter().map(|item| part(style::scalar(item), ""))),
            value => parts.push(part(style::scalar(&value), "")),
        },
    }
}

#[doc(hidden)]
pub fn write_files<'f>(parts: &mut Vec<Part>, name: &str, media_type: &str, files: impl IntoIterator<Item = &'f File>) {
    let otherwise = if media_type.is_empty() { "application/octet-stream" } else { media_type };
    parts.extend(files.into_iter().map(|file| {
        let mut part = Part::file(name, file.clone());
        part.media_type.get_or_insert_with(|| otherwise.to_owned());
        part
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
        #[cfg(feature = "files-on-disk")]
        if let Some(stored) = &part.stored {
            return Err(Misfit::because("text", format!("a file of {} bytes", stored.length())).in_property(name));
        }
        match std::str::from_utf8(&part.bytes) {
            Ok(text) => named.push(text),
            Err(_) => return Err(Misfit::because("text", "bytes that are not UTF-8").in_property(name)),
        }
    }
    let json = match (mode, named.as_slice()) {
        (_, []) => return Ok(None),
        (PartMode::Json, [only]) => (*only).to_owned(),
        // A list may come in one part as well.
        (PartMode::Items, [only]) if only.trim_start().starts_with('[') => (*only).to_owned(),
        (PartMode::Json | PartMode::Items, several) => format!("[{}]", several.join(",")),
        (PartMode::Text, [only]) => codec::to_string(*only),
        (PartMode::Text, several) => codec::to_string(several),
    };
    let reading = if mode == PartMode::Text { reading.of_text() } else { reading.of_json() };
    match codec::read(json.as_bytes(), reading) {
        Ok((value, _)) => Ok(Some(value)),
        // As in other forms, what is left empty and is no text is null.
        Err(misfit) if json.is_empty() || json == "\"\"" => match codec::absent(reading) {
            Some(null) => Ok(Some(null)),
            None => Err(misfit.in_property(name)),
        },
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
            headers: part.headers.clone(),
            #[cfg(all(feature = "client", not(target_arch = "wasm32")))]
            stream: part.stream.clone(),
            #[cfg(feature = "files-on-disk")]
            stored: part.stored.clone(),
        })
        .collect()
}

/// The only file of that name.
#[doc(hidden)]
pub fn read_file(parts: &[Part], name: &str) -> Result<Option<File>, Misfit> {
    let mut files = read_files(parts, name);
    match files.len() {
        0 | 1 => Ok(files.pop()),
        several => Err(Misfit::because("one file", format!("{several} parts")).in_property(name)),
    }
}

/// Rejects a list of files that has too few or too many; `or_none` if there need not be any.
#[doc(hidden)]
pub fn count(parts: &[Part], name: &str, least: usize, most: Option<usize>, or_none: bool) -> Result<(), Misfit> {
    let found = parts.iter().filter(|part| part.name == name).count();
    let too_many = most.is_some_and(|most| found > most);
    if found == 0 && or_none || found >= least && !too_many {
        return Ok(());
    }
    if found == 0 {
        return Err(Misfit::missing(name));
    }
    let expected =
        most.filter(|_| too_many).map_or_else(|| format!("at least {least}"), |most| format!("at most {most}"));
    Err(Misfit::because(format!("{expected} parts"), found.to_string()).in_property(name))
}

/// Rejects parts that have no row.
#[doc(hidden)]
pub fn expect_known(parts: &[Part], known: &[&str]) -> Result<(), Misfit> {
    match parts.iter().find(|part| !known.contains(&part.name.as_str())) {
        Some(part) => Err(Misfit::because("no such part", "one").in_property(&part.name)),
        None => Ok(()),
    }
}

#[doc(hidden)]
#[must_use]
pub fn read_rest(parts: &[Part], known: &[&str]) -> Vec<Part> {
    parts.iter().filter(|part| !known.contains(&part.name.as_str())).cloned().collect()
}

/// A part that has to be there.
#[doc(hidden)]
pub fn given<T>(value: Option<T>, name: &str) -> Result<T, Misfit> {
    value.ok_or_else(|| Misfit::missing(name))
}

/// The same of a value: one that may be null is null where it is missing, since no part is how null is sent.
#[doc(hidden)]
pub fn given_value<T: FromJson>(value: Option<T>, name: &str, reading: Reading) -> Result<T, Misfit> {
    value.or_else(|| codec::absent(reading)).ok_or_else(|| Misfit::missing(name))
}

/// The codec of a struct that is a multipart body. After a part's name may follow `as` and the media type that it is
/// sent with, and `of` with the least and the most parts that a list of files has: `of 2 to 3 or none`. Before the name
/// of a type that takes no other parts stands `closed`.
///
/// | mode | type of the field |
/// |---|---|
/// | `text`, `optional_text` | `T`, `Option<T>`: text of one part, or of several if it is a list |
/// | `json`, `optional_json` | `T`, `Option<T>`: a part that holds JSON |
/// | `items`, `optional_items` | `T`, `Option<T>`: a part of JSON for each item of a list |
/// | `file`, `optional_file` | [`File`], `Option<File>` |
/// | `files` | `Vec<File>` |
/// | `rest` | `Vec<Part>`: the parts that no other row names; its name is not used |
#[macro_export]
macro_rules! multipart {
    (both $($rest:tt)*) => {
        $crate::multipart! { read $($rest)* }
        $crate::multipart! { write $($rest)* }
    };
    (read closed $ty:ident $rows:tt) => {
        $crate::multipart! { @read [expect_known] $ty $rows }
    };
    (read $ty:ident $rows:tt) => {
        $crate::multipart! { @read [] $ty $rows }
    };
    (@read [$($check:ident)?] $ty:ident {
        $($mode:ident $field:ident $wire:literal $(as $media:literal)?
            $(of $least:literal $(to $most:literal)? $(or $none:ident)?)?),* $(,)?
    }) => {
        impl $crate::FromMultipart for $ty {
            #[allow(unused_variables)]
            fn from_multipart(
                parts: &[$crate::Part],
                reading: $crate::Reading,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                let known = &[$($wire),*];
                $($crate::multipart::$check(parts, known)?;)?
                $($(
                    let most: &[usize] = &[$($most)?];
                    let or_none = !::core::concat!($(::core::stringify!($none))?).is_empty();
                    $crate::multipart::count(parts, $wire, $least, most.first().copied(), or_none)?;
                )?)*
                ::core::result::Result::Ok(Self {
                    $($field: $crate::__read_part!(parts reading known $mode $wire)),*
                })
            }
        }
    };
    (write closed $ty:ident $rows:tt) => {
        $crate::multipart! { write $ty $rows }
    };
    (write $ty:ident {
        $($mode:ident $field:ident $wire:literal $(as $media:literal)?
            $(of $least:literal $(to $most:literal)? $(or $none:ident)?)?),* $(,)?
    }) => {
        impl $crate::ToMultipart for $ty {
            #[allow(unused_mut)]
            fn to_multipart(&self) -> ::std::vec::Vec<$crate::Part> {
                let mut parts = ::std::vec::Vec::new();
                $($crate::__write_part!(parts $mode (self.$field) $wire (::core::concat!($($media)?)));)*
                parts
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __read_part {
    ($parts:ident $reading:ident $known:ident optional_text $wire:literal) => {
        $crate::multipart::read_part($parts, $wire, $crate::multipart::PartMode::Text, $reading)?
    };
    ($parts:ident $reading:ident $known:ident optional_json $wire:literal) => {
        $crate::multipart::read_part($parts, $wire, $crate::multipart::PartMode::Json, $reading)?
    };
    ($parts:ident $reading:ident $known:ident optional_items $wire:literal) => {
        $crate::multipart::read_part($parts, $wire, $crate::multipart::PartMode::Items, $reading)?
    };
    ($parts:ident $reading:ident $known:ident text $wire:literal) => {
        $crate::multipart::given_value(
            $crate::__read_part!($parts $reading $known optional_text $wire),
            $wire,
            $reading,
        )?
    };
    ($parts:ident $reading:ident $known:ident json $wire:literal) => {
        $crate::multipart::given_value(
            $crate::__read_part!($parts $reading $known optional_json $wire),
            $wire,
            $reading,
        )?
    };
    ($parts:ident $reading:ident $known:ident items $wire:literal) => {
        $crate::multipart::given_value(
            $crate::__read_part!($parts $reading $known optional_items $wire),
            $wire,
            $reading,
        )?
    };
    ($parts:ident $reading:ident $known:ident files $wire:literal) => {
        $crate::multipart::read_files($parts, $wire)
    };
    ($parts:ident $reading:ident $known:ident rest $wire:literal) => {
        $crate::multipart::read_rest($parts, $known)
    };
    ($parts:ident $reading:ident $known:ident optional_file $wire:literal) => {
        $crate::multipart::read_file($parts, $wire)?
    };
    ($parts:ident $reading:ident $known:ident file $wire:literal) => {
        $crate::multipart::given($crate::__read_part!($parts $reading $known optional_file $wire), $wire)?
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __write_part {
    ($parts:ident text ($field:expr) $wire:literal ($media:expr)) => {
        $crate::multipart::write_part(&mut $parts, $wire, $crate::multipart::PartMode::Text, $media, &$field)
    };
    ($parts:ident json ($field:expr) $wire:literal ($media:expr)) => {
        $crate::multipart::write_part(&mut $parts, $wire, $crate::multipart::PartMode::Json, $media, &$field)
    };
    ($parts:ident items ($field:expr) $wire:literal ($media:expr)) => {
        $crate::multipart::write_part(&mut $parts, $wire, $crate::multipart::PartMode::Items, $media, &$field)
    };
    ($parts:ident optional_text ($field:expr) $wire:literal ($media:expr)) => {
        $crate::__write_part!($parts text ($field) $wire ($media))
    };
    ($parts:ident optional_json ($field:expr) $wire:literal ($media:expr)) => {
        $crate::__write_part!($parts json ($field) $wire ($media))
    };
    ($parts:ident optional_items ($field:expr) $wire:literal ($media:expr)) => {
        $crate::__write_part!($parts items ($field) $wire ($media))
    };
    ($parts:ident rest ($field:expr) $wire:literal ($media:expr)) => {
        ::core::iter::Extend::extend(&mut $parts, ::core::iter::Iterator::cloned($field.iter()))
    };
    ($parts:ident file ($field:expr) $wire:literal ($media:expr)) => {
        $crate::multipart::write_files(&mut $parts, $wire, $media, ::core::iter::once(&$field))
    };
    ($parts:ident $optional_file_or_files:ident ($field:expr) $wire:literal ($media:expr)) => {
        $crate::multipart::write_files(&mut $parts, $wire, $media, &$field)
    };
}
