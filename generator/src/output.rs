//! Writes generated files: only what changed, and removes only what it wrote.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::render::File;

/// Lists the files that a directory holds by our hand.
const LIST: &str = ".gatewright-files";

/// What writing came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were written, because they were new or differed.
    pub changed: Vec<PathBuf>,
    /// Files that were there already, byte for byte.
    pub unchanged: usize,
    /// Files of an earlier run that are not generated any more.
    pub removed: Vec<PathBuf>,
}

/// Writes one file unless it already holds that text; says whether it did.
pub(crate) fn write_if_changed(path: &Path, text: &str) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(false);
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)?;
    Ok(true)
}

/// Makes a directory hold these files. What else is in it stays, but for files of an earlier run.
pub(crate) fn write_all(directory: &Path, files: &[File]) -> io::Result<Written> {
    let mut written = Written::default();
    let before = listed(directory);
    for file in files {
        let path = directory.join(&file.path);
        if write_if_changed(&path, &file.text)? {
            written.changed.push(path);
        } else {
            written.unchanged += 1;
        }
    }
    for old in before {
        if !files.iter().any(|file| file.path == old) {
            let path = directory.join(&old);
            if fs::remove_file(&path).is_ok() {
                written.removed.push(path);
            }
        }
    }
    let list: String = files.iter().map(|file| format!("{}\n", file.path)).collect();
    write_if_changed(&directory.join(LIST), &list)?;
    Ok(written)
}

/// Files that an earlier run listed; nothing outside the directory is believed to be ours.
fn listed(directory: &Path) -> Vec<String> {
    let list = fs::read_to_string(directory.join(LIST)).unwrap_or_default();
    list.lines().filter(|line| !line.is_empty() && !line.contains("..") && !line.starts_with('/')).map(str::to_owned).collect()
}

/// What differs between the directory and the files, as a unified diff; empty when nothing does.
pub(crate) fn difference(directory: &Path, files: &[File]) -> String {
    let mut diff = String::new();
    for file in files {
        let path = directory.join(&file.path);
        let old = fs::read_to_string(&path).unwrap_or_default();
        if old != file.text {
            let change = similar::TextDiff::from_lines(&old, &file.text);
            diff.push_str(&change.unified_diff().header(&format!("a/{}", file.path), &format!("b/{}", file.path)).to_string());
        }
    }
    for old in listed(directory) {
        if !files.iter().any(|file| file.path == old) && directory.join(&old).exists() {
            diff.push_str(&format!("--- a/{old}\n+++ /dev/null\n"));
        }
    }
    diff
}
