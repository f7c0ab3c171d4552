//! Base URLs: `host`, `basePath` and `schemes` of Swagger 2.0, `servers` of OpenAPI 3.

use gatewright_document::{Code, Node, Version};
use openapiv3::Server;

use crate::ir::Docs;
use crate::lower::docs;
use crate::lower::facts::scalar;
use crate::lower::node::is_object;
use crate::lower::sink::Sink;

/// The base URL, when the document gives an absolute one, and the path under which servers mount the API.
pub(crate) fn base(report: &mut Sink<'_>, root: &Node<'_>, version: Version) -> (Option<String>, String) {
    let url = match version {
        Version::Swagger20 => parameterized(root).or_else(|| swagger(root)),
        _ => {
            let urls = server_urls(report, root);
            urls.iter().find(|url| absolute(url).is_some()).or(urls.first()).cloned()
        }
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
pub(crate) fn own_server(report: &mut Sink<'_>, node: &Node<'_>) -> Option<String> {
    let urls = server_urls(report, node);
    let on_host = |url: &String| url.starts_with('/').then(|| path_of(url)).filter(|path| !path.is_empty());
    urls.iter().find_map(|url| absolute(url)).or_else(|| urls.iter().find_map(on_host))
}

/// URLs of the servers, variables replaced by their defaults.
fn server_urls(report: &mut Sink<'_>, node: &Node<'_>) -> Vec<String> {
    let servers = node.read("servers");
    servers.iter().flat_map(Node::items).filter_map(|server| server_url(report, &server)).collect()
}

fn server_url(report: &mut Sink<'_>, node: &Node<'_>) -> Option<String> {
    let server = match <Server as serde::Deserialize>::deserialize(node.value()) {
        Ok(server) => server,
        Err(error) => {
            report
                .once(node, Code::INVALID_SERVER)
                .message(match is_object(node) {
                    true => format!("the server cannot be read: {error}"),
                    false => format!("a server is {}, not an object", node.kind()),
                })
                .label("left out")
                .help("a server has a `url`, and each of its `variables` a `default`");
            return None;
        }
    };
    node.mark_read(&["url", "variables"]);
    let mut url = server.url;
    for (name, variable) in server.variables.into_iter().flatten() {
        if let Some(variable) = node.get("variables").and_then(|variables| variables.read(&name)) {
            variable.mark_read(&["default"]);
        }
        // API Gateway exports the stage as `basePath`, with a slash of its own.
        let value = variable.default;
        let value = if url.contains(&format!("/{{{name}}}")) { value.trim_start_matches('/') } else { &value };
        url = url.replace(&format!("{{{name}}}"), value);
    }
    check_url(report, &url, node);
    Some(url)
}

fn check_url(report: &mut Sink<'_>, url: &str, node: &Node<'_>) {
    let open = url.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.0)));
    // `${AWS::Region}` and the like are filled in when the API is deployed.
    let problem = match open {
        Some((before, name)) if !before.ends_with('$') => {
            Some((format!("the variable `{name}` of the server is not declared"), "declare it in `variables`"))
        }
        Some(_) => None,
        None if url.contains("://") => {
            url::Url::parse(url).err().map(|error| (format!("`{url}` is no URL: {error}"), "write `https://host/path`"))
        }
        None => None,
    };
    if let Some((message, help)) = problem {
        report
            .once(node, Code::INVALID_SERVER)
            .at(&node.origin().child("url"))
            .message(message)
            .label("not used as the base URL")
            .help(help);
    }
}

/// The host of AutoRest's `x-ms-parameterized-host`, whose parameters with a default or a single value are filled in
/// (<https://azure.github.io/autorest/extensions/#x-ms-parameterized-host>).
fn parameterized(root: &Node<'_>) -> Option<String> {
    let extension = root.read(PARAMETERIZED)?;
    let mut host = extension.read("hostTemplate")?.as_str()?.to_owned();
    for parameter in host_parameters(&extension) {
        let name = parameter.str("name").unwrap_or_default();
        let listed = parameter.read("enum").and_then(|listed| {
            let mut values = listed.items();
            values.next().filter(|_| values.next().is_none())
        });
        if let Some(value) = parameter.read("default").or(listed) {
            host = host.replace(&format!("{{{name}}}"), &scalar::text(value.value()));
        }
    }
    let base_path = root.read("basePath").and_then(|path| path.as_str()).unwrap_or_default().to_owned();
    let host = host.trim_end_matches('/');
    // Without `useSchemePrefix` the value of a parameter has the scheme.
    let scheme = if host.contains("://") { "" } else { scheme(root) };
    Some(format!("{scheme}{host}/{}", base_path.trim_start_matches('/')))
}

