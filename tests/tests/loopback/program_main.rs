use std::collections::BTreeMap;
use std::future::Future;
use std::io::{BufRead as _, Write as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use api::{client, models, server};
use gatewright_runtime as rt;
use rt::serde_json::{self, Map, Value, json as object};

type Calling<'a> = Pin<Box<dyn Future<Output = Result<Back, String>> + 'a>>;

/// An operation, called with types and without.
struct Operation {
    call: for<'a> fn(&'a client::Client, &'a mut Given) -> Calling<'a>,
    method: &'static str,
    path: &'static str,
    /// Key, name and style of each parameter; no style is JSON text.
    raw: &'static [(&'static str, &'static str, Option<rt::Style>)],
}

/// What came back to the client.
struct Back {
    status: u16,
    headers: String,
    body: Value,
    /// What a validating server says of the request.
    violations: Value,
}

/// The header in which Prism says what is wrong with a request.
fn violations(headers: &rt::http::HeaderMap) -> Value {
    let text = headers.get("sl-violations").and_then(|text| text.to_str().ok());
    text.map_or(Value::Null, Value::from)
}

/// Why a call has no documented response.
fn undocumented<E: rt::client::FromFailure + std::fmt::Debug + 'static>(error: &rt::client::Error<E>) -> String {
    let violations = error.headers().map(violations).unwrap_or_default();
    let body = error.text().unwrap_or_default();
    let status = error.status().map(|status| status.as_u16());
    format!("{:.150} {status:?} {violations} {body:.3000}", said(error))
}

/// What a call is given, by place and name.
struct Given {
    inputs: Map<String, Value>,
    /// Which of the bodies.
    body: usize,
    /// The same as the types have it.
    sent: Map<String, Value>,
}

impl Given {
    fn has(&self, key: &str) -> bool {
        self.inputs.contains_key(key)
    }

    fn value(&self, key: &str) -> Result<Value, String> {
        self.inputs.get(key).cloned().ok_or_else(|| format!("no value for {key}"))
    }

    fn json<T: rt::FromJson + rt::ToJson>(&mut self, key: &str) -> Result<T, String> {
        let value = self.value(key)?;
        let typed = rt::from_str::<T>(&value.to_string())
            .map_err(|why| format!("{key} cannot be made of {value:.200}: {why}"))?;
        self.sent.insert(key.to_owned(), json(&typed));
        Ok(typed)
    }

    fn json_if<T: rt::FromJson + rt::ToJson>(&mut self, key: &str) -> Result<Option<T>, String> {
        if self.has(key) { self.json(key).map(Some) } else { Ok(None) }
    }

    fn bytes(&mut self, key: &str) -> Result<rt::Bytes, String> {
        let value = self.value(key)?;
        self.sent.insert(key.to_owned(), value.clone());
        Ok(rt::Bytes::from(value.as_str().unwrap_or_default().to_owned()))
    }

    /// A form: texts, values of JSON, and files, as its type has them.
    fn multipart<T: rt::FromMultipart + rt::ToMultipart>(&mut self, key: &str) -> Result<T, String> {
        let mut sent = Vec::new();
        for (name, value) in self.value(key)?.as_object().into_iter().flatten() {
            let values = match value {
                Value::Array(items) => items.clone(),
                value => vec![value.clone()],
            };
            for value in values {
                let bytes = match value {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                let file_name = Some("a.bin".to_owned());
                let media_type = Some("application/octet-stream".to_owned());
                sent.push(rt::Part {
                    name: name.clone(),
                    file_name,
                    media_type,
                    bytes: bytes.into(),
                    ..rt::Part::default()
                });
            }
        }
        let typed =
            T::from_multipart(&sent, rt::Reading::tolerant()).map_err(|why| format!("no form can be made: {why}"))?;
        self.sent.insert(key.to_owned(), parts(&typed));
        Ok(typed)
    }
}

fn json(value: &dyn rt::ToJson) -> Value {
    rt::to_value(value)
}

fn bytes(bytes: &rt::Bytes) -> Value {
    Value::from(String::from_utf8_lossy(bytes).into_owned())
}

fn parts(form: &dyn rt::ToMultipart) -> Value {
    let part = |part: rt::Part| object!([part.name, part.file_name, part.media_type, bytes(&part.bytes)]);
    form.to_multipart().into_iter().map(part).collect()
}

async fn events<T: rt::FromJson + rt::ToJson>(mut events: rt::client::Events<T>) -> Value {
    let mut items = Vec::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => items.push(json(&event.data)),
            Err(error) => items.push(Value::from(format!("no event: {error}"))),
        }
    }
    Value::Array(items)
}

