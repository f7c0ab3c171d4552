//! Names in the URI of an integration that no mapping fills.

use gatewright_document::Code;

use super::MethodCheck;
use crate::config::{Integration, IntegrationType};

impl MethodCheck<'_, '_> {
    /// REST APIs fill in only what is mapped, also where the method has a path parameter of the same name.
    pub(super) fn unfilled_uri(&mut self, integration: &Integration) {
        let Some(uri) = integration.uri.as_ref().filter(|_| integration.kind != IntegrationType::Mock) else {
            return;
        };
        // A template may fill them in.
        let overrides = |text: &str| text.contains("requestOverride");
        if integration.request_templates.values().any(|template| overrides(&template.value)) {
            return;
        }
        // As written, since a mapping whose value is filled in on deployment fills the name as well.
        let mapped = self.raw_entries(&integration.origin, "requestParameters");
        let is_mapped =
            |name: &str| mapped.iter().any(|(target, _)| *target == format!("integration.request.path.{name}"));
        let unfilled: Vec<&str> = names(&uri.value).into_iter().filter(|name| !is_mapped(name)).collect();
        let Some(first) = unfilled.first() else {
            return;
        };
        let shown: Vec<String> = unfilled.iter().map(|name| format!("`{{{name}}}`")).collect();
        let is_parameter = self.method.parameters.iter().any(|parameter| parameter.name == **first);
        let help = if is_parameter {
            format!("map it: `\"integration.request.path.{first}\": \"method.request.path.{first}\"`")
        } else {
            format!("give it a value by `integration.request.path.{first}`, or write what it stands for")
        };
        self.report
            .add(Code::UNMAPPED_PARAMETER, &uri.origin)
            .message(format!(
                "the URI of the integration of `{}` has {}, but nothing maps it",
                self.name,
                shown.join(", ")
            ))
            .label("API Gateway answers status 500")
            .help(help);
    }
}

/// `id` of `/pets/{id}` and of `/{id+}`, but not of `${stageVariables.id}`.
fn names(uri: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = uri;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, remaining)) = after.split_once('}') else {
            break;
        };
        if !before.ends_with('$') {
            names.push(name.strip_suffix('+').unwrap_or(name));
        }
        rest = remaining;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_uris() {
        let table: [(&str, &[&str]); 4] = [
            ("http://a/{b}/c/{d+}?e={f}", &["b", "d", "f"]),
            ("http://${stageVariables.host}/{b}", &["b"]),
            ("http://a/{b", &[]),
            ("", &[]),
        ];
        for (uri, expected) in table {
            assert_eq!(names(uri), expected, "{uri}");
        }
    }
}
