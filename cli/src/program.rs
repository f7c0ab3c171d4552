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
use gatewright_gateway::{FunctionError, Invocation, LONGEST_RESULT, LambdaAnswer, LambdaFunction};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{ChildStdout, Command};

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

    async fn run(self, event: Bytes) -> io::Result<Ended> {
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
        let writing = tokio::spawn(write);
        let output = read(child.stdout.take()).await?;
        if is_too_long(&output) {
            child.kill().await?;
            return Ok(Ended::Talking(output));
        }
        let status = child.wait().await?;
        writing.await.map_err(io::Error::other)??;
        Ok(Ended::With(status, output))
    }
}

/// How a program ended.
enum Ended {
    /// By itself, with what it wrote.
    With(ExitStatus, Vec<u8>),
    /// It was stopped, since it had written more than a function may answer.
    Talking(Vec<u8>),
}

fn is_too_long(output: &[u8]) -> bool {
    output.len() > LONGEST_RESULT
}

/// Reads a program's output as far as it counts: there may be no end of it.
async fn read(output: Option<ChildStdout>) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    if let Some(output) = output {
        // One byte more shows that it is too long.
        let most = u64::try_from(LONGEST_RESULT).unwrap_or(u64::MAX).saturating_add(1);
        output.take(most).read_to_end(&mut text).await?;
    }
    Ok(text)
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
                Ok(Ended::With(status, output)) => answer(status, output.trim_ascii(), &id),
                // The gateway refuses it in the words of Lambda.
                Ok(Ended::Talking(output)) => LambdaAnswer::success(output),
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
