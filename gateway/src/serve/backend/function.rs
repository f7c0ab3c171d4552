//! Lambda functions: JSON event in, JSON or a function error out.
//!
//! A function is any async closure over serde types, a plain `fn(&Value) -> Result<…>`, or one that
//! runs elsewhere and is called by the Lambda Invoke API ([`RemoteFunction`]).

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, Stream, StreamExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::serve::message::stream::{Chunks, chunks_of, collected};

/// The longest result that Lambda takes from a function, in bytes.
pub const LONGEST_RESULT: usize = 6_291_556;

/// What a function gets beside its event.
#[derive(Clone, Debug, Default)]
pub struct Invocation {
    /// The id of the request, as in `x-amzn-RequestId`.
    pub request_id: String,
    /// The function's ARN, as the integration names it.
    pub function_arn: String,
}

/// What Lambda's Invoke API answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LambdaAnswer {
    /// The HTTP status of the Invoke API: 200 also for a function that failed.
    pub status: u16,
    /// The payload: the function's result, or its error.
    pub payload: Bytes,
    /// Whether the payload is a function error.
    pub is_function_error: bool,
    /// Whether no function was called, and the status is not one of the service that a function stands for.
    pub is_unreachable: bool,
}

impl LambdaAnswer {
    /// A function's result.
    #[must_use]
    pub fn success(payload: impl Into<Bytes>) -> LambdaAnswer {
        LambdaAnswer { status: 200, payload: payload.into(), is_function_error: false, is_unreachable: false }
    }

    /// No answer: nothing runs where the function should.
    #[must_use]
    pub fn unreachable(message: &str) -> LambdaAnswer {
        LambdaAnswer { is_unreachable: true, ..LambdaAnswer::rejected(502, message) }
    }

    /// An error of the service itself: no such function, an event that is no JSON.
    #[must_use]
    pub fn rejected(status: u16, message: &str) -> LambdaAnswer {
        let payload = json!({"Type": "User", "message": message}).to_string();
        LambdaAnswer { status, ..LambdaAnswer::success(payload) }
    }
}

/// An error that a function reports, as Lambda gives it to callers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionError {
    /// What happened; selection patterns are matched against it.
    pub error_message: String,
    /// The kind of error.
    pub error_type: String,
    /// Where it happened, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stack_trace: Vec<String>,
}

impl FunctionError {
    /// An error without a stack trace.
    #[must_use]
    pub fn new(error_type: impl Into<String>, error_message: impl Into<String>) -> FunctionError {
        FunctionError { error_message: error_message.into(), error_type: error_type.into(), stack_trace: Vec::new() }
    }

    fn from_error<E: fmt::Display + 'static>(error: &E) -> FunctionError {
        let any: &dyn Any = error;
        if let Some(own) = any.downcast_ref::<FunctionError>() {
            return own.clone();
        }
        if let Some(boxed) = any.downcast_ref::<Box<dyn std::error::Error + Send + Sync>>()
            && let Some(own) = boxed.downcast_ref::<FunctionError>()
        {
            return own.clone();
        }
        FunctionError::new(std::any::type_name::<E>(), error.to_string())
    }
}

impl fmt::Display for FunctionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.error_message)
    }
}

impl std::error::Error for FunctionError {}

impl From<FunctionError> for LambdaAnswer {
    fn from(error: FunctionError) -> Self {
        let payload = serde_json::to_vec(&error).unwrap_or_default();
        LambdaAnswer { is_function_error: true, ..LambdaAnswer::success(payload) }
    }
}

/// A Lambda function, as API Gateway calls it.
pub trait LambdaFunction: Send + Sync + 'static {
    /// Calls the function with a JSON event.
    fn invoke(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, LambdaAnswer>;

    /// Calls the function for a response that is passed on while it comes: status and headers as JSON, eight null
    /// bytes, and the body. A function that does not stream gives all of it at once.
    fn invoke_streaming(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, StreamedAnswer> {
        self.invoke(event, invocation).map(|answer| StreamedAnswer { answer, rest: stream::empty().boxed() }).boxed()
    }
}

/// What a function that streams has answered so far, and what comes after it.
pub struct StreamedAnswer {
    /// The beginning; its payload may be empty.
    pub answer: LambdaAnswer,
    /// What follows the payload.
    pub rest: Chunks,
}

impl fmt::Debug for StreamedAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StreamedAnswer").field("answer", &self.answer).finish_non_exhaustive()
    }
}

/// A function in process that streams what it writes.
///
/// ```
/// use futures_util::{StreamExt as _, stream};
/// use gatewright_gateway::StreamingFunction;
/// use serde_json::Value;
///
/// let story = StreamingFunction::new(|event: Value| {
///     let head = "{\"statusCode\": 200}\0\0\0\0\0\0\0\0".to_owned();
///     stream::iter([head, "once upon ".to_owned(), event["path"].to_string()]).map(Into::into)
/// });
/// # let _ = story;
/// ```
pub struct StreamingFunction<F>(F);

