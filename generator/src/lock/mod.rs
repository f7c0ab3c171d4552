//! `gatewright.lock`: the names that generated code has, so that a changed document changes none of them.
//!
//! The file is TOML, one line for each name and all lines sorted, so that two branches which both add
//! something merge without a conflict. A name is found again by what stays the same in a document: the
//! name of a schema, method and path of an operation, name and place of a parameter.

mod compare;

use std::collections::BTreeMap;

use gatewright_document::{Code, Origin, Report, SourceId, Span, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_writer::{ToTomlValue as _, TomlStringBuilder};

pub use compare::Names;
pub(crate) use compare::{LockText, compare, read};

use crate::names::{Case, Ident};

/// The form of the file.
const VERSION: &str = "1";

const HEAD: &str = "\
# The names of generated code, so that a changed document changes none of them.
# Written by gatewright; keep it in version control. To choose a name, use `rename`.
";

/// What is done when `gatewright.lock` does not have the names that were generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LockMode {
    /// It is read; what it lacks is reported.
    #[default]
    Read,
    /// It is written.
    Update,
    /// Nothing is generated: the document was changed and the lock was not.
    Frozen,
}

/// What a name is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    /// The traits: `server`, `callbacks`, and those of tags by name.
    Traits,
    /// Security schemes by name.
    Security,
    /// Operations by method and path.
    Operations,
    /// Types of an operation whose names do not follow from its own: operation, kind.
    OperationTypes,
    /// Operation, place, name.
    Parameters,
    /// Operation, `body` or status, media type.
    MediaTypes,
    /// Schemas by name, other types by place.
    Types,
    /// Members, values and variants: type, name.
    Members,
}

impl Section {
    const ALL: [Self; 8] = [
        Self::Traits,
        Self::Security,
        Self::Operations,
        Self::OperationTypes,
        Self::Parameters,
        Self::MediaTypes,
        Self::Types,
        Self::Members,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Traits => "traits",
            Self::Security => "security",
            Self::Operations => "operations",
            Self::OperationTypes => "operation-types",
            Self::Parameters => "parameters",
            Self::MediaTypes => "media-types",
            Self::Types => "types",
            Self::Members => "members",
        }
    }

    /// How names are written; `None` where both are.
    fn case(self) -> Option<Case> {
        match self {
            Self::Traits | Self::OperationTypes | Self::MediaTypes | Self::Types => Some(Case::Camel),
            Self::Security | Self::Operations | Self::Parameters => Some(Case::Snake),
            Self::Members => None,
        }
    }
}

/// What a name is given to, within its section.
pub(crate) type Key = Vec<String>;

/// A name, and the place of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Locked {
    pub(crate) ident: Ident,
    pub(crate) span: Option<Span>,
}

/// Names by what they are given to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lock {
    /// The file among the report's sources.
    source: Option<SourceId>,
    entries: BTreeMap<(Section, Key), Locked>,
}

impl Lock {
    /// Reads a file; what is wrong with it is an error at its place, and then there is none.
    pub(crate) fn parse(name: &str, text: &str, report: &mut Report) -> Option<Self> {
        let source = report.attach(name, text);
        let lock = Self { source: Some(source), ..Self::default() };
        let mut reader = Reader { report, source, lock, faulty: false };
        reader.read(text);
        (!reader.faulty).then_some(reader.lock)
    }

    pub(crate) fn get(&self, section: Section, key: &[&str]) -> Option<&Locked> {
        let key = key.iter().map(|part| (*part).to_owned()).collect();
        self.entries.get(&(section, key))
    }

    /// The names of a section; some may be there more than once.
    pub(crate) fn idents(&self, section: Section) -> impl Iterator<Item = &Ident> {
        self.entries.iter().filter(move |((own, _), _)| *own == section).map(|(_, locked)| &locked.ident)
    }

    pub(crate) fn insert(&mut self, section: Section, key: &[&str], ident: &Ident) {
        let key = key.iter().map(|part| (*part).to_owned()).collect();
        self.entries.insert((section, key), Locked { ident: ident.clone(), span: None });
    }

    /// Where a line of the file stands.
    pub(crate) fn origin(&self, locked: &Locked) -> Option<Origin> {
        Some(Origin::span(self.source?, locked.span?))
    }

