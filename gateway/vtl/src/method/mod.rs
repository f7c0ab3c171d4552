//! The methods that templates may call, chosen by name and by the types of the arguments, as Java does.
//!
//! A method that does not exist, or not for these arguments, gives null and no error. One that exists
//! and fails is an error. Nothing here reaches Java's reflection: a class has a name and no more.

mod gateway;
mod host;
mod list;
mod map;
mod number;
mod string;
mod text;

pub(crate) use host::Host;

use crate::error::{RenderError, failed};
use crate::input::Input;
use crate::value::{ListKind, Number, Value, hash_code};

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
        Value::Class(class) => match (name, arguments) {
            ("getName" | "getTypeName" | "getCanonicalName", []) => Some(Value::from(class.name())),
            ("getSimpleName", []) => Some(Value::from(class.simple_name())),
            _ => None,
        },
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
        ("getClass", []) => target.class().map(Value::Class).unwrap_or_default(),
        ("equals", [other]) => Value::Boolean(host.equal(target, other)?),
        ("hashCode", []) => {
            host.charge_key(target)?;
            Value::Number(Number::Integer(hash_code(target)))
        }
        ("toString", []) => {
            let text = host.print(target)?;
            Value::from(text)
        }
        _ => Value::Null,
    })
}

/// A property: a Java getter, or the entry of a map. Null where there is none.
///
/// As in Velocity, a getter comes before an entry: `$map.class` is the map's class.
pub(crate) fn property(host: &mut Host<'_>, target: &Value, name: &str) -> Value {
    if let ("class" | "Class", Some(class)) = (name, target.class()) {
        return Value::Class(class);
    }
    match target {
        Value::Map(map) => match map.get_text(name) {
            Some(value) => value,
            None => Value::Null,
        },
        Value::Text(text) => match name {
            "empty" | "Empty" => Value::Boolean(text.is_empty()),
            "blank" | "Blank" => Value::Boolean(string::is_blank(text)),
            "bytes" | "Bytes" => string::bytes(host, text).unwrap_or_default(),
            _ => Value::Null,
        },
        Value::List(list) if matches!(list.kind(), ListKind::Plain | ListKind::Json) => match name {
            "empty" | "Empty" => Value::Boolean(list.is_empty()),
            _ => Value::Null,
        },
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
            "body" | "Body" => host.scope.input().map(Input::body_value).unwrap_or_default(),
            _ => Value::Null,
        },
        Value::Class(class) => match name {
            "name" | "Name" | "typeName" | "canonicalName" => Value::from(class.name()),
            "simpleName" | "SimpleName" => Value::from(class.simple_name()),
            _ => Value::Null,
        },
        Value::Null | Value::Boolean(_) | Value::Character(_) | Value::List(_) | Value::Util | Value::Block(_) => {
            Value::Null
        }
    }
}
