//! Gathers what a schema says of itself, `allOf` parts and siblings of `$ref` included.
//!
//! A [`Shape`] is all keywords of one schema in one place, whatever the version of the document and
//! however the schema was put together. Nothing is lowered here: members and items stay nodes.
//!
//! Named schemas are gathered once each, so a document whose `allOf`s fan out exponentially costs
//! no more than its length.

use std::rc::Rc;

use gatewright_document::{Code, Document, Node, Value};
use indexmap::{IndexMap, IndexSet};

use super::{Key, Lower, key_of};
use crate::ir::Limits;

/// All that one schema says.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape<'d> {
    pub(super) types: Option<Vec<String>>,
    /// The schemas that say so.
    pub(super) types_at: Vec<Node<'d>>,
    pub(super) nullable: bool,
    pub(super) properties: IndexMap<String, Property<'d>>,
    pub(super) required: IndexSet<String>,
    pub(super) additional: Option<Additional<'d>>,
    pub(super) patterns: Vec<(String, Node<'d>)>,
    pub(super) choices: Vec<Choice<'d>>,
    pub(super) constants: Option<Vec<Value>>,
    /// Where the constants are listed, for `x-enum-varnames` and the like.
    pub(super) constants_at: Option<Node<'d>>,
    /// Every schema that speaks of the items, or of those behind `prefix_items`.
    pub(super) items: Vec<Node<'d>>,
    /// The items of a tuple by their places, each with every schema that speaks of it.
    pub(super) prefix_items: Vec<Vec<Node<'d>>>,
    /// They stand in a list of `items`.
    pub(super) items_listed: bool,
    /// Nothing may stand behind `prefix_items`.
    pub(super) ends: bool,
    pub(super) format: Option<String>,
    pub(super) limits: Limits,
    /// `propertyName`, of this schema itself: a discriminator is not inherited.
    pub(super) discriminator: Option<Node<'d>>,
    pub(super) content_encoding: bool,
}

/// One member, with every schema that speaks of it.
#[derive(Clone, Debug)]
pub(super) struct Property<'d> {
    pub(super) nodes: Vec<Node<'d>>,
    /// The schema that declares it: inline types are named after their place. `None` for where it is read.
    pub(super) owner: Option<Rc<str>>,
}

impl Property<'_> {
    /// What a copy of it costs: its prose is written once more.
    fn cost(&self) -> usize {
        let prose = self.nodes.last().and_then(|node| node.str("description")).map_or(0, str::len);
        1 + prose / 100
    }
}

#[derive(Clone, Debug)]
pub(super) enum Additional<'d> {
    Any,
    None,
    Schema(Node<'d>),
}

/// Whom a member belongs to that two schemas describe.
#[derive(Clone, Copy)]
enum Home {
    /// The schema that adds to the other.
    Later,
    /// Both, which a third puts together: each may have types of its own for the member.
    Both,
    /// Whoever reads them as one.
    Reader,
}

/// A `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Choice<'d> {
    pub(super) any_of: bool,
    pub(super) variants: Vec<Node<'d>>,
}

/// Keywords that give a schema structure of its own; beside a `$ref` they make an `allOf` of it.
const STRUCTURE: [&str; 13] = [
    "properties",
    "required",
    "allOf",
    "oneOf",
    "anyOf",
    "items",
    "prefixItems",
    "enum",
    "const",
    "additionalProperties",
    "patternProperties",
    "type",
    "format",
];

/// The longest line of schemas of which each is `allOf` the next; a reference counts as one.
const MAX_ALL_OF_DEPTH: usize = 512;
/// What copying members may cost: flattened, a document can be the square of its length.
const MAX_COPIED: usize = 100_000;
/// The same in a large document: one for so many bytes of it.
const BYTES_PER_COPY: usize = 50;

/// What copying members may cost in a document.
pub(super) fn most_copied(document: &Document) -> usize {
    let bytes: usize = document.sources().iter().map(|(_, source)| source.text().len()).sum();
    MAX_COPIED.max(bytes / BYTES_PER_COPY)
}

