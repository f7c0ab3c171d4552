//! Translates the schemas of a document to JSON Schema 2020-12, apart from what the generator makes of them.
//!
//! A `$ref` becomes the keyword `x-ref` with a place in the table: each schema is translated once, and the table
//! holds all that can be reached. What requests leave out (`readOnly`) or answers (`writeOnly`) is left out.

use std::collections::{BTreeMap, BTreeSet};

use gatewright_document::{Document, Node, Value as Tree};
use serde_json::{Map, Value, json};

use crate::family::Families;
use crate::keywords;

/// The keyword that stands for `$ref`: an index of the table.
pub(crate) const REF: &str = "x-ref";

/// What of a document's values is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum View {
    /// All members.
    Whole,
    Request,
    Response,
}

impl View {
    /// The flag of members that this view has not.
    fn without(self) -> Option<&'static str> {
        match self {
            Self::Whole => None,
            Self::Request => Some("readOnly"),
            Self::Response => Some("writeOnly"),
        }
    }
}

/// Whether a reference means one schema, or any of the family that is built on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    Itself,
    Family,
}

type Key = (usize, Meaning);

pub(crate) fn key_of(node: &Node<'_>) -> usize {
    core::ptr::from_ref(node.value()).addr()
}

/// The table of one document in one view.
pub(crate) struct Schemas<'d> {
    pub(crate) table: Vec<Value>,
    view: View,
    families: Families<'d>,
    known: BTreeMap<Key, usize>,
    open: Vec<(usize, Node<'d>, Meaning)>,
}

/// What is asked of a schema by those around it: members that this view has not, wherever they are required.
type Dropped = Vec<String>;

impl<'d> Schemas<'d> {
    pub(crate) fn new(document: &'d Document, view: View) -> Self {
        Self { table: Vec::new(), view, families: Families::of(document), known: BTreeMap::new(), open: Vec::new() }
    }

    /// The place of a schema in the table, which then holds all that it refers to.
    pub(crate) fn add(&mut self, node: &Node<'d>) -> usize {
        let index = self.place(node, Meaning::Family);
        while let Some((index, node, meaning)) = self.open.pop() {
            let schema = self.schema(&node, meaning, &Vec::new());
            self.table[index] = schema;
        }
        index
    }

    fn place(&mut self, node: &Node<'d>, meaning: Meaning) -> usize {
        if let Some(index) = self.known.get(&(key_of(node), meaning)) {
            return *index;
        }
        let index = self.table.len();
        self.table.push(Value::Bool(true));
        self.known.insert((key_of(node), meaning), index);
        self.open.push((index, node.clone(), meaning));
        index
    }

    fn reference(&mut self, node: &Node<'d>, meaning: Meaning) -> Value {
        json!({ REF: self.place(node, meaning) })
    }

    fn schema(&mut self, node: &Node<'d>, meaning: Meaning, dropped: &Dropped) -> Value {
        let Tree::Object(_) = node.value() else {
            return Value::Bool(node.as_bool() != Some(false));
        };
        if meaning == Meaning::Family
            && let Some(members) = self.families.members(node)
        {
            return self.family(node, &members);
        }
        let mut out = Map::new();
        let mut dropped = dropped.clone();
        self.dropped(node, &mut dropped, 0);
        if node.reference().is_some()
            && let Ok(target) = node.resolve()
        {
            out.insert(REF.to_owned(), self.place(&target, meaning).into());
        }
        for (key, value) in node.entries() {
            self.keyword(node, key, &value, &dropped, &mut out);
        }
        keywords::bounds(node, &mut out);
        let nullable = ["nullable", "x-nullable", "x-isnullable"];
        if nullable.iter().any(|flag| node.get(flag).is_some_and(|flag| flag.as_bool() == Some(true))) {
            return json!({"anyOf": [out, {"type": "null"}]});
        }
        Value::Object(out)
    }

