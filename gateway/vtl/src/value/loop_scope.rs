//! `$foreach`: where a loop is.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::collection::Map;
use super::object::Value;
use crate::number::Number;

/// `$foreach`: where a loop is, and a place for values of one's own.
#[derive(Debug)]
pub struct LoopScope {
    index: Cell<Option<usize>>,
    has_next: Cell<bool>,
    parent: Option<Rc<LoopScope>>,
    /// What `$foreach` was before, where that was no loop.
    replaced: Option<Value>,
    stored: RefCell<Option<Map>>,
}

impl LoopScope {
    /// The scope of a loop that has not begun; `previous` is what `$foreach` was.
    pub(crate) fn new(previous: Value) -> Self {
        let (parent, replaced) = match previous {
            Value::Loop(parent) => (Some(parent), None),
            Value::Null => (None, None),
            other => (None, Some(other)),
        };
        Self { index: Cell::new(None), has_next: Cell::new(false), parent, replaced, stored: RefCell::new(None) }
    }

    pub(crate) fn advance(&self, has_next: bool) {
        self.index.set(Some(self.index.get().map_or(0, |index| index + 1)));
        self.has_next.set(has_next);
    }

    /// What `$foreach` is once the loop has ended.
    pub(crate) fn restored(&self) -> Option<Value> {
        match &self.parent {
            Some(parent) => Some(Value::Loop(Rc::clone(parent))),
            None => self.replaced.clone(),
        }
    }

    /// The values that the template stored in the scope.
    pub(crate) fn stored(&self) -> Map {
        self.stored.borrow_mut().get_or_insert_with(Map::new).clone()
    }

    /// `$foreach.index`, `.count`, `.hasNext`, `.first`, `.last`, `.parent`, `.topmost`, and what was stored.
    pub(crate) fn property(self: &Rc<Self>, name: &str) -> Value {
        // As Java's bean properties, the first letter may be large or small.
        let mut letters = name.chars();
        let first = letters.next().map(|letter| letter.to_ascii_lowercase());
        let known: String = first.into_iter().chain(letters).collect();
        self.getter(&known).unwrap_or_else(|| self.stored_value(&Value::from(name)))
    }

    /// What the Java getter for a property gives, if there is one.
    pub(crate) fn getter(self: &Rc<Self>, name: &str) -> Option<Value> {
        let index = self.index.get();
        Some(match name {
            "index" => index.map_or_else(|| Value::Number(Number::Integer(-1)), Value::integer),
            "count" => Value::integer(index.map_or(0, |index| index + 1)),
            "hasNext" => Value::Boolean(self.has_next.get()),
            "first" => Value::Boolean(index.is_none_or(|index| index == 0)),
            "last" => Value::Boolean(!self.has_next.get()),
            "parent" => self.parent.clone().map_or(Value::Null, Value::Loop),
            "topmost" => Value::Loop(self.topmost()),
            "replaced" => self.topmost().replaced.clone().unwrap_or_default(),
            _ => return None,
        })
    }

    /// The values that the scope holds.
    pub(crate) fn into_parts(self) -> impl Iterator<Item = Value> {
        let stored = self.stored.into_inner().map(Value::Map);
        self.parent.map(Value::Loop).into_iter().chain(self.replaced).chain(stored)
    }

    fn topmost(self: &Rc<Self>) -> Rc<Self> {
        let mut scope = Rc::clone(self);
        while let Some(parent) = scope.parent.clone() {
            scope = parent;
        }
        scope
    }

    /// A stored value, from this loop or the ones around it.
    pub(crate) fn stored_value(&self, key: &Value) -> Value {
        let mut scope = self;
        loop {
            let stored = scope.stored.borrow().clone();
            if let Some(found) = stored.and_then(|map| map.get(key)) {
                return found;
            }
            match &scope.parent {
                Some(parent) => scope = parent,
                None => return Value::Null,
            }
        }
    }
}
