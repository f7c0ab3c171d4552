//! `#set`, `#if`, `#foreach` and `#break`.

use std::rc::Rc;

use super::{Flow, Renderer};
use crate::ast::{Access, Expression, Foreach, If, Set};
use crate::error::{RenderError, RenderErrorKind};
use crate::method;
use crate::value::{List, ListKind, LoopScope, Map, Value};

impl Renderer<'_> {
    pub(super) fn set(&mut self, set: &Set) -> Result<(), RenderError> {
        let value = self.value(&set.value)?;
        // What has no value is not assigned: the variable keeps what it had.
        if value.is_null() {
            return Ok(());
        }
        let Some((last, path)) = set.target.path.split_last() else {
            self.put(&set.variable, value);
            return Ok(());
        };
        let mut target = self.variable(&set.target.name)?;
        for access in path {
            if target.is_null() {
                return Ok(());
            }
            target = self.access(&target, access)?;
        }
        self.assign(&target, last, value)
    }

    /// Assigns into a value. Where that is not possible nothing happens.
    fn assign(&mut self, target: &Value, access: &Access, value: Value) -> Result<(), RenderError> {
        match access {
            Access::Property(name) => match target {
                Value::Map(map) => {
                    self.host.check_added(target, &value)?;
                    map.put(Value::from(name.as_ref()), value);
                }
                Value::Loop(scope) => {
                    let stored = scope.stored();
                    self.host.check_added(&Value::Map(stored.clone()), &value)?;
                    stored.put(Value::from(name.as_ref()), value);
                }
                Value::Entry(entry) if name.eq_ignore_ascii_case("value") => {
                    self.host.check_added(&Value::Map(entry.map.clone()), &value)?;
                    entry.map.put(entry.key.as_ref().clone(), value);
                }
                _ => {}
            },
            Access::Index(index, place) => {
                let index = self.value(index)?;
                let index = self.index_from_end(target, index).map_err(|error| error.at(*place))?;
                let name = if matches!(target, Value::List(_)) { "set" } else { "put" };
                method::call(&mut self.host, target, name, &[index, value]).map_err(|error| error.at(*place))?;
            }
            // Assigning to a call (`#set($a.b() = 1)`) sets the property of that name.
            Access::Method(name, _, _) => {
                return self.assign(target, &Access::Property(name.clone()), value);
            }
        }
        Ok(())
    }

    pub(super) fn if_statement(&mut self, statement: &If, out: &mut String) -> Result<Flow, RenderError> {
        for (condition, body) in &statement.branches {
            if self.condition(condition)? {
                return self.block(body, out);
            }
        }
        match &statement.otherwise {
            Some(body) => self.block(body, out),
            None => Ok(Flow::Next),
        }
    }

    pub(super) fn break_directive(&mut self, scope: Option<&Expression>) -> Result<Flow, RenderError> {
        let Some(scope) = scope else {
            return Ok(Flow::Break);
        };
        match self.value(scope)? {
            Value::Loop(scope) => Ok(Flow::BreakFrom(scope)),
            _ => Err(RenderError::new(RenderErrorKind::Template, "the argument of `#break` is no loop")),
        }
    }

    pub(super) fn foreach(&mut self, foreach: &Foreach, out: &mut String) -> Result<Flow, RenderError> {
        if !foreach.complete {
            let message = "`#foreach` takes a reference, `in` and a list";
            return Err(RenderError::new(RenderErrorKind::Template, message));
        }
        let Some(list) = &foreach.list else {
            return Ok(Flow::Next);
        };
        let list = self.value(list)?;
        let Some(mut items) = Items::of(&list) else {
            return Ok(Flow::Next);
        };
        let saved = [foreach.item.as_ref(), "velocityCount", "velocityHasNext"]
            .map(|name| self.variable(name).map(|value| (name, value)));
        let previous = self.variable("foreach")?;
        let scope = Rc::new(LoopScope::new(previous));
        self.put("foreach", Value::Loop(Rc::clone(&scope)));
        let flow = self.rounds(foreach, &mut items, &scope, out)?;
        for variable in saved {
            let (name, value) = variable?;
            if value.is_null() { self.remove(name) } else { self.put(name, value) }
        }
        self.leave_loop()?;
        Ok(match flow {
            Flow::Break => Flow::Next,
            Flow::BreakFrom(left) if Rc::ptr_eq(&left, &scope) => Flow::Next,
            other => other,
        })
    }

    fn rounds(
        &mut self,
        foreach: &Foreach,
        items: &mut Items,
        scope: &Rc<LoopScope>,
        out: &mut String,
    ) -> Result<Flow, RenderError> {
        for round in 1..=self.host.limits.iterations {
            self.host.charge(1)?;
            let Some(item) = items.next()? else { break };
            let has_next = items.has_next();
            self.put("velocityCount", Value::integer(usize::try_from(round).unwrap_or(usize::MAX)));
            self.put("velocityHasNext", Value::Boolean(has_next));
            self.put(&foreach.item, item);
            scope.advance(has_next);
            match self.block(&foreach.body, out)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    /// Puts back what `$foreach` was, unless the template made something else of it.
    fn leave_loop(&mut self) -> Result<(), RenderError> {
        if let Value::Loop(current) = self.variable("foreach")? {
            match current.restored() {
                Some(previous) => self.put("foreach", previous),
                None => self.remove("foreach"),
            }
        }
        Ok(())
    }
}

/// What a loop goes over. Changing it meanwhile is an error, as in Java.
enum Items {
    List { list: List, at: usize, changes: u32 },
    Snapshot { items: std::vec::IntoIter<Value>, map: Map, changes: u32 },
}

impl Items {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::List(list) if list.kind() == ListKind::Iterator => {
                // An iterator is used up by the loop.
                let rest = list.change(true, |items| items.drain(..).rev().collect());
                Self::List { list: List::new(ListKind::Array, rest), at: 0, changes: 0 }
            }
            Value::List(list) => Self::List { list: list.clone(), at: 0, changes: list.changes() },
            Value::Map(map) => {
                let items: Vec<_> = map.entries().values().cloned().collect();
                Self::Snapshot { items: items.into_iter(), map: map.clone(), changes: map.changes() }
            }
            Value::View(view) => {
                Self::Snapshot { items: view.items().into_iter(), map: view.map.clone(), changes: view.map.changes() }
            }
            Value::Loop(scope) => return Self::of(&Value::Map(scope.stored())),
            _ => return None,
        })
    }

    fn has_next(&self) -> bool {
        match self {
            Self::List { list, at, .. } => *at != list.len(),
            Self::Snapshot { items, .. } => items.len() > 0,
        }
    }

    fn next(&mut self) -> Result<Option<Value>, RenderError> {
        if !self.has_next() {
            return Ok(None);
        }
        let changed = match self {
            Self::List { list, changes, .. } => list.changes() != *changes,
            Self::Snapshot { map, changes, .. } => map.changes() != *changes,
        };
        if changed {
            let message = "a list or map was made longer or shorter while `#foreach` goes over it";
            return Err(RenderError::new(RenderErrorKind::Method, message));
        }
        Ok(match self {
            Self::List { list, at, .. } => {
                let item = list.get(*at);
                *at += 1;
                item
            }
            Self::Snapshot { items, .. } => items.next(),
        })
    }
}
