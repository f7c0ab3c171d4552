//! What is in other files, and what of it a component of the root stands for already.

use std::collections::{BTreeMap, BTreeSet};

use gatewright_document::{Document, Node, Origin, SourceId};

use crate::pieces::{Holds, Kind};

/// A piece of another file: its kind, its file and its pointer.
pub(super) type Target = (Kind, String, String);

/// All pieces of other files that are referred to.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) all: BTreeMap<Target, Origin>,
    /// Components of the root that are nothing but a reference to a piece.
    pub(super) aliases: BTreeMap<Target, String>,
}

impl Targets {
    pub(super) fn find(document: &Document, swagger: bool) -> Self {
        let mut finder = Finder { document, swagger, targets: Self::default(), seen: BTreeSet::new() };
        let mut open = vec![(document.root(), Kind::Document)];
        while let Some((node, kind)) = open.pop() {
            finder.visit(&node, kind, &mut open);
        }
        finder.aliases();
        finder.targets
    }
}

/// What a piece in another file is known by; nothing for what stands in none of the document's files.
pub(super) fn key(document: &Document, kind: Kind, origin: &Origin) -> Option<Target> {
    let file = document.sources().get(origin.source)?.name().to_owned();
    Some((kind, file, origin.pointer.to_string()))
}

/// What a reference leads to, if that is in another file than the root.
pub(super) fn elsewhere<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    node.lookup(node.reference()?).ok().filter(|target| target.origin().source != SourceId::ROOT)
}

struct Finder<'d> {
    document: &'d Document,
    swagger: bool,
    targets: Targets,
    seen: BTreeSet<Target>,
}

impl<'d> Finder<'d> {
    fn visit(&mut self, node: &Node<'d>, kind: Kind, open: &mut Vec<(Node<'d>, Kind)>) {
        if kind == Kind::Data {
            return;
        }
        if let Some(target) = elsewhere(node) {
            self.found(&target, kind, open);
        }
        if kind == Kind::Schema {
            for target in mapped(node) {
                self.found(&target, Kind::Schema, open);
            }
        }
        for (key, entry) in node.entries() {
            match kind.entry(key, self.swagger) {
                Holds::One(Kind::Data) => {}
                Holds::One(kind) => open.push((entry, kind)),
                Holds::Map(kind) => open.extend(entry.entries().map(|(_, inner)| (inner, kind))),
                Holds::List(kind) => open.extend(entry.items().map(|inner| (inner, kind))),
                Holds::OneOrList(kind) if entry.value().as_array().is_some() => {
                    open.extend(entry.items().map(|inner| (inner, kind)));
                }
                Holds::OneOrList(kind) => open.push((entry, kind)),
            }
        }
    }

    fn found(&mut self, target: &Node<'d>, kind: Kind, open: &mut Vec<(Node<'d>, Kind)>) {
        let Some(key) = key(self.document, kind, target.origin()) else { return };
        if self.seen.insert(key.clone()) {
            open.push((target.clone(), kind));
            self.targets.all.insert(key, target.origin().clone());
        }
    }

    /// A component that only refers to a piece has its name.
    fn aliases(&mut self) {
        let root = self.document.root();
        for (key, origin) in &self.targets.all {
            let Some(section) = key.0.section(self.document.version()) else { continue };
            let components = section.iter().try_fold(root.clone(), |node, part| node.get(part));
            let named = components.iter().flat_map(Node::entries).filter(|(_, entry)| {
                let alone = entry.value().as_object().is_some_and(|entries| entries.len() == 1);
                alone && elsewhere(entry).is_some_and(|target| target.origin() == origin)
            });
            // Several stand for it: the first by name has it, and the others refer to that one.
            if let Some(name) = named.map(|(name, _)| name).min() {
                self.targets.aliases.insert(key.clone(), name.to_owned());
            }
        }
    }
}

/// The schemas of other files that a discriminator names.
pub(super) fn mapped<'d>(node: &Node<'d>) -> Vec<Node<'d>> {
    let mapping = node.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
    let named = mapping.iter().flat_map(Node::entries);
    named.filter_map(|(_, target)| elsewhere_of(node, target.as_str()?)).collect()
}

/// What a text refers to, if it is written as the place of another file.
pub(super) fn elsewhere_of<'d>(node: &Node<'d>, reference: &str) -> Option<Node<'d>> {
    node.lookup(reference).ok().filter(|target| target.origin().source != SourceId::ROOT)
}
