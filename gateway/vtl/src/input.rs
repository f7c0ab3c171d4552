//! `$input`: the payload and the request's parameters.

use std::cell::OnceCell;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::error::{RenderError, RenderErrorKind, limit};
use crate::json::parse_within;
use crate::jsonpath::JsonPath;
use crate::limits::{Budget, Limits};
use crate::value::{Bound, Collections, Map, Value, write_json};

/// The parameters of a request, by where they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// From the path, still percent-encoded.
    pub path: IndexMap<String, String>,
    /// From the query, decoded.
    pub querystring: IndexMap<String, String>,
    /// The headers, with the letters as they were sent.
    pub header: IndexMap<String, String>,
}

/// Request headers that API Gateway does not show to templates.
const HIDDEN_HEADERS: [&str; 12] = [
    "Connection",
    "Content-Length",
    "Content-MD5",
    "Expect",
    "Max-Forwards",
    "Proxy-Authenticate",
    "Server",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "WWW-Authenticate",
];

fn is_hidden(header: &str) -> bool {
    HIDDEN_HEADERS.iter().any(|hidden| hidden.eq_ignore_ascii_case(header))
}

/// What `$input` gives a template.
///
/// The payload is parsed when the template first asks for a part of it, once.
#[derive(Clone, Debug)]
pub struct Input {
    body: Arc<str>,
    parameters: Parameters,
    collections: Collections,
    any_case: bool,
    root: OnceCell<Value>,
}

impl Input {
    /// A payload with its parameters. An empty payload is `{}`, as at API Gateway.
    #[must_use]
    pub fn new(body: impl Into<Arc<str>>, parameters: Parameters) -> Self {
        let mut body = body.into();
        if body.is_empty() {
            body = "{}".into();
        }
        Self { body, parameters, collections: Collections::JsonSmart, any_case: false, root: OnceCell::new() }
    }

    /// Chooses the Java classes of what `$input.path(…)` gives.
    #[must_use]
    pub fn collections(mut self, collections: Collections) -> Self {
        self.collections = collections;
        self
    }

    /// Finds headers under any spelling of their names: the one of the client was lost on the way.
    #[must_use]
    pub fn headers_in_any_case(mut self, any_case: bool) -> Self {
        self.any_case = any_case;
        self
    }

    /// The payload as text: `$input.body`.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The request's parameters.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    pub(crate) fn body_value(&self) -> Value {
        Value::Text(Arc::clone(&self.body))
    }

    fn root(&self, budget: &mut Budget) -> Result<&Value, RenderError> {
        if let Some(root) = self.root.get() {
            return Ok(root);
        }
        let root = parse_within(&self.body, self.collections, &mut budget.memory)
            .map_err(|error| error.as_render_error(RenderErrorKind::Payload))?;
        Ok(self.root.get_or_init(|| root))
    }

    /// What a JSONPath leads to in the payload: `$input.path(expression)`. Null where it leads nowhere.
    ///
    /// # Errors
    ///
    /// If the payload begins like JSON and is none, or the path is malformed or takes too long to follow.
    pub fn find(&self, expression: &str) -> Result<Value, RenderError> {
        Ok(self.path(expression, &mut Budget::new(&Limits::default()))?.unwrap_or_default())
    }

    /// `$input.path(expression)`, within a budget; nothing where it leads nowhere.
    pub(crate) fn path(&self, expression: &str, budget: &mut Budget) -> Result<Option<Value>, RenderError> {
        let root = self.root(budget)?;
        if expression == "$" {
            return Ok(Some(root.clone()));
        }
        let path = JsonPath::parse(expression)
            .map_err(|error| RenderError::new(RenderErrorKind::JsonPath, error.to_string()))?;
        path.find_within(root, self.collections.list_kind(), &mut budget.steps)
            .map_err(|_| limit("following a JSONPath takes too many steps"))
    }

    /// `$input.json(expression)`: the JSON text. Where nothing is found that is `""`, two quotes.
    pub(crate) fn json(&self, expression: &str, budget: &mut Budget, longest: usize) -> Result<Value, RenderError> {
        let Some(value) = self.path(expression, budget)? else {
            return Ok(Value::from("\"\""));
        };
        let mut text = String::with_capacity(self.body.len().min(longest));
        write_json(&value, &mut text, Bound { length: longest, ..Bound::UNLIMITED_LENGTH })
            .map_err(|_| limit("the payload is too long or nested too deeply"))?;
        Ok(Value::from(text))
    }

    /// `$input.params(name)`: from the path, the query or the headers, in this order.
    pub(crate) fn parameter(&self, name: &str) -> Option<Value> {
        let Parameters { path, querystring, header } = &self.parameters;
        let in_any_case = || {
            let mut headers = header.iter().filter(|_| self.any_case);
            headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let header = || header.get(name).or_else(in_any_case).filter(|_| !is_hidden(name));
        path.get(name).or_else(|| querystring.get(name)).or_else(header).map(|value| Value::from(value.as_str()))
    }

    /// `$input.params()`: a map of three maps.
    pub(crate) fn all_parameters(&self) -> Value {
        let all = Map::new();
        let Parameters { path, querystring, header } = &self.parameters;
        for (group, parameters) in [("path", path), ("querystring", querystring), ("header", header)] {
            let map = Map::with_capacity(parameters.len());
            for (name, value) in parameters {
                if group != "header" || !is_hidden(name) {
                    map.put(Value::from(name.as_str()), Value::from(value.as_str()));
                }
            }
            all.put(Value::from(group), Value::Map(map));
        }
        Value::Map(all)
    }
}
