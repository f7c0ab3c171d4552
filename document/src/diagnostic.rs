//! One complaint, and the place that it is about.

use std::fmt;
use std::ops::Range;

use crate::code::Code;
use crate::fix::Fix;
use crate::pointer::Pointer;

/// Which of a run's files, by the order in which they were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u32);

impl SourceId {
    /// The document's root file.
    pub const ROOT: SourceId = SourceId(0);

    /// The position in the list of sources.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in a file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        // Files over 256 MiB are not read, so offsets fit.
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: narrow(start), end: narrow(end.max(start)) }
    }

    /// The same as a range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where something comes from: a file, and a pointer into it.
///
/// Line and column are found on demand by [`Sources::locate`](crate::Sources::locate), so that a
/// good run pays nothing for them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub source: SourceId,
    /// What in the file.
    pub pointer: Pointer,
    /// Whether the key of the entry is meant and not its value.
    pub key: bool,
    /// The exact place, for what no pointer names: a syntax error, the first of two equal keys.
    pub span: Option<Span>,
}

impl Origin {
    /// The value that `pointer` names in `source`.
    #[must_use]
    pub fn new(source: SourceId, pointer: Pointer) -> Origin {
        Origin { source, pointer, key: false, span: None }
    }

    /// The whole of `source`.
    #[must_use]
    pub fn root(source: SourceId) -> Origin {
        Origin::new(source, Pointer::root())
    }

    /// A range of bytes of `source`, for what no pointer names.
    #[must_use]
    pub fn span(source: SourceId, span: Span) -> Origin {
        Origin { span: Some(span), ..Origin::root(source) }
    }

    /// The value of the entry `key`.
    #[must_use]
    pub fn child(&self, key: &str) -> Origin {
        Origin::new(self.source, self.pointer.child(key))
    }

    /// The item `index`.
    #[must_use]
    pub fn index(&self, index: usize) -> Origin {
        Origin::new(self.source, self.pointer.index(index))
    }

    /// The key of the entry `key`, and not its value.
    #[must_use]
    pub fn key(&self, key: &str) -> Origin {
        Origin { key: true, ..self.child(key) }
    }

    /// The key of this very entry, and not its value.
    #[must_use]
    pub fn own_key(&self) -> Origin {
        Origin { key: true, ..self.clone() }
    }
}

impl fmt::Display for Origin {
    /// The pointer as a fragment, `#/paths`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{}", self.pointer)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The output is not all that the document says, or the document is wrong.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One complaint: what is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, lower case and without a final stop.
    pub message: String,
    /// A few words at the place itself.
    pub label: Option<String>,
    /// The place; `None` when it is about no file (an option).
    pub primary: Option<Origin>,
    /// Other places that explain it.
    pub related: Vec<(Origin, String)>,
    /// Further places with the same fault, which messages count and JSON lists.
    pub also: Vec<Origin>,
    /// What to do.
    pub help: Option<String>,
    /// What to do, so that a program can do it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A complaint with the code's default severity and its summary as message.
    #[must_use]
    pub fn new(code: Code, primary: Option<Origin>) -> Diagnostic {
        let info = code.info();
        Diagnostic {
            code,
            severity: info.severity,
            message: info.summary.to_owned(),
            label: None,
            primary,
            related: Vec::new(),
            also: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// The same without anything that may be text of a file: the code and the place are left.
    pub(crate) fn without_text(&self) -> Diagnostic {
        let mut bare = Diagnostic::new(self.code, self.primary.clone());
        bare.severity = self.severity;
        bare
    }
}
