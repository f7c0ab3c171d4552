//! What a document demands of values beyond their type: lengths, ranges, patterns.
//!
//! Servers check every request before the user's code sees it. Clients check nothing by
//! themselves; [`Validate::validate`] checks before sending.

mod limits;
mod pattern;

use std::collections::BTreeMap;
use std::fmt;

pub use limits::Limits;
#[cfg(feature = "server")]
pub(crate) use pattern::prepare;

use crate::codec::{ToJson, to_value};

/// A type whose document constrains its values.
///
/// ```
/// use gatewright_runtime::{Limits, Validate, Violations};
///
/// struct Pet { name: String }
/// impl Validate for Pet {
///     fn validate_into(&self, violations: &mut Violations) {
///         violations.check("name", &self.name, &const { Limits::new().min_length(1) });
///     }
/// }
/// let violations = Pet { name: String::new() }.validate().unwrap_err();
/// assert_eq!(violations.to_string(), "`/name` must be at least 1 character long");
/// ```
pub trait Validate {
    /// Adds what is wrong with this value.
    fn validate_into(&self, violations: &mut Violations);

    /// Checks this value and what is in it.
    ///
    /// # Errors
    /// All that is wrong.
    fn validate(&self) -> Result<(), Violations> {
        let mut violations = Violations::new();
        self.validate_into(&mut violations);
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

/// One constraint that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pointer: String,
    message: String,
}

impl Violation {
    /// Where, as a JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is demanded: `must be at most 100`.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.pointer, self.message)
    }
}

/// More violations than this are not collected: one list can hold millions.
const MOST: usize = 100;

/// The constraints that a value does not meet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations {
    found: Vec<Violation>,
    place: String,
}

impl Violations {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether all constraints are met.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The violations in the order of the value.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.found.iter()
    }

    /// Checks a member against its limits. What is absent or null meets them all.
    pub fn check(&mut self, name: &str, value: &dyn ToJson, limits: &Limits) {
        if value.is_absent() {
            return;
        }
        let value = to_value(value);
        self.within(name, &mut |violations| limits.check(&value, violations));
    }

    /// Checks what is in a member.
    pub fn nested(&mut self, name: &str, value: &dyn Validate) {
        self.within(name, &mut |violations| value.validate_into(violations));
    }

    /// Says what is demanded of the value at hand.
    pub fn add(&mut self, message: impl Into<String>) {
        if self.found.len() < MOST {
            self.found.push(Violation { pointer: self.place.clone(), message: message.into() });
        }
    }

    /// Says what is demanded of a value further in, at a JSON pointer.
    #[cfg(feature = "server")]
    pub(crate) fn add_at(&mut self, name: &str, pointer: &str, message: String) {
        self.within(name, &mut |violations| {
            let length = violations.place.len();
            violations.place.push_str(pointer);
            violations.add(message.clone());
            violations.place.truncate(length);
        });
    }

    fn within(&mut self, name: &str, check: &mut dyn FnMut(&mut Self)) {
        if self.found.len() >= MOST {
            return;
        }
        let length = self.place.len();
        self.place.push('/');
        self.place.push_str(&name.replace('~', "~0").replace('/', "~1"));
        check(self);
        self.place.truncate(length);
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.iter().enumerate() {
            write!(f, "{}{violation}", if index > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl<T: Validate> Validate for Option<T> {
    fn validate_into(&self, violations: &mut Violations) {
        if let Some(value) = self {
            value.validate_into(violations);
        }
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn validate_into(&self, violations: &mut Violations) {
        (**self).validate_into(violations);
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate_into(&self, violations: &mut Violations) {
        for (index, item) in self.iter().enumerate() {
            violations.nested(&index.to_string(), item);
        }
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn validate_into(&self, violations: &mut Violations) {
        for (name, member) in self {
            violations.nested(name, member);
        }
    }
}
