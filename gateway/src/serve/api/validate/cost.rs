//! How long it would take to check a value, worked out before it is checked.
//!
//! A model whose parts name the same part twice is small to write, and doubles with every level of its
//! own or of the body. The count is exact but cheap: a schema and a value that meet again are not counted
//! again, only added.

use std::collections::BTreeMap;

use serde_json::Value;

/// How many meetings of a schema and a value one check may take.
pub(super) const LIMIT: u64 = 1_000_000;

/// How many different meetings are looked at; more are too many by themselves.
const DIFFERENT: usize = 400_000;

/// How deep schemas refer to each other without a value between them.
const DEPTH: u32 = 400;

/// Keywords with several schemas that look at the same value.
const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// A schema that meets each part of a value at most so often needs no count: reading the value is the work.
const FEW: u64 = 64;

/// What is known of the cost before any value is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cost {
    /// As long as the value is.
    Linear,
    /// It depends on the value.
    ByValue,
    /// Too long for any value.
    Excessive,
}

/// What checking by a schema costs: counts the schemas that there are if every reference is replaced by what
/// it leads to.
pub(super) fn of_schema(schema: &Value) -> Cost {
    let mut counter = Counter::new(schema);
    let count = counter.schema(schema, DEPTH);
    if counter.is_over || count > LIMIT {
        Cost::Excessive
    } else if counter.is_circular || count > FEW {
        Cost::ByValue
    } else {
        Cost::Linear
    }
}

/// How many meetings of a schema and a part of the value there are.
pub(super) fn of_value(schema: &Value, value: &Value) -> u64 {
    let mut counter = Counter::new(schema);
    let count = counter.value(schema, value, DEPTH);
    if counter.is_over { u64::MAX } else { count }
}

struct Counter<'s> {
    root: &'s Value,
    /// By the addresses of schema and value; nothing while the meeting is being counted.
    known: BTreeMap<(usize, usize), Option<u64>>,
    is_over: bool,
    is_circular: bool,
}

fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

impl<'s> Counter<'s> {
    fn new(root: &'s Value) -> Counter<'s> {
        Counter { root, known: BTreeMap::new(), is_over: false, is_circular: false }
    }

    /// The count of a meeting, counted once. A circle adds nothing: the checker does not follow it either.
    fn once(&mut self, key: (usize, usize), count: impl FnOnce(&mut Self) -> u64) -> u64 {
        if self.is_over {
            return 0;
        }
        if let Some(known) = self.known.get(&key) {
            self.is_circular |= known.is_none();
            return known.unwrap_or(1);
        }
        if self.known.len() >= DIFFERENT {
            self.is_over = true;
            return 0;
        }
        self.known.insert(key, None);
        let counted = count(self);
        self.known.insert(key, Some(counted));
        counted
    }

    fn referenced(&self, reference: &Value) -> Option<&'s Value> {
        self.root.pointer(reference.as_str()?.strip_prefix('#')?)
    }

    /// The schemas that look at the same value.
    fn same(&self, schema: &'s Value) -> Vec<&'s Value> {
        let referenced = schema.get("$ref").and_then(|reference| self.referenced(reference));
        let lists = LISTS.iter().filter_map(|name| schema.get(name)?.as_array()).flatten();
        let dependent = schema.get("dependencies").and_then(Value::as_object).into_iter().flatten();
        let dependent = dependent.map(|(_, schema)| schema).filter(|schema| schema.is_object());
        referenced.into_iter().chain(schema.get("not")).chain(lists).chain(dependent).collect()
    }

    /// The schemas of parts of the value.
    fn parts(schema: &'s Value) -> Vec<&'s Value> {
        let tables = ["properties", "patternProperties"].into_iter().filter_map(|name| schema.get(name)?.as_object());
        let named = tables.flatten().map(|(_, schema)| schema);
        let single = ["additionalProperties", "additionalItems"].into_iter().filter_map(|name| schema.get(name));
        let items = match schema.get("items") {
            Some(Value::Array(items)) => items.iter().collect(),
            Some(items) => vec![items],
            None => Vec::new(),
        };
        named.chain(single).chain(items).collect()
    }

    fn schema(&mut self, schema: &'s Value, depth: u32) -> u64 {
        let Some(depth) = depth.checked_sub(1) else {
            self.is_over = true;
            return 0;
        };
        self.once((address(schema), 0), |counter| {
            let parts = counter.same(schema).into_iter().chain(Self::parts(schema));
            parts.fold(1, |count: u64, part| count.saturating_add(counter.schema(part, depth)))
        })
    }

    fn value(&mut self, schema: &'s Value, value: &Value, depth: u32) -> u64 {
        let Some(depth) = depth.checked_sub(1) else {
            self.is_over = true;
            return 0;
        };
        self.once((address(schema), address(value)), |counter| {
            let mut count: u64 = 1;
            for part in counter.same(schema) {
                count = count.saturating_add(counter.value(part, value, depth));
            }
            match value {
                Value::Object(entries) => {
                    for (name, child) in entries {
                        for part in of_property(schema, name) {
                            count = count.saturating_add(counter.value(part, child, DEPTH));
                        }
                    }
                }
                Value::Array(items) => {
                    for (index, child) in items.iter().enumerate() {
                        if let Some(part) = of_item(schema, index) {
                            count = count.saturating_add(counter.value(part, child, DEPTH));
                        }
                    }
                }
                _ => {}
            }
            count
        })
    }
}

/// The schemas of a property: its own, and every pattern's, since whether a pattern fits costs as much.
fn of_property<'s>(schema: &'s Value, name: &str) -> Vec<&'s Value> {
    let own = schema.get("properties").and_then(|properties| properties.get(name));
    let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
    let others = schema.get("additionalProperties").filter(|_| own.is_none());
    own.into_iter().chain(patterns.map(|(_, schema)| schema)).chain(others).collect()
}

fn of_item(schema: &Value, index: usize) -> Option<&Value> {
    match schema.get("items")? {
        Value::Array(items) => items.get(index).or_else(|| schema.get("additionalItems")),
        items => Some(items),
    }
}
