//! How types are written where two documents are compared.

use super::Side;
use super::pairs::Pairs;
use crate::emit::{Site, Types};
use crate::ir::{Api, Change, Custom, Presence, Tuple, TypeId, TypeRef};
use crate::names::Names;
use crate::print::Std;

/// What is compared of an item, and what is shown of it.
///
/// Of a new document the compared forms have the old names of the types, so that a renamed type is one change and
/// not one for each of its uses. Two items agree if either form does: an alias and what it stands for are the same
/// to the compiler, and an alias that changed is a change of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) shown: String,
    named: String,
    expanded: String,
}

impl Signature {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { shown: text.clone(), named: text.clone(), expanded: text }
    }

    /// What has a name of its own, which is compared elsewhere.
    pub(crate) fn called(name: impl Into<String>, compared: &str) -> Self {
        Self { shown: name.into(), named: compared.to_owned(), expanded: compared.to_owned() }
    }

    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        self.named == other.named || self.expanded == other.expanded
    }
}

/// Writes the types of one document.
pub(crate) struct Writers<'a> {
    api: &'a Api,
    names: &'a Names,
    matched: Names,
}

impl<'a> Writers<'a> {
    pub(crate) fn old(old: Side<'a>) -> Self {
        Self { api: old.api, names: old.names, matched: old.names.clone() }
    }

    pub(crate) fn new(old: Side<'_>, new: Side<'a>, pairs: &Pairs) -> Self {
        let mut matched = new.names.clone();
        for (id, names) in new.api.types.ids().zip(&mut matched.types) {
            names.ident = match pairs.back.get(&id) {
                Some(partner) => old.names.of_type(*partner).ident.clone(),
                // No name of the old document, as it is another type.
                None => names.ident.suffixed("OfNew"),
            };
        }
        Self { api: new.api, names: new.names, matched }
    }

    /// How types are written where they are compared.
    pub(crate) fn types(&self) -> Types<'_> {
        self.types_with(self.names)
    }

    fn types_with<'n>(&'n self, names: &'n Names) -> Types<'n> {
        Types { api: self.api, names, site: Site::Elsewhere, std: Std::beside([]) }
    }

    /// An item in all its forms.
    pub(crate) fn signature(&self, write: &dyn Fn(Writer<'_>) -> String) -> Signature {
        let of = |names, expand| write(Writer { types: self.types_with(names), expand });
        Signature { shown: of(self.names, false), named: of(&self.matched, false), expanded: of(&self.matched, true) }
    }
}

/// Writes types in one form.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    pub(crate) types: Types<'a>,
    expand: bool,
}

impl Writer<'_> {
    pub(crate) fn ty(self, ty: &TypeRef) -> String {
        self.types.ty(&self.expanded(ty)).flat()
    }

    pub(crate) fn change(self, change: &Change) -> String {
        let change = match change {
            Change::OfItem(item) => Change::OfItem(self.expanded(item)),
            Change::Described(ty) => Change::Described(self.expanded(ty)),
        };
        self.types.change(&change).flat()
    }

    pub(crate) fn named(self, id: TypeId) -> String {
        self.ty(&TypeRef::Named(id))
    }

    pub(crate) fn member(self, ty: &TypeRef, presence: Presence) -> String {
        self.types.member(&self.expanded(ty), presence).flat()
    }

    pub(crate) fn option(self, ty: &TypeRef) -> String {
        self.types.option(self.types.ty(&self.expanded(ty))).flat()
    }

    pub(crate) fn argument(self, ty: &TypeRef) -> String {
        self.types.argument(&self.expanded(ty)).flat()
    }

    /// The type that stands behind aliases, also within others.
    fn expanded(self, ty: &TypeRef) -> TypeRef {
        if self.expand { expand(self.types, ty) } else { ty.clone() }
    }
}

fn expand(types: Types<'_>, ty: &TypeRef) -> TypeRef {
    let within = |inner: &TypeRef| Box::new(expand(types, inner));
    match ty {
        TypeRef::Named(_) => match types.api.types.unaliased(ty) {
            named @ TypeRef::Named(_) => named.clone(),
            other => expand(types, other),
        },
        TypeRef::Boxed(inner) => TypeRef::Boxed(within(inner)),
        TypeRef::List(inner) => TypeRef::List(within(inner)),
        TypeRef::Map(inner) => TypeRef::Map(within(inner)),
        TypeRef::Nullable(inner) => TypeRef::Nullable(within(inner)),
        TypeRef::Tuple(tuple) => TypeRef::Tuple(Box::new(Tuple {
            items: tuple.items.iter().map(|item| expand(types, item)).collect(),
            least: tuple.least,
            rest: tuple.rest.as_deref().map(within),
        })),
        TypeRef::Custom(custom) => TypeRef::Custom(Box::new(Custom {
            parameters: custom.parameters.iter().map(|parameter| expand(types, parameter)).collect(),
            ..(**custom).clone()
        })),
        TypeRef::Scalar(_) | TypeRef::Json | TypeRef::Unit => ty.clone(),
    }
}
