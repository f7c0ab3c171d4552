//! Lists, maps, boxes and what may be missing.
//!
//! Here and wherever code is compiled once for every type, `match` stands in place of `?`, closures and the methods of
//! `Option` and `Result`: in a debug build each of these is one more function for every type.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Cx, FromJson, Misfit, ToJson};

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        Self::from_place(value, cx, false)
    }

    fn from_place(value: &Value, cx: &mut Cx, present: bool) -> Result<Self, Misfit> {
        if !present && matches!(value, Value::Null) {
            return Ok(None);
        }
        match T::from_json(value, cx) {
            Ok(read) => Ok(Some(read)),
            Err(misfit) => Err(misfit),
        }
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
        match T::from_json(value, cx) {
            Ok(read) => Ok(Box::new(read)),
            Err(misfit) => Err(misfit),
        }
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
        let mut list = Self::new();
        match read_items(value, cx, &mut list) {
            Ok(()) => Ok(list),
            Err(misfit) => Err(misfit),
        }
    }
}

/// Apart from the list's own type, so that it is compiled once.
fn read_items(value: &Value, cx: &mut Cx, list: &mut dyn List) -> Result<(), Misfit> {
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
        list.add(item, cx).map_err(|misfit| misfit.in_item(index))?;
    }
    Ok(())
}

/// What items are read into.
trait List {
    fn add(&mut self, item: &Value, cx: &mut Cx) -> Result<(), Misfit>;
}

impl<T: FromJson> List for Vec<T> {
    fn add(&mut self, item: &Value, cx: &mut Cx) -> Result<(), Misfit> {
        match T::from_json(item, cx) {
            Ok(read) => {
                self.push(read);
                Ok(())
            }
            Err(misfit) => Err(misfit),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

impl<T: ToJson> ToJson for [T] {
    fn to_json(&self) -> Value {
        let mut rest = self;
        let mut items = Vec::with_capacity(rest.len());
        while let [item, after @ ..] = rest {
            items.push(item.to_json());
            rest = after;
        }
        Value::Array(items)
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        let Value::Object(members) = value else {
            return Err(Misfit::new("an object", value));
        };
        let mut map = BTreeMap::new();
        for (name, member) in members {
            match T::from_json(member, cx) {
                Ok(read) => drop(map.insert(name.clone(), read)),
                Err(misfit) => return Err(misfit.in_member(name)),
            }
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
