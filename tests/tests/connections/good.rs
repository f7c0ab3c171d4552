//! Clients that do as the document says.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How many there are beside the bad ones.
const CLIENTS: usize = 4;

/// A list of some length, as JSON.
fn body(items: usize) -> String {
    let item =
        r#"{"id":1,"sku":"S","name":"Kettle","price":1.5,"stock":1,"tags":[],"maker":{"name":"M","country":"AT"}}"#;
    format!("[{}]", vec![item; items].join(","))
}

/// Sends a list, and says whether the response is the right one.
fn put(address: SocketAddr, items: usize) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(address).map_err(failed)?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).map_err(failed)?;
    let body = body(items);
    let head = format!(
        "PUT /items HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).map_err(failed)?;
    let mut response = String::new();
    stream.read_to_string(&mut response).map_err(failed)?;
    let expected = format!("{{\"stored\":{items}}}");
    if response.starts_with("HTTP/1.1 200 ") && response.ends_with(&expected) { Ok(()) } else { Err(response) }
}

/// Work that brings a server to its usual size: as many clients at one time as there are bad ones later.
pub(crate) fn load(address: SocketAddr, together: usize) {
    for _ in 0..3 {
        let clients: Vec<_> = (0..together).map(|_| thread::spawn(move || put(address, 500))).collect();
        clients.into_iter().for_each(|client| client.join().unwrap().unwrap());
    }
}

/// Clients that go on until they are stopped.
pub(crate) struct Clients {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Outcome>>,
}

/// How they fared.
#[derive(Default)]
pub(crate) struct Outcome {
    succeeded: usize,
    failures: Vec<String>,
    slowest: Duration,
}

impl Clients {
    pub(crate) fn start(address: SocketAddr) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let client = |stop: Arc<AtomicBool>| {
            move || {
                let mut outcome = Outcome::default();
                while !stop.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    match put(address, 20) {
                        Ok(()) => outcome.succeeded += 1,
                        Err(failure) => outcome.failures.push(failure),
                    }
                    outcome.slowest = outcome.slowest.max(begun.elapsed());
                    thread::sleep(Duration::from_millis(5));
                }
                outcome
            }
        };
        let threads = (0..CLIENTS).map(|_| thread::spawn(client(Arc::clone(&stop)))).collect();
        Self { stop, threads }
    }

    pub(crate) fn stop(self) -> Outcome {
        self.stop.store(true, Ordering::Relaxed);
        let outcomes = self.threads.into_iter().map(|thread| thread.join().unwrap());
        outcomes.fold(Outcome::default(), |all, one| Outcome {
            succeeded: all.succeeded + one.succeeded,
            failures: [all.failures, one.failures].concat(),
            slowest: all.slowest.max(one.slowest),
        })
    }
}

impl Outcome {
    /// Every request was answered, and there were some.
    #[track_caller]
    pub(crate) fn check(&self) {
        assert!(self.failures.is_empty(), "{:?}", self.failures);
        assert!(self.succeeded > 100, "only {} requests", self.succeeded);
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { succeeded, failures, slowest } = self;
        let milliseconds = slowest.as_millis();
        write!(out, "{succeeded} requests succeed, {} fail, the slowest takes {milliseconds} ms", failures.len())
    }
}
