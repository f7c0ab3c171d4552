//! Unions: variants by name, and what tells them apart.

use gatewright_document::{Code, Node};
use indexmap::{IndexMap, IndexSet};

use crate::ir::{Docs, Enum, EnumOf, EnumVariant, Name, Scalar, Tag, TypeKind, TypeRef, Union, UnionVariant};
use crate::lower::docs;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Shape;
use crate::lower::node::{key_of, resolved};
use crate::lower::schema::form::Form;
use crate::lower::schema::{Schemas, scalar};

/// A variant before it is named: its node, its type, the name it would like.
pub(crate) struct Variant<'d> {
    pub(super) node: Node<'d>,
    pub(super) ty: TypeRef,
    pub(super) name: String,
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
        let nodes: Vec<Node<'d>> = found.iter().map(|variant| variant.node.clone()).collect();
        // Of variants of one family its base says what tells them apart.
        let base = if shape.discriminator.is_none() { self.facts.common_base(&nodes) } else { None };
        let discriminator = shape.discriminator.clone().or_else(|| base.as_ref()?.read("discriminator"));
        let property = discriminator.as_ref().and_then(|node| self.property_name(node));
        let tag_may_be_missing = property.as_ref().is_some_and(|property| self.may_be_missing(property, &found));
        let mut variants: Vec<UnionVariant> = Vec::new();
        let mapping = match (&property, &discriminator) {
            (Some(_), Some(discriminator)) => self.mapping(discriminator),
            _ => IndexMap::new(),
        };
        let children = base.as_ref().map(|base| self.facts.children(base, &nodes)).unwrap_or_default();
        let children_of = |node: &Node<'d>| children.get(&key_of(&resolved(node).ok()?));
        self.mapped_elsewhere(&mapping, shape.discriminator.as_ref(), &found);
        for variant in found {
            let mut tags = match &property {
                Some(property) => self.tags(&variant.node, property, &mapping),
                None => Vec::new(),
            };
            for child in children_of(&variant.node).into_iter().flatten() {
                tags.extend(self.tags(child, property.as_deref().unwrap_or_default(), &mapping));
            }
            let name = Name::new(variant.name).at(variant.node.origin());
            let docs = self.variant_docs(&variant.node);
            add_variant(&mut variants, name, docs, variant.ty, tags);
        }
        let shared = shared_tag(&variants);
        let tag = match property {
            Some(property) if shared.is_none() && variants.iter().all(|variant| !variant.tags.is_empty()) => {
                Tag::Property(property)
            }
            Some(_) if base.is_some() => Tag::Untagged,
            Some(property) if shared.is_some() => {
                self.report
                    .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                    .message(format!(
                        "`{}` of `{property}` stands for more than one variant",
                        shared.unwrap_or_default()
                    ))
                    .help("the variant that fits best is taken; give each variant a value of its own");
                Tag::Untagged
            }
            Some(property) => {
                self.report
                    .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                    .message(format!("not every variant has a value of the discriminator `{property}`"))
                    .help("the variant that fits best is taken; add `mapping` to the discriminator");
                Tag::Untagged
            }
            None => Tag::Untagged,
        };
        Form::Kind(TypeKind::Union(Union { tag, tag_may_be_missing, overlapping, open: false, variants }))
    }

    /// Whether all variants have the tag as a member of their own, and some of them do not require it.
    fn may_be_missing(&mut self, property: &str, found: &[Variant<'d>]) -> bool {
        let shapes: Vec<_> = found.iter().map(|variant| self.facts.shape(&variant.node)).collect();
        shapes.iter().all(|shape| shape.properties.contains_key(property))
            && !shapes.iter().all(|shape| shape.required.contains(property))
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
        let mut values: IndexMap<String, EnumVariant> = IndexMap::new();
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
                    name.called = Some(title.to_owned());
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
                values.entry(name.wire.clone()).or_insert(EnumVariant { name, docs });
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
                TypeKind::Enum(Enum { of, variants, .. }) => {
                    Some((*of, variants.iter().map(|variant| (variant.name.clone(), variant.docs.clone())).collect()))
                }
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
        Form::Kind(TypeKind::Union(Union {
            tag: Tag::Untagged,
            tag_may_be_missing: false,
            overlapping: false,
            open: false,
            variants,
        }))
    }
}

/// A value of the discriminator that stands for more than one variant.
pub(crate) fn shared_tag(variants: &[UnionVariant]) -> Option<String> {
    let mut seen: IndexSet<&str> = IndexSet::new();
    variants.iter().flat_map(|variant| &variant.tags).find(|tag| !seen.insert(tag)).cloned()
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
