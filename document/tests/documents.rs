//! Loads every document of an outside collection, named by `GATEWRIGHT_CORPUS`: a folder with
//! `manifest.tsv` (whose second column is a path) and perhaps `invalid/` with one of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gatewright_document::{Document, Node, Origin, Pointer, SourceId};

fn corpus() -> Option<PathBuf> {
    let found = std::env::var_os("GATEWRIGHT_CORPUS").map(PathBuf::from);
    if found.is_none() {
        println!("nothing to do: set GATEWRIGHT_CORPUS to a folder of documents with a manifest.tsv");
    }
    found
}

fn column(manifest: &Path, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(manifest).unwrap();
    let mut lines = text.lines();
    let position = lines.next().unwrap().split('\t').position(|title| title == name).unwrap();
    lines.filter_map(|line| line.split('\t').nth(position)).map(str::to_owned).collect()
}

/// Walks everything, as the later stages do.
fn count(node: &Node<'_>) -> usize {
    let entries: usize = node.entries().map(|(_, child)| count(&child)).sum();
    let items: usize = node.items().map(|child| count(&child)).sum();
    1 + entries + items
}

#[test]
fn every_document_loads() {
    let Some(corpus) = corpus() else { return };
    let mut failures = String::new();
    let mut timings = Vec::new();
    let mut remarks = 0;
    for path in column(&corpus.join("manifest.tsv"), "path") {
        let start = Instant::now();
        match Document::load(corpus.join(&path)) {
            Ok(document) => {
                let loaded = start.elapsed();
                let nodes = count(&document.root());
                let walked = start.elapsed() - loaded;
                let bytes: usize = document.sources().iter().map(|(_, source)| source.text().len()).sum();
                let located = locate_some(&document);
                timings.push((bytes, loaded, walked, located, nodes, path.clone()));
                let mut report = document.report().clone();
                report.sort();
                for line in report.one_line() {
                    remarks += 1;
                    println!("{line}");
                }
            }
            Err(report) => writeln!(failures, "{}", report.render(false)).unwrap(),
        }
    }
    timings.sort();
    println!("{} documents, {remarks} remarks; the largest:", timings.len());
    for (bytes, loaded, walked, located, nodes, path) in timings.iter().rev().take(10) {
        println!(
            "{:>7.1} kB {nodes:>7} nodes, load {:>6.1} ms, walk {:>5.1} ms, one place {:>5.1} ms  {path}",
            *bytes as f64 / 1000.0,
            milliseconds(*loaded),
            milliseconds(*walked),
            milliseconds(*located),
        );
    }
    assert!(failures.is_empty(), "{failures}");
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The time of one look-up, of the last path.
fn locate_some(document: &Document) -> Duration {
    let paths = document.root().get("paths");
    let last = paths.and_then(|paths| paths.entries().last());
    let origin = last.map_or_else(|| Origin::root(SourceId::ROOT), |(_, node)| node.origin().clone());
    let start = Instant::now();
    assert!(document.locate(&origin).is_some());
    start.elapsed()
}

/// The text at each place is the value that the tree has there.
#[test]
fn every_place_is_right() {
    let Some(corpus) = corpus() else { return };
    for path in column(&corpus.join("manifest.tsv"), "path") {
        let Ok(document) = Document::load(corpus.join(&path)) else {
            continue;
        };
        let mut checked = 0;
        check_places(&document, &document.root(), &mut checked, &path);
        assert!(checked > 0, "{path}");
    }
}

fn check_places(document: &Document, node: &Node<'_>, checked: &mut usize, path: &str) {
    // Large documents are checked in part: the first thousands of values of a file show a fault.
    if *checked > 20_000 {
        return;
    }
    for (key, child) in node.entries() {
        let origin = node.origin().key(key);
        let text = document.sources().text(&origin).unwrap_or_else(|| panic!("{path}{origin}"));
        let bare = text.trim_matches(['"', '\'']);
        let plain = key.chars().all(|character| character.is_ascii_alphanumeric());
        assert!(!plain || bare == key, "{path}{origin}: `{text}`");
        check_places(document, &child, checked, path);
    }
    for child in node.items() {
        check_places(document, &child, checked, path);
    }
    if let Some(value) = node.as_str() {
        *checked += 1;
        let text = document.sources().text(node.origin()).unwrap_or_default();
        let plain = value.len() < 40 && value.chars().all(|character| character.is_ascii_alphanumeric());
        let same = text.trim_matches(['"', '\'']) == value || text.starts_with(['|', '>', '*', '&', '!']);
        assert!(!plain || same, "{path}{}: `{text}` for `{value}`", node.origin());
    }
}

#[test]
fn broken_documents_are_rejected_in_time() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("invalid");
    if !folder.join("manifest.tsv").exists() {
        return;
    }
    for path in column(&folder.join("manifest.tsv"), "path") {
        let start = Instant::now();
        let outcome = Document::load(folder.join(&path));
        let elapsed = start.elapsed();
        assert!(elapsed < Duration::from_secs(2), "{path} took {elapsed:?}");
        match outcome {
            Err(report) => {
                assert!(report.has_errors(), "{path}");
                print!("{}", report.render(false).replace(&folder.display().to_string(), "invalid"));
            }
            Ok(document) => {
                count(&document.root());
                let _ = document.locate(&Origin::new(SourceId::ROOT, Pointer::root().child("paths")));
                print!("{}", document.report().render(false).replace(&folder.display().to_string(), "invalid"));
            }
        }
    }
}
