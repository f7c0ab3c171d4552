//! Path templates.

use gatewright_document::{Code, Node};

use super::Lower;

/// A path template, checked.
#[derive(Debug)]
pub(super) struct Template {
    /// With modifiers of other template languages taken off (`{ids*}` is `{ids}`); `{proxy+}` stays.
    pub(super) text: String,
    /// Names in order of appearance, without `+`.
    pub(super) names: Vec<String>,
    /// It comes from the expression of a callback, whose parameters nobody declares.
    pub(super) is_expression: bool,
}

impl Lower<'_, '_> {
    /// Reads a path; one that cannot be routed is reported and gives `None`.
    pub(super) fn path_template(&mut self, path: &str, node: &Node<'_>) -> Option<Template> {
        if !path.starts_with('/') && path != "$default" {
            self.report
                .error(Code::PATH_WITHOUT_SLASH, &node.origin().own_key())
                .message(format!("the path `{path}` does not start with a slash"))
                .help(format!("write `/{path}`"));
            return None;
        }
        let mut template = Template { text: String::new(), names: Vec::new(), is_expression: false };
        let mut rest = path;
        while let Some((fixed, inner)) = rest.split_once('{') {
            let (Some((name, behind)), false) = (inner.split_once('}'), fixed.contains('}')) else {
                return self.unbalanced(path, node);
            };
            if name.contains('{') {
                return self.unbalanced(path, node);
            }
            let plain = name.trim_start_matches(['.', ';', '?', '&', '/', '#']).trim_end_matches('*');
            template.text.push_str(fixed);
            template.text.push('{');
            template.text.push_str(plain);
            template.text.push('}');
            template.names.push(plain.trim_end_matches('+').to_owned());
            rest = behind;
        }
        if rest.contains('}') {
            return self.unbalanced(path, node);
        }
        template.text.push_str(rest);
        Some(template)
    }

    fn unbalanced(&mut self, path: &str, node: &Node<'_>) -> Option<Template> {
        self.report
            .error(Code::INVALID_PATH_TEMPLATE, &node.origin().own_key())
            .message(format!("the braces of the path `{path}` do not match"))
            .help("write each parameter as `{name}`");
        None
    }
}
