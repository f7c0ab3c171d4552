//! From the bytes of a file to its text.

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Origin, SourceId, Span};

/// The text of a file, with what is to be said about how it was encoded.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) remark: Option<Diagnostic>,
}

/// Why a file has no text, with as much of it as can be shown.
pub(crate) struct Undecoded {
    pub(crate) text: String,
    pub(crate) failure: Box<Diagnostic>,
}

/// Decodes UTF-8, with or without byte order mark, and UTF-16 by its mark or by its zero bytes.
pub(crate) fn decode(bytes: Vec<u8>, source: SourceId) -> Result<Decoded, Undecoded> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes, source),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes, source),
        // No text begins with a zero; this is one ASCII character in UTF-16 without a mark.
        [1..=0x7f, 0, ..] if bytes.len().is_multiple_of(2) => {
            return utf16(&bytes, u16::from_le_bytes, source);
        }
        [0, 1..=0x7f, ..] if bytes.len().is_multiple_of(2) => {
            return utf16(&bytes, u16::from_be_bytes, source);
        }
        _ => {}
    }
    if let Some(what) = container(&bytes) {
        return Err(not_text(what, source));
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => Err(with_nul(text, source)),
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(Decoded { text, remark: None })
        }
        Err(error) => Err(invalid(error.as_bytes(), error.utf8_error().valid_up_to(), source)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, source: SourceId) -> Result<Decoded, Undecoded> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let decoded = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let Ok(text) = decoded.collect::<Result<String, _>>() else {
        return Err(not_text("the file is neither UTF-8 nor UTF-16", source));
    };
    if !rest.is_empty() || text.contains('\0') {
        return Err(not_text("the file is neither UTF-8 nor UTF-16", source));
    }
    let mut remark = Diagnostic::new(Code::OTHER_ENCODING, Some(Origin::span(source, Span::new(0, 0))));
    remark.message = "the file is UTF-16".to_owned();
    remark.help = Some("save it as UTF-8, which other tools expect".to_owned());
    Ok(Decoded { text, remark: Some(remark) })
}

/// A text with few zero bytes was damaged; one with many never was a text.
fn with_nul(text: String, source: SourceId) -> Undecoded {
    let at = text.find('\0').unwrap_or_default();
    if is_noise(text.as_bytes()) {
        return not_text("the file is binary", source);
    }
    let mut failure = Diagnostic::new(Code::NOT_TEXT, Some(Origin::span(source, Span::new(at, at + 1))));
    failure.message = "the file has a zero byte, which no text has".to_owned();
    failure.help = Some("remove it, or get the file again if it was damaged".to_owned());
    Undecoded { text, failure: Box::new(failure) }
}

fn not_text(what: &str, source: SourceId) -> Undecoded {
    let mut failure = Diagnostic::new(Code::NOT_TEXT, Some(Origin::span(source, Span::new(0, 0))));
    failure.message = format!("{what}, not a document");
    failure.help = Some("give the JSON or YAML file of an OpenAPI document".to_owned());
    Undecoded { text: String::new(), failure: Box::new(failure) }
}

/// Well-known containers in which a document may have been saved by mistake.
fn container(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("the file is compressed (gzip)"),
        [b'P', b'K', 3, 4, ..] => Some("the file is a ZIP archive"),
        [b'%', b'P', b'D', b'F', ..] => Some("the file is a PDF"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("the file is compressed (zstd)"),
        _ => None,
    }
}

/// Noise has many bytes that no text has; one stray byte is a text in another encoding.
fn is_noise(bytes: &[u8]) -> bool {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let control = |byte: &&u8| matches!(byte, 0..=8 | 14..=31 | 127);
    sample.iter().filter(control).count() * 20 > sample.len()
}

fn invalid(bytes: &[u8], at: usize, source: SourceId) -> Undecoded {
    if is_noise(bytes) {
        return not_text("the file is binary", source);
    }
    let byte = bytes.get(at).copied().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let place = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    let mut failure = Diagnostic::new(Code::INVALID_ENCODING, Some(Origin::span(source, place)));
    failure.message = format!("byte 0x{byte:02X} is not valid UTF-8");
    failure.label = Some("here".to_owned());
    failure.help = Some(match bytes.get(at..).and_then(latin1) {
        Some(character) => {
            format!("in Latin-1 the byte is `{character}`: save the file as UTF-8")
        }
        None => "save the file as UTF-8".to_owned(),
    });
    Undecoded { text, failure: Box::new(failure) }
}

/// The letter that a single byte over 0x9F is in Latin-1.
fn latin1(bytes: &[u8]) -> Option<char> {
    match bytes {
        [byte @ 0xa0..=0xff, rest @ ..] if rest.first().is_none_or(u8::is_ascii) => Some(char::from(*byte)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), SourceId::ROOT).unwrap_or_else(|error| panic!("{:?}", error.failure)).text
    }

    fn message(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), SourceId::ROOT).err().unwrap().failure.message
    }

    #[test]
    fn reads_every_unicode_encoding() {
        let utf16 = |swap: bool, mark: bool| {
            let units = mark.then_some(0xfeff).into_iter().chain("{\"ü\": \"😀\"}".encode_utf16());
            let bytes = units.flat_map(move |unit: u16| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() });
            bytes.collect::<Vec<u8>>()
        };
        for bytes in [utf16(false, true), utf16(true, true), utf16(false, false), utf16(true, false)] {
            assert_eq!(text(&bytes), "{\"ü\": \"😀\"}");
        }
        assert_eq!(text(b"\xef\xbb\xbf{}"), "{}");
    }

    #[test]
    fn names_what_is_no_text() {
        assert_eq!(message(b"\x1f\x8b\x08\x00"), "the file is compressed (gzip), not a document");
        assert_eq!(message(b"PK\x03\x04"), "the file is a ZIP archive, not a document");
        assert_eq!(message(b"ab\x00cd"), "the file is binary, not a document");
        assert_eq!(message(b"openapi: 3.0.3\ninfo: {title: a\x00b}"), "the file has a zero byte, which no text has");
        assert_eq!(message(b"caf\xe9: 1"), "byte 0xE9 is not valid UTF-8");
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(message(&noise), "the file is binary, not a document");
    }
}
