//! A document is generated from in a process of its own: what ends it ends nothing else.
//!
//! The test calls itself. The child writes the sources that are to be compiled into a folder, and says in
//! one line of JSON what became of the document.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use gatewright_build::{Builder, Document, Error, Generated, Report, Severity};
use serde::{Deserialize, Serialize};

use crate::compile::{Check, Selection};
use crate::order;

/// The first argument of a child.
const GENERATE: &str = "--generate";

/// Whoever takes longer has been led astray.
const LIMIT: Duration = Duration::from_secs(600);

/// Outputs of fewer lines are made again from the document in another order.
const REORDERED: usize = 30_000;

/// What became of a document.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    pub(crate) operations: usize,
    pub(crate) types: usize,
    pub(crate) lines: usize,
    pub(crate) warnings: usize,
    /// CPU time and peak memory of generating client, server and models.
    pub(crate) milliseconds: usize,
    pub(crate) megabytes: usize,
    /// What of the API depends on the order of the document.
    pub(crate) order: Option<String>,
    /// Why nothing was generated.
    pub(crate) rejected: Option<String>,
    /// The first thing that was said about it.
    pub(crate) said: String,
    /// No answer of the generator: it panicked, crashed or did not come back.
    pub(crate) crashed: bool,
}

impl Answer {
    fn crash(reason: impl Into<String>) -> Self {
        Self { rejected: Some(reason.into()), crashed: true, ..Self::default() }
    }
}

/// Generates from a document; the sources of the checks that it is selected for are written into the folder.
pub(crate) fn generate(document: &Path, name: &str, selection: Selection, folder: &Path) -> Answer {
    let command = std::env::current_exe().map(Command::new);
    let child = command.and_then(|mut command| {
        command.args([GENERATE.as_ref(), document.as_os_str(), name.as_ref(), folder.as_os_str()]);
        command.arg(selection.as_str()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()
    });
    match child {
        Ok(child) => wait(child),
        Err(error) => Answer::crash(format!("cannot be run: {error}")),
    }
}

fn wait(mut child: Child) -> Answer {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(None) if started.elapsed() < LIMIT => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Answer::crash(format!("took more than {} s", LIMIT.as_secs()));
            }
            Ok(Some(_)) | Err(_) => break,
        }
    }
    match child.wait_with_output() {
        // The line fits into a pipe, so that a child never waits for its reader.
        Ok(output) => serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| Answer::crash(format!("the generator crashed: {}", output.status))),
        Err(error) => Answer::crash(error.to_string()),
    }
}

/// What this process is to do if it is a child.
pub(crate) fn run() -> Option<ExitCode> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [flag, document, name, folder, selection] = arguments.as_slice() else { return None };
    if flag.as_os_str() != GENERATE {
        return None;
    }
    let selection = Selection::parse(&selection.to_string_lossy());
    let answer = catch_unwind(AssertUnwindSafe(|| answer(document, &name.to_string_lossy(), selection, folder)))
        .unwrap_or_else(|_| Answer::crash("the generator panicked"));
    println!("{}", serde_json::to_string(&answer).unwrap());
    Some(ExitCode::SUCCESS)
}

fn answer(document: &Path, name: &str, selection: Selection, folder: &Path) -> Answer {
    let builder = Builder::new(document);
    let mut answer = match builder.generate() {
        Ok(generated) => accepted(&builder, document, &generated, name, selection, folder),
        Err(Error::Document(report)) => {
            let first = first_error(&report);
            Answer { rejected: Some(first.clone()), said: first, ..Answer::default() }
        }
        Err(error) => Answer::crash(error.to_string()),
    };
    // A kilobyte of text fits into every pipe; messages may quote whatever the document says.
    for text in answer.rejected.iter_mut().chain([&mut answer.said]) {
        *text = text.chars().take(1_000).collect();
    }
    answer
}

fn accepted(
    builder: &Builder,
    document: &Path,
    generated: &Generated,
    name: &str,
    selection: Selection,
    folder: &Path,
) -> Answer {
    let mut answer = Answer {
        operations: generated.operations,
        types: generated.types,
        lines: generated.files.iter().map(|file| file.text.lines().count()).sum(),
        warnings: generated.report.count(Severity::Warning),
        milliseconds: cpu_milliseconds(),
        megabytes: peak_megabytes(),
        said: generated.report.one_line().first().cloned().unwrap_or_default(),
        ..Answer::default()
    };
    if answer.lines < REORDERED {
        answer.order = reordered(builder, document, generated);
    }
    for check in selection.checks(name, answer.lines) {
        let written = write(check, builder, generated, folder);
        answer.rejected = answer.rejected.or(written.err());
    }
    answer
}

