//! Discriminators: which value stands for which variant.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Code, Node, Severity, Value};

use crate::lower::facts::scalar;
use crate::lower::node::{Key, key_of, resolved};
use crate::lower::schema::Schemas;
use crate::lower::schema::tag::tag_text;

/// Discriminators are looked for in choices within choices this far.
const DEPTH: usize = 6;

impl<'d> Schemas<'d, '_> {
    /// `propertyName` of OpenAPI 3, or the bare name of Swagger 2.0.
    pub(crate) fn property_name(&mut self, discriminator: &Node<'d>) -> Option<String> {
        let name = match discriminator.value() {
            Value::String(name) => Some(name.clone()),
            _ => discriminator.read("propertyName").and_then(|name| name.value().as_str().map(str::to_owned)),
        };
        if name.is_none() {
            self.report
                .warning(Code::INVALID_DISCRIMINATOR, discriminator.origin())
                .message("the discriminator has no `propertyName`")
                .help("the variant that fits best is taken");
        }
        name
    }

    /// Tells what a discriminator maps to a schema that is none of the variants.
    pub(super) fn mapped_elsewhere(
        &mut self,
        mapping: &IndexMap<Key, Vec<String>>,
        discriminator: Option<&Node<'d>>,
        variants: &[Node<'d>],
    ) {
        // Those that variants offer in turn count as well.
        let mut offered: IndexSet<Key> = IndexSet::default();
        let mut open: Vec<Node<'d>> = variants.to_vec();
        while let Some(node) = open.pop() {
            let at = resolved(&node).unwrap_or(node);
            if offered.insert(key_of(&at)) {
                open.extend(self.facts.shape(&at).choices.iter().flat_map(|choice| choice.variants.clone()));
                open.extend(self.facts.family_of(&at).unwrap_or_default());
            }
        }
        let entries = discriminator.and_then(|node| node.get("mapping"));
        let unmet: Vec<&String> =
            mapping.iter().filter(|(key, _)| !offered.contains(*key)).flat_map(|(_, tags)| tags).collect();
        for (tag, node) in entries.iter().flat_map(Node::entries) {
            if unmet.iter().any(|unmet| *unmet == tag) {
                self.report
                    .once(&node, Code::INVALID_DISCRIMINATOR)
                    .severity(Severity::Warning)
                    .message(format!("`{tag}` is mapped to a schema that is none of the variants"))
                    .label("values with it are kept as any JSON")
                    .help("list the schema among the variants");
            }
        }
    }

    /// Explicit mapping: schema → its tags.
    pub(crate) fn mapping(&mut self, discriminator: &Node<'d>) -> IndexMap<Key, Vec<String>> {
        let mut mapping: IndexMap<Key, Vec<String>> = IndexMap::default();
        self.report.not_expressed(
            discriminator,
            "defaultMapping",
            "values without the discriminator are kept as any JSON",
        );
        for (tag, node) in discriminator.read("mapping").iter().flat_map(Node::entries) {
            let Some(reference) = node.value().as_str() else { continue };
            match self.facts.mapped(&node, reference) {
                Some(target) => mapping.entry(key_of(&target)).or_default().push(tag.to_owned()),
                None => {
                    self.report
                        .warning(Code::INVALID_DISCRIMINATOR, node.origin())
                        .message(format!("`{tag}` is mapped to `{reference}`, which does not exist"))
                        .help("map it to a schema of this document");
                }
            }
        }
        mapping
    }

    /// Values of the discriminator that stand for a variant.
    pub(super) fn tags(
        &mut self,
        variant: &Node<'d>,
        property: &str,
        mapping: &IndexMap<Key, Vec<String>>,
    ) -> Vec<String> {
        let target = match variant.reference() {
            Some(_) => resolved(variant).unwrap_or_else(|_| variant.clone()),
            None => variant.clone(),
        };
        if let Some(tags) = mapping.get(&key_of(&target)) {
            return tags.clone();
        }
        if let Some(value) = target.read("x-ms-discriminator-value") {
            return vec![scalar::text(value.value())];
        }
        let constants = self.facts.shape(&target).properties.get(property).cloned();
        for node in constants.iter().flat_map(|property| property.nodes.iter().rev()) {
            if let Some(constants) = &self.facts.shape(node).constants {
                return constants.iter().map(tag_text).collect();
            }
        }
        if let Some(tags) = self.tags_within(&target, property, 0) {
            return tags;
        }
        match (variant.reference(), self.facts.name_of(&target)) {
            (_, Some(name)) => vec![name.to_string()],
            (Some(reference), None) => vec![reference.rsplit(['/', '#']).next().unwrap_or_default().to_owned()],
            (None, None) => Vec::new(),
        }
    }

    /// Values of the discriminator that the variants of a variant list themselves.
    pub(super) fn tags_within(&mut self, node: &Node<'d>, property: &str, depth: usize) -> Option<Vec<String>> {
        let shape = self.facts.shape(node);
        if let Some(member) = shape.properties.get(property) {
            let listed = member.nodes.iter().rev().find_map(|node| self.facts.shape(node).constants.clone());
            return listed.map(|constants| constants.iter().map(tag_text).collect());
        }
        let [choice] = shape.choices.as_slice() else { return None };
        let mut tags: Vec<String> = Vec::new();
        for variant in choice.variants.iter().filter(|_| depth < DEPTH) {
            tags.extend(self.tags_within(variant, property, depth + 1)?);
        }
        // Variants of one variant may share a value.
        tags.sort_unstable();
        tags.dedup();
        Some(tags).filter(|tags| !tags.is_empty())
    }
}
