//! A diff for people, for changelogs and for programs.

use core::fmt::Write as _;
use std::collections::BTreeMap;

use gatewright_document::visible;
use serde_json::{Value, json};

use super::{Change, Diff, Effect, Spot, Verdict};

/// How many changes of one verdict a page shows, unless all are asked for.
const SHOWN: usize = 50;
/// With more changes than fill a screen, a text begins with an overview.
const SCREEN: usize = 12;
/// How many kinds of change a line of the overview names.
const KINDS: usize = 4;

impl Diff {
    /// The diff for a terminal: an overview if there is much, and a block for each verdict, the worst first. `all` shows
    /// what is harmless too, and leaves nothing out.
    #[must_use]
    pub fn to_text(&self, all: bool) -> String {
        let mut out = self.overview();
        for verdict in Verdict::ALL {
            let changes: Vec<&Change> = self.changes.iter().filter(|change| change.verdict == verdict).collect();
            if changes.is_empty() {
                continue;
            }
            let _ = writeln!(out, "{} ({})", verdict.words(), changes.len());
            if verdict == Verdict::Harmless && !all {
                out.push_str("  (--all shows them)\n\n");
                continue;
            }
            for change in &changes {
                let _ = writeln!(out, "  {}{}", change.subject, uses(change));
                for spot in places(change) {
                    let _ = writeln!(out, "    {spot}");
                }
                for line in told(change) {
                    let _ = writeln!(out, "    {line}");
                }
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.summary());
        out.lines().map(|line| format!("{}\n", visible(line))).collect()
    }

    /// How many changes of which kinds there are, a line for each verdict; nothing where they fit on a screen.
    fn overview(&self) -> String {
        let mut out = String::new();
        if self.changes.len() - self.count(Verdict::Harmless) <= SCREEN {
            return out;
        }
        let widest = Verdict::ALL.iter().map(|verdict| verdict.words().len()).max().unwrap_or_default();
        for verdict in Verdict::ALL {
            let count = self.count(verdict);
            if count == 0 {
                continue;
            }
            let worst = self.changes.iter().filter(|change| change.verdict == verdict);
            let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
            for effect in worst.filter_map(|change| change.effects.first()) {
                *kinds.entry(kind(effect)).or_default() += 1;
            }
            let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
            kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let named = kinds.iter().take(KINDS).map(|(kind, count)| format!("{count} {kind}"));
            let rest = (kinds.len() > KINDS).then(|| "…".to_owned());
            let named: Vec<String> = named.chain(rest).collect();
            let _ = writeln!(out, "{:<widest$} {count:>5}  {}", verdict.words(), named.join(", "));
        }
        let _ = writeln!(out, "{:<widest$} {:>5}\n", "suggested version", self.bump().as_str());
        out
    }

    /// One line: `3 breaking changes for callers, 1 …; semver: major`.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.changes.is_empty() {
            return "no changes; semver: none".to_owned();
        }
        let counts = Verdict::ALL.into_iter().map(|verdict| (self.count(verdict), verdict.words()));
        let counts: Vec<String> =
            counts.filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
        format!("{}; semver: {}", counts.join(", "), self.bump().as_str())
    }

    /// The diff as a changelog entry, and as a step summary of GitHub Actions.
    #[must_use]
    pub fn to_markdown(&self, all: bool) -> String {
        let mut out = format!("## API changes\n\n{}.\n", self.summary());
        for verdict in Verdict::ALL {
            let changes: Vec<&Change> = self.changes.iter().filter(|change| change.verdict == verdict).collect();
            if changes.is_empty() {
                continue;
            }
            let mut title = verdict.words().to_owned();
            title.replace_range(..1, &title[..1].to_uppercase());
            let _ = write!(out, "\n### {title}\n\n");
            let most = if all { usize::MAX } else { SHOWN };
            for change in changes.iter().take(most) {
                let _ = writeln!(out, "- {}{}: {}.", change.subject, uses(change), told(change).join("; "));
            }
            if let Some(more @ 1..) = changes.len().checked_sub(most) {
                let _ = writeln!(out, "- … and {more} more");
            }
        }
        // Text of the document must not become markup of the page.
        let plain = |line: &str| visible(line).to_string().replace('<', "&lt;").replace("![", "!\\[");
        out.lines().map(|line| plain(line) + "\n").collect()
    }

    /// The diff for programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let counts: serde_json::Map<String, Value> =
            Verdict::ALL.into_iter().map(|verdict| (verdict.as_str().to_owned(), self.count(verdict).into())).collect();
        json!({
            "verdict": self.verdict().map(Verdict::as_str),
            "bump": self.bump().as_str(),
            "counts": counts,
            "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
        })
    }
}

