//! The way from a document to Rust, one stage after the other. No stage reaches back.

use std::borrow::{Borrow, Cow};

use gatewright_document::{Code, Document, Report, visible};

use crate::bundle::bundle;
use crate::diff::{self, Diff, Side};
use crate::emit::{self, Context, Model, crate_docs};
use crate::ir::Api;
use crate::lock::{self, LockText, Names};
use crate::lower::{lower, lower_with_places};
use crate::options::{self, Options};
use crate::print::{self, File, Manifest, Module};
use crate::run::Run;
use crate::target::Dependency;
use crate::{account, names, pass, target};

/// Stack of the thread that generates: schemas nest deeper than the stack of a test thread is high.
const STACK: usize = 64 << 20;

/// What was generated, before anything is written.
#[derive(Debug)]
pub struct Generated {
    /// The files of a crate, or the one file to include.
    pub files: Vec<File>,
    /// All that was found wrong with the document, or could not be expressed.
    pub report: Report,
    /// How many operations were generated.
    pub operations: usize,
    /// How many types were generated.
    pub types: usize,
    /// Which type each schema became, if that was [asked for](crate::Builder::list_models).
    pub models: Vec<Model>,
    /// An implementation of the server trait to start from, if that was [asked for](crate::Builder::skeleton).
    pub skeleton: Option<String>,
    /// The names that were given, if there is a lock to keep them.
    pub names: Option<Names>,
}

/// How the code is shipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One file to `include!`.
    OneFile { path: String },
    /// A crate of that name with a module per concern.
    Crate { name: String },
}

/// Runs the stages. A document that is given away is let go of before anything is emitted.
pub(crate) fn generate(
    document: impl Borrow<Document>,
    options: &Options,
    run: &Run,
    lock: Option<&LockText>,
    shape: &Shape,
) -> Result<Generated, Report> {
    let Found { api, names, options, locked, mut report } = found(document.borrow(), options, run, lock);
    if report.has_errors() {
        return Err(report);
    }
    let crate_name = match shape {
        Shape::Crate { name } => name,
        Shape::OneFile { .. } => "",
    };
    let document_name = file_name(document.borrow());
    let text = options.embed_document.then(|| whole(document.borrow()).into_owned());
    drop(document);
    report.let_go_of_values();
    let context = Context {
        api: &api,
        names: &names,
        options: &options,
        document: &document_name,
        text: text.as_deref(),
        crate_name,
    };
    let files = files(&context, target::modules(&context), shape, &mut report);
    run.ended("emit");
    if report.has_errors() {
        return Err(report);
    }
    let types = api.types.len();
    let models = if run.list_models { emit::places(&api, &names) } else { Vec::new() };
    let skeleton = if run.skeleton { target::skeleton(&context) } else { None };
    let operations = api.operations.len() + api.callbacks.len();
    Ok(Generated { files, report, operations, types, models, skeleton, names: locked })
}

/// Runs on a thread of its own, whose stack the deepest document that is accepted cannot use up.
pub(crate) fn on_high_stack<T: Send>(run: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &run);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            // No thread to be had: the stack at hand has to do.
            Err(_) => run(),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
        }
    })
}

/// Compares two documents as they are before anything is emitted.
pub(crate) fn compare(
    old: &Document,
    new: &Document,
    options: &Options,
    run: &Run,
    lock: Option<&LockText>,
) -> Result<Diff, Box<[Option<Report>; 2]>> {
    on_high_stack(|| match [old, new].map(|document| named(document, options, run, lock)) {
        [Ok(before), Ok(after)] => Ok(diff::compare(before.side(), after.side(), options)),
        [before, after] => Err(Box::new([before.err(), after.err()])),
    })
}

/// A document with everything named, and what was found on the way.
struct Ready {
    api: Api,
    names: names::Names,
    report: Report,
}

impl Ready {
    fn side(&self) -> Side<'_> {
        Side { api: &self.api, names: &self.names, report: &self.report }
    }
}

/// The stages up to the names.
fn named(document: &Document, options: &Options, run: &Run, lock: Option<&LockText>) -> Result<Ready, Report> {
    let mut report = document.report().clone();
    let source = run.config.as_ref().map(|file| report.attach(&file.name, &file.text));
    let options = &Options { source, ..options.clone() };
    options.check(&mut report);
    let mut api = lower(document, options, &mut report);
    let locked = lock.and_then(|lock| lock::read(lock, &mut report));
    let (names, _) = pass::run(&mut api, options, run, locked.as_ref(), &mut report);
    unknown_codes(options, &mut report);
    report.apply(&options.levels());
    report.sort();
    if report.has_errors() { Err(report) } else { Ok(Ready { api, names, report }) }
}

/// What is found wrong with a document, or cannot be expressed. Nothing is emitted.
pub(crate) fn findings(document: &Document, options: &Options, run: &Run, lock: Option<&LockText>) -> Report {
    on_high_stack(|| found(document, options, run, lock).report)
}

