//! Objects: a table of members, read and written by code that is compiled once.
//!
//! [`object!`](crate::object) writes two tables per model, of names, modes and places; the loops
//! over them are here.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{Cx, FromJson, Misfit, ToJson};
use crate::wire::format::UnixTime;
use crate::wire::text::Text;

/// A member as the macros list it: whether it may be missing, null or both, and its name on the wire.
#[doc(hidden)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    required(&'static str),
    /// A required one that is read before the others, by [`read_member`].
    first(&'static str),
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
    fn name(self) -> &'static str {
        match self {
            Self::required(name)
            | Self::first(name)
            | Self::nullable(name)
            | Self::optional(name)
            | Self::optional_nullable(name) => name,
            Self::rest | Self::unknown => "",
        }
    }
}

/// A type that has a value which owns nothing, for a place that is not read yet.
///
/// A model is there from the start, and its members are read into it: were each a variable until all are there, every
/// one of them would have its own code for the case that a later one cannot be read. Nobody sees such a value: a model
/// is given away when all that is required has been read.
#[doc(hidden)]
pub trait Blank {
    const BLANK: Self;
}

macro_rules! blank {
    ($(impl[$($generics:tt)*] $ty:ty = $blank:expr;)*) => {$(
        impl<$($generics)*> Blank for $ty {
            const BLANK: Self = $blank;
        }
    )*};
}

blank! {
    impl[] String = Self::new();
    impl[] bool = false;
    impl[] i8 = 0;
    impl[] i16 = 0;
    impl[] i32 = 0;
    impl[] i64 = 0;
    impl[] u8 = 0;
    impl[] u16 = 0;
    impl[] u32 = 0;
    impl[] u64 = 0;
    impl[] f32 = 0.0;
    impl[] f64 = 0.0;
    impl[] () = ();
    impl[] Value = Self::Null;
    impl[] Bytes = Self::new();
    impl[] UnixTime = Self(0);
    impl[T] Text<T> = Self::BLANK;
    impl[T] Option<T> = None;
    impl[T] Vec<T> = Self::new();
    impl[K, V] BTreeMap<K, V> = Self::new();
}

/// A place that a member is read into.
#[doc(hidden)]
pub trait Slot {
    /// Reads the member; `present` says that it might have been missing, so that null is no absence.
    fn fill(&mut self, value: &Value, cx: &mut Cx, present: bool) -> Result<(), Misfit>;
}

impl<T: FromJson> Slot for T {
    fn fill(&mut self, value: &Value, cx: &mut Cx, present: bool) -> Result<(), Misfit> {
        match T::from_place(value, cx, present) {
            Ok(read) => {
                // A slot is filled once. What is in it owns nothing; to drop that would be code all the same.
                std::mem::forget(std::mem::replace(self, read));
                Ok(())
            }
            Err(misfit) => Err(refused(misfit)),
        }
    }
}

/// The place of a member that has been read already.
#[doc(hidden)]
#[derive(Debug)]
pub struct Done;

