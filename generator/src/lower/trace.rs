//! What became of the schemas of a document, for the account of it.

use gatewright_document::Node;
use indexmap::{IndexMap, IndexSet};

use crate::ir::{TypeArena, TypeKind, TypeRef};
use crate::lower::node::{Key, key_of};

/// What became of the schemas of a document, for the account of it.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// Schemas with a type of their own.
    lowered: IndexMap<Key, TypeRef>,
    /// Schemas that were put together with others: parts of an `allOf`, descriptions of one member.
    gathered: IndexSet<Key>,
}

/// How the values of a schema are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Typed,
    /// As any JSON.
    Untyped,
    /// Nothing was made of the schema.
    Lost,
}

impl Trace {
    pub(crate) fn new(lowered: IndexMap<Key, TypeRef>, gathered: IndexSet<Key>) -> Self {
        Self { lowered, gathered }
    }

    pub(crate) fn held(&self, node: &Node<'_>, types: &TypeArena) -> Held {
        self.held_at(node, types, 0)
    }

    fn held_at(&self, node: &Node<'_>, types: &TypeArena, depth: usize) -> Held {
        let key = key_of(node);
        match self.lowered.get(&key) {
            Some(ty) if is_any(ty, types, 0) => Held::Untyped,
            Some(_) => Held::Typed,
            None if self.gathered.contains(&key) => Held::Typed,
            // A link in a chain of references is what it leads to.
            None => match node.reference().and_then(|reference| node.lookup(reference).ok()) {
                Some(target) if depth < 16 => self.held_at(&target, types, depth + 1),
                _ => Held::Lost,
            },
        }
    }
}

/// Whether a type is any JSON, by whatever name.
fn is_any(ty: &TypeRef, types: &TypeArena, depth: usize) -> bool {
    match ty {
        TypeRef::Json => true,
        TypeRef::Named(id) if depth < 16 => match &types.get(*id).kind {
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => is_any(ty, types, depth + 1),
            _ => false,
        },
        TypeRef::Boxed(ty) | TypeRef::Nullable(ty) => is_any(ty, types, depth + 1),
        _ => false,
    }
}
