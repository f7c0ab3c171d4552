//! Families under a discriminator: a base, and the schemas that are built from it by `allOf`.

use gatewright_document::Node;
use indexmap::{IndexMap, IndexSet};

use super::choice::{add_variant, shared_tag};
use super::schema::Form;
use super::{Key, Lower, docs, key_of, resolved, scalar};
use crate::ir::{Docs, Name, Tag, TypeKind, Union};

impl<'d> Lower<'d, '_> {
    /// The schemas built from this one, when it is the base of a family.
    pub(super) fn family_of(&mut self, node: &Node<'d>) -> Option<Vec<Node<'d>>> {
        let discriminator = node.get("discriminator")?;
        if node.get("oneOf").is_some() || node.get("anyOf").is_some() {
            return None;
        }
        if self.families.is_none() {
            self.families = Some(self.find_families());
        }
        let mut family = self.families.as_ref()?.get(&key_of(node)).cloned().unwrap_or_default();
        // Whom the mapping names belongs to the family, wherever he stands.
        let mapping = discriminator.get("mapping");
        let named = mapping.iter().flat_map(Node::entries).filter_map(|(_, at)| self.mapped(&at, at.as_str()?));
        for member in named.collect::<Vec<_>>() {
            if key_of(&member) != key_of(node) && !family.iter().any(|known| key_of(known) == key_of(&member)) {
                family.push(member);
            }
        }
        (!family.is_empty()).then_some(family)
    }

    /// Whether a named schema is built from this one alone, and is told from it by the discriminator.
    pub(super) fn is_child_of(&mut self, node: &Node<'d>, base: &Node<'d>) -> bool {
        let Ok(base) = resolved(base) else { return false };
        self.definitions.contains_key(&key_of(node))
            && self.family_of(&base).is_some_and(|family| family.iter().any(|child| key_of(child) == key_of(node)))
    }

    /// The nearest base of all these schemas whose discriminator tells them apart.
    pub(super) fn common_base(&mut self, variants: &[Node<'d>]) -> Option<Node<'d>> {
        let all: Vec<Key> = variants.iter().filter_map(|node| Some(key_of(&resolved(node).ok()?))).collect();
        bases(variants.first()?).into_iter().find(|base| {
            let family: IndexSet<Key> = self.family_of(base).iter().flatten().map(key_of).collect();
            all.len() == variants.len() && all.iter().all(|key| family.contains(key))
        })
    }

    /// By schema, the other members of its family that are built from it, and from none that is nearer to them.
    pub(super) fn children(&mut self, base: &Node<'d>, variants: &[Node<'d>]) -> IndexMap<Key, Vec<Node<'d>>> {
        let all: IndexSet<Key> = variants.iter().filter_map(|node| Some(key_of(&resolved(node).ok()?))).collect();
        let mut nearest = Nearest { variants: all, known: IndexMap::new() };
        let mut children: IndexMap<Key, Vec<Node<'d>>> = IndexMap::new();
        for member in self.family_of(base).into_iter().flatten() {
            if let Some(variant) = nearest.of(&member).filter(|_| !nearest.variants.contains(&key_of(&member))) {
                children.entry(variant).or_default().push(member);
            }
        }
        children
    }

    fn find_families(&self) -> IndexMap<Key, Vec<Node<'d>>> {
        let schemas = self.definitions_node();
        let mut parents: IndexMap<Key, Vec<Key>> = IndexMap::new();
        let mut nodes: Vec<Node<'d>> = Vec::new();
        let mut tagged: IndexSet<Key> = IndexSet::new();
        for (_, schema) in schemas.iter().flat_map(Node::entries) {
            let parts = schema.get("allOf");
            let bases = parts.iter().flat_map(Node::items).filter(|part| part.reference().is_some());
            let bases: Vec<Node<'d>> = bases.filter_map(|part| resolved(&part).ok()).collect();
            let with_tag = bases.iter().filter(|base| base.value().get("discriminator").is_some());
            tagged.extend(with_tag.map(key_of));
            if !bases.is_empty() {
                parents.insert(key_of(&schema), bases.iter().map(key_of).collect());
                nodes.push(schema);
            }
        }
        let mut families: IndexMap<Key, Vec<Node<'d>>> = IndexMap::new();
        for node in nodes {
            let mut ancestors = IndexSet::new();
            let mut open = vec![key_of(&node)];
            while let Some(key) = open.pop() {
                let parents = parents.get(&key).into_iter().flatten();
                open.extend(parents.copied().filter(|parent| ancestors.insert(*parent)));
            }
            // Only a base with a discriminator has a family; a line of bases may be long.
            for ancestor in ancestors.into_iter().filter(|ancestor| tagged.contains(ancestor)) {
                families.entry(ancestor).or_default().push(node.clone());
            }
        }
        families
    }

    /// A base with a discriminator: each schema built from it, and itself.
    pub(super) fn family(&mut self, node: &Node<'d>, members: &[Node<'d>], place: &str) -> Form {
        let Some(property) = node.get("discriminator").and_then(|node| self.property_name(&node)) else {
            let shape = self.shape(node);
            return self.form_of_shape(node, &shape, place);
        };
        let mapping = node.get("discriminator").map(|node| self.mapping(&node)).unwrap_or_default();
        let mut variants = Vec::new();
        for member in members {
            let known = self.definitions.get(&key_of(member)).map(|name| name.to_string());
            let name =
                known.or_else(|| member.origin().pointer.last().map(|name| name.into_owned())).unwrap_or_default();
            let ty = self.schema(member, &name).value();
            let tags = self.family_tags(member, &name, &mapping);
            add_variant(&mut variants, Name::new(name).at(member.origin()), docs::docs(member), ty, tags);
        }
        let shape = self.shape(node);
        let base_hint = format!("{place} base");
        let form = self.form_of_shape(node, &shape, &base_hint);
        let base = self.define(node, &base_hint, form, false).ty;
        let tags = mapping.get(&key_of(node)).cloned().unwrap_or_else(|| vec![place.to_owned()]);
        add_variant(&mut variants, Name::new("base").at(node.origin()), Docs::default(), base, tags);
        let tag = if shared_tag(&variants).is_some() { Tag::Untagged } else { Tag::Property(property) };
        Form::Kind(TypeKind::Union(Union { tag, tag_may_be_missing: false, overlapping: false, open: false, variants }))
    }

    fn family_tags(&self, member: &Node<'d>, name: &str, mapping: &IndexMap<Key, Vec<String>>) -> Vec<String> {
        if let Some(tags) = mapping.get(&key_of(member)) {
            return tags.clone();
        }
        match member.get("x-ms-discriminator-value") {
            Some(value) => vec![scalar::text(value.value())],
            None => vec![name.to_owned()],
        }
    }
}

