//! Parameter mappings, alone and in front of a backend.

use bytes::Bytes;
use gatewright_document::{Document, Origin};
use gatewright_gateway::config::{
    RequestMapping, ResponseMapping, Source, parse_request_target, parse_response_target,
};
use gatewright_gateway::parameters::{Answer, Values, map_request, map_response};
use gatewright_gateway::{Context, Headers, Request};
use serde_json::{Map, Value, json};

use crate::compare;
use crate::exchange::mapped_call;
use crate::outcome::Outcome;

pub(crate) async fn run(vector: &Value) -> Outcome {
    if vector.get("integration").is_some() {
        return Outcome::of(mapped_call(vector).await);
    }
    match Setting::of(vector) {
        Ok(setting) => Outcome::of(mapped(vector, &setting)),
        Err(statement) => Outcome::Failed(format!("a statement that is not understood: {statement}")),
    }
}

/// The request, context and answer that the defaults of these vectors describe, changed by their statements.
struct Setting {
    request: Request,
    path_parameters: Vec<(String, String)>,
    context: Context,
    headers: Headers,
    body: Bytes,
}

impl Setting {
    fn of(vector: &Value) -> Result<Setting, String> {
        let request = Request::new("POST", "/test/test-path-value?qs_value=test-qs-value")
            .header("header_value", "test-header-value");
        let mut context = Context::default();
        "resource-id".clone_into(&mut context.resource_id);
        "test-api".clone_into(&mut context.api_id);
        context.api_key = Some("random-api-key".to_owned());
        context.user_agent = Some("test/user-agent".to_owned());
        for (name, value) in vector["stageVariables"].as_object().into_iter().flatten() {
            context.stage_variables.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
        }
        let mut setting = Setting {
            request,
            path_parameters: vec![("path_value".to_owned(), "test-path-value".to_owned())],
            context,
            headers: Headers::default(),
            body: Bytes::new(),
        };
        for statement in vector["setup"].as_array().into_iter().flatten() {
            let statement = statement.as_str().unwrap_or_default();
            setting.apply(statement).ok_or_else(|| statement.to_owned())?;
        }
        Ok(setting)
    }

    /// `default_invocation_request['body'] = b'…'` and its like.
    fn apply(&mut self, statement: &str) -> Option<()> {
        let (target, value) = statement.split_once('=')?;
        let (object, key) = target.trim().split_once('[')?;
        let key = key.trim_end_matches(']').trim_matches(['\'', '"']);
        let value = python::value(value)?;
        let pairs = || -> Vec<(String, Vec<String>)> {
            let entries = value.as_object().into_iter().flatten();
            entries.map(|(name, value)| (name.clone(), texts(value))).collect()
        };
        let flat = || pairs().into_iter().flat_map(|(name, all)| all.into_iter().map(move |one| (name.clone(), one)));
        match (object.trim(), key) {
            ("default_invocation_request", "body") => self.request.body = value.as_str()?.to_owned().into(),
            ("default_invocation_request", "headers" | "multi_value_headers") => {
                self.request.headers = flat().collect()
            }
            ("default_invocation_request", "query_string_parameters" | "multi_value_query_string_parameters") => {
                self.request.query = pairs().into_iter().collect();
            }
            ("default_invocation_request", "path_parameters") => self.path_parameters = flat().collect(),
            ("default_endpoint_response", "body") => self.body = value.as_str()?.to_owned().into(),
            ("default_endpoint_response", "headers") => self.headers = flat().collect(),
            _ => return None,
        }
        Some(())
    }
}

fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Array(items) => items.iter().map(text).collect(),
        other => vec![text(other)],
    }
}

fn origin() -> Origin {
    Document::from_value("vector", json!({}).into()).root().origin().clone()
}

