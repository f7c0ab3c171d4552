//! Names that JSON Schema gives to places: `$anchor`, `$dynamicAnchor` and `$id`.

use indexmap::IndexMap;

use crate::pointer::Pointer;
use crate::tree::Value;

/// How deep names are looked for; what is read from text is never deeper.
const DEPTH: usize = 256;

/// The names in one file.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// By `$anchor` or `$dynamicAnchor`; the first of a name counts.
    names: IndexMap<String, Pointer>,
    /// By `$id` without an empty fragment.
    ids: IndexMap<String, Pointer>,
}

impl Anchors {
    pub(crate) fn of(root: &Value) -> Anchors {
        let mut anchors = Anchors::default();
        anchors.collect(root, &Pointer::root(), DEPTH);
        anchors
    }

    /// The place of `#name`.
    pub(crate) fn name(&self, name: &str) -> Option<&Pointer> {
        self.names.get(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The place of the schema with this `$id`, which is a URL or a path.
    pub(crate) fn id(&self, id: &str) -> Option<&Pointer> {
        self.ids.get(id)
    }

    /// The nearest schema around `pointer` that has an `$id`, and that `$id`.
    pub(crate) fn resource(&self, pointer: &Pointer) -> Option<(&str, &Pointer)> {
        let around = self
            .ids
            .iter()
            .filter(|(_, place)| pointer.starts_with(place));
        around
            .max_by_key(|(_, place)| place.as_str().len())
            .map(|(id, place)| (id.as_str(), place))
    }

    fn collect(&mut self, value: &Value, pointer: &Pointer, depth: usize) {
        if depth == 0 {
            return;
        }
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    match (key.as_str(), value) {
                        ("$anchor" | "$dynamicAnchor", Value::String(name)) => {
                            self.names
                                .entry(name.clone())
                                .or_insert_with(|| pointer.clone());
                        }
                        ("$id", Value::String(id)) if !id.is_empty() => {
                            // Before draft 6 a plain name was written as the `$id` `#name`.
                            match id.strip_prefix('#') {
                                Some(name) => self.names.entry(name.to_owned()),
                                None => self.ids.entry(id.trim_end_matches('#').to_owned()),
                            }
                            .or_insert_with(|| pointer.clone());
                        }
                        (_, Value::Object(_) | Value::Array(_)) => {
                            self.collect(value, &pointer.child(key), depth - 1);
                        }
                        _ => {}
                    }
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    if matches!(value, Value::Object(_) | Value::Array(_)) {
                        self.collect(value, &pointer.index(index), depth - 1);
                    }
                }
            }
            _ => {}
        }
    }
}
