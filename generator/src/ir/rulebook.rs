//! Schemas of requests by the letter, for what Rust types and limits do not say.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::index::IndexMap;

/// The schemas that requests are held to, as JSON Schema 2020-12, by a key that no order of the document changes.
///
/// The `$ref` of one is the key of another.
#[derive(Debug, Default)]
pub(crate) struct Rulebook {
    pub(crate) schemas: BTreeMap<Rc<str>, Schema>,
    /// Those that forbid what their types and limits admit, themselves or in what they refer to.
    pub(crate) says_more: BTreeSet<Rc<str>>,
}

/// A schema, or a part of one. It is text from the start: all of them together are as large as the document.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    /// The others that it refers to, each with the text in front of its name.
    references: Vec<(Box<str>, Rc<str>)>,
    /// The text behind the last of them.
    text: String,
}

/// The keywords of a schema, in the order in which they are written.
pub(crate) type Keywords = IndexMap<String, Schema>;

impl From<Value> for Schema {
    fn from(value: Value) -> Self {
        Self { references: Vec::new(), text: value.to_string() }
    }
}

impl From<Keywords> for Schema {
    fn from(keywords: Keywords) -> Self {
        Self::object(keywords)
    }
}

impl Schema {
    /// The schema that is another.
    pub(crate) fn reference(key: Rc<str>) -> Self {
        Self::object([("$ref".to_owned(), Self::name(key))])
    }

    /// The value of a `$ref`.
    pub(crate) fn name(key: Rc<str>) -> Self {
        Self { references: vec![(Box::default(), key)], text: String::new() }
    }

    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let mut list = Self::default();
        for item in items {
            list.text.push(if list.is_empty() { '[' } else { ',' });
            list.append(item);
        }
        list.text.push_str(if list.is_empty() { "[]" } else { "]" });
        list
    }

    pub(crate) fn object(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let mut object = Self::default();
        for (name, entry) in entries {
            object.text.push(if object.is_empty() { '{' } else { ',' });
            object.text.push_str(&Value::from(name).to_string());
            object.text.push(':');
            object.append(entry);
        }
        object.text.push_str(if object.is_empty() { "{}" } else { "}" });
        object
    }

    fn is_empty(&self) -> bool {
        self.references.is_empty() && self.text.is_empty()
    }

    fn append(&mut self, other: Self) {
        for (before, key) in other.references {
            self.text.push_str(&before);
            self.references.push((core::mem::take(&mut self.text).into(), key));
        }
        self.text.push_str(&other.text);
    }

    /// The same in no more room than it needs.
    pub(crate) fn kept(mut self) -> Self {
        self.references.shrink_to_fit();
        self.text.shrink_to_fit();
        self
    }

    /// The schema, where `reference` says how others are called; `None` if its text is no JSON, which cannot be.
    pub(crate) fn value(&self, reference: impl Fn(&str) -> Option<String>) -> Option<Value> {
        self.spelled(reference).parse().ok()
    }

    /// The text, where `reference` says how others are called; those of which it does not are called by their keys.
    pub(super) fn spelled(&self, reference: impl Fn(&str) -> Option<String>) -> String {
        let mut text = String::with_capacity(self.text.len() + 64 * self.references.len());
        for (before, key) in &self.references {
            text.push_str(before);
            let called = reference(key).unwrap_or_else(|| key.to_string());
            text.push_str(&Value::from(called).to_string());
        }
        text + &self.text
    }

    /// The schemas that it refers to.
    pub(super) fn refers(&self) -> impl Iterator<Item = &Rc<str>> {
        self.references.iter().map(|(_, key)| key)
    }

    /// The schemas that it refers to, each with the text in front of its name.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (&str, &str)> {
        self.references.iter().map(|(before, key)| (&**before, &**key))
    }

    /// The text behind the last of them.
    pub(super) fn rest(&self) -> &str {
        &self.text
    }

    /// The schema that it stands for, if it is nothing but a reference.
    pub(super) fn referred(&self) -> Option<&str> {
        match self.references.as_slice() {
            [(before, key)] if &**before == "{\"$ref\":" && self.text == "}" => Some(key),
            _ => None,
        }
    }
}

/// The schema of one request body or parameter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rule {
    /// Its key in the rulebook.
    pub(crate) key: Rc<str>,
}

impl Rulebook {
    /// Whether a rule forbids what its type and its limits admit.
    pub(crate) fn says_more(&self, rule: &Rule) -> bool {
        self.says_more.contains(&rule.key)
    }

    /// Whether the schema of a rule is there, with all that it refers to.
    pub(crate) fn has(&self, rule: &Rule) -> bool {
        self.schemas.get(&rule.key).is_some_and(|schema| schema.refers().all(|key| self.schemas.contains_key(key)))
    }

    /// Lets schemas that refer to one that says more say more as well.
    pub(crate) fn spread(&mut self) {
        let mut holders: BTreeMap<&str, Vec<&Rc<str>>> = BTreeMap::new();
        for (key, schema) in &self.schemas {
            for inner in schema.refers() {
                holders.entry(inner).or_default().push(key);
            }
        }
        let mut open: Vec<Rc<str>> = self.says_more.iter().cloned().collect();
        while let Some(key) = open.pop() {
            for holder in holders.get(&*key).into_iter().flatten() {
                if self.says_more.insert(Rc::clone(holder)) {
                    open.push(Rc::clone(holder));
                }
            }
        }
    }
}
