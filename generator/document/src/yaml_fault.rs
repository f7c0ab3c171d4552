//! What is wrong with a YAML text, in plain words.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};
use crate::json_fault::too_deep;
use crate::read::{SCALAR_KEY, TOO_MUCH};
use crate::template;

/// Brackets in brackets; the reader's own limit is about the same.
const FLOW_DEPTH: usize = 128;

/// The diagnostic for a text that `serde_yaml` refuses.
pub(crate) fn diagnose(text: &str, error: &serde_yaml::Error, source: SourceId) -> Diagnostic {
    let message = error.to_string();
    let at = error.location().map_or(0, |location| {
        offset(text, location.line(), location.column())
    });
    let span = Span::new(at, next_character(text, at));
    if message.starts_with("recursion limit exceeded") {
        return alias_cycle(text, source).unwrap_or_else(|| too_deep(Origin::span(source, span)));
    }
    if message.starts_with("repetition limit exceeded") || message.contains(TOO_MUCH) {
        return alias_cycle(text, source).unwrap_or_else(|| too_many_aliases(text, source));
    }
    if let Some(found) = template::diagnose(text, span, source) {
        return found;
    }
    if message.contains(SCALAR_KEY) {
        let mut diagnostic = Diagnostic::new(Code::INVALID_KEY, Some(Origin::span(source, span)));
        diagnostic.message = "a mapping or list stands where a key belongs".to_owned();
        diagnostic.help = Some("put quotes around text that begins with `{` or `[`".to_owned());
        return diagnostic;
    }
    syntax(text, &message, at, source)
}

/// The diagnostic for brackets that are nested deeper than is ever read.
///
/// libyaml takes time that grows with the square of the depth, so such texts must not reach it. The
/// cheap count knows nothing of strings; only where it is high does a parser with a limit look.
pub(crate) fn too_deep_to_read(text: &str, source: SourceId) -> Option<Diagnostic> {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                deepest = depth.max(deepest);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if deepest < FLOW_DEPTH {
        return None;
    }
    let options = granit_parser::options! { flow_nesting_limit: FLOW_DEPTH, simple_key_max_lookahead: 1 << 20 };
    let error =
        granit_parser::Parser::new_from_str_with_options(text, options).find_map(Result::err)?;
    let at = error.marker().byte_offset()?;
    let is_limit = matches!(
        error.kind(),
        granit_parser::ErrorKind::RecursionLimitExceeded
    );
    is_limit.then(|| too_deep(Origin::span(source, Span::new(at, at + 1))))
}

/// The byte at a line and a column in characters, both from 1, as libyaml counts lines.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        let Some(rest) = text.get(start..) else { break };
        let Some(at) = rest.find(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) else {
            break;
        };
        let length = match rest.get(at..) {
            Some(broken) if broken.starts_with("\r\n") => 2,
            Some(broken) => broken.chars().next().map_or(1, char::len_utf8),
            None => 1,
        };
        start += at + length;
    }
    let rest = text.get(start..).unwrap_or_default();
    start
        + rest
            .chars()
            .take(column.saturating_sub(1))
            .map(char::len_utf8)
            .sum::<usize>()
}

fn next_character(text: &str, at: usize) -> usize {
    at + text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8)
}

fn line_around(text: &str, at: usize) -> (usize, &str) {
    let at = text.floor_char_boundary(at.min(text.len()));
    let start = text
        .get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let rest = text.get(start..).unwrap_or_default();
    (
        start,
        rest.split('\n')
            .next()
            .unwrap_or(rest)
            .trim_end_matches('\r'),
    )
}

