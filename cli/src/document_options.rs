//! Options on how a document is read and what is made of it, shared by all commands that do so.

use std::path::{Path, PathBuf};

use clap::Args;
use gatewright_build::{Builder, Config};
use gatewright_document::visible;

use crate::option_arguments::{OptionArguments, Reading};
use crate::outcome::Failure;
use crate::pinned;
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
    /// `gatewright.toml`, in this folder or the nearest one above.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Of several documents of the settings, takes this one: the NAME of `[documents.NAME]`. Repeatable.
    #[arg(long, value_name = "NAME", conflicts_with = "document")]
    only: Vec<String>,
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
    /// All that was chosen for one document; the file of settings is read.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let mut all = self.all_settings()?;
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(Failure::misused("the settings have several documents, and this is for one")
                .help("choose it with `--only NAME`")),
        }
    }

    /// All that was chosen for each document of the settings.
    pub(crate) fn all_settings(&self) -> Result<Vec<Settings>, Failure> {
        let configs = match (&self.config, &self.document) {
            (Some(path), _) => read(path)?,
            (None, Some(_)) => return Ok(vec![self.settings_of(None)?]),
            (None, None) => match config_above() {
                Some(path) => read(&path)?,
                None => {
                    let message = format!("no document is given, and there is no `{CONFIG}` here or in a folder above");
                    return Err(Failure::misused(message).help("name the document"));
                }
            },
        };
        if let Some(unknown) = self.only.iter().find(|name| !configs.iter().any(|config| config.key() == Some(name))) {
            let known: Vec<&str> = configs.iter().filter_map(Config::key).collect();
            let failure = Failure::misused(format!("the settings have no document `{unknown}`"));
            return Err(match known.is_empty() {
                true => failure,
                false => failure.help(format!("there are {}", known.join(", "))),
            });
        }
        let is_wanted = |config: &Config| {
            self.only.is_empty() || config.key().is_some_and(|key| self.only.iter().any(|name| name == key))
        };
        configs.into_iter().filter(is_wanted).map(|config| self.settings_of(Some(config))).collect()
    }

    fn settings_of(&self, config: Option<Config>) -> Result<Settings, Failure> {
        let named = || config.as_ref().and_then(Config::document).map(Path::to_owned);
        let document = self.document.clone().or_else(named).ok_or_else(|| {
            Failure::misused("the settings name no document").help("add `document = …`, or name it in the command")
        })?;
        let folder = if self.document.is_some() { None } else { document_folder(config.as_ref()) };
        let document = pinned::document(&document, &folder.unwrap_or_default())?;
        let builder = match &config {
            Some(config) => config.builder(&document),
            None => Builder::new(&document),
        };
        let builder = self.options.apply(builder).map_err(Failure::misused)?;
        Ok(Settings { builder, document, config })
    }
}

/// The file of settings in this folder, or in the nearest one above.
fn config_above() -> Option<PathBuf> {
    if Path::new(CONFIG).exists() {
        return Some(PathBuf::from(CONFIG));
    }
    let current = std::env::current_dir().ok()?;
    current.ancestors().skip(1).map(|folder| folder.join(CONFIG)).find(|path| path.is_file())
}

/// The folder of a file of settings.
fn document_folder(config: Option<&Config>) -> Option<PathBuf> {
    config?.path().parent().map(Path::to_owned)
}

fn read(path: &Path) -> Result<Vec<Config>, Failure> {
    Config::read_all(path).map_err(|report| Failure::found(&report))
}

/// A path in bold.
pub(crate) fn shown(path: &Path) -> String {
    format!("{BOLD}{}{BOLD:#}", visible(&path.display().to_string()))
}
