//! The one way in: choose a document, say what you want, generate.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::index::IndexMap;
use gatewright_document::{Code, Document, LintLevels, LoadOptions, Report, Severity, is_unseen};

use crate::account::{Account, account};
use crate::config::Config;
use crate::diff::Diff;
use crate::lock::{LockMode, LockText};
use crate::options::{Options, Runtime};
use crate::output::{self, Written};
use crate::pipeline::{self, Generated, Shape};
use crate::responses::{self, Compared, Recorded};
use crate::run::{ConfigFile, Run};

/// Generates code from one document.
///
/// ```no_run
/// # fn main() -> Result<(), gatewright_build::Error> {
/// gatewright_build::Builder::new("api.yaml").server(false).generate_to_out_dir("api.rs")
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    document: PathBuf,
    pub(crate) options: Options,
    run: Run,
}

/// Why nothing was generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The document has mistakes that cannot be worked around; each is in the report with its place.
    Document(Report),
    /// The file of settings has mistakes; each is in the report with its place.
    Config(Report),
    /// A file could not be written.
    Output {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file of names could not be read.
    Lock {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `OUT_DIR` is not set: this is not a build script.
    NotABuildScript,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(report) | Self::Config(report) => out.write_str(report.render(false).trim_end()),
            Self::Output { path, source } => write!(out, "cannot write {}: {source}", path.display()),
            Self::Lock { path, source } => write!(out, "cannot read {}: {source}", path.display()),
            Self::NotABuildScript => out.write_str("OUT_DIR is not set: `generate_to_out_dir` is for build scripts"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Output { source, .. } | Self::Lock { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl Builder {
    /// Starts from the document at a path, which a build script writes relative to its package.
    #[must_use]
    pub fn new(document: impl AsRef<Path>) -> Self {
        Self { document: document.as_ref().to_owned(), options: Options::default(), run: Run::default() }
    }

    pub(crate) fn configured(document: &Path, options: Options, config: ConfigFile) -> Self {
        let run = Run { config: Some(config), ..Run::default() };
        Self { document: document.to_owned(), options, run }
    }

    /// Starts from a file of settings, `gatewright.toml`, that names its document. What is set afterwards
    /// comes on top.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), gatewright_build::Error> {
    /// gatewright_build::Builder::from_config("gatewright.toml")?.generate_to_out_dir("api.rs")
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with all that is wrong with the file.
    pub fn from_config(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let config = Config::read(path).map_err(Error::Config)?;
        match config.document() {
            Some(document) => Ok(config.builder(document)),
            None => {
                let mut report = Report::default();
                report
                    .without_place(gatewright_document::Code::INVALID_OPTION)
                    .message(format!("`{}` names no document", path.display()))
                    .help("add `document = \"api.yaml\"`");
                Err(Error::Config(report))
            }
        }
    }

    /// Lists in [`Generated::models`] which type each schema of the document became. Off by default.
    #[must_use]
    pub fn list_models(mut self, on: bool) -> Self {
        self.run.list_models = on;
        self
    }

    /// Writes in [`Generated::skeleton`] an implementation of the server trait to start from. Off by default.
    #[must_use]
    pub fn skeleton(mut self, on: bool) -> Self {
        self.run.skeleton = on;
        self
    }

    /// The [runtime](Self::runtime) that was chosen.
    #[must_use]
    pub fn chosen_runtime(&self) -> Option<&Runtime> {
        self.options.runtime.as_ref()
    }

    /// The levels of diagnostics that were chosen, for findings of other tools about the same document.
    #[must_use]
    pub fn levels(&self) -> LintLevels {
        self.options.levels()
    }

    /// Whether names are kept in a file.
    #[must_use]
    pub fn has_lock(&self) -> bool {
        self.options.lock.is_some()
    }

    /// What is done when the file of names, if there is to be one, is not current.
    #[must_use]
    pub fn lock_mode(mut self, mode: LockMode) -> Self {
        self.run.lock_mode = mode;
        self
    }

    /// Calls a function at the end of each stage, with its name; for benches.
    #[doc(hidden)]
    #[must_use]
    pub fn stage_ended(mut self, report: fn(&'static str)) -> Self {
        self.run.stage_ended = Some(report);
        self
    }

    /// Generates one text to be included, in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate(&self) -> Result<Generated, Error> {
        self.run(&Shape::OneFile { path: "api.rs".to_owned() })
    }

    /// Generates a whole crate, in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate_crate(&self, name: &str) -> Result<Generated, Error> {
        self.run(&Shape::Crate { name: name.to_owned() })
    }

    /// Generates from a document that is in memory already.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate_from(&self, document: &Document) -> Result<Generated, Error> {
        let shape = Shape::OneFile { path: "api.rs".to_owned() };
        let lock = self.lock_text()?;
        pipeline::on_high_stack(|| pipeline::generate(document, &self.options, &self.run, lock.as_ref(), &shape))
            .map_err(Error::Document)
    }

    /// What a regenerate from a new document does to the users of the code that an old one gave, under the same
    /// options and the same lock. The builder's own document is not read.
    ///
    /// ```
    /// use gatewright_build::{Builder, Document, Verdict};
    ///
    /// let document = |required: &str| {
    ///     let text = format!("
    /// openapi: 3.0.3
    /// info: {{title: Pets, version: '1'}}
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{{name: limit, in: query, required: {required}, schema: {{type: integer}}}}]
    ///       responses: {{'204': {{description: None.}}}}
    /// ");
    ///     Document::from_text("pets.yaml", &text).map_err(gatewright_build::Error::Document)
    /// };
    /// let diff = Builder::new("pets.yaml").diff(&document("false")?, &document("true")?)?;
    /// assert_eq!(diff.verdict(), Some(Verdict::Callers));
    /// # Ok::<(), gatewright_build::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when one of the documents cannot be generated from; that of the old document first.
    pub fn diff(&self, old: &Document, new: &Document) -> Result<Diff, Error> {
        let lock = self.lock_text()?;
        pipeline::compare(old, new, &self.options, &self.run, lock.as_ref()).map_err(|reports| {
            let [before, after] = *reports;
            Error::Document(before.or(after).unwrap_or_default())
        })
    }

    /// What is wrong with a document that is in memory already, or cannot be expressed in Rust. Nothing is generated.
    ///
    /// # Errors
    ///
    /// [`Error::Lock`] when there is a file of names that cannot be read.
    pub fn findings(&self, document: &Document) -> Result<Report, Error> {
        Ok(pipeline::findings(document, &self.options, &self.run, self.lock_text()?.as_ref()))
    }

    /// Accounts for all that the document says: what is in the types, what in the docs, what is only
    /// reported, and what may be left out.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be read.
    pub fn account(&self) -> Result<Account, Error> {
        self.load().map(|document| self.account_of(&document))
    }

    /// Reads the document and applies the overlays.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document or an overlay cannot be read, or an overlay cannot be applied.
    pub fn load(&self) -> Result<Document, Error> {
        self.load_options().load(&self.document).map_err(Error::Document)
    }

    /// The overlays that are applied.
    pub fn overlays(&self) -> impl Iterator<Item = &Path> {
        self.options.overlay.iter().map(PathBuf::as_path)
    }

    /// The variables that the document leaves to its deployment, and their values.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.variable.iter().map(|(name, value)| (name.as_str(), value.value.as_str()))
    }

    /// How documents are read, with the overlays: for another version of the builder's own.
    #[must_use]
    pub fn load_options(&self) -> LoadOptions {
        let options = self.options.overlay.iter().fold(LoadOptions::new(), LoadOptions::overlay);
        self.variables().fold(options, |options, (name, value)| options.variable(name, value))
    }

    /// The same of a document that is in memory already.
    #[must_use]
    pub fn account_of(&self, document: &Document) -> Account {
        pipeline::on_high_stack(|| account(document, &self.options))
    }

    /// Compares recorded responses with the document, under the options that were chosen: what clients would not read, and
    /// which settings accept it. [`read`](crate::responses::read()) reads recordings.
    ///
    /// ```
    /// use gatewright_build::{Builder, Document, responses};
    ///
    /// let document = Document::from_text("pets.yaml", "
    /// openapi: 3.0.3
    /// info: {title: Pets, version: '1'}
    /// paths:
    ///   /pet:
    ///     get:
    ///       responses:
    ///         '200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    /// components:
    ///   schemas:
    ///     Pet: {type: object, required: [name], properties: {name: {type: string}}}
    /// ").map_err(gatewright_build::Error::Document)?;
    /// let response = responses::Recorded {
    ///     at: "by hand".to_owned(),
    ///     target: responses::Target::Call { method: None, url: "/pet".to_owned(), status: 200 },
    ///     body: "{}".parse().unwrap_or_default(),
    /// };
    /// let compared = Builder::new("pets.yaml").check_responses(&document, &[response])?;
    /// assert_eq!(compared.settings(), "optional = [\n    \"Pet.name\",\n]\n");
    /// # Ok::<(), gatewright_build::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn check_responses(&self, document: &Document, responses: &[Recorded]) -> Result<Compared, Error> {
        pipeline::on_high_stack(|| responses::compare(document, &self.options, responses)).map_err(Error::Document)
    }

    /// Writes a whole crate into a directory: only what changed, removing only what an earlier run wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from, [`Error::Output`] when a file
    /// cannot be written.
    pub fn generate_to(&self, directory: impl AsRef<Path>, name: &str) -> Result<(Generated, Written), Error> {
        let generated = self.generate_crate(name)?;
        let written = generated.write_to(directory)?;
        self.write_lock(&generated)?;
        Ok((generated, written))
    }

    /// What is stale in a directory that [`generate_to`](Self::generate_to) wrote, as a unified diff;
    /// empty when it is current.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn check(&self, directory: impl AsRef<Path>, name: &str) -> Result<(Generated, String), Error> {
        let generated = self.generate_crate(name)?;
        let difference = generated.difference(directory);
        Ok((generated, difference))
    }

    /// For build scripts: writes one file into `OUT_DIR`, tells cargo which files it was made from, and
    /// prints warnings as cargo warnings.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from (cargo then shows each mistake
    /// with its place), [`Error::Output`] when the file cannot be written, [`Error::NotABuildScript`].
    pub fn generate_to_out_dir(&self, file: &str) -> Result<(), Error> {
        let directory = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(Error::NotABuildScript)?;
        rerun_if_changed(&self.document);
        self.options.overlay.iter().for_each(|overlay| rerun_if_changed(overlay));
        let lock = self.options.lock.as_ref();
        let config = self.run.config.as_ref().map(|config| &config.path);
        // A file that does not exist would have cargo run this for ever.
        for path in config.into_iter().chain(lock).filter(|path| path.exists()) {
            rerun_if_changed(path);
        }
        let generated = match self.run(&Shape::OneFile { path: file.to_owned() }) {
            Ok(done) => done,
            Err(error) => {
                if let Error::Document(report) = &error {
                    tell_cargo(report);
                }
                return Err(error);
            }
        };
        generated.report.sources().files().for_each(rerun_if_changed);
        tell_cargo(&generated.report);
        for generated in &generated.files {
            let path = directory.join(&generated.path);
            output::write_if_changed(&path, &generated.text).map_err(|source| Error::Output { path, source })?;
        }
        self.write_lock(&generated)
    }

    fn run(&self, shape: &Shape) -> Result<Generated, Error> {
        pipeline::on_high_stack(|| {
            let document = self.load()?;
            self.run.ended("load");
            let lock = self.lock_text()?;
            pipeline::generate(document, &self.options, &self.run, lock.as_ref(), shape).map_err(Error::Document)
        })
    }

    fn lock_text(&self) -> Result<Option<LockText>, Error> {
        let Some(path) = self.options.lock.clone() else { return Ok(None) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(source) => return Err(Error::Lock { path, source }),
        };
        Ok(Some(LockText { path, mode: self.run.lock_mode, text }))
    }

    fn write_lock(&self, generated: &Generated) -> Result<(), Error> {
        match (&generated.names, self.run.lock_mode) {
            (Some(names), LockMode::Update) => names.write(),
            _ => Ok(()),
        }
    }
}

/// Has cargo build again when a file changes. Each line is a directive to cargo, so that a path with an end of a line
/// in it cannot be named; cargo then watches nothing, and does not take the rest of the path for a directive.
fn rerun_if_changed(path: &Path) {
    let path = path.display().to_string();
    if !path.contains(is_unseen) {
        println!("cargo::rerun-if-changed={path}");
    }
}

/// Warnings and errors, a line each; of one code the first warnings, since a large document has hundreds of the
/// same. Notes are for those who ask.
fn tell_cargo(report: &Report) {
    const MOST: usize = 10;
    let mut counts: IndexMap<Code, usize> = IndexMap::default();
    for (diagnostic, line) in report.diagnostics().iter().zip(report.one_line()) {
        match diagnostic.severity {
            Severity::Error => println!("cargo::error={line}"),
            Severity::Warning => {
                let count = counts.entry(diagnostic.code).or_default();
                *count += 1;
                if *count <= MOST {
                    println!("cargo::warning={line}");
                }
            }
            Severity::Note => {}
        }
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > MOST) {
        println!("cargo::warning=… and {} more `{code}` (`gatewright check` shows them)", count - MOST);
    }
}
