//! What happened to a request, stage by stage: what the console of API Gateway shows behind *Test*.

use std::fmt::Write as _;

use gatewright_document::{visible, visible_lines};
use serde::Serialize;

use crate::serve::message::context::Context;
use crate::serve::message::headers::Headers;
use crate::serve::message::request::{Request, Response};

/// The longest text of headers that the log shows, as at AWS.
const LONGEST_HEADERS: usize = 998;

/// A stage of a request's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    /// What the client sent.
    MethodRequest,
    /// What the backend got, after mapping.
    IntegrationRequest,
    /// What the backend answered.
    IntegrationResponse,
    /// What the client got.
    MethodResponse,
}

impl StageKind {
    /// The name that API Gateway's console uses.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            StageKind::MethodRequest => "Method request",
            StageKind::IntegrationRequest => "Integration request",
            StageKind::IntegrationResponse => "Integration response",
            StageKind::MethodResponse => "Method response",
        }
    }
}

/// What a request or answer looked like at one stage.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// Which stage.
    pub kind: StageKind,
    /// The request line, URI or status.
    pub summary: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// Where this stage and what the document declares part company.
    pub mismatches: Vec<Mismatch>,
}

/// Something that does not fit what the document declares, or kept the request from going on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// What does not fit.
    pub message: String,
    /// The place in the document, as `file:line:column`.
    pub place: Option<String>,
}

impl Mismatch {
    fn write_to(&self, text: &mut String, title: &str) {
        let _ = write!(text, "\n{title}: {}", visible_lines(&self.message));
        if let Some(place) = &self.place {
            let _ = write!(text, "\n  --> {place}");
        }
        text.push('\n');
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// When, as the console writes it.
    pub time: String,
    /// What.
    pub text: String,
}

/// Everything about one request.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// The request's id.
    pub request_id: String,
    /// The HTTP method.
    pub method: String,
    /// The resource's path.
    pub resource_path: String,
    /// The status that the client got.
    pub status: u16,
    /// The headers that the client got.
    pub headers: Vec<(String, String)>,
    /// The body that the client got, as text.
    pub body: String,
    /// How long it took, in milliseconds.
    pub latency_millis: u64,
    /// The stages that were reached.
    pub stages: Vec<Stage>,
    /// The log, line by line.
    pub log: Vec<LogLine>,
    /// Which gateway response ended the request early.
    pub gateway_response: Option<String>,
    /// Why it did.
    pub failure: Option<Mismatch>,
}

impl Trace {
    /// The log as the console prints it.
    #[must_use]
    pub fn log_text(&self) -> String {
        let mut text = format!("Execution log for request {}\n", self.request_id);
        for line in &self.log {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} : {}", line.time, visible_lines(&line.text));
        }
        text
    }

    /// The whole trace for a terminal: status, headers, body, log, and what does not fit.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{} {}\n",
            self.status,
            http::StatusCode::from_u16(self.status)
                .ok()
                .and_then(|status| status.canonical_reason())
                .unwrap_or_default()
        );
        for (name, value) in &self.headers {
            let _ = writeln!(text, "{}: {}", visible(name), visible(value));
        }
        let _ = write!(text, "\n{}\n\n{}", visible_lines(&self.body), self.log_text());
        if let (Some(kind), Some(failure)) = (&self.gateway_response, &self.failure) {
            failure.write_to(&mut text, kind);
        }
        for stage in &self.stages {
            for mismatch in &stage.mismatches {
                mismatch.write_to(&mut text, stage.kind.title());
            }
        }
        text
    }

    /// The trace as JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Writes down what happens, if anybody wants to know.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    recording: bool,
    pub(crate) stages: Vec<Stage>,
    pub(crate) log: Vec<LogLine>,
}

impl Recorder {
    pub(crate) fn new(recording: bool) -> Recorder {
        Recorder { recording, ..Recorder::default() }
    }

    pub(crate) fn is_recording(&self) -> bool {
        self.recording
    }

    /// Adds a line; the text is only made when it is wanted.
    pub(crate) fn line(&mut self, text: impl FnOnce() -> String) {
        if self.recording {
            let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
            self.log.push(LogLine { time: now.strftime("%a %b %d %H:%M:%S UTC %Y").to_string(), text: text() });
        }
    }

    /// Adds a stage.
    pub(crate) fn stage(&mut self, kind: StageKind, summary: impl FnOnce() -> String, headers: &Headers, body: &[u8]) {
        if self.recording {
            self.stages.push(Stage {
                kind,
                summary: summary(),
                headers: headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
                body: String::from_utf8_lossy(body).into_owned(),
                mismatches: Vec::new(),
            });
        }
    }

    /// What the console logs before anything else.
    pub(crate) fn start(&mut self, request: &Request, path: &str, parameters: &[(String, String)], context: &Context) {
        if !self.recording {
            return;
        }
        self.line(|| format!("Starting execution for request: {}", context.request_id));
        self.line(|| format!("HTTP Method: {}, Resource Path: {path}", request.method));
        self.line(|| {
            let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            format!("Method request path: {}", braces(pairs))
        });
        self.line(|| {
            let last = |values: &'_ Vec<String>| values.last().cloned().unwrap_or_default();
            let pairs: Vec<(String, String)> =
                request.query.iter().map(|(name, values)| (name.clone(), last(values))).collect();
            let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            format!("Method request query string: {}", braces(pairs))
        });
        self.line(|| format!("Method request headers: {}", headers_text(&request.headers)));
        self.line(|| format!("Method request body before transformations: {}", String::from_utf8_lossy(&request.body)));
        let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
        self.stage(
            StageKind::MethodRequest,
            || format!("{} {path}{query}", request.method),
            &request.headers,
            &request.body,
        );
    }

    /// What the console logs at the end of a request that went all the way.
    pub(crate) fn finish(&mut self, response: &Response) {
        self.line(|| format!("Method response body after transformations: {}", response.text()));
        self.line(|| format!("Method response headers: {}", headers_text(&response.headers)));
        self.line(|| "Successfully completed execution".to_owned());
    }

    pub(crate) fn complete(&mut self, response: &Response) {
        self.stage(StageKind::MethodResponse, || response.status.to_string(), &response.headers, &response.body);
        self.line(|| format!("Method completed with status: {}", response.status));
    }
}

/// `{a=1, b=2}`, as Java prints a map.
pub(crate) fn braces<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// Headers as the log shows them, cut where AWS cuts them.
pub(crate) fn headers_text(headers: &Headers) -> String {
    let joined: Vec<(String, String)> = headers
        .names()
        .map(|name| {
            let values: Vec<&str> =
                headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect();
            (name.to_owned(), values.join(","))
        })
        .collect();
    let text = braces(joined.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    match text.char_indices().nth(LONGEST_HEADERS) {
        Some((end, _)) => format!("{} [TRUNCATED]", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_as_java_prints_them() {
        let headers: Headers = [("A", "1"), ("B", "2"), ("a", "3")].into_iter().collect();
        assert_eq!(headers_text(&headers), "{A=1,3, B=2}");
        let long: Headers = [("A", "x".repeat(2_000))].into_iter().collect();
        assert!(headers_text(&long).ends_with("x [TRUNCATED]"));
        assert_eq!(braces(std::iter::empty()), "{}");
    }
}