    /// Lines of this that the other has not, in words.
    pub(crate) fn beyond(&self, other: &Self) -> Vec<String> {
        let missing = self.entries.iter().filter(|(key, _)| !other.entries.contains_key(*key));
        missing.map(|((section, key), locked)| format!("`{}` (`{}`)", words(*section, key), locked.ident)).collect()
    }

    /// Lines of this that have another name in the other, in words.
    pub(crate) fn unlike(&self, other: &Self) -> Vec<String> {
        let both = self.entries.iter().filter_map(|(key, locked)| Some((key, locked, other.entries.get(key)?)));
        let differ = both.filter(|(_, locked, other)| locked.ident != other.ident);
        differ
            .map(|((section, key), locked, other)| {
                format!("`{}` (`{}`, not `{}`)", words(*section, key), locked.ident, other.ident)
            })
            .collect()
    }

    /// The file.
    pub(crate) fn render(&self) -> String {
        let mut text = format!("{HEAD}version = {VERSION}\n");
        for section in Section::ALL {
            let mut lines = self.entries.iter().filter(|((own, _), _)| *own == section).peekable();
            if lines.peek().is_some() {
                text.push_str(&format!("\n[{}]\n", section.as_str()));
            }
            for ((_, key), locked) in lines {
                let parts: Vec<String> = key.iter().map(|part| key_text(part)).collect();
                text.push_str(&format!("{} = {}\n", parts.join("."), quoted(&locked.ident)));
            }
        }
        text
    }
}

/// What a name is given to, as a person would say it, and as `rename` takes it.
pub(crate) fn words(section: Section, key: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = key.iter().map(AsRef::as_ref).collect();
    match (section, parts.as_slice()) {
        (Section::Traits, ["tag", tag]) => format!("#/tags/{tag}"),
        (Section::Traits, _) => "#/info/title".to_owned(),
        (_, parts) => parts.join("."),
    }
}

fn key_text(part: &str) -> String {
    let bare = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { part.to_owned() } else { quoted(part) }
}

