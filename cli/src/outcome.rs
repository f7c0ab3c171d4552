//! What a command came to, as the shell learns it.

use std::process::ExitCode;

use gatewright_build::Report;
use gatewright_document::visible_styled;

use crate::terminal;

/// How a command that ran to its end went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Fine,
    /// The document is rejected, a denied code was found, or something is stale.
    Failed,
    /// The command was not understood.
    Misused,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Failed => ExitCode::FAILURE,
            Outcome::Misused => ExitCode::from(2),
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    outcome: Outcome,
    message: String,
    help: Option<String>,
    /// What was found, in full, in place of the message.
    findings: Option<String>,
}

impl Failure {
    /// The arguments make no sense.
    pub(crate) fn misused(message: impl Into<String>) -> Failure {
        Failure { outcome: Outcome::Misused, message: message.into(), help: None, findings: None }
    }

    /// The arguments are in order, but it cannot be done.
    pub(crate) fn failed(message: impl Into<String>) -> Failure {
        Failure { outcome: Outcome::Failed, message: message.into(), help: None, findings: None }
    }

    /// What was asked for is written in a file, and wrong there.
    pub(crate) fn found(report: &Report) -> Failure {
        Failure { findings: Some(report.render(true)), ..Failure::failed("") }
    }

    /// Adds what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }

    /// Tells the user, and gives what the shell is to learn.
    pub(crate) fn tell(self) -> Outcome {
        if let Some(findings) = self.findings {
            terminal::tell(&findings);
            return self.outcome;
        }
        let (error, plain) = (terminal::ERROR, terminal::BOLD);
        let mut text = format!("{error}error{error:#}{plain}:{plain:#} {}\n", visible_styled(&self.message));
        if let Some(help) = self.help {
            let style = terminal::HELP;
            text.push_str(&format!("{style}help{style:#}: {}\n", visible_styled(&help)));
        }
        terminal::tell(&text);
        self.outcome
    }
}
