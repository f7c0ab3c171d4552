//! Compiles generated code as a crate of its own, with every lint that this project promises.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

/// Which outputs are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    All,
    Sample,
    None,
}

/// Outputs up to this many lines are always in the sample.
const SMALL: usize = 3_000;

impl Selection {
    pub(crate) fn from_environment() -> Self {
        match std::env::var("GATEWRIGHT_COMPILE").as_deref() {
            Ok("all") => Self::All,
            Ok("none") => Self::None,
            _ => Self::Sample,
        }
    }

    fn takes(self, path: &str, lines: usize) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Sample => lines <= SMALL || (hash(path) + today()).is_multiple_of(10),
        }
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        >> 8
}

fn today() -> u64 {
    std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| elapsed.as_secs() / 86_400)
}

/// What compiling came to.
pub(crate) struct Compiled {
    pub(crate) seconds: f64,
    pub(crate) errors: Option<String>,
}

/// The compiler with the runtime that generated code calls.
pub(crate) struct Compiler {
    selection: Selection,
    runtime: PathBuf,
}

impl Compiler {
    /// Builds the runtime as cargo would for `cargo check`, in the target directory of this test.
    pub(crate) fn new(selection: Selection) -> Result<Self, String> {
        if selection == Selection::None {
            return Ok(Self { selection, runtime: PathBuf::new() });
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "check",
                "--offline",
                "-p",
                "gatewright-runtime",
                "--no-default-features",
                "--features",
                "client,server",
            ])
            .arg("--message-format=json")
            .arg("--target-dir")
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-runtime"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        let messages = String::from_utf8_lossy(&output.stdout);
        let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let says = |message: &Value, pointer: &str| message.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let mut artifacts = artifacts.filter(|message| {
            says(message, "/reason").as_deref() == Some("compiler-artifact")
                && says(message, "/target/name").as_deref() == Some("gatewright_runtime")
        });
        let runtime = artifacts.find_map(|message| says(&message, "/filenames/0").map(PathBuf::from));
        match runtime {
            Some(runtime) => Ok(Self { selection, runtime }),
            None => Err(format!("the runtime does not compile:\n{}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// Compiles what was generated from the document at `path`, if it is selected.
    pub(crate) fn compile(&self, path: &str, text: &str, lines: usize) -> Option<Compiled> {
        if !self.selection.takes(path, lines) {
            return None;
        }
        let name = path.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus").join(&name);
        let started = Instant::now();
        let errors = self.check(&directory, text);
        if errors.is_none() {
            // What is left behind is what somebody has to look at.
            let _ = fs::remove_dir_all(&directory);
        }
        Some(Compiled { seconds: started.elapsed().as_secs_f64(), errors })
    }

    fn check(&self, directory: &Path, text: &str) -> Option<String> {
        let head = "//! Generated.\n#![deny(warnings, missing_docs, unsafe_code)]\ninclude!(\"api.rs\");\n";
        let written = fs::create_dir_all(directory)
            .and_then(|()| fs::write(directory.join("api.rs"), text))
            .and_then(|()| fs::write(directory.join("lib.rs"), head));
        if let Err(error) = written {
            return Some(format!("{} cannot be written: {error}", directory.display()));
        }
        let mut runtime = std::ffi::OsString::from("gatewright_runtime=");
        runtime.push(&self.runtime);
        let mut dependencies = std::ffi::OsString::from("dependency=");
        dependencies.push(self.runtime.parent().unwrap_or(Path::new(".")));
        let output = Command::new("rustc")
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "lib",
                "--crate-name",
                "generated",
                "--emit=metadata",
                "-D",
                "warnings",
            ])
            .arg("--extern")
            .arg(runtime)
            .arg("-L")
            .arg(dependencies)
            .arg("--out-dir")
            .arg(directory)
            .arg(directory.join("lib.rs"))
            .output();
        match output {
            Ok(output) if output.status.success() => None,
            Ok(output) => Some(beginning(&String::from_utf8_lossy(&output.stderr))),
            Err(error) => Some(format!("rustc cannot be run: {error}")),
        }
    }
}

/// The first errors; the others follow from them, or are the same again.
fn beginning(errors: &str) -> String {
    let lines: Vec<&str> = errors.lines().take(40).collect();
    lines.join("\n")
}
