//! URIs of integrations: stage variables and path parameters filled in.

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::config::substitute_stage_variables;
use crate::serve::message::path::canonical;

/// Fills in stage variables first, then `{name}`. A name without a value stays as it is.
///
/// ```
/// use indexmap::IndexMap;
///
/// let stage = IndexMap::from([("host".to_owned(), "example.com".to_owned())]);
/// let path = IndexMap::from([("id".to_owned(), "7".to_owned())]);
/// let uri = gatewright_gateway::render_uri("http://${stageVariables.host}/{id}/{x}", &stage, &path);
/// assert_eq!(uri, "http://example.com/7/{x}");
/// ```
#[must_use]
pub fn render_uri(
    uri: &str,
    stage_variables: &IndexMap<String, String>,
    path_parameters: &IndexMap<String, String>,
) -> String {
    let uri = substitute_stage_variables(uri, stage_variables);
    let mut out = String::with_capacity(uri.len());
    let mut rest = uri.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after.split_once('}').and_then(|(name, remaining)| {
            let name = name.strip_suffix('+').unwrap_or(name);
            Some((path_parameters.get(name)?, remaining))
        });
        match value {
            Some((value, remaining)) => {
                let value = Region::at_end_of(&out).confined(value);
                out.push_str(&value);
                rest = remaining;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The part of a URI that a value stands in, and cannot leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Region {
    Authority,
    Path,
    Query,
}

impl Region {
    fn at_end_of(uri: &str) -> Region {
        let after_scheme = uri.split_once("://").map(|(_, rest)| rest);
        if uri.contains('?') {
            Region::Query
        } else if after_scheme.is_some_and(|rest| !rest.contains('/')) {
            Region::Authority
        } else {
            Region::Path
        }
    }

    /// A value that opens no other part: no host, no query, no fragment, and no way up in the path.
    fn confined(self, value: &str) -> String {
        match self {
            Region::Authority => utf8_percent_encode(value, OUTSIDE_AUTHORITY).to_string(),
            Region::Query => utf8_percent_encode(value, OUTSIDE_QUERY).to_string(),
            Region::Path => {
                let normal = canonical(value);
                let normal = if value.starts_with('/') { normal.as_ref() } else { normal.trim_start_matches('/') };
                // Slashes that are data stay encoded; many servers decode them before they follow dot segments.
                if goes_up_once_decoded(normal) { normal.replace('%', "%25") } else { normal.to_owned() }
            }
        }
    }
}

/// Whether an encoded slash or backslash separates a dot segment.
fn goes_up_once_decoded(path: &str) -> bool {
    path.contains("..") && {
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        decoded.split(['/', '\\']).any(|segment| segment == "..")
    }
}

const OUTSIDE_AUTHORITY: &AsciiSet = &CONTROLS.add(b' ').add(b'/').add(b'\\').add(b'?').add(b'#').add(b'@').add(b':');

const OUTSIDE_QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'#');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_where_they_are_put() {
        let table = [
            ("http://h/api/{x}", "a/b", "http://h/api/a/b"),
            ("http://h/api/{x}", "../secret", "http://h/api/secret"),
            ("http://h/api/{x}", "%2e%2e/%2E./secret", "http://h/api/secret"),
            ("http://h/api/{x}", "..\\..\\secret", "http://h/api/..%255C..%255Csecret"),
            ("http://h/api/{x}", "%2e%2e%2Fsecret", "http://h/api/..%252Fsecret"),
            ("http://h/api/{x}", "a..b%2Fc", "http://h/api/a..b%2Fc"),
            ("http://h/api/{x}/y", "..", "http://h/api//y"),
            ("http://h/api/{x}", "a?b#c", "http://h/api/a%3Fb%23c"),
            ("http://h/api/{x+}", "a//b%2Fc", "http://h/api/a//b%2Fc"),
            ("http://h{x}", "@evil.example/", "http://h%40evil.example%2F"),
            ("http://{x}.example/", "evil.example/?", "http://evil.example%2F%3F.example/"),
            ("http://h/a?b={x}", "c/../d#e", "http://h/a?b=c/../d%23e"),
            (
                "arn:aws:apigateway:r:s3:path/bucket/{key}",
                "../other/key",
                "arn:aws:apigateway:r:s3:path/bucket/other/key",
            ),
        ];
        for (uri, value, expected) in table {
            let parameters = IndexMap::from([("x".to_owned(), value.to_owned()), ("key".to_owned(), value.to_owned())]);
            assert_eq!(render_uri(uri, &IndexMap::new(), &parameters), expected, "{uri} {value}");
        }
    }
}
