//! Uses the type of a named schema where a schema in place says the same.

use crate::index::IndexMap;

use super::decided::{Naming, Own};
use crate::ir::{TypeArena, TypeDef, TypeId, TypeKind, TypeRef};
use crate::names::{Ident, upper_camel, words_of};

/// The types in place that are those of named schemas, with the named one. Classes are equal where types are.
pub(super) fn of(types: &TypeArena, classes: &[usize]) -> IndexMap<TypeId, TypeId> {
    let mut named: IndexMap<usize, Vec<TypeId>> = IndexMap::default();
    for ((id, def), class) in types.iter().zip(classes) {
        if def.named && super::is_shareable(def) {
            named.entry(*class).or_default().push(id);
        }
    }
    let in_place = types.iter().zip(classes).filter(|((_, def), _)| super::may_be_shared(def) && def.called.is_none());
    let mut found: IndexMap<TypeId, TypeId> =
        in_place.filter_map(|((id, def), class)| Some((id, best(def, named.get(class)?, types)?))).collect();
    for beside in types.iter().filter_map(|(_, def)| variants(&def.kind)) {
        // Two variants of a union with one type could not be distinguished: a base is no child that adds nothing.
        let twins = beside.iter().filter(|id| found.get(*id).is_some_and(|target| beside.contains(target)));
        let twins: Vec<TypeId> = twins.copied().collect();
        if !twins.is_empty() {
            found.retain(|id, _| !twins.contains(id));
        }
    }
    found
}

/// The types of the variants of a union.
fn variants(kind: &TypeKind) -> Option<Vec<TypeId>> {
    let TypeKind::Union(union) = kind else { return None };
    let types = union.variants.iter().filter_map(|variant| match &variant.ty {
        TypeRef::Named(id) => Some(*id),
        TypeRef::Boxed(inner) => match **inner {
            TypeRef::Named(id) => Some(id),
            _ => None,
        },
        _ => None,
    });
    Some(types.collect())
}

/// Of several named schemas that say the same the one whose name the place ends with; none if there is no such.
fn best(def: &TypeDef, named: &[TypeId], types: &TypeArena) -> Option<TypeId> {
    if let [only] = named {
        return Some(*only);
    }
    let place = words_of(&def.name.wire);
    let words = |id: &TypeId| words_of(&types.get(*id).name.wire);
    let related = named.iter().filter(|id| place.ends_with(&words(id)));
    related.max_by_key(|id| (words(id).len(), core::cmp::Reverse(types.get(**id).key()))).copied()
}

/// Those that keep a name of their own, which was decided for them, beside the one of the named schema.
pub(super) fn aliases(types: &TypeArena, moved: &IndexMap<TypeId, TypeId>, naming: &Naming<'_>) -> Vec<TypeId> {
    let mut known: Vec<(TypeId, Ident)> = Vec::new();
    let mut aliases = Vec::new();
    for (id, target) in moved {
        let Some(own) = naming.of(types.get(*id)).own().ident() else { continue };
        let target_name = || upper_camel(&types.get(*target).name.wire);
        let is_known = known.contains(&(*target, own.clone()));
        if !is_known && own != naming.of(types.get(*target)).own().ident().unwrap_or_else(target_name) {
            known.push((*target, own));
            aliases.push(*id);
        }
    }
    aliases
}

impl Own {
    fn ident(self) -> Option<Ident> {
        match self {
            Self::Chosen(ident) | Self::Shared(ident) | Self::Locked(ident) => Some(ident),
            Self::Free => None,
        }
    }
}
