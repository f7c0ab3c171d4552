//! Parameter mappings of HTTP APIs at work.

use bytes::Bytes;

use crate::config::{HttpChange, HttpMapping, HttpSource, HttpTarget, HttpValue};
use crate::serve::mapping::json_path::json_path;
use crate::serve::mapping::parameters::Values;
use crate::serve::message::headers::Headers;
use crate::serve::message::request::{Request, Response};

/// The longest body that a path is looked up in; of a longer one, only so much counts.
const LONGEST_BODY: usize = 100 * 1024;

/// Everything that a selection can take a value from.
pub(crate) struct HttpValues<'a> {
    /// Request, context and response.
    pub values: Values<'a>,
    /// The path without the stage.
    pub path: &'a str,
}

impl HttpValues<'_> {
    /// The value; `None` if one of its selections has none.
    pub(crate) fn get(&self, value: &HttpValue) -> Option<String> {
        value.parts.iter().map(|part| self.source(part)).collect()
    }

    fn source(&self, source: &HttpSource) -> Option<String> {
        let Values { request, path_parameters, context, answer } = self.values;
        match source {
            HttpSource::Text(text) => Some(text.clone()),
            HttpSource::RequestHeader(name) => joined(&request.headers, name),
            HttpSource::RequestQuery(name) => request.query.get(name).map(|values| values.join(",")),
            HttpSource::RequestPath => Some(self.path.to_owned()),
            HttpSource::RequestPathParameter(name) => {
                path_parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
            }
            HttpSource::RequestBody(path) => body(&request.body, path.as_deref()),
            HttpSource::ResponseHeader(name) => joined(answer?.headers, name),
            HttpSource::ResponseBody(path) => body(answer?.body, path.as_deref()),
            HttpSource::Context(name) => context.get(name),
            HttpSource::StageVariable(name) => context.stage_variables.get(name).cloned(),
        }
    }
}

fn joined(headers: &Headers, name: &str) -> Option<String> {
    let found = headers.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    let values: Vec<&str> = found.map(|(_, value)| value).collect();
    (!values.is_empty()).then(|| values.join(","))
}

fn body(body: &Bytes, path: Option<&str>) -> Option<String> {
    let Some(path) = path else {
        return (!body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned());
    };
    let counted = body.get(..LONGEST_BODY).unwrap_or(body);
    match json_path(counted, path).ok()?? {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// What mappings do to a request, worked out before anything is changed.
pub(crate) type Changes<'m> = Vec<(&'m HttpMapping, Option<String>)>;

/// The changes of mappings; one whose value has no source is left out.
pub(crate) fn changes<'m>(mappings: &'m [HttpMapping], values: &HttpValues<'_>) -> Changes<'m> {
    let worked_out = mappings.iter().map(|mapping| (mapping, values.get(&mapping.value)));
    worked_out.filter(|(mapping, value)| value.is_some() || mapping.change == HttpChange::Remove).collect()
}

/// Changes the headers and query of a request; gives the new path if there is one.
pub(crate) fn change_request(changes: Changes<'_>, request: &mut Request) -> Option<String> {
    let mut path = None;
    for (mapping, value) in changes {
        let value = value.unwrap_or_default();
        match &mapping.target {
            HttpTarget::Header(name) => change_header(&mut request.headers, mapping.change, name, value),
            HttpTarget::QueryString(name) => match mapping.change {
                HttpChange::Append => request.query.entry(name.clone()).or_default().push(value),
                HttpChange::Overwrite => {
                    request.query.insert(name.clone(), vec![value]);
                }
                HttpChange::Remove => {
                    request.query.shift_remove(name);
                }
            },
            HttpTarget::Path => path = Some(value),
            HttpTarget::StatusCode => {}
        }
    }
    path
}

/// Changes the headers and status of a response.
pub(crate) fn change_response(changes: Changes<'_>, response: &mut Response) {
    for (mapping, value) in changes {
        let value = value.unwrap_or_default();
        match &mapping.target {
            HttpTarget::Header(name) => change_header(&mut response.headers, mapping.change, name, value),
            HttpTarget::StatusCode => {
                let status = value.trim().parse().ok().filter(|status| (200..600).contains(status));
                response.status = status.unwrap_or(response.status);
            }
            HttpTarget::Path | HttpTarget::QueryString(_) => {}
        }
    }
}

fn change_header(headers: &mut Headers, change: HttpChange, name: &str, value: String) {
    match change {
        HttpChange::Append => headers.append(name, value),
        HttpChange::Overwrite => headers.set(name, value),
        HttpChange::Remove => headers.remove(name),
    }
}
