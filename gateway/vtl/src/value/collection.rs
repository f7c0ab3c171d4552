//! Lists, maps and the views of maps: shared, and growing in place.

use std::cell::{Cell, Ref, RefCell};
use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;

use indexmap::map::raw_entry_v1::{RawEntryApiV1, RawEntryMut};
use indexmap::{Equivalent, IndexMap};

use super::compare;
use super::object::Value;

/// What Java class a list is of; it decides how the list prints and what can be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListKind {
    /// `ArrayList`: prints as `[a, b]`.
    Plain,
    /// json-smart's `JSONArray`: prints as JSON.
    Json,
    /// An array such as `String[]`: cannot grow.
    Array,
    /// A `java.util.Iterator` over what is left, the next item at the end.
    Iterator,
}

impl ListKind {
    pub(crate) fn class_name(self) -> &'static str {
        match self {
            Self::Plain => "ArrayList",
            Self::Json => "JSONArray",
            Self::Array => "array",
            Self::Iterator => "Iterator",
        }
    }
}

#[derive(Debug)]
pub(super) struct ListData {
    kind: ListKind,
    items: RefCell<Vec<Value>>,
    changes: Cell<u32>,
}

/// A list. Clones share their items.
#[derive(Clone, Debug)]
pub struct List(Rc<ListData>);

impl List {
    pub(crate) fn new(kind: ListKind, items: Vec<Value>) -> Self {
        Self(Rc::new(ListData { kind, items: RefCell::new(items), changes: Cell::new(0) }))
    }

    pub(crate) fn kind(&self) -> ListKind {
        self.0.kind
    }

    pub(crate) fn items(&self) -> Ref<'_, Vec<Value>> {
        self.0.items.borrow()
    }

    /// How often the list was made longer or shorter: a loop over it must not see that.
    pub(crate) fn changes(&self) -> u32 {
        self.0.changes.get()
    }

    /// Changes the items; `grows` if their number may change.
    pub(crate) fn change<R>(&self, grows: bool, change: impl FnOnce(&mut Vec<Value>) -> R) -> R {
        if grows {
            self.0.changes.set(self.0.changes.get().wrapping_add(1));
        }
        change(&mut self.0.items.borrow_mut())
    }

    pub(crate) fn get(&self, index: usize) -> Option<Value> {
        self.items().get(index).cloned()
    }

    /// The number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items().len()
    }

    /// Whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The list's items, if nobody else has the list.
    pub(super) fn into_items(self) -> Vec<Value> {
        Rc::try_unwrap(self.0).map(|mut data| data.take()).unwrap_or_default()
    }
}

impl ListData {
    pub(super) fn take(&mut self) -> Vec<Value> {
        std::mem::take(self.items.get_mut())
    }
}

/// A value as the key of a map, compared as Java's `equals` does.
///
/// Its hash code is that of the moment when it was made: as in Java's `HashMap`, a list that changes afterwards is
/// not found again.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) value: Value,
    /// 0 for text, which does not change and is hashed as a plain string, so that a string can be looked up without
    /// making a key of it.
    code: i32,
}

impl Key {
    fn new(value: Value) -> Self {
        let code = if matches!(value, Value::Text(_)) { 0 } else { compare::hash_code(&value) };
        Self { value, code }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code && self.value.java_equals(&other.value)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.value {
            Value::Text(text) => text.hash(state),
            _ => self.code.hash(state),
        }
    }
}

/// A string looked up among keys.
struct TextKey<'t>(&'t str);

impl Hash for TextKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Equivalent<Key> for TextKey<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        matches!(&key.value, Value::Text(text) if text.as_ref() == self.0)
    }
}

pub(crate) type Entries = IndexMap<Key, Value, foldhash::fast::RandomState>;

#[derive(Debug, Default)]
pub(super) struct MapData {
    entries: RefCell<Entries>,
    changes: Cell<u32>,
}

/// A map that keeps the order of insertion. Clones share their entries.
#[derive(Clone, Debug, Default)]
pub struct Map(Rc<MapData>);

