//! The files of a document, and where in their text something stands.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::anchors::Anchors;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};
use crate::overlay::trace::{Change, Place, Trace};
use crate::places::Places;
use crate::pointer::Pointer;
use crate::tree::Value;

/// How many names are compared at most, to guess what is meant by those that do not exist.
const GUESSES: usize = 500_000;

/// The syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2, core schema.
    Yaml,
}

/// One file of a document.
pub struct Source {
    pub(crate) name: String,
    pub(crate) path: Option<PathBuf>,
    /// Whether the text was read from the path, and not given.
    pub(crate) read: bool,
    /// Whether it lies outside of the document's folder, so that no text of it may be shown.
    pub(crate) outside: bool,
    /// Whether it is an overlay, and no part of the document.
    pub(crate) overlay: bool,
    /// What was read; of a template what came of it.
    pub(crate) text: String,
    /// The template that the text came of.
    #[cfg(feature = "terraform")]
    written: Option<Written>,
    pub(crate) format: Format,
    pub(crate) root: Value,
    /// Where the root stands in the text: the body of an API stands deep in a template.
    pub(crate) at: Pointer,
    /// Why the file could not be read; the root is then `null`.
    pub(crate) failure: Option<Diagnostic>,
    pub(crate) places: Places,
    pub(crate) anchors: OnceLock<Anchors>,
    lines: OnceLock<Lines>,
    /// Names that may still be compared with names that do not exist.
    guesses: AtomicUsize,
}

/// A template as the user wrote it, and where the parts of its output are from.
#[cfg(feature = "terraform")]
struct Written {
    text: String,
    pieces: crate::terraform::Pieces,
}

impl Source {
    pub(crate) fn new(name: String, path: Option<PathBuf>) -> Source {
        Source {
            name,
            path,
            read: false,
            outside: false,
            overlay: false,
            text: String::new(),
            #[cfg(feature = "terraform")]
            written: None,
            format: Format::Json,
            root: Value::Null,
            at: Pointer::root(),
            failure: None,
            places: Places::default(),
            anchors: OnceLock::new(),
            lines: OnceLock::new(),
            guesses: AtomicUsize::new(GUESSES),
        }
    }

    /// The name to show: the path as it was given, with forward slashes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path that references are relative to; `None` for what was built in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The text as it was written, as UTF-8 and without a byte order mark; empty for what was built in memory.
    #[must_use]
    pub fn text(&self) -> &str {
        #[cfg(feature = "terraform")]
        if let Some(written) = &self.written {
            return &written.text;
        }
        &self.text
    }

    /// Puts the output of a template in its place. Messages show the template.
    #[cfg(feature = "terraform")]
    pub(crate) fn render(&mut self, text: String, pieces: crate::terraform::Pieces) {
        self.written = Some(Written { text: std::mem::replace(&mut self.text, text), pieces });
    }

    /// Whether the text is the output of a template, so that changes of it are lost.
    pub(crate) fn is_rendered(&self) -> bool {
        #[cfg(feature = "terraform")]
        return self.written.is_some();
        #[cfg(not(feature = "terraform"))]
        false
    }

    /// The part of the text as it was written that a part of the text is from.
    fn written(&self, span: Span) -> Span {
        #[cfg(feature = "terraform")]
        if let Some(written) = &self.written {
            return written.pieces.written(span);
        }
        span
    }

    /// Whether the file lies outside of the document's folder. No text of such a file is shown in messages: a document
    /// of somebody else's can name any file of this machine.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.outside
    }

    /// The syntax.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether it may be guessed what was meant, among so many names. Only a file with thousands of
    /// references that lead nowhere uses this up; the first of them say what there is to say.
    pub(crate) fn may_guess_among(&self, names: usize) -> bool {
        let less = |left: usize| left.checked_sub(names);
        self.guesses.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// The value of the whole file; `null` once a report [let go of it](crate::Report::let_go_of_values).
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The files of a document, and texts beside it that a report speaks of; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Arc<Vec<Source>>,
    /// What is no part of the document: options, a list of names.
    attached: Vec<Arc<Source>>,
    /// Where the values of the root stand, if overlays changed it.
    overlaid: Option<Arc<Trace>>,
}

