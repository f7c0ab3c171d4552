//! Where parameters stand in a request, as they were sent.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use http::header::{AUTHORIZATION, COOKIE, Entry, HeaderName, PROXY_AUTHORIZATION};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::input::{Input, Kind, Place, Shape};
use super::style::{self, Decoded, Encoding, Garbled};
use super::{Head, Manner};
use crate::Style;

/// The parameters of a request. Names are decoded; values are not, because styles split them
/// first.
pub(super) struct Raw {
    path: Vec<(String, String)>,
    /// The query, if it is not that of the head.
    query: Option<String>,
    pairs: Vec<Pair>,
    pub(super) head: Head,
}

/// A pair of a query.
struct Pair {
    /// Where the name stands.
    name: Range<usize>,
    /// The name, if it was encoded.
    decoded: Option<String>,
    value: Range<usize>,
}

/// Parameters may be credentials, so only their names are shown.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("path", &self.path.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("query", &self.query().map(|(name, _)| name).collect::<Vec<_>>())
            .field("headers", self.head.headers())
            .finish()
    }
}

impl Raw {
    pub(super) fn new(path: Vec<(String, String)>, query: Option<&str>, head: Head) -> Self {
        let pairs = ranges(query.or_else(|| head.uri().query()).unwrap_or_default());
        let mut raw = Self { path, query: query.map(str::to_owned), pairs, head };
        raw.hide(&[AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION]);
        raw
    }

    /// The query, which may be none.
    fn query_text(&self) -> &str {
        self.query.as_deref().or_else(|| self.head.uri().query()).unwrap_or_default()
    }

    /// The pairs of the query, their names decoded.
    fn query(&self) -> impl Iterator<Item = (&str, &str)> {
        let text = self.query_text();
        let part = move |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
        self.pairs.iter().map(move |pair| {
            let name = pair.decoded.as_deref().unwrap_or_else(|| part(&pair.name));
            (name, part(&pair.value))
        })
    }

