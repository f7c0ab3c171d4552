//! Finding the operation that a request is for: for generated servers, and for the gateway that runs exports.
//!
//! At every segment a text beats a parameter, which beats `{proxy+}`. What no other route takes is for `$default`, as in
//! HTTP APIs.
//!
//! The path decides before the method, as OpenAPI says: `DELETE /pets/mine` is not one of the pet `mine`. In exports of
//! API Gateway only routes that have the request's method compete, as at API Gateway, so `OPTIONS /a` reaches
//! `/{proxy+}` when `/a` has only `POST`.

mod pattern;

use std::collections::BTreeMap;

use pattern::{Pattern, decoded};

/// The longest template that is found, in segments: what is longer could only exhaust the stack.
const MAX_SEGMENTS: usize = 512;

/// All routes, as a tree over segments.
///
/// ```
/// use gatewright_runtime::route::{Found, Rules, Table};
///
/// let table = Table::new([("GET", "/pets/{id}"), ("GET", "/pets/mine")].into_iter(), Rules::OpenApi);
/// let Found::Route { index, parameters } = table.find("GET", "/pets/7") else { panic!() };
/// assert_eq!((index, parameters), (0, vec![("id".to_owned(), "7".to_owned())]));
/// ```
#[derive(Debug, Default)]
pub struct Table {
    nodes: Vec<Node>,
    names: Vec<Vec<String>>,
    /// The templates, as they are written.
    paths: Vec<String>,
    /// The routes of `$default`.
    fallback: Endpoints,
    rules: Rules,
}

/// Whose rules of routing hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rules {
    /// Every slash matters, and the path decides before the method.
    #[default]
    OpenApi,
    /// Empty segments count for nothing (recorded at AWS), and the method decides with the path.
    ApiGateway,
}

#[derive(Debug, Default)]
struct Node {
    /// By their text, with percent-encoding undone.
    statics: BTreeMap<String, usize>,
    /// The other children, in the order in which they are tried.
    patterns: Vec<(Pattern, usize)>,
    endpoints: Endpoints,
}

/// Method and route, of the routes that end at one place.
#[derive(Debug, Default)]
struct Endpoints(Vec<(String, usize)>);

/// What was found for a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The route, by its place in the table, and its path parameters as they were sent.
    Route {
        /// Its place among the routes that the table was made of.
        index: usize,
        /// Names and values in the order of the template, still percent-encoded.
        parameters: Vec<(String, String)>,
    },
    /// No route but that of `$default`, by its place in the table, takes the request.
    Default(usize),
    /// The path is there, but only with these methods.
    Methods(Vec<String>),
    /// There is no such path.
    Nothing,
}

/// The path that stands for all that are not declared.
const DEFAULT: &str = "$default";

/// The method that stands for all that are not declared.
const ANY: &str = "ANY";

/// A segment of a path, and the path from there on.
#[derive(Clone, Copy)]
struct Part<'p> {
    text: &'p str,
    rest: &'p str,
}

struct Search<'r> {
    method: &'r str,
    rules: Rules,
    values: Vec<String>,
    allowed: Vec<String>,
}

impl Search<'_> {
    /// Whether a path was found that has other methods, and no other path may have the request's.
    fn is_over(&self) -> bool {
        self.rules == Rules::OpenApi && !self.allowed.is_empty()
    }
}

