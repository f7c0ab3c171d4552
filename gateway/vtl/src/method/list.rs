//! `java.util.List`, arrays, and the views of maps.

use super::host::{Host, int};
use crate::error::{RenderError, failed};
use crate::value::{Bound, List, ListKind, Map, Number, Value, View, ViewPart, write_json};

type Called = Result<Option<Value>, RenderError>;

pub(super) fn call(host: &mut Host<'_>, list: &List, name: &str, arguments: &[Value]) -> Called {
    if list.kind() == ListKind::Iterator {
        return match (name, arguments) {
            ("hasNext", []) => Ok(Some(Value::Boolean(!list.is_empty()))),
            ("next", []) => match list.change(true, Vec::pop) {
                Some(item) => Ok(Some(item)),
                None => Err(failed("the iterator has no more items")),
            },
            _ => Ok(None),
        };
    }
    if let Some(value) = look(host, list, name, arguments)? {
        return Ok(Some(value));
    }
    match (name, arguments) {
        ("set", [index, value]) if int(index).is_some() => {
            host.check_added(&Value::List(list.clone()), value)?;
            let index = checked_index(list, index, list.len())?;
            let before =
                list.change(false, |items| items.get_mut(index).map(|item| std::mem::replace(item, value.clone())));
            return Ok(Some(before.unwrap_or_default()));
        }
        _ => {}
    }
    if list.kind() == ListKind::Array {
        return match name {
            "add" | "addAll" | "remove" | "removeAll" | "retainAll" | "clear" => {
                Err(failed(format!("`{name}` is not supported: an array keeps its length")))
            }
            _ => Ok(None),
        };
    }
    change(host, list, name, arguments)
}

/// The methods that change nothing.
fn look(host: &mut Host<'_>, list: &List, name: &str, arguments: &[Value]) -> Called {
    Ok(Some(match (name, arguments) {
        ("size", []) => Value::integer(list.len()),
        ("isEmpty", []) => Value::Boolean(list.is_empty()),
        ("get", [index]) if int(index).is_some() => {
            let index = checked_index(list, index, list.len())?;
            list.get(index).unwrap_or_default()
        }
        ("contains", [value]) => Value::Boolean(find(host, list, value)?.is_some()),
        ("indexOf", [value]) => index_value(find(host, list, value)?),
        ("lastIndexOf", [value]) => {
            let items = list.items().clone();
            let mut found = None;
            for (index, item) in items.iter().enumerate().rev() {
                if found.is_none() && host.equal(item, value)? {
                    found = Some(index);
                }
            }
            index_value(found)
        }
        ("containsAll", [others]) => {
            let Some(others) = items_of(others) else {
                return Ok(None);
            };
            let mut all = true;
            for other in &others {
                all = all && find(host, list, other)?.is_some();
            }
            Value::Boolean(all)
        }
        ("subList", [start, end]) => {
            let (Some(start), Some(end)) = (int(start), int(end)) else {
                return Ok(None);
            };
            sub_list(host, list, start, end)?
        }
        ("toArray", []) => copy(host, list, ListKind::Array)?,
        ("iterator" | "listIterator", []) if list.kind() != ListKind::Array => iterator(host, list.items().clone())?,
        ("clone", []) if list.kind() != ListKind::Array => copy(host, list, list.kind())?,
        ("toJSONString", []) if list.kind() == ListKind::Json => {
            let mut text = String::new();
            let bound = Bound { depth: host.limits.depth, length: host.limits.output };
            write_json(&Value::List(list.clone()), &mut text, bound).map_err(|_| failed("the list is too long"))?;
            host.text(text)?
        }
        _ => return Ok(None),
    }))
}

/// The methods that make a list longer or shorter.
fn change(host: &mut Host<'_>, list: &List, name: &str, arguments: &[Value]) -> Called {
    Ok(Some(match (name, arguments) {
        ("add", [value]) => {
            host.check_added(&Value::List(list.clone()), value)?;
            list.change(true, |items| items.push(value.clone()));
            Value::Boolean(true)
        }
        ("add", [index, value]) if int(index).is_some() => {
            host.check_added(&Value::List(list.clone()), value)?;
            let index = checked_index(list, index, list.len() + 1)?;
            host.charge_items(list.len() / 64)?;
            list.change(true, |items| items.insert(index, value.clone()));
            Value::empty()
        }
        ("addAll", [others]) => add_all(host, list, list.len(), others)?,
        ("addAll", [index, others]) if int(index).is_some() => {
            let index = checked_index(list, index, list.len() + 1)?;
            add_all(host, list, index, others)?
        }
        ("remove", [index]) if int(index).is_some() => {
            let index = checked_index(list, index, list.len())?;
            host.charge_items(list.len() / 64)?;
            list.change(true, |items| items.remove(index))
        }
        ("remove", [value]) => {
            let found = find(host, list, value)?;
            if let Some(index) = found {
                list.change(true, |items| items.remove(index));
            }
            Value::Boolean(found.is_some())
        }
        ("removeAll", [others]) => keep(host, list, others, false)?,
        ("retainAll", [others]) => keep(host, list, others, true)?,
        ("clear", []) => {
            list.change(true, Vec::clear);
            Value::empty()
        }
        _ => return Ok(None),
    }))
}

