//! `gatewright generate`: a whole crate from a document, or the proof that the one on disk is current.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gatewright_build::{Builder, Codecs, Config, Error, Generated, LockMode, Names, Report, Runtime, Written};
use gatewright_document::visible_lines;
use serde_json::{Value, json};

use crate::crate_name;
use crate::document_options::{DocumentOptions, Settings, shown};
use crate::findings::{self, MessageFormat};
use crate::outcome::{Failure, Outcome};
use crate::runtime_source;
use crate::terminal::{self, ADDED, REMOVED};

/// Where names are kept in the directory of a crate.
const LOCK: &str = "gatewright.lock";

const AFTER_HELP: &str = "\
The crate builds by itself: the runtime that generated code calls is written beside it, unless \
--runtime says otherwise. Only files that changed are written, only files of an earlier run are \
removed, and the same document gives the same bytes on every machine.

Examples:
  gatewright generate swagger/lambdagate.json --out lambdagate-sdk
  gatewright generate api.yaml --out sdk --name bookshop --no-server --tag books --tag authors
  gatewright generate api.yaml --out sdk --rename 'GET /books=list_books' --no-client
  gatewright generate api.yaml --out sdk --lock     # names stay when the document changes
  gatewright generate api.yaml --out sdk --check    # exit code 1 and a diff if the crate is stale
  gatewright generate                               # all of this from gatewright.toml";

/// Generates a crate: models, a typed client, a server trait and router.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Generate {
    #[command(flatten)]
    options: DocumentOptions,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    telling: Telling,
}

/// What is generated, and where it goes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
struct Output {
    /// The directory of the crate; made if it does not exist. Without it, the settings name it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The crate's name; by default that of the directory, or else that of the document.
    #[arg(long, value_name = "CRATE", value_parser = crate_name::parse)]
    name: Option<String>,
    /// Writes nothing: prints a diff and exits with 1 if the directory is stale.
    #[arg(long)]
    check: bool,
    /// Overwrites files that were not written by this command.
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Keeps names in a file, so that a changed document changes none of them: by default
    /// `gatewright.lock` in the directory, which is used from then on without being asked for.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    lock: Option<Option<PathBuf>>,
    /// Refuses to generate if the file of names would have to change.
    #[arg(long)]
    locked: bool,
    /// Writes a crate that belongs to the workspace around it, so that its members can depend on it.
    #[arg(long)]
    workspace_member: bool,
    /// Leaves out the client.
    #[arg(long)]
    no_client: bool,
    /// Leaves out the server trait and router.
    #[arg(long)]
    no_server: bool,
    /// Which codecs the models get; `both` unless the settings say otherwise.
    #[arg(long, value_enum, value_name = "WHICH")]
    codecs: Option<CodecChoice>,
    /// Where the crate takes its runtime from: `embedded` (the command writes it beside the code; that is
    /// the default), `registry`, or `path:DIR` (a folder, absolute or relative to the crate). Of two crates
    /// in one program the second takes that of the first: `path:../first/gatewright-runtime`.
    #[arg(long, value_name = "WHERE", value_parser = RuntimeChoice::parse)]
    runtime: Option<RuntimeChoice>,
}

/// How the run is told.
#[derive(Args, Debug)]
#[command(next_help_heading = "Diagnostics")]
struct Telling {
    /// Says nothing unless something is refused or stale.
    #[arg(long, short)]
    quiet: bool,
    /// Shows notes too: names that were changed, choices that were made.
    #[arg(long)]
    notes: bool,
    /// The form of the findings. JSON goes to standard output, all else to standard error.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    message_format: MessageFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CodecChoice {
    /// What is only sent is only written, what is only received is only read
    Needed,
    /// Every model can be written and read
    Both,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum RuntimeChoice {
    Embedded,
    Registry,
    Path(String),
}

impl RuntimeChoice {
    fn standard() -> RuntimeChoice {
        if runtime_source::is_embedded() { RuntimeChoice::Embedded } else { RuntimeChoice::Registry }
    }

    fn parse(text: &str) -> Result<RuntimeChoice, String> {
        match (text, text.strip_prefix("path:")) {
            ("embedded", _) if runtime_source::is_embedded() => Ok(RuntimeChoice::Embedded),
            ("embedded", _) => Err("this build of the command does not carry the runtime".to_owned()),
            ("registry", _) => Ok(RuntimeChoice::Registry),
            // A manifest has forward slashes on every system.
            (_, Some(path)) if !path.is_empty() => Ok(RuntimeChoice::Path(path.replace('\\', "/"))),
            _ => Err("one of `embedded`, `registry` and `path:DIR` is wanted".to_owned()),
        }
    }
}

/// What is to be done, from the command and the settings.
struct Plan<'a> {
    generate: &'a Generate,
    settings: Settings,
    out: PathBuf,
    name: String,
    runtime: RuntimeChoice,
}

