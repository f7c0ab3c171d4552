//! Finding the operation that a request is for.
//!
//! At every segment a text beats a parameter, which beats `{proxy+}`. What no other route takes is for `$default`, as in
//! HTTP APIs. A `HEAD` without a route of its own is for the `GET`.
//!
//! The path decides before the method, as OpenAPI says: `DELETE /pets/mine` is not one of the pet `mine`. In exports of
//! API Gateway only routes that have the request's method compete, as at API Gateway, so `OPTIONS /a` reaches
//! `/{proxy+}` when `/a` has only `POST`.

use super::pattern::Pattern;

/// All routes, as a tree over segments.
#[derive(Debug, Default)]
pub(super) struct Table {
    nodes: Vec<Node>,
    names: Vec<Vec<String>>,
    /// The templates, as they are written.
    paths: Vec<String>,
    /// The routes of `$default`.
    fallback: Node,
    rules: Rules,
}

/// Whose rules of routing hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rules {
    /// A slash at the end matters, and the path decides before the method.
    #[default]
    OpenApi,
    /// Neither.
    ApiGateway,
}

#[derive(Debug, Default)]
struct Node {
    /// In the order in which they are tried.
    children: Vec<(Pattern, usize)>,
    /// Method and route, of the routes that end here.
    routes: Vec<(String, usize)>,
}

/// What was found for a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The route, by its place in the table, and its path parameters as they were sent.
    Route { index: usize, parameters: Vec<(String, String)> },
    /// The path is there, but only with these methods.
    Methods(Vec<String>),
    /// There is no such path.
    Nothing,
}

/// The path that stands for all that are not declared, and the parameter that has it.
const DEFAULT: (&str, &str) = ("$default", "path");

