//! Writes generated files: only what changed, and removes only what it wrote.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::builder::Error;
use crate::lock::Names;
use crate::pipeline::Generated;
use crate::print::File;

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

impl Generated {
    /// Makes a directory hold these files: only what changed is written, and only what an earlier run
    /// wrote is removed.
    ///
    /// # Errors
    ///
    /// [`Error::Output`] when a file cannot be written.
    pub fn write_to(&self, directory: impl AsRef<Path>) -> Result<Written, Error> {
        let directory = directory.as_ref();
        write_all(directory, &self.files).map_err(|source| Error::Output { path: directory.to_owned(), source })
    }

    /// What is stale in a directory, as a unified diff; empty when it is current.
    #[must_use]
    pub fn difference(&self, directory: impl AsRef<Path>) -> String {
        difference(directory.as_ref(), &self.files)
    }

    /// What is in the way in a directory: files that [`write_to`](Self::write_to) would overwrite and that
    /// no earlier run wrote, and the `src` of a crate that is not ours.
    #[must_use]
    pub fn in_the_way(&self, directory: impl AsRef<Path>) -> Vec<PathBuf> {
        let directory = directory.as_ref();
        let ours = listed(directory);
        let differs = |file: &&File| fs::read(directory.join(&file.path)).is_ok_and(|old| old != file.text.as_bytes());
        let foreign = self.files.iter().filter(|file| !ours.contains(&file.path)).filter(differs);
        let mut paths: Vec<PathBuf> = foreign.map(|file| directory.join(&file.path)).collect();
        let sources = directory.join("src");
        if ours.is_empty() && !paths.iter().any(|path| path.starts_with(&sources)) && sources.exists() {
            paths.push(sources);
        }
        paths
    }
}

impl Names {
    /// Makes the file hold the names.
    ///
    /// # Errors
    ///
    /// [`Error::Output`] when it cannot be written.
    pub fn write(&self) -> Result<(), Error> {
        let written = write_if_changed(&self.path, &self.text);
        written.map(|_| ()).map_err(|source| Error::Output { path: self.path.clone(), source })
    }

    /// What is stale in the file, as a unified diff; empty when it is current.
    #[must_use]
    pub fn difference(&self) -> String {
        let old = fs::read_to_string(&self.path).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(&old, &self.text);
        let name = self.path.display();
        if old == self.text {
            String::new()
        } else {
            diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
        }
    }
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
    // Whoever is interrupted has files that are on the list, and so can begin again.
    let mut list = before.clone();
    list.extend(files.iter().map(|file| file.path.clone()).filter(|path| !before.contains(path)));
    write_list(directory, &list)?;
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
                remove_empty_parents(directory, &path);
                written.removed.push(path);
            }
        }
    }
    list.retain(|path| files.iter().any(|file| file.path == *path));
    write_list(directory, &list)?;
    Ok(written)
}

/// Sorted, so that the list does not tell in which order runs went.
fn write_list(directory: &Path, paths: &[String]) -> io::Result<bool> {
    let mut lines: Vec<String> = paths.iter().map(|path| format!("{path}\n")).collect();
    lines.sort_unstable();
    write_if_changed(&directory.join(LIST), &lines.concat())
}

/// Removes the folders that a removed file leaves empty.
fn remove_empty_parents(directory: &Path, path: &Path) {
    let folders = path.ancestors().skip(1).take_while(|folder| *folder != directory);
    for folder in folders {
        // A folder that is not empty is not removed, and neither are those around it.
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Files that an earlier run listed; nothing outside the directory is believed to be ours.
fn listed(directory: &Path) -> Vec<String> {
    let list = fs::read_to_string(directory.join(LIST)).unwrap_or_default();
    list.lines()
        .filter(|line| !line.is_empty() && !line.contains("..") && !line.starts_with('/'))
        .map(str::to_owned)
        .collect()
}

/// What differs between the directory and the files, as a unified diff; empty when nothing does.
pub(crate) fn difference(directory: &Path, files: &[File]) -> String {
    let mut diff = String::new();
    for file in files {
        let path = directory.join(&file.path);
        let old = fs::read_to_string(&path).unwrap_or_default();
        if old != file.text {
            let change = similar::TextDiff::from_lines(&old, &file.text);
            diff.push_str(
                &change.unified_diff().header(&format!("a/{}", file.path), &format!("b/{}", file.path)).to_string(),
            );
        }
    }
    for old in listed(directory) {
        if !files.iter().any(|file| file.path == old) && directory.join(&old).exists() {
            diff.push_str(&format!("--- a/{old}\n+++ /dev/null\n"));
        }
    }
    diff
}
