//! Names that JSON Schema gives to places: `$anchor`, `$dynamicAnchor` and `$id`.

use indexmap::IndexMap;
use indexmap::map::Entry;

use crate::pointer::Pointer;
use crate::tree::Value;
use crate::walk::Path;

/// How deep names are looked for; what is read from text is never deeper.
const DEPTH: usize = 256;

/// The names in one file.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// By `$anchor` or `$dynamicAnchor`; the first of a name counts.
    names: IndexMap<String, Pointer>,
    /// By `$id` without an empty fragment.
    ids: IndexMap<String, Pointer>,
    /// The same by place.
    places: IndexMap<Pointer, String>,
}

impl Anchors {
    pub(crate) fn of(root: &Value) -> Anchors {
        let mut anchors = Anchors::default();
        anchors.collect(root, &Path::Root, DEPTH);
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
        if self.places.is_empty() {
            return None;
        }
        let mut around = Some(pointer.clone());
        while let Some(place) = around {
            if let Some((place, id)) = self.places.get_key_value(&place) {
                return Some((id, place));
            }
            around = place.parent();
        }
        None
    }

    fn collect(&mut self, value: &Value, path: &Path<'_>, depth: usize) {
        if depth == 0 {
            return;
        }
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    if let Value::String(text) = value {
                        self.name_of(key, text, path);
                    } else {
                        self.collect(value, &Path::Key(path, key), depth - 1);
                    }
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    self.collect(value, &Path::Index(path, index), depth - 1);
                }
            }
            _ => {}
        }
    }

    /// Remembers what one entry of the object at `path` says about its name.
    fn name_of(&mut self, key: &str, text: &str, path: &Path<'_>) {
        let table = match key {
            "$anchor" | "$dynamicAnchor" => &mut self.names,
            // Before draft 6 a plain name was written as the `$id` `#name`.
            "$id" if text.starts_with('#') => &mut self.names,
            "$id" if !text.is_empty() => &mut self.ids,
            _ => return,
        };
        let name = text.trim_matches('#').to_owned();
        if let Entry::Vacant(entry) = table.entry(name) {
            if key == "$id" && !text.starts_with('#') {
                self.places.insert(path.pointer(), entry.key().clone());
            }
            entry.insert(path.pointer());
        }
    }
}
