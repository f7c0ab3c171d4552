//! Checks of the document as a whole, before its parts are read.

use gatewright_document::{Code, Node, Severity, Value, Version};

use super::Lower;

impl<'d> Lower<'d, '_> {
    /// Reports what is missing or out of place at the root.
    pub(super) fn structure(&mut self, root: &Node<'d>) {
        self.info(root);
        match root.get("paths").filter(|paths| !paths.value().is_null()) {
            Some(paths) if !matches!(paths.value(), Value::Object(_)) => {
                self.report
                    .error(Code::WRONG_TYPE, paths.origin())
                    .message(format!("`paths` is {}, not an object", paths.kind()))
                    .label("expected an object of paths")
                    .help("write each path as a key: `\"/pets\": { … }`");
            }
            Some(_) => {}
            // OpenAPI 3.1, OpenAPI Object: webhooks or components will do.
            None if self.version == Version::OpenApi31
                && (root.get("webhooks").is_some() || root.get("components").is_some()) => {}
            None => {
                self.report
                    .add(Code::MISSING_PATHS, root.origin())
                    .message("the document has no `paths`")
                    .help("only its schemas are generated; add `paths: {}` if that is meant");
            }
        }
        if let Some(host) = root.get("host")
            && let Some(text) = host.as_str()
            && (text.contains("://") || text.contains('/'))
        {
            self.report
                .add(Code::INVALID_HOST, host.origin())
                .message(format!("`{text}` is more than a host"))
                .label("expected a host name and perhaps a port")
                .help("put the scheme into `schemes` and the path into `basePath`");
        }
    }

    fn info(&mut self, root: &Node<'d>) {
        let Some(info) = root.get("info") else {
            self.report
                .add(Code::MISSING_INFO, root.origin())
                .message("the document has no `info`")
                .help("add `info` with `title` and `version`; the server trait is named after the title");
            return;
        };
        for key in ["title", "version"] {
            match info.get(key) {
                None => {
                    // API Gateway's own exports and templates do this; nothing depends on it.
                    self.report
                        .add(Code::MISSING_FIELD, info.origin())
                        .severity(Severity::Note)
                        .message(format!("`info` has no `{key}`"));
                }
                Some(value) if value.as_str().is_none() => {
                    self.report
                        .add(Code::WRONG_TYPE, value.origin())
                        .severity(Severity::Note)
                        .message(format!("`info.{key}` is {}, not a string", value.kind()));
                }
                Some(_) => {}
            }
        }
    }

    /// Keywords that say something of the values which no Rust type says.
    pub(super) fn unsupported(&mut self, node: &Node<'d>) {
        const KEYWORDS: [&str; 14] = [
            "not",
            "if",
            "then",
            "else",
            "contains",
            "minContains",
            "maxContains",
            "propertyNames",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "unevaluatedProperties",
            "unevaluatedItems",
            "$dynamicRef",
        ];
        let Value::Object(map) = node.value() else { return };
        for keyword in map.keys().filter(|key| KEYWORDS.contains(&key.as_str())) {
            self.report
                .add(Code::UNSUPPORTED_KEYWORD, &node.origin().key(keyword))
                .message(format!("`{keyword}` is not expressed in Rust"))
                .label("values are not held to it")
                .help("silence with `--allow unsupported-keyword`");
        }
        if let Some(pattern) = node.get("pattern")
            && let Some(text) = pattern.as_str()
            && let Err(error) = regress::Regex::new(text)
        {
            self.report
                .add(Code::INVALID_PATTERN, pattern.origin())
                .message(format!("`{text}` is not a regular expression: {error}"))
                .label("the check is left out")
                .help("patterns are those of ECMA-262, as in JavaScript");
        }
    }
}
