//! The targets of actions: JSONPath queries (RFC 9535), with a bound on what one may cost.
//!
//! The queries are parsed and run by `serde_json_path`, which has no bounds of its own. An overlay is somebody
//! else's text, so that a query is only run if its shape and the size of the document bound the work.

use indexmap::IndexSet;
use serde_json_path::{JsonPath, PathElement};

use crate::pointer::Pointer;

/// The longest query, in bytes.
const LONGEST: usize = 4096;
/// How deep brackets and parentheses of a query may nest.
const DEEPEST: usize = 32;
/// How many values a query may look at, by its shape.
const MOST_STEPS: f64 = 400e6;
/// How many values may be in a list between two segments.
const MOST_FOUND: f64 = 20e6;
/// What a regular expression costs, in steps: it is compiled for each value.
const PATTERN_STEPS: f64 = 200.0;
/// What a regular expression costs more that stands in the document.
const FOREIGN_PATTERN: f64 = 1000.0;

/// A query that was parsed.
pub(crate) struct Query {
    path: JsonPath,
    shape: Shape,
}

/// What bounds the cost of a query.
#[derive(Debug, Default, PartialEq)]
struct Shape {
    /// How many segments look at all descendants.
    descendants: u32,
    /// How many of these take every one of them.
    wide: u32,
    /// How many queries in filters start at the root.
    absolute: i32,
    /// The product of the numbers of selectors of its segments.
    selectors: f64,
    /// What its regular expressions cost.
    patterns: f64,
}

/// How many values a document has at each depth.
pub(crate) struct Extent(Vec<f64>);

impl Extent {
    pub(crate) fn of(value: &serde_json::Value) -> Extent {
        let mut counts = Vec::new();
        count(value, 0, &mut counts);
        Extent(counts)
    }

    fn values(&self) -> f64 {
        self.0.iter().sum()
    }

    /// In how many ways `times` descendant segments lead to the values of the document.
    fn ways(&self, times: u32) -> f64 {
        let ways =
            |depth: usize| (0..times).fold(1.0, |ways, n| ways * (depth as f64 + f64::from(n)) / f64::from(n + 1));
        self.0.iter().enumerate().map(|(depth, count)| count * ways(depth.max(1))).sum()
    }
}

fn count(value: &serde_json::Value, depth: usize, counts: &mut Vec<f64>) {
    if counts.len() <= depth {
        counts.resize(depth + 1, 0.0);
    }
    if let Some(here) = counts.get_mut(depth) {
        *here += 1.0;
    }
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| count(item, depth + 1, counts)),
        serde_json::Value::Object(entries) => entries.values().for_each(|entry| count(entry, depth + 1, counts)),
        _ => {}
    }
}

impl Query {
    /// Parses a query; the error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Query, String> {
        if !text.starts_with('$') {
            return Err(format!("`{text}` is no JSONPath: a path starts with `$`"));
        }
        if text.len() > LONGEST {
            return Err(format!("the path is longer than {LONGEST} bytes"));
        }
        let shape = shape(text)?;
        let parsed = JsonPath::parse(text);
        match parsed.or_else(|error| JsonPath::parse(&with_hyphens(text)).map_err(|_| error)) {
            Ok(path) => Ok(Query { path, shape }),
            Err(error) => {
                let rest = text.get(error.position()..).unwrap_or_default();
                let place = if rest.is_empty() { "at its end".to_owned() } else { format!("at `{rest}`") };
                Err(format!("`{text}` is no JSONPath of RFC 9535: {} ({place})", error.message()))
            }
        }
    }

    /// The places of what the query selects, each once; `Err` if that could take too long.
    pub(crate) fn select(&self, root: &serde_json::Value, extent: &Extent) -> Result<IndexSet<Pointer>, TooCostly> {
        let Shape { descendants, wide, absolute, selectors, patterns } = self.shape;
        let steps = extent.ways(descendants) * selectors * patterns * extent.values().powi(absolute);
        if steps > MOST_STEPS || extent.ways(wide) * selectors > MOST_FOUND {
            return Err(TooCostly);
        }
        let found = self.path.query_located(root);
        let pointer = |location: &serde_json_path::NormalizedPath<'_>| {
            location.iter().fold(Pointer::root(), |pointer, element| match element {
                PathElement::Name(name) => pointer.child(name),
                PathElement::Index(index) => pointer.index(*index),
            })
        };
        Ok(found.locations().map(pointer).collect())
    }
}

/// The query could take too long.
#[derive(Debug)]
pub(crate) struct TooCostly;

/// The query with `['x-name']` for `.x-name`. RFC 9535 has no hyphen in a name without quotes, but the specification's
/// own examples do, and a hyphen there means nothing else.
fn with_hyphens(text: &str) -> String {
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let name = match (quote, rest.strip_prefix('.')) {
            (None, Some(after)) => after.split(|next| !is_name(next)).next().filter(|name| name.contains('-')),
            _ => None,
        };
        if let Some(name) = name {
            out.push_str(&format!("{}['{name}']", if out.ends_with('.') { "." } else { "" }));
            rest = rest.get(1 + name.len()..).unwrap_or_default();
            continue;
        }
        let escaped = quote.is_some() && character == '\\';
        let length = character.len_utf8() + if escaped { rest.chars().nth(1).map_or(0, char::len_utf8) } else { 0 };
        quote = match (quote, character) {
            (None, '\'' | '"') => Some(character),
            (Some(open), _) if open == character => None,
            _ => quote,
        };
        let (done, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(done);
        rest = left;
    }
    out
}

