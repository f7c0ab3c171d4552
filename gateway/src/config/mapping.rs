//! Parameter mappings: where an integration request or a method response takes its values from.
//!
//! See [Request and response data mapping](https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html).

use std::fmt;

use gatewright_document::Origin;

/// Where a request parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// A header.
    Header,
    /// A segment of the path.
    Path,
    /// A member of the query string.
    QueryString,
}

impl ParameterLocation {
    /// The name that mappings use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ParameterLocation::Header => "header",
            ParameterLocation::Path => "path",
            ParameterLocation::QueryString => "querystring",
        }
    }

    fn parse(text: &str) -> Option<ParameterLocation> {
        match text {
            "header" => Some(ParameterLocation::Header),
            "path" => Some(ParameterLocation::Path),
            "querystring" => Some(ParameterLocation::QueryString),
            _ => None,
        }
    }
}

impl fmt::Display for ParameterLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What a mapping takes its value from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `'text'`.
    Static(String),
    /// `method.request.{header,path,querystring}.NAME`; the last value of a repeated one.
    Request(ParameterLocation, String),
    /// `method.request.multivalue{header,querystring}.NAME`.
    RequestAll(ParameterLocation, String),
    /// `method.request.body` or `method.request.body.JSONPATH`.
    RequestBody(Option<String>),
    /// `integration.response.header.NAME`.
    ResponseHeader(String),
    /// `integration.response.multivalueheader.NAME`.
    ResponseHeaderAll(String),
    /// `integration.response.body` or `integration.response.body.JSONPATH`.
    ResponseBody(Option<String>),
    /// `context.NAME`, dots for members.
    Context(String),
    /// `stageVariables.NAME`.
    StageVariable(String),
}

impl Source {
    /// Reads the right side of a mapping.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Source, String> {
        let text = text.trim();
        if let Some(inner) = text.strip_prefix('\'') {
            let inner = inner.strip_suffix('\'').ok_or("the closing quote of the static value is missing")?;
            return Ok(Source::Static(inner.to_owned()));
        }
        let (head, rest) = text.split_once('.').ok_or_else(|| unknown(text))?;
        match head {
            "context" | "$context" => Ok(Source::Context(rest.to_owned())),
            "stageVariables" | "$stageVariables" => Ok(Source::StageVariable(rest.to_owned())),
            "method" => rest.strip_prefix("request.").and_then(request_source).ok_or_else(|| unknown(text)),
            "integration" => rest.strip_prefix("response.").and_then(response_source).ok_or_else(|| unknown(text)),
            _ => Err(unknown(text)),
        }
    }

    /// Whether the value comes from the request of the client.
    #[must_use]
    pub fn is_request(&self) -> bool {
        matches!(self, Source::Request(..) | Source::RequestAll(..) | Source::RequestBody(_))
    }

    /// Whether the value comes from the answer of the backend.
    #[must_use]
    pub fn is_response(&self) -> bool {
        matches!(self, Source::ResponseHeader(_) | Source::ResponseHeaderAll(_) | Source::ResponseBody(_))
    }
}

fn unknown(text: &str) -> String {
    format!("`{text}` is no source of values")
}

fn request_source(rest: &str) -> Option<Source> {
    if rest == "body" {
        return Some(Source::RequestBody(None));
    }
    let (place, name) = rest.split_once('.')?;
    match place {
        "body" => Some(Source::RequestBody(Some(name.to_owned()))),
        "multivalueheader" => Some(Source::RequestAll(ParameterLocation::Header, name.to_owned())),
        "multivaluequerystring" => Some(Source::RequestAll(ParameterLocation::QueryString, name.to_owned())),
        _ => Some(Source::Request(ParameterLocation::parse(place)?, name.to_owned())),
    }
}

fn response_source(rest: &str) -> Option<Source> {
    if rest == "body" {
        return Some(Source::ResponseBody(None));
    }
    let (place, name) = rest.split_once('.')?;
    match place {
        "body" => Some(Source::ResponseBody(Some(name.to_owned()))),
        "header" => Some(Source::ResponseHeader(name.to_owned())),
        "multivalueheader" => Some(Source::ResponseHeaderAll(name.to_owned())),
        _ => None,
    }
}

/// One entry of `requestParameters`: `integration.request.header.X: method.request.header.Y`.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestMapping {
    /// Where the value goes.
    pub location: ParameterLocation,
    /// Under which name it goes there.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    /// The entry in the document.
    pub origin: Origin,
}

/// One entry of `responseParameters`: `method.response.header.X: integration.response.body.y`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseMapping {
    /// The header that is set.
    pub header: String,
    /// Where its value comes from.
    pub source: Source,
    /// The entry in the document.
    pub origin: Origin,
}

/// The place and name that the left side of a request mapping stands for.
///
/// # Errors
/// Says what is wrong with the text.
pub fn parse_request_target(text: &str) -> Result<(ParameterLocation, String), String> {
    text.strip_prefix("integration.request.")
        .and_then(|rest| rest.split_once('.'))
        .and_then(|(place, name)| Some((ParameterLocation::parse(place)?, name.to_owned())))
        .filter(|(_, name)| !name.is_empty())
        .ok_or_else(|| format!("`{text}` is no parameter of an integration request"))
}

/// The header that the left side of a response mapping stands for.
///
/// # Errors
/// Says what is wrong with the text.
pub fn parse_response_target(text: &str) -> Result<String, String> {
    text.strip_prefix("method.response.header.")
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .ok_or_else(|| format!("`{text}` is no header of a method response"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        let table = [
            ("'a'", Ok(Source::Static("a".into()))),
            ("''", Ok(Source::Static(String::new()))),
            ("'it's'", Ok(Source::Static("it's".into()))),
            ("method.request.path.id", Ok(Source::Request(ParameterLocation::Path, "id".into()))),
            ("method.request.querystring.a.b", Ok(Source::Request(ParameterLocation::QueryString, "a.b".into()))),
            ("method.request.multivalueheader.X", Ok(Source::RequestAll(ParameterLocation::Header, "X".into()))),
            ("method.request.body", Ok(Source::RequestBody(None))),
            ("method.request.body.a[0].b", Ok(Source::RequestBody(Some("a[0].b".into())))),
            ("integration.response.header.X", Ok(Source::ResponseHeader("X".into()))),
            ("integration.response.body.a", Ok(Source::ResponseBody(Some("a".into())))),
            ("context.identity.sourceIp", Ok(Source::Context("identity.sourceIp".into()))),
            ("stageVariables.x", Ok(Source::StageVariable("x".into()))),
            ("'a", Err("the closing quote of the static value is missing".into())),
            ("method.request.cookie.x", Err("`method.request.cookie.x` is no source of values".into())),
            ("x", Err("`x` is no source of values".into())),
        ];
        for (text, expected) in table {
            assert_eq!(Source::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn targets() {
        assert_eq!(
            parse_request_target("integration.request.header.X-Y"),
            Ok((ParameterLocation::Header, "X-Y".into()))
        );
        assert!(parse_request_target("integration.request.body.x").is_err());
        assert_eq!(parse_response_target("method.response.header.X"), Ok("X".into()));
        assert!(parse_response_target("method.response.header.").is_err());
    }
}
