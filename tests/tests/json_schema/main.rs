//! The official test suite of JSON Schema against generated servers: each schema becomes the body of an operation, and
//! each instance is sent to it.
//!
//! Needs the suite: `GATEWRIGHT_JSON_SCHEMA` names its folder, which has `tests/draft4` and `tests/draft2020-12`.
//! `--nocapture` prints the table by keyword and each miss; `json-schema DRAFT: N of M` is the figure. Without the option
//! `strict-schemas` a verdict counts as well if it is that of the schema as it is [`meant`], and is listed with that reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod cases;
mod meant;
mod program;

use std::collections::BTreeMap;
use std::path::PathBuf;

use cases::{Case, Draft};

/// Of a hundred, by the letter of JSON Schema (the option `strict-schemas`).
const LEAST: usize = 98;

/// Of a hundred, by the letter without that option: a schema without `type` that has `properties` or `items` is an object
/// or an array, while by the letter other values pass; and an empty `enum` counts as none.
const LEAST_MEANT: usize = 96;

/// Of a hundred, of the formats that are checked by option.
const LEAST_FORMATS: usize = 98;

/// How the schemas are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Meant,
    ByLetter,
    WithFormats,
}

#[test]
fn draft_4_in_openapi_3_0() {
    check(Draft::Four, Mode::ByLetter);
    check(Draft::Four, Mode::Meant);
}

#[test]
fn draft_2020_12_in_openapi_3_1() {
    check(Draft::TwentyTwelve, Mode::ByLetter);
    check(Draft::TwentyTwelve, Mode::Meant);
}

#[test]
fn formats() {
    check(Draft::TwentyTwelve, Mode::WithFormats);
}

#[track_caller]
fn check(draft: Draft, mode: Mode) {
    let Some(folder) = std::env::var_os("GATEWRIGHT_JSON_SCHEMA").map(PathBuf::from) else {
        println!("json-schema {}: not run, GATEWRIGHT_JSON_SCHEMA names no folder", draft.folder());
        return;
    };
    let cases = cases::read(&folder, draft, mode);
    let verdicts = program::verdicts(draft, mode, &cases);
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut misses = Vec::new();
    let mut explained = Vec::new();
    for (case, verdicts) in cases.iter().zip(&verdicts) {
        let meant = if mode == Mode::Meant { meant::verdicts(draft, case) } else { Vec::new() };
        for (index, test) in case.tests.iter().enumerate() {
            let (passed, all) = table.entry(&case.keyword).or_default();
            *all += 1;
            match verdicts.as_ref().map(|verdicts| verdicts.get(index).copied().unwrap_or_default()) {
                Ok(status) if (status == 204) == test.valid => *passed += 1,
                Ok(status) if meant.get(index) == Some(&(status == 204)) => {
                    explained.push(miss(case, &test.description, &format!("{status}, as the schema is meant")));
                }
                Ok(status) => misses.push(miss(case, &test.description, &format!("{status}"))),
                Err(reason) => misses.push(miss(case, &test.description, reason)),
            }
        }
    }
    for (keyword, (passed, all)) in &table {
        println!("{keyword:24} {passed:4} of {all:4}");
    }
    explained.iter().chain(&misses).for_each(|miss| println!("  {miss}"));
    let (passed, all) = table.values().fold((0, 0), |(passed, all), (more, of)| (passed + more, all + of));
    let (least, how) = match mode {
        Mode::ByLetter => (LEAST, ""),
        Mode::Meant => (LEAST_MEANT, " as documents are meant"),
        Mode::WithFormats => (LEAST_FORMATS, " formats"),
    };
    let explained = explained.len();
    let by_letter = if explained > 0 { format!(" ({passed} by the letter)") } else { String::new() };
    println!("json-schema {}{how}: {} of {all}{by_letter}", draft.folder(), passed + explained);
    assert!(passed * 100 >= all * least, "{passed} of {all}");
    assert!((passed + explained) * 100 >= all * LEAST, "{explained} more than {passed} of {all}");
}

fn miss(case: &Case, test: &str, what: &str) -> String {
    format!("{}: {}: {test}: {what}", case.keyword, case.description)
}
