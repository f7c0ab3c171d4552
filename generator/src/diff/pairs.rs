//! Which operation and which type of the new document is which of the old.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use crate::ir::{Operation, Parameter, Place, TypeId, TypeKind, TypeRef};

/// What belongs together, by place in the lists of both.
pub(crate) struct Pairs {
    pub(crate) operations: Matched,
    pub(crate) callbacks: Matched,
    /// New types by old ones.
    pub(crate) forth: BTreeMap<TypeId, TypeId>,
    /// Old types by new ones.
    pub(crate) back: BTreeMap<TypeId, TypeId>,
    /// Old types that only their place says to be renamed: the new ones have other members.
    pub(crate) guessed: BTreeSet<TypeId>,
}

/// Two lists beside each other, by place.
#[derive(Debug, Default)]
pub(crate) struct Matched {
    pub(crate) both: Vec<(usize, usize)>,
    pub(crate) old: Vec<usize>,
    pub(crate) new: Vec<usize>,
}

/// What a thing is matched by; `None` for what is not.
type KeyOf<'k, T, K> = dyn Fn(&T) -> Option<K> + 'k;

impl Matched {
    /// Matches what has the same key. Keys come in steps: what one step leaves, the next may match.
    pub(crate) fn of<T, K: Ord>(old: &[T], new: &[T], keys: &[&KeyOf<'_, T, K>]) -> Self {
        let mut matched = Self { both: Vec::new(), old: (0..old.len()).collect(), new: (0..new.len()).collect() };
        for key in keys {
            let mut wanted: BTreeMap<K, Vec<usize>> = BTreeMap::new();
            for index in matched.new.iter().rev() {
                if let Some(key) = new.get(*index).and_then(key) {
                    wanted.entry(key).or_default().push(*index);
                }
            }
            let mut taken = BTreeSet::new();
            let both = &mut matched.both;
            matched.old.retain(|index| {
                let partner = old.get(*index).and_then(key).and_then(|key| wanted.get_mut(&key)?.pop());
                both.extend(partner.map(|partner| (*index, partner)));
                taken.extend(partner);
                partner.is_none()
            });
            matched.new.retain(|index| !taken.contains(index));
        }
        matched.both.sort_unstable();
        matched
    }

    /// The pairs themselves.
    pub(crate) fn pairs<'t, T>(&self, old: &'t [T], new: &'t [T]) -> Vec<(&'t T, &'t T)> {
        self.both.iter().filter_map(|(before, after)| Some((old.get(*before)?, new.get(*after)?))).collect()
    }

    pub(crate) fn removed<'t, T>(&self, old: &'t [T]) -> Vec<&'t T> {
        self.old.iter().filter_map(|index| old.get(*index)).collect()
    }

    pub(crate) fn added<'t, T>(&self, new: &'t [T]) -> Vec<&'t T> {
        self.new.iter().filter_map(|index| new.get(*index)).collect()
    }
}

impl Pairs {
    pub(crate) fn find(old: Side<'_>, new: Side<'_>) -> Self {
        let operations = operations(&old.api.operations, &new.api.operations);
        let callbacks = self::operations(&old.api.callbacks, &new.api.callbacks);
        let (forth, back, guessed) = Default::default();
        let mut pairs = Self { operations, callbacks, forth, back, guessed };
        let by = |key: &dyn Fn(Side<'_>, TypeId) -> String, pairs: &mut Self| {
            let free: BTreeMap<String, TypeId> =
                (new.api.types.ids()).filter(|id| !pairs.back.contains_key(id)).map(|id| (key(new, id), id)).collect();
            for id in old.api.types.ids().filter(|id| !pairs.forth.contains_key(id)).collect::<Vec<_>>() {
                if let Some(partner) = free.get(&key(old, id)) {
                    pairs.marry(id, *partner);
                }
            }
        };
        by(&|side, id| side.api.types.get(id).key().into_owned(), &mut pairs);
        // What took the name of another is the other to those who write the name.
        by(&|side, id| side.names.of_type(id).ident.to_string(), &mut pairs);
        pairs.by_use(old, new);
        pairs
    }

    fn marry(&mut self, old: TypeId, new: TypeId) {
        if !self.forth.contains_key(&old) && !self.back.contains_key(&new) {
            self.forth.insert(old, new);
            self.back.insert(new, old);
        }
    }

    /// Types that stand in the same place are the same, renamed.
    fn by_use(&mut self, old: Side<'_>, new: Side<'_>) {
        let mut open: Vec<(TypeRef, TypeRef)> = Vec::new();
        let operations = self.operations.pairs(&old.api.operations, &new.api.operations);
        let callbacks = self.callbacks.pairs(&old.api.callbacks, &new.api.callbacks);
        for (before, after) in operations.into_iter().chain(callbacks) {
            let uses = same_places(before, after);
            open.extend(uses.into_iter().map(|(one, other)| (one.clone(), other.clone())));
        }
        let known = self.forth.iter().map(|(old, new)| (TypeRef::Named(*old), TypeRef::Named(*new)));
        open.extend(known);
        let mut seen = BTreeSet::new();
        while let Some((before, after)) = open.pop() {
            match (before, after) {
                (TypeRef::Named(one), TypeRef::Named(other)) => {
                    let is_open = !self.forth.contains_key(&one) && !self.back.contains_key(&other);
                    if is_open && !are_alike(&old.api.types.get(one).kind, &new.api.types.get(other).kind) {
                        self.guessed.insert(one);
                    }
                    self.marry(one, other);
                    let together = self.forth.get(&one) == Some(&other);
                    if together && seen.insert(one) {
                        open.extend(members(&old.api.types.get(one).kind, &new.api.types.get(other).kind));
                    }
                }
                (
                    TypeRef::List(one) | TypeRef::Map(one) | TypeRef::Nullable(one) | TypeRef::Boxed(one),
                    TypeRef::List(other) | TypeRef::Map(other) | TypeRef::Nullable(other) | TypeRef::Boxed(other),
                ) => open.push((*one, *other)),
                _ => {}
            }
        }
    }