impl Map {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let entries = Entries::with_capacity_and_hasher(capacity, foldhash::fast::RandomState::default());
        Self(Rc::new(MapData { entries: RefCell::new(entries), changes: Cell::new(0) }))
    }

    pub(crate) fn entries(&self) -> Ref<'_, Entries> {
        self.0.entries.borrow()
    }

    pub(crate) fn changes(&self) -> u32 {
        self.0.changes.get()
    }

    fn changed(&self) {
        self.0.changes.set(self.0.changes.get().wrapping_add(1));
    }

    pub(crate) fn get(&self, key: &Value) -> Option<Value> {
        match key {
            Value::Text(text) => self.get_text(text),
            other => self.entries().get(&Key::new(other.clone())).cloned(),
        }
    }

    pub(crate) fn get_text(&self, key: &str) -> Option<Value> {
        self.entries().get(&TextKey(key)).cloned()
    }

    pub(crate) fn contains_key(&self, key: &Value) -> bool {
        match key {
            Value::Text(text) => self.entries().contains_key(&TextKey(text)),
            other => self.entries().contains_key(&Key::new(other.clone())),
        }
    }

    /// Stores a value; returns what the key had before.
    pub(crate) fn put(&self, key: Value, value: Value) -> Option<Value> {
        let key = Key::new(key);
        // A list or map as key may be this very map: it must be hashed and compared before the entries
        // are borrowed to be changed.
        let known = self.entries().get_index_of(&key);
        if let Some(index) = known {
            let mut entries = self.0.entries.borrow_mut();
            return entries.get_index_mut(index).map(|(_, before)| std::mem::replace(before, value));
        }
        let hash = self.entries().hasher().hash_one(&key);
        self.changed();
        let mut entries = self.0.entries.borrow_mut();
        if let RawEntryMut::Vacant(vacant) = entries.raw_entry_mut_v1().from_hash(hash, |_| false) {
            vacant.insert_hashed_nocheck(hash, key, value);
        }
        None
    }

    pub(crate) fn remove(&self, key: &Value) -> Option<Value> {
        let index = self.entries().get_index_of(&Key::new(key.clone()))?;
        self.changed();
        let removed = self.0.entries.borrow_mut().shift_remove_index(index);
        removed.map(|(_, value)| value)
    }

    pub(crate) fn clear(&self) {
        self.changed();
        self.0.entries.borrow_mut().clear();
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Map {
    /// The map's keys and values, if nobody else has the map.
    pub(super) fn into_parts(self) -> Vec<Value> {
        Rc::try_unwrap(self.0).map(|mut data| data.take()).unwrap_or_default()
    }
}

impl MapData {
    pub(super) fn take(&mut self) -> Vec<Value> {
        let entries = std::mem::take(self.entries.get_mut());
        entries.into_iter().flat_map(|(key, value)| [key.value, value]).collect()
    }
}

/// One entry of a map: `$entry.key`, `$entry.value`.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(crate) map: Map,
    pub(crate) key: Rc<Value>,
}

impl Entry {
    pub(crate) fn value(&self) -> Value {
        self.map.get(&self.key).unwrap_or_default()
    }
}

/// Which part of a map a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewPart {
    Keys,
    Values,
    Entries,
}

/// What `keySet()`, `values()` and `entrySet()` give.
#[derive(Clone, Debug)]
pub struct View {
    pub(crate) map: Map,
    pub(crate) part: ViewPart,
}

impl View {
    /// What the view holds now.
    pub(crate) fn items(&self) -> Vec<Value> {
        let entries = self.map.entries();
        match self.part {
            ViewPart::Keys => entries.keys().map(|key| key.value.clone()).collect(),
            ViewPart::Values => entries.values().cloned().collect(),
            ViewPart::Entries => entries
                .keys()
                .map(|key| Value::Entry(Entry { map: self.map.clone(), key: Rc::new(key.value.clone()) }))
                .collect(),
        }
    }
}
