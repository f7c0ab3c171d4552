//! Lists, maps, boxes and what may be missing.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Cx, FromJson, Misfit, ToJson};

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        match value {
            Value::Null => Ok(None),
            _ => T::from_json(value, cx).map(Some),
        }
    }

    fn from_present(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        T::from_json(value, cx).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Value {
        match self {
            Some(value) => value.to_json(),
            None => Value::Null,
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        T::from_json(value, cx).map(Box::new)
    }
}

impl<T: ToJson + ?Sized> ToJson for Box<T> {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        let mut list = Vec::new();
        read_items(value, cx, &mut |item, cx| {
            list.push(T::from_json(item, cx)?);
            Ok(())
        })?;
        Ok(list)
    }
}

/// Apart from the list's own type, so that it is compiled once.
fn read_items(
    value: &Value,
    cx: &mut Cx,
    read: &mut dyn FnMut(&Value, &mut Cx) -> Result<(), Misfit>,
) -> Result<(), Misfit> {
    let split;
    let items = match value {
        Value::Array(items) => items.as_slice(),
        Value::String(text) if cx.commas => {
            split = text.split(',').map(|item| Value::from(item.trim())).collect::<Vec<_>>();
            if text.trim().is_empty() { &[] } else { split.as_slice() }
        }
        // A field that occurs once does not show that it is a list.
        _ if cx.text && !value.is_null() => std::slice::from_ref(value),
        _ => return Err(Misfit::new("an array", value)),
    };
    for (index, item) in items.iter().enumerate() {
        read(item, cx).map_err(|misfit| misfit.in_item(index))?;
    }
    Ok(())
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

impl<T: ToJson> ToJson for [T] {
    fn to_json(&self) -> Value {
        write_items(self.len(), &|index| self.get(index).map_or(Value::Null, T::to_json))
    }
}

/// Apart from the list's own type, so that it is compiled once.
fn write_items(length: usize, write: &dyn Fn(usize) -> Value) -> Value {
    Value::Array((0..length).map(write).collect())
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        let Value::Object(members) = value else {
            return Err(Misfit::new("an object", value));
        };
        let mut map = BTreeMap::new();
        for (name, member) in members {
            let read = T::from_json(member, cx).map_err(|misfit| misfit.in_member(name))?;
            map.insert(name.clone(), read);
        }
        Ok(map)
    }
}

impl<T: ToJson> ToJson for BTreeMap<String, T> {
    fn to_json(&self) -> Value {
        // No `collect`: it is many functions for every type.
        let mut members = Map::new();
        for (name, member) in self {
            members.insert(name.clone(), member.to_json());
        }
        Value::Object(members)
    }

    /// An empty map that is optional is written all the same: `{}` is not the same as nothing.
    fn is_absent(&self) -> bool {
        false
    }
}
