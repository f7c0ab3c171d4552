//! What a user chooses before a document is loaded.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::document::Document;
use crate::load::Loader;
use crate::report::Report;

/// How a document is loaded: which API of a template, and with which overlays.
///
/// ```
/// use gatewright_document::LoadOptions;
///
/// let fixes = "
/// overlay: 1.1.0
/// info: {title: Fixes, version: '1'}
/// actions:
/// - target: $.info.title
///   update: Pets of the shop
/// ";
/// let document = LoadOptions::new()
///     .overlay_text("fixes.overlay.yaml", fixes)
///     .load_text("pets.yaml", "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n")
///     .unwrap();
/// let title = document.root().get("info").and_then(|info| info.get("title")).unwrap();
/// assert_eq!(title.as_str(), Some("Pets of the shop"));
/// assert_eq!(document.locate(title.origin()).unwrap().to_string(), "fixes.overlay.yaml:6:11");
/// ```
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    pub(crate) api: Option<String>,
    pub(crate) overlays: Vec<Given>,
    pub(crate) variables: IndexMap<String, String>,
}

/// An overlay as it was given.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    File(PathBuf),
    Text { name: String, text: String },
}

impl LoadOptions {
    /// Loads the document as it is.
    #[must_use]
    pub fn new() -> LoadOptions {
        LoadOptions::default()
    }

    /// Of a template with several APIs, takes the one whose resource has this name.
    #[must_use]
    pub fn api(mut self, name: impl Into<String>) -> LoadOptions {
        self.api = Some(name.into());
        self
    }

    /// Applies the overlay of a file. Overlays are applied in the order in which they are given.
    #[must_use]
    pub fn overlay(mut self, path: impl AsRef<Path>) -> LoadOptions {
        self.overlays.push(Given::File(path.as_ref().to_owned()));
        self
    }

    /// Applies an overlay that is in memory.
    #[must_use]
    pub fn overlay_text(mut self, name: impl Into<String>, text: impl Into<String>) -> LoadOptions {
        self.overlays.push(Given::Text { name: name.into(), text: text.into() });
        self
    }

    /// Sets a variable of a template of Terraform: a document with `%{ if … }` or `${jsonencode(…)}`, or a file whose
    /// name ends in `.tftpl`. Lists and objects are written as Terraform writes them. Templates are rendered with the
    /// feature `terraform`.
    ///
    /// ```
    /// use gatewright_document::LoadOptions;
    ///
    /// let text = "swagger: '2.0'\ninfo: {title: ${jsonencode(title)}, version: '1'}\npaths: {}\n";
    /// let options = LoadOptions::new().variable("title", "Pets & more");
    /// # #[cfg(feature = "terraform")]
    /// let document = options.load_text("pets.yaml.tftpl", text).unwrap();
    /// # #[cfg(feature = "terraform")]
    /// assert_eq!(document.root().get("info").unwrap().get("title").unwrap().as_str(), Some("Pets & more"));
    /// ```
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> LoadOptions {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Reads a file and all files that it refers to, as [`Document::load`].
    ///
    /// # Errors
    ///
    /// When the document or an overlay cannot be read, or an overlay cannot be applied.
    pub fn load(&self, path: impl AsRef<Path>) -> Result<Document, Report> {
        Loader::with(self).load(path.as_ref())
    }

    /// Reads a file and all files that it refers to from where they are kept: a revision, an archive. `kept` is said
    /// before the names of the files, and `read` gives their bytes. Together they may have 256 MB.
    ///
    /// ```
    /// use gatewright_document::LoadOptions;
    ///
    /// let text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n";
    /// let document = LoadOptions::new().load_kept("v1:", "api.yaml", move |_| Ok(text.into())).unwrap();
    /// assert_eq!(document.locate(document.root().origin()).unwrap().to_string(), "v1:api.yaml:1:1");
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn load_kept(
        &self,
        kept: &str,
        path: impl AsRef<Path>,
        read: impl Fn(&Path) -> std::io::Result<Vec<u8>> + 'static,
    ) -> Result<Document, Report> {
        Loader::with(self).load_kept(kept, path.as_ref(), Box::new(read))
    }

    /// Reads a text, as [`Document::from_text`].
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::load`].
    pub fn load_text(&self, name: &str, text: &str) -> Result<Document, Report> {
        Loader::with(self).from_bytes(name, text.as_bytes().to_vec())
    }
}