fn syntax(text: &str, message: &str, at: usize, source: SourceId) -> Diagnostic {
    let make = |span: Span, message: &str, label: &str, help: &str| {
        let mut diagnostic = Diagnostic::new(Code::YAML_SYNTAX, Some(Origin::span(source, span)));
        diagnostic.message = message.to_owned();
        diagnostic.label = (!label.is_empty()).then(|| label.to_owned());
        diagnostic.help = (!help.is_empty()).then(|| help.to_owned());
        diagnostic
    };
    let (line_start, line) = line_around(text, at);
    let indent = line.len() - line.trim_start().len();
    if let Some(tab) = line
        .get(..indent)
        .and_then(|indentation| indentation.find('\t'))
    {
        let span = Span::new(line_start + tab, line_start + indent);
        return make(
            span,
            "a tab in the indentation",
            "YAML is indented with spaces",
            "replace the tabs by spaces",
        );
    }
    let here = Span::new(at, next_character(text, at));
    let end_of_text = text.get(at..).is_none_or(|rest| rest.trim().is_empty());
    let what = message.split(" at line ").next().unwrap_or(message);
    if what.contains("mapping values are not allowed") {
        return make(
            here,
            "a second `:` in one value",
            "",
            "put quotes around text that has `: `, or check the indentation of this line",
        );
    }
    if what.contains("unexpected end of stream") || (what.contains("quoted scalar") && end_of_text)
    {
        let mut diagnostic = make(
            here,
            "a string is never closed",
            "the text ends here",
            "close the string",
        );
        diagnostic.code = Code::TRUNCATED_DOCUMENT;
        return diagnostic;
    }
    if what.contains("cannot start any token") {
        let character = text.get(here.range()).unwrap_or_default();
        return make(
            here,
            &format!("no YAML text may begin with `{}`", character.escape_debug()),
            "",
            "put quotes around the text",
        );
    }
    if what.contains("did not find expected ',' or") {
        let close = if what.contains('}') { "}" } else { "]" };
        let message = format!("expected `,` or `{close}`");
        let help = if end_of_text {
            "the file was cut off: download or export it again"
        } else {
            "put quotes around text that has brackets or commas"
        };
        let mut diagnostic = make(here, &message, "", help);
        if end_of_text {
            diagnostic.code = Code::TRUNCATED_DOCUMENT;
        }
        return diagnostic;
    }
    if what.contains("did not find expected key")
        || what.contains("did not find expected '-' indicator")
        || what.contains("<document start>")
    {
        return make(
            here,
            "the indentation fits none of the lines above",
            "",
            "start this line below the keys it belongs to",
        );
    }
    if what.contains("could not find expected ':'") {
        return make(
            here,
            "a key without `:`",
            "",
            "add `:` and a value, or check the indentation of the lines above",
        );
    }
    if what.contains("unknown anchor") {
        return make(
            here,
            "an alias whose anchor is not defined before",
            "",
            "put quotes around text that begins with `*`",
        );
    }
    if what.contains("alphabetic or numeric character") {
        return make(
            here,
            "`*` and `&` begin an alias or an anchor",
            "",
            "put quotes around the text",
        );
    }
    if what.contains("unknown escape character") {
        return make(
            here,
            "an escape that YAML does not know",
            "",
            "write a backslash as `\\\\`, or use single quotes",
        );
    }
    if what.contains("control characters") {
        return make(here, "a control character", "", "remove it");
    }
    make(here, what, "", "")
}

fn too_many_aliases(text: &str, source: SourceId) -> Diagnostic {
    let index = crate::yaml_index::index(text);
    let first = index
        .nodes
        .iter()
        .rev()
        .find(|place| matches!(place.content, crate::places::Content::Alias(_)));
    let span = first.map_or(Span::new(0, 0), |place| place.span);
    let mut diagnostic = Diagnostic::new(Code::TOO_MANY_ALIASES, Some(Origin::span(source, span)));
    diagnostic.message = "aliases of aliases expand to too much".to_owned();
    diagnostic.label = Some("one of the aliases".to_owned());
    diagnostic.help = Some("write shared parts once and refer to them with `$ref`".to_owned());
    diagnostic
}

/// The alias that stands inside of its own anchor, if there is one.
fn alias_cycle(text: &str, source: SourceId) -> Option<Diagnostic> {
    use crate::places::Content;
    let index = crate::yaml_index::index(text);
    let (alias, target) = index.nodes.iter().find_map(|place| match place.content {
        Content::Alias(target) => {
            let target = index.node(target)?.span;
            (target.start <= place.span.start && place.span.end <= target.end)
                .then_some((place.span, target))
        }
        _ => None,
    })?;
    let name = text.get(alias.range()).unwrap_or("the alias");
    let mut diagnostic = Diagnostic::new(Code::ALIAS_CYCLE, Some(Origin::span(source, alias)));
    diagnostic.message = format!("`{name}` stands inside of what it names");
    diagnostic.related.push((
        Origin::span(
            source,
            Span::new(target.start as usize, target.start as usize + 1),
        ),
        "the anchor begins here".to_owned(),
    ));
    diagnostic.help = Some("write recursive schemas with `$ref`".to_owned());
    Some(diagnostic)
}
