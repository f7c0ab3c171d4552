//! Where in a file a place of a template stands: templates are strings of JSON or YAML.

use gatewright_document::{Origin, Sources, Span};
use gatewright_vtl::Place;

/// The origin of `length` characters at `place` of the template at `origin`; the whole template where the
/// characters cannot be found, as in folded YAML.
pub(super) fn within(sources: &Sources, origin: &Origin, template: &str, place: Place, length: usize) -> Origin {
    let found = sources.span(origin).zip(sources.text(origin)).and_then(|(span, raw)| {
        let (start, end) = find(raw, template, place, length.max(1))?;
        let at = |offset: usize| u32::try_from(offset).ok()?.checked_add(span.start);
        Some(Span { start: at(start)?, end: at(end)? })
    });
    match found {
        Some(span) => Origin { span: Some(span), ..origin.clone() },
        None => origin.clone(),
    }
}

/// The bytes of `raw`, a scalar as written, that hold the characters.
fn find(raw: &str, template: &str, place: Place, length: usize) -> Option<(usize, usize)> {
    let line = usize::try_from(place.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
    let escapes = match raw.chars().next()? {
        '"' => Escapes::Backslash,
        '\'' => Escapes::Doubled,
        _ => return in_block(raw, template, line, column, length),
    };
    let lines = template.split_inclusive('\n').take(line);
    let first = lines.map(|line| line.chars().count()).sum::<usize>() + column;
    let characters = unquote(raw, escapes)?;
    let same = characters.iter().map(|(character, ..)| *character).eq(template.chars());
    if !same {
        return None;
    }
    let (_, start, _) = characters.get(first)?;
    let last = first.checked_add(length - 1)?.min(characters.len().checked_sub(1)?);
    let (_, _, end) = characters.get(last)?;
    Some((*start, *end))
}

#[derive(Clone, Copy)]
enum Escapes {
    Backslash,
    Doubled,
}

/// The characters of a quoted scalar, each with its bytes.
fn unquote(raw: &str, escapes: Escapes) -> Option<Vec<(char, usize, usize)>> {
    let mut found = Vec::new();
    let mut rest = raw.char_indices().skip(1).peekable();
    while let Some((start, character)) = rest.next() {
        let value = match (escapes, character) {
            (Escapes::Backslash, '"') => return Some(found),
            (Escapes::Doubled, '\'') => {
                rest.next_if(|(_, next)| *next == '\'')?;
                '\''
            }
            (Escapes::Backslash, '\\') => match rest.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let digits: String = rest.by_ref().take(4).map(|(_, digit)| digit).collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
                }
                other @ ('"' | '\\' | '/' | ' ') => other,
                _ => return None,
            },
            (_, other) => other,
        };
        let end = rest.peek().map_or(raw.len(), |(next, _)| *next);
        found.push((value, start, end));
        // The closing quote of `'…'` is the one that nothing follows.
        if matches!(escapes, Escapes::Doubled) && rest.peek() == Some(&(raw.len() - 1, '\'')) {
            return Some(found);
        }
    }
    None
}

/// In a plain or literal scalar: a line of the template is a line of the file, indented.
fn in_block(raw: &str, template: &str, line: usize, column: usize, length: usize) -> Option<(usize, usize)> {
    let written: Vec<&str> = raw.split_inclusive('\n').collect();
    let wanted: Vec<&str> = template.lines().collect();
    // The first line may be the header, `|`.
    let header = (0..=1).find(|skipped| {
        let lines = written.iter().skip(*skipped).map(|line| line.trim());
        lines.take(wanted.len()).eq(wanted.iter().map(|line| line.trim()))
    })?;
    let start: usize = written.iter().take(header + line).map(|line| line.len()).sum();
    let (raw_line, line) = (written.get(header + line)?, wanted.get(line)?);
    let indentation = raw_line.trim_end().len().checked_sub(line.trim_end().len())?;
    let offset = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset);
    let (from, to) = (offset(column), offset(column.saturating_add(length)));
    Some((start + indentation + from, start + indentation + to))
}

#[cfg(test)]
mod tests {
    use gatewright_document::Document;

    use super::*;

    #[track_caller]
    fn check(file: &str, line: u32, column: u32, expected: &str) {
        let document = Document::from_text(if file.starts_with('{') { "a.json" } else { "a.yaml" }, file).unwrap();
        let node = document.root().get("x").unwrap();
        let template = node.as_str().unwrap();
        let place = Place { line, column };
        let origin = within(document.sources(), node.origin(), template, place, 2);
        assert_eq!(document.sources().text(&origin), Some(expected), "{file}");
    }

    #[test]
    fn every_form_of_a_string() {
        check(r#"{"swagger": "2.0", "x": "a\n \"b\"$c"}"#, 2, 5, "$c");
        check(r#"{"swagger": "2.0", "x": "a\n \"b\"$c"}"#, 2, 2, r#"\"b"#);
        check("swagger: '2.0'\nx: |\n  a\n   b$c d\n", 2, 3, "$c");
        check("swagger: '2.0'\nx: |-\n  a\n\n   b$c d\n", 3, 3, "$c");
        check("swagger: '2.0'\nx: ab$c d\n", 1, 3, "$c");
        check("swagger: '2.0'\nx: 'it''s $c'\n", 1, 6, "$c");
        check("swagger: '2.0'\nx: '$c'\n", 1, 1, "$c");
        check("swagger: '2.0'\nx: \"a\\n$c\"\n", 2, 1, "$c");
    }

    #[test]
    fn what_is_folded_is_shown_as_a_whole() {
        check("swagger: '2.0'\nx: \"a\n  $c\"\n", 1, 3, "\"a\n  $c\"");
        check("swagger: '2.0'\nx: >\n  a\n  $c\n", 1, 3, "a\n  $c\n");
    }
}
