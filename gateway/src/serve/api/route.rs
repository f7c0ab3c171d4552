//! Which resource and method a request means.

use indexmap::IndexMap;

use crate::config::{GatewayConfig, MethodKind, PathPart, PathTemplate, Segment};

/// The longest path that is routed, in segments.
const MAX_SEGMENTS: usize = 512;

/// A route table: built once, asked per request.
///
/// A static segment goes before a parameter, a parameter before a greedy one, but only resources that
/// have the method count (recorded at AWS): `OPTIONS /test` means `/{proxy+}` if `/test` has only POST.
#[derive(Debug, Default)]
pub struct RouteTable {
    root: TrieNode,
    fallback: Endpoints,
}

#[derive(Debug, Default)]
struct TrieNode {
    statics: IndexMap<String, TrieNode>,
    parameter: Option<Box<TrieNode>>,
    greedy: Vec<Endpoints>,
    here: Vec<Endpoints>,
}

/// The methods of one resource.
#[derive(Debug, Default)]
struct Endpoints {
    template: Option<PathTemplate>,
    methods: IndexMap<String, usize>,
    any: Option<usize>,
}

/// What a request means.
#[derive(Debug, PartialEq, Eq)]
pub struct RouteMatch {
    /// The number of the method, in the order of [`GatewayConfig::methods`].
    pub method: usize,
    /// Path parameters, still percent-encoded.
    pub path_parameters: Vec<(String, String)>,
}

impl RouteTable {
    /// The table of an API.
    #[must_use]
    pub fn new(config: &GatewayConfig) -> RouteTable {
        let mut table = RouteTable::default();
        let mut number = 0;
        for resource in config.resources.values() {
            let mut endpoints = Endpoints { template: Some(resource.path.clone()), ..Endpoints::default() };
            for kind in resource.methods.keys() {
                match kind {
                    MethodKind::Named(name) => {
                        endpoints.methods.insert(name.clone(), number);
                    }
                    MethodKind::Any => endpoints.any = Some(number),
                }
                number += 1;
            }
            table.insert(&resource.path, endpoints);
        }
        table
    }

    fn insert(&mut self, path: &PathTemplate, endpoints: Endpoints) {
        // The default route of an HTTP API takes what no other route does.
        if path.as_str().trim_start_matches('/') == "$default" {
            self.fallback = endpoints;
            return;
        }
        if path.segments().len() > MAX_SEGMENTS {
            return;
        }
        let mut node = &mut self.root;
        for segment in path.segments() {
            node = match segment {
                Segment::Static(text) => node.statics.entry(text.clone()).or_default(),
                Segment::Parameter(_) => node.parameter.get_or_insert_default(),
                Segment::Greedy(_) => {
                    node.greedy.push(endpoints);
                    return;
                }
            };
        }
        node.here.push(endpoints);
    }

    /// The method that answers `method path`; empty segments of the path count for nothing.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<RouteMatch> {
        let parts = PathPart::of(path);
        if parts.len() > MAX_SEGMENTS {
            return None;
        }
        let (number, template) = self.root.find(method, &parts).or_else(|| self.fallback.find(method))?;
        let path_parameters = template.and_then(|template| template.matches_parts(&parts)).unwrap_or_default();
        Some(RouteMatch { method: number, path_parameters })
    }
}

impl TrieNode {
    /// Goes down as deep as the deepest resource and looks at every node once at most.
    fn find(&self, method: &str, parts: &[PathPart<'_>]) -> Option<(usize, Option<&PathTemplate>)> {
        let Some((first, rest)) = parts.split_first() else {
            return self.here.iter().find_map(|endpoints| endpoints.find(method));
        };
        self.statics
            .get(first.text)
            .and_then(|node| node.find(method, rest))
            .or_else(|| self.parameter.as_deref().and_then(|node| node.find(method, rest)))
            .or_else(|| self.greedy.iter().find_map(|endpoints| endpoints.find(method)))
    }
}

impl Endpoints {
    fn find(&self, method: &str) -> Option<(usize, Option<&PathTemplate>)> {
        let number = self.methods.get(method).copied().or(self.any)?;
        Some((number, self.template.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use gatewright_document::Document;

    use super::*;
    use crate::config::Options;

    fn table(paths: &str) -> (GatewayConfig, RouteTable) {
        let text = format!("openapi: 3.0.1\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}");
        let document = Document::from_text("routes.yaml", &text).unwrap();
        let (config, _) = GatewayConfig::read(&document, &Options::default());
        let table = RouteTable::new(&config);
        (config, table)
    }

    #[test]
    fn exactness_among_resources_with_the_method() {
        let (config, table) = table(
            "  /test: {post: {}}\n  /test/any: {x-amazon-apigateway-any-method: {}}\n  /{proxy+}: {options: {}, get: {}}\n  /a/{id}: {get: {}}\n  /a/{id}/b: {get: {}}\n  /{x}/7: {get: {}}\n",
        );
        let check = |method: &str, path: &str, expected: Option<&str>| {
            let found = table.find(method, path);
            let found = found.and_then(|found| config.methods().nth(found.method));
            assert_eq!(found.map(|(resource, _)| resource.path.as_str()), expected, "{method} {path}");
        };
        check("OPTIONS", "/test", Some("/{proxy+}"));
        check("POST", "/test/", Some("/test"));
        check("DELETE", "/test/any", Some("/test/any"));
        check("GET", "/a/7", Some("/a/{id}"));
        check("GET", "/b/7", Some("/{x}/7"));
        check("GET", "/a/1/c", Some("/{proxy+}"));
        check("GET", "//a/1/b", Some("/a/{id}/b"));
        check("GET", "/", None);
        check("DELETE", "/a/7", None);
        assert_eq!(table.find("GET", "/a/%2F/b").unwrap().path_parameters, [("id".to_owned(), "%2F".to_owned())]);
    }

    #[test]
    fn default_route() {
        let (config, table) =
            table("  /$default: {x-amazon-apigateway-any-method: {isDefaultRoute: true}}\n  /a: {get: {}}\n");
        let path =
            |method, path| config.methods().nth(table.find(method, path).unwrap().method).unwrap().0.path.to_string();
        assert_eq!(path("GET", "/a"), "/a");
        assert_eq!(path("POST", "/a"), "/$default");
        assert_eq!(path("GET", "/"), "/$default");
    }
}
