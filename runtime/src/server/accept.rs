//! Which media types a client takes (RFC 9110 §12.5.1).

use http::HeaderMap;
use http::header::ACCEPT;

use crate::wire::media_type::MediaType;

/// More ranges than this are not looked at.
const RANGES: usize = 64;

/// The media type among `offered` that the client likes best; of several that it likes the same, the first. `None` if
/// it takes none of them. A request without `Accept` takes all.
///
/// ```
/// use gatewright_runtime::http::{HeaderMap, HeaderValue};
/// use gatewright_runtime::server::preferred;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("accept", HeaderValue::from_static("application/xml;q=0.5, application/json"));
/// assert_eq!(preferred(&headers, &["application/xml", "application/json"]), Some("application/json"));
/// assert_eq!(preferred(&headers, &["text/plain"]), None);
/// ```
#[must_use]
pub fn preferred<'o>(headers: &HeaderMap, offered: &[&'o str]) -> Option<&'o str> {
    let lines = headers.get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let ranges: Vec<(&str, u16)> = lines.flat_map(|line| line.split(',')).filter_map(range).take(RANGES).collect();
    if ranges.is_empty() {
        return offered.first().copied();
    }
    let mut best: Option<(&str, u16)> = None;
    for media in offered {
        let quality = quality(&ranges, MediaType(media).essence());
        if quality > best.map_or(0, |(_, known)| known) {
            best = Some((media, quality));
        }
    }
    best.map(|(media, _)| media)
}

/// A range and its weight in thousandths.
fn range(text: &str) -> Option<(&str, u16)> {
    let media = MediaType(text).essence();
    if media.is_empty() {
        return None;
    }
    let weight = text.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim().parse::<f32>().ok())?
    });
    Some((media, (weight.unwrap_or(1.0).clamp(0.0, 1.0) * 1000.0) as u16))
}

/// What the most specific range that a media type is in says of it.
fn quality(ranges: &[(&str, u16)], media: &str) -> u16 {
    let fits = ranges.iter().filter_map(|(range, weight)| Some((specificity(range, media)?, *weight)));
    fits.max_by_key(|(specificity, weight)| (*specificity, *weight)).map_or(0, |(_, weight)| weight)
}

/// How closely a range names a media type; `None` if the type is not in it. What a document offers may be a range too.
fn specificity(range: &str, media: &str) -> Option<u8> {
    if range.eq_ignore_ascii_case(media) {
        return Some(3);
    }
    let (kind, subtype) = range.split_once('/')?;
    let (media_kind, media_subtype) = media.split_once('/').unwrap_or((media, "*"));
    let same_kind = kind.eq_ignore_ascii_case(media_kind);
    if (same_kind || media_kind == "*") && media_subtype == "*" {
        return Some(2);
    }
    match (kind, subtype) {
        ("*", "*") => Some(0),
        (_, "*") if same_kind => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn negotiation() {
        const OFFERED: &[&str] = &["application/json", "application/xml; charset=utf-8", "image/*"];
        for (accept, expected) in [
            ("", Some("application/json")),
            ("*/*", Some("application/json")),
            ("application/*", Some("application/json")),
            ("application/xml", Some("application/xml; charset=utf-8")),
            ("APPLICATION/XML, */*;q=0.1", Some("application/xml; charset=utf-8")),
            ("*/*, application/json;q=0", Some("application/xml; charset=utf-8")),
            ("application/json;q=0.2, application/xml;q=0.3", Some("application/xml; charset=utf-8")),
            ("image/png", Some("image/*")),
            ("text/html", None),
            ("*/*;q=0", None),
            ("application/json;q=x", Some("application/json")),
        ] {
            let mut headers = HeaderMap::new();
            if !accept.is_empty() {
                headers.insert(ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(preferred(&headers, OFFERED), expected, "{accept}");
        }
    }
}
