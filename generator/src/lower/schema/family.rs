//! The union that the base of a family is.

use gatewright_document::Node;
use indexmap::IndexMap;

use crate::ir::{Docs, Name, Tag, TypeKind, Union};
use crate::lower::docs;
use crate::lower::node::{Key, key_of};
use crate::lower::schema::form::Form;
use crate::lower::schema::union::{add_variant, shared_tag};
use crate::lower::schema::{Schemas, scalar};

impl<'d> Schemas<'d, '_> {
    /// A base with a discriminator: each schema built from it, and itself.
    pub(crate) fn family(&mut self, node: &Node<'d>, members: &[Node<'d>], place: &str) -> Form {
        let Some(property) = node.read("discriminator").and_then(|node| self.property_name(&node)) else {
            let shape = self.facts.shape(node);
            return self.form_of_shape(node, &shape, place);
        };
        let mapping = node.read("discriminator").map(|node| self.mapping(&node)).unwrap_or_default();
        let mut variants = Vec::new();
        for member in members {
            let known = self.facts.name_of(member).map(|name| name.to_string());
            let name =
                known.or_else(|| member.origin().pointer.last().map(|name| name.into_owned())).unwrap_or_default();
            let ty = self.schema(member, &name).value();
            let tags = self.family_tags(member, &name, &mapping);
            add_variant(&mut variants, Name::new(name).at(member.origin()), docs::docs(member), ty, tags);
        }
        let shape = self.facts.shape(node);
        let base_hint = format!("{place} base");
        let form = self.form_of_shape(node, &shape, &base_hint);
        let base = self.define(node, &base_hint, form);
        let tags = mapping.get(&key_of(node)).cloned().unwrap_or_else(|| vec![place.to_owned()]);
        add_variant(&mut variants, Name::new("base").at(node.origin()), Docs::default(), base, tags);
        let tag = if shared_tag(&variants).is_some() { Tag::Untagged } else { Tag::Property(property) };
        Form::Kind(TypeKind::Union(Union { tag, tag_may_be_missing: false, overlapping: false, open: false, variants }))
    }

    fn family_tags(&self, member: &Node<'d>, name: &str, mapping: &IndexMap<Key, Vec<String>>) -> Vec<String> {
        if let Some(tags) = mapping.get(&key_of(member)) {
            return tags.clone();
        }
        match member.read("x-ms-discriminator-value") {
            Some(value) => vec![scalar::text(value.value())],
            None => vec![name.to_owned()],
        }
    }
}
