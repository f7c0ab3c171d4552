//! Bodies of XML, read and written as the XML Objects of a document say (OpenAPI 3.0.4, XML Object).
//!
//! A body goes through [`Value`](crate::Value), as JSON does: a [`Shape`] says which element or attribute stands for
//! which member, and what a model's own codec makes of text (numbers, dates) is none of its business. So XML costs a
//! model nothing that is never sent or read as XML.

mod bounds;
mod read;
mod write;

pub use read::Malformed;
pub(crate) use read::read;
pub(crate) use write::write;

/// What XML calls the namespace of `xsi:nil` (XML Schema Part 1, 2.6.2).
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// How the values of a schema are written as XML.
#[derive(Debug)]
pub struct Shape {
    /// The element around a whole body.
    pub name: Name,
    /// What is in the element.
    pub content: Content,
}

/// Shapes are statics: two are the same if they are one.
impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Shape {}

/// The name of an element or an attribute.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// As it is written, with the prefix: `smp:pet`.
    pub qualified: &'static str,
    /// What the prefix stands for, or, without a prefix, where the element belongs.
    pub namespace: Option<&'static str>,
}

impl Name {
    /// Without the prefix.
    fn local(&self) -> &'static str {
        self.qualified.split_once(':').map_or(self.qualified, |(_, local)| local)
    }
}

/// What an element holds.
#[derive(Debug)]
pub enum Content {
    /// Text.
    Text,
    /// Text, or elements by the names of members.
    Any,
    /// An object.
    Members {
        /// Those that the document lists.
        members: &'static [Member],
        /// What all others hold.
        others: &'static Shape,
    },
    /// An array: an element for each item.
    Items {
        /// The element of an item.
        name: Name,
        /// What it holds.
        shape: &'static Shape,
    },
}

/// How a member of an object is written.
#[derive(Debug)]
pub struct Member {
    /// The member as JSON has it.
    pub key: &'static str,
    /// Where it stands.
    pub place: Place,
    /// Its element or attribute.
    pub name: Name,
    /// What its element holds.
    pub shape: &'static Shape,
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types)]
pub enum Place {
    /// In an attribute.
    attribute,
    /// As the text of the object's own element.
    text,
    /// In an element.
    element,
    /// An array without an element around it: an element for each item.
    items,
    /// The same, and none at all is an array without items.
    required_items,
}

/// Any value: text, or elements by the names of members.
pub static ANY: Shape = Shape { name: Name { qualified: "value", namespace: None }, content: Content::Any };

/// Text.
pub static TEXT: Shape = Shape { name: Name { qualified: "value", namespace: None }, content: Content::Text };

/// Defines how the values of a schema are written as XML, as generated code lists it.
///
/// ```
/// use gatewright_runtime as rt;
///
/// rt::xml! {
///     /// `Pet`.
///     pub PET = "smp:pet" in "https://example.com/sample" {
///         "id" => attribute "id",
///         "category" => element "category" as CATEGORY,
///         "photos" => items "photo",
///         "tags" => element "tags" as TAGS,
///         "extra" => element "extra" as rt::xml::ANY
///     }
/// }
/// rt::xml! {
///     /// `Category`.
///     pub CATEGORY = "category" {
///         "name" => element "name"
///         ; others PET
///     }
/// }
/// rt::xml! {
///     /// `Tags`.
///     pub TAGS = "tags" ["tag" as rt::xml::TEXT]
/// }
/// assert!(matches!(PET.content, rt::xml::Content::Members { members: [_, _, _, _, _], .. }));
/// ```
#[macro_export]
macro_rules! xml {
    (
        $(#[$meta:meta])* $vis:vis $shape:ident = $name:literal $(in $namespace:literal)? {
            $($key:literal => $place:ident $wire:literal $(in $member_namespace:literal)? $(as $inner:path)?),*
            $(; others $others:path)?
        }
    ) => {
        $(#[$meta])*
        $vis static $shape: $crate::xml::Shape = $crate::xml::Shape {
            name: $crate::__xml_name!($name $($namespace)?),
            content: $crate::xml::Content::Members {
                members: &[$($crate::xml::Member {
                    key: $key,
                    place: $crate::xml::Place::$place,
                    name: $crate::__xml_name!($wire $($member_namespace)?),
                    shape: $crate::__xml_shape!(TEXT $($inner)?),
                }),*],
                others: $crate::__xml_shape!(ANY $($others)?),
            },
        };
    };
    (
        $(#[$meta:meta])* $vis:vis $shape:ident = $name:literal $(in $namespace:literal)?
        [$item:literal $(in $item_namespace:literal)? as $inner:path]
    ) => {
        $(#[$meta])*
        $vis static $shape: $crate::xml::Shape = $crate::xml::Shape {
            name: $crate::__xml_name!($name $($namespace)?),
            content: $crate::xml::Content::Items {
                name: $crate::__xml_name!($item $($item_namespace)?),
                shape: &$inner,
            },
        };
    };
    ($(#[$meta:meta])* $vis:vis $shape:ident = $name:literal $(in $namespace:literal)? of $content:ident) => {
        $(#[$meta])*
        $vis static $shape: $crate::xml::Shape = $crate::xml::Shape {
            name: $crate::__xml_name!($name $($namespace)?),
            content: $crate::xml::Content::$content,
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __xml_name {
    ($qualified:literal) => {
        $crate::xml::Name { qualified: $qualified, namespace: ::core::option::Option::None }
    };
    ($qualified:literal $namespace:literal) => {
        $crate::xml::Name { qualified: $qualified, namespace: ::core::option::Option::Some($namespace) }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __xml_shape {
    ($otherwise:ident) => {
        &$crate::xml::$otherwise
    };
    ($otherwise:ident $shape:path) => {
        &$shape
    };
}

#[cfg(test)]
mod tests;
