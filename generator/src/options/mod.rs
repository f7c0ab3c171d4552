//! What a user can choose. [`table`] has all options; [`Builder`](crate::Builder), the command and `gatewright.toml`
//! follow from it. What concerns a single run is in [`Run`](crate::run::Run).

#[macro_use]
mod kinds;
mod info;
mod table;
#[cfg(test)]
mod tests;

use gatewright_document::{Code, DiagnosticBuilder, LintLevels, Origin, Report, Span};

use crate::own_type::{is_path, is_type};

pub(crate) use info::{Choice, Slot, Worded};
pub use info::{Kind, OptionInfo, Section, Word};
pub use table::OPTIONS;
pub(crate) use table::Options;

/// How operations without an `operationId` are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperationNames {
    /// Method and path, parameters behind `by`: `get_calc_by_operand1_and_operand2`.
    #[default]
    MethodAndPath,
    /// As the SDKs that Amazon API Gateway generates for Java: `get_calc_operand1_operand2`.
    Aws,
}

impl Choice for OperationNames {
    const VARIANTS: &'static [Self] = &[Self::MethodAndPath, Self::Aws];
    const WORDS: &'static [Word] = &[
        Word { name: "method-and-path", help: "`get_calc_by_operand1_and_operand2`" },
        Word { name: "aws", help: "As the SDKs that API Gateway generates: `get_calc_operand1_operand2`" },
    ];
}

/// Which codecs the models get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Codecs {
    /// What is only sent is only written, what is only received is only read.
    Needed,
    /// Every model can be read and written.
    #[default]
    Both,
}

impl Choice for Codecs {
    const VARIANTS: &'static [Self] = &[Self::Needed, Self::Both];
    const WORDS: &'static [Word] = &[
        Word { name: "needed", help: "What is only sent is only written, what is only received is only read" },
        Word { name: "both", help: "Every model can be written and read" },
    ];
}

/// Which crate has the types of dates and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dates {
    /// `jiff`.
    #[default]
    Jiff,
    /// `chrono`.
    Chrono,
    /// `time`.
    Time,
}

impl Choice for Dates {
    const VARIANTS: &'static [Self] = &[Self::Jiff, Self::Chrono, Self::Time];
    const WORDS: &'static [Word] = &[
        Word { name: "jiff", help: "`jiff::Timestamp`, and dates and times of `jiff::civil`" },
        Word { name: "chrono", help: "`chrono::DateTime<FixedOffset>`, `NaiveDate` and so on" },
        Word { name: "time", help: "`time::OffsetDateTime`, `Date` and so on" },
    ];
}

/// Which properties tell null from absence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Nullable {
    /// Those that the generated code sends.
    #[default]
    Sent,
    /// All.
    Exact,
}

impl Choice for Nullable {
    const VARIANTS: &'static [Self] = &[Self::Sent, Self::Exact];
    const WORDS: &'static [Word] = &[
        Word { name: "sent", help: "Those that the generated code sends: `Option<Option<T>>`" },
        Word { name: "exact", help: "All" },
    ];
}

/// Which traits a server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerTraits {
    /// One for the whole API.
    #[default]
    Api,
    /// One for each tag beside that of the API, for the operations whose first tag it is.
    Tag,
}

impl Choice for ServerTraits {
    const VARIANTS: &'static [Self] = &[Self::Api, Self::Tag];
    const WORDS: &'static [Word] = &[
        Word { name: "api", help: "One for the whole API" },
        Word { name: "tag", help: "One for each tag, beside that of the API" },
    ];
}

/// Where a generated crate takes the runtime from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Runtime {
    /// The registry, in the version of this generator.
    #[default]
    Registry,
    /// A folder, absolute or relative to the generated crate.
    Path(String),
    /// The folder `gatewright-runtime` of the generated crate. The command writes it there; the library does not.
    Embedded,
}

impl Worded for Option<String> {
    fn set(&mut self, word: &str) -> Result<(), String> {
        *self = Some(word.to_owned());
        Ok(())
    }

    fn word(&self) -> Option<String> {
        self.clone()
    }

    fn words(&self) -> &'static [Word] {
        &[]
    }
}

impl Worded for Option<Runtime> {
    fn set(&mut self, word: &str) -> Result<(), String> {
        *self = Some(match (word, word.strip_prefix("path:")) {
            ("embedded", _) => Runtime::Embedded,
            ("registry", _) => Runtime::Registry,
            // A manifest has forward slashes on every system.
            (_, Some(path)) if !path.is_empty() => Runtime::Path(path.replace('\\', "/")),
            _ => return Err("is one of `embedded`, `registry` and `path:DIR`".to_owned()),
        });
        Ok(())
    }

    fn word(&self) -> Option<String> {
        self.as_ref().map(|runtime| match runtime {
            Runtime::Embedded => "embedded".to_owned(),
            Runtime::Registry => "registry".to_owned(),
            Runtime::Path(path) => format!("path:{path}"),
        })
    }

    fn words(&self) -> &'static [Word] {
        &[]
    }
}

impl Runtime {
    /// The folder of the runtime in a crate that has it [embedded](Self::Embedded).
    pub const FOLDER: &'static str = "gatewright-runtime";

    /// The line of the manifest.
    pub(crate) fn dependency(&self, features: &str) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let from = match self {
            Self::Registry => format!("version = \"{version}\""),
            Self::Path(path) => format!("path = {path:?}"),
            Self::Embedded => format!("path = {:?}", Self::FOLDER),
        };
        format!("gatewright-runtime = {{ {from}, default-features = false, features = [{features}] }}")
    }
}

