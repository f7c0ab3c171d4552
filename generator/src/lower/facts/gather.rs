//! Gathers what a schema says of itself, `allOf` parts and siblings of `$ref` included.
//!
//! Each schema is gathered once, so a document whose `allOf`s fan out exponentially costs no more than its length.

use std::rc::Rc;

use gatewright_document::{Document, Node};

use crate::lower::facts::Facts;
use crate::lower::facts::finding::{Fault, Finding};
use crate::lower::facts::merge::Home;
use crate::lower::facts::shape::{Property, Shape};
use crate::lower::node::{Key, key_of};

/// The longest line of schemas of which each is `allOf` the next; a reference counts as one.
pub(crate) const MAX_ALL_OF_DEPTH: usize = 512;

/// What copying members may cost: flattened, a document can be the square of its length.
const MAX_COPIED: usize = 100_000;

/// The same in a large document: one for so many bytes of it.
const BYTES_PER_COPY: usize = 50;

/// What copying members may cost in a document.
pub(crate) fn most_copied(document: &Document) -> usize {
    let bytes: usize = document.sources().iter().map(|(_, source)| source.text().len()).sum();
    MAX_COPIED.max(bytes / BYTES_PER_COPY)
}

/// Whether a schema is gathered from others, or offers a choice of them. Most schemas are a type with a few limits.
pub(crate) fn says_much(node: &Node<'_>) -> bool {
    node.value().as_object().is_some_and(|entries| {
        ["$ref", "allOf", "oneOf", "anyOf", "patternProperties"].iter().any(|keyword| entries.contains_key(keyword))
    })
}

impl<'d> Facts<'d> {
    /// Gathers one schema. Problems are reported once and leave out only what they concern.
    pub(crate) fn shape(&self, node: &Node<'d>) -> Rc<Shape<'d>> {
        let mut open = Vec::new();
        self.gather(node, &mut open)
    }

    /// Gathers several schemas that all apply to the same value.
    pub(crate) fn shape_of_all(&self, nodes: &[Node<'d>]) -> Rc<Shape<'d>> {
        let mut open = Vec::new();
        let Some((first, others)) = nodes.split_first() else { return Rc::default() };
        let first = self.gather(first, &mut open);
        if others.is_empty() {
            return first;
        }
        let mut shape = (*first).clone();
        for node in others {
            let other = self.gather(node, &mut open);
            self.merge(&mut shape, &other, node, Home::Reader);
        }
        Rc::new(shape)
    }

    fn gather(&self, node: &Node<'d>, open: &mut Vec<Key>) -> Rc<Shape<'d>> {
        let key = key_of(node);
        let known = self.shapes.borrow().get(&key).cloned();
        if let Some(Some(shape)) = known {
            return shape;
        }
        if open.len() > MAX_ALL_OF_DEPTH {
            self.note(Fault::TooManyParts(node.clone()));
            return Rc::default();
        }
        if open.contains(&key) {
            self.note(Fault::Cycle(node.clone()));
            return Rc::default();
        }
        open.push(key);
        let shape = match self.shared(node, open) {
            Some(shape) => shape,
            None => Rc::new(self.gather_parts(node, open)),
        };
        open.pop();
        if known.is_none() {
            let is_kept = says_much(node) || !shape.properties.is_empty() || shape.constants.is_some();
            self.shapes.borrow_mut().insert(key, is_kept.then(|| Rc::clone(&shape)));
            self.note(Finding::Gathered(node.clone()));
        }
        shape
    }

    /// What a schema says that is only another's name: the same, and not a copy of it. Most schemas of a large document
    /// are references.
    fn shared(&self, node: &Node<'d>, open: &mut Vec<Key>) -> Option<Rc<Shape<'d>>> {
        let says_nothing = |key: &String| matches!(key.as_str(), "$ref" | "description" | "summary" | "title");
        if node.reference().is_none() || !node.value().as_object()?.keys().all(says_nothing) {
            return None;
        }
        let shape = self.gather(&self.target(node)?, open);
        // The base of a family is not what refers to it.
        shape.discriminator.is_none().then_some(shape)
    }

    fn gather_parts(&self, node: &Node<'d>, open: &mut Vec<Key>) -> Shape<'d> {
        let mut parts: Vec<(Rc<Shape<'d>>, Node<'d>, bool)> = Vec::new();
        if node.reference().is_some()
            && let Some(target) = self.target(node)
        {
            let shape = self.gather(&target, open);
            parts.push((shape, target, true));
        }
        if let Some(all_of) = node.read("allOf") {
            for part in all_of.items() {
                let shape = self.gather(&part, open);
                let by_reference = part.reference().is_some();
                parts.push((shape, part, by_reference));
            }
        }
        let own = self.own_keywords(node);
        let Some((first, _, by_reference)) = parts.first() else { return own };
        if !parts.iter().all(|(part, ..)| self.may_copy(part, node)) {
            return own;
        }
        let mut shape = (**first).clone();
        // What a part refers to may be the base of a family; who is built from it is not.
        if *by_reference {
            shape.discriminator = None;
        }
        for (part, at, by_reference) in parts.iter().skip(1) {
            let discriminator = shape.discriminator.clone();
            self.merge(&mut shape, part, at, if *by_reference { Home::Both } else { Home::Later });
            if *by_reference {
                shape.discriminator = discriminator;
            }
        }
        // A base may list what is built from it; who is built from it has made that choice.
        shape.choices.retain(|choice| !self.offers(choice, node));
        let nullable = shape.nullable || own.nullable;
        self.merge(&mut shape, &own, node, Home::Later);
        shape.nullable = nullable;
        shape
    }

    /// Whether there is room for one more copy of all properties; the first schema without it is reported.
    pub(crate) fn may_copy(&self, from: &Shape<'d>, to: &Node<'d>) -> bool {
        self.may_spend(1 + from.properties.values().map(Property::cost).sum::<usize>(), to)
    }

    /// Whether there is room for copies of that cost.
    pub(super) fn may_spend(&self, cost: usize, to: &Node<'d>) -> bool {
        let before = self.copied.get();
        let copied = before + cost;
        self.copied.set(copied);
        if before <= self.most_copied && copied > self.most_copied {
            self.note(Fault::TooLarge(to.clone()));
        }
        copied <= self.most_copied
    }
}