/// The schemas that a schema is built from by `allOf`, the nearest first.
fn bases<'d>(node: &Node<'d>) -> Vec<Node<'d>> {
    let mut bases = own_bases(node);
    let mut seen: IndexSet<Key> = bases.iter().map(key_of).collect();
    let mut at = 0;
    while let Some(schema) = bases.get(at).cloned() {
        at += 1;
        bases.extend(own_bases(&schema).into_iter().filter(|base| seen.insert(key_of(base))));
    }
    bases
}

/// The schemas that the `allOf` of a schema refers to.
fn own_bases<'d>(node: &Node<'d>) -> Vec<Node<'d>> {
    let parts = resolved(node).ok().and_then(|node| node.get("allOf"));
    let references = parts.iter().flat_map(Node::items).filter(|part| part.reference().is_some());
    references.filter_map(|part| resolved(&part).ok()).collect()
}

/// Which variant a schema is built from. Each schema is looked at once: a line of bases may be long.
struct Nearest {
    variants: IndexSet<Key>,
    known: IndexMap<Key, Option<Key>>,
}

impl Nearest {
    fn of(&mut self, node: &Node<'_>) -> Option<Key> {
        let mut open = vec![node.clone()];
        while let Some(node) = open.last() {
            let (key, bases) = (key_of(node), own_bases(node));
            let own = bases.iter().map(key_of).find(|base| self.variants.contains(base));
            // Whoever is asked for a second time is done, or stands in a circle.
            let is_new = self.known.insert(key, own).is_none();
            let unknown = |base: &Node<'_>| !self.known.contains_key(&key_of(base));
            if own.is_none() && is_new && bases.iter().any(unknown) {
                let next: Vec<_> = bases.into_iter().filter(unknown).collect();
                open.extend(next);
                continue;
            }
            let inherited = || bases.iter().find_map(|base| self.known.get(&key_of(base)).copied().flatten());
            let found = own.or_else(inherited);
            self.known.insert(key, found);
            open.pop();
        }
        self.known.get(&key_of(node)).copied().flatten()
    }
}
