//! What became of the schemas of a document, for the account of it.

use crate::index::{IndexMap, IndexSet};
use gatewright_document::Node;

use crate::ir::{TypeKind, TypeRef};
use crate::lower::node::{Key, key_of};
use crate::lower::types::Types;

/// References, and aliases, are followed this far.
const DEPTH: usize = 16;

/// What became of the schemas of a document.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// Schemas with a type of their own.
    lowered: IndexMap<Key, Typing>,
    /// Schemas that were put together with others: parts of an `allOf`, descriptions of one property.
    gathered: IndexSet<Key>,
}

/// What Rust knows of the values of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typing {
    Typed,
    /// They are any JSON.
    Untyped,
    /// Nothing was made of the schema.
    Lost,
}

impl Trace {
    /// Passes move and change types, so what they are is found out here.
    pub(crate) fn new<'t>(
        lowered: impl Iterator<Item = (Key, &'t TypeRef)>,
        gathered: IndexSet<Key>,
        types: &Types<'_>,
    ) -> Self {
        let typing = |ty: &TypeRef| if is_any(ty, types, 0) { Typing::Untyped } else { Typing::Typed };
        Self { lowered: lowered.map(|(key, ty)| (key, typing(ty))).collect(), gathered }
    }

    pub(crate) fn typing(&self, node: &Node<'_>) -> Typing {
        let mut node = node.clone();
        for _ in 0..=DEPTH {
            let key = key_of(&node);
            if let Some(typing) = self.lowered.get(&key) {
                return *typing;
            }
            if self.gathered.contains(&key) {
                return Typing::Typed;
            }
            // A link in a chain of references is what it leads to.
            match node.reference().and_then(|reference| node.lookup(reference).ok()) {
                Some(target) => node = target,
                None => return Typing::Lost,
            }
        }
        Typing::Lost
    }
}

/// Whether a type is any JSON, by whatever name.
fn is_any(ty: &TypeRef, types: &Types<'_>, depth: usize) -> bool {
    match ty {
        TypeRef::Json => true,
        TypeRef::Named(id) if depth < DEPTH => match &types.get(*id).kind {
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => is_any(ty, types, depth + 1),
            _ => false,
        },
        TypeRef::Boxed(ty) | TypeRef::Nullable(ty) => is_any(ty, types, depth + 1),
        _ => false,
    }
}
