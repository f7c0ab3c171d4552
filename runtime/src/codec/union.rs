//! Values of one type among several.
//!
//! A union with a tag looks at the tag. One without takes the variant that fits best, see
//! [`best_fit`](super::best_fit).

use serde_json::Value;

use super::enumeration::one_of;
use super::{Cx, FromJson, Misfit, ToJson};

/// The tag of an object, and the object.
#[doc(hidden)]
pub fn read_tag<'v>(value: &'v Value, tag: &str, cx: &mut Cx) -> Result<&'v str, Misfit> {
    match value {
        Value::Object(members) => match members.get(tag) {
            Some(Value::String(text)) => Ok(text),
            // No string is empty where a document lists tags: it leads to `Unknown`, or to a refusal.
            Some(found) if cx.strict => Err(Misfit::new("a string", found).in_member(tag)),
            None if cx.strict => Err(Misfit::missing(tag)),
            _ => Ok(""),
        },
        _ if cx.strict => Err(Misfit::new("an object", value)),
        _ => Ok(""),
    }
}

/// The tag of an object; `None` where it has none, which the document allows.
#[doc(hidden)]
pub fn read_optional_tag<'v>(value: &'v Value, tag: &str, cx: &mut Cx) -> Result<Option<&'v str>, Misfit> {
    match value {
        Value::Object(members) if !members.contains_key(tag) => Ok(None),
        _ => read_tag(value, tag, cx).map(Some),
    }
}

/// Writes a variant, with its tag where its own object has none.
#[doc(hidden)]
#[must_use]
pub fn write_tagged(value: &dyn ToJson, name: &str, tag: &str) -> Value {
    let mut value = value.to_json();
    if let Value::Object(members) = &mut value
        && members.get(name).is_none_or(Value::is_null)
    {
        members.insert(name.to_owned(), Value::from(tag));
    }
    value
}

