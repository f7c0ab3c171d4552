//! What methods work with besides their arguments: the scope, and what may still be spent.

use crate::error::{RenderError, limit};
use crate::limits::{Budget, Limits};
use crate::scope::Scope;
use crate::value::{Bound, Fuel, List, ListKind, Number, Value, weight};

/// What a list or map takes by itself, in bytes.
const CONTAINER: usize = 96;

/// What an item takes in a list.
const ITEM: usize = 32;

/// What an entry takes in a map.
const ENTRY: usize = 96;

/// The side of a rendering that methods see.
pub(crate) struct Host<'h> {
    pub(crate) scope: &'h mut Scope,
    pub(crate) limits: &'h Limits,
    pub(crate) budget: Budget,
}

impl<'h> Host<'h> {
    pub(crate) fn new(scope: &'h mut Scope, limits: &'h Limits) -> Self {
        Self { scope, limits, budget: Budget::new(limits) }
    }

    /// Takes steps from the budget.
    pub(crate) fn charge(&mut self, steps: u64) -> Result<(), RenderError> {
        self.budget.spend(steps)
    }

    /// Takes steps for work on so many bytes.
    pub(crate) fn charge_length(&mut self, bytes: usize) -> Result<(), RenderError> {
        self.charge(u64::try_from(bytes / 32).unwrap_or(u64::MAX))
    }

    /// Takes steps for work on so many items.
    pub(crate) fn charge_items(&mut self, items: usize) -> Result<(), RenderError> {
        self.charge(u64::try_from(items).unwrap_or(u64::MAX))
    }

    /// Takes steps and memory for a new text.
    pub(crate) fn charge_text(&mut self, bytes: usize) -> Result<(), RenderError> {
        self.check_length(bytes)?;
        self.charge_length(bytes)?;
        self.budget.allocate(bytes)
    }

    /// A new list, which takes its items' memory.
    pub(crate) fn list(&mut self, kind: ListKind, items: Vec<Value>) -> Result<Value, RenderError> {
        self.charge_items(items.len())?;
        self.budget.allocate(CONTAINER + items.len().saturating_mul(ITEM))?;
        Ok(Value::List(List::new(kind, items)))
    }

    /// Java's `equals`, which takes steps by how much it looks at.
    pub(crate) fn equal(&mut self, left: &Value, right: &Value) -> Result<bool, RenderError> {
        if let (Value::Text(left), Value::Text(right)) = (left, right) {
            self.charge_length(left.len().min(right.len()))?;
            return Ok(left == right);
        }
        let mut fuel = Fuel::default();
        let equal = left.equals_within(right, &mut fuel);
        self.charge(fuel.used().into())?;
        Ok(equal)
    }

    /// Takes steps for a key that is looked for or added: maps hash and compare it.
    pub(crate) fn charge_key(&mut self, key: &Value) -> Result<(), RenderError> {
        // Once to hash it, and for each of the few keys of equal hash to compare.
        self.charge(weight(key).saturating_mul(4))
    }

    pub(crate) fn check_length(&self, bytes: usize) -> Result<(), RenderError> {
        if bytes <= self.limits.output {
            return Ok(());
        }
        let message = format!("the template builds more than {} bytes of text", self.limits.output);
        Err(limit(message))
    }

    /// A new text as a value, if it is not too long.
    pub(crate) fn text(&mut self, text: String) -> Result<Value, RenderError> {
        self.charge_text(text.len())?;
        Ok(Value::from(text))
    }

    /// A value's text.
    pub(crate) fn print(&mut self, value: &Value) -> Result<String, RenderError> {
        let mut text = String::new();
        let bound = Bound { depth: self.limits.depth, length: self.limits.output };
        value.print(&mut text, bound).map_err(|_| limit("a value is too long or nested too deeply to be printed"))?;
        self.charge_text(text.len())?;
        Ok(text)
    }

    /// Makes room for one more value in a list or map.
    ///
    /// Notes a container that is about to contain itself, for the scope to take apart at its end:
    /// reference counts alone would never free it.
    pub(crate) fn check_added(&mut self, container: &Value, added: &Value) -> Result<(), RenderError> {
        self.budget.allocate(if matches!(container, Value::Map(_)) { ENTRY } else { ITEM })?;
        if !is_container(added) {
            return Ok(());
        }
        let mut waiting = vec![added.clone()];
        let mut looked_at = 0;
        while let Some(value) = waiting.pop() {
            let same = match (&value, container) {
                (Value::List(one), Value::List(other)) => one.is_same(other),
                (Value::Map(one), Value::Map(other)) => one.is_same(other),
                _ => false,
            };
            // What takes too long to look through is taken for a cycle: that costs nothing but memory.
            looked_at += 1;
            if same || looked_at > 1_000 {
                self.scope.note_cycle(container);
                break;
            }
            match &value {
                Value::List(list) => waiting.extend(list.items().iter().filter(|item| is_container(item)).cloned()),
                Value::Map(map) => waiting.extend(map.entries().values().filter(|item| is_container(item)).cloned()),
                Value::Entry(entry) => waiting.push(Value::Map(entry.map.clone())),
                Value::View(view) => waiting.push(Value::Map(view.map.clone())),
                Value::Loop(scope) => waiting.push(Value::Map(scope.stored())),
                _ => {}
            }
        }
        self.charge(looked_at)
    }
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_) | Value::Entry(_) | Value::View(_) | Value::Loop(_))
}

/// The argument of a Java `int` parameter.
pub(super) fn int(value: &Value) -> Option<i32> {
    match value {
        Value::Number(Number::Integer(value)) => Some(*value),
        _ => None,
    }
}
