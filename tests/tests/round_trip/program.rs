//! A program with the generated types of one document, which reads values and writes them back.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

/// The runtime, built for programs.
pub(crate) struct Runtime {
    library: PathBuf,
    /// The library of the async runtime, where programs use it.
    tokio: Option<PathBuf>,
}

impl Runtime {
    /// Builds it in the target directory of this test with these features.
    pub(crate) fn build(features: &str) -> Result<Self, String> {
        let directory = if features.is_empty() { "round-trip-runtime" } else { "loopback-runtime" };
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--offline", "-p", "gatewright-runtime", "--no-default-features", "--message-format=json"])
            .args(["--features", features])
            .arg("--target-dir")
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join(directory))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        let messages = String::from_utf8_lossy(&output.stdout);
        let says = |message: &Value, pointer: &str| message.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let library = |name: &str| {
            messages
                .lines()
                .filter_map(|line| serde_json::from_str::<Value>(line).ok())
                .filter(|message| says(message, "/target/name").as_deref() == Some(name))
                .find_map(|message| says(&message, "/filenames/0").map(PathBuf::from))
        };
        library("gatewright_runtime")
            .map(|found| Self { library: found, tokio: library("tokio") })
            .ok_or_else(|| format!("the runtime does not compile:\n{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// A program that is being compiled.
pub(crate) struct Compiling {
    directory: PathBuf,
    compiler: Child,
}

/// The code of a program for these types; `main` is what it does with them.
pub(crate) fn for_types(main: &str, types: &[String]) -> String {
    let list: String = types.iter().map(|ty| format!("    {ty},\n")).collect();
    format!("use api::models;\n\n{main}\npasses! {{\n{list}}}\n")
}

/// Starts compiling a program; `main` is what it does with the generated `api`.
pub(crate) fn compile(runtime: &Runtime, name: &str, api: &str, main: &str) -> Result<Compiling, String> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round-trip").join(name);
    let main = format!("#![allow(warnings)]\nmod api {{\n    include!(\"api.rs\");\n}}\n{main}");
    let failed = |error: std::io::Error| format!("{}: {error}", directory.display());
    fs::create_dir_all(&directory).map_err(failed)?;
    fs::write(directory.join("api.rs"), api).map_err(failed)?;
    fs::write(directory.join("main.rs"), main).map_err(failed)?;
    let errors = fs::File::create(directory.join("errors.txt")).map_err(failed)?;
    let mut library = OsString::from("gatewright_runtime=");
    library.push(&runtime.library);
    // Of `cargo build` the library itself stands one folder above those that it depends on.
    let mut dependencies = OsString::from("dependency=");
    dependencies.push(runtime.library.parent().unwrap_or(Path::new(".")).join("deps"));
    let mut compiler = Command::new("rustc");
    if let Some(tokio) = &runtime.tokio {
        let mut library = OsString::from("tokio=");
        library.push(tokio);
        compiler.arg("--extern").arg(library);
    }
    let compiler = compiler
        .args(["--edition", "2024", "--crate-type", "bin", "--crate-name", "round_trip"])
        .args(["-C", "debuginfo=0", "-C", "opt-level=0", "-C", "codegen-units=8", "--cap-lints", "allow"])
        .arg("--extern")
        .arg(library)
        .arg("-L")
        .arg(dependencies)
        .arg("-o")
        .arg(directory.join("round_trip"))
        .arg(directory.join("main.rs"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(errors)
        .spawn()
        .map_err(|error| format!("rustc cannot be run: {error}"))?;
    Ok(Compiling { directory, compiler })
}

impl Compiling {
    /// Waits for the compiler, puts the questions to the program, and takes a line for each.
    pub(crate) fn run(mut self, questions: Vec<u8>) -> Result<Vec<String>, String> {
        let status = self.compiler.wait().map_err(|error| error.to_string())?;
        if !status.success() {
            let errors = fs::read_to_string(self.directory.join("errors.txt")).unwrap_or_default();
            return Err(format!("does not compile:\n{}", errors.lines().take(30).collect::<Vec<_>>().join("\n")));
        }
        let mut program = Command::new(self.directory.join("round_trip"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the program does not run: {error}"))?;
        let input = program.stdin.take();
        let writer = thread::spawn(move || input.map(|mut input| input.write_all(&questions)));
        let output = program.wait_with_output().map_err(|error| error.to_string())?;
        let _ = writer.join();
        if !output.status.success() {
            return Err(format!("the program fails: {}", String::from_utf8_lossy(&output.stderr)));
        }
        if std::env::var_os("GATEWRIGHT_KEEP").is_none() {
            let _ = fs::remove_dir_all(&self.directory);
        }
        Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
    }
}
