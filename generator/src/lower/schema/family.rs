//! The union that the base of a family is.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::Node;

use crate::ir::{Docs, Name, Tag, TagProperty, TypeKind, TypeRef, Union, UnionVariant};
use crate::lower::docs;
use crate::lower::facts::scalar;
use crate::lower::node::{Key, key_of};
use crate::lower::schema::Schemas;
use crate::lower::schema::form::Form;
use crate::lower::schema::tag::tag_text;
use crate::lower::schema::union::add_variant;

impl<'d> Schemas<'d, '_> {
    /// A base with a discriminator: each schema built from it, and itself. Those of them that others are built from are
    /// variants too, and unions of their own where they are referred to.
    pub(crate) fn family(&mut self, node: &Node<'d>, members: &[Node<'d>], place: &str) -> Form {
        let discriminator = self.facts.discriminator_of(node);
        let Some(property) = discriminator.as_ref().and_then(|node| self.property_name(node)) else {
            let shape = self.facts.shape(node);
            return self.form_of_shape(node, &shape, place);
        };
        let mapping = discriminator.map(|node| self.mapping(&node)).unwrap_or_default();
        let mut variants = Vec::new();
        for member in members {
            let known = self.facts.name_of(member).map(|name| name.to_string());
            let name =
                known.or_else(|| member.origin().pointer.last().map(|name| name.into_owned())).unwrap_or_default();
            let ty = match self.facts.family_of(member) {
                Some(_) => self.itself(member, &name),
                None => self.schema(member, &name).value(),
            };
            let tags = self.family_tags(member, &name, &property, &mapping);
            add_variant(&mut variants, Name::new(name).at(member.origin()), docs::docs(member), ty, tags);
        }
        let tags = self.family_tags(node, place, &property, &mapping);
        if self.may_be_itself(node, &property, &tags, &variants) {
            let base = self.itself(node, place);
            add_variant(&mut variants, Name::new("base").at(node.origin()), Docs::default(), base, tags);
        }
        let tag = if is_shared(&variants) {
            Tag::Untagged
        } else {
            let is_value = self.is_value(&property, members);
            Tag::Property(TagProperty { is_value, name: property, may_be_missing: false }.into())
        };
        Form::Kind(TypeKind::Union(Union { tag, overlapping: false, open: false, variants }))
    }

    /// What a schema is that others are built from, without those.
    fn itself(&mut self, node: &Node<'d>, name: &str) -> TypeRef {
        if let Some(known) = self.bases.get(&key_of(node)) {
            return known.clone();
        }
        let hint = format!("{name} base");
        // Somebody inside may refer to a schema that has it as a variant.
        let id = self.reserve_in_place(node, &hint);
        self.bases.insert(key_of(node), TypeRef::Named(id));
        let shape = self.facts.shape(node);
        let form = self.form_of_shape(node, &shape, &hint);
        self.types.define(id, form.into_kind());
        TypeRef::Named(id)
    }

    /// Whether a value can be of the base and of nothing that is built from it: not where the values of the property are
    /// listed and its own is not among them, or belongs to another.
    fn may_be_itself(&mut self, node: &Node<'d>, property: &str, tags: &[String], others: &[UnionVariant]) -> bool {
        let is_taken = |tag: &String| others.iter().any(|other| other.tags.contains(tag));
        let shape = self.facts.shape(node);
        let nodes = shape.properties.get(property).map(|property| property.nodes.clone()).unwrap_or_default();
        let listed = self.facts.shape_of_all(&nodes).constants.clone();
        let is_listed =
            |tag: &String| listed.as_ref().is_none_or(|listed| listed.iter().any(|value| tag_text(value) == *tag));
        tags.iter().any(|tag| !is_taken(tag) && is_listed(tag))
    }

    fn family_tags(
        &mut self,
        member: &Node<'d>,
        name: &str,
        property: &str,
        mapping: &IndexMap<Key, Vec<String>>,
    ) -> Vec<String> {
        if let Some(tags) = mapping.get(&key_of(member)) {
            return tags.clone();
        }
        if let Some(value) = member.read("x-ms-discriminator-value") {
            return vec![scalar::text(value.value())];
        }
        // Only a value of its own: the base may list those of all.
        let nodes = self.facts.shape(member).properties.get(property).map(|property| property.nodes.clone());
        let constants = nodes.and_then(|nodes| self.facts.shape(nodes.last()?).constants.clone());
        match constants.as_deref() {
            Some([only]) => vec![tag_text(only)],
            _ => vec![name.to_owned()],
        }
    }
}

/// Whether a tag stands for more than one variant.
fn is_shared(variants: &[UnionVariant]) -> bool {
    let tags: Vec<&String> = variants.iter().flat_map(|variant| &variant.tags).collect();
    let different: IndexSet<&String> = tags.iter().copied().collect();
    different.len() < tags.len()
}
