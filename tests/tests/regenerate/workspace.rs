//! Crates outside of this workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace of the temporary crates.
pub(crate) struct Workspace {
    directory: PathBuf,
}

impl Workspace {
    /// Writes a crate with the lockfile of this workspace, so that nothing is looked up.
    pub(crate) fn new(name: &str, manifest: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // What an earlier run left would hide what this one does; the target directory stays.
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(directory.join("src")).unwrap();
        let package = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n{manifest}\n[workspace]\n\n[profile.dev]\ndebug = false\n"
        );
        fs::write(directory.join("Cargo.toml"), package).unwrap();
        fs::copy(root().join("Cargo.lock"), directory.join("Cargo.lock")).unwrap();
        Self { directory }
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.directory.join(file), text).unwrap();
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.directory.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.directory.join(file)).unwrap_or_default()
    }

    /// Runs `cargo check`; gives what it said when it failed.
    pub(crate) fn check(&self) -> Result<(), String> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--offline", "--quiet", "--target-dir"])
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
            .current_dir(&self.directory)
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .unwrap();
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    #[track_caller]
    pub(crate) fn checks(&self) {
        if let Err(error) = self.check() {
            panic!("{error}");
        }
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A dependency on a crate of this workspace.
pub(crate) fn path_to(directory: &str) -> String {
    format!("path = {:?}", root().join(directory))
}

pub(crate) fn runtime() -> String {
    runtime_with(&["client", "server"])
}

pub(crate) fn runtime_with(features: &[&str]) -> String {
    let path = path_to("runtime");
    format!("[dependencies]\ngatewright-runtime = {{ {path}, default-features = false, features = {features:?} }}\n")
}
