//! Functions that run elsewhere.

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};

use super::{FunctionError, Invocation, LONGEST_RESULT, LambdaAnswer, LambdaFunction, StreamedAnswer, causes};
use crate::serve::message::stream::{chunks_of, collected};

/// A function that runs elsewhere, called by the [Lambda Invoke API](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html):
/// `cargo lambda watch`, the runtime interface emulator, another machine.
#[derive(Clone, Debug)]
pub struct RemoteFunction {
    client: reqwest::Client,
    url: String,
}

impl RemoteFunction {
    /// The function `name` behind `endpoint`, such as `http://127.0.0.1:9000`.
    #[must_use]
    pub fn new(endpoint: &str, name: &str) -> RemoteFunction {
        let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let url = format!("{}/2015-03-31/functions/{name}/invocations", endpoint.trim_end_matches('/'));
        RemoteFunction { client: reqwest::Client::new(), url }
    }
}

impl LambdaFunction for RemoteFunction {
    fn invoke(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        let request = self.client.post(&self.url).header("content-type", "application/json").body(event);
        async move {
            match read_invocation(request).await {
                Ok(answer) => answer,
                Err(error) => unreached(&error),
            }
        }
        .boxed()
    }

    fn invoke_streaming(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, StreamedAnswer> {
        let request = self.client.post(&self.url).header("content-type", "application/json").body(event);
        async move {
            match request.send().await {
                Ok(response) => {
                    let status = response.status().as_u16();
                    let is_function_error = response.headers().contains_key("x-amz-function-error");
                    if status >= 300 || is_function_error {
                        let payload = collected(Bytes::new(), chunks_of(response), LONGEST_RESULT).await;
                        let is_unreachable = status >= 300;
                        let answer = LambdaAnswer { status, payload, is_function_error, is_unreachable };
                        return StreamedAnswer { answer, rest: stream::empty().boxed() };
                    }
                    StreamedAnswer { answer: LambdaAnswer::success(Bytes::new()), rest: chunks_of(response) }
                }
                Err(error) => StreamedAnswer { answer: unreached(&error), rest: stream::empty().boxed() },
            }
        }
        .boxed()
    }
}

fn unreached(error: &reqwest::Error) -> LambdaAnswer {
    let hint = "`cargo lambda watch` or another server must run there";
    LambdaAnswer::unreachable(&format!("the function cannot be reached ({hint}): {}", causes(error)))
}

async fn read_invocation(request: reqwest::RequestBuilder) -> Result<LambdaAnswer, reqwest::Error> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let marked = response.headers().contains_key("x-amz-function-error");
    let mut payload = BytesMut::new();
    // One byte more than is taken shows that it is too long; there may be no end.
    while payload.len() <= LONGEST_RESULT
        && let Some(chunk) = response.chunk().await?
    {
        payload.extend_from_slice(&chunk);
    }
    let payload = payload.freeze();
    // The emulators do not all set the header; the payload of an error is the same everywhere.
    let is_function_error = marked || serde_json::from_slice::<FunctionError>(&payload).is_ok();
    Ok(LambdaAnswer { status, payload, is_function_error, is_unreachable: status >= 300 })
}
