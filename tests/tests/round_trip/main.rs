//! The round trip: values made from a document are read by the types that were generated from it, as clients and as
//! servers read them, and written back to equal JSON.
//!
//! The values come from the document alone: [`schemas`] translates it to JSON Schema by itself, [`values`] makes
//! values of that, and `jsonschema` judges each. Only which type belongs to which schema is asked of the generator.
//!
//! Without a variable the documents of `swagger/` are tried. `GATEWRIGHT_CORPUS=DIR` tries those that
//! `DIR/manifest.tsv` names; `GATEWRIGHT_ROUND_TRIP=all` all of them, else a part: the small ones and another tenth
//! of the others every day. `GATEWRIGHT_ONLY=TEXT` tries those whose path has the text in it.
//!
//! An example that does not come back is no failure where the report says that it is not of its schema's type.
//!
//! It fails when a value of the own documents does not come back, or more than one in 2,000 of a corpus: schemas of
//! others contradict themselves here and there. It fails as well when a document cannot be generated or compiled.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod demands;
mod document;
mod family;
mod given;
mod judge;
mod keywords;
#[path = "../corpus/manifest.rs"]
mod manifest;
mod program;
#[path = "../mutation/random.rs"]
mod random;
mod schemas;
mod strings;
mod values;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{fs, thread};

use document::{Failure, Outcome};
use program::Runtime;

fn main() -> ExitCode {
    let (root, paths) = match documents() {
        Ok(documents) => documents,
        Err(error) => return failed(&error),
    };
    let runtime = match Runtime::build("") {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let outcomes = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let work = || {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let started = Instant::now();
                    let outcome = document::check(&runtime, &root, path);
                    println!("{}", line(&outcome, started.elapsed().as_secs_f64()));
                    for failure in outcome.failures.iter().take(3) {
                        println!("    {failure}");
                    }
                    outcomes.lock().unwrap().push(outcome);
                }
            };
            // References within references: deeper than the stack of a thread usually is.
            thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, work).unwrap();
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap();
    outcomes.sort_by(|one, other| one.path.cmp(&other.path));
    summary(&outcomes);
    let told = tell(&outcomes);
    if outcomes.len() == paths.len() && told { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn failed(error: &str) -> ExitCode {
    println!("round trip: {error}");
    ExitCode::FAILURE
}

/// The documents to be tried: a folder, and their paths in it.
fn documents() -> Result<(PathBuf, Vec<String>), String> {
    let Some(corpus) = std::env::var_os("GATEWRIGHT_CORPUS").map(PathBuf::from) else {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../swagger");
        let mut names: Vec<String> = fs::read_dir(&own)
            .map_err(|error| error.to_string())?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        return Ok((own, names));
    };
    let rows = manifest::rows(&corpus.join("manifest.tsv"))?;
    let all = std::env::var("GATEWRIGHT_ROUND_TRIP").as_deref() == Ok("all");
    let only = std::env::var("GATEWRIGHT_ONLY").ok();
    let day = std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs() / 86_400);
    let mut chosen = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let path = manifest::cell(row, "path");
        let size = fs::metadata(corpus.join(path)).map_or(0, |file| file.len());
        let taken = match &only {
            Some(text) => path.contains(text.as_str()),
            None => all || size <= SMALL || (index as u64 + day).is_multiple_of(10),
        };
        if taken {
            chosen.push((size, path.to_owned()));
        }
    }
    // The largest first, so that none is left over at the end.
    chosen.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    Ok((corpus, chosen.into_iter().map(|(_, path)| path).collect()))
}

/// Documents up to this many bytes are always tried.
const SMALL: u64 = 30_000;

fn line(outcome: &Outcome, seconds: f64) -> String {
    let what = match &outcome.error {
        Some(error) => format!("ERROR {error}"),
        None => format!(
            "{:>5} schemas {:>4} empty {:>6} values {:>5} given {:>5} failed {seconds:>6.1} s",
            outcome.schemas,
            outcome.empty.len(),
            outcome.values,
            outcome.given,
            outcome.failures.len()
        ),
    };
    format!("{:<60} {what}", outcome.path)
}

/// A line for each version.
fn summary(outcomes: &[Outcome]) {
    let mut versions: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        versions.entry(&outcome.version).or_default().push(outcome);
        versions.entry("all").or_default().push(outcome);
    }
    println!("\nversion  documents  schemas  no value   values  examples  came back  told  failed  schemas that fail");
    for (version, outcomes) in versions {
        let sum = |what: fn(&Outcome) -> usize| outcomes.iter().map(|outcome| what(outcome)).sum::<usize>();
        let (values, failed) = (sum(|outcome| outcome.values), sum(|outcome| outcome.failures.len()));
        let told = sum(|outcome| outcome.told);
        println!(
            "{version:<8} {:>9} {:>8} {:>9} {values:>8} {:>9} {:>10} {told:>5} {failed:>7} {:>18}",
            outcomes.len(),
            sum(|outcome| outcome.schemas),
            sum(|outcome| outcome.empty.len()),
            sum(|outcome| outcome.given),
            values - failed - told,
            sum(Outcome::failing),
        );
    }
}

/// Of a corpus, one value in so many may fail.
const TOLERANCE: usize = 2_000;

/// Writes all that failed into a file, and says whether that is too much.
fn tell(outcomes: &[Outcome]) -> bool {
    let mut text = String::new();
    let sum = |what: fn(&Outcome) -> usize| outcomes.iter().map(what).sum::<usize>();
    let failed = sum(|outcome| outcome.failures.len());
    let admitted =
        if std::env::var_os("GATEWRIGHT_CORPUS").is_some() { sum(|outcome| outcome.values) / TOLERANCE } else { 0 };
    println!("\nround trip: {failed} values did not come back; {admitted} may");
    let mut good = failed <= admitted;
    for outcome in outcomes {
        if let Some(error) = &outcome.error {
            let _ = writeln!(text, "{}\terror\t{error}", outcome.path);
            println!("- {}: {error}", outcome.path);
            good = false;
        }
        for failure in &outcome.failures {
            let Failure { place, rust, value, said } = failure;
            let _ = writeln!(text, "{}\t{place}\t{rust}\t{value}\t{said}", outcome.path);
        }
        for place in &outcome.empty {
            let _ = writeln!(text, "{}\t{place}\tno value", outcome.path);
        }
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round-trip.tsv");
    if fs::write(&file, text).is_ok() && failed > 0 {
        println!("all of them: {}", file.display());
    }
    good
}
