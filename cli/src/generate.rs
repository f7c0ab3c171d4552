//! `gatewright generate`: a whole crate from a document, or the proof that the one on disk is current.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use gatewright_build::{Builder, Config, Error, Generated, LockMode, Names, Report, Runtime, Written};
use serde_json::{Value, json};

use crate::crate_name;
use crate::document_options::{DocumentOptions, Settings, shown};
use crate::findings::{self, MessageFormat};
use crate::option_arguments::{OptionArguments, Writing};
use crate::outcome::{Failure, Outcome};
use crate::reload::Changes;
use crate::runtime_source;
use crate::terminal;

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
  gatewright generate api.yaml --out sdk --watch    # and again after each change
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
    /// Generates again whenever the document, an overlay or the settings change, until it is stopped.
    #[arg(long, conflicts_with = "check")]
    watch: bool,
    /// Writes nothing: prints a diff and exits with 1 if the directory is stale.
    #[arg(long)]
    check: bool,
    /// Overwrites files that were not written by this command.
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Rejects to generate if the file of names would have to change.
    #[arg(long)]
    locked: bool,
    /// Writes an implementation of the server trait to start from, whose methods respond with 501, unless the file
    /// exists.
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    skeleton: Option<PathBuf>,
    #[command(flatten)]
    options: OptionArguments<Writing>,
}

/// How the run is reported.
#[derive(Args, Debug)]
#[command(next_help_heading = "Diagnostics")]
struct Telling {
    /// Says nothing unless something is rejected or stale.
    #[arg(long, short)]
    quiet: bool,
    /// Shows notes too: names that were changed, choices that were made.
    #[arg(long)]
    notes: bool,
    /// The form of the findings. JSON goes to standard output, all else to standard error.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    message_format: MessageFormat,
}

/// What is to be done, from the command and the settings.
struct Plan<'a> {
    generate: &'a Generate,
    settings: Settings,
    builder: Builder,
    out: PathBuf,
    name: String,
}

impl Generate {
    /// A plan for each document.
    fn plans(&self) -> Result<Vec<Plan<'_>>, Failure> {
        let all = self.options.all_settings()?;
        let output = &self.output;
        if all.len() > 1 && (output.out.is_some() || output.name.is_some() || output.skeleton.is_some()) {
            return Err(Failure::misused(
                "`--out`, `--name` and `--skeleton` are for one document, and the settings have several",
            )
            .help("choose it with `--only NAME`"));
        }
        if all.len() > 1 && self.telling.message_format.is_for_programs() {
            return Err(Failure::misused(
                "findings for programs are those of one document, and the settings have several",
            )
            .help("choose it with `--only NAME`"));
        }
        all.into_iter().map(|settings| self.plan(settings)).collect()
    }

    fn plan(&self, settings: Settings) -> Result<Plan<'_>, Failure> {
        let output = &self.output;
        let config = settings.config.as_ref();
        let out = output.out.clone().or_else(|| config?.out().map(Path::to_owned)).ok_or_else(|| {
            Failure::misused("no directory is given for the crate")
                .help("add `--out DIR`, or `out = …` to the settings")
        })?;
        let wrong = |what: &str, why: String| Failure::failed(format!("`{what}` in the settings: {why}"));
        let name = match (&output.name, config.and_then(Config::name)) {
            (Some(name), _) => Some(name.clone()),
            (None, Some(name)) => Some(crate_name::parse(name).map_err(|why| wrong("name", why))?),
            (None, None) => crate_name::from_paths(&out, &settings.document),
        };
        let name = name.ok_or_else(|| {
            Failure::misused("neither the directory nor the document gives the crate a name").help("add `--name`")
        })?;
        let builder = output.builder(settings.builder.clone(), &out)?;
        Ok(Plan { generate: self, settings, builder, out, name })
    }

    /// The files whose changes change what is generated.
    fn watched(&self) -> Result<Vec<PathBuf>, Failure> {
        Ok(self.plans()?.iter().flat_map(Plan::watched).collect())
    }
}

impl Output {
    /// The builder with the choices of this command.
    fn builder(&self, builder: Builder, out: &Path) -> Result<Builder, Failure> {
        let beside = out.join(LOCK);
        let options = self.options.with_default_file(&beside.display().to_string());
        let builder = options.apply(builder).map_err(Failure::misused)?;
        let builder = match builder.chosen_runtime() {
            Some(Runtime::Embedded) if !runtime_source::is_embedded() => {
                return Err(Failure::failed("this build of the command does not carry the runtime")
                    .help("choose `registry` or `path:DIR`"));
            }
            None if runtime_source::is_embedded() => builder.runtime(Runtime::Embedded),
            _ => builder,
        };
        let builder =
            if builder.has_lock() || !(self.locked || beside.exists()) { builder } else { builder.lock(beside) };
        let builder = builder.skeleton(self.skeleton.is_some());
        Ok(builder.lock_mode(if self.locked { LockMode::Frozen } else { LockMode::Update }))
    }
}

impl Plan<'_> {
    /// The files whose changes change what is generated.
    fn watched(&self) -> Vec<PathBuf> {
        let mut files = match self.builder.load() {
            Ok(document) => document.files().map(Path::to_owned).collect(),
            Err(_) => Vec::new(),
        };
        files.push(self.settings.document.clone());
        files.extend(self.builder.overlays().map(Path::to_owned));
        files.extend(self.settings.config.as_ref().map(|config| config.path().to_owned()));
        files
    }

    /// The crate's files, with the runtime if it is part of it.
    fn files(&self) -> Result<Generated, Error> {
        let mut generated = self.builder.generate_crate(&self.name)?;
        if self.builder.chosen_runtime() == Some(&Runtime::Embedded) {
            generated.files.extend(runtime_source::files());
        }
        Ok(generated)
    }
}

