//! Lets types that say the same be one.
//!
//! Documents write the same inline schema again and again – the parameters of a creation and of a
//! change, `object: "list"` in every list –, up to two thirds of all types. Compiling each of them
//! once is most of what can be saved on a large document, and a value read from one place fits the
//! others. Docs of properties count, so that nothing that the document says is lost.
//!
//! A type in place that says what a named schema says is the type of that schema. Named schemas that say the same
//! stay apart: their names say what they are for. The types in place that are left are shared among themselves:
//! those of a group become one, whose name `naming` makes of what the places share. Where a name was decided
//! for a place, by the user or by the lock, it stays as another name of that type.
//!
//! Runs before `naming`, and after `boxing`: types that are alike with their boxes have no cycle among them that
//! each of them had not.
//!
//! Invariant: what becomes of a group depends on places and decided names, never on the document's order.

mod decided;
mod key;
mod named;

use core::hash::{BuildHasher as _, Hash as _, Hasher as _};

use crate::index::IndexMap;

use self::decided::{Naming, Own};
use self::key::{Key, Piece};
use super::reach;
use crate::ir::{Api, KeptDocs, SharedPlace, TypeArena, TypeDef, TypeId, TypeKind, TypeRef};
use crate::lock::Lock;
use crate::options::Options;

pub(super) fn run(api: &mut Api, options: &Options, lock: Option<&Lock>) {
    let naming = Naming::new(options, lock);
    let mut alike = classes(&api.types, &naming);
    if use_named(api, &naming, &alike) {
        alike = classes(&api.types, &naming);
    }
    share_in_place(api, &naming, &alike);
}

/// Replaces types in place by those of named schemas; whether there were any.
fn use_named(api: &mut Api, naming: &Naming<'_>, alike: &[usize]) -> bool {
    let moved = named::of(&api.types, alike);
    let aliases = named::aliases(&api.types, &moved, naming);
    let mut others: IndexMap<TypeId, Vec<TypeId>> = IndexMap::default();
    for (id, target) in &moved {
        others.entry(*target).or_default().push(*id);
    }
    for (target, others) in others {
        join(&mut api.types, target, &others, &aliases);
    }
    let mut kept = vec![true; api.types.len()];
    for id in moved.keys().filter(|id| !aliases.contains(id)) {
        if let Some(kept) = kept.get_mut(id.index()) {
            *kept = false;
        }
    }
    replace(api, &moved, &kept);
    !moved.is_empty()
}

fn share_in_place(api: &mut Api, naming: &Naming<'_>, alike: &[usize]) {
    let mut kept = vec![true; api.types.len()];
    let mut moved: IndexMap<TypeId, TypeId> = IndexMap::default();
    for group in groups(&api.types, alike) {
        let Some(Sorted { shared, others, aliases }) = sort(&mut api.types, group, naming) else { continue };
        kept.resize(api.types.len(), true);
        for id in &others {
            moved.insert(*id, shared);
            if let (false, Some(kept)) = (aliases.contains(id), kept.get_mut(id.index())) {
                *kept = false;
            }
        }
        join(&mut api.types, shared, &others, &aliases);
    }
    replace(api, &moved, &kept);
}

/// Uses other types in place of those that moved. Of these the ones that are kept become aliases.
fn replace(api: &mut Api, moved: &IndexMap<TypeId, TypeId>, kept: &[bool]) {
    if moved.is_empty() {
        return;
    }
    let aliases: Vec<(TypeId, TypeId)> = moved.iter().map(|(from, to)| (*from, *to)).collect();
    reach::each_use(api, |ty| redirect(ty, moved));
    for (alias, shared) in aliases {
        if kept.get(alias.index()) == Some(&true) {
            api.types.get_mut(alias).kind = TypeKind::Alias(TypeRef::Named(shared));
        }
    }
    reach::prune(api, kept);
}