/// The codec of an enum whose variant is told by a member of the object, and its `PartialEq`.
///
/// Each variant has its tags; the first is written where the variant's own object has none. The
/// enum must have a variant `Unknown(Value)`, which keeps an object whose tag is not listed.
///
/// With `or best` behind the name of the member, an object without it is what fits it best, and no tag is added.
///
/// ```
/// use gatewright_runtime as rt;
///
/// struct Cat { name: String }
/// rt::object! { both Cat { required name "name" } }
/// enum Pet { Cat(Cat), Unknown(rt::Value) }
/// rt::tagged_union! { both Pet by "petType" { Cat "cat" "kitten" } }
///
/// let pet: Pet = rt::from_value(&rt::serde_json::json!({"petType": "cat", "name": "Tom"}))?;
/// assert!(matches!(pet, Pet::Cat(cat) if cat.name == "Tom"));
/// # Ok::<(), rt::Misfit>(())
/// ```
#[macro_export]
macro_rules! tagged_union {
    (both $ty:ident by $name:literal $(or $best:ident)? { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        $crate::tagged_union! { @read $ty by $name $(or $best)? { $($variant $($tag)*),* } }
        $crate::tagged_union! { @write $ty by $name $(or $best)? { $($variant $($tag)*),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    ($way:ident $ty:ident by $name:literal $(or $best:ident)? { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        $crate::tagged_union! { @$way $ty by $name $(or $best)? { $($variant $($tag)*),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (@read $ty:ident by $name:literal { $($variant:ident $first:literal $($more:literal)*),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                match $crate::codec::read_tag(value, $name, cx) {
                    $(::core::result::Result::Ok($first $(| $more)*) => {
                        $crate::codec::read_variant(value, cx, Self::$variant)
                    })*
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                    ::core::result::Result::Ok(tag) => match $crate::codec::unknown_tag(value, cx, $name, tag, &[$($first $(, $more)*),*]) {
                        ::core::result::Result::Ok(value) => ::core::result::Result::Ok(Self::Unknown(value)),
                        ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                    },
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    (@read $ty:ident by $name:literal or best { $($variant:ident $first:literal $($more:literal)*),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                match $crate::codec::read_optional_tag(value, $name, cx) {
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                    $(::core::result::Result::Ok(::core::option::Option::Some($first $(| $more)*)) => {
                        $crate::codec::read_variant(value, cx, Self::$variant)
                    })*
                    ::core::result::Result::Ok(::core::option::Option::Some(tag)) => {
                        match $crate::codec::unknown_tag(value, cx, $name, tag, &[$($first $(, $more)*),*]) {
                            ::core::result::Result::Ok(value) => ::core::result::Result::Ok(Self::Unknown(value)),
                            ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                        }
                    }
                    ::core::result::Result::Ok(::core::option::Option::None) => {
                        let mut best = $crate::codec::BestFit::of(value, cx);
                        $(best.or(Self::$variant);)*
                        best.or_unknown(Self::Unknown)
                    }
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    (@write $ty:ident by $name:literal or best { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        $crate::untagged_union! { @write $ty { $($variant),* } }
    };
    (@write $ty:ident by $name:literal { $($variant:ident $first:literal $($more:literal)*),* $(,)? }) => {
        impl $crate::ToJson for $ty {
            fn to_json(&self) -> $crate::Value {
                match self {
                    $(Self::$variant(value) => $crate::codec::write_tagged(value, $name, $first),)*
                    Self::Unknown(value) => ::core::clone::Clone::clone(value),
                }
            }
        }
        $crate::__serialize! { $ty }
    };
}

/// The codec of an enum whose variants are told by what fits best, and its `PartialEq`.
///
/// The enum must have a variant `Unknown(Value)`, which keeps what fits none. With `open` before the name, strict
/// readers take such values too.
#[macro_export]
macro_rules! untagged_union {
    (both open $ty:ident { $($variant:ident),* $(,)? }) => {
        $crate::untagged_union! { @read or_any $ty { $($variant),* } }
        $crate::untagged_union! { @write $ty { $($variant),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (both $ty:ident { $($variant:ident),* $(,)? }) => {
        $crate::untagged_union! { @read or_unknown $ty { $($variant),* } }
        $crate::untagged_union! { @write $ty { $($variant),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (read open $ty:ident { $($variant:ident),* $(,)? }) => {
        $crate::untagged_union! { @read or_any $ty { $($variant),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (read $ty:ident { $($variant:ident),* $(,)? }) => {
        $crate::untagged_union! { @read or_unknown $ty { $($variant),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (write $(open)? $ty:ident { $($variant:ident),* $(,)? }) => {
        $crate::untagged_union! { @write $ty { $($variant),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (@read $otherwise:ident $ty:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                #[allow(unused_mut)]
                let mut best = $crate::codec::BestFit::of(value, cx);
                $(best.or(Self::$variant);)*
                best.$otherwise(Self::Unknown)
            }
        }
        $crate::__deserialize! { $ty }
    };
    (@write $ty:ident { $($variant:ident),* }) => {
        impl $crate::ToJson for $ty {
            fn to_json(&self) -> $crate::Value {
                match self {
                    $(Self::$variant(value) => $crate::ToJson::to_json(value),)*
                    Self::Unknown(value) => ::core::clone::Clone::clone(value),
                }
            }
        }
        $crate::__serialize! { $ty }
    };
}

/// Equality of unions, not derived for the reason that [`object!`](crate::object) gives.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_equal {
    ($ty:ident $($variant:ident)*) => {
        #[automatically_derived]
        impl ::core::cmp::PartialEq for $ty {
            #[inline]
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                match (self, other) {
                    $((Self::$variant(one), Self::$variant(other)) => *one == *other,)*
                    (Self::Unknown(one), Self::Unknown(other)) => *one == *other,
                    #[allow(unreachable_patterns)]
                    _ => false,
                }
            }
        }
    };
}

/// The codec of a struct with one field, which is on the wire what the field is.
#[macro_export]
macro_rules! newtype {
    (both $ty:ident) => {
        $crate::newtype! { read $ty }
        $crate::newtype! { write $ty }
    };
    (read $ty:ident) => {
        impl $crate::FromJson for $ty {
            fn from_json(value: &$crate::Value, cx: &mut $crate::Cx) -> ::core::result::Result<Self, $crate::Misfit> {
                $crate::codec::read_variant(value, cx, Self)
            }
        }
        $crate::__deserialize! { $ty }
    };
    (write $ty:ident) => {
        impl $crate::ToJson for $ty {
            fn to_json(&self) -> $crate::Value {
                $crate::ToJson::to_json(&self.0)
            }
        }
        $crate::__serialize! { $ty }
    };
}

/// Reads what stands in a variant or a newtype.
#[doc(hidden)]
pub fn read_variant<V: FromJson, T>(value: &Value, cx: &mut Cx, variant: fn(V) -> T) -> Result<T, Misfit> {
    match cx.enter(value) {
        Ok(()) => {
            let read = V::from_json(value, cx);
            cx.leave();
            match read {
                Ok(read) => Ok(variant(read)),
                Err(misfit) => Err(misfit),
            }
        }
        Err(misfit) => Err(misfit),
    }
}

/// Keeps an object whose tag is not listed, or refuses it.
#[doc(hidden)]
pub fn unknown_tag(value: &Value, cx: &mut Cx, name: &str, tag: &str, listed: &[&str]) -> Result<Value, Misfit> {
    if cx.strict {
        return Err(Misfit::new(one_of(listed), &Value::from(tag)).in_member(name));
    }
    cx.left.keep(value);
    Ok(value.clone())
}