fn change(change: &Change) -> Value {
    json!({
        "subject": change.subject,
        "verdict": change.verdict.as_str(),
        "old": change.old.as_ref().map(spot),
        "new": change.new.as_ref().map(spot),
        "uses": change.uses,
        "effects": change.effects.iter().map(effect).collect::<Vec<_>>(),
    })
}

fn spot(spot: &Spot) -> Value {
    json!({ "file": spot.file, "line": spot.line, "column": spot.column, "pointer": spot.pointer })
}

fn effect(effect: &Effect) -> Value {
    json!({
        "verdict": effect.verdict.as_str(),
        "check": effect.check,
        "item": effect.item,
        "text": effect.text,
    })
}

/// How many operations are concerned, where that is not plain.
fn uses(change: &Change) -> String {
    match change.uses {
        0 | 1 => String::new(),
        many => format!(" (used by {many} operations)"),
    }
}

/// What stands between an item and a part of it that has no name.
const PART: &str = ", its ";

/// What an effect does, in words that many effects have in common.
fn kind(effect: &Effect) -> String {
    match (effect.check, &effect.item) {
        ("item-changed", Some(item)) if item.contains(PART) => "with other failures or headers".to_owned(),
        ("item-changed", _) => "of another type".to_owned(),
        ("item-demanded", _) => "more to implement".to_owned(),
        ("item-added", _) => "new".to_owned(),
        (check, _) => check.trim_start_matches("item-").replace('-', " "),
    }
}

fn places(change: &Change) -> Vec<String> {
    let place = |spot: &Spot| format!("{}:{}:{}", spot.file, spot.line, spot.column);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => vec![format!("{} → {}", place(old), place(new))],
        (Some(old), None) => vec![format!("{} →", place(old))],
        (None, Some(new)) => vec![format!("→ {}", place(new))],
        (None, None) => Vec::new(),
    }
}

/// The effects in words, each once, whomever they concern.
fn told(change: &Change) -> Vec<String> {
    let mut lines: Vec<(String, Vec<Verdict>)> = Vec::new();
    for effect in &change.effects {
        let text = match &effect.item {
            Some(item) => match item.split_once(PART) {
                Some((item, part)) => format!("the {part} of `{item}` {}", effect.text),
                None => format!("`{item}` {}", effect.text),
            },
            None => effect.text.clone(),
        };
        match lines.iter_mut().find(|(known, _)| *known == text) {
            Some((_, verdicts)) => verdicts.push(effect.verdict),
            None => lines.push((text, vec![effect.verdict])),
        }
    }
    let line = |(text, mut verdicts): (String, Vec<Verdict>)| {
        verdicts.dedup();
        // What is harmless beside something worse, or stands in the heading, needs no word.
        let words: Vec<&str> = verdicts
            .iter()
            .filter(|verdict| **verdict != change.verdict && **verdict != Verdict::Harmless)
            .map(|verdict| verdict.words())
            .collect();
        if words.is_empty() { text } else { format!("{text} ({})", words.join(", ")) }
    };
    lines.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Builder, Document};

    fn document(operations: usize, failure: &str) -> Document {
        let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n".to_owned();
        for number in 0..operations {
            text.push_str(&format!(
                "  /a{number}: {{get: {{operationId: get{number}, responses: {{'204': {{description: Done.}}{failure}}}}}}}\n"
            ));
        }
        Document::from_text("api.yaml", &text).unwrap()
    }

    fn text(operations: usize) -> String {
        let (old, new) = (document(operations + 1, ""), document(operations, ", '404': {description: None.}"));
        Builder::new("api.yaml").diff(&old, &new).unwrap().to_text(false)
    }

    #[test]
    fn much_begins_with_an_overview() {
        let text = text(20);
        let first: Vec<&str> = text.lines().take(3).map(str::trim_end).collect();
        assert_eq!(
            first,
            [
                "breaks callers at compile time         21  20 with other failures or headers, 1 removed",
                "harmless                               20  20 new",
                "suggested version                   major",
            ]
        );
        assert!(
            text.contains("the error of `client::Get0::send` is `client::Get0Error`, and was `rt::client::NoError`"),
            "{text}"
        );
    }

    #[test]
    fn little_has_none() {
        assert!(text(2).starts_with("breaks callers at compile time (3)\n"), "{}", text(2));
    }
}
