//! One step between two neighbouring versions: what it loses, and which pieces end up at another place.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use gatewright_document::{Map, Pointer, Value, Version};

use crate::pieces::{Holds, Kind};

/// How many references in a row are followed; more is a circle.
const HOPS: usize = 64;

/// Where a piece stands in the document that is read, and in the one that is written.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) from: Pointer,
    pub(super) to: Pointer,
}

impl At {
    pub(super) fn root() -> Self {
        Self { from: Pointer::root(), to: Pointer::root() }
    }

    pub(super) fn child(&self, key: &str) -> Self {
        Self { from: self.from.child(key), to: self.to.child(key) }
    }

    pub(super) fn index(&self, index: usize) -> Self {
        Self { from: self.from.index(index), to: self.to.index(index) }
    }

    /// An entry that has another key in the result.
    pub(super) fn renamed(&self, from: &str, to: &str) -> Self {
        Self { from: self.from.child(from), to: self.to.child(to) }
    }

    /// The same piece, at a place of the result that has more levels.
    pub(super) fn written_at(&self, to: Pointer) -> Self {
        Self { from: self.from.clone(), to }
    }
}

/// A step while it runs.
#[derive(Debug)]
pub(super) struct Step<'v> {
    /// The document that is read.
    pub(super) root: &'v Value,
    /// The version that is written.
    pub(super) target: Version,
    pub(super) losses: Vec<(Pointer, String)>,
    /// Pieces whose place in the result is not that of the source.
    moves: BTreeMap<Pointer, Pointer>,
    /// Schemas that get a name of their own: the wish, its place in the source, and what it is.
    pub(super) lifted: Vec<(String, Pointer, Value)>,
    /// The places that references of the source lead to.
    targets: OnceCell<BTreeSet<String>>,
}

impl<'v> Step<'v> {
    pub(super) fn new(root: &'v Value, target: Version) -> Self {
        Self { root, target, losses: Vec::new(), moves: BTreeMap::new(), lifted: Vec::new(), targets: OnceCell::new() }
    }

    /// Notes something of the source that the result does not say.
    pub(super) fn lose(&mut self, from: &Pointer, what: impl Into<String>) {
        self.losses.push((from.clone(), what.into()));
    }

    /// Notes a keyword that the target does not have, if it is there.
    pub(super) fn no_such(&mut self, entries: &mut Map, keyword: &str, at: &At) -> Option<Value> {
        let value = entries.shift_remove(keyword)?;
        let message = format!("{} has no `{keyword}`", self.target);
        self.lose(&at.from.child(keyword), message);
        Some(value)
    }

    /// Notes where a piece is written.
    pub(super) fn place(&mut self, at: &At) {
        if self.to(&at.from) != at.to {
            self.moves.insert(at.from.clone(), at.to.clone());
        }
    }

    /// Changes the place of what was written below another one already.
    pub(super) fn shift(&mut self, at: &At, to: &Pointer) {
        let prefix = at.from.to_string();
        let inner = self.moves.range_mut(at.from.clone()..);
        for (_, moved) in inner.take_while(|(from, _)| from.to_string().starts_with(&prefix)) {
            if let Some(rest) = below(moved, &at.to) {
                *moved = to.join(&rest);
            }
        }
        self.moves.insert(at.from.clone(), to.clone());
    }

    /// Changes the place of a piece of the source, and of all in it.
    pub(super) fn relocate(&mut self, from: &Pointer, to: &Pointer) {
        let at = At { from: from.clone(), to: self.to(from) };
        self.shift(&at, to);
    }

    /// Where a piece of the source is in the result.
    pub(super) fn to(&self, from: &Pointer) -> Pointer {
        translated(&self.moves, from)
    }

    /// The way back: where a piece of the result was in the source.
    pub(super) fn origins(&self) -> BTreeMap<Pointer, Pointer> {
        self.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect()
    }

    /// What a piece refers to in this document, or the piece itself, with its place.
    pub(super) fn resolved<'p>(&self, value: &'p Value, at: &Pointer) -> (&'p Value, Pointer)
    where
        'v: 'p,
    {
        let mut found = (value, at.clone());
        for _ in 0..HOPS {
            let Some(next) = found.0.get("$ref").and_then(Value::as_str).and_then(pointer_of) else { break };
            let Some(target) = self.root.pointer(&next) else { break };
            found = (target, next);
        }
        found
    }

    /// Whether a reference leads to a piece of the source, or to something in it.
    pub(super) fn is_referred_to(&self, from: &Pointer) -> bool {
        let targets = self.targets.get_or_init(|| {
            let mut targets = BTreeSet::new();
            collect_targets(self.root, &mut targets);
            targets
        });
        let place = from.to_string();
        let inside = format!("{place}/");
        targets.contains(&place) || targets.range(inside.clone()..).next().is_some_and(|next| next.starts_with(&inside))
    }

    /// Has all references name their targets where they are now.
    pub(super) fn lead_references(&mut self, result: &mut Value) {
        let mut dangling = Vec::new();
        let known = result.clone();
        let swagger = self.target == Version::Swagger20;
        each_reference(result, Kind::Document, swagger, &Pointer::root(), &mut |reference, at| {
            let Some(from) = pointer_of(reference) else { return };
            let to = self.to(&from);
            if known.pointer(&to).is_none() && self.root.pointer(&from).is_some() {
                dangling.push((at.clone(), reference.clone()));
            }
            if to != from {
                *reference = reference_to(&to);
            }
        });
        let origins = self.origins();
        for (at, reference) in dangling {
            let message = format!("`{reference}` leads to what {} does not have", self.target);
            self.lose(&translated(&origins, &at), message);
        }
    }
}

