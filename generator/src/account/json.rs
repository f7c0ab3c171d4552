//! The account for programs.

use gatewright_document::{Origin, Sources};
use serde_json::{Value, json};

use super::{Account, KeywordUse, Outcome, Position};

impl Outcome {
    /// `expressed`, `documented`, `reported`, `ignored` or `unaccounted`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expressed => "expressed",
            Self::Documented => "documented",
            Self::Reported => "reported",
            Self::Ignored => "ignored",
            Self::Unaccounted => "unaccounted",
        }
    }

    /// All, in the order in which they are shown.
    pub const ALL: [Outcome; 5] = [Self::Expressed, Self::Documented, Self::Reported, Self::Ignored, Self::Unaccounted];
}

impl Account {
    /// The account for programs. Fields are added, but neither renamed nor removed.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let sources = self.report.sources();
        let positions =
            |list: &[Position]| -> Value { list.iter().map(|position| position.to_json(sources)).collect() };
        let counts: serde_json::Map<String, Value> =
            Outcome::ALL.iter().map(|outcome| (outcome.as_str().to_owned(), self.count(*outcome).into())).collect();
        json!({
            "document": self.document,
            "version": self.version,
            "operations": self.operations,
            "schemas": {
                "typed": self.typed,
                "untyped": self.untyped.len(),
                "untypedShare": self.untyped_share(),
                "positions": positions(&self.untyped),
            },
            "keywords": {
                "counts": counts,
                "uses": self.keywords.iter().map(KeywordUse::to_json).collect::<Vec<_>>(),
                "unaccounted": positions(&self.unaccounted),
            },
            "diagnostics": self.report.to_json(),
        })
    }
}

impl KeywordUse {
    fn to_json(&self) -> Value {
        json!({
            "object": self.object,
            "keyword": self.keyword,
            "outcome": self.outcome.as_str(),
            "reason": self.reason,
            "count": self.count,
        })
    }
}

impl Position {
    fn to_json(&self, sources: &Sources) -> Value {
        let Origin { source, pointer, .. } = &self.origin;
        let found = sources.locate(&self.origin);
        json!({
            "file": sources.get(*source).map(|source| source.name()),
            "pointer": pointer.to_string(),
            "line": found.as_ref().map(|found| found.line),
            "column": found.as_ref().map(|found| found.column),
            "reason": self.reason,
        })
    }
}
