//! What a schema says, found without making a type of it.
//!
//! Facts are computed when they are asked for and kept. They report nothing: what is wrong with a schema is a
//! [`Finding`], which `schema/findings.rs` reports.

pub(crate) mod bare;
pub(crate) mod constants;
pub(crate) mod dialect;
pub(crate) mod family;
pub(crate) mod finding;
pub(crate) mod gather;
pub(crate) mod keywords;
pub(crate) mod limits;
pub(crate) mod merge;
pub(crate) mod nullable;
pub(crate) mod pattern;
pub(crate) mod scalar;
pub(crate) mod schema_type;
pub(crate) mod shape;
pub(crate) mod variant;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::index::{IndexMap, IndexSet};
use gatewright_document::{Document, Node, SourceId, Version};

use crate::lower::facts::finding::{Fault, Finding};
use crate::lower::facts::shape::Shape;
use crate::lower::node::{Key, is_object, key_of, resolved};
use crate::names::words_of;

/// What is known of the schemas of a document. Each question is answered once.
pub(crate) struct Facts<'d> {
    pub(crate) document: &'d Document,
    pub(crate) version: Version,
    /// Named schemas of the root file.
    definitions: IndexMap<Key, Rc<str>>,
    /// The schemas that were gathered. What is gathered again as quickly as it is found is not kept.
    shapes: RefCell<IndexMap<Key, Option<Rc<Shape<'d>>>>>,
    nullables: RefCell<IndexMap<Key, bool>>,
    /// Bases with a discriminator, each with the named schemas built from it, directly or not.
    families: OnceCell<IndexMap<Key, Vec<Node<'d>>>>,
    /// What the variants of choices refer to, by the first variant.
    offered: RefCell<IndexMap<Key, IndexSet<Key>>>,
    /// What copying properties from schema to schema has cost so far, and what it may cost.
    copied: Cell<usize>,
    most_copied: usize,
    /// What was found wrong so far, for `schema/findings.rs` to report.
    findings: RefCell<Vec<Finding<'d>>>,
}

/// The name of a file without its extension, and without `.schema` before that.
pub(crate) fn stem(file: &str) -> &str {
    let bare = [".yaml", ".yml", ".json"].iter().find_map(|extension| file.strip_suffix(extension));
    bare.map_or(file, |bare| bare.strip_suffix(".schema").unwrap_or(bare))
}