/// A place as an editor shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file's name, as [`Source::name`].
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
    /// The bytes of the file's text.
    pub range: Range<usize>,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Sources {
    pub(crate) fn new(files: Vec<Source>) -> Sources {
        Sources { files: Arc::new(files), attached: Vec::new(), overlaid: None }
    }

    pub(crate) fn overlaid(self, trace: Option<Trace>) -> Sources {
        Sources { overlaid: trace.map(Arc::new), ..self }
    }

    /// Where the text of a place stands: in the document, or in an overlay that put the value there. The pointer of the
    /// result is one into that text.
    pub(crate) fn standing<'o>(&self, origin: &'o Origin) -> Cow<'o, Origin> {
        match &self.overlaid {
            Some(trace) if origin.source == SourceId::ROOT => {
                let found = trace.find(&origin.pointer).place().origin();
                Cow::Owned(Origin { key: origin.key, span: origin.span, ..found })
            }
            _ => Cow::Borrowed(origin),
        }
    }

    /// The file in which the text of a place stands: that of an overlay if the overlay put the value there.
    #[must_use]
    pub fn file_of(&self, origin: &Origin) -> Option<&Source> {
        self.get(self.standing(origin).source)
    }

    /// A place of a text, whatever overlays made of what stands there.
    pub(crate) fn fixed(&self, place: &Place) -> Origin {
        let source = self.get(place.source);
        let pointer = source.map_or_else(|| place.pointer.clone(), |source| source.at.join(&place.pointer));
        let span = source.and_then(|source| source.places.span(&source.text, source.format, &pointer, false));
        match span {
            Some(span) => Origin::span(place.source, span),
            None => place.origin(),
        }
    }

    /// Where the values of the root stand, if overlays changed it.
    pub(crate) fn trace(&self) -> Option<&Trace> {
        self.overlaid.as_deref()
    }

    /// What overlays did to the value of a place, or to the object that its key is missing from.
    pub(crate) fn changes(&self, origin: &Origin) -> Vec<Change> {
        let Some(trace) = self.overlaid.as_deref().filter(|_| origin.source == SourceId::ROOT) else {
            return Vec::new();
        };
        if let Trace::Mixed(mixed) = trace.find(&origin.pointer) {
            return mixed.changes;
        }
        let around = origin.pointer.parent().map(|parent| trace.find(&parent));
        match (around, origin.pointer.last()) {
            (Some(Trace::Mixed(mixed)), Some(key)) => {
                let removed = mixed.changes.into_iter().filter(|change| change.removed.as_deref() == Some(&*key));
                removed.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Lets go of the values, unless somebody else has the files.
    pub(crate) fn let_go_of_values(&mut self) {
        for source in Arc::get_mut(&mut self.files).into_iter().flatten() {
            source.root = Value::Null;
        }
    }

    /// Adds a text that is no part of the document, so that places in it can be shown.
    pub(crate) fn attach(&mut self, name: &str, text: &str) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len() + self.attached.len()).unwrap_or(u32::MAX));
        let source = Source { text: text.to_owned(), ..Source::new(name.to_owned(), None) };
        self.attached.push(Arc::new(source));
        id
    }

    /// The source of that number.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        let beyond = || self.attached.get(id.index().checked_sub(self.files.len())?).map(|source| &**source);
        self.files.get(id.index()).or_else(beyond)
    }

    /// All sources, the root first.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(self.files.iter().chain(self.attached.iter().map(|source| &**source)))
    }

    /// Every file on disk that was read, the root first; for `cargo::rerun-if-changed`.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter(|source| source.read).filter_map(Source::path)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.attached.is_empty()
    }

    /// The bytes of a place; of the nearest place around it that has text if it has none itself
    /// (a field that is missing, a value that was built in memory: `None`).
    #[must_use]
    pub fn span(&self, origin: &Origin) -> Option<Span> {
        if let Some(span) = origin.span {
            return Some(span);
        }
        let origin = &*self.standing(origin);
        let source = self.get(origin.source)?;
        let pointer = source.at.join(&origin.pointer);
        source.places.span(&source.text, source.format, &pointer, origin.key)
    }

    /// Line, column and bytes of a place.
    #[must_use]
    pub fn locate(&self, origin: &Origin) -> Option<Location> {
        let source = self.file_of(origin)?;
        let (span, text) = (source.written(self.span(origin)?), source.text());
        let range = clamp(text, span.range());
        let lines = source.lines.get_or_init(|| Lines::of(text));
        let (line, column) = lines.place(text, range.start);
        let (end_line, end_column) = lines.place(text, range.end);
        Some(Location { file: source.name.clone(), line, column, end_line, end_column, range })
    }

    /// The text of a place, exactly as written; of a template as it came out.
    #[must_use]
    pub fn text(&self, origin: &Origin) -> Option<&str> {
        let source = self.file_of(origin)?;
        source.text.get(self.span(origin)?.range())
    }
}

/// How many characters begin in these bytes.
fn first_bytes(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0xc0 != 0x80)).sum()
}

/// A range inside of the text and on character boundaries.
pub(crate) fn clamp(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
    start..end
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(crate) struct Lines {
    starts: Vec<u32>,
    /// How many characters there are before each [`STEP`] of bytes, if they are not all of one byte: a
    /// document may be one line.
    characters: Option<Vec<u32>>,
}

/// How many bytes are counted anew for each place.
const STEP: usize = 1 << 10;

impl Lines {
    fn of(text: &str) -> Lines {
        let after = text.bytes().zip(1_u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
        let characters = (!text.is_ascii()).then(|| {
            let steps = text.as_bytes().chunks(STEP).scan(0, |before, step| {
                let here = *before;
                *before += first_bytes(step);
                Some(here)
            });
            steps.collect()
        });
        Lines { starts: std::iter::once(0).chain(after).collect(), characters }
    }

    /// Line and column, both from 1, the column in characters.
    fn place(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start as usize <= offset);
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).map_or(0, |start| *start as usize);
        let column = self.characters_before(text, offset).saturating_sub(self.characters_before(text, start));
        (line, column + 1)
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let Some(characters) = &self.characters else { return offset };
        let step = offset / STEP;
        let rest = text.as_bytes().get(step * STEP..offset).map_or(0, first_bytes);
        characters.get(step).map_or(0, |before| (before + rest) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters() {
        for unit in ["a", "ü", "😀", "aü\n"] {
            let text = unit.repeat(2 * STEP);
            let lines = Lines::of(&text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]).step_by(41) {
                let before = text.get(..offset).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
                assert_eq!(lines.place(&text, offset), (line, column), "{unit:?} at {offset}");
            }
        }
    }
}
