//! The compiler over a runtime that is built once: what compiles, file by file, and a program of what does.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The libraries that programs are linked with.
pub(crate) struct Toolchain {
    libraries: Vec<(String, PathBuf)>,
    dependencies: PathBuf,
    pub(crate) folder: PathBuf,
}

/// Crates that programs name.
const NAMED: [&str; 3] = ["gatewright_runtime", "tokio", "tower_service"];

impl Toolchain {
    /// Builds the runtime in the target directory of the workspace, most of whose libraries are there already.
    pub(crate) fn new(name: &str) -> Result<Self, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--offline", "-p", "gatewright-runtime", "--no-default-features"])
            .args(["--features", "client,server", "--message-format=json", "--target-dir"])
            .arg(&target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        let messages = String::from_utf8_lossy(&output.stdout);
        let mut libraries = Vec::new();
        for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let name = message.pointer("/target/name").and_then(Value::as_str).unwrap_or_default().replace('-', "_");
            let files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let library = files.into_iter().find(|file| file.ends_with(".rlib")).map(PathBuf::from);
            if let Some(library) = library.filter(|_| NAMED.contains(&name.as_str())) {
                libraries.push((name, library));
            }
        }
        if libraries.len() < NAMED.len() {
            return Err(format!("the runtime does not compile:\n{}", String::from_utf8_lossy(&output.stderr)));
        }
        let dependencies = target.join("debug/deps");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        Ok(Self { libraries, dependencies, folder })
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).expect("a file can be written");
    }

    fn rustc(&self, main: &str, arguments: &[&str]) -> Output {
        self.compiler("rustc", main, &[&["-C", "debuginfo=0", "-C", "codegen-units=8"], arguments].concat())
            .output()
            .expect("rustc runs")
    }

    /// A command that compiles or describes a library.
    pub(crate) fn compiler(&self, program: &str, main: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(["--edition", "2024", "--crate-name", "judged", "--cap-lints", "allow", "--error-format=json"]);
        command.args(arguments);
        for (name, path) in &self.libraries {
            let mut external = OsString::from(format!("{name}="));
            external.push(path);
            command.arg("--extern").arg(external);
        }
        let mut dependencies = OsString::from("dependency=");
        dependencies.push(&self.dependencies);
        command.arg("-L").arg(dependencies).arg(main).current_dir(&self.folder);
        command
    }

    /// Which of the modules do not compile, each with its first error. A module that fails hides errors of later
    /// stages in others, so that it is left out and the rest compiled again.
    pub(crate) fn broken(&self, fixed: &[String], modules: &[String]) -> Result<Vec<(String, String)>, String> {
        let mut broken: Vec<(String, String)> = Vec::new();
        loop {
            let gone: BTreeSet<&str> = broken.iter().map(|(name, _)| name.as_str()).collect();
            let rest = modules.iter().filter(|name| !gone.contains(name.as_str()));
            let lines: String = fixed.iter().chain(rest).map(|name| format!("pub mod {name};\n")).collect();
            self.write("check.rs", &format!("#![recursion_limit = \"512\"]\n#![allow(warnings)]\n{lines}"));
            let output = self.rustc("check.rs", &["--crate-type", "lib", "--emit=metadata", "-o", "check.rmeta"]);
            if output.status.success() {
                return Ok(broken);
            }
            let before = broken.len();
            for (file, error) in errors(&output) {
                let module = file.trim_end_matches(".rs").to_owned();
                if !modules.contains(&module) {
                    return Err(format!("{file}: {error}"));
                }
                if !broken.iter().any(|(known, _)| *known == module) {
                    broken.push((module, error));
                }
            }
            if broken.len() == before {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned());
            }
        }
    }

    /// Compiles a program and gives what it prints.
    pub(crate) fn run(&self, main: &str) -> Result<String, String> {
        self.write("main.rs", main);
        let output = self.rustc("main.rs", &["--crate-type", "bin", "-o", "judged"]);
        if !output.status.success() {
            let all: Vec<String> =
                errors(&output).into_iter().map(|(file, error)| format!("{file}: {error}")).collect();
            return Err(all.join("\n"));
        }
        let output = Command::new(self.folder.join("judged")).output().map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The errors with the files that they are in: of an error within a macro, where the macro is called.
pub(crate) fn errors(output: &Output) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(&output.stderr);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut all = Vec::new();
    for message in messages.filter(|message| message["level"] == "error") {
        let spans = message["spans"].as_array().cloned().unwrap_or_default();
        let Some(mut span) = spans.iter().find(|span| span["is_primary"] == true).cloned() else { continue };
        while span["expansion"].is_object() {
            span = span["expansion"]["span"].clone();
        }
        let file = span["file_name"].as_str().unwrap_or_default().to_owned();
        all.push((file, message["message"].as_str().unwrap_or_default().to_owned()));
    }
    all
}
