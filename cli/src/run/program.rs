//! Programs that are started for every event: the event on their standard input, the answer on their standard
//! output. What they write to standard error is for the terminal.
//!
//! A function that ends with another exit code than 0 has failed. If it wrote an error as Lambda has
//! them (`{"errorMessage": …, "errorType": …}`), that is the function's error; if not, it is the one that
//! Lambda reports of a runtime that exits.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};
use gatewright_gateway::{
    Chunks, FunctionError, Invocation, LONGEST_RESULT, LambdaAnswer, LambdaFunction, StreamBroken, StreamedAnswer,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdout, Command};

/// A program with its arguments, folder and environment.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    path: OsString,
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
    environment: Vec<(String, String)>,
}

impl Program {
    pub(crate) fn new<const N: usize>(path: &OsStr, arguments: [&OsStr; N]) -> Program {
        Program {
            path: path.to_owned(),
            arguments: arguments.map(OsStr::to_owned).into(),
            folder: None,
            environment: Vec::new(),
        }
    }

    /// Runs it in a folder.
    pub(crate) fn folder(mut self, folder: PathBuf) -> Program {
        self.folder = Some(folder);
        self
    }

    /// Sets a variable of its environment.
    pub(crate) fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Program {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Starts it on an event; its output comes by itself.
    fn start(&self, event: Bytes) -> io::Result<Child> {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        // A function that takes too long is given up by the gateway.
        let mut child = command.kill_on_drop(true).spawn()?;
        let input = child.stdin.take();
        // At the same time as its output is read, since neither side may wait until the other has read all.
        tokio::spawn(async move {
            if let Some(mut input) = input {
                // A program need not read its event.
                let _ = input.write_all(&event).await;
            }
        });
        Ok(child)
    }

    /// Runs it on an event. It is stopped, and there is no status, when it writes more than a function may answer.
    pub(crate) async fn run(&self, event: Bytes) -> io::Result<(Option<ExitStatus>, Vec<u8>)> {
        let mut child = self.start(event)?;
        let output = read(child.stdout.take()).await?;
        if output.len() > LONGEST_RESULT {
            child.kill().await?;
            return Ok((None, output));
        }
        let status = child.wait().await?;
        Ok((Some(status), output))
    }
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

/// The output of a program, piece by piece; the program lives as long as somebody reads.
fn chunks(child: Child, output: ChildStdout) -> Chunks {
    let chunks = stream::unfold(Some((child, output)), |running| async move {
        let (child, mut output) = running?;
        let mut buffer = BytesMut::with_capacity(8 * 1024);
        match output.read_buf(&mut buffer).await {
            Ok(0) => None,
            Ok(_) => Some((Ok(buffer.freeze()), Some((child, output)))),
            Err(error) => Some((Err(StreamBroken(error.to_string())), None)),
        }
    });
    chunks.boxed()
}

/// A Lambda function that is a program.
#[derive(Clone, Debug)]
pub(crate) struct ProgramFunction(Arc<Program>);

impl ProgramFunction {
    pub(crate) fn new(name: &str, program: Program) -> ProgramFunction {
        ProgramFunction(Arc::new(program.variable("AWS_LAMBDA_FUNCTION_NAME", name)))
    }
}

impl LambdaFunction for ProgramFunction {
    fn invoke(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, LambdaAnswer> {
        let program = Arc::clone(&self.0);
        async move {
            let id = invocation.request_id;
            match program.run(event).await {
                Ok((Some(status), output)) => answer(status, output.trim_ascii(), &id),
                // The gateway rejects it in the words of Lambda.
                Ok((None, output)) => LambdaAnswer::success(output),
                Err(error) => not_started(&program, &id, &error),
            }
        }
        .boxed()
    }

    fn invoke_streaming(&self, event: Bytes, invocation: Invocation) -> BoxFuture<'static, StreamedAnswer> {
        let program = Arc::clone(&self.0);
        async move {
            let started = program.start(event).and_then(|mut child| {
                let output = child.stdout.take().ok_or_else(|| io::Error::other("it has no output"))?;
                Ok(chunks(child, output))
            });
            match started {
                Ok(rest) => StreamedAnswer { answer: LambdaAnswer::success(Bytes::new()), rest },
                Err(error) => {
                    let answer = not_started(&program, &invocation.request_id, &error);
                    StreamedAnswer { answer, rest: stream::empty().boxed() }
                }
            }
        }
        .boxed()
    }
}

fn not_started(program: &Program, id: &str, error: &io::Error) -> LambdaAnswer {
    let message = format!("RequestId: {id} Error: fork/exec {}: {error}", program.path.display());
    FunctionError::new("Runtime.InvalidEntrypoint", message).into()
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
