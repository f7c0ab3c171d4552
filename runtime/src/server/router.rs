//! The service as an axum router that knows the templates of the paths, so that `MatchedPath` and `route_layer` work.
//!
//! The service finds its operation itself, since axum has other rules than OpenAPI. What axum cannot write, such as
//! `/files/{name}.json`, is left to the fallback, which is the service too.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::Service;

impl Service {
    /// The server as an axum router, to be served, nested or merged with other routes.
    ///
    /// Layers find the template of the path as `axum::extract::MatchedPath`. Of templates that differ in the names of
    /// their parameters alone, it is the first.
    pub fn into_router(self) -> axum::Router {
        let mut templates = Templates::default();
        let mut router = axum::Router::new();
        for path in self.0.table.paths() {
            if let Some(template) = templates.add(&format!("{}{path}", self.0.base_path)) {
                router = router.route_service(&template, self.clone());
            }
        }
        router.fallback_service(self)
    }
}

/// What stands at a place of a path, beside texts.
#[derive(Clone, PartialEq, Eq)]
enum Parameter {
    Segment(String),
    Rest(String),
}

/// Templates that do not contradict each other.
#[derive(Default)]
struct Templates {
    /// The parameter behind a prefix, in which parameters have no names.
    parameters: BTreeMap<String, Parameter>,
    taken: BTreeSet<String>,
}

impl Templates {
    /// The template as axum writes it; `None` if it cannot, or has it already.
    fn add(&mut self, path: &str) -> Option<String> {
        let path = path.split(['#', '?']).next().unwrap_or_default();
        let mut names = BTreeSet::new();
        let (mut written, mut prefix) = (String::new(), String::new());
        let mut segments = path.strip_prefix('/')?.split('/').peekable();
        while let Some(segment) = segments.next() {
            written.push('/');
            prefix.push('/');
            match parameter(segment)? {
                None => {
                    written.push_str(segment);
                    prefix.push_str(segment);
                }
                Some(parameter) => {
                    let known = self.parameters.entry(prefix.clone()).or_insert_with(|| parameter.clone());
                    let (name, text) = match (known, parameter) {
                        (Parameter::Segment(name), Parameter::Segment(_)) => (name.clone(), format!("{{{name}}}")),
                        (Parameter::Rest(name), Parameter::Rest(_)) if segments.peek().is_none() => {
                            (name.clone(), format!("{{*{name}}}"))
                        }
                        _ => return None,
                    };
                    if !names.insert(name) {
                        return None;
                    }
                    written.push_str(&text);
                    prefix.push_str("{}");
                }
            }
        }
        self.taken.insert(prefix).then_some(written)
    }
}

/// The parameter that a segment is, `Some(None)` if it is text, `None` if axum cannot write it.
fn parameter(segment: &str) -> Option<Option<Parameter>> {
    let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        let is_plain = !segment.contains(['{', '}']) && !segment.starts_with([':', '*', '$']);
        return is_plain.then_some(None);
    };
    let (name, is_rest) = name.strip_suffix('+').map_or((name, false), |name| (name, true));
    let is_plain = !name.is_empty() && !name.contains(['{', '}', '*', ':', '+']);
    let name = name.to_owned();
    is_plain.then_some(Some(if is_rest { Parameter::Rest(name) } else { Parameter::Segment(name) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axum_takes_every_template() {
        let mut templates = Templates::default();
        let mut router: axum::Router = axum::Router::new();
        for (path, expected) in [
            ("/", Some("/")),
            ("/pets", Some("/pets")),
            ("/pets/", Some("/pets/")),
            ("/pets/{id}", Some("/pets/{id}")),
            ("/pets/{petId}/toys", Some("/pets/{id}/toys")),
            ("/pets/{petId}", None),
            ("/pets/{petId}/toys/{id}", None),
            ("/pets/{all+}", None),
            ("/files/{path+}", Some("/files/{*path}")),
            ("/files/{id}", None),
            ("/files/{path+}/end", None),
            ("/files/mine", Some("/files/mine")),
            ("/{a}.{b}", None),
            ("/{}", None),
            ("/:a", None),
            ("/*a", None),
            ("/a{b", None),
            ("/a//b", Some("/a//b")),
            ("/a b/ü", Some("/a b/ü")),
            ("$default", None),
            ("/{a}/{a}", None),
        ] {
            let found = templates.add(path);
            assert_eq!(found.as_deref(), expected, "{path}");
            if let Some(template) = found {
                router = router.route(&template, axum::routing::get(|| async {}));
            }
        }
    }
}
