//! Parameter mappings at work: the values that sources stand for, and where they go.

use bytes::Bytes;
use indexmap::IndexMap;

use crate::config::{ParameterLocation, RequestMapping, ResponseMapping, Source};
use crate::serve::mapping::json_path::{InvalidJson, json_path};
use crate::serve::message::context::Context;
use crate::serve::message::headers::Headers;
use crate::serve::message::request::Request;

/// One or several values of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One value.
    One(String),
    /// The values of a repeated query parameter.
    Many(Vec<String>),
}

impl Value {
    /// The values, several separated by commas.
    #[must_use]
    pub fn joined(self) -> String {
        match self {
            Value::One(text) => text,
            Value::Many(texts) => texts.join(","),
        }
    }

    /// The values one by one.
    #[must_use]
    pub fn into_vec(self) -> Vec<String> {
        match self {
            Value::One(text) => vec![text],
            Value::Many(texts) => texts,
        }
    }
}

/// The headers and body of a backend's answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The headers.
    pub headers: &'a Headers,
    /// The body.
    pub body: &'a Bytes,
}

/// Everything that a source can take a value from.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The request of the client.
    pub request: &'a Request,
    /// Its path parameters.
    pub path_parameters: &'a [(String, String)],
    /// The context.
    pub context: &'a Context,
    /// The answer of the backend, once there is one.
    pub answer: Option<Answer<'a>>,
}

impl Values<'_> {
    /// The value of a source; `None` if there is none, and the target is then left out.
    ///
    /// # Errors
    /// When a member of a body is wanted that looks like JSON and is none.
    pub fn get(&self, source: &Source) -> Result<Option<Value>, InvalidJson> {
        let one = match source {
            Source::Static(text) => Some(text.clone()),
            Source::Request(location, name) => self.request_parameter(*location, name),
            Source::RequestAll(location, name) => {
                return Ok(self.request_parameters(*location, name));
            }
            Source::RequestBody(path) => body_value(&self.request.body, path.as_deref())?,
            Source::ResponseHeader(name) => {
                self.answer.and_then(|answer| answer.headers.exact(name)).map(str::to_owned)
            }
            Source::ResponseHeaderAll(name) => {
                let headers = self.answer.map(|answer| answer.headers);
                let values: Vec<&str> = headers.iter().flat_map(|headers| headers.exact_all(name)).collect();
                (!values.is_empty()).then(|| values.join(","))
            }
            Source::ResponseBody(path) => match self.answer {
                Some(answer) => body_value(answer.body, path.as_deref())?,
                None => None,
            },
            Source::Context(name) => self.context.get(name),
            Source::StageVariable(name) => self.context.stage_variables.get(name).cloned(),
        };
        let kept = one.filter(|value| !value.is_empty() || matches!(source, Source::Static(_)));
        Ok(kept.map(Value::One))
    }

    fn request_parameter(&self, location: ParameterLocation, name: &str) -> Option<String> {
        match location {
            ParameterLocation::Header => self.request.headers.exact(name).map(str::to_owned),
            ParameterLocation::Path => {
                self.path_parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
            }
            ParameterLocation::QueryString => self.request.query.get(name)?.last().cloned(),
        }
    }

    fn request_parameters(&self, location: ParameterLocation, name: &str) -> Option<Value> {
        match location {
            ParameterLocation::Header => {
                let values: Vec<&str> = self.request.headers.exact_all(name).collect();
                (!values.is_empty()).then(|| Value::One(values.join(",")))
            }
            ParameterLocation::QueryString => match self.request.query.get(name)?.as_slice() {
                [] => None,
                [one] => Some(Value::One(one.clone())),
                several => Some(Value::Many(several.to_vec())),
            },
            ParameterLocation::Path => self.request_parameter(location, name).map(Value::One),
        }
    }
}

/// A body, which is `{}` when empty, or what a JSONPath without its `$.` finds in it.
fn body_value(body: &Bytes, path: Option<&str>) -> Result<Option<String>, InvalidJson> {
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    let Some(path) = path else {
        return Ok(Some(String::from_utf8_lossy(body).into_owned()));
    };
    Ok(match json_path(body, path)? {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::String(text)) => Some(text),
        Some(other) => Some(other.to_string()),
    })
}

/// The parameters of an integration request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappedParameters {
    /// Headers.
    pub headers: IndexMap<String, Value>,
    /// Values for `{name}` in the URI.
    pub path: IndexMap<String, String>,
    /// The query string.
    pub query: IndexMap<String, Value>,
}

/// Works out `requestParameters`.
///
/// # Errors
/// When a member of a body is wanted that looks like JSON and is none.
pub fn map_request(mappings: &[RequestMapping], values: &Values<'_>) -> Result<MappedParameters, InvalidJson> {
    let mut mapped = MappedParameters::default();
    for mapping in mappings {
        let Some(value) = values.get(&mapping.source)? else {
            continue;
        };
        let name = mapping.name.clone();
        match mapping.location {
            ParameterLocation::Header => {
                mapped.headers.insert(name, value);
            }
            ParameterLocation::Path => {
                mapped.path.insert(name, value.joined());
            }
            ParameterLocation::QueryString => {
                mapped.query.insert(name, value);
            }
        }
    }
    Ok(mapped)
}

/// Works out `responseParameters`: headers as they are mapped, before they are renamed.
///
/// # Errors
/// When a member of a body is wanted that looks like JSON and is none.
pub fn map_response(mappings: &[ResponseMapping], values: &Values<'_>) -> Result<Vec<(String, String)>, InvalidJson> {
    let mut mapped = Vec::with_capacity(mappings.len());
    for mapping in mappings {
        if let Some(value) = values.get(&mapping.source)? {
            // What cannot stand in a header would make the whole answer impossible.
            let clean = |character: char| {
                if character.is_control() { ' ' } else { character }
            };
            mapped.push((mapping.header.clone(), value.joined().chars().map(clean).collect()));
        }
    }
    Ok(mapped)
}
