//! The shapes of tokens: how long a name, a number or a string at the beginning of some text is.

use super::token::Kind;

/// The tokens that directives and method arguments have in common.
pub(super) fn argument_token(rest: &[u8], first: u8) -> Option<(Kind, usize)> {
    let found = match first {
        b'[' => (Kind::LeftBracket, 1),
        b']' => (Kind::RightBracket, 1),
        b',' => (Kind::Comma, 1),
        b':' => (Kind::Colon, 1),
        b'}' => (Kind::RightCurly, 1),
        b' ' | b'\t' | b'\n' | b'\r' => (Kind::Whitespace, white_space(rest)),
        b'"' | b'\'' => (Kind::StringLiteral, string_literal(rest, first)?),
        _ => match (number(rest), rest) {
            (Some(found), _) => found,
            (None, [b'.', b'.', ..]) => (Kind::DoubleDot, 2),
            _ => return None,
        },
    };
    Some(found)
}

/// A name, `true`, `false`, or the dot before a letter.
pub(super) fn name_or_dot(rest: &[u8]) -> Option<(Kind, usize)> {
    match rest {
        [b'.', next, ..] if next.is_ascii_alphabetic() => Some((Kind::Dot, 2)),
        [first, ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            let length = rest
                .iter()
                .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')))
                .unwrap_or(rest.len());
            let kind = match rest.get(..length).unwrap_or_default() {
                b"true" => Kind::True,
                b"false" => Kind::False,
                _ => Kind::Identifier,
            };
            Some((kind, length))
        }
        _ => None,
    }
}

/// A directive's name, plain or in braces.
pub(super) fn directive_name(rest: &[u8]) -> Option<usize> {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@');
    match rest {
        [b'{', first, after @ ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            let length = after.iter().take_while(|byte| part(byte)).count();
            (after.get(length) == Some(&b'}')).then_some(length + 3)
        }
        [first, after @ ..] if first.is_ascii_alphabetic() || matches!(first, b'_' | b'@') => {
            Some(1 + after.iter().take_while(|byte| part(byte)).count())
        }
        _ => None,
    }
}

/// `#set(` with the blanks before it, which it swallows.
pub(super) fn set_directive(rest: &[u8]) -> Option<usize> {
    if !matches!(rest.first(), Some(b' ' | b'\t' | b'#')) {
        return None;
    }
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let after_blanks = rest.get(blanks..)?;
    let name = if after_blanks.starts_with(b"#set") {
        4
    } else if after_blanks.starts_with(b"#{set}") {
        6
    } else {
        return None;
    };
    let after_name = after_blanks.get(name..)?;
    let spaces = after_name.iter().take_while(|byte| **byte == b' ').count();
    (after_name.get(spaces) == Some(&b'(')).then_some(blanks + name + spaces + 1)
}

/// `$[`, `$![`, `$.`: never a reference.
pub(super) fn empty_index(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'$', b'[' | b'.', ..] => Some(2),
        [b'$', b'!', b'[', ..] => Some(3),
        [b'$', b'\\', b'!', b'[', ..] => Some(4),
        _ => None,
    }
}

pub(super) fn newline(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => 0,
    }
}

/// The length of blanks and the line end after them; nothing if other text follows.
pub(super) fn blank_line_end(rest: &[u8]) -> usize {
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match newline(rest.get(blanks..).unwrap_or_default()) {
        0 => 0,
        length => blanks + length,
    }
}

pub(super) fn white_space(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count()
}

pub(super) fn digits(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// An integer (with the `..` of a range, if one follows) or a floating point number.
pub(super) fn number(rest: &[u8]) -> Option<(Kind, usize)> {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let at = |index: usize| rest.get(index).copied();
    let tail = |index: usize| rest.get(index..).unwrap_or_default();
    let whole = digits(tail(sign));
    let after_whole = sign + whole;
    if whole == 0 {
        let fraction = (at(sign) == Some(b'.')).then(|| digits(tail(sign + 1))).filter(|count| *count > 0)?;
        let end = sign + 1 + fraction;
        return Some((Kind::Float, end + exponent(tail(end))));
    }
    if at(after_whole) == Some(b'.') {
        if at(after_whole + 1) == Some(b'.') {
            return Some((Kind::Integer, after_whole + 2));
        }
        let end = after_whole + 1 + digits(tail(after_whole + 1));
        return Some((Kind::Float, end + exponent(tail(end))));
    }
    match exponent(tail(after_whole)) {
        0 => Some((Kind::Integer, after_whole)),
        length => Some((Kind::Float, after_whole + length)),
    }
}

pub(super) fn exponent(rest: &[u8]) -> usize {
    if !matches!(rest.first(), Some(b'e' | b'E')) {
        return 0;
    }
    let sign = usize::from(matches!(rest.get(1), Some(b'+' | b'-')));
    match digits(rest.get(1 + sign..).unwrap_or_default()) {
        0 => 0,
        count => 1 + sign + count,
    }
}

/// A quoted string; a doubled quote stands for one and does not end it.
pub(super) fn string_literal(rest: &[u8], quote: u8) -> Option<usize> {
    let mut complete = None;
    let mut position = 1;
    while let Some(found) = rest.get(position..)?.iter().position(|byte| *byte == quote) {
        position += found + 1;
        complete = Some(position);
        if rest.get(position) != Some(&quote) {
            break;
        }
        position += 1;
    }
    complete
}
