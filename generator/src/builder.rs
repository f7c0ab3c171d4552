//! The one way in: choose a document, say what you want, generate.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use gatewright_document::{Code, Document, Report, Severity, is_unseen};
use indexmap::IndexMap;

use crate::account::{Account, account};
use crate::config::Config;
use crate::lock::LockText;
use crate::options::{Codecs, Derive, LockFile, LockMode, OperationNames, Options, Runtime};
use crate::output::{self, Written};
use crate::pipeline::{self, Generated, Shape};

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
    options: Options,
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
        Self { document: document.as_ref().to_owned(), options: Options::default() }
    }

    pub(crate) fn with_options(document: &Path, options: Options) -> Self {
        Self { document: document.to_owned(), options }
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

    /// Emits the client. On by default.
    #[must_use]
    pub fn client(mut self, on: bool) -> Self {
        self.options.client = on;
        self
    }

    /// Emits the server trait and router. On by default.
    #[must_use]
    pub fn server(mut self, on: bool) -> Self {
        self.options.server = on;
        self
    }

    /// Where a generated crate takes the runtime from; the registry by default.
    #[must_use]
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.options.runtime = runtime;
        self
    }

    /// How operations without an `operationId` are named.
    #[must_use]
    pub fn operation_names(mut self, names: OperationNames) -> Self {
        self.options.operation_names = names;
        self
    }

    /// Which codecs the models get.
    #[must_use]
    pub fn codecs(mut self, codecs: Codecs) -> Self {
        self.options.codecs = codecs;
        self
    }

    /// Refuses what is only warned of by default: duplicate operationIds, undeclared path parameters,
    /// references that lead nowhere. Off by default.
    #[must_use]
    pub fn strict(mut self, on: bool) -> Self {
        self.options.strict = on;
        self
    }

    /// Writes a crate that belongs to the workspace around it. Off by default: the crate is a workspace of its own
    /// and builds wherever it is put, but no member of another workspace can depend on it from within.
    #[must_use]
    pub fn workspace_member(mut self, on: bool) -> Self {
        self.options.member = on;
        self
    }

    /// Puts the operations of each tag, and the types that only they need, behind a cargo feature that is named
    /// after the tag. A crate that is written has the features in its manifest, all on by default; whoever includes
    /// the code declares them. Off by default.
    #[must_use]
    pub fn tag_features(mut self, on: bool) -> Self {
        self.options.tag_features = on;
        self
    }

    /// Generates `OPTIONS` methods that only answer CORS preflights from a mock. Off by default.
    #[must_use]
    pub fn cors_mocks(mut self, on: bool) -> Self {
        self.options.cors_mocks = on;
        self
    }

    /// Chooses a name.
    ///
    /// What is named is a schema (`Pet`), a member, value or variant of one (`Pet.petName`), an operation
    /// (`GET /pets` or its `operationId`), a parameter (`GET /pets.limit`, or `GET /pets.query.limit` where
    /// there are two), a media type where there are several (`GET /pets.200.image/png`), a security scheme,
    /// or anything of these by its pointer (`#/paths/…`); `#/info/title` is the server trait. The name is
    /// taken as it is if it is one in Rust, and else made into one.
    ///
    /// ```
    /// let document = gatewright_build::Document::from_text("pets.yaml", "
    /// openapi: 3.0.3
    /// info: {title: Pets, version: '1'}
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{name: n, in: query, schema: {type: integer}}]
    ///       responses: {'204': {description: None.}}
    /// ").map_err(gatewright_build::Error::Document)?;
    /// let generated = gatewright_build::Builder::new("pets.yaml")
    ///     .rename("GET /pets", "list_pets")
    ///     .rename("GET /pets.n", "limit")
    ///     .generate_from(&document)?;
    /// assert!(generated.files[0].text.contains("limit: i64 => query(\"n\")"));
    /// # Ok::<(), gatewright_build::Error>(())
    /// ```
    #[must_use]
    pub fn rename(mut self, what: impl Into<String>, name: impl Into<String>) -> Self {
        self.options.renames.insert(what.into(), name.into().into());
        self
    }

    /// Uses a type of your own for a schema, by its name or pointer. The extension `x-rust-type` in the
    /// document does the same, [if you say so](Self::trust_document_types).
    ///
    /// The type needs `Clone`, `Debug`, `PartialEq`, and of the runtime `FromJson` and `ToJson`; with a
    /// server also `Send` and `Sync`. A type that has serde's traits in their place is written
    /// `gatewright_runtime::Foreign<…>`.
    #[must_use]
    pub fn replace(mut self, schema: impl Into<String>, path: impl Into<String>) -> Self {
        self.options.replacements.insert(schema.into(), path.into().into());
        self
    }

    /// Takes the types that the document says a crate has (`x-rust-type`), where the version fits. You depend on that crate yourself; a generated crate does so by its manifest.
    ///
    /// The types need `Clone`, `Debug`, `PartialEq`, and serde's `Serialize` and `Deserialize`.
    #[must_use]
    pub fn use_crate(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.options.crates.insert(name.into(), version.into().into());
        self
    }

    /// Takes the types that the document names (`x-rust-type`), of whatever crate they are. Off by default: a
    /// document comes from somebody else. Only plain paths are taken in any case, and each is reported.
    #[must_use]
    pub fn trust_document_types(mut self, on: bool) -> Self {
        self.options.trust_document_types = on;
        self
    }

    /// Holds strings and numbers of a `format` in a type of your own, or strings in a plain `String`.
    #[must_use]
    pub fn format(mut self, format: impl Into<String>, path: impl Into<String>) -> Self {
        self.options.formats.insert(format.into(), path.into().into());
        self
    }

    /// Adds a derive to every model. `Clone`, `Debug` and `PartialEq` they have anyway.
    #[must_use]
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.options.derives.push(Derive { path: path.into().into(), of: None });
        self
    }

    /// Adds a derive to one model, by the name of its schema, its pointer, or its name in Rust.
    #[must_use]
    pub fn derive_for(mut self, model: impl Into<String>, path: impl Into<String>) -> Self {
        self.options.derives.push(Derive { path: path.into().into(), of: Some(model.into().into()) });
        self
    }

    /// Gives every struct whose schema is open a member for what the document does not list, so that what a
    /// service adds comes through and goes back. Off by default: it is a map more in each model.
    #[must_use]
    pub fn keep_unknown_members(mut self, on: bool) -> Self {
        self.options.keep_unknown = on;
        self
    }

    /// Makes a property optional that the document requires and the service leaves out: `Alert.decisions`, or all of a
    /// schema, `Usage.*`.
    #[must_use]
    pub fn optional(mut self, property: impl Into<String>) -> Self {
        self.options.optional.push(property.into().into());
        self
    }

    /// Makes every property of what is only received an `Option`, for services that do not keep to their documents. Off
    /// by default.
    #[must_use]
    pub fn lenient_responses(mut self, on: bool) -> Self {
        self.options.lenient_responses = on;
        self
    }

    /// Lists in [`Generated::models`] which type each schema of the document became. Off by default.
    #[must_use]
    pub fn list_models(mut self, on: bool) -> Self {
        self.options.list_models = on;
        self
    }

    /// Generates only operations with one of the tags that were given.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.options.select.tags.push(tag.into().into());
        self
    }

    /// Generates only operations on one of the paths that were given; `/pets*` is all that begin so.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.options.select.paths.push(path.into().into());
        self
    }

    /// Generates only operations with one of the methods that were given.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.options.select.methods.push(method.into().into());
        self
    }

    /// Generates only the operations that were given, by `operationId` or as `GET /calc`.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.options.select.operations.push(operation.into().into());
        self
    }

    /// Leaves out operations with this tag.
    #[must_use]
    pub fn exclude_tag(mut self, tag: impl Into<String>) -> Self {
        self.options.exclude.tags.push(tag.into().into());
        self
    }

    /// Leaves out operations on this path; `/pets*` is all that begin so.
    #[must_use]
    pub fn exclude_path(mut self, path: impl Into<String>) -> Self {
        self.options.exclude.paths.push(path.into().into());
        self
    }

    /// Leaves out operations of this method.
    #[must_use]
    pub fn exclude_method(mut self, method: impl Into<String>) -> Self {
        self.options.exclude.methods.push(method.into().into());
        self
    }

    /// Leaves out this operation, by `operationId` or as `GET /calc`.
    #[must_use]
    pub fn exclude_operation(mut self, operation: impl Into<String>) -> Self {
        self.options.exclude.operations.push(operation.into().into());
        self
    }

    /// Keeps names in a file, so that a changed document changes none of them; in a build script
    /// `gatewright.lock` beside `Cargo.toml`. The file is only read, unless
    /// [`lock_mode`](Self::lock_mode) says otherwise.
    ///
    /// ```no_run
    /// use gatewright_build::LockMode;
    ///
    /// // `UPDATE_LOCK=1 cargo build` writes the names of what is new.
    /// let mode = if std::env::var_os("UPDATE_LOCK").is_some() { LockMode::Update } else { LockMode::Read };
    /// gatewright_build::Builder::new("api.yaml").lock("gatewright.lock").lock_mode(mode).generate_to_out_dir("api.rs")
    /// # .unwrap();
    /// ```
    #[must_use]
    pub fn lock(mut self, path: impl AsRef<Path>) -> Self {
        let mode = self.options.lock.map(|lock| lock.mode).unwrap_or_default();
        self.options.lock = Some(LockFile { path: path.as_ref().to_owned(), mode });
        self
    }

    /// Whether names are kept in a file.
    #[must_use]
    pub fn has_lock(&self) -> bool {
        self.options.lock.is_some()
    }

    /// What is done when the file of names, if there is to be one, is not current.
    #[must_use]
    pub fn lock_mode(mut self, mode: LockMode) -> Self {
        if let Some(lock) = &mut self.options.lock {
            lock.mode = mode;
        }
        self
    }

    /// Silences a code of diagnostics.
    #[must_use]
    pub fn allow(mut self, code: impl Into<String>) -> Self {
        self.options.allow.push(code.into().into());
        self
    }

    /// Makes a code of diagnostics an error.
    #[must_use]
    pub fn deny(mut self, code: impl Into<String>) -> Self {
        self.options.deny.push(code.into().into());
        self
    }

    /// Tells when a stage has ended, by its name; for benches.
    #[doc(hidden)]
    #[must_use]
    pub fn stage_ended(mut self, tell: fn(&'static str)) -> Self {
        self.options.stage_ended = Some(tell);
        self
    }

    /// Generates one text to be included, in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate(&self) -> Result<Generated, Error> {
        self.run(&Shape::OneFile { path: "api.rs".to_owned() }).map(|(_, generated)| generated)
    }

    /// Generates a whole crate, in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate_crate(&self, name: &str) -> Result<Generated, Error> {
        self.run(&Shape::Crate { name: name.to_owned() }).map(|(_, generated)| generated)
    }

    /// Generates from a document that is in memory already.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate_from(&self, document: &Document) -> Result<Generated, Error> {
        let shape = Shape::OneFile { path: "api.rs".to_owned() };
        pipeline::generate(document, &self.options, self.lock_text()?.as_ref(), &shape).map_err(Error::Document)
    }

    /// Accounts for all that the document says: what is in the types, what in the docs, what is only
    /// reported, and what may be left out.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be read.
    pub fn account(&self) -> Result<Account, Error> {
        Document::load(&self.document).map(|document| self.account_of(&document)).map_err(Error::Document)
    }

    /// The same of a document that is in memory already.
    #[must_use]
    pub fn account_of(&self, document: &Document) -> Account {
        pipeline::on_high_stack(|| account(document, &self.options))
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
        let lock = self.options.lock.as_ref().map(|lock| &lock.path);
        let config = self.options.config.as_ref().map(|config| &config.path);
        // A file that does not exist would have cargo run this for ever.
        for path in config.into_iter().chain(lock).filter(|path| path.exists()) {
            rerun_if_changed(path);
        }
        let (document, generated) = match self.run(&Shape::OneFile { path: file.to_owned() }) {
            Ok(done) => done,
            Err(error) => {
                if let Error::Document(report) = &error {
                    tell_cargo(report);
                }
                return Err(error);
            }
        };
        document.files().for_each(rerun_if_changed);
        tell_cargo(&generated.report);
        for generated in &generated.files {
            let path = directory.join(&generated.path);
            output::write_if_changed(&path, &generated.text).map_err(|source| Error::Output { path, source })?;
        }
        self.write_lock(&generated)
    }

    fn run(&self, shape: &Shape) -> Result<(Document, Generated), Error> {
        let document = Document::load(&self.document).map_err(Error::Document)?;
        self.options.ended("load");
        let lock = self.lock_text()?;
        let generated = pipeline::generate(&document, &self.options, lock.as_ref(), shape).map_err(Error::Document)?;
        Ok((document, generated))
    }

    fn lock_text(&self) -> Result<Option<LockText>, Error> {
        let Some(file) = &self.options.lock else { return Ok(None) };
        let text = match std::fs::read_to_string(&file.path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(source) => return Err(Error::Lock { path: file.path.clone(), source }),
        };
        Ok(Some(LockText { file: file.clone(), text }))
    }

    fn write_lock(&self, generated: &Generated) -> Result<(), Error> {
        let update = self.options.lock.as_ref().is_some_and(|lock| lock.mode == LockMode::Update);
        match &generated.names {
            Some(names) if update => names.write(),
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
    let mut counts: IndexMap<Code, usize> = IndexMap::new();
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
