//! Mistakes in the syntax of YAML, from libyaml's words to plain ones.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};

/// The byte at a line and a column in characters, both from 1, as libyaml counts lines. Its end of
/// the text is the start of a line that is not there.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        let rest = text.get(start..).unwrap_or_default();
        let Some(at) = rest.find(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) else {
            return text.len();
        };
        let length = match rest.get(at..) {
            Some(broken) if broken.starts_with("\r\n") => 2,
            Some(broken) => broken.chars().next().map_or(1, char::len_utf8),
            None => 1,
        };
        start += at + length;
    }
    let rest = text.get(start..).unwrap_or_default();
    let before = rest.chars().take(column.saturating_sub(1));
    start + before.map(char::len_utf8).sum::<usize>()
}

/// The one character at a byte.
pub(crate) fn character(text: &str, at: usize) -> Span {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    Span::new(at, at + next.map_or(0, char::len_utf8))
}

/// The diagnostic for a message of libyaml about the text at `at`.
pub(crate) fn diagnose(text: &str, message: &str, at: usize, source: SourceId) -> Diagnostic {
    let (line_start, line) = line_around(text, at);
    let indent = line.len() - line.trim_start().len();
    let fault = Fault { text, source, at, context: context(text, message), line_start, line, indent };
    // `problem at line 3 column 1, while parsing … at line 2 column 7`
    let problem = message.split(" at line ").next().unwrap_or(message);
    fault
        .tab()
        .or_else(|| fault.indentation(problem))
        .or_else(|| fault.unclosed(problem))
        .or_else(|| fault.character(problem))
        .unwrap_or_else(|| fault.other(problem))
}

struct Fault<'t> {
    text: &'t str,
    source: SourceId,
    at: usize,
    /// Where that began which was being read.
    context: Option<usize>,
    line_start: usize,
    line: &'t str,
    indent: usize,
}