const PARAMETERIZED: &str = "x-ms-parameterized-host";

/// The parameters of a host, which may be references.
fn host_parameters<'d>(extension: &Node<'d>) -> Vec<Node<'d>> {
    let parameters = extension.read("parameters");
    parameters.iter().flat_map(Node::items).filter_map(|parameter| parameter.resolve().ok()).collect()
}

/// A host with parameters in words.
fn add_parameterized(root: &Node<'_>, docs: &mut Docs) {
    let Some(extension) = root.read(PARAMETERIZED) else { return };
    let Some(template) = extension.read("hostTemplate").and_then(|template| template.as_str()) else { return };
    let mut line = format!("Server: `{}`", template.replace('`', "'"));
    for parameter in host_parameters(&extension) {
        let name = parameter.str("name").unwrap_or_default().replace('`', "'");
        line.push_str(&format!("\n* `{name}`"));
        if let Some(default) = parameter.read("default") {
            line.push_str(&format!(", by default `{}`", scalar::text(default.value()).replace('`', "'")));
        }
        if let Some(text) = parameter.str("description").map(str::trim).filter(|text| !text.is_empty()) {
            line.push_str(&format!(": {}", text.replace(['\n', '\r'], " ")));
        }
    }
    docs::append(docs, &line);
}

/// The servers in words, where there is more to say than the one URL that is used.
pub(crate) fn add_servers(node: &Node<'_>, docs: &mut Docs) {
    add_parameterized(node, docs);
    let servers: Vec<Node<'_>> = node.read("servers").iter().flat_map(Node::items).collect();
    let lines: Vec<String> = servers.iter().map(described).collect();
    let says_more = |(server, line): (&Node<'_>, &String)| Some(line.trim_matches('`')) != server.str("url");
    if lines.len() > 1 || servers.iter().zip(&lines).any(says_more) {
        let list: Vec<String> = lines.iter().map(|line| format!("* {line}")).collect();
        docs::append(docs, &format!("Servers:\n\n{}", list.join("\n")));
    }
}

/// `https://{region}.example.com`: Production; `region` is one of `eu`, `us`.
fn described(server: &Node<'_>) -> String {
    let text =
        |node: &Node<'_>, key: &str| node.read(key).and_then(|text| text.as_str()).map(str::trim).map(str::to_owned);
    let mut line = format!("`{}`", text(server, "url").unwrap_or_default());
    for key in ["name", "description"] {
        if let Some(text) = text(server, key).filter(|text| !text.is_empty()) {
            line.push_str(&format!(": {}", text.trim_end_matches('.').replace(['\n', '\r'], " ")));
        }
    }
    let variables = server.read("variables");
    let mut variables: Vec<_> = variables.iter().flat_map(Node::entries).collect();
    variables.sort_by_key(|(name, _)| *name);
    for (name, variable) in variables {
        let values = variable.read("enum");
        let values: Vec<String> =
            values.iter().flat_map(Node::items).map(|value| format!("`{}`", scalar::text(value.value()))).collect();
        let default = variable.read("default").map(|value| format!("`{}`", scalar::text(value.value())));
        let one_of = if values.is_empty() { String::new() } else { format!(" one of {},", values.join(", ")) };
        line.push_str(&format!("; `{name}` is{one_of} by default {}", default.unwrap_or_default()));
        if let Some(text) = text(&variable, "description").filter(|text| !text.is_empty()) {
            line.push_str(&format!(" ({})", text.trim_end_matches('.').replace(['\n', '\r'], " ")));
        }
    }
    line
}

/// The scheme of the base URL: `https` unless the document has `http` alone.
fn scheme(root: &Node<'_>) -> &'static str {
    let schemes = root.read("schemes");
    let schemes: Vec<&str> =
        schemes.iter().flat_map(Node::items).filter_map(|scheme| scheme.value().as_str()).collect();
    if schemes.contains(&"https") || schemes.is_empty() { "https://" } else { "http://" }
}

fn swagger(root: &Node<'_>) -> Option<String> {
    let scheme = scheme(root);
    let string = |key| root.read(key).and_then(|text| text.value().as_str().map(str::to_owned));
    let base_path = string("basePath").unwrap_or_default();
    let Some(host) = string("host").filter(|host| !host.is_empty()) else {
        return (!base_path.is_empty()).then_some(base_path);
    };
    if host.contains("://") {
        return Some(format!("{}{base_path}", host.trim_end_matches('/')));
    }
    Some(format!(
        "{scheme}{host}{}{base_path}",
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
