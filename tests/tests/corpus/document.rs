//! One document: what was generated from it, and what became of it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use gatewright::{Builder, Error, Generated, Report, Severity};

use crate::compile::{Compiled, Compiler};
use crate::manifest::{Row, cell};

#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) path: String,
    pub(crate) version: String,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    pub(crate) lines: usize,
    /// CPU time of generating.
    pub(crate) milliseconds: usize,
    pub(crate) warnings: usize,
    pub(crate) compiled: Option<Compiled>,
    text: String,
    refused: Option<String>,
}

pub(crate) fn generate(corpus: &Path, row: &Row) -> Outcome {
    let path = cell(row, "path");
    let before = cpu_milliseconds();
    let result = run(&corpus.join(path));
    let milliseconds = cpu_milliseconds().saturating_sub(before);
    let mut outcome =
        Outcome { path: path.to_owned(), version: cell(row, "version").to_owned(), milliseconds, ..Outcome::default() };
    match result {
        Ok(generated) => {
            outcome.operations = generated.operations;
            outcome.types = generated.types;
            outcome.warnings = generated.report.count(Severity::Warning);
            outcome.text = generated.files.into_iter().map(|file| file.text).collect();
            outcome.lines = outcome.text.lines().count();
        }
        Err(message) => outcome.refused = Some(message),
    }
    outcome
}

/// Generates, or says why not; a panic is an answer too.
pub(crate) fn run(path: &Path) -> Result<Generated, String> {
    let result = catch_unwind(AssertUnwindSafe(|| Builder::new(path).generate()));
    match result {
        Ok(Ok(generated)) => Ok(generated),
        Ok(Err(Error::Document(report))) => Err(first_error(&report)),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(PANIC.to_owned()),
    }
}

pub(crate) const PANIC: &str = "the generator panicked";

fn first_error(report: &Report) -> String {
    let lines = report.one_line();
    let is_error = |line: &&String| line.contains(": error[") || line.starts_with("error[");
    lines.iter().find(is_error).or(lines.first()).cloned().unwrap_or_default()
}

impl Outcome {
    pub(crate) fn compile(&mut self, compiler: &Compiler) {
        if self.refused.is_none() {
            self.compiled = compiler.compile(&self.path, &self.text, self.lines);
        }
        self.text = String::new();
    }

    pub(crate) fn failure(&self) -> Option<String> {
        let reason = match (&self.refused, &self.compiled) {
            (Some(message), _) => format!("refused: {message}"),
            (None, Some(Compiled { errors: Some(errors), .. })) => format!("does not compile:\n{errors}"),
            _ => return None,
        };
        Some(format!("{}: {reason}", self.path))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compiled = match &self.compiled {
            _ if self.refused.is_some() => "REFUSED".to_owned(),
            None => "not compiled".to_owned(),
            Some(Compiled { errors: Some(_), .. }) => "DOES NOT COMPILE".to_owned(),
            Some(Compiled { errors: None, seconds }) => format!("compiled in {seconds:.1} s"),
        };
        write!(
            out,
            "{:<60} {:>5} operations {:>5} types {:>7} lines {:>6} ms {:>4} warnings  {compiled}",
            self.path, self.operations, self.types, self.lines, self.milliseconds, self.warnings
        )
    }
}

/// CPU time that this process has used, its compilers apart; the clock where the system does not tell.
fn cpu_milliseconds() -> usize {
    let ticks = || -> Option<usize> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        // The name may hold spaces; what follows its bracket does not.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<usize>().ok()? + fields.get(12)?.parse::<usize>().ok()?)
    };
    let clock = || std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_millis() as usize);
    ticks().map_or_else(clock, |ticks| ticks * 10)
}
