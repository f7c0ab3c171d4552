//! What concerns one run, and is no option.

use std::path::PathBuf;

use crate::lock::LockMode;

/// The file that settings were read from.
#[derive(Clone, Debug)]
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) text: String,
}

/// How one run goes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// What is done when the file of names is not current.
    pub(crate) lock_mode: LockMode,
    /// Where the options were read.
    pub(crate) config: Option<ConfigFile>,
    /// List which type each schema became.
    pub(crate) list_models: bool,
    /// Write an implementation of the server trait to start from.
    pub(crate) skeleton: bool,
    /// Is called at the end of each stage.
    pub(crate) stage_ended: Option<fn(&'static str)>,
}

impl Run {
    /// Reports the end of a stage.
    pub(crate) fn ended(&self, stage: &'static str) {
        if let Some(report) = self.stage_ended {
            report(stage);
        }
    }
}