impl Fault<'_> {
    fn make(&self, span: Span, message: &str, label: &str, help: &str) -> Diagnostic {
        let place = Origin::span(self.source, span);
        let mut diagnostic = Diagnostic::new(Code::YAML_SYNTAX, Some(place));
        diagnostic.message = message.to_owned();
        diagnostic.label = (!label.is_empty()).then(|| label.to_owned());
        diagnostic.help = (!help.is_empty()).then(|| help.to_owned());
        diagnostic
    }

    fn here(&self, message: &str, help: &str) -> Diagnostic {
        self.make(character(self.text, self.at), message, "", help)
    }

    /// The whole word or line at a byte.
    fn rest_of_line(&self, at: usize) -> Span {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
        Span::new(at, at + line.trim_end().len())
    }

    fn tab(&self) -> Option<Diagnostic> {
        let tab = self.line.get(..self.indent)?.find('\t')?;
        let span = Span::new(self.line_start + tab, self.line_start + self.indent);
        Some(self.make(span, "a tab in the indentation", "YAML is indented with spaces", "replace the tabs by spaces"))
    }

    fn indentation(&self, problem: &str) -> Option<Diagnostic> {
        if problem.contains("mapping values are not allowed") {
            return Some(self.deeper_than_above().unwrap_or_else(|| {
                self.here(
                    "a second `:` in one value",
                    "put quotes around text that has `: `, or check the indentation of this line",
                )
            }));
        }
        let fits_nothing = ["did not find expected key", "'-' indicator", "<document start>"];
        if fits_nothing.iter().any(|words| problem.contains(words)) {
            return Some(self.here(
                "the indentation fits none of the lines above",
                "start this line in the same column as the keys or items it belongs to",
            ));
        }
        if problem.contains("could not find expected ':'") {
            let key = self.rest_of_line(self.context.unwrap_or(self.at));
            let help = "add `:` and a value, or check the indentation of this line";
            return Some(self.make(key, "a key without `:`", "", help));
        }
        if problem.contains("block sequence entries are not allowed") {
            let help = "start the list on a line of its own, below its key";
            return Some(self.here("a list item where none can be", help));
        }
        None
    }

    /// `title: A` and below it, deeper, `version: 1`: libyaml sees one text with two colons.
    fn deeper_than_above(&self) -> Option<Diagnostic> {
        let key = self.line.get(self.indent..self.at.checked_sub(self.line_start)?)?;
        if key.contains(": ") {
            return None;
        }
        let above = key_above(self.text, self.line_start, self.indent)?;
        let start = self.line_start + self.indent;
        let mut diagnostic = self.make(
            Span::new(start, start + key.len()),
            "this line is indented as if it went on with the value above",
            "deeper than the key above",
            "start it in the same column as the keys beside it",
        );
        let label = "this key has a value already".to_owned();
        diagnostic.related.push((Origin::span(self.source, above), label));
        Some(diagnostic)
    }

    /// Brackets and quotes that are never closed.
    fn unclosed(&self, problem: &str) -> Option<Diagnostic> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let at_end = rest.trim().is_empty();
        if problem.contains("unexpected end of stream") {
            let open = character(self.text, self.context.unwrap_or(self.at));
            let help = "close the string; if the file was cut off, get it again";
            return Some(self.make(open, "a string is never closed", "it begins here", help));
        }
        if !problem.contains("did not find expected ',' or") {
            return None;
        }
        let close = if problem.contains('}') { "}" } else { "]" };
        let help = if at_end {
            "close the bracket; if the file was cut off, get it again".to_owned()
        } else {
            format!("close the bracket with `{close}`, or put quotes around text that has brackets or commas")
        };
        let end = self.text.trim_end().len();
        let place = if at_end { Span::new(end, end) } else { character(self.text, self.at) };
        let mut diagnostic = self.make(place, &format!("expected `,` or `{close}`"), "", &help);
        if at_end {
            diagnostic.code = Code::TRUNCATED_DOCUMENT;
        }
        if let Some(open) = self.context {
            let place = Origin::span(self.source, character(self.text, open));
            diagnostic.related.push((place, "this bracket is open".to_owned()));
        }
        Some(diagnostic)
    }

    fn character(&self, problem: &str) -> Option<Diagnostic> {
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        if problem.contains("cannot start any token") {
            let what = match found {
                Some('`') => "a backtick".to_owned(),
                Some('\t') => "a tab".to_owned(),
                Some(other) => format!("`{other}`"),
                None => "this".to_owned(),
            };
            return Some(self.here(&format!("no YAML text may begin with {what}"), "put quotes around the text"));
        }
        if problem.contains("unknown anchor") {
            let help = "put quotes around text that begins with `*`";
            return Some(self.here("an alias whose anchor is not defined before", help));
        }
        if problem.contains("alphabetic or numeric character") {
            let start = self.context.unwrap_or(self.at);
            let message = "`*` and `&` begin an alias or an anchor";
            return Some(self.make(character(self.text, start), message, "", "put quotes around the text"));
        }
        if problem.contains("unknown escape character") {
            let help = "write a backslash as `\\\\`, or use single quotes";
            return Some(self.here("an escape that YAML does not know", help));
        }
        if problem.contains("control characters") {
            // The reader knows no line; it stops at the first one.
            let allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | '\u{85}');
            let bad = |character: char| character.is_control() && !allowed(character);
            let at = self.text.find(bad).unwrap_or(self.at);
            let code = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, u32::from);
            let message = format!("the control character U+{code:04X}");
            return Some(self.make(character(self.text, at), &message, "", "remove it"));
        }
        None
    }

    fn other(&self, problem: &str) -> Diagnostic {
        // `paths./a.x: invalid value: string "abc", expected an integer`
        if let Some((_, misfit)) = problem.split_once("invalid value: ") {
            return self.here(&format!("a tag does not fit its value: {misfit}"), "remove the tag");
        }
        self.here(problem, "")
    }
}

fn line_around(text: &str, at: usize) -> (usize, &str) {
    let at = text.floor_char_boundary(at.min(text.len()));
    let before = text.get(..at).and_then(|before| before.rfind('\n'));
    let start = before.map_or(0, |newline| newline + 1);
    let rest = text.get(start..).unwrap_or_default();
    (start, rest.split('\n').next().unwrap_or(rest).trim_end_matches('\r'))
}

/// The place after `while parsing a flow mapping at line 2 column 7`.
fn context(text: &str, message: &str) -> Option<usize> {
    let (_, context) = message.split_once(", while ")?;
    let (_, place) = context.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some(offset(text, line.parse().ok()?, column.parse().ok()?))
}

/// The key of the nearest line above that is indented less.
fn key_above(text: &str, line_start: usize, indent: usize) -> Option<Span> {
    let mut end = line_start.checked_sub(1)?;
    loop {
        let (start, line) = line_around(text, end);
        let content = line.trim_start();
        let depth = line.len() - content.len();
        if depth < indent && !content.is_empty() && !content.starts_with('#') {
            let key = content.split(':').next()?;
            return Some(Span::new(start + depth, start + depth + key.len()));
        }
        end = start.checked_sub(1)?;
    }
}
