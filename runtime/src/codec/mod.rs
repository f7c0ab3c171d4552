//! Reads typed values from JSON text, and writes them.
//!
//! Models are read straight from the text and written straight into it; no tree is built. [`FromJson`] and [`ToJson`]
//! are not generic over a format, and a model is a table of names and places that code which is compiled once works
//! through: so its codec is compiled once, in the generated crate, and callers compile nothing. That is why generated
//! models do not derive serde's traits. The macros still implement `serde::Serialize` and `Deserialize`, bridged over
//! [`Value`], for everything else that a model may be put into.
//!
//! What is no JSON (parameters, forms, XML, serde's other formats) is made JSON text first, in which strings may hold
//! numbers; so there is one way in.

mod best_fit;
mod bridge;
mod container;
mod default_macros;
mod enumeration;
mod foreign;
mod misfit;
mod object;
mod object_macros;
mod openness;
mod reader;
mod reading;
mod scalar;
mod swar;
pub(crate) mod tuple;
mod union;
mod union_macros;
mod writer;

use serde_json::Value;

#[doc(hidden)]
pub use best_fit::BestFit;
#[doc(hidden)]
pub use bridge::{deserialize, serialize};
#[doc(hidden)]
pub use enumeration::{constant, is_constant, read_integer, read_string, read_value, same};
pub use foreign::Foreign;
pub use misfit::Misfit;
#[doc(hidden)]
pub use object::{Blank, Member, Others, Rest, read_object, write_escaped_object, write_object};
#[doc(hidden)]
pub use openness::Openness;
pub use reader::{Departure, Noted, Reader};
pub use reading::Reading;
pub(crate) use scalar::number_in;
#[doc(hidden)]
pub use union::{
    read_newtype, read_optional_tag, read_tag, read_variant, unknown_tag, write_floats, write_tagged, write_valued,
};
pub use writer::Writer;

/// What comes of reading into a place.
pub type Done = Result<(), Misfit>;

/// A type that can be read from JSON.
///
/// A type of your own is read by what it consists of:
///
/// ```
/// use gatewright_runtime::{FromJson, Misfit, Reader, from_str};
///
/// struct Cents(i64);
///
/// impl FromJson for Cents {
///     fn blank() -> Self {
///         Self(0)
///     }
///
///     fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
///         let mut amount = 0.0_f64;
///         amount.read(reader)?;
///         self.0 = (amount * 100.0).round() as i64;
///         Ok(())
///     }
/// }
///
/// assert_eq!(from_str::<Cents>("1.99")?.0, 199);
/// # Ok::<(), Misfit>(())
/// ```
pub trait FromJson {
    /// A value to be read into. Nobody sees it unless it has been read.
    fn blank() -> Self
    where
        Self: Sized;

    /// Reads a value in place of this one, which is blank.
    ///
    /// # Errors
    /// When the value does not have the form of the type.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit>;

    /// How much the type says of a value.
    #[doc(hidden)]
    fn openness() -> Openness
    where
        Self: Sized,
    {
        Openness::Described
    }
}

/// A type that can be written as JSON.
pub trait ToJson {
    /// Writes the value.
    fn write(&self, writer: &mut Writer);

    /// Whether an object that has this as an optional property leaves the property out.
    fn is_absent(&self) -> bool {
        false
    }

    /// The value as a tree.
    fn to_json(&self) -> Value
    where
        Self: Sized,
    {
        to_value(self)
    }
}

/// Reads JSON text.
///
/// # Errors
/// When the text is not JSON, or does not have the form of the type.
pub fn read<T: FromJson>(json: &[u8], reading: Reading) -> Result<(T, Noted), Misfit> {
    let mut value = T::blank();
    match reader::read_all(json, reading, &mut value) {
        Ok(noted) => Ok((value, noted)),
        Err(misfit) => Err(misfit),
    }
}

/// What stands for a value that is missing; `None` where it has to be there.
pub(crate) fn absent<T: FromJson>(reading: Reading) -> Option<T> {
    let mut value = T::blank();
    value.read(&mut Reader::missing(reading)).is_ok().then_some(value)
}

/// Reads JSON text as clients do.
///
/// # Errors
/// When the text is not JSON, or does not have the form of the type.
pub fn from_slice<T: FromJson>(json: &[u8]) -> Result<T, Misfit> {
    let mut value = T::blank();
    match reader::read_all(json, Reading::tolerant(), &mut value) {
        Ok(_) => Ok(value),
        Err(misfit) => Err(misfit),
    }
}

/// Reads JSON text as clients do.
///
/// # Errors
/// When the text is not JSON, or does not have the form of the type.
///
/// ```
/// let numbers: Vec<i64> = gatewright_runtime::from_str("[1, 2.0]")?;
/// assert_eq!(numbers, [1, 2]);
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
pub fn from_str<T: FromJson>(json: &str) -> Result<T, Misfit> {
    from_slice(json.as_bytes())
}

/// Reads a tree as clients do.
///
/// # Errors
/// When the value does not have the form of the type.
pub fn from_value<T: FromJson>(value: &Value) -> Result<T, Misfit> {
    from_slice(to_string(value).as_bytes())
}

/// Writes JSON text.
#[must_use]
pub fn to_string(value: &(impl ToJson + ?Sized)) -> String {
    let mut writer = Writer::new();
    value.write(&mut writer);
    writer.into_text()
}

/// Writes JSON text as bytes.
#[must_use]
pub fn to_vec(value: &dyn ToJson) -> Vec<u8> {
    to_string(value).into_bytes()
}

/// Writes what a client sends: JSON text without what only the server sets.
#[cfg(feature = "client")]
pub(crate) fn to_request(value: &dyn ToJson) -> String {
    let mut writer = Writer::new().of_request();
    value.write(&mut writer);
    writer.into_text()
}

/// The tree of text that a writer wrote.
#[cfg(feature = "client")]
pub(crate) fn tree(text: &str) -> Value {
    Reader::new(text, Reading::tolerant().depth(u32::MAX)).value().unwrap_or_default()
}

/// The value as a tree.
#[must_use]
pub fn to_value(value: &dyn ToJson) -> Value {
    let mut text = to_string(value);
    // Most values that become a tree are one text, and most texts say what they say without escapes.
    if let [b'"', plain @ .., b'"'] = text.as_bytes()
        && !plain.contains(&b'\\')
    {
        text.pop();
        text.remove(0);
        return Value::String(text);
    }
    // What the writer wrote is JSON.
    Reader::new(&text, Reading::tolerant().depth(u32::MAX)).value().unwrap_or_default()
}