impl Table {
    /// Builds the table of routes, a method (`ANY` for all) and a path each. Where two routes are the same, the first wins.
    pub fn new<'r>(routes: impl Iterator<Item = (&'r str, &'r str)>, rules: Rules) -> Self {
        let mut table = Self { nodes: vec![Node::default()], rules, ..Self::default() };
        for (index, (method, path)) in routes.enumerate() {
            table.add(index, method, path);
        }
        table
    }

    /// The templates of all routes, as they are written.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    fn add(&mut self, index: usize, method: &str, path: &str) {
        let mut names = Vec::new();
        self.paths.push(path.to_owned());
        if path.trim_start_matches('/') == DEFAULT {
            self.names.push(names);
            self.fallback.add(method, index);
            return;
        }
        // What stands behind `#` tells operations on one path apart in the document, but is never
        // sent.
        let path = path.split(['#', '?']).next().unwrap_or_default();
        let parts = self.parts(path);
        let mut at = 0;
        for part in parts.iter().take(MAX_SEGMENTS) {
            let pattern = Pattern::parse(part.text, &mut names);
            at = self.child(at, pattern);
        }
        self.names.push(names);
        if let Some(node) = self.nodes.get_mut(at)
            && parts.len() <= MAX_SEGMENTS
        {
            node.endpoints.add(method, index);
        }
    }

    /// The child of a node under a pattern, added if need be.
    fn child(&mut self, at: usize, pattern: Pattern) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return at;
        };
        let child = node.child(pattern, next);
        if child == next {
            self.nodes.push(Node::default());
        }
        child
    }

    /// `/a/b` is `a`, `b`; `/` is no segment; `/a/` is `a` and an empty one where every slash matters.
    fn parts<'p>(&self, path: &'p str) -> Vec<Part<'p>> {
        let is_gateway = self.rules == Rules::ApiGateway;
        let path = if is_gateway { path.trim_end_matches('/') } else { path.strip_prefix('/').unwrap_or(path) };
        let mut parts = Vec::new();
        let mut position = 0;
        for text in path.split('/') {
            if !(text.is_empty() && (is_gateway || path.is_empty())) {
                parts.push(Part { text, rest: path.get(position..).unwrap_or_default() });
            }
            position += text.len() + 1;
        }
        parts
    }

    /// Finds the route of a request. `path` is as it was sent, without the base path.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Found {
        let parts = self.parts(path);
        let mut search = Search { method, rules: self.rules, values: Vec::new(), allowed: Vec::new() };
        if let Some(index) = self.descend(0, &parts, &mut search) {
            let names = self.names.get(index).map(Vec::as_slice).unwrap_or_default();
            return Found::Route { index, parameters: names.iter().cloned().zip(search.values).collect() };
        }
        let fallback = if search.is_over() { None } else { self.fallback.route(&mut search) };
        match fallback {
            Some(index) => Found::Default(index),
            None if search.allowed.is_empty() => Found::Nothing,
            None => {
                search.allowed.sort_unstable();
                search.allowed.dedup();
                Found::Methods(search.allowed)
            }
        }
    }

    /// The same, but a `HEAD` that no route has is for the `GET` (RFC 9110, section 9.3.2).
    #[must_use]
    pub fn find_with_head(&self, method: &str, path: &str) -> Found {
        let found = match self.find(method, path) {
            Found::Methods(_) if method == "HEAD" => self.find("GET", path),
            found => found,
        };
        match found {
            Found::Methods(mut methods) if methods.iter().any(|method| method == "GET") => {
                methods.push("HEAD".to_owned());
                methods.sort_unstable();
                methods.dedup();
                Found::Methods(methods)
            }
            found => found,
        }
    }

    /// Every node is visited once at most, and the depth is that of the longest template: a request
    /// can not make this expensive.
    fn descend(&self, at: usize, parts: &[Part<'_>], search: &mut Search<'_>) -> Option<usize> {
        let node = self.nodes.get(at)?;
        let Some((first, rest)) = parts.split_first() else {
            return node.endpoints.route(search);
        };
        if !node.statics.is_empty()
            && let Some(child) = node.statics.get(&*decoded(first.text))
        {
            let found = self.descend(*child, rest, search);
            if found.is_some() || search.is_over() {
                return found;
            }
        }
        for (pattern, child) in &node.patterns {
            let before = search.values.len();
            let found = if *pattern == Pattern::Greedy {
                self.end_greedily(*child, first.rest, search)
            } else if pattern.matches(first.text, &mut search.values) {
                self.descend(*child, rest, search)
            } else {
                None
            };
            if found.is_some() || search.is_over() {
                return found;
            }
            search.values.truncate(before);
        }
        None
    }

    fn end_greedily(&self, at: usize, rest: &str, search: &mut Search<'_>) -> Option<usize> {
        if rest.is_empty() {
            return None;
        }
        search.values.push(rest.to_owned());
        self.nodes.get(at)?.endpoints.route(search)
    }
}

impl Node {
    /// The child under a pattern; `next` if there was none.
    fn child(&mut self, pattern: Pattern, next: usize) -> usize {
        let pattern = match pattern {
            Pattern::Static(text) => return *self.statics.entry(text).or_insert(next),
            pattern => pattern,
        };
        if let Some((_, child)) = self.patterns.iter().find(|(known, _)| *known == pattern) {
            return *child;
        }
        let key = pattern.precedence();
        let place = self.patterns.partition_point(|(known, _)| known.precedence() <= key);
        self.patterns.insert(place, (pattern, next));
        next
    }
}

