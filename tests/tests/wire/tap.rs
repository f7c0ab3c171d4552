//! Stands between client and server and writes down the request, byte for byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A port that passes connections on.
pub(crate) struct Tap {
    pub(crate) address: SocketAddr,
    requests: Receiver<String>,
}

impl Tap {
    /// A tap in front of a server.
    pub(crate) fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let (request, raw) = read(&client);
                // Whoever does not ask for the request only wants it passed on.
                let _ = sender.send(request);
                pass_on(client, server, &raw);
            }
        });
        Self { address, requests }
    }

    /// The last request that came through.
    pub(crate) fn request(&self) -> String {
        self.requests.try_iter().last().unwrap_or_else(|| "nothing was sent\n".to_owned())
    }
}

/// The request in a form to be compared: line, headers by name, body; and as it is to be passed on.
fn read(client: &TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let length =
        lines.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    // The server closes, so that the end of its answer can be told.
    let mut raw = format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n")).into_bytes();
    raw.extend_from_slice(&body);
    (shown(lines, &body), raw)
}

fn shown(mut lines: Vec<String>, body: &[u8]) -> String {
    lines.retain(|line| {
        !["host:", "user-agent:", "content-length:"].iter().any(|name| line.to_ascii_lowercase().starts_with(name))
    });
    lines.get_mut(1..).unwrap_or_default().sort();
    let mut text = format!("> {}\n", lines.join("\n> "));
    for line in String::from_utf8_lossy(body).lines() {
        text.push_str(&format!(">> {line}\n"));
    }
    match text.split_once("boundary=").and_then(|(_, rest)| rest.lines().next().map(str::to_owned)) {
        Some(boundary) => text.replace(boundary.trim_matches('"'), "BOUNDARY"),
        None => text,
    }
}

fn pass_on(mut client: TcpStream, server: SocketAddr, request: &[u8]) {
    let mut server = TcpStream::connect(server).unwrap();
    server.write_all(request).unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).unwrap();
    // A client that has gone does not want its answer.
    let _ = client.write_all(&answer);
}