/// Generates from the document in another order; says what of the API depends on it.
fn reordered(builder: &Builder, path: &Path, generated: &Generated) -> Option<String> {
    let document = Document::load(path).ok()?;
    // Of several files only the first is put into another order, and that would have to be written to disk.
    if document.files().count() > 1 {
        return None;
    }
    let json = serde_json::from_str(&document.root().value().to_json().to_string()).ok()?;
    let generate = |json: &serde_json::Value| {
        let document = Document::from_text("other.json", &json.to_string()).map_err(|error| error.to_string())?;
        builder.generate_from(&document).map_err(|error| error.to_string())
    };
    // YAML says more than JSON: `1.10` is a text where the schema says string.
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let as_json = (!is_json).then(|| generate(&json)).transpose();
    let (as_json, again) = match as_json.and_then(|as_json| Ok((as_json, generate(&order::shuffled(&json, &mut 1))?))) {
        Ok(both) => both,
        Err(error) => return Some(error.chars().take(300).collect()),
    };
    let api = |generated: &Generated| {
        // The first line names the file.
        let lines = generated.files.iter().flat_map(|file| file.text.lines().skip(1));
        order::api(&lines.collect::<Vec<_>>().join("\n"))
    };
    let (one, other) = (api(as_json.as_ref().unwrap_or(generated)), api(&again));
    let known: BTreeSet<&str> = one.lines().collect();
    let differ = other.lines().filter(|line| !known.contains(line));
    let differ: Vec<&str> = differ.take(3).collect();
    (!differ.is_empty()).then(|| differ.join(" | ").chars().take(300).collect())
}

/// The sources of one check.
fn write(check: Check, builder: &Builder, generated: &Generated, folder: &Path) -> Result<(), String> {
    let write = |path: &str, text: &str| {
        let path = folder.join(check.as_str()).join(path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(|error| error.to_string())
    };
    let one = |generated: &Generated| generated.files.iter().map(|file| file.text.as_str()).collect::<String>();
    let half =
        |builder: Builder| builder.generate().map(|generated| one(&generated)).map_err(|error| error.to_string());
    match check {
        Check::Crate => {
            let whole = builder.generate_crate("generated").map_err(|error| error.to_string())?;
            let text = |path: &str| whole.files.iter().find(|file| file.path == path).map_or("", |file| &file.text);
            whole.files.iter().try_for_each(|file| write(&file.path, &file.text))?;
            write("src/lib.rs", &format!("{}{}", text("src/lib.rs"), snippets(text("README.md"))))
        }
        Check::Docs => {
            let whole = builder.generate_crate("generated").map_err(|error| error.to_string())?;
            whole.files.iter().try_for_each(|file| write(&file.path, &file.text))
        }
        Check::Module => {
            write("src/api.rs", &one(generated))?;
            write("src/lib.rs", "//! A user's crate.\n\n/// Generated.\npub mod api {\n    include!(\"api.rs\");\n}\n")
        }
        Check::Halves => {
            write("src/client.rs", &half(builder.clone().server(false))?)?;
            write("src/server.rs", &half(builder.clone().client(false))?)?;
            let halves = ["client", "server"];
            let modules = halves.map(|half| format!("\nmod {half} {{\n    include!(\"{half}.rs\");\n}}\n"));
            write("src/lib.rs", &format!("//! A user's crate.\n{}", modules.concat()))
        }
    }
}

/// The examples of a README as modules of the crate that it is about.
fn snippets(readme: &str) -> String {
    let blocks = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split_once("\n```"));
    let modules = blocks.enumerate().map(|(index, (block, _))| {
        format!("    mod example_{index} {{\n        use crate as generated;\n{block}\n    }}\n")
    });
    let modules: String = modules.collect();
    format!(
        "\n#[allow(dead_code, unused_imports, clippy::all, reason = \"nobody calls examples\")]\nmod readme {{\n{modules}}}\n"
    )
}

fn first_error(report: &Report) -> String {
    let lines = report.one_line();
    let is_error = |line: &&String| line.contains(": error[") || line.starts_with("error[");
    lines.iter().find(is_error).or(lines.first()).cloned().unwrap_or_default()
}

/// CPU time that this process has used; nothing where the system does not tell.
fn cpu_milliseconds() -> usize {
    let ticks = || -> Option<usize> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        // The name may hold spaces; what follows its bracket does not.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<usize>().ok()? + fields.get(12)?.parse::<usize>().ok()?)
    };
    ticks().unwrap_or_default() * 10
}

/// The most memory that this process has held; nothing where the system does not tell.
fn peak_megabytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or_default() / 1_024
}
