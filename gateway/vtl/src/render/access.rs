//! From a value into it: properties, methods, indexes.

use super::Renderer;
use crate::ast::{Access, Form, Reference};
use crate::error::{RenderError, RenderErrorKind};
use crate::method;
use crate::value::{Number, Value};

impl Renderer<'_> {
    /// A reference's value where one is expected.
    pub(super) fn reference(&mut self, reference: &Reference) -> Result<Value, RenderError> {
        match reference.printing.form {
            Form::NotComputable => Ok(Value::Null),
            _ => self.execute(reference),
        }
    }

    /// A reference's value; what stands for a missing one if there is none.
    pub(super) fn execute(&mut self, reference: &Reference) -> Result<Value, RenderError> {
        if reference.printing.form == Form::Runt {
            return Ok(Value::Null);
        }
        let mut value = self.variable(&reference.name)?;
        for access in &reference.path {
            if value.is_null() {
                break;
            }
            value = self.access(&value, access).map_err(|error| error.at(reference.place))?;
        }
        Ok(if value.is_null() { self.missing() } else { value })
    }

    /// One step into a value, null where it leads nowhere.
    pub(super) fn access(&mut self, value: &Value, access: &Access) -> Result<Value, RenderError> {
        match access {
            Access::Property(name) => Ok(method::property(&mut self.host, value, name)),
            Access::Method(name, arguments, place) => {
                let arguments = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<_>, _>>()?;
                self.host.charge(1)?;
                // Blocks can only be rendered here.
                if let (Value::Block(_), "toString", []) = (value, name.as_ref(), arguments.as_slice()) {
                    return Ok(Value::Text(self.text_of(value)?));
                }
                let arguments = match value {
                    Value::Util => self.rendered(arguments)?,
                    _ => arguments,
                };
                method::call(&mut self.host, value, name, &arguments).map_err(|error| error.at(*place))
            }
            Access::Index(index, place) => {
                let index = self.value(index)?;
                let index = self.index_from_end(value, index).map_err(|error| error.at(*place))?;
                match value {
                    // `$text[0]`: a string has no `get`.
                    Value::List(_) | Value::Map(_) | Value::Loop(_) => {
                        method::call(&mut self.host, value, "get", &[index]).map_err(|error| error.at(*place))
                    }
                    _ => Ok(Value::Null),
                }
            }
        }
    }

    /// Arguments with the text of blocks in their place.
    fn rendered(&mut self, mut arguments: Vec<Value>) -> Result<Vec<Value>, RenderError> {
        for argument in &mut arguments {
            if let Value::Block(_) = argument {
                *argument = Value::Text(self.text_of(argument)?);
            }
        }
        Ok(arguments)
    }

    /// A negative index counts from the end of whatever has a size.
    pub(super) fn index_from_end(&mut self, target: &Value, index: Value) -> Result<Value, RenderError> {
        let Value::Number(Number::Integer(negative @ ..0)) = index else {
            return Ok(index);
        };
        let size = match target {
            Value::List(list) => list.len(),
            Value::Map(map) => map.len(),
            Value::View(view) => view.map.len(),
            Value::Loop(scope) => scope.stored().len(),
            other => {
                let message = format!("a {} has no size to count the index {negative} from", other.class_name());
                return Err(RenderError::new(RenderErrorKind::Method, message));
            }
        };
        let size = i32::try_from(size).unwrap_or(i32::MAX);
        Ok(Value::Number(Number::Integer(size.saturating_add(negative))))
    }
}