impl Generate {
    fn plan(&self) -> Result<Plan<'_>, Failure> {
        let output = &self.output;
        let settings = self.options.settings()?;
        let config = settings.config.as_ref();
        let out = output.out.clone().or_else(|| config?.out().map(Path::to_owned)).ok_or_else(|| {
            Failure::misused("no directory is given for the crate")
                .help("add `--out DIR`, or `out = …` to the settings")
        })?;
        let wrong = |what: &str, why: String| Failure::refused(format!("`{what}` in the settings: {why}"));
        let name = match (&output.name, config.and_then(Config::name)) {
            (Some(name), _) => Some(name.clone()),
            (None, Some(name)) => Some(crate_name::parse(name).map_err(|why| wrong("name", why))?),
            (None, None) => crate_name::from_paths(&out, &settings.document),
        };
        let name = name.ok_or_else(|| {
            Failure::misused("neither the directory nor the document gives the crate a name").help("add `--name`")
        })?;
        let runtime = match (&output.runtime, config.and_then(Config::runtime)) {
            (Some(runtime), _) => runtime.clone(),
            (None, Some(runtime)) => RuntimeChoice::parse(runtime).map_err(|why| wrong("runtime", why))?,
            (None, None) => RuntimeChoice::standard(),
        };
        Ok(Plan { generate: self, settings, out, name, runtime })
    }
}

impl Plan<'_> {
    /// The builder with the choices of this command.
    fn builder(&self) -> Builder {
        let output = &self.generate.output;
        let builder = self.settings.builder.clone();
        let builder = if output.workspace_member { builder.workspace_member(true) } else { builder };
        let builder = if output.no_client { builder.client(false) } else { builder };
        let builder = if output.no_server { builder.server(false) } else { builder };
        let builder = match output.codecs {
            Some(CodecChoice::Needed) => builder.codecs(Codecs::Needed),
            Some(CodecChoice::Both) => builder.codecs(Codecs::Both),
            None => builder,
        };
        let builder = builder.runtime(match &self.runtime {
            RuntimeChoice::Embedded => Runtime::Path(runtime_source::FOLDER.to_owned()),
            RuntimeChoice::Registry => Runtime::Registry,
            RuntimeChoice::Path(path) => Runtime::Path(path.clone()),
        });
        let beside = self.out.join(LOCK);
        let builder = match &output.lock {
            Some(Some(path)) => builder.lock(path),
            Some(None) => builder.lock(beside),
            None if builder.has_lock() => builder,
            None if output.locked || beside.exists() => builder.lock(beside),
            None => return builder,
        };
        builder.lock_mode(if output.locked { LockMode::Frozen } else { LockMode::Update })
    }

    /// The crate's files, with the runtime if it is part of it.
    fn files(&self) -> Result<Generated, Error> {
        let mut generated = self.builder().generate_crate(&self.name)?;
        if self.runtime == RuntimeChoice::Embedded {
            generated.files.extend(runtime_source::files());
        }
        Ok(generated)
    }
}

pub(crate) fn run(generate: &Generate) -> Result<Outcome, Failure> {
    let plan = generate.plan()?;
    let telling = &generate.telling;
    let quiet = telling.quiet || telling.message_format == MessageFormat::Json;
    let what = format!("generating from {}", plan.settings.name());
    match terminal::with_progress(quiet, what, || plan.files()) {
        Ok(generated) if generate.output.check => Ok(compare(&plan, &generated)),
        Ok(generated) => write(&plan, &generated),
        Err(Error::Document(mut report)) => {
            report.sort();
            telling.findings(&report, true, json!({}));
            Ok(Outcome::Refused)
        }
        Err(error) => Err(Failure::refused(error.to_string())),
    }
}

/// Tells whether the directory holds what would be generated now.
fn compare(plan: &Plan<'_>, generated: &Generated) -> Outcome {
    let telling = &plan.generate.telling;
    let names = generated.names.as_ref().map(Names::difference);
    let difference = generated.difference(&plan.out) + &names.unwrap_or_default();
    let stale = !difference.is_empty();
    telling.findings(&generated.report, false, json!({"stale": stale, "difference": difference}));
    if telling.message_format != MessageFormat::Json {
        terminal::show(&coloured(&difference));
        let directory = shown(&plan.out);
        telling.line(
            stale,
            &match stale {
                true => format!("{directory} is stale: run the same command without --check"),
                false => format!("{directory} is current: {} files", generated.files.len()),
            },
        );
    }
    if stale { Outcome::Refused } else { Outcome::Fine }
}

