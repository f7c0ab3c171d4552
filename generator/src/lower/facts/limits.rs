//! The constraints of a schema or of a Swagger 2.0 parameter.

use gatewright_document::{Node, Value};

use crate::ir::{Bounds, Limits};
use crate::lower::facts::Facts;
use crate::lower::facts::dialect;
use crate::lower::facts::nullable::is_null;
use crate::lower::facts::pattern;
use crate::lower::facts::scalar;
use crate::lower::facts::shape::Additional;

/// Constraints, and what they are about.
const TEXT: [&str; 3] = ["minLength", "maxLength", "pattern"];

const NUMBER: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

const LIST: [&str; 3] = ["minItems", "maxItems", "uniqueItems"];

const MAP: [&str; 2] = ["minProperties", "maxProperties"];

/// The constraints of a schema as a line of docs: a caller should see them before a server checks them.
pub(crate) fn note(node: &Node<'_>) -> Option<String> {
    let keywords = TEXT.iter().chain(&NUMBER).chain(&LIST).chain(&MAP);
    let written = keywords.filter_map(|keyword| {
        let text = scalar::text(node.read_value(keyword)?);
        Some(format!("`{keyword}: {}`", text.replace('`', "'")))
    });
    let written: Vec<String> = written.collect();
    (!written.is_empty()).then(|| format!("Limits: {}", written.join(", ")))
}

/// Whether a keyword is a constraint of one of these kinds.
pub(crate) fn is_limit(keyword: &str) -> bool {
    [&TEXT[..], &NUMBER, &LIST, &MAP].iter().any(|kind| kind.contains(&keyword))
}

/// Reads every constraint keyword, in the spelling of any version.
pub(crate) fn limits(node: &Node<'_>) -> Limits {
    let value = node.value();
    // Most schemas have none, and looking for each takes longer than looking once.
    if !value.as_object().is_some_and(|entries| entries.keys().any(|key| is_limit(key))) {
        return Limits::default();
    }
    let number = |key| value.get(key).and_then(Value::as_f64);
    let count = |key| value.get(key).and_then(Value::as_u64);
    // Draft 4 has a flag beside the bound, draft 2020-12 a bound of its own.
    let flag = |key| value.get(key).and_then(Value::as_bool) == Some(true);
    let (minimum, exclusive_minimum) = match number("minimum") {
        Some(bound) if flag("exclusiveMinimum") => (None, Some(bound)),
        bound => (bound, number("exclusiveMinimum")),
    };
    let (maximum, exclusive_maximum) = match number("maximum") {
        Some(bound) if flag("exclusiveMaximum") => (None, Some(bound)),
        bound => (bound, number("exclusiveMaximum")),
    };
    Limits::new(Bounds {
        min_length: count("minLength").filter(|least| *least > 0),
        max_length: count("maxLength"),
        patterns: value
            .get("pattern")
            .and_then(Value::as_str)
            .map(|text| dialect::of_today(text).into_owned())
            .filter(|text| pattern::effort(text).is_ok())
            .into_iter()
            .collect(),
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of: number("multipleOf").filter(|step| *step > 0.0),
        min_items: count("minItems").filter(|least| *least > 0),
        max_items: count("maxItems"),
        unique_items: flag("uniqueItems"),
        min_properties: count("minProperties").filter(|least| *least > 0),
        max_properties: count("maxProperties"),
        each: None,
    })
}

/// Items of items are looked into so far.
const DEPTH: usize = 8;

