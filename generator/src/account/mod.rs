//! The account of a document: what became of every keyword and of every schema.
//!
//! Two readings that know nothing of each other are compared. The [grammar] walks the raw tree and says
//! what should become of a keyword; a [recording](Document::recording) of `lower` says what it looked at, and
//! the report what it could not express. A keyword that is neither is a hole, which tests do not let pass.

pub(crate) mod fields;
mod grammar;
mod json;
mod schemas;
mod walk;

use crate::index::IndexMap;
use gatewright_document::{Code, Document, Node, Origin, Report, Value, Version};

use self::grammar::{Fate, Kind};
use self::walk::{Entry, Visitor};
use crate::lower::{self, Trace, Typing};
use crate::options::Options;
use crate::pass;
use crate::run::Run;

/// What became of a document's keywords and schemas.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name of the document.
    pub document: String,
    /// Its version, `2.0`, `3.0` or `3.1`.
    pub version: &'static str,
    /// How many operations there are, webhooks and callbacks included.
    pub operations: usize,
    /// How many places there are where the document gives a type to a value.
    pub typed: usize,
    /// Those of them whose values are any JSON in Rust, or that came to nothing.
    pub untyped: Vec<Position>,
    /// Every keyword that is used, by the object that it stands in and by what became of it.
    pub keywords: Vec<KeywordUse>,
    /// Keywords of which nothing is known: holes in the account, each a fault of gatewright.
    pub unaccounted: Vec<Position>,
    /// All that is reported of the document while it is read, whatever is allowed or denied.
    pub report: Report,
}

/// A place in the document, and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Position {
    /// Where it is.
    pub origin: Origin,
    /// What became of it, and why.
    pub reason: String,
    /// Whether the report says so too.
    pub told: bool,
}

/// What becomes of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is in the types, the calls, or what is validated.
    Expressed,
    /// It is in the rustdoc.
    Documented,
    /// A diagnostic says that it is not expressed.
    Reported,
    /// It may be left out; a list says why.
    Ignored,
    /// Nothing is known of it.
    Unaccounted,
}

/// The uses of one keyword in one kind of object that came to the same.
#[derive(Clone, Debug)]
pub struct KeywordUse {
    /// The object: `an operation`.
    pub object: &'static str,
    /// The keyword; `x-…` for all extensions that Gatewright does not know.
    pub keyword: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, where it is not expressed.
    pub reason: Option<String>,
    /// How many uses there are.
    pub count: usize,
}

impl Account {
    /// The share of typed places that are any JSON in Rust, from 0 to 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a document has far less than 2^52 schemas")]
    pub fn untyped_share(&self) -> f64 {
        if self.typed == 0 { 0.0 } else { self.untyped.len() as f64 / self.typed as f64 }
    }

    /// How many keywords came to this.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.keywords.iter().filter(|used| used.outcome == outcome).map(|used| used.count).sum()
    }
}

/// Reads the document as for generating, and accounts for all of it.
pub(crate) fn account(document: &Document, options: &Options) -> Account {
    let recording = document.recording();
    let mut report = recording.report().clone();
    fields::check(document, &mut report);
    let (mut api, trace) = lower::lower_traced(&recording, options, &mut report);
    let operations = api.operations.len() + api.callbacks.len();
    pass::run(&mut api, options, &Run::default(), None, &mut report);
    Account { operations, ..compare(document, &recording, &trace, report) }
}

