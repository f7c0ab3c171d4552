//! One document: what was generated from it, and what became of that.

use std::fmt;
use std::path::Path;

use crate::child::{self, Answer};
use crate::compile::{self, Check, Compiled, Selection};
use crate::manifest::{Row, cell};
use crate::toolchain::Toolchain;

pub(crate) struct Outcome {
    path: String,
    pub(crate) version: String,
    pub(crate) answer: Answer,
    compiled: Vec<Compiled>,
}

impl Outcome {
    pub(crate) fn of(corpus: &Path, row: &Row, selection: Selection, toolchain: Option<&Toolchain>) -> Self {
        let path = cell(row, "path");
        let folder = compile::folder(path);
        let answer = child::generate(&corpus.join(path), path, selection, &folder);
        let compiled = match (&answer.rejected, toolchain) {
            (None, Some(toolchain)) => compile::compile(toolchain, &selection.checks(path, answer.lines), &folder),
            _ => Vec::new(),
        };
        Self { path: path.to_owned(), version: cell(row, "version").to_owned(), answer, compiled }
    }

    /// Whether a check was run, and whether it passed.
    pub(crate) fn checked(&self, check: Check) -> Option<bool> {
        self.compiled.iter().find(|compiled| compiled.check == check).map(|compiled| compiled.errors.is_none())
    }

    pub(crate) fn failure(&self) -> Option<String> {
        let rejected = self.answer.rejected.iter().map(|message| format!("rejected: {message}"));
        let failed = self.compiled.iter().filter_map(|compiled| {
            let errors = compiled.errors.as_ref()?;
            Some(format!("{} does not compile:\n{errors}", compiled.check.as_str()))
        });
        let reasons: Vec<String> = rejected.chain(failed).collect();
        (!reasons.is_empty()).then(|| format!("{}: {}", self.path, reasons.join("\n")))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Answer { operations, types, lines, milliseconds, megabytes, warnings, .. } = self.answer;
        // Documents of this repository have their whole path.
        let own = self.path.rsplit('/').next().filter(|_| self.version == "own");
        write!(
            out,
            "{:<60} {operations:>5} operations {types:>5} types {lines:>7} lines {milliseconds:>6} ms {megabytes:>4} MB \
             {warnings:>4} warnings ",
            own.unwrap_or(&self.path)
        )?;
        if let Some(order) = &self.answer.order {
            write!(out, " depends on the order of the document: {order} ")?;
        }
        match (&self.answer.rejected, self.compiled.as_slice()) {
            (Some(_), _) => out.write_str(" REJECTED"),
            (None, []) => out.write_str(" not compiled"),
            (None, compiled) => compiled.iter().try_for_each(|Compiled { check, seconds, errors }| match errors {
                None => write!(out, " {} {seconds:.1} s", check.as_str()),
                Some(_) => write!(out, " {} FAILED", check.as_str().to_uppercase()),
            }),
        }
    }
}
