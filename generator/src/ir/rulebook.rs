//! Schemas of requests by the letter, for what Rust types and limits do not say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The schemas that requests are held to, as JSON Schema 2020-12, by a key that no order of the document changes.
///
/// The `$ref` of one is the key of another.
#[derive(Debug, Default)]
pub(crate) struct Rulebook {
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// Those that forbid what their types and limits admit, themselves or in what they refer to.
    pub(crate) says_more: BTreeSet<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Schema {
    pub(crate) text: Value,
    /// The schemas that it refers to.
    pub(crate) refers: BTreeSet<String>,
}

/// The schema of one request body or parameter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rule {
    /// Its key in the rulebook.
    pub(crate) key: String,
}

impl Rulebook {
    /// Whether a rule forbids what its type and its limits admit.
    pub(crate) fn says_more(&self, rule: &Rule) -> bool {
        self.says_more.contains(&rule.key)
    }

    /// Lets whoever refers to a schema that says more say more as well.
    pub(crate) fn spread(&mut self) {
        let mut holders: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        for (key, schema) in &self.schemas {
            for inner in &schema.refers {
                holders.entry(inner).or_default().push(key);
            }
        }
        let mut open: Vec<String> = self.says_more.iter().cloned().collect();
        while let Some(key) = open.pop() {
            for holder in holders.get(key.as_str()).into_iter().flatten() {
                if self.says_more.insert((*holder).clone()) {
                    open.push((*holder).clone());
                }
            }
        }
    }

    /// The schemas of these rules, and all that they refer to, numbered.
    pub(crate) fn closure<'a>(&'a self, rules: impl Iterator<Item = &'a Rule>) -> BTreeMap<&'a str, usize> {
        let mut open: Vec<&str> = rules.map(|rule| rule.key.as_str()).collect();
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        while let Some(key) = open.pop() {
            if let Some(schema) = self.schemas.get(key)
                && found.insert(key, 0).is_none()
            {
                open.extend(schema.refers.iter().map(String::as_str));
            }
        }
        found.values_mut().enumerate().for_each(|(index, number)| *number = index);
        found
    }

    /// A schema as JSON text, with references by number: `#/$defs/3`.
    pub(crate) fn text(&self, key: &str, numbers: &BTreeMap<&str, usize>) -> String {
        let mut text = self.schemas.get(key).map(|schema| schema.text.clone()).unwrap_or_default();
        number(&mut text, numbers);
        text.to_string()
    }
}

fn number(value: &mut Value, numbers: &BTreeMap<&str, usize>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| number(item, numbers)),
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().and_then(|key| numbers.get(key)) {
                    Some(index) if name == "$ref" => *member = format!("#/$defs/{index}").into(),
                    _ => number(member, numbers),
                }
            }
        }
        _ => {}
    }
}