impl<'d> Facts<'d> {
    /// The constraints of a value that these schemas speak of, of whatever they refer to included, and those of its
    /// items.
    pub(crate) fn limits_of(&self, nodes: &[Node<'d>]) -> Limits {
        self.limits_within(nodes, DEPTH)
    }

    fn limits_within(&self, nodes: &[Node<'d>], depth: usize) -> Limits {
        let mut limits = Limits::default();
        let mut inner = Vec::new();
        for node in nodes {
            let shape = self.shape(node);
            merge(&mut limits, &shape.limits);
            // One schema to choose, beside `null` perhaps: values that are there are those of the schema.
            for choice in shape.choices.iter().filter(|_| depth > 0) {
                let mut real = choice.variants.iter().filter(|variant| !is_null(variant));
                if let (Some(only), None) = (real.next(), real.next()) {
                    merge(&mut limits, &self.limits_within(core::slice::from_ref(only), depth - 1));
                }
            }
            inner.extend(shape.items.iter().cloned());
            if let (true, Some(Additional::Schema(node))) = (shape.properties.is_empty(), &shape.additional) {
                inner.push(node.clone());
            }
        }
        if depth > 0 && !inner.is_empty() {
            let each = self.limits_within(&inner, depth - 1);
            if !each.is_empty() {
                limits.each = Some(Box::new(each));
            }
        }
        limits
    }
}

/// Adds the constraints of a second schema for the same value: both are to hold.
pub(crate) fn merge(limits: &mut Limits, other: &Limits) {
    fn tighter<T: Copy>(ours: &mut Option<T>, theirs: Option<T>, is_tighter: impl Fn(T, T) -> bool) {
        if let Some(bound) = theirs
            && ours.is_none_or(|known| is_tighter(bound, known))
        {
            *ours = Some(bound);
        }
    }
    if other.is_empty() {
        return;
    }
    let (more, fewer) = (|one: u64, other: u64| one > other, |one: u64, other: u64| one < other);
    let (above, below) = (|one: f64, other: f64| one > other, |one: f64, other: f64| one < other);
    tighter(&mut limits.min_length, other.min_length, more);
    tighter(&mut limits.max_length, other.max_length, fewer);
    tighter(&mut limits.minimum, other.minimum, above);
    tighter(&mut limits.maximum, other.maximum, below);
    tighter(&mut limits.exclusive_minimum, other.exclusive_minimum, above);
    tighter(&mut limits.exclusive_maximum, other.exclusive_maximum, below);
    tighter(&mut limits.min_items, other.min_items, more);
    tighter(&mut limits.max_items, other.max_items, fewer);
    tighter(&mut limits.min_properties, other.min_properties, more);
    tighter(&mut limits.max_properties, other.max_properties, fewer);
    limits.unique_items |= other.unique_items;
    limits.multiple_of = match (limits.multiple_of, other.multiple_of) {
        (Some(one), Some(other)) => Some(common_multiple(one, other)),
        (one, other) => one.or(other),
    };
    for pattern in &other.patterns {
        if !limits.patterns.contains(pattern) {
            limits.patterns.push(pattern.clone());
        }
    }
}

/// The least number that is a multiple of both steps; the larger of them where they have too many digits for that.
fn common_multiple(one: f64, other: f64) -> f64 {
    const DIGITS: i32 = 9;
    let whole = |step: f64| {
        let scaled = (step * 10_f64.powi(DIGITS)).round();
        // Beyond this a float has no digits left for the fraction.
        (1.0..9e15).contains(&scaled).then_some(scaled as u128)
    };
    match (whole(one), whole(other)) {
        (Some(first), Some(second)) => {
            let (mut divisor, mut rest) = (first, second);
            while rest != 0 {
                (divisor, rest) = (rest, divisor % rest);
            }
            (first / divisor * second) as f64 / 10_f64.powi(DIGITS)
        }
        _ => one.max(other),
    }
}

#[cfg(test)]
mod tests {
    use super::common_multiple;

    #[test]
    fn multiples_of_both_steps() {
        for (one, other, both) in
            [(2.0, 3.0, 6.0), (10.0, 5.0, 10.0), (0.1, 0.25, 0.5), (0.01, 1.0, 1.0), (1e300, 7.0, 1e300)]
        {
            assert_eq!(common_multiple(one, other), both);
            assert_eq!(common_multiple(other, one), both);
        }
    }
}
