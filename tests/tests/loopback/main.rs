//! Loopback: values made from the schemas of a document go from the generated client to the generated server and back
//! over HTTP, and come back equal; each constraint broken once is rejected with its place.
//!
//! The values come from the document alone, and `jsonschema` accepts each, as in the round trip. Of the generated code
//! only names are read ([`generated`]), to write a program that calls and answers each operation ([`harness`]).
//!
//! Without a variable the documents of `swagger/` are tried. `GATEWRIGHT_CORPUS=DIR` tries those that
//! `DIR/manifest.tsv` names, `GATEWRIGHT_ONLY=TEXT,TEXT` those of them that have one of the texts in their paths.
//! Servers word rejections as problem details here, whatever the document has for them: those have room for the place.
//!
//! It fails when fewer than 97 of 100 operations take part, or a program cannot be compiled. All reasons stand in a file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]
#![allow(dead_code, reason = "the modules of the round trip have more than is needed here")]

mod breaking;
mod cases;
mod defaults;
#[path = "../round_trip/demands.rs"]
mod demands;
mod document;
#[path = "../round_trip/family.rs"]
mod family;
mod faults;
mod generated;
mod harness;
#[path = "../round_trip/judge.rs"]
mod judge;
#[path = "../round_trip/keywords.rs"]
mod keywords;
#[path = "../corpus/manifest.rs"]
mod manifest;
mod operations;
mod prism;
#[path = "../round_trip/program.rs"]
mod program;
#[path = "../mutation/random.rs"]
mod random;
#[path = "../round_trip/schemas.rs"]
mod schemas;
#[path = "../round_trip/strings.rs"]
mod strings;
#[path = "../round_trip/values.rs"]
mod values;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{fs, io};

use document::Outcome;
use prism::Held;
use program::Runtime;

fn main() -> ExitCode {
    // References within references: deeper than the stack of a thread usually is.
    match std::thread::Builder::new().stack_size(256 << 20).spawn(run).unwrap().join().unwrap() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("loopback: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let (root, paths) = documents()?;
    let runtime = Runtime::build("client,server,blocking")?;
    let mut outcomes = Vec::new();
    for path in paths {
        let started = Instant::now();
        let outcome = document::check(&runtime, &root, &path);
        println!("{}", line(&outcome, started.elapsed().as_secs()));
        for (operation, reason) in outcome.reasons.iter().take(SHOWN) {
            println!("    {operation}: {reason:.300}");
        }
        outcomes.push(outcome);
    }
    let sum = |what: fn(&Outcome) -> usize| outcomes.iter().map(what).sum::<usize>();
    let (part, all) = (sum(Outcome::taking_part), sum(|outcome| outcome.operations));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("loopback.tsv");
    reasons(&file, &outcomes).map_err(|error| error.to_string())?;
    println!("\nall reasons: {}", file.display());
    println!("loopback refused: {} of {} broken constraints", sum(|one| one.rejected), sum(|one| one.broken));
    println!("loopback exchanges: {}", sum(|one| one.exchanges));
    println!("loopback: {part} of {all} operations");
    let compiled = outcomes.iter().all(|outcome| outcome.error.is_none());
    let held: Vec<Held> = outcomes.iter().filter_map(|outcome| outcome.held).collect();
    if !held.is_empty() {
        let all = held.iter().fold(Held::default(), |all, one| all + *one);
        println!("prism {} documents: {all}", held.len());
        return Ok(compiled && held.len() == outcomes.len() && all.rejected == 0);
    }
    Ok(compiled && all > 0 && part * 100 >= all * LEAST)
}

/// How many reasons of a document are printed.
const SHOWN: usize = 5;
/// So many operations of a hundred take part.
const LEAST: usize = 97;

fn documents() -> Result<(PathBuf, Vec<String>), String> {
    let only = std::env::var("GATEWRIGHT_ONLY").unwrap_or_default();
    let taken = |path: &String| only.split(',').any(|text| path.contains(text));
    if let Some(corpus) = std::env::var_os("GATEWRIGHT_CORPUS").map(PathBuf::from) {
        let rows = manifest::rows(&corpus.join("manifest.tsv"))?;
        let mut paths: Vec<String> =
            rows.iter().map(|row| manifest::cell(row, "path").to_owned()).filter(taken).collect();
        // The small ones first: they say soonest what is wrong.
        paths.sort_by_key(|path| fs::metadata(corpus.join(path)).map_or(0, |file| file.len()));
        return Ok((corpus, paths));
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../swagger");
    let files = fs::read_dir(&own).map_err(|error| error.to_string())?;
    let mut paths: Vec<String> = files.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
    paths.sort();
    paths.retain(taken);
    Ok((own, paths))
}

fn line(outcome: &Outcome, seconds: u64) -> String {
    let Outcome { path, operations, exchanges, broken, rejected, .. } = outcome;
    match &outcome.error {
        Some(error) => format!("{path}: 0 of {operations} operations: {error}"),
        None => format!(
            "{path}: {} of {operations} operations, {exchanges} exchanges, {rejected} of {broken} rejected, {seconds} s",
            outcome.taking_part()
        ),
    }
}

/// A row for each operation that does not take part.
fn reasons(file: &Path, outcomes: &[Outcome]) -> io::Result<()> {
    let mut text = String::from("document\toperation\treason\n");
    for outcome in outcomes {
        for (operation, reason) in &outcome.reasons {
            let reason = reason.replace(['\t', '\n', '\r'], " ");
            let _ = writeln!(text, "{}\t{operation}\t{reason:.1000}", outcome.path);
        }
        if let Some(error) = &outcome.error {
            let _ = writeln!(text, "{}\tall\t{}", outcome.path, error.replace(['\t', '\n', '\r'], " "));
        }
    }
    fs::write(file, text)
}
