//! `gatewright report`: what became of everything that a document says.

use clap::{Args, ValueEnum};
use gatewright_build::{Account, Code, Error, KeywordUse, Outcome as Fate, Position, Severity};

use gatewright_document::visible;

use crate::document_options::DocumentOptions;
use crate::findings;
use crate::outcome::{Failure, Outcome};
use crate::terminal;

const AFTER_HELP: &str = "\
Each keyword of the document is in one of four groups:
  expressed   it is in the types, the calls, or what is validated
  documented  it is in the rustdoc
  reported    it is not expressed, and a diagnostic says so, with its place
  ignored     it may be left out; the reason is given

Examples:
  gatewright report swagger/lambdagate.json
  gatewright report api.yaml --all
  gatewright report api.yaml --message-format json | jq '.schemas.positions[].pointer'";

/// How many places of one kind are shown, unless all are asked for.
const SHOWN: usize = 5;

/// Accounts for all that a document says: what is in the types, what only in the docs, what is left out.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Report {
    #[command(flatten)]
    options: DocumentOptions,
    /// Shows every place and every keyword, and not only the first of a kind.
    #[arg(long)]
    all: bool,
    /// The form of the account.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    message_format: Form,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A summary with places
    #[default]
    Human,
    /// One JSON object on standard output
    Json,
}

pub(crate) fn run(report: &Report) -> Result<Outcome, Failure> {
    let settings = report.options.settings()?;
    let what = format!("accounting for {}", settings.name());
    let account = terminal::with_progress(report.message_format == Form::Json, what, || settings.builder.account());
    let account = match account {
        Ok(account) => account,
        Err(Error::Document(rejected)) => {
            match report.message_format {
                Form::Json => terminal::show_json(&findings::json(&rejected)),
                Form::Human => terminal::show(&findings::text(&rejected, findings::MessageFormat::Human, false)),
            }
            return Ok(Outcome::Failed);
        }
        Err(error) => return Err(Failure::failed(error.to_string())),
    };
    match report.message_format {
        Form::Json => terminal::show_json(&account.to_json()),
        Form::Human => terminal::show(&text(&account, report.all)),
    }
    Ok(Outcome::Fine)
}

fn text(account: &Account, all: bool) -> String {
    let mut out = format!(
        "{} (version {}): {}, {} typed places, {} of them untyped in Rust ({:.2} %)\n",
        visible(&account.document),
        visible(account.version),
        counted(account.operations, "operation"),
        account.typed,
        account.untyped.len(),
        account.untyped_share() * 100.0,
    );
    out.push_str("\nKeywords\n");
    for fate in Fate::ALL {
        let count = account.count(fate);
        if count > 0 || fate != Fate::Unaccounted {
            out.push_str(&format!("  {:<12} {count:>8}\n", fate.as_str()));
        }
    }
    let most = if all { usize::MAX } else { SHOWN };
    places(&mut out, "Untyped", &account.untyped, account, most);
    reported(&mut out, account, most);
    places(
        &mut out,
        "Unaccounted, which is a fault of gatewright: please report it",
        &account.unaccounted,
        account,
        most,
    );
    ignored(&mut out, account);
    if all {
        for fate in [Fate::Expressed, Fate::Documented] {
            keywords(&mut out, account, fate);
        }
    }
    out
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn places(out: &mut String, title: &str, positions: &[Position], account: &Account, most: usize) {
    if positions.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}\n"));
    for position in positions.iter().take(most) {
        let place = account.report.sources().locate(&position.origin);
        let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
        let line = format!("{place}{}: {}", position.origin, position.reason);
        out.push_str(&format!("  {}\n", visible(&line)));
    }
    more(out, positions.len(), most);
}

fn more(out: &mut String, count: usize, most: usize) {
    if let Some(rest @ 1..) = count.checked_sub(most) {
        out.push_str(&format!("  … and {rest} more (--all)\n"));
    }
}

/// What is reported, by code, with the first places of each.
fn reported(out: &mut String, account: &Account, most: usize) {
    let report = &account.report;
    let lines = report.one_line();
    let mut codes: Vec<Code> = report.diagnostics().iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    if !codes.is_empty() {
        out.push_str("\nReported\n");
    }
    for code in codes {
        let found = report.diagnostics().iter().zip(&lines).filter(|(diagnostic, _)| diagnostic.code == code);
        let found: Vec<&String> = found.map(|(_, line)| line).collect();
        let note = if code.info().severity == Severity::Note { ", good to know" } else { "" };
        out.push_str(&format!("  {code} ({}{note}): {}\n", found.len(), code.info().summary));
        for line in found.iter().take(most) {
            out.push_str(&format!("    {line}\n"));
        }
        if found.len() > most {
            out.push_str("  ");
            more(out, found.len(), most);
        }
    }
}

/// What may be left out, by reason.
fn ignored(out: &mut String, account: &Account) {
    let uses: Vec<&KeywordUse> = account.keywords.iter().filter(|used| used.outcome == Fate::Ignored).collect();
    let mut reasons: Vec<&str> = uses.iter().filter_map(|used| used.reason.as_deref()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    if !reasons.is_empty() {
        out.push_str("\nIgnored\n");
    }
    for reason in reasons {
        let of_reason = || uses.iter().filter(|used| used.reason.as_deref() == Some(reason));
        let mut names: Vec<&str> = of_reason().map(|used| used.keyword.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let count: usize = of_reason().map(|used| used.count).sum();
        let line = format!("{} ({count}): {reason}", names.join(", "));
        out.push_str(&format!("  {}\n", visible(&line)));
    }
}

fn keywords(out: &mut String, account: &Account, fate: Fate) {
    let title = if fate == Fate::Expressed { "Expressed" } else { "Documented" };
    out.push_str(&format!("\n{title}\n"));
    for used in account.keywords.iter().filter(|used| used.outcome == fate) {
        let line = format!("`{}` of {} ({})", used.keyword, used.object, used.count);
        out.push_str(&format!("  {}\n", visible(&line)));
    }
}