fn checked_index(list: &List, index: &Value, end: usize) -> Result<usize, RenderError> {
    let index = int(index).unwrap_or(-1);
    usize::try_from(index)
        .ok()
        .filter(|index| *index < end)
        .ok_or_else(|| failed(format!("index {index} is out of bounds for length {}", list.len())))
}

fn find(host: &mut Host<'_>, list: &List, value: &Value) -> Result<Option<usize>, RenderError> {
    host.charge_items(list.len() / 8)?;
    let items = list.items().clone();
    for (index, item) in items.iter().enumerate() {
        if host.equal(item, value)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn index_value(index: Option<usize>) -> Value {
    index.map_or(Value::Number(Number::Integer(-1)), Value::integer)
}

fn copy(host: &mut Host<'_>, list: &List, kind: ListKind) -> Result<Value, RenderError> {
    host.list(kind, list.items().clone())
}

fn iterator(host: &mut Host<'_>, mut items: Vec<Value>) -> Result<Value, RenderError> {
    items.reverse();
    host.list(ListKind::Iterator, items)
}

fn sub_list(host: &mut Host<'_>, list: &List, start: i32, end: i32) -> Result<Value, RenderError> {
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let items = range.and_then(|(start, end)| list.items().get(start..end).map(<[Value]>::to_vec));
    let items = items.ok_or_else(|| failed(format!("begin {start}, end {end}, length {}", list.len())))?;
    // A part of a JSONArray is a plain list: it prints as Java's lists do.
    host.list(ListKind::Plain, items)
}

/// The items of what Java calls a collection.
fn items_of(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::List(list) if matches!(list.kind(), ListKind::Plain | ListKind::Json) => Some(list.items().clone()),
        Value::View(view) => Some(view.items()),
        _ => None,
    }
}

fn add_all(host: &mut Host<'_>, list: &List, index: usize, others: &Value) -> Result<Value, RenderError> {
    let Some(others) = items_of(others) else {
        return Ok(Value::Null);
    };
    host.charge_items(others.len())?;
    for other in &others {
        host.check_added(&Value::List(list.clone()), other)?;
    }
    let changed = !others.is_empty();
    list.change(true, |items| items.splice(index..index, others).for_each(drop));
    Ok(Value::Boolean(changed))
}

fn keep(host: &mut Host<'_>, list: &List, others: &Value, listed: bool) -> Result<Value, RenderError> {
    let Some(others) = items_of(others) else {
        return Ok(Value::Null);
    };
    let before = list.len();
    let items = list.items().clone();
    let mut left = Vec::new();
    for item in items {
        if contains(host, &others, &item)? == listed {
            left.push(item);
        }
    }
    let changed = left.len() != before;
    if changed {
        list.change(true, |items| *items = left);
    }
    Ok(Value::Boolean(changed))
}

fn contains(host: &mut Host<'_>, items: &[Value], wanted: &Value) -> Result<bool, RenderError> {
    for item in items {
        if host.equal(item, wanted)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The keys, values or entries of a map.
pub(super) fn call_view(host: &mut Host<'_>, view: &View, name: &str, arguments: &[Value]) -> Called {
    host.charge_items(view.map.len() / 8)?;
    Ok(Some(match (name, arguments) {
        ("size", []) => Value::integer(view.map.len()),
        ("isEmpty", []) => Value::Boolean(view.map.is_empty()),
        ("contains", [value]) => Value::Boolean(match view.part {
            ViewPart::Keys => {
                host.charge_key(value)?;
                view.map.contains_key(value)
            }
            _ => contains(host, &view.items(), value)?,
        }),
        ("containsAll", [others]) => {
            let Some(others) = items_of(others) else {
                return Ok(None);
            };
            let items = view.items();
            let mut all = true;
            for other in &others {
                all = all && contains(host, &items, other)?;
            }
            Value::Boolean(all)
        }
        ("remove", [value]) => Value::Boolean(remove_from(host, &view.map, view.part, value)?),
        ("clear", []) => {
            view.map.clear();
            Value::empty()
        }
        ("toArray", []) => host.list(ListKind::Array, view.items())?,
        ("iterator", []) => iterator(host, view.items())?,
        ("add" | "addAll", [_]) => {
            return Err(failed(format!("`{name}` is not supported: the map decides what is in it")));
        }
        _ => return Ok(None),
    }))
}

fn remove_from(host: &mut Host<'_>, map: &Map, part: ViewPart, value: &Value) -> Result<bool, RenderError> {
    host.charge_key(value)?;
    let key = match part {
        ViewPart::Keys => map.contains_key(value).then(|| value.clone()),
        ViewPart::Values => {
            let entries: Vec<_> = map.entries().iter().map(|(key, item)| (key.value.clone(), item.clone())).collect();
            let mut found = None;
            for (key, item) in entries {
                if found.is_none() && host.equal(&item, value)? {
                    found = Some(key);
                }
            }
            found
        }
        ViewPart::Entries => match value {
            Value::Entry(entry) => Some(entry.key.as_ref().clone()),
            _ => None,
        },
    };
    Ok(key.is_some_and(|key| {
        let there = map.contains_key(&key);
        map.remove(&key);
        there
    }))
}
