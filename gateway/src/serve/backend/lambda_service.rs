//! Functions behind an endpoint of the service Lambda, called by its [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)
//! and [InvokeWithResponseStream](https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html).

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};

use crate::config::LambdaUri;
use crate::serve::backend::event_stream;
use crate::serve::backend::function::{Invocation, LONGEST_RESULT, LambdaAnswer, LambdaFunction, StreamedAnswer};
use crate::serve::backend::service::{Service, ServiceTarget};
use crate::serve::message::content::mime_type;
use crate::serve::message::request::{Request, Response};
use crate::serve::message::stream::{Chunks, collected};

/// The type of a response in frames.
const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

/// One function of the service.
pub(crate) struct LambdaService {
    service: Arc<dyn Service>,
    /// The function's ARN or name, as part of a path.
    function: String,
    qualifier: Option<String>,
    region: String,
}

impl LambdaService {
    pub(crate) fn new(service: Arc<dyn Service>, lambda: &LambdaUri, region: &str) -> LambdaService {
        let is_known = !lambda.region.is_empty() && !lambda.region.contains('$');
        // A variable without a value is no ARN; its name may be that of a function.
        let is_arn = lambda.arn.starts_with("arn:") && !lambda.arn.contains("${");
        let (function, qualifier) = if is_arn { (&lambda.arn, None) } else { (&lambda.name, lambda.qualifier.clone()) };
        LambdaService {
            service,
            function: url::form_urlencoded::byte_serialize(function.as_bytes()).collect(),
            qualifier,
            region: if is_known { lambda.region.clone() } else { region.to_owned() },
        }
    }

    fn request(&self, version: &str, action: &str, event: Bytes) -> (Request, ServiceTarget) {
        let query = self.qualifier.as_ref().map(|it| {
            let encoded: String = url::form_urlencoded::byte_serialize(it.as_bytes()).collect();
            format!("?Qualifier={encoded}")
        });
        let path = format!("/{version}/functions/{}/{action}{}", self.function, query.unwrap_or_default());
        let target = ServiceTarget::new("lambda", None, &self.region, None, path.clone());
        let request = Request::new("POST", &path)
            .header("Host", target.host())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .body(event);
        (request, target)
    }
}

impl LambdaFunction for LambdaService {
    fn invoke(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        let (request, target) = self.request("2015-03-31", "invocations", event);
        let calling = self.service.call(request, Some(target));
        async move {
            match calling.await {
                Ok(response) => answer_of(response),
                Err(error) => LambdaAnswer::unreachable(&error.0),
            }
        }
        .boxed()
    }

    fn invoke_streaming(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, StreamedAnswer> {
        let (request, target) = self.request("2021-11-15", "response-streaming-invocations", event);
        let calling = self.service.call_streaming(request, Some(target));
        async move {
            let (response, rest) = match calling.await {
                Ok(started) => started,
                Err(error) => return whole(LambdaAnswer::unreachable(&error.0)),
            };
            let is_framed = response.headers.get("content-type").is_some_and(|it| mime_type(it) == EVENT_STREAM);
            if response.status >= 300 || !is_framed {
                let body = collected(response.body.clone(), rest, LONGEST_RESULT + 1).await;
                return whole(answer_of(Response { body, ..response }));
            }
            let first = stream::iter([Ok(response.body)]).chain(rest).boxed();
            StreamedAnswer { answer: LambdaAnswer::success(Bytes::new()), rest: event_stream::payloads(first) }
        }
        .boxed()
    }
}

fn whole(answer: LambdaAnswer) -> StreamedAnswer {
    StreamedAnswer { answer, rest: stream::empty().boxed() as Chunks }
}

fn answer_of(response: Response) -> LambdaAnswer {
    LambdaAnswer {
        status: if response.status < 300 { 200 } else { response.status },
        is_function_error: response.headers.contains("x-amz-function-error"),
        is_unreachable: response.status >= 300,
        payload: response.body,
    }
}
