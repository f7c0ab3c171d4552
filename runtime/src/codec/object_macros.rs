//! What [`object!`](crate::object) writes for a model: two tables, and its `PartialEq`.

/// The codec of a struct that is an object on the wire, and its `PartialEq`.
///
/// Equality is here because what is derived is larger: it compares properties through references.
///
/// The first word says what is needed: `read`, `write` or `both`. Each property has a mode, a field
/// and a name on the wire:
///
/// | mode | type of the field | on the wire |
/// |---|---|---|
/// | `required` | `T` | always there |
/// | `nullable` | `Option<T>` | always there, may be null |
/// | `optional` | `Option<T>` | absent when `None` |
/// | `optional_nullable` | `Option<Option<T>>` | absent, null or a value |
/// | `read_only`, `read_only_nullable` | as the two before | the same, and absent from clients' requests |
/// | `required_float` and so on | the same, of floats | whole values are written as `2.0` |
/// | `first` | `T` | always there, and of a type without a value that owns nothing: a model, a box, a type of somebody else's |
///
/// A string behind the type is the place of its schema in the document, which messages name. `= "JSON"` behind a property of
/// such a type is its default, which [`Reading::fill_defaults`](crate::Reading::fill_defaults) asks for.
///
/// At the end, `..rest others` names a `BTreeMap<String, T>` for all other properties; with `..unknown others` they
/// count as unknown. `deny_unknown` after the type makes strict readers reject properties that are not listed. Names are
/// written as they stand; `escaped` before a type that is written says that some name must be escaped in JSON.
///
/// ```
/// use gatewright_runtime as rt;
///
/// #[derive(Debug)]
/// struct Input { a: f64, note: Option<String> }
/// rt::object! { both Input { required a "a", optional note "note" } }
///
/// let input: Input = rt::from_str(r#"{"a": 1.5}"#)?;
/// assert_eq!(input, Input { a: 1.5, note: None });
/// assert_eq!(rt::to_string(&input), r#"{"a":1.5}"#);
/// # Ok::<(), rt::Misfit>(())
/// ```
#[macro_export]
macro_rules! object {
    (both escaped $ty:ident $($rest:tt)*) => {
        $crate::__object_read! { $ty $($rest)* }
        $crate::__object_write! { write_escaped_object $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__deserialize! { $ty }
        $crate::__serialize! { $ty }
    };
    (both $ty:ident $($rest:tt)*) => {
        $crate::__object_read! { $ty $($rest)* }
        $crate::__object_write! { write_object $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__deserialize! { $ty }
        $crate::__serialize! { $ty }
    };
    (read $ty:ident $($rest:tt)*) => {
        $crate::__object_read! { $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__deserialize! { $ty }
    };
    (write escaped $ty:ident $($rest:tt)*) => {
        $crate::__object_write! { write_escaped_object $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__serialize! { $ty }
    };
    (write $ty:ident $($rest:tt)*) => {
        $crate::__object_write! { write_object $ty $($rest)* }
        $crate::__object_equal! { $ty $($rest)* }
        $crate::__serialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_read {
    ($ty:ident $($schema:literal)? { $($members:tt)* }) => {
        $crate::__object_read! { @ $ty lost [$($schema)?] $($members)* }
    };
    ($ty:ident $($schema:literal)? deny_unknown { $($members:tt)* }) => {
        $crate::__object_read! { @ $ty forbidden [$($schema)?] $($members)* }
    };
    (
        @ $ty:ident $others:ident [$($schema:literal)?]
        $($mode:ident $field:ident $wire:literal $(= $default:literal)?),* $(,)? $(..$how:ident $rest:ident $(,)?)?
    ) => {
        impl $crate::FromJson for $ty {
            fn blank() -> Self {
                Self { $($field: $crate::__blank!($mode),)* $($rest: $crate::codec::Blank::BLANK)? }
            }
            #[inline(never)]
            fn read(&mut self, reader: &mut $crate::Reader<'_>) -> ::core::result::Result<(), $crate::Misfit> {
                $crate::codec::read_object(
                    reader,
                    &[$($schema,)? $($($wire, $default,)?)*],
                    &[$($crate::codec::Member::$mode($wire)),*],
                    &mut [$(&mut self.$field),*],
                    $crate::__others!($others $($how self.$rest)?),
                )
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __blank {
    (required) => {
        $crate::codec::Blank::BLANK
    };
    (required_float) => {
        $crate::codec::Blank::BLANK
    };
    (first) => {
        $crate::FromJson::blank()
    };
    // Not as a constant, of which the library would hold an image as large as what it might be.
    ($mode:ident) => {
        ::core::option::Option::None
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __others {
    ($others:ident) => {
        $crate::codec::Others::$others
    };
    (forbidden unknown $read:ident.$rest:ident) => {
        $crate::codec::Others::unknown_forbidden(&mut $read.$rest)
    };
    ($others:ident $how:ident $read:ident.$rest:ident) => {
        $crate::codec::Others::$how(&mut $read.$rest)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_write {
    (
        $write:ident $ty:ident $($schema:literal)? $($flag:ident)*
        { $($mode:ident $field:ident $wire:literal $(= $default:literal)?),* $(,)? $(..$how:ident $rest:ident $(,)?)? }
    ) => {
        impl $crate::ToJson for $ty {
            #[inline(never)]
            fn write(&self, writer: &mut $crate::Writer) {
                $crate::codec::$write(
                    writer,
                    &[$($crate::codec::Member::$mode($wire),)* $($crate::codec::Member::$how)?],
                    &[$(&self.$field,)* $(&self.$rest)?],
                );
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __object_equal {
    (
        $ty:ident $($schema:literal)? $($flag:ident)*
        { $($mode:ident $field:ident $wire:literal $(= $default:literal)?),* $(,)? $(..$how:ident $rest:ident $(,)?)? }
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
