//! How types are written, in a model, as an argument and in a signature.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::std::Std;
use crate::ir::{Api, Custom, Presence, Scalar, Tuple, TypeKind, TypeRef};
use crate::names::Names;

/// Where a type is written: named models are bare among themselves and qualified elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Types<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a Names,
    pub(super) qualified: bool,
    pub(super) std: Std,
}

/// What a value looks like to a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outline {
    Scalar,
    List,
    Object,
}

impl Types<'_> {
    pub(super) fn ty(self, ty: &TypeRef) -> TokenStream {
        match ty {
            TypeRef::Named(id) => {
                let name = &self.names.of_type(*id).ident;
                if self.qualified { quote!(models::#name) } else { quote!(#name) }
            }
            TypeRef::Boxed(inner) => {
                let inner = self.ty(inner);
                let name = self.std.name("Box");
                quote!(#name<#inner>)
            }
            TypeRef::List(inner) => {
                let inner = self.ty(inner);
                let name = self.std.name("Vec");
                quote!(#name<#inner>)
            }
            TypeRef::Map(inner) => {
                let inner = self.ty(inner);
                let (map, key) = (self.std.name("BTreeMap"), self.std.name("String"));
                quote!(#map<#key, #inner>)
            }
            TypeRef::Tuple(tuple) => self.tuple(tuple),
            TypeRef::Nullable(inner) => self.option(self.ty(inner)),
            TypeRef::Scalar(scalar) => self.scalar(*scalar),
            TypeRef::Custom(custom) => self.custom(custom),
            TypeRef::Json => quote!(rt::Value),
            TypeRef::Unit => quote!(()),
        }
    }

    /// A type of the user's own; what only serde knows is wrapped for the runtime.
    fn custom(self, custom: &Custom) -> TokenStream {
        let path: TokenStream = custom.path.parse().unwrap_or_default();
        let parameters: Vec<TokenStream> = custom.parameters.iter().map(|parameter| self.ty(parameter)).collect();
        let ty = if parameters.is_empty() { path } else { quote!(#path<#(#parameters),*>) };
        if custom.foreign { quote!(rt::Foreign<#ty>) } else { ty }
    }

    fn tuple(self, tuple: &Tuple) -> TokenStream {
        let items = tuple.items.iter().enumerate().map(|(index, item)| {
            let ty = self.ty(item);
            if index < tuple.least { ty } else { self.option(ty) }
        });
        // One item in parentheses is a tuple only with a comma behind it.
        let items = quote!((#(#items,)*));
        if tuple.is_exact() {
            return items;
        }
        let rest = tuple.rest.as_deref().map_or_else(|| quote!(rt::Value), |rest| self.ty(rest));
        let least = Literal::usize_unsuffixed(tuple.least);
        quote!(rt::Tuple<#items, #rest, #least>)
    }

    pub(super) fn member(self, ty: &TypeRef, presence: Presence) -> TokenStream {
        let ty = self.ty(ty);
        match presence {
            Presence::Required => ty,
            Presence::Nullable | Presence::Optional => self.option(ty),
            Presence::OptionalNullable => self.option(self.option(ty)),
        }
    }

    /// Whether the runtime has a value of the type that owns nothing, to stand in a member until it is read.
    pub(super) fn has_blank(self, ty: &TypeRef) -> bool {
        match self.unaliased(ty) {
            TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Nullable(_) | TypeRef::Json | TypeRef::Unit => true,
            TypeRef::Scalar(scalar) => *scalar != Scalar::Number,
            TypeRef::Named(_) | TypeRef::Boxed(_) | TypeRef::Tuple(_) | TypeRef::Custom(_) => false,
        }
    }

    /// The type of an argument that is only looked at.
    pub(super) fn argument(self, ty: &TypeRef) -> TokenStream {
        match self.unaliased(ty) {
            TypeRef::Scalar(Scalar::String) => quote!(&str),
            TypeRef::Scalar(scalar) if scalar.is_copy() => self.scalar(*scalar),
            TypeRef::List(item) if matches!(self.unaliased(item), TypeRef::Scalar(Scalar::String)) => quote!(&[&str]),
            TypeRef::List(item) => {
                let item = self.ty(item);
                quote!(&[#item])
            }
            _ => {
                let ty = self.ty(ty);
                quote!(&#ty)
            }
        }
    }

    /// What stands behind the aliases.
    pub(super) fn unaliased<'t>(self, ty: &'t TypeRef) -> &'t TypeRef
    where
        Self: 't,
    {
        self.api.types.unaliased(ty)
    }

    pub(super) fn outline(self, ty: &TypeRef) -> Outline {
        match self.unaliased(ty) {
            TypeRef::List(_) | TypeRef::Tuple(_) => Outline::List,
            TypeRef::Map(_) => Outline::Object,
            TypeRef::Boxed(inner) | TypeRef::Nullable(inner) => self.outline(inner),
            TypeRef::Named(id) => match &self.api.types.get(*id).kind {
                TypeKind::Struct(_) => Outline::Object,
                TypeKind::Newtype(inner) => match inner {
                    TypeRef::List(_) => Outline::List,
                    TypeRef::Map(_) => Outline::Object,
                    _ => Outline::Scalar,
                },
                TypeKind::Union(union) => {
                    let outlines: Vec<Outline> =
                        union.variants.iter().map(|variant| self.variant_outline(&variant.ty)).collect();
                    // A union is written as its widest variant is.
                    if outlines.contains(&Outline::List) {
                        Outline::List
                    } else if outlines.contains(&Outline::Object) {
                        Outline::Object
                    } else {
                        Outline::Scalar
                    }
                }
                _ => Outline::Scalar,
            },
            _ => Outline::Scalar,
        }
    }

    /// As `outline`, but one union within another is not looked into: they may be circular.
    fn variant_outline(self, ty: &TypeRef) -> Outline {
        match self.unaliased(ty) {
            TypeRef::Named(id) if matches!(self.api.types.get(*id).kind, TypeKind::Union(_)) => Outline::Scalar,
            ty => self.outline(ty),
        }
    }

    pub(super) fn list(self, item: TokenStream) -> TokenStream {
        let name = self.std.name("Vec");
        quote!(#name<#item>)
    }

    pub(super) fn option(self, inner: TokenStream) -> TokenStream {
        let name = self.std.name("Option");
        quote!(#name<#inner>)
    }

    fn scalar(self, scalar: Scalar) -> TokenStream {
        match scalar {
            Scalar::String => self.std.name("String"),
            Scalar::Bool => quote!(bool),
            Scalar::I8 => quote!(i8),
            Scalar::I16 => quote!(i16),
            Scalar::I32 => quote!(i32),
            Scalar::I64 => quote!(i64),
            Scalar::U8 => quote!(u8),
            Scalar::U16 => quote!(u16),
            Scalar::U32 => quote!(u32),
            Scalar::U64 => quote!(u64),
            Scalar::F64 => quote!(f64),
            Scalar::Number => quote!(rt::Number),
            Scalar::DateTime => quote!(rt::DateTime),
            Scalar::Date => quote!(rt::Date),
            Scalar::Time => quote!(rt::Time),
            Scalar::Duration => quote!(rt::Duration),
            Scalar::Uuid => quote!(rt::Uuid),
            Scalar::Decimal => quote!(rt::Decimal),
            Scalar::UnixTime => quote!(rt::UnixTime),
            Scalar::Base64 => quote!(rt::Base64),
            Scalar::Bytes => quote!(rt::Bytes),
        }
    }
}