pub(crate) fn run(generate: &Generate) -> Result<Outcome, Failure> {
    if !generate.output.watch {
        return once(generate);
    }
    let changes = Changes::watch(generate.watched()?)?;
    told(once(generate));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::failed(format!("files cannot be watched: {error}")))?;
    let again = || {
        told(once(generate));
        generate.watched().ok()
    };
    runtime.block_on(async {
        tokio::select! {
            failure = changes.each(again) => Err(failure),
            _ = tokio::signal::ctrl_c() => Ok(Outcome::Fine),
        }
    })
}

/// Shows why a run failed; the next change may mend it.
fn told(run: Result<Outcome, Failure>) {
    if let Err(failure) = run {
        failure.tell();
    }
}

/// Each document in its turn; one that is rejected does not keep the others from being generated.
fn once(generate: &Generate) -> Result<Outcome, Failure> {
    let mut worst = Outcome::Fine;
    let plans = generate.plans()?;
    let is_alone = plans.len() == 1;
    for plan in plans {
        match generate_one(generate, &plan) {
            Ok(Outcome::Fine) => {}
            Ok(outcome) => worst = outcome,
            Err(failure) if is_alone => return Err(failure),
            Err(failure) => worst = failure.tell(),
        }
    }
    Ok(worst)
}

fn generate_one(generate: &Generate, plan: &Plan<'_>) -> Result<Outcome, Failure> {
    let telling = &generate.telling;
    let quiet = telling.quiet || telling.message_format.is_for_programs();
    let what = format!("generating from {}", plan.settings.name());
    match terminal::with_progress(quiet, what, || plan.files()) {
        Ok(generated) if generate.output.check => Ok(compare(plan, &generated)),
        Ok(generated) => write(plan, &generated),
        Err(Error::Document(mut report)) => {
            report.sort();
            telling.findings(&report, true, json!({}));
            Ok(Outcome::Failed)
        }
        Err(error) => Err(Failure::failed(error.to_string())),
    }
}

/// Tells whether the directory holds what would be generated now.
fn compare(plan: &Plan<'_>, generated: &Generated) -> Outcome {
    let telling = &plan.generate.telling;
    let names = generated.names.as_ref().map(Names::difference);
    let difference = generated.difference(&plan.out) + &names.unwrap_or_default();
    let stale = !difference.is_empty();
    telling.findings(&generated.report, false, json!({"stale": stale, "difference": difference}));
    if !telling.message_format.is_for_programs() {
        terminal::show(&terminal::coloured_difference(&difference));
        let directory = shown(&plan.out);
        telling.line(
            stale,
            &match stale {
                true => format!("{directory} is stale: run the same command without --check"),
                false => format!("{directory} is current: {} files", generated.files.len()),
            },
        );
    }
    if stale { Outcome::Failed } else { Outcome::Fine }
}

fn write(plan: &Plan<'_>, generated: &Generated) -> Result<Outcome, Failure> {
    let (output, telling) = (&plan.generate.output, &plan.generate.telling);
    let in_the_way = if output.force { Vec::new() } else { generated.in_the_way(&plan.out) };
    if let [first, rest @ ..] = in_the_way.as_slice() {
        let more = if rest.is_empty() { " is".to_owned() } else { format!(" and {} more are", rest.len()) };
        let message = format!("`{}`{more} in the way: not written by gatewright", first.display());
        return Err(Failure::failed(message).help("choose another directory with `--out`, or overwrite with `--force`"));
    }
    let failed = |error: Error| Failure::failed(error.to_string());
    let written = generated.write_to(&plan.out).map_err(failed)?;
    let names = generated.names.as_ref().filter(|names| names.changed);
    names.map_or(Ok(()), Names::write).map_err(failed)?;
    telling.findings(&generated.report, false, files_json(&written));
    if let (Some(path), Some(text)) = (&output.skeleton, &generated.skeleton) {
        write_skeleton(path, text, telling)?;
    }
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

/// Writes a file that is the user's from then on.
fn write_skeleton(path: &Path, text: &str, telling: &Telling) -> Result<(), Failure> {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    let written = directory.map_or(Ok(()), fs::create_dir_all).and_then(|()| {
        let mut file = fs::File::create_new(path)?;
        file.write_all(text.as_bytes())
    });
    let name = shown(path);
    match written {
        Ok(()) => telling.line(false, &format!("{name}: written, and yours to fill in")),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            telling.line(false, &format!("{name}: exists, and is left as it is"));
        }
        Err(error) => return Err(Failure::failed(format!("cannot write {name}: {error}"))),
    }
    Ok(())
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
            format if format.is_for_programs() => {
                findings::show_for_programs(report, format, self.notes, || {
                    let mut object = findings::json(report);
                    if let Some(object) = object.as_object_mut() {
                        object.insert("files".to_owned(), files);
                    }
                    object
                });
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
        if important || !(self.quiet || self.message_format.is_for_programs()) {
            terminal::tell(&format!("{text}\n"));
        }
    }
}
