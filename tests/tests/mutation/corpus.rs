//! The documents that are mutated.

use std::path::{Path, PathBuf};
use std::{env, fs};

use gatewright_build::Document;
use gatewright_document::Value;

/// A document as it was before it was mutated.
pub(crate) struct Original {
    pub(crate) name: String,
    pub(crate) root: Value,
    /// How many bytes its file has.
    pub(crate) size: usize,
}

const OURS: [&str; 5] = [
    "swagger/lambdagate.json",
    "swagger/lambdagate-modeled.json",
    "swagger/bookshop.yaml",
    "swagger/issue-tracker.yaml",
    "swagger/music-library.json",
];

/// The documents of the corpus, or of this repository; those that are larger are left out.
pub(crate) fn read(largest: u64) -> Result<Vec<Original>, String> {
    let paths = match env::var_os("GATEWRIGHT_CORPUS") {
        Some(directory) => manifest(Path::new(&directory))?,
        None => {
            println!("GATEWRIGHT_CORPUS is not set: the documents of this repository are mutated");
            let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
            OURS.iter().map(|path| tests.parent().unwrap_or(tests).join(path)).collect()
        }
    };
    let fitting = paths.iter().filter(|path| fs::metadata(path).is_ok_and(|file| file.len() <= largest));
    let originals: Vec<Original> = fitting.filter_map(|path| original(path)).collect();
    match originals.is_empty() {
        true => Err(format!("none of {} documents can be read", paths.len())),
        false => Ok(originals),
    }
}

/// The paths that the manifest names in its column `path`.
fn manifest(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let path = directory.join("manifest.tsv");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default();
    let column = head.split('\t').position(|name| name == "path").unwrap_or(1);
    Ok(lines.filter_map(|line| line.split('\t').nth(column)).map(|path| directory.join(path)).collect())
}

/// A document that cannot be read has no tree to mutate.
fn original(path: &Path) -> Option<Original> {
    let document = Document::load(path).ok()?;
    Some(Original {
        name: path.file_name()?.to_string_lossy().into_owned(),
        root: document.root().value().clone(),
        size: usize::try_from(fs::metadata(path).ok()?.len()).ok()?,
    })
}
