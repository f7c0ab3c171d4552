//! The formats that strings may have, and the Rust types that they stand for.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use jiff::civil;

use crate::codec::{FromJson, Misfit, Reader, ToJson, Writer};
use crate::wire::text::{Format, Text};

/// `date-time`: a moment (RFC 3339).
pub type DateTime = Text<Timestamp>;
/// `date`: a day (RFC 3339 `full-date`).
pub type Date = Text<civil::Date>;
/// `time`: a time of day (RFC 3339 `full-time`, or without its offset).
pub type Time = Text<civil::Time>;
/// `duration`: a span of time (ISO 8601, `P3DT4H`).
pub type Duration = Text<jiff::Span>;
/// `uuid` (RFC 9562).
pub type Uuid = Text<uuid::Uuid>;
/// `byte`: bytes in base64 (RFC 4648).
pub type Base64 = Text<Vec<u8>>;
/// `decimal`: an exact decimal number in a string.
pub type Decimal = Text<rust_decimal::Decimal>;

impl Format for Timestamp {
    const NAME: &'static str = "a date-time (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        // jiff reads more than RFC 3339: other separators, no seconds, a time zone in brackets.
        let (date, time) = text.split_at_checked(10)?;
        let time = time.strip_prefix(['T', 't'])?;
        if !is_full_date(date) || !is_full_time(time) {
            return None;
        }
        text.parse().ok()
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

impl Format for civil::Date {
    const NAME: &'static str = "a date (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        if is_full_date(text) { text.parse().ok() } else { None }
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

impl Format for civil::Time {
    const NAME: &'static str = "a time (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        let offset = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
        let (time, offset) = text.split_at_checked(offset)?;
        if !(offset.is_empty() || is_offset(offset)) || !is_partial_time(time) {
            return None;
        }
        time.parse().ok()
    }

    /// With `Z`: the format asks for an offset.
    fn print(&self) -> String {
        format!("{self}Z")
    }
}

impl Format for jiff::Span {
    const NAME: &'static str = "a duration (ISO 8601)";

    fn parse(text: &str) -> Option<Self> {
        // jiff also reads its own friendly form, `3 days`.
        if text.trim_start_matches(['-', '+']).starts_with(['P', 'p']) { text.parse().ok() } else { None }
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

impl Format for uuid::Uuid {
    const NAME: &'static str = "a UUID";

    fn parse(text: &str) -> Option<Self> {
        // The other spellings that the crate reads (braces, `urn:`) are not what APIs mean.
        if text.len() == 36 { Self::try_parse(text).ok() } else { None }
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

/// Reads as most of its kin do: padded or not, and whatever the unused bits of the last digit are.
const BASE64: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, BASE64);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, BASE64);

impl Format for Vec<u8> {
    const NAME: &'static str = "base64";

    /// With the usual alphabet or the one for URLs.
    fn parse(text: &str) -> Option<Self> {
        let engine = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
        engine.decode(text).ok()
    }

    fn print(&self) -> String {
        STANDARD.encode(self)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl Format for rust_decimal::Decimal {
    const NAME: &'static str = "a decimal number";

    fn parse(text: &str) -> Option<Self> {
        Self::from_str_exact(text).or_else(|_| Self::from_scientific(text)).ok()
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

/// `2024-02-29`.
fn is_full_date(text: &str) -> bool {
    has_shape(text, "0000-00-00")
}

/// `12:00:00.5`, with a fraction of any length or none.
fn is_partial_time(text: &str) -> bool {
    let (time, fraction) = text.split_once('.').unwrap_or((text, "0"));
    has_shape(time, "00:00:00") && !fraction.is_empty() && fraction.bytes().all(|digit| digit.is_ascii_digit())
}

/// `Z` or `+01:00`.
fn is_offset(text: &str) -> bool {
    matches!(text, "Z" | "z") || has_shape(text, "+00:00") || has_shape(text, "-00:00")
}

fn is_full_time(text: &str) -> bool {
    let offset = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    text.split_at_checked(offset).is_some_and(|(time, offset)| is_partial_time(time) && is_offset(offset))
}

/// Whether a text is a shape with other digits.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(
            |(byte, shape)| {
                if shape == b'0' { byte.is_ascii_digit() } else { byte == shape }
            },
        )
}

/// `unix-time`: a moment as seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// The moment; `None` beyond the year 9999.
    #[must_use]
    pub fn timestamp(self) -> Option<Timestamp> {
        Timestamp::from_second(self.0).ok()
    }
}

impl From<Timestamp> for UnixTime {
    fn from(moment: Timestamp) -> Self {
        Self(moment.as_second())
    }
}

impl From<i64> for UnixTime {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl FromJson for UnixTime {
    fn blank() -> Self {
        Self(0)
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Misfit> {
        self.0.read(reader)
    }
}

impl ToJson for UnixTime {
    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }
}

crate::__deserialize! { UnixTime }
crate::__serialize! { UnixTime }
