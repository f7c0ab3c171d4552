//! Options on how a document is read and what is made of it, shared by all commands that do so.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gatewright_build::{Builder, Code, Config, OperationNames};
use gatewright_document::{LintLevels, visible};

use crate::code_parser::CodeParser;
use crate::outcome::Failure;
use crate::terminal::BOLD;

/// Settings that are read where no document is given.
const CONFIG: &str = "gatewright.toml";

/// The document, and what is read from it.
#[derive(Args, Debug)]
pub(crate) struct DocumentOptions {
    /// A Swagger 2.0 or OpenAPI 3.x document, in JSON or YAML, or `-` for the standard input. Files that
    /// it refers to are read too. Without one, the settings name it.
    #[arg(value_name = "DOCUMENT")]
    document: Option<PathBuf>,
    /// Reads settings from this file; what is given here comes on top. Where no DOCUMENT is given it is
    /// `gatewright.toml`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) lints: Lints,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    naming: Naming,
}

/// What was chosen in the command and in the file of settings.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) document: PathBuf,
    /// With all that does not concern one command alone.
    pub(crate) builder: Builder,
    pub(crate) config: Option<Config>,
}

impl Settings {
    /// The document's path as it was given, for what is said about it.
    pub(crate) fn name(&self) -> String {
        shown(&self.document)
    }
}

/// What is said, and what is refused.
#[derive(Args, Debug)]
#[command(next_help_heading = "Diagnostics")]
pub(crate) struct Lints {
    /// Refuses what real documents do and the specification forbids: duplicate operationIds,
    /// undeclared path parameters, references that lead nowhere.
    #[arg(long)]
    strict: bool,
    /// Says nothing of this code (`gatewright explain` lists them). Errors cannot be silenced.
    #[arg(long, value_name = "CODE", value_parser = CodeParser, hide_possible_values = true)]
    allow: Vec<Code>,
    /// Makes an error of this code.
    #[arg(long, value_name = "CODE", value_parser = CodeParser, hide_possible_values = true)]
    deny: Vec<Code>,
}

/// Which operations are taken; types that none of them uses are left out.
#[derive(Args, Debug)]
#[command(next_help_heading = "Selection")]
struct Selection {
    /// Takes operations with this tag. Options of one kind add up, those of two kinds must both fit.
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Takes operations on this path; `/pets*` is all paths that begin so.
    #[arg(long, value_name = "PATH")]
    path: Vec<String>,
    /// Takes operations of this method.
    #[arg(long, value_name = "METHOD")]
    method: Vec<String>,
    /// Takes this operation, by operationId or as 'GET /pets'.
    #[arg(long, value_name = "OPERATION")]
    operation: Vec<String>,
    /// Leaves out operations with this tag, whatever else takes them.
    #[arg(long, value_name = "TAG")]
    exclude_tag: Vec<String>,
    /// Leaves out operations on this path; `/pets*` is all paths that begin so.
    #[arg(long, value_name = "PATH")]
    exclude_path: Vec<String>,
    /// Leaves out operations of this method.
    #[arg(long, value_name = "METHOD")]
    exclude_method: Vec<String>,
    /// Leaves out this operation, by operationId or as 'GET /pets'.
    #[arg(long, value_name = "OPERATION")]
    exclude_operation: Vec<String>,
    /// Takes OPTIONS methods too that only answer a CORS preflight from a mock.
    #[arg(long)]
    cors_mocks: bool,
    /// Makes a cargo feature of each tag, with its operations and the types that only they need.
    #[arg(long)]
    tag_features: bool,
}

