//! The text of parameters and forms, taken apart by style.
//!
//! What comes out is JSON whose scalars are all strings; the codec reads numbers and booleans from
//! those. Values are split while they are still encoded, so that `%2C` is a comma inside an item
//! and `,` stands between items.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::brackets;
use super::input::{Input, Place, Shape};
use crate::Style;

/// A value taken from text.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded {
    pub(super) value: Value,
    /// A second reading, for clients that encode the separators too. It counts only if the first
    /// does not fit.
    pub(super) otherwise: Option<Value>,
}

impl From<Value> for Decoded {
    fn from(value: Value) -> Self {
        Self { value, otherwise: None }
    }
}

/// The text is not UTF-8 once decoded, or not in the style at all.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbled(pub(super) String);

/// How pieces of text are encoded, which depends on where they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Percent-encoding.
    Percent,
    /// Percent-encoding, and `+` for a space.
    Form,
    /// None: headers are sent as they are.
    Plain,
}

impl Encoding {
    pub(super) fn of(place: Place) -> Self {
        match place {
            Place::Path | Place::Cookie => Self::Percent,
            Place::Query | Place::Body => Self::Form,
            Place::Header => Self::Plain,
        }
    }

    /// The text that is meant: borrowed where it is written as it stands, which most are.
    pub(super) fn decode(self, raw: &str) -> Result<Cow<'_, str>, Garbled> {
        if self == Self::Plain {
            return Ok(raw.trim().into());
        }
        if !raw.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
            return Ok(raw.into());
        }
        let spaced = if self == Self::Form { raw.replace('+', " ").into() } else { Cow::Borrowed(raw) };
        let decoded = percent_decode_str(&spaced).decode_utf8();
        decoded.map(|text| text.into_owned().into()).map_err(|_| Garbled("text that is not UTF-8".to_owned()))
    }

    fn value(self, raw: &str) -> Result<Value, Garbled> {
        self.decode(raw).map(Value::from)
    }
}

/// Whether nothing but white space stands in a text.
pub(super) fn is_blank(place: Place, raw: &str) -> bool {
    Encoding::of(place).decode(raw).is_ok_and(|text| text.trim().is_empty())
}

/// Reads a parameter from its raw texts: one for each time it occurs, at least one.
pub(super) fn decode(input: &Input, texts: &[&str]) -> Result<Decoded, Garbled> {
    let encoding = Encoding::of(input.place);
    let last = texts.last().copied().unwrap_or_default();
    match input.shape {
        Shape::Scalar(style) => Ok(Value::from(scalar(style, input, last)?).into()),
        Shape::Json => {
            let text = encoding.decode(last)?;
            let value =
                serde_json::from_str(&text).map_err(|error| Garbled(format!("text that is not JSON: {error}")))?;
            Ok(Decoded { value, otherwise: None })
        }
        // All of a query has no texts of one name.
        Shape::Whole => encoding.value(last).map(Decoded::from),
        Shape::List(style) => {
            prefixed(style, input, last)?;
            list(placed(style, input.place), input.name, texts, encoding)
        }
        Shape::ListOrOne(style) => {
            prefixed(style, input, last)?;
            let style = placed(style, input.place);
            let decoded = list(style, input.name, texts, encoding)?;
            let is_one = texts.len() == 1 && decoded.value.as_array().is_none_or(|items| items.len() < 2);
            if !is_one {
                return Ok(decoded);
            }
            let Decoded { value, otherwise } = decoded;
            let one = encoding.value(unprefixed(style, input.name, last))?;
            Ok(Decoded { value: one, otherwise: otherwise.or(Some(value)) })
        }
        Shape::Object(style) => {
            prefixed(style, input, last)?;
            object(placed(style, input.place), input.name, last, encoding)
        }
    }
}

