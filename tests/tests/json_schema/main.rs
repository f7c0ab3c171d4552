//! The official test suite of JSON Schema against generated servers: each schema becomes the body of an operation, and
//! each instance is sent to it.
//!
//! Needs the suite: `GATEWRIGHT_JSON_SCHEMA` names its folder, which has `tests/draft4` and `tests/draft2020-12`.
//! `--nocapture` prints the table by keyword and each miss; `json-schema DRAFT: N of M` is the figure.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod cases;
mod program;

use std::collections::BTreeMap;
use std::path::PathBuf;

use cases::{Case, Draft};

/// Of a hundred. What is missing: a schema without `type` that has `properties`, `required` or `items` is an object or an
/// array to the generator, while by the letter other values pass; and an empty `enum` counts as none.
const LEAST: usize = 96;

#[test]
fn draft_4_in_openapi_3_0() {
    check(Draft::Four);
}

#[test]
fn draft_2020_12_in_openapi_3_1() {
    check(Draft::TwentyTwelve);
}

#[track_caller]
fn check(draft: Draft) {
    let Some(folder) = std::env::var_os("GATEWRIGHT_JSON_SCHEMA").map(PathBuf::from) else {
        println!("json-schema {}: not run, GATEWRIGHT_JSON_SCHEMA names no folder", draft.folder());
        return;
    };
    let cases = cases::read(&folder, draft);
    let verdicts = program::verdicts(draft, &cases);
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut misses = Vec::new();
    for (case, verdicts) in cases.iter().zip(&verdicts) {
        for (index, test) in case.tests.iter().enumerate() {
            let (passed, all) = table.entry(&case.keyword).or_default();
            *all += 1;
            match verdicts.as_ref().map(|verdicts| verdicts.get(index).copied().unwrap_or_default()) {
                Ok(status) if (status == 204) == test.valid => *passed += 1,
                Ok(status) => misses.push(miss(case, &test.description, &format!("{status}"))),
                Err(reason) => misses.push(miss(case, &test.description, reason)),
            }
        }
    }
    for (keyword, (passed, all)) in &table {
        println!("{keyword:24} {passed:4} of {all:4}");
    }
    misses.iter().for_each(|miss| println!("  {miss}"));
    let (passed, all) = table.values().fold((0, 0), |(passed, all), (more, of)| (passed + more, all + of));
    println!("json-schema {}: {passed} of {all}", draft.folder());
    assert!(passed * 100 >= all * LEAST, "{passed} of {all}");
}

fn miss(case: &Case, test: &str, what: &str) -> String {
    format!("{}: {}: {test}: {what}", case.keyword, case.description)
}
