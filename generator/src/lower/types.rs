//! The arena of types, and what types in place are called whatever the order of lists.

use gatewright_document::{Document, Node, Origin};

use crate::ir::{Docs, Name, Placed, TypeArena, TypeDef, TypeId, TypeKind};

/// The types of an API while it is read.
pub(crate) struct Types<'d> {
    document: &'d Document,
    arena: TypeArena,
    /// What each schema became.
    pub(crate) placed: Vec<Placed>,
}

impl<'d> Types<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self { document, arena: TypeArena::default(), placed: Vec::new() }
    }

    pub(crate) fn get(&self, id: TypeId) -> &TypeDef {
        self.arena.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: TypeId) -> &mut TypeDef {
        self.arena.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.arena.iter()
    }

    pub(crate) fn finish(self) -> (TypeArena, Vec<Placed>) {
        (self.arena, self.placed)
    }
}

impl<'d> Types<'d> {
    /// A type for a node; `named` when it is one of the document's schemas, by its name `wire`.
    pub(crate) fn new_type(&mut self, wire: &str, node: &Node<'d>, kind: TypeKind, named: bool) -> TypeId {
        let origin = node.origin().clone();
        let def = TypeDef {
            name: Name::new(wire).at(&origin),
            docs: Docs::default(),
            key: if named { wire.to_owned() } else { self.place_key(&origin) },
            origin,
            kind,
            named,
            called: None,
            in_requests: false,
            in_responses: false,
            derives: Vec::new(),
        };
        self.arena.push(def)
    }

    /// A pointer in which parameters stand by place and name: their position in a list changes with
    /// every export.
    fn place_key(&self, origin: &Origin) -> String {
        let Some(source) = self.document.sources().get(origin.source) else { return origin.to_string() };
        let mut key = String::new();
        if origin.source != gatewright_document::SourceId::ROOT {
            key.push_str(self.beside_root(source.name()));
        }
        key.push('#');
        let mut at = Some(source.root());
        for segment in origin.pointer.segments() {
            at = at.and_then(|value| value.step(&segment));
            let text = |key: &str| at.and_then(|value| value.as_object()?.get(key)?.as_str());
            let position = segment.parse::<usize>().is_ok() && key.ends_with("/parameters");
            match (text("in"), text("name")) {
                (Some(place), Some(name)) if position => push(&mut key, &format!("{place}:{name}")),
                _ => push(&mut key, &segment),
            }
        }
        key
    }

    /// The name of another file as seen from the folder of the document's own.
    fn beside_root<'n>(&self, name: &'n str) -> &'n str {
        let root = self.document.sources().iter().next().map_or("", |(_, source)| source.name());
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        name.strip_prefix(folder).map_or(name, |rest| rest.trim_start_matches('/'))
    }
}

/// Adds a segment as RFC 6901 writes it.
fn push(key: &mut String, segment: &str) {
    key.push('/');
    key.push_str(&segment.replace('~', "~0").replace('/', "~1"));
}
