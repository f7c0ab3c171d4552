//! Selection patterns: Java's regular expressions, matched against a whole text.

use std::fmt::Write as _;

/// How many steps a match may take back; a pattern that needs more matches nothing.
const BACKTRACK_LIMIT: usize = 1_000_000;

/// A compiled selection pattern.
///
/// Java's `.` matches no line terminator, so that `.+` does not match a message of several lines, and
/// the whole text must match, as at AWS.
#[derive(Clone, Debug)]
pub struct SelectionPattern {
    regex: fancy_regex::Regex,
}

impl SelectionPattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Says what is wrong with the pattern.
    pub fn new(pattern: &str) -> Result<SelectionPattern, String> {
        let translated = format!(r"\A(?:{})\z", from_java(pattern));
        fancy_regex::RegexBuilder::new(&translated)
            .backtrack_limit(BACKTRACK_LIMIT)
            .build()
            .map(|regex| SelectionPattern { regex })
            .map_err(|error| error.to_string())
    }

    /// Whether the whole text matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text).unwrap_or(false)
    }
}

/// Writes a Java pattern for the engine here: the same but for `.`, quoting, and names of classes.
fn from_java(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut class_depth = 0_u32;
    let mut dot_all = false;
    while let Some(character) = rest.chars().next() {
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        rest = match character {
            '\\' => escape(after, &mut out),
            '[' => {
                class_depth += 1;
                out.push('[');
                // A `]` or `[` right at the start would be read differently; Java allows `[^…` only.
                match after.strip_prefix('^') {
                    Some(after) => {
                        out.push('^');
                        after
                    }
                    None => after,
                }
            }
            ']' => {
                class_depth = class_depth.saturating_sub(1);
                out.push(']');
                after
            }
            '.' if class_depth == 0 && !dot_all => {
                out.push_str(r"[^\n\r\x{85}\x{2028}\x{2029}]");
                after
            }
            '(' if class_depth == 0 && after.starts_with("?s)") => {
                dot_all = true;
                out.push_str("(?s)");
                after.get(3..).unwrap_or_default()
            }
            other => {
                out.push(other);
                after
            }
        };
    }
    out
}

/// What follows a backslash; gives back the rest of the pattern.
fn escape<'p>(after: &'p str, out: &mut String) -> &'p str {
    if let Some(quoted) = after.strip_prefix('Q') {
        let (text, rest) = quoted.split_once(r"\E").unwrap_or((quoted, ""));
        out.push_str(&fancy_regex::escape(text));
        return rest;
    }
    let mut characters = after.chars();
    match characters.next() {
        Some('h') => out.push_str(r"[ \t\x{A0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]"),
        Some('R') => out.push_str(r"(?:\r\n|[\n\x0B\x0C\r\x{85}\x{2028}\x{2029}])"),
        Some('Z') => out.push_str(r"(?=\n?\z)"),
        // Java's classes are those of ASCII unless a flag says otherwise.
        Some('d') => out.push_str("[0-9]"),
        Some('D') => out.push_str("[^0-9]"),
        Some('w') => out.push_str("[a-zA-Z_0-9]"),
        Some('W') => out.push_str("[^a-zA-Z_0-9]"),
        Some('s') => out.push_str(r"[ \t\n\x0B\x0C\r]"),
        Some('S') => out.push_str(r"[^ \t\n\x0B\x0C\r]"),
        Some('p') => return named_class(characters.as_str(), out, false),
        Some('P') => return named_class(characters.as_str(), out, true),
        Some(other @ ('"' | '\'' | '/' | ':' | ',' | '=' | '<' | '>' | '!' | '@' | '%' | '_' | '`' | ';')) => {
            // Java allows a backslash before everything that is no letter.
            out.push(other);
        }
        Some(other) => {
            out.push('\\');
            out.push(other);
        }
        None => out.push_str(r"\\"),
    }
    characters.as_str()
}

fn named_class<'p>(after: &'p str, out: &mut String, negated: bool) -> &'p str {
    let posix = |name: &str| match name {
        "Lower" => Some("a-z"),
        "Upper" => Some("A-Z"),
        "ASCII" => Some(r"\x00-\x7F"),
        "Alpha" => Some("a-zA-Z"),
        "Digit" => Some("0-9"),
        "Alnum" => Some("a-zA-Z0-9"),
        "Punct" => Some(r"!-/:-@\[-`{-~"),
        "Graph" => Some("!-~"),
        "Print" => Some(" -~"),
        "Blank" => Some(r" \t"),
        "Cntrl" => Some(r"\x00-\x1F\x7F"),
        "XDigit" => Some("0-9a-fA-F"),
        "Space" => Some(r" \t\n\x0B\x0C\r"),
        _ => None,
    };
    let letter = if negated { 'P' } else { 'p' };
    match after.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((name, rest)) => {
            let name = name.strip_prefix("Is").unwrap_or(name);
            // Writing to a string cannot fail.
            let _ = match posix(name) {
                Some(class) if negated => write!(out, "[^{class}]"),
                Some(class) => write!(out, "[{class}]"),
                None => write!(out, r"\{letter}{{{name}}}"),
            };
            rest
        }
        None => {
            out.push('\\');
            out.push(letter);
            after
        }
    }
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
            assert_eq!(SelectionPattern::new(pattern).unwrap().matches(text), expected, "{pattern} {text}");
        }
        assert!(SelectionPattern::new("(").is_err());
    }

    #[test]
    fn backtracking_ends() {
        let pattern = SelectionPattern::new("(?=x)(x+x+)+y\\1").unwrap();
        assert!(!pattern.matches(&"x".repeat(60)));
    }
}