/// The places that references lead to.
fn collect_targets(value: &Value, targets: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            let reference = entries.get("$ref").and_then(Value::as_str).and_then(pointer_of);
            targets.extend(reference.map(|target| target.to_string()));
            entries.values().for_each(|entry| collect_targets(entry, targets));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_targets(item, targets)),
        _ => {}
    }
}

/// The place that the nearest move says.
pub(super) fn translated(moves: &BTreeMap<Pointer, Pointer>, pointer: &Pointer) -> Pointer {
    let mut outer = Some(pointer.clone());
    while let Some(around) = outer {
        if let Some(moved) = moves.get(&around) {
            let below = pointer.segments().skip(around.depth());
            return below.fold(moved.clone(), |moved, segment| moved.child(&segment));
        }
        outer = around.parent();
    }
    pointer.clone()
}

/// The way from one place to one inside of it.
fn below(pointer: &Pointer, around: &Pointer) -> Option<Pointer> {
    Pointer::parse(pointer.to_string().strip_prefix(&around.to_string())?)
}

/// The pointer of a reference within the document.
pub(super) fn pointer_of(reference: &str) -> Option<Pointer> {
    let fragment = reference.strip_prefix('#')?;
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|code| u8::from_str_radix(core::str::from_utf8(code).ok()?, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    Pointer::parse(&String::from_utf8(bytes).ok()?)
}

/// A pointer as a reference: what no URI admits is encoded.
pub(super) fn reference_to(pointer: &Pointer) -> String {
    format!("#{}", crate::bundle::fragment(pointer))
}

/// Calls a function with each reference of the result and its place, those of discriminators included.
fn each_reference(
    value: &mut Value,
    kind: Kind,
    swagger: bool,
    at: &Pointer,
    call: &mut impl FnMut(&mut String, &Pointer),
) {
    let Value::Object(entries) = value else { return };
    for (key, entry) in entries.iter_mut() {
        let at = at.child(key);
        match (key.as_str(), entry) {
            ("$ref", Value::String(reference)) if kind != Kind::Data => call(reference, &at),
            ("discriminator", entry) if kind == Kind::Schema => {
                let mapping = entry.as_object_mut().and_then(|entries| entries.get_mut("mapping"));
                for target in mapping.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
                    if let Value::String(reference) = target {
                        call(reference, &at);
                    }
                }
            }
            (key, entry) => match kind.entry(key, swagger) {
                Holds::One(Kind::Data) => {}
                Holds::One(kind) => each_reference(entry, kind, swagger, &at, call),
                Holds::Map(kind) => {
                    for (name, inner) in entry.as_object_mut().into_iter().flat_map(Map::iter_mut) {
                        each_reference(inner, kind, swagger, &at.child(name), call);
                    }
                }
                Holds::List(kind) | Holds::OneOrList(kind) => match entry {
                    Value::Array(items) => {
                        for (index, item) in items.iter_mut().enumerate() {
                            each_reference(item, kind, swagger, &at.index(index), call);
                        }
                    }
                    entry => each_reference(entry, kind, swagger, &at, call),
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_pointers() {
        let pointer = Pointer::root().child("definitions").child("a b/c%");
        assert_eq!(pointer_of("#/definitions/a%20b~1c%25"), Some(pointer.clone()));
        assert_eq!(pointer_of(&reference_to(&pointer)), Some(pointer));
        assert_eq!(pointer_of("other.yaml#/a"), None);
        assert_eq!(pointer_of("#/a%2"), Pointer::parse("/a%2"));
    }

    #[test]
    fn the_nearest_move_counts() {
        let root = Value::Null;
        let mut step = Step::new(&root, Version::OpenApi30);
        let pointer = |text: &str| Pointer::parse(text).unwrap_or_default();
        let at = |from: &str, to: &str| At { from: pointer(from), to: pointer(to) };
        step.place(&at("/definitions", "/components/schemas"));
        step.place(&at("/definitions/A", "/components/schemas/A"));
        step.place(&at("/definitions/A/properties/b", "/components/schemas/A/properties/c"));
        assert_eq!(step.to(&pointer("/definitions/A/items")), pointer("/components/schemas/A/items"));
        step.shift(&at("/definitions/A", "/components/schemas/A"), &pointer("/components/schemas/A/anyOf/0"));
        let moved = "/components/schemas/A/anyOf/0/properties/c/x";
        assert_eq!(step.to(&pointer("/definitions/A/properties/b/x")), pointer(moved));
        assert_eq!(translated(&step.origins(), &pointer(moved)), pointer("/definitions/A/properties/b/x"));
    }
}
