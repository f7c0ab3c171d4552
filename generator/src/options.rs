//! What a user can choose. One struct, filled by [`Builder`](crate::Builder) and by the command.

use std::path::PathBuf;

use gatewright_document::{Code, DiagnosticBuilder, Origin, Report, SourceId, Span};
use indexmap::IndexMap;

use crate::own_type::{is_path, is_type};

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

/// Where a generated crate takes the runtime from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Runtime {
    /// The registry, in the version of this generator.
    #[default]
    Registry,
    /// A folder, absolute or relative to the generated crate.
    Path(String),
}

impl Runtime {
    /// The line of the manifest.
    pub(crate) fn dependency(&self, features: &str) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let from = match self {
            Self::Registry => format!("version = \"{version}\""),
            Self::Path(path) => format!("path = {path:?}"),
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) tags: Vec<Setting>,
    /// A path as written, or a prefix that ends in `*`.
    pub(crate) paths: Vec<Setting>,
    pub(crate) methods: Vec<Setting>,
    pub(crate) operations: Vec<Setting>,
}

/// A derive that the user adds.
#[derive(Clone, Debug)]
pub(crate) struct Derive {
    pub(crate) path: Setting,
    /// The type that gets it; all models without one.
    pub(crate) of: Option<Setting>,
}

/// The file that settings were read from.
#[derive(Clone, Debug)]
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Where the names of earlier runs are kept.
#[derive(Clone, Debug)]
pub(crate) struct LockFile {
    pub(crate) path: PathBuf,
    pub(crate) mode: LockMode,
}

/// What is done when `gatewright.lock` does not have the names that were generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LockMode {
    /// It is read; what it lacks is told.
    #[default]
    Read,
    /// It is written.
    Update,
    /// Nothing is generated: the document was changed and the lock was not.
    Frozen,
}

/// Everything a user can choose.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) client: bool,
    pub(crate) server: bool,
    pub(crate) runtime: Runtime,
    pub(crate) operation_names: OperationNames,
    pub(crate) codecs: Codecs,
    pub(crate) strict: bool,
    /// Generate `OPTIONS` methods that only answer a CORS preflight from a mock.
    pub(crate) cors_mocks: bool,
    /// A written crate belongs to the workspace around it.
    pub(crate) member: bool,
    /// A cargo feature for each tag.
    pub(crate) tag_features: bool,
    /// Operations that are taken; all if nothing is said.
    pub(crate) select: Selection,
    /// Operations that are left out all the same.
    pub(crate) exclude: Selection,
    /// What a thing is called in options (`pass::selectors`) → the Rust name it gets.
    pub(crate) renames: IndexMap<String, Setting>,
    /// Schema name or pointer → path of the user's own type.
    pub(crate) replacements: IndexMap<String, Setting>,
    /// Crate that `x-rust-type` may name → the version that is depended on.
    pub(crate) crates: IndexMap<String, Setting>,
    /// Take the types that the document names (`x-rust-type`), of whatever crate.
    pub(crate) trust_document_types: bool,
    /// `format` → path of the type that holds it; `String` turns a format off.
    pub(crate) formats: IndexMap<String, Setting>,
    /// Added to what models derive.
    pub(crate) derives: Vec<Derive>,
    /// Give every struct a place for members that the document does not speak of.
    pub(crate) keep_unknown: bool,
    /// Required properties that services leave out (`pass::selectors`, or `TYPE.*`).
    pub(crate) optional: Vec<Setting>,
    /// Everything that is only received may be missing.
    pub(crate) lenient_responses: bool,
    /// List which type each schema became.
    pub(crate) list_models: bool,
    /// Codes that are silenced, and codes that are refused.
    pub(crate) allow: Vec<Setting>,
    pub(crate) deny: Vec<Setting>,
    pub(crate) lock: Option<LockFile>,
    pub(crate) config: Option<ConfigFile>,
    /// The file of settings among the sources of the report, while there is one.
    pub(crate) config_source: Option<SourceId>,
    /// Who is told when a stage has ended.
    pub(crate) stage_ended: Option<fn(&'static str)>,
}

impl Options {
    /// Tells whoever measures that a stage has ended.
    pub(crate) fn ended(&self, stage: &'static str) {
        if let Some(tell) = self.stage_ended {
            tell(stage);
        }
    }

    /// Reports settings that are no Rust where they have to be some.
    pub(crate) fn check(&self, report: &mut Report) {
        let not = |report: &mut Report, setting: &Setting, what: &str, example: &str| {
            self.tell(report, Code::INVALID_OPTION, setting)
                .message(format!("`{}` is not {what}", setting.value))
                .help(format!("write {example}"));
        };
        for setting in self.replacements.values().chain(self.formats.values()) {
            if !is_type(&setting.value) {
                not(report, setting, "a Rust type", "the path of a type, such as `::my_crate::Money`");
            }
        }
        for setting in self.derives.iter().map(|derive| &derive.path) {
            if !is_path(&setting.value) {
                not(report, setting, "the path of a derive", "one such as `::core::cmp::Eq`");
            }
        }
        for setting in self.crates.values() {
            if semver::VersionReq::parse(&setting.value).is_err() {
                not(report, setting, "a version", "the one that you depend on, such as `1.4`");
            }
        }
    }

    /// Begins a diagnostic about a setting, at its place if it has one.
    pub(crate) fn tell<'r>(&self, report: &'r mut Report, code: Code, setting: &Setting) -> DiagnosticBuilder<'r> {
        match (self.config_source, setting.place) {
            (Some(source), Some(span)) => report.add(code, &Origin::span(source, span)),
            _ => report.without_place(code),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            client: true,
            server: true,
            runtime: Runtime::default(),
            operation_names: OperationNames::default(),
            codecs: Codecs::default(),
            strict: false,
            cors_mocks: false,
            member: false,
            tag_features: false,
            select: Selection::default(),
            exclude: Selection::default(),
            renames: IndexMap::new(),
            replacements: IndexMap::new(),
            crates: IndexMap::new(),
            trust_document_types: false,
            formats: IndexMap::new(),
            derives: Vec::new(),
            keep_unknown: false,
            optional: Vec::new(),
            lenient_responses: false,
            list_models: false,
            allow: Vec::new(),
            deny: Vec::new(),
            lock: None,
            config: None,
            config_source: None,
            stage_ended: None,
        }
    }
}
