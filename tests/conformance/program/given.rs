//! The values of one call, by the names that its document gives to its inputs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use gatewright_runtime::client::{Builder, Error, FromCore, FromFailure, Response};
use gatewright_runtime::{Base64, FromJson, FromMultipart, Part, Reading, ToJson, Value, from_value, to_value};

pub(crate) struct Operation {
    pub(crate) document: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) run: fn(Given) -> Pin<Box<dyn Future<Output = Result<Outcome, String>>>>,
}

/// One call of a file of scenarios.
pub(crate) struct Scenario {
    pub(crate) value: Value,
}

impl Scenario {
    pub(crate) fn new(value: Value) -> Self {
        Self { value }
    }

    pub(crate) fn text(&self, key: &str) -> &str {
        self.value.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

/// What came back.
pub(crate) struct Outcome {
    pub(crate) status: Option<u16>,
    pub(crate) ok: bool,
    pub(crate) error: Option<String>,
    pub(crate) body: String,
    /// The value as it was read.
    pub(crate) shown: String,
    /// The same as JSON, where it has a form in it.
    pub(crate) value: Option<Value>,
}

/// Asks a value for its JSON, if its type has one.
pub(crate) struct Probe<'a, T>(pub(crate) &'a T);

pub(crate) trait WithJson {
    fn json(&self) -> Option<Value>;
}

impl<T: ToJson> WithJson for Probe<'_, T> {
    fn json(&self) -> Option<Value> {
        Some(to_value(self.0))
    }
}

pub(crate) trait WithoutJson {
    fn json(&self) -> Option<Value>;
}

impl<T> WithoutJson for &Probe<'_, T> {
    fn json(&self) -> Option<Value> {
        None
    }
}

pub(crate) fn outcome<T: Debug, H: Debug, E: Debug + FromFailure>(result: Result<Response<T, H>, Error<E>>, value: Option<Value>) -> Outcome {
    match result {
        Ok(response) => Outcome {
            status: Some(response.status().as_u16()),
            ok: true,
            value,
            error: None,
            body: String::from_utf8_lossy(response.raw_body()).chars().take(2000).collect(),
            shown: format!("{response:?}").chars().take(2000).collect(),
        },
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = std::error::Error::source(&error);
            while let Some(source) = cause {
                text.push_str(&format!(": {source}"));
                cause = source.source();
            }
            Outcome {
                status: error.status().map(|status| status.as_u16()),
                ok: false,
                value: None,
                body: error.raw().map(|answer| String::from_utf8_lossy(answer.body()).chars().take(2000).collect()).unwrap_or_default(),
                shown: format!("{error:?}").chars().take(2000).collect(),
                error: Some(text),
            }
        }
    }
}

/// The values of one call.
pub(crate) struct Given {
    base_url: String,
    values: BTreeMap<String, Value>,
    secrets: BTreeMap<String, Vec<String>>,
    media_type: Option<String>,
    used: RefCell<Vec<String>>,
}

impl Given {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let values = scenario.value.get("given").and_then(Value::as_object).into_iter().flatten();
        let secrets = scenario.value.get("secrets").and_then(Value::as_object).into_iter().flatten();
        let texts = |value: &Value| value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect();
        Self {
            base_url: scenario.text("base").to_owned(),
            values: values.map(|(key, value)| (key.clone(), value.clone())).collect(),
            secrets: secrets.map(|(key, value)| (key.clone(), texts(value))).collect(),
            media_type: scenario.value.get("mediaType").and_then(Value::as_str).map(str::to_owned),
            used: RefCell::default(),
        }
    }

    pub(crate) fn client<C: FromCore>(&self) -> C {
        Builder::new("").base_url(&self.base_url).allow_missing_credentials().build()
    }

    pub(crate) fn secrets(&self, method: &str) -> Option<&Vec<String>> {
        self.secrets.get(method)
    }

    pub(crate) fn media_type(&self) -> Option<String> {
        self.media_type.clone()
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    fn value(&self, key: &str) -> Result<&Value, String> {
        self.used.borrow_mut().push(key.to_owned());
        self.values.get(key).ok_or_else(|| format!("no value for `{key}`"))
    }

    /// Nothing is given that the call does not have.
    pub(crate) fn all_used(&self) -> Result<(), String> {
        let used = self.used.borrow();
        match self.values.keys().find(|key| !used.contains(key)) {
            Some(key) => Err(format!("the call has no `{key}`")),
            None => Ok(()),
        }
    }

    pub(crate) fn owned<T: FromJson>(&self, key: &str) -> Result<T, String> {
        let value = self.value(key)?;
        // A number beyond what JavaScript can hold is given as its text.
        let exact = value.get("$json").and_then(Value::as_str).and_then(|text| text.parse().ok());
        from_value(exact.as_ref().unwrap_or(value)).map_err(|misfit| format!("`{key}` does not fit: {misfit}"))
    }

    pub(crate) fn bytes(&self, key: &str) -> Result<gatewright_runtime::Bytes, String> {
        match self.value(key)?.get("$base64").map(from_value::<Base64>) {
            Some(Ok(bytes)) => bytes.into_value().map(Into::into).map_err(|error| error.to_string()),
            _ => self.owned(key),
        }
    }

    /// A body of parts, each given by name and text or Base64.
    pub(crate) fn parts<T: FromMultipart>(&self) -> Result<T, String> {
        let parts: Vec<Part> = self.value("parts")?.as_array().into_iter().flatten().map(part).collect();
        T::from_multipart(&parts, Reading::tolerant()).map_err(|misfit| misfit.to_string())
    }

    pub(crate) fn text(&self, key: &str) -> Result<&'static str, String> {
        Ok(Box::leak(self.owned::<String>(key)?.into_boxed_str()))
    }

    pub(crate) fn texts(&self, key: &str) -> Result<&'static [&'static str], String> {
        let texts = self.owned::<Vec<String>>(key)?;
        Ok(texts.into_iter().map(|text| &*Box::leak(text.into_boxed_str())).collect::<Vec<_>>().leak())
    }

    pub(crate) fn list<T: FromJson>(&self, key: &str) -> Result<&'static [T], String> {
        Ok(self.owned::<Vec<T>>(key)?.leak())
    }
}

fn part(given: &Value) -> Part {
    let text = |key: &str| given.get(key).and_then(Value::as_str).map(str::to_owned);
    let base64 = given.get("base64").map(|bytes| from_value::<Base64>(bytes));
    let bytes = match base64 {
        Some(Ok(bytes)) => bytes.into_value().unwrap_or_default().into(),
        _ => text("text").unwrap_or_default().into(),
    };
    Part { name: text("name").unwrap_or_default(), file_name: text("fileName"), media_type: text("mediaType"), bytes }
}

pub(crate) fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(crate) fn secret(secrets: &[String], index: usize) -> &str {
    secrets.get(index).map(String::as_str).unwrap_or_default()
}
