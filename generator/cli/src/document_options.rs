//! Options on how a document is read and what is made of it, shared by all commands that do so.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use gatewright::{Builder, Code, OperationNames};
use gatewright_document::LintLevels;

use crate::code_parser::CodeParser;
use crate::terminal::BOLD;

/// The document, and what is read from it.
#[derive(Args, Debug)]
pub(crate) struct DocumentOptions {
    /// A Swagger 2.0 or OpenAPI 3.x document, in JSON or YAML. Files that it refers to are read too.
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: PathBuf,
    #[command(flatten)]
    pub(crate) lints: Lints,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    naming: Naming,
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
    /// Takes OPTIONS methods too that only answer a CORS preflight from a mock.
    #[arg(long)]
    cors_mocks: bool,
}

/// How things are called, and what holds them.
#[derive(Args, Debug)]
#[command(next_help_heading = "Names and types")]
struct Naming {
    /// Names a schema, a pointer ('#/paths/…') or an operation ('GET /pets', or its operationId).
    #[arg(long, value_name = "WHAT=NAME", value_parser = pair)]
    rename: Vec<(String, String)>,
    /// Uses a type of your own for a schema, by its name or pointer.
    #[arg(long, value_name = "SCHEMA=PATH", value_parser = pair)]
    replace: Vec<(String, String)>,
    /// Holds strings of a format in a type of your own, or in a plain String ('date-time=String').
    #[arg(long, value_name = "FORMAT=TYPE", value_parser = pair)]
    format: Vec<(String, String)>,
    /// Adds a derive to every model.
    #[arg(long, value_name = "PATH")]
    derive: Vec<String>,
    /// How operations without an operationId are named.
    #[arg(long, value_enum, default_value_t, value_name = "STYLE")]
    operation_names: NameStyle,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum NameStyle {
    /// `get_calc_by_operand1_and_operand2`
    #[default]
    MethodAndPath,
    /// As the SDKs that API Gateway generates: `get_calc_operand1_operand2`
    Aws,
}

impl DocumentOptions {
    /// A builder with all that was chosen.
    pub(crate) fn builder(&self) -> Builder {
        let Selection { tag, path, method, operation, cors_mocks } = &self.selection;
        let Naming { rename, replace, format, derive, operation_names } = &self.naming;
        let names = match operation_names {
            NameStyle::MethodAndPath => OperationNames::MethodAndPath,
            NameStyle::Aws => OperationNames::Aws,
        };
        let builder =
            Builder::new(&self.document).strict(self.lints.strict).cors_mocks(*cors_mocks).operation_names(names);
        let builder = self.lints.allow.iter().fold(builder, |builder, code| builder.allow(code.as_str()));
        let builder = self.lints.deny.iter().fold(builder, |builder, code| builder.deny(code.as_str()));
        let builder = tag.iter().fold(builder, Builder::tag);
        let builder = path.iter().fold(builder, Builder::path);
        let builder = method.iter().fold(builder, Builder::method);
        let builder = operation.iter().fold(builder, Builder::operation);
        let builder = rename.iter().fold(builder, |builder, (what, name)| builder.rename(what, name));
        let builder = replace.iter().fold(builder, |builder, (schema, path)| builder.replace(schema, path));
        let builder = format.iter().fold(builder, |builder, (format, path)| builder.format(format, path));
        derive.iter().fold(builder, Builder::derive)
    }

    /// The document's path as it was given, for what is said about it.
    pub(crate) fn name(&self) -> String {
        shown(&self.document)
    }
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
    format!("{BOLD}{}{BOLD:#}", path.display())
}

/// `WHAT=NAME`. What is named may have an equals sign (a pointer into a path), its name may not.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((what, name)) if !what.is_empty() && !name.is_empty() => Ok((what.to_owned(), name.to_owned())),
        _ => Err("an equals sign must stand between the two, as in 'Pet=Animal'".to_owned()),
    }
}