    fn keyword(
        &mut self,
        node: &Node<'d>,
        key: &str,
        value: &Node<'d>,
        dropped: &Dropped,
        out: &mut Map<String, Value>,
    ) {
        let translated = match key {
            "properties" => self.properties(value, dropped),
            "patternProperties" | "dependentSchemas" => self.map(value),
            "default" => value.value().to_json(),
            "required" => {
                // Some are listed twice, which no judge takes.
                let names: BTreeSet<&str> = value.items().filter_map(|name| name.as_str()).collect();
                names.into_iter().filter(|name| !dropped.iter().any(|other| other == name)).collect()
            }
            "allOf" if value.items().next().is_some() => {
                let wraps = value.items().count() == 1 && node.get("properties").is_none();
                let inner = if wraps && !self.families.is_member(node) { Meaning::Family } else { Meaning::Itself };
                value.items().map(|part| self.schema(&part, inner, dropped)).collect()
            }
            "oneOf" | "anyOf" if value.items().next().is_some() => {
                let variants: Vec<Value> = value.items().map(|variant| self.variant(node, &variant, dropped)).collect();
                Value::Array(variants)
            }
            "not" | "if" | "then" | "else" | "contains" | "propertyNames" => {
                self.schema(value, Meaning::Family, &Vec::new())
            }
            "additionalProperties" => match value.value() {
                Tree::Bool(_) | Tree::Object(_) => self.schema(value, Meaning::Family, &Vec::new()),
                _ => return,
            },
            "items" => return self.items(node, value, out),
            "additionalItems" => return,
            "prefixItems" => value.items().map(|item| self.schema(&item, Meaning::Family, &Vec::new())).collect(),
            _ => match keywords::plain(key, value) {
                Some(plain) => plain,
                None => return,
            },
        };
        out.insert(key.to_owned(), translated);
    }

    fn properties(&mut self, value: &Node<'d>, dropped: &Dropped) -> Value {
        let members = value.entries().filter(|(name, _)| !dropped.iter().any(|dropped| dropped == name));
        let members: Vec<_> = members.collect();
        members
            .into_iter()
            .map(|(name, node)| (name.to_owned(), self.schema(&node, Meaning::Family, &Vec::new())))
            .collect::<Map<_, _>>()
            .into()
    }

    fn map(&mut self, value: &Node<'d>) -> Value {
        let entries: Vec<_> = value.entries().collect();
        entries
            .into_iter()
            .map(|(name, node)| (name.to_owned(), self.schema(&node, Meaning::Family, &Vec::new())))
            .collect::<Map<_, _>>()
            .into()
    }

    /// Before 2020-12 a list of `items` is a tuple, and `additionalItems` speaks of what follows.
    fn items(&mut self, node: &Node<'d>, value: &Node<'d>, out: &mut Map<String, Value>) {
        if let Tree::Array(_) = value.value() {
            let prefix = value.items().map(|item| self.schema(&item, Meaning::Family, &Vec::new())).collect();
            out.insert("prefixItems".to_owned(), prefix);
            if let Some(further) = node.get("additionalItems") {
                let further = self.schema(&further, Meaning::Family, &Vec::new());
                out.insert("items".to_owned(), further);
            }
        } else if matches!(value.value(), Tree::Object(_) | Tree::Bool(_)) {
            let item = self.schema(value, Meaning::Family, &Vec::new());
            out.insert("items".to_owned(), item);
        }
    }

    /// A variant, with the values that the discriminator has for it.
    fn variant(&mut self, node: &Node<'d>, variant: &Node<'d>, dropped: &Dropped) -> Value {
        let schema = self.schema(variant, Meaning::Family, dropped);
        match self.families.tags_of_variant(node, variant) {
            Some((name, tags)) => json!({"allOf": [schema, tagged(&name, &tags)]}),
            // A union writes the tag of its variant, whether or not the variant requires it.
            None => match self.families.listed_tag(node, variant) {
                Some(name) => json!({"allOf": [schema, {"required": [name]}]}),
                None => schema,
            },
        }
    }

    /// Any schema that is built on this one, or this one, each with its tag.
    fn family(&mut self, node: &Node<'d>, members: &[Node<'d>]) -> Value {
        let mut variants = Vec::new();
        for member in members.iter().chain([node]) {
            let schema = self.reference(member, Meaning::Itself);
            let (name, tags) = self.families.tags_of_member(node, member);
            variants.push(json!({"allOf": [schema, tagged(&name, &tags)]}));
        }
        json!({"anyOf": variants})
    }

    /// Members that this view has not, of this schema and of what it is put together from.
    fn dropped(&self, node: &Node<'d>, names: &mut Dropped, depth: usize) {
        let Some(flag) = self.view.without() else { return };
        if depth > 16 {
            return;
        }
        for (name, member) in node.get("properties").iter().flat_map(Node::entries) {
            if is_flagged(&member, flag) && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        for part in node.get("allOf").iter().flat_map(Node::items) {
            self.dropped(&part, names, depth + 1);
        }
        if node.reference().is_some()
            && let Ok(target) = node.resolve()
        {
            self.dropped(&target, names, depth + 1);
        }
    }
}

fn is_flagged(member: &Node<'_>, flag: &str) -> bool {
    let own = member.get(flag).is_some_and(|flag| flag.as_bool() == Some(true));
    own || (member.reference().is_some()
        && member.resolve().is_ok_and(|target| target.get(flag).is_some_and(|flag| flag.as_bool() == Some(true))))
}

fn tagged(name: &str, tags: &[String]) -> Value {
    json!({"type": "object", "required": [name], "properties": {name: {"enum": tags}}})
}
