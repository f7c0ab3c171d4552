//! Unions: an enum of variants, and how a value tells which of them it is.

use indexmap::IndexMap;
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
        let Model { def, name, members } = model;
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

    /// `From` for each variant whose type is a definition of its own, and of no other variant.
    fn conversions(&self, model: Model<'_>, union: &Union) -> Vec<Item<'static>> {
        let Model { name, members, .. } = model;
        let (types, std) = (self.types, self.types.std);
        let held = |ty: &TypeRef| {
            let (inner, boxed) = match ty {
                TypeRef::Boxed(inner) => (&**inner, true),
                ty => (ty, false),
            };
            match types.unaliased(inner) {
                TypeRef::Named(id) => Some((*id, boxed)),
                _ => None,
            }
        };
        let mut holders: IndexMap<TypeId, usize> = IndexMap::new();
        for (id, _) in union.variants.iter().filter_map(|variant| held(&variant.ty)) {
            *holders.entry(id).or_default() += 1;
        }
        let conversions = union.variants.iter().zip(members).filter_map(|(variant, ident)| {
            let (id, boxed) = held(&variant.ty)?;
            let alone = holders.get(&id) == Some(&1);
            let itself = types.names.of_type(id).ident == *name;
            if itself || !alone || matches!(types.api.types.get(id).kind, TypeKind::Pending) {
                return None;
            }
            let ty = types.ty(&TypeRef::Named(id));
            let (boxed_as, from) = (std.name("Box"), std.name("From"));
            let value = if boxed { quote!(#boxed_as::new(value)) } else { quote!(value) };
            Some(quote! { impl #from<#ty> for #name { fn from(value: #ty) -> Self { Self::#ident(#value) } } })
        });
        conversions.map(|tokens| Code(tokens).into()).collect()
    }
}
