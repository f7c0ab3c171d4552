//! Recorded responses of real services, read by the types that were generated from their documents.
//!
//! `GATEWRIGHT_PAYLOADS=DIR` names a folder with `documents.tsv` (columns `file` and `document`) and files of JSON lines:
//! `how` says which schema a line is of (`["op", METHOD, PATH, STATUS]` or `["schema", NAME]`), `body` is what was
//! received. `GATEWRIGHT_CORPUS=DIR` has the documents. Without both this says so and passes.
//!
//! Services depart from their documents; so a body that is rejected is reported, with its cause. Only where the crate
//! `jsonschema` says that the document allows the body, the test fails. `GATEWRIGHT_ONLY=TEXT` takes the files with the
//! text in their names, `GATEWRIGHT_TOLD=1` prints each line that is rejected.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]
#![allow(dead_code, reason = "the modules of the round trip have more than is needed here")]

#[path = "../round_trip/demands.rs"]
mod demands;
#[path = "../round_trip/family.rs"]
mod family;
#[path = "../round_trip/judge.rs"]
mod judge;
#[path = "../round_trip/keywords.rs"]
mod keywords;
#[path = "../corpus/manifest.rs"]
mod manifest;
mod place;
#[path = "../round_trip/program.rs"]
mod program;
#[path = "../mutation/random.rs"]
mod random;
#[path = "../round_trip/schemas.rs"]
mod schemas;
#[path = "../round_trip/strings.rs"]
mod strings;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use gatewright_build::{Builder, Generated, Model};
use gatewright_document::{Document, Node};
use indexmap::IndexSet;
use serde_json::Value;

use judge::Judge;
use program::Runtime;
use schemas::{Schemas, View};

fn main() -> ExitCode {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let (Some(corpus), Some(payloads)) = (folder("GATEWRIGHT_CORPUS"), folder("GATEWRIGHT_PAYLOADS")) else {
        println!("payloads: GATEWRIGHT_CORPUS and GATEWRIGHT_PAYLOADS are not both set");
        return ExitCode::SUCCESS;
    };
    // References within references: deeper than the stack of a thread usually is.
    let work = move || run(&corpus, &payloads);
    let sum = std::thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap().join().unwrap();
    match sum {
        Ok(sum) => {
            println!("payloads all: decoded {} of {}, equal {}", sum.decoded, sum.lines, sum.equal);
            println!("payloads: {} refused although the document allows them", sum.wrong);
            if sum.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            println!("payloads: {error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Sum {
    lines: usize,
    decoded: usize,
    equal: usize,
    /// Rejected, and the document allows it.
    wrong: usize,
    causes: BTreeMap<String, usize>,
}

fn run(corpus: &Path, payloads: &Path) -> Result<Sum, String> {
    let runtime = Runtime::build("")?;
    let only = std::env::var("GATEWRIGHT_ONLY").unwrap_or_default();
    let (mut all, mut lenient) = (Sum::default(), Sum::default());
    for row in manifest::rows(&payloads.join("documents.tsv"))? {
        let file = manifest::cell(&row, "file");
        if !file.contains(&only) {
            continue;
        }
        let (document, lines) = (corpus.join(manifest::cell(&row, "document")), payloads.join(file));
        for (lenient, all) in [(false, &mut all), (true, &mut lenient)] {
            let sum = read(&runtime, &document, &lines, lenient)?;
            let setting = if lenient { " lenient-responses" } else { "" };
            println!("payloads {file}{setting}: decoded {} of {}, equal {}", sum.decoded, sum.lines, sum.equal);
            for (cause, count) in &sum.causes {
                println!("    {count:>4} {cause}");
            }
            all.lines += sum.lines;
            all.decoded += sum.decoded;
            all.equal += sum.equal;
            all.wrong += sum.wrong;
        }
    }
    let Sum { lines, decoded, equal, .. } = lenient;
    println!("payloads all lenient-responses: decoded {decoded} of {lines}, equal {equal}");
    all.wrong += lenient.wrong;
    Ok(all)
}

/// A line whose schema was found.
struct Line<'d> {
    id: String,
    body: Value,
    model: usize,
    node: Node<'d>,
}

fn read(runtime: &Runtime, document: &Path, file: &Path, lenient: bool) -> Result<Sum, String> {
    let document = Document::load(document).map_err(|report| report.one_line().join("\n"))?;
    let builder = Builder::new(file).client(false).server(false).list_models(true).lenient_responses(lenient);
    let generated = builder.generate_from(&document).map_err(|error| error.to_string())?;
    let Generated { files, models, .. } = generated;
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines: Vec<Line<'_>> = text.lines().filter_map(|line| find(&document, &models, line)).collect();
    let types: IndexSet<String> = lines.iter().map(|line| rust(&models[line.model])).collect();
    let api: String = files.into_iter().map(|file| file.text).collect();
    let name = format!("payloads-{}", file.file_stem().unwrap_or_default().to_string_lossy());
    let listed: Vec<String> = types.iter().cloned().collect();
    let program = include_str!("program_main.rs");
    let program = program.replace("LENIENT: bool = false", &format!("LENIENT: bool = {lenient}"));
    let main = program::for_types(&program, &listed);
    let compiling = program::compile(runtime, &name, &api, &main)?;
    let mut input = Vec::new();
    for line in &lines {
        let index = types.get_index_of(&rust(&models[line.model])).unwrap_or_default();
        input.extend_from_slice(format!("{index}\t{}\n", line.body).as_bytes());
    }
    let answers = compiling.run(input)?;
    judged(&document, &lines, &answers)
}

/// Finds the schema of a line, and its type; `None` if the document has none of it.
fn find<'d>(document: &'d Document, models: &[Model], line: &str) -> Option<Line<'d>> {
    let mut line: Value = serde_json::from_str(line).ok()?;
    let id = line["id"].as_str().unwrap_or_default().to_owned();
    let node = place::schema(document, &line["how"]);
    let model = node.as_ref().and_then(|node| models.iter().position(|model| model.origin == *node.origin()));
    let (Some(node), Some(model)) = (node, model) else {
        if std::env::var_os("GATEWRIGHT_TOLD").is_some() {
            println!("    {id}: the document has no schema for {}", line["how"]);
        }
        return None;
    };
    Some(Line { id, body: line["body"].take(), model, node })
}