async fn lines<T: rt::FromJson + rt::ToJson>(mut lines: rt::client::Lines<T>) -> Value {
    let mut items = Vec::new();
    while let Some(line) = lines.next().await {
        items.push(line.map_or_else(|error| Value::from(format!("no line: {error}")), |line| json(&line)));
    }
    Value::Array(items)
}

fn said(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

/// What the server is to answer, and what it saw.
#[derive(Default)]
struct State {
    reply: Value,
    seen: Option<Map<String, Value>>,
    /// The headers that it sent.
    headers: String,
    /// Why it could not answer as it should.
    trouble: Option<String>,
}

#[derive(Clone, Default)]
struct Canned(Arc<Mutex<State>>);

impl Canned {
    fn exchange(&self, seen: Map<String, Value>) -> Answering {
        let mut state = self.0.lock().unwrap();
        state.seen = Some(seen);
        let reply = state.reply.clone();
        let number = |key: &str| reply[key].as_u64().unwrap_or_default();
        Answering { variant: number("variant"), status: number("status") as u16, reply, state: Arc::clone(&self.0) }
    }
}

struct Answering {
    variant: u64,
    status: u16,
    reply: Value,
    state: Arc<Mutex<State>>,
}

impl Answering {
    fn json<T: rt::FromJson>(&self) -> T {
        match rt::from_str(&self.reply["body"].to_string()) {
            Ok(body) => body,
            Err(why) => {
                self.state.lock().unwrap().trouble = Some(format!("the response cannot be made: {why}"));
                panic!("no response");
            }
        }
    }

    fn bytes(&self) -> rt::Bytes {
        rt::Bytes::from(self.reply["body"].as_str().unwrap_or_default().to_owned())
    }

    fn headers<H: rt::FromHeaders + std::fmt::Debug>(&self) -> H {
        let mut map = rt::http::HeaderMap::new();
        for (name, value) in self.reply["headers"].as_object().into_iter().flatten() {
            let name = rt::http::HeaderName::from_bytes(name.as_bytes());
            let value = rt::http::HeaderValue::from_str(value.as_str().unwrap_or_default());
            if let (Ok(name), Ok(value)) = (name, value) {
                map.insert(name, value);
            }
        }
        let headers = H::from_headers(&map);
        self.state.lock().unwrap().headers = format!("{headers:?}");
        headers
    }
}

/// The client's settings alone: calls without types.
struct Raw(rt::client::Core);

impl rt::client::FromCore for Raw {
    fn from_core(core: rt::client::Core) -> Self {
        Self(core)
    }
}

impl Raw {
    fn request(&self, operation: &Operation, inputs: &Map<String, Value>, media: &str) -> rt::client::Request {
        let mut request = self.0.request(operation.method, operation.path);
        if operation.method == "ANY" {
            request = request.method(rt::http::Method::POST);
        }
        for (key, name, style) in operation.raw {
            let Some(value) = inputs.get(*key) else { continue };
            request = match (key.split(' ').next().unwrap_or_default(), *style) {
                ("path", Some(style)) => request.path_as(name, value, style),
                ("path", None) => request.path_json(name, value),
                ("query", Some(style)) => request.query_as(name, value, style),
                ("query", None) => request.query_json(name, value),
                ("header", Some(style)) => request.header_as(name, value, style),
                ("header", None) => request.header_json(name, value),
                (_, Some(style)) => request.cookie_as(name, value, style),
                (_, None) => request.cookie_json(name, value),
            };
        }
        match inputs.get("body") {
            Some(body) => request.body_json_as(media, body),
            None => request,
        }
    }
}

/// Waits until a server is there, half a minute at most: one that ended is started again.
fn awaited(base: &str) {
    let address = base.trim_start_matches("http://");
    for _ in 0..300 {
        if std::net::TcpStream::connect(address).is_ok() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

struct Program {
    runtime: tokio::runtime::Runtime,
    state: Arc<Mutex<State>>,
    client: client::Client,
    raw: Raw,
    /// A client of another server, which gets credentials too, and its address.
    elsewhere: Option<(String, client::Client)>,
}

impl Program {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let canned = Canned::default();
        let state = Arc::clone(&canned.0);
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let base = format!("http://{}{BASE}", listener.local_addr().unwrap());
        let router = server::router(canned);
        runtime.spawn(async move { rt::axum::serve(listener, router).await });
        let client = client::Client::builder().base_url(&base).allow_missing_credentials().build();
        let raw = rt::client::Builder::<Raw>::new(&base).allow_missing_credentials().build();
        Self { runtime, state, client, raw, elsewhere: None }
    }

    fn ask(&mut self, question: &Value) -> Value {
        if let Some(base) =
            question["base"].as_str().filter(|base| self.elsewhere.as_ref().is_none_or(|(known, _)| known != base))
        {
            let client = client::Client::builder().base_url(base).allow_missing_credentials().build();
            self.elsewhere = Some((base.to_owned(), with_credentials(client)));
        }
        if let Some(base) = question["base"].as_str() {
            awaited(base);
        }
        let operation = &OPERATIONS[question["operation"].as_u64().unwrap_or_default() as usize];
        let inputs = question["inputs"].as_object().cloned().unwrap_or_default();
        *self.state.lock().unwrap() = State { reply: question["reply"].clone(), ..State::default() };
        let mut answer = if question["raw"] == true {
            self.raw(operation, &inputs, question)
        } else {
            self.call(operation, inputs, question)
        };
        let state = self.state.lock().unwrap();
        answer["seen"] = state.seen.clone().map_or(Value::Null, Value::Object);
        answer["headers"] = state.headers.as_str().into();
        answer["trouble"] = state.trouble.clone().into();
        answer
    }

    fn call(&self, operation: &Operation, inputs: Map<String, Value>, question: &Value) -> Value {
        let body = question["variant"].as_u64().unwrap_or_default() as usize;
        let mut given = Given { inputs, body, sent: Map::new() };
        let client = self.elsewhere.as_ref().map_or(&self.client, |(_, client)| client);
        let back = self.runtime.block_on((operation.call)(client, &mut given));
        match back {
            Ok(back) => object!({
                "sent": given.sent, "status": back.status, "back": back.body, "back_headers": back.headers,
                "violations": back.violations,
            }),
            Err(error) => object!({ "sent": given.sent, "error": error }),
        }
    }

    fn raw(&self, operation: &Operation, inputs: &Map<String, Value>, question: &Value) -> Value {
        let request = self.raw.request(operation, inputs, question["media"].as_str().unwrap_or("application/json"));
        match self.runtime.block_on(request.send_raw()) {
            Ok(answer) => object!({ "status": answer.status(), "back": bytes(answer.body()) }),
            Err(error) => object!({ "error": said(&error) }),
        }
    }
}

fn answers() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut program = Program::start();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line.unwrap()).unwrap();
        writeln!(out, "{}", program.ask(&question)).unwrap();
    }
}

fn main() {
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(answers).unwrap();
    thread.join().unwrap();
}
