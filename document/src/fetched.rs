//! Copies of documents that `gatewright fetch` wrote. Beside the copy `api.yaml` stands `api.yaml.fetched.json` with the
//! address and the SHA-256 of the bytes. Commands and build scripts reject a copy that was changed since.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId};
use crate::paths::display;

/// The file beside a copy that says what was fetched.
fn beside(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".fetched.json");
    PathBuf::from(name)
}

/// Whether a document is what was fetched, if it was.
pub(crate) fn check(path: &Path, bytes: &[u8], id: SourceId) -> Result<(), Box<Diagnostic>> {
    let Ok(text) = fs::read_to_string(beside(path)) else { return Ok(()) };
    let record: Value = serde_json::from_str(&text).unwrap_or_default();
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if record.get("sha256").and_then(Value::as_str) == Some(&hash) {
        return Ok(());
    }
    let url = record.get("url").and_then(Value::as_str).unwrap_or("URL");
    let (name, record) = (display(path), display(&beside(path)));
    let mut diagnostic = Diagnostic::new(Code::FETCHED_COPY, Some(Origin::root(id)));
    diagnostic.message = format!("`{name}` is not what was fetched");
    diagnostic.help = Some(format!(
        "fetch it again with `gatewright fetch '{url}' --out '{name}'`, keep corrections in an overlay, or remove `{record}`"
    ));
    Err(Box::new(diagnostic))
}

#[cfg(test)]
mod tests {
    use crate::{Code, Document};

    #[test]
    fn a_copy_that_was_changed_is_rejected() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("api.yaml");
        let text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n";
        std::fs::write(&copy, text).unwrap();
        let hash = "4f9f9a0b";
        let record = |hash: &str| format!("{{\"url\": \"https://a.example/api.yaml\", \"sha256\": \"{hash}\"}}");
        std::fs::write(folder.path().join("api.yaml.fetched.json"), record(hash)).unwrap();
        let report = Document::load(&copy).unwrap_err();
        let [only] = report.diagnostics() else { panic!("{}", report.render(false)) };
        assert_eq!(only.code, Code::FETCHED_COPY);
        assert!(only.help.as_ref().unwrap().contains("gatewright fetch 'https://a.example/api.yaml'"), "{only:?}");
        let hash: String = {
            use sha2::Digest as _;
            sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
        };
        std::fs::write(folder.path().join("api.yaml.fetched.json"), record(&hash)).unwrap();
        assert!(Document::load(&copy).is_ok());
    }
}
