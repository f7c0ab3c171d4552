//! Functions of lists and objects.

use hcl::Value;
use hcl::eval::{Func, FuncArgs};

use super::{Given, LONGEST_RANGE, index, list, object, one, some, text, values};

pub(super) const ALL: &[(&str, Func)] = &[
    ("length", |arguments| {
        let length = match one(arguments)? {
            Value::Array(items) => items.len(),
            Value::Object(entries) => entries.len(),
            other => text(&other)?.chars().count(),
        };
        Ok(Value::from(u64::try_from(length).unwrap_or(u64::MAX)))
    }),
    ("concat", |arguments| {
        let lists = arguments.into_values().into_iter().map(list).collect::<Result<Vec<_>, _>>()?;
        Ok(lists.into_iter().flatten().collect())
    }),
    ("contains", |arguments| {
        let [items, wanted] = some::<2>(arguments)?;
        Ok(list(items)?.contains(&wanted).into())
    }),
    ("keys", |arguments| Ok(object(one(arguments)?)?.into_keys().map(Value::from).collect())),
    ("values", |arguments| Ok(object(one(arguments)?)?.into_values().collect())),
    ("merge", |arguments| {
        let objects = arguments.into_values().into_iter().map(object).collect::<Result<Vec<_>, _>>()?;
        Ok(values::sorted(Value::Object(objects.into_iter().flatten().collect())))
    }),
    ("lookup", |arguments| {
        let mut given = arguments.into_values().into_iter();
        let entries = object(given.next().ok_or("an object is needed")?)?;
        let key = text(&given.next().ok_or("a key is needed")?)?;
        let found = entries.get(&key).cloned().or(given.next());
        found.ok_or_else(|| format!("the object has no `{key}`"))
    }),
    ("element", |arguments| {
        let [items, at] = some::<2>(arguments)?;
        let (items, at) = (list(items)?, index(&at)?);
        let at = usize::try_from(at).ok().and_then(|at| at.checked_rem(items.len()));
        at.and_then(|at| items.get(at).cloned()).ok_or_else(|| "the list has no such element".to_owned())
    }),
    ("distinct", |arguments| Ok(distinct(list(one(arguments)?)?).into_iter().collect())),
    ("toset", |arguments| Ok(values_sorted(distinct(list(one(arguments)?)?)))),
    ("tolist", |arguments| list(one(arguments)?).map(Value::Array)),
    ("tomap", |arguments| object(one(arguments)?).map(Value::Object)),
    ("sort", |arguments| Ok(values_sorted(list(one(arguments)?)?))),
    ("reverse", |arguments| Ok(list(one(arguments)?)?.into_iter().rev().collect())),
    ("compact", |arguments| {
        let kept =
            list(one(arguments)?)?.into_iter().filter(|item| !matches!(item, Value::Null) && item.as_str() != Some(""));
        Ok(kept.collect())
    }),
    ("flatten", |arguments| {
        let mut all = Vec::new();
        flatten(list(one(arguments)?)?, &mut all);
        Ok(all.into())
    }),
    ("coalesce", |arguments| {
        let mut given = arguments.into_values().into_iter();
        let found = given.find(|value| !matches!(value, Value::Null) && value.as_str() != Some(""));
        found.ok_or_else(|| "no argument has a value".to_owned())
    }),
    ("zipmap", |arguments| {
        let [keys, values] = some::<2>(arguments)?;
        let keys = list(keys)?.iter().map(text).collect::<Result<Vec<_>, _>>()?;
        Ok(values::sorted(Value::Object(keys.into_iter().zip(list(values)?).collect())))
    }),
    ("range", range),
];

fn values_sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_key(|item| values::text(item).unwrap_or_default());
    items.into()
}

fn distinct(items: Vec<Value>) -> Vec<Value> {
    let mut seen = std::collections::BTreeSet::new();
    items.into_iter().filter(|item| seen.insert(super::encode::json(item))).collect()
}

fn flatten(items: Vec<Value>, all: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::Array(items) => flatten(items, all),
            other => all.push(other),
        }
    }
}

/// `range(end)`, `range(start, end)` and `range(start, end, step)`.
fn range(arguments: FuncArgs) -> Given {
    let numbers = arguments.iter().map(index).collect::<Result<Vec<i64>, _>>()?;
    let (start, end, step) = match numbers.as_slice() {
        [end] => (0, *end, if *end < 0 { -1 } else { 1 }),
        [start, end] => (*start, *end, if end < start { -1 } else { 1 }),
        [start, end, step] if *step != 0 => (*start, *end, *step),
        _ => return Err("one, two or three numbers are needed, the third not 0".to_owned()),
    };
    let (mut found, mut next) = (Vec::new(), start);
    while (step > 0 && next < end) || (step < 0 && next > end) {
        if found.len() == LONGEST_RANGE {
            return Err(format!("`range` makes at most {LONGEST_RANGE} numbers"));
        }
        found.push(Value::from(next));
        next = next.saturating_add(step);
    }
    Ok(found.into())
}