impl<F, S> StreamingFunction<F>
where
    F: Fn(Value) -> S + Send + Sync + 'static,
    S: Stream<Item = Bytes> + Send + 'static,
{
    /// A function from an event to the pieces of its result.
    #[must_use]
    pub fn new(function: F) -> StreamingFunction<F> {
        StreamingFunction(function)
    }

    fn start(&self, event: &Bytes) -> Result<Chunks, LambdaAnswer> {
        let event = serde_json::from_slice(event).map_err(|error| undecodable(event, &error))?;
        let started = std::panic::catch_unwind(AssertUnwindSafe(|| (self.0)(event)));
        started.map(|chunks| chunks.map(Ok).boxed()).map_err(|panic| panicked(&*panic))
    }
}

impl<F, S> LambdaFunction for StreamingFunction<F>
where
    F: Fn(Value) -> S + Send + Sync + 'static,
    S: Stream<Item = Bytes> + Send + 'static,
{
    fn invoke(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        let started = self.start(&event);
        async move {
            match started {
                Ok(chunks) => LambdaAnswer::success(collected(Bytes::new(), chunks, LONGEST_RESULT + 1).await),
                Err(answer) => answer,
            }
        }
        .boxed()
    }

    fn invoke_streaming(&self, event: Bytes, _: Invocation) -> BoxFuture<'static, StreamedAnswer> {
        let answer = match self.start(&event) {
            Ok(rest) => StreamedAnswer { answer: LambdaAnswer::success(Bytes::new()), rest },
            Err(answer) => StreamedAnswer { answer, rest: stream::empty().boxed() },
        };
        std::future::ready(answer).boxed()
    }
}

impl<F: LambdaFunction + ?Sized> LambdaFunction for Arc<F> {
    fn invoke(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        (**self).invoke(event, invocation)
    }

    fn invoke_streaming(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, StreamedAnswer> {
        (**self).invoke_streaming(event, invocation)
    }
}

/// What can be given as a function: async closures over serde types with or without the
/// [`Invocation`], plain functions over `&Value`, and every [`LambdaFunction`].
///
/// `Kind` tells the forms apart and is always inferred.
///
/// ```
/// use gatewright_gateway::{FunctionError, IntoLambdaFunction};
/// use serde_json::{Value, json};
///
/// let asynchronous = |event: Value| async move { Ok::<_, FunctionError>(json!({"got": event})) };
/// let plain = |event: &Value| -> Result<Value, String> { event.get("a").cloned().ok_or("no a".into()) };
/// let functions = [asynchronous.into_lambda_function(), plain.into_lambda_function()];
/// ```
pub trait IntoLambdaFunction<Kind> {
    /// Makes a function of it.
    fn into_lambda_function(self) -> Arc<dyn LambdaFunction>;
}

/// The form of a value that is a [`LambdaFunction`] already.
pub struct IsFunction;
/// The form `async |event| …`.
pub struct TakesEvent<E, O, R>(PhantomData<fn(E) -> Result<O, R>>);
/// The form `async |event, invocation| …`.
pub struct TakesEventAndInvocation<E, O, R>(PhantomData<fn(E) -> Result<O, R>>);
/// The form `|event: &Value| …`.
pub struct TakesReference<O, R>(PhantomData<fn() -> Result<O, R>>);

impl<F: LambdaFunction> IntoLambdaFunction<IsFunction> for F {
    fn into_lambda_function(self) -> Arc<dyn LambdaFunction> {
        Arc::new(self)
    }
}

impl<F, E, O, R, Fut> IntoLambdaFunction<TakesEvent<E, O, R>> for F
where
    F: Fn(E) -> Fut + Send + Sync + 'static,
    E: DeserializeOwned + 'static,
    Fut: Future<Output = Result<O, R>> + Send + 'static,
    O: Serialize + 'static,
    R: fmt::Display + 'static,
{
    fn into_lambda_function(self) -> Arc<dyn LambdaFunction> {
        Arc::new(Closure(move |event: &Bytes, _: Invocation| {
            let event = serde_json::from_slice(event).map_err(|error| undecodable(event, &error))?;
            let running = self(event);
            Ok(async move { answer(running.await) }.boxed())
        }))
    }
}

impl<F, E, O, R, Fut> IntoLambdaFunction<TakesEventAndInvocation<E, O, R>> for F
where
    F: Fn(E, Invocation) -> Fut + Send + Sync + 'static,
    E: DeserializeOwned + 'static,
    Fut: Future<Output = Result<O, R>> + Send + 'static,
    O: Serialize + 'static,
    R: fmt::Display + 'static,
{
    fn into_lambda_function(self) -> Arc<dyn LambdaFunction> {
        Arc::new(Closure(move |event: &Bytes, invocation: Invocation| {
            let event = serde_json::from_slice(event).map_err(|error| undecodable(event, &error))?;
            let running = self(event, invocation);
            Ok(async move { answer(running.await) }.boxed())
        }))
    }
}

impl<F, O, R> IntoLambdaFunction<TakesReference<O, R>> for F
where
    F: Fn(&Value) -> Result<O, R> + Send + Sync + 'static,
    O: Serialize + 'static,
    R: fmt::Display + 'static,
{
    fn into_lambda_function(self) -> Arc<dyn LambdaFunction> {
        Arc::new(Closure(move |event: &Bytes, _: Invocation| {
            let event = serde_json::from_slice(event).map_err(|error| undecodable(event, &error))?;
            let result = answer(self(&event));
            Ok(std::future::ready(result).boxed())
        }))
    }
}

type Started = Result<BoxFuture<'static, LambdaAnswer>, LambdaAnswer>;

struct Closure<F>(F);

impl<F> LambdaFunction for Closure<F>
where
    F: Fn(&Bytes, Invocation) -> Started + Send + Sync + 'static,
{
    fn invoke(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        // A panic is the function's failure and not the gateway's, as at AWS.
        match std::panic::catch_unwind(AssertUnwindSafe(|| (self.0)(&event, invocation))) {
            Ok(Ok(running)) => {
                let guarded = AssertUnwindSafe(running).catch_unwind();
                guarded.map(|result| result.unwrap_or_else(|panic| panicked(&*panic))).boxed()
            }
            Ok(Err(rejected)) => std::future::ready(rejected).boxed(),
            Err(panic) => std::future::ready(panicked(&*panic)).boxed(),
        }
    }
}

fn answer<O: Serialize, R: fmt::Display + 'static>(result: Result<O, R>) -> LambdaAnswer {
    match result {
        Ok(output) => match serde_json::to_vec(&output) {
            Ok(payload) => LambdaAnswer::success(payload),
            Err(error) => FunctionError::new("Runtime.MarshalError", error.to_string()).into(),
        },
        Err(error) => FunctionError::from_error(&error).into(),
    }
}

