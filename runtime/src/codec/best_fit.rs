//! Finds out which variant of a union a value is, where no tag says it.
//!
//! Variants are tried in order, and the one that leaves the least unexplained is taken: the search stops at the first
//! that explains everything.

use serde_json::Value;

use super::{Cx, FromJson, Misfit};

/// How many values there are in a value, itself included.
fn size(value: &Value) -> usize {
    let mut size = 0_usize;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        size = size.saturating_add(1);
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    size
}

/// What a type does not know of a value. The order is that of variants: the least fits best.
///
/// Counted are values and all that is in them. Were it only the outermost, a variant that says nothing of a large
/// value would fit better than the one that knows all of it but two small ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub(crate) struct Unexplained {
    /// What the type forbids and a client reads past. A value that some variant allows is none of another that
    /// forbids it.
    forbidden: usize,
    /// All of it.
    unknown: usize,
    /// That of it which has no place in what was read.
    lost: usize,
}

impl Unexplained {
    pub(crate) const NOTHING: Self = Self { forbidden: 0, unknown: 0, lost: 0 };

    /// Something that the type does not know but has a place for.
    pub(crate) fn keep(&mut self, value: &Value) {
        self.unknown = self.unknown.saturating_add(size(value));
    }

    /// Something that the type has no place for.
    pub(crate) fn lose(&mut self, value: &Value) {
        let size = size(value);
        self.unknown = self.unknown.saturating_add(size);
        self.lost = self.lost.saturating_add(size);
    }

    /// Something that the type has no place for and forbids.
    pub(crate) fn lose_forbidden(&mut self, value: &Value) {
        self.lose(value);
        self.forbidden = self.forbidden.saturating_add(1);
    }

    pub(crate) const fn unknown(self) -> usize {
        self.unknown
    }

    fn and(self, other: Self) -> Self {
        Self {
            forbidden: self.forbidden.saturating_add(other.forbidden),
            unknown: self.unknown.saturating_add(other.unknown),
            lost: self.lost.saturating_add(other.lost),
        }
    }
}

/// How many variants may be tried for a value: unions within unions that all fit badly would
/// otherwise be tried in every combination, twice as many with each level.
fn budget(value: &Value) -> usize {
    size(value).saturating_mul(100).saturating_add(10_000)
}

/// The search for the best variant, apart from the type of the union.
struct Search<'v, 'c> {
    value: &'v Value,
    cx: &'c mut Cx,
    before: Unexplained,
    /// Whether no union is around this one.
    outermost: bool,
    /// What the best variant leaves.
    least: Option<Unexplained>,
    /// The misfit that is deepest inside the value: it says most about what was meant.
    misfit: Option<Misfit>,
}

impl<'v, 'c> Search<'v, 'c> {
    fn new(value: &'v Value, cx: &'c mut Cx) -> Self {
        let (before, outermost) = (cx.left, cx.budget.is_none());
        if outermost {
            cx.budget = Some(budget(value));
        }
        Self { value, cx, before, outermost, least: None, misfit: None }
    }

    /// Whether one more variant is to be read.
    fn begin(&mut self) -> bool {
        if self.least.is_some_and(|least| least.unknown == 0) {
            return false;
        }
        self.cx.left = Unexplained::NOTHING;
        match self.may_try() {
            Ok(()) => true,
            Err(misfit) => {
                self.note(misfit);
                false
            }
        }
    }

    fn may_try(&mut self) -> Result<(), Misfit> {
        self.cx.budget = match self.cx.budget {
            Some(0) => return Err(Misfit::new("a value that fits fewer combinations of forms", self.value)),
            budget => budget.map(|left| left - 1),
        };
        self.cx.enter(self.value)
    }

    /// Ends a variant that could be read; whether it is the best so far.
    fn succeed(&mut self) -> bool {
        self.cx.leave();
        let left = self.cx.left;
        let better = self.least.is_none_or(|least| left < least);
        if better {
            self.least = Some(left);
        }
        better
    }

    /// Ends a variant that could not be read.
    #[cold]
    fn fail(&mut self, misfit: Misfit) {
        self.cx.leave();
        self.note(misfit);
    }

    fn note(&mut self, misfit: Misfit) {
        if self.misfit.as_ref().is_none_or(|deepest| misfit.depth() > deepest.depth()) {
            self.misfit = Some(misfit);
        }
    }

    /// Leaves the context as it was before, and says how many variants may still be tried.
    fn close(&mut self) -> Option<usize> {
        self.cx.left = self.before;
        let budget = self.cx.budget;
        if self.outermost {
            self.cx.budget = None;
        }
        budget
    }

    /// Ends the search: the value as it is, if no variant is taken.
    fn finish(mut self) -> Result<Option<Value>, Misfit> {
        let exhausted = self.close() == Some(0) && !self.outermost;
        match (self.least, self.misfit) {
            (Some(left), _) => {
                self.cx.left = self.before.and(left);
                Ok(None)
            }
            // What could not be tried any more is not unknown: some union around this one has tried better.
            (None, Some(misfit)) if self.cx.strict || exhausted => Err(misfit),
            (None, _) => {
                self.cx.refuse("one of the documented forms", self.value)?;
                Ok(Some(self.value.clone()))
            }
        }
    }
}

/// Reads the variants of a union one after another and keeps the best.
#[doc(hidden)]
pub struct BestFit<'v, 'c, T> {
    search: Search<'v, 'c>,
    best: Option<T>,
}

impl<'v, 'c, T> BestFit<'v, 'c, T> {
    #[must_use]
    pub fn of(value: &'v Value, cx: &'c mut Cx) -> Self {
        Self { search: Search::new(value, cx), best: None }
    }

    /// Tries a variant.
    pub fn or<V: FromJson>(&mut self, variant: fn(V) -> T) {
        if self.search.begin() {
            match V::from_json(self.search.value, self.search.cx) {
                Ok(read) => {
                    if self.search.succeed() {
                        self.best = Some(variant(read));
                    }
                }
                Err(misfit) => self.search.fail(misfit),
            }
        }
    }

    /// The best fit if it holds all of the value, or the value as it is, which is allowed.
    pub fn or_any(mut self, unknown: fn(Value) -> T) -> Result<T, Misfit> {
        let value = self.search.value;
        if self.search.least.is_none_or(|left| left.lost > 0) {
            let mut left = Unexplained::NOTHING;
            left.keep(value);
            self.search.least = Some(left);
            self.best = Some(unknown(value.clone()));
        }
        self.or_unknown(unknown)
    }

    /// The best fit, or the value as it is.
    pub fn or_unknown(self, unknown: fn(Value) -> T) -> Result<T, Misfit> {
        let value = self.search.value;
        match (self.search.finish(), self.best) {
            (Ok(None), Some(best)) => Ok(best),
            (Ok(Some(value)), _) => Ok(unknown(value)),
            (Ok(None), None) => Ok(unknown(value.clone())),
            (Err(misfit), _) => Err(misfit),
        }
    }
}
