//! The one way in: choose a document, say what you want, generate.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use gatewright_document::{Document, Report, Severity};

use crate::options::{Codecs, OperationNames, Options, Runtime};
use crate::output::{self, Written};
use crate::pipeline::{self, Generated, Shape};

/// Generates code from one document.
///
/// ```no_run
/// # fn main() -> Result<(), gatewright::Error> {
/// gatewright::Builder::new("api.yaml").server(false).generate_to_out_dir("api.rs")
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
    /// A file could not be written.
    Output {
        /// The file or directory.
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
            Self::Document(report) => out.write_str(report.render(false).trim_end()),
            Self::Output { path, source } => write!(out, "cannot write {}: {source}", path.display()),
            Self::NotABuildScript => out.write_str("OUT_DIR is not set: `generate_to_out_dir` is for build scripts"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Output { source, .. } => Some(source),
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

    /// Generates `OPTIONS` methods that only answer CORS preflights from a mock. Off by default.
    #[must_use]
    pub fn cors_mocks(mut self, on: bool) -> Self {
        self.options.cors_mocks = on;
        self
    }

    /// Names a schema, a pointer (`#/paths/…`) or an operation (`GET /calc`, or its `operationId`).
    #[must_use]
    pub fn rename(mut self, what: impl Into<String>, name: impl Into<String>) -> Self {
        self.options.renames.insert(what.into(), name.into());
        self
    }

    /// Uses a type of your own for a schema, by its name or pointer. It needs `FromJson` and `ToJson`
    /// of the runtime.
    #[must_use]
    pub fn replace(mut self, schema: impl Into<String>, path: impl Into<String>) -> Self {
        self.options.replacements.insert(schema.into(), path.into());
        self
    }

    /// Holds strings of a `format` in a type of your own, or in a plain `String`.
    #[must_use]
    pub fn format(mut self, format: impl Into<String>, path: impl Into<String>) -> Self {
        self.options.formats.insert(format.into(), path.into());
        self
    }

    /// Adds a derive to every model.
    #[must_use]
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.options.derives.push(path.into());
        self
    }

    /// Gives every struct whose schema is open a member for what the document does not list, so that what a
    /// service adds comes through and goes back. Off by default: it is a map more in each model.
    #[must_use]
    pub fn keep_unknown_members(mut self, on: bool) -> Self {
        self.options.keep_unknown = on;
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
        self.options.filter.tags.push(tag.into());
        self
    }

    /// Generates only operations on one of the paths that were given; `/pets*` is all that begin so.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.options.filter.paths.push(path.into());
        self
    }

    /// Generates only operations with one of the methods that were given.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.options.filter.methods.push(method.into());
        self
    }

    /// Generates only the operations that were given, by `operationId` or as `GET /calc`.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.options.filter.operations.push(operation.into());
        self
    }

    /// Silences a code of diagnostics.
    #[must_use]
    pub fn allow(mut self, code: impl Into<String>) -> Self {
        self.options.allow.push(code.into());
        self
    }

    /// Makes a code of diagnostics an error.
    #[must_use]
    pub fn deny(mut self, code: impl Into<String>) -> Self {
        self.options.deny.push(code.into());
        self
    }

    /// Generates one text to be included, in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate(&self) -> Result<Generated, Error> {
        self.run(&Shape::OneFile { path: "api.rs".to_owned() }).map(|(_, generated)| generated).map_err(Error::Document)
    }

    /// Generates a whole crate, in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate_crate(&self, name: &str) -> Result<Generated, Error> {
        self.run(&Shape::Crate { name: name.to_owned() }).map(|(_, generated)| generated).map_err(Error::Document)
    }

    /// Generates from a document that is in memory already.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] when the document cannot be generated from.
    pub fn generate_from(&self, document: &Document) -> Result<Generated, Error> {
        pipeline::generate(document, &self.options, &Shape::OneFile { path: "api.rs".to_owned() })
            .map_err(Error::Document)
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
        println!("cargo::rerun-if-changed={}", self.document.display());
        let (document, generated) = match self.run(&Shape::OneFile { path: file.to_owned() }) {
            Ok(done) => done,
            Err(report) => {
                tell_cargo(&report);
                return Err(Error::Document(report));
            }
        };
        document.files().for_each(|path| println!("cargo::rerun-if-changed={}", path.display()));
        tell_cargo(&generated.report);
        for generated in &generated.files {
            let path = directory.join(&generated.path);
            output::write_if_changed(&path, &generated.text).map_err(|source| Error::Output { path, source })?;
        }
        Ok(())
    }

    fn run(&self, shape: &Shape) -> Result<(Document, Generated), Report> {
        let document = Document::load(&self.document)?;
        let generated = pipeline::generate(&document, &self.options, shape)?;
        Ok((document, generated))
    }
}

/// Warnings and errors, a line each; notes are for those who ask.
fn tell_cargo(report: &Report) {
    let lines = report.one_line();
    for (diagnostic, line) in report.diagnostics().iter().zip(lines) {
        match diagnostic.severity {
            Severity::Error => println!("cargo::error={line}"),
            Severity::Warning => println!("cargo::warning={line}"),
            Severity::Note => {}
        }
    }
}
