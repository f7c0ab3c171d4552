//! Media types as documents write them (RFC 9110 §8.3).

/// A media type without its parameters.
#[must_use]
pub fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether bodies of a media type are JSON.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let is_json = |name: &str| name.eq_ignore_ascii_case("json");
    // A suffix after `json`, as in `application/json+sarif`, makes it no other format; several services of AWS want to
    // be sent `application/x-amz-json-1.1`.
    essence(media_type).split_once('/').is_some_and(|(_, subtype)| {
        subtype.split('+').any(is_json) || subtype.to_ascii_lowercase().starts_with("x-amz-json-")
    })
}

/// Whether bodies of a media type are XML (RFC 7303): `application/xml`, `text/xml`, and what ends in `+xml`.
#[must_use]
pub fn is_xml(media_type: &str) -> bool {
    // Not all that has the letters: spreadsheets are `application/vnd.openxmlformats-…`.
    let media_type = essence(media_type).to_ascii_lowercase();
    media_type.ends_with("/xml") || media_type.ends_with("+xml")
}

#[cfg(test)]
mod tests {
    use super::{is_json, is_xml};

    #[test]
    fn tells_json_and_xml() {
        for (media_type, json, xml) in [
            ("application/json; charset=utf-8", true, false),
            ("Text/JSON", true, false),
            ("application/problem+json", true, false),
            ("application/json+sarif", true, false),
            ("application/x-amz-json-1.1", true, false),
            ("application/jsonl", false, false),
            ("application/ATOM+XML", false, true),
            ("application/vnd.openxmlformats-officedocument", false, false),
            ("json", false, false),
        ] {
            assert_eq!((is_json(media_type), is_xml(media_type)), (json, xml), "{media_type}");
        }
    }
}
