//! One client on one connection, and what a server takes of the processor meanwhile.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;

use axum::Router;

/// How many seconds one side of a pair is measured at least.
const SPAN: f64 = 0.03;
const PAIRS: usize = 41;

/// A request, as it is sent.
pub struct Load(Vec<u8>);

impl Load {
    pub fn get(path: &str) -> Self {
        Self(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n").into_bytes())
    }

    pub fn put(method: &str, path: &str, body: &[u8]) -> Self {
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        Self([head.as_bytes(), body].concat())
    }
}

/// What the first takes of the processor for a request, divided by what the second takes: the median over pairs that are
/// measured in turn.
pub fn ratio(first: Router, second: Router, load: &Load) -> f64 {
    let (mut first, mut second) = (Connection::to(serve(first)), Connection::to(serve(second)));
    assert_eq!(first.exchange(load), second.exchange(load), "both answer the same");
    let repeats = [first.repeats(load), second.repeats(load)];
    let pair = |_| first.time(load, repeats[0]) / second.time(load, repeats[1]);
    let mut ratios: Vec<f64> = (0..PAIRS).map(pair).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[PAIRS / 2]
}

/// Serves on a thread that lives as long as the program.
fn serve(router: Router) -> SocketAddr {
    let (told, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            told.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    address.recv().unwrap()
}

struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, received: vec![0; 1 << 20] }
    }

    /// Sends the request and waits for the end of the response, whose body is returned.
    fn exchange(&mut self, load: &Load) -> &[u8] {
        self.stream.write_all(&load.0).unwrap();
        let (mut length, mut whole) = (0, None);
        while whole.is_none_or(|(_, end)| length < end) {
            let read = self.stream.read(&mut self.received[length..]).unwrap();
            assert!(read > 0, "the server hung up");
            length += read;
            whole = whole.or_else(|| extent(&self.received[..length]));
        }
        let (start, end) = whole.unwrap_or_default();
        &self.received[start..end]
    }

    /// How often the request is answered in the span.
    fn repeats(&mut self, load: &Load) -> u32 {
        let mut repeats = 1;
        while self.time(load, repeats) * f64::from(repeats) < SPAN {
            repeats *= 2;
        }
        repeats
    }

    /// The seconds of the processor that an answer takes: those of the process without those of this thread.
    fn time(&mut self, load: &Load, repeats: u32) -> f64 {
        let start = server_time();
        for _ in 0..repeats {
            self.exchange(load);
        }
        (server_time() - start) / f64::from(repeats)
    }
}

/// Where the body of a response begins and ends, once its head is there.
fn extent(received: &[u8]) -> Option<(usize, usize)> {
    let start = received.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&received[..start]).unwrap().to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")).unwrap();
    Some((start, start + length.trim().parse::<usize>().unwrap()))
}

#[cfg(unix)]
#[allow(clippy::cast_precision_loss)]
fn server_time() -> f64 {
    use rustix::time::{ClockId, clock_gettime};

    let time = |clock| {
        let time = clock_gettime(clock);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    time(ClockId::ProcessCPUTime) - time(ClockId::ThreadCPUTime)
}

/// Without clocks of the processor: what the client takes is counted too, for both sides.
#[cfg(not(unix))]
fn server_time() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}
