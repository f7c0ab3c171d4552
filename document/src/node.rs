//! A value together with its place, and the way from there to other values.

use std::fmt;
use std::iter::Enumerate;
use std::slice;

use crate::diagnostic::Origin;
use crate::document::Document;
use crate::pointer::Pointer;
use crate::ref_error::RefError;
use crate::reference;
use crate::tree::Value;

/// A value of a document with its place; cheap to clone.
///
/// ```
/// use gatewright_document::Document;
///
/// let document = Document::from_text(
///     "pets.json",
///     r##"{"swagger": "2.0", "paths": {}, "x": {"$ref": "#/definitions/Pet"}, "definitions": {"Pet": {"type": "object"}}}"##,
/// )
/// .unwrap();
/// let pet = document.root().get("x").unwrap().resolve().unwrap();
/// assert_eq!(pet.origin().to_string(), "#/definitions/Pet");
/// assert_eq!(pet.get("type").and_then(|node| node.as_str()), Some("object"));
/// ```
#[derive(Clone)]
pub struct Node<'d> {
    document: &'d Document,
    value: &'d Value,
    origin: Origin,
}

impl<'d> Node<'d> {
    pub(crate) fn new(document: &'d Document, value: &'d Value, origin: Origin) -> Node<'d> {
        Node { document, value, origin }
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &'d Value {
        self.value
    }

    /// Its place.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// The entry `key`, if this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Node<'d>> {
        let value = self.value.get(key)?;
        Some(Node::new(self.document, value, self.origin.child(key)))
    }

    /// The same as [`Node::get`], and marks the entry in a [recording](Document::recording): the caller expresses
    /// what it says.
    #[must_use]
    pub fn read(&self, key: &str) -> Option<Node<'d>> {
        let entry = self.get(key)?;
        self.document.note_read(entry.value);
        Some(entry)
    }

    /// The value of [`Node::read`], for who does not ask where it stands.
    #[must_use]
    pub fn read_value(&self, key: &str) -> Option<&'d Value> {
        let value = self.value.get(key)?;
        self.document.note_read(value);
        Some(value)
    }

    /// Marks entries in a [recording](Document::recording): what the caller makes of this object expresses them, although
    /// it does not look at them one by one.
    pub fn mark_read(&self, keys: &[&str]) {
        for key in keys {
            if let Some(entry) = self.value.get(key) {
                self.document.note_read(entry);
            }
        }
    }

    /// The entry or item that one pointer segment names.
    #[must_use]
    pub fn step(&self, segment: &str) -> Option<Node<'d>> {
        let value = self.value.step(segment)?;
        Some(Node::new(self.document, value, self.origin.child(segment)))
    }

    /// The same as [`Node::step`], for a place whose pointer is known.
    pub(crate) fn step_to(&self, segment: &str, pointer: &Pointer) -> Option<Node<'d>> {
        let value = self.value.step(segment)?;
        Some(Node::new(self.document, value, Origin::new(self.origin.source, pointer.clone())))
    }

    /// What this is an entry or an item of; `None` at the root of a file.
    #[must_use]
    pub fn parent(&self) -> Option<Node<'d>> {
        self.document.node_at(self.origin.source, &self.origin.pointer.parent()?)
    }

    /// The entries in the order of the document; none if this is no object.
    pub fn entries(&self) -> impl Iterator<Item = (&'d str, Node<'d>)> + use<'d> {
        let document = self.document;
        let origin = self.origin.clone();
        self.value
            .as_object()
            .into_iter()
            .flatten()
            .map(move |(key, value)| (key.as_str(), Node::new(document, value, origin.child(key))))
    }

    /// The items; none if this is no array.
    pub fn items(&self) -> impl Iterator<Item = Node<'d>> + use<'d> {
        let items = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        Items { document: self.document, origin: self.origin.clone(), items: items.iter().enumerate() }
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// The boolean, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    /// The integer, if this is one that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.value.as_i64()
    }

    /// The integer, if this is one that fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.value.as_u64()
    }

    /// The nearest `f64`, if this is a number.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.value.as_f64()
    }

    /// What this is, for messages: `a string`, `an object` …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.value.kind()
    }

    /// The text of the entry `key`, if this is an object where that is a string.
    #[must_use]
    pub fn str(&self, key: &str) -> Option<&'d str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// The `$ref` of this object, if it has one that is a string.
    #[must_use]
    pub fn reference(&self) -> Option<&'d str> {
        self.str("$ref")
    }

    /// What this refers to, through any number of references; the node itself if it is none.
    ///
    /// # Errors
    ///
    /// When a reference names nothing that can be read, or references lead in a circle.
    pub fn resolve(&self) -> Result<Node<'d>, RefError> {
        reference::resolve(self)
    }

    /// Whether this is a reference that leads nowhere as it is written, and is taken as the schema that it was meant
    /// to name: `$ref: Pet`, or `#/definitions/Pet` where schemas are in `components`.
    #[must_use]
    pub fn is_meant_reference(&self) -> bool {
        reference::is_meant(self)
    }

    /// What `reference` names as seen from the file of this node. One step: the result may be a
    /// reference again.
    ///
    /// # Errors
    ///
    /// When the reference names nothing that can be read.
    pub fn lookup(&self, reference: &str) -> Result<Node<'d>, RefError> {
        reference::lookup(self, reference)
    }
}

/// The items of an array; the place of one that is skipped is not made.
struct Items<'d> {
    document: &'d Document,
    origin: Origin,
    items: Enumerate<slice::Iter<'d, Value>>,
}

impl<'d> Items<'d> {
    fn node(&self, (index, value): (usize, &'d Value)) -> Node<'d> {
        Node::new(self.document, value, self.origin.index(index))
    }
}

impl<'d> Iterator for Items<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        self.items.next().map(|item| self.node(item))
    }

    fn nth(&mut self, n: usize) -> Option<Node<'d>> {
        self.items.nth(n).map(|item| self.node(item))
    }

    fn count(self) -> usize {
        self.items.count()
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Node").field("origin", &self.origin).field("value", self.value).finish_non_exhaustive()
    }
}