/// The text of a parameter that is one value.
pub(super) fn scalar<'t>(style: Style, input: &Input, text: &'t str) -> Result<Cow<'t, str>, Garbled> {
    prefixed(style, input, text)?;
    Encoding::of(input.place).decode(unprefixed(style, input.name, text))
}

/// The style that is meant by a style which the place does not have: nothing repeats in a path or
/// a header.
fn placed(style: Style, place: Place) -> Style {
    match style {
        Style::Form { .. } | Style::DeepObject if matches!(place, Place::Path | Place::Header) => {
            Style::Simple { explode: false }
        }
        _ => style,
    }
}

/// The items of an array.
pub(super) fn list(style: Style, name: &str, texts: &[&str], encoding: Encoding) -> Result<Decoded, Garbled> {
    let decoded_by = |separator: char| -> Result<Decoded, Garbled> {
        let mut items = Vec::new();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            items.extend(encoding.decode(text)?.split(separator).map(Value::from));
        }
        Ok(Value::Array(items).into())
    };
    match style {
        Style::Form { explode: true } | Style::DeepObject => {
            let items: Result<_, _> = texts.iter().map(|text| encoding.value(text)).collect();
            Ok(Value::Array(items?).into())
        }
        Style::SpaceDelimited => decoded_by(' '),
        Style::PipeDelimited => decoded_by('|'),
        Style::Tsv => decoded_by('\t'),
        Style::Form { explode: false } | Style::Simple { .. } => {
            let raw: Vec<_> = texts.iter().filter(|text| !text.is_empty()).flat_map(|text| text.split(',')).collect();
            let items: Result<Vec<_>, _> = raw.iter().map(|item| encoding.value(item)).collect();
            let items = items?;
            let otherwise = if raw.len() == 1 { Some(decoded_by(',')?.value) } else { None };
            Ok(Decoded {
                otherwise: otherwise.filter(|value| value.as_array() != Some(&items)),
                value: Value::Array(items),
            })
        }
        Style::Label { .. } | Style::Matrix { .. } => {
            let text = texts.last().copied().unwrap_or_default();
            let items = |style| -> Result<Value, Garbled> {
                path_items(style, name, text).into_iter().map(|item| encoding.value(item)).collect()
            };
            let value = items(style)?;
            // `.a,b` in later versions of the specification and in RFC 6570, `.a.b` in earlier ones.
            let otherwise = match style {
                Style::Label { explode: false } => Some(items(Style::Label { explode: true })?),
                _ => None,
            };
            Ok(Decoded { otherwise: otherwise.filter(|other| *other != value), value })
        }
    }
}

/// The members of an object that is written as one text.
fn object(style: Style, name: &str, text: &str, encoding: Encoding) -> Result<Decoded, Garbled> {
    let explode = matches!(
        style,
        Style::Simple { explode: true } | Style::Label { explode: true } | Style::Matrix { explode: true }
    );
    let decoded;
    let pieces: Vec<&str> = match style {
        // As with lists: `.k,v` or `.k.v`.
        Style::Label { explode: false } if !text.contains(',') => {
            path_items(Style::Label { explode: true }, name, text)
        }
        Style::Label { .. } => path_items(style, name, text),
        // Members stand by their own names: `;x=1;y=2`.
        Style::Matrix { explode: true } => text.split(';').filter(|piece| !piece.is_empty()).collect(),
        Style::Matrix { explode: false } => path_items(style, name, text),
        Style::SpaceDelimited => {
            decoded = text.replace("%20", " ").replace('+', " ");
            decoded.split(' ').collect()
        }
        Style::PipeDelimited => {
            decoded = text.replace("%7C", "|").replace("%7c", "|");
            decoded.split('|').collect()
        }
        Style::Tsv => {
            decoded = text.replace("%09", "\t");
            decoded.split('\t').collect()
        }
        _ if text.is_empty() => Vec::new(),
        _ => text.split(',').collect(),
    };
    let mut members = Map::new();
    if explode {
        for piece in pieces {
            let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
            add(&mut members, encoding.decode(key)?.into_owned(), encoding.value(value)?);
        }
    } else {
        for pair in pieces.chunks(2) {
            let [key, value] = pair else {
                return Err(Garbled("a name without a value".to_owned()));
            };
            add(&mut members, encoding.decode(key)?.into_owned(), encoding.value(value)?);
        }
    }
    Ok(Value::Object(members).into())
}

