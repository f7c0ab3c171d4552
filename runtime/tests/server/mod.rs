//! An API that shows what it was given, and requests written as text.
#![allow(dead_code, unused_macros, unused_imports, reason = "every test uses another part")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by panicking")]

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::Future;

use gatewright_runtime::server::{Context, Manner, Reply, Route, Service};
use gatewright_runtime::{Bytes, Value};
use http::Request;

/// Answers every request with its debug form.
pub(crate) struct Echo;

impl Echo {
    pub(crate) fn show<R: Debug + Send>(
        &self,
        request: R,
        _: Context,
    ) -> impl Future<Output = Result<Reply, Infallible>> + Send + use<R> {
        async move { Ok(Reply::text(200, "text/plain", format!("{request:?}"))) }
    }
}

/// Declares a request as generated code does. The fields are read in the order of the inputs.
macro_rules! request {
    ($name:ident { $($field:ident: $type:ty = $read:ident $input:expr),* $(,)? }) => {
        #[derive(Debug)]
        #[allow(dead_code, reason = "read by its debug form")]
        struct $name { $($field: $type),* }

        impl gatewright_runtime::server::FromRequest for $name {
            type Response = gatewright_runtime::server::Reply;

            const INPUTS: &'static [gatewright_runtime::server::Input] = &[$($input),*];

            fn from_request(
                parts: &mut gatewright_runtime::server::Parts,
            ) -> Result<Self, gatewright_runtime::server::Rejection> {
                let mut index = 0..;
                Ok(Self { $($field: parts.$read(index.next().unwrap())?),* })
            }
        }
    };
}
pub(crate) use request;

/// Reads `METHOD /path`, header lines, an empty line, body.
pub(crate) fn parse(text: &str) -> Request<Bytes> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        request = request.header(name, value.trim_start());
    }
    request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

/// The answer of a service as text: status, headers by name, an empty line, body.
pub(crate) fn answer_of(service: &Service, request: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let response = runtime.block_on(service.answer(parse(request)));
    let mut headers: Vec<_> =
        response.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    headers.sort();
    let body = String::from_utf8_lossy(response.body());
    format!("{}\n{}\n\n{body}", response.status().as_u16(), headers.join("\n"))
}

/// Checks requests to an echo with these routes.
pub(crate) struct Check(pub(crate) fn() -> Vec<Route<Echo>>);

impl Check {
    pub(crate) fn answer(&self, manner: Manner, request: &str) -> String {
        answer_of(&Service::new(Echo, manner, "", (self.0)()), request)
    }

    /// The request is read as `expected`.
    #[track_caller]
    pub(crate) fn reads(&self, request: &str, expected: &str) {
        let answer = self.answer(Manner::Problem, request);
        assert_eq!(answer, format!("200\ncontent-type: text/plain\n\n{expected}"), "{request}");
    }

    /// The request is rejected with problem details of this status and this list of errors.
    #[track_caller]
    pub(crate) fn rejects(&self, request: &str, status: u16, errors: Value) {
        let answer = self.answer(Manner::Problem, request);
        let (head, body) = answer.split_once("\n\n").unwrap();
        let expected = format!("{status}\ncontent-type: application/problem+json");
        assert_eq!(head, expected, "{request}: {answer}");
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["status"], status, "{request}");
        assert_eq!(body.get("errors").cloned().unwrap_or_default(), errors, "{request}");
    }

    /// The request is rejected in the words of API Gateway.
    #[track_caller]
    pub(crate) fn gateway_says(&self, request: &str, status: u16, kind: &str, message: &str) {
        let answer = self.answer(Manner::ApiGateway, request);
        let headers = format!("content-type: application/json\nx-amzn-errortype: {kind}");
        let expected = format!("{status}\n{headers}\n\n{{\"message\": \"{message}\"}}");
        assert_eq!(answer, expected, "{request}");
    }
}
