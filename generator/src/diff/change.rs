//! What is found: changes with their effects, one for each piece of a document.

use std::collections::BTreeMap;

use gatewright_document::{Location, Origin, Report};

use super::bump::Bump;
use super::subject::Subject;

/// What a change does to the users of the generated code, from the least to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verdict {
    /// Programs compile unchanged, send the same, and take what came before.
    Harmless,
    /// Programs compile, and what passed before may be rejected: narrowed values, new required properties.
    RunTime,
    /// Programs compile, and send something else, or what they send means something else.
    Sent,
    /// Programs that implement the server trait no longer compile.
    Implementers,
    /// Programs that call the API no longer compile.
    Callers,
}

impl Verdict {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [Self::Callers, Self::Implementers, Self::Sent, Self::RunTime, Self::Harmless];

    /// The verdict as a word for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Callers => "breaks-callers",
            Self::Implementers => "breaks-implementers",
            Self::Sent => "changes-what-is-sent",
            Self::RunTime => "may-fail-at-run-time",
            Self::Harmless => "harmless",
        }
    }

    /// The verdict in words for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Callers => "breaks callers at compile time",
            Self::Implementers => "breaks implementers at compile time",
            Self::Sent => "changes what is sent",
            Self::RunTime => "may fail at run time",
            Self::Harmless => "harmless",
        }
    }
}

/// One thing that a change does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Effect {
    /// What it affects, and when.
    pub verdict: Verdict,
    /// A stable word for the kind of change: `request-enum-value-removed`.
    pub check: &'static str,
    /// The Rust item as users write it, where there is one: `models::Pet::name`.
    pub item: Option<String>,
    /// What is different, in a few words.
    pub text: String,
}

/// Where a piece of a document stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spot {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The JSON pointer within the file.
    pub pointer: String,
}

/// A change of the document, with all that follows from it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// The piece of the document, in words.
    pub subject: String,
    /// The worst of its effects.
    pub verdict: Verdict,
    /// What follows, the worst first; at least one.
    pub effects: Vec<Effect>,
    /// Where it stands in the old document, if it is there.
    pub old: Option<Spot>,
    /// Where it stands in the new document, if it is there.
    pub new: Option<Spot>,
    /// How many operations use it.
    pub uses: usize,
}

/// What a regenerate does: all changes, the worst first.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
    /// Whether the Rust API gains something.
    pub(crate) adds: bool,
}

impl Diff {
    /// The worst of all verdicts; `None` if nothing changed.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.changes.iter().map(|change| change.verdict).max()
    }

    /// Whether some change has an effect of this verdict.
    #[must_use]
    pub fn has(&self, verdict: Verdict) -> bool {
        self.count_effects(verdict) > 0
    }

    /// How many changes have this as their worst.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.changes.iter().filter(|change| change.verdict == verdict).count()
    }

    fn count_effects(&self, verdict: Verdict) -> usize {
        self.changes.iter().flat_map(|change| &change.effects).filter(|effect| effect.verdict == verdict).count()
    }

    /// By how much the version of the generated crate has to rise.
    #[must_use]
    pub fn bump(&self) -> Bump {
        match self.verdict() {
            None => Bump::None,
            Some(Verdict::Callers | Verdict::Implementers) => Bump::Major,
            Some(Verdict::Sent | Verdict::RunTime) => Bump::Minor,
            Some(Verdict::Harmless) if self.adds => Bump::Minor,
            Some(Verdict::Harmless) => Bump::Patch,
        }
    }
}

/// Changes while they are found.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    changes: BTreeMap<Subject, Found>,
    adds: bool,
}

#[derive(Debug, Default)]
struct Found {
    effects: Vec<Effect>,
    old: Option<Origin>,
    new: Option<Origin>,
}

/// The places of a piece in both documents.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct At<'a> {
    pub(crate) old: Option<&'a Origin>,
    pub(crate) new: Option<&'a Origin>,
}

impl<'a> At<'a> {
    pub(crate) fn both(old: &'a Origin, new: &'a Origin) -> Self {
        Self { old: Some(old), new: Some(new) }
    }

    pub(crate) fn old(origin: &'a Origin) -> Self {
        Self { old: Some(origin), new: None }
    }

    pub(crate) fn new(origin: &'a Origin) -> Self {
        Self { old: None, new: Some(origin) }
    }
}

impl Collected {
    pub(crate) fn add(&mut self, subject: Subject, at: At<'_>, effect: Effect) {
        let found = self.changes.entry(subject).or_default();
        found.old = found.old.take().or_else(|| at.old.cloned());
        found.new = found.new.take().or_else(|| at.new.cloned());
        if !found.effects.contains(&effect) {
            found.effects.push(effect);
        }
    }

    /// Notes that the Rust API gains something.
    pub(crate) fn gains(&mut self) {
        self.adds = true;
    }

    pub(crate) fn finish(self, old: &Report, new: &Report, uses: impl Fn(&Subject) -> usize) -> Diff {
        let spot = |report: &Report, origin: Option<Origin>| {
            let origin = origin?;
            let Location { file, line, column, .. } = report.sources().locate(&origin)?;
            Some(Spot { file, line, column, pointer: origin.pointer.to_string() })
        };
        let mut changes: Vec<(Subject, Change)> = Vec::new();
        for (subject, Found { mut effects, old: before, new: after }) in self.changes {
            effects.sort_by(|one, other| other.verdict.cmp(&one.verdict).then_with(|| one.cmp(other)));
            let verdict = effects.first().map_or(Verdict::Harmless, |effect| effect.verdict);
            let (old, new) = (spot(old, before), spot(new, after));
            let uses = uses(&subject);
            let change = Change { subject: subject.to_string(), verdict, effects, old, new, uses };
            changes.push((subject, change));
        }
        changes.sort_by(|(one, left), (other, right)| right.verdict.cmp(&left.verdict).then_with(|| one.cmp(other)));
        Diff { changes: changes.into_iter().map(|(_, change)| change).collect(), adds: self.adds }
    }
}
