//! An input as JSON text, and how it is to be read.

use std::borrow::Cow;

use serde_json::Value;

use super::input::{Input, Kind, Shape};
use super::raw::Raw;
use super::style::{self, Decoded, Encoding, Garbled};
use super::{Manner, body};
use crate::codec::{self, Reading};

/// An input as JSON text.
pub(super) struct Given<'p> {
    pub(super) json: Cow<'p, [u8]>,
    /// What else the same text may be.
    pub(super) otherwise: Option<Vec<u8>>,
    pub(super) reading: Reading,
}

impl Given<'_> {
    pub(super) fn of(decoded: &Decoded, reading: Reading) -> Self {
        let json = |value: &Value| codec::to_vec(value);
        Self { json: Cow::Owned(json(&decoded.value)), otherwise: decoded.otherwise.as_ref().map(json), reading }
    }

    /// A parameter of `inputs`, which are all of the operation.
    pub(super) fn of_parameter(
        raw: &Raw,
        input: &Input,
        inputs: &[Input],
        manner: Manner,
    ) -> Result<Option<Self>, Garbled> {
        let occurrences = raw.occurrences(input);
        // API Gateway takes the last.
        if let Some((count @ 2.., _)) = occurrences.filter(|_| input.is_one_text() && manner == Manner::Problem) {
            return Err(Garbled(format!("{count} values instead of one")));
        }
        if let (Some((_, text)), Shape::Scalar(style)) = (occurrences, input.shape) {
            let text = style::scalar(style, input, text)?;
            let json = Cow::Owned(codec::to_vec(&&*text));
            return Ok(Some(Self { json, otherwise: None, reading: Reading::strict_text() }));
        }
        let reading = if input.shape == Shape::Json { Reading::strict() } else { Reading::strict_text() };
        let decoded = raw.decode(input, inputs)?;
        Ok(decoded.map(|decoded| Self::of(&decoded, reading)))
    }

    /// The whole query, of at most `nodes` values. The error says what is wrong.
    pub(super) fn of_query(raw: &Raw, input: &Input, nodes: usize) -> Result<Option<Self>, String> {
        let text = match raw.whole_query() {
            Some(text) => text,
            // A form of nothing is sent as nothing.
            None if input.required && input.kind == Kind::Form => "",
            None => return Ok(None),
        };
        if input.kind == Kind::Form {
            body::bound(input, text.as_bytes(), nodes)?;
            let value = body::value(input, text.as_bytes())?;
            return Ok(Some(Self::of(&value.into(), Reading::strict_text())));
        }
        // Only forms have `+` for a space.
        let text = Encoding::Percent.decode(text).map_err(|Garbled(found)| format!("found {found}"))?;
        if input.kind == Kind::Text {
            return Ok(Some(Self::of(&Value::from(text).into(), Reading::strict_text())));
        }
        body::bound(input, text.as_bytes(), nodes)?;
        Ok(Some(Self { json: Cow::Owned(text.into_owned().into_bytes()), otherwise: None, reading: Reading::strict() }))
    }
}

/// RFC 8259 §8.1 lets a reader ignore a byte order mark.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
