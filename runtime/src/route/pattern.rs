//! One segment of a path template: `calc`, `{id}`, `{proxy+}`, `report.{format}`.
//!
//! Text is compared with percent-encoding undone; what a parameter matches is kept as it was sent,
//! because the styles of parameters split it before decoding.

use std::borrow::Cow;
use std::cmp::Reverse;

use percent_encoding::percent_decode_str;

/// What a segment of a template matches. The order of the variants is the order of precedence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `calc`
    Static(String),
    /// `report.{format}`: texts and parameters by turns.
    Mixed(Vec<Piece>),
    /// `{id}`
    Parameter,
    /// `{proxy+}`: this segment and all that follow.
    Greedy,
}

/// A piece of a segment that has both text and parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Parameter,
}

impl Pattern {
    /// Reads a segment, and appends the names of its parameters to `names`.
    pub(super) fn parse(segment: &str, names: &mut Vec<String>) -> Self {
        let mut pieces = Vec::new();
        let mut rest = segment;
        while let Some((text, name, after)) = next_parameter(rest) {
            if !text.is_empty() {
                pieces.push(Piece::Text(decoded(text).into_owned()));
            }
            if let (Some(name), true) = (name.strip_suffix('+'), pieces.is_empty() && after.is_empty()) {
                names.push(name.to_owned());
                return Self::Greedy;
            }
            names.push(name.to_owned());
            pieces.push(Piece::Parameter);
            rest = after;
        }
        if pieces.is_empty() {
            return Self::Static(decoded(rest).into_owned());
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(decoded(rest).into_owned()));
        }
        if pieces.len() == 1 { Self::Parameter } else { Self::Mixed(pieces) }
    }

    /// The sooner a pattern is tried, the smaller its key: more text is more specific.
    pub(super) fn precedence(&self) -> (u8, Reverse<usize>) {
        match self {
            Self::Static(_) => (0, Reverse(0)),
            Self::Mixed(pieces) => (1, Reverse(pieces.iter().map(Piece::text_len).sum())),
            Self::Parameter => (2, Reverse(0)),
            Self::Greedy => (3, Reverse(0)),
        }
    }

    /// Matches a raw segment, and appends the raw values of parameters to `values`.
    /// [`Greedy`](Self::Greedy) is the caller's, who knows the rest of the path.
    pub(super) fn matches(&self, segment: &str, values: &mut Vec<String>) -> bool {
        match self {
            Self::Static(text) => *text == decoded(segment),
            Self::Mixed(pieces) => matches_pieces(pieces, segment, values),
            Self::Parameter if segment.is_empty() => false,
            Self::Parameter => {
                values.push(segment.to_owned());
                true
            }
            Self::Greedy => false,
        }
    }
}

impl Piece {
    fn text_len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Parameter => 0,
        }
    }
}

/// Splits `text{name}rest`. Braces that do not pair are text.
fn next_parameter(segment: &str) -> Option<(&str, &str, &str)> {
    let (text, rest) = segment.split_once('{')?;
    let (name, rest) = rest.split_once('}')?;
    Some((text, name, rest))
}

/// A text with percent-encoding undone.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Matches pieces from left to right. A parameter takes the shortest text, one character at least,
/// that lets the text after it match; the last one takes what is left.
fn matches_pieces(pieces: &[Piece], segment: &str, values: &mut Vec<String>) -> bool {
    let before = values.len();
    let matched = try_pieces(pieces, segment, values);
    if !matched {
        values.truncate(before);
    }
    matched
}

