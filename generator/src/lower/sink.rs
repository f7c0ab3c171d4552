//! Where lowering reports what is wrong, and notes for the account what it expressed.
//!
//! Most nodes are read by several ways. [`Sink::once`] reports what is wrong with one the first time only.

use crate::index::IndexSet;
use gatewright_document::{Code, DiagnosticBuilder, Node, Origin, RefError, Report, Severity};

use crate::lower::node::{Key, is_object, key_of, resolved};

/// All that lowering has to say beside its result.
pub(crate) struct Sink<'o> {
    report: &'o mut Report,
    /// What was reported by [`Sink::once`].
    said: IndexSet<Subject>,
    /// Schemas that are part of something although no type was made of them.
    expressed: IndexSet<Key>,
    /// Whether API Gateway is to import the document, which has models of its own and needs no `info`.
    for_api_gateway: bool,
}

/// What a diagnostic is about that is reported once.
#[derive(PartialEq, Eq, Hash)]
enum Subject {
    Node(Key, Code),
    Words(Code, Box<str>),
}

impl<'o> Sink<'o> {
    pub(crate) fn new(report: &'o mut Report) -> Self {
        Self { report, said: IndexSet::default(), expressed: IndexSet::default(), for_api_gateway: false }
    }

    /// Takes the document for one that API Gateway imports.
    pub(crate) fn for_api_gateway(mut self, is: bool) -> Self {
        self.for_api_gateway = is;
        self
    }

    /// Whether API Gateway is to import the document.
    pub(crate) fn is_for_api_gateway(&self) -> bool {
        self.for_api_gateway
    }

    /// The report itself.
    pub(crate) fn report(&mut self) -> &mut Report {
        self.report
    }

    /// Adds a diagnostic of the code's default severity.
    pub(crate) fn add(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.report.add(code, origin)
    }

    /// Adds an error.
    pub(crate) fn error(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.report.error(code, origin)
    }

    /// Adds a warning.
    pub(crate) fn warning(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.report.warning(code, origin)
    }

    /// Adds a note.
    pub(crate) fn note(&mut self, code: Code, origin: &Origin) -> DiagnosticBuilder<'_> {
        self.report.note(code, origin)
    }

    /// Adds a diagnostic about a node, unless the node had one of that code before.
    pub(crate) fn once(&mut self, node: &Node<'_>, code: Code) -> DiagnosticBuilder<'_> {
        match self.is_first(Subject::Node(key_of(node), code)) {
            true => self.report.add(code, node.origin()),
            false => DiagnosticBuilder::default(),
        }
    }

    /// Adds a diagnostic about something that many places may name, unless that had one of the code before.
    pub(crate) fn once_for(&mut self, code: Code, subject: String, origin: &Origin) -> DiagnosticBuilder<'_> {
        match self.is_first(Subject::Words(code, subject.into())) {
            true => self.report.add(code, origin),
            false => DiagnosticBuilder::default(),
        }
    }

    fn is_first(&mut self, subject: Subject) -> bool {
        self.said.insert(subject)
    }

    /// Notes for the account that schemas are part of something although no type is made of them.
    pub(crate) fn mark_expressed<'n, 'd: 'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node<'d>>) {
        self.expressed.extend(nodes.into_iter().map(key_of));
    }

    /// The schemas that [`Sink::mark_expressed`] and [`Sink::same_again`] noted.
    pub(crate) fn expressed(&self) -> impl Iterator<Item = Key> {
        self.expressed.iter().copied()
    }
}

impl Sink<'_> {
    /// Follows a `$ref`; a reference that leads nowhere is reported once and gives `None`.
    pub(crate) fn target<'d>(&mut self, node: &Node<'d>) -> Option<Node<'d>> {
        self.found(node, node.resolve())
    }

    /// The schema that a schema refers to.
    pub(crate) fn schema_target<'d>(&mut self, node: &Node<'d>) -> Option<Node<'d>> {
        self.found(node, resolved(node))
    }

    /// What a reference leads to, unless it leads nowhere, which is reported.
    fn found<'d>(&mut self, node: &Node<'d>, target: Result<Node<'d>, RefError>) -> Option<Node<'d>> {
        match target {
            Ok(target) if node.reference().is_some() && !is_object(&target) && target.as_bool().is_none() => {
                self.once(node, Code::WRONG_KIND_OF_REFERENCE)
                    .at(&node.origin().child("$ref"))
                    .severity(Severity::Error)
                    .message(format!("the reference leads to {}", target.kind()))
                    .label("expected an object there")
                    .help("refer to something of the kind that stands here")
                    .related(target.origin(), "it leads here");
                None
            }
            Ok(target) => Some(target),
            Err(_) if self.for_api_gateway && node.reference().is_some_and(is_built_in_model) => None,
            Err(error) => {
                if self.is_first(Subject::Node(key_of(node), Code::UNRESOLVED_REFERENCE)) {
                    error.report(self.report, node);
                }
                None
            }
        }
    }

    /// Reports a keyword that is valid, and that Rust does not say.
    pub(crate) fn not_expressed(&mut self, node: &Node<'_>, keyword: &str, label: &str) {
        let Some(value) = node.get(keyword) else { return };
        self.once(&value, Code::UNSUPPORTED_KEYWORD)
            .at(&node.origin().key(keyword))
            .message(format!("`{keyword}` is not expressed in Rust"))
            .label(label)
            .help("silence with `--allow unsupported-keyword`");
    }

    /// A schema that says what another says already: it is expressed with it.
    pub(crate) fn same_again(&mut self, node: &Node<'_>) {
        self.expressed.insert(key_of(node));
        let keys: Vec<&str> = node.entries().map(|(key, _)| key).collect();
        node.mark_read(&keys);
        let inner: Vec<Node<'_>> = node.entries().map(|(_, value)| value).chain(node.items()).collect();
        inner.iter().for_each(|node| self.same_again(node));
    }
}

/// The models that every API of API Gateway has, declared or not.
fn is_built_in_model(reference: &str) -> bool {
    let name = ["#/definitions/", "#/components/schemas/"].iter().find_map(|table| reference.strip_prefix(table));
    matches!(name, Some("Empty" | "Error"))
}
