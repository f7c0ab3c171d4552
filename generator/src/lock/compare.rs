//! The names of a run beside those of the lock: what differs, and what the file is to hold.

use std::path::PathBuf;

use gatewright_document::{Code, Report, Severity};

use super::{Lock, LockMode};

/// What `gatewright.lock` is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Whether the file holds something else, or does not exist.
    pub changed: bool,
}

/// `gatewright.lock` as it was read.
#[derive(Clone, Debug)]
pub(crate) struct LockText {
    pub(crate) path: PathBuf,
    pub(crate) mode: LockMode,
    /// `None` if there is no such file.
    pub(crate) text: Option<String>,
}

/// The names of earlier runs; `None` if the file cannot be read, which is reported.
pub(crate) fn read(lock: &LockText, report: &mut Report) -> Option<Lock> {
    let name = lock.path.display().to_string();
    lock.text.as_ref().map_or_else(|| Some(Lock::default()), |text| Lock::parse(&name, text, report))
}

/// Compares the names of this run with those of the lock, and tells what differs.
pub(crate) fn compare(lock: &LockText, old: &Lock, new: &Lock, report: &mut Report) -> Names {
    let path = lock.path.clone();
    let text = new.render();
    let changed = lock.text.as_ref() != Some(&text);
    let (added, differ, gone) = (new.beyond(old), new.unlike(old), old.beyond(new));
    let mut facts = Vec::new();
    if lock.text.is_none() {
        facts.push("does not exist".to_owned());
    } else {
        facts.extend((!added.is_empty()).then(|| format!("lacks {}", listed(&added))));
        facts.extend((!differ.is_empty()).then(|| format!("differs in {}", listed(&differ))));
        facts.extend((!gone.is_empty()).then(|| format!("names {} that is no more", listed(&gone))));
    }
    let severity = match lock.mode {
        LockMode::Read if added.is_empty() && differ.is_empty() => Severity::Note,
        LockMode::Read => Severity::Warning,
        LockMode::Update => Severity::Note,
        LockMode::Frozen => Severity::Error,
    };
    if !facts.is_empty() {
        let help = match lock.mode {
            LockMode::Update => "it is written anew",
            _ => "generate with `--lock`, or with `Builder::lock_mode(LockMode::Update)`, and commit the file",
        };
        report
            .without_place(Code::LOCK_OUTDATED)
            .severity(severity)
            .message(format!("`{}` {}", path.display(), facts.join(" and ")))
            .help(help);
    }
    Names { path, text, changed }
}

/// The first of several things, and how many more there are.
fn listed(things: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = things.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match things.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => format!("{shown} and {more} more"),
        None => shown,
    }
}