/// The items of a path parameter in label or matrix style.
fn path_items<'t>(style: Style, name: &str, text: &'t str) -> Vec<&'t str> {
    let bare = unprefixed(style, name, text);
    if bare.is_empty() {
        return Vec::new();
    }
    match style {
        Style::Label { explode: true } => bare.split('.').collect(),
        Style::Matrix { explode: true } => {
            let items = text.split(';').filter(|piece| !piece.is_empty());
            items.map(|item| unprefixed(style, name, item)).collect()
        }
        _ => bare.split(',').collect(),
    }
}

/// Rejects a text that does not begin as its style says: with `.`, or with `;` and its name.
fn prefixed(style: Style, input: &Input, text: &str) -> Result<(), Garbled> {
    let (fits, prefix) = match style {
        Style::Label { .. } => (text.starts_with('.'), ".".to_owned()),
        // The properties of an object stand there by their own names.
        Style::Matrix { explode: true } if matches!(input.shape, Shape::Object(_)) => {
            (text.starts_with(';'), ";".to_owned())
        }
        Style::Matrix { .. } => {
            let rest = text.strip_prefix(';').and_then(|rest| rest.strip_prefix(input.name));
            (rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['=', ';'])), format!(";{}=", input.name))
        }
        _ => return Ok(()),
    };
    if fits { Ok(()) } else { Err(Garbled(format!("text that does not begin with `{prefix}`"))) }
}

/// The text without what its style puts before it: `.` or `;name=`.
fn unprefixed<'t>(style: Style, name: &str, text: &'t str) -> &'t str {
    match style {
        Style::Label { .. } => text.strip_prefix('.').unwrap_or(text),
        Style::Matrix { .. } => {
            let bare = text.strip_prefix(';').unwrap_or(text);
            match bare.strip_prefix(name) {
                Some("") => "",
                Some(rest) => rest.strip_prefix('=').unwrap_or(bare),
                None => bare,
            }
        }
        _ => text,
    }
}

/// An object of pairs, whose names are decoded, that are its members.
pub(super) fn pairs_object<'p>(
    encoding: Encoding,
    pairs: impl Iterator<Item = (Cow<'p, str>, &'p str)>,
) -> Result<Value, Garbled> {
    let mut members = Map::new();
    for (name, raw) in pairs {
        add(&mut members, name.into_owned(), encoding.value(raw)?);
    }
    Ok(Value::Object(members))
}

/// An object written as `name[member]=value`.
pub(super) fn deep_object<'p>(
    name: &str,
    pairs: impl Iterator<Item = (&'p str, &'p str)>,
) -> Result<Option<Decoded>, Garbled> {
    let mut tree = brackets::Tree::default();
    for (key, raw) in pairs {
        if let Some(path) = brackets::path(name, key) {
            tree.insert(&path, Encoding::Form.decode(raw)?.into_owned());
        }
    }
    if tree.is_empty() {
        return Ok(None);
    }
    let (lists, maps) = (tree.to_json(true), tree.to_json(false));
    let otherwise = (lists != maps).then_some(maps);
    Ok(Some(Decoded { value: lists, otherwise }))
}

/// Adds a member; one that is there already becomes an array.
pub(super) fn add(members: &mut Map<String, Value>, name: String, value: Value) {
    match members.get_mut(&name) {
        None => {
            members.insert(name, value);
        }
        Some(Value::Array(items)) => items.push(value),
        Some(first) => {
            let items = vec![first.take(), value];
            *first = Value::Array(items);
        }
    }
}
