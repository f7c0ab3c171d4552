//! What a template works with: an object of Java.

use std::rc::Rc;
use std::sync::Arc;

use super::block::DefinedBlock;
use super::class::Class;
use super::collection::{Entry, List, Map, View};
use super::loop_scope::LoopScope;
use crate::number::Number;

/// A value that a template works with.
///
/// Cloning is cheap, and a clone of a list or map is the same list or map, as in Java.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Value {
    /// Java's `null`.
    #[default]
    Null,
    /// A `Boolean`.
    Boolean(bool),
    /// An `Integer`, `Long`, `BigInteger`, `Double` or `BigDecimal`.
    Number(Number),
    /// A `Character`: one UTF-16 unit.
    Character(u16),
    /// A `String`.
    Text(Arc<str>),
    /// An `ArrayList`, a `JSONArray` or a Java array.
    List(List),
    /// A `LinkedHashMap`.
    Map(Map),
    /// An entry of a map.
    Entry(Entry),
    /// The keys, values or entries of a map, which change with it.
    View(View),
    /// `$input`.
    Input,
    /// `$util`.
    Util,
    /// `$foreach`.
    Loop(Rc<LoopScope>),
    /// A block made by `#define`.
    Block(DefinedBlock),
    /// A Java class: `$value.class`.
    Class(Class),
}

impl Value {
    /// A string.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// The empty string, which stands for missing values.
    pub(crate) fn empty() -> Self {
        Self::Text(Arc::default())
    }

    /// An `Integer`, or a `Long` where it does not fit.
    pub(crate) fn integer(number: usize) -> Self {
        Self::Number(match i32::try_from(number) {
            Ok(small) => Number::Integer(small),
            Err(_) => Number::Long(i64::try_from(number).unwrap_or(i64::MAX)),
        })
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn as_text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The class whose method is meant in messages.
    pub(crate) fn class_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "Boolean",
            Self::Number(number) => number.class_name(),
            Self::Character(_) => "Character",
            Self::Text(_) => "String",
            Self::List(list) => list.kind().class_name(),
            Self::Map(_) => "Map",
            Self::Entry(_) => "Map.Entry",
            Self::View(_) => "Collection",
            Self::Input => "$input",
            Self::Util => "$util",
            Self::Loop(_) => "$foreach",
            Self::Block(_) => "a defined block",
            Self::Class(_) => "Class",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}
