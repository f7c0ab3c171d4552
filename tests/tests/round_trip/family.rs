//! Discriminators: which schemas a base stands for, and the values that tell them apart.

use std::collections::BTreeMap;

use gatewright_document::{Document, Node, Value as Tree, Version};

use crate::schemas::key_of;

pub(crate) struct Families<'d> {
    /// Named schemas with their names.
    names: BTreeMap<usize, String>,
    /// A base with a discriminator → what is built on it by `allOf`, directly or not.
    members: BTreeMap<usize, Vec<Node<'d>>>,
}

impl<'d> Families<'d> {
    pub(crate) fn of(document: &'d Document) -> Self {
        let named: Vec<(&str, Node<'d>)> = named(document);
        let mut families = Self { names: BTreeMap::new(), members: BTreeMap::new() };
        for (name, node) in &named {
            families.names.insert(key_of(node), (*name).to_owned());
        }
        for (_, node) in &named {
            let mut bases = Vec::new();
            bases_of(node, &mut bases);
            for base in bases.iter().filter(|base| is_base(base)) {
                families.members.entry(key_of(base)).or_default().push(node.clone());
            }
        }
        families
    }

    /// The schemas built on a base with a discriminator.
    pub(crate) fn members(&self, node: &Node<'d>) -> Option<Vec<Node<'d>>> {
        self.members.get(&key_of(node)).cloned()
    }

    /// Whether a schema is built on such a base.
    pub(crate) fn is_member(&self, node: &Node<'d>) -> bool {
        self.members.values().flatten().any(|member| key_of(member) == key_of(node))
    }

    /// The name of the tag and the values of one member of a family.
    pub(crate) fn tags_of_member(&self, base: &Node<'d>, member: &Node<'d>) -> (String, Vec<String>) {
        let name = base.get("discriminator").and_then(|node| property_name(&node)).unwrap_or_default();
        let mapped = base.get("discriminator").map(|node| mapped(&node, member)).unwrap_or_default();
        let tags = if mapped.is_empty() { self.implicit(member) } else { mapped };
        (name, tags)
    }

    /// The same for a variant of `oneOf` or `anyOf`; `None` where its own schema says it.
    pub(crate) fn tags_of_variant(&self, node: &Node<'d>, variant: &Node<'d>) -> Option<(String, Vec<String>)> {
        let discriminator = node.get("discriminator")?;
        let name = property_name(&discriminator)?;
        let target = if variant.reference().is_some() { variant.resolve().ok()? } else { variant.clone() };
        let mapped = mapped(&discriminator, &target);
        if !mapped.is_empty() {
            return Some((name, mapped));
        }
        if lists_values(&target, &name, 0) || variant.reference().is_none() {
            return None;
        }
        Some((name, self.implicit(&target)))
    }

    /// The name of the tag where the variant's own schema lists its values.
    pub(crate) fn listed_tag(&self, node: &Node<'d>, variant: &Node<'d>) -> Option<String> {
        let name = property_name(&node.get("discriminator")?)?;
        let target = if variant.reference().is_some() { variant.resolve().ok()? } else { variant.clone() };
        lists_values(&target, &name, 0).then_some(name)
    }

    fn implicit(&self, node: &Node<'d>) -> Vec<String> {
        let value = node.get("x-ms-discriminator-value").and_then(|value| value.as_str().map(str::to_owned));
        let name = || self.names.get(&key_of(node)).cloned();
        let last = || node.origin().pointer.last().map(|name| name.into_owned());
        value.or_else(name).or_else(last).into_iter().collect()
    }
}

/// The named schemas of a document.
pub(crate) fn named(document: &Document) -> Vec<(&str, Node<'_>)> {
    let root = document.root();
    let schemas = match document.version() {
        Version::Swagger20 => root.get("definitions"),
        _ => root.get("components").and_then(|components| components.get("schemas")),
    };
    schemas.iter().flat_map(Node::entries).collect()
}

fn is_base(node: &Node<'_>) -> bool {
    node.get("discriminator").is_some_and(|node| property_name(&node).is_some())
        && node.get("oneOf").is_none()
        && node.get("anyOf").is_none()
}

fn bases_of<'d>(node: &Node<'d>, bases: &mut Vec<Node<'d>>) {
    for part in node.get("allOf").iter().flat_map(Node::items) {
        if part.reference().is_some()
            && let Ok(base) = part.resolve()
            && !bases.iter().any(|known| key_of(known) == key_of(&base))
        {
            bases.push(base.clone());
            bases_of(&base, bases);
        }
    }
}

fn property_name(discriminator: &Node<'_>) -> Option<String> {
    match discriminator.value() {
        Tree::String(name) => Some(name.clone()),
        _ => discriminator.str("propertyName").map(str::to_owned),
    }
}

/// Values that the mapping has for a schema.
fn mapped(discriminator: &Node<'_>, target: &Node<'_>) -> Vec<String> {
    let mut tags = Vec::new();
    for (tag, reference) in discriminator.get("mapping").iter().flat_map(Node::entries) {
        let Some(text) = reference.as_str() else { continue };
        let by_name = || named(discriminator.document()).into_iter().find(|(name, _)| *name == text);
        let found = match text.contains(['#', '/']) {
            false => by_name().map(|(_, node)| node),
            true => None,
        };
        let found = found.or_else(|| reference.lookup(text).and_then(|found| found.resolve()).ok());
        if found.is_some_and(|found| key_of(&found) == key_of(target)) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn follow<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    node.reference().and_then(|_| node.resolve().ok())
}

/// Whether a member's own schema says which values it has.
fn lists_values(node: &Node<'_>, name: &str, depth: usize) -> bool {
    if depth > 16 {
        return false;
    }
    let listed = |member: Node<'_>| {
        let target = follow(&member).map(|target| target.get("enum").is_some() || target.get("const").is_some());
        member.get("enum").is_some() || member.get("const").is_some() || target == Some(true)
    };
    node.get("properties").and_then(|members| members.get(name)).is_some_and(listed)
        || node.get("allOf").iter().flat_map(Node::items).any(|part| lists_values(&part, name, depth + 1))
        || follow(node).is_some_and(|target| lists_values(&target, name, depth + 1))
        || ["oneOf", "anyOf"].iter().filter_map(|choice| node.get(choice)).any(|variants| {
            variants.items().next().is_some() && variants.items().all(|one| lists_values(&one, name, depth + 1))
        })
}
