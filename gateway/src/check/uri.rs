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
        if unfilled.is_empty() {
            return;
        }
        let shown: Vec<String> = unfilled.iter().map(|name| format!("`{{{name}}}`")).collect();
        let is_parameter = |name: &str| self.method.parameters.iter().any(|parameter| parameter.name == name);
        let (ours, others): (Vec<&str>, Vec<&str>) = unfilled.iter().partition(|name| is_parameter(name));
        let mut help = Vec::new();
        if !ours.is_empty() {
            let mappings =
                ours.iter().map(|name| format!("\"integration.request.path.{name}\": \"method.request.path.{name}\""));
            let it = if ours.len() == 1 { "it" } else { "them" };
            help.push(format!("map {it}: `{}`", mappings.collect::<Vec<_>>().join(", ")));
        }
        if !others.is_empty() {
            let targets = others.iter().map(|name| format!("`integration.request.path.{name}`"));
            let (it, stands) =
                if others.len() == 1 { ("it a value", "it stands") } else { ("them values", "they stand") };
            help.push(format!("give {it} by {}, or write what {stands} for", targets.collect::<Vec<_>>().join(", ")));
        }
        self.report
            .add(Code::UNMAPPED_PARAMETER, &uri.origin)
            .message(format!(
                "the URI of the integration of `{}` has {}, but nothing maps {}",
                self.name,
                shown.join(", "),
                if shown.len() == 1 { "it" } else { "them" }
            ))
            .label("API Gateway answers status 500")
            .help(help.join("; "));
    }
}

/// `id` of `/pets/{id}` and of `/{id+}`, but not of `${stageVariables.id}`; each once.
fn names(uri: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = uri;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, remaining)) = after.split_once('}') else {
            break;
        };
        let name = name.strip_suffix('+').unwrap_or(name);
        if !before.ends_with('$') && !names.contains(&name) {
            names.push(name);
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
            ("http://a/{b}/c/{d+}?e={f}&b={b}", &["b", "d", "f"]),
            ("http://${stageVariables.host}/{b}", &["b"]),
            ("http://a/{b", &[]),
            ("", &[]),
        ];
        for (uri, expected) in table {
            assert_eq!(names(uri), expected, "{uri}");
        }
    }
}
