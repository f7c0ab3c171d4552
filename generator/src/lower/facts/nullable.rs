//! Whether `null` is a value of a schema, found without lowering it.
//!
//! The answer depends on the schemas that one refers to, offers or is put together from. All that
//! are reached are settled together, so that each is looked at once, however often and in whatever
//! circles they lead to each other.

use crate::index::IndexMap;
use gatewright_document::{Node, Value};

use crate::closure::Rules;
use crate::lower::facts::Facts;
use crate::lower::facts::bare::is_bare;
use crate::lower::node::{Key, key_of, resolved};

/// Schemas whose answers depend on each other; their numbers are those of the rules.
#[derive(Default)]
struct Open<'d> {
    nodes: Vec<Node<'d>>,
    numbers: IndexMap<Key, usize>,
    rules: Rules,
}

impl<'d> Facts<'d> {
    /// Whether `null` is a value of the schema.
    pub(crate) fn is_nullable(&self, node: &Node<'d>) -> bool {
        if !asks_others(node) {
            return is_nullable_itself(node);
        }
        if let Some(known) = self.nullables.borrow().get(&key_of(node)) {
            return *known;
        }
        let mut open = Open::default();
        open.number(node);
        let mut next = 0;
        while let Some(node) = open.nodes.get(next).cloned() {
            self.rules_of(&node, next, &mut open);
            next += 1;
        }
        self.nullables.borrow_mut().extend(open.numbers.into_keys().zip(open.rules.conclude()));
        self.nullables.borrow().get(&key_of(node)) == Some(&true)
    }

    /// Reads what one schema says, and who else has a say.
    fn rules_of(&self, node: &Node<'d>, number: usize, open: &mut Open<'d>) {
        if let Some(known) = self.nullables.borrow().get(&key_of(node)) {
            if *known {
                open.rules.holds(number);
            }
            return;
        }
        if is_nullable_itself(node) {
            return open.rules.holds(number);
        }
        if node.reference().is_some() {
            if let Ok(target) = resolved(node) {
                let target = open.number(&target);
                open.rules.follows(number, target);
            }
            return;
        }
        // Where no type says that values are arrays, a list of `items` is a choice.
        let choices =
            if node.read_value("type").is_none() { &["oneOf", "anyOf", "items"][..] } else { &["oneOf", "anyOf"] };
        for choice in choices {
            for variant in node.read(choice).iter().flat_map(Node::items) {
                if is_null(&variant) {
                    return open.rules.holds(number);
                }
                let variant = open.number(&variant);
                open.rules.follows(number, variant);
            }
        }
        if node.read_value("type").is_none() {
            for part in node.read("allOf").iter().flat_map(Node::items) {
                // Who says nothing of the type does not forbid null, but may well allow it.
                match is_bare(&part) {
                    true if is_nullable_itself(&part) => return open.rules.holds(number),
                    true => {}
                    false => {
                        let part = open.number(&part);
                        open.rules.needs(number, part);
                    }
                }
            }
        }
    }
}

impl<'d> Open<'d> {
    fn number(&mut self, node: &Node<'d>) -> usize {
        *self.numbers.entry(key_of(node)).or_insert_with(|| {
            self.nodes.push(node.clone());
            self.rules.statement()
        })
    }
}

/// Whether other schemas have a say. Most have none.
fn asks_others(node: &Node<'_>) -> bool {
    node.value().as_object().is_some_and(|entries| {
        entries.keys().any(|key| matches!(key.as_str(), "$ref" | "oneOf" | "anyOf" | "items" | "allOf"))
    })
}

fn is_nullable_itself(node: &Node<'_>) -> bool {
    let flagged = ["nullable", "x-nullable", "x-isnullable"]
        .iter()
        .any(|flag| node.read_value(flag).and_then(Value::as_bool) == Some(true));
    let by_type = list(node, "type").is_some_and(|names| names.len() > 1 && names.iter().any(is_null_type));
    let by_constant = list(node, "enum").is_some_and(|listed| listed.len() > 1 && listed.iter().any(Value::is_null));
    flagged || by_type || by_constant
}

/// Whether the schema admits `null` and nothing else: also behind a reference (`NullEnum` of drf-spectacular), and as the
/// bare `null` that YAML makes of a variant without quotes.
pub(crate) fn is_null(node: &Node<'_>) -> bool {
    if node.reference().is_some() {
        return resolved(node).is_ok_and(|target| target.reference().is_none() && is_null(&target));
    }
    if node.value().is_null() {
        return true;
    }
    let by_type = match node.read_value("type") {
        Some(Value::String(name)) => name == "null",
        Some(Value::Array(names)) => matches!(names.as_slice(), [name] if is_null_type(name)),
        _ => false,
    };
    let by_constant = node.read("const").is_some_and(|constant| constant.value().is_null())
        || list(node, "enum").is_some_and(|listed| matches!(listed, [only] if only.is_null()));
    by_type || by_constant
}

fn list<'d>(node: &Node<'d>, keyword: &str) -> Option<&'d [Value]> {
    node.read(keyword)?.value().as_array().map(Vec::as_slice)
}

/// `null` as the name of a type; in YAML it needs quotes that are easily forgotten.
fn is_null_type(name: &Value) -> bool {
    name.is_null() || name.as_str() == Some("null")
}
