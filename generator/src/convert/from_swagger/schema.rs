//! Schemas of Swagger 2.0.

use gatewright_document::{Map, Value};

use crate::convert::step::{At, Step};
use crate::pieces::{Holds, Kind};

pub(super) fn schema(step: &mut Step<'_>, value: &Value, at: &At) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    step.place(at);
    let mut written = Map::default();
    for (key, entry) in entries {
        let inner = at.child(key);
        let (key, entry) = match (key.as_str(), entry) {
            ("discriminator", Value::String(property)) => {
                let named = Value::from_iter([("propertyName".to_owned(), property.as_str().into())]);
                ("discriminator", named)
            }
            ("type", Value::String(ty)) if ty == "file" => {
                written.insert("format".to_owned(), "binary".into());
                ("type", "string".into())
            }
            ("x-nullable", flag @ Value::Bool(_)) if !entries.contains_key("$ref") => ("nullable", flag.clone()),
            (key, entry) => (key, inner_schemas(step, entry, Kind::Schema.entry(key, true), &inner)),
        };
        written.insert(key.to_owned(), entry);
    }
    written.into()
}

fn inner_schemas(step: &mut Step<'_>, value: &Value, holds: Holds, at: &At) -> Value {
    match (holds, value) {
        (Holds::One(Kind::Data), _) => value.clone(),
        (Holds::Map(_), Value::Object(entries)) => {
            entries.iter().map(|(key, entry)| (key.clone(), schema(step, entry, &at.child(key)))).collect()
        }
        (Holds::List(_) | Holds::OneOrList(_), Value::Array(items)) => {
            let items = items.iter().enumerate();
            Value::Array(items.map(|(index, item)| schema(step, item, &at.index(index))).collect())
        }
        _ => schema(step, value, at),
    }
}