/// What the user wrote, and where if it was in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) place: Option<Span>,
}

impl<T: Into<String>> From<T> for Setting {
    fn from(value: T) -> Self {
        Self { value: value.into(), place: None }
    }
}

/// Operations by what they have in common. An empty list says nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection<'o> {
    pub(crate) tags: &'o [Setting],
    /// A path as written, or a prefix that ends in `*`.
    pub(crate) paths: &'o [Setting],
    pub(crate) methods: &'o [Setting],
    pub(crate) operations: &'o [Setting],
}

/// A derive that the user adds.
#[derive(Clone, Debug)]
pub(crate) struct Derive {
    pub(crate) path: Setting,
    /// The type that gets it; all models without one.
    pub(crate) of: Option<Setting>,
}

/// Features of the runtime that a written crate hands on, each with those of which it needs one.
pub(crate) const RUNTIME_FEATURES: [(&str, &[&str]); 13] = [
    ("blocking", CLIENT),
    ("decompression", SERVER),
    ("files-on-disk", SERVER),
    ("gzip", CLIENT),
    ("http2", &["client", "server"]),
    ("lambda", SERVER),
    ("native-tls", CLIENT),
    ("oauth2", CLIENT),
    ("rustls", CLIENT),
    ("rustls-no-provider", CLIENT),
    ("sigv4", CLIENT),
    ("system-proxy", CLIENT),
    ("tracing", CLIENT),
];

const CLIENT: &[&str] = &["client"];
const SERVER: &[&str] = &["server"];

impl Options {
    /// Operations that are generated; all if nothing is selected.
    pub(crate) fn select(&self) -> Selection<'_> {
        let Self { tag: tags, path: paths, method: methods, operation: operations, .. } = self;
        Selection { tags, paths, methods, operations }
    }

    /// Operations that are left out even if they are selected.
    pub(crate) fn exclude(&self) -> Selection<'_> {
        let Self { exclude_tag: tags, exclude_path: paths, exclude_method: methods, .. } = self;
        Selection { tags, paths, methods, operations: &self.exclude_operation }
    }

    /// The derives for all models and for one.
    pub(crate) fn derives(&self) -> Vec<Derive> {
        let derive = self.derive.iter().map(|setting| match setting.value.rsplit_once('=') {
            Some((model, path)) => {
                let part = |value: &str| Setting { value: value.to_owned(), place: setting.place };
                Derive { path: part(path), of: Some(part(model)) }
            }
            None => Derive { path: setting.clone(), of: None },
        });
        let derive_for =
            self.derive_for.iter().map(|(model, path)| Derive { path: path.clone(), of: Some(model.clone()) });
        derive.chain(derive_for).collect()
    }

    /// The levels of diagnostics. Codes that do not exist have none.
    pub(crate) fn levels(&self) -> LintLevels {
        let codes = |settings: &[Setting]| -> Vec<Code> {
            settings.iter().filter_map(|setting| Code::parse(&setting.value)).collect()
        };
        let levels = LintLevels::new().strict(self.strict);
        let levels = codes(&self.allow).into_iter().fold(levels, LintLevels::allow);
        codes(&self.deny).into_iter().fold(levels, LintLevels::deny)
    }

    /// Reports settings that are no Rust where they have to be some.
    pub(crate) fn check(&self, report: &mut Report) {
        let not = |report: &mut Report, setting: &Setting, what: &str, example: &str| {
            self.tell(report, Code::INVALID_OPTION, setting)
                .message(format!("`{}` is not {what}", setting.value))
                .help(format!("write {example}"));
        };
        for setting in self.replace.values().chain(self.format.values()) {
            if !is_type(&setting.value) {
                not(report, setting, "a Rust type", "the path of a type, such as `::my_crate::Money`");
            }
        }
        for setting in self.derives().iter().map(|derive| &derive.path) {
            if !is_path(&setting.value) {
                not(report, setting, "the path of a derive", "one such as `::core::cmp::Eq`");
            }
        }
        for setting in &self.feature {
            let names = RUNTIME_FEATURES.map(|(name, _)| name);
            if !names.contains(&setting.value.as_str()) {
                not(report, setting, "a feature of the runtime", &format!("one of {}", names.join(", ")));
            }
        }
        for (name, setting) in &self.dependency {
            let is_name =
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            let how = &setting.value;
            let is_table =
                how.starts_with('{') && !how.contains('\n') && toml::de::DeTable::parse(&format!("x = {how}")).is_ok();
            if !is_name || !(is_table || semver::VersionReq::parse(how).is_ok()) {
                not(
                    report,
                    setting,
                    "a dependency",
                    "a version such as `1.4`, or a table such as `{ path = \"../money\" }`",
                );
            }
        }
        for setting in self.use_crate.values() {
            if semver::VersionReq::parse(&setting.value).is_err() {
                not(report, setting, "a version", "the one that you depend on, such as `1.4`");
            }
        }
    }

    /// Begins a diagnostic about a setting, at its place if it has one.
    pub(crate) fn tell<'r>(&self, report: &'r mut Report, code: Code, setting: &Setting) -> DiagnosticBuilder<'r> {
        match (self.source, setting.place) {
            (Some(source), Some(span)) => report.add(code, &Origin::span(source, span)),
            _ => report.without_place(code),
        }
    }
}