/// A document with everything named, and all that was found.
struct Found {
    api: Api,
    names: names::Names,
    options: Options,
    locked: Option<Names>,
    report: Report,
}

fn found(document: &Document, options: &Options, run: &Run, lock: Option<&LockText>) -> Found {
    let mut report = document.report().clone();
    let source = run.config.as_ref().map(|file| report.attach(&file.name, &file.text));
    let options = Options { source, ..options.clone() };
    options.check(&mut report);
    account::fields::check(document, &mut report);
    let lower = if run.list_models { lower_with_places } else { lower };
    let mut api = lower(document, &options, &mut report);
    run.ended("lower");
    let old = lock.and_then(|lock| lock::read(lock, &mut report));
    let (names, new) = pass::run(&mut api, &options, run, old.as_ref(), &mut report);
    let locked = lock.zip(old).zip(new).map(|((lock, old), new)| lock::compare(lock, &old, &new, &mut report));
    // Typed clients decode what mapping templates print, so that their mistakes matter here.
    #[cfg(feature = "gateway")]
    gatewright_gateway::check::check_document(document, &mut report);
    run.ended("check");
    unknown_codes(&options, &mut report);
    report.apply(&options.levels());
    report.sort();
    run.ended("report");
    Found { api, names, options, locked, report }
}

/// Reports levels of codes that do not exist.
fn unknown_codes(options: &Options, report: &mut Report) {
    let settings = options.allow.iter().chain(&options.deny);
    for setting in settings.filter(|setting| Code::parse(&setting.value).is_none()) {
        let name = &setting.value;
        options
            .tell(report, Code::UNUSED_OPTION, setting)
            .message(format!("there is no code `{name}`"))
            .help_if(Code::nearest(name), |near| format!("did you mean `{near}`?"));
    }
}

/// A text that says all of the document: its own, or that of its files in one.
fn whole(document: &Document) -> Cow<'_, str> {
    let bundled = || format!("{:#}\n", bundle(document).document).into();
    document.text().map_or_else(bundled, Cow::Borrowed)
}

/// What the document's own file is called.
fn file_name(document: &Document) -> String {
    let name = document.sources().iter().next().map_or("a document", |(_, source)| source.name());
    visible(name.rsplit('/').next().unwrap_or(name)).to_string()
}

fn files(context: &Context<'_>, modules: Vec<Module<'_>>, shape: &Shape, report: &mut Report) -> Vec<File> {
    let name = context.document;
    let header =
        format!("// Generated by gatewright from {name}. Do not edit: change the document and generate again.\n");
    match shape {
        Shape::OneFile { path } => {
            vec![File { path: path.clone(), text: print::one_file(modules, &header, report) }]
        }
        Shape::Crate { name } => {
            let mut files = vec![manifest(name, context)];
            files.extend(print::crate_files(modules, &header, &crate_docs(context.api), report));
            files.extend(target::files(context));
            files
        }
    }
}

/// The manifest of a written crate.
fn manifest(name: &str, context: &Context<'_>) -> File {
    let Context { api, options, .. } = *context;
    let wanted = target::features(context);
    let handed = options::RUNTIME_FEATURES.iter().filter(|(_, needed)| needed.iter().any(|half| wanted.contains(half)));
    let handed: Vec<&str> = handed.map(|(name, _)| *name).collect();
    let (chosen, fixed): (Vec<&str>, Vec<&str>) = wanted.into_iter().partition(|feature| handed.contains(feature));
    let fixed: Vec<String> = fixed.iter().map(|feature| format!("{feature:?}")).collect();
    let runtime = options.runtime.clone().unwrap_or_default().dependency(&fixed.join(", "));
    let needed = target::dependencies(context);
    let crates = needed.iter().map(|Dependency { name, version }| format!("{name} = {version:?}"));
    let own = options.dependency.iter().filter(|(name, _)| needed.iter().all(|known| known.name != **name));
    let own = own.map(|(name, how)| match how.value.starts_with('{') {
        true => format!("{name} = {}", how.value),
        false => format!("{name} = {:?}", how.value),
    });
    let mut default: Vec<String> = chosen.into_iter().map(str::to_owned).collect();
    default.extend(options.feature.iter().map(|feature| feature.value.clone()));
    default.sort_unstable();
    default.dedup();
    let mut tags: Vec<String> = api.features.names.values().cloned().collect();
    tags.sort_unstable();
    print::manifest(&Manifest {
        name,
        title: &api.title,
        version: &api.version,
        license: options.license.as_deref(),
        repository: options.repository.as_deref(),
        keywords: options.keyword.iter().map(|keyword| keyword.value.as_str()).collect(),
        dependencies: core::iter::once(runtime).chain(crates).chain(own).collect(),
        tags,
        runtime: handed,
        default,
        member: options.workspace_member,
    })
}
