//! Java regular expressions and replacements, on `fancy-regex`.
//!
//! Matching is bounded, so that no pattern hangs. Each thread keeps the patterns of templates that it
//! compiled last.

mod translate;

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use fancy_regex::{Captures, Regex, RegexBuilder};
use indexmap::IndexMap;

use crate::error::{RenderError, failed, limit};
use crate::limits::Budget;
use translate::Translator;

/// How many steps of backtracking one match may take.
const BACKTRACKING: usize = 100_000;

/// What a match costs, in steps of a template.
const STEPS: u64 = 16;

/// How many compiled patterns each thread keeps.
const KEPT: usize = 64;

thread_local! {
    static PATTERNS: RefCell<IndexMap<Box<str>, Arc<JavaPattern>>> = RefCell::default();
}

/// A regular expression in Java's syntax: a selection pattern, or one of a template.
///
/// ```
/// use gatewright_vtl::JavaPattern;
///
/// let pattern = JavaPattern::new(r"4\d{2}: .+")?;
/// assert!(pattern.matches("404: no such pet"));
/// // The whole text must fit, and `.` is no line end.
/// assert!(!pattern.matches("404: no such pet\nat line 1"));
/// # Ok::<(), gatewright_vtl::MalformedPattern>(())
/// ```
#[derive(Clone, Debug)]
pub struct JavaPattern {
    /// The pattern itself, for searching; plain text needs no engine.
    search: Search,
    /// The pattern bound to both ends, for `matches`.
    whole: Regex,
}

#[derive(Clone, Debug)]
enum Search {
    Text(String),
    Regex(Regex),
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MalformedPattern(String);

impl fmt::Display for MalformedPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MalformedPattern {}

impl JavaPattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// If Java would not take it, or it is too large.
    ///
    /// Source: `java.util.regex.Pattern`.
    pub fn new(pattern: &str) -> Result<Self, MalformedPattern> {
        let translated = Translator::new(pattern).translate()?;
        let build = |source: &str| {
            RegexBuilder::new(source)
                .backtrack_limit(BACKTRACKING)
                .delegate_size_limit(1 << 20)
                .build()
                .map_err(|error| MalformedPattern(error.to_string()))
        };
        let plain = !pattern.is_empty() && !pattern.contains(|character| r"\.[]{}()*+-?^$|".contains(character));
        let search = if plain { Search::Text(pattern.to_owned()) } else { Search::Regex(build(&translated)?) };
        Ok(Self { search, whole: build(&format!(r"\A(?:{translated})\z"))? })
    }

    /// Whether the whole text fits. A match that takes too long is none.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.try_matches(text).unwrap_or(false)
    }

    /// A template's pattern: compiled, or found compiled already.
    pub(crate) fn of_template(pattern: &str) -> Result<Arc<Self>, RenderError> {
        if let Some(found) = PATTERNS.with_borrow(|patterns| patterns.get(pattern).cloned()) {
            return Ok(found);
        }
        let compiled = Self::new(pattern);
        let compiled =
            Arc::new(compiled.map_err(|error| failed(format!("the pattern `{pattern}` is malformed: {error}")))?);
        PATTERNS.with_borrow_mut(|patterns| {
            if patterns.len() >= KEPT {
                patterns.shift_remove_index(0);
            }
            patterns.insert(pattern.into(), Arc::clone(&compiled));
        });
        Ok(compiled)
    }

    /// Whether the whole text fits.
    pub(crate) fn try_matches(&self, text: &str) -> Result<bool, RenderError> {
        self.whole.is_match(text).map_err(|_| too_slow())
    }

    /// Replaces the first match or all of them. `$1`, `${name}` and `\` in the replacement are live.
    pub(crate) fn replace(
        &self,
        text: &str,
        replacement: &str,
        only_first: bool,
        longest: usize,
        budget: &mut Budget,
    ) -> Result<String, RenderError> {
        let regex = match &self.search {
            Search::Text(plain) if !replacement.contains(['\\', '$']) => {
                let growth = replacement.len().saturating_sub(plain.len());
                if text.len().saturating_add(text.matches(plain.as_str()).count().saturating_mul(growth)) > longest {
                    return Err(too_long());
                }
                let count = if only_first { 1 } else { usize::MAX };
                return Ok(text.replacen(plain.as_str(), replacement, count));
            }
            Search::Text(plain) => &Regex::new(&fancy_regex::escape(plain)).map_err(|_| too_slow())?,
            Search::Regex(regex) => regex,
        };
        let mut result = String::with_capacity(text.len());
        let mut copied = 0;
        for captures in regex.captures_iter(text) {
            budget.spend(STEPS)?;
            let captures = captures.map_err(|_| too_slow())?;
            let Some(found) = captures.get(0) else {
                continue;
            };
            result.push_str(text.get(copied..found.start()).unwrap_or_default());
            expand(replacement, &captures, &mut result)?;
            copied = found.end();
            if result.len() > longest {
                return Err(too_long());
            }
            if only_first {
                break;
            }
        }
        result.push_str(text.get(copied..).unwrap_or_default());
        Ok(result)
    }

    /// Java's `split`: a `limit` of zero drops empty parts at the end, a negative one keeps them.
    pub(crate) fn split(&self, text: &str, limit: i32, budget: &mut Budget) -> Result<Vec<String>, RenderError> {
        let most = usize::try_from(limit).ok().filter(|limit| *limit > 0);
        let mut parts = Vec::new();
        let mut copied = 0;
        let mut cut = |start: usize, end: usize| {
            // An empty match at the very beginning makes no empty part.
            if most.is_some_and(|most| parts.len() + 1 >= most) || (end == 0 && start == 0) {
                return;
            }
            parts.push(text.get(copied..start).unwrap_or_default().to_owned());
            copied = end;
        };
        match &self.search {
            Search::Text(plain) => text.match_indices(plain.as_str()).for_each(|(at, found)| cut(at, at + found.len())),
            Search::Regex(regex) => {
                for found in regex.find_iter(text) {
                    budget.spend(STEPS)?;
                    let found = found.map_err(|_| too_slow())?;
                    // An empty match at the end of the text is none for Java.
                    if found.start() == found.end() && found.start() == text.len() && !text.is_empty() {
                        continue;
                    }
                    cut(found.start(), found.end());
                }
            }
        }
        if parts.is_empty() {
            return Ok(vec![text.to_owned()]);
        }
        parts.push(text.get(copied..).unwrap_or_default().to_owned());
        if limit == 0 {
            while parts.last().is_some_and(String::is_empty) {
                parts.pop();
            }
        }
        Ok(parts)
    }
}

