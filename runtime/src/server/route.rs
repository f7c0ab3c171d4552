//! Finding the operation that a request is for.
//!
//! Precedence is API Gateway's: at every segment a text beats a parameter, which beats `{proxy+}`;
//! but only routes that have the request's method compete, so `OPTIONS /a` reaches `/{proxy+}` when
//! `/a` has only `POST`. What no other route takes is for `$default`, as in HTTP APIs.

use super::pattern::Pattern;

/// All routes, as a tree over segments.
#[derive(Debug, Default)]
pub(super) struct Table {
    nodes: Vec<Node>,
    names: Vec<Vec<String>>,
    /// The routes of `$default`.
    fallback: Node,
    trailing_slash_matters: bool,
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
    values: Vec<String>,
    allowed: Vec<String>,
}

impl Table {
    /// Builds the table. Where two routes are the same, the first wins.
    pub(super) fn new<'r>(routes: impl Iterator<Item = (&'r str, &'r str)>, trailing_slash_matters: bool) -> Self {
        let nodes = vec![Node::default()];
        let mut table = Self { nodes, names: Vec::new(), fallback: Node::default(), trailing_slash_matters };
        for (index, (method, path)) in routes.enumerate() {
            table.add(index, method, path);
        }
        table
    }

    fn add(&mut self, index: usize, method: &str, path: &str) {
        let mut names = Vec::new();
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
        let path = if self.trailing_slash_matters { path } else { path.strip_suffix('/').unwrap_or(path) };
        path.split('/').skip(usize::from(path.is_empty()))
    }

    /// Finds the route of a request. `path` is as it was sent, without the base path.
    pub(super) fn find(&self, method: &str, path: &str) -> Found {
        let segments: Vec<_> = self.segments(path).collect();
        let mut search = Search { method, values: Vec::new(), allowed: Vec::new() };
        if let Some(index) = self.descend(0, &segments, &mut search) {
            let names = self.names.get(index).map(Vec::as_slice).unwrap_or_default();
            return Found::Route { index, parameters: names.iter().cloned().zip(search.values).collect() };
        }
        match self.fallback.route(&mut search) {
            Some(index) => Found::Route { index, parameters: vec![(DEFAULT.1.to_owned(), path.to_owned())] },
            None if search.allowed.is_empty() => Found::Nothing,
            None => {
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
            if found.is_some() {
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
        let found = with(search.method).or_else(|| with(ANY));
        if found.is_none() {
            search.allowed.extend(self.routes.iter().map(|(method, _)| method.clone()));
        }
        found
    }
}

#[cfg(test)]
mod tests {
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
        check_with(ROUTES, true, request, expected);
    }

    #[track_caller]
    fn check_with(routes: &[(&str, &str)], slash: bool, request: &str, expected: &str) {
        let table = Table::new(routes.iter().copied(), slash);
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
    fn only_routes_with_the_method_compete() {
        check("OPTIONS /calc", "ANY /{proxy+} proxy=calc");
        check("DELETE /pets/mine", "DELETE /pets/{petId} petId=mine");
        check("POST /", "405 GET");
        check_with(&[("GET", "/a/{b}"), ("PUT", "/a/b"), ("ANY", "/{c}")], true, "POST /a/b", "405 GET, PUT");
        check_with(&[("GET", "/a")], true, "GET /b", "404");
        check_with(&[("GET", "/a")], true, "get /a", "405 GET");
    }

    #[test]
    fn a_way_that_leads_nowhere_is_left_again() {
        let routes = [("GET", "/a/{x}/c"), ("GET", "/{y}/b/d")];
        check_with(&routes, true, "GET /a/b/d", "GET /{y}/b/d y=a");
        check_with(&routes, true, "GET /a/b/c", "GET /a/{x}/c x=b");
        check_with(&routes, true, "GET /a//c", "404");
    }

    #[test]
    fn a_slash_at_the_end() {
        check("GET /slash", "GET /slash");
        check("GET /slash/", "GET /slash/");
        check("POST /slash/", "ANY /{proxy+} proxy=slash/");
        check_with(&[("GET", "/a/{b}")], true, "GET /a/b/", "404");
        check_with(&[("GET", "/a/{b}")], false, "GET /a/b/", "GET /a/{b} b=b");
        check_with(&[("GET", "/")], false, "GET /", "GET /");
        check_with(&[("GET", "/{proxy+}")], false, "GET /", "404");
        check_with(&[("GET", "/a/")], false, "GET /a", "GET /a/");
    }

    #[test]
    fn the_default_route_takes_what_is_left() {
        let routes = [("ANY", "$default"), ("GET", "/a"), ("GET", "/b/{proxy+}")];
        check_with(&routes, true, "GET /a", "GET /a");
        check_with(&routes, true, "GET /b/c", "GET /b/{proxy+} proxy=c");
        check_with(&routes, true, "POST /a", "ANY $default path=/a");
        check_with(&routes, true, "PUT /c/d%2Fe/", "ANY $default path=/c/d%2Fe/");
        check_with(&routes, true, "GET /", "ANY $default path=/");
        check_with(&[("GET", "$default"), ("PUT", "/a")], true, "POST /a", "405 GET, PUT");
    }

    #[test]
    fn operations_told_apart_by_a_fragment_share_their_path() {
        check("POST /aws", "POST /aws#Action=First");
    }
}
