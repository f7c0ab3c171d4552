//! Regular expressions of documents: ECMAScript, compiled once per pattern.
//!
//! Patterns run on an engine whose time is linear in the text. What such an engine cannot express – look-around and
//! back-references – backtracks, and a match that takes more than [`STEPS`] is a violation: a text that nobody could
//! check is never taken for one that was.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use fancy_regex::{Regex, RegexBuilder};
use jsonschema_regex::{RepeatedClass, Search, search_form, to_rust_regex};

/// How often a backtracking match may go back: a millisecond or so.
const STEPS: usize = 10_000;

/// How a text and a pattern go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Matches,
    Differs,
    /// The match was given up.
    TooCostly,
    /// The pattern is none.
    Malformed,
}

enum Compiled {
    Engine(Regex),
    /// `^0x[a-f]{0,100000}$`, which engines write out: a text, and then so many characters of a class.
    Counted(String, RepeatedClass),
    Malformed,
}

/// Patterns are part of the program, so there are only so many.
static COMPILED: RwLock<BTreeMap<&'static str, Arc<Compiled>>> = RwLock::new(BTreeMap::new());

/// Whether a text matches, somewhere.
pub(super) fn verdict(pattern: &'static str, text: &str) -> Verdict {
    let matched = match &*compiled(pattern) {
        Compiled::Engine(regex) => regex.is_match(text),
        Compiled::Counted(before, class) => Ok(text.strip_prefix(before).is_some_and(|rest| class.is_match(rest))),
        Compiled::Malformed => return Verdict::Malformed,
    };
    match matched {
        Ok(true) => Verdict::Matches,
        Ok(false) => Verdict::Differs,
        Err(_) => Verdict::TooCostly,
    }
}

#[cfg(feature = "server")]
/// Compiles a pattern, unless it is already.
pub(crate) fn prepare(pattern: &'static str) {
    compiled(pattern);
}

fn compiled(pattern: &'static str) -> Arc<Compiled> {
    // A lock that a panicking thread has left is as good as any: entries are written whole.
    if let Some(known) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return Arc::clone(known);
    }
    let compiled = Arc::new(compile(pattern));
    COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern, Arc::clone(&compiled));
    compiled
}

fn compile(pattern: &str) -> Compiled {
    let plain = plain(pattern);
    let Ok(translated) = to_rust_regex(&plain) else { return Compiled::Malformed };
    let translated = match search_form(&plain, &translated) {
        Some(Search::RepeatedClass(class)) => return Compiled::Counted(String::new(), class),
        Some(Search::Collapsed(collapsed)) => Cow::Owned(collapsed),
        None => translated,
    };
    if let Some(counted) = counted(&translated) {
        return counted;
    }
    RegexBuilder::new(&translated).backtrack_limit(STEPS).build().map_or(Compiled::Malformed, Compiled::Engine)
}

/// A pattern that is plain text and then one class, counted.
fn counted(translated: &str) -> Option<Compiled> {
    let rest = translated.strip_prefix('^')?;
    let end = rest.find(|char: char| !char.is_ascii_alphanumeric())?;
    let (before, class) = rest.split_at_checked(end)?;
    let class = RepeatedClass::from_translated(&format!("^{class}"))?;
    Some(Compiled::Counted(before.to_owned(), class))
}

/// The pattern with what the translation leaves to others: a hyphen behind `\w` in a class stands for itself, and
/// `\d` and `\w` are ASCII also where there is look-around, which is handed on as it is.
fn plain(pattern: &str) -> Cow<'_, str> {
    let beyond_linear = ["(?=", "(?!", "(?<=", "(?<!", "\\1", "\\k<"].iter().any(|sign| pattern.contains(sign));
    let has_hyphen = ["\\w-", "\\d-", "\\s-", "\\W-", "\\D-", "\\S-"].iter().any(|sign| pattern.contains(sign));
    if !beyond_linear && !has_hyphen {
        return Cow::Borrowed(pattern);
    }
    let mut plain = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(char) = chars.next() {
        match char {
            '[' if !in_class => in_class = true,
            ']' => in_class = false,
            '\\' => {
                let Some(escaped) = chars.next() else {
                    plain.push('\\');
                    break;
                };
                match (escaped, in_class) {
                    ('d', true) if beyond_linear => plain.push_str("0-9"),
                    ('d', false) if beyond_linear => plain.push_str("[0-9]"),
                    ('D', false) if beyond_linear => plain.push_str("[^0-9]"),
                    ('w', true) if beyond_linear => plain.push_str("A-Za-z0-9_"),
                    ('w', false) if beyond_linear => plain.push_str("[A-Za-z0-9_]"),
                    ('W', false) if beyond_linear => plain.push_str("[^A-Za-z0-9_]"),
                    _ => plain.extend(['\\', escaped]),
                }
                if in_class && matches!(escaped, 'd' | 'D' | 's' | 'S' | 'w' | 'W') && chars.peek() == Some(&'-') {
                    plain.push('\\');
                }
                continue;
            }
            _ => {}
        }
        plain.push(char);
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &'static str, text: &str, expected: Verdict) {
        assert_eq!(verdict(pattern, text), expected, "{pattern} {text:.40}");
    }

    #[test]
    fn patterns_are_those_of_ecmascript() {
        for (pattern, yes, no) in [
            (r"^\d+$", "12", "١٢"),
            (r"^\w+$", "a_1", "ä"),
            (r"^[\w-.]+$", "a-b.c", "a b"),
            (r"^[A-Za-z0-9][\w- ]+$", "ab - c", "a!"),
            (r"^(?=.*\d)[\w-]{3,}$", "a-1", "a-١"),
            (r"^(a)\1$", "aa", "ab"),
            (r"\/v1\/", "/v1/", "/v2/"),
            (r"^\cA$", "\u{1}", "A"),
            (r"^.{0,262144}$", "ä", "\n"),
            (r"^0x[a-f0-9]{0,2147483648}$", "0xa", "0xg"),
            (r"^0x[a-f0-9]{262144}$", &format!("0x{}", "a".repeat(262_144)), "0xa"),
            (r"^\u00e4$", "ä", "a"),
        ] {
            check(pattern, yes, Verdict::Matches);
            check(pattern, no, Verdict::Differs);
        }
        check("([a-z", "a", Verdict::Malformed);
    }

    #[test]
    fn long_texts_are_checked() {
        let text = "a".repeat(1 << 20);
        check("^a+$", &text, Verdict::Matches);
        check("^(a+)+$", &format!("{text}!"), Verdict::Differs);
        check("^(?=a)(a|a)*$", &format!("{text}!"), Verdict::Differs);
        check("^((?!b)a|(?!c)a)*$", &format!("{}!", "a".repeat(40)), Verdict::TooCostly);
    }
}
