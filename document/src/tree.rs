//! The tree of a document: what JSON can say, with keys in the order of the document.
//!
//! It is our own and not `serde_json::Value` because numbers keep all their digits here and because
//! `&Value` is itself a serde `Deserializer`, so that typed views are read without copying a piece.

use crate::map::Map;
use crate::number::Number;
use crate::pointer::Pointer;

/// A value of a document.
///
/// ```
/// use gatewright_document::{Pointer, Value};
///
/// let value = Value::from(serde_json::json!({"info": {"title": "Pets"}}));
/// let title = value.pointer(&Pointer::root().child("info").child("title"));
/// assert_eq!(title.and_then(Value::as_str), Some("Pets"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number of any size.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Map),
}

impl Value {
    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The integer, if this is one that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The integer, if this is one that fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number().and_then(Number::as_u64)
    }

    /// The nearest `f64`, if this is a number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().map(Number::as_f64)
    }

    /// The items, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&Vec<Value>> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Map> {
        match self {
            Value::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entries, if this is an object.
    pub fn as_object_mut(&mut self) -> Option<&mut Map> {
        match self {
            Value::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The entry `key`, if this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object().and_then(|entries| entries.get(key))
    }

    /// What this is, with its article as messages need it: `a string`, `an object`, `null` …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The entry or item that one pointer segment names.
    #[must_use]
    pub fn step(&self, segment: &str) -> Option<&Value> {
        match self {
            Value::Object(entries) => entries.get(segment),
            Value::Array(items) => array_index(segment).and_then(|index| items.get(index)),
            _ => None,
        }
    }

    /// What `pointer` names in this value; references are not followed.
    #[must_use]
    pub fn pointer(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.segments().try_fold(self, |value, segment| value.step(&segment))
    }

    /// The same as [`Value::pointer`], to change it.
    pub fn pointer_mut(&mut self, pointer: &Pointer) -> Option<&mut Value> {
        pointer.segments().try_fold(self, |value, segment| match value {
            Value::Object(entries) => entries.get_mut(&segment),
            Value::Array(items) => array_index(&segment).and_then(|index| items.get_mut(index)),
            _ => None,
        })
    }

    /// The same value for `serde_json`; numbers beyond 64 bits become the nearest `f64`.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) if is_written_as_integer(number) => value.into(),
                (_, Some(value)) if is_written_as_integer(number) => value.into(),
                _ => number.as_f64().into(),
            },
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(Value::to_json).collect(),
            Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), value.to_json())).collect(),
        }
    }
}

/// `1` and not `1.0`: the distinction is no JSON Schema's, but examples are shown as they were written.
pub(crate) fn is_written_as_integer(number: &Number) -> bool {
    !number.text().contains(['.', 'e', 'E'])
}

/// RFC 6901: digits without a leading zero.
pub(crate) fn array_index(segment: &str) -> Option<usize> {
    let canonical = segment == "0" || !segment.starts_with(['0', '+']);
    if canonical { segment.parse().ok() } else { None }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::Number(number) => Value::Number(
                Number::parse(&number.to_string())
                    .unwrap_or_else(|| Number::from_f64(number.as_f64().unwrap_or(f64::NAN))),
            ),
            serde_json::Value::String(text) => Value::String(text),
            serde_json::Value::Array(items) => Value::Array(items.into_iter().map(Value::from).collect()),
            serde_json::Value::Object(entries) => {
                Value::Object(entries.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Number(value.into())
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Value::Number(value.into())
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Value::Array(items)
    }
}

impl From<Map> for Value {
    fn from(entries: Map) -> Self {
        Value::Object(entries)
    }
}

impl FromIterator<(String, Value)> for Value {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Self {
        Value::Object(entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexSet;
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_values_have_one_hash() {
        let equal = [json!({"a": 1, "b": [0.0]}), json!({"b": [0], "a": 1.0}), json!({"b": [-0.0], "a": 1})];
        let values: IndexSet<Value, foldhash::fast::FixedState> = equal.into_iter().map(Value::from).collect();
        assert_eq!(values.len(), 1);
    }
}
