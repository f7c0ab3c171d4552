//! Lambda functions: JSON event in, JSON or a function error out.
//!
//! A function is any async closure over serde types, a plain `fn(&Value) -> Result<…>`, or one that
//! runs elsewhere and is called by the Lambda Invoke API ([`RemoteFunction`]).

mod in_process;
mod remote;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};
use serde::Serialize;
use serde_json::json;

pub use in_process::{
    IntoLambdaFunction, IsFunction, StreamingFunction, TakesEvent, TakesEventAndInvocation, TakesReference,
};
pub use remote::RemoteFunction;

use crate::serve::message::stream::Chunks;

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

    pub(super) fn from_error<E: fmt::Display + 'static>(error: &E) -> FunctionError {
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

impl<F: LambdaFunction + ?Sized> LambdaFunction for Arc<F> {
    fn invoke(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        (**self).invoke(event, invocation)
    }

    fn invoke_streaming(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, StreamedAnswer> {
        (**self).invoke_streaming(event, invocation)
    }
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
