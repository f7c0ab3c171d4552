//! What reading notes beside the value: what the type does not know, and what was tolerated.

use std::borrow::Cow;
use std::fmt;

use super::super::misfit::{Path, Step};
use super::Reader;

/// More than this is not noted: one list can hold millions.
pub(super) const MOST: usize = 100;

/// What reading has noted beside the value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    pub(super) unknown: usize,
    pub(super) departures: Vec<Departure>,
}

impl Noted {
    /// How many values the type does not know; those inside of one count as well.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.unknown
    }

    /// What was tolerated although the document does not allow it, up to a hundred places.
    #[must_use]
    pub fn departures(&self) -> &[Departure] {
        &self.departures
    }

    /// The same, taken out.
    #[must_use]
    pub fn into_departures(self) -> Vec<Departure> {
        self.departures
    }
}

/// A place where a value departs from its document, and is read all the same.
///
/// Displayed, it says what and where: `` null stands for an empty array at `$.items` ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    what: Cow<'static, str>,
    path: Path,
    schema: Option<&'static str>,
}

impl Departure {
    /// How the value departs: `null stands for an empty array`.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Where, as a JSON path: `$.items`.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.path()
    }

    /// The place in the document of the schema around, as a pointer: `#/components/schemas/Event`. `None` where the
    /// value is in no object that the document describes.
    #[must_use]
    pub fn schema(&self) -> Option<&'static str> {
        self.schema
    }

    /// That of a whole body.
    #[cfg(feature = "client")]
    pub(crate) fn of_body(what: String) -> Self {
        Self { what: Cow::Owned(what), path: Path::default(), schema: None }
    }

    /// How it departs, to be said of something else.
    pub(in super::super) fn into_what(self) -> Cow<'static, str> {
        self.what
    }

    pub(super) fn push(&mut self, step: Step) {
        self.path.push(step);
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at `{}`", self.what, self.path())
    }
}

impl Reader<'_> {
    /// Notes that something was tolerated.
    #[cold]
    #[inline(never)]
    pub(in super::super) fn depart(&mut self, what: impl Into<Cow<'static, str>>) {
        if self.searches > 0 {
            // A variant that allows the value fits better.
            self.left.lose_forbidden(1);
        }
        if self.departures.len() < MOST {
            self.departures.push(Departure { what: what.into(), path: Path::default(), schema: None });
        }
    }

    /// The same of a property.
    #[cold]
    #[inline(never)]
    pub(in super::super) fn depart_in(
        &mut self,
        what: impl Into<Cow<'static, str>>,
        name: &str,
        schema: Option<&'static str>,
    ) {
        let since = self.marks();
        self.depart(what);
        self.within_schema(since, name, schema);
    }

    /// Says of all that was noted since then that it is inside of a property of a schema.
    #[cold]
    #[inline(never)]
    pub(in super::super) fn within_schema(&mut self, since: (usize, usize), name: &str, schema: Option<&'static str>) {
        for departure in self.departures.iter_mut().skip(since.1) {
            departure.schema = departure.schema.or(schema);
        }
        for misfit in self.misfits.iter_mut().skip(since.0) {
            misfit.belong_to(name, schema);
        }
        self.within(since, &Step::Property(name.to_owned()));
    }
}
