//! Constraints as a document gives them (JSON Schema validation, draft 4 and later).

use serde_json::{Number, Value};

use super::Violations;
use super::pattern::{self, Verdict};
use crate::codec::same;

/// What a document demands of a value. A limit counts only for values of the JSON type it is about.
///
/// `const`, so that a check costs no more than its comparison.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    min_length: Option<u64>,
    max_length: Option<u64>,
    pattern: Option<&'static str>,
    patterns: &'static [&'static str],
    minimum: Option<f64>,
    maximum: Option<f64>,
    exclusive_minimum: Option<f64>,
    exclusive_maximum: Option<f64>,
    multiple_of: Option<f64>,
    min_items: Option<u64>,
    max_items: Option<u64>,
    unique_items: bool,
    min_properties: Option<u64>,
    max_properties: Option<u64>,
    each: Option<&'static Limits>,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty,)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub const fn $name(mut self, limit: $ty) -> Self {
            self.$name = Some(limit);
            self
        }
    )*};
}

impl Limits {
    /// No limit.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            min_length: None,
            max_length: None,
            pattern: None,
            patterns: &[],
            minimum: None,
            maximum: None,
            exclusive_minimum: None,
            exclusive_maximum: None,
            multiple_of: None,
            min_items: None,
            max_items: None,
            unique_items: false,
            min_properties: None,
            max_properties: None,
            each: None,
        }
    }

    setters! {
        /// A string has at least so many characters.
        min_length: u64,
        /// A string has at most so many characters.
        max_length: u64,
        /// A string matches an ECMAScript regular expression. Nothing matches one that is malformed.
        pattern: &'static str,
        /// A number is not less.
        minimum: f64,
        /// A number is not greater.
        maximum: f64,
        /// A number is greater.
        exclusive_minimum: f64,
        /// A number is less.
        exclusive_maximum: f64,
        /// A number is a multiple.
        multiple_of: f64,
        /// An array has at least so many items.
        min_items: u64,
        /// An array has at most so many items.
        max_items: u64,
        /// An object has at least so many members.
        min_properties: u64,
        /// An object has at most so many members.
        max_properties: u64,
        /// Each item of an array, and each member of an object, is within these.
        each: &'static Limits,
    }

    /// A string matches each of several regular expressions, as those of [`pattern`](Self::pattern) are.
    #[must_use]
    pub const fn patterns(mut self, patterns: &'static [&'static str]) -> Self {
        self.patterns = patterns;
        self
    }

    /// No two items of an array are equal.
    #[must_use]
    pub const fn unique_items(mut self) -> Self {
        self.unique_items = true;
        self
    }

    /// Adds what is demanded and not met.
    pub(super) fn check(&self, value: &Value, violations: &mut Violations) {
        match value {
            Value::String(text) => self.check_text(text, violations),
            Value::Number(number) => self.check_number(number, violations),
            Value::Array(items) => {
                check_size(items.len(), self.min_items, self.max_items, "item", violations);
                if self.unique_items && has_duplicate(items) {
                    violations.add("must not hold an item twice");
                }
                if let Some(each) = self.each {
                    for (index, item) in items.iter().enumerate() {
                        violations.within(&index.to_string(), &mut |violations| each.check(item, violations));
                    }
                }
            }
            Value::Object(members) => {
                check_size(members.len(), self.min_properties, self.max_properties, "member", violations);
                if let Some(each) = self.each {
                    for (name, member) in members {
                        violations.within(name, &mut |violations| each.check(member, violations));
                    }
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn check_text(&self, text: &str, violations: &mut Violations) {
        if self.min_length.is_some() || self.max_length.is_some() {
            let length = text.chars().count() as u64;
            let unit = |limit| {
                if limit == 1 { "character" } else { "characters" }
            };
            if let Some(least) = self.min_length.filter(|least| length < *least) {
                violations.add(format!("must be at least {least} {} long", unit(least)));
            }
            if let Some(most) = self.max_length.filter(|most| length > *most) {
                violations.add(format!("must be at most {most} {} long", unit(most)));
            }
        }
        for pattern in self.pattern.iter().chain(self.patterns) {
            match pattern::verdict(pattern, text) {
                Verdict::Matches => {}
                Verdict::Differs => violations.add(format!("must match the pattern {pattern}")),
                Verdict::TooCostly => violations.add(format!("takes too many steps to match with {pattern}")),
                Verdict::Malformed => violations.add(format!("cannot match the malformed pattern {pattern}")),
            }
        }
    }

    fn check_number(&self, number: &Number, violations: &mut Violations) {
        let Some(value) = number.as_f64() else { return };
        if let Some(least) = self.minimum.filter(|least| value < *least) {
            violations.add(format!("must be at least {least}"));
        }
        if let Some(most) = self.maximum.filter(|most| value > *most) {
            violations.add(format!("must be at most {most}"));
        }
        if let Some(least) = self.exclusive_minimum.filter(|least| value <= *least) {
            violations.add(format!("must be greater than {least}"));
        }
        if let Some(most) = self.exclusive_maximum.filter(|most| value >= *most) {
            violations.add(format!("must be less than {most}"));
        }
        if let Some(step) = self.multiple_of.filter(|step| !is_multiple(value, *step)) {
            violations.add(format!("must be a multiple of {step}"));
        }
    }
}

fn check_size(size: usize, least: Option<u64>, most: Option<u64>, what: &str, violations: &mut Violations) {
    let size = size as u64;
    let plural = |limit| if limit == 1 { "" } else { "s" };
    if let Some(least) = least.filter(|least| size < *least) {
        violations.add(format!("must have at least {least} {what}{}", plural(least)));
    }
    if let Some(most) = most.filter(|most| size > *most) {
        violations.add(format!("must have at most {most} {what}{}", plural(most)));
    }
}

/// `0.3` is a multiple of `0.1`, although the quotient of the two floats is not whole.
fn is_multiple(value: f64, step: f64) -> bool {
    let quotient = value / step;
    step <= 0.0
        || !quotient.is_finite()
        || (quotient - quotient.round()).abs() <= f64::EPSILON * quotient.abs().max(1.0)
}

/// Sorted by their text, equal items are neighbours: comparing all pairs of a long list would take too long.
fn has_duplicate(items: &[Value]) -> bool {
    let mut sorted: Vec<(String, &Value)> = items.iter().map(|item| (sort_key(item), item)).collect();
    sorted.sort_by(|left, right| left.0.cmp(&right.0));
    sorted.windows(2).any(|pair| match pair {
        [(left_key, left), (right_key, right)] => left_key == right_key && same(left, right),
        _ => false,
    })
}

/// Text that equal values share: numbers by value, members in order of their names.
fn sort_key(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.as_i64().is_none() && number.as_u64().is_none() => crate::to_string(&float),
            _ => number.to_string(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(sort_key).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut keys: Vec<String> =
                members.iter().map(|(name, value)| format!("{name:?}:{}", sort_key(value))).collect();
            keys.sort();
            format!("{{{}}}", keys.join(","))
        }
        _ => value.to_string(),
    }
}
