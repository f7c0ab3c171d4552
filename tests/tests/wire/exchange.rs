//! One call from end to end.

use std::fmt::Debug;
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use expect_test::Expect;
use gatewright_runtime::Bytes;
use gatewright_runtime::axum::{self, Router};
use gatewright_runtime::client::{Error, FromFailure, Response};
use gatewright_runtime::http::Request;
use gatewright_runtime::server::Service;
use tokio::runtime::Runtime;

use crate::tap::Tap;

/// What the server was given: the last request, typed.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<String>>);

impl Seen {
    pub(crate) fn note(&self, request: &impl Debug) {
        *self.0.lock().unwrap() = format!("{request:?}");
    }

    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A server with a tap before it.
pub(crate) struct Api {
    runtime: Runtime,
    tap: Tap,
    seen: Seen,
}

impl Api {
    pub(crate) fn serve(router: impl FnOnce(Seen) -> Router) -> Self {
        let runtime = Runtime::new().unwrap();
        let seen = Seen::default();
        let router = router(seen.clone());
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { runtime, tap: Tap::before(address), seen }
    }

    /// The address for clients, with the path of the document's own server.
    pub(crate) fn url(&self, base_path: &str) -> String {
        format!("http://{}{base_path}", self.tap.address)
    }

    /// Makes a call.
    pub(crate) fn run<O>(&self, call: impl IntoFuture<Output = O>) -> O {
        self.runtime.block_on(call.into_future())
    }

    /// Makes a call and compares: `>` the request line and headers, `>>` the body, `=` the request that the
    /// server was given, `<` what came back.
    #[track_caller]
    pub(crate) fn check<O: Outcome>(&self, call: impl IntoFuture<Output = O>, expected: Expect) {
        let outcome = self.run(call);
        expected.assert_eq(&format!("{}= {}\n< {}\n", self.tap.request(), self.seen.take(), outcome.shown()));
    }
}

/// Posts a body to a service in process: JSON, unless the headers say otherwise.
#[track_caller]
pub(crate) fn posted(
    service: impl FnOnce(Seen) -> Service,
    path: &str,
    headers: &[(&str, &str)],
    body: impl ToString,
    expected: Expect,
) {
    let seen = Seen::default();
    let service = service(seen.clone());
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    let request = request.body(Bytes::from(body.to_string())).unwrap();
    let answer = Runtime::new().unwrap().block_on(service.answer(request));
    let text = String::from_utf8_lossy(answer.body());
    expected.assert_eq(&format!("= {}\n< {} {text}\n", seen.take(), answer.status()));
}

/// What a call came to.
pub(crate) trait Outcome {
    fn shown(&self) -> String;
}

impl<T: Debug, H: Debug, E: Debug + FromFailure> Outcome for Result<Response<T, H>, Error<E>> {
    fn shown(&self) -> String {
        match self {
            Ok(response) => format!("{} {:?} {:?}", response.status(), **response, response.headers()),
            Err(Error::Api(failure)) => format!("{} {failure:?}", failure.answer().code()),
            Err(Error::Unexpected(answer)) => {
                format!("{} undocumented {}", answer.code(), String::from_utf8_lossy(answer.body()))
            }
            // Its debug form has the date of the answer.
            Err(Error::Decode(error)) => error.to_string(),
            Err(other) => format!("{other:?}"),
        }
    }
}

/// Fills in a generated trait: notes what comes in, and answers with what is given for each operation. A `guarded` one
/// lets everybody in.
macro_rules! stub {
    (guarded $stub:ident: $trait:ident { $($methods:tt)* }) => {
        crate::exchange::stub!(guarded by authorize $stub: $trait { $($methods)* });
    };
    (guarded by $authorize:ident $stub:ident: $trait:ident { $($methods:tt)* }) => {
        struct $stub(crate::exchange::Seen);

        impl $trait for $stub {
            type Error = std::convert::Infallible;
            type Principal = ();

            async fn $authorize(
                &self,
                _: gatewright_runtime::server::Access<Credential, ()>,
            ) -> Result<(), gatewright_runtime::server::Denied> {
                gatewright_runtime::server::allow_all(())
            }

            crate::exchange::methods! { $($methods)* }
        }
    };
    ($stub:ident: $trait:ident { $($methods:tt)* }) => {
        struct $stub(crate::exchange::Seen);

        impl $trait for $stub {
            type Error = std::convert::Infallible;

            crate::exchange::methods! { $($methods)* }
        }
    };
}

macro_rules! methods {
    ($($method:ident($request:ident: $type:ty) -> $response:ty { $answer:expr })*) => {
        $(
            async fn $method(
                &self,
                $request: $type,
                _: gatewright_runtime::server::Context,
            ) -> Result<$response, std::convert::Infallible> {
                self.0.note(&$request);
                Ok($answer)
            }
        )*
    };
}

/// Methods that nobody is to reach.
macro_rules! closed {
    ($($method:ident($request:ident $(, $principal:ty)?) -> $response:ident,)*) => {
        $(async fn $method(
            &self,
            _: $request,
            _: gatewright_runtime::server::Context<$($principal)?>,
        ) -> Result<$response, Self::Error> {
            panic!("was let in")
        })*
    };
}

pub(crate) use {closed, methods, stub};
