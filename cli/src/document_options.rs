//! Options on how a document is read and what is made of it, shared by all commands that do so.

use std::path::{Path, PathBuf};

use clap::Args;
use gatewright_build::{Builder, Config};
use gatewright_document::visible;

use crate::option_arguments::{OptionArguments, Reading};
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
    options: OptionArguments<Reading>,
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
        let builder = self.options.apply(builder).map_err(Failure::misused)?;
        Ok(Settings { builder, document, config })
    }
}

fn read(path: &Path) -> Result<Config, Failure> {
    Config::read(path).map_err(|report| Failure::found(&report))
}

/// A path in bold.
pub(crate) fn shown(path: &Path) -> String {
    format!("{BOLD}{}{BOLD:#}", visible(&path.display().to_string()))
}
