//! Which patterns a server can hold values to, and at what cost.
//!
//! The runtime compiles the same patterns with the same crates when a server starts; a pattern that fails there has to
//! be found here.

use fancy_regex::Regex;
use jsonschema_regex::{RepeatedClass, Search, search_form, to_rust_regex};
use regex_syntax::hir::{Hir, HirKind, Look, Repetition};

/// What matching costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Time linear in the text.
    Linear,
    /// The engine goes back and tries again, which servers limit.
    Backtracks,
}

/// How a pattern of ECMA-262 is matched; the error says why it is none.
pub(crate) fn effort(pattern: &str) -> Result<Effort, String> {
    let plain = separate_hyphens(pattern);
    let translated = to_rust_regex(&plain).map_err(|()| reason(pattern))?;
    let searched = match search_form(&plain, &translated) {
        Some(Search::RepeatedClass(_)) => return Ok(Effort::Linear),
        Some(Search::Collapsed(collapsed)) => collapsed,
        None => translated.into_owned(),
    };
    if is_counted(&searched) {
        return Ok(Effort::Linear);
    }
    Regex::new(&searched).map_err(|_| reason(pattern))?;
    Ok(if regex_syntax::parse(&searched).is_ok() { Effort::Linear } else { Effort::Backtracks })
}

/// Whether a pattern is plain text and then one class, which is counted however large the count.
fn is_counted(translated: &str) -> bool {
    let rest =
        translated.strip_prefix('^').unwrap_or_default().trim_start_matches(|char: char| char.is_ascii_alphanumeric());
    RepeatedClass::from_translated(&format!("^{rest}")).is_some()
}

/// A pattern that repeats one class of characters, as a pattern without a count and the lengths that texts may have.
pub(crate) struct Counted {
    pub(crate) open: String,
    pub(crate) shortest: u64,
    pub(crate) longest: Option<u64>,
}

/// A pattern such as `^0x[a-f]{262144}$` without its count. JSON Schema's validator compiles the count, which takes more
/// than it may.
pub(crate) fn counted(pattern: &str) -> Option<Counted> {
    let before = pattern.strip_suffix("}$").and_then(|rest| rest.rfind('{')).and_then(|end| pattern.get(..end))?;
    let translated = to_rust_regex(pattern).ok()?;
    let hir = regex_syntax::parse(&translated).ok()?;
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let (literal, repeated) = match parts.as_slice() {
        [start, repeated, end] if is_whole(start, end) => (0, repeated),
        [start, literal, repeated, end] if is_whole(start, end) => {
            let HirKind::Literal(text) = literal.kind() else { return None };
            (std::str::from_utf8(&text.0).ok()?.chars().count() as u64, repeated)
        }
        _ => return None,
    };
    let HirKind::Repetition(Repetition { min, max, sub, .. }) = repeated.kind() else { return None };
    let HirKind::Class(_) = sub.kind() else { return None };
    Some(Counted {
        open: format!("{before}*$"),
        shortest: literal + u64::from(*min),
        longest: max.map(|max| literal + u64::from(max)),
    })
}

fn is_whole(start: &Hir, end: &Hir) -> bool {
    matches!((start.kind(), end.kind()), (HirKind::Look(Look::Start), HirKind::Look(Look::End)))
}

/// What the parser says, in one line.
fn reason(pattern: &str) -> String {
    use regex_syntax::ast::ErrorKind::{UnsupportedBackreference, UnsupportedLookAround};

    match regex_syntax::parse(pattern) {
        // What backtracks has a parser of its own.
        Err(regex_syntax::Error::Parse(error))
            if matches!(error.kind(), UnsupportedBackreference | UnsupportedLookAround) =>
        {
            match Regex::new(pattern) {
                Err(fancy_regex::Error::ParseError(_, error)) => error.to_string(),
                _ => error.kind().to_string(),
            }
        }
        Err(regex_syntax::Error::Parse(error)) => error.kind().to_string(),
        Err(regex_syntax::Error::Translate(error)) => error.kind().to_string(),
        _ => "it is too large".to_owned(),
    }
}

/// A hyphen behind `\w` in a class stands for itself.
fn separate_hyphens(pattern: &str) -> String {
    let mut separated = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(char) = chars.next() {
        separated.push(char);
        match char {
            '[' => in_class = true,
            ']' => in_class = false,
            '\\' => {
                let Some(escaped) = chars.next() else { break };
                separated.push(escaped);
                if in_class && "dDsSwW".contains(escaped) && chars.peek() == Some(&'-') {
                    separated.push('\\');
                }
            }
            _ => {}
        }
    }
    separated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn efforts() {
        for (pattern, expected) in [
            (r"^[\w- ]+$", Ok(Effort::Linear)),
            ("^(a+)+$", Ok(Effort::Linear)),
            ("^.{0,262144}$", Ok(Effort::Linear)),
            ("^0x[a-f]{262144}$", Ok(Effort::Linear)),
            (r"^(?=.*\d).{8,}$", Ok(Effort::Backtracks)),
            (r"^(a)\1$", Ok(Effort::Backtracks)),
            ("([a-z", Err("unclosed character class".to_owned())),
            (r"\p{Nosuch}", Err("Unicode property not found".to_owned())),
            ("(?!a)+", Err("Target of repeat operator is invalid".to_owned())),
        ] {
            assert_eq!(effort(pattern), expected, "{pattern}");
        }
    }
    #[test]
    fn counts_become_lengths() {
        for (pattern, expected) in [
            ("^0x[a-f]{262144}$", Some(("^0x[a-f]*$", 262_146, Some(262_146)))),
            ("^[ab]{2,}$", Some(("^[ab]*$", 2, None))),
            ("^ä[ab]{0,7}$", Some(("^ä[ab]*$", 1, Some(8)))),
            ("^(ab){2,3}$", None),
            ("^a|[ab]{2,3}$", None),
            ("[ab]{2,3}$", None),
            (r"^a\{2}$", None),
        ] {
            let found = counted(pattern);
            let found = found.as_ref().map(|found| (found.open.as_str(), found.shortest, found.longest));
            assert_eq!(found, expected, "{pattern}");
        }
    }
}