/// Compares what was read and reported with all that there is.
fn compare(document: &Document, recording: &Document, trace: &Trace, mut report: Report) -> Account {
    report.sort();
    let mut told: IndexMap<Origin, Vec<usize>> = IndexMap::default();
    for (index, diagnostic) in report.diagnostics().iter().enumerate() {
        // Of parts that exclude each other, one is left out at each place; expressions are reported together.
        let others = diagnostic.related.iter().map(|(place, _)| place);
        let others =
            others.filter(|_| matches!(diagnostic.code, Code::CONFLICTING_ALL_OF | Code::UNRESOLVED_INTRINSIC));
        for place in
            diagnostic.primary.iter().chain(others).chain(&diagnostic.also).filter(|_| means_a_loss(diagnostic.code))
        {
            told.entry(Origin::new(place.source, place.pointer.clone())).or_default().push(index);
        }
    }
    let mut book = Book {
        recording,
        report: &report,
        told,
        trace,
        typed: 0,
        untyped: Vec::new(),
        keywords: IndexMap::default(),
        unaccounted: Vec::new(),
    };
    walk::walk(document, &mut book);
    let Book { typed, untyped, keywords, unaccounted, .. } = book;
    let keywords = keywords.into_iter().map(|((kind, keyword, outcome, reason), count)| {
        let reason = (!reason.is_empty()).then_some(reason);
        KeywordUse { object: kind.phrase(), keyword, outcome, reason, count }
    });
    let mut keywords: Vec<KeywordUse> = keywords.collect();
    keywords.sort_by(|a, b| (a.outcome, a.object, &a.keyword).cmp(&(b.outcome, b.object, &b.keyword)));
    let name = document.sources().iter().next().map_or("a document", |(_, source)| source.name()).to_owned();
    let version = match document.version() {
        Version::Swagger20 => "2.0",
        Version::OpenApi30 => "3.0",
        Version::OpenApi31 => "3.1",
    };
    Account { document: name, version, operations: 0, typed, untyped, keywords, unaccounted, report }
}

/// What these say is that something was added, renamed or doubted, not that it was left out.
fn means_a_loss(code: Code) -> bool {
    const KEPT: [Code; 17] = [
        Code::NAME_COLLISION,
        Code::ANY_METHOD,
        Code::JSON_PREFERRED,
        Code::BARE_REFERENCE,
        Code::UNDECLARED_PATH_PARAMETER,
        Code::DUPLICATE_OPERATION_ID,
        Code::MISSING_RESPONSES,
        Code::MISSING_FIELD,
        Code::MISSING_INFO,
        Code::MISSING_PATHS,
        Code::CONFLICTING_PATHS,
        Code::BODY_NOT_ALLOWED,
        Code::XML_NAME,
        Code::INVALID_HOST,
        Code::UNKNOWN_FORMAT,
        Code::INVALID_ENUM,
        Code::INVALID_EXAMPLE,
    ];
    !KEPT.contains(&code)
}

/// What these are about has no effect as a whole.
fn drops_all(code: Code) -> bool {
    const DROPPED: [Code; 10] = [
        Code::UNKNOWN_MEDIA_TYPE,
        Code::UNKNOWN_SECURITY_SCHEME,
        Code::INVALID_STATUS,
        Code::INVALID_SERVER,
        Code::INVALID_PARAMETER,
        Code::SEVERAL_BODIES,
        Code::UNUSED_PATH_PARAMETER,
        Code::CORS_OPTIONS_LEFT_OUT,
        Code::PATH_WITHOUT_SLASH,
        Code::INVALID_PATH_TEMPLATE,
    ];
    DROPPED.contains(&code)
}

struct Book<'a> {
    recording: &'a Document,
    report: &'a Report,
    /// Diagnostics by the place that they are about.
    told: IndexMap<Origin, Vec<usize>>,
    trace: &'a Trace,
    typed: usize,
    untyped: Vec<Position>,
    keywords: IndexMap<(Kind, String, Outcome, String), usize>,
    unaccounted: Vec<Position>,
}

