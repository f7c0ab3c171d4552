//! Base URLs: `host`, `basePath` and `schemes` of Swagger 2.0, `servers` of OpenAPI 3.

use gatewright_document::{Node, Version};
use openapiv3::Server;

/// The base URL, when the document gives an absolute one, and the path under which servers mount the API.
pub(super) fn base(root: &Node<'_>, version: Version) -> (Option<String>, String) {
    let url = match version {
        Version::Swagger20 => swagger(root),
        _ => servers(root).find_map(|url| absolute(&url)).or_else(|| relative(root)),
    };
    match url {
        Some(url) => {
            let path = path_of(&url);
            (absolute(&url), path)
        }
        None => (None, String::new()),
    }
}

/// The server of a path item or an operation: an absolute one, else the path of one on the same host.
pub(super) fn own(node: &Node<'_>) -> Option<String> {
    let on_host = |url: String| url.starts_with('/').then(|| path_of(&url)).filter(|path| !path.is_empty());
    servers(node).find_map(|url| absolute(&url)).or_else(|| servers(node).find_map(on_host))
}

fn relative(node: &Node<'_>) -> Option<String> {
    servers(node).next()
}

/// URLs of the servers, variables replaced by their defaults.
fn servers<'a>(node: &Node<'a>) -> impl Iterator<Item = String> + use<'a> {
    let listed = node.get("servers");
    let urls: Vec<String> = listed
        .iter()
        .flat_map(Node::items)
        .filter_map(|server| {
            let server = <Server as serde::Deserialize>::deserialize(server.value()).ok()?;
            let mut url = server.url;
            for (name, variable) in server.variables.into_iter().flatten() {
                // API Gateway exports the stage as `basePath`, with a slash of its own.
                let value = variable.default;
                let value = if url.contains(&format!("/{{{name}}}")) { value.trim_start_matches('/') } else { &value };
                url = url.replace(&format!("{{{name}}}"), value);
            }
            Some(url)
        })
        .collect();
    urls.into_iter()
}

fn swagger(root: &Node<'_>) -> Option<String> {
    let string = |key| root.get(key).and_then(|text| text.value().as_str().map(str::to_owned));
    let base_path = string("basePath").unwrap_or_default();
    let Some(host) = string("host").filter(|host| !host.is_empty()) else {
        return (!base_path.is_empty()).then_some(base_path);
    };
    let schemes = root.get("schemes");
    let schemes: Vec<&str> =
        schemes.iter().flat_map(Node::items).filter_map(|scheme| scheme.value().as_str()).collect();
    let scheme = if schemes.contains(&"https") || schemes.is_empty() { "https" } else { "http" };
    if host.contains("://") {
        return Some(format!("{}{base_path}", host.trim_end_matches('/')));
    }
    Some(format!(
        "{scheme}://{host}{}{base_path}",
        if base_path.starts_with('/') || base_path.is_empty() { "" } else { "/" }
    ))
}

/// The URL without its trailing slash, if it is absolute and nothing is left to fill in.
fn absolute(url: &str) -> Option<String> {
    let usable = (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(['{', '}', ' ', '$']);
    (usable && url::Url::parse(url).is_ok()).then(|| url.trim_end_matches('/').to_owned())
}

/// The path of a URL, with no slash at its end.
fn path_of(url: &str) -> String {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or_default(),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    if path.is_empty() || path.contains(['{', '}', ' ', '$']) { String::new() } else { format!("/{path}") }
}
