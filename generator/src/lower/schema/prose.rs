//! Docs of schemas, with those of all that is written in place in them.

use gatewright_document::Node;

use crate::ir::{Docs, TypeKind, TypeRef};
use crate::lower::docs::{append, asides, docs, prose};
use crate::lower::facts::limits;
use crate::lower::node::is_object;
use crate::lower::node::{Key, key_of};
use crate::lower::schema::{Progress, Schemas};

/// How deep inline schemas are looked into.
const DEPTH: usize = 16;

/// What a schema is where its docs are collected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Whole,
    /// A part of an `allOf`.
    Part,
}

impl<'d> Schemas<'d, '_> {
    /// Docs of a value whose schemas are these.
    pub(crate) fn value_docs(&self, nodes: &[Node<'d>]) -> Docs {
        let mut nodes = nodes.iter().rev();
        let Some(last) = nodes.next() else { return Docs::default() };
        let mut all = self.in_place_docs(last);
        for node in nodes {
            let other = self.in_place_docs(node);
            let known = all.description.is_some() || all.summary.is_some();
            all.deprecated |= other.deprecated;
            all.notes.extend(other.notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
            if !known {
                (all.summary, all.description) = (other.summary, other.description);
            }
        }
        all
    }

    /// Docs of a schema, with those of all that is written in place in it. A type of its own has its own.
    fn in_place_docs(&self, node: &Node<'d>) -> Docs {
        let mut all = docs(node);
        if !self.has_own_docs(node) {
            all.notes.extend(limits::note(node));
            self.add_inner_docs(node, &mut all, DEPTH);
        }
        all
    }

    /// Docs of the schema of a body, if no type has them.
    pub(crate) fn body_docs(&self, schema: &Node<'d>) -> Docs {
        if self.has_own_docs(schema) { Docs::default() } else { self.in_place_docs(schema) }
    }

    /// Docs of a variant.
    pub(crate) fn variant_docs(&self, node: &Node<'d>) -> Docs {
        if self.has_own_docs(node) { docs(node) } else { self.in_place_docs(node) }
    }

    /// Adds what is said of schemas that are part of `node` and become no type of their own.
    pub(crate) fn add_inner_docs(&self, node: &Node<'d>, all: &mut Docs, depth: usize) {
        self.add_docs_within(node, all, depth, Role::Whole);
    }

    /// The same; `role` is that of `node`.
    fn add_docs_within(&self, node: &Node<'d>, all: &mut Docs, depth: usize, role: Role) {
        if depth == 0 || !has_parts(node) {
            return;
        }
        let is_union = match self.progress.get(&key_of(node)) {
            Some(Progress::Done(lowered)) => self.is_union(&lowered.ty, node),
            Some(Progress::Open(Some(id))) => self.is_union(&TypeRef::Named(*id), node),
            _ => false,
        };
        // A schema without a name, in another file perhaps, that became no type.
        let target = node.reference().and_then(|reference| node.lookup(reference).ok());
        let target = target.filter(|target| !self.facts.is_named(target));
        let parts = |key: &str| -> Vec<Node<'d>> { node.get(key).iter().flat_map(Node::items).collect() };
        let mut inner: Vec<(&str, Node<'d>)> = Vec::new();
        // What an `allOf` refers to is part of this type, whether or not it is a type too: that must not depend
        // on what was read before.
        if let Some(target) = target.filter(|target| role == Role::Part || !self.is_begun(target)) {
            inner.push(("", target));
        }
        let parts_of_all: Vec<Key> = parts("allOf").iter().map(key_of).collect();
        inner.extend(parts("allOf").into_iter().map(|part| ("", part)));
        if !is_union {
            inner.extend(parts("oneOf").into_iter().chain(parts("anyOf")).map(|variant| ("", variant)));
        }
        inner.extend(node.get("items").filter(is_object).map(|items| ("Each item: ", items)));
        inner.extend(parts("prefixItems").into_iter().chain(parts("items")).map(|item| ("An item: ", item)));
        inner.extend(node.get("additionalProperties").filter(is_object).map(|value| ("Each value: ", value)));
        inner.extend(node.get("additionalItems").filter(is_object).map(|item| ("Each further item: ", item)));
        let patterns = node.get("patternProperties");
        inner.extend(patterns.iter().flat_map(Node::entries).map(|(_, value)| ("Each value: ", value)));
        for (label, part) in inner {
            if self.has_own_docs(&part) {
                continue;
            }
            let mut found = docs(&part);
            found.notes.extend(asides(&part));
            let role = if parts_of_all.contains(&key_of(&part)) { Role::Part } else { Role::Whole };
            self.add_docs_within(&part, &mut found, depth - 1, role);
            let notes: Vec<String> = found.notes.iter().map(|note| note_of(note, label)).collect();
            let text = prose(found).map(|text| format!("{label}{text}"));
            if let Some(text) = text.filter(|text| !all.description.as_ref().is_some_and(|known| known.contains(text)))
            {
                append(all, &text);
            }
            all.notes.extend(notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
        }
    }

    /// Whether a schema is a union itself, and not another name for one.
    fn is_union(&self, ty: &TypeRef, node: &Node<'d>) -> bool {
        let TypeRef::Named(id) = ty else { return false };
        let def = self.types.get(*id);
        matches!(def.kind, TypeKind::Union(_)) && def.origin == *node.origin()
    }

    /// Whether a schema has docs of its own, or is just getting them.
    fn is_begun(&self, node: &Node<'d>) -> bool {
        matches!(self.progress.get(&key_of(node)), Some(Progress::Open(_) | Progress::Waiting(_)))
            || self.has_own_docs(node)
    }

    /// Whether a schema is a type that has its docs.
    fn has_own_docs(&self, node: &Node<'d>) -> bool {
        let id = match self.progress.get(&key_of(node)) {
            Some(Progress::Open(id)) => *id,
            Some(Progress::Waiting(id)) => Some(*id),
            Some(Progress::Done(lowered)) => match &lowered.ty {
                TypeRef::Named(id) => Some(*id),
                _ => None,
            },
            None => None,
        };
        id.is_some_and(|id| self.types.get(id).origin == *node.origin())
    }
}

/// Whether a schema has others in it, or refers to one, beside its properties. Most have none.
fn has_parts(node: &Node<'_>) -> bool {
    node.value().as_object().is_some_and(|entries| {
        entries.keys().any(|key| {
            matches!(
                key.as_str(),
                "$ref"
                    | "allOf"
                    | "oneOf"
                    | "anyOf"
                    | "items"
                    | "prefixItems"
                    | "additionalProperties"
                    | "additionalItems"
                    | "patternProperties"
            )
        })
    })
}

/// A note that is about a part: `Limits: …` of items are `Limits of each item: …`.
fn note_of(note: &str, label: &str) -> String {
    match note.split_once(": ") {
        Some((word, rest)) if !label.is_empty() => format!("{word} of {}{rest}", label.to_lowercase()),
        _ => format!("{label}{note}"),
    }
}
