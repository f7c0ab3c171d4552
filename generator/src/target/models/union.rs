//! Unions: an enum of variants, and how a value tells which of them it is.

use crate::index::IndexMap;
use quote::quote;

use super::{Model, Models};
use crate::emit::docs;
use crate::ir::{EnumOf, Scalar, Tag, TypeId, TypeKind, TypeRef, Union};
use crate::print::{Body, Code, Item, Literal, Path, Table, Type, Variant, Word};

impl Models<'_> {
    pub(super) fn union(&self, model: Model<'_>, union: &Union) -> Vec<Item<'static>> {
        let mut variants: Vec<Variant> = union
            .variants
            .iter()
            .zip(model.members)
            .map(|(variant, name)| {
                Variant::new(docs::member(&variant.docs, ""), name, vec![self.types.ty(&variant.ty)])
            })
            .collect();
        let docs = docs::line("A value that fits none of the variants; it is kept as it came.");
        variants.push(Variant::new(docs, Path::plain("Unknown"), vec![Type::runtime("rt::Value")]));
        let mut definition = self.definition(model, &["Clone", "Debug"], &["PartialEq"], Body::Enum(variants));
        definition.non_exhaustive = true;
        let mut items = vec![definition.into(), self.union_codec(model, union).into()];
        items.extend(self.conversions(model, union));
        items
    }

    fn union_codec(&self, model: Model<'_>, union: &Union) -> Table {
        let Model { def, name, members, .. } = model;
        let mut head: Vec<Word> = vec![self.direction(def).into()];
        let codec = match &union.tag {
            Tag::Property(tag) => {
                head.extend([name.into(), if tag.is_value { "by value" } else { "by" }.into()]);
                head.push(Literal::str(&tag.name).into());
                head.extend(tag.may_be_missing.then_some("or best".into()));
                "rt::tagged_union!"
            }
            Tag::Untagged => {
                head.extend(union.open.then_some("open".into()));
                head.push(name.into());
                "rt::untagged_union!"
            }
        };
        let beside_integers = union.variants.iter().any(|variant| self.is_integer(&variant.ty));
        let rows = union.variants.iter().zip(members).map(|(variant, name)| {
            let tags = variant.tags.iter().filter(|_| union.tag != Tag::Untagged);
            let floats = union.tag == Tag::Untagged && beside_integers && self.is_number(&variant.ty);
            let floats = floats.then(|| "float".into());
            core::iter::once(name.into()).chain(tags.map(|tag| Literal::str(tag).into())).chain(floats).collect()
        });
        Table::new(codec, head, rows.collect())
    }

    /// Whether values are integers, or listed among them.
    fn is_integer(&self, ty: &TypeRef) -> bool {
        use Scalar::{I8, I16, I32, I64, U8, U16, U32, U64};
        match self.types.unaliased(ty) {
            TypeRef::Scalar(scalar) => matches!(scalar, I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64),
            TypeRef::Named(id) => match &self.types.api.types.get(*id).kind {
                TypeKind::Enum(listed) => listed.of == EnumOf::Integers,
                _ => false,
            },
            _ => false,
        }
    }

    fn is_number(&self, ty: &TypeRef) -> bool {
        matches!(self.types.unaliased(ty), TypeRef::Scalar(Scalar::F64)) || self.has_floats(ty)
    }

    /// `From` for each variant whose type is that of no other.
    fn conversions(&self, model: Model<'_>, union: &Union) -> Vec<Item<'static>> {
        let Model { name, members, .. } = model;
        let (types, std) = (self.types, self.types.std);
        let mut holders: IndexMap<String, usize> = IndexMap::default();
        for key in union.variants.iter().filter_map(|variant| self.key(&variant.ty)) {
            *holders.entry(key).or_default() += 1;
        }
        let from = std.name("From");
        let mut conversions = Vec::new();
        for (variant, ident) in union.variants.iter().zip(members) {
            let (inner, boxed) = match &variant.ty {
                TypeRef::Boxed(inner) => (&**inner, true),
                ty => (ty, false),
            };
            let is_alone = self.key(inner).is_some_and(|key| holders.get(&key) == Some(&1));
            let itself = |id: &TypeId| types.names.of_type(*id).ident == *name;
            if !is_alone || matches!(types.unaliased(inner), TypeRef::Named(id) if itself(id)) {
                continue;
            }
            let ty = match types.unaliased(inner) {
                TypeRef::Named(id) => types.ty(&TypeRef::Named(*id)),
                _ => types.ty(inner),
            };
            let boxed_as = std.name("Box");
            let value = if boxed { quote!(#boxed_as::new(value)) } else { quote!(value) };
            conversions.push(quote! {
                impl #from<#ty> for #name { fn from(value: #ty) -> Self { Self::#ident(#value) } }
            });
            if *types.unaliased(inner) == TypeRef::Scalar(Scalar::String) && !boxed {
                conversions.push(quote! {
                    impl #from<&str> for #name { fn from(value: &str) -> Self { Self::#ident(value.into()) } }
                });
            }
        }
        conversions.into_iter().map(|tokens| Code(tokens).into()).collect()
    }

    /// What tells types apart as Rust does; `None` for any JSON, nothing, and types of the user's own, which may be the
    /// same as another.
    fn key(&self, ty: &TypeRef) -> Option<String> {
        Some(match self.types.unaliased(ty) {
            TypeRef::Boxed(inner) => self.key(inner)?,
            TypeRef::Named(id) => format!("#{}", id.index()),
            TypeRef::List(inner) => format!("[{}]", self.key(inner)?),
            TypeRef::Map(inner) => format!("{{{}}}", self.key(inner)?),
            TypeRef::Nullable(inner) => format!("{}?", self.key(inner)?),
            TypeRef::Scalar(Scalar::Double) => self.key(&TypeRef::Scalar(Scalar::F64))?,
            TypeRef::Scalar(scalar) => format!("{scalar:?}"),
            TypeRef::Tuple(_) | TypeRef::Custom(_) | TypeRef::Json | TypeRef::Unit => return None,
        })
    }
}