/// The method that stands for all that are not declared.
const ANY: &str = "ANY";

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
    /// Builds the table. Where two routes are the same, the first wins.
    pub(super) fn new<'r>(routes: impl Iterator<Item = (&'r str, &'r str)>, rules: Rules) -> Self {
        let nodes = vec![Node::default()];
        let mut table = Self { nodes, names: Vec::new(), paths: Vec::new(), fallback: Node::default(), rules };
        for (index, (method, path)) in routes.enumerate() {
            table.add(index, method, path);
        }
        table
    }

    /// The templates of all routes, as they are written.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    fn add(&mut self, index: usize, method: &str, path: &str) {
        let mut names = Vec::new();
        self.paths.push(path.to_owned());
        if path == DEFAULT.0 {
            self.names.push(names);
            self.fallback.add(method, index);
            return;
        }
        let mut at = 0;
        // What stands behind `#` tells operations on one path apart in the document, but is never
        // sent.
        let path = path.split(['#', '?']).next().unwrap_or_default();
        for segment in self.segments(path) {
            let pattern = Pattern::parse(segment, &mut names);
            at = self.child(at, pattern);
        }
        self.names.push(names);
        if let Some(node) = self.nodes.get_mut(at) {
            node.add(method, index);
        }
    }

    /// The child of a node under a pattern, added if need be.
    fn child(&mut self, at: usize, pattern: Pattern) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return at;
        };
        if let Some((_, child)) = node.children.iter().find(|(known, _)| *known == pattern) {
            return *child;
        }
        let key = pattern.precedence();
        let place = node.children.partition_point(|(known, _)| known.precedence() <= key);
        node.children.insert(place, (pattern, next));
        self.nodes.push(Node::default());
        next
    }

    /// `/a/b` is `a`, `b`; `/` is no segment; `/a/` is `a` and an empty one where a slash at the
    /// end matters.
    fn segments<'p>(&self, path: &'p str) -> impl Iterator<Item = &'p str> + use<'p> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = if self.rules == Rules::OpenApi { path } else { path.strip_suffix('/').unwrap_or(path) };
        path.split('/').skip(usize::from(path.is_empty()))
    }

    /// Finds the route of a request. `path` is as it was sent, without the base path.
    pub(super) fn find(&self, method: &str, path: &str) -> Found {
        let segments: Vec<_> = self.segments(path).collect();
        let mut search = Search { method, rules: self.rules, values: Vec::new(), allowed: Vec::new() };
        if let Some(index) = self.descend(0, &segments, &mut search) {
            let names = self.names.get(index).map(Vec::as_slice).unwrap_or_default();
            return Found::Route { index, parameters: names.iter().cloned().zip(search.values).collect() };
        }
        let fallback = if search.is_over() { None } else { self.fallback.route(&mut search) };
        match fallback {
            Some(index) => Found::Route { index, parameters: vec![(DEFAULT.1.to_owned(), path.to_owned())] },
            None if search.allowed.is_empty() => Found::Nothing,
            None => {
                if search.allowed.iter().any(|method| method == "GET") {
                    search.allowed.push("HEAD".to_owned());
                }
                search.allowed.sort_unstable();
                search.allowed.dedup();
                Found::Methods(search.allowed)
            }
        }
    }

    /// Every node is visited once at most, and the depth is that of the longest template: a request
    /// can not make this expensive.
    fn descend(&self, at: usize, segments: &[&str], search: &mut Search<'_>) -> Option<usize> {
        let node = self.nodes.get(at)?;
        let Some((first, rest)) = segments.split_first() else {
            return node.route(search);
        };
        for (pattern, child) in &node.children {
            let before = search.values.len();
            let found = if *pattern == Pattern::Greedy {
                self.end_greedily(*child, segments, search)
            } else if pattern.matches(first, &mut search.values) {
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

    fn end_greedily(&self, at: usize, segments: &[&str], search: &mut Search<'_>) -> Option<usize> {
        let rest = segments.join("/");
        if rest.is_empty() {
            return None;
        }
        search.values.push(rest);
        self.nodes.get(at)?.route(search)
    }
}

impl Node {
    fn add(&mut self, method: &str, index: usize) {
        if !self.routes.iter().any(|(known, _)| known == method) {
            self.routes.push((method.to_owned(), index));
        }
    }

    /// The route for the request's method; else the methods that are there are noted.
    fn route(&self, search: &mut Search<'_>) -> Option<usize> {
        let with = |wanted: &str| self.routes.iter().find(|(method, _)| method == wanted).map(|(_, index)| *index);
        let head = || if search.method == "HEAD" { with("GET") } else { None };
        let found = with(search.method).or_else(head).or_else(|| with(ANY));
        if found.is_none() {
            search.allowed.extend(self.routes.iter().map(|(method, _)| method.clone()));
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
        let found = match table.find(method, path) {
            Found::Route { index, parameters } => {
                let pairs: Vec<_> = parameters.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                format!("{} {}{}", routes[index].0, routes[index].1, pairs.concat())
            }
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
    }

    #[test]
    fn the_default_route_takes_what_is_left() {
        let routes = [("ANY", "$default"), ("GET", "/a"), ("GET", "/b/{proxy+}")];
        check_with(&routes, OpenApi, "GET /a", "GET /a");
        check_with(&routes, OpenApi, "GET /b/c", "GET /b/{proxy+} proxy=c");
        check_with(&routes, ApiGateway, "POST /a", "ANY $default path=/a");
        check_with(&routes, OpenApi, "POST /a", "405 GET, HEAD");
        check_with(&routes, OpenApi, "PUT /c/d%2Fe/", "ANY $default path=/c/d%2Fe/");
        check_with(&routes, OpenApi, "GET /", "ANY $default path=/");
        check_with(&[("GET", "$default"), ("PUT", "/a")], ApiGateway, "POST /a", "405 GET, HEAD, PUT");
    }

    #[test]
    fn operations_told_apart_by_a_fragment_share_their_path() {
        check("POST /aws", "POST /aws#Action=First");
    }
}
