//! Arrays whose items each have a type of their own, up to twelve: tuples, and [`Tuple`] where items may be missing
//! or others follow.

use serde_json::Value;

use super::{Cx, FromJson, Misfit, ToJson};

/// The items of a tuple of `length`. Clients let an array be longer.
fn items<'v>(value: &'v Value, length: usize, cx: &mut Cx) -> Result<&'v [Value], Misfit> {
    match value {
        Value::Array(items) if items.len() == length => Ok(items),
        Value::Array(items) if items.len() > length && !cx.strict => {
            items.iter().skip(length).for_each(|item| cx.left.lose_forbidden(item));
            Ok(items)
        }
        Value::Array(items) => {
            Err(Misfit::because(format!("an array of {length} items"), format!("one of {}", items.len())))
        }
        _ => Err(Misfit::new("an array", value)),
    }
}

fn item<T: FromJson>(items: &[Value], index: usize, cx: &mut Cx) -> Result<T, Misfit> {
    let value = items.get(index).unwrap_or(&Value::Null);
    T::from_json(value, cx).map_err(|misfit| misfit.in_item(index))
}

/// An array that begins with items of known types.
///
/// `T` is a tuple. The first `LEAST` of its items are always there, the others are `Option`s; items of the type `R` may
/// follow.
///
/// ```
/// use gatewright_runtime::{Tuple, from_value, serde_json::json};
///
/// let entry: Tuple<(String, Option<f64>), bool, 1> = from_value(&json!(["width", 1.5, true]))?;
/// assert_eq!(entry.items, ("width".to_owned(), Some(1.5)));
/// assert_eq!(entry.rest, [true]);
/// # Ok::<(), gatewright_runtime::Misfit>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tuple<T, R = Value, const LEAST: usize = 0> {
    /// The items whose types are known.
    pub items: T,
    /// What follows them.
    pub rest: Vec<R>,
}

impl<T, R, const LEAST: usize> From<T> for Tuple<T, R, LEAST> {
    fn from(items: T) -> Self {
        Self { items, rest: Vec::new() }
    }
}

/// The items of a [`Tuple`].
#[doc(hidden)]
pub trait Items: Sized {
    const LENGTH: usize;
    fn read(items: &[Value], least: usize, cx: &mut Cx) -> Result<Self, Misfit>;
}

/// The same, to be written.
#[doc(hidden)]
pub trait WriteItems {
    fn write(&self, least: usize) -> Vec<Value>;
}

fn item_or_absent<T: FromJson>(items: &[Value], index: usize, least: usize, cx: &mut Cx) -> Result<T, Misfit> {
    match items.get(index) {
        Some(value) => T::from_place(value, cx, index >= least).map_err(|misfit| misfit.in_item(index)),
        None => T::absent().filter(|_| index >= least).ok_or_else(|| {
            Misfit::because(format!("an array of {least} or more items"), format!("one of {}", items.len()))
        }),
    }
}

/// Writes items up to the last that is there.
fn write_items(items: &[&dyn ToJson], least: usize) -> Vec<Value> {
    let there = items.iter().rposition(|item| !item.is_absent()).map_or(0, |last| last + 1);
    items.iter().take(there.max(least)).map(|item| item.to_json()).collect()
}

impl<T: Items, R: FromJson, const LEAST: usize> FromJson for Tuple<T, R, LEAST> {
    fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
        let Value::Array(items) = value else {
            return Err(Misfit::new("an array", value));
        };
        let mut rest = Vec::new();
        for (index, item) in items.iter().enumerate().skip(T::LENGTH) {
            rest.push(R::from_json(item, cx).map_err(|misfit| misfit.in_item(index))?);
        }
        Ok(Self { items: T::read(items, LEAST, cx)?, rest })
    }
}

impl<T: WriteItems, R: ToJson, const LEAST: usize> ToJson for Tuple<T, R, LEAST> {
    /// An item that is missing before one that is there is null.
    fn to_json(&self) -> Value {
        let mut items = self.items.write(if self.rest.is_empty() { LEAST } else { usize::MAX });
        items.extend(self.rest.iter().map(ToJson::to_json));
        Value::Array(items)
    }
}

macro_rules! tuples {
    ($($length:literal: $($ty:ident $index:tt),*;)*) => {$(
        impl<$($ty: FromJson),*> Items for ($($ty,)*) {
            const LENGTH: usize = $length;

            fn read(items: &[Value], least: usize, cx: &mut Cx) -> Result<Self, Misfit> {
                Ok(($(item_or_absent::<$ty>(items, $index, least, cx)?,)*))
            }
        }

        impl<$($ty: ToJson),*> WriteItems for ($($ty,)*) {
            fn write(&self, least: usize) -> Vec<Value> {
                write_items(&[$(&self.$index),*], least)
            }
        }

        impl<$($ty: FromJson),*> FromJson for ($($ty,)*) {
            fn from_json(value: &Value, cx: &mut Cx) -> Result<Self, Misfit> {
                let items = items(value, $length, cx)?;
                Ok(($(item::<$ty>(items, $index, cx)?,)*))
            }
        }

        impl<$($ty: ToJson),*> ToJson for ($($ty,)*) {
            fn to_json(&self) -> Value {
                Value::Array(vec![$(self.$index.to_json()),*])
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
