//! What the command writes is a crate that builds by itself, outside of any workspace or beside another one.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn builds_by_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::TempDir::new().unwrap();
    let sdk = folder.path().join("lambdagate-sdk");
    let mut generate = Command::new(env!("CARGO_BIN_EXE_gatewright"));
    generate.args(["generate", "--quiet", "--out"]).arg(&sdk).arg(root.join("swagger/lambdagate.json"));
    run(&mut generate);

    // With the versions that the workspace is locked to, nothing has to be fetched.
    fs::copy(root.join("Cargo.lock"), sdk.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated-crate");
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--offline", "--quiet", "--all-targets"]).current_dir(&sdk);
    run(check.env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-Dwarnings"));
}

/// Cargo takes no two packages of one name, so that the second crate uses the runtime of the first.
#[test]
fn two_in_one_workspace() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::TempDir::new().unwrap();
    for (name, document, more) in [
        ("bookshop", "swagger/bookshop.yaml", &[][..]),
        ("lambdagate", "swagger/lambdagate.json", &["--runtime", "path:../bookshop/gatewright-runtime"]),
    ] {
        let mut generate = Command::new(env!("CARGO_BIN_EXE_gatewright"));
        generate.args(["generate", "--quiet", "--workspace-member", "--out"]).arg(folder.path().join(name));
        run(generate.args(more).arg(root.join(document)));
    }
    let manifest = "[workspace]\nmembers = [\"bookshop\", \"lambdagate\"]\nresolver = \"3\"\n";
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated-crate");
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--offline", "--quiet", "--workspace"]).current_dir(folder.path());
    run(check.env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-Dwarnings"));
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
