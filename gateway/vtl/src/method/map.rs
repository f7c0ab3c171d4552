//! `java.util.Map` and its entries.

use super::host::Host;
use crate::error::RenderError;
use crate::value::{Entry, Map, Value, View, ViewPart};

type Called = Result<Option<Value>, RenderError>;

pub(super) fn call(host: &mut Host<'_>, map: &Map, name: &str, arguments: &[Value]) -> Called {
    if let Some(key) = arguments.first() {
        host.charge_key(key)?;
    }
    let view = |part| Value::View(View { map: map.clone(), part });
    Ok(Some(match (name, arguments) {
        ("get", [key]) => map.get(key).unwrap_or_default(),
        ("getOrDefault", [key, default]) => map.get(key).unwrap_or_else(|| default.clone()),
        ("size", []) => Value::integer(map.len()),
        ("isEmpty", []) => Value::Boolean(map.is_empty()),
        ("containsKey", [key]) => Value::Boolean(map.contains_key(key)),
        ("containsValue", [value]) => {
            let values: Vec<Value> = map.entries().values().cloned().collect();
            let mut found = false;
            for item in &values {
                found = found || host.equal(item, value)?;
            }
            Value::Boolean(found)
        }
        ("keySet", []) => view(ViewPart::Keys),
        ("values", []) => view(ViewPart::Values),
        ("entrySet", []) => view(ViewPart::Entries),
        _ => return change(host, map, name, arguments),
    }))
}

/// The methods that change the map.
fn change(host: &mut Host<'_>, map: &Map, name: &str, arguments: &[Value]) -> Called {
    Ok(Some(match (name, arguments) {
        ("remove", [key]) => {
            host.charge_items(map.len() / 64)?;
            map.remove(key).unwrap_or_default()
        }
        ("remove", [key, value]) => {
            let matches = match map.get(key) {
                Some(found) => host.equal(&found, value)?,
                None => false,
            };
            if matches {
                map.remove(key);
            }
            Value::Boolean(matches)
        }
        ("clear", []) => {
            map.clear();
            Value::empty()
        }
        ("clone", []) => {
            host.charge_items(map.len())?;
            host.budget.allocate(map.len().saturating_mul(96))?;
            let copy = Map::with_capacity(map.len());
            for (key, value) in map.entries().iter() {
                copy.put(key.value.clone(), value.clone());
            }
            Value::Map(copy)
        }
        _ => return add(host, map, name, arguments),
    }))
}

/// The methods that add to the map.
fn add(host: &mut Host<'_>, map: &Map, name: &str, arguments: &[Value]) -> Called {
    Ok(Some(match (name, arguments) {
        ("put", [key, value]) => {
            host.check_added(&Value::Map(map.clone()), value)?;
            host.check_added(&Value::Map(map.clone()), key)?;
            map.put(key.clone(), value.clone()).unwrap_or_default()
        }
        ("putIfAbsent", [key, value]) => match map.get(key).filter(|found| !found.is_null()) {
            Some(found) => found,
            None => {
                host.check_added(&Value::Map(map.clone()), value)?;
                map.put(key.clone(), value.clone()).unwrap_or_default()
            }
        },
        ("replace", [key, value]) => match map.get(key) {
            Some(before) => {
                host.check_added(&Value::Map(map.clone()), value)?;
                map.put(key.clone(), value.clone());
                before
            }
            None => Value::Null,
        },
        ("putAll", [Value::Map(others)]) => {
            host.charge_items(others.len())?;
            let others: Vec<_> =
                others.entries().iter().map(|(key, value)| (key.value.clone(), value.clone())).collect();
            for (key, value) in others {
                host.check_added(&Value::Map(map.clone()), &value)?;
                map.put(key, value);
            }
            Value::empty()
        }
        _ => return Ok(None),
    }))
}

pub(super) fn call_entry(host: &mut Host<'_>, entry: &Entry, name: &str, arguments: &[Value]) -> Called {
    Ok(Some(match (name, arguments) {
        ("getKey", []) => entry.key.as_ref().clone(),
        ("getValue", []) => entry.value(),
        ("setValue", [value]) => {
            host.check_added(&Value::Map(entry.map.clone()), value)?;
            entry.map.put(entry.key.as_ref().clone(), value.clone()).unwrap_or_default()
        }
        _ => return Ok(None),
    }))
}
