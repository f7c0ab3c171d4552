//! Reads a document's files, each once.
//!
//! The root decides what the document is; other files are read because a reference names them, and
//! one that cannot be read is remembered with the reason, which is reported where it is looked up.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::cloudformation::{self, Found, Template};
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId};
use crate::document::Document;
use crate::fetched;
use crate::files::{Folder, read_all, read_document, read_referenced, too_large, unreadable};
use crate::load_options::{Given, LoadOptions};
use crate::overlay::trace::Trace;
use crate::overlay::{Changing, has_firm_errors};
use crate::parse::fill;
use crate::paths::{beside, display, normal, reference_path};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::{Source, Sources};
use crate::tree::Value;
use crate::version::{self, Version};
use crate::{foreign, walk};

/// The most that is read, of all files together. No description of an API comes near; a device or a log does.
const LARGEST: u64 = 256 << 20;
/// How many files one document may have.
const MOST_FILES: usize = 10_000;

/// Where the text of a file is from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It was given, and not read.
    Given,
    /// The folder of the document.
    Read,
    /// Another folder.
    Outside,
}

/// Reads files and what they refer to.
#[derive(Default)]
pub(crate) struct Loader {
    sources: Vec<Source>,
    by_path: IndexMap<PathBuf, SourceId>,
    report: Report,
    /// Where the document lies.
    folder: Folder,
    /// How much was read.
    bytes: u64,
    /// The API of a template that is wanted.
    api: Option<String>,
    template: Option<Template>,
    overlays: Vec<Given>,
    /// Variables of a document that is a template of Terraform.
    variables: IndexMap<String, String>,
    /// Where the values of the root stand, once overlays have changed it.
    trace: Option<Trace>,
    /// What reads files in place of the disk.
    reader: Option<Box<Read>>,
}

/// Gives the bytes of a file.
pub(crate) type Read = dyn Fn(&Path) -> std::io::Result<Vec<u8>>;

impl Loader {
    pub(crate) fn with(options: &LoadOptions) -> Loader {
        let LoadOptions { api, overlays, variables } = options.clone();
        Loader { api, overlays, variables, ..Loader::default() }
    }

    /// Reads a file, and what it refers to, by what is given to read with.
    pub(crate) fn load_kept(mut self, kept: &str, path: &Path, read: Box<Read>) -> Result<Document, Report> {
        self.reader = Some(read);
        let name = format!("{kept}{}", display(path));
        let bytes = self.given(path, &name, SourceId::ROOT);
        self.root(&name, path.to_path_buf(), bytes, false)
    }

    fn given(&mut self, path: &Path, name: &str, id: SourceId) -> Result<Vec<u8>, Box<Diagnostic>> {
        let Some(read) = &self.reader else { return Err(unreadable(id, format!("`{name}` is kept nowhere"), None)) };
        let bytes = read(path).map_err(|error| unreadable(id, format!("`{name}` cannot be read: {error}"), None))?;
        self.bytes += bytes.len() as u64;
        if self.bytes > LARGEST { Err(too_large(id, &format!("`{name}`"))) } else { Ok(bytes) }
    }

    pub(crate) fn load(mut self, path: &Path) -> Result<Document, Report> {
        if path == Path::new("-") {
            let bytes = read_all(std::io::stdin().lock(), "the standard input", SourceId::ROOT, LARGEST);
            return self.root("<stdin>", path.to_path_buf(), bytes, false);
        }
        let bytes = read_document(path, SourceId::ROOT, LARGEST).and_then(|bytes| {
            self.bytes = bytes.len() as u64;
            fetched::check(path, &bytes, SourceId::ROOT).map(|()| bytes)
        });
        self.root(&display(path), path.to_path_buf(), bytes, true)
    }

    #[expect(clippy::wrong_self_convention, reason = "the loader is used up by the one document that it reads")]
    pub(crate) fn from_bytes(mut self, name: &str, bytes: Vec<u8>) -> Result<Document, Report> {
        self.root(name, PathBuf::from(name), Ok(bytes), false)
    }

    #[expect(clippy::wrong_self_convention, reason = "the loader is used up by the one document that it reads")]
    pub(crate) fn from_value(mut self, name: &str, value: Value) -> Document {
        let mut source = Source::new(name.to_owned(), None);
        self.folder = Folder::of(Path::new(name));
        source.root = value;
        self.sources.push(source);
        self.follow_references();
        let version = self.detect().unwrap_or(Version::OpenApi30);
        self.finish(version)
    }

