//! Parameter mappings at work: the values that sources stand for, and where they go.

use bytes::Bytes;
use indexmap::IndexMap;

use super::context::Context;
use super::headers::Headers;
use super::request::Request;
use crate::config::{ParameterLocation, RequestMapping, ResponseMapping, Source};

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
    #[must_use]
    pub fn get(&self, source: &Source) -> Option<Value> {
        let one = match source {
            Source::Static(text) => Some(text.clone()),
            Source::Request(location, name) => self.request_parameter(*location, name),
            Source::RequestAll(location, name) => return self.request_parameters(*location, name),
            Source::RequestBody(path) => body_value(&self.request.body, path.as_deref()),
            Source::ResponseHeader(name) => self.answer?.headers.exact(name).map(str::to_owned),
            Source::ResponseHeaderAll(name) => {
                let values: Vec<&str> = self.answer?.headers.exact_all(name).collect();
                (!values.is_empty()).then(|| values.join(","))
            }
            Source::ResponseBody(path) => body_value(self.answer?.body, path.as_deref()),
            Source::Context(name) => self.context.get(name),
            Source::StageVariable(name) => self.context.stage_variables.get(name).cloned(),
        };
        one.filter(|value| !value.is_empty() || matches!(source, Source::Static(_)))
            .map(Value::One)
    }

    fn request_parameter(&self, location: ParameterLocation, name: &str) -> Option<String> {
        match location {
            ParameterLocation::Header => self.request.headers.exact(name).map(str::to_owned),
            ParameterLocation::Path => self
                .path_parameters
                .iter()
                .find(|(found, _)| found == name)
                .map(|(_, value)| value.clone()),
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
fn body_value(body: &Bytes, path: Option<&str>) -> Option<String> {
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    let Some(path) = path else {
        return Some(String::from_utf8_lossy(body).into_owned());
    };
    let found = super::template::json_path(body, path)?;
    match found {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
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
#[must_use]
pub fn map_request(mappings: &[RequestMapping], values: &Values<'_>) -> MappedParameters {
    let mut mapped = MappedParameters::default();
    for mapping in mappings {
        let Some(value) = values.get(&mapping.source) else {
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
    mapped
}

/// Works out `responseParameters`: headers as they are mapped, before they are renamed.
#[must_use]
pub fn map_response(mappings: &[ResponseMapping], values: &Values<'_>) -> Vec<(String, String)> {
    let mapped = mappings.iter().filter_map(|mapping| {
        let value = values.get(&mapping.source)?.joined();
        // What cannot stand in a header would make the whole answer impossible.
        let line: String = value
            .chars()
            .map(|character| {
                if character.is_control() {
                    ' '
                } else {
                    character
                }
            })
            .collect();
        Some((mapping.header.clone(), line))
    });
    mapped.collect()
}
