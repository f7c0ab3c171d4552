//! Requests and their responses, written down to be compared with later ones.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::serve::message::headers::Headers;
use crate::serve::message::request::{Request, Response};

/// One request and the response to it; a line of JSON in a file of recordings.
///
/// ```
/// use gatewright_gateway::{Recorded, Request, Response};
///
/// let recorded = Recorded::new(&Request::new("GET", "/a?b=c"), &Response { status: 200, ..Response::default() });
/// let again = Recorded::parse(&recorded.to_line()).unwrap();
/// assert_eq!(again.request().query["b"], ["c"]);
/// assert!(again.differences(&Response { status: 200, ..Response::default() }).is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    request: RecordedRequest,
    response: RecordedResponse,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct RecordedRequest {
    method: String,
    /// With the query.
    target: String,
    headers: Vec<(String, String)>,
    #[serde(flatten)]
    body: Body,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct RecordedResponse {
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(flatten)]
    body: Body,
}

/// A body as text, or as base64 where it is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Body {
    #[serde(rename = "body")]
    Text(String),
    #[serde(rename = "base64")]
    Bytes(String),
}

impl Body {
    fn new(bytes: &[u8]) -> Body {
        match std::str::from_utf8(bytes) {
            Ok(text) => Body::Text(text.to_owned()),
            Err(_) => Body::Bytes(STANDARD.encode(bytes)),
        }
    }

    fn bytes(&self) -> Bytes {
        match self {
            Body::Text(text) => Bytes::from(text.clone()),
            Body::Bytes(text) => STANDARD.decode(text).unwrap_or_default().into(),
        }
    }
}

/// Credentials do not belong into a file that is kept.
const SECRET: [&str; 5] = ["authorization", "cookie", "x-api-key", "x-amz-security-token", "set-cookie"];

/// What differs from request to request, or with the way it came.
const CHANGING: [&str; 8] = [
    "date",
    "x-amzn-requestid",
    "x-amz-apigw-id",
    "apigw-requestid",
    "x-amzn-trace-id",
    "content-length",
    "connection",
    "x-amzn-remapped-date",
];

fn entries(headers: &Headers) -> Vec<(String, String)> {
    let shown = headers.iter().map(|(name, value)| {
        let is_secret = SECRET.iter().any(|secret| secret.eq_ignore_ascii_case(name));
        (name.to_owned(), if is_secret { "(secret)".to_owned() } else { value.to_owned() })
    });
    shown.collect()
}

/// One place where two responses differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `status`, `header content-type`, `body`, or a place in a JSON body: `/items/0/id`.
    pub place: String,
    /// What was recorded there; nothing if there was nothing.
    pub recorded: Option<String>,
    /// What is there now.
    pub now: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        write!(formatter, "{}: recorded {}, now {}", self.place, shown(&self.recorded), shown(&self.now))
    }
}

impl Recorded {
    /// A request with its response. Credentials are left out.
    #[must_use]
    pub fn new(request: &Request, response: &Response) -> Recorded {
        let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
        Recorded {
            request: RecordedRequest {
                method: request.method.clone(),
                target: format!("{}{query}", request.path),
                headers: entries(&request.headers),
                body: Body::new(&request.body),
            },
            response: RecordedResponse {
                status: response.status,
                headers: entries(&response.headers),
                body: Body::new(&response.body),
            },
        }
    }

    /// Reads a line of a file of recordings.
    ///
    /// # Errors
    /// When the line is none.
    pub fn parse(line: &str) -> serde_json::Result<Recorded> {
        serde_json::from_str(line)
    }

