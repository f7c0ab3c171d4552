//! Headers in order and with their spelling, and what API Gateway does to certain names.

/// Headers in the order and spelling in which they came.
///
/// API Gateway tells `X-Id` from `x-id` in mappings and templates. A transport that lower-cases names
/// (HTTP/2, and every HTTP library of Rust) takes that away; such headers are kept by
/// [`Headers::from_lower_case`], and are then found under any spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    entries: Vec<(String, String)>,
    spelling_lost: bool,
}

impl Headers {
    /// Headers whose spelling was lost on the way. Well-known names get the spelling that API Gateway
    /// gives them, the others stay as they are.
    #[must_use]
    pub fn from_lower_case(entries: impl IntoIterator<Item = (String, String)>) -> Headers {
        let entries = entries.into_iter().map(|(name, value)| match well_known(&name) {
            Some(known) => (known.to_owned(), value),
            None => (name, value),
        });
        Headers { entries: entries.collect(), spelling_lost: true }
    }

    /// The same headers, found under any spelling: HTTP does not tell them apart.
    #[must_use]
    pub(crate) fn in_any_spelling(mut self) -> Headers {
        self.spelling_lost = true;
        self
    }

    /// The last value under this name, spelled exactly so (in any way, if the spelling was lost).
    #[must_use]
    pub fn exact(&self, name: &str) -> Option<&str> {
        self.entries.iter().rev().find(|(found, _)| self.is_same(found, name)).map(|(_, value)| value.as_str())
    }

    /// Every value under this name, spelled exactly so (in any way, if the spelling was lost).
    pub fn exact_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.entries.iter().filter(move |(found, _)| self.is_same(found, name)).map(|(_, value)| value.as_str())
    }

    fn is_same(&self, found: &str, name: &str) -> bool {
        if self.spelling_lost { found.eq_ignore_ascii_case(name) } else { found == name }
    }

    /// The first value under this name in any spelling, as HTTP has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.entries.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Every value under this name in any spelling.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.entries.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the spelling of the names was lost on the way.
    #[must_use]
    pub fn is_spelling_lost(&self) -> bool {
        self.spelling_lost
    }

    /// Whether there is such a header, in any spelling.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Adds a header beside others of its name.
    pub fn append(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.entries.push((name.into(), value.into()));
    }

    /// Sets a header in place of others of its name, in any spelling.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        let first = self.entries.iter().position(|(found, _)| found.eq_ignore_ascii_case(&name));
        match first {
            Some(first) => {
                let mut index = 0;
                self.entries.retain(|(found, _)| {
                    index += 1;
                    index - 1 == first || !found.eq_ignore_ascii_case(&name)
                });
                if let Some(entry) = self.entries.get_mut(first) {
                    *entry = (name, value);
                }
            }
            None => self.entries.push((name, value)),
        }
    }

    /// Sets a header unless there is one of its name.
    pub fn set_default(&mut self, name: &str, value: impl Into<String>) {
        if !self.contains(name) {
            self.append(name, value);
        }
    }

    /// Removes all headers of this name, in any spelling.
    pub fn remove(&mut self, name: &str) {
        self.entries.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    }

    /// All headers in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names, each once and as first spelled, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().enumerate().filter_map(|(index, (name, _))| {
            let before = self.entries.get(..index).unwrap_or_default();
            (!before.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))).then_some(name.as_str())
        })
    }

    /// Spells `name` as the method declares it, where the transport lost how the client did.
    pub fn respell(&mut self, name: &str) {
        if self.spelling_lost {
            for (found, _) in &mut self.entries {
                if found.eq_ignore_ascii_case(name) {
                    name.clone_into(found);
                }
            }
        }
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let entries = entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Headers { entries, spelling_lost: false }
    }
}

const WELL_KNOWN: &[&str] = &[
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Age",
    "Authorization",
    "Cache-Control",
    "Connection",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Date",
    "DNT",
    "ETag",
    "Expect",
    "Expires",
    "Forwarded",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Unmodified-Since",
    "Last-Modified",
    "Location",
    "Max-Forwards",
    "Origin",
    "Pragma",
    "Range",
    "Referer",
    "Retry-After",
    "Server",
    "Set-Cookie",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "Vary",
    "Via",
    "Warning",
    "WWW-Authenticate",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Api-Key",
    "X-Amz-Date",
    "X-Amz-Security-Token",
    "X-Amz-Invocation-Type",
];