/// How things are called, and what holds them.
#[derive(Args, Debug)]
#[command(next_help_heading = "Names and types")]
struct Naming {
    /// Names a schema ('Pet'), a member or value of one ('Pet.petName'), an operation ('GET /pets', or its
    /// operationId), a parameter ('GET /pets.limit'), a security scheme, or anything by its pointer
    /// ('#/paths/…'; '#/info/title' is the server trait).
    #[arg(long, value_name = "WHAT=NAME", value_parser = pair)]
    rename: Vec<(String, String)>,
    /// Uses a type of your own for a schema, by its name or pointer. It needs Clone, Debug, PartialEq, and
    /// the runtime's FromJson and ToJson.
    #[arg(long, value_name = "SCHEMA=PATH", value_parser = pair)]
    replace: Vec<(String, String)>,
    /// Takes the types that `x-rust-type` says this crate has; the generated crate depends on it.
    #[arg(long = "crate", value_name = "CRATE=VERSION", value_parser = pair)]
    crates: Vec<(String, String)>,
    /// Takes every type that the document names by `x-rust-type`: only plain paths, and each is reported.
    #[arg(long)]
    trust_document_types: bool,
    /// Holds strings of a format in a type of your own, or in a plain String ('date-time=String').
    #[arg(long, value_name = "FORMAT=TYPE", value_parser = pair)]
    format: Vec<(String, String)>,
    /// Adds a derive to every model, or to one ('Pet=::core::cmp::PartialOrd').
    #[arg(long, value_name = "[MODEL=]PATH")]
    derive: Vec<String>,
    /// Keeps members that the document does not list in the models, for whoever passes things on.
    #[arg(long)]
    keep_unknown_members: bool,
    /// Makes a required property optional that the service leaves out ('Alert.decisions', 'Usage.*').
    #[arg(long, value_name = "PROPERTY")]
    optional: Vec<String>,
    /// Makes every property optional of what is only received.
    #[arg(long)]
    lenient_responses: bool,
    /// How operations without an operationId are named; `method-and-path` unless the settings say otherwise.
    #[arg(long, value_enum, value_name = "STYLE")]
    operation_names: Option<NameStyle>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NameStyle {
    /// `get_calc_by_operand1_and_operand2`
    MethodAndPath,
    /// As the SDKs that API Gateway generates: `get_calc_operand1_operand2`
    Aws,
}

impl DocumentOptions {
    /// All that was chosen; the file of settings is read.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let config = match (&self.config, &self.document) {
            (Some(path), _) => Some(read(path)?),
            (None, Some(_)) => None,
            (None, None) if Path::new(CONFIG).exists() => Some(read(Path::new(CONFIG))?),
            (None, None) => {
                return Err(Failure::misused(format!("no document is given, and there is no `{CONFIG}`"))
                    .help("name the document"));
            }
        };
        let named = || config.as_ref().and_then(Config::document).map(Path::to_owned);
        let document = self.document.clone().or_else(named).ok_or_else(|| {
            Failure::misused("the settings name no document").help("add `document = …`, or name it in the command")
        })?;
        let builder = match &config {
            Some(config) => config.builder(&document),
            None => Builder::new(&document),
        };
        Ok(Settings { builder: self.apply(builder), document, config })
    }

    /// What the command says, on top of what a builder has.
    fn apply(&self, builder: Builder) -> Builder {
        let Selection { tag, path, method, operation, .. } = &self.selection;
        let Selection { exclude_tag, exclude_path, exclude_method, exclude_operation, .. } = &self.selection;
        let Naming { rename, replace, crates, trust_document_types, format, derive, .. } = &self.naming;
        let Naming { keep_unknown_members, operation_names, optional, lenient_responses, .. } = &self.naming;
        let builder = if self.lints.strict { builder.strict(true) } else { builder };
        let builder = if self.selection.cors_mocks { builder.cors_mocks(true) } else { builder };
        let builder = if self.selection.tag_features { builder.tag_features(true) } else { builder };
        let builder = if *keep_unknown_members { builder.keep_unknown_members(true) } else { builder };
        let builder = if *trust_document_types { builder.trust_document_types(true) } else { builder };
        let builder = if *lenient_responses { builder.lenient_responses(true) } else { builder };
        let builder = optional.iter().fold(builder, Builder::optional);
        let builder = match operation_names {
            Some(NameStyle::MethodAndPath) => builder.operation_names(OperationNames::MethodAndPath),
            Some(NameStyle::Aws) => builder.operation_names(OperationNames::Aws),
            None => builder,
        };
        let builder = self.lints.allow.iter().fold(builder, |builder, code| builder.allow(code.as_str()));
        let builder = self.lints.deny.iter().fold(builder, |builder, code| builder.deny(code.as_str()));
        let builder = tag.iter().fold(builder, Builder::tag);
        let builder = path.iter().fold(builder, Builder::path);
        let builder = method.iter().fold(builder, Builder::method);
        let builder = operation.iter().fold(builder, Builder::operation);
        let builder = exclude_tag.iter().fold(builder, Builder::exclude_tag);
        let builder = exclude_path.iter().fold(builder, Builder::exclude_path);
        let builder = exclude_method.iter().fold(builder, Builder::exclude_method);
        let builder = exclude_operation.iter().fold(builder, Builder::exclude_operation);
        let builder = rename.iter().fold(builder, |builder, (what, name)| builder.rename(what, name));
        let builder = replace.iter().fold(builder, |builder, (schema, path)| builder.replace(schema, path));
        let builder = crates.iter().fold(builder, |builder, (name, version)| builder.use_crate(name, version));
        let builder = format.iter().fold(builder, |builder, (format, path)| builder.format(format, path));
        derive.iter().fold(builder, |builder, derive| match derive.rsplit_once('=') {
            Some((model, path)) => builder.derive_for(model, path),
            None => builder.derive(derive),
        })
    }
}

fn read(path: &Path) -> Result<Config, Failure> {
    Config::read(path).map_err(|report| Failure::found(&report))
}

impl Lints {
    /// The levels that were chosen.
    pub(crate) fn levels(&self) -> LintLevels {
        let levels = LintLevels::new().strict(self.strict);
        let levels = self.allow.iter().copied().fold(levels, LintLevels::allow);
        self.deny.iter().copied().fold(levels, LintLevels::deny)
    }
}

/// A path in bold.
pub(crate) fn shown(path: &Path) -> String {
    format!("{BOLD}{}{BOLD:#}", visible(&path.display().to_string()))
}

/// `WHAT=NAME`. What is named may have an equals sign (a pointer into a path), its name may not.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((what, name)) if !what.is_empty() && !name.is_empty() => Ok((what.to_owned(), name.to_owned())),
        _ => Err("an equals sign must stand between the two, as in 'Pet=Animal'".to_owned()),
    }
}