fn too_slow() -> RenderError {
    limit("matching a regular expression takes too long")
}

fn too_long() -> RenderError {
    failed("a replacement builds too long a text")
}

/// Appends a replacement with its groups filled in.
fn expand(replacement: &str, captures: &Captures<'_, str>, out: &mut String) -> Result<(), RenderError> {
    let mut rest = replacement;
    while let Some(mark) = rest.find(['\\', '$']) {
        let (before, after) = rest.split_at_checked(mark).unwrap_or((rest, ""));
        out.push_str(before);
        let mut characters = after.chars();
        let escape = characters.next() == Some('\\');
        let after = characters.as_str();
        if escape {
            let escaped = characters.next().ok_or_else(|| failed("character to be escaped is missing"))?;
            out.push(escaped);
            rest = characters.as_str();
        } else if let Some(named) = after.strip_prefix('{') {
            let (name, after) = named.split_once('}').ok_or_else(|| failed("named capturing group is missing `}`"))?;
            let group = captures.name(name);
            out.push_str(group.map_or("", |group| group.as_str()));
            rest = after;
        } else {
            let (group, length) = group_number(after, captures.len())?;
            out.push_str(captures.get(group).map_or("", |group| group.as_str()));
            rest = after.get(length..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    Ok(())
}

/// The group after a `$`: as many digits as there are groups for.
fn group_number(text: &str, groups: usize) -> Result<(usize, usize), RenderError> {
    let mut digits = text.bytes().map_while(|byte| char::from(byte).to_digit(10)).map(|digit| digit as usize);
    let mut group = digits.next().ok_or_else(|| failed("illegal group reference"))?;
    if group >= groups {
        return Err(failed(format!("no group {group}")));
    }
    let mut length = 1;
    for digit in digits {
        let larger = group * 10 + digit;
        if larger >= groups {
            break;
        }
        group = larger;
        length += 1;
    }
    Ok((group, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_text_in_java_syntax() {
        let table = [
            ("4\\d{2}", "400", true),
            ("4\\d{2}", "4000", false),
            ("400", "400 Bad", false),
            ("400.*", "400 Bad", true),
            (".*four hundred.*", "Error: Raising four hundred from", true),
            (".+", "two\nlines", false),
            ("(?s).+", "two\nlines", true),
            ("(.|\\n)+", "two\nlines", true),
            ("[\\s\\S]*", "two\nlines", true),
            ("^.*Timeout.*$", "a Timeout b", true),
            ("(?!Malformed).*", "Malformed x", false),
            ("(?i)error", "ERROR", true),
            ("\\QA.B\\E.*", "A.Bc", true),
            ("\\QA.B\\E.*", "AxBc", false),
            ("\\p{Alpha}+", "abc", true),
            ("[\\p{Upper}&&[^A]]", "A", false),
            ("[.]", "x", false),
            ("a|b", "ab", false),
            ("", "", true),
            (".*\"type\"\\:\\s*\"x\".*", "{\"type\": \"x\"}", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(JavaPattern::new(pattern).unwrap().matches(text), expected, "{pattern} {text}");
        }
        for malformed in ["(", "[a", r"\y", "a\\"] {
            assert!(JavaPattern::new(malformed).is_err(), "{malformed}");
        }
    }

    #[test]
    fn backtracking_ends() {
        let pattern = JavaPattern::new("(?=x)(x+x+)+y\\1").unwrap();
        assert!(!pattern.matches(&"x".repeat(60)));
    }
}
