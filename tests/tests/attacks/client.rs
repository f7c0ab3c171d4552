//! Servers that mean harm to the clients that call them.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gatewright_runtime::client::{Error, FromFailure};
use gatewright_tests::bookshop::Client;
use gatewright_tests::hostile_media_types;
use tokio::runtime::Runtime;

use super::{Attack, all_are_rejected};

/// What must be in nobody's hands and in no message.
const SECRET: &str = "s3cret";

/// How long a call may take here, and how much memory an answer.
const TIME: Duration = Duration::from_millis(500);
const BYTES: usize = 100_000;

/// Does with each connection, after the head of its request, what it is told to.
fn serve(what: impl Fn(TcpStream) + Send + 'static) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while let Ok(1..) = reader.read_line(&mut head) {
                if head.ends_with("\r\n\r\n") {
                    break;
                }
            }
            let _ = sender.send(head);
            what(stream);
        }
    });
    (url, asked)
}

fn says(text: impl Into<Vec<u8>>) -> impl Fn(TcpStream) + Send + 'static {
    let text = text.into();
    move |mut stream| {
        let _ = stream.write_all(&text);
    }
}

/// Says something again and again.
fn repeats(head: &'static str, again: &'static str, pause: Duration) -> impl Fn(TcpStream) + Send + 'static {
    move |mut stream| {
        let _ = stream.write_all(head.as_bytes());
        let again = again.repeat(if pause.is_zero() { 1000 } else { 1 });
        while stream.write_all(again.as_bytes()).is_ok() {
            std::thread::sleep(pause);
        }
    }
}

fn client(url: &str) -> Client {
    let url = format!("{}/v1?k={SECRET}", url.replace("http://", &format!("http://user:{SECRET}@")));
    Client::builder().base_url(&url).timeout(TIME).max_body(BYTES).build().with_staff_key(SECRET)
}

/// A call of `GET /stock` has to end as an error soon, and to show no secret.
fn ends_as_an_error(url: &str) -> Result<(), String> {
    let begun = Instant::now();
    let outcome = Runtime::new().unwrap().block_on(client(url).get_stock().send());
    if begun.elapsed() > TIME * 6 {
        return Err(format!("it took {:?}", begun.elapsed()));
    }
    match outcome {
        Ok(_) => Err("it is a success".to_owned()),
        Err(error) => shows_nothing(&error),
    }
}

fn shows_nothing<E: FromFailure + std::fmt::Debug>(error: &Error<E>) -> Result<(), String> {
    let mut shown = format!("{error} {error:?}");
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        shown.push_str(&format!(" {source} {source:?}"));
        cause = source.source();
    }
    if shown.contains(SECRET) {
        return Err(format!("a message shows the secret: {shown}"));
    }
    if shown.len() > 10_000 { Err(format!("a message of {} bytes", shown.len())) } else { Ok(()) }
}

fn keeps_to_itself(status: &str, location: impl Fn(&str) -> String) -> Result<(), String> {
    let (thief, stolen) = serve(says("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"));
    let location = location(&thief);
    let (url, _) = serve(says(format!(
        "HTTP/1.1 {status} X\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )));
    let outcome = ends_as_an_error(&url);
    match stolen.recv_timeout(Duration::from_millis(50)) {
        Ok(request) => Err(format!("{location} was asked: {request}")),
        Err(_) => outcome,
    }
}

/// The attacks that are one answer.
macro_rules! answers {
    ($($name:literal: $server:expr;)*) => {
        [$(Attack { name: $name, run: || ends_as_an_error(&serve($server).0) }),*]
    };
}

#[test]
fn servers() {
    let mut attacks: Vec<Attack> = Vec::from(answers! {
        "a body without end": repeats("HTTP/1.1 200 OK\r\n\r\n", " ", Duration::ZERO);
        "a body in chunks without end": repeats("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\n[\r\n", Duration::ZERO);
        "a body that comes a byte at a time": repeats("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", "[", Duration::from_millis(20));
        "a failure without end": repeats("HTTP/1.1 500 X\r\n\r\n", "x", Duration::ZERO);
        "headers without end": repeats("HTTP/1.1 200 OK\r\n", "x-a: b\r\n", Duration::ZERO);
        "headers that come a byte at a time": repeats("HTTP/1.1 200 OK\r\nx-a: ", "b", Duration::from_millis(20));
        "silence": |stream: TcpStream| { std::thread::sleep(TIME * 4); drop(stream) };
        "a body that is cut off": says("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{");
        "a length that is none": says("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}");
        "two lengths": says("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 1\r\n\r\n{}");
        "no HTTP": says("\0\0\0\0 200\r\n\r\n");
        "deep JSON": says(format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "[".repeat(90_000)));
        "deep JSON in a known property": says(format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "{\"9\":".repeat(15_000)));
        "bytes that are no text": says(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\"\xff\xfe\"".to_vec());
        "a failure that repeats the secret's place": says(format!("HTTP/1.1 418 X\r\nset-cookie: sid={SECRET}\r\ncontent-length: 0\r\n\r\n"));
        "a failure of 90 kB": says(format!("HTTP/1.1 418 X\r\nconnection: close\r\n\r\n{}", "x".repeat(90_000)));
        "a redirect to itself": says("HTTP/1.1 302 X\r\nlocation: /v1/stock\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        "an upgrade": says("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n");
    });
    attacks.extend([
        Attack {
            name: "a redirect elsewhere (301)",
            run: || keeps_to_itself("301", |thief| format!("{thief}/v1/stock")),
        },
        Attack { name: "a redirect elsewhere (302)", run: || keeps_to_itself("302", |thief| format!("{thief}/")) },
        Attack { name: "a redirect elsewhere (303)", run: || keeps_to_itself("303", |thief| format!("{thief}/")) },
        Attack {
            name: "a redirect elsewhere (307)",
            run: || keeps_to_itself("307", |thief| format!("{thief}/v1/stock")),
        },
        Attack {
            name: "a redirect elsewhere (308)",
            run: || keeps_to_itself("308", |thief| format!("{thief}/v1/stock")),
        },
        Attack {
            name: "a redirect elsewhere without a scheme",
            run: || keeps_to_itself("307", |thief| thief.trim_start_matches("http:").to_owned()),
        },
        Attack {
            name: "a redirect to another port of the same host",
            run: || keeps_to_itself("307", |thief| thief.replace("127.0.0.1", "localhost")),
        },
        Attack { name: "an event without end", run: an_event_without_end },
        Attack { name: "nobody who listens", run: || ends_as_an_error("http://127.0.0.1:9") },
    ]);
    all_are_rejected("client", &attacks);
}

fn an_event_without_end() -> Result<(), String> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ";
    let (url, _) = serve(repeats(head, "x", Duration::ZERO));
    let client = hostile_media_types::Client::builder().base_url(&url).max_event(BYTES).build();
    Runtime::new().unwrap().block_on(async {
        let Ok(response) = client.ticks().send().await else { return Ok(()) };
        let mut events = response.into_inner();
        match tokio::time::timeout(TIME * 6, events.next()).await {
            Ok(Some(Err(Error::Transport(error)))) if error.is_too_long() => Ok(()),
            Ok(other) => Err(format!("{:?}", other.map(|event| event.map(|_| ())))),
            Err(_) => Err("it is read without end".to_owned()),
        }
    })
}
