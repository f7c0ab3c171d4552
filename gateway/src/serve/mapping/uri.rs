//! URIs of integrations: stage variables and path parameters filled in.

use indexmap::IndexMap;

use crate::config::substitute_stage_variables;

/// Fills in stage variables first, then `{name}`. A name without a value stays as it is.
///
/// ```
/// use indexmap::IndexMap;
///
/// let stage = IndexMap::from([("host".to_owned(), "example.com".to_owned())]);
/// let path = IndexMap::from([("id".to_owned(), "7".to_owned())]);
/// let uri = gatewright_gateway::render_uri("http://${stageVariables.host}/{id}/{x}", &stage, &path);
/// assert_eq!(uri, "http://example.com/7/{x}");
/// ```
#[must_use]
pub fn render_uri(
    uri: &str,
    stage_variables: &IndexMap<String, String>,
    path_parameters: &IndexMap<String, String>,
) -> String {
    let uri = substitute_stage_variables(uri, stage_variables);
    let mut out = String::with_capacity(uri.len());
    let mut rest = uri.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after.split_once('}').and_then(|(name, remaining)| {
            let name = name.strip_suffix('+').unwrap_or(name);
            Some((path_parameters.get(name)?, remaining))
        });
        match value {
            Some((value, remaining)) => {
                // A value is one part of the URI: it opens no query and no fragment.
                out.push_str(&value.replace('?', "%3F").replace('#', "%23"));
                rest = remaining;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
