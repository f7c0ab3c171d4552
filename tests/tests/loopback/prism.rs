//! Prism as the server: it holds what the generated client sends against the document.

use std::collections::BTreeMap;
use std::fmt;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::document::{Asked, Expected, Outcome, plain};
use crate::faults::excuse;
use crate::generated::Generated;
use crate::operations::Documented;
use crate::program::Compiling;

/// Prism's command.
pub(crate) struct Prism {
    command: PathBuf,
}

/// How errors begin where Prism ended over a response that it could not make.
const UNANSWERED: [&str; 2] = ["no usable answer", "no connection"];
/// How long it may take to be there.
const PATIENCE: Duration = Duration::from_secs(120);

/// What Prism says of the requests of a document.
#[derive(Clone, Copy, Default)]
pub(crate) struct Held {
    requests: usize,
    pub(crate) rejected: usize,
    unanswered: usize,
    /// Requests that Prism misreads.
    misread: usize,
}

impl std::ops::Add for Held {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            rejected: self.rejected + other.rejected,
            unanswered: self.unanswered + other.unanswered,
            misread: self.misread + other.misread,
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, rejected, unanswered, misread } = self;
        write!(out, "{requests} requests, {rejected} rejected, {unanswered} unanswered, {misread} misread")
    }
}

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
        documented: &[&Documented],
        asked: &[Asked],
        compiling: Compiling,
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let (server, base) = self.start(document)?;
        let is_whole = |asked: &&Asked| matches!(asked.expected, Expected::Equal(_));
        let sent: Vec<&Asked> = asked.iter().filter(is_whole).collect();
        let mut misread: BTreeMap<&str, usize> = BTreeMap::new();
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
        let text = std::fs::read_to_string(document).unwrap_or_default();
        for (asked, answer) in sent.iter().zip(&answers) {
            outcome.exchanges += 1;
            let answer: Value = serde_json::from_str(answer).unwrap_or_default();
            let error = answer["error"].as_str().unwrap_or_default();
            if UNANSWERED.iter().any(|words| error.starts_with(words)) {
                unanswered += 1;
                continue;
            }
            if let Some(reason) = objection(&answer) {
                let of = &generated.operations[asked.operation];
                let written =
                    documented.iter().find(|one| one.method == of.method && plain(&one.path) == plain(&of.path));
                let path = written.map_or("", |one| &one.path);
                if let Some(fault) = excuse(&reason, path, &text, of, asked) {
                    *misread.entry(fault).or_default() += 1;
                    continue;
                }
                rejected += 1;
                let reason = format!("{reason:.400} for {:.300}", asked.question["inputs"].to_string());
                let name = format!("{} {}", of.method, of.path);
                if outcome.reasons.last().is_none_or(|(last, _)| *last != name) {
                    outcome.reasons.push((name, reason));
                }
            }
        }
        let held = Held { requests: sent.len(), rejected, unanswered, misread: misread.values().sum() };
        println!("prism {}: {held}", outcome.path);
        for (reason, count) in misread {
            println!("    misread {count}: {reason}");
        }
        outcome.held = Some(outcome.held.unwrap_or_default() + held);
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
