//! Filters: `?(@.price < 10 && @.title =~ /U.*/)`.

use std::cmp::Ordering;

use super::PathError;
use super::evaluate::Exhausted;
use super::operand::{Operand, compare, equal, fits};
use crate::value::{Value, weight};

/// A condition on the items of a list.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    Any(Vec<Filter>),
    All(Vec<Filter>),
    Not(Box<Filter>),
    /// The path leads somewhere, even to null.
    Exists(Operand),
    Compare(Operand, Comparison, Operand),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    SameTypeAndEqual,
    NotSame,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    In,
    NotIn,
    Contains,
    Size,
    Empty,
    SubsetOf,
    AnyOf,
    NoneOf,
    All,
}

/// Operators as they are written, longer ones first.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("===", Comparison::SameTypeAndEqual),
    ("!==", Comparison::NotSame),
    ("==", Comparison::Equal),
    ("!=", Comparison::NotEqual),
    ("<>", Comparison::NotEqual),
    ("=~", Comparison::Matches),
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
    ("subsetof", Comparison::SubsetOf),
    ("contains", Comparison::Contains),
    ("noneof", Comparison::NoneOf),
    ("anyof", Comparison::AnyOf),
    ("empty", Comparison::Empty),
    ("size", Comparison::Size),
    ("all", Comparison::All),
    ("nin", Comparison::NotIn),
    ("in", Comparison::In),
];

/// How deep parentheses may be nested.
const DEPTH: u32 = 40;

impl Filter {
    /// Parses what stands between the parentheses of `?(…)`.
    pub(super) fn parse(text: &str, path_depth: u32) -> Result<Self, PathError> {
        let mut parser = Parser { rest: text, path_depth };
        let filter = parser.any(0)?;
        parser.skip();
        if parser.rest.is_empty() {
            Ok(filter)
        } else {
            Err(PathError::new(format!("unexpected `{}` in a filter", parser.rest)))
        }
    }

