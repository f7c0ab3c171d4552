//! A document with all its files.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use indexmap::{IndexMap, IndexSet};

use crate::anchors::Anchors;
use crate::cloudformation::Template;
use crate::diagnostic::{Diagnostic, Origin, SourceId};
use crate::load::Loader;
use crate::load_options::LoadOptions;
use crate::node::Node;
use crate::paths::{beside, reference_path};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::{Location, Sources};
use crate::tree::Value;
use crate::version::Version;

/// Values by their addresses.
type Addresses = IndexSet<usize, foldhash::fast::RandomState>;

/// A Swagger or OpenAPI document, with the files that it refers to.
///
/// All files are read while loading; afterwards nothing touches the disk.
///
/// ```
/// use gatewright_document::{Document, Version};
///
/// let document = Document::from_text("pets.yaml", "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n").unwrap();
/// assert_eq!(document.version(), Version::Swagger20);
/// let title = document.root().get("info").and_then(|info| info.get("title")).unwrap();
/// assert_eq!(title.as_str(), Some("Pets"));
/// assert_eq!(document.locate(title.origin()).unwrap().to_string(), "pets.yaml:2:15");
/// ```
#[derive(Debug)]
pub struct Document {
    sources: Sources,
    by_path: IndexMap<PathBuf, SourceId>,
    version: Version,
    report: Report,
    template: Option<Template>,
    /// The addresses of the entries that were read, where somebody wants to know. Values are neither
    /// moved nor dropped while the document lives, so that an address is one entry.
    reads: Option<Mutex<Addresses>>,
    /// The addresses of references that lead in a circle, as far as is known.
    circular: Mutex<Addresses>,
}

impl Document {
    /// Reads a file and all files that it refers to; `-` is the standard input.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is not JSON or YAML, or no document of a known version. A
    /// file that is only referred to makes no error here, but where it is looked up.
    pub fn load(path: impl AsRef<Path>) -> Result<Document, Report> {
        Loader::default().load(path.as_ref())
    }

    /// Reads a file as [`Document::load`] does. Of a template with several APIs it reads the one whose resource
    /// has this name; the others are read as well as the first by its name.
    ///
    /// # Errors
    ///
    /// As [`Document::load`], and when the template has no API of that name.
    pub fn load_api(path: impl AsRef<Path>, api: &str) -> Result<Document, Report> {
        LoadOptions::new().api(api).load(path)
    }

    /// Reads a text. References to other files are relative to `name`, taken as a path.
    ///
    /// # Errors
    ///
    /// When the text is not JSON or YAML, or no document of a known version.
    pub fn from_text(name: &str, text: &str) -> Result<Document, Report> {
        Loader::default().from_bytes(name, text.as_bytes().to_vec())
    }

