//! The tree and serde: `Value` is serialised, and `&Value` is a deserializer.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor};
use serde::{Deserializer, Serialize, Serializer, forward_to_deserialize_any};

use crate::number::Number;
use crate::tree::{Value, is_written_as_integer};

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !is_written_as_integer(self) {
            return serializer.serialize_f64(self.as_f64());
        }
        match (self.as_u64(), self.as_i64(), self.as_i128()) {
            (Some(value), _, _) => serializer.serialize_u64(value),
            (_, Some(value), _) => serializer.serialize_i64(value),
            (_, _, Some(value)) => serializer.serialize_i128(value),
            _ => serializer.serialize_f64(self.as_f64()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items),
            Value::Object(entries) => serializer.collect_map(entries),
        }
    }
}

/// Why a piece of a tree does not have the form of the Rust type that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError {
    message: String,
}

impl ShapeError {
    /// What was expected and what was found.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ShapeError {}

impl de::Error for ShapeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        ShapeError { message: message.to_string() }
    }
}

impl<'de> IntoDeserializer<'de, ShapeError> for &'de Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// ```
/// use gatewright_document::Value;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Info<'a> {
///     title: &'a str,
/// }
///
/// let value = Value::from(serde_json::json!({"title": "Pets", "version": "1"}));
/// assert_eq!(Info::deserialize(&value).unwrap().title, "Pets");
/// ```
impl<'de> Deserializer<'de> for &'de Value {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => visit_number(number, visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => {
                let mut access = SeqDeserializer::new(items.iter());
                let value = visitor.visit_seq(&mut access)?;
                access.end()?;
                Ok(value)
            }
            Value::Object(entries) => {
                let mut access = MapDeserializer::new(entries.iter().map(|(key, value)| (key.as_str(), value)));
                let value = visitor.visit_map(&mut access)?;
                access.end()?;
                Ok(value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match self {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        match self {
            Value::String(variant) => visitor.visit_enum(Variant { variant, content: None }),
            Value::Object(entries) => match entries.first() {
                Some((variant, content)) if entries.len() == 1 => {
                    visitor.visit_enum(Variant { variant, content: Some(content) })
                }
                _ => Err(de::Error::invalid_value(de::Unexpected::Map, &"an object with one entry")),
            },
            other => Err(de::Error::custom(format_args!(
                "expected a string or an object with one entry, found {}",
                other.kind()
            ))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, ShapeError> {
    if is_written_as_integer(number) {
        if let Some(value) = number.as_u64() {
            return visitor.visit_u64(value);
        }
        if let Some(value) = number.as_i64() {
            return visitor.visit_i64(value);
        }
    }
    // Few visitors take 128 bits; all that take numbers at all take an `f64`.
    visitor.visit_f64(number.as_f64())
}

struct Variant<'de> {
    variant: &'de str,
    content: Option<&'de Value>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = ShapeError;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'de>), ShapeError> {
        let variant = seed.deserialize(self.variant.into_deserializer())?;
        Ok((variant, Content(self.content)))
    }
}

struct Content<'de>(Option<&'de Value>);

impl<'de> Content<'de> {
    fn required(self, form: &'static str) -> Result<&'de Value, ShapeError> {
        self.0.ok_or_else(|| de::Error::custom(format_args!("expected {form}, found only a name")))
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = ShapeError;

    fn unit_variant(self) -> Result<(), ShapeError> {
        match self.0 {
            None | Some(Value::Null) => Ok(()),
            Some(other) => Err(de::Error::custom(format_args!("expected only a name, found {}", other.kind()))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ShapeError> {
        seed.deserialize(self.required("a value")?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, ShapeError> {
        self.required("an array")?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        self.required("an object")?.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "camelCase")]
    struct Piece {
        name: String,
        count: Option<i64>,
        ratio: f64,
        kind: Kind,
        #[serde(default)]
        tags: Vec<String>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Plain,
        Sized(u32),
    }

    #[test]
    fn reads_derived_types() {
        let value = Value::from(json!({"name": "a", "count": null, "ratio": 1, "kind": {"sized": 3}, "other": [1]}));
        let piece = Piece::deserialize(&value).unwrap();
        let expected = Piece { name: "a".into(), count: None, ratio: 1.0, kind: Kind::Sized(3), tags: vec![] };
        assert_eq!(piece, expected);
        assert_eq!(Kind::deserialize(&Value::from("plain")).unwrap(), Kind::Plain);
    }

    #[test]
    fn says_what_does_not_fit() {
        let error = Piece::deserialize(&Value::from(json!({"name": 1}))).unwrap_err();
        assert_eq!(error.message(), "invalid type: integer `1`, expected a string");
        let error = Kind::deserialize(&Value::from(json!([]))).unwrap_err();
        assert_eq!(error.message(), "expected a string or an object with one entry, found an array");
    }

    #[test]
    fn serialises_every_digit_of_an_integer() {
        let value = Value::Number(Number::parse("18446744073709552000").unwrap());
        assert_eq!(serde_json::to_string(&value).unwrap(), "18446744073709552000");
        let json = json!({"a": [1, -1, 1.5, true, null, "x"], "b": {}});
        assert_eq!(Value::from(json.clone()).to_json(), json);
        assert_eq!(serde_json::to_value(Value::from(json.clone())).unwrap(), json);
    }
}