fn well_known(name: &str) -> Option<&'static str> {
    WELL_KNOWN.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// Request headers that templates and integrations of a method never see (recorded at AWS).
#[must_use]
pub(crate) fn is_hidden_from_templates(name: &str) -> bool {
    const HIDDEN: &[&str] = &[
        "Connection",
        "Content-Length",
        "Content-MD5",
        "Expect",
        "Max-Forwards",
        "Proxy-Authenticate",
        "Server",
        "TE",
        "Transfer-Encoding",
        "Trailer",
        "Upgrade",
        "WWW-Authenticate",
    ];
    is_one_of(name, HIDDEN)
}

/// Headers that no mapping may set; a method that tries is answered 500 (recorded at AWS).
#[must_use]
pub(crate) fn is_illegal_in_mapping(name: &str, to_aws: bool) -> bool {
    const EVERYWHERE: &[&str] = &["Content-Length", "Transfer-Encoding", "X-Amzn-Trace-Id", "X-Amzn-Apigateway-Api-Id"];
    const TO_AWS: &[&str] = &["Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"];
    is_one_of(name, EVERYWHERE) || to_aws && is_one_of(name, TO_AWS)
}

/// Headers that are dropped from the request to a backend, mapped or not.
#[must_use]
pub(crate) fn is_dropped_from_integration_request(name: &str, to_aws: bool) -> bool {
    const EVERYWHERE: &[&str] = &["Connection", "Expect", "Proxy-Authenticate", "TE"];
    is_one_of(name, EVERYWHERE) || if to_aws { is_one_of(name, &["Referer"]) } else { is_one_of(name, &["Via"]) }
}

/// The name under which a mapped response header reaches the client; `None` for one that is dropped.
///
/// See the list of [remapped headers](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
#[must_use]
pub(crate) fn remapped(name: &str) -> Option<std::borrow::Cow<'_, str>> {
    const REMAPPED: &[&str] = &[
        "Authorization",
        "Connection",
        "Content-Length",
        "Content-MD5",
        "Date",
        "Expect",
        "Host",
        "Max-Forwards",
        "Proxy-Authenticate",
        "Server",
        "Trailer",
        "Upgrade",
        "User-Agent",
        "WWW-Authenticate",
        "X-Amzn-RequestId",
    ];
    if name.eq_ignore_ascii_case("Transfer-Encoding") {
        None
    } else if is_one_of(name, REMAPPED) {
        Some(format!("x-amzn-Remapped-{name}").into())
    } else {
        Some(name.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling() {
        let as_sent: Headers = [("X-Id", "1"), ("x-id", "2")].into_iter().collect();
        assert_eq!(as_sent.exact("x-id"), Some("2"));
        assert_eq!(as_sent.exact("X-ID"), None);
        assert_eq!(as_sent.get("X-ID"), Some("1"));
        let lost = Headers::from_lower_case([("x-id".into(), "1".into()), ("user-agent".into(), "u".into())]);
        assert_eq!(lost.exact("X-Id"), Some("1"));
        assert_eq!(lost.names().collect::<Vec<_>>(), ["x-id", "User-Agent"]);
    }

    #[test]
    fn set_replaces_in_place() {
        let mut headers: Headers = [("A", "1"), ("B", "2"), ("a", "3")].into_iter().collect();
        headers.set("a", "4");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("a", "4"), ("B", "2")]);
        headers.set_default("b", "5");
        headers.set("c", "6");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("a", "4"), ("B", "2"), ("c", "6")]);
    }

    #[test]
    fn renamed_and_dropped() {
        assert_eq!(remapped("date").as_deref(), Some("x-amzn-Remapped-date"));
        assert_eq!(remapped("Content-Type").as_deref(), Some("Content-Type"));
        assert_eq!(remapped("transfer-encoding"), None);
        assert!(is_illegal_in_mapping("authorization", true) && !is_illegal_in_mapping("authorization", false));
    }
}
