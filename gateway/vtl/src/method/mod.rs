//! The methods that templates may call, chosen by name and by the types of the arguments, as Java does.
//!
//! A method that does not exist, or not for these arguments, gives null and no error. One that exists
//! and fails is an error. Nothing here reaches Java's reflection: `$text.class` is null.

mod gateway;
mod list;
mod map;
mod number;
mod string;
mod text;

use crate::error::{RenderError, RenderErrorKind};
use crate::limits::Limits;
use crate::scope::Scope;
use crate::value::{Bound, Value, hash_code};

/// What methods work with besides their arguments: the scope, and what may still be spent.
pub(crate) struct Host<'h> {
    pub(crate) scope: &'h mut Scope,
    pub(crate) limits: &'h Limits,
    steps: u64,
}

impl<'h> Host<'h> {
    pub(crate) fn new(scope: &'h mut Scope, limits: &'h Limits) -> Self {
        Self { scope, limits, steps: limits.steps }
    }

    /// Takes steps from the budget.
    pub(crate) fn charge(&mut self, steps: u64) -> Result<(), RenderError> {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(RenderError::new(RenderErrorKind::Limit, "the template takes too many steps"))
            }
        }
    }

    /// Takes steps for work on so many bytes.
    pub(crate) fn charge_length(&mut self, bytes: usize) -> Result<(), RenderError> {
        self.charge(u64::try_from(bytes / 32).unwrap_or(u64::MAX))
    }

    /// Takes steps for work on so many items.
    pub(crate) fn charge_items(&mut self, items: usize) -> Result<(), RenderError> {
        self.charge(u64::try_from(items).unwrap_or(u64::MAX))
    }

    pub(crate) fn check_length(&self, bytes: usize) -> Result<(), RenderError> {
        if bytes <= self.limits.output {
            return Ok(());
        }
        let message = format!("the template builds more than {} bytes of text", self.limits.output);
        Err(RenderError::new(RenderErrorKind::Limit, message))
    }

    /// A new text as a value, if it is not too long.
    pub(crate) fn text(&mut self, text: String) -> Result<Value, RenderError> {
        self.check_length(text.len())?;
        self.charge_length(text.len())?;
        Ok(Value::from(text))
    }

    /// A value's text.
    pub(crate) fn print(&mut self, value: &Value) -> Result<String, RenderError> {
        let mut text = String::new();
        let bound = Bound { depth: self.limits.depth, length: self.limits.output };
        value.print(&mut text, bound).map_err(|_| {
            RenderError::new(RenderErrorKind::Limit, "a value is too long or nested too deeply to be printed")
        })?;
        self.charge_length(text.len())?;
        Ok(text)
    }

    /// Notes a list or map that is about to contain itself, for the scope to take apart at its end:
    /// reference counts alone would never free it.
    pub(crate) fn check_cycle(&mut self, container: &Value, added: &Value) -> Result<(), RenderError> {
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

/// The error of a method that exists and fails.
pub(crate) fn failed(message: impl Into<String>) -> RenderError {
    RenderError::new(RenderErrorKind::Method, message)
}

/// Calls a method. Null where there is none of that name for such arguments.
pub(crate) fn call(host: &mut Host<'_>, target: &Value, name: &str, arguments: &[Value]) -> Result<Value, RenderError> {
    let called = match target {
        Value::Text(text) => string::call(host, text, name, arguments)?,
        Value::List(list) => list::call(host, list, name, arguments)?,
        Value::View(view) => list::call_view(host, view, name, arguments)?,
        Value::Map(map) => map::call(host, map, name, arguments)?,
        Value::Entry(entry) => map::call_entry(host, entry, name, arguments)?,
        Value::Number(number) => number::call(host, number, name, arguments)?,
        Value::Boolean(value) => number::call_boolean(*value, name, arguments),
        Value::Character(unit) => number::call_character(*unit, name, arguments),
        Value::Input => gateway::call_input(host, name, arguments)?,
        Value::Util => gateway::call_util(host, name, arguments)?,
        Value::Loop(scope) => gateway::call_loop(host, scope, name, arguments)?,
        Value::Null | Value::Block(_) => None,
    };
    match called {
        Some(value) => Ok(value),
        None => call_object(host, target, name, arguments),
    }
}

/// The methods that every Java object has.
fn call_object(host: &mut Host<'_>, target: &Value, name: &str, arguments: &[Value]) -> Result<Value, RenderError> {
    if matches!(target, Value::Input | Value::Util | Value::Null) {
        return Ok(Value::Null);
    }
    Ok(match (name, arguments) {
        // For the right class it is found before.
        ("compareTo", [other])
            if matches!(target, Value::Text(_) | Value::Number(_) | Value::Boolean(_) | Value::Character(_)) =>
        {
            let message = format!("a {} cannot be compared to a {}", target.class_name(), other.class_name());
            return Err(failed(message));
        }
        ("equals", [other]) => Value::Boolean(target.java_equals(other)),
        ("hashCode", []) => Value::Number(crate::value::Number::Integer(hash_code(target))),
        ("toString", []) => {
            let text = host.print(target)?;
            Value::from(text)
        }
        _ => Value::Null,
    })
}

/// A property: a Java getter, or the entry of a map. Null where there is none.
pub(crate) fn property(host: &mut Host<'_>, target: &Value, name: &str) -> Value {
    match target {
        Value::Map(map) => match map.get_text(name) {
            Some(value) => value,
            None => Value::Null,
        },
        Value::Text(text) => match name {
            "empty" | "Empty" => Value::Boolean(text.is_empty()),
            "blank" | "Blank" => Value::Boolean(string::is_blank(text)),
            "bytes" | "Bytes" => string::bytes(text),
            _ => Value::Null,
        },
        Value::List(list) if matches!(list.kind(), crate::value::ListKind::Plain | crate::value::ListKind::Json) => {
            match name {
                "empty" | "Empty" => Value::Boolean(list.is_empty()),
                _ => Value::Null,
            }
        }
        Value::View(view) => match name {
            "empty" | "Empty" => Value::Boolean(view.map.is_empty()),
            _ => Value::Null,
        },
        Value::Entry(entry) => match name {
            "key" | "Key" => entry.key.as_ref().clone(),
            "value" | "Value" => entry.value(),
            _ => Value::Null,
        },
        Value::Number(number) => number::property(number, name),
        Value::Loop(scope) => scope.property(name),
        Value::Input => match name {
            "body" | "Body" => host.scope.input().map(crate::input::Input::body_value).unwrap_or_default(),
            _ => Value::Null,
        },
        Value::Null | Value::Boolean(_) | Value::Character(_) | Value::List(_) | Value::Util | Value::Block(_) => {
            Value::Null
        }
    }
}

/// The argument of a Java `int` parameter.
fn int(value: &Value) -> Option<i32> {
    match value {
        Value::Number(crate::value::Number::Integer(value)) => Some(*value),
        _ => None,
    }
}
