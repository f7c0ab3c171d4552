//! The values and the truth of expressions.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Flow, Renderer};
use crate::ast::{Binary, Expression, Operator};
use crate::error::{RenderError, RenderErrorKind, limit};
use crate::method;
use crate::number::Arithmetic;
use crate::value::{ListKind, Map, Number, Value};

impl Renderer<'_> {
    /// An expression's value, null where it has none.
    pub(super) fn value(&mut self, expression: &Expression) -> Result<Value, RenderError> {
        Ok(match expression {
            Expression::Reference(reference) => self.deeper(|renderer| renderer.reference(reference))?,
            Expression::Text(text) => Value::Text(Arc::clone(text)),
            Expression::Interpolated { block, cut } => self.interpolated(block, *cut)?,
            Expression::Number(number) => Value::Number(number.clone()),
            Expression::Boolean(value) => Value::Boolean(*value),
            Expression::List(items) => {
                let items = self.deeper(|renderer| items.iter().map(|item| renderer.value(item)).collect())?;
                self.host.list(ListKind::Plain, items)?
            }
            Expression::Map(entries) => self.deeper(|renderer| {
                let map = Value::Map(Map::with_capacity(entries.len()));
                for (key, value) in entries {
                    let key = renderer.value(key)?;
                    let value = renderer.value(value)?;
                    method::call(&mut renderer.host, &map, "put", &[key, value])?;
                }
                Ok(map)
            })?,
            Expression::Range(ends) => self.range(&ends.0, &ends.1)?,
            Expression::Not(operand) => Value::Boolean(!self.deeper(|renderer| renderer.condition(operand))?),
            Expression::Binary(binary) => self.deeper(|renderer| renderer.binary(binary))?,
            Expression::Word(_) => Value::Null,
        })
    }

    /// Whether an expression holds. Literals and sums do not, whatever they are: so it is in Velocity.
    pub(super) fn condition(&mut self, expression: &Expression) -> Result<bool, RenderError> {
        match expression {
            Expression::Reference(reference) => {
                let value = self.deeper(|renderer| renderer.execute(reference))?;
                match value {
                    Value::Null => Ok(false),
                    Value::Boolean(value) => Ok(value),
                    // A block holds if it renders; rendering may set variables.
                    Value::Block(block) => {
                        let mut unused = String::new();
                        Ok(self.defined_block(&block, &mut unused)?.is_some())
                    }
                    _ => Ok(true),
                }
            }
            Expression::Boolean(value) => Ok(*value),
            Expression::Not(operand) => Ok(!self.deeper(|renderer| renderer.condition(operand))?),
            Expression::Binary(binary) if binary.operator.is_logical() => {
                Ok(matches!(self.deeper(|renderer| renderer.binary(binary))?, Value::Boolean(true)))
            }
            _ => Ok(false),
        }
    }

    fn interpolated(&mut self, block: &crate::ast::Block, cut: bool) -> Result<Value, RenderError> {
        let mut text = String::new();
        // `#stop` in a string ends the template, not just the string.
        match self.block(block, &mut text)? {
            Flow::Next => {}
            flow => {
                self.leaving = Some(flow);
                return Err(limit("the template was left from inside a string"));
            }
        }
        if cut {
            text.pop();
        }
        self.host.charge_text(text.len())?;
        Ok(Value::from(text))
    }

    fn range(&mut self, first: &Expression, last: &Expression) -> Result<Value, RenderError> {
        let (first, last) = (self.value(first)?, self.value(last)?);
        let (Value::Number(first), Value::Number(last)) = (first, last) else {
            return Ok(Value::Null);
        };
        let (first, last) = (first.int_value(), last.int_value());
        self.host.charge(u64::from(first.abs_diff(last)))?;
        let item = |number| Value::Number(Number::Integer(number));
        let items =
            if first >= last { (last..=first).rev().map(item).collect() } else { (first..=last).map(item).collect() };
        self.host.list(ListKind::Plain, items)
    }

    fn binary(&mut self, binary: &Binary) -> Result<Value, RenderError> {
        self.host.charge(1)?;
        let Binary { operator, left, right, .. } = binary;
        match operator {
            Operator::And => {
                return Ok(Value::Boolean(self.condition(left)? && self.condition(right)?));
            }
            Operator::Or => {
                return Ok(Value::Boolean(self.condition(left)? || self.condition(right)?));
            }
            _ => {}
        }
        let (left, right) = (self.value(left)?, self.value(right)?);
        let ordering = |ordering: fn(Ordering) -> bool| match (&left, &right) {
            (Value::Number(left), Value::Number(right)) => Value::Boolean(ordering(left.compare(right))),
            _ => Value::Boolean(false),
        };
        match operator {
            Operator::Equal => Ok(Value::Boolean(self.equal(&left, &right)?)),
            Operator::NotEqual => Ok(Value::Boolean(!self.equal(&left, &right)?)),
            Operator::Less => Ok(ordering(Ordering::is_lt)),
            Operator::LessOrEqual => Ok(ordering(Ordering::is_le)),
            Operator::Greater => Ok(ordering(Ordering::is_gt)),
            Operator::GreaterOrEqual => Ok(ordering(Ordering::is_ge)),
            Operator::Add if matches!(left, Value::Text(_)) || matches!(right, Value::Text(_)) => {
                self.concatenate(binary, &left, &right)
            }
            Operator::Add => arithmetic(&left, &right, Number::add),
            Operator::Subtract => arithmetic(&left, &right, Number::subtract),
            Operator::Multiply => arithmetic(&left, &right, Number::multiply),
            Operator::Divide => arithmetic(&left, &right, Number::divide),
            Operator::Modulus => arithmetic(&left, &right, Number::modulus),
            Operator::And | Operator::Or => Ok(Value::Null),
        }
    }

    /// Joins texts; what has no value is replaced by how it is written.
    fn concatenate(&mut self, binary: &Binary, left: &Value, right: &Value) -> Result<Value, RenderError> {
        let mut text = String::new();
        for (value, source) in [(left, &binary.sources.0), (right, &binary.sources.1)] {
            if value.is_null() {
                text.push_str(source);
            } else {
                self.print(value, &mut text)?;
            }
        }
        self.host.charge_text(text.len())?;
        Ok(Value::from(text))
    }

    /// Numbers by size, values of one class by `equals`, anything else by its text.
    fn equal(&mut self, left: &Value, right: &Value) -> Result<bool, RenderError> {
        Ok(match (left, right) {
            (Value::Number(left), Value::Number(right)) => left.compare(right) == Ordering::Equal,
            (Value::Null, Value::Null) => true,
            (Value::Null, _) | (_, Value::Null) => false,
            (Value::Text(_), Value::Text(_)) => self.host.equal(left, right)?,
            (Value::Boolean(left), Value::Boolean(right)) => left == right,
            (Value::Map(_), Value::Map(_)) | (Value::Entry(_), Value::Entry(_)) | (Value::View(_), Value::View(_)) => {
                self.host.equal(left, right)?
            }
            (Value::List(one), Value::List(other))
                if one.kind() != ListKind::Array && other.kind() != ListKind::Array =>
            {
                self.host.equal(left, right)?
            }
            _ => self.text_of(left)? == self.text_of(right)?,
        })
    }
}

impl Operator {
    /// Whether the operator gives true or false.
    #[must_use]
    pub fn is_logical(self) -> bool {
        !matches!(self, Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Modulus)
    }
}

fn arithmetic(
    left: &Value,
    right: &Value,
    operation: fn(&Number, &Number) -> Result<Number, Arithmetic>,
) -> Result<Value, RenderError> {
    let (Value::Number(left), Value::Number(right)) = (left, right) else {
        return Ok(Value::Null);
    };
    for number in [left, right] {
        if let Number::Big(big) = number
            && big.bits() > 100_000
        {
            return Err(limit("a number has too many digits"));
        }
    }
    match operation(left, right) {
        Ok(number) => Ok(Value::Number(number)),
        Err(Arithmetic::Null) => Ok(Value::Null),
        Err(Arithmetic::Exception(message)) => Err(RenderError::new(RenderErrorKind::Template, message)),
    }
}