impl Endpoints {
    fn add(&mut self, method: &str, index: usize) {
        if !self.0.iter().any(|(known, _)| known == method) {
            self.0.push((method.to_owned(), index));
        }
    }

    /// The route for the request's method; else the methods that are there are noted.
    fn route(&self, search: &mut Search<'_>) -> Option<usize> {
        let with = |wanted: &str| self.0.iter().find(|(method, _)| method == wanted).map(|(_, index)| *index);
        let found = with(search.method).or_else(|| with(ANY));
        if found.is_none() {
            search.allowed.extend(self.0.iter().map(|(method, _)| method.clone()));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Rules::{ApiGateway, OpenApi};
    use super::*;

    const ROUTES: &[(&str, &str)] = &[
        ("GET", "/"),
        ("GET", "/calc"),
        ("POST", "/calc"),
        ("GET", "/calc/{operand1}/{operand2}/{operator}"),
        ("GET", "/pets/{id}"),
        ("DELETE", "/pets/{petId}"),
        ("GET", "/pets/mine"),
        ("GET", "/pets/{id}/photo.{format}"),
        ("GET", "/pets/{id}/{what}"),
        ("ANY", "/{proxy+}"),
        ("GET", "/slash/"),
        ("GET", "/slash"),
        ("POST", "/aws#Action=First"),
        ("POST", "/aws#Action=Second"),
    ];

    #[track_caller]
    fn check(request: &str, expected: &str) {
        check_with(ROUTES, OpenApi, request, expected);
    }

    #[track_caller]
    fn check_with(routes: &[(&str, &str)], rules: Rules, request: &str, expected: &str) {
        let table = Table::new(routes.iter().copied(), rules);
        let (method, path) = request.split_once(' ').unwrap();
        let found = match table.find_with_head(method, path) {
            Found::Route { index, parameters } => {
                let pairs: Vec<_> = parameters.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                format!("{} {}{}", routes[index].0, routes[index].1, pairs.concat())
            }
            Found::Default(index) => format!("{} {}", routes[index].0, routes[index].1),
            Found::Methods(methods) => format!("405 {}", methods.join(", ")),
            Found::Nothing => "404".to_owned(),
        };
        assert_eq!(found, expected, "{request}");
    }

    #[test]
    fn text_beats_parameter_beats_proxy() {
        check("GET /", "GET /");
        check("GET /calc", "GET /calc");
        check("POST /calc", "POST /calc");
        check("GET /calc/1/2/%2F", "GET /calc/{operand1}/{operand2}/{operator} operand1=1 operand2=2 operator=%2F");
        check("GET /pets/mine", "GET /pets/mine");
        check("GET /pets/7", "GET /pets/{id} id=7");
        check("GET /pets/7/photo.png", "GET /pets/{id}/photo.{format} id=7 format=png");
        check("GET /pets/7/photo", "GET /pets/{id}/{what} id=7 what=photo");
        check("GET /else/where", "ANY /{proxy+} proxy=else/where");
    }

    #[test]
    fn the_path_decides_before_the_method() {
        check("OPTIONS /calc", "405 GET, HEAD, POST");
        check("DELETE /pets/mine", "405 GET, HEAD");
        check("POST /", "405 GET, HEAD");
        check("HEAD /pets/mine", "GET /pets/mine");
        check_with(&[("GET", "/a"), ("HEAD", "/a")], OpenApi, "HEAD /a", "HEAD /a");
        check_with(&[("GET", "/a/{b}"), ("PUT", "/a/b"), ("ANY", "/{c}")], OpenApi, "POST /a/b", "405 PUT");
        check_with(&[("GET", "/a")], OpenApi, "GET /b", "404");
        check_with(&[("GET", "/a")], OpenApi, "get /a", "405 GET, HEAD");
    }

    #[test]
    fn at_api_gateway_only_routes_with_the_method_compete() {
        check_with(ROUTES, ApiGateway, "OPTIONS /calc", "ANY /{proxy+} proxy=calc");
        check_with(ROUTES, ApiGateway, "DELETE /pets/mine", "DELETE /pets/{petId} petId=mine");
        let routes = [("GET", "/a/{b}"), ("PUT", "/a/b"), ("ANY", "/{c}")];
        check_with(&routes, ApiGateway, "POST /a/b", "405 GET, HEAD, PUT");
    }

    #[test]
    fn exactness_among_resources_with_the_method() {
        let routes = [
            ("POST", "/test"),
            ("ANY", "/test/any"),
            ("OPTIONS", "/{proxy+}"),
            ("GET", "/{proxy+}"),
            ("GET", "/a/{id}"),
            ("GET", "/a/{id}/b"),
            ("GET", "/{x}/7"),
        ];
        let check = |request: &str, expected: &str| check_with(&routes, ApiGateway, request, expected);
        check("OPTIONS /test", "OPTIONS /{proxy+} proxy=test");
        check("POST /test/", "POST /test");
        check("DELETE /test/any", "ANY /test/any");
        check("GET /a/7", "GET /a/{id} id=7");
        check("GET /b/7", "GET /{x}/7 x=b");
        check("GET /a/1/c", "GET /{proxy+} proxy=a/1/c");
        check("GET //a/%2F/b", "GET /a/{id}/b id=%2F");
        check("GET /", "404");
        check("DELETE /a/7", "405 GET, HEAD, OPTIONS");
    }

    #[test]
    fn a_head_is_for_the_get_only_where_that_is_asked_for() {
        let routes = [("GET", "/a"), ("ANY", "/{proxy+}")];
        check_with(&routes, ApiGateway, "HEAD /a", "ANY /{proxy+} proxy=a");
        check_with(&routes, OpenApi, "HEAD /a", "GET /a");
        let table = Table::new(routes.into_iter().take(1), ApiGateway);
        assert_eq!(table.find("HEAD", "/a"), Found::Methods(vec!["GET".to_owned()]));
    }

    #[test]
    fn a_template_without_an_end_is_not_found() {
        let path = "/a".repeat(200_000);
        check_with(&[("GET", &path), ("POST", "/a")], OpenApi, &format!("GET {path}"), "404");
        let short = "/a".repeat(MAX_SEGMENTS);
        check_with(&[("GET", &short)], OpenApi, &format!("GET {short}"), &format!("GET {short}"));
    }

    #[test]
    fn a_way_that_leads_nowhere_is_left_again() {
        let routes = [("GET", "/a/{x}/c"), ("GET", "/{y}/b/d")];
        check_with(&routes, OpenApi, "GET /a/b/d", "GET /{y}/b/d y=a");
        check_with(&routes, OpenApi, "GET /a/b/c", "GET /a/{x}/c x=b");
        check_with(&routes, OpenApi, "GET /a//c", "404");
    }

    #[test]
    fn a_slash_at_the_end() {
        check("GET /slash", "GET /slash");
        check("GET /slash/", "GET /slash/");
        check("POST /slash/", "405 GET, HEAD");
        check_with(&[("GET", "/a/{b}")], OpenApi, "GET /a/b/", "404");
        check_with(&[("GET", "/a/{b}")], ApiGateway, "GET /a/b/", "GET /a/{b} b=b");
        check_with(&[("GET", "/")], ApiGateway, "GET /", "GET /");
        check_with(&[("GET", "/{proxy+}")], ApiGateway, "GET /", "404");
        check_with(&[("GET", "/a/")], ApiGateway, "GET /a", "GET /a/");
        check_with(&[("GET", "/a/{b}/c")], ApiGateway, "GET //a/1//c", "GET /a/{b}/c b=1");
        check_with(&[("GET", "/a/{rest+}")], ApiGateway, "GET //a//b//c//", "GET /a/{rest+} rest=b//c");
        check_with(&[("GET", "/a/{rest+}")], OpenApi, "GET /a/b//c/", "GET /a/{rest+} rest=b//c/");
    }

    #[test]
    fn the_default_route_takes_what_is_left() {
        let routes = [("ANY", "$default"), ("GET", "/a"), ("GET", "/b/{proxy+}")];
        check_with(&routes, OpenApi, "GET /a", "GET /a");
        check_with(&routes, OpenApi, "GET /b/c", "GET /b/{proxy+} proxy=c");
        check_with(&routes, ApiGateway, "POST /a", "ANY $default");
        check_with(&routes, OpenApi, "POST /a", "405 GET, HEAD");
        check_with(&routes, OpenApi, "PUT /c/d%2Fe/", "ANY $default");
        check_with(&routes, OpenApi, "GET /", "ANY $default");
        check_with(&[("GET", "$default"), ("PUT", "/a")], ApiGateway, "POST /a", "405 GET, HEAD, PUT");
    }

    #[test]
    fn operations_told_apart_by_a_fragment_share_their_path() {
        check("POST /aws", "POST /aws#Action=First");
    }
}
