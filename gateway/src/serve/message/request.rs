//! Requests and answers as the engine sees them, apart from any transport.

use bytes::Bytes;
use indexmap::IndexMap;

use crate::serve::message::headers::Headers;

/// The members of a query string by name, each with its values in order, decoded (`+` is a space).
pub type Query = IndexMap<String, Vec<String>>;

/// A request as it reaches the gateway.
///
/// ```
/// use gatewright_gateway::Request;
///
/// let request = Request::new("GET", "/test/calc?operand1=1&operator=%2B");
/// assert_eq!(request.path, "/test/calc");
/// assert_eq!(request.query["operator"], ["+"]);
/// ```
#[derive(Clone, Debug)]
pub struct Request {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path with the stage, percent-encoded as it came.
    pub path: String,
    /// The query string as it came.
    pub raw_query: String,
    /// The query string, decoded.
    pub query: Query,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
    /// Who asks.
    pub source_ip: String,
    /// `HTTP/1.1`.
    pub protocol: &'static str,
}

impl Request {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: &str, path_and_query: &str) -> Request {
        let (path, raw_query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        Request {
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            raw_query: raw_query.to_owned(),
            query: parse_query(raw_query),
            headers: Headers::default(),
            body: Bytes::new(),
            source_ip: "127.0.0.1".to_owned(),
            protocol: "HTTP/1.1",
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Request {
        self.headers.append(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Request {
        self.body = body.into();
        self
    }
}

/// An answer of the gateway.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// The body as text; bytes that are no UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::from_slice(&self.body)
    }
}

/// Splits and decodes a query string as a form is decoded, like API Gateway.
#[must_use]
pub fn parse_query(raw: &str) -> Query {
    let mut query = Query::new();
    for (name, value) in url::form_urlencoded::parse(raw.as_bytes()) {
        query.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let query = parse_query("a=1&b=%2B&c=x+y&a=2&d&=e");
        let expected = [("a", vec!["1", "2"]), ("b", vec!["+"]), ("c", vec!["x y"]), ("d", vec![""]), ("", vec!["e"])];
        assert_eq!(
            query
                .iter()
                .map(|(name, values)| (name.as_str(), values.iter().map(String::as_str).collect()))
                .collect::<Vec<_>>(),
            expected
        );
    }
}
