//! Media types: what they are without their parameters, and which of them mean the same (RFC 9110 §8.3).

/// A media type, or a range of them (`text/*`), as a header or a document writes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MediaType<'a>(pub(crate) &'a str);

impl<'a> MediaType<'a> {
    /// Type and subtype, without parameters.
    pub(crate) fn essence(self) -> &'a str {
        self.0.split(';').next().unwrap_or_default().trim()
    }

    /// The parameters in lower case and without quotes: `charset=utf-8`.
    pub(crate) fn parameters(self) -> Vec<String> {
        let parameters = self.0.split(';').skip(1).map(|one| one.trim().replace('"', "").to_ascii_lowercase());
        parameters.filter(|parameter| !parameter.is_empty()).collect()
    }

    /// Whether type and subtype are those of `other`, which may be a range. Parameters do not count.
    pub(crate) fn is_of(self, other: Self) -> bool {
        let (mine, other) = (self.essence(), other.essence());
        match other.strip_suffix('*') {
            Some("*/" | "") => true,
            Some(family) => mine.get(..family.len()).is_some_and(|start| start.eq_ignore_ascii_case(family)),
            None => mine.eq_ignore_ascii_case(other),
        }
    }

    /// Whether this has all the parameters of `other`.
    pub(crate) fn has_parameters_of(self, other: Self) -> bool {
        let mine = self.parameters();
        other.parameters().iter().all(|parameter| mine.contains(parameter))
    }

    /// Whether the body is JSON: `application/json`, or a suffix that says so (RFC 6839).
    pub(crate) fn is_json(self) -> bool {
        self.is_of(Self("application/json"))
            || self.essence().rsplit_once('+').is_some_and(|(_, suffix)| suffix.eq_ignore_ascii_case("json"))
    }

    /// Whether a body is text that people can read.
    #[cfg(feature = "lambda")]
    pub(crate) fn is_text(self) -> bool {
        let media = self.essence().to_ascii_lowercase();
        let subtype = media.rsplit(['/', '+']).next().unwrap_or_default();
        media.starts_with("text/")
            || matches!(subtype, "json" | "xml" | "yaml" | "javascript" | "x-www-form-urlencoded" | "x-ndjson")
    }
}
