//! Finds tags and character references in Markdown.

use html5gum::emitters::default::{DefaultEmitter, Token};
use html5gum::{Span, Tokenizer};

/// How far from its beginning a tag or its end is looked for.
const NEAR: usize = 4096;
/// The longest character reference: `&CounterClockwiseContourIntegral;`.
const LONGEST_REFERENCE: usize = 33;

/// A part of a description.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Markdown.
    Text(&'t str),
    /// Code of Markdown, in which nothing is HTML.
    Code(&'t str),
    /// A character reference.
    Reference(Reference),
    Start(Tag, Address),
    /// The end of a tag, as it is written.
    End(Tag, &'t str),
}

/// What a character reference means.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// In code.
    pub(super) text: String,
    /// In Markdown, where it must not mean more than it does.
    pub(super) markdown: String,
}

/// Where a link or an image leads, and the text in place of an image.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) url: Option<String>,
    pub(super) text: Option<String>,
}

/// A tag that prose has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Paragraph,
    Break,
    Heading(u8),
    Bold,
    Italic,
    Code,
    Pre,
    Link,
    Image,
    List,
    Numbered,
    Item,
    Table,
    Row,
    Cell,
    /// Nothing that Markdown could say: what is in it stands for itself.
    Plain,
}

impl Tag {
    fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"p" | b"div" | b"section" | b"blockquote" | b"center" | b"dl" | b"dt" | b"dd" | b"hr" => Self::Paragraph,
            // Blocks of the prose of AWS.
            b"note" | b"important" | b"fullname" => Self::Paragraph,
            b"br" => Self::Break,
            b"h1" => Self::Heading(1),
            b"h2" => Self::Heading(2),
            b"h3" => Self::Heading(3),
            b"h4" => Self::Heading(4),
            b"h5" => Self::Heading(5),
            b"h6" => Self::Heading(6),
            b"b" | b"strong" => Self::Bold,
            b"i" | b"em" => Self::Italic,
            b"code" | b"tt" | b"kbd" | b"samp" => Self::Code,
            b"pre" => Self::Pre,
            b"a" => Self::Link,
            b"img" => Self::Image,
            b"ul" => Self::List,
            b"ol" => Self::Numbered,
            b"li" => Self::Item,
            b"table" => Self::Table,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"span" | b"font" | b"u" | b"small" | b"sup" | b"sub" | b"thead" | b"tbody" => Self::Plain,
            _ => return None,
        })
    }

    /// Whether the tag says nothing without its end, so that without one it is no tag.
    pub(super) fn needs_end(self) -> bool {
        matches!(self, Self::Bold | Self::Italic | Self::Code | Self::Pre | Self::Link | Self::Table | Self::Plain)
    }
}

/// Divides a description.
pub(super) fn pieces<'t>(text: &'t str, mut take: impl FnMut(Piece<'t>)) {
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let begins_line = text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with('\n'));
        let found = match rest.as_bytes() {
            [b'<', ..] => tag(near(rest)),
            [b'&', ..] => reference(rest),
            [b'`' | b'~' | b' ', ..] if begins_line && fenced(rest).is_some() => {
                fenced(rest).map(|length| (Piece::Code(rest.get(..length).unwrap_or(rest)), length))
            }
            [b'`', ..] => code(near(rest)).map(|code| (Piece::Code(code), code.len())),
            _ => None,
        };
        match found {
            Some((piece, length)) => {
                text.get(from..at)
                    .filter(|before| !before.is_empty())
                    .into_iter()
                    .for_each(|text| take(Piece::Text(text)));
                take(piece);
                at += length;
                from = at;
            }
            // A run of ticks that opens nothing is passed as a whole.
            None if rest.starts_with('`') => at += rest.len() - rest.trim_start_matches('`').len(),
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    text.get(from..).filter(|rest| !rest.is_empty()).into_iter().for_each(|text| take(Piece::Text(text)));
}

fn near(text: &str) -> &str {
    text.get(..text.floor_char_boundary(NEAR)).unwrap_or(text)
}

/// A tag at the beginning of a text, with its length.
fn tag(text: &str) -> Option<(Piece<'_>, usize)> {
    let whole = text.get(..=text.find('>')?)?;
    // Another tag that begins within would be read again and again.
    if whole.get(1..)?.contains('<') {
        return None;
    }
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let mut tokens = Tokenizer::new_with_emitter(whole, emitter).filter_map(Result::ok);
    match tokens.find(|token| !matches!(token, Token::Error(_)))? {
        Token::StartTag(start) => {
            let tag = Tag::of(&start.name)?;
            let Span { end, .. } = start.span;
            let value = |name: &[u8]| {
                let (_, value) = start.attributes.iter().find(|(own, _)| own.as_slice() == name)?;
                Some(String::from_utf8_lossy(value).into_owned())
            };
            // `a <b and c> d` has no attributes; it is text.
            if start.attributes.values().any(|value| value.is_empty()) {
                return None;
            }
            if tag.needs_end() && !has_end(text.get(end..)?, &start.name) {
                return None;
            }
            let url = value(b"href").or_else(|| value(b"src")).filter(|url| !url.trim().is_empty());
            Some((Piece::Start(tag, Address { url, text: value(b"alt") }), end))
        }
        Token::EndTag(end) => {
            let length = end.span.end;
            Some((Piece::End(Tag::of(&end.name)?, text.get(..length)?), length))
        }
        _ => None,
    }
}

/// Whether a tag ends in a text.
fn has_end(text: &str, name: &[u8]) -> bool {
    let is_named = |behind: &str| behind.as_bytes().get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
    text.split("</").skip(1).any(is_named)
}

/// A character reference at the beginning of a text, with its length.
fn reference(text: &str) -> Option<(Piece<'_>, usize)> {
    let length = text.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';')? + 1;
    let source = text.get(..length)?;
    let mut tokens = Tokenizer::new(source).filter_map(Result::ok);
    let Some(Token::String(meant)) = tokens.find(|token| matches!(token, Token::String(_))) else { return None };
    let meant = String::from_utf8_lossy(&meant).into_owned();
    let behind = text.get(length..)?;
    let markdown = match meant.as_str() {
        // With what follows it could be another reference.
        "&" if behind.starts_with(|next: char| next == '#' || next.is_ascii_alphanumeric()) => source.to_owned(),
        "\u{a0}" => " ".to_owned(),
        "<" | ">" | "*" | "_" | "`" | "[" | "]" | "#" | "\\" | "~" | "|" => format!("\\{meant}"),
        _ => meant.clone(),
    };
    (meant != source).then_some((Piece::Reference(Reference { text: meant, markdown }), length))
}

/// Code within a line.
fn code(text: &str) -> Option<&str> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (open, inner) = text.split_at_checked(ticks)?;
    let end = inner.find(open)?;
    let behind = inner.get(end + ticks..)?;
    (!behind.starts_with('`') && end > 0).then(|| text.get(..ticks + end + ticks)).flatten()
}

/// The length of a block of code at the beginning of a line.
fn fenced(text: &str) -> Option<usize> {
    let first = text.lines().next()?;
    let fence = first.trim_start().chars().next().filter(|character| matches!(character, '`' | '~'))?;
    let bare = first.trim_start();
    let ticks = bare.len() - bare.trim_start_matches(fence).len();
    if ticks < 3 || first.len() - bare.len() > 3 || (fence == '`' && bare.trim_start_matches(fence).contains('`')) {
        return None;
    }
    let mut length = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        length += line.len();
        let bare = line.trim();
        if index > 0 && bare.len() >= ticks && bare.chars().all(|character| character == fence) {
            break;
        }
    }
    Some(length)
}
