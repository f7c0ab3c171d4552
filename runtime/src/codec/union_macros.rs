//! What [`tagged_union!`](crate::tagged_union), [`untagged_union!`](crate::untagged_union) and
//! [`newtype!`](crate::newtype) write for a type.

/// The codec of an enum whose variant follows from a property of the object (the tag), and its `PartialEq`.
///
/// Each variant has its tags; the first is written where the variant's own object has none. The
/// enum must have a variant `Unknown(Value)`, which keeps an object whose tag is not listed.
///
/// `value` before the name of the property says that tags are numbers or booleans, given as JSON text.
///
/// With `or best` behind it, an object without the property is what fits it best. So is, where variants without a tag are
/// listed, a value that has none of the tags.
///
/// ```
/// use gatewright_runtime as rt;
///
/// struct Cat { name: String }
/// rt::object! { both Cat { required name "name" } }
/// enum Pet { Cat(Cat), Unknown(rt::Value) }
/// rt::tagged_union! { both Pet by "petType" { Cat "cat" "kitten" } }
///
/// let pet: Pet = rt::from_str(r#"{"petType": "cat", "name": "Tom"}"#)?;
/// assert!(matches!(pet, Pet::Cat(cat) if cat.name == "Tom"));
/// # Ok::<(), rt::Misfit>(())
/// ```
#[macro_export]
macro_rules! tagged_union {
    (both $ty:ident by value $($rest:tt)*) => { $crate::tagged_union! { @both $ty write_valued $($rest)* } };
    (both $ty:ident by $($rest:tt)*) => { $crate::tagged_union! { @both $ty write_tagged $($rest)* } };
    ($way:ident $ty:ident by value $name:literal $(or $best:ident)? { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        $crate::tagged_union! { @$way $ty write_valued $name $(or $best)? { $($variant $($tag)*),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    ($way:ident $ty:ident by $name:literal $(or $best:ident)? { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        $crate::tagged_union! { @$way $ty write_tagged $name $(or $best)? { $($variant $($tag)*),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (@both $ty:ident $write:ident $name:literal $(or $best:ident)? { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        $crate::tagged_union! { @read $ty $write $name $(or $best)? { $($variant $($tag)*),* } }
        $crate::tagged_union! { @write $ty $write $name $(or $best)? { $($variant $($tag)*),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (@read $ty:ident $write:ident $name:literal { $($variant:ident $first:literal $($more:literal)*),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            fn blank() -> Self {
                Self::Unknown($crate::Value::Null)
            }
            #[inline(never)]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                match $crate::codec::read_tag(reader, $name) {
                    ::core::result::Result::Ok(tag) => match &*tag {
                        $($first $(| $more)* => $crate::codec::read_variant(reader, self, Self::$variant),)*
                        tag => $crate::codec::unknown_tag(
                            reader, self, Self::Unknown, ($name, tag), &[$($first $(, $more)*),*],
                        ),
                    },
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    (@read $ty:ident $write:ident $name:literal or best { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            fn blank() -> Self {
                Self::Unknown($crate::Value::Null)
            }
            #[inline(never)]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                const TAGS: &[&[&::core::primitive::str]] = &[$(&[$($tag),*]),*];
                match $crate::codec::read_optional_tag(reader, $name, TAGS) {
                    ::core::result::Result::Ok(::core::option::Option::Some(tag)) => {
                        $(if [$($tag),*].contains(&&*tag) {
                            return $crate::codec::read_variant(reader, self, Self::$variant);
                        })*
                        $crate::codec::unknown_tag(reader, self, Self::Unknown, ($name, &tag), &[$($($tag,)*)*])
                    }
                    ::core::result::Result::Ok(::core::option::Option::None) => {
                        let mut best = $crate::codec::BestFit::of(reader);
                        $(best.or(reader, self, Self::$variant);)*
                        best.or_unknown(reader, self, Self::Unknown)
                    }
                    ::core::result::Result::Err(misfit) => ::core::result::Result::Err(misfit),
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    (@write $ty:ident $write:ident $name:literal $(or $best:ident)? { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        impl $crate::ToJson for $ty {
            fn write(&self, writer: &mut $crate::Writer) {
                match self {
                    $(Self::$variant(value) => $crate::__write_variant!(writer value $write $name $($tag)*),)*
                    Self::Unknown(value) => writer.value(value),
                }
            }
        }
        $crate::__serialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __write_variant {
    ($writer:ident $value:ident $write:ident $name:literal) => {
        $crate::ToJson::write($value, $writer)
    };
    ($writer:ident $value:ident $write:ident $name:literal $first:literal $($more:literal)*) => {
        $crate::codec::$write($writer, $value, $name, $first)
    };
}

/// The codec of an enum whose variants are told by what fits best, and its `PartialEq`.
///
/// The enum must have a variant `Unknown(Value)`, which keeps what fits none. With `open` before the name, strict
/// readers take such values too. `float` behind a variant says that its whole numbers are written as `2.0`, beside
/// another variant of integers.
#[macro_export]
macro_rules! untagged_union {
    (both open $ty:ident { $($variant:ident $($float:ident)?),* $(,)? }) => {
        $crate::untagged_union! { @read or_any $ty { $($variant),* } }
        $crate::untagged_union! { @write $ty { $($variant $($float)?),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (both $ty:ident { $($variant:ident $($float:ident)?),* $(,)? }) => {
        $crate::untagged_union! { @read or_unknown $ty { $($variant),* } }
        $crate::untagged_union! { @write $ty { $($variant $($float)?),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (read open $ty:ident { $($variant:ident $($float:ident)?),* $(,)? }) => {
        $crate::untagged_union! { @read or_any $ty { $($variant),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (read $ty:ident { $($variant:ident $($float:ident)?),* $(,)? }) => {
        $crate::untagged_union! { @read or_unknown $ty { $($variant),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (write $(open)? $ty:ident { $($variant:ident $($float:ident)?),* $(,)? }) => {
        $crate::untagged_union! { @write $ty { $($variant $($float)?),* } }
        $crate::__union_equal! { $ty $($variant)* }
    };
    (@read $otherwise:ident $ty:ident { $($variant:ident $($float:ident)?),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            fn blank() -> Self {
                Self::Unknown($crate::Value::Null)
            }
            #[inline(never)]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                #[allow(unused_mut)]
                let mut best = $crate::codec::BestFit::of(reader);
                $(best.or(reader, self, Self::$variant);)*
                best.$otherwise(reader, self, Self::Unknown)
            }
        }
        $crate::__deserialize! { $ty }
    };
    (@write $ty:ident { $($variant:ident $($float:ident)?),* }) => {
        impl $crate::ToJson for $ty {
            fn write(&self, writer: &mut $crate::Writer) {
                match self {
                    $(Self::$variant(value) => $crate::__write_untagged!(writer value $($float)?),)*
                    Self::Unknown(value) => writer.value(value),
                }
            }
        }
        $crate::__serialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __write_untagged {
    ($writer:ident $value:ident) => {
        $crate::ToJson::write($value, $writer)
    };
    ($writer:ident $value:ident float) => {
        $crate::codec::write_floats($writer, $value)
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
            fn blank() -> Self {
                Self($crate::FromJson::blank())
            }
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                $crate::codec::read_newtype(reader, &mut self.0)
            }
        }
        $crate::__deserialize! { $ty }
    };
    (write $ty:ident) => {
        impl $crate::ToJson for $ty {
            fn write(&self, writer: &mut $crate::Writer) {
                $crate::ToJson::write(&self.0, writer);
            }
        }
        $crate::__serialize! { $ty }
    };
}
