//! The values and the truth of expressions, as far as they are known.

use gatewright_vtl::ast::{Binary, Block, Expression, Operator};
use gatewright_vtl::{Place, Value};

use super::constant;
use super::render::{Flow, Run};
use super::value::{Abstract, HoleKind, Piece};

/// The longest range of numbers that is written out.
const RANGE: usize = 1_000;

impl Run<'_> {
    pub(super) fn value(&mut self, expression: &Expression) -> Abstract {
        match expression {
            Expression::Reference(reference) => self.reference(reference),
            Expression::Text(text) => Abstract::Known(Value::Text(text.clone())),
            Expression::Interpolated { block, cut } => self.interpolated(block, *cut),
            Expression::Number(number) => Abstract::Known(Value::Number(number.clone())),
            Expression::Boolean(value) => Abstract::Known(Value::from(*value)),
            Expression::List(items) => {
                let items = items.iter().map(|item| self.value(item)).collect();
                Abstract::list(items)
            }
            Expression::Map(entries) => {
                let entries = entries.iter().map(|(name, value)| (self.value(name), self.value(value))).collect();
                Abstract::map(entries)
            }
            Expression::Range(ends) => self.range(&ends.0, &ends.1),
            Expression::Not(operand) => Abstract::Known(Value::from(!self.condition(operand))),
            Expression::Binary(binary) if binary.operator.is_logical() => {
                Abstract::Known(Value::from(self.comparison(binary)))
            }
            Expression::Binary(binary) => self.arithmetic(binary),
            _ => Abstract::missing(),
        }
    }

    /// Whether an expression holds. What has no value is the empty text, which holds.
    pub(super) fn condition(&mut self, expression: &Expression) -> bool {
        match expression {
            Expression::Reference(reference) => {
                let value = self.reference(reference);
                self.truth(&value)
            }
            Expression::Boolean(value) => *value,
            Expression::Not(operand) => !self.condition(operand),
            Expression::Binary(binary) if binary.operator.is_logical() => self.comparison(binary),
            _ => false,
        }
    }

    fn truth(&mut self, value: &Abstract) -> bool {
        match value {
            Abstract::Known(Value::Boolean(value)) => *value,
            Abstract::Hole(hole) => match hole.kind {
                // All but `false` holds.
                HoleKind::Payload(_) | HoleKind::Boolean | HoleKind::Anything => self.decide(hole.key.clone()),
                _ => true,
            },
            _ => true,
        }
    }

    fn comparison(&mut self, binary: &Binary) -> bool {
        match binary.operator {
            Operator::And => return self.condition(&binary.left) && self.condition(&binary.right),
            Operator::Or => return self.condition(&binary.left) || self.condition(&binary.right),
            _ => {}
        }
        let (left, right) = (self.value(&binary.left), self.value(&binary.right));
        self.charge(left.weight().saturating_add(right.weight()));
        if let (Abstract::Known(left), Abstract::Known(right)) = (&left, &right)
            && let Some(Abstract::Known(Value::Boolean(result))) = constant::operate(binary.operator, left, right)
        {
            return result;
        }
        let (left, right) = (left.key(), right.key());
        match binary.operator {
            Operator::Equal => self.decide(format!("{left} == {right}")),
            Operator::NotEqual => !self.decide(format!("{left} == {right}")),
            Operator::Less => self.decide(format!("{left} < {right}")),
            Operator::GreaterOrEqual => !self.decide(format!("{left} < {right}")),
            Operator::Greater => self.decide(format!("{left} > {right}")),
            Operator::LessOrEqual => !self.decide(format!("{left} > {right}")),
            _ => self.decide(format!("{left} ? {right}")),
        }
    }

    fn arithmetic(&mut self, binary: &Binary) -> Abstract {
        let (left, right) = (self.value(&binary.left), self.value(&binary.right));
        self.charge(left.weight().saturating_add(right.weight()));
        if self.exhausted {
            return Abstract::missing();
        }
        if let (Abstract::Known(left), Abstract::Known(right)) = (&left, &right) {
            return constant::operate(binary.operator, left, right).unwrap_or_else(Abstract::missing);
        }
        let key = format!("{} {:?} {}", left.key(), binary.operator, right.key());
        if binary.operator != Operator::Add {
            return Abstract::hole(HoleKind::Number, key);
        }
        if is_text(&left) || is_text(&right) {
            let mut pieces = Vec::new();
            for value in [&left, &right] {
                let source = value.key();
                self.print(value, &source, Place::default(), &mut pieces);
            }
            return Abstract::Text(pieces);
        }
        let numbers = [&left, &right].into_iter().all(is_number);
        let kind = if numbers { HoleKind::Number } else { HoleKind::Anything };
        Abstract::hole(kind, key)
    }

    /// A string in double quotes. A `#stop` in it is rare enough to end only the string.
    fn interpolated(&mut self, block: &Block, cut: bool) -> Abstract {
        let mut pieces = Vec::new();
        if self.block(block, &mut pieces) == Flow::Stop {
            self.exhausted = true;
        }
        if cut && let Some(Piece::Text(text)) = pieces.last_mut() {
            text.pop();
        }
        match pieces.as_slice() {
            [] => Abstract::missing(),
            [Piece::Text(text)] => Abstract::Known(Value::from(text.as_str())),
            _ => Abstract::Text(pieces),
        }
    }

    fn range(&mut self, first: &Expression, last: &Expression) -> Abstract {
        let bound = |value: Abstract| match value {
            Abstract::Known(Value::Number(number)) => number.to_string().parse::<i64>().ok(),
            _ => None,
        };
        let (first, last) = (self.value(first), self.value(last));
        let key = format!("[{}..{}]", first.key(), last.key());
        let (Some(first), Some(last)) = (bound(first), bound(last)) else {
            return Abstract::hole(HoleKind::Anything, key);
        };
        let number = |value: i64| Abstract::Known(Value::Number(gatewright_vtl::Number::from_integer(value)));
        let items = if first <= last {
            (first..=last).take(RANGE).map(number).collect()
        } else {
            (last..=first).rev().take(RANGE).map(number).collect()
        };
        Abstract::list(items)
    }
}

fn is_text(value: &Abstract) -> bool {
    match value {
        Abstract::Known(Value::Text(_)) | Abstract::Text(_) => true,
        Abstract::Hole(hole) => {
            matches!(
                hole.kind,
                HoleKind::Text
                    | HoleKind::Escaped
                    | HoleKind::UrlEncoded
                    | HoleKind::Parameter(_)
                    | HoleKind::Json(_)
                    | HoleKind::Context(_)
            )
        }
        _ => false,
    }
}

fn is_number(value: &Abstract) -> bool {
    match value {
        Abstract::Known(Value::Number(_)) => true,
        Abstract::Hole(hole) => hole.kind == HoleKind::Number,
        _ => false,
    }
}
