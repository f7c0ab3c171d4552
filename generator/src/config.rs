//! `gatewright.toml`: what a user can choose, in a file that build scripts and the command both read.
//!
//! Every key is one of the options of [`Builder`], by the name that it has on the command line. A key that
//! nobody knows is an error at its line, and not a choice that has no effect.

use std::fs;
use std::path::{Path, PathBuf};

use gatewright_document::{Code, DiagnosticBuilder, Origin, Report, SourceId, Span, nearest};
use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::builder::Builder;
use crate::options::{Codecs, ConfigFile, Derive, LockFile, LockMode, OperationNames, Options, Selection, Setting};

/// The lock's name where a file of settings only says that there is one.
const LOCK: &str = "gatewright.lock";

const KEYS: [&str; 27] = [
    "allow",
    "client",
    "codecs",
    "cors-mocks",
    "crates",
    "deny",
    "derive",
    "derive-for",
    "document",
    "exclude",
    "format",
    "keep-unknown-members",
    "lenient-responses",
    "lock",
    "name",
    "operation-names",
    "optional",
    "out",
    "rename",
    "replace",
    "runtime",
    "select",
    "server",
    "strict",
    "tag-features",
    "trust-document-types",
    "workspace-member",
];

/// What a file of settings says.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = std::env::temp_dir().join(format!("gatewright-config-{}", std::process::id()));
/// # std::fs::create_dir_all(&directory)?;
/// let path = directory.join("gatewright.toml");
/// std::fs::write(&path, "
/// document = 'api.yaml'
/// server = false
///
/// [select]
/// tags = ['pets']
///
/// [rename]
/// 'GET /pets' = 'list_pets'
/// ")?;
/// let config = gatewright_build::Config::read(&path).map_err(gatewright_build::Error::Config)?;
/// assert_eq!(config.document(), Some(directory.join("api.yaml").as_path()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) options: Options,
    document: Option<PathBuf>,
    out: Option<PathBuf>,
    name: Option<String>,
    runtime: Option<String>,
}

impl Config {
    /// Reads a file. Paths in it are relative to its folder.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, each at its place.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Report> {
        let path = path.as_ref();
        let mut report = Report::default();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text, report),
            Err(error) => {
                report
                    .without_place(Code::UNREADABLE_FILE)
                    .message(format!("cannot read `{}`: {error}", path.display()));
                Err(report)
            }
        }
    }

    fn parse(path: &Path, text: &str, mut report: Report) -> Result<Self, Report> {
        let name = path.display().to_string();
        let source = report.attach(&name, text);
        let config = Self { options: Options::default(), document: None, out: None, name: None, runtime: None };
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut reader = Reader { config, folder, source, report: &mut report };
        let (table, errors) = DeTable::parse_recoverable(text);
        let broken = !errors.is_empty();
        for error in errors {
            reader.fault(error.span().unwrap_or_default(), error.message().to_owned());
        }
        if !broken {
            reader.table(table.get_ref());
        }
        let mut config = reader.config;
        config.options.config = Some(ConfigFile { path: path.to_owned(), name, text: text.to_owned() });
        if report.has_errors() {
            report.sort();
            return Err(report);
        }
        Ok(config)
    }

    /// The document that it names.
    #[must_use]
    pub fn document(&self) -> Option<&Path> {
        self.document.as_deref()
    }

    /// The directory of the crate.
    #[must_use]
    pub fn out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// The name of the crate.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Where the crate takes the runtime from, as the command has it: `embedded`, `registry`, `path:DIR`.
    #[must_use]
    pub fn runtime(&self) -> Option<&str> {
        self.runtime.as_deref()
    }

    /// A builder with these settings, for a document.
    #[must_use]
    pub fn builder(&self, document: impl AsRef<Path>) -> Builder {
        Builder::with_options(document.as_ref(), self.options.clone())
    }
}

