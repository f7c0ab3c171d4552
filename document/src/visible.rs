//! Text of others – of documents, servers, requests – as it may be shown in a terminal or a log.
//!
//! What moves the cursor, ends a line or turns the direction of writing is spelled out: nothing that somebody else
//! wrote can colour, hide or forge a message, or speak to cargo.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character controls how text is shown, and is not seen itself: the control characters (C0, C1, delete),
/// ends of lines and paragraphs, marks of direction, and invisible copies of ASCII.
#[must_use]
pub fn is_unseen(character: char) -> bool {
    let is_plain = matches!(character, ' '..='~');
    !is_plain
        && (character.is_control()
            || matches!(
                character,
                '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                    | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
            ))
}

/// The text in one line, with everything unseen spelled out: `\u{1b}`, `\n`.
///
/// ```
/// assert_eq!(gatewright_document::visible("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\\nc");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, is_unseen, |character, out| out.extend(character.escape_default()))
}

/// The same for a text of several lines, whose ends of lines and tabs stay.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    replaced(text, is_unseen_within_line, |character, out| out.extend(character.escape_default()))
}

/// The same for a text of our own in which colours are set (`ESC [ … m`), which stay too.
#[must_use]
pub fn visible_styled(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen_within_line) {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('\u{1b}');
    let mut out = parts.next().map(visible_lines).unwrap_or_default().into_owned();
    for part in parts {
        let colour = part.strip_prefix('[').and_then(|rest| rest.split_once('m'));
        match colour.filter(|(codes, _)| codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';')) {
            Some((codes, rest)) => {
                let _ = write!(out, "\u{1b}[{codes}m");
                out.push_str(&visible_lines(rest));
            }
            None => {
                out.push_str("\\u{1b}");
                out.push_str(&visible_lines(part));
            }
        }
    }
    Cow::Owned(out)
}

/// A JSON text of the same value, in which everything unseen is escaped.
#[must_use]
pub fn visible_json(json: &str) -> Cow<'_, str> {
    replaced(json, is_unseen_within_line, |character, out| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// A piece of a file to be shown as it stands there: every character keeps its number of bytes, and so its place.
pub(crate) fn same_length(text: &str) -> Cow<'_, str> {
    // The renderer draws what is unseen of ASCII.
    replaced(
        text,
        |character| !character.is_ascii() && is_unseen(character),
        |character, out| {
            out.push(match character.len_utf8() {
                2 => '¿',
                3 => '\u{fffd}',
                _ => '🯄',
            });
        },
    )
}

fn is_unseen_within_line(character: char) -> bool {
    is_unseen(character) && !matches!(character, '\n' | '\t')
}

fn replaced(text: &str, is_replaced: fn(char) -> bool, replace: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.chars().any(is_replaced) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_replaced(character) { replace(character, &mut out) } else { out.push(character) }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_is_left() {
        let unseen: String = (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is_unseen(*c)).collect();
        for text in [visible(&unseen), same_length(&unseen).replace(|c: char| c.is_ascii_control(), "").into()] {
            assert!(!text.contains(is_unseen), "{text:?}");
        }
        assert!(!visible_lines(&unseen).contains(is_unseen_within_line));
        assert_eq!(same_length(&unseen).len(), unseen.len());
        let json = serde_json::to_string(&unseen).unwrap();
        let visible = visible_json(&json);
        assert!(!visible.contains(is_unseen), "{visible}");
        assert_eq!(serde_json::from_str::<String>(&visible).unwrap(), unseen);
    }

    #[test]
    fn only_colours_stay() {
        assert_eq!(visible_styled("\u{1b}[1;31ma\u{1b}[0m\n"), "\u{1b}[1;31ma\u{1b}[0m\n");
        assert_eq!(visible_styled("\u{1b}[2Ja\u{1b}]0;b\u{7}\r"), "\\u{1b}[2Ja\\u{1b}]0;b\\u{7}\\r");
        assert_eq!(visible("plain ü 👩‍👩‍👧"), "plain ü 👩‍👩‍👧");
    }
}
