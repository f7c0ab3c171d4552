//! Writes the fixes of what was found as an overlay.

use std::fs;
use std::path::Path;

use gatewright_build::{Document, Report};
use gatewright_document::overlay_of_fixes;

use crate::document_options::shown;
use crate::outcome::Failure;

/// The line by which a file of fixes is known, which may be written again.
const MARK: &str = "x-written-by: gatewright check --fix\n";

/// Writes the file, and says what is in it. A file of somebody else's is left alone.
pub(crate) fn write(path: &Path, report: &Report, document: &Document) -> Result<String, Failure> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Err(Failure::misused("fixes are written in YAML").help("name the file `fixes.overlay.yaml`"));
    }
    if fs::read_to_string(path).is_ok_and(|text| !text.ends_with(MARK)) {
        let message = format!("`{}` is there, and was not written by `check --fix`", path.display());
        return Err(Failure::failed(message).help("name another file, or remove it"));
    }
    let found = report.diagnostics().len();
    let Some(overlay) = overlay_of_fixes(report, document) else {
        return Ok(format!("no fixes: none of {found} findings has a safe one"));
    };
    fs::write(path, overlay + MARK)
        .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?;
    let fixed = report.diagnostics().iter().filter(|diagnostic| diagnostic.fix.is_some()).count();
    Ok(format!("{}: fixes of {fixed} of {found} findings; apply them with `--overlay`", shown(path)))
}