    /// The values under a name of the query. Names are compared as bytes, which need not be looked at for characters.
    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let text = self.query_text();
        let named = move |pair: &&Pair| match &pair.decoded {
            Some(decoded) => decoded == name,
            None => text.as_bytes().get(pair.name.clone()) == Some(name.as_bytes()),
        };
        self.pairs.iter().filter(named).map(move |pair| text.get(pair.value.clone()).unwrap_or_default())
    }

    /// All of the query as it was sent, if there is one.
    pub(super) fn whole_query(&self) -> Option<&str> {
        Some(self.query_text()).filter(|text| !text.is_empty())
    }

    /// Keeps the values of headers out of debug output.
    pub(super) fn hide(&mut self, names: &[HeaderName]) {
        let headers = self.head.headers_mut();
        for name in names {
            // An entry makes room before it is known whether it is there.
            if headers.contains_key(name)
                && let Entry::Occupied(mut lines) = headers.entry(name)
            {
                lines.iter_mut().for_each(|line| line.set_sensitive(true));
            }
        }
    }

    /// Whether a required parameter is not there. API Gateway takes a blank one for missing.
    pub(super) fn is_missing(&self, input: &Input, inputs: &[Input], manner: Manner) -> bool {
        if !input.required || input.place == Place::Body {
            return false;
        }
        if input.shape == Shape::Whole {
            // A form of nothing is sent as nothing.
            return input.kind != Kind::Form && self.whole_query().is_none();
        }
        if matches!(input.shape, Shape::Object(_)) {
            return matches!(self.decode(input, inputs), Ok(None));
        }
        let is_there = |text: &str| manner == Manner::Problem || !style::is_blank(input.place, text);
        match input.place {
            Place::Path => !self.path.iter().any(|(name, text)| name == input.name && is_there(text)),
            Place::Query => !self.values(input.name).any(is_there),
            Place::Header | Place::Cookie | Place::Body => !self.texts(input).iter().any(|text| is_there(text)),
        }
    }

    /// How often a parameter of the query or the path is there, and its last text.
    pub(super) fn occurrences(&self, input: &Input) -> Option<(usize, &str)> {
        let count = |found: Option<(usize, _)>, text| Some((found.map_or(1, |(count, _)| count + 1), text));
        match input.place {
            Place::Path => {
                let values = self.path.iter().filter(|(name, _)| name == input.name);
                values.map(|(_, value)| value.as_str()).fold(None, count)
            }
            Place::Query => self.values(input.name).fold(None, count),
            Place::Header | Place::Cookie | Place::Body => None,
        }
    }

    /// The value of a parameter, if it is there. `inputs` are all of the operation.
    pub(super) fn decode(&self, input: &Input, inputs: &[Input]) -> Result<Option<Decoded>, Garbled> {
        match input.shape {
            Shape::Object(Style::DeepObject) | Shape::List(Style::DeepObject) | Shape::ListOrOne(Style::DeepObject)
                if input.place == Place::Query =>
            {
                let deep = style::deep_object(input.name, self.query())?;
                // By its own name, it is what else it may be.
                if deep.is_some() { Ok(deep) } else { self.plain(input) }
            }
            Shape::Object(Style::Form { explode: true }) => match input.place {
                Place::Query => {
                    Self::rest(inputs, Place::Query, self.query().map(|(name, value)| (name.into(), value)))
                }
                Place::Cookie => Self::rest(inputs, Place::Cookie, self.cookies()),
                Place::Path | Place::Header | Place::Body => self.decode_texts(input),
            },
            _ => self.decode_texts(input),
        }
    }

    /// A parameter of objects that is there by its own name.
    fn plain(&self, input: &Input) -> Result<Option<Decoded>, Garbled> {
        let texts = self.texts(input);
        let texts: Result<Vec<Value>, Garbled> =
            texts.iter().map(|text| Encoding::of(input.place).decode(text).map(Value::from)).collect();
        let mut texts = texts?;
        Ok(match texts.len() {
            0 => None,
            1 => texts.pop().map(Decoded::from),
            _ => Some(Value::from(texts).into()),
        })
    }

    fn decode_texts(&self, input: &Input) -> Result<Option<Decoded>, Garbled> {
        let texts = self.texts(input);
        if texts.is_empty() {
            return Ok(None);
        }
        let texts: Vec<_> = texts.iter().map(AsRef::as_ref).collect();
        style::decode(input, &texts).map(Some)
    }

    /// The texts of a parameter, still encoded: one for each time that it occurs.
    fn texts(&self, input: &Input) -> Vec<Cow<'_, str>> {
        match input.place {
            Place::Path => {
                let values = self.path.iter().filter(|(name, _)| name == input.name);
                values.map(|(_, value)| Cow::Borrowed(&**value)).collect()
            }
            Place::Query => self.values(input.name).map(Cow::Borrowed).collect(),
            Place::Cookie => {
                let cookies = self.cookies().filter(|(name, _)| *name == input.name);
                cookies.map(|(_, value)| Cow::Borrowed(value)).collect()
            }
            Place::Header => {
                let Ok(name) = HeaderName::from_bytes(input.name.as_bytes()) else {
                    return Vec::new();
                };
                let lines = self.head.headers().get_all(name);
                let lines: Vec<_> = lines.iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
                // RFC 9110 §5.3: several lines of one name are one list.
                if lines.is_empty() { lines } else { vec![Cow::Owned(lines.join(", "))] }
            }
            Place::Body => Vec::new(),
        }
    }

    /// The first text of that name, decoded.
    pub(super) fn first(&self, place: Place, name: &str) -> Option<String> {
        let pair = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        match place {
            Place::Query => self.values(name).next().map(|text| pair(&text.replace('+', " "))),
            Place::Cookie => self.cookies().find(|(known, _)| known == name).map(|(_, text)| pair(text)),
            Place::Header => {
                self.head.headers().get(name).map(|text| String::from_utf8_lossy(text.as_bytes()).into_owned())
            }
            Place::Path | Place::Body => None,
        }
    }

    /// Names, decoded, and values of all cookies.
    fn cookies(&self) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
        let lines = self.head.headers().get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.map(|(name, value)| {
            let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            (percent_decode_str(name).decode_utf8_lossy(), quoted.unwrap_or(value))
        })
    }

    /// The members of an exploded object: all that stands there and is no other parameter's.
    fn rest<'p>(
        inputs: &[Input],
        place: Place,
        pairs: impl Iterator<Item = (Cow<'p, str>, &'p str)>,
    ) -> Result<Option<Decoded>, Garbled> {
        let mut members = pairs.filter(|(name, _)| !is_claimed(inputs, place, name)).peekable();
        if members.peek().is_none() {
            return Ok(None);
        }
        Ok(Some(style::pairs_object(Encoding::of(place), members)?.into()))
    }
}

/// Whether a name in a query or among cookies is another parameter's.
fn is_claimed(inputs: &[Input], place: Place, key: &str) -> bool {
    let name = key.split('[').next().unwrap_or_default();
    inputs.iter().any(|input| {
        let is_rest = input.shape == Shape::Object(Style::Form { explode: true });
        input.place == place && !is_rest && (input.name == key || input.name == name)
    })
}

/// Splits a query or form. Names are decoded; values are not, because styles split them first.
pub(super) fn pairs(text: &str) -> Vec<(Cow<'_, str>, &str)> {
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let pairs = ranges(text).into_iter();
    pairs.map(|pair| (pair.decoded.map_or_else(|| part(pair.name).into(), Cow::Owned), part(pair.value))).collect()
}

/// Where the pairs of a query or form stand.
fn ranges(text: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut start = 0;
    for pair in text.split('&') {
        let end = start + pair.len();
        if !pair.is_empty() {
            let name = start..pair.find('=').map_or(end, |length| start + length);
            let value = (name.end + 1).min(end)..end;
            let decoded = text.get(name.clone()).and_then(decoded);
            pairs.push(Pair { name, decoded, value });
        }
        start = end + 1;
    }
    pairs
}

/// A name without its encoding, if it has one.
fn decoded(name: &str) -> Option<String> {
    if !name.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return None;
    }
    Some(percent_decode_str(&name.replace('+', " ")).decode_utf8_lossy().into_owned())
}