fn rust(model: &Model) -> String {
    if model.nullable { format!("::core::option::Option<{}>", model.rust) } else { model.rust.clone() }
}

fn judged(document: &Document, lines: &[Line<'_>], answers: &[String]) -> Result<Sum, String> {
    if answers.len() != lines.len() {
        return Err(format!("{} answers to {} lines", answers.len(), lines.len()));
    }
    let mut schemas = Schemas::new(document, View::Response);
    let indexes: Vec<usize> = lines.iter().map(|line| schemas.add(&line.node)).collect();
    let judge = Judge::new(Arc::new(schemas.table));
    let mut sum = Sum { lines: lines.len(), ..Sum::default() };
    for ((line, answer), index) in lines.iter().zip(answers).zip(indexes) {
        match answer.split_once('\t') {
            Some(("read", same)) => {
                sum.decoded += 1;
                sum.equal += usize::from(same == "equal");
            }
            _ => {
                let why = answer.split_once('\t').map_or(answer.as_str(), |(_, why)| why);
                let allowed = judge.accepts(index, &line.body);
                sum.wrong += usize::from(allowed);
                if allowed || std::env::var_os("GATEWRIGHT_TOLD").is_some() {
                    println!("    {}{}: {why}", if allowed { "THE DOCUMENT ALLOWS " } else { "" }, line.id);
                }
                *sum.causes.entry(cause(why)).or_default() += 1;
            }
        }
    }
    Ok(sum)
}

/// What a rejection comes down to, without names and places.
fn cause(why: &str) -> String {
    let expected = why.strip_prefix("expected ").unwrap_or(why);
    let expected = expected.rsplit_once(" at `").map_or(expected, |(expected, _)| expected);
    let (expected, found) = expected.split_once(", found ").unwrap_or((expected, ""));
    let kind = |text: &str| {
        let kinds = ["a property", "one of", "the string", "the number", "an array of"];
        kinds.iter().find(|kind| text.starts_with(**kind)).map_or(text.to_owned(), |kind| (*kind).to_owned())
    };
    format!("expected {}, found {}", kind(expected), kind(found))
}
