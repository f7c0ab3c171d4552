//! Which patterns a server can hold values to, and at what cost.
//!
//! The runtime compiles the same patterns with the same crates when a server starts; a pattern that fails there has to
//! be found here.

use fancy_regex::Regex;
use jsonschema_regex::{RepeatedClass, Search, search_form, to_rust_regex};

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

/// What the parser says, in one line.
fn reason(pattern: &str) -> String {
    match regex_syntax::ast::parse::Parser::new().parse(pattern) {
        Err(error) => error.kind().to_string(),
        Ok(_) => "it is too large".to_owned(),
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
        ] {
            assert_eq!(effort(pattern), expected, "{pattern}");
        }
    }
}
