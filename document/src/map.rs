//! The entries of an object. Most objects have few, and a document has a great many objects: what each of them takes is
//! most of what a document takes.

use std::hash::{Hash, Hasher};
use std::slice;

use indexmap::IndexMap;

use crate::tree::Value;

/// How many entries are looked through one by one. With more they are found by a hash.
const FEW: usize = 12;

/// The hasher is fast, and not keyed per map.
type Hashed = IndexMap<String, Value, foldhash::fast::FixedState>;

/// The entries of an object, in the order of the document.
///
/// ```
/// use gatewright_document::{Map, Value};
///
/// let mut map = Map::default();
/// assert_eq!(map.insert("type".to_owned(), "object".into()), None);
/// assert_eq!(map.insert("type".to_owned(), "array".into()), Some(Value::from("object")));
/// assert_eq!(map.get("type").and_then(Value::as_str), Some("array"));
/// ```
#[derive(Clone, Debug)]
pub struct Map(Entries);

#[derive(Clone, Debug)]
enum Entries {
    Few(Vec<(String, Value)>),
    Many(Box<Hashed>),
}

impl Default for Map {
    fn default() -> Map {
        Map(Entries::Few(Vec::new()))
    }
}

impl Map {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Entries::Few(entries) => entries.len(),
            Entries::Many(entries) => entries.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match &self.0 {
            Entries::Few(entries) => entries.iter().find(|(own, _)| own == key).map(|(_, value)| value),
            Entries::Many(entries) => entries.get(key),
        }
    }

    /// The value of `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        match &mut self.0 {
            Entries::Few(entries) => entries.iter_mut().find(|(own, _)| own == key).map(|(_, value)| value),
            Entries::Many(entries) => entries.get_mut(key),
        }
    }

    /// Whether there is an entry of that key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Adds an entry behind the others. One of the same key keeps its place, and gives back the value that it had.
    pub fn insert(&mut self, key: String, value: Value) -> Option<Value> {
        if let Entries::Few(entries) = &mut self.0 {
            if let Some((_, old)) = entries.iter_mut().find(|(own, _)| *own == key) {
                return Some(core::mem::replace(old, value));
            }
            if entries.len() < FEW {
                entries.push((key, value));
                return None;
            }
            self.0 = Entries::Many(Box::new(core::mem::take(entries).into_iter().collect()));
        }
        match &mut self.0 {
            Entries::Few(_) => None,
            Entries::Many(entries) => entries.insert(key, value),
        }
    }

    /// The value of `key`, which is this one if there was none.
    #[expect(clippy::indexing_slicing, reason = "it was found there, or added at the end")]
    pub fn get_or_insert(&mut self, key: String, value: Value) -> &mut Value {
        if !self.contains_key(&key) {
            self.insert(key.clone(), value);
        }
        match &mut self.0 {
            Entries::Few(entries) => {
                let at = entries.iter().position(|(own, _)| *own == key).unwrap_or_default();
                &mut entries[at].1
            }
            Entries::Many(entries) => entries.entry(key).or_default(),
        }
    }

    /// Takes out an entry; those behind it move up.
    pub fn shift_remove(&mut self, key: &str) -> Option<Value> {
        match &mut self.0 {
            Entries::Few(entries) => {
                let at = entries.iter().position(|(own, _)| own == key)?;
                Some(entries.remove(at).1)
            }
            Entries::Many(entries) => entries.shift_remove(key),
        }
    }

    /// Keeps some of the entries.
    pub fn retain(&mut self, mut keep: impl FnMut(&String, &mut Value) -> bool) {
        match &mut self.0 {
            Entries::Few(entries) => entries.retain_mut(|(key, value)| keep(key, value)),
            Entries::Many(entries) => entries.retain(keep),
        }
    }

    /// The first entry.
    #[must_use]
    pub fn first(&self) -> Option<(&String, &Value)> {
        self.iter().next()
    }

    /// The entries.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter(match &self.0 {
            Entries::Few(entries) => Each::Few(entries.iter()),
            Entries::Many(entries) => Each::Many(entries.iter()),
        })
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &String> + ExactSizeIterator + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The entries, to change their values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Value)> {
        let (few, many) = match &mut self.0 {
            Entries::Few(entries) => (Some(entries.iter_mut().map(|(key, value)| (&*key, value))), None),
            Entries::Many(entries) => (None, Some(entries.iter_mut())),
        };
        few.into_iter().flatten().chain(many.into_iter().flatten())
    }

    /// The values, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.iter_mut().map(|(_, value)| value)
    }

    /// Gives back the memory that more entries would have taken.
    pub(crate) fn shrink_to_fit(&mut self) {
        if let Entries::Few(entries) = &mut self.0 {
            entries.shrink_to_fit();
        }
    }
}