impl Slot for Done {
    fn fill(&mut self, _: &Value, _: &mut Cx, _: bool) -> Result<(), Misfit> {
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

/// Where members go that have no place of their own.
#[doc(hidden)]
pub trait Rest {
    fn insert(&mut self, name: &str, value: &Value, cx: &mut Cx) -> Result<(), Misfit>;
}

impl<T: FromJson> Rest for BTreeMap<String, T> {
    fn insert(&mut self, name: &str, value: &Value, cx: &mut Cx) -> Result<(), Misfit> {
        match T::from_json(value, cx) {
            Ok(member) => {
                std::mem::forget(BTreeMap::insert(self, name.to_owned(), member));
                Ok(())
            }
            Err(misfit) => Err(misfit),
        }
    }
}

/// What is done with members that have no place of their own.
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub enum Others<'a> {
    forbidden,
    lost,
    rest(&'a mut dyn Rest),
    /// Kept, and counted as unknown.
    unknown(&'a mut dyn Rest),
}

/// A required member whose type has no [`Blank`].
#[doc(hidden)]
pub fn read_member<T: FromJson>(value: &Value, cx: &mut Cx, name: &str) -> Result<T, Misfit> {
    match member(value, name) {
        Ok(member) => match T::from_json(member, cx) {
            Ok(read) => Ok(read),
            Err(misfit) => Err(misfit.in_member(name)),
        },
        Err(misfit) => Err(misfit),
    }
}

fn member<'v>(value: &'v Value, name: &str) -> Result<&'v Value, Misfit> {
    match value {
        Value::Object(members) => members.get(name).ok_or_else(|| Misfit::missing(name)),
        _ => Err(Misfit::new("an object", value)),
    }
}

/// Reads the members into their places.
#[doc(hidden)]
pub fn read_object(
    value: &Value,
    cx: &mut Cx,
    table: &[Member],
    slots: &mut [&mut dyn Slot],
    others: Others<'_>,
) -> Result<(), Misfit> {
    let Value::Object(members) = value else {
        return Err(Misfit::new("an object", value));
    };
    let mut known = 0;
    for (member, slot) in table.iter().zip(slots.iter_mut()) {
        let name = member.name();
        let present = matches!(member, Member::optional(_) | Member::optional_nullable(_));
        match (members.get(name), member) {
            // Null for something optional is read as if it were not there, unless that is forbidden.
            (Some(Value::Null), Member::optional(_)) if !cx.strict => known += 1,
            (Some(value), _) => {
                known += 1;
                slot.fill(value, cx, present).map_err(|misfit| misfit.in_member(name))?;
            }
            (None, _) if present => {}
            (None, _) => return Err(Misfit::missing(name)),
        }
    }
    if known == members.len() {
        return Ok(());
    }
    let names: Vec<&str> = table.iter().map(|member| member.name()).collect();
    read_others(members.iter().filter(|(name, _)| !names.contains(&name.as_str())), cx, others)
}

/// Members that have no place of their own.
fn read_others<'v>(
    members: impl Iterator<Item = (&'v String, &'v Value)>,
    cx: &mut Cx,
    mut others: Others<'_>,
) -> Result<(), Misfit> {
    for (name, value) in members {
        match &mut others {
            Others::rest(rest) => rest.insert(name, value, cx).map_err(|misfit| misfit.in_member(name))?,
            Others::unknown(rest) => {
                rest.insert(name, value, cx).map_err(|misfit| misfit.in_member(name))?;
                cx.left.keep(value);
            }
            Others::forbidden if cx.strict => {
                return Err(Misfit::new("no member of this name", value).in_member(name));
            }
            Others::forbidden => cx.left.lose_forbidden(value),
            Others::lost => cx.left.lose(value),
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
            | Member::first(name)
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
/// Equality is here because what is derived is larger: it compares members through references.
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
/// | `first` | `T` | always there, and of a type without a value that owns nothing: a model, a box, a type of somebody else's |
///
/// At the end, `..rest others` names a `BTreeMap<String, T>` for all other members; with `..unknown others` they count
/// as unknown. `deny_unknown` after the type makes strict readers refuse members that are not listed. Before it stands
/// `has_first` where some member is `first`.
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
    ($ty:ident { $($members:tt)* }) => { $crate::__object_read! { @ $ty lost $($members)* } };
    ($ty:ident deny_unknown { $($members:tt)* }) => { $crate::__object_read! { @ $ty forbidden $($members)* } };
    ($ty:ident has_first { $($members:tt)* }) => { $crate::__object_read! { @first $ty lost $($members)* } };
    ($ty:ident has_first deny_unknown { $($members:tt)* }) => {
        $crate::__object_read! { @first $ty forbidden $($members)* }
    };
    // With fewer macros for each member, since most objects do not need them.
    (
        @ $ty:ident $others:ident
        $($mode:ident $field:ident $wire:literal),* $(,)? $(..$how:ident $rest:ident $(,)?)?
    ) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                let mut read =
                    Self { $($field: $crate::__blank!($mode $field),)* $($rest: $crate::codec::Blank::BLANK)? };
                match $crate::codec::read_object(
                    value,
                    cx,
                    &[$($crate::codec::Member::$mode($wire)),*],
                    &mut [$(&mut read.$field),*],
                    $crate::__others!($others $($how read.$rest)?),
                ) {
                    ::core::result::Result::Ok(()) => ::core::result::Result::Ok(read),
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err($crate::codec::refused(misfit)),
                }
            }
        }
    };
    (
        @first $ty:ident $others:ident
        $($mode:ident $field:ident $wire:literal),* $(,)? $(..$how:ident $rest:ident $(,)?)?
    ) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                $($crate::__first! { $mode $field $wire value cx })*
                let mut read =
                    Self { $($field: $crate::__blank!($mode $field),)* $($rest: $crate::codec::Blank::BLANK)? };
                match $crate::codec::read_object(
                    value,
                    cx,
                    &[$($crate::codec::Member::$mode($wire)),*],
                    &mut [$($crate::__slot!($mode read.$field)),*],
                    $crate::__others!($others $($how read.$rest)?),
                ) {
                    ::core::result::Result::Ok(()) => ::core::result::Result::Ok(read),
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err($crate::codec::refused(misfit)),
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __first {
    (first $field:ident $wire:literal $value:ident $cx:ident) => {
        let $field = match $crate::codec::read_member($value, $cx, $wire) {
            ::core::result::Result::Ok(read) => read,
            ::core::result::Result::Err(misfit) => {
                return ::core::result::Result::Err($crate::codec::refused(misfit));
            }
        };
    };
    ($($other:tt)*) => {};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __blank {
    (first $field:ident) => {
        $field
    };
    (required $field:ident) => {
        $crate::codec::Blank::BLANK
    };
    // Not as a constant, of which the library would hold an image as large as what it might be.
    ($mode:ident $field:ident) => {
        ::core::option::Option::None
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    (first $read:ident.$field:ident) => {
        &mut $crate::codec::Done
    };
    ($mode:ident $read:ident.$field:ident) => {
        &mut $read.$field
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __others {
    ($others:ident) => {
        $crate::codec::Others::$others
    };
    ($others:ident $how:ident $read:ident.$rest:ident) => {
        $crate::codec::Others::$how(&mut $read.$rest)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_write {
    (
        $ty:ident $($flag:ident)*
        { $($mode:ident $field:ident $wire:literal),* $(,)? $(..$how:ident $rest:ident $(,)?)? }
    ) => {
        impl $crate::ToJson for $ty {
            #[inline(never)]
            fn to_json(&self) -> $crate::Value {
                $crate::codec::write_object(
                    &[$($crate::codec::Member::$mode($wire),)* $($crate::codec::Member::$how)?],
                    &[$(&self.$field,)* $(&self.$rest)?],
                )
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_equal {
    (
        $ty:ident $($flag:ident)*
        { $($mode:ident $field:ident $wire:literal),* $(,)? $(..$how:ident $rest:ident $(,)?)? }
    ) => {
        #[automatically_derived]
        impl ::core::cmp::PartialEq for $ty {
            #[inline]
            #[allow(unused_variables)]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                true $(&& self.$field == other.$field)* $(&& self.$rest == other.$rest)?
            }
        }
    };
}
