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
/// `base64url`: bytes in base64 with the alphabet for URLs (RFC 4648, section 5).
pub type Base64Url = Text<UrlSafe>;
/// `decimal`: an exact decimal number in a string.
pub type Decimal = Text<rust_decimal::Decimal>;
/// `date-time-rfc1123`: a moment as headers of HTTP have it (RFC 9110, `Sun, 06 Nov 1994 08:49:37 GMT`).
pub type HttpDate = Text<HttpTime>;
/// `date-time-local`: a day and a time of day without an offset, wherever that may be.
pub type LocalDateTime = Text<civil::DateTime>;

impl Format for Timestamp {
    const NAME: &'static str = "a date-time (RFC 3339)";

    fn parse(text: &str) -> Option<Self> {
        // jiff reads more than RFC 3339: other separators, no seconds, a time zone in brackets.
        let (date, time) = text.split_at_checked(10)?;
        let time = time.strip_prefix(['T', 't'])?;
        if !is_full_date(date) || !is_full_time(time) {
            return None;
        }
        // The last day before the year 10000 stands for "never" in many services; what jiff counts ends a day earlier.
        let is_last =
            || date >= "9999-12-30" && text.get(..19).is_some_and(|civil| civil.parse::<civil::DateTime>().is_ok());
        text.parse().ok().or_else(|| is_last().then_some(Timestamp::MAX))
    }

    fn print(&self) -> String {
        self.to_string()
    }
}

/// A moment that is written as headers of HTTP have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpTime(pub Timestamp);

impl From<Timestamp> for HttpDate {
    fn from(moment: Timestamp) -> Self {
        HttpTime(moment).into()
    }
}

impl Format for HttpTime {
    const NAME: &'static str = "an HTTP date (RFC 9110)";

    fn parse(text: &str) -> Option<Self> {
        // `GMT` is the one zone; jiff reads the others of mail too.
        text.strip_suffix(" GMT")?;
        jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(Self)
    }

    fn print(&self) -> String {
        // Only years before 0 cannot be written.
        let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
        printer.timestamp_to_rfc9110_string(&self.0).unwrap_or_default()
    }
}

impl Format for civil::DateTime {
    const NAME: &'static str = "a date and time without an offset";

    fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_at_checked(10)?;
        let time = time.strip_prefix(['T', 't'])?;
        if is_full_date(date) && is_partial_time(time) { text.parse().ok() } else { None }
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

    /// Without an offset, of which a time of day says nothing. Where a service insists on one, parse the text with it:
    /// `"12:00:00Z".parse()`.
    fn print(&self) -> String {
        self.to_string()
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

/// Bytes that are written with the alphabet for URLs, and without padding.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlSafe(pub Vec<u8>);

impl std::ops::Deref for UrlSafe {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Format for UrlSafe {
    const NAME: &'static str = "base64url";

    /// With either alphabet, as not all that is called so is.
    fn parse(text: &str) -> Option<Self> {
        Vec::parse(text).map(Self)
    }

    fn print(&self) -> String {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&self.0)
    }
}

impl From<&[u8]> for Base64Url {
    fn from(bytes: &[u8]) -> Self {
        UrlSafe(bytes.to_vec()).into()
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
pub(super) fn is_full_date(text: &str) -> bool {
    has_shape(text, "0000-00-00")
}

/// `12:00:00.5`, with a fraction of any length or none.
pub(super) fn is_partial_time(text: &str) -> bool {
    let (time, fraction) = text.split_once('.').unwrap_or((text, "0"));
    has_shape(time, "00:00:00") && !fraction.is_empty() && fraction.bytes().all(|digit| digit.is_ascii_digit())
}

/// `Z` or `+01:00`.
pub(super) fn is_offset(text: &str) -> bool {
    matches!(text, "Z" | "z") || has_shape(text, "+00:00") || has_shape(text, "-00:00")
}

pub(super) fn is_full_time(text: &str) -> bool {
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
