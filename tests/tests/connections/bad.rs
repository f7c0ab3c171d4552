//! Connections that are not as HTTP or the document says.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const HEAD: &str = "PUT /items HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";

/// How long a client that sends half of something stays.
const PATIENCE: Duration = Duration::from_millis(500);

/// Ways to be bad. What goes wrong for such a client is its own affair, so that results are not looked at.
const WAYS: [fn(&mut TcpStream, usize) -> std::io::Result<()>; 6] =
    [half_a_head, half_a_body, a_large_body, wrong_chunks, random_bytes, slowly];

/// Makes so many connections, each bad in the next way.
pub(crate) fn connections(address: SocketAddr, count: usize, together: usize) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..together {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        return;
                    }
                    let Ok(mut stream) = TcpStream::connect(address) else { continue };
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
                    let _ = stream.set_write_timeout(Some(Duration::from_secs(10)));
                    let _ = WAYS[index % WAYS.len()](&mut stream, index);
                }
            });
        }
    });
}

fn half_a_head(stream: &mut TcpStream, _: usize) -> std::io::Result<()> {
    stream.write_all(&HEAD.as_bytes()[..HEAD.len() / 2])?;
    thread::sleep(PATIENCE);
    Ok(())
}

fn half_a_body(stream: &mut TcpStream, _: usize) -> std::io::Result<()> {
    write!(stream, "{HEAD}content-length: 200000\r\n\r\n[{}", " ".repeat(100_000))?;
    thread::sleep(PATIENCE);
    Ok(())
}

/// 20 MB in pieces, as far as the server takes them, and without an end in every other one.
fn a_large_body(stream: &mut TcpStream, index: usize) -> std::io::Result<()> {
    let piece = [b' '; 1 << 16];
    let (pieces, is_chunked) = (20_000_000 / piece.len(), index.is_multiple_of(2));
    match is_chunked {
        true => write!(stream, "{HEAD}transfer-encoding: chunked\r\n\r\n")?,
        false => write!(stream, "{HEAD}content-length: 20000000\r\n\r\n")?,
    }
    for _ in 0..pieces {
        if is_chunked {
            write!(stream, "{:x}\r\n", piece.len())?;
        }
        stream.write_all(&piece)?;
        if is_chunked {
            stream.write_all(b"\r\n")?;
        }
    }
    read_all(stream)
}

fn wrong_chunks(stream: &mut TcpStream, _: usize) -> std::io::Result<()> {
    write!(stream, "{HEAD}transfer-encoding: chunked\r\n\r\n4\r\n[   \r\nxyz\r\n[]\r\n-1\r\n")?;
    read_all(stream)
}

fn random_bytes(stream: &mut TcpStream, index: usize) -> std::io::Result<()> {
    let mut state = index as u64;
    let mut bytes = vec![0_u8; 4096];
    for byte in &mut bytes {
        // Knuth's constants: any bytes will do.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = state.to_be_bytes()[0];
    }
    stream.write_all(&bytes)?;
    read_all(stream)
}

/// A byte at a time, and never the last.
fn slowly(stream: &mut TcpStream, _: usize) -> std::io::Result<()> {
    write!(stream, "{HEAD}content-length: 100\r\n\r\n")?;
    for _ in 0..30 {
        stream.write_all(b" ")?;
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn read_all(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.read_to_end(&mut Vec::new()).map(drop)
}