    /// One line of JSON.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// `GET /pets?limit=2`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.request.method, self.request.target)
    }

    /// The request, to be sent again.
    #[must_use]
    pub fn request(&self) -> Request {
        let request = Request::new(&self.request.method, &self.request.target).body(self.request.body.bytes());
        self.request
            .headers
            .iter()
            .fold(request, |request, (name, value)| request.header(name.as_str(), value.as_str()))
    }

    /// Where a response differs from the recorded one, apart from ids and times.
    #[must_use]
    pub fn differences(&self, response: &Response) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut differ = |place: String, recorded: Option<String>, now: Option<String>| {
            if recorded != now {
                found.push(Difference { place, recorded, now });
            }
        };
        differ("status".to_owned(), Some(self.response.status.to_string()), Some(response.status.to_string()));
        let (before, after) = (by_name(&self.response.headers), by_name(&entries(&response.headers)));
        let names = before.iter().chain(&after).map(|(name, _)| name.as_str());
        let names: std::collections::BTreeSet<&str> = names.filter(|name| !CHANGING.contains(name)).collect();
        let value = |headers: &[(String, String)], name: &str| {
            headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
        };
        for name in names {
            differ(format!("header {name}"), value(&before, name), value(&after, name));
        }
        let (before, after) = (self.response.body.bytes(), &response.body);
        match (serde_json::from_slice::<Value>(&before), serde_json::from_slice::<Value>(after)) {
            (Ok(before), Ok(after)) => compare(&before, &after, "", &mut differ),
            _ => {
                let text = |bytes: &[u8]| Some(String::from_utf8_lossy(bytes).into_owned());
                differ("body".to_owned(), text(&before), text(after));
            }
        }
        found
    }
}

/// Headers by small names, the values of one name joined.
fn by_name(headers: &[(String, String)]) -> Vec<(String, String)> {
    let mut joined: Vec<(String, String)> = Vec::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        match joined.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => *all = format!("{all}, {value}"),
            None => joined.push((name, value.clone())),
        }
    }
    joined
}

/// The differences of two JSON values, by their places. As deep as `serde_json` reads.
fn compare(
    before: &Value,
    after: &Value,
    place: &str,
    differ: &mut impl FnMut(String, Option<String>, Option<String>),
) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                let at = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
                match other.get(name) {
                    Some(now) => compare(value, now, &at, differ),
                    None => differ(at, Some(value.to_string()), None),
                }
            }
            for (name, value) in other.iter().filter(|(name, _)| !one.contains_key(*name)) {
                differ(
                    format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")),
                    None,
                    Some(value.to_string()),
                );
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for index in 0..one.len().max(other.len()) {
                let at = format!("{place}/{index}");
                match (one.get(index), other.get(index)) {
                    (Some(value), Some(now)) => compare(value, now, &at, differ),
                    (value, now) => differ(at, value.map(Value::to_string), now.map(Value::to_string)),
                }
            }
        }
        _ => {
            let place = if place.is_empty() { "body" } else { place };
            differ(place.to_owned(), Some(before.to_string()), Some(after.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, headers: &[(&str, &str)], body: &'static str) -> Response {
        Response { status, headers: headers.iter().copied().collect(), body: body.into() }
    }

    #[test]
    fn differences_have_places() {
        let request = Request::new("POST", "/a?b=c").header("Authorization", "secret").body("{}");
        let before =
            response(200, &[("Content-Type", "application/json"), ("Date", "x")], r#"{"a":[1,{"b/c":2}],"d":1}"#);
        let recorded = Recorded::parse(&Recorded::new(&request, &before).to_line()).unwrap();
        assert!(!recorded.to_line().contains("\"secret\""), "{}", recorded.to_line());
        assert_eq!(recorded.differences(&before), []);
        let after = response(
            201,
            &[("content-type", "text/plain"), ("x-new", "1"), ("date", "y")],
            r#"{"a":[1,{"b/c":3},4],"e":0}"#,
        );
        let found: Vec<String> = recorded.differences(&after).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "status: recorded 200, now 201",
                "header content-type: recorded application/json, now text/plain",
                "header x-new: recorded nothing, now 1",
                "/a/1/b~1c: recorded 2, now 3",
                "/a/2: recorded nothing, now 4",
                "/d: recorded 1, now nothing",
                "/e: recorded nothing, now 0",
            ]
        );
        let bytes = Response { status: 200, body: Bytes::from_static(b"\xff"), ..Response::default() };
        let recorded = Recorded::parse(&Recorded::new(&request, &bytes).to_line()).unwrap();
        assert_eq!(recorded.differences(&bytes), []);
    }
}