/// Whether the reference has siblings that change what is referred to.
pub(super) fn has_structure_beside_reference(node: &Node<'_>) -> bool {
    STRUCTURE.iter().any(|keyword| node.get(keyword).is_some_and(|sibling| !is_empty(&sibling)))
}

fn is_empty(node: &Node<'_>) -> bool {
    match node.value() {
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

impl<'d> Lower<'d, '_> {
    /// Gathers one schema. Problems are reported once and leave out only what they concern.
    pub(super) fn shape(&mut self, node: &Node<'d>) -> Rc<Shape<'d>> {
        let mut open = Vec::new();
        self.gather(node, &mut open)
    }

    /// Gathers several schemas that all apply to the same value.
    pub(super) fn shape_of_all(&mut self, nodes: &[Node<'d>]) -> Rc<Shape<'d>> {
        let mut open = Vec::new();
        let mut nodes = nodes.iter();
        let Some(first) = nodes.next() else { return Rc::default() };
        let mut shape = (*self.gather(first, &mut open)).clone();
        for node in nodes {
            let other = self.gather(node, &mut open);
            self.merge(&mut shape, &other, node, Home::Reader);
        }
        Rc::new(shape)
    }

    fn gather(&mut self, node: &Node<'d>, open: &mut Vec<Key>) -> Rc<Shape<'d>> {
        let key = key_of(node);
        if let Some(shape) = self.shapes.get(&key) {
            return Rc::clone(shape);
        }
        if open.len() > MAX_ALL_OF_DEPTH {
            self.report
                .error(Code::NESTING_TOO_DEEP, node.origin())
                .message(format!("`allOf` leads through more than {MAX_ALL_OF_DEPTH} schemas and references"))
                .help("let fewer schemas be built from each other");
            return Rc::default();
        }
        if open.contains(&key) {
            self.report
                .error(Code::ALL_OF_CYCLE, node.origin())
                .message("a schema is `allOf` itself")
                .label("this leads back to where it started")
                .help("leave the schema out of its own `allOf`");
            return Rc::default();
        }
        open.push(key);
        let shape = Rc::new(self.gather_parts(node, open));
        open.pop();
        self.shapes.insert(key, Rc::clone(&shape));
        self.misfits(node, &shape);
        shape
    }

    fn gather_parts(&mut self, node: &Node<'d>, open: &mut Vec<Key>) -> Shape<'d> {
        let mut parts: Vec<(Rc<Shape<'d>>, Node<'d>, bool)> = Vec::new();
        if node.reference().is_some()
            && let Some(target) = self.schema_target(node)
        {
            let shape = self.gather(&target, open);
            parts.push((shape, target, true));
        }
        if let Some(all_of) = node.get("allOf") {
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
        let nullable = shape.nullable || own.nullable;
        self.merge(&mut shape, &own, node, Home::Later);
        shape.nullable = nullable;
        shape
    }

    /// Whether there is room for one more copy of all members; told at the first schema without it.
    pub(super) fn may_copy(&mut self, from: &Shape<'d>, to: &Node<'d>) -> bool {
        let before = self.copied;
        self.copied += 1 + from.properties.values().map(Property::cost).sum::<usize>();
        if before <= self.most_copied && self.copied > self.most_copied {
            self.report
                .error(Code::TOO_LARGE, to.origin())
                .message("written out, the schemas of the document are too large")
                .label("this one copies members that have been copied too often")
                .help("let fewer schemas be built by `allOf` or `oneOf` from those with many members");
        }
        self.copied <= self.most_copied
    }

    /// Reads the keywords of one schema object, without its `allOf`.
    fn own_keywords(&mut self, node: &Node<'d>) -> Shape<'d> {
        self.unsupported(node);
        let mut shape = Shape::default();
        let owner = self.owner_of(node);
        match node.get("type").map(|node| node.value()) {
            Some(Value::String(name)) => shape.add_type(name),
            Some(Value::Array(names)) => {
                shape.types = Some(Vec::new());
                // In YAML, `null` without quotes is no string; it is meant as the name of the type.
                let names = names.iter().map(|name| if name.is_null() { Some("null") } else { name.as_str() });
                names.flatten().for_each(|name| shape.add_type(name));
                if shape.types.as_ref().is_some_and(Vec::is_empty) {
                    shape.types = shape.nullable.then(|| vec!["null".to_owned()]);
                }
            }
            _ => {}
        }
        shape.types_at.extend(shape.types.is_some().then(|| node.clone()));
        for flag in ["nullable", "x-nullable", "x-isnullable"] {
            shape.nullable |= node.get(flag).is_some_and(|flag| flag.value().as_bool() == Some(true));
        }
        if let Some(properties) = node.get("properties") {
            for (name, property) in properties.entries() {
                let property = Property { nodes: vec![property], owner: owner.clone() };
                shape.properties.insert(name.to_owned(), property);
            }
        }
        if let Some(required) = node.get("required") {
            shape.required.extend(required.items().filter_map(|name| name.value().as_str().map(str::to_owned)));
        }
        shape.additional = node.get("additionalProperties").and_then(|additional| additional_of(&additional));
        if let Some(patterns) = node.get("patternProperties") {
            shape.patterns = patterns.entries().map(|(pattern, node)| (pattern.to_owned(), node)).collect();
        }
        for (keyword, any_of) in [("oneOf", false), ("anyOf", true)] {
            if let Some(variants) = node.get(keyword) {
                let variants: Vec<_> = variants.items().collect();
                if !variants.is_empty() {
                    shape.choices.push(Choice { any_of, variants });
                }
            }
        }
        self.read_constants(node, &mut shape);
        shape.read_items(node);
        shape.format = node.get("format").and_then(|format| format.value().as_str().map(str::to_owned));
        shape.content_encoding =
            node.get("contentEncoding").is_some_and(|encoding| encoding.value().as_str() == Some("base64"));
        shape.discriminator = node.get("discriminator");
        shape.limits = super::limits::limits(node);
        shape
    }

    fn read_constants(&mut self, node: &Node<'d>, shape: &mut Shape<'d>) {
        let mut constants: Vec<Value> = match (node.get("const"), node.get("enum")) {
            (Some(constant), _) => vec![constant.value().clone()],
            (None, Some(list)) => list.items().map(|item| item.value().clone()).collect(),
            (None, None) => return,
        };
        let listed = constants.len();
        constants.retain(|constant| !matches!(constant, Value::Null));
        shape.nullable |= constants.len() < listed;
        if constants.is_empty() {
            if listed > 0 && shape.types.is_none() {
                shape.types = Some(vec!["null".to_owned()]);
            }
            return;
        }
        shape.constants = Some(constants);
        shape.constants_at = Some(node.clone());
    }

    /// Adds what `other` says to `shape`; both apply to the same value.
    fn merge(&mut self, shape: &mut Shape<'d>, other: &Shape<'d>, at: &Node<'d>, home: Home) {
        // Who says nothing of the type does not forbid null either.
        shape.nullable = match (shape.speaks_of_type(), other.speaks_of_type()) {
            (true, true) => shape.nullable && other.nullable,
            _ => shape.nullable || other.nullable,
        };
        self.merge_types(shape, other, at);
        for (name, property) in &other.properties {
            match shape.properties.get_mut(name) {
                None => {
                    shape.properties.insert(name.clone(), property.clone());
                }
                Some(known) => {
                    if add_nodes(&mut known.nodes, &property.nodes) {
                        known.owner = match home {
                            Home::Later => property.owner.clone(),
                            Home::Both => both(known.owner.take(), property.owner.clone()),
                            Home::Reader => None,
                        };
                    }
                }
            }
        }
        shape.required.extend(other.required.iter().cloned());
        if let (Some(Additional::Schema(first)), Some(Additional::Schema(second))) =
            (&shape.additional, &other.additional)
        {
            self.only_one(second, first, "the members that are not listed");
        }
        if !matches!(shape.additional, Some(Additional::Schema(_))) && other.additional.is_some() {
            shape.additional.clone_from(&other.additional);
        }
        // The same part may come in by many ways: it is kept once, or fan-out would multiply it.
        for (pattern, node) in &other.patterns {
            if !shape.patterns.iter().any(|(_, have)| key_of(have) == key_of(node)) {
                shape.patterns.push((pattern.clone(), node.clone()));
            }
        }
        for choice in &other.choices {
            let first = choice.variants.first().map(key_of);
            if !shape.choices.iter().any(|have| have.variants.first().map(key_of) == first) {
                shape.choices.push(choice.clone());
            }
        }
        self.merge_constants(shape, other, at);
        add_nodes(&mut shape.items, &other.items);
        for (index, item) in other.prefix_items.iter().enumerate() {
            if let Some(known) = shape.prefix_items.get_mut(index) {
                add_nodes(known, item);
            } else {
                shape.prefix_items.push(item.clone());
            }
        }
        shape.items_listed |= other.items_listed;
        shape.ends |= other.ends;
        if let (Some(ours), Some(theirs)) = (&shape.format, &other.format)
            && ours != theirs
        {
            self.report
                .add(Code::CONFLICTING_ALL_OF, at.origin())
                .message(format!("a value is to have both the format `{ours}` and the format `{theirs}`"))
                .label(format!("this part of `allOf` wants `{theirs}`"))
                .help("the later format is used; give the parts one format");
        }
        if other.format.is_some() {
            shape.format.clone_from(&other.format);
        }
        if other.discriminator.is_some() {
            shape.discriminator.clone_from(&other.discriminator);
        }
        shape.content_encoding |= other.content_encoding;
        super::limits::merge(&mut shape.limits, &other.limits);
    }

    /// A schema that says what another says already: it is expressed with it.
    pub(super) fn same_again(&mut self, node: &Node<'d>) {
        self.held.insert(key_of(node));
        for (key, _) in node.entries() {
            let _ = node.get(key);
        }
        let inner: Vec<Node<'d>> = node.entries().map(|(_, value)| value).chain(node.items()).collect();
        inner.iter().for_each(|node| self.same_again(node));
    }

    /// Tells that one of two schemas for the same values is left out, unless both say the same.
    fn only_one(&mut self, left_out: &Node<'d>, used: &Node<'d>, what: &str) {
        if left_out.value() == used.value() {
            self.same_again(left_out);
        } else if self.told.insert(key_of(left_out)) {
            self.report
                .add(Code::CONFLICTING_ALL_OF, left_out.origin())
                .message(format!("two parts of an `allOf` describe {what}"))
                .label("left out")
                .related(used.origin(), "the one that is used")
                .help("give both one schema");
        }
    }

    /// A value that is listed in both parts fits both.
    fn merge_constants(&mut self, shape: &mut Shape<'d>, other: &Shape<'d>, at: &Node<'d>) {
        let Some(theirs) = &other.constants else { return };
        if let Some(ours) = &shape.constants {
            let common: Vec<Value> = theirs.iter().filter(|value| ours.contains(value)).cloned().collect();
            if !common.is_empty() {
                shape.constants = Some(common);
                shape.constants_at.clone_from(&other.constants_at);
                return;
            }
            let first = shape.constants_at.as_ref().unwrap_or(at).origin().clone();
            self.report
                .add(Code::CONFLICTING_ALL_OF, other.constants_at.as_ref().unwrap_or(at).origin())
                .message("no value is listed in both parts of an `allOf`")
                .label("these values are used")
                .related(&first, "these are left out")
                .help("list the values in one part");
        }
        shape.constants.clone_from(&other.constants);
        shape.constants_at.clone_from(&other.constants_at);
    }

    fn merge_types(&mut self, shape: &mut Shape<'d>, other: &Shape<'d>, at: &Node<'d>) {
        let Some(theirs) = &other.types else { return };
        let Some(ours) = &shape.types else {
            shape.types = Some(theirs.clone());
            shape.types_at.clone_from(&other.types_at);
            return;
        };
        let both = |name: &str, others: &[String]| {
            others.iter().any(|other| other == name || (name == "integer" && other == "number"))
        };
        let mut common: Vec<String> = theirs.iter().filter(|name| both(name, ours)).cloned().collect();
        common.extend(ours.iter().filter(|name| both(name, theirs) && !theirs.contains(name)).cloned());
        if common.is_empty() {
            let (ours, theirs) = (ours.join(" or "), theirs.join(" or "));
            let told = self
                .report
                .warning(Code::CONFLICTING_ALL_OF, at.origin())
                .message(format!("no value can be both {ours} and {theirs}"))
                .label(format!("this part of `allOf` wants {theirs}"))
                .help("the later type is used; give the parts one type");
            let label = format!("this part wants {ours}, which is left out");
            let _ = shape.types_at.iter().fold(told, |told, at| told.related(at.origin(), label.clone()));
            shape.types.clone_from(&other.types);
            shape.types_at.clone_from(&other.types_at);
        } else {
            // The same part may come in by many ways, and fan-out would multiply it.
            add_nodes(&mut shape.types_at, &other.types_at);
            shape.types = Some(common);
        }
    }
}

/// The names of two schemas as one, whichever is listed first.
fn both(one: Option<Rc<str>>, other: Option<Rc<str>>) -> Option<Rc<str>> {
    let (one, other) = (one?, other?);
    let mut names: Vec<&str> = one.split(" and ").chain(other.split(" and ")).collect();
    names.sort_unstable();
    names.dedup();
    Some(names.join(" and ").into())
}

/// Adds nodes that are not there yet; whether there were any.
pub(super) fn add_nodes<'d>(nodes: &mut Vec<Node<'d>>, others: &[Node<'d>]) -> bool {
    let before = nodes.len();
    for other in others {
        if !nodes.iter().any(|known| key_of(known) == key_of(other)) {
            nodes.push(other.clone());
        }
    }
    nodes.len() > before
}

impl<'d> Shape<'d> {
    /// Reads what is said of the items, in the spelling of any version of JSON Schema.
    fn read_items(&mut self, node: &Node<'d>) {
        let further = match node.get("items") {
            Some(items) if matches!(items.value(), Value::Array(_)) => {
                self.prefix_items = items.items().map(|item| vec![item]).collect();
                self.items_listed = true;
                node.get("additionalItems")
            }
            items => items,
        };
        if let Some(prefix) = node.get("prefixItems") {
            self.prefix_items = prefix.items().map(|item| vec![item]).collect();
        }
        match further {
            Some(items) if matches!(items.value(), Value::Object(_)) => self.items = vec![items],
            Some(items) => self.ends = items.value().as_bool() == Some(false),
            None => {}
        }
    }

    /// Whether some values are excluded by their type, such as null.
    fn speaks_of_type(&self) -> bool {
        self.types.is_some()
            || self.constants.is_some()
            || !self.properties.is_empty()
            || !self.choices.is_empty()
            || !self.items.is_empty()
            || !self.prefix_items.is_empty()
            || matches!(self.additional, Some(Additional::Schema(_)))
    }
}

impl Shape<'_> {
    fn add_type(&mut self, name: &str) {
        if name == "null" && self.types.is_some() {
            self.nullable = true;
        } else if name == "null" {
            self.types = Some(vec![name.to_owned()]);
        } else {
            let types = self.types.get_or_insert_default();
            if !types.iter().any(|known| known == name) {
                types.push(name.to_owned());
            }
        }
    }

    /// Whether objects fit, by type or by the keywords used.
    pub(super) fn is_object(&self) -> bool {
        match &self.types {
            Some(types) => types.iter().any(|name| name == "object"),
            None => {
                !self.properties.is_empty()
                    || matches!(self.additional, Some(Additional::Schema(_)))
                    || !self.patterns.is_empty()
            }
        }
    }
}

fn additional_of<'d>(node: &Node<'d>) -> Option<Additional<'d>> {
    match node.value() {
        Value::Bool(true) => Some(Additional::Any),
        Value::Bool(false) => Some(Additional::None),
        Value::Object(map) if map.is_empty() => Some(Additional::Any),
        Value::Object(_) => Some(Additional::Schema(node.clone())),
        _ => None,
    }
}
