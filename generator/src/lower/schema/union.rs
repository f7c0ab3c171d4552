//! Unions: variants by name, and what tells them apart.

use crate::index::IndexMap;
use gatewright_document::Node;

use crate::ir::{Docs, Enum, EnumOf, EnumVariant, Name, Scalar, Tag, TypeKind, TypeRef, Union, UnionVariant};
use crate::lower::docs;
use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Shape;
use crate::lower::schema::Schemas;
use crate::lower::schema::form::Form;

/// A variant before it is named: its node, its type, the name it would like.
pub(crate) struct Variant<'d> {
    pub(crate) node: Node<'d>,
    pub(crate) ty: TypeRef,
    pub(crate) name: String,
}

impl<'d> Schemas<'d, '_> {
    pub(super) fn union_of(
        &mut self,
        node: &Node<'d>,
        shape: &Shape<'d>,
        found: Vec<Variant<'d>>,
        overlapping: bool,
    ) -> Form {
        if let Some(form) = self.simpler_than_union(&found) {
            // There is nothing to tell apart.
            if let Some(discriminator) = &shape.discriminator {
                discriminator.mark_read(&["propertyName"]);
            }
            return form;
        }
        let (tag, mut tags) = self.tag_of_union(node, shape, &found, overlapping);
        let mut variants: Vec<UnionVariant> = Vec::new();
        for (index, variant) in found.into_iter().enumerate() {
            let name = Name::new(variant.name).at(variant.node.origin());
            let docs = self.variant_docs(&variant.node);
            let tags = tags.get_mut(index).map(core::mem::take).unwrap_or_default();
            add_variant(&mut variants, name, docs, variant.ty, tags);
        }
        Form::Kind(TypeKind::Union(Union { tag, overlapping, open: false, variants }))
    }

    /// The type of a value that may be any of these; `place` is what says so.
    pub(crate) fn any_of(&mut self, place: &Node<'d>, hint: &str, found: Vec<Variant<'d>>) -> TypeRef {
        let form = self.simpler_than_union(&found).unwrap_or_else(|| {
            let mut variants = Vec::new();
            for variant in found {
                let name = Name::new(variant.name).at(variant.node.origin());
                add_variant(&mut variants, name, self.variant_docs(&variant.node), variant.ty, Vec::new());
            }
            Form::Kind(TypeKind::Union(Union { tag: Tag::Untagged, overlapping: false, open: false, variants }))
        });
        match form {
            Form::Ref(ty) => ty,
            Form::Kind(kind) => TypeRef::Named(self.types.add_in_place(hint, place, kind)),
        }
    }

    /// Strings with and without listed values, or numbers of two widths, need no union.
    fn simpler_than_union(&mut self, found: &[Variant<'d>]) -> Option<Form> {
        if let [only] = found {
            return Some(Form::Ref(only.ty.clone()));
        }
        let (first, rest) = found.split_first()?;
        if rest.iter().all(|variant| variant.ty == first.ty) {
            return Some(Form::Ref(first.ty.clone()));
        }
        if found.iter().all(|variant| matches!(variant.ty, TypeRef::Scalar(scalar) if scalar::is_number(scalar))) {
            let exact = found.iter().any(|variant| variant.ty == TypeRef::Scalar(Scalar::Number));
            return Some(Form::Ref(TypeRef::Scalar(if exact { Scalar::Number } else { Scalar::F64 })));
        }
        self.one_enum(found)
    }

    /// Listed values spread over variants are one list; a variant of one value names it by its title.
    fn one_enum(&mut self, found: &[Variant<'d>]) -> Option<Form> {
        let mut values: IndexMap<String, EnumVariant> = IndexMap::default();
        let (mut of, mut open) = (None, false);
        for variant in found {
            let (own, constants) = self.constants_of(&variant.ty)?;
            if *of.get_or_insert(own) != own {
                return None;
            }
            open |= self.is_open(&variant.ty);
            let title = variant.node.str("title").filter(|_| constants.len() == 1);
            let is_one = constants.len() == 1;
            for (mut name, mut docs) in constants {
                if let Some(title) = title {
                    name.called = Some(title.into());
                }
                // The variant becomes no type of its own: what is said of it is said of its values.
                if is_one || variant.node.reference().is_none() {
                    let mut said = docs::docs(&variant.node);
                    said.summary = said.summary.filter(|text| Some(text.as_str()) != title);
                    said.description = said.description.filter(|text| Some(text.as_str()) != title);
                    // An example or a default is one of several values.
                    said.notes.retain(|_| is_one);
                    docs = docs::over(said, docs);
                }
                values.entry(name.wire.clone()).or_insert(EnumVariant { name, docs: docs.into() });
            }
        }
        let of = of.filter(|_| !values.is_empty())?;
        Some(Form::Kind(TypeKind::Enum(Enum { of, open, variants: values.into_values().collect() })))
    }

    /// The listed values of a type: none for a plain string, `None` for other types.
    fn constants_of(&self, ty: &TypeRef) -> Option<(EnumOf, Vec<(Name, Docs)>)> {
        match ty {
            TypeRef::Scalar(Scalar::String) => Some((EnumOf::Strings, Vec::new())),
            TypeRef::Scalar(Scalar::I64) => Some((EnumOf::Integers, Vec::new())),
            TypeRef::Named(id) => match &self.types.get(*id).kind {
                TypeKind::Enum(Enum { of: EnumOf::Values, .. }) => None,
                TypeKind::Enum(Enum { of, variants, .. }) => Some((
                    *of,
                    variants.iter().map(|variant| (variant.name.clone(), (*variant.docs).clone())).collect(),
                )),
                TypeKind::Alias(ty) => self.constants_of(ty),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a type with listed values, or none, admits others.
    fn is_open(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Named(id) => match &self.types.get(*id).kind {
                TypeKind::Enum(listed) => listed.open,
                TypeKind::Alias(ty) => self.is_open(ty),
                _ => false,
            },
            _ => true,
        }
    }

    /// `type: [string, integer]`: one variant per type.
    pub(crate) fn one_of_types(
        &mut self,
        node: &Node<'d>,
        shape: &Shape<'d>,
        types: &[SchemaType<'d>],
        place: &str,
    ) -> Form {
        let mut found = Vec::new();
        for ty in types {
            let name = ty.as_str();
            let mut one = shape.clone();
            one.types = Some(vec![*ty]);
            let form = self.form_of_shape(node, &one, &format!("{place} {name}"));
            let ty = self.define(node, &format!("{place} {name}"), form);
            found.push(Variant { node: node.clone(), ty, name: name.to_owned() });
        }
        if let Some(form) = self.simpler_than_union(&found) {
            return form;
        }
        let mut variants = Vec::new();
        for variant in found {
            let name = Name::new(variant.name).at(variant.node.origin());
            add_variant(&mut variants, name, Docs::default(), variant.ty, Vec::new());
        }
        Form::Kind(TypeKind::Union(Union { tag: Tag::Untagged, overlapping: false, open: false, variants }))
    }
}

/// Adds a variant; one of the same type takes its tags over.
pub(crate) fn add_variant(variants: &mut Vec<UnionVariant>, name: Name, docs: Docs, ty: TypeRef, tags: Vec<String>) {
    match variants.iter_mut().find(|known| known.ty == ty) {
        Some(known) => {
            for tag in tags {
                if !known.tags.contains(&tag) {
                    known.tags.push(tag);
                }
            }
        }
        None => variants.push(UnionVariant { name, docs, ty, tags }),
    }
}
