//! Arrays whose items each have a type of their own, up to twelve.

use serde_json::Value;

use super::{Cx, FromJson, Misfit, ToJson};

/// The items of a tuple of `length`. Clients let an array be longer.
fn items<'v>(value: &'v Value, length: usize, cx: &mut Cx) -> Result<&'v [Value], Misfit> {
    match value {
        Value::Array(items) if items.len() == length => Ok(items),
        Value::Array(items) if items.len() > length && !cx.strict => {
            cx.unknown += items.len() - length;
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

macro_rules! tuples {
    ($($length:literal: $($ty:ident $index:tt),*;)*) => {$(
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
