//! Backends that remember what they were sent: an HTTP server and a function.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use gatewright_gateway::{FunctionError, Invocation, LambdaAnswer, LambdaFunction};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What a backend answers.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &str) -> Answer {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Answer { status, headers, body: body.as_bytes().to_vec() }
    }
}

/// An HTTP server that gives one answer to everything.
pub(crate) struct HttpBackend {
    pub(crate) address: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl HttpBackend {
    pub(crate) async fn start(answer: Answer) -> HttpBackend {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let received = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, &answer, &all).await;
            }
        });
        HttpBackend { address, received }
    }

    pub(crate) fn last(&self) -> Option<Received> {
        self.received.lock().unwrap().last().cloned()
    }
}

async fn serve(mut stream: TcpStream, answer: &Answer, all: &Mutex<Vec<Received>>) {
    let mut buffer = Vec::new();
    let mut chunk = [0_u8; 4096];
    let head_end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(count) => buffer.extend_from_slice(&chunk[..count]),
        }
    };
    let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut request_line = lines.next().unwrap_or_default().split(' ');
    let mut received = Received {
        method: request_line.next().unwrap_or_default().to_owned(),
        target: request_line.next().unwrap_or_default().to_owned(),
        ..Received::default()
    };
    received.headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let length: usize = received.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = buffer.split_off(head_end + 4);
    while body.len() < length {
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => break,
            Ok(count) => body.extend_from_slice(&chunk[..count]),
        }
    }
    received.body = body;
    all.lock().unwrap().push(received);
    let mut reply = format!("HTTP/1.1 {} Status\r\n", answer.status).into_bytes();
    for (name, value) in &answer.headers {
        reply.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    reply.extend_from_slice(format!("Content-Length: {}\r\n\r\n", answer.body.len()).as_bytes());
    reply.extend_from_slice(&answer.body);
    let _ = stream.write_all(&reply).await;
    let _ = stream.shutdown().await;
}

/// A function that gives one answer, or its own event.
#[derive(Clone)]
pub(crate) struct Function {
    answer: Option<LambdaAnswer>,
    events: Arc<Mutex<Vec<Bytes>>>,
    delay: std::time::Duration,
}

impl Function {
    /// Gives back its event.
    pub(crate) fn echo() -> Function {
        Function { answer: None, events: Arc::default(), delay: std::time::Duration::ZERO }
    }

    /// Gives `result`, or fails with it.
    pub(crate) fn gives(result: &Value, fails: bool) -> Function {
        let answer = if fails {
            let message = result["errorMessage"].as_str().unwrap_or_default();
            let mut answer = LambdaAnswer::from(FunctionError::new("Error", message));
            answer.payload = result.to_string().into();
            answer
        } else {
            LambdaAnswer::success(result.to_string())
        };
        Function { answer: Some(answer), ..Function::echo() }
    }

    pub(crate) fn slow(mut self, delay: std::time::Duration) -> Function {
        self.delay = delay;
        self
    }

    pub(crate) fn last_event(&self) -> Option<Bytes> {
        self.events.lock().unwrap().last().cloned()
    }

    pub(crate) fn last_json(&self) -> Value {
        self.last_event().and_then(|event| serde_json::from_slice(&event).ok()).unwrap_or(json!(null))
    }
}

impl LambdaFunction for Function {
    fn invoke(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        self.events.lock().unwrap().push(event.clone());
        let answer = self.answer.clone().unwrap_or_else(|| LambdaAnswer::success(event));
        let delay = self.delay;
        async move {
            tokio::time::sleep(delay).await;
            answer
        }
        .boxed()
    }
}
