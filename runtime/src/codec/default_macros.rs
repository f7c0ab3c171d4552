//! What [`defaults!`](crate::defaults) writes for a model.

/// Methods that give what the document says a property is where it is absent.
///
/// Each line has the way in which the value is given, the property, the method, the type and the value. Values are
/// `copied`, or `borrowed`; `text` is a string.
///
/// ```
/// use gatewright_runtime as rt;
///
/// #[derive(Default)]
/// struct Page { limit: Option<i32>, order: Option<String> }
/// rt::defaults! {
///     Page {
///         copied limit limit_or_default i32 = 20,
///         text order order_or_default str = "name",
///     }
/// }
///
/// let page = Page { limit: Some(5), ..Page::default() };
/// assert_eq!((page.limit_or_default(), page.order_or_default()), (5, "name"));
/// ```
#[macro_export]
macro_rules! defaults {
    ($ty:ident { $($mode:ident $field:ident $method:ident $of:ty = $value:expr,)* }) => {
        impl $ty {
            $(
                #[doc = ::core::concat!("`", ::core::stringify!($field), "`, or `", ::core::stringify!($value), "` where it is absent.")]
                #[must_use]
                #[inline]
                pub fn $method(&self) -> $crate::__default_type!($mode $of) {
                    $crate::__default_value!($mode self.$field, $value)
                }
            )*
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __default_type {
    (copied $of:ty) => {
        $of
    };
    ($mode:ident $of:ty) => {
        &$of
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __default_value {
    (copied $field:expr, $value:expr) => {
        match $field {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => $value,
        }
    };
    (text $field:expr, $value:expr) => {
        match &$field {
            ::core::option::Option::Some(value) => value.as_str(),
            ::core::option::Option::None => $value,
        }
    };
    (borrowed $field:expr, $value:expr) => {
        match &$field {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => &$value,
        }
    };
}
