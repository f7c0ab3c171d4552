//! Checks of the document's root, before its parts are read.

use gatewright_document::{Code, Node, Severity, Value, Version};

use crate::lower::sink::Sink;

/// Reports what is missing or out of place at the root.
pub(crate) fn check(report: &mut Sink<'_>, root: &Node<'_>, version: Version) {
    info(report, root);
    match root.read("paths").filter(|paths| !paths.value().is_null()) {
        Some(paths) if !matches!(paths.value(), Value::Object(_)) => {
            report
                .error(Code::WRONG_TYPE, paths.origin())
                .message(format!("`paths` is {}, not an object", paths.kind()))
                .label("expected an object of paths")
                .help("write each path as a key: `\"/pets\": { … }`");
        }
        Some(_) => {}
        // OpenAPI 3.1, OpenAPI Object: webhooks or components will do.
        None if version == Version::OpenApi31
            && (root.read("webhooks").is_some() || root.read("components").is_some()) => {}
        None => {
            report
                .add(Code::MISSING_PATHS, root.origin())
                .message("the document has no `paths`")
                .help("only its schemas are generated; add `paths: {}` if that is meant");
        }
    }
    if let Some(host) = root.read("host")
        && let Some(text) = host.as_str()
        && (text.contains("://") || text.contains('/'))
    {
        report
            .add(Code::INVALID_HOST, host.origin())
            .message(format!("`{text}` is more than a host"))
            .label("expected a host name and perhaps a port")
            .help("put the scheme into `schemes` and the path into `basePath`");
    }
}

fn info(report: &mut Sink<'_>, root: &Node<'_>) {
    let Some(info) = root.read("info") else {
        // Templates leave the title to the deployment.
        if report.is_for_api_gateway() {
            return;
        }
        report
            .add(Code::MISSING_INFO, root.origin())
            .message("the document has no `info`")
            .help("add `info` with `title` and `version`; the server trait is named after the title");
        return;
    };
    for key in ["title", "version"] {
        if info.read(key).is_none() {
            // API Gateway's own exports and templates do this; nothing depends on it.
            report
                .add(Code::MISSING_FIELD, info.origin())
                .severity(Severity::Note)
                .message(format!("`info` has no `{key}`"));
        }
    }
}
