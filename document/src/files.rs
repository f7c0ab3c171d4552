//! Files that a document names: read if they are files, and reported if they are not beside the document.
//!
//! A document comes from somebody else and can name any path of this machine. What is no regular file is not opened:
//! a pipe waits for ever, a device has no end. What lies outside of the document's folder is read, since many
//! documents share files so, but is marked: no text of it is to show in a message.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId};
use crate::nearest::nearest;
use crate::paths::display;

/// The folder of the document, as the system knows it.
#[derive(Debug, Default)]
pub(crate) struct Folder(Option<PathBuf>);

impl Folder {
    /// The folder in which a document lies.
    pub(crate) fn of(document: &Path) -> Folder {
        let folder = document.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Folder(folder.canonicalize().ok())
    }

    /// Whether a path lies outside, wherever links lead. Of what does not exist the folder counts.
    pub(crate) fn is_outside(&self, path: &Path) -> bool {
        let Some(folder) = &self.0 else { return true };
        let around = || Folder::of(path).0;
        !path.canonicalize().ok().or_else(around).is_some_and(|real| real.starts_with(folder))
    }
}

/// Reads the document itself, which the user named: it may be a pipe.
pub(crate) fn read_document(path: &Path, id: SourceId, most: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let name = format!("`{}`", display(path));
    if let Some(url) = path.to_str().and_then(|path| path.find("http").and_then(|at| path.get(at..)))
        && (url.starts_with("http://") || url.starts_with("https://"))
    {
        let help = format!("get a copy: `curl -fLo api.yaml '{url}'`");
        return Err(unreadable(id, format!("`{url}` is an address, and nothing is fetched while reading"), Some(help)));
    }
    if path.is_dir() {
        return Err(unreadable(id, format!("{name} is a folder"), Some("name the document in it".to_owned())));
    }
    open(path, &name, id, true).and_then(|file| read_all(file, &name, id, most))
}

/// Reads a file that a document refers to.
pub(crate) fn read_referenced(path: &Path, outside: bool, id: SourceId, most: u64) -> Result<Vec<u8>, Box<Diagnostic>> {
    let name = format!("`{}`", display(path));
    if let Some(what) = no_file(path) {
        let help = "a reference names a file with a part of the document".to_owned();
        return Err(unreadable(id, format!("{name} is {what}"), Some(help)));
    }
    // The names of other folders are not shown.
    let file = open(path, &name, id, !outside)?;
    // It may have been exchanged since.
    match file.metadata() {
        Ok(metadata) if metadata.is_file() && metadata.len() > most => Err(too_large(id, &name)),
        Ok(metadata) if metadata.is_file() => read_all(file, &name, id, most),
        _ => Err(unreadable(id, format!("{name} is no regular file"), None)),
    }
}

fn open(path: &Path, name: &str, id: SourceId, guess: bool) -> Result<File, Box<Diagnostic>> {
    File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            let near = if guess { file_beside(path) } else { None };
            unreadable(id, format!("{name} does not exist"), near.map(|near| format!("did you mean `{near}`?")))
        }
        _ => unreadable(id, format!("{name} cannot be read: {error}"), None),
    })
}

/// What a path names, if that is something else than a file on a disk.
fn no_file(path: &Path) -> Option<&'static str> {
    if cfg!(windows) && is_windows_device(&path.display().to_string()) {
        return Some("a device");
    }
    let real = path.canonicalize();
    let of_system = |path: &Path| ["/dev", "/proc", "/sys"].iter().any(|root| path.starts_with(root));
    if cfg!(unix) && (of_system(path) || real.as_deref().is_ok_and(of_system)) {
        return Some("a part of the operating system");
    }
    let kind = fs::metadata(path).ok()?.file_type();
    if kind.is_file() {
        return None;
    }
    Some(if kind.is_dir() { "a folder" } else { "a device, pipe or socket" })
}

/// Whether Windows takes a path for a device, whatever its folder and extension, or for another machine.
fn is_windows_device(path: &str) -> bool {
    let path = path.replace('/', "\\");
    if path.starts_with("\\\\") {
        return true;
    }
    path.split('\\').any(|part| {
        let stem = part.split(['.', ':']).next().unwrap_or(part).trim_end().to_ascii_uppercase();
        let numbered = |port: &str| {
            stem.strip_prefix(port).is_some_and(|number| {
                matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
            })
        };
        matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
            || numbered("COM")
            || numbered("LPT")
    })
}

pub(crate) fn read_all(
    from: impl std::io::Read,
    name: &str,
    id: SourceId,
    most: u64,
) -> Result<Vec<u8>, Box<Diagnostic>> {
    let mut bytes = Vec::new();
    match from.take(most + 1).read_to_end(&mut bytes) {
        Ok(size) if size as u64 > most => Err(too_large(id, name)),
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(id, format!("{name} cannot be read: {error}"), None)),
    }
}

pub(crate) fn too_large(id: SourceId, name: &str) -> Box<Diagnostic> {
    let mut failure = unreadable(id, format!("{name} makes the document larger than 256 MiB"), None);
    failure.code = Code::TOO_LARGE;
    failure
}

pub(crate) fn unreadable(id: SourceId, message: String, help: Option<String>) -> Box<Diagnostic> {
    let mut failure = Diagnostic::new(Code::UNREADABLE_FILE, Some(Origin::root(id)));
    failure.message = message;
    failure.help = help;
    Box::new(failure)
}

/// A file in the same folder with nearly the same name.
fn file_beside(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .take(10_000)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let near = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(display(&path.with_file_name(near)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_of_windows() {
        for path in ["CON", "nul.yaml", "a/b/com1", "aux .json", "\\\\host\\share\\a.yaml", "//./pipe/x", "lpt²"] {
            assert!(is_windows_device(path), "{path}");
        }
        for path in ["console.yaml", "C:\\api\\pets.yaml", "common/com.yaml", "com10.yaml"] {
            assert!(!is_windows_device(path), "{path}");
        }
    }
}