fn mapped(vector: &Value, setting: &Setting) -> Result<(), String> {
    let values = Values {
        request: &setting.request,
        path_parameters: &setting.path_parameters,
        context: &setting.context,
        answer: Some(Answer { headers: &setting.headers, body: &setting.body }),
    };
    let expect = &vector["expect"];
    if let Some(parameters) = vector["request_parameters"].as_object() {
        let mut mappings = Vec::new();
        for (target, source) in parameters {
            let (location, name) = parse_request_target(target)?;
            // A source that cannot be read maps nothing, as at AWS.
            if let Ok(source) = Source::parse(source.as_str().unwrap_or_default()) {
                mappings.push(RequestMapping { location, name, source, origin: origin() });
            }
        }
        let mapped = match map_request(&mappings, &values) {
            Ok(mapped) => mapped,
            Err(error) => return rejected(expect, 400, &error.to_string()),
        };
        let one_or_many = |value: gatewright_gateway::parameters::Value| match value {
            gatewright_gateway::parameters::Value::One(text) => Value::from(text),
            gatewright_gateway::parameters::Value::Many(texts) => Value::from(texts),
        };
        let collect =
            |entries: indexmap::IndexMap<String, gatewright_gateway::parameters::Value>| -> Map<String, Value> {
                entries.into_iter().map(|(name, value)| (name, one_or_many(value))).collect()
            };
        let path: Map<String, Value> = mapped.path.into_iter().map(|(name, value)| (name, value.into())).collect();
        let actual = json!({"header": collect(mapped.headers), "path": path, "querystring": collect(mapped.query)});
        return compare::same("parameters", expect, &actual);
    }
    let mut mappings = Vec::new();
    for (target, source) in vector["response_parameters"].as_object().into_iter().flatten() {
        let header = parse_response_target(target)?;
        if let Ok(source) = Source::parse(source.as_str().unwrap_or_default()) {
            mappings.push(ResponseMapping { header, source, origin: origin() });
        }
    }
    let headers = match map_response(&mappings, &values) {
        Ok(headers) => headers,
        Err(_) => return rejected(expect, 500, "Internal server error"),
    };
    let headers: Map<String, Value> = headers.into_iter().map(|(name, value)| (name, value.into())).collect();
    compare::same("headers", expect, &json!({ "header": headers }))
}

/// An expected rejection, as status or as message.
fn rejected(expect: &Value, status: u16, message: &str) -> Result<(), String> {
    let text = expect.to_string();
    let is_expected = expect["status"] == status || text.contains(message) || text.contains("error");
    if is_expected { Ok(()) } else { Err(format!("rejected with {status} {message}")) }
}

/// Python's literals, as far as the statements of the vectors use them.
mod python {
    use serde_json::{Map, Value};

    /// The value of an expression: a literal, or a call that turns one into text.
    pub(super) fn value(text: &str) -> Option<Value> {
        let mut reader = Reader { rest: text.trim() };
        let value = reader.expression()?;
        reader.rest.trim().is_empty().then_some(value)
    }

    struct Reader<'t> {
        rest: &'t str,
    }

    impl Reader<'_> {
        fn eat(&mut self, token: &str) -> bool {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix(token) {
                Some(rest) => {
                    self.rest = rest;
                    true
                }
                None => false,
            }
        }

        fn expression(&mut self) -> Option<Value> {
            self.rest = self.rest.trim_start();
            for (name, makes_text) in
                [("to_bytes(", false), ("to_str(", false), ("Headers(", false), ("json.dumps(", true)]
            {
                if self.eat(name) {
                    let inner = self.expression()?;
                    return self.eat(")").then(|| if makes_text { inner.to_string().into() } else { inner });
                }
            }
            match self.rest.chars().next()? {
                'b' if self.rest.starts_with("b'") || self.rest.starts_with("b\"") => {
                    self.eat("b");
                    self.string()
                }
                '\'' | '"' => self.string(),
                '{' => self.dictionary(),
                '[' => self.list(),
                _ => self.word(),
            }
        }

        fn string(&mut self) -> Option<Value> {
            let quote = self.rest.chars().next()?;
            let mut text = String::new();
            let mut characters = self.rest.char_indices().skip(1);
            while let Some((index, character)) = characters.next() {
                match character {
                    '\\' => match characters.next()?.1 {
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        other => text.push(other),
                    },
                    end if end == quote => {
                        self.rest = &self.rest[index + 1..];
                        return Some(text.into());
                    }
                    other => text.push(other),
                }
            }
            None
        }

        fn dictionary(&mut self) -> Option<Value> {
            self.eat("{");
            let mut entries = Map::new();
            while !self.eat("}") {
                let Value::String(key) = self.expression()? else {
                    return None;
                };
                if !self.eat(":") {
                    return None;
                }
                let value = self.expression()?;
                entries.insert(key, value);
                self.eat(",");
            }
            Some(entries.into())
        }

        fn list(&mut self) -> Option<Value> {
            self.eat("[");
            let mut items = Vec::new();
            while !self.eat("]") {
                items.push(self.expression()?);
                self.eat(",");
            }
            Some(items.into())
        }

        fn word(&mut self) -> Option<Value> {
            let end = self.rest.find([',', ']', '}', ')', ' ']).unwrap_or(self.rest.len());
            let word = &self.rest[..end];
            let value = match word {
                "True" => true.into(),
                "False" => false.into(),
                "None" => Value::Null,
                number => serde_json::from_str(number).ok()?,
            };
            self.rest = &self.rest[end..];
            Some(value)
        }
    }
}
