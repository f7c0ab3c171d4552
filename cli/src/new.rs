//! `gatewright new`: sets a package up for generated code, by three questions.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::document_options::shown;
use crate::outcome::{Failure, Outcome};
use crate::terminal;

const AFTER_HELP: &str = "\
Writes `build.rs` and `gatewright.toml`, and adds the dependencies to `Cargo.toml`. Nothing that is there is \
overwritten. What is not given by arguments is asked, on a terminal; else the defaults are taken.

Examples:
  gatewright new
  gatewright new --document api.yaml --generate client --lock";

/// Sets the package in this folder up: `build.rs`, `gatewright.toml` and the dependencies.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct New {
    /// The document, relative to the package.
    #[arg(long, value_name = "DOCUMENT")]
    document: Option<String>,
    /// What is generated.
    #[arg(long, value_enum, value_name = "WHAT")]
    generate: Option<What>,
    /// Keeps names in `gatewright.lock`, so that a changed document changes none of them.
    #[arg(long, value_name = "YES", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    lock: Option<bool>,
    /// The folder of the package.
    #[arg(long, value_name = "DIR", default_value = ".")]
    package: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// The client
    Client,
    /// The server trait and router
    Server,
    /// Both
    Both,
}

impl What {
    fn parse(text: &str) -> Option<What> {
        <What as ValueEnum>::from_str(text, true).ok()
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            What::Client => &["client", "rustls"],
            What::Server => &["server"],
            What::Both => &["client", "rustls", "server"],
        }
    }
}

/// What was chosen.
struct Answers {
    document: String,
    what: What,
    lock: bool,
}

const BUILD: &str = "\
//! Generates the code of `src` from the document that `gatewright.toml` names.

fn main() -> Result<(), gatewright_build::Error> {
    gatewright_build::Builder::from_config(\"gatewright.toml\")?.generate_to_out_dir(\"api.rs\")
}
";

pub(crate) fn run(new: &New) -> Result<Outcome, Failure> {
    let manifest = new.package.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| {
        Failure::failed(format!("cannot read `{}`: {error}", manifest.display()))
            .help("make a package with `cargo init`, or name one with `--package`")
    })?;
    let mut edited: DocumentMut =
        text.parse().map_err(|error| Failure::failed(format!("`{}` is not in order: {error}", manifest.display())))?;
    let (build, settings) = (new.package.join("build.rs"), new.package.join("gatewright.toml"));
    if let Some(path) = [&build, &settings].into_iter().find(|path| path.exists()) {
        return Err(Failure::failed(format!("`{}` is there already", path.display()))
            .help("remove it first, or add by hand what the guide says"));
    }
    let answers = new.answers()?;
    add_dependencies(&mut edited, answers.what)?;
    for (path, text) in
        [(&build, BUILD.to_owned()), (&settings, settings_of(&answers)), (&manifest, edited.to_string())]
    {
        fs::write(path, text)
            .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))?;
        terminal::tell(&format!("{} is written\n", shown(path)));
    }
    terminal::tell(
        "add to `src/lib.rs`, or to a module of it:\n\n    include!(concat!(env!(\"OUT_DIR\"), \"/api.rs\"));\n",
    );
    Ok(Outcome::Fine)
}

fn settings_of(answers: &Answers) -> String {
    let Answers { document, what, lock } = answers;
    let mut text = format!("document = {}\n", Value::from(document.as_str()));
    for (name, off) in [("client", *what == What::Server), ("server", *what == What::Client)] {
        if off {
            text.push_str(&format!("{name} = false\n"));
        }
    }
    if *lock {
        text.push_str("lock = true\n");
    }
    text
}

/// Adds the two dependencies, unless the package has them.
fn add_dependencies(manifest: &mut DocumentMut, what: What) -> Result<(), Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let mut runtime = InlineTable::new();
    runtime.insert("version", version.into());
    runtime.insert("default-features", false.into());
    runtime.insert("features", Value::Array(what.features().iter().copied().collect::<Array>()));
    let added = [
        ("dependencies", "gatewright-runtime", Value::InlineTable(runtime)),
        ("build-dependencies", "gatewright-build", version.into()),
    ];
    for (section, name, value) in added {
        let table = manifest.entry(section).or_insert(Item::Table(Table::new()));
        let table = table
            .as_table_like_mut()
            .ok_or_else(|| Failure::failed(format!("`{section}` in `Cargo.toml` is no table")))?;
        if table.get(name).is_none() {
            table.insert(name, Item::Value(value));
        }
    }
    Ok(())
}

impl New {
    fn answers(&self) -> Result<Answers, Failure> {
        let known = documents(&self.package);
        let first = known.first().cloned().unwrap_or_else(|| "api.yaml".to_owned());
        let document = match &self.document {
            Some(document) => document.clone(),
            None => ask("Which document?", &first, Some)?,
        };
        let what = match self.generate {
            Some(what) => what,
            None => ask("What is generated: client, server or both?", "both", |text| What::parse(&text))?,
        };
        let lock = match self.lock {
            Some(lock) => lock,
            None => {
                ask("Keep names in gatewright.lock when the document changes: yes or no?", "yes", |text| {
                    match text.as_str() {
                        "yes" | "y" => Some(true),
                        "no" | "n" => Some(false),
                        _ => None,
                    }
                })?
            }
        };
        Ok(Answers { document, what, lock })
    }
}

/// Files of a package that may be documents, by their names.
fn documents(package: &Path) -> Vec<String> {
    let names = fs::read_dir(package).into_iter().flatten().take(10_000);
    let mut names: Vec<String> = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| {
        let is_text = [".yaml", ".yml", ".json"].iter().any(|extension| name.ends_with(extension));
        is_text && ["api", "swagger", "openapi"].iter().any(|word| name.to_ascii_lowercase().contains(word))
    });
    names.sort();
    names
}

/// Asks on a terminal; elsewhere the default is taken. An empty line is the default too.
fn ask<T>(question: &str, default: &str, parse: impl Fn(String) -> Option<T>) -> Result<T, Failure> {
    let parsed = |text: &str| parse(text.to_owned());
    let wrong = || Failure::misused(format!("there is no answer to: {question}"));
    if !io::stdin().is_terminal() {
        return parsed(default).ok_or_else(wrong);
    }
    loop {
        terminal::tell(&format!("{question} [{default}] "));
        let _ = io::stderr().flush();
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => return Err(wrong()),
            Ok(_) => {}
        }
        let line = line.trim();
        if let Some(answer) = parsed(if line.is_empty() { default } else { line }) {
            return Ok(answer);
        }
    }
}
