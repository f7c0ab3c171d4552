//! Families under a discriminator: a base, and the schemas that are built from it by `allOf`.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::Node;

use crate::lower::facts::Facts;
use crate::lower::facts::finding::Fault;
use crate::lower::facts::shape::{Choice, has_structure_beside_reference};
use crate::lower::node::{Key, key_of, resolved};

impl<'d> Facts<'d> {
    /// The schemas built from this one, when it is the base of a family, or a part of one with parts of its own.
    pub(crate) fn family_of(&self, node: &Node<'d>) -> Option<Vec<Node<'d>>> {
        if node.read("oneOf").is_some() || node.read("anyOf").is_some() {
            return None;
        }
        let families = self.families.get_or_init(|| self.find_families());
        let mut family = families.get(&key_of(node)).cloned().unwrap_or_default();
        // A schema that the mapping names belongs to the family, wherever it stands.
        let mapping = node.read("discriminator").and_then(|discriminator| discriminator.read("mapping"));
        let named = mapping.iter().flat_map(Node::entries).filter_map(|(_, at)| self.mapped(&at, at.as_str()?));
        for member in named.collect::<Vec<_>>() {
            if key_of(&member) != key_of(node) && !family.iter().any(|known| key_of(known) == key_of(&member)) {
                family.push(member);
            }
        }
        (!family.is_empty()).then_some(family)
    }

    /// The discriminator of a family: that of its base, or of the nearest base of that.
    pub(crate) fn discriminator_of(&self, base: &Node<'d>) -> Option<Node<'d>> {
        base.read("discriminator").or_else(|| bases(base).iter().find_map(|base| base.read("discriminator")))
    }

    /// Whether a named schema is built from this one alone, and differs from it by the discriminator or as one of its
    /// variants.
    pub(crate) fn is_child_of(&self, node: &Node<'d>, base: &Node<'d>) -> bool {
        let Ok(base) = resolved(base) else { return false };
        self.is_named(node)
            && (self.lists(&base, node)
                || self.family_of(&base).is_some_and(|family| family.iter().any(|child| key_of(child) == key_of(node))))
    }

    /// Whether a schema is one of the variants that its base offers.
    pub(crate) fn lists(&self, base: &Node<'d>, node: &Node<'d>) -> bool {
        self.shape(base).choices.iter().any(|choice| self.offers(choice, node))
    }

    /// Whether a schema is one of the variants of a choice, or of theirs. A choice may have thousands, and as many ask.
    pub(crate) fn offers(&self, choice: &Choice<'d>, node: &Node<'d>) -> bool {
        let Some(first) = choice.variants.first() else { return false };
        if let Some(offered) = self.offered.borrow().get(&key_of(first)) {
            return offered.contains(&key_of(node));
        }
        let mut offered: IndexSet<Key> = IndexSet::default();
        let mut open = choice.variants.clone();
        while let Some(variant) = open.pop() {
            let Ok(variant) = resolved(&variant) else { continue };
            if offered.insert(key_of(&variant)) {
                let choices = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| variant.get(keyword));
                open.extend(choices.flat_map(|choice| choice.items().collect::<Vec<_>>()));
            }
        }
        let is_offered = offered.contains(&key_of(node));
        self.offered.borrow_mut().insert(key_of(first), offered);
        is_offered
    }

    /// The nearest base of all these schemas whose discriminator tells them apart.
    pub(crate) fn common_base(&self, variants: &[Node<'d>]) -> Option<Node<'d>> {
        let all: Vec<Key> = variants.iter().filter_map(|node| Some(key_of(&resolved(node).ok()?))).collect();
        bases(variants.first()?).into_iter().find(|base| {
            let family: IndexSet<Key> = self.family_of(base).iter().flatten().map(key_of).collect();
            all.len() == variants.len() && all.iter().all(|key| family.contains(key))
        })
    }

    fn find_families(&self) -> IndexMap<Key, Vec<Node<'d>>> {
        let schemas = self.definitions_node();
        let mut parents: IndexMap<Key, Vec<Key>> = IndexMap::default();
        let mut nodes: Vec<Node<'d>> = Vec::new();
        let mut tagged: IndexSet<Key> = IndexSet::default();
        for (_, schema) in schemas.iter().flat_map(Node::entries) {
            let parts = schema.read("allOf");
            let bases = parts.iter().flat_map(Node::items).filter(|part| part.reference().is_some());
            let bases: Vec<Node<'d>> = bases.filter_map(|part| resolved(&part).ok()).collect();
            let with_tag = bases.iter().filter(|base| base.value().get("discriminator").is_some());
            tagged.extend(with_tag.map(key_of));
            if !bases.is_empty() {
                parents.insert(key_of(&schema), bases.iter().map(key_of).collect());
                nodes.push(schema);
            }
        }
        let ancestors_of = |key: Key| {
            let mut ancestors = IndexSet::default();
            let mut open = vec![key];
            while let Some(key) = open.pop() {
                let parents = parents.get(&key).into_iter().flatten();
                open.extend(parents.copied().filter(|parent| ancestors.insert(*parent)));
            }
            ancestors
        };
        let is_told = |key: Key| tagged.contains(&key) || ancestors_of(key).iter().any(|base| tagged.contains(base));
        let mut told: IndexMap<Key, bool> = IndexMap::default();
        let mut families: IndexMap<Key, Vec<Node<'d>>> = IndexMap::default();
        let mut kin = 0;
        for node in nodes {
            for ancestor in ancestors_of(key_of(&node)) {
                // Only where a discriminator tells them apart is there a family.
                let is_told = *told.entry(ancestor).or_insert_with(|| is_told(ancestor));
                // With many levels of many schemas each level has a long list: those below the base do without.
                kin += usize::from(is_told && !tagged.contains(&ancestor));
                if is_told && (tagged.contains(&ancestor) || kin <= self.most_copied) {
                    families.entry(ancestor).or_default().push(node.clone());
                }
            }
        }
        if kin > self.most_copied {
            families.retain(|base, _| tagged.contains(base));
            self.note(Fault::ManyKin);
        }
        families
    }

    pub(crate) fn mapped(&self, node: &Node<'d>, reference: &str) -> Option<Node<'d>> {
        if !reference.contains(['#', '/'])
            && let Some(found) = self.definitions_node().and_then(|schemas| schemas.read(reference))
        {
            return Some(found);
        }
        let found = node.lookup(reference).ok()?;
        if has_structure_beside_reference(&found) { Some(found) } else { resolved(&found).ok() }
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
    let parts = resolved(node).ok().and_then(|node| node.read("allOf"));
    let references = parts.iter().flat_map(Node::items).filter(|part| part.reference().is_some());
    references.filter_map(|part| resolved(&part).ok()).collect()
}
