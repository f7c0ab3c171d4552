//! Why a `$ref` leads nowhere, and how that is said.

use std::fmt;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin};
use crate::fix::Fix;
use crate::nearest::nearest;
use crate::node::Node;
use crate::report::{DiagnosticBuilder, Report};
use crate::source::Source;

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefError {
    /// The file is there, the place in it is not.
    NotFound {
        /// The reference as written.
        reference: String,
        /// What is missing: the last name of the reference that could not be found.
        missing: String,
        /// The name that looks most like it, of those that exist.
        nearest: Option<String>,
        /// The first names that exist where it was looked for.
        known: Vec<String>,
        /// How many more names there are.
        more: usize,
        /// Where it was looked for.
        container: Box<Origin>,
    },
    /// References lead in a circle.
    Cycle {
        /// The references, in the order in which they were followed.
        chain: Vec<Origin>,
    },
    /// Another file cannot be read.
    File {
        /// The reference as written.
        reference: String,
        /// The file's name as it was looked for.
        file: String,
        /// Why it cannot be read.
        cause: Box<Diagnostic>,
    },
    /// The reference is a URL. Nothing is fetched.
    Remote {
        /// The reference as written.
        reference: String,
    },
    /// The reference has no form that is understood.
    Malformed {
        /// The reference as written.
        reference: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// How many names an error lists.
const LISTED: usize = 6;

impl RefError {
    /// What is missing among those names.
    pub(crate) fn not_found<'n>(
        reference: &str,
        missing: &str,
        container: &Node<'_>,
        names: impl ExactSizeIterator<Item = &'n str> + Clone,
    ) -> RefError {
        let source = container.document().sources().get(container.origin().source);
        if source.is_some_and(Source::is_outside) {
            // What there is in such a file is not shown.
            return RefError::NotFound {
                reference: reference.to_owned(),
                missing: missing.to_owned(),
                nearest: None,
                known: Vec::new(),
                more: 0,
                container: Box::new(Origin::root(container.origin().source)),
            };
        }
        let guess = source.is_some_and(|source| source.may_guess_among(names.len()));
        RefError::NotFound {
            reference: reference.to_owned(),
            missing: missing.to_owned(),
            nearest: guess.then(|| nearest(missing, names.clone())).flatten(),
            more: names.len().saturating_sub(LISTED),
            known: names.take(LISTED).map(str::to_owned).collect(),
            container: Box::new(container.origin().clone()),
        }
    }

    /// The same without the texts of the file that the reference stands in.
    pub(crate) fn without_text(self) -> RefError {
        let (reference, hidden) = ("…".to_owned(), "…".to_owned());
        match self {
            RefError::NotFound { container, .. } => {
                let container = Box::new(Origin::root(container.source));
                RefError::NotFound { reference, missing: hidden, nearest: None, known: Vec::new(), more: 0, container }
            }
            RefError::File { cause, .. } => {
                RefError::File { reference, file: hidden, cause: Box::new(cause.without_text()) }
            }
            RefError::Remote { .. } => RefError::Remote { reference },
            RefError::Malformed { reason, .. } => RefError::Malformed { reference, reason },
            RefError::Cycle { chain } => RefError::Cycle { chain },
        }
    }

    /// The code that the error is reported under.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            RefError::NotFound { .. } => Code::UNRESOLVED_REFERENCE,
            RefError::Cycle { .. } => Code::REFERENCE_CYCLE,
            RefError::File { cause, .. } if cause.code == Code::UNREADABLE_FILE => Code::MISSING_FILE,
            RefError::File { cause, .. } => cause.code,
            RefError::Remote { .. } => Code::REMOTE_REFERENCE,
            RefError::Malformed { .. } => Code::MALFORMED_REFERENCE,
        }
    }

    /// Reports the error at the reference (the node that has the `$ref`), worded the same everywhere.
    pub fn report<'r>(&self, report: &'r mut Report, node: &Node<'_>) -> DiagnosticBuilder<'r> {
        let at = match node.get("$ref") {
            Some(reference) => reference.origin().clone(),
            None => node.origin().clone(),
        };
        self.report_at(report, &at)
    }

    /// Reports the error at a place.
    pub fn report_at<'r>(&self, report: &'r mut Report, at: &Origin) -> DiagnosticBuilder<'r> {
        let builder = report.add(self.code(), at).message(self.to_string());
        match self {
            RefError::NotFound { reference, missing, nearest, known, more, container } => {
                let builder = builder.label(format!("no `{missing}` {}", place_name(container)));
                match nearest {
                    Some(near) => {
                        let meant = meant(reference, at, container, near).filter(|_| is_slip(missing, near));
                        builder
                            .help(format!("did you mean `{near}`?"))
                            .fix_if(meant.map(|meant| Fix::update(at, meant.into())))
                    }
                    None if known.is_empty() => builder,
                    // Keywords are not what was meant.
                    None if container.pointer.is_root() => builder.help("write what it is to lead to, or remove it"),
                    None => builder.help(format!("there is {}", list(known, *more))),
                }
            }
            RefError::Cycle { chain } => {
                let others = chain.iter().filter(|origin| *origin != at);
                let builder = builder.label("leads back to itself").help("write out what is meant at one of them");
                others.fold(builder, |builder, origin| builder.related(origin, "through this reference"))
            }
            RefError::File { file, cause, .. } => {
                let builder = builder.label(format!("cannot read `{file}`"));
                let builder = match &cause.help {
                    Some(help) => builder.help(help.clone()),
                    None if self.code() == Code::MISSING_FILE => {
                        builder.help("paths are relative to the file that the reference stands in")
                    }
                    None => builder,
                };
                match &cause.primary {
                    Some(place) if place.span.is_some() => builder.related(place, cause.message.clone()),
                    _ => builder,
                }
            }
            RefError::Remote { .. } => {
                builder.label("not fetched").help("download the file and refer to it by its path")
            }
            RefError::Malformed { .. } => {
                builder.help("write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`")
            }
        }
    }
}

impl fmt::Display for RefError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RefError::NotFound { reference, .. } => {
                write!(formatter, "`{reference}` does not exist")
            }
            RefError::Cycle { .. } => formatter.write_str("the references lead in a circle"),
            RefError::File { reference, cause, .. } => {
                write!(formatter, "`{reference}` cannot be read: {}", cause.message)
            }
            RefError::Remote { reference } => write!(formatter, "`{reference}` is not fetched"),
            RefError::Malformed { reference, reason } => {
                write!(formatter, "`{reference}` is no reference: {reason}")
            }
        }
    }
}

impl std::error::Error for RefError {}

/// Whether a name is another but for a slip of the finger or another way of joining its words.
fn is_slip(written: &str, near: &str) -> bool {
    let letters =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(written) == letters(near) || (written.len() > 3 && strsim::osa_distance(written, near) <= 2)
}

/// The reference at a place, with the name that was meant.
fn meant(reference: &str, at: &Origin, container: &Origin, near: &str) -> Option<String> {
    let pointer = container.pointer.child(near);
    let file = reference.split_once('#').map(|(file, _)| file);
    match file {
        Some("") | None => (at.source == container.source).then(|| format!("#{pointer}")),
        Some(file) => (at.source != container.source).then(|| format!("{file}#{pointer}")),
    }
}

fn place_name(container: &Origin) -> String {
    if container.pointer.is_root() { "in this file".to_owned() } else { format!("in `#{}`", container.pointer) }
}

fn list(names: &[String], more: usize) -> String {
    let shown = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