fn write(plan: &Plan<'_>, generated: &Generated) -> Result<Outcome, Failure> {
    let (output, telling) = (&plan.generate.output, &plan.generate.telling);
    let in_the_way = if output.force { Vec::new() } else { generated.in_the_way(&plan.out) };
    if let [first, rest @ ..] = in_the_way.as_slice() {
        let more = if rest.is_empty() { " is".to_owned() } else { format!(" and {} more are", rest.len()) };
        let message = format!("`{}`{more} in the way: not written by gatewright", first.display());
        return Err(
            Failure::refused(message).help("choose another directory with `--out`, or overwrite with `--force`")
        );
    }
    let refused = |error: Error| Failure::refused(error.to_string());
    let written = generated.write_to(&plan.out).map_err(refused)?;
    let names = generated.names.as_ref().filter(|names| names.changed);
    names.map_or(Ok(()), Names::write).map_err(refused)?;
    telling.findings(&generated.report, false, files_json(&written));
    let Written { changed, unchanged, removed } = &written;
    let directory = shown(&plan.out);
    telling.line(
        false,
        &format!(
            "{directory}: {} operations, {} types; files: {} written, {unchanged} unchanged, {} removed",
            generated.operations,
            generated.types,
            changed.len(),
            removed.len(),
        ),
    );
    if let Some(around) = workspace_around(plan, generated) {
        let around = shown(&around);
        let hint =
            format!("{directory} is a workspace of its own within that of {around}, whose members cannot depend on it");
        telling.line(false, &format!("note: {hint}\nhelp: generate with `--workspace-member` if they are to"));
    }
    Ok(Outcome::Fine)
}

/// The manifest of the workspace that the crate lies in without belonging to it. Cargo allows no member to depend
/// on a workspace within its own.
fn workspace_around(plan: &Plan<'_>, generated: &Generated) -> Option<PathBuf> {
    let manifest = generated.files.iter().find(|file| file.path == "Cargo.toml")?;
    if !manifest.text.contains("\n[workspace]\n") {
        return None;
    }
    let directory = plan.out.canonicalize().ok()?;
    let manifests = directory.ancestors().skip(1).map(|folder| folder.join("Cargo.toml"));
    let is_workspace = |text: String| text.lines().any(|line| line.trim() == "[workspace]");
    let mut around = manifests.filter(|path| std::fs::read_to_string(path).is_ok_and(is_workspace));
    around.next()
}

fn files_json(written: &Written) -> Value {
    let paths = |paths: &[PathBuf]| paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
    json!({"written": paths(&written.changed), "unchanged": written.unchanged, "removed": paths(&written.removed)})
}

impl Telling {
    /// Tells what was found; `important` also when the run is to be quiet.
    fn findings(&self, report: &Report, important: bool, files: Value) {
        match self.message_format {
            MessageFormat::Json => {
                let mut object = findings::json(report);
                if let Some(object) = object.as_object_mut() {
                    object.insert("files".to_owned(), files);
                }
                terminal::show_json(&object);
            }
            _ if self.quiet && !important => {}
            format => {
                let mut text = findings::text(report, format, self.notes);
                if !report.is_empty() {
                    text.push_str(&format!("{}\n", findings::summary(report, self.notes)));
                }
                terminal::tell(&text);
            }
        }
    }

    /// Tells the end of it in one line; `important` also when the run is to be quiet.
    fn line(&self, important: bool, text: &str) {
        if important || !(self.quiet || self.message_format == MessageFormat::Json) {
            terminal::tell(&format!("{text}\n"));
        }
    }
}

/// A unified diff with colour.
fn coloured(difference: &str) -> String {
    let style = |line: &str| match line.as_bytes().first() {
        Some(b'-') => Some(REMOVED),
        Some(b'+') => Some(ADDED),
        _ => None,
    };
    let line = |line: &str| match style(line) {
        Some(style) => format!("{style}{line}{style:#}\n"),
        None => format!("{line}\n"),
    };
    visible_lines(difference).lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_the_runtime() {
        let parse = RuntimeChoice::parse;
        assert_eq!(parse("embedded"), Ok(RuntimeChoice::Embedded));
        assert_eq!(parse("registry"), Ok(RuntimeChoice::Registry));
        assert_eq!(parse("path:..\\runtime"), Ok(RuntimeChoice::Path("../runtime".to_owned())));
        assert!(parse("path:").is_err() && parse("git").is_err());
    }
}
