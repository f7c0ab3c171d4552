//! Puts the sources of the runtime into the command, so that what it generates builds by itself.
//!
//! In the workspace they are in `runtime`. A package from a registry has its dependencies beside itself, each in a folder
//! with its version; that is why the runtime is a dependency of this script. Where neither is there, nothing is embedded,
//! and generated crates take the runtime from the registry.

mod manifest;

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("..");
    let version = env::var("CARGO_PKG_VERSION")?;
    let folders =
        ["runtime", &format!("gatewright-runtime-{version}"), "gatewright-runtime"].map(|name| root.join(name));
    let mut files = Vec::new();
    if let Some(runtime) = folders.into_iter().find(|folder| folder.join("Cargo.toml").is_file()) {
        // The manifest in a package inherits nothing.
        let workspace = root.join("Cargo.toml");
        let workspace = if workspace.is_file() { read(&workspace)? } else { String::new() };
        files.push(("Cargo.toml".to_owned(), manifest::standalone(&read(&runtime.join("Cargo.toml"))?, &workspace)?));
        println!("cargo::rerun-if-changed={}", runtime.join("src").display());
        collect(&runtime.join("src"), "src", &mut files)?;
        files.sort();
    }
    let mut code = String::from("&[\n");
    for (path, text) in &files {
        writeln!(code, "    ({path:?}, {text:?}),")?;
    }
    code.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("runtime_files.rs"), code)?;
    Ok(())
}

/// Every file below a folder, by its path with forward slashes.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &name, files)?;
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            files.push((name, read(&entry.path())?));
        }
    }
    Ok(())
}

/// A text with the line ends of any other machine.
fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}
