//! To and from `serde_json`.

use std::sync::Arc;

use serde_json::Value as Json;

use super::collection::{Key, List, ListKind, Map};
use super::object::Value;
use super::print::Bound;
use crate::number::{Decimal, Number};

/// Which Java classes JSON arrays become. Objects are `LinkedHashMap`s either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Collections {
    /// json-smart's `JSONArray`, which prints as JSON: `[{"a":1}]`. API Gateway's `$input.path(…)` and
    /// `$util.parseJson(…)` give these.
    #[default]
    JsonSmart,
    /// `java.util.ArrayList`, which prints as `[{a=1}]`. Lists that a template makes are of this kind.
    JavaUtil,
}

impl Collections {
    pub(crate) fn list_kind(self) -> ListKind {
        match self {
            Self::JsonSmart => ListKind::Json,
            Self::JavaUtil => ListKind::Plain,
        }
    }
}

impl Value {
    /// Converts JSON. Numbers become the smallest Java integer that holds them, or a `Double`.
    ///
    /// The recursion is as deep as the value, which `serde_json` limits where it parses.
    #[must_use]
    pub fn from_json(json: &Json, collections: Collections) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Boolean(*value),
            Json::Number(number) => Self::Number(from_json_number(number)),
            Json::String(text) => Self::text(text.as_str()),
            Json::Array(items) => {
                let items = items.iter().map(|item| Self::from_json(item, collections)).collect();
                Self::List(List::new(collections.list_kind(), items))
            }
            Json::Object(entries) => {
                let map = Map::with_capacity(entries.len());
                for (key, value) in entries {
                    map.put(Self::text(key.as_str()), Self::from_json(value, collections));
                }
                Self::Map(map)
            }
        }
    }

    /// Converts to JSON. Keys are printed; numbers that JSON cannot hold and values that are nested
    /// without measure become null; objects without a JSON form (`$util`) too.
    #[must_use]
    pub fn to_json(&self) -> Json {
        to_json(self, 250, &mut NODES.clone())
    }
}

fn from_json_number(number: &serde_json::Number) -> Number {
    if let Some(value) = number.as_i64() {
        return Number::from_integer(value);
    }
    if let Some(value) = number.as_u64() {
        return Number::big(value.into());
    }
    // With serde_json's arbitrary precision switched on by another crate, the digits are all there.
    let text = number.to_string();
    if !text.contains(['.', 'e', 'E'])
        && let Ok(big) = text.parse()
    {
        return Number::big(big);
    }
    Number::Double(number.as_f64().unwrap_or(f64::NAN))
}

/// How many values one conversion makes. Lists in lists can be small to write and endless to walk.
const NODES: u32 = 1_000_000;

fn to_json(value: &Value, depth: u32, nodes: &mut u32) -> Json {
    let Some(left) = nodes.checked_sub(1) else {
        return Json::Null;
    };
    *nodes = left;
    let Some(deeper) = depth.checked_sub(1) else {
        return Json::Null;
    };
    match value {
        Value::Boolean(value) => Json::Bool(*value),
        Value::Number(number) => match number {
            Number::Integer(value) => Json::from(*value),
            Number::Long(value) => Json::from(*value),
            other => big_to_json(other),
        },
        Value::Text(text) => Json::String(text.as_ref().to_owned()),
        Value::Character(_) => Json::String(printed(value, deeper)),
        Value::List(list) => list.items().iter().map(|item| to_json(item, deeper, nodes)).collect(),
        Value::View(view) => view.items().iter().map(|item| to_json(item, deeper, nodes)).collect(),
        Value::Map(map) => {
            let entry = |(key, value): (&Key, &Value)| (printed(&key.value, deeper), to_json(value, deeper, nodes));
            Json::Object(map.entries().iter().map(entry).collect())
        }
        Value::Entry(entry) => {
            let key = printed(&entry.key, deeper);
            Json::Object([(key, to_json(&entry.value(), deeper, nodes))].into_iter().collect())
        }
        Value::Class(_) => Json::String(printed(value, deeper)),
        Value::Null | Value::Input | Value::Util | Value::Loop(_) | Value::Block(_) => Json::Null,
    }
}

fn big_to_json(number: &Number) -> Json {
    if let Number::Big(big) = number
        && let Ok(value) = u64::try_from(big.as_ref().clone())
    {
        return Json::from(value);
    }
    Json::from(number.double_value())
}

fn printed(value: &Value, depth: u32) -> String {
    let mut text = String::new();
    match value.print(&mut text, Bound { depth, ..Bound::UNLIMITED_LENGTH }) {
        Ok(()) => text,
        Err(_) => String::new(),
    }
}

impl From<Decimal> for Value {
    fn from(decimal: Decimal) -> Self {
        Self::Number(Number::Decimal(Arc::new(decimal)))
    }
}
