//! Clients of servers that are not ours: writes the program that calls one, and judges what the server answered.
//!
//! `servers-real write OUT RUNTIME DOCUMENT SCENARIO` writes a crate with the generated client of the document and a function for
//! each call. `servers-real judge DOCUMENT RESULTS NAME VERSION` holds the answers against the document, by the crate
//! `jsonschema` and not by ours, and prints each place where they contradict it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
#![allow(dead_code, reason = "the modules of the round trip have more than is needed here")]

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

#[path = "../conformance/calls.rs"]
mod calls;
#[path = "../tests/round_trip/demands.rs"]
mod demands;
#[path = "../tests/round_trip/family.rs"]
mod family;
#[path = "../tests/round_trip/judge.rs"]
mod judge;
#[path = "../tests/round_trip/keywords.rs"]
mod keywords;
#[path = "../tests/mutation/random.rs"]
mod random;
#[path = "../tests/round_trip/schemas.rs"]
mod schemas;
#[path = "../tests/round_trip/strings.rs"]
mod strings;
mod verdict;

const MANIFEST: &str = r#"[package]
name = "servers-real-NAME"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[profile.dev]
debug = false
incremental = false

[dependencies]
gatewright-runtime = { path = "RUNTIME", default-features = false, features = ["client"] }
# The feature is the runtime's too.
reqwest = { version = "0.13", default-features = false, features = ["cookies"] }
tokio = { version = "1", features = ["macros", "rt", "time"] }
"#;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", out, runtime, document, scenario] => write(Path::new(out), runtime, Path::new(document), scenario),
        ["judge", document, results, name, version] => verdict::judge(Path::new(document), results, name, version),
        _ => Err("servers-real write OUT RUNTIME DOCUMENT SCENARIO | judge DOCUMENT RESULTS NAME VERSION".into()),
    }
}

/// Writes the crate; its name is that of the document's file.
fn write(out: &Path, runtime: &str, document: &Path, scenario: &str) -> Result<ExitCode, Box<dyn Error>> {
    let scenario: serde_json::Value = serde_json::from_str(&fs::read_to_string(scenario)?)?;
    let name = document.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut builder = gatewright_build::Builder::new(document).server(false);
    builder = builder.lenient_responses(scenario.get("lenient-responses") == Some(&serde_json::Value::Bool(true)));
    for property in scenario.get("optional").and_then(serde_json::Value::as_array).into_iter().flatten() {
        builder = builder.optional(property.as_str().unwrap_or_default());
    }
    let entries = |key: &str| scenario.get(key).and_then(serde_json::Value::as_object).into_iter().flatten();
    for (operation, how) in entries("pages") {
        builder = builder.pages(operation, how.as_str().unwrap_or_default());
    }
    for (schema, ty) in entries("replace") {
        builder = builder.replace(schema, ty.as_str().unwrap_or_default());
    }
    let generated = builder.generate()?;
    let file: String = generated.files.iter().map(|file| file.text.as_str()).collect();
    let calls = calls::calls(&file)?;
    let mut table = String::from(
        "//! All calls.\n#![allow(unused_imports)]\n\nuse super::given::{Given, Operation, Probe, WithJson as _, WithoutJson as _, outcome};\n\n",
    );
    calls.write(&mut table, &name, "api")?;
    let entries: String =
        table.lines().filter_map(|line| line.strip_prefix("//= ")).fold(String::new(), |mut entries, entry| {
            let _ = writeln!(entries, "    {entry},");
            entries
        });
    let _ = writeln!(table, "pub(crate) const OPERATIONS: &[Operation] = &[\n{entries}];");
    let source = out.join("src");
    fs::create_dir_all(&source)?;
    fs::write(out.join("Cargo.toml"), MANIFEST.replace("NAME", &name).replace("RUNTIME", runtime))?;
    fs::write(source.join("api.rs"), &file)?;
    fs::write(source.join("table.rs"), &table)?;
    fs::write(source.join("given.rs"), include_str!("../conformance/program/given.rs"))?;
    fs::write(source.join("main.rs"), include_str!("program.rs"))?;
    println!("{} calls", calls.operations.len());
    Ok(ExitCode::SUCCESS)
}
