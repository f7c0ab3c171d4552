//! Standard output, standard error and colour.
//!
//! Text is always styled; the streams take the colour out where it is not wanted. A reader that has
//! gone away (`gatewright explain | head -1`) is no error. Nothing but colours controls the terminal, whoever wrote
//! the text; who puts text of others into a line of ours takes the colours out of it too (`visible`).

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use gatewright_document::{visible_json, visible_lines, visible_styled};
use indicatif::{ProgressBar, ProgressStyle};

/// `error` before a message.
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// `help` before a remedy.
pub(crate) const HELP: Style = AnsiColor::BrightCyan.on_default().bold();
/// Names and titles.
pub(crate) const BOLD: Style = Style::new().bold();
/// Lines that are gone, in a diff.
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();
/// Lines that are new, in a diff.
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();

/// When to write in colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes it so for both streams.
    pub(crate) fn choose(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// Writes results: to standard output.
pub(crate) fn show(text: &str) {
    write(anstream::stdout().lock(), &visible_styled(text));
}

/// Writes results for programs: to standard output.
pub(crate) fn show_json(value: &serde_json::Value) {
    write(anstream::stdout().lock(), &visible_json(&format!("{value:#}\n")));
}

/// Writes a text that is a result as it is, such as a document: to standard output.
pub(crate) fn show_exactly(text: &str) {
    write(anstream::stdout().lock(), text);
}

/// Writes what is said about the work: to standard error.
pub(crate) fn tell(text: &str) {
    write(anstream::stderr().lock(), &visible_styled(text));
}

fn write(mut out: impl io::Write, text: &str) {
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Does work that may take a while, and shows a person at a terminal that it goes on.
pub(crate) fn with_progress<T>(quiet: bool, what: String, work: impl FnOnce() -> T) -> T {
    if quiet || !io::stderr().is_terminal() {
        return work();
    }
    let bar = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    let done = work();
    bar.finish_and_clear();
    done
}

/// A unified diff with colour.
pub(crate) fn coloured_difference(difference: &str) -> String {
    let style = |line: &str| match line.as_bytes().first() {
        Some(b'-') => Some(REMOVED),
        Some(b'+') => Some(ADDED),
        _ => None,
    };
    let line = |line: &str| match style(line) {
        Some(style) => format!("{style}{line}{style:#}\n"),
        None => format!("{line}\n"),
    };
    visible_lines(difference).lines().map(line).collect()
}
