//! What is said about mistakes: the exact text, at the exact place.
//!
//! `UPDATE_EXPECT=1 cargo test -p gatewright-tests --test generate diagnostics` accepts what changed.

mod files;
mod names;
mod operations;
mod options;
mod references;
mod schemas;
mod structure;

use std::collections::BTreeSet;

use expect_test::Expect;
use gatewright_build::{Builder, Code, Error, Report};

use crate::document::{builder, generate};

/// A document with a mistake, and what is said about it.
struct Case {
    name: &'static str,
    text: String,
    builder: Builder,
    expected: Expect,
}

/// A case whose document is called `name`. A text that begins with a line break has the margin of this file.
fn case(name: &'static str, text: &str, expected: Expect) -> Case {
    let text = if text.starts_with('\n') { crate::document::indented(text, 0) } else { text.to_owned() };
    Case { name, text, builder: builder(), expected }
}

impl Case {
    /// The same with options.
    fn with(mut self, choose: impl FnOnce(Builder) -> Builder) -> Self {
        self.builder = choose(self.builder);
        self
    }

    fn report(&self) -> Report {
        match generate(&self.builder, self.name, &self.text) {
            Ok(generated) => generated.report,
            Err(Error::Document(report)) => report,
            Err(other) => panic!("{other}"),
        }
    }

    #[track_caller]
    fn check(&self) {
        self.expected.assert_eq(&self.report().render(false));
    }
}

/// Codes that are shown by the tests of the crate that reports them, and are not about generating.
const SHOWN_ELSEWHERE: [&str; 53] = [
    // Conversions: `tests/convert`.
    "lost-in-conversion",
    // Overlays: `gatewright-document`.
    "invalid-overlay",
    "overlay-matches-nothing",
    "overlay-mismatch",
    "overlay-too-large",
    "overlay-version",
    "overlay-extends",
    // Reported on demand by `check`: the command.
    "missing-operation-id",
    "recorded-response",
    // Reading files: `gatewright-document`.
    "unreadable-file",
    "not-text",
    "invalid-encoding",
    "other-encoding",
    "empty-document",
    "json-syntax",
    "unrendered-template",
    "merge-conflict",
    "too-many-aliases",
    "alias-cycle",
    "duplicate-key",
    "invalid-key",
    "yaml-tag",
    "yaml-boolean",
    "yaml-in-json-file",
    "several-documents",
    "too-large",
    "outside-file",
    "fetched-copy",
    "unsupported-version",
    "newer-version",
    "both-versions",
    "version-not-a-string",
    // What the gateway makes of the document: `gatewright-gateway`.
    "response-does-not-fit-model",
    "template-error",
    "template-is-not-json",
    "errors-answered-as-success",
    "missing-integration-response",
    "missing-response-model",
    "undeclared-status",
    "undeclared-response-header",
    "unmapped-response-header",
    "unmapped-parameter",
    "unchecked-parameter",
    "unmatchable-pattern",
    "undefined-stage-variable",
    "import-limit",
    "unknown-integration",
    "invalid-mapping",
    "unknown-validator",
    "unresolved-intrinsic",
    "not-emulated",
    "unencoded-form-value",
    "not-in-response",
];

/// Codes about faults of our own, which no document shows.
const NEVER_REPORTED: [&str; 1] = ["internal-error"];

#[test]
fn every_code_has_a_case() {
    let all = [
        files::cases(),
        structure::cases(),
        references::cases(),
        operations::cases(),
        schemas::cases(),
        options::cases(),
        names::cases(),
    ];
    let reports: Vec<Report> = all.iter().flatten().map(Case::report).collect();
    let shown: BTreeSet<Code> =
        reports.iter().flat_map(Report::diagnostics).map(|diagnostic| diagnostic.code).collect();
    let excused: Vec<&str> = SHOWN_ELSEWHERE.iter().chain(&NEVER_REPORTED).copied().collect();
    let codes = Code::ALL.iter().map(|info| info.code);
    let missing: Vec<Code> = codes.filter(|code| !shown.contains(code) && !excused.contains(&code.as_str())).collect();
    assert!(missing.is_empty(), "add cases to tests/tests/generate/diagnostics for {missing:?}");
    let unknown: Vec<_> = excused.iter().filter(|name| Code::parse(name).is_none()).collect();
    assert!(unknown.is_empty(), "there are no codes {unknown:?}");
    let reported: Vec<_> = shown.iter().filter(|code| NEVER_REPORTED.contains(&code.as_str())).collect();
    assert!(reported.is_empty(), "{reported:?} are reported after all");
}