/// The types of a group.
struct Sorted {
    /// The one that stays.
    shared: TypeId,
    others: Vec<TypeId>,
    /// Those of the others that stay as another name of it.
    aliases: Vec<TypeId>,
}

/// Finds out which type of a group stays, and whose names do.
fn sort(types: &mut TypeArena, mut group: Vec<TypeId>, naming: &Naming<'_>) -> Option<Sorted> {
    group.sort_by_cached_key(|id| (types.get(*id).key().into_owned(), types.get(*id).name.wire.clone()));
    let own: IndexMap<TypeId, Own> = group.iter().map(|id| (*id, naming.of(types.get(*id)).own())).collect();
    let mut times: IndexMap<&Own, usize> = IndexMap::default();
    own.values().for_each(|own| *times.entry(own).or_default() += 1);
    // What the document calls some of them is better than what one of them is called after.
    let rank = |id: &TypeId| {
        let own = own.get(id).unwrap_or(&Own::Free);
        let is_free = *own == Own::Free;
        let times = times.get(own).copied().filter(|_| !is_free).unwrap_or(0);
        let sort = match own {
            Own::Chosen(_) => 0,
            Own::Shared(_) => 1,
            Own::Free => 2,
            Own::Locked(_) => 3,
        };
        (sort, core::cmp::Reverse(times), own.clone(), is_free && types.get(*id).called.is_none())
    };
    let best = group.iter().copied().min_by_key(rank)?;
    let shared = match own.get(&best) {
        // All have names of their own, and none is that of all.
        Some(Own::Locked(_)) => fresh(types, best),
        _ => best,
    };
    let decided = own.get(&shared).cloned();
    let others: Vec<TypeId> = group.into_iter().filter(|id| *id != shared).collect();
    let mut known: Vec<&Own> = decided.iter().collect();
    let mut aliases = Vec::new();
    for id in &others {
        let Some(name) = own.get(id).filter(|name| **name != Own::Free && !known.contains(name)) else { continue };
        known.push(name);
        aliases.push(*id);
    }
    Some(Sorted { shared, others, aliases })
}

/// A type with what another one says, which becomes one more name of it.
fn fresh(types: &mut TypeArena, model: TypeId) -> TypeId {
    let def = types.get(model);
    let key = format!("{} shared", def.key());
    let outline = TypeDef { own_key: Some(key.into()), ..def.outline(TypeKind::Alias(TypeRef::Json)) };
    let id = types.push(outline);
    let kind = core::mem::replace(&mut types.get_mut(model).kind, TypeKind::Alias(TypeRef::Named(id)));
    types.get_mut(id).kind = kind;
    id
}

/// Tells the type of a group where it is used.
fn join(types: &mut TypeArena, shared: TypeId, others: &[TypeId], aliases: &[TypeId]) {
    let places = others.iter().map(|id| {
        let def = types.get(*id);
        SharedPlace {
            key: def.key().into_owned(),
            words: def.name.wire.clone(),
            origin: def.origin.clone(),
            has_own_name: aliases.contains(id),
        }
    });
    let places: Vec<SharedPlace> = places.collect();
    let defs = || others.iter().map(|id| types.get(*id));
    let in_requests = defs().any(|def| def.in_requests);
    let in_responses = defs().any(|def| def.in_responses);
    let is_said_by_all = defs().all(|def| def.docs == types.get(shared).docs);
    let def = types.get_mut(shared);
    def.in_requests |= in_requests;
    def.in_responses |= in_responses;
    def.shared = places.into();
    if !is_said_by_all && !def.named {
        // What is said of one place is not said of the others; the properties there say it.
        def.docs = KeptDocs::default();
    }
}

