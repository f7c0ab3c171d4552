//! Measures what generated code costs to compile: user CPU seconds and peak memory of rustc, and size.
//!
//! ```sh
//! cargo run -p gatewright-tests --example compile_cost -- swagger/bookshop.yaml path/to/documents
//! ```
//!
//! For each document a crate is generated and a program written that calls every operation once, since
//! generic and asynchronous code is compiled where it is called. Dependencies are built before; what is
//! measured is `cargo` with nothing but these two crates to compile, less what cargo needs to find that
//! there is nothing to do. Memory is that of rustc, which is read while it runs, on Linux.

mod caller;
mod measure;
mod options;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gatewright_build::{Builder, Runtime};

use measure::{Cost, Package};
use options::{Options, Rival};

const HELP: &str = "\
Measures what generated code costs to compile.

usage: compile_cost [OPTIONS] DOCUMENT|FOLDER...

  --server                  generates the server too, as `gatewright generate` does without options
  --check                   measures `cargo check` alone
  --work DIR                where crates are written and built; default: target/compile-cost
  --rival 'NAME=COMMAND'    another generator beside ours. In COMMAND, `{document}` is the document and `{out}`
                            the folder of the crate that it writes. Its calls are counted if it leaves a
                            program in `{out}/caller.rs`, whose dependency is the crate `{crate}`.";

/// One line of the table.
struct Row {
    who: String,
    document: String,
    operations: usize,
    check: Cost,
    built: Option<[Cost; 2]>,
    /// Bytes of the release library.
    library: Option<u64>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if let Some(status) = measure::watched() {
        return status;
    }
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    fs::create_dir_all(&options.work)?;
    println!(
        "| document | generator | operations | check | memory | debug | memory | release | memory | library/operation |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for document in &options.documents {
        let mut operations = 0;
        match ours(document, &options) {
            Ok(row) => {
                operations = row.operations;
                row.print();
            }
            Err(error) => eprintln!("{}: {error}", document.display()),
        }
        for rival in &options.rivals {
            match theirs(rival, document, operations, &options) {
                Ok(row) => row.print(),
                Err(error) => eprintln!("{}, {}: {error}", document.display(), rival.name),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn ours(document: &Path, options: &Options) -> Result<Row, Box<dyn Error>> {
    let name = options::crate_name(document, "sdk");
    let folder = options.work.join(&name);
    let runtime = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime"))?;
    let builder = Builder::new(document).server(options.server).runtime(Runtime::Path(runtime.display().to_string()));
    let generated = builder.generate_crate(&name)?;
    generated.write_to(&folder)?;
    let calls = match generated.files.iter().find(|file| file.path == "src/client.rs") {
        Some(client) => Some(caller::program(&name, &client.text)?),
        None => None,
    };
    measured("gatewright", document, generated.operations, &Package { name, folder }, calls, options)
}

fn theirs(rival: &Rival, document: &Path, operations: usize, options: &Options) -> Result<Row, Box<dyn Error>> {
    let name = options::crate_name(document, &rival.name);
    let folder = options.work.join(&name);
    rival.generate(document, &folder, &name)?;
    let name = measure::package_name(&folder)?;
    let calls = fs::read_to_string(folder.join("caller.rs")).ok();
    measured(&rival.name, document, operations, &Package { name, folder }, calls, options)
}

fn measured(
    who: &str,
    document: &Path,
    operations: usize,
    package: &Package,
    calls: Option<String>,
    options: &Options,
) -> Result<Row, Box<dyn Error>> {
    let target = options.work.join("target");
    let program = calls.map(|calls| package.caller(&calls)).transpose()?;
    let check = measure::cost(package, None, &["check"], &target)?;
    let mut built = None;
    let mut library = None;
    if !options.check {
        let debug = measure::cost(package, program.as_ref(), &["build"], &target)?;
        let release = measure::cost(package, program.as_ref(), &["build", "--release"], &target)?;
        built = Some([debug, release]);
        library = measure::library_size(package, &target);
    }
    let document = document.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Row { who: who.to_owned(), document, operations, check, built, library })
}

impl Row {
    fn print(&self) {
        let Self { who, document, operations, check, .. } = self;
        let mut line = format!("| {document} | {who} | {operations} | {check} |");
        match &self.built {
            Some([debug, release]) => line.push_str(&format!(" {debug} | {release} |")),
            None => line.push_str(" | | | |"),
        }
        match self.library.map(|bytes| bytes as usize / 1000 / (*operations).max(1)) {
            Some(size) => line.push_str(&format!(" {size} kB |")),
            None => line.push_str(" |"),
        }
        println!("{line}");
    }
}

/// The documents of a folder, in the order of their paths.
fn documents(path: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    entries.sort();
    for entry in entries {
        let extension = entry.extension().unwrap_or_default();
        if entry.is_dir() || ["json", "yaml", "yml"].iter().any(|known| extension == *known) {
            documents(&entry, found)?;
        }
    }
    Ok(())
}
