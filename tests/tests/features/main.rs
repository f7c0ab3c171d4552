//! Cargo features by tag: each alone compiles without a warning, and all of them are the whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

#[path = "../corpus/toolchain.rs"]
mod toolchain;

use std::fs;
use std::path::Path;

use gatewright_build::{Builder, Generated};
use toolchain::{Tool, Toolchain};

fn generate(document: &str, tag_features: bool) -> Generated {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document);
    Builder::new(path).tag_features(tag_features).generate_crate("divided").unwrap()
}

fn names(generated: &Generated) -> Vec<String> {
    let manifest = generated.files.iter().find(|file| file.path == "Cargo.toml").unwrap();
    manifest.text.lines().filter_map(|line| line.strip_suffix(" = []")).map(|name| name.replace('"', "")).collect()
}

/// Compiles with no feature, with each, and with all.
#[track_caller]
fn check(document: &str, expected: &[&str]) {
    let generated = generate(document, true);
    let features = names(&generated);
    assert_eq!(features, expected, "{document}");
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("features").join(document.replace('/', "-"));
    for file in &generated.files {
        let path = directory.join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.text).unwrap();
    }
    let toolchain = Toolchain::new().unwrap();
    let alone = features.iter().map(std::slice::from_ref);
    for chosen in [&[], features.as_slice()].into_iter().chain(alone) {
        if let Err(errors) = toolchain.run(Tool::Rustc, "2024", &directory, chosen) {
            panic!("{document} with {chosen:?}:\n{errors}");
        }
    }
}

#[test]
fn each_alone_compiles() {
    check("swagger/issue-tracker.yaml", &["files", "hooks", "issues", "projects"]);
    check("tests/hostile/tags.yaml", &["default-tag", "ein-zwei", "ein-zwei-2", "not", "type", "yong-hu"]);
}

#[test]
fn all_are_the_whole() {
    for document in ["swagger/issue-tracker.yaml", "swagger/lambdagate.json", "tests/hostile/tags.yaml"] {
        let (divided, whole) = (generate(document, true), generate(document, false));
        for (divided, whole) in divided.files.iter().zip(&whole.files).filter(|(file, _)| file.path != "Cargo.toml") {
            // Calls of several tags share an enum of failures only in a whole crate: in a divided one a call may be
            // there without the others. What comes before the calls is the same.
            let has_shared = whole.text.contains("shared failures ");
            let compared = |text: &str| plain(text.split("rt::request!").next().filter(|_| has_shared).unwrap_or(text));
            let (divided_text, whole_text) = (compared(&divided.text), compared(&whole.text));
            let same = divided_text.iter().zip(&whole_text).take_while(|(one, other)| one == other).count();
            assert_eq!(divided_text.get(same), whole_text.get(same), "{document}: {}", divided.path);
        }
    }
}

/// The words of a file, without what only the division adds, and however its lines are broken.
fn plain(text: &str) -> Vec<String> {
    let added = |line: &&str| {
        let line = line.trim();
        line.starts_with("#[cfg(") || line.starts_with("#[allow(") || line == "let _ = paths;"
    };
    let text = text.lines().filter(|line| !added(line)).collect::<Vec<_>>().join(" ");
    let text = text.replace(['[', ']', '(', ')', ','], " ");
    text.split_whitespace().map(str::to_owned).collect()
}
