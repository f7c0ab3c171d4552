//! Checks of the document as a whole, before its parts are read.

use gatewright_document::{Code, Map, Node, Severity, Value, Version};

use super::limits::within_slashes;
use super::{Lower, key_of};

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
            if info.get(key).is_none() {
                // API Gateway's own exports and templates do this; nothing depends on it.
                self.report
                    .add(Code::MISSING_FIELD, info.origin())
                    .severity(Severity::Note)
                    .message(format!("`info` has no `{key}`"));
            }
        }
    }

    /// Keywords that say something of the values which no Rust type says.
    pub(super) fn unsupported(&mut self, node: &Node<'d>) {
        const KEYWORDS: [&str; 16] = [
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
            "$recursiveRef",
            "contentSchema",
        ];
        let Value::Object(map) = node.value() else { return };
        for (keyword, value) in map.iter().filter(|(key, _)| KEYWORDS.contains(&key.as_str())) {
            // What is admitted anyway, or never there, demands nothing.
            let is_idle = match keyword.as_str() {
                "unevaluatedProperties" | "unevaluatedItems" | "contains" | "propertyNames" => {
                    *value == Value::Bool(true)
                }
                "dependentRequired" | "dependentSchemas" | "dependencies" => {
                    value.as_object().is_some_and(Map::is_empty)
                }
                _ => false,
            };
            if !is_idle {
                self.not_expressed(node, keyword, "values are not held to it");
            }
        }
        if map.get("collectionFormat").and_then(Value::as_str).is_some_and(|format| format != "csv")
            && map.get("in").is_none()
        {
            self.not_expressed(
                node,
                "collectionFormat",
                "lists within lists, and lists in headers, are read with commas",
            );
        }
        self.idle(node);
        self.empty_range(node);
        if map.get("additionalItems").is_some_and(|more| *more != Value::Bool(true)) {
            let is_tuple = map.get("items").is_some_and(|items| matches!(items, Value::Array(_)));
            if !is_tuple {
                self.not_expressed(node, "additionalItems", "has no effect where `items` is no list");
            }
        }
        self.odd_pattern(node);
    }

    /// Tells of a pattern that no server could hold values to as it is.
    fn odd_pattern(&mut self, node: &Node<'d>) {
        let Some(pattern) = node.peek("pattern") else { return };
        let Some(text) = pattern.as_str() else { return };
        let within = within_slashes(text);
        if let Err(error) = regress::Regex::new(within.as_deref().unwrap_or(text)) {
            self.report
                .add(Code::INVALID_PATTERN, pattern.origin())
                .message(format!("`{text}` is not a regular expression: {error}"))
                .label("the check is left out")
                .help("patterns are those of ECMA-262, as in JavaScript");
        } else if let Some(within) = within {
            self.report
                .add(Code::INVALID_PATTERN, pattern.origin())
                .message(format!("`{text}` matches nothing: the slashes are a part of it"))
                .label(format!("read as `{within}`"))
                .help("write it without the slashes of JavaScript");
        }
    }

    /// Bounds that no value can keep.
    fn empty_range(&mut self, node: &Node<'d>) {
        const BOUNDS: [(&str, &str); 4] = [
            ("minimum", "maximum"),
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minProperties", "maxProperties"),
        ];
        for (least, most) in BOUNDS {
            let (Some(low), Some(high)) = (node.peek(least), node.peek(most)) else { continue };
            if let (Some(low), Some(number)) = (low.value().as_f64(), high.value().as_f64())
                && low > number
            {
                self.report
                    .add(Code::INVALID_VALUE, high.origin())
                    .message(format!("`{most}` is {number}, and `{least}` is {low}"))
                    .label("no value keeps both")
                    .help("a server refuses every value; raise one or lower the other");
            }
        }
    }

    /// Keywords that say nothing, since they are about values of another type than the schema has.
    fn idle(&mut self, node: &Node<'d>) {
        const OF_OBJECTS: [&str; 4] = ["properties", "additionalProperties", "patternProperties", "required"];
        const OF_ARRAYS: [&str; 3] = ["items", "prefixItems", "additionalItems"];
        let Some(ty) = node.peek("type") else { return };
        let types: Vec<&str> =
            ty.as_str().into_iter().chain(ty.items().filter_map(|name| name.value().as_str())).collect();
        for (home, keywords) in [("object", OF_OBJECTS.as_slice()), ("array", &OF_ARRAYS)] {
            let known = ["string", "number", "integer", "boolean", "null", "object", "array"];
            if types.is_empty() || types.contains(&home) || !types.iter().all(|name| known.contains(name)) {
                continue;
            }
            for keyword in keywords {
                // `required: true` of a parameter is its own.
                let Some(value) = node.peek(keyword).filter(|value| value.as_bool().is_none()) else { continue };
                if self.told.insert(key_of(&value)) {
                    self.report
                        .note(Code::UNSUPPORTED_KEYWORD, &node.origin().key(keyword))
                        .message(format!("`{keyword}` says nothing of {}", types.join(" or ")))
                        .label("has no effect")
                        .help(format!("only values of type {home} are held to it"));
                }
            }
        }
    }

    /// Reports a keyword that is valid, and that Rust does not say.
    pub(super) fn not_expressed(&mut self, node: &Node<'d>, keyword: &str, label: &str) {
        let Some(value) = node.peek(keyword) else { return };
        if self.told.insert(key_of(&value)) {
            self.report
                .add(Code::UNSUPPORTED_KEYWORD, &node.origin().key(keyword))
                .message(format!("`{keyword}` is not expressed in Rust"))
                .label(label)
                .help("silence with `--allow unsupported-keyword`");
        }
    }

    /// The same of an operation.
    pub(super) fn unsupported_of_operation(&mut self, node: &Node<'d>) {
        // `https` is what is used anyway where it is offered.
        let has_https = |node: &Node<'d>| {
            node.get("schemes").is_some_and(|all| all.items().any(|one| one.as_str() == Some("https")))
        };
        if self.version == Version::Swagger20 && !(has_https(node) && has_https_base(&self.document.root())) {
            self.not_expressed(node, "schemes", "the schemes of the document are used");
        }
    }
}

/// Whether clients call the API by `https`, as they do unless the document offers something else alone.
fn has_https_base(root: &Node<'_>) -> bool {
    let schemes = root.peek("schemes");
    let mut schemes = schemes.iter().flat_map(Node::items).peekable();
    schemes.peek().is_none() || schemes.any(|scheme| scheme.as_str() == Some("https"))
}
