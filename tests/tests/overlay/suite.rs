//! The examples of the Overlay Specification.

use std::fs;
use std::path::{Path, PathBuf};

use gatewright_document::{Document, LoadOptions, Report, Severity};

/// Where the examples are by default, beside the folder of the project.
const SUITE: &str = "../../shared/suites/overlay";
/// A document that has all that the overlays of `tests` look for, or at least is one.
const DOCUMENT: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1', description: D}\npaths: {}\n";

/// What came of the examples.
pub(crate) struct Suite {
    pub(crate) examples: usize,
    pub(crate) failures: Vec<String>,
}

/// Runs all examples; `None` where they are not there.
pub(crate) fn run() -> Option<Suite> {
    let folder = std::env::var_os("GATEWRIGHT_OVERLAY_SUITE").map_or_else(|| PathBuf::from(SUITE), PathBuf::from);
    if !folder.is_dir() {
        println!("overlay: the examples are left out, since {} is not there", folder.display());
        return None;
    }
    let mut suite = Suite { examples: 0, failures: Vec::new() };
    for version in folders(&folder.join("tests")) {
        for (kind, wanted) in [("pass", true), ("fail", false)] {
            for overlay in entries(&version.join(kind)) {
                suite.check(&overlay, validity(&overlay, wanted));
            }
        }
    }
    for set in folders(&folder.join("compliant-sets")) {
        suite.check(&set, application(&set));
    }
    assert!(suite.examples > 0, "{} has no examples", folder.display());
    Some(suite)
}

impl Suite {
    fn check(&mut self, example: &Path, outcome: Result<(), String>) {
        self.examples += 1;
        if let Err(why) = outcome {
            self.failures.push(format!("{}: {why}", example.display()));
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

/// Whether an overlay is taken for one. What it then finds in the document is another matter.
fn validity(overlay: &Path, wanted: bool) -> Result<(), String> {
    let loaded = LoadOptions::new().overlay(overlay).load_text("openapi.yaml", DOCUMENT);
    let invalid = match &loaded {
        Ok(_) => None,
        Err(report) => errors(report).find(|line| line.contains("[invalid-overlay]")),
    };
    match (wanted, invalid) {
        (true, Some(line)) => Err(format!("is rejected: {line}")),
        (false, None) => Err("is taken for an overlay".to_owned()),
        _ => Ok(()),
    }
}

fn errors(report: &Report) -> impl Iterator<Item = String> {
    let lines = report.diagnostics().iter().zip(report.one_line());
    lines.filter(|(diagnostic, _)| diagnostic.severity == Severity::Error).map(|(_, line)| line)
}

/// Whether a document becomes what the example says, as YAML and as JSON.
fn application(set: &Path) -> Result<(), String> {
    let load = |options: LoadOptions, file: &str| options.load(set.join(file)).map_err(|report| report.to_string());
    let wanted = load(LoadOptions::new(), "output.yaml")?;
    let plain = load(LoadOptions::new(), "openapi.yaml")?;
    let overlay = set.join("overlay.yaml");
    let applied = load(LoadOptions::new().overlay(&overlay), "openapi.yaml")?;
    same(&applied, &wanted)?;
    let text = plain.root().value().to_json().to_string();
    let applied =
        LoadOptions::new().overlay(&overlay).load_text("openapi.json", &text).map_err(|report| report.to_string())?;
    same(&applied, &wanted)
}

fn same(applied: &Document, wanted: &Document) -> Result<(), String> {
    if let Some(error) = errors(applied.report()).next() {
        return Err(error);
    }
    match applied.root().value() == wanted.root().value() {
        true => Ok(()),
        false => Err(format!(
            "becomes\n{:#}\nand not\n{:#}",
            applied.root().value().to_json(),
            wanted.root().value().to_json()
        )),
    }
}
