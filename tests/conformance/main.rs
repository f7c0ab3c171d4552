//! Writes the crate of a conformance run: a client for each document, and a table of all their calls.
//!
//! `conformance OUT RUNTIME DOCUMENT…`. What is called, with which values, is no part of the crate: the program reads
//! that when it runs, so values change without compiling.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

mod calls;

const MANIFEST: &str = r#"[package]
name = "NAME"
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

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(out), Some(runtime)) = (arguments.next(), arguments.next()) else {
        return Err("conformance OUT RUNTIME DOCUMENT…".into());
    };
    let source = Path::new(&out).join("src");
    fs::create_dir_all(&source)?;
    let manifest = MANIFEST.replace("NAME", &document_name(Path::new(&out))).replace("RUNTIME", &runtime);
    write(&Path::new(&out).join("Cargo.toml"), &manifest)?;
    let mut table = String::from(
        "//! All calls of all documents.\n\nuse super::given::{Given, Operation, Probe, WithJson as _, WithoutJson as _, outcome};\n\n",
    );
    let mut modules = String::new();
    let mut count = 0;
    for document in arguments {
        let path = Path::new(&document);
        let name = document_name(path);
        let module = format!("d_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
        let generated = gatewright_build::Builder::new(path).server(false).generate();
        let generated = match generated {
            Ok(generated) => generated,
            Err(error) => {
                eprintln!("{name}: not generated: {}", error.to_string().lines().next().unwrap_or_default());
                continue;
            }
        };
        let file = generated.files.iter().map(|file| file.text.as_str()).collect::<String>();
        let calls = calls::calls(&file)?;
        if calls.operations.is_empty() {
            continue;
        }
        count += calls.operations.len();
        write(&source.join(format!("{module}.rs")), &file)?;
        writeln!(modules, "mod {module};")?;
        calls.write(&mut table, &name, &module)?;
    }
    let main = include_str!("program/main.rs").replace("// MODULES\n", &modules);
    write(&source.join("table.rs"), &table_with_list(&table))?;
    write(&source.join("given.rs"), include_str!("program/given.rs"))?;
    write(&source.join("main.rs"), &main)?;
    println!("{count} calls");
    Ok(())
}

/// The functions of the table, and the list of them.
fn table_with_list(functions: &str) -> String {
    let entries: String =
        functions.lines().filter_map(|line| line.strip_prefix("//= ")).map(|entry| format!("    {entry},\n")).collect();
    let functions: String =
        functions.lines().filter(|line| !line.starts_with("//= ")).map(|line| format!("{line}\n")).collect();
    format!("{functions}\npub(crate) const OPERATIONS: &[Operation] = &[\n{entries}];\n")
}

/// A document's name is its file's.
fn document_name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Leaves a file alone that is right already, so that nothing is compiled again.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    fs::write(path, text)
}