impl<'d> Facts<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        let mut facts = Self {
            document,
            version: document.version(),
            definitions: IndexMap::default(),
            shapes: RefCell::default(),
            nullables: RefCell::default(),
            families: OnceCell::new(),
            offered: RefCell::default(),
            copied: Cell::new(0),
            most_copied: gather::most_copied(document),
            findings: RefCell::default(),
        };
        let schemas = facts.definitions_node();
        for (name, node) in schemas.iter().flat_map(Node::entries) {
            facts.definitions.insert(key_of(&node), Rc::from(name));
        }
        facts.own_files();
        facts
    }

    /// A schema that stands in another file belongs to the component that is nothing but a reference to it. Of several
    /// the one that is called as the schema is there has it, then the first in the alphabet.
    fn own_files(&mut self) {
        let mut owners: IndexMap<Key, (bool, Rc<str>, Key)> = IndexMap::default();
        let schemas = self.definitions_node();
        for (name, node) in schemas.iter().flat_map(Node::entries) {
            // What says more than that, if only in prose, is a type beside it.
            let is_reference = node.reference().is_some() && node.entries().nth(1).is_none();
            let Some(target) = is_reference.then(|| resolved(&node).ok()).flatten() else { continue };
            if target.origin().source == SourceId::ROOT {
                continue;
            }
            let last = target.origin().pointer.last().map(|last| last.into_owned());
            let there = self.file_name(&target).or(last).unwrap_or_default();
            let own = (words_of(&there) != words_of(name), Rc::from(name), key_of(&node));
            let known = owners.entry(key_of(&target)).or_insert_with(|| own.clone());
            if (own.0, &own.1) < (known.0, &known.1) {
                *known = own;
            }
        }
        for (target, (_, name, component)) in owners {
            self.definitions.swap_remove(&component);
            self.definitions.insert(target, name);
        }
    }

    /// The name of the file that a schema fills, without its extension.
    pub(crate) fn file_name(&self, node: &Node<'d>) -> Option<String> {
        let at = node.origin();
        if at.source == SourceId::ROOT || at.pointer.segments().next().is_some() {
            return None;
        }
        let name = self.document.sources().get(at.source)?.name();
        Some(stem(name.rsplit('/').next()?).to_owned()).filter(|name| !name.is_empty())
    }

    /// The name that the document gives a schema.
    pub(crate) fn name_of(&self, node: &Node<'d>) -> Option<&Rc<str>> {
        self.definitions.get(&key_of(node))
    }

    /// Whether the document gives a schema a name.
    pub(crate) fn is_named(&self, node: &Node<'d>) -> bool {
        self.name_of(node).is_some()
    }

    /// The shape of a schema that was gathered before.
    pub(crate) fn known_shape(&self, node: &Node<'d>) -> Option<Rc<Shape<'d>>> {
        let is_known = self.shapes.borrow().contains_key(&key_of(node));
        is_known.then(|| self.shape(node))
    }

    /// Lets go of the shape of a schema that is not asked for often: it is in no table, and gathered as quickly as it is
    /// found.
    pub(crate) fn forget(&self, node: &Node<'d>) {
        if !self.is_named(node)
            && !gather::says_much(node)
            && let Some(shape) = self.shapes.borrow_mut().get_mut(&key_of(node))
        {
            *shape = None;
        }
    }

    /// The schemas that were gathered, by themselves or as parts of others.
    pub(crate) fn gathered(&self) -> Vec<Key> {
        self.shapes.borrow().keys().copied().collect()
    }

    /// What was found since this was last called.
    pub(crate) fn take_findings(&self) -> Vec<Finding<'d>> {
        self.findings.take()
    }

    fn note(&self, finding: impl Into<Finding<'d>>) {
        self.findings.borrow_mut().push(finding.into());
    }

    /// The schema that a schema refers to; a reference that leads nowhere is a finding.
    fn target(&self, node: &Node<'d>) -> Option<Node<'d>> {
        match resolved(node) {
            Ok(target) if is_object(&target) || target.as_bool().is_some() => Some(target),
            _ => {
                self.note(Fault::Reference(node.clone()));
                None
            }
        }
    }
}

impl<'d> Facts<'d> {
    pub(crate) fn definitions_node(&self) -> Option<Node<'d>> {
        let root = self.document.root();
        match self.version {
            Version::Swagger20 => root.read("definitions"),
            _ => root.read("components")?.read("schemas"),
        }
    }

    /// What the types of a schema's members are named after: its own name, or where it stands in a schema that
    /// has one. Who reads it first must not matter. `None` where its place alone does not say it, as in a choice.
    pub(crate) fn owner_of(&self, node: &Node<'d>) -> Option<Rc<str>> {
        if let Some(name) = self.name_of(node) {
            return Some(Rc::clone(name));
        }
        let origin = node.origin();
        let table: &[&str] =
            if self.version == Version::Swagger20 { &["definitions"] } else { &["components", "schemas"] };
        let mut segments = origin.pointer.segments();
        let is_in_table = origin.source == SourceId::ROOT
            && table.iter().all(|name| segments.next().is_some_and(|segment| segment == *name));
        let name = segments.next().filter(|_| is_in_table)?;
        let mut words = String::with_capacity(8 * segments.size_hint().0);
        words.push_str(&name);
        while let Some(keyword) = segments.next() {
            let word = match keyword.as_ref() {
                "properties" => segments.next()?,
                "allOf" => segments.next().map(|_| Cow::Borrowed(""))?,
                "items" => Cow::Borrowed("item"),
                "additionalProperties" => Cow::Borrowed("value"),
                _ => return None,
            };
            if !word.is_empty() {
                words.push(' ');
                words.push_str(&word);
            }
        }
        Some(words.into())
    }

    /// Name of an inline type: its own title where it reads like a name, else its place.
    pub(crate) fn inline_name(&self, node: &Node<'d>, hint: &str) -> String {
        let title = node.read("title").and_then(|title| title.value().as_str());
        match title {
            Some(title) if hint.is_empty() && !title.is_empty() => title.to_owned(),
            _ => hint.to_owned(),
        }
    }
}
