//! Events that go on after the connection broke, values on lines, and bodies that are read while they are sent.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use super::credentials::block_on;
use super::production::Script;
use super::rt;
use rt::client::{Core, NoError, Upload};
use rt::{File, Value};

fn answer(media_type: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\nconnection: close\r\n\r\n{body}")
}

#[test]
fn events_go_on_where_they_broke_off() {
    let script = Script::new(vec![
        answer("text/event-stream", "retry: 10\nid: 1\ndata: \"a\"\n\ndata: \"unfin"),
        // A server in trouble is asked again.
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
        answer("text/event-stream", "id: 2\ndata: \"b\"\n\n"),
        "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_owned(),
    ]);
    let call = Core::new(&script.url).request("GET", "/events").accept("text/event-stream");
    let seen = block_on(async {
        let events = call.send::<_, NoError, ()>(|answer| answer.events::<String, _>()).await.unwrap().into_inner();
        let mut events = events.reconnecting();
        let mut seen = Vec::new();
        while let Some(event) = events.next().await {
            seen.push(event.unwrap().data);
        }
        seen
    });
    assert_eq!(seen, ["a", "b"]);
    let asked = script.asked();
    let ids: Vec<Option<&str>> =
        asked.iter().map(|head| head.lines().find_map(|line| line.strip_prefix("last-event-id: "))).collect();
    assert_eq!(ids, [None, Some("1"), Some("1"), Some("2")]);
}

#[test]
fn events_end_unless_they_are_to_go_on() {
    let script = Script::new(vec![answer("text/event-stream", "id: 1\ndata: \"a\"\n\n")]);
    let call = Core::new(&script.url).request("GET", "/events").accept("text/event-stream");
    block_on(async {
        let mut events = call.send::<_, NoError, ()>(|answer| answer.events::<String, _>()).await.unwrap().into_inner();
        assert_eq!(events.next().await.unwrap().unwrap().data, "a");
        assert!(events.next().await.is_none());
    });
    assert_eq!(script.asked().len(), 1);
}

#[test]
fn lines_come_one_by_one() {
    for (media_type, accept, body) in [
        ("application/x-ndjson", "application/x-ndjson", "{\"a\":1}\n\nbroken\n{\"a\":2}"),
        ("application/json-seq", "application/json-seq", "\u{1e}{\"a\":1}\n\u{1e}broken\u{1e}{\"a\":2}\n"),
    ] {
        let script = Script::new(vec![answer(media_type, body)]);
        let call = Core::new(&script.url).request("GET", "/lines").accept(accept);
        block_on(async {
            let lines = call.send::<_, NoError, ()>(|answer| answer.lines::<Value, _>()).await.unwrap();
            let mut lines = lines.into_inner();
            assert_eq!(lines.next().await.unwrap().unwrap()["a"], 1);
            assert!(lines.next().await.unwrap().is_err());
            assert_eq!(lines.next().await.unwrap().unwrap()["a"], 2);
            assert!(lines.next().await.is_none());
        });
    }
    // As grpc-gateway has it, and as a download of anything.
    let script =
        Script::new(vec![answer("application/json", "{\"result\":1}\n"), answer("application/json", "7\n8\n")]);
    let core = Core::new(&script.url);
    block_on(async {
        let call = core.request("GET", "/watch").accept("application/json").lines();
        let mut lines = call.send::<_, NoError, ()>(|answer| answer.lines::<Value, _>()).await.unwrap().into_inner();
        assert_eq!(lines.next().await.unwrap().unwrap()["result"], 1);
        let call = core.request("GET", "/watch");
        let mut lines = call.stream::<(), NoError>(|answer| answer.empty()).await.unwrap().lines::<i64>();
        assert_eq!(lines.next().await.unwrap().unwrap(), 7);
        assert_eq!(lines.next().await.unwrap().unwrap(), 8);
    });
}

#[test]
fn a_line_has_a_limit() {
    let endless = |mut stream: TcpStream| {
        let _ = stream.write_all(answer("application/x-ndjson", "").as_bytes());
        while stream.write_all(&[b'1'; 1 << 16]).is_ok() {}
    };
    let script = Script::with(vec![endless]);
    let call = Core::new(&script.url).request("GET", "/lines").accept("application/x-ndjson");
    block_on(async {
        let mut lines = call.send::<_, NoError, ()>(|answer| answer.lines::<Value, _>()).await.unwrap().into_inner();
        assert!(lines.next().await.unwrap().is_err());
        assert!(lines.next().await.is_none());
    });
}

#[test]
fn bodies_are_read_while_they_are_sent() {
    struct Form(File);
    impl rt::ToMultipart for Form {
        fn to_multipart(&self) -> Vec<rt::Part> {
            vec![rt::Part::text("note", "a film"), rt::Part::file("film", self.0.clone())]
        }
    }
    let done = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_owned();
    let script = Script::new(vec![done.clone(), done]);
    let core = Core::new(&script.url);
    let raw = core.request("PUT", "/film").customize(|call| {
        call.body_stream("video/mp4", Upload::reader(std::io::Cursor::new(b"0123456789".to_vec())).length(10))
    });
    let film = File::stream("film.mp4", Upload::reader(std::io::Cursor::new(b"frames".to_vec())).length(6));
    let form = core.request("POST", "/film").body_multipart(&Form(film.media_type("video/mp4").header("x-cut", "2")));
    let again = form.clone();
    block_on(async {
        raw.send_raw().await.unwrap();
        form.send_raw().await.unwrap();
        let error = again.send_raw().await.unwrap_err();
        assert!(error.to_string().contains("goes out once"), "{error}");
    });
    let asked = script.asked();
    assert!(asked[0].contains("content-length: 10\r\n") && asked[0].ends_with("0123456789"), "{}", asked[0]);
    assert!(asked[1].contains("content-length: "), "{}", asked[1]);
    assert!(
        asked[1].contains("filename=\"film.mp4\"\r\nContent-Type: video/mp4\r\nx-cut: 2\r\n\r\nframes\r\n--"),
        "{}",
        asked[1]
    );
}

#[test]
fn a_body_that_is_shorter_than_it_says_is_an_error() {
    let script = Script::with(vec![|stream: TcpStream| {
        std::thread::sleep(Duration::from_millis(50));
        drop(stream);
    }]);
    let call = Core::new(&script.url).request("PUT", "/film").customize(|call| {
        call.body_stream("video/mp4", Upload::reader(std::io::Cursor::new(b"012".to_vec())).length(10))
    });
    assert!(block_on(call.send_raw()).is_err());
}
