//! Objects: a table of members, read and written by code that is compiled once.
//!
//! [`object!`](crate::object) writes two tables per model, of names, modes and places; the loops
//! over them are here.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Cx, FromJson, Misfit, ToJson};

/// A member as the macros list it: whether it may be missing, null or both, and its name on the wire.
#[doc(hidden)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    required(&'static str),
    /// To the table as one that is required: that it may be null is up to its type.
    nullable(&'static str),
    optional(&'static str),
    optional_nullable(&'static str),
    /// All that have no place of their own.
    rest,
    /// The same, where the document does not speak of them.
    unknown,
}

impl Member {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::required(name) | Self::nullable(name) | Self::optional(name) | Self::optional_nullable(name) => {
                Some(name)
            }
            Self::rest | Self::unknown => None,
        }
    }
}

/// A place that a member is read into.
#[doc(hidden)]
pub trait Slot {
    fn fill(&mut self, name: &str, value: &Value, cx: &mut Cx) -> Result<(), Misfit>;
}

impl<T: FromJson> Slot for Option<T> {
    fn fill(&mut self, _: &str, value: &Value, cx: &mut Cx) -> Result<(), Misfit> {
        match T::from_json(value, cx) {
            // A slot is filled once. What is in it is none; to drop that would be code all the same.
            Ok(read) => std::mem::forget(self.replace(read)),
            Err(misfit) => return Err(refused(misfit)),
        }
        Ok(())
    }
}

/// Marks the way of a misfit as one that is seldom gone: what is dropped on it is not inlined.
#[doc(hidden)]
#[cold]
#[inline(never)]
#[must_use]
pub fn refused(misfit: Misfit) -> Misfit {
    misfit
}

/// The place of all members that have none of their own.
impl<T: FromJson> Slot for BTreeMap<String, T> {
    fn fill(&mut self, name: &str, value: &Value, cx: &mut Cx) -> Result<(), Misfit> {
        let member = T::from_json(value, cx)?;
        self.insert(name.to_owned(), member);
        Ok(())
    }
}

#[doc(hidden)]
pub fn read_object(
    value: &Value,
    cx: &mut Cx,
    closed: bool,
    table: &[Member],
    slots: &mut [&mut dyn Slot],
) -> Result<(), Misfit> {
    let Value::Object(members) = value else {
        return Err(Misfit::new("an object", value));
    };
    let mut known = 0;
    for (member, slot) in table.iter().zip(slots.iter_mut()) {
        let Some(name) = member.name() else { continue };
        match (members.get(name), member) {
            // Null for something optional is read as if it were not there, unless that is forbidden.
            (Some(Value::Null), Member::optional(_)) if !cx.strict => known += 1,
            (Some(value), _) => {
                known += 1;
                slot.fill(name, value, cx).map_err(|misfit| misfit.in_member(name))?;
            }
            (None, Member::required(_) | Member::nullable(_)) => return Err(Misfit::missing(name)),
            (None, _) => {}
        }
    }
    if known < members.len() { read_rest(members, cx, closed, table, slots) } else { Ok(()) }
}

/// Members that the type does not name.
fn read_rest(
    members: &Map<String, Value>,
    cx: &mut Cx,
    closed: bool,
    table: &[Member],
    slots: &mut [&mut dyn Slot],
) -> Result<(), Misfit> {
    let names: Vec<&str> = table.iter().filter_map(|member| member.name()).collect();
    let rest = table.iter().position(|member| matches!(member, Member::rest | Member::unknown));
    let is_described = rest.is_some_and(|index| table.get(index) == Some(&Member::rest));
    let mut rest = rest.and_then(|index| slots.get_mut(index));
    for (name, value) in members.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
        match &mut rest {
            Some(slot) => {
                slot.fill(name, value, cx).map_err(|misfit| misfit.in_member(name))?;
                if !is_described {
                    cx.left.keep(value);
                }
            }
            None if closed && cx.strict => {
                return Err(Misfit::new("no member of this name", value).in_member(name));
            }
            None if closed => cx.left.lose_forbidden(value),
            None => cx.left.lose(value),
        }
    }
    Ok(())
}

#[doc(hidden)]
#[must_use]
pub fn write_object(table: &[Member], values: &[&dyn ToJson]) -> Value {
    let mut members = Map::with_capacity(table.len());
    for (member, value) in table.iter().zip(values) {
        match member {
            Member::optional(_) | Member::optional_nullable(_) if value.is_absent() => {}
            Member::required(name)
            | Member::nullable(name)
            | Member::optional(name)
            | Member::optional_nullable(name) => {
                members.insert((*name).to_owned(), value.to_json());
            }
            Member::rest | Member::unknown => {
                if let Value::Object(rest) = value.to_json() {
                    for (name, value) in rest {
                        // A member with a place of its own wins over one of the same name in the rest.
                        members.entry(name).or_insert(value);
                    }
                }
            }
        }
    }
    Value::Object(members)
}

