//! What a user can choose. One struct, filled by [`Builder`](crate::Builder) and by the command.

use indexmap::IndexMap;

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

/// Which operations are generated. Empty lists admit everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) tags: Vec<String>,
    /// A path as written, or a prefix that ends in `*`.
    pub(crate) paths: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) operations: Vec<String>,
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
    pub(crate) filter: Filter,
    /// Schema, operation or pointer as written → the Rust name it gets.
    pub(crate) renames: IndexMap<String, String>,
    /// Schema name or pointer → path of the user's own type.
    pub(crate) replacements: IndexMap<String, String>,
    /// `format` → path of the type that holds it; `String` turns a format off.
    pub(crate) formats: IndexMap<String, String>,
    /// Added to the `derive` of every model.
    pub(crate) derives: Vec<String>,
    /// Give every struct a place for members that the document does not speak of.
    pub(crate) keep_unknown: bool,
    /// List which type each schema became.
    pub(crate) list_models: bool,
    /// Codes that are silenced, and codes that are refused.
    pub(crate) allow: Vec<String>,
    pub(crate) deny: Vec<String>,
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
            filter: Filter::default(),
            renames: IndexMap::new(),
            replacements: IndexMap::new(),
            formats: IndexMap::new(),
            derives: Vec::new(),
            keep_unknown: false,
            list_models: false,
            allow: Vec::new(),
            deny: Vec::new(),
        }
    }
}
