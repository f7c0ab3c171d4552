//! From a text to its tree, through `serde_json` or `serde_yaml` and one visitor of ours.
//!
//! The visitor does what both would lose through `serde_json::Value`: keys that are numbers, `<<`,
//! tags, numbers beyond 64 bits. What needs a place to be reported is only noted here and looked for
//! afterwards, so that ordinary documents are read in one pass.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use crate::map::Map;
use crate::number::Number;
use crate::tree::Value;
use crate::yaml11::boolean;

/// Said by the visitor when aliases have expanded to too much; `yaml_fault` knows the text.
pub(crate) const TOO_MUCH: &str = "aliases expand to too much";
/// What a mapping or list as a key is rejected with.
pub(crate) const SCALAR_KEY: &str = "a scalar as key";

/// What was seen while reading that has to be looked at again.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) duplicate_keys: Cell<bool>,
    pub(crate) inexact_numbers: Cell<bool>,
    pub(crate) tags: Cell<bool>,
    pub(crate) yaml11_booleans: Cell<bool>,
    /// Whether the text has something like `0b11`, a number to `serde_yaml` and to nobody else.
    pub(crate) binary_numbers: bool,
    yaml: bool,
    /// How much may still be built, in rough bytes. Only aliases can use it up.
    budget: Cell<usize>,
}

impl Seen {
    fn new(text: &str, yaml: bool) -> Seen {
        // A node per byte of text is the most that a text without aliases can have.
        let budget = text.len().saturating_mul(NODE_COST + 1).saturating_add(4 << 20);
        Seen {
            binary_numbers: yaml && (text.contains(" 0b") || text.contains(" -0b") || text.contains(" +0b")),
            yaml,
            budget: Cell::new(budget),
            ..Seen::default()
        }
    }

    fn spend<E: de::Error>(&self, cost: usize) -> Result<(), E> {
        match self.budget.get().checked_sub(cost) {
            Some(left) => {
                self.budget.set(left);
                Ok(())
            }
            None => Err(E::custom(TOO_MUCH)),
        }
    }
}

/// What a node costs beside its text.
const NODE_COST: usize = 64;

/// Reads JSON.
pub(crate) fn json(text: &str) -> Result<(Value, Seen), serde_json::Error> {
    let seen = Seen::new(text, false);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Reader(&seen).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, seen))
}

/// Reads the first YAML document that is not empty, and says whether others follow.
pub(crate) fn yaml(text: &str) -> Result<(Value, Seen, bool), serde_yaml::Error> {
    let seen = Seen::new(text, true);
    let mut value = Value::Null;
    let mut documents = serde_yaml::Deserializer::from_str(text);
    for document in documents.by_ref() {
        value = Reader(&seen).deserialize(document)?;
        if !value.is_null() {
            break;
        }
    }
    let more = !value.is_null() && documents.next().is_some();
    Ok((value, seen, more))
}

#[derive(Clone, Copy)]
struct Reader<'s>(&'s Seen);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.spend(NODE_COST)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Value::Number(Number::from_u128(value)))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Number(Number::from_i128(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value);
        if number.may_be_inexact() {
            self.0.inexact_numbers.set(true);
        }
        Ok(Value::Number(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.0.spend(text.len())?;
        if self.0.yaml && boolean(text).is_some() {
            self.0.yaml11_booleans.set(true);
        }
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut entries = Map::default();
        let mut merged = Vec::new();
        while let Some(key) = access.next_key_seed(KeyReader)? {
            self.0.spend(key.len())?;
            let value = access.next_value_seed(self)?;
            if self.0.yaml && key == "<<" {
                merged.push(value);
            } else if entries.insert(key.into_owned(), value).is_some() {
                self.0.duplicate_keys.set(true);
            }
        }
        for value in merged {
            merge(&mut entries, value);
        }
        entries.shrink_to_fit();
        Ok(Value::Object(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        self.0.tags.set(true);
        let (tag, content) = access.variant_seed(KeyReader)?;
        let value = content.newtype_variant_seed(self)?;
        Ok(long_form(&tag, value))
    }
}

/// Adds the entries that `<<` names, where there are none of the same key.
fn merge(entries: &mut Map, value: Value) {
    match value {
        Value::Object(merged) => {
            for (key, value) in merged {
                entries.get_or_insert(key, value);
            }
        }
        Value::Array(items) => {
            for item in items.into_iter().filter(|item| matches!(item, Value::Object(_))) {
                merge(entries, item);
            }
        }
        // A property that happens to be called `<<`.
        other => {
            entries.get_or_insert("<<".to_owned(), other);
        }
    }
}

/// The long form of CloudFormation's short tags; other tags say nothing that JSON could.
fn long_form(tag: &str, value: Value) -> Value {
    let Some(key) = cloud_formation_key(tag.trim_start_matches('!')) else {
        return value;
    };
    let value = match value {
        // `!GetAtt Function.Arn` is a pair.
        Value::String(text) if key == "Fn::GetAtt" => match text.split_once('.') {
            Some((resource, attribute)) => Value::Array(vec![resource.into(), attribute.into()]),
            None => Value::String(text),
        },
        other => other,
    };
    Value::from_iter([(key, value)])
}

/// The key that CloudFormation's short tag of that name stands for.
pub(crate) fn cloud_formation_key(tag: &str) -> Option<String> {
    match tag {
        "Ref" | "Condition" => Some(tag.to_owned()),
        "And" | "Base64" | "Cidr" | "Equals" | "FindInMap" | "ForEach" | "GetAtt" | "GetAZs" | "If" | "ImportValue"
        | "Join" | "Length" | "Not" | "Or" | "Select" | "Split" | "Sub" | "ToJsonString" | "Transform" => {
            Some(format!("Fn::{tag}"))
        }
        _ => None,
    }
}

/// Reads a key as the text that stands there, so that `200:` and `1.10:` keep their form.
struct KeyReader;

impl<'de> DeserializeSeed<'de> for KeyReader {
    type Value = Cow<'de, str>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyReader {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(SCALAR_KEY)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
