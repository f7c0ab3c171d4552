//! The values of one call, by the names that its document gives to its inputs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use gatewright_runtime::client::{Builder, Customize, Download, Error, FromCore, FromFailure, Pages, Response, Retry};
use gatewright_runtime::reqwest::redirect::Policy;
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
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) status: Option<u16>,
    pub(crate) ok: bool,
    pub(crate) error: Option<String>,
    /// Which kind of error it is.
    pub(crate) kind: Option<&'static str>,
    pub(crate) body: String,
    pub(crate) media: String,
    /// What of the body was tolerated.
    pub(crate) departures: Vec<String>,
    /// The value as it was read.
    pub(crate) shown: String,
    /// The same as JSON, where it has a form in it.
    pub(crate) value: Option<Value>,
    /// How many pages there were, where pages are taken.
    pub(crate) pages: Option<u64>,
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

pub(crate) fn outcome<T: Debug, H: Debug, E: Debug + FromFailure>(
    result: Result<Response<T, H>, Error<E>>,
    value: Option<Value>,
) -> Outcome {
    match result {
        Ok(response) => Outcome {
            status: Some(response.status().as_u16()),
            ok: true,
            value,
            pages: None,
            error: None,
            kind: None,
            body: String::from_utf8_lossy(response.raw_body()).into_owned(),
            media: media(response.raw_headers()),
            departures: response.departures().iter().map(ToString::to_string).collect(),
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
                pages: None,
                kind: Some(kind(&error)),
                body: error.raw().map(|answer| String::from_utf8_lossy(answer.body()).into_owned()).unwrap_or_default(),
                media: error.headers().map(media).unwrap_or_default(),
                departures: Vec::new(),
                shown: format!("{error:?}").chars().take(2000).collect(),
                error: Some(text),
            }
        }
    }
}

/// Takes all pages, of which the last counts unless one fails.
pub(crate) async fn paged<T: Debug, H: Debug, E: Debug + FromFailure, I>(mut pages: Pages<T, E, I, H>) -> Outcome {
    let (mut last, mut count) = (Err("there is no page".to_owned()), 0);
    while let Some(page) = pages.next().await {
        let failed = page.is_err();
        last = Ok(outcome(page, None));
        count += 1;
        if failed {
            break;
        }
    }
    let last = last.unwrap_or_else(|error| Outcome { error: Some(error), ..Outcome::default() });
    Outcome { pages: Some(count), ..last }
}

fn kind<E>(error: &Error<E>) -> &'static str {
    match error {
        Error::Request(_) => "request",
        Error::Transport(_) => "transport",
        Error::Api(_) => "api",
        Error::Gateway(_) => "gateway",
        Error::Unexpected(_) => "unexpected",
        Error::Decode(_) => "decode",
        _ => "other",
    }
}

fn media(headers: &gatewright_runtime::http::HeaderMap) -> String {
    headers.get("content-type").and_then(|media| media.to_str().ok()).unwrap_or_default().to_owned()
}

/// Takes a body piece by piece, and lets go of it when it is longer than most memories.
pub(crate) async fn streamed<E: Debug + FromFailure>(result: Result<Download, Error<E>>, most: usize) -> Outcome {
    let mut download = match result {
        Ok(download) => download,
        Err(error) => return outcome::<(), (), E>(Err(error), None),
    };
    let mut length = 0;
    let mut error = None;
    while let Some(piece) = download.next().await {
        match piece {
            Ok(piece) => length += piece.len(),
            Err(failure) => error = Some(failure.to_string()),
        }
        if length > most {
            break;
        }
    }
    Outcome {
        status: Some(download.status().as_u16()),
        ok: error.is_none(),
        error,
        kind: None,
        body: String::new(),
        media: media(download.headers()),
        departures: Vec::new(),
        shown: format!("{length} bytes"),
        value: None,
        pages: None,
    }
}

/// The values of one call.
pub(crate) struct Given {
    base_url: String,
    values: BTreeMap<String, Value>,
    secrets: BTreeMap<String, Vec<String>>,
    media_type: Option<String>,
    raw: Value,
    retries: bool,
    lenient: bool,
    /// After how many bytes of a stream no more is taken.
    streamed: Option<usize>,
    pages: bool,
    used: RefCell<Vec<String>>,
}

impl Given {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let values = scenario.value.get("given").and_then(Value::as_object).into_iter().flatten();
        let secrets = scenario.value.get("secrets").and_then(Value::as_object).into_iter().flatten();
        let texts = |value: &Value| {
            value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
        };
        Self {
            base_url: scenario.text("base").to_owned(),
            values: values.map(|(key, value)| (key.clone(), value.clone())).collect(),
            secrets: secrets.map(|(key, value)| (key.clone(), texts(value))).collect(),
            media_type: scenario.value.get("mediaType").and_then(Value::as_str).map(str::to_owned),
            raw: scenario.value.get("raw").cloned().unwrap_or_default(),
            retries: scenario.value.get("retries") == Some(&Value::Bool(true)),
            lenient: scenario.value.get("lenient") == Some(&Value::Bool(true)),
            streamed: match scenario.value.get("streamed") {
                Some(Value::Bool(true)) => Some(200 << 20),
                Some(Value::Number(most)) => most.as_u64().and_then(|most| usize::try_from(most).ok()),
                _ => None,
            },
            // Or how many there are.
            pages: scenario.value.get("pages").is_some_and(|pages| pages.is_u64() || *pages == Value::Bool(true)),
            used: RefCell::default(),
        }
    }

    pub(crate) fn client<C: FromCore>(&self) -> C {
        // The server tells attempts of one call apart by cookies.
        let http = gatewright_runtime::reqwest::Client::builder().cookie_store(self.retries).redirect(Policy::none());
        let mut builder = Builder::new("").base_url(&self.base_url).allow_missing_credentials();
        if self.lenient {
            builder = builder.lenient();
        }
        if self.retries {
            builder = builder.retry(Retry::new().any_method()).http(http.build().unwrap_or_default());
        }
        builder.build()
    }

    /// What no input of the call can say.
    pub(crate) fn customize(&self, mut call: Customize) -> Customize {
        let of = |key: &str| self.raw.get(key).and_then(Value::as_object).into_iter().flatten();
        for (name, value) in of("headers") {
            call = call.header(name, value.as_str().unwrap_or_default());
        }
        for (name, value) in of("query") {
            call = call.query(name, value.as_str().unwrap_or_default());
        }
        for (name, value) in of("path") {
            call = call.path_raw(name, value.as_str().unwrap_or_default());
        }
        if let Some([media_type, body]) = self.raw.get("body").and_then(Value::as_array).map(Vec::as_slice) {
            let body = body.as_str().unwrap_or_default().to_owned();
            call = call.body(media_type.as_str().unwrap_or_default(), body);
        }
        if self.raw.get("emptyPathParameters").is_some() { call.empty_path_parameters() } else { call }
    }

    pub(crate) fn streamed(&self) -> Option<usize> {
        self.streamed
    }

    pub(crate) fn takes_pages(&self) -> bool {
        self.pages
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
    Part {
        name: text("name").unwrap_or_default(),
        file_name: text("fileName"),
        media_type: text("mediaType"),
        bytes,
        ..Part::default()
    }
}

pub(crate) fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(crate) fn secret(secrets: &[String], index: usize) -> &str {
    secrets.get(index).map(String::as_str).unwrap_or_default()
}
