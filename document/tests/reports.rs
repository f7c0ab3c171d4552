//! How reports are sorted, levelled, capped and shown.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use gatewright_document::{Code, Document, LintLevels, Origin, Report, Severity, SourceId, nearest};
use serde_json::json;

fn document(text: &str) -> Document {
    Document::from_text("a.yaml", text).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

const TEXT: &str = "openapi: 3.0.3\ninfo:\n  title: Pets\npaths:\n  /pets:\n    get: {}\n";

#[test]
fn a_report_reads_like_rustc() {
    let document = document(TEXT);
    let mut report = Report::new(document.sources());
    let paths = document.root().get("paths").unwrap();
    report
        .warning(Code::MISSING_RESPONSES, &paths.origin().child("/pets").key("get"))
        .message("`GET /pets` has no responses")
        .label("any success is accepted")
        .related(&document.root().origin().key("info"), "of this API")
        .help("add `responses`");
    assert_eq!(
        report.render(false),
        "\
warning[missing-responses]: `GET /pets` has no responses
 --> a.yaml:6:5
  |
2 | info:
  | ---- of this API
...
6 |     get: {}
  |     ^^^ any success is accepted
  |
  = at /paths/~1pets/get
  = help: add `responses`

"
    );
    assert!(report.render(true).contains("\u{1b}["));
}

#[test]
fn missing_values_are_shown_at_what_is_there() {
    let document = document(TEXT);
    let mut report = Report::new(document.sources());
    report.add(Code::MISSING_INFO, &document.root().origin().child("info").child("version"));
    assert_eq!(report.one_line(), ["a.yaml:3:3: warning[missing-info]: `info`, its title or its version is missing"]);
}

#[test]
fn a_long_line_is_shown_in_part() {
    let text = format!("{{\"openapi\":\"3.0.3\",\"x\":[{}{{\"a\":1,\"a\":2}}]}}", "\"filler\",".repeat(20_000));
    let document = Document::from_text("a.json", &text).unwrap();
    let shown = document.report().render(false);
    assert!(shown.starts_with("warning[duplicate-key]: the key `a` is there twice\n --> a.json:1:180032\n"), "{shown}");
    assert!(shown.lines().all(|line| line.len() < 300), "{shown}");
    assert!(!shown.contains(":::"), "{shown}");
}

#[test]
fn sorting_is_by_place_and_drops_repetitions() {
    let document = document(TEXT);
    let mut report = Report::new(document.sources());
    let root = document.root();
    let origins = ["paths", "info", "openapi", "info"].map(|key| root.origin().key(key));
    for origin in &origins {
        report.add(Code::UNKNOWN_FIELD, origin);
    }
    report.without_place(Code::UNUSED_OPTION);
    report.sort();
    let places: Vec<_> = report.one_line().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(places, ["warning[unused-option]:", "a.yaml:1:1:", "a.yaml:2:1:", "a.yaml:4:1:"]);
}

#[test]
fn many_of_a_kind_are_counted() {
    let document = document(TEXT);
    let mut report = Report::new(document.sources());
    for number in 0..61 {
        report.add(Code::UNKNOWN_FORMAT, document.root().origin()).message(format!("number {number}"));
    }
    let shown = report.render(false);
    assert_eq!(shown.matches("note[unknown-format]").count(), 20);
    assert!(shown.ends_with("… and 41 more `unknown-format`\n"), "{shown}");
    assert_eq!(report.one_line().len(), 61);
    assert_eq!(report.one_line_capped(2).last().map(String::as_str), Some("… and 59 more `unknown-format`"));
}

#[test]
fn levels() {
    let document = document(TEXT);
    let report = |levels: LintLevels| {
        let mut report = Report::new(document.sources());
        report.add(Code::UNRESOLVED_REFERENCE, document.root().origin());
        report.add(Code::YAML_TAG, document.root().origin());
        report.add(Code::REFERENCE_CYCLE, document.root().origin());
        report.apply(&levels);
        report.diagnostics().iter().map(|diagnostic| (diagnostic.code, diagnostic.severity)).collect::<Vec<_>>()
    };
    use Severity::{Error, Warning};
    let (reference, tag, cycle) = (Code::UNRESOLVED_REFERENCE, Code::YAML_TAG, Code::REFERENCE_CYCLE);
    assert_eq!(report(LintLevels::new()), [(reference, Warning), (tag, Warning), (cycle, Error)]);
    assert_eq!(report(LintLevels::new().strict(true)), [(reference, Error), (tag, Warning), (cycle, Error)]);
    assert_eq!(
        report(LintLevels::new().strict(true).warn(reference)),
        [(reference, Warning), (tag, Warning), (cycle, Error)]
    );
    assert_eq!(report(LintLevels::new().allow(reference).deny(tag).allow(cycle)), [(tag, Error), (cycle, Error)]);
}

#[test]
fn for_programs() {
    let document = document(TEXT);
    let mut report = Report::new(document.sources());
    report.note(Code::UNKNOWN_FORMAT, &document.root().origin().child("info").child("title")).message("a\nb");
    report.without_place(Code::UNUSED_OPTION).message("c").help("d");
    assert_eq!(
        report.to_json(),
        json!([
            {
                "code": "unknown-format", "severity": "note", "message": "a\nb", "label": null, "help": null, "fix": null,
                "place": {"file": "a.yaml", "pointer": "/info/title", "line": 3, "column": 10, "endLine": 3, "endColumn": 14, "start": 30, "end": 34},
                "related": [], "also": [],
            },
            {
                "code": "unused-option", "severity": "warning", "message": "c", "label": null, "help": "d", "fix": null,
                "place": null, "related": [], "also": [],
            },
        ])
    );
    assert_eq!(report.one_line(), ["a.yaml:3:10: note[unknown-format]: a b", "warning[unused-option]: c (d)"]);
}

#[test]
fn places_in_text_that_is_not_ascii() {
    let document = document("openapi: 3.0.3\ninfo: {title: ü😀, version: '1'}\n");
    let version = document.root().get("info").unwrap().get("version").unwrap();
    let found = document.locate(version.origin()).unwrap();
    assert_eq!((found.line, found.column, found.end_column), (2, 28, 31));
    assert_eq!(document.sources().text(version.origin()), Some("'1'"));
    assert_eq!(document.sources().text(&version.origin().own_key()), Some("version"));
    assert!(document.locate(&Origin::root(SourceId::ROOT)).is_some());
}

#[test]
fn words_that_look_alike() {
    assert_eq!(nearest("strnig", ["string", "integer"]).as_deref(), Some("string"));
}