/// Two objects are equal whatever the order of their entries.
impl PartialEq for Map {
    fn eq(&self, other: &Map) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl Eq for Map {}

/// The entries in the order of their keys, since that of the document means nothing.
impl Hash for Map {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mut keys: Vec<&String> = self.keys().collect();
        keys.sort_unstable();
        for key in keys {
            (key, self.get(key)).hash(state);
        }
    }
}

/// The entries of a [`Map`].
#[derive(Clone, Debug)]
pub struct Iter<'m>(Each<'m>);

#[derive(Clone, Debug)]
enum Each<'m> {
    Few(slice::Iter<'m, (String, Value)>),
    Many(indexmap::map::Iter<'m, String, Value>),
}

impl<'m> Iterator for Iter<'m> {
    type Item = (&'m String, &'m Value);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Each::Few(entries) => entries.next().map(|(key, value)| (key, value)),
            Each::Many(entries) => entries.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Each::Few(entries) => entries.size_hint(),
            Each::Many(entries) => entries.size_hint(),
        }
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Each::Few(entries) => entries.next_back().map(|(key, value)| (key, value)),
            Each::Many(entries) => entries.next_back(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'m> IntoIterator for &'m Map {
    type Item = (&'m String, &'m Value);
    type IntoIter = Iter<'m>;

    fn into_iter(self) -> Iter<'m> {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        match self.0 {
            Entries::Few(entries) => entries.into_iter(),
            Entries::Many(entries) => entries.into_iter().collect::<Vec<_>>().into_iter(),
        }
    }
}

impl Extend<(String, Value)> for Map {
    fn extend<I: IntoIterator<Item = (String, Value)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl FromIterator<(String, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Map {
        let mut map = Map::default();
        map.extend(entries);
        map.shrink_to_fit();
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Few and many entries do the same.
    #[test]
    fn entries_keep_their_order() {
        for count in [0, 1, FEW - 1, FEW, FEW + 1, 5 * FEW] {
            let key = |number: usize| format!("key{number}");
            let value = |number: usize| Value::from(number as u64);
            let mut map: Map = (0..count).map(|number| (key(number), value(number))).collect();
            assert_eq!(map.len(), count);
            assert!(map.iter().enumerate().all(|(at, (own, _))| *own == key(at)));
            assert!(map.keys().rev().enumerate().all(|(at, own)| *own == key(count - 1 - at)));
            for number in 0..count {
                assert_eq!(map.get(&key(number)), Some(&value(number)));
                assert_eq!(map.insert(key(number), Value::Null), Some(value(number)));
            }
            assert!(!map.contains_key("none") && map.shift_remove("none").is_none());
            assert_eq!(*map.get_or_insert("none".to_owned(), true.into()), Value::Bool(true));
            assert_eq!(*map.get_or_insert("none".to_owned(), false.into()), Value::Bool(true));
            assert_eq!(map.shift_remove("none"), Some(Value::Bool(true)));
            if count > 2 {
                assert_eq!(map.shift_remove(&key(1)), Some(Value::Null));
                assert_eq!(map.into_iter().nth(1).map(|(own, _)| own), Some(key(2)));
            }
        }
    }

    #[test]
    fn order_is_no_difference() {
        let map = |keys: [&str; 2]| keys.into_iter().map(|key| (key.to_owned(), key.into())).collect::<Map>();
        assert_eq!(map(["a", "b"]), map(["b", "a"]));
        assert_ne!(map(["a", "b"]), map(["a", "c"]));
    }
}
