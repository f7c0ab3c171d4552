//! Walks the raw tree of a document by the grammar alone, through all files that it refers to.

use std::collections::VecDeque;

use crate::index::IndexSet;
use gatewright_document::{Document, Node, Value};

use super::grammar::{Holds, Keyword, Kind, keyword};

/// What a walk is for.
pub(crate) trait Visitor<'d> {
    /// An object of the specification; what is in it is left out on `false`.
    fn object(&mut self, _kind: Kind, _node: &Node<'d>) -> bool {
        true
    }

    /// An entry of such an object; what stands below it is left out on `false`.
    fn entry(&mut self, entry: &Entry<'_, 'd>) -> bool;
}

/// One keyword where it is used.
pub(crate) struct Entry<'a, 'd> {
    pub(crate) kind: Kind,
    pub(crate) object: &'a Node<'d>,
    pub(crate) key: &'d str,
    pub(crate) value: &'a Node<'d>,
    /// What the grammar says of it, if it knows it.
    pub(crate) keyword: Option<&'static Keyword>,
}

/// Visits every object that can be reached, each once.
pub(crate) fn walk<'d>(document: &'d Document, visitor: &mut impl Visitor<'d>) {
    let mut walk = Walk { seen: IndexSet::default(), open: VecDeque::new() };
    walk.open.push_back((Kind::Document, document.root()));
    while let Some((kind, node)) = walk.open.pop_front() {
        walk.object(kind, &node, visitor);
    }
}

struct Walk<'d> {
    seen: IndexSet<(usize, Kind)>,
    /// What references lead to. It is visited after what stands where it is expected: most of it is that.
    open: VecDeque<(Kind, Node<'d>)>,
}

impl<'d> Walk<'d> {
    fn object(&mut self, kind: Kind, node: &Node<'d>, visitor: &mut impl Visitor<'d>) {
        let Value::Object(_) = node.value() else { return };
        if !self.seen.insert((core::ptr::from_ref(node.value()).addr(), kind)) || !visitor.object(kind, node) {
            return;
        }
        if kind == Kind::Callback {
            // A callback is a map of paths, but may be a reference.
            match node.reference() {
                Some(reference) => self.follow(kind, node, reference),
                None => self.names(Kind::PathItem, node, true, visitor),
            }
            return;
        }
        for (key, value) in node.entries() {
            let keyword = keyword(kind, key);
            let entry = Entry { kind, object: node, key, value: &value, keyword };
            if !visitor.entry(&entry) {
                continue;
            }
            match keyword.map(|keyword| keyword.holds) {
                Some(Holds::One(inner)) => self.object(inner, &value, visitor),
                Some(Holds::List(inner)) => value.items().for_each(|item| self.object(inner, &item, visitor)),
                Some(Holds::Either(inner)) => {
                    self.object(inner, &value, visitor);
                    value.items().for_each(|item| self.object(inner, &item, visitor));
                }
                Some(Holds::Names(inner)) => self.names(inner, &value, false, visitor),
                Some(Holds::NamesOrExtensions(inner)) => self.names(inner, &value, true, visitor),
                Some(Holds::Text) if key == "$ref" => {
                    value.as_str().into_iter().for_each(|reference| self.follow(kind, node, reference));
                }
                _ => {}
            }
        }
    }

    fn names(&mut self, kind: Kind, node: &Node<'d>, extensions: bool, visitor: &mut impl Visitor<'d>) {
        for (name, value) in node.entries() {
            if !(extensions && name.starts_with("x-")) {
                self.object(kind, &value, visitor);
            }
        }
    }

    fn follow(&mut self, kind: Kind, node: &Node<'d>, reference: &str) {
        // A parameter that refers to something beside its own name means a schema.
        let kind = match kind {
            Kind::Parameter if node.get("name").is_some() && node.get("in").is_some() => Kind::Schema,
            kind => kind,
        };
        if let Ok(target) = node.lookup(reference) {
            self.open.push_back((kind, target));
        }
    }
}
