//! Writes the document with all that other files hold.

use std::collections::BTreeMap;

use gatewright_document::{Document, Node, Pointer, SourceId};
use serde_json::{Map, Value};

use super::names;
use super::targets::{self, Target, Targets, elsewhere_of};
use crate::lower::as_texts;
use crate::pieces::{Holds, Kind};

/// How many references one piece in place may go through; more is a circle.
const HOPS: usize = 64;

struct Writer<'d> {
    document: &'d Document,
    names: &'d BTreeMap<Target, String>,
    swagger: bool,
}

pub(super) fn document(
    document: &Document,
    targets: &Targets,
    names: &BTreeMap<Target, String>,
    swagger: bool,
) -> Value {
    let writer = Writer { document, names, swagger };
    let mut bundled = writer.piece(&document.root(), Kind::Document, HOPS);
    for (target, name) in names {
        let section = target.0.section(document.version());
        let node = targets.all.get(target).and_then(|origin| document.node(origin));
        let (Some(section), Some(node)) = (section, node) else { continue };
        let value = writer.piece(&node, target.0, HOPS);
        insert(&mut bundled, section, name, value);
    }
    bundled
}

/// Puts a component into its section, which is made if it is missing.
fn insert(within: &mut Value, section: &[&str], name: &str, value: Value) {
    let Some(entries) = within.as_object_mut() else { return };
    match section.split_first() {
        None => {
            entries.insert(name.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = entries.entry(*first).or_insert_with(|| Value::Object(Map::new()));
            insert(inner, rest, name, value);
        }
    }
}

impl Writer<'_> {
    fn piece(&self, node: &Node<'_>, kind: Kind, hops: usize) -> Value {
        if kind == Kind::Data {
            return node.value().to_json();
        }
        let Some(entries) = node.value().as_object() else { return node.value().to_json() };
        let mut written = Map::new();
        for (key, value) in entries {
            let Some(entry) = node.get(key) else { continue };
            if key == "$ref" && value.as_str().is_some() {
                self.reference(node, kind, hops, &mut written);
            } else if key == "discriminator" && kind == Kind::Schema {
                written.insert(key.clone(), self.discriminator(node, &entry));
            } else if let Some(texts) = as_texts(node, key).filter(|_| kind.has_constants()) {
                written.insert(key.clone(), texts.to_json());
            } else {
                written.insert(key.clone(), self.entry(&entry, kind.entry(key, self.swagger)));
            }
        }
        Value::Object(written)
    }

    fn entry(&self, entry: &Node<'_>, holds: Holds) -> Value {
        match holds {
            Holds::One(kind) => self.piece(entry, kind, HOPS),
            Holds::Map(kind) if entry.value().as_object().is_some() => {
                let inner = entry.entries().map(|(name, inner)| (name.to_owned(), self.piece(&inner, kind, HOPS)));
                Value::Object(inner.collect())
            }
            Holds::List(kind) | Holds::OneOrList(kind) if entry.value().as_array().is_some() => {
                entry.items().map(|inner| self.piece(&inner, kind, HOPS)).collect()
            }
            Holds::OneOrList(kind) => self.piece(entry, kind, HOPS),
            Holds::Map(_) | Holds::List(_) => entry.value().to_json(),
        }
    }

    /// A reference as it is written in one file, or what it leads to where no component can have it.
    fn reference(&self, node: &Node<'_>, kind: Kind, hops: usize, written: &mut Map<String, Value>) {
        let own = node.reference().unwrap_or_default();
        let Ok(target) = node.lookup(own) else {
            written.insert("$ref".to_owned(), own.into());
            return;
        };
        match self.place(&target, kind) {
            Some(reference) => {
                let reference =
                    if target.origin().source == node.origin().source && node.origin().source == SourceId::ROOT {
                        own.to_owned()
                    } else {
                        reference
                    };
                written.insert("$ref".to_owned(), reference.into());
            }
            None if hops > 0 => {
                if let Value::Object(inner) = self.piece(&target, kind, hops - 1) {
                    // What stands beside the reference comes on top.
                    for (key, value) in inner {
                        written.entry(key).or_insert(value);
                    }
                }
            }
            None => {
                written.insert("$ref".to_owned(), own.into());
            }
        }
    }

    /// Where a piece is in the one file.
    fn place(&self, target: &Node<'_>, kind: Kind) -> Option<String> {
        if target.origin().source == SourceId::ROOT {
            return Some(format!("#{}", fragment(&target.origin().pointer)));
        }
        let key = targets::key(self.document, kind, target.origin())?;
        names::reference(self.document.version(), kind, self.names.get(&key)?)
    }

    fn discriminator(&self, schema: &Node<'_>, discriminator: &Node<'_>) -> Value {
        let mut written = discriminator.value().to_json();
        let mapping = written.get_mut("mapping").and_then(Value::as_object_mut);
        for target in mapping.into_iter().flat_map(Map::values_mut) {
            let found = target.as_str().and_then(|text| elsewhere_of(schema, text));
            let in_root = schema.origin().source != SourceId::ROOT;
            let found = found.or_else(|| schema.lookup(target.as_str()?).ok().filter(|_| in_root));
            if let Some(reference) = found.and_then(|found| self.place(&found, Kind::Schema)) {
                *target = reference.into();
            }
        }
        written
    }
}

/// A pointer as a reference has it: what no URI admits is encoded.
pub(crate) fn fragment(pointer: &Pointer) -> String {
    let mut text = String::new();
    for byte in pointer.to_string().bytes() {
        if byte.is_ascii_alphanumeric() || b"/~._-!$&'()*+,;=:@?".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
