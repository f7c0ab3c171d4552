//! Paths of resources: `/pets/{petId}`, `/{proxy+}`.

use std::fmt;

/// The path of a resource, as the document writes it. Which request it takes says
/// [`gatewright_runtime::route`](https://docs.rs/gatewright-runtime).
///
/// ```
/// use gatewright_gateway::config::PathTemplate;
///
/// let path = PathTemplate::parse("/pets/{petId}/{rest+}");
/// assert_eq!(path.parameters().collect::<Vec<_>>(), ["petId", "rest"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate(String);

impl PathTemplate {
    /// Reads a path. Every text is one: `{` without `}` stands for itself.
    #[must_use]
    pub fn parse(text: &str) -> PathTemplate {
        PathTemplate(text.to_owned())
    }

    /// The path as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names of the parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        let names = self.0.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        names.map(|name| name.strip_suffix('+').unwrap_or(name))
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
