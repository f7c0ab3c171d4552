//! The pages of the guide that follow from the code.
//!
//! `UPDATE_GOLDEN=1 cargo test -p gatewright-tests --test guide` brings them up to date.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::{env, fs};

use gatewright_build::{Code, Kind, OPTIONS, Severity};

#[test]
fn lists_every_code() {
    check("../docs/guide/diagnostics.md", "codes", &codes());
}

#[test]
fn lists_every_option() {
    check("../docs/guide/configuration.md", "options", &options());
}

/// Holds the part of a page between two comments to what the code says.
#[track_caller]
fn check(path: &str, part: &str, expected: &str) {
    let page = fs::read_to_string(path).unwrap();
    let (begin, end) = (format!("<!-- {part}: begin -->\n"), format!("<!-- {part}: end -->\n"));
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    let current = format!("{before}{begin}{expected}{end}{after}");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &current).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == current,
        "{path} does not list the {part} as they are: run `UPDATE_GOLDEN=1 cargo test -p gatewright-tests --test guide`"
    );
}

fn options() -> String {
    let mut table =
        "| `gatewright.toml` | command | `Builder` | of | default | what it does |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for option in OPTIONS {
        let value = match (option.kind(), option.value) {
            (_, "") => String::new(),
            (Kind::File, value) => format!("[={value}]"),
            (_, value) => format!(" {value}"),
        };
        let default = option.default().map_or(String::new(), |default| format!("`{default}`"));
        let summary = option.summary().replace('|', "\\|");
        writeln!(
            table,
            "| `{}` | `--{}{value}` | `{}` | {} | {default} | {summary} |",
            option.key,
            option.argument,
            option.setter,
            option.targets().join(", ")
        )
        .unwrap();
    }
    table
}

fn codes() -> String {
    let mut table = "| code | severity | what it means |\n|---|---|---|\n".to_owned();
    let mut codes: Vec<_> = Code::ALL.iter().collect();
    codes.sort_by_key(|info| info.code.as_str());
    for info in codes {
        let severity = match info.severity {
            Severity::Error => "error",
            Severity::Warning if info.strict => "warning, strict",
            Severity::Warning => "warning",
            _ => "note",
        };
        writeln!(table, "| `{}` | {severity} | {} |", info.code, info.summary.replace('|', "\\|")).unwrap();
    }
    table
}

/// Workflows, hooks and overlays are copied from the guide: they are at least YAML.
#[test]
fn snippets_of_yaml_parse() {
    let mut count = 0;
    for entry in fs::read_dir("../docs/guide").unwrap() {
        let path = entry.unwrap().path();
        let page = fs::read_to_string(&path).unwrap();
        for block in page.split("\n```yaml\n").skip(1) {
            let (block, _) = block.split_once("\n```").unwrap();
            let parsed: Result<serde_yaml::Value, _> = serde_yaml::from_str(block);
            assert!(
                parsed.is_ok_and(|value| value.is_mapping() || value.is_sequence()),
                "{}:\n{block}",
                path.display()
            );
            count += 1;
        }
    }
    assert!(count > 2, "{count} snippets");
}
