//! All complaints of a run.

use indexmap::IndexSet;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, Severity, SourceId};
use crate::fix::Fix;
use crate::levels::LintLevels;
use crate::source::{Source, Sources};
use crate::tree::Value;

/// The diagnostics of a run, in the order in which they were found until they are sorted.
///
/// ```
/// use gatewright_document::{Code, Document};
///
/// let document = Document::from_text("pets.yaml", "openapi: 3.0.3\ninfo: {}\npaths: {}\n").unwrap();
/// let mut report = document.report().clone();
/// report
///     .warning(Code::MISSING_INFO, &document.root().origin().key("info"))
///     .message("`info` has no title")
///     .help("add `title`");
/// assert!(!report.has_errors());
/// assert_eq!(report.one_line(), ["pets.yaml:2:1: warning[missing-info]: `info` has no title (add `title`)"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Report {
    /// An empty report over `sources`, as `document.sources()` gives them.
    #[must_use]
    pub fn new(sources: &Sources) -> Report {
        Report { diagnostics: Vec::new(), sources: sources.clone() }
    }

    /// Adds a diagnostic of the code's default severity.
    pub fn add(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.push(Diagnostic::new(code, Some(origin.clone())))
    }

    /// Adds an error.
    pub fn error(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.add(code, origin).severity(Severity::Error)
    }

    /// Adds a warning.
    pub fn warning(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.add(code, origin).severity(Severity::Warning)
    }

    /// Adds a note.
    pub fn note(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.add(code, origin).severity(Severity::Note)
    }

    /// Adds a diagnostic that is about no place in a file, such as one about an option.
    pub fn without_place(&mut self, code: Code) -> DiagnosticBuilder<'_> {
        self.push(Diagnostic::new(code, None))
    }

    /// Adds a diagnostic as it is.
    pub fn push(&mut self, diagnostic: Diagnostic) -> DiagnosticBuilder<'_> {
        let index = self.diagnostics.len();
        self.diagnostics.push(diagnostic);
        DiagnosticBuilder { diagnostic: self.diagnostics.get_mut(index) }
    }

    /// Takes over all diagnostics of another report on the same document.
    pub fn append(&mut self, other: Report) {
        self.diagnostics.extend(other.diagnostics);
        if self.sources.is_empty() {
            self.sources = other.sources;
        }
    }

    /// The diagnostics.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// The files that the diagnostics are about.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Adds a text that is no part of the document, such as a file of options, so that its places can be
    /// shown too: [`Origin::span`] with the number that this gives.
    pub fn attach(&mut self, name: &str, text: &str) -> SourceId {
        self.sources.attach(name, text)
    }

    /// Lets go of the values of the document, which take more memory than its text, unless the document itself is still
    /// there. Places are found in the text.
    pub fn let_go_of_values(&mut self) {
        let root = self.sources.get(SourceId::ROOT).map_or(&Value::Null, Source::root);
        for fix in self.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.fix.as_mut()) {
            fix.keep_targets(root);
        }
        self.sources.let_go_of_values();
    }

    pub(crate) fn set_sources(&mut self, sources: Sources) {
        self.sources = sources;
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Whether any diagnostic is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many diagnostics have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Applies what the user allows and denies.
    pub fn apply(&mut self, levels: &LintLevels) {
        self.diagnostics.retain_mut(|diagnostic| match levels.severity(diagnostic) {
            Some(severity) => {
                diagnostic.severity = severity;
                true
            }
            None => false,
        });
    }

    /// Sorts by place (file by file, each from top to bottom) and drops repetitions.
    pub fn sort(&mut self) {
        let sources = &self.sources;
        let start = |diagnostic: &Diagnostic| {
            diagnostic
                .primary
                .as_ref()
                .map(|origin| (sources.standing(origin).source, sources.span(origin).map(|span| span.start)))
        };
        self.diagnostics.sort_by_cached_key(|diagnostic| (start(diagnostic), diagnostic.severity));
        let mut seen = IndexSet::with_capacity(self.diagnostics.len());
        let is_new = self
            .diagnostics
            .iter()
            .map(|Diagnostic { code, primary, message, .. }| seen.insert((code, primary, message)));
        let mut is_new = is_new.collect::<Vec<bool>>().into_iter();
        self.diagnostics.retain(|_| is_new.next().unwrap_or(true));
    }
}

/// Says more about a diagnostic that was just added. The default one is about none, and whatever it is given is
/// dropped: that is for those who report something once.
#[derive(Debug, Default)]
pub struct DiagnosticBuilder<'r> {
    diagnostic: Option<&'r mut Diagnostic>,
}

impl DiagnosticBuilder<'_> {
    fn change(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(diagnostic) = &mut self.diagnostic {
            change(diagnostic);
        }
        self
    }

    /// What is wrong, lower case and without a final stop.
    pub fn message(self, message: impl Into<String>) -> Self {
        self.change(|diagnostic| diagnostic.message = message.into())
    }

    /// A few words at the place itself.
    pub fn label(self, label: impl Into<String>) -> Self {
        self.change(|diagnostic| diagnostic.label = Some(label.into()))
    }

    /// What to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.change(|diagnostic| diagnostic.help = Some(help.into()))
    }

    /// What to do, when there is something to say.
    pub fn help_if<T>(self, fact: Option<T>, help: impl FnOnce(T) -> String) -> Self {
        match fact {
            Some(fact) => self.help(help(fact)),
            None => self,
        }
    }

    /// What to do, so that a program can do it. A fix of what stands in another file than the first is left out.
    pub fn fix(self, fix: Fix) -> Self {
        self.change(|diagnostic| diagnostic.fix = Some(fix).filter(Fix::is_possible))
    }

    /// What to do, when there is something that a program can do.
    pub fn fix_if(self, fix: Option<Fix>) -> Self {
        match fix {
            Some(fix) => self.fix(fix),
            None => self,
        }
    }

    /// Another place that explains it.
    pub fn related(self, origin: &Origin, label: impl Into<String>) -> Self {
        self.change(|diagnostic| diagnostic.related.push((origin.clone(), label.into())))
    }

    /// A further place with the same fault; the label is to say how many there are.
    pub fn also(self, origin: &Origin) -> Self {
        self.change(|diagnostic| diagnostic.also.push(origin.clone()))
    }

    /// Another place than that where it was added.
    pub fn at(self, origin: &Origin) -> Self {
        self.change(|diagnostic| diagnostic.primary = Some(origin.clone()))
    }

    /// Another severity than the code's default.
    pub fn severity(self, severity: Severity) -> Self {
        self.change(|diagnostic| diagnostic.severity = severity)
    }
}
