//! Families under a discriminator: a base, and the schemas that are built from it by `allOf`.

use gatewright_document::Node;
use indexmap::{IndexMap, IndexSet};

use crate::lower::facts::Facts;
use crate::lower::facts::shape::has_structure_beside_reference;
use crate::lower::node::{Key, key_of, resolved};

impl<'d> Facts<'d> {
    /// The schemas built from this one, when it is the base of a family.
    pub(crate) fn family_of(&self, node: &Node<'d>) -> Option<Vec<Node<'d>>> {
        let discriminator = node.read("discriminator")?;
        if node.read("oneOf").is_some() || node.read("anyOf").is_some() {
            return None;
        }
        let families = self.families.get_or_init(|| self.find_families());
        let mut family = families.get(&key_of(node)).cloned().unwrap_or_default();
        // Whom the mapping names belongs to the family, wherever he stands.
        let mapping = discriminator.read("mapping");
        let named = mapping.iter().flat_map(Node::entries).filter_map(|(_, at)| self.mapped(&at, at.as_str()?));
        for member in named.collect::<Vec<_>>() {
            if key_of(&member) != key_of(node) && !family.iter().any(|known| key_of(known) == key_of(&member)) {
                family.push(member);
            }
        }
        (!family.is_empty()).then_some(family)
    }

    /// Whether a named schema is built from this one alone, and is told from it by the discriminator.
    pub(crate) fn is_child_of(&self, node: &Node<'d>, base: &Node<'d>) -> bool {
        let Ok(base) = resolved(base) else { return false };
        self.is_named(node)
            && self.family_of(&base).is_some_and(|family| family.iter().any(|child| key_of(child) == key_of(node)))
    }

    /// The nearest base of all these schemas whose discriminator tells them apart.
    pub(crate) fn common_base(&self, variants: &[Node<'d>]) -> Option<Node<'d>> {
        let all: Vec<Key> = variants.iter().filter_map(|node| Some(key_of(&resolved(node).ok()?))).collect();
        bases(variants.first()?).into_iter().find(|base| {
            let family: IndexSet<Key> = self.family_of(base).iter().flatten().map(key_of).collect();
            all.len() == variants.len() && all.iter().all(|key| family.contains(key))
        })
    }

    /// By schema, the other members of its family that are built from it, and from none that is nearer to them.
    pub(crate) fn children(&self, base: &Node<'d>, variants: &[Node<'d>]) -> IndexMap<Key, Vec<Node<'d>>> {
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
