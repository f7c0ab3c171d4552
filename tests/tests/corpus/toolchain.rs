//! The compiler and its relatives, called without cargo over a runtime that is built once.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What looks at a crate.
#[allow(dead_code, reason = "not every test needs all of them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Rustc,
    Clippy,
    Rustdoc,
    /// Rustdoc, which lists the tests that it would run.
    DocTests,
}

/// The tools, and the runtime that generated code calls.
pub(crate) struct Toolchain {
    runtime: PathBuf,
}

impl Toolchain {
    /// Builds the runtime as cargo would for `cargo check`, in the target directory of this test.
    pub(crate) fn new() -> Result<Self, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["check", "--offline", "-p", "gatewright-runtime", "--no-default-features"])
            .args(["--features", "client,server", "--message-format=json", "--target-dir"])
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
        let failed = || format!("the runtime does not compile:\n{}", String::from_utf8_lossy(&output.stderr));
        runtime.map(|runtime| Self { runtime }).ok_or_else(failed)
    }

    /// Looks at the crate in a directory, of which these features are on, with everything denied that is promised;
    /// gives what the tool prints.
    pub(crate) fn run(
        &self,
        tool: Tool,
        edition: &str,
        directory: &Path,
        features: &[String],
    ) -> Result<String, String> {
        let mut command = Command::new(match tool {
            Tool::Rustc => "rustc",
            Tool::Clippy => "clippy-driver",
            Tool::Rustdoc | Tool::DocTests => "rustdoc",
        });
        let mut external = OsString::from("gatewright_runtime=");
        external.push(&self.runtime);
        let mut dependencies = OsString::from("dependency=");
        dependencies.push(self.runtime.parent().unwrap_or(Path::new(".")));
        command.args(["--edition", edition, "--crate-type", "lib", "--crate-name", "generated"]);
        command.args(["-D", "warnings", "-D", "missing_docs", "-D", "unsafe_code"]);
        command.arg("--extern").arg(external).arg("-L").arg(dependencies);
        features.iter().for_each(|feature| {
            command.arg("--cfg").arg(format!("feature={feature:?}"));
        });
        match tool {
            Tool::Rustc | Tool::Clippy => command.arg("--emit=metadata").arg("--out-dir").arg(directory.join("target")),
            Tool::Rustdoc => command.arg("--out-dir").arg(directory.join("target")),
            Tool::DocTests => command.args(["--test", "--test-args", "--list"]),
        };
        // The lints of clippy as users have them: without the configuration of this workspace.
        let configured = fs::create_dir_all(directory).and_then(|()| fs::write(directory.join("clippy.toml"), ""));
        configured.map_err(|error| format!("{} cannot be written: {error}", directory.display()))?;
        command.env("CLIPPY_CONF_DIR", directory).arg(directory.join("src/lib.rs"));
        match command.output() {
            Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            Ok(output) => Err(format!(
                "{}{}",
                String::from_utf8_lossy(&output.stderr),
                String::from_utf8_lossy(if output.stderr.is_empty() { &output.stdout } else { b"" })
            )),
            Err(error) => Err(format!("{tool:?} cannot be run: {error}")),
        }
    }
}
