//! Runs cargo-semver-checks and reads what it prints.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::toolchain::{Toolchain, errors};

/// The API of a library as JSON, below `out`. The compiler calls this unstable, so that it has to be asked for.
pub(crate) fn describe(toolchain: &Toolchain, main: &str, out: &str) -> Result<PathBuf, String> {
    let private = ["--document-private-items", "--document-hidden-items"];
    let form = ["--crate-type", "lib", "-Z", "unstable-options", "--output-format", "json", "--out-dir", out];
    let mut command = toolchain.compiler("rustdoc", main, &[&private[..], &form].concat());
    let output = command.env("RUSTC_BOOTSTRAP", "1").output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let all = errors(&output).into_iter().map(|(file, error)| format!("{file}: {error}\n"));
        return Err(all.chain([String::from_utf8_lossy(&output.stderr).into_owned()]).collect());
    }
    Ok(toolchain.folder.join(out).join("judged.json"))
}

/// What breaks, by module: `lint: item`.
pub(crate) fn breaks(program: &OsStr, old: &Path, new: &Path) -> Result<BTreeMap<String, Vec<String>>, String> {
    let mut command = Command::new(program);
    command.args(["semver-checks", "--release-type", "minor", "--color", "never"]);
    command.arg("--baseline-rustdoc").arg(old).arg("--current-rustdoc").arg(new);
    let output = command.output().map_err(|error| format!("{}: {error}", program.display()))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    let Some(checked) = told.lines().find(|line| line.trim_start().starts_with("Checked")) else {
        return Err(format!("cargo-semver-checks has checked nothing:\n{told}{printed}"));
    };
    println!("cargo-semver-checks: {}", checked.trim());
    read(&printed)
}

/// Reads its account: `--- failure LINT: summary ---`, and below `Failed in:` an item a line, with its module.
fn read(printed: &str) -> Result<BTreeMap<String, Vec<String>>, String> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lint = "";
    let mut lists = false;
    for line in printed.lines() {
        if let Some(rest) = line.strip_prefix("--- failure ") {
            lint = rest.split(':').next().unwrap_or_default();
            lists = false;
        } else if line.starts_with("Failed in:") {
            lists = true;
        } else if lists && !line.trim().is_empty() {
            let module = module(line).ok_or_else(|| format!("cargo-semver-checks names no module: {lint}: {line}"))?;
            found.entry(module).or_default().push(format!("{lint}: {}", line.trim()));
        }
    }
    Ok(found)
}

/// `pair_3_0` in a line that has an item's path or file.
fn module(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("pair_")?;
    let end = rest.find(|at: char| !at.is_ascii_digit() && at != '_').unwrap_or(rest.len());
    Some(format!("pair_{}", rest[..end].trim_end_matches('_')))
}
