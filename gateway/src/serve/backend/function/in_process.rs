//! Functions that run in this process: closures of several forms, and those that stream.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, Stream, StreamExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{FunctionError, Invocation, LONGEST_RESULT, LambdaAnswer, LambdaFunction, StreamedAnswer};
use crate::serve::message::stream::{Chunks, collected};

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

#[cfg(test)]
mod tests {
    use serde_json::json;

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
