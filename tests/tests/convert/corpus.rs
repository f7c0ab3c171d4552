//! The gate over a corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gatewright_build::{Document, convert};
use gatewright_document::Version;

use crate::places::unexplained;
use crate::{manifest, rust};

const VERSIONS: [Version; 3] = [Version::Swagger20, Version::OpenApi30, Version::OpenApi31];

#[derive(Clone, Copy, Default)]
struct Count {
    documents: usize,
    same: usize,
    listed: usize,
}

#[test]
fn documents_of_the_corpus_say_the_same() {
    let Some(corpus) = std::env::var_os("GATEWRIGHT_CORPUS").map(PathBuf::from) else { return };
    let only = std::env::var("GATEWRIGHT_ONLY").unwrap_or_default();
    let words: Vec<&str> = only.split(',').filter(|word| !word.is_empty()).collect();
    let rows = manifest::rows(&corpus.join("manifest.tsv")).unwrap();
    let mut counts: BTreeMap<(Version, Version), Count> = BTreeMap::new();
    let mut failures = Vec::new();
    for row in &rows {
        let path = manifest::cell(row, "path");
        if !words.is_empty() && !words.iter().any(|word| path.contains(word)) {
            continue;
        }
        check(&corpus, path, &mut counts, &mut failures);
    }
    let all = counts.values().fold(Count::default(), |all, count| Count {
        documents: all.documents + count.documents,
        same: all.same + count.same,
        listed: all.listed + count.listed,
    });
    for ((from, to), count) in &counts {
        println!("{from} to {to}: {} documents, {} same, {} listed", count.documents, count.same, count.listed);
    }
    println!("convert: {} documents, {} same, {} listed", all.documents, all.same, all.listed);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(corpus: &Path, path: &str, counts: &mut BTreeMap<(Version, Version), Count>, failures: &mut Vec<String>) {
    let document = Document::load(corpus.join(path)).unwrap_or_else(|report| panic!("{}", report.render(false)));
    // What is in several files is converted as the one that they become.
    let text = match document.file_count() {
        1 => serde_json::to_string_pretty(document.root().value()),
        _ => serde_json::to_string_pretty(&gatewright_build::bundle(&document).document),
    };
    let text = text.unwrap();
    // Changes have places only in what was read from a text.
    let one = Document::from_text(path, &text).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let Ok(before) = rust::generated(&one) else { return };
    for target in VERSIONS.into_iter().filter(|target| *target != document.version()) {
        let converted = convert(&one, target);
        let text = serde_json::to_string(&converted.document).unwrap();
        let read = Document::from_text("converted.json", &text)
            .unwrap_or_else(|report| panic!("{path} to {target}: {}", report.render(false)));
        assert_eq!(read.version(), target, "{path}");
        let after = match rust::generated(&read) {
            Ok(after) => after,
            Err(error) => {
                failures.push(format!("{path} to {target} is rejected: {error}"));
                continue;
            }
        };
        let count = counts.entry((document.version(), target)).or_default();
        count.documents += 1;
        let differences = rust::differences(&before.lines, &after.lines);
        if differences.is_empty() {
            count.same += 1;
            continue;
        }
        if std::env::var_os("GATEWRIGHT_SHOW").is_some() {
            println!("{path} to {target}: {} losses", converted.losses.diagnostics().len());
            differences.iter().take(40).for_each(|line| println!("    {line}"));
        }
        let unexplained = unexplained(&one, &before, &read, &after, &converted.losses);
        if unexplained.as_ref().is_some_and(Vec::is_empty) {
            count.listed += 1;
            continue;
        }
        let first = differences.first().map_or("", String::as_str);
        failures.push(format!("{path} to {target}: {} lines differ, as `{first}`", differences.len()));
        failures.extend(unexplained.into_iter().flatten().map(|change| format!("    no loss explains {change}")));
    }
}