impl<'d> Visitor<'d> for Book<'_> {
    fn object(&mut self, kind: Kind, node: &Node<'d>) -> bool {
        if let Some((outcome, reason)) = self.left_out(kind, node) {
            if kind == Kind::Schema && outcome == Outcome::Reported && schemas::is_typed(node) {
                self.typed += 1;
                self.untyped(node, "nothing");
            }
            for (key, _) in node.entries() {
                *self.keywords.entry((kind, key.to_owned(), outcome, reason.clone())).or_default() += 1;
            }
            return false;
        }
        if kind == Kind::Schema && schemas::is_typed(node) {
            self.typed += 1;
            self.schema(node);
        }
        true
    }

    fn entry(&mut self, entry: &Entry<'_, 'd>) -> bool {
        let (outcome, reason) = self.outcome(entry);
        let name = match entry.keyword {
            Some(keyword) => keyword.name.to_owned(),
            None => entry.key.to_owned(),
        };
        let descends = match outcome {
            Outcome::Expressed | Outcome::Documented => true,
            // Of something that was read a part may still be expressed.
            Outcome::Reported => self.recording.was_read(entry.value) && reason != Code::UNSUPPORTED_KEYWORD.as_str(),
            Outcome::Ignored | Outcome::Unaccounted => false,
        };
        if outcome == Outcome::Unaccounted {
            let reason = format!("nothing says what becomes of `{}` of {}", entry.key, entry.kind.phrase());
            self.unaccounted.push(Position { origin: entry.value.origin().own_key(), reason, told: false });
        }
        *self.keywords.entry((entry.kind, name, outcome, reason)).or_default() += 1;
        descends
    }
}

impl Book<'_> {
    /// Why an object as a whole has no effect, if that is known.
    fn left_out(&self, kind: Kind, node: &Node<'_>) -> Option<(Outcome, String)> {
        let ignored = |reason: &str| Some((Outcome::Ignored, reason.to_owned()));
        match kind {
            Kind::PathItem if !node.entries().any(|(key, _)| grammar::is_method(key)) && node.reference().is_none() => {
                return ignored("a path without operations");
            }
            Kind::Parameter if self.is_governed(node) => {
                return ignored("`Accept`, `Content-Type` and `Authorization` follow from bodies and credentials");
            }
            Kind::Header
                if node.origin().pointer.last().is_some_and(|name| name.eq_ignore_ascii_case("content-type")) =>
            {
                return ignored("the `Content-Type` of a response follows from its body");
            }
            _ => {}
        }
        if let Some(code) = self.code_at(node.origin()).filter(|code| drops_all(*code)) {
            return Some((Outcome::Reported, code.as_str().to_owned()));
        }
        if node.entries().next().is_none() || node.entries().any(|(_, value)| self.recording.was_read(&value)) {
            return None;
        }
        if let Some(code) = self.code_at(node.origin()) {
            return Some((Outcome::Reported, code.as_str().to_owned()));
        }
        let segments: Vec<_> = node.origin().pointer.segments().collect();
        let is_component = match segments.as_slice() {
            [first, _, _] if first == "components" => true,
            [first, _] if first == "parameters" || first == "responses" => true,
            [.., table, _] => kind == Kind::Schema && (table == "$defs" || table == "definitions"),
            _ => false,
        };
        if is_component { ignored("a component that nothing refers to") } else { None }
    }

    /// OpenAPI 3, Parameter Object: definitions of these headers are ignored.
    fn is_governed(&self, node: &Node<'_>) -> bool {
        let is_header = node.str("in") == Some("header") && self.recording.version() != Version::Swagger20;
        let name = node.str("name").unwrap_or_default();
        is_header
            && ["accept", "content-type", "authorization"].iter().any(|governed| name.eq_ignore_ascii_case(governed))
    }

    fn outcome(&self, entry: &Entry<'_, '_>) -> (Outcome, String) {
        if let Some(code) = self.code_at(entry.value.origin()) {
            return (Outcome::Reported, code.as_str().to_owned());
        }
        let read = self.recording.was_read(entry.value);
        match entry.keyword.map(|keyword| keyword.fate) {
            Some(Fate::Ignored(reason)) => (Outcome::Ignored, reason.to_owned()),
            _ if says_nothing(entry.key, entry.value) && !read => {
                (Outcome::Ignored, "says what holds without it".to_owned())
            }
            Some(Fate::Structure) => (Outcome::Expressed, String::new()),
            Some(Fate::Expressed) if read => (Outcome::Expressed, String::new()),
            Some(Fate::Asked(_)) if read => (Outcome::Expressed, String::new()),
            Some(Fate::Asked(reason)) => (Outcome::Ignored, reason.to_owned()),
            Some(Fate::Documented) if read => (Outcome::Documented, String::new()),
            None if entry.value.value().is_null() => (Outcome::Ignored, "has no value".to_owned()),
            _ => match self.code_above(entry.value.origin()) {
                Some(code) => (Outcome::Reported, code.as_str().to_owned()),
                None => (Outcome::Unaccounted, String::new()),
            },
        }
    }

    /// What is reported of a schema as a whole that something stands in.
    fn code_above(&self, origin: &Origin) -> Option<Code> {
        let mut pointer = origin.pointer.parent();
        while let Some(above) = pointer {
            let code = self.code_at(&Origin::new(origin.source, above.clone()));
            if let Some(code) = code.filter(|code| drops_all(*code) || *code == Code::CONFLICTING_ALL_OF) {
                return Some(code);
            }
            pointer = above.parent();
        }
        None
    }

    fn code_at(&self, origin: &Origin) -> Option<Code> {
        let place = Origin::new(origin.source, origin.pointer.clone());
        let index = *self.told.get(&place)?.first()?;
        self.report.diagnostics().get(index).map(|diagnostic| diagnostic.code)
    }

    /// One place that has a type in the document.
    fn schema(&mut self, node: &Node<'_>) {
        match self.trace.typing(node) {
            Typing::Typed => {}
            Typing::Untyped => self.untyped(node, "any JSON"),
            Typing::Lost => self.untyped(node, "nothing"),
        }
    }

    fn untyped(&mut self, node: &Node<'_>, what: &str) {
        let told = self.explanation(node);
        let reason = match &told {
            Some(reason) => format!("{what}: {reason}"),
            None => what.to_owned(),
        };
        self.untyped.push(Position { origin: node.origin().clone(), reason, told: told.is_some() });
    }

    /// What the report says of a schema: at itself, at one of its keywords, or at what it stands in.
    fn explanation(&self, node: &Node<'_>) -> Option<String> {
        let message = |origin: &Origin| {
            let index = *self.told.get(&Origin::new(origin.source, origin.pointer.clone()))?.first()?;
            self.report.diagnostics().get(index).map(|diagnostic| diagnostic.message.clone())
        };
        let within = || {
            let mut told = self.told.keys().filter(|at| at.source == node.origin().source);
            told.find(|at| at.pointer.starts_with(&node.origin().pointer))
        };
        if let Some(found) = message(node.origin()).or_else(|| within().and_then(message)) {
            return Some(found);
        }
        let mut pointer = node.origin().pointer.parent();
        while let Some(above) = pointer {
            if let Some(found) = message(&Origin::new(node.origin().source, above.clone())) {
                return Some(found);
            }
            pointer = above.parent();
        }
        None
    }
}

