//! What goes over the wire around JSON: parameters and forms as text, headers, parts, XML, media types.
//!
//! Client and server share what is here; neither reads anything of the other.

#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod media_type;

#[cfg(any(feature = "chrono", feature = "time"))]
mod civil;
pub(crate) mod format;
pub(crate) mod forms;
pub(crate) mod headers;
pub(crate) mod int_or_string;
pub mod multipart;
pub mod numeric;
pub(crate) mod quantity;
pub mod style;
pub(crate) mod text;
#[cfg(feature = "chrono")]
pub mod with_chrono;
#[cfg(feature = "time")]
pub mod with_time;
#[cfg(any(feature = "client", feature = "server"))]
pub mod xml;
