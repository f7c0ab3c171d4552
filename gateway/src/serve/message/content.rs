//! Bytes and text: binary media types and `contentHandling`.
//!
//! The two tables are those of [Content type conversions](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::config::ContentHandling;

/// A body on its way, and whether it is text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The bytes.
    pub bytes: Bytes,
    /// Whether they are text; only text can be given to a template.
    pub is_text: bool,
}

/// Base64 that cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidBase64;

impl Body {
    /// Text; what is no UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn text(bytes: Bytes) -> Body {
        let bytes = match String::from_utf8_lossy(&bytes) {
            std::borrow::Cow::Borrowed(_) => bytes,
            std::borrow::Cow::Owned(text) => Bytes::from(text),
        };
        Body { bytes, is_text: true }
    }

    /// Bytes as they are.
    #[must_use]
    pub fn binary(bytes: Bytes) -> Body {
        Body { bytes, is_text: false }
    }

    fn encoded(bytes: &Bytes) -> Body {
        Body { bytes: Bytes::from(STANDARD.encode(bytes)), is_text: true }
    }

    fn decoded(bytes: &Bytes) -> Result<Body, InvalidBase64> {
        STANDARD.decode(bytes).map(|bytes| Body::binary(Bytes::from(bytes))).map_err(|_| InvalidBase64)
    }
}

/// Whether `content_type` is one of the binary media types; parameters and the case do not count.
#[must_use]
pub fn is_binary(content_type: Option<&str>, binary_media_types: &[String]) -> bool {
    let Some(mime) = content_type.map(mime_type) else {
        return false;
    };
    binary_media_types.iter().any(|pattern| match pattern.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => mime.split('/').next().is_some_and(|own| own.eq_ignore_ascii_case(kind)),
        Some(("*", subtype)) => mime.split('/').nth(1).is_some_and(|own| own.eq_ignore_ascii_case(subtype)),
        _ => mime.eq_ignore_ascii_case(pattern),
    })
}

/// The MIME type without its parameters; of a list as in `Accept`, the first.
#[must_use]
pub fn mime_type(header: &str) -> &str {
    header.split([';', ',']).next().unwrap_or_default().trim()
}

/// Converts the body of a request for its integration.
///
/// # Errors
/// When text that must become bytes is no base64.
pub fn convert_request(body: Bytes, is_binary: bool, handling: Option<ContentHandling>) -> Result<Body, InvalidBase64> {
    match (is_binary, handling) {
        (true, Some(ContentHandling::ConvertToText)) => Ok(Body::encoded(&body)),
        (true, _) => Ok(Body::binary(body)),
        (false, Some(ContentHandling::ConvertToBinary)) => Body::decoded(&body),
        (false, _) => Ok(Body::text(body)),
    }
}

/// Converts the body of a backend's answer for the client.
///
/// # Errors
/// When text that must become bytes is no base64.
pub fn convert_response(
    body: Bytes,
    is_binary: bool,
    accepts_binary: bool,
    handling: Option<ContentHandling>,
) -> Result<Body, InvalidBase64> {
    match (is_binary, handling, accepts_binary) {
        (true, Some(ContentHandling::ConvertToText), _) | (true, None, false) => Ok(Body::encoded(&body)),
        (true, _, _) => Ok(Body::binary(body)),
        (false, Some(ContentHandling::ConvertToText), _) | (false, None, false) => Ok(Body::text(body)),
        // Nothing becomes nothing: an asynchronous invocation has no body, whatever the handling.
        (false, _, _) if body.is_empty() => Ok(Body::text(body)),
        (false, _, _) => Body::decoded(&body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types() {
        let types = ["image/png".to_owned(), "application/*".to_owned()];
        assert!(is_binary(Some("Image/PNG; q=1"), &types));
        assert!(is_binary(Some("application/zip"), &types));
        assert!(!is_binary(Some("text/plain"), &types));
        assert!(!is_binary(None, &types));
        assert!(is_binary(Some("x/y"), &["*/*".to_owned()]));
    }

    #[test]
    fn conversions() {
        use ContentHandling::{ConvertToBinary, ConvertToText};
        let raw = Bytes::from_static(b"\xff");
        let encoded = Bytes::from_static(b"/w==");
        assert_eq!(convert_request(raw.clone(), false, None).unwrap().bytes, "\u{fffd}");
        assert_eq!(convert_request(raw.clone(), true, Some(ConvertToText)).unwrap().bytes, encoded);
        assert_eq!(convert_request(encoded.clone(), false, Some(ConvertToBinary)).unwrap(), Body::binary(raw.clone()));
        assert_eq!(convert_request(raw.clone(), false, Some(ConvertToBinary)), Err(InvalidBase64));
        assert_eq!(convert_response(raw.clone(), true, false, None).unwrap().bytes, encoded);
        assert_eq!(convert_response(raw.clone(), true, true, None).unwrap().bytes, raw);
        assert_eq!(convert_response(encoded, false, true, None).unwrap().bytes, raw);
    }
}
