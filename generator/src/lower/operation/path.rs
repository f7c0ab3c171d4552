//! Path templates.

use crate::index::IndexMap;
use gatewright_document::{Code, Node, Origin};

use crate::ir::Method;
use crate::lower::sink::Sink;

/// The route of an HTTP API for whatever no other route takes: a path of its caller's choice.
pub(crate) const DEFAULT_ROUTE: &str = "$default";

/// A path template, checked.
#[derive(Debug)]
pub(crate) struct Template {
    /// With modifiers of other template languages taken off (`{ids*}` is `{ids}`); `{proxy+}` stays.
    pub(crate) text: String,
    /// Names in order of appearance, without `+`.
    pub(crate) names: Vec<String>,
    /// Nobody declares its parameters: it is the expression of a callback, or the default route.
    pub(crate) is_implied: bool,
}

impl Template {
    /// The route for whatever no other route takes.
    pub(crate) fn is_default_route(&self) -> bool {
        self.text == DEFAULT_ROUTE
    }

    /// Whether it takes all that follows, as `{proxy+}` does.
    pub(crate) fn is_greedy(&self) -> bool {
        self.text.contains("+}")
    }
}

/// OpenAPI, Paths Object: templates that differ only in the names of their parameters are identical.
pub(crate) fn conflicting_paths(report: &mut Sink<'_>, root: &Node<'_>) {
    // By form and method; without a method it is the path as such.
    let mut known: IndexMap<(String, Option<Method>), (&str, Origin)> = IndexMap::default();
    for (path, item) in root.read("paths").iter().flat_map(Node::entries) {
        let form = without_names(path);
        let target = item.resolve().unwrap_or_else(|_| item.clone());
        // A declared method goes before any method, whatever the path: only two of the same sort compete.
        let sorts = Method::ALL.into_iter().chain([Method::Any]).filter(|method| target.get(method.key()).is_some());
        let sorts: Vec<Option<Method>> = sorts.map(Some).chain([None]).collect();
        let place = item.origin().own_key();
        let clash = sorts.iter().find_map(|sort| Some((*sort, known.get(&(form.clone(), *sort))?)));
        if let Some((sort, (first, at))) = clash {
            conflict(report, sort, path, &place, first, at);
        }
        for sort in sorts {
            known.entry((form.clone(), sort)).or_insert_with(|| (path, place.clone()));
        }
    }
}

fn conflict(report: &mut Sink<'_>, method: Option<Method>, path: &str, place: &Origin, first: &str, at: &Origin) {
    let builder = match method {
        // Nothing is ambiguous, whatever the specification says: real documents do this.
        None => report.note(Code::CONFLICTING_PATHS, place).help("put the methods of both under one path"),
        // Clients send what they should; what stands there is for people, or a query by which a handler distinguishes them.
        Some(_) if path.contains(['?', '#']) => report
            .note(Code::CONFLICTING_PATHS, place)
            .label("a server takes all of them for the first")
            .help("what stands behind `?` or `#` is no part of a path"),
        Some(method) => {
            let what = if method == Method::Any { "other method" } else { method.as_str() };
            report
                .add(Code::CONFLICTING_PATHS, place)
                .label(format!("a server takes every {what} for the first"))
                .help("tell the paths apart by something fixed")
        }
    };
    builder.message(format!("`{path}` and `{first}` match the same requests")).related(at, "the first");
}

/// Reads a path; one that cannot be routed is reported and gives `None`.
pub(crate) fn path_template(report: &mut Sink<'_>, path: &str, node: &Node<'_>) -> Option<Template> {
    if path.trim_start_matches('/') == DEFAULT_ROUTE {
        let names = vec!["path".to_owned()];
        return Some(Template { text: DEFAULT_ROUTE.to_owned(), names, is_implied: true });
    }
    if !path.starts_with('/') {
        report
            .error(Code::PATH_WITHOUT_SLASH, &node.origin().own_key())
            .message(format!("the path `{path}` does not start with a slash"))
            .help(format!("write `/{path}`"));
        return None;
    }
    let mut template = Template { text: String::new(), names: Vec::new(), is_implied: false };
    let mut rest = path;
    while let Some((fixed, inner)) = rest.split_once('{') {
        let (Some((name, behind)), false) = (inner.split_once('}'), fixed.contains('}')) else {
            return unbalanced(report, path, node);
        };
        if name.contains('{') {
            return unbalanced(report, path, node);
        }
        let plain = name.trim_start_matches(['.', ';', '?', '&', '/', '#']).trim_end_matches('*');
        if plain.trim_end_matches('+').is_empty() {
            report
                .error(Code::INVALID_PATH_TEMPLATE, &node.origin().own_key())
                .message(format!("a parameter of the path `{path}` has no name"))
                .help("write each parameter as `{name}`");
            return None;
        }
        template.text.push_str(fixed);
        template.text.push('{');
        template.text.push_str(plain);
        template.text.push('}');
        template.names.push(plain.trim_end_matches('+').to_owned());
        rest = behind;
    }
    if rest.contains('}') {
        return unbalanced(report, path, node);
    }
    template.text.push_str(rest);
    Some(template)
}

fn unbalanced(report: &mut Sink<'_>, path: &str, node: &Node<'_>) -> Option<Template> {
    report
        .error(Code::INVALID_PATH_TEMPLATE, &node.origin().own_key())
        .message(format!("the braces of the path `{path}` do not match"))
        .help("write each parameter as `{name}`");
    None
}

/// A template in which every parameter is `{}`, or `{+}` where it takes all that follows.
fn without_names(path: &str) -> String {
    // What stands behind these is not looked at when a request is routed.
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('{');
    let mut form = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, fixed) = part.split_once('}').unwrap_or((part, ""));
        form.push_str(if name.ends_with('+') { "{+}" } else { "{}" });
        form.push_str(fixed);
    }
    form
}