/// The codec of a struct that is an object on the wire, and its `PartialEq`.
///
/// Equality is here because it is smaller so: what is derived is `#[inline]`, and of all functions of that kind the
/// library carries a copy for its callers. It was 14 % of a generated library.
///
/// The first word says what is needed: `read`, `write` or `both`. Each member has a mode, a field
/// and a name on the wire:
///
/// | mode | type of the field | on the wire |
/// |---|---|---|
/// | `required` | `T` | always there |
/// | `nullable` | `Option<T>` | always there, may be null |
/// | `optional` | `Option<T>` | absent when `None` |
/// | `optional_nullable` | `Option<Option<T>>` | absent, null or a value |
/// | `rest` | `BTreeMap<String, T>` | all other members; has no name |
/// | `unknown` | `BTreeMap<String, Value>` | the same, and they count as unknown; has no name |
///
/// `deny_unknown` after the type makes strict readers refuse members that are not listed.
///
/// ```
/// use gatewright_runtime as rt;
/// use rt::ToJson as _;
///
/// #[derive(Debug)]
/// struct Input { a: f64, note: Option<String> }
/// rt::object! { both Input { required a "a", optional note "note" } }
///
/// let input: Input = rt::from_value(&rt::serde_json::json!({"a": 1.5}))?;
/// assert_eq!(input, Input { a: 1.5, note: None });
/// assert_eq!(input.to_json().to_string(), r#"{"a":1.5}"#);
/// # Ok::<(), rt::Misfit>(())
/// ```
#[macro_export]
macro_rules! object {
    (both $ty:ident $($rest:tt)*) => {
        $crate::__object_read! { $ty $($rest)* }
        $crate::__object_write! { $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__deserialize! { $ty }
        $crate::__serialize! { $ty }
    };
    (read $ty:ident $($rest:tt)*) => {
        $crate::__object_read! { $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__deserialize! { $ty }
    };
    (write $ty:ident $($rest:tt)*) => {
        $crate::__object_write! { $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__serialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_read {
    ($ty:ident { $($members:tt)* }) => { $crate::__object_read! { $ty false $($members)* } };
    ($ty:ident deny_unknown { $($members:tt)* }) => { $crate::__object_read! { $ty true $($members)* } };
    // Nothing but names: most objects. One macro less for each member.
    ($ty:ident $closed:literal $($mode:ident $field:ident $wire:literal),* $(,)?) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                $(let mut $field = ::core::option::Option::None;)*
                if let ::core::result::Result::Err(misfit) = $crate::codec::read_object(
                    value,
                    cx,
                    $closed,
                    &[$($crate::codec::Member::$mode($wire)),*],
                    &mut [$(&mut $field),*],
                ) {
                    return ::core::result::Result::Err($crate::codec::refused(misfit));
                }
                ::core::result::Result::Ok(Self { $($field: $crate::__filled!($mode $field)),* })
            }
        }
    };
    ($ty:ident $closed:literal $($mode:ident $field:ident $($wire:literal)?),* $(,)?) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                $(let mut $field = $crate::__slot!($mode);)*
                if let ::core::result::Result::Err(misfit) = $crate::codec::read_object(
                    value,
                    cx,
                    $closed,
                    &[$($crate::codec::Member::$mode $(($wire))?),*],
                    &mut [$(&mut $field),*],
                ) {
                    return ::core::result::Result::Err($crate::codec::refused(misfit));
                }
                ::core::result::Result::Ok(Self { $($field: $crate::__filled!($mode $field)),* })
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_write {
    ($ty:ident { $($members:tt)* }) => { $crate::__object_write! { @ $ty $($members)* } };
    ($ty:ident deny_unknown { $($members:tt)* }) => { $crate::__object_write! { @ $ty $($members)* } };
    (@ $ty:ident $($mode:ident $field:ident $($wire:literal)?),* $(,)?) => {
        impl $crate::ToJson for $ty {
            #[inline(never)]
            fn to_json(&self) -> $crate::Value {
                $crate::codec::write_object(
                    &[$($crate::codec::Member::$mode $(($wire))?),*],
                    &[$(&self.$field),*],
                )
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_equal {
    ($ty:ident { $($members:tt)* }) => { $crate::__object_equal! { @ $ty $($members)* } };
    ($ty:ident deny_unknown { $($members:tt)* }) => { $crate::__object_equal! { @ $ty $($members)* } };
    (@ $ty:ident $($mode:ident $field:ident $($wire:literal)?),* $(,)?) => {
        #[automatically_derived]
        impl ::core::cmp::PartialEq for $ty {
            #[inline(never)]
            #[allow(unused_variables)]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                true $(&& self.$field == other.$field)*
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    (rest) => {
        ::std::collections::BTreeMap::new()
    };
    (unknown) => {
        ::std::collections::BTreeMap::new()
    };
    ($mode:ident) => {
        ::core::option::Option::None
    };
}

/// What a slot holds in the end. The table has seen to it that required ones are full.
#[doc(hidden)]
#[macro_export]
macro_rules! __filled {
    (required $field:ident) => {
        match $field {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => {
                return ::core::result::Result::Err($crate::Misfit::missing(::core::stringify!($field)));
            }
        }
    };
    (nullable $field:ident) => {
        $crate::__filled!(required $field)
    };
    ($mode:ident $field:ident) => {
        $field
    };
}