    /// Whether an item fits.
    pub(super) fn accepts(&self, item: &Value, root: &Value, budget: &mut u64) -> Result<bool, Exhausted> {
        *budget = budget.checked_sub(1).ok_or(Exhausted)?;
        match self {
            Self::Any(filters) => {
                for filter in filters {
                    if filter.accepts(item, root, budget)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::All(filters) => {
                for filter in filters {
                    if !filter.accepts(item, root, budget)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(filter) => Ok(!filter.accepts(item, root, budget)?),
            Self::Exists(operand) => Ok(match operand {
                Operand::Path(_) => operand.value(item, root, budget)?.is_some(),
                _ => matches!(operand.value(item, root, budget)?, Some(Value::Boolean(true))),
            }),
            Self::Compare(left, comparison, right) => {
                let value = left.value(item, root, budget)?;
                let is_pattern = *comparison == Comparison::Matches;
                spend(budget, value.as_ref().map_or(0, weight) + if is_pattern { PATTERN } else { 1 })?;
                match (comparison, right) {
                    (Comparison::Matches, Operand::Regex(pattern)) => {
                        Ok(value.is_some_and(|value| fits(pattern, &value)))
                    }
                    _ => {
                        let other = right.value(item, root, budget)?;
                        spend(budget, other.as_ref().map_or(0, weight))?;
                        // A pattern on the left side works as well.
                        if let (Comparison::Matches, Operand::Regex(pattern)) = (comparison, left) {
                            return Ok(other.is_some_and(|other| fits(pattern, &other)));
                        }
                        holds(*comparison, value.as_ref(), other.as_ref(), budget)
                    }
                }
            }
        }
    }
}

/// What a regular expression costs: it may backtrack.
const PATTERN: u64 = 500;

fn spend(budget: &mut u64, steps: u64) -> Result<(), Exhausted> {
    *budget = budget.checked_sub(steps).ok_or(Exhausted)?;
    Ok(())
}

fn holds(
    comparison: Comparison,
    left: Option<&Value>,
    right: Option<&Value>,
    budget: &mut u64,
) -> Result<bool, Exhausted> {
    let equal_sides = || match (left, right) {
        (Some(left), Some(right)) => equal(left, right),
        // What is not there equals nothing, not even itself.
        _ => false,
    };
    let same = || match (left, right) {
        (Some(left), Some(right)) => {
            std::mem::discriminant(left) == std::mem::discriminant(right) && equal(left, right)
        }
        _ => false,
    };
    let ordered =
        |test: fn(Ordering) -> bool| left.zip(right).and_then(|(left, right)| compare(left, right)).is_some_and(test);
    Ok(match comparison {
        Comparison::Equal => equal_sides(),
        Comparison::NotEqual => !equal_sides(),
        Comparison::SameTypeAndEqual => same(),
        Comparison::NotSame => !same(),
        Comparison::Less => ordered(Ordering::is_lt),
        Comparison::LessOrEqual => ordered(Ordering::is_le),
        Comparison::Greater => ordered(Ordering::is_gt),
        Comparison::GreaterOrEqual => ordered(Ordering::is_ge),
        Comparison::Matches => match (left, right) {
            (Some(left), Some(Value::Text(pattern))) => fits(pattern, left),
            _ => false,
        },
        Comparison::Contains => match (left, right) {
            (Some(Value::Text(text)), Some(Value::Text(part))) => text.contains(part.as_ref()),
            (Some(Value::List(list)), Some(part)) => list.items().iter().any(|item| equal(item, part)),
            _ => false,
        },
        Comparison::Size => size(left).zip(right).is_some_and(|(size, right)| equal(&Value::integer(size), right)),
        Comparison::Empty => {
            size(left).zip(right).is_some_and(|(size, right)| equal(&Value::Boolean(size == 0), right))
        }
        Comparison::In => left.is_some_and(|left| items(right).iter().any(|item| equal(item, left))),
        Comparison::NotIn => !left.is_some_and(|left| items(right).iter().any(|item| equal(item, left))),
        Comparison::SubsetOf | Comparison::AnyOf | Comparison::NoneOf | Comparison::All => {
            return lists_hold(comparison, left, right, budget);
        }
    })
}

/// Comparisons of two lists, item by item.
fn lists_hold(
    comparison: Comparison,
    left: Option<&Value>,
    right: Option<&Value>,
    budget: &mut u64,
) -> Result<bool, Exhausted> {
    let (Some(Value::List(left)), Some(Value::List(right))) = (left, right) else {
        return Ok(false);
    };
    let (left, right) = (left.items(), right.items());
    let cost = left.len().saturating_mul(right.len());
    spend(budget, u64::try_from(cost).unwrap_or(u64::MAX))?;
    let has = |list: &[Value], item: &Value| list.iter().any(|other| equal(other, item));
    Ok(match comparison {
        Comparison::SubsetOf => left.iter().all(|item| has(&right, item)),
        Comparison::AnyOf => left.iter().any(|item| has(&right, item)),
        Comparison::NoneOf => !left.iter().any(|item| has(&right, item)),
        _ => right.iter().all(|item| has(&left, item)),
    })
}

fn size(value: Option<&Value>) -> Option<usize> {
    match value {
        Some(Value::Text(text)) => Some(text.encode_utf16().count()),
        Some(Value::List(list)) => Some(list.len()),
        Some(Value::Map(map)) => Some(map.len()),
        _ => None,
    }
}

fn items(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::List(list)) => list.items().clone(),
        _ => Vec::new(),
    }
}

struct Parser<'t> {
    rest: &'t str,
    path_depth: u32,
}

impl Parser<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn any(&mut self, depth: u32) -> Result<Filter, PathError> {
        if depth > DEPTH {
            return Err(PathError::new("a filter is nested too deeply"));
        }
        let mut filters = vec![self.all(depth)?];
        while self.eat("||") {
            filters.push(self.all(depth)?);
        }
        Ok(match filters.pop() {
            Some(only) if filters.is_empty() => only,
            last => Filter::Any(filters.into_iter().chain(last).collect()),
        })
    }

    fn all(&mut self, depth: u32) -> Result<Filter, PathError> {
        let mut filters = vec![self.single(depth)?];
        while self.eat("&&") {
            filters.push(self.single(depth)?);
        }
        Ok(match filters.pop() {
            Some(only) if filters.is_empty() => only,
            last => Filter::All(filters.into_iter().chain(last).collect()),
        })
    }

    fn single(&mut self, depth: u32) -> Result<Filter, PathError> {
        if depth > DEPTH {
            return Err(PathError::new("a filter is nested too deeply"));
        }
        if self.eat("!") {
            return Ok(Filter::Not(Box::new(self.single(depth + 1)?)));
        }
        if self.eat("(") {
            let inner = self.any(depth + 1)?;
            return if self.eat(")") { Ok(inner) } else { Err(PathError::new("a `(` in a filter is not closed")) };
        }
        self.skip();
        let (left, rest) = Operand::parse(self.rest, self.path_depth)?;
        self.rest = rest;
        self.skip();
        let found = COMPARISONS.iter().find_map(|(token, comparison)| {
            let (word, rest) = self.rest.split_at_checked(token.len())?;
            let is_word = token.starts_with(|letter: char| letter.is_ascii_alphabetic());
            let ends = !is_word || rest.starts_with([' ', '[', '\'', '"', '@', '$', '{']);
            (word.eq_ignore_ascii_case(token) && ends).then_some((*comparison, rest))
        });
        let Some((comparison, rest)) = found else {
            return Ok(Filter::Exists(left));
        };
        self.rest = rest.trim_start();
        let (right, rest) = Operand::parse(self.rest, self.path_depth)?;
        self.rest = rest;
        Ok(Filter::Compare(left, comparison, right))
    }
}
