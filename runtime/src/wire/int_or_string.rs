//! `int-or-string`: what Kubernetes writes as a number or as text, such as a port.

use std::fmt;

use crate::codec::{FromJson, Misfit, Reader, ToJson, Writer};

/// A number, or a text that may stand for one: the port `80` or `"http"`, the share `1` or `"25%"`.
///
/// ```
/// use gatewright_runtime::{IntOrString, from_str};
///
/// let ports: Vec<IntOrString> = from_str(r#"[80, "http"]"#)?;
/// assert_eq!(ports, [80.into(), "http".into()]);
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntOrString {
    /// A number.
    Int(i64),
    /// A text.
    String(String),
}

impl IntOrString {
    /// The number, also of a text that is one.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::String(text) => text.parse().ok(),
        }
    }
}

impl Default for IntOrString {
    fn default() -> Self {
        Self::Int(0)
    }
}

impl From<i64> for IntOrString {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for IntOrString {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl From<&str> for IntOrString {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for IntOrString {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::String(text) => f.write_str(text),
        }
    }
}

impl FromJson for IntOrString {
    fn blank() -> Self {
        Self::Int(0)
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        if reader.is_number() {
            let mut number = 0;
            number.read(reader)?;
            *self = Self::Int(number);
        } else {
            *self = Self::String(reader.string_as("an integer or a string")?.into_owned());
        }
        Ok(())
    }
}

impl ToJson for IntOrString {
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Int(number) => number.write(writer),
            Self::String(text) => writer.string(text),
        }
    }
}

crate::__deserialize! { IntOrString }
crate::__serialize! { IntOrString }
