//! Prism as the server: it holds what the generated client sends against the document.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cases::Case;
use crate::document::{Asked, Expected, Outcome};
use crate::generated::{Generated, Kind, Operation};
use crate::program::Compiling;

/// Prism's command.
pub(crate) struct Prism {
    command: PathBuf,
}

/// How errors begin where Prism ended over a response that it could not make.
const UNANSWERED: [&str; 2] = ["no usable answer", "no connection"];
/// How long it may take to be there.
const PATIENCE: Duration = Duration::from_secs(120);

impl Prism {
    /// The one that `GATEWRIGHT_PRISM` names: a program of Node.
    pub(crate) fn chosen() -> Option<Self> {
        Some(Self { command: std::env::var_os("GATEWRIGHT_PRISM")?.into() })
    }

    /// Sends the requests of all exchanges to a mock of the document, and prints what it has against them.
    pub(crate) fn check(
        &self,
        document: &Path,
        generated: &Generated,
        asked: &[Asked],
        compiling: Compiling,
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let (server, base) = self.start(document)?;
        let is_readable = |asked: &&Asked| match &asked.expected {
            Expected::Equal(case) => is_readable(&generated.operations[asked.operation], case),
            _ => false,
        };
        let sent: Vec<&Asked> = asked.iter().filter(is_readable).collect();
        let question = |asked: &&Asked| {
            let mut question = asked.question.clone();
            question["base"] = base.as_str().into();
            format!("{question}\n")
        };
        let answers = compiling.run(sent.iter().map(question).collect::<String>().into_bytes());
        drop(server);
        let answers = answers?;
        if answers.len() != sent.len() {
            return Err(format!("{} answers to {} questions", answers.len(), sent.len()));
        }
        let (mut rejected, mut unanswered) = (0, 0);
        for (asked, answer) in sent.iter().zip(&answers) {
            outcome.exchanges += 1;
            let answer: Value = serde_json::from_str(answer).unwrap_or_default();
            let error = answer["error"].as_str().unwrap_or_default();
            if UNANSWERED.iter().any(|words| error.starts_with(words)) {
                unanswered += 1;
                continue;
            }
            if let Some(reason) = objection(&answer) {
                rejected += 1;
                let of = &generated.operations[asked.operation];
                let reason = format!("{reason:.400} for {:.300}", asked.question["inputs"].to_string());
                let name = format!("{} {}", of.method, of.path);
                if outcome.reasons.last().is_none_or(|(last, _)| *last != name) {
                    outcome.reasons.push((name, reason));
                }
            }
        }
        println!("prism {}: {} requests, {rejected} rejected, {unanswered} unanswered", outcome.path, sent.len());
        Ok(())
    }

    fn start(&self, document: &Path) -> Result<(Server, String), String> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        drop(listener);
        let (command, document) = (self.command.clone(), document.to_owned());
        let spawn = move || {
            let mut prism = Command::new("node");
            prism.arg(&command).args(["mock", "--host", "127.0.0.1", "--verboseLevel", "silent", "--port"]);
            prism.arg(port.to_string()).arg(&document);
            prism.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
        };
        let server = Server::watched(spawn).map_err(|error| format!("Prism cannot be run: {error}"))?;
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if started.elapsed() > PATIENCE {
                return Err("Prism does not start".to_owned());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok((server, format!("http://127.0.0.1:{port}")))
    }
}

/// Whether Prism can read what is sent. Its numbers are those of JavaScript, an empty value of the query is none to it, and
/// lists in forms are texts.
fn is_readable(operation: &Operation, case: &Case) -> bool {
    let kind = operation.bodies.get(case.body).map(|body| body.kind);
    let is_form = matches!(kind, Some(Kind::Form | Kind::Multipart));
    case.inputs.iter().all(|(key, value)| {
        let is_empty = key.starts_with("query ") && has(value, &|value| value == "");
        let is_list = key == "body" && is_form && has(value, &Value::is_array);
        !is_empty && !is_list && !has(value, &|value| value.as_f64().is_some_and(|number| number.abs() >= 9e15))
    })
}

/// Whether a value or one within it is such.
fn has(value: &Value, is: &dyn Fn(&Value) -> bool) -> bool {
    is(value)
        || match value {
            Value::Array(items) => items.iter().any(|item| has(item, is)),
            Value::Object(entries) => entries.values().any(|item| has(item, is)),
            _ => false,
        }
}

/// What Prism has against a request. That it has no response to give, or one that does not fit, is no objection.
fn objection(answer: &Value) -> Option<String> {
    const PROBLEMS: [&str; 5] =
        ["UNPROCESSABLE_ENTITY", "UNAUTHORIZED", "NO_PATH_MATCHED", "NO_METHOD_MATCHED", "\"request\""];
    let violations = answer["violations"].as_str().filter(|text| text.contains("\"request\""));
    let is_problem = |error: &&str| PROBLEMS.iter().any(|problem| error.contains(problem));
    violations.or_else(|| answer["error"].as_str().filter(is_problem)).map(str::to_owned)
}

/// A server that is started again when it ends: Prism does where it cannot make a response.
struct Server {
    stopping: Arc<AtomicBool>,
    watcher: Option<JoinHandle<()>>,
}

impl Server {
    fn watched(spawn: impl Fn() -> std::io::Result<Child> + Send + 'static) -> std::io::Result<Self> {
        let mut child = spawn()?;
        let stopping = Arc::new(AtomicBool::new(false));
        let stops = Arc::clone(&stopping);
        let watcher = std::thread::spawn(move || {
            while !stops.load(Ordering::Relaxed) {
                if child.try_wait().is_ok_and(|ended| ended.is_some())
                    && let Ok(next) = spawn()
                {
                    child = next;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
            let _ = child.kill();
            let _ = child.wait();
        });
        Ok(Self { stopping, watcher: Some(watcher) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        let _ = self.watcher.take().map(JoinHandle::join);
    }
}
