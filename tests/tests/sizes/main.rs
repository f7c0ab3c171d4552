//! No model is large by value: sizes of all types of a corpus, and values of them read on a small stack.
//!
//! `GATEWRIGHT_CORPUS=DIR` names a folder with `manifest.tsv`; without it the documents of `swagger/` are tried. It fails
//! where a type takes more than 4 kB by value, or a value of a schema cannot be read and dropped on a stack of 512 kB in a
//! debug build. `GATEWRIGHT_ONLY=TEXT` takes the documents whose path has the text in it, `GATEWRIGHT_TOLD=1` prints the
//! ten largest types of each document.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]
#![allow(dead_code, reason = "the modules of the round trip have more than is needed here")]

#[path = "../round_trip/demands.rs"]
mod demands;
#[path = "../round_trip/document.rs"]
mod document;
#[path = "../round_trip/family.rs"]
mod family;
#[path = "../round_trip/given.rs"]
mod given;
#[path = "../round_trip/judge.rs"]
mod judge;
#[path = "../round_trip/keywords.rs"]
mod keywords;
#[path = "../corpus/manifest.rs"]
mod manifest;
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

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gatewright_build::Builder;
use gatewright_document::Document;
use indexmap::IndexSet;

use document::{Outcome, questions, rust};
use program::Runtime;

/// The bound in bytes.
const LARGEST: usize = 4096;

fn main() -> ExitCode {
    // References within references: deeper than the stack of a thread usually is.
    match std::thread::Builder::new().stack_size(256 << 20).spawn(run).unwrap().join().unwrap() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("sizes: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A type, its size, and the document that it is of.
type Sized = (usize, String, String);

fn run() -> Result<bool, String> {
    let (root, paths) = documents()?;
    let runtime = Runtime::build("")?;
    let (mut all, mut good): (Vec<Sized>, bool) = (Vec::new(), true);
    for path in &paths {
        match sizes(&runtime, &root.join(path), path) {
            Ok(mut sizes) => {
                sizes.sort();
                if std::env::var_os("GATEWRIGHT_TOLD").is_some() {
                    sizes.iter().rev().take(10).for_each(|(size, ty, _)| println!("    {size:>6} {ty}"));
                }
                all.extend(sizes);
            }
            Err(error) => {
                println!("- {path}: {error}");
                good = false;
            }
        }
    }
    let none = (0, String::new(), String::new());
    let (bytes, ty, document) = all.iter().max().unwrap_or(&none);
    println!("sizes: {} types, largest {bytes} bytes ({ty} of {document})", all.len());
    Ok(good && *bytes <= LARGEST)
}

fn documents() -> Result<(PathBuf, Vec<String>), String> {
    let only = std::env::var("GATEWRIGHT_ONLY").unwrap_or_default();
    let taken = |path: &String| path.contains(&only);
    if let Some(corpus) = std::env::var_os("GATEWRIGHT_CORPUS").map(PathBuf::from) {
        let rows = manifest::rows(&corpus.join("manifest.tsv"))?;
        let paths = rows.iter().map(|row| manifest::cell(row, "path").to_owned()).filter(taken).collect();
        return Ok((corpus, paths));
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../swagger");
    let files = std::fs::read_dir(&own).map_err(|error| error.to_string())?;
    let mut paths: Vec<String> = files.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
    paths.sort();
    paths.retain(taken);
    Ok((own, paths))
}

/// The sizes of the types of a document, whose values have been read on a small stack.
fn sizes(runtime: &Runtime, file: &Path, path: &str) -> Result<Vec<Sized>, String> {
    let document = Document::load(file).map_err(|report| report.one_line().join("\n"))?;
    let builder = Builder::new(file).client(false).server(false).list_models(true);
    let generated = builder.generate_from(&document).map_err(|error| error.to_string())?;
    let types: IndexSet<String> = generated.models.iter().map(rust).collect();
    let api: String = generated.files.into_iter().map(|file| file.text).collect();
    let name = format!("sizes-{}", path.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    let listed: Vec<String> = types.iter().cloned().collect();
    let main = program::for_types(include_str!("program_main.rs"), &listed);
    let compiling = program::compile(runtime, &name, &api, &main)?;
    let questions = questions(&document, &generated.models, &mut Outcome::default());
    let mut input = Vec::new();
    for question in &questions {
        let index = types.get_index_of(&rust(&generated.models[question.model])).ok_or("a type is not listed")?;
        input.extend_from_slice(format!("{index}\t{}\n", question.value).as_bytes());
    }
    let answers = compiling.run(input)?;
    if answers.len() != types.len() + questions.len() {
        return Err(format!("{} answers to {} types and values", answers.len(), types.len() + questions.len()));
    }
    let sizes = types.into_iter().zip(answers).filter_map(|(ty, size)| Some((size.parse().ok()?, ty, path.to_owned())));
    Ok(sizes.collect())
}
