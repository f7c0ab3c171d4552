//! A Lambda function that is a program: the event on its standard input, the answer on its standard output.
//!
//! A program that ends with another exit code than 0 has failed. If it wrote an error as Lambda has
//! them (`{"errorMessage": …, "errorType": …}`), that is the function's error; if not, it is the one that
//! Lambda reports of a runtime that exits. What it writes to standard error is for the terminal.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use gatewright_gateway::{FunctionError, Invocation, LambdaAnswer, LambdaFunction};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// A program that is started for every event.
#[derive(Clone, Debug)]
pub(crate) struct ProgramFunction {
    name: String,
    path: PathBuf,
}

impl ProgramFunction {
    pub(crate) fn new(name: &str, path: &Path) -> ProgramFunction {
        ProgramFunction { name: name.to_owned(), path: path.to_owned() }
    }

    async fn run(self, event: Bytes) -> io::Result<(ExitStatus, Vec<u8>)> {
        let mut command = Command::new(&self.path);
        command.env("AWS_LAMBDA_FUNCTION_NAME", &self.name).stdin(Stdio::piped()).stdout(Stdio::piped());
        // A function that takes too long is given up by the gateway.
        let mut child = command.kill_on_drop(true).spawn()?;
        let input = child.stdin.take();
        let write = async move {
            match input {
                // A program need not read its event.
                Some(mut input) => input.write_all(&event).await.or_else(ignore_closed_pipe),
                None => Ok(()),
            }
        };
        // At the same time, since neither side may wait until the other has read all.
        let (written, output) = tokio::join!(write, child.wait_with_output());
        written?;
        output.map(|output| (output.status, output.stdout))
    }
}

fn ignore_closed_pipe(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

impl LambdaFunction for ProgramFunction {
    fn invoke(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        let function = self.clone();
        async move {
            let (id, path) = (invocation.request_id, function.path.clone());
            match function.run(event).await {
                Ok((status, output)) => answer(status, output.trim_ascii(), &id),
                Err(error) => {
                    let message = format!("RequestId: {id} Error: fork/exec {}: {error}", path.display());
                    FunctionError::new("Runtime.InvalidEntrypoint", message).into()
                }
            }
        }
        .boxed()
    }
}

fn answer(status: ExitStatus, output: &[u8], id: &str) -> LambdaAnswer {
    if status.success() {
        // Nothing is what a function without a result gives.
        return LambdaAnswer::success(if output.is_empty() { b"null".to_vec() } else { output.to_vec() });
    }
    serde_json::from_slice::<FunctionError>(output)
        .unwrap_or_else(|_| {
            let message = format!("RequestId: {id} Error: Runtime exited with error: {status}");
            FunctionError::new("Runtime.ExitError", message)
        })
        .into()
}
