//! The server, in a process of its own: what is measured is its memory alone.

use std::convert::Infallible;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{fmt, fs};

use gatewright_runtime::server::{Context, axum};
use gatewright_tests::server_items::models::Stored;
use gatewright_tests::server_items::server::{
    Items, ListItemsRequest, ListItemsResponse, PutItemsRequest, PutItemsResponse, service,
};

use crate::ALLOCATOR;

pub(crate) const ARGUMENT: &str = "--serve";

/// The process of a server. It ends when this is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    process: Child,
    asking: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What a process has in memory, in KiB.
pub(crate) struct Memory {
    pub(crate) allocated: usize,
    /// Of the system, now and at most.
    resident: Option<(u64, u64)>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut process = command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (asking, answers) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let mut answers = BufReader::new(answers);
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        Self { address: line.trim().parse().unwrap(), process, asking, answers }
    }

    pub(crate) fn memory(&mut self) -> Memory {
        let mut line = String::new();
        self.asking.write_all(b"\n").unwrap();
        self.answers.read_line(&mut line).unwrap();
        Memory { allocated: line.trim().parse().unwrap(), resident: self.resident() }
    }

    fn resident(&self) -> Option<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let size = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().trim_end_matches(" kB").parse().ok()
        };
        Some((size("VmRSS:")?, size("VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} KiB are allocated", self.allocated)?;
        match self.resident {
            Some((now, most)) => write!(out, " ({now} KiB resident, {most} KiB at most)"),
            None => Ok(()),
        }
    }
}

struct Store;

impl Items for Store {
    type Error = Infallible;

    async fn list_items(&self, _: ListItemsRequest, _: Context) -> Result<ListItemsResponse, Infallible> {
        Ok(ListItemsResponse::Ok(Vec::new()))
    }

    async fn put_items(&self, request: PutItemsRequest, _: Context) -> Result<PutItemsResponse, Infallible> {
        let stored = i64::try_from(request.body.len()).unwrap_or(i64::MAX);
        Ok(PutItemsResponse::Ok(Stored { stored }))
    }
}

/// Serves, and says for each line of its input what is allocated.
pub(crate) fn run() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    println!("{}", listener.local_addr().unwrap());
    let service = service(Store).read_timeout(Duration::from_secs(5));
    runtime.spawn(async move { axum::serve(listener, service.into_router()).await });
    for line in std::io::stdin().lines() {
        line.unwrap();
        println!("{}", ALLOCATOR.current_usage() / 1024);
    }
}