    fn root(
        &mut self,
        name: &str,
        path: PathBuf,
        bytes: Result<Vec<u8>, Box<Diagnostic>>,
        on_disk: bool,
    ) -> Result<Document, Report> {
        self.folder = Folder::of(if on_disk { &path } else { Path::new(name) });
        self.add(name.to_owned(), path, bytes, if on_disk { Kind::Read } else { Kind::Given });
        let failure = self.sources.first_mut().and_then(|source| source.failure.take());
        if let Some(failure) = failure {
            self.report.push(failure);
            return Err(self.failed());
        }
        if self.read_template().is_err() {
            return Err(self.failed());
        }
        if self.apply_overlays().is_err() {
            return Err(self.failed());
        }
        let Some(version) = self.detect() else {
            return Err(self.failed());
        };
        self.follow_references();
        Ok(std::mem::take(self).finish(version))
    }

    /// Puts the API of a template in the template's place.
    fn read_template(&mut self) -> Result<(), Unreadable> {
        let Some(root) = self.sources.first().map(|source| &source.root) else {
            return Ok(());
        };
        if !root.as_object().is_some_and(foreign::is_cloud_formation) {
            return Ok(());
        }
        let origin = Origin::root(SourceId::ROOT);
        match cloudformation::api_of(root, self.api.as_deref()) {
            Found::Document(body, at, template) => {
                if let Some(source) = self.sources.first_mut() {
                    source.root = *body;
                    source.at = at.unwrap_or_else(Pointer::root);
                }
                self.template = Some(template);
                Ok(())
            }
            Found::File(file, template) => {
                self.template = Some(template);
                self.read_file_of_template(&file)
            }
            Found::WebSocket(place) => {
                self.report
                    .error(Code::NOT_OPENAPI, &Origin::new(SourceId::ROOT, place))
                    .message("this is a WebSocket API, which is not read")
                    .help("REST APIs and HTTP APIs are");
                Err(Unreadable)
            }
            Found::Nothing => match &self.api {
                Some(api) => {
                    let message = format!("the template has no API `{api}`");
                    self.report.error(Code::NOT_OPENAPI, &origin.key("Resources")).message(message);
                    Err(Unreadable)
                }
                None => Ok(()),
            },
        }
    }

    /// Puts the file that a template takes its API from in front of the template.
    fn read_file_of_template(&mut self, file: &str) -> Result<(), Unreadable> {
        let Some(template) = self.sources.pop() else {
            return Ok(());
        };
        self.by_path.clear();
        // What was reported of the template has its places there, and it has another number now.
        self.report = Report::default();
        let name = display(&beside(Some(Path::new(&template.name)), Path::new(file)));
        let path = beside(template.path.as_deref(), Path::new(file));
        // A template may be a stranger's as well as a document.
        self.add_referenced(name, path, &Origin::root(SourceId(1)));
        if let Some(path) = &template.path {
            self.by_path.insert(normal(path), SourceId(1));
        }
        let failure = self.sources.first_mut().and_then(|source| source.failure.take());
        self.sources.push(template);
        match failure {
            Some(failure) => {
                self.report.push(failure);
                Err(Unreadable)
            }
            None => Ok(()),
        }
    }

    /// Changes the root as the overlays say.
    fn apply_overlays(&mut self) -> Result<(), Unreadable> {
        let overlays = std::mem::take(&mut self.overlays);
        let Some(root) = self.sources.first_mut().filter(|_| !overlays.is_empty()) else {
            return Ok(());
        };
        let name = root.name.clone();
        let mut changing = Changing::new(std::mem::take(&mut root.root));
        for overlay in overlays {
            let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
            self.add_overlay(overlay, id);
            let Some(source) = self.sources.last_mut() else { continue };
            source.overlay = true;
            if let Some(failure) = source.failure.take() {
                self.report.push(failure);
                return Err(Unreadable);
            }
            changing.apply(source, id, &name, &mut self.report);
            if has_firm_errors(&self.report) {
                return Err(Unreadable);
            }
        }
        if let Some(root) = self.sources.first_mut() {
            root.root = changing.value;
        }
        self.settle_remarks(&changing.trace);
        self.trace = Some(changing.trace);
        Ok(())
    }

    fn add_overlay(&mut self, overlay: Given, id: SourceId) {
        match overlay {
            Given::File(path) => {
                let left = LARGEST.saturating_sub(self.bytes);
                let bytes = read_document(&path, id, left).inspect(|bytes| self.bytes += bytes.len() as u64);
                self.add(display(&path), path, bytes, Kind::Read);
            }
            Given::Text { name, text } => {
                let path = PathBuf::from(&name);
                self.add(name, path, Ok(text.into_bytes()), Kind::Given);
            }
        }
    }

