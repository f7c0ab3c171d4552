//! Paths of resources: `/pets/{petId}`, `/{proxy+}`, and which of them a request means.

use std::cmp::Ordering;
use std::fmt;

/// One part of a resource path between two slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Matches itself.
    Static(String),
    /// `{name}`: matches one segment.
    Parameter(String),
    /// `{name+}`: matches the rest of the path, one segment at least.
    Greedy(String),
}

impl Segment {
    fn parse(text: &str) -> Segment {
        match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => match name.strip_suffix('+') {
                Some(greedy) => Segment::Greedy(greedy.to_owned()),
                None => Segment::Parameter(name.to_owned()),
            },
            None => Segment::Static(text.to_owned()),
        }
    }

    /// The more exact comes first: API Gateway prefers a static segment to a parameter, and a
    /// parameter to a greedy one.
    fn rank(&self) -> u8 {
        match self {
            Segment::Static(_) => 0,
            Segment::Parameter(_) => 1,
            Segment::Greedy(_) => 2,
        }
    }
}

/// One part of a request's path between slashes; empty ones are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathPart<'p> {
    /// The part.
    pub text: &'p str,
    /// The path from this part on, with repeated slashes as they came and none at the end.
    pub rest: &'p str,
}

impl<'p> PathPart<'p> {
    /// The parts of a path.
    #[must_use]
    pub fn of(path: &'p str) -> Vec<PathPart<'p>> {
        let path = path.trim_end_matches('/');
        let mut parts = Vec::new();
        let mut position = 0;
        for text in path.split('/') {
            if !text.is_empty() {
                parts.push(PathPart { text, rest: path.get(position..).unwrap_or_default() });
            }
            position += text.len() + 1;
        }
        parts
    }
}

/// The path of a resource, as the document writes it and in parts.
///
/// ```
/// use gatewright_gateway::config::PathTemplate;
///
/// let path = PathTemplate::parse("/pets/{petId}");
/// let found = path.matches("/pets/7%2F8").unwrap();
/// assert_eq!(found, [("petId".to_owned(), "7%2F8".to_owned())]);
/// assert!(path.matches("/pets").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    text: String,
    segments: Vec<Segment>,
}

impl PathTemplate {
    /// Takes a path apart. Every text is a path: `{` without `}` stands for itself.
    #[must_use]
    pub fn parse(text: &str) -> PathTemplate {
        let segments = text.split('/').filter(|part| !part.is_empty()).map(Segment::parse).collect();
        PathTemplate { text: text.to_owned(), segments }
    }

    /// The path as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parts.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The names of the parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Static(_) => None,
            Segment::Parameter(name) | Segment::Greedy(name) => Some(name.as_str()),
        })
    }

    /// The values of the parameters, still percent-encoded as API Gateway keeps them, if `path` fits.
    ///
    /// Empty segments count for nothing, as at AWS (`//pets/` is `/pets`).
    #[must_use]
    pub fn matches(&self, path: &str) -> Option<Vec<(String, String)>> {
        self.matches_parts(&PathPart::of(path))
    }

    /// The same as [`PathTemplate::matches`] for a path already split.
    #[must_use]
    pub fn matches_parts(&self, parts: &[PathPart<'_>]) -> Option<Vec<(String, String)>> {
        let mut found = Vec::new();
        let mut rest = parts;
        for segment in &self.segments {
            let (part, after) = rest.split_first()?;
            match segment {
                Segment::Static(text) if text == part.text => {}
                Segment::Static(_) => return None,
                Segment::Parameter(name) => found.push((name.clone(), part.text.to_owned())),
                Segment::Greedy(name) => {
                    found.push((name.clone(), part.rest.to_owned()));
                    return Some(found);
                }
            }
            rest = after;
        }
        rest.is_empty().then_some(found)
    }

    /// Orders two paths that both match a request: the more exact first.
    #[must_use]
    pub fn compare_exactness(&self, other: &PathTemplate) -> Ordering {
        let ranks = self.segments.iter().map(Segment::rank);
        ranks.cmp(other.segments.iter().map(Segment::rank)).then_with(|| other.segments.len().cmp(&self.segments.len()))
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let expected = expected.map(|pairs| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        });
        assert_eq!(PathTemplate::parse(template).matches(path), expected, "{template} {path}");
    }

    #[test]
    fn matching() {
        check("/", "/", Some(&[]));
        check("/", "/a", None);
        check("/a", "/a/", Some(&[]));
        check("/a", "//a", Some(&[]));
        check("/{a}", "/x", Some(&[("a", "x")]));
        check("/{a}", "/", None);
        check("/{a}", "/x/y", None);
        check("/a/{b}/c", "/a/%2B/c", Some(&[("b", "%2B")]));
        check("/{proxy+}", "/", None);
        check("/{proxy+}", "/a/b/", Some(&[("proxy", "a/b")]));
        check("/a/{rest+}", "/a/b", Some(&[("rest", "b")]));
        check("/a/{rest+}", "//a//b//c//", Some(&[("rest", "b//c")]));
    }

    #[test]
    fn exactness() {
        let mut paths = ["/{proxy+}", "/{a}/b", "/a/{b}", "/a/b", "/{a}/{b}"].map(PathTemplate::parse);
        paths.sort_by(PathTemplate::compare_exactness);
        assert_eq!(paths.each_ref().map(PathTemplate::as_str), ["/a/b", "/a/{b}", "/{a}/b", "/{a}/{b}", "/{proxy+}"]);
    }
}
