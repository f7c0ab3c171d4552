//! Documents with a mistake: each is rejected or warned of as its manifest expects, and none does harm.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::child;
use crate::compile::Selection;
use crate::manifest::{cell, rows};

/// Nothing here is large: whoever takes longer has been led astray.
const LIMIT: Duration = Duration::from_secs(20);

fn check_one(path: &Path, expect: &str) -> (String, Option<String>) {
    let started = Instant::now();
    let answer = child::generate(path, "", Selection::None, Path::new(""));
    let took = started.elapsed();
    let (said, message) = match answer.rejected {
        Some(message) if answer.crashed => ("panic", message),
        Some(message) => ("refuse", message),
        None => (if answer.warnings > 0 { "warn" } else { "accept" }, answer.said),
    };
    let fits = match expect {
        "refuse" => said == "refuse",
        "refuse-or-warn" => said == "refuse" || said == "warn",
        "accept" => said == "accept" || said == "warn",
        _ => false,
    };
    let line = format!("{said:<7} {message}");
    let failure = match (fits, took > LIMIT) {
        (true, false) => None,
        (true, true) => Some(format!("took {} s", took.as_secs())),
        (false, _) => Some(format!("expected {expect}, but: {line}")),
    };
    (line, failure)
}

/// Says what became of each; gives those that surprise.
pub(crate) fn check(corpus: &Path) -> Vec<String> {
    let directory = corpus.join("invalid");
    if !directory.exists() {
        return Vec::new();
    }
    let rows = match rows(&directory.join("manifest.tsv")) {
        Ok(rows) => rows,
        Err(error) => return vec![error],
    };
    let mut failures = Vec::new();
    for row in rows {
        let (path, expect) = (cell(&row, "path"), cell(&row, "expect"));
        let (line, failure) = check_one(&directory.join(path), expect);
        println!("invalid/{path:<40} {line}");
        failures.extend(failure.map(|failure| format!("invalid/{path}: {failure}")));
    }
    println!();
    failures
}
