//! What tells the variants of a union apart: a discriminator, that of their common base, or a flag that each requires.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Code, Node, Value};

use crate::ir::{Tag, TagProperty, TypeRef};
use crate::lower::facts::scalar;
use crate::lower::facts::schema_type::SchemaType;
use crate::lower::facts::shape::Shape;
use crate::lower::node::{Key, key_of, resolved};
use crate::lower::schema::Schemas;
use crate::lower::schema::union::Variant;

/// The values of the tag by variant.
type Tags = Vec<Vec<String>>;

impl<'d> Schemas<'d, '_> {
    /// What tells the variants of a choice apart, and the tags of each.
    pub(super) fn tag_of_union(
        &mut self,
        node: &Node<'d>,
        shape: &Shape<'d>,
        found: &[Variant<'d>],
        overlapping: bool,
    ) -> (Tag, Tags) {
        let nodes: Vec<Node<'d>> = found.iter().map(|variant| variant.node.clone()).collect();
        let variants = nodes.as_slice();
        // Of variants of one family its base says what tells them apart.
        let base = if shape.discriminator.is_none() { self.facts.common_base(variants) } else { None };
        let discriminator = shape.discriminator.clone().or_else(|| self.facts.discriminator_of(base.as_ref()?));
        let Some(discriminator) = discriminator else { return self.flag(variants) };
        let Some(property) = self.property_name(&discriminator) else { return (Tag::Untagged, Vec::new()) };
        let mapping = self.mapping(&discriminator);
        self.mapped_elsewhere(&mapping, shape.discriminator.as_ref(), variants);
        let mut tags: Tags = variants.iter().map(|variant| self.tags(variant, &property, &mapping)).collect();
        self.tags_of_kin(variants, &property, &mapping, &mut tags);
        let is_around = shape.properties.contains_key(&property);
        if overlapping && !is_around {
            self.untold(variants, &property, &mapping, &mut tags);
        }
        if let Some(problem) = problem(&property, found, &tags, overlapping) {
            if base.is_none() {
                self.report
                    .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                    .message(problem.0)
                    .help(format!("the variant that fits best is taken; {}", problem.1));
            }
            return (Tag::Untagged, Vec::new());
        }
        let may_be_missing = tags.iter().any(Vec::is_empty) || self.may_be_missing(&property, variants);
        let is_value = self.is_value(&property, variants);
        (Tag::Property(TagProperty { name: property, is_value, may_be_missing }.into()), tags)
    }

    /// Adds to a variant that others are built from the tags of those, unless they are variants themselves.
    fn tags_of_kin(
        &mut self,
        variants: &[Node<'d>],
        property: &str,
        mapping: &IndexMap<Key, Vec<String>>,
        tags: &mut Tags,
    ) {
        let targets: Vec<Option<Node<'d>>> = variants.iter().map(|variant| resolved(variant).ok()).collect();
        let mut known: IndexSet<Key> = targets.iter().flatten().map(key_of).collect();
        let families = targets.iter().map(|node| self.facts.family_of(node.as_ref()?));
        let mut families: Vec<(usize, Vec<Node<'d>>)> =
            families.enumerate().filter_map(|(index, family)| Some((index, family?))).collect();
        // The nearest to a schema has the fewest built from it.
        families.sort_by_key(|(_, family)| family.len());
        for (index, family) in families {
            for kin in family.iter().filter(|kin| known.insert(key_of(kin))) {
                let own = self.tags(kin, property, mapping);
                tags.get_mut(index).into_iter().for_each(|tags| tags.extend(own.iter().cloned()));
            }
        }
    }

    /// Takes the tags from the variants of an `anyOf` that have no such property, beside others that have it: they are
    /// known by their form.
    fn untold(&mut self, variants: &[Node<'d>], property: &str, mapping: &IndexMap<Key, Vec<String>>, tags: &mut Tags) {
        let lacks = |this: &mut Self, variant: &Node<'d>| {
            let target = resolved(variant).unwrap_or_else(|_| variant.clone());
            !mapping.contains_key(&key_of(&target))
                && target.get("x-ms-discriminator-value").is_none()
                && !this.facts.shape(&target).properties.contains_key(property)
                && this.tags_within(&target, property, 0).is_none()
        };
        let lacking: Vec<bool> = variants.iter().map(|variant| lacks(self, variant)).collect();
        if lacking.iter().all(|lacks| *lacks) {
            return;
        }
        for ((variant, tags), _) in variants.iter().zip(tags).zip(lacking).filter(|(_, lacks)| *lacks) {
            tags.clear();
            self.report
                .once(variant, Code::INVALID_DISCRIMINATOR)
                .message(format!("this variant has no property `{property}`, which is the discriminator"))
                .label("known by its form")
                .help("add the property, or map a value to the schema");
        }
    }

    /// Whether all variants have the tag as a property of their own, and some of them do not require it.
    fn may_be_missing(&mut self, property: &str, variants: &[Node<'d>]) -> bool {
        let shapes: Vec<_> = variants.iter().map(|variant| self.facts.shape(variant)).collect();
        shapes.iter().all(|shape| shape.properties.contains_key(property))
            && !shapes.iter().all(|shape| shape.required.contains(property))
    }

    /// Whether the values of a property are numbers or booleans, wherever it is described.
    pub(super) fn is_value(&mut self, property: &str, variants: &[Node<'d>]) -> bool {
        let shapes = variants.iter().map(|variant| self.facts.shape(variant));
        let described = shapes.filter_map(|shape| Some(shape.properties.get(property)?.nodes.clone()));
        let described: Vec<_> = described.map(|nodes| self.facts.shape_of_all(&nodes)).collect();
        let is_value = |shape: &Shape<'_>| match (&shape.constants, &shape.types) {
            (Some(constants), _) => constants.iter().all(|value| !matches!(value, Value::String(_))),
            (None, Some(types)) => types.iter().all(|ty| {
                matches!(ty, SchemaType::Integer | SchemaType::Number | SchemaType::Boolean | SchemaType::Null)
            }),
            (None, None) => false,
        };
        !described.is_empty() && described.iter().all(|shape| is_value(shape))
    }

    /// A flag that is required of two variants, `true` of one and `false` of the other. Its type is that of any flag, and
    /// does not tell them apart.
    fn flag(&mut self, variants: &[Node<'d>]) -> (Tag, Tags) {
        let shapes: Vec<_> = variants.iter().map(|variant| self.facts.shape(variant)).collect();
        let constant = |shape: &Shape<'d>, name: &str| {
            let nodes = &shape.properties.get(name).filter(|_| shape.required.contains(name))?.nodes;
            match self.facts.shape_of_all(nodes).constants.as_deref() {
                Some([Value::Bool(flag)]) => Some(*flag),
                _ => None,
            }
        };
        for name in shapes.iter().flat_map(|shape| &shape.required) {
            let flags: Vec<Option<bool>> = shapes.iter().map(|shape| constant(shape, name)).collect();
            let times = |flag: bool| flags.iter().filter(|found| **found == Some(flag)).count();
            let known = shapes.iter().filter(|shape| shape.properties.contains_key(name)).count();
            if times(true) == 1 && times(false) == 1 && known == 2 {
                let tags = flags.iter().map(|flag| flag.iter().map(bool::to_string).collect()).collect();
                let tag = TagProperty { name: name.clone(), is_value: true, may_be_missing: true };
                return (Tag::Property(tag.into()), tags);
            }
        }
        (Tag::Untagged, Vec::new())
    }
}

/// The text of a value of the tag: `1` is `1.0`.
pub(super) fn tag_text(value: &Value) -> String {
    value.as_i64().map_or_else(|| scalar::text(value), |number| number.to_string())
}

/// Why a discriminator does not tell variants apart, and what its author can do.
fn problem(property: &str, variants: &[Variant<'_>], tags: &Tags, overlapping: bool) -> Option<(String, &'static str)> {
    if let Some(shared) = shared_tag(variants, tags) {
        let message = format!("`{shared}` of `{property}` stands for more than one variant");
        return Some((message, "give each variant a value of its own"));
    }
    let untold = tags.iter().filter(|tags| tags.is_empty()).count();
    if untold == tags.len() || (untold > 0 && !overlapping) {
        let message = format!("not every variant has a value of the discriminator `{property}`");
        return Some((message, "add `mapping` to the discriminator"));
    }
    None
}

/// A value of the discriminator that stands for variants of more than one type.
fn shared_tag(variants: &[Variant<'_>], tags: &Tags) -> Option<String> {
    let mut seen: IndexMap<&str, &TypeRef> = IndexMap::default();
    for (variant, tags) in variants.iter().zip(tags) {
        for tag in tags {
            if seen.insert(tag, &variant.ty).is_some_and(|other| *other != variant.ty) {
                return Some(tag.clone());
            }
        }
    }
    None
}
