//! Bad connections to a generated server: those of good clients beside them succeed, and the memory comes back.
//!
//! A connection is bad in one of six ways: half a head, half a body, 20 MB of body, wrong chunks, bytes at random, or a byte
//! at a time. 300 are made, 5,000 with `GATEWRIGHT_CONNECTIONS=5000`, which takes a minute. The server is this program
//! itself, started again.
//!
//! The memory that has to come back is what the server has allocated. What the process has of the system is printed beside
//! it where there is `/proc`: the allocator of glibc keeps most of what was in use at one time, free or not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod bad;
mod good;
mod server;

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use server::Server;

#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// How many are open at one time.
const TOGETHER: usize = 200;
/// What may be allocated afterwards, of a hundred before.
const MOST: usize = 120;
/// Until a server has noticed that its clients are gone.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(server::ARGUMENT) {
        server::run();
        return ExitCode::SUCCESS;
    }
    let count = std::env::var("GATEWRIGHT_CONNECTIONS").map_or(300, |count| count.parse().unwrap());
    let mut server = Server::start();
    // What a server has once it has worked, which is no fault of bad connections.
    good::load(server.address, TOGETHER);
    thread::sleep(Duration::from_millis(500));
    let before = server.memory();
    let clients = good::Clients::start(server.address);
    bad::connections(server.address, count, TOGETHER);
    let clients = clients.stop();
    let ended = Instant::now();
    let mut after = server.memory();
    while after.allocated * 100 > before.allocated * MOST && ended.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(200));
        after = server.memory();
    }
    println!("connections: {count} bad; good clients: {clients}");
    println!("connections: before {before}; after {after}");
    clients.check();
    assert!(after.allocated * 100 <= before.allocated * MOST, "memory does not come back");
    ExitCode::SUCCESS
}
