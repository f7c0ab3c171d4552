//! Values of one type among several.
//!
//! A union with a tag looks at the tag. One without tries its variants in order and takes the one
//! that leaves the least unexplained: it stops at the first that explains everything.

use serde_json::{Map, Value};

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

/// How many variants may be tried for a value: unions within unions that all fit badly would
/// otherwise be tried in every combination, twice as many with each level.
fn budget(value: &Value) -> usize {
    let mut size = 0_usize;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        size = size.saturating_add(1);
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    size.saturating_mul(100).saturating_add(10_000)
}

/// Tries one variant, if it may still be tried.
fn attempt<V: FromJson>(value: &Value, cx: &mut Cx) -> Result<V, Misfit> {
    cx.budget = match cx.budget {
        Some(0) => return Err(Misfit::new("a value that fits fewer combinations of forms", value)),
        budget => budget.map(|left| left - 1),
    };
    cx.enter(value, |cx| V::from_json(value, cx))
}

/// What a variant leaves unexplained of a value. Of equals, the one is less that keeps more of it.
#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
struct Unexplained {
    unknown: usize,
    lost: usize,
}

impl Unexplained {
    fn of(cx: &Cx) -> Self {
        Self { unknown: cx.unknown, lost: cx.lost }
    }

    fn set(self, cx: &mut Cx) {
        (cx.unknown, cx.lost) = (self.unknown, self.lost);
    }
}

/// Reads the variants of a union one after another and keeps the best.
#[doc(hidden)]
pub struct BestFit<'v, 'c, T> {
    value: &'v Value,
    cx: &'c mut Cx,
    before: Unexplained,
    /// Whether no union is around this one.
    outermost: bool,
    best: Option<(Unexplained, T)>,
    misfit: Option<Misfit>,
}

impl<'v, 'c, T> BestFit<'v, 'c, T> {
    #[must_use]
    pub fn of(value: &'v Value, cx: &'c mut Cx) -> Self {
        let (before, outermost) = (Unexplained::of(cx), cx.budget.is_none());
        if outermost {
            cx.budget = Some(budget(value));
        }
        Self { value, cx, before, outermost, best: None, misfit: None }
    }

    /// Tries a variant.
    #[must_use]
    pub fn or<V: FromJson>(mut self, variant: fn(V) -> T) -> Self {
        if matches!(self.best, Some((Unexplained { unknown: 0, .. }, _))) {
            return self;
        }
        Unexplained::default().set(self.cx);
        let value = self.value;
        match attempt(value, self.cx) {
            Ok(read) => {
                let left = Unexplained::of(self.cx);
                if self.best.as_ref().is_none_or(|(least, _)| left < *least) {
                    self.best = Some((left, variant(read)));
                }
            }
            Err(misfit) => self.fail(misfit),
        }
        self
    }

    /// The misfit that is deepest inside the value says most about what was meant.
    #[cold]
    fn fail(&mut self, misfit: Misfit) {
        if self.misfit.as_ref().is_none_or(|deepest| misfit.depth() > deepest.depth()) {
            self.misfit = Some(misfit);
        }
    }

    /// The best fit, or the value as it is.
    pub fn or_unknown(self, unknown: fn(Value) -> T) -> Result<T, Misfit> {
        self.before.set(self.cx);
        let exhausted = self.cx.budget == Some(0) && !self.outermost;
        if self.outermost {
            self.cx.budget = None;
        }
        match (self.best, self.misfit) {
            (Some((left, read)), _) => {
                self.cx.unknown += left.unknown;
                self.cx.lost += left.lost;
                Ok(read)
            }
            // What could not be tried any more is not unknown: some union around this one has tried better.
            (None, Some(misfit)) if self.cx.strict || exhausted => Err(misfit),
            (None, _) => {
                self.cx.refuse("one of the documented forms", self.value)?;
                Ok(unknown(self.value.clone()))
            }
        }
    }
}

/// One part of an `anyOf`: there if it fits.
#[doc(hidden)]
pub fn read_part<T: FromJson>(value: &Value, cx: &mut Cx, fits: &mut usize) -> Option<T> {
    // What one part does not know, another may.
    let (before, outermost) = (Unexplained::of(cx), cx.budget.is_none());
    if outermost {
        cx.budget = Some(budget(value));
    }
    let read = attempt(value, cx).ok();
    before.set(cx);
    if outermost {
        cx.budget = None;
    }
    *fits += usize::from(read.is_some());
    read
}