/// Reads settings, and complains of what it does not understand.
struct Reader<'r> {
    config: Config,
    folder: &'r Path,
    source: SourceId,
    report: &'r mut Report,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "document" => self.config.document = self.path(name, value),
                "out" => self.config.out = self.path(name, value),
                "name" => self.config.name = self.text(name, value),
                "runtime" => self.config.runtime = self.text(name, value),
                "lock" => self.lock(value),
                "client" => self.config.options.client = self.flag(name, value, true),
                "server" => self.config.options.server = self.flag(name, value, true),
                "strict" => self.config.options.strict = self.flag(name, value, false),
                "keep-unknown-members" => self.config.options.keep_unknown = self.flag(name, value, false),
                "workspace-member" => self.config.options.member = self.flag(name, value, false),
                "tag-features" => self.config.options.tag_features = self.flag(name, value, false),
                "trust-document-types" => {
                    self.config.options.trust_document_types = self.flag(name, value, false);
                }
                "cors-mocks" => self.config.options.cors_mocks = self.flag(name, value, false),
                "operation-names" => {
                    let known = [("method-and-path", OperationNames::MethodAndPath), ("aws", OperationNames::Aws)];
                    self.config.options.operation_names = self.one_of(name, value, &known).unwrap_or_default();
                }
                "codecs" => {
                    let known = [("both", Codecs::Both), ("needed", Codecs::Needed)];
                    self.config.options.codecs = self.one_of(name, value, &known).unwrap_or_default();
                }
                "optional" => self.config.options.optional = self.list(name, value),
                "lenient-responses" => self.config.options.lenient_responses = self.flag(name, value, false),
                "allow" => self.config.options.allow = self.list(name, value),
                "deny" => self.config.options.deny = self.list(name, value),
                "derive" => {
                    let paths = self.list(name, value).into_iter();
                    self.config.options.derives.extend(paths.map(|path| Derive { path, of: None }));
                }
                "derive-for" => self.derives(value),
                "rename" => self.config.options.renames = self.pairs(name, value),
                "replace" => self.config.options.replacements = self.pairs(name, value),
                "format" => self.config.options.formats = self.pairs(name, value),
                "crates" => self.config.options.crates = self.pairs(name, value),
                "select" => self.config.options.select = self.selection(name, value),
                "exclude" => self.config.options.exclude = self.selection(name, value),
                _ => self.unknown(name, key.span(), &KEYS),
            }
        }
    }

    fn unknown(&mut self, name: &str, span: core::ops::Range<usize>, known: &[&str]) {
        let near = nearest(name, known.iter().copied());
        let all = || format!("there are {}", known.join(", "));
        let help = near.map_or_else(all, |near| format!("did you mean `{near}`?"));
        self.fault(span, format!("there is no setting `{name}`")).help(help);
    }

    fn fault(&mut self, span: core::ops::Range<usize>, message: String) -> DiagnosticBuilder<'_> {
        let origin = Origin::span(self.source, Span::new(span.start, span.end));
        self.report.error(Code::INVALID_OPTION, &origin).message(message)
    }

    fn wrong(&mut self, name: &str, wanted: &str, value: &Value<'_>) {
        let found = value.get_ref().type_str();
        self.fault(value.span(), format!("`{name}` is {wanted}, and not of the type {found}"));
    }

    fn text(&mut self, name: &str, value: &Value<'_>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(name, "a string", value);
        }
        text
    }

    fn path(&mut self, name: &str, value: &Value<'_>) -> Option<PathBuf> {
        self.text(name, value).map(|path| self.folder.join(path))
    }

    fn flag(&mut self, name: &str, value: &Value<'_>, otherwise: bool) -> bool {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(name, "true or false", value);
        }
        flag.unwrap_or(otherwise)
    }

    fn lock(&mut self, value: &Value<'_>) {
        let path = match value.get_ref() {
            DeValue::Boolean(false) => return,
            DeValue::Boolean(true) => LOCK,
            DeValue::String(path) => path,
            _ => return self.wrong("lock", "a path, true or false", value),
        };
        self.config.options.lock = Some(LockFile { path: self.folder.join(path), mode: LockMode::default() });
    }

    fn one_of<T: Copy>(&mut self, name: &str, value: &Value<'_>, known: &[(&str, T)]) -> Option<T> {
        let text = self.text(name, value)?;
        let found = known.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let words: Vec<String> = known.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.fault(value.span(), format!("`{name}` is one of {}, and not `{text}`", words.join(" and ")));
        }
        found.map(|(_, one)| *one)
    }

    fn setting(&mut self, name: &str, value: &Value<'_>) -> Option<Setting> {
        let span = value.span();
        let place = Some(Span::new(span.start, span.end));
        self.text(name, value).map(|value| Setting { value, place })
    }

    fn list(&mut self, name: &str, value: &Value<'_>) -> Vec<Setting> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(name, "a list of strings", value);
            return Vec::new();
        };
        items.iter().filter_map(|item| self.setting(name, item)).collect()
    }

    fn entries<'v, 't>(&mut self, name: &str, value: &'v Value<'t>) -> Option<&'v DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(name, "a table", value);
        }
        table
    }

    fn pairs(&mut self, name: &str, value: &Value<'_>) -> IndexMap<String, Setting> {
        let mut pairs = IndexMap::new();
        for (key, value) in self.entries(name, value).into_iter().flatten() {
            let Some(mut setting) = self.setting(key.get_ref(), value) else { continue };
            // What may be unknown is the key.
            let span = key.span();
            setting.place = Some(Span::new(span.start, span.end));
            pairs.insert(key.get_ref().to_string(), setting);
        }
        pairs
    }

    fn derives(&mut self, value: &Value<'_>) {
        for (key, value) in self.entries("derive-for", value).into_iter().flatten() {
            let span = key.span();
            let of = Setting { value: key.get_ref().to_string(), place: Some(Span::new(span.start, span.end)) };
            for path in self.list(key.get_ref(), value) {
                self.config.options.derives.push(Derive { path, of: Some(of.clone()) });
            }
        }
    }

    fn selection(&mut self, name: &str, value: &Value<'_>) -> Selection {
        let mut selection = Selection::default();
        for (key, value) in self.entries(name, value).into_iter().flatten() {
            let name: &str = key.get_ref();
            match name {
                "tags" => selection.tags = self.list(name, value),
                "paths" => selection.paths = self.list(name, value),
                "methods" => selection.methods = self.list(name, value),
                "operations" => selection.operations = self.list(name, value),
                _ => self.unknown(name, key.span(), &["tags", "paths", "methods", "operations"]),
            }
        }
        selection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<String> {
        Config::parse(Path::new("gatewright.toml"), text, Report::default()).unwrap_err().one_line()
    }

    #[test]
    fn every_key_is_known() {
        let values = |key: &str| match key {
            "client"
            | "server"
            | "strict"
            | "cors-mocks"
            | "keep-unknown-members"
            | "lenient-responses"
            | "tag-features"
            | "trust-document-types"
            | "workspace-member"
            | "lock" => "true",
            "operation-names" => "'aws'",
            "codecs" => "'needed'",
            "allow" | "deny" | "derive" | "optional" => "['a']",
            "rename" | "replace" | "format" | "crates" => "{a = 'b'}",
            "derive-for" => "{a = ['b']}",
            "select" | "exclude" => "{tags = ['a'], paths = ['a'], methods = ['a'], operations = ['a']}",
            _ => "'a'",
        };
        let text: String = KEYS.iter().map(|key| format!("{key} = {}\n", values(key))).collect();
        let config = Config::parse(Path::new("some/gatewright.toml"), &text, Report::default()).unwrap();
        assert_eq!(config.document(), Some(Path::new("some/a")));
        let options = &config.options;
        assert_eq!(options.lock.as_ref().map(|lock| lock.path.as_path()), Some(Path::new("some/gatewright.lock")));
        assert_eq!(options.derives.len(), 2);
        assert_eq!(
            options.select,
            Selection {
                tags: vec![Setting { place: options.select.tags[0].place, value: "a".to_owned() }],
                ..options.select.clone()
            }
        );
        let mut sorted = KEYS;
        sorted.sort_unstable();
        assert_eq!(sorted, KEYS);
    }

    #[test]
    fn faults_have_their_place() {
        let cases = [
            (
                "documnet = 'a'\n",
                "1:1: error[invalid-option]: there is no setting `documnet` (did you mean `document`?)",
            ),
            ("[select]\ntag = []\n", "2:1: error[invalid-option]: there is no setting `tag` (did you mean `tags`?)"),
            (
                "zzz = 1\n[select]\n",
                "1:1: error[invalid-option]: there is no setting `zzz` (there are allow, client, codecs, cors-mocks, crates, deny, derive, derive-for, document, exclude, format, keep-unknown-members, lenient-responses, lock, name, operation-names, optional, out, rename, replace, runtime, select, server, strict, tag-features, trust-document-types, workspace-member)",
            ),
            ("client = 1\n", "1:10: error[invalid-option]: `client` is true or false, and not of the type integer"),
            (
                "derive = 'Eq'\n",
                "1:10: error[invalid-option]: `derive` is a list of strings, and not of the type string",
            ),
            ("codecs = 'all'\n", "1:10: error[invalid-option]: `codecs` is one of `both` and `needed`, and not `all`"),
            (
                "[rename]\n'GET /' = 1\n",
                "2:11: error[invalid-option]: `GET /` is a string, and not of the type integer",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(errors(text), [format!("gatewright.toml:{expected}")], "{text}");
        }
        assert!(errors("client = \n")[0].starts_with("gatewright.toml:1:"), "{:?}", errors("client = \n"));
    }
}
