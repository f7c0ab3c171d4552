//! Access logs in the format of a stage: one line for a request, made of `$context` variables.
//!
//! See [Set up logging](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html).

use std::fmt;

use gatewright_document::is_unseen;

/// The longest line, in bytes.
const LONGEST: usize = 3 * 1024;

/// The format of an access log.
///
/// ```
/// use gatewright_gateway::AccessLogFormat;
///
/// let format = AccessLogFormat::parse("$context.requestId: $context.status $context.nope").unwrap();
/// let value = |name: &str| match name {
///     "requestId" => Some("1".to_owned()),
///     "status" => Some("200".to_owned()),
///     _ => None,
/// };
/// assert_eq!(format.line(value), "1: 200 -");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLogFormat(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A variable without `$context.`.
    Variable(String),
}

/// Why a text is no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidFormat;

impl fmt::Display for InvalidFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an access log needs `$context.requestId` or `$context.extendedRequestId`, on one line")
    }
}

impl std::error::Error for InvalidFormat {}

impl AccessLogFormat {
    /// The Common Log Format, as the console of API Gateway offers it.
    pub const CLF: &str = "$context.identity.sourceIp $context.identity.caller $context.identity.user \
        [$context.requestTime] \"$context.httpMethod $context.resourcePath $context.protocol\" $context.status \
        $context.responseLength $context.requestId $context.extendedRequestId";

    /// JSON, as the console of API Gateway offers it.
    pub const JSON: &str = "{ \"requestId\":\"$context.requestId\", \
        \"extendedRequestId\":\"$context.extendedRequestId\",\"ip\": \"$context.identity.sourceIp\", \
        \"caller\":\"$context.identity.caller\", \"user\":\"$context.identity.user\", \
        \"requestTime\":\"$context.requestTime\", \"httpMethod\":\"$context.httpMethod\", \
        \"resourcePath\":\"$context.resourcePath\", \"status\":\"$context.status\", \
        \"protocol\":\"$context.protocol\", \"responseLength\":\"$context.responseLength\" }";

    /// XML, as the console of API Gateway offers it.
    pub const XML: &str = "<request id=\"$context.requestId\"> \
        <extendedRequestId>$context.extendedRequestId</extendedRequestId> <ip>$context.identity.sourceIp</ip> \
        <caller>$context.identity.caller</caller> <user>$context.identity.user</user> \
        <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> \
        <resourcePath>$context.resourcePath</resourcePath> <status>$context.status</status> \
        <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> </request>";

    /// CSV, as the console of API Gateway offers it.
    pub const CSV: &str = "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,\
        $context.requestTime,$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,\
        $context.responseLength,$context.requestId,$context.extendedRequestId";

    /// Reads a format: `clf`, `json`, `xml`, `csv`, or text with `$context` variables.
    ///
    /// # Errors
    /// When the text has several lines, or does not name the request's id.
    pub fn parse(text: &str) -> Result<AccessLogFormat, InvalidFormat> {
        let text = match text.to_ascii_lowercase().as_str() {
            "clf" => AccessLogFormat::CLF,
            "json" => AccessLogFormat::JSON,
            "xml" => AccessLogFormat::XML,
            "csv" => AccessLogFormat::CSV,
            _ => text.trim_end(),
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("$context.") {
            let is_name =
                |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | ':');
            let end = after.find(|character| !is_name(character)).unwrap_or(after.len());
            let name = after.get(..end).unwrap_or_default().trim_end_matches(['.', ':', '-']);
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Variable(name.to_owned()));
            rest = after.get(name.len()..).unwrap_or_default();
        }
        parts.push(Part::Text(rest.to_owned()));
        let names_request = parts
            .iter()
            .any(|part| matches!(part, Part::Variable(name) if name == "requestId" || name == "extendedRequestId"));
        if !names_request || text.contains(['\n', '\r']) {
            return Err(InvalidFormat);
        }
        Ok(AccessLogFormat(parts))
    }

    /// The line of a request; a variable without a value is `-`. What would end the line, or a string of
    /// JSON in it, is spelled out, wherever it comes from.
    #[must_use]
    pub fn line(&self, value: impl Fn(&str) -> Option<String>) -> String {
        let mut line = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => line.push_str(text),
                Part::Variable(name) => {
                    let value = value(name).filter(|value| !value.is_empty());
                    // A message in quotes brings its own.
                    let is_quoted = name.ends_with("messageString");
                    for character in value.as_deref().unwrap_or("-").chars() {
                        match character {
                            '"' | '\\' if !is_quoted => line.extend(['\\', character]),
                            other if is_unseen(other) => line.extend(other.escape_unicode()),
                            other => line.push(other),
                        }
                    }
                }
            }
        }
        if line.len() > LONGEST {
            line.truncate(line.floor_char_boundary(LONGEST));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for format in ["clf", "JSON", "xml", "csv", AccessLogFormat::CLF] {
            let line = AccessLogFormat::parse(format).unwrap().line(|name| Some(name.to_owned()));
            assert!(line.contains("requestId") && !line.contains('$'), "{line}");
        }
        assert!(AccessLogFormat::parse("$context.status").is_err());
        assert!(AccessLogFormat::parse("$context.requestId\n$context.status").is_err());
        let format =
            AccessLogFormat::parse("$context.requestId. $context.authorizer.claims.cognito:groups, ok").unwrap();
        assert_eq!(format.line(|name| Some(name.to_owned())), "requestId. authorizer.claims.cognito:groups, ok");
    }

    #[test]
    fn values_forge_no_line() {
        let format = AccessLogFormat::parse("{\"id\":\"$context.requestId\"}").unwrap();
        let line = format.line(|_| Some("a\"}\n{\"id\":\"b\u{1b}[31m\u{202e}".to_owned()));
        assert_eq!(line, r#"{"id":"a\"}\u{a}{\"id\":\"b\u{1b}[31m\u{202e}"}"#);
        assert_eq!(format.line(|_| Some("x".repeat(10_000))).len(), LONGEST);
    }
}
