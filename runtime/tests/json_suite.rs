//! The reader against JSONTestSuite (nst, MIT): `y_` must be read, `n_` rejected, `i_` is ours to say.
//!
//! `GATEWRIGHT_JSON_SUITE=DIR` names a folder whose files, at any depth, are called so. Without it this says so and
//! passes: the files are not part of the project. Each file is also given to serde_json, whose verdict and value must be
//! the same.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

use gatewright_runtime::{Reading, Value, read};

#[test]
fn reads_what_is_json_and_nothing_else() {
    let Some(folder) = std::env::var_os("GATEWRIGHT_JSON_SUITE") else {
        println!("json suite: GATEWRIGHT_JSON_SUITE is not set");
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no files y_*, n_*, i_* in {}", folder.display());
    let mut wrong = Vec::new();
    let mut taken = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let json = std::fs::read(file).unwrap();
        let ours = read::<Value>(&json, Reading::tolerant()).map(|(value, _)| value);
        let strict = read::<Value>(&json, Reading::strict()).map(|(value, _)| value);
        let theirs = serde_json::from_slice::<Value>(&json).ok();
        match name.get(..2) {
            Some("y_") if ours.is_err() => wrong.push(format!("{name} is rejected: {}", ours.as_ref().unwrap_err())),
            Some("n_") if ours.is_ok() => wrong.push(format!("{name} is read")),
            Some("i_") if ours.is_ok() => taken.push(name.clone()),
            _ => {}
        }
        if ours != strict {
            wrong.push(format!("{name}: strict and tolerant differ"));
        }
        if ours.as_ref().ok() != theirs.as_ref() {
            wrong.push(format!("{name}: serde_json reads {theirs:?}, we {ours:?}"));
        }
    }
    println!("json suite: {} files, {} wrong; read of i_: {}", files.len(), wrong.len(), taken.join(", "));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, files);
        } else if ["y_", "n_", "i_"].iter().any(|verdict| name.starts_with(verdict)) {
            files.push(path);
        }
    }
}
