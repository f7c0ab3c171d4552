//! Prism as the server: it holds what the generated client sends against the document.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::document::{Asked, Expected, Outcome};
use crate::generated::Generated;
use crate::program::Compiling;

/// Prism's command.
pub(crate) struct Prism {
    command: PathBuf,
}

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
        let sent: Vec<&Asked> = asked.iter().filter(|asked| matches!(asked.expected, Expected::Equal(_))).collect();
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
        let mut rejected = 0;
        for (asked, answer) in sent.iter().zip(&answers) {
            outcome.exchanges += 1;
            let answer: Value = serde_json::from_str(answer).unwrap_or_default();
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
        println!("prism {}: {} requests, {rejected} rejected", outcome.path, sent.len());
        Ok(())
    }

    fn start(&self, document: &Path) -> Result<(Server, String), String> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        drop(listener);
        let child = Command::new("node")
            .arg(&self.command)
            .args(["mock", "--host", "127.0.0.1", "--verboseLevel", "silent", "--port", &port.to_string()])
            .arg(document)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Prism cannot be run: {error}"))?;
        let mut server = Server(child);
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if server.0.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Err("Prism does not take the document".to_owned());
            }
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
    let is_of_request = |text: &str| {
        ["request", "UNPROCESSABLE_ENTITY", "UNAUTHORIZED", "NO_PATH_MATCHED", "NO_METHOD_MATCHED", "UNSUPPORTED_MEDIA"]
            .iter()
            .any(|word| text.contains(word))
    };
    if let Some(violations) = answer["violations"].as_str().filter(|text| text.contains("\"request\"")) {
        return Some(violations.to_owned());
    }
    answer["error"].as_str().filter(|error| is_of_request(error) && !error.contains("does not fit")).map(str::to_owned)
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
