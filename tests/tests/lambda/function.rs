//! The function: a service whose responses are streams, in the words of the guide.

use std::convert::Infallible;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use gatewright_runtime::http::{HeaderValue, header::SET_COOKIE};
use gatewright_runtime::serde_json::Value;
use gatewright_runtime::server::{
    Body, BoxError, Context, Events, LambdaResponse, Lines, Manner, Reply, Route, Service,
};
use lambda_runtime::{LambdaEvent, MetadataPrelude, StreamResponse, service_fn};

struct Api;

impl Api {
    async fn lines(&self, (): (), _: Context) -> Result<Reply, Infallible> {
        let reply = Reply::lines(200, "application/jsonl", Lines::from(vec![1, 2, 3]));
        let cookie = |text| (SET_COOKIE, HeaderValue::from_static(text));
        Ok([cookie("a=1"), cookie("b=2")].into_iter().fold(reply, |reply, (name, value)| reply.header(name, value)))
    }

    async fn events(&self, (): (), _: Context) -> Result<Reply, Infallible> {
        let numbers = stream::repeat(7).then(|number| async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok::<i64, BoxError>(number)
        });
        Ok(Reply::events(200, "text/event-stream", Events::stream(numbers)))
    }

    async fn broken(&self, (): (), _: Context) -> Result<Reply, Infallible> {
        let pieces = stream::iter([Ok("begun"), Err("the disk is full")]);
        Ok(Reply::bytes(200, "text/plain", Body::stream(pieces)))
    }
}

/// Answers events until the process is ended.
pub(crate) async fn run() {
    let routes = [
        Route::new("GET", "/lines", Api::lines),
        Route::new("GET", "/events", Api::events),
        Route::new("GET", "/broken", Api::broken),
    ];
    let service = Service::new(Api, Manner::Problem, "", routes);
    let handler = service_fn(async |event: LambdaEvent<Value>| {
        let LambdaResponse { status, headers, cookies, body } = service.lambda_streaming(&event.payload).await?;
        let metadata_prelude = MetadataPrelude { status_code: status, headers, cookies };
        Ok::<_, lambda_runtime::Error>(StreamResponse { metadata_prelude, stream: body })
    });
    lambda_runtime::run(handler).await.unwrap();
}
