//! Parameter mappings of HTTP APIs: `overwrite:header.X: $request.body.name`.
//!
//! See [Transform API requests and responses](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html).

use gatewright_document::Origin;

/// What a mapping does to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpChange {
    /// Adds a value beside those that are there.
    Append,
    /// Sets the value.
    Overwrite,
    /// Removes all values.
    Remove,
}

/// What a mapping changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpTarget {
    /// A header.
    Header(String),
    /// A parameter of the query string; of requests only.
    QueryString(String),
    /// The path; of requests only.
    Path,
    /// The status; of responses only.
    StatusCode,
}

/// One mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpMapping {
    /// What is done.
    pub change: HttpChange,
    /// To what.
    pub target: HttpTarget,
    /// The value.
    pub value: HttpValue,
    /// The entry in the document.
    pub origin: Origin,
}

/// A value: texts and selections one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpValue {
    /// The parts.
    pub parts: Vec<HttpSource>,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpSource {
    /// A text.
    Text(String),
    /// `$request.header.NAME`, in any spelling.
    RequestHeader(String),
    /// `$request.querystring.NAME`.
    RequestQuery(String),
    /// `$request.path`, without the stage.
    RequestPath,
    /// `$request.path.NAME`.
    RequestPathParameter(String),
    /// `$request.body` or `$request.body.JSONPATH`.
    RequestBody(Option<String>),
    /// `$response.header.NAME`.
    ResponseHeader(String),
    /// `$response.body` or `$response.body.JSONPATH`.
    ResponseBody(Option<String>),
    /// `$context.NAME`.
    Context(String),
    /// `$stageVariables.NAME`.
    StageVariable(String),
}

/// Whether a mapping is one of a request or of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpSide {
    /// On the way to the integration.
    Request,
    /// On the way back.
    Response,
}

/// Headers that no mapping of an HTTP API may change.
const RESERVED: &[&str] = &[
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-location",
    "forwarded",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "via",
];
const RESERVED_PREFIXES: &[&str] = &["access-control-", "apigw-", "x-amz-", "x-amzn-"];

/// What the left side of a mapping means.
///
/// # Errors
/// Says what is wrong with the text.
pub fn parse_http_target(text: &str, side: HttpSide) -> Result<(HttpChange, HttpTarget), String> {
    let unknown = || format!("`{text}` is no parameter that can be mapped");
    let (change, target) = text.split_once(':').ok_or_else(unknown)?;
    let change = match change {
        "append" => HttpChange::Append,
        "overwrite" => HttpChange::Overwrite,
        "remove" => HttpChange::Remove,
        _ => return Err(unknown()),
    };
    let target = match (target.split_once('.'), target) {
        (Some(("header", name)), _) if !name.is_empty() => {
            if is_reserved(name) {
                return Err(format!("the header `{name}` is reserved and cannot be mapped"));
            }
            HttpTarget::Header(name.to_owned())
        }
        (Some(("querystring", name)), _) if !name.is_empty() && side == HttpSide::Request => {
            HttpTarget::QueryString(name.to_owned())
        }
        (None, "path") if side == HttpSide::Request && change == HttpChange::Overwrite => HttpTarget::Path,
        (None, "statuscode") if side == HttpSide::Response && change == HttpChange::Overwrite => HttpTarget::StatusCode,
        _ => return Err(unknown()),
    };
    Ok((change, target))
}

fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    RESERVED.contains(&name.as_str()) || RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

impl HttpValue {
    /// Reads the right side of a mapping: one selection (`$request.body.a`), or a text with several
    /// (`${request.path.a}-${context.requestId}`).
    #[must_use]
    pub fn parse(text: &str) -> HttpValue {
        if let Some(source) = text.strip_prefix('$').filter(|rest| !rest.contains(['{', ' '])).and_then(selection) {
            return HttpValue { parts: vec![source] };
        }
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            literal.push_str(before);
            let found = after
                .split_once('}')
                .and_then(|(name, remaining)| Some((selection(name.trim().trim_start_matches('$'))?, remaining)));
            match found {
                Some((source, remaining)) => {
                    if !literal.is_empty() {
                        parts.push(HttpSource::Text(std::mem::take(&mut literal)));
                    }
                    parts.push(source);
                    rest = remaining;
                }
                None => {
                    literal.push_str("${");
                    rest = after;
                }
            }
        }
        literal.push_str(rest);
        if !literal.is_empty() || parts.is_empty() {
            parts.push(HttpSource::Text(literal));
        }
        HttpValue { parts }
    }
}

/// `request.header.X`, without its `$`.
fn selection(text: &str) -> Option<HttpSource> {
    let (head, rest) = text.split_once('.')?;
    let (place, name) = match rest.split_once('.') {
        Some((place, name)) => (place, Some(name.to_owned())),
        None => {
            (rest.split('[').next().unwrap_or(rest), rest.find('[').and_then(|at| Some(rest.get(at..)?.to_owned())))
        }
    };
    Some(match (head, place, name) {
        ("request", "header", Some(name)) => HttpSource::RequestHeader(name),
        ("request", "querystring", Some(name)) => HttpSource::RequestQuery(name),
        ("request", "path", Some(name)) => HttpSource::RequestPathParameter(name),
        ("request", "path", None) => HttpSource::RequestPath,
        ("request", "body", path) => HttpSource::RequestBody(path),
        ("response", "header", Some(name)) => HttpSource::ResponseHeader(name),
        ("response", "body", path) => HttpSource::ResponseBody(path),
        ("context", ..) => HttpSource::Context(rest.to_owned()),
        ("stageVariables", ..) => HttpSource::StageVariable(rest.to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        use HttpSide::{Request, Response};
        let table = [
            ("append:header.X", Request, true),
            ("overwrite:path", Request, true),
            ("append:path", Request, false),
            ("overwrite:statuscode", Request, false),
            ("overwrite:statuscode", Response, true),
            ("remove:querystring.a", Request, true),
            ("remove:querystring.a", Response, false),
            ("overwrite:header.Authorization", Request, false),
            ("overwrite:header.x-amz-x", Request, false),
            ("header.X", Request, false),
        ];
        for (text, side, expected) in table {
            assert_eq!(parse_http_target(text, side).is_ok(), expected, "{text}");
        }
    }

    #[test]
    fn values() {
        use HttpSource::{Context, RequestBody, RequestHeader, RequestPath, Text};
        let table = [
            ("$request.body", vec![RequestBody(None)]),
            ("$request.body.a.b[0]", vec![RequestBody(Some("a.b[0]".into()))]),
            ("$request.path", vec![RequestPath]),
            ("$context.authorizer.claims.sub", vec![Context("authorizer.claims.sub".into())]),
            ("plain", vec![Text("plain".into())]),
            ("", vec![Text(String::new())]),
            ("$5", vec![Text("$5".into())]),
            (
                r#"{"A":"${request.header.h}"}"#,
                vec![Text(r#"{"A":""#.into()), RequestHeader("h".into()), Text(r#""}"#.into())],
            ),
            ("${Queue}", vec![Text("${Queue}".into())]),
        ];
        for (text, expected) in table {
            assert_eq!(HttpValue::parse(text).parts, expected, "{text}");
        }
    }
}