fn quoted(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

struct Reader<'r> {
    report: &'r mut Report,
    source: SourceId,
    lock: Lock,
    faulty: bool,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) {
        if let Some(at) = text.find("<<<<<<< ").filter(|at| *at == 0 || text[..*at].ends_with('\n')) {
            let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            self.faulty = true;
            self.report
                .error(Code::MERGE_CONFLICT, &Origin::span(self.source, Span::new(at, end)))
                .help("keep the lines of both sides, and generate again");
            return;
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or_default();
            self.fault(span, error.message().to_owned()).help("write it anew with `gatewright generate … --lock`");
        }
        if self.faulty {
            return;
        }
        let table = table.into_inner();
        let mut version = false;
        for (name, value) in &table {
            let section = Section::ALL.into_iter().find(|section| section.as_str() == name.get_ref());
            match (section, name.get_ref().as_ref(), value.get_ref()) {
                (_, "version", DeValue::Integer(number)) if number.as_str() == VERSION => version = true,
                (_, "version", _) => {
                    version = true;
                    self.fault(value.span(), "this version of the lock is not known".to_owned())
                        .help("use the gatewright that wrote it, or a later one");
                }
                (Some(section), _, DeValue::Table(table)) => self.section(section, &mut Vec::new(), table),
                (Some(_), name, _) => {
                    self.fault(value.span(), format!("`{name}` is a table of names"));
                }
                (None, name, _) => {
                    let near = nearest(name, Section::ALL.iter().map(|section| section.as_str()));
                    let span = table.get_key_value(name).map_or_else(|| value.span(), |(key, _)| key.span());
                    self.fault(span, format!("there is no table `{name}` in a lock"))
                        .help_if(near, |near| format!("did you mean `{near}`?"));
                }
            }
        }
        if !version {
            self.fault(0..0, "the lock does not say its version".to_owned()).help(format!("add `version = {VERSION}`"));
        }
    }

    fn section(&mut self, section: Section, key: &mut Key, table: &DeTable<'_>) {
        for (part, value) in table {
            key.push(part.get_ref().to_string());
            match value.get_ref() {
                DeValue::Table(inner) if key.len() < 3 => self.section(section, key, inner),
                DeValue::String(ident) => self.name(section, key, ident, value),
                _ => {
                    self.fault(value.span(), format!("`{}` is not given a name", words(section, key)))
                        .help("remove the line, and generate again");
                }
            }
            key.pop();
        }
    }

    fn name(&mut self, section: Section, key: &Key, ident: &str, value: &Spanned<DeValue<'_>>) {
        let cases = section.case().map_or(vec![Case::Camel, Case::Snake], |case| vec![case]);
        if let Some(ident) = cases.iter().find_map(|case| case.admitted(ident)) {
            let span = value.span();
            let locked = Locked { ident, span: Some(Span::new(span.start, span.end)) };
            self.lock.entries.insert((section, key.clone()), locked);
            return;
        }
        let wanted = match section.case() {
            Some(Case::Camel) => "in UpperCamelCase",
            Some(Case::Snake) => "in snake_case",
            None => "of Rust",
        };
        self.fault(value.span(), format!("`{ident}` is not a name {wanted}"))
            .help("remove the line, and choose the name with `rename`");
    }

    fn fault(&mut self, span: core::ops::Range<usize>, message: String) -> gatewright_document::DiagnosticBuilder<'_> {
        self.faulty = true;
        let origin = Origin::span(self.source, Span::new(span.start, span.end));
        self.report.error(Code::INVALID_LOCK, &origin).message(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<String> {
        let mut report = Report::default();
        Lock::parse("gatewright.lock", text, &mut report);
        report.one_line()
    }

    #[test]
    fn what_is_written_is_read() {
        let mut lock = Lock::default();
        lock.insert(Section::Operations, &["GET /pets/{id}"], &Ident::parse("get_pet").unwrap());
        lock.insert(Section::Parameters, &["GET /pets/{id}", "header", "type"], &Ident::parse("r#type").unwrap());
        lock.insert(Section::Members, &["a.b", "new\n\"line\"\u{7f}"], &Ident::parse("new_line").unwrap());
        lock.insert(Section::Types, &["a.b"], &Ident::parse("AB").unwrap());
        let text = lock.render();
        assert!(text.ends_with("[members]\n\"a.b\".\"new\\n\\\"line\\\"\\u007F\" = \"new_line\"\n"), "{text}");
        let mut report = Report::default();
        let read = Lock::parse("gatewright.lock", &text, &mut report).unwrap();
        assert!(report.is_empty(), "{}", report.render(false));
        assert_eq!(read.render(), text);
        assert!(read.beyond(&lock).is_empty() && lock.beyond(&read).is_empty());
    }

    #[test]
    fn faults_have_their_place() {
        let cases = [
            ("", "1:1: error[invalid-lock]: the lock does not say its version (add `version = 1`)"),
            (
                "version = 2\n",
                "1:11: error[invalid-lock]: this version of the lock is not known (use the gatewright that wrote it, or a later one)",
            ),
            (
                "version = 1\n[typs]\n",
                "2:2: error[invalid-lock]: there is no table `typs` in a lock (did you mean `types`?)",
            ),
            (
                "version = 1\n[types]\nPet = 'struct'\n",
                "3:7: error[invalid-lock]: `struct` is not a name in UpperCamelCase (remove the line, and choose the name with `rename`)",
            ),
            (
                "version = 1\n[operations]\n'GET /' = 'GetRoot'\n",
                "3:11: error[invalid-lock]: `GetRoot` is not a name in snake_case (remove the line, and choose the name with `rename`)",
            ),
            (
                "version = 1\n[members]\nPet.id = 1\n",
                "3:10: error[invalid-lock]: `Pet.id` is not given a name (remove the line, and generate again)",
            ),
            (
                "version = 1\n<<<<<<< mine\n[types]\n",
                "2:1: error[merge-conflict]: a file has merge conflict markers (keep the lines of both sides, and generate again)",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(errors(text), [format!("gatewright.lock:{expected}")], "{text}");
        }
        let twice = errors("version = 1\n[types]\nPet = 'Pet'\nPet = 'Pet2'\n");
        assert!(twice.iter().any(|line| line.starts_with("gatewright.lock:4:1: error[invalid-lock]: ")), "{twice:?}");
    }
}