fn try_pieces(pieces: &[Piece], segment: &str, values: &mut Vec<String>) -> bool {
    let mut rest: Cow<'_, str> = Cow::Borrowed(segment);
    let mut pieces = pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        let cut = match (piece, pieces.peek()) {
            (Piece::Text(text), _) => match strip_text(&rest, text) {
                Some(length) => length,
                None => return false,
            },
            (Piece::Parameter, None) => rest.len(),
            (Piece::Parameter, Some(Piece::Parameter)) => first_char_len(&rest),
            (Piece::Parameter, Some(Piece::Text(text))) => match find_text(&rest, text, pieces.len() == 1) {
                Some(length) => length,
                None => return false,
            },
        };
        let Some((taken, left)) = rest.split_at_checked(cut) else {
            return false;
        };
        if *piece == Piece::Parameter {
            if taken.is_empty() {
                return false;
            }
            values.push(taken.to_owned());
        }
        rest = Cow::Owned(left.to_owned());
    }
    rest.is_empty()
}

/// How much of `raw` is `text` when decoded, if it starts with it.
fn strip_text(raw: &str, text: &str) -> Option<usize> {
    if raw.starts_with(text) {
        return Some(text.len());
    }
    // The client may have encoded a character that the template has as it is, such as `(`.
    let mut length = 0;
    for wanted in text.bytes() {
        let rest = raw.as_bytes().get(length..)?;
        length += match rest {
            [b'%', high, low, ..] => {
                let digits = [*high, *low];
                let byte = u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?;
                (byte == wanted).then_some(3)?
            }
            [byte, ..] => (*byte == wanted).then_some(1)?,
            [] => return None,
        };
    }
    Some(length)
}

/// Where `text` starts in `raw`, at least one character in; at the very end if nothing may follow
/// it.
fn find_text(raw: &str, text: &str, last: bool) -> Option<usize> {
    raw.char_indices().skip(1).map(|(index, _)| index).find(|index| {
        let rest = raw.get(*index..).unwrap_or_default();
        strip_text(rest, text).is_some_and(|length| !last || length == rest.len())
    })
}

/// The length of the first character, a percent-encoded one included.
fn first_char_len(raw: &str) -> usize {
    match raw.chars().next() {
        Some('%') => raw.len().min(3),
        Some(first) => first.len_utf8(),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, segment: &str, expected: Option<&[(&str, &str)]>) {
        let mut names = Vec::new();
        let pattern = Pattern::parse(template, &mut names);
        let mut values = Vec::new();
        let found = pattern.matches(segment, &mut values);
        let pairs: Vec<_> = names.iter().map(String::as_str).zip(values.iter().map(String::as_str)).collect();
        assert_eq!(found.then_some(pairs.as_slice()), expected, "{template} against {segment}");
        assert!(found || values.is_empty(), "a failed match leaves no values");
    }

    #[test]
    fn segments() {
        check("calc", "calc", Some(&[]));
        check("calc", "Calc", None);
        check("a b", "a%20b", Some(&[]));
        check("a%20b", "a%20b", Some(&[]));
        check("{id}", "a%2Fb", Some(&[("id", "a%2Fb")]));
        check("{id}", "", None);
        check("report.{format}", "report.csv", Some(&[("format", "csv")]));
        check("report.{format}", "report.", None);
        check("report.{format}", "report", None);
        check("{name}.{ext}", "a.tar.gz", Some(&[("name", "a"), ("ext", "tar.gz")]));
        check("{name}.json", "a.json.json", Some(&[("name", "a.json")]));
        check("{name}.json", "a.json.xml", None);
        check("add({x},{y})", "add(1,2)", Some(&[("x", "1"), ("y", "2")]));
        check("add({x},{y})", "add%281%2C2%29", Some(&[("x", "1"), ("y", "2")]));
        check("add({x},{y})", "add(1,)", None);
        check("{a}{b}", "%41bc", Some(&[("a", "%41"), ("b", "bc")]));
        check("{a}:{b}", "ä:ö", Some(&[("a", "ä"), ("b", "ö")]));
        check("{open", "{open", Some(&[]));
    }

    #[test]
    fn the_specific_comes_first() {
        let key = |template| Pattern::parse(template, &mut Vec::new()).precedence();
        let ordered = ["calc", "report.{format}", "r{x}", "{id}", "{proxy+}"];
        assert!(ordered.is_sorted_by_key(|template| key(template)));
    }
}
