//! Reading typed values from JSON, and writing them.
//!
//! A body is parsed once into [`Value`]; [`FromJson`] and [`ToJson`] go between that and Rust types.
//! Neither trait is generic over a format, so a model's codec is compiled once, in the generated
//! crate, and its callers compile nothing: that is why generated models do not derive serde's
//! traits. The macros still implement `serde::Serialize` and `Deserialize`, bridged over [`Value`],
//! for everything else that a model may be put into.
//!
//! The form was chosen by what it costs to compile. User CPU seconds for 1,000 structs of 8 fields with
//! `Clone`, `Debug` and `PartialEq`, reading and writing, without serde's traits:
//!
//! | codec | check | debug | release |
//! |---|--:|--:|--:|
//! | none | 1.3 | 1.4 | 2.0 |
//! | a call per field with `?` | 3.3 | 6.0 | 13.8 |
//! | a call per field, errors collected | 2.9 | 5.8 | 35.7 |
//! | one table of names, modes and places per type | 2.8 | 5.3 | 14.8 |
//! | of that, writing alone | 1.7 | 2.2 | 3.8 |
//!
//! The table was kept and made smaller: names and modes apart from the places (they are constants
//! then), misfits on a path that is marked cold, and nothing dropped that is known to be empty. On 300
//! structs that hold lists of each other this took release from 13.5 s to 9.0 s. serde's derive took
//! 8.5 s to check those 300, before anybody used them; this took 1.5 s, serde's own traits included.

mod best_fit;
mod bridge;
mod container;
mod enumeration;
mod foreign;
mod misfit;
mod object;
mod scalar;
pub(crate) mod tuple;
mod union;

use best_fit::Unexplained;
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
pub use object::{Blank, Done, Member, Others, Rest, Slot, read_member, read_object, refused, write_object};
#[doc(hidden)]
pub use union::{read_optional_tag, read_tag, read_variant, unknown_tag, write_tagged};

/// A type that can be read from JSON.
pub trait FromJson: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// When the value does not have the form of the type; says where.
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit>;

    /// Reads a member or an item. One that might have been missing is `present`: null is then no absence.
    #[doc(hidden)]
    fn from_place(value: &Value, cx: &mut Cx, _present: bool) -> Result<Self, Misfit> {
        Self::from_json(value, cx)
    }

    /// What stands for a value that is missing, if anything does.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }
}

/// A type that can be written as JSON.
pub trait ToJson {
    /// The value as JSON.
    fn to_json(&self) -> Value;

    /// Whether an object that has this as an optional member leaves the member out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Reading stops below this many types within types, where a union may hold itself without end.
const DEPTH: usize = 512;

/// How a value is read, and what the reading has met so far.
#[derive(Clone, Debug)]
pub struct Cx {
    strict: bool,
    text: bool,
    commas: bool,
    left: Unexplained,
    depth: usize,
    /// How many variants may still be tried, within a union.
    budget: Option<usize>,
}

impl Cx {
    /// Reads as clients do: values that the document did not list are kept.
    #[must_use]
    pub const fn tolerant() -> Self {
        Self { strict: false, text: false, commas: false, left: Unexplained::NOTHING, depth: 0, budget: None }
    }

    /// Reads as servers do: what the document forbids is a [`Misfit`].
    #[must_use]
    pub const fn strict() -> Self {
        Self { strict: true, ..Self::tolerant() }
    }

    /// As [`tolerant`](Self::tolerant), and numbers and booleans may stand in strings.
    #[must_use]
    pub const fn tolerant_text() -> Self {
        Self { text: true, ..Self::tolerant() }
    }

    /// As [`strict`](Self::strict), and numbers and booleans stand in strings: parameters and forms.
    #[must_use]
    pub const fn strict_text() -> Self {
        Self { text: true, ..Self::strict() }
    }

    /// Headers: text, and arrays are separated by commas.
    #[must_use]
    pub const fn header() -> Self {
        Self { commas: true, ..Self::tolerant_text() }
    }

    /// Whether what the document does not allow is refused.
    #[must_use]
    pub const fn is_strict(&self) -> bool {
        self.strict
    }

    /// Whether numbers and booleans may stand in strings.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.text
    }

    /// How many values were met that the type does not know; those inside of one count as well.
    #[must_use]
    pub const fn unknown(&self) -> usize {
        self.left.unknown()
    }

    /// Counts something that the type does not know, or refuses it.
    ///
    /// # Errors
    /// When reading is strict: `expected` was expected instead of `value`.
    pub fn refuse(&mut self, expected: &'static str, value: &Value) -> Result<(), Misfit> {
        if self.strict {
            return Err(Misfit::new(expected, value));
        }
        self.left.keep(value);
        Ok(())
    }

    /// Goes one type deeper without going deeper into the value, until [`leave`](Self::leave).
    pub(crate) fn enter(&mut self, value: &Value) -> Result<(), Misfit> {
        if self.depth >= DEPTH {
            return Err(Misfit::new("a type that does not hold itself without end", value));
        }
        self.depth += 1;
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }
}

impl Default for Cx {
    fn default() -> Self {
        Self::tolerant()
    }
}

/// Reads a value as clients do.
///
/// # Errors
/// When the value does not have the form of the type.
///
/// ```
/// let numbers: Vec<i64> = gatewright_runtime::from_value(&serde_json::json!([1, 2.0]))?;
/// assert_eq!(numbers, [1, 2]);
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
pub fn from_value<T: FromJson>(value: &Value) -> Result<T, Misfit> {
    T::from_json(value, &mut Cx::tolerant())
}
