//! Finds out which variant of a union a value is, where no tag says it.
//!
//! Variants are tried in order, and the one that leaves the least unexplained is taken: the search stops at the first
//! that explains everything. Nothing is kept to try again from: each variant is read from the same place in the text.
//!
//! Where no variant fits, one of them was meant all the same, and its misfits are those that help: that of which the
//! listed values fit and that knows most of it.

use std::cmp::Reverse;

use serde_json::Value;

use super::{Departure, Done, FromJson, Misfit, Reader};

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

    /// Something of this size that the type does not know but has a place for.
    pub(crate) fn keep(&mut self, size: usize) {
        self.unknown = self.unknown.saturating_add(size);
    }

    /// Something that the type has no place for.
    pub(crate) fn lose(&mut self, size: usize) {
        self.unknown = self.unknown.saturating_add(size);
        self.lost = self.lost.saturating_add(size);
    }

    /// Something that the type has no place for and forbids.
    pub(crate) fn lose_forbidden(&mut self, size: usize) {
        self.lose(size);
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

/// How many variants are tried for a value that is in no union: unions within unions that all fit badly would otherwise
/// be tried in every combination, twice as many with each level.
const TRIALS: usize = 20_000;

/// The search for the best variant, apart from the type of the union.
#[doc(hidden)]
#[derive(Debug)]
pub struct BestFit {
    /// Where the value begins, and where it ends by the best variant.
    start: usize,
    end: usize,
    depth: u32,
    types: u32,
    before: Unexplained,
    /// Whether no union is around this one.
    outermost: bool,
    /// Where the value of the union around this one begins.
    outer: usize,
    /// How many departures there were before, and those of the best variant.
    departed: usize,
    departures: Vec<Departure>,
    /// What the best variant leaves.
    least: Option<Unexplained>,
    /// How many misfits there were before.
    misfitted: usize,
    /// Those of the variant that was meant most likely, if none fits.
    blamed: Option<Blamed>,
}

/// Why a variant does not fit: the last of its misfits, and those before it if all are wanted.
#[derive(Debug)]
struct Blamed {
    last: Misfit,
    before: Vec<Misfit>,
    /// What the variant does not know of the value.
    unknown: usize,
}

impl Blamed {
    /// The least was meant most likely: an object rather than none, one whose own listed values fit and that knows the
    /// properties, one with few misfits. Of equals the deepest misfit says most about what was meant.
    fn rank(&self) -> (bool, usize, usize, Reverse<u32>) {
        let all = || self.before.iter().chain([&self.last]);
        (
            self.last.is_of_whole(),
            all().filter(|misfit| misfit.tells_apart()).count().saturating_add(self.unknown),
            self.before.len(),
            Reverse(all().map(Misfit::depth).max().unwrap_or_default()),
        )
    }
}

impl BestFit {
    #[must_use]
    pub fn of(reader: &mut Reader<'_>) -> Self {
        let start = reader.start();
        reader.searches += 1;
        let outermost = reader.searches == 1;
        if outermost {
            reader.trials = TRIALS;
        }
        Self {
            start,
            end: start,
            depth: reader.depth(),
            types: reader.types(),
            before: reader.left,
            outermost,
            outer: std::mem::replace(&mut reader.searched, start),
            departed: reader.departures.len(),
            departures: Vec::new(),
            least: None,
            misfitted: reader.misfits.len(),
            blamed: None,
        }
    }

    /// Tries a variant, and puts it in its place if it is the best so far.
    pub fn or<V: FromJson, T>(&mut self, reader: &mut Reader<'_>, place: &mut T, variant: fn(V) -> T) {
        if self.begin(reader) {
            let mut value = V::blank();
            let done = value.read(reader);
            if self.end(reader, done) {
                *place = variant(value);
            }
        }
    }

    /// Whether one more variant is to be read.
    fn begin(&mut self, reader: &mut Reader<'_>) -> bool {
        if self.least.is_some_and(|least| least.unknown == 0) || self.is_fatal() {
            return false;
        }
        self.back(reader);
        reader.left = Unexplained::NOTHING;
        match self.may_try(reader) {
            Ok(()) => true,
            Err(misfit) => {
                self.note(Blamed { last: misfit, before: Vec::new(), unknown: 0 });
                false
            }
        }
    }

    fn is_fatal(&self) -> bool {
        self.blamed.as_ref().is_some_and(|blamed| blamed.last.is_fatal())
    }

    fn may_try(&mut self, reader: &mut Reader<'_>) -> Done {
        if reader.trials == 0 {
            return Err(reader.misfit("a value that fits fewer combinations of forms"));
        }
        reader.trials -= 1;
        reader.enter()
    }

    /// Ends a variant; whether it is the best so far.
    fn end(&mut self, reader: &mut Reader<'_>, done: Done) -> bool {
        let mut before = reader.misfits.split_off(self.misfitted.min(reader.misfits.len()));
        let done = done.and_then(|()| before.pop().map_or(Ok(()), Err));
        match done {
            Ok(()) => {
                let left = reader.left;
                let better = self.least.is_none_or(|least| left < least);
                if better {
                    self.least = Some(left);
                    self.end = reader.at();
                    self.departures = reader.departures.split_off(self.departed.min(reader.departures.len()));
                }
                better
            }
            Err(last) => {
                self.note(Blamed { last, before, unknown: reader.left.unknown() });
                false
            }
        }
    }

    /// Back to where the value begins.
    fn back(&self, reader: &mut Reader<'_>) {
        reader.go(self.start);
        reader.set_depth(self.depth, self.types);
        reader.departures.truncate(self.departed);
    }

    #[cold]
    fn note(&mut self, variant: Blamed) {
        if variant.last.is_fatal() || self.blamed.as_ref().is_none_or(|blamed| variant.rank() < blamed.rank()) {
            self.blamed = Some(variant);
        }
    }

    /// The best fit if it holds all of the value, or the value as it is, which is allowed.
    pub fn or_any<T>(self, reader: &mut Reader<'_>, place: &mut T, unknown: fn(Value) -> T) -> Done {
        if self.least.is_some_and(|least| least.lost == 0) {
            return self.or_unknown(reader, place, unknown);
        }
        self.close(reader);
        if reader.absent {
            return Err(reader.misfit("a value"));
        }
        let size = reader.size()?;
        reader.left.keep(size);
        reader.go(self.start);
        *place = unknown(reader.value()?);
        Ok(())
    }

    /// The best fit, or the value as it is.
    pub fn or_unknown<T>(mut self, reader: &mut Reader<'_>, place: &mut T, unknown: fn(Value) -> T) -> Done {
        self.close(reader);
        match (self.least, self.blamed) {
            (Some(left), _) => {
                reader.left = self.before.and(left);
                reader.go(self.end);
                reader.departures.append(&mut self.departures);
                Ok(())
            }
            // What could not be tried any more is not unknown: some union around this one has tried better.
            (None, Some(blamed))
                if reader.reading.strict
                    || reader.absent
                    || blamed.last.is_fatal()
                    || (reader.trials == 0 && !self.outermost) =>
            {
                blame(reader, blamed)
            }
            (None, None) if reader.absent => Err(reader.misfit("a value")),
            (None, _) => {
                let value = reader.value()?;
                reader.reject("one of the documented forms", self.start)?;
                *place = unknown(value);
                Ok(())
            }
        }
    }

    /// Leaves the reader as it was before.
    fn close(&self, reader: &mut Reader<'_>) {
        reader.searches = reader.searches.saturating_sub(1);
        reader.searched = self.outer;
        reader.left = self.before;
        self.back(reader);
    }
}

/// Goes on behind a value that no variant fits, if all misfits are wanted.
#[cold]
fn blame(reader: &mut Reader<'_>, variant: Blamed) -> Done {
    for misfit in variant.before {
        if reader.can_collect(&misfit) {
            reader.misfits.push(misfit);
        }
    }
    let (start, depth) = (reader.at(), reader.depth());
    reader.recover(variant.last, start, depth)
}