/// Looks over a query without its strings.
fn shape(text: &str) -> Result<Shape, String> {
    let mut shape = Shape { selectors: 1.0, patterns: 1.0, absolute: -1, ..Shape::default() };
    let mut open = Vec::new();
    let mut strings = String::new();
    let mut rest = text.chars().peekable();
    let mut plain = String::new();
    while let Some(character) = rest.next() {
        match character {
            '\'' | '"' => {
                while let Some(next) = rest.next() {
                    match next {
                        '\\' => strings.extend(['\\'].into_iter().chain(rest.next())),
                        quote if quote == character => break,
                        other => strings.push(other),
                    }
                }
                plain.push('"');
            }
            '[' | '(' => {
                // Commas count for brackets only: those in parentheses are between arguments.
                open.push((character, 1.0));
                plain.push(character);
            }
            ']' | ')' => {
                if let Some(('[', selectors)) = open.pop() {
                    shape.selectors *= selectors;
                }
                plain.push(character);
            }
            ',' => {
                if let Some((_, selectors)) = open.last_mut() {
                    *selectors += 1.0;
                }
                plain.push(character);
            }
            '$' => {
                shape.absolute += 1;
                plain.push(character);
            }
            other if other.is_whitespace() => {}
            other => plain.push(other),
        }
        if open.len() > DEEPEST {
            return Err(format!("brackets nest more than {DEEPEST} deep in the path"));
        }
    }
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    shape.descendants = narrow(plain.matches("..").count());
    let wide = ["..*", "..[*", "..[?", "..[:", "..[-"].iter().map(|form| plain.matches(form).count()).sum();
    let digits = (0..=9).map(|digit| plain.matches(&format!("..[{digit}")).count()).sum::<usize>();
    shape.wide = narrow(wide) + narrow(digits);
    let patterns = plain.matches("match(").count() + plain.matches("search(").count();
    if patterns > 0 {
        let foreign = plain.matches(",@").count() + plain.matches(",$").count() + plain.matches(",value(").count();
        shape.patterns *= PATTERN_STEPS * repeats(&strings) * if foreign > 0 { FOREIGN_PATTERN } else { 1.0 };
    }
    Ok(shape)
}

/// The product of the numbers in braces: `a{100}` is a hundred states.
fn repeats(strings: &str) -> f64 {
    let groups = strings.split('{').skip(1).filter_map(|group| group.split_once('}'));
    let largest =
        |inside: &str| inside.split(',').filter_map(|number| number.trim().parse::<f64>().ok()).fold(1.0, f64::max);
    groups.map(|(inside, _)| largest(inside)).product()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn selected(path: &str, root: &serde_json::Value) -> Vec<String> {
        let found = Query::parse(path).unwrap().select(root, &Extent::of(root)).unwrap();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn selects_each_once() {
        let root = json!({"a": [{"b": 1}, {"b": 2}], "b/c": {"b": 3}});
        assert_eq!(selected("$..b", &root), ["/a/0/b", "/a/1/b", "/b~1c/b"]);
        assert_eq!(selected("$['a','a']", &root), ["/a"]);
        assert_eq!(selected("$.a[?(@.b == 2)]", &root), ["/a/1"]);
        assert_eq!(selected("$", &root), [""]);
        assert_eq!(selected("$.none", &root), Vec::<String>::new());
    }

    #[test]
    fn names_may_have_hyphens() {
        let root = json!({"a": {"x-b": {"c": 1}, "x": 2}, "'.x-b": {"x-b": 3}});
        assert_eq!(selected("$.a.x-b.c", &root), ["/a/x-b/c"]);
        assert_eq!(selected("$..x-b", &root), ["/a/x-b", "/'.x-b/x-b"]);
        assert_eq!(selected("$[?@.x-b.c]", &root), ["/a"]);
        assert_eq!(selected(r"$['\'.x-b'].x-b", &root), ["/'.x-b/x-b"]);
    }

    #[test]
    fn rejects_what_is_no_path() {
        for path in ["info.title", "$.", "$[", "", "$.a b", "$[?(@.a ==)]"] {
            assert!(Query::parse(path).is_err(), "{path}");
        }
        let nested = format!("${}", "[?(".repeat(40));
        assert_eq!(Query::parse(&nested).err().unwrap(), "brackets nest more than 32 deep in the path");
        assert!(Query::parse(&format!("${}", ".a".repeat(3000))).is_err());
    }

    #[test]
    fn rejects_what_takes_too_long() {
        let deep = (0..100).fold(json!(1), |inner, _| json!({"a": inner, "b": [1, 2, 3]}));
        let extent = Extent::of(&deep);
        let costly = |path: &str| Query::parse(path).unwrap().select(&deep, &extent).is_err();
        assert!(costly(&format!("${}", "..*".repeat(12))));
        assert!(costly(&format!("${}", "[*,*,*]".repeat(40))));
        assert!(costly("$..[?match(@.a, '(a{1000}){1000}')]"));
        assert!(costly(&format!("$..[?@{}]", "..a".repeat(12))));
        assert!(costly("$..[?$..[?$..[?$..a]]]"));
        assert!(!costly("$..a..b[?@ == 2]") && !costly("$..[?match(@.a, 'a.*')]") && !costly("$..*..*"));
    }
}
