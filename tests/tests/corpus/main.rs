//! The corpus gate: generates from every document of a directory and compiles what was generated.
//!
//! `GATEWRIGHT_CORPUS=DIR cargo test -p gatewright-tests --test corpus` reads `DIR/manifest.tsv`, whose first row
//! names its columns (`path` and `version` are needed), and `DIR/invalid/manifest.tsv` (`path` and `expect`). The
//! documents of this repository go the same way.
//! Arguments name the parts to run: `lambdagate`, `invalid`, `account`, `generate`.
//! Documents of moderate size are generated from once more, in another order; where the API differs, it is told.
//! `GATEWRIGHT_COMPILE` is `all` (every output, by rustc, clippy and rustdoc), `sample` (small outputs and a tenth of
//! the others, another one every day; the default) or `none`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod account;
mod child;
mod compile;
mod document;
mod invalid;
mod manifest;
#[path = "../order/mod.rs"]
mod order;
mod toolchain;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;

use compile::{Check, Selection};
use document::Outcome;
use manifest::Row;
use toolchain::Toolchain;

/// Gives what must not be.
type Part = fn(&Path) -> Vec<String>;

/// What is looked at, each by its name.
const PARTS: [(&str, Part); 4] =
    [("lambdagate", lambdagate), ("invalid", invalid::check), ("account", account::check), ("generate", valid)];

/// `-- account` runs only that part.
fn is_chosen(part: &str) -> bool {
    let mut chosen = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    chosen.peek().is_none() || chosen.any(|name| name == part)
}

fn main() -> ExitCode {
    if let Some(code) = child::run() {
        return code;
    }
    let Some(corpus) = std::env::var_os("GATEWRIGHT_CORPUS").map(PathBuf::from) else {
        println!("corpus gate: nothing to do. Set GATEWRIGHT_CORPUS to a directory with a manifest.tsv to run it.");
        return ExitCode::SUCCESS;
    };
    let mut failures = Vec::new();
    for (part, check) in PARTS {
        if is_chosen(part) {
            failures.extend(check(&corpus));
        }
    }
    if failures.is_empty() {
        println!("\ncorpus gate: passed");
        return ExitCode::SUCCESS;
    }
    println!("\ncorpus gate: {} failures", failures.len());
    failures.iter().for_each(|failure| println!("- {failure}"));
    ExitCode::FAILURE
}

/// The export of this repository and the one of the corpus mean the same.
fn lambdagate(corpus: &Path) -> Vec<String> {
    let theirs = corpus.join("apigateway/lambdagate-export.json");
    if !theirs.exists() {
        return Vec::new();
    }
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../swagger/lambdagate.json");
    let without_header = |path: &Path| -> Result<Vec<String>, String> {
        let generated = gatewright_build::Builder::new(path).generate().map_err(|error| error.to_string())?;
        Ok(generated.files.iter().flat_map(|file| file.text.lines().skip(1).map(str::to_owned)).collect())
    };
    match (without_header(&ours), without_header(&theirs)) {
        (Ok(ours), Ok(theirs)) if ours == theirs => Vec::new(),
        (Ok(ours), Ok(theirs)) => {
            let (ours, theirs) = (ours.join("\n"), theirs.join("\n"));
            let diff = similar::TextDiff::from_lines(&ours, &theirs);
            vec![format!(
                "swagger/lambdagate.json and the export of the corpus generate different Rust\n{}",
                diff.unified_diff()
            )]
        }
        (ours, theirs) => ours.err().into_iter().chain(theirs.err()).collect(),
    }
}

/// The documents of this repository: examples, and those that are made to be trouble.
fn own() -> Result<Vec<Row>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut rows = Vec::new();
    for folder in ["swagger", "tests/hostile"] {
        let entries = std::fs::read_dir(root.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path().canonicalize().ok()?.display().to_string()));
        let row = |path: String| Row::from([("path".to_owned(), path), ("version".to_owned(), "own".to_owned())]);
        rows.extend(paths.map(row));
    }
    rows.sort();
    Ok(rows)
}

/// Takes the documents one by one, as many at a time as there are processors.
fn valid(corpus: &Path) -> Vec<String> {
    let rows = manifest::rows(&corpus.join("manifest.tsv")).and_then(|rows| Ok([rows, own()?].concat()));
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return vec![error],
    };
    let selection = Selection::from_environment();
    let toolchain = match selection {
        Selection::None => None,
        _ => match Toolchain::new() {
            Ok(toolchain) => Some(toolchain),
            Err(error) => return vec![error],
        },
    };
    let waiting: Mutex<Vec<&Row>> = Mutex::new(rows.iter().rev().collect());
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().ok().and_then(|mut waiting| waiting.pop());
                    let Some(row) = next else { return };
                    let outcome = Outcome::of(corpus, row, selection, toolchain.as_ref());
                    println!("{outcome}");
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.push(outcome);
                    }
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_default();
    summary(&outcomes);
    let mut failures: Vec<String> = outcomes.iter().filter_map(Outcome::failure).collect();
    if outcomes.len() != rows.len() {
        failures.push(format!("{} of {} documents came through", outcomes.len(), rows.len()));
    }
    failures
}

/// A line for each version: what was generated, and of how many documents each check passed.
fn summary(outcomes: &[Outcome]) {
    let mut versions: BTreeMap<String, Vec<&Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        versions.entry(outcome.version.split('.').take(2).collect::<Vec<_>>().join(".")).or_default().push(outcome);
        versions.entry("all".to_owned()).or_default().push(outcome);
    }
    print!("\nversion  documents  generated  operations   types    lines  CPU ms  warnings");
    Check::ALL.iter().for_each(|check| print!(" {:>9}", check.as_str()));
    println!("  failed");
    for (version, outcomes) in versions {
        let sum = |what: fn(&Outcome) -> usize| outcomes.iter().map(|outcome| what(outcome)).sum::<usize>();
        print!(
            "{version:<8} {:>9} {:>10} {:>11} {:>7} {:>8} {:>7} {:>9}",
            outcomes.len(),
            sum(|outcome| usize::from(outcome.answer.rejected.is_none())),
            sum(|outcome| outcome.answer.operations),
            sum(|outcome| outcome.answer.types),
            sum(|outcome| outcome.answer.lines),
            sum(|outcome| outcome.answer.milliseconds),
            sum(|outcome| outcome.answer.warnings),
        );
        for check in Check::ALL {
            let results: Vec<bool> = outcomes.iter().filter_map(|outcome| outcome.checked(check)).collect();
            let passed = results.iter().filter(|passed| **passed).count();
            print!(" {:>9}", format!("{passed}/{}", results.len()));
        }
        println!(" {:>7}", sum(|outcome| usize::from(outcome.failure().is_some())));
    }
}