fn redirect(ty: &mut TypeRef, moved: &IndexMap<TypeId, TypeId>) {
    match ty {
        TypeRef::Named(id) => *id = moved.get(id).copied().unwrap_or(*id),
        TypeRef::Boxed(inner) | TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            redirect(inner, moved);
        }
        TypeRef::Tuple(tuple) => {
            tuple.items.iter_mut().chain(tuple.rest.as_deref_mut()).for_each(|item| redirect(item, moved));
        }
        TypeRef::Custom(custom) => custom.parameters.iter_mut().for_each(|parameter| redirect(parameter, moved)),
        TypeRef::Scalar(_) | TypeRef::Json | TypeRef::Unit => {}
    }
}

/// The types that are alike, two or more in each group.
fn groups(types: &TypeArena, classes: &[usize]) -> Vec<Vec<TypeId>> {
    let mut alike: IndexMap<usize, Vec<TypeId>> = IndexMap::default();
    for (id, class) in types.ids().zip(classes) {
        if may_be_shared(types.get(id)) {
            alike.entry(*class).or_default().push(id);
        }
    }
    alike.into_values().filter(|group| group.len() > 1).collect()
}

fn may_be_shared(def: &TypeDef) -> bool {
    is_shareable(def) && !def.named
}

fn is_shareable(def: &TypeDef) -> bool {
    matches!(def.kind, TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Newtype(_))
}

/// The first type of each class. Keys are made again to compare them: all of them would be longer than the document.
struct First<'t> {
    types: &'t TypeArena,
    naming: &'t Naming<'t>,
    /// Classes by a hash of their keys, or the next number that is free.
    known: IndexMap<u64, usize>,
    ids: Vec<TypeId>,
}

impl<'t> First<'t> {
    /// The class of a type, and the types that it mentions.
    fn class(&mut self, id: TypeId) -> (usize, Vec<TypeId>) {
        let mut hasher = self.known.hasher().build_hasher();
        let mentioned = self.say(id, |piece| piece.hash(&mut hasher));
        let mut slot = hasher.finish();
        loop {
            let Some(class) = self.known.get(&slot).copied() else {
                self.known.insert(slot, self.ids.len());
                self.ids.push(id);
                return (self.ids.len() - 1, mentioned);
            };
            if self.ids.get(class).is_some_and(|first| self.key(*first) == self.key(id)) {
                return (class, mentioned);
            }
            slot = slot.wrapping_add(1);
        }
    }

    fn key(&self, id: TypeId) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        self.say(id, |piece| pieces.push(piece));
        pieces
    }

    /// Says all of a type, piece by piece; the types that it mentions.
    fn say(&self, id: TypeId, put: impl FnMut(Piece<'t>)) -> Vec<TypeId> {
        let def = self.types.get(id);
        let mut key = Key::new(put);
        key.kind(id, &def.kind, &self.naming.of(def));
        def.derives.iter().for_each(|path| key.text(path));
        key.mentioned
    }
}

/// Numbers that are equal where types are: at first by what they say themselves, then, round by round, by
/// what the types in place say that they mention. A mention of a named schema is equal to no other.
fn classes(types: &TypeArena, naming: &Naming<'_>) -> Vec<usize> {
    let mut first = First { types, naming, known: IndexMap::default(), ids: Vec::new() };
    let (mut classes, mentioned): (Vec<usize>, Vec<Vec<TypeId>>) = types.ids().map(|id| first.class(id)).unzip();
    let mut count = first.ids.len();
    loop {
        let mut seen = IndexMap::default();
        let class_of = |id: &TypeId| match types.get(*id).named {
            true => (None, Some(*id)),
            false => (classes.get(id.index()).copied(), None),
        };
        let mut finer = Vec::with_capacity(classes.len());
        for (class, mentioned) in classes.iter().zip(&mentioned) {
            let key = (*class, mentioned.iter().map(class_of).collect::<Vec<_>>());
            let next = seen.len();
            finer.push(*seen.entry(key).or_insert(next));
        }
        if seen.len() == count {
            return classes;
        }
        count = seen.len();
        classes = finer;
    }
}
