//! Copies of documents that `gatewright fetch` wrote, and what is known of them.
//!
//! Beside the copy `api.yaml` stands `api.yaml.fetched.json` with the address and the SHA-256 of the bytes. An address in the
//! place of a document stands for its copy. Loading rejects a copy that was changed since.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::outcome::Failure;

/// What the name of a copy is followed by.
pub(crate) const SUFFIX: &str = ".fetched.json";
/// How many files of a folder are looked at.
const MOST: usize = 10_000;

/// The address in the place of a path, if there is one; settings put their folder before it.
pub(crate) fn url_of(path: &Path) -> Option<String> {
    let text = path.to_str()?.replace('\\', "/");
    ["https://", "http://"].iter().find_map(|scheme| {
        let at = text.find(scheme)?;
        let is_start = at == 0 || text.get(..at)?.ends_with('/');
        is_start.then(|| text.get(at..).map(str::to_owned)).flatten()
    })
}

/// The document to read: the copy of an address, or the path itself.
pub(crate) fn document(path: &Path, folder: &Path) -> Result<PathBuf, Failure> {
    match url_of(path) {
        Some(url) => copy_of(&url, folder).ok_or_else(|| {
            Failure::misused(format!("`{url}` is an address, and nothing is fetched while reading"))
                .help(format!("get a copy with `gatewright fetch '{url}'`, or with `curl -fLo api.yaml '{url}'`"))
        }),
        None => Ok(path.to_owned()),
    }
}

/// The copy of an address in a folder.
fn copy_of(url: &str, folder: &Path) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut records: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.take(MOST).filter_map(|entry| Some(entry.ok()?.path())).collect();
    records.retain(|path| path.to_str().is_some_and(|path| path.ends_with(SUFFIX)));
    records.sort();
    records.into_iter().find_map(|record| {
        let known: Value = serde_json::from_str(&fs::read_to_string(&record).ok()?).ok()?;
        let copy = record.to_str()?.strip_suffix(SUFFIX)?.to_owned();
        (known.get("url")?.as_str()? == url).then(|| PathBuf::from(copy))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_paths() {
        let url = |path: &str| url_of(Path::new(path));
        assert_eq!(url("https://a.example/b.yaml").as_deref(), Some("https://a.example/b.yaml"));
        assert_eq!(url("some/folder/http://a.example/b").as_deref(), Some("http://a.example/b"));
        assert_eq!(url("folder/https:/a"), None);
        assert_eq!(url("xhttps://a"), None);
    }
}