    /// The key of a type of the new document as the old one has it.
    pub(crate) fn new_key(&self, old: Side<'_>, new: Side<'_>, id: TypeId) -> String {
        match self.back.get(&id) {
            Some(partner) => old.api.types.get(*partner).key().into_owned(),
            None => new.api.types.get(id).key().into_owned(),
        }
    }
}

/// Whether two types have members of the same names.
fn are_alike(old: &TypeKind, new: &TypeKind) -> bool {
    let names =
        |kind: &TypeKind| -> BTreeSet<String> { kind.members().into_iter().map(|name| name.wire.clone()).collect() };
    core::mem::discriminant(old) == core::mem::discriminant(new) && names(old) == names(new)
}

/// Operations by method and path, then by their ids.
fn operations(old: &[Operation], new: &[Operation]) -> Matched {
    let place = |operation: &Operation| Some(format!("{} {}", operation.method, template(&operation.path)));
    let id = |operation: &Operation| operation.has_operation_id.then(|| operation.id.wire.clone());
    Matched::of(old, new, &[&place, &id])
}

/// A path without the names of its parameters.
pub(crate) fn template(path: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for letter in path.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => continue,
            _ => {}
        }
        text.push(letter);
    }
    text
}

/// The names of a path's parameters, in order.
pub(crate) fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// Parameters by place and name; those of the path by where they stand in it.
pub(crate) fn parameters(old: &Operation, new: &Operation) -> Matched {
    let same_path = template(&old.path) == template(&new.path);
    let key = |operation: &'_ Operation, parameter: &Parameter| {
        let name = &parameter.name.wire;
        let at = placeholders(&operation.path).iter().position(|placeholder| placeholder == name);
        match (parameter.place, at) {
            (Place::Path, Some(index)) if same_path => format!("path {index}"),
            // Its name is not sent.
            (Place::QueryString, _) => "querystring".to_owned(),
            (Place::Header, _) => format!("header {}", name.to_ascii_lowercase()),
            (place, _) => format!("{} {name}", place.as_str()),
        }
    };
    // The two lists have keys of their own, so that they are matched as text.
    let before: Vec<String> = old.parameters.iter().map(|parameter| key(old, parameter)).collect();
    let after: Vec<String> = new.parameters.iter().map(|parameter| key(new, parameter)).collect();
    Matched::of(&before, &after, &[&|key: &String| Some(key.clone())])
}

/// The types that stand in the same places of an operation.
fn same_places<'a>(old: &'a Operation, new: &'a Operation) -> Vec<(&'a TypeRef, &'a TypeRef)> {
    let parameters = parameters(old, new);
    let mut places: Vec<(&TypeRef, &TypeRef)> = Vec::new();
    for (one, other) in parameters.pairs(&old.parameters, &new.parameters) {
        places.push((&one.ty, &other.ty));
    }
    if let (Some(one), Some(other)) = (&old.body, &new.body) {
        let contents = contents(&one.variants, &other.variants);
        places.extend(contents.pairs(&one.variants, &other.variants).into_iter().map(|(a, b)| (&a.ty, &b.ty)));
    }
    for (one, other) in responses(old, new).pairs(&old.responses, &new.responses) {
        let contents = contents(&one.contents, &other.contents);
        places.extend(contents.pairs(&one.contents, &other.contents).into_iter().map(|(a, b)| (&a.ty, &b.ty)));
    }
    places
}

/// Media types of a body: by what they are called, then by their order.
pub(crate) fn contents(old: &[crate::ir::Content], new: &[crate::ir::Content]) -> Matched {
    let name = |content: &crate::ir::Content| Some(content.media_type.clone());
    let rest = |_: &crate::ir::Content| Some(String::new());
    Matched::of(old, new, &[&name, &rest])
}

pub(crate) fn responses(old: &Operation, new: &Operation) -> Matched {
    Matched::of(&old.responses, &new.responses, &[&|response: &crate::ir::Response| Some(response.status)])
}

/// The types that two types hold under the same names.
fn members(old: &TypeKind, new: &TypeKind) -> Vec<(TypeRef, TypeRef)> {
    let fields = |kind: &TypeKind| -> Vec<(String, TypeRef)> {
        match kind {
            TypeKind::Struct(object) => object.all().map(|field| (field.name.wire.clone(), field.ty.clone())).collect(),
            TypeKind::Headers(fields) => {
                fields.iter().map(|field| (field.name.wire.clone(), field.ty.clone())).collect()
            }
            TypeKind::Union(union) => {
                union.variants.iter().map(|variant| (variant.name.wire.clone(), variant.ty.clone())).collect()
            }
            TypeKind::Newtype(ty) | TypeKind::Alias(ty) => vec![(String::new(), ty.clone())],
            TypeKind::Multipart(_) | TypeKind::Enum(_) => Vec::new(),
        }
    };
    let mut after: BTreeMap<String, TypeRef> = fields(new).into_iter().collect();
    fields(old).into_iter().filter_map(|(name, ty)| Some((ty, after.remove(&name)?))).collect()
}