/// All parts in one object; of what is no object the first part counts.
#[doc(hidden)]
#[must_use]
pub fn merge(parts: &[&dyn ToJson]) -> Value {
    let mut merged = Map::new();
    for part in parts.iter().filter(|part| !part.is_absent()) {
        match part.to_json() {
            Value::Object(members) => {
                for (name, member) in members {
                    merge_member(&mut merged, name, member);
                }
            }
            other => return other,
        }
    }
    Value::Object(merged)
}

fn merge_member(merged: &mut Map<String, Value>, name: String, member: Value) {
    match (merged.get_mut(&name), member) {
        (Some(Value::Object(into)), Value::Object(members)) => {
            for (name, member) in members {
                into.entry(name).or_insert(member);
            }
        }
        (Some(_), _) => {}
        (None, member) => {
            merged.insert(name, member);
        }
    }
}

/// The codec of an enum whose variant is told by a member of the object.
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
    (both $($rest:tt)*) => {
        $crate::tagged_union! { read $($rest)* }
        $crate::tagged_union! { write $($rest)* }
    };
    (read $ty:ident by $name:literal { $($variant:ident $first:literal $($more:literal)*),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                match $crate::codec::read_tag(value, $name, cx)? {
                    $($first $(| $more)* => $crate::codec::read_variant(value, cx, Self::$variant),)*
                    tag => $crate::codec::unknown_tag(value, cx, $name, tag, $crate::__one_of!($($first $($more)*)*))
                        .map(Self::Unknown),
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    (read $ty:ident by $name:literal or best { $($variant:ident $first:literal $($more:literal)*),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                match $crate::codec::read_optional_tag(value, $name, cx)? {
                    $(::core::option::Option::Some($first $(| $more)*) => {
                        $crate::codec::read_variant(value, cx, Self::$variant)
                    })*
                    ::core::option::Option::Some(tag) => {
                        let expected = $crate::__one_of!($($first $($more)*)*);
                        $crate::codec::unknown_tag(value, cx, $name, tag, expected).map(Self::Unknown)
                    }
                    ::core::option::Option::None => {
                        $crate::codec::BestFit::of(value, cx)$(.or(Self::$variant))*.or_unknown(Self::Unknown)
                    }
                }
            }
        }
        $crate::__deserialize! { $ty }
    };
    (write $ty:ident by $name:literal or best { $($variant:ident $($tag:literal)*),* $(,)? }) => {
        $crate::untagged_union! { write $ty { $($variant),* } }
    };
    (write $ty:ident by $name:literal { $($variant:ident $first:literal $($more:literal)*),* $(,)? }) => {
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

/// The codec of an enum whose variants are told by what fits best.
///
/// The enum must have a variant `Unknown(Value)`, which keeps what fits none.
#[macro_export]
macro_rules! untagged_union {
    (both $($rest:tt)*) => {
        $crate::untagged_union! { read $($rest)* }
        $crate::untagged_union! { write $($rest)* }
    };
    (read $ty:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                $crate::codec::BestFit::of(value, cx)$(.or(Self::$variant))*.or_unknown(Self::Unknown)
            }
        }
        $crate::__deserialize! { $ty }
    };
    (write $ty:ident { $($variant:ident),* $(,)? }) => {
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

/// The codec of a struct of `Option`s of which all that fit are there; they are written merged.
#[macro_export]
macro_rules! any_of {
    (both $($rest:tt)*) => {
        $crate::any_of! { read $($rest)* }
        $crate::any_of! { write $($rest)* }
    };
    (read $ty:ident { $($part:ident),* $(,)? }) => {
        impl $crate::FromJson for $ty {
            #[inline(never)]
            fn from_json(
                value: &$crate::Value,
                cx: &mut $crate::Cx,
            ) -> ::core::result::Result<Self, $crate::Misfit> {
                let mut fits = 0;
                $(let $part = $crate::codec::read_part(value, cx, &mut fits);)*
                if fits == 0 {
                    cx.refuse("one of the documented forms", value)?;
                }
                ::core::result::Result::Ok(Self { $($part),* })
            }
        }
        $crate::__deserialize! { $ty }
    };
    (write $ty:ident { $($part:ident),* $(,)? }) => {
        impl $crate::ToJson for $ty {
            fn to_json(&self) -> $crate::Value {
                $crate::codec::merge(&[$(&self.$part),*])
            }
        }
        $crate::__serialize! { $ty }
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
    cx.enter(value, |cx| V::from_json(value, cx)).map(variant)
}

/// Keeps an object whose tag is not listed, or refuses it.
#[doc(hidden)]
pub fn unknown_tag(value: &Value, cx: &mut Cx, name: &str, tag: &str, expected: &'static str) -> Result<Value, Misfit> {
    if cx.strict {
        return Err(Misfit::new(expected, &Value::from(tag)).in_member(name));
    }
    cx.unknown += 1;
    Ok(value.clone())
}