/// Whether a keyword says what would hold without it.
fn says_nothing(key: &str, node: &Node<'_>) -> bool {
    match (key, node.value()) {
        (_, Value::Null) => key != "const",
        (
            "deprecated" | "required" | "nullable" | "x-nullable" | "readOnly" | "writeOnly" | "uniqueItems"
            | "exclusiveMinimum" | "exclusiveMaximum" | "allowEmptyValue" | "explode",
            Value::Bool(false),
        ) => true,
        (
            "additionalProperties" | "additionalItems" | "unevaluatedProperties" | "unevaluatedItems",
            Value::Bool(true),
        ) => true,
        ("minLength" | "minItems" | "minProperties", value) => value.as_u64() == Some(0),
        // Names are strings.
        ("propertyNames", _)
            if node.entries().all(|(key, value)| key == "type" && value.as_str() == Some("string")) =>
        {
            true
        }
        (_, Value::Object(map)) => map.is_empty(),
        (_, Value::Array(list)) => list.is_empty(),
        (
            "description" | "summary" | "title" | "operationId" | "basePath" | "host" | "externalDocs" | "url",
            Value::String(text),
        ) => text.trim().is_empty(),
        ("collectionFormat", Value::String(format)) => format == "csv",
        _ => false,
    }
}

#[cfg(test)]
mod tests;