    /// What was noticed in the text of the document has its place there, whatever overlays made of it; unless they
    /// removed or replaced the very value.
    fn settle_remarks(&mut self, trace: &Trace) {
        let root = self.sources.first();
        let mut settled = Report::default();
        for mut remark in std::mem::take(&mut self.report).into_diagnostics() {
            let Some(origin) = remark.primary.as_mut().filter(|origin| origin.source == SourceId::ROOT) else {
                settled.push(remark);
                continue;
            };
            let now = trace.find(&origin.pointer);
            let same = now.place().source == SourceId::ROOT && now.place().pointer == origin.pointer;
            let exists = root.is_some_and(|root| root.root.pointer(&origin.pointer).is_some());
            if !same && origin.span.is_none() {
                continue;
            }
            if !same || !exists {
                *origin = Origin { pointer: Pointer::root(), ..origin.clone() };
            }
            settled.push(remark);
        }
        self.report = settled;
    }

    fn detect(&mut self) -> Option<Version> {
        let root = self.sources.first().map(|source| &source.root)?;
        version::detect(root, &Origin::root(SourceId::ROOT), &mut self.report)
    }

    fn failed(&mut self) -> Report {
        let mut report = std::mem::take(&mut self.report);
        report.set_sources(Sources::new(std::mem::take(&mut self.sources)));
        report
    }

    fn finish(mut self, version: Version) -> Document {
        let sources = Sources::new(self.sources).overlaid(self.trace);
        self.report.set_sources(sources.clone());
        Document::new(sources, self.by_path, version, self.report, self.template)
    }

    /// Reads the text of one file into a source.
    fn add(&mut self, name: String, path: PathBuf, bytes: Result<Vec<u8>, Box<Diagnostic>>, kind: Kind) {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.by_path.insert(normal(&path), id);
        let mut source = Source::new(name, Some(path));
        source.read = kind != Kind::Given && bytes.is_ok();
        source.outside = kind == Kind::Outside;
        let mut report = Report::default();
        match bytes {
            Err(failure) => source.failure = Some(*failure),
            Ok(bytes) => {
                // `templatefile` renders one file; those that it refers to are as they are.
                let variables = (id == SourceId::ROOT).then_some(&self.variables);
                if let Err(failure) = fill(&mut source, bytes, id, variables, &mut report) {
                    source.failure = Some(if source.outside { failure.without_text() } else { *failure });
                }
            }
        }
        self.sources.push(source);
        self.report.append(report);
    }

    /// Reads every file that is referred to, and what those refer to.
    fn follow_references(&mut self) {
        let mut waiting: VecDeque<usize> = (0..self.sources.len()).collect();
        while let Some(number) = waiting.pop_front() {
            let Some(source) = self.sources.get(number) else {
                continue;
            };
            let from = SourceId(u32::try_from(number).unwrap_or(u32::MAX));
            let base = source.path.clone();
            let name = source.path.is_some().then(|| PathBuf::from(&source.name));
            for (target, place) in walk::file_references(&source.root) {
                let Some(relative) = reference_path(&target) else {
                    continue;
                };
                let path = beside(base.as_deref(), &relative);
                if self.by_path.contains_key(&path) || self.sources.len() >= MOST_FILES {
                    continue;
                }
                let shown = display(&beside(name.as_deref(), &relative));
                waiting.push_back(self.sources.len());
                self.add_referenced(shown, path, &Origin::new(from, place));
            }
        }
    }

    /// Reads a file that the document refers to at a place.
    fn add_referenced(&mut self, name: String, path: PathBuf, place: &Origin) {
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        if self.reader.is_some() {
            let bytes = self.given(&path, &name, id);
            return self.add(name, path, bytes, Kind::Given);
        }
        let outside = self.folder.is_outside(&path);
        let bytes = read_referenced(&path, outside, id, LARGEST.saturating_sub(self.bytes));
        if let Ok(bytes) = &bytes {
            self.bytes += bytes.len() as u64;
            if outside {
                self.report
                    .add(Code::OUTSIDE_FILE, place)
                    .message(format!("`{name}` lies outside of the document's folder"))
                    .help("if it belongs to the document, `--allow outside-file`; messages show no text of it");
            }
        }
        self.add(name, path, bytes, if outside { Kind::Outside } else { Kind::Read });
    }
}

/// The root cannot be read; the report says why.
struct Unreadable;