    /// Reads the bytes of a file, as [`Document::from_text`] does.
    ///
    /// # Errors
    ///
    /// When the bytes are not text, not JSON or YAML, or no document of a known version.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Document, Report> {
        Loader::default().from_bytes(name, bytes)
    }

    /// A document that was built in memory. It has no text, so places have no lines.
    ///
    /// What says no version is taken as OpenAPI 3.0; the [report](Document::report) has the error.
    #[must_use]
    pub fn from_value(name: &str, value: Value) -> Document {
        Loader::default().from_value(name, value)
    }

    pub(crate) fn new(
        sources: Sources,
        by_path: IndexMap<PathBuf, SourceId>,
        version: Version,
        report: Report,
        template: Option<Template>,
    ) -> Document {
        Document { sources, by_path, version, report, template, reads: None, circular: Mutex::default() }
    }

    /// The root of the document.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        let value = self.sources.get(SourceId::ROOT).map_or(&Value::Null, |source| source.root());
        Node::new(self, value, Origin::root(SourceId::ROOT))
    }

    /// The format.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The template that the document stands in, if it is one of CloudFormation, SAM or the CDK.
    #[must_use]
    pub fn template(&self) -> Option<&Template> {
        self.template.as_ref()
    }

    /// What was noticed while reading: warnings and notes.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The same document, which remembers the entries that are read from it: what a stage does not
    /// even look at cannot have reached its result.
    #[must_use]
    pub fn recording(&self) -> Document {
        Document {
            sources: self.sources.clone(),
            by_path: self.by_path.clone(),
            version: self.version,
            report: self.report.clone(),
            template: self.template.clone(),
            reads: Some(Mutex::default()),
            circular: Mutex::default(),
        }
    }

    pub(crate) fn note_read(&self, value: &Value) {
        if let Some(reads) = &self.reads
            && let Ok(mut reads) = reads.lock()
        {
            reads.insert(core::ptr::from_ref(value).addr());
        }
    }

    /// Remembers that the reference of a value leads in a circle.
    pub(crate) fn note_circular(&self, value: &Value) {
        if let Ok(mut circular) = self.circular.lock() {
            circular.insert(core::ptr::from_ref(value).addr());
        }
    }

    pub(crate) fn is_circular(&self, value: &Value) -> bool {
        self.circular.lock().is_ok_and(|circular| circular.contains(&core::ptr::from_ref(value).addr()))
    }

    /// Whether this [recording](Document::recording) saw the entry read by [`Node::read`], or a reference
    /// followed by [`Node::resolve`]. The node may be of the document that the recording was made from.
    #[must_use]
    pub fn was_read(&self, node: &Node<'_>) -> bool {
        let reads = self.reads.as_ref().and_then(|reads| reads.lock().ok());
        reads.is_some_and(|reads| reads.contains(&core::ptr::from_ref(node.value()).addr()))
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Every file on disk that was read, the root first; for `cargo::rerun-if-changed`.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.files()
    }

    /// Whether any operation has an integration of Amazon API Gateway (`x-amazon-apigateway-integration`): the document
    /// is an export, or written to be imported.
    #[must_use]
    pub fn has_integrations(&self) -> bool {
        let paths = self.root().get("paths");
        let mut items = paths.iter().flat_map(Node::entries).map(|(_, item)| item.resolve().unwrap_or(item));
        items
            .any(|item| item.entries().any(|(_, operation)| operation.get("x-amazon-apigateway-integration").is_some()))
    }

    /// Of how many files it consists. Overlays are none of them.
    #[must_use]
    pub fn file_count(&self) -> usize {
        self.sources.iter().filter(|(_, source)| source.path().is_some() && !source.overlay).count()
    }

    /// Line, column and bytes of a place; `None` for what was built in memory.
    #[must_use]
    pub fn locate(&self, origin: &Origin) -> Option<Location> {
        self.sources.locate(origin)
    }

    /// The text that says all of the document: that of its only file, unless the file is a template or an overlay changes
    /// it.
    ///
    /// ```
    /// use gatewright_document::Document;
    ///
    /// let text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths: {}\n";
    /// assert_eq!(Document::from_text("pets.yaml", text).unwrap().text(), Some(text));
    /// ```
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        let mut sources = self.sources.iter();
        let (_, only) = sources.next()?;
        let is_whole = sources.next().is_none() && self.template.is_none() && !only.is_rendered();
        Some(only.text()).filter(|text| is_whole && !text.is_empty())
    }

    /// The value of a place.
    #[must_use]
    pub fn node(&self, origin: &Origin) -> Option<Node<'_>> {
        self.node_at(origin.source, &origin.pointer)
    }

    pub(crate) fn node_at(&self, source: SourceId, pointer: &Pointer) -> Option<Node<'_>> {
        let value = self.sources.get(source)?.root().pointer(pointer)?;
        Some(Node::new(self, value, Origin::new(source, pointer.clone())))
    }

    pub(crate) fn anchors(&self, source: SourceId) -> Option<&Anchors> {
        let source = self.sources.get(source)?;
        Some(source.anchors.get_or_init(|| Anchors::of(&source.root)))
    }

    /// The file that a relative reference in `source` names, and why it could not be read.
    pub(crate) fn file_beside(&self, source: SourceId, target: &str) -> Option<(SourceId, Option<&Diagnostic>)> {
        let base = self.sources.get(source)?;
        let path = beside(base.path.as_deref(), &reference_path(target)?);
        let id = self.by_path.get(&path)?;
        Some((*id, self.sources.get(*id)?.failure.as_ref()))
    }
}