/// An event that is no JSON is rejected by Lambda itself; one of another shape fails in the function.
fn undecodable(event: &Bytes, error: &serde_json::Error) -> LambdaAnswer {
    if serde_json::from_slice::<serde::de::IgnoredAny>(event).is_err() {
        LambdaAnswer::rejected(400, &format!("Could not parse request body into json: {error}"))
    } else {
        FunctionError::new("Runtime.UnmarshalError", error.to_string()).into()
    }
}

fn panicked(panic: &(dyn Any + Send)) -> LambdaAnswer {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "the function panicked".to_owned());
    FunctionError::new("Panic", text).into()
}

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

/// An error with everything that led to it, in one line.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn call<K>(function: impl IntoLambdaFunction<K>, event: &str) -> (bool, Value) {
        let answer = function.into_lambda_function().invoke(Bytes::from(event.to_owned()), Invocation::default()).await;
        (answer.is_function_error, serde_json::from_slice(&answer.payload).unwrap())
    }

    #[derive(serde::Deserialize)]
    struct Pair {
        a: i64,
        b: i64,
    }

    #[tokio::test]
    async fn forms_of_functions() {
        let add = |pair: Pair| async move { Ok::<_, String>(pair.a + pair.b) };
        assert_eq!(call(add, r#"{"a": 1, "b": 2}"#).await, (false, json!(3)));
        let with_context = |_: Value, invocation: Invocation| async move { Ok::<_, String>(invocation.request_id) };
        assert_eq!(call(with_context, "{}").await, (false, json!("")));
        let plain = |event: &Value| -> Result<Value, String> { Ok(event.clone()) };
        assert_eq!(call(plain, "[1]").await, (false, json!([1])));
    }

    #[tokio::test]
    async fn failures() {
        let fails = |_: Value| async move { Err::<(), _>(FunctionError::new("Own", "400 bad")) };
        let expected = json!({"errorMessage": "400 bad", "errorType": "Own"});
        assert_eq!(call(fails, "{}").await, (true, expected));
        let panics = |_: Value| async move {
            if true {
                panic!("oh");
            }
            Ok::<(), String>(())
        };
        assert_eq!(call(panics, "{}").await.1["errorMessage"], "oh");
        let add = |pair: Pair| async move { Ok::<_, String>(pair.a + pair.b) };
        assert_eq!(call(add, "{}").await.1["errorType"], "Runtime.UnmarshalError");
        let rejected = add.into_lambda_function().invoke(Bytes::from_static(b"{\"a\": }"), Invocation::default()).await;
        assert_eq!((rejected.status, rejected.is_function_error), (400, false));
    }
}
