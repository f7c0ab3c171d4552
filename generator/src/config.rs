//! `gatewright.toml`: what a user can choose, in a file that build scripts and the command both read.
//!
//! Every key is one of [`OPTIONS`], or says where the document and the crate are. Unknown keys and values of another
//! kind are errors at their lines.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::index::IndexMap;
use gatewright_document::{Code, DiagnosticBuilder, Origin, Report, SourceId, Span, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::builder::Builder;
use crate::options::{OPTIONS, OptionInfo, Options, Setting, Slot, Worded};
use crate::run::ConfigFile;

/// The lock's name where a file of settings only says that there is one.
const LOCK: &str = "gatewright.lock";

/// The keys that concern one run of the command and are no options.
const OF_THE_RUN: [&str; 4] = ["document", "documents", "name", "out"];

/// The table with a table for each of several documents.
const DOCUMENTS: &str = "documents";

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
    options: Options,
    file: ConfigFile,
    document: Option<PathBuf>,
    out: Option<PathBuf>,
    name: Option<String>,
    key: Option<String>,
}

impl Config {
    /// Reads a file. Paths in it are relative to its folder.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, each at its place; and that it has several documents, for which there is
    /// [`read_all`](Self::read_all).
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Report> {
        let path = path.as_ref();
        let mut all = Self::read_all(path)?;
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => {
                let mut report = Report::default();
                report
                    .without_place(Code::INVALID_OPTION)
                    .message(format!("`{}` has several documents", path.display()))
                    .help("read one of them with `Config::read_all`");
                Err(report)
            }
        }
    }

    /// Reads a file that may have several documents: a table `[documents.NAME]` for each, whose keys are those of a
    /// file for one, and come on top of what the file says for all.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let directory = std::env::temp_dir().join(format!("gatewright-configs-{}", std::process::id()));
    /// # std::fs::create_dir_all(&directory)?;
    /// let path = directory.join("gatewright.toml");
    /// std::fs::write(&path, "
    /// server = false
    ///
    /// [documents.pets]
    /// document = 'pets.yaml'
    /// out = 'pets-client'
    ///
    /// [documents.shops]
    /// document = 'shops.yaml'
    /// out = 'shops-client'
    /// ")?;
    /// let all = gatewright_build::Config::read_all(&path).map_err(gatewright_build::Error::Config)?;
    /// assert_eq!(all.iter().filter_map(|config| config.key()).collect::<Vec<_>>(), ["pets", "shops"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What is wrong with the file, each at its place.
    pub fn read_all(path: impl AsRef<Path>) -> Result<Vec<Self>, Report> {
        let path = path.as_ref();
        let mut report = Report::default();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse_all(path, &text, report),
            Err(error) => {
                report
                    .without_place(Code::UNREADABLE_FILE)
                    .message(format!("cannot read `{}`: {error}", path.display()));
                Err(report)
            }
        }
    }

    fn parse_all(path: &Path, text: &str, mut report: Report) -> Result<Vec<Self>, Report> {
        let name = path.display().to_string();
        let source = report.attach(&name, text);
        let file = ConfigFile { path: path.to_owned(), name, text: text.to_owned() };
        let config = Self { options: Options::default(), file, document: None, out: None, name: None, key: None };
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut reader = Reader { config, folder, source, report: &mut report };
        let (table, errors) = DeTable::parse_recoverable(text);
        let broken = !errors.is_empty();
        for error in errors {
            reader.fault(error.span().unwrap_or_default(), error.message().to_owned());
        }
        let mut all = Vec::new();
        if !broken {
            reader.table(table.get_ref());
            all = reader.documents(table.get_ref());
        }
        if report.has_errors() {
            report.sort();
            return Err(report);
        }
        Ok(all)
    }

    /// The name of its table among several documents.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The document that it names.
    #[must_use]
    pub fn document(&self) -> Option<&Path> {
        self.document.as_deref()
    }

    /// The file that it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file.path
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

    /// A builder with these settings, for a document.
    #[must_use]
    pub fn builder(&self, document: impl AsRef<Path>) -> Builder {
        Builder::configured(document.as_ref(), self.options.clone(), self.file.clone())
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
            let options: Vec<&OptionInfo> = OPTIONS.iter().filter(|option| first_part(option.key) == name).collect();
            match (name, options.as_slice()) {
                ("document", _) => self.config.document = self.path(name, value),
                ("out", _) => self.config.out = self.path(name, value),
                ("name", _) => self.config.name = self.text(name, value),
                (DOCUMENTS, _) if self.config.key.is_none() => {}
                (_, []) => {
                    let keys = OPTIONS.iter().map(|option| first_part(option.key)).chain(OF_THE_RUN);
                    let keys = keys.filter(|key| *key != DOCUMENTS || self.config.key.is_none());
                    let keys: Vec<&str> = keys.collect();
                    self.unknown(name, key.span(), keys.into_iter());
                }
                (_, [option]) if option.key == name => self.option(option, name, value),
                (_, options) => self.options(name, options, value),
            }
        }
    }

    /// The settings of each document, on top of those for all; those for all alone if no documents are listed.
    fn documents(&mut self, table: &DeTable<'_>) -> Vec<Config> {
        let base = self.config.clone();
        let Some((key, listed)) = table.iter().find(|(key, _)| key.get_ref().as_ref() == DOCUMENTS) else {
            return vec![base];
        };
        for of_one in ["document", "name", "out"] {
            if let Some((other, _)) = table.iter().find(|(key, _)| key.get_ref().as_ref() == of_one) {
                let message = format!("`{of_one}` is for one document, and `{DOCUMENTS}` lists several");
                self.fault(other.span(), message).help("move it into the table of a document");
            }
        }
        let mut all = Vec::new();
        for (name, value) in self.entries(DOCUMENTS, listed).into_iter().flatten() {
            self.config = Config { key: Some(name.get_ref().to_string()), ..base.clone() };
            let Some(entries) = self.entries(name.get_ref(), value) else { continue };
            self.table(entries);
            let shared = self.folder.join(LOCK);
            let lock = &mut self.config.options.lock;
            if lock.as_ref() == Some(&shared) {
                *lock = Some(self.folder.join(format!("gatewright.{}.lock", name.get_ref())));
            }
            if self.config.document.is_none() {
                self.fault(name.span(), format!("`{}` names no document", name.get_ref())).help("add `document = …`");
            }
            all.push(self.config.clone());
        }
        if all.is_empty() && !self.report.has_errors() {
            self.fault(key.span(), format!("`{DOCUMENTS}` lists none")).help("add a table `[documents.NAME]`");
        }
        all
    }

    /// A table of options, such as `select`.
    fn options(&mut self, name: &str, options: &[&OptionInfo], value: &Value<'_>) {
        for (key, value) in self.entries(name, value).into_iter().flatten() {
            let name: &str = key.get_ref();
            match options.iter().find(|option| last_part(option.key) == name) {
                Some(option) => self.option(option, name, value),
                None => self.unknown(name, key.span(), options.iter().map(|option| last_part(option.key))),
            }
        }
    }

    fn option(&mut self, option: &OptionInfo, name: &str, value: &Value<'_>) {
        let mut options = std::mem::take(&mut self.config.options);
        match (option.slot)(&mut options) {
            Slot::Flag(flag) => *flag = self.flag(name, value).unwrap_or(*flag),
            Slot::Word(word) => self.word(name, value, word),
            Slot::List(list) => *list = self.list(name, value),
            Slot::Map(map) => *map = self.pairs(name, value),
            Slot::Lists(lists) => *lists = self.lists(name, value),
            Slot::File(path) => *path = self.file(name, value),
            Slot::Files(paths) => {
                *paths = self.list(name, value).into_iter().map(|path| self.folder.join(path.value)).collect();
            }
        }
        self.config.options = options;
    }

    fn unknown<'k>(&mut self, name: &str, span: core::ops::Range<usize>, known: impl Iterator<Item = &'k str>) {
        let known: BTreeSet<&str> = known.collect();
        let near = nearest(name, known.iter().copied());
        let all = || format!("there are {}", known.iter().copied().collect::<Vec<_>>().join(", "));
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

    fn flag(&mut self, name: &str, value: &Value<'_>) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(name, "true or false", value);
        }
        flag
    }

    fn file(&mut self, name: &str, value: &Value<'_>) -> Option<PathBuf> {
        match value.get_ref() {
            DeValue::Boolean(false) => None,
            DeValue::Boolean(true) => Some(self.folder.join(LOCK)),
            DeValue::String(path) => Some(self.folder.join(&**path)),
            _ => {
                self.wrong(name, "a path, true or false", value);
                None
            }
        }
    }

    fn word(&mut self, name: &str, value: &Value<'_>, word: &mut dyn Worded) {
        let Some(text) = self.text(name, value) else { return };
        if let Err(why) = word.set(&text) {
            self.fault(value.span(), format!("`{name}` {why}"));
        }
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
        let mut pairs = IndexMap::default();
        for (key, value) in self.entries(name, value).into_iter().flatten() {
            let Some(mut setting) = self.setting(key.get_ref(), value) else { continue };
            // What may be unknown is the key.
            let span = key.span();
            setting.place = Some(Span::new(span.start, span.end));
            pairs.insert(key.get_ref().to_string(), setting);
        }
        pairs
    }

    fn lists(&mut self, name: &str, value: &Value<'_>) -> Vec<(Setting, Setting)> {
        let mut lists = Vec::new();
        for (key, value) in self.entries(name, value).into_iter().flatten() {
            let span = key.span();
            let of = Setting { value: key.get_ref().to_string(), place: Some(Span::new(span.start, span.end)) };
            lists.extend(self.list(key.get_ref(), value).into_iter().map(|text| (of.clone(), text)));
        }
        lists
    }
}

/// `select` of `select.tags`.
fn first_part(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// `tags` of `select.tags`.
fn last_part(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

#[cfg(test)]
mod tests;
