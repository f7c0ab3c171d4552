//! `gatewright completions`: scripts that let a shell complete the command's arguments.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::outcome::{Failure, Outcome};
use crate::{Cli, terminal};

const AFTER_HELP: &str = "\
Examples:
  gatewright completions bash > ~/.local/share/bash-completion/completions/gatewright
  gatewright completions fish > ~/.config/fish/completions/gatewright.fish
  gatewright completions zsh > \"${fpath[1]}/_gatewright\"";

/// Writes a completion script for a shell.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(completions: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Cli::command(), "gatewright", &mut script);
    terminal::show(&String::from_utf8_lossy(&script));
    Ok(Outcome::Fine)
}
