//! One change of the document: the tree, the trace of where its values stand, and the copy that queries look at.

use indexmap::IndexSet;

use crate::overlay::trace::{Inside, Place, Trace};
use crate::pointer::Pointer;
use crate::tree::{Value, array_index};

/// A value of the document with all that is kept of it.
pub(crate) struct Target<'t> {
    pub(crate) value: &'t mut Value,
    pub(crate) trace: &'t mut Trace,
    pub(crate) copy: &'t mut serde_json::Value,
}

/// What is put into the document, and where it stands.
#[derive(Clone)]
pub(crate) struct Piece<'p> {
    pub(crate) value: &'p Value,
    pub(crate) trace: Trace,
}

impl Piece<'_> {
    fn step(&self, segment: &str) -> Option<Piece<'_>> {
        Some(Piece { value: self.value.step(segment)?, trace: self.trace.step(segment) })
    }
}

/// Two values that cannot become one.
#[derive(Debug)]
pub(crate) struct Incompatible {
    /// Where the two meet, in what is put in.
    pub(crate) piece: Place,
    pub(crate) wanted: &'static str,
    pub(crate) found: &'static str,
    /// Where the value of the document stands.
    pub(crate) at: Place,
}

impl<'t> Target<'t> {
    /// What a pointer names in it.
    pub(crate) fn find(self, pointer: &Pointer) -> Option<Target<'t>> {
        pointer.segments().try_fold(self, |target, segment| target.step(&segment))
    }

    fn step(self, segment: &str) -> Option<Target<'t>> {
        let trace = self.trace.mixed(self.value).inner(segment)?;
        let (value, copy) = match (self.value, self.copy) {
            (Value::Object(entries), serde_json::Value::Object(copies)) => {
                (entries.get_mut(segment)?, copies.get_mut(segment)?)
            }
            (Value::Array(items), serde_json::Value::Array(copies)) => {
                let index = array_index(segment)?;
                (items.get_mut(index)?, copies.get_mut(index)?)
            }
            _ => return None,
        };
        Some(Target { value, trace, copy })
    }

    fn reborrow(&mut self) -> Target<'_> {
        Target { value: self.value, trace: self.trace, copy: self.copy }
    }

    /// Merges a piece into this: objects key by key, arrays one after the other, all else by replacing.
    pub(crate) fn merge(&mut self, piece: &Piece<'_>) -> Result<(), Incompatible> {
        match (&*self.value, piece.value) {
            (Value::Object(_), Value::Object(entries)) => {
                for key in entries.keys() {
                    let Some(inner) = piece.step(key) else { continue };
                    if self.value.get(key).is_none() {
                        self.insert(key, &inner);
                    } else if let Some(mut target) = self.reborrow().step(key) {
                        target.merge(&inner)?;
                    }
                }
                Ok(())
            }
            (Value::Array(_), Value::Array(items)) => {
                for index in 0..items.len() {
                    if let Some(item) = piece.step(&index.to_string()) {
                        self.append(&item);
                    }
                }
                Ok(())
            }
            (Value::Object(_) | Value::Array(_), _) | (_, Value::Object(_) | Value::Array(_)) => Err(Incompatible {
                piece: piece.trace.place().clone(),
                wanted: self.value.kind(),
                found: piece.value.kind(),
                at: self.trace.place().clone(),
            }),
            _ => {
                self.replace(piece);
                Ok(())
            }
        }
    }

    fn replace(&mut self, piece: &Piece<'_>) {
        *self.value = piece.value.clone();
        *self.copy = piece.value.to_json();
        *self.trace = piece.trace.clone();
    }

    fn insert(&mut self, key: &str, piece: &Piece<'_>) {
        let mixed = self.trace.mixed(self.value);
        mixed.note(piece.trace.place().clone(), None);
        if let Inside::Entries(entries) = &mut mixed.inside {
            entries.insert(key.to_owned(), piece.trace.clone());
        }
        if let (Value::Object(entries), serde_json::Value::Object(copies)) = (&mut *self.value, &mut *self.copy) {
            entries.insert(key.to_owned(), piece.value.clone());
            copies.insert(key.to_owned(), piece.value.to_json());
        }
    }

    /// Adds an item to this, which is an array.
    pub(crate) fn append(&mut self, piece: &Piece<'_>) {
        let mixed = self.trace.mixed(self.value);
        mixed.note(piece.trace.place().clone(), None);
        if let Inside::Items(items) = &mut mixed.inside {
            items.push(piece.trace.clone());
        }
        if let (Value::Array(items), serde_json::Value::Array(copies)) = (&mut *self.value, &mut *self.copy) {
            items.push(piece.value.clone());
            copies.push(piece.value.to_json());
        }
    }

    /// Removes entries or items of this, because of what stands at `by`.
    pub(crate) fn remove(&mut self, segments: &IndexSet<String>, by: &Place) {
        let mixed = self.trace.mixed(self.value);
        for segment in segments {
            mixed.note(by.clone(), Some(segment));
        }
        match (&mut *self.value, &mut *self.copy, &mut mixed.inside) {
            (Value::Object(entries), serde_json::Value::Object(copies), Inside::Entries(traces)) => {
                entries.retain(|key, _| !segments.contains(key));
                copies.retain(|key, _| !segments.contains(key));
                traces.retain(|key, _| !segments.contains(key));
            }
            (Value::Array(items), serde_json::Value::Array(copies), Inside::Items(traces)) => {
                let gone: Vec<bool> = (0..items.len()).map(|index| segments.contains(&index.to_string())).collect();
                retain(items, &gone);
                retain(copies, &gone);
                retain(traces, &gone);
            }
            _ => {}
        }
    }
}

fn retain<T>(items: &mut Vec<T>, gone: &[bool]) {
    let mut gone = gone.iter();
    items.retain(|_| !gone.next().copied().unwrap_or_default());
}
