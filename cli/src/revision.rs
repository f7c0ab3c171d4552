//! Documents of the past: `main:api.yaml` is read as git has it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gatewright_build::{Document, Report};
use gatewright_document::LoadOptions;

/// The most that one file of a revision may have, in bytes; as much as a document on disk.
const LARGEST: u64 = 256 << 20;

/// Reads a document from a file, or from a revision of git where no such file exists.
pub(crate) fn load(options: &LoadOptions, document: &Path) -> Result<Document, Report> {
    match revision(document) {
        Some((revision, path)) => {
            let kept = format!("{revision}:");
            // Git takes a path from here if it begins with a dot, and from the top of the repository if not.
            let from_here = path.starts_with(".") || path.starts_with("..");
            options.load_kept(&kept, &path, move |path| show(&revision, path, from_here))
        }
        None => options.load(document),
    }
}

/// A revision and a path within it, as git writes them.
fn revision(document: &Path) -> Option<(String, PathBuf)> {
    let text = document.to_str().filter(|_| !document.exists())?;
    let (revision, path) = text.split_once(':')?;
    // A single letter before the colon is a drive of Windows; a dash would be an option of git.
    let is_revision = revision.len() > 1 && !revision.starts_with('-') && !path.is_empty();
    is_revision.then(|| (revision.to_owned(), PathBuf::from(path)))
}

/// A file of a revision.
fn show(revision: &str, path: &Path, from_here: bool) -> io::Result<Vec<u8>> {
    let path = path.display().to_string().replace('\\', "/");
    let dot = if from_here && !path.starts_with('.') { "./" } else { "" };
    let object = format!("{revision}:{dot}{path}");
    let size = git(&["cat-file", "-s", &object])?;
    let size = String::from_utf8_lossy(&size).trim().parse::<u64>().map_err(io::Error::other)?;
    if size > LARGEST {
        return Err(io::Error::other(format!("it has more than {} MB", LARGEST >> 20)));
    }
    git(&["cat-file", "blob", &object])
}

fn git(arguments: &[&str]) -> io::Result<Vec<u8>> {
    let output = Command::new("git").args(arguments).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ");
    Err(io::Error::other(first.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_are_told_from_files() {
        let of = |text: &str| revision(Path::new(text));
        assert_eq!(of("main:api.yaml"), Some(("main".to_owned(), PathBuf::from("api.yaml"))));
        assert_eq!(of("v1.2~3:./specs/api.yaml"), Some(("v1.2~3".to_owned(), PathBuf::from("./specs/api.yaml"))));
        for text in ["api.yaml", "c:\\api.yaml", "--output=x:api.yaml", "main:", ":api.yaml"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
