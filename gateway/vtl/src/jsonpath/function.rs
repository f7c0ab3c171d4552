//! Functions at the end of a path: `$.numbers.sum()`.

use super::evaluate::Exhausted;
use super::operand::Operand;
use super::parse::parse_at;
use super::{JsonPath, PathError};
use crate::value::{List, ListKind, Number, Value};

/// A function with its arguments.
#[derive(Clone, Debug)]
pub(super) struct Function {
    name: Name,
    arguments: Vec<Argument>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Length,
    Min,
    Max,
    Average,
    Deviation,
    Sum,
    Concat,
    Keys,
    First,
    Last,
    Index,
}

#[derive(Clone, Debug)]
enum Argument {
    Path(JsonPath),
    Literal(Operand),
}

impl Function {
    pub(super) fn parse(name: &str, arguments: &str, depth: u32) -> Result<Self, PathError> {
        let name = match name {
            "length" | "size" => Name::Length,
            "min" => Name::Min,
            "max" => Name::Max,
            "avg" => Name::Average,
            "stddev" => Name::Deviation,
            "sum" => Name::Sum,
            "concat" => Name::Concat,
            "keys" => Name::Keys,
            "first" => Name::First,
            "last" => Name::Last,
            "index" => Name::Index,
            other => return Err(PathError::new(format!("there is no function `{other}`"))),
        };
        let mut rest = arguments.trim();
        let mut arguments = Vec::new();
        while !rest.is_empty() {
            let (operand, after) = Operand::parse(rest, depth)?;
            arguments.push(match operand {
                Operand::Path(_) => {
                    let end = rest.len() - after.len();
                    Argument::Path(parse_at(rest.get(..end).unwrap_or_default(), depth)?)
                }
                literal => Argument::Literal(literal),
            });
            rest = after.trim_start();
            if let Some(next) = rest.strip_prefix(',') {
                rest = next.trim_start();
            } else if !rest.is_empty() {
                return Err(PathError::new(format!("unexpected `{rest}` among arguments")));
            }
        }
        Ok(Self { name, arguments })
    }

    /// The function's result for a value; nothing if it has none.
    pub(super) fn apply(
        &self,
        value: &Value,
        root: &Value,
        kind: ListKind,
        budget: &mut u64,
    ) -> Result<Option<Value>, Exhausted> {
        let mut arguments = Vec::new();
        for argument in &self.arguments {
            let found = match argument {
                Argument::Path(path) => path.find_from(value, root, kind, budget)?,
                Argument::Literal(operand) => operand.value(value, root, budget)?,
            };
            match found {
                Some(Value::List(list)) => arguments.extend(list.items().iter().cloned()),
                other => arguments.extend(other),
            }
        }
        let items = match value {
            Value::List(list) => list.items().clone(),
            _ => Vec::new(),
        };
        let cost = u64::try_from(items.len() + arguments.len()).unwrap_or(u64::MAX);
        *budget = budget.checked_sub(cost).ok_or(Exhausted)?;
        Ok(match self.name {
            Name::Length => match (value, self.arguments.is_empty()) {
                (_, false) => Some(Value::integer(arguments.len())),
                (Value::List(list), _) => Some(Value::integer(list.len())),
                (Value::Map(map), _) => Some(Value::integer(map.len())),
                (Value::Text(text), _) => Some(Value::integer(text.encode_utf16().count())),
                _ => None,
            },
            Name::Keys => match value {
                Value::Map(map) => {
                    let keys = map.entries().keys().map(|key| key.value.clone()).collect();
                    Some(Value::List(List::new(ListKind::Plain, keys)))
                }
                _ => None,
            },
            Name::Concat => Some(concat(items.iter().chain(&arguments))),
            Name::First => items.first().cloned(),
            Name::Last => items.last().cloned(),
            Name::Index => match arguments.first() {
                Some(Value::Number(index)) => at(&items, index.long_value()),
                _ => None,
            },
            Name::Min | Name::Max | Name::Average | Name::Deviation | Name::Sum => {
                aggregate(self.name, items.iter().chain(&arguments)).map(|result| Value::Number(Number::Double(result)))
            }
        })
    }
}

fn at(items: &[Value], index: i64) -> Option<Value> {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let index = if index < 0 { index.saturating_add(length) } else { index };
    usize::try_from(index).ok().and_then(|index| items.get(index)).cloned()
}

/// Texts, and numbers given as arguments, one after the other.
fn concat<'v>(items: impl Iterator<Item = &'v Value>) -> Value {
    let mut text = String::new();
    for item in items {
        if let Value::Text(_) | Value::Number(_) = item {
            text.push_str(&item.to_string());
        }
    }
    Value::from(text)
}

/// Over the numbers among the values; nothing if there is none.
fn aggregate<'v>(name: Name, values: impl Iterator<Item = &'v Value>) -> Option<f64> {
    let numbers: Vec<f64> = values
        .filter_map(|value| match value {
            Value::Number(number) => Some(number.double_value()),
            _ => None,
        })
        .collect();
    let (first, rest) = numbers.split_first()?;
    #[allow(clippy::cast_precision_loss)] // There are never that many.
    let count = numbers.len() as f64;
    let sum: f64 = numbers.iter().sum();
    Some(match name {
        Name::Min => rest.iter().copied().fold(*first, f64::min),
        Name::Max => rest.iter().copied().fold(*first, f64::max),
        Name::Average => sum / count,
        Name::Deviation => {
            let squares: f64 = numbers.iter().map(|number| number * number).sum();
            (squares / count - (sum / count) * (sum / count)).sqrt()
        }
        _ => sum,
    })
}
