//! What calls do beside sending a request and reading the answer: against servers over raw sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::credentials::block_on;
use super::rt;
use rt::client::{Builder, Core, Credential, Error, FromCore, NoError, Request, Retry};
use rt::{Bytes, Value};

struct Client(Core);

impl FromCore for Client {
    fn from_core(core: Core) -> Self {
        Self(core)
    }
}

/// Gives the answers one after another, each on a connection of its own, and hands on what was asked.
pub struct Script {
    pub url: String,
    asked: Receiver<String>,
}

impl Script {
    pub fn new(answers: Vec<String>) -> Self {
        Self::with(
            answers
                .into_iter()
                .map(|answer| {
                    move |mut stream: TcpStream| {
                        let _ = stream.write_all(answer.as_bytes());
                    }
                })
                .collect(),
        )
    }

    pub fn with<F: FnOnce(TcpStream) + Send + 'static>(answers: Vec<F>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, asked) = channel();
        std::thread::spawn(move || {
            for answer in answers {
                let (stream, _) = listener.accept().unwrap();
                let _ = sender.send(request(&stream));
                answer(stream);
            }
        });
        Self { url, asked }
    }

    pub fn asked(&self) -> Vec<String> {
        std::iter::from_fn(|| self.asked.recv_timeout(Duration::from_millis(200)).ok()).collect()
    }
}

fn request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut asked, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        asked.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    asked.push_str(&String::from_utf8_lossy(&body));
    asked
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn quick() -> Retry {
    Retry::new().pauses(Duration::from_millis(1), Duration::from_millis(20))
}

fn builder(url: &str) -> Builder<Client> {
    Builder::new(url)
}

fn call(call: Request) -> Result<Value, Error<NoError>> {
    let sending = call.send::<Value, NoError, ()>(|answer| match answer.status() {
        200 => answer.json(),
        _ => answer.failure(),
    });
    block_on(sending).map(|response| response.into_inner())
}

#[test]
fn an_undocumented_success_is_one() {
    let server = Script::new(vec![
        answer("201 Created", "", "{\"id\":1}"),
        answer("299 X", "", ""),
        answer("201 Created", "", "no"),
    ]);
    let core = Core::new(&server.url);
    let read = core.request("POST", "/flows").send::<Value, NoError, ()>(|answer| match answer.status() {
        200 => answer.json(),
        _ => answer.failure(),
    });
    let response = block_on(read).unwrap();
    assert_eq!((response.status().as_u16(), response["id"].as_i64()), (201, Some(1)));
    let read = core.request("POST", "/flows").send::<(), NoError, ()>(|answer| match answer.status() {
        204 => answer.empty(),
        _ => answer.failure(),
    });
    assert_eq!(block_on(read).unwrap().status().as_u16(), 299);
    // One that fits no documented success is what it is.
    let error = call(core.request("POST", "/flows")).unwrap_err();
    assert!(matches!(&error, Error::Unexpected(answer) if answer.status() == 201), "{error:?}");
}

#[test]
fn the_media_type_that_came_counts() {
    let server = Script::new(vec![
        answer("200 OK", "content-type: application/json\r\n", "\"a\\nb\""),
        answer("200 OK", "content-type: text/plain\r\n", "plain"),
        answer("200 OK", "content-type: text/plain\r\n", "{\"id\":1}"),
    ]);
    let core = Core::new(&server.url);
    let text = core.request("GET", "/").send::<String, NoError, ()>(|answer| answer.text());
    assert_eq!(*block_on(text).unwrap(), "a\nb");
    let value = core.request("GET", "/").send::<String, NoError, ()>(|answer| answer.json());
    assert_eq!(*block_on(value).unwrap(), "plain");
    assert_eq!(call(core.request("GET", "/")).unwrap()["id"], 1);
    // A tar is no text.
    let tar = |mut stream: TcpStream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/x-tar\r\ncontent-length: 2\r\nconnection: close\r\n\r\n\xff\xfe");
    };
    let server = Script::with(vec![tar]);
    let text = Core::new(&server.url).request("GET", "/").send::<String, NoError, ()>(|answer| answer.text());
    let error = block_on(text).unwrap_err();
    assert!(error.to_string().ends_with("expected text, found bytes of `application/x-tar`"), "{error}");
    assert_eq!(error.raw().unwrap().body(), &Bytes::from_static(b"\xff\xfe"));
}

#[test]
fn a_success_without_documented_content_keeps_its_body() {
    let server = Script::new(vec![answer("200 OK", "", "{\"id\":1}")]);
    let response =
        block_on(Core::new(&server.url).request("GET", "/").send::<(), NoError, ()>(|answer| answer.empty()));
    assert_eq!(response.unwrap().json::<Value>().unwrap()["id"], 1);
}

#[test]
fn failed_calls_are_made_again() {
    let busy = || answer("503 Service Unavailable", "", "");
    let server = Script::new(vec![busy(), busy(), answer("200 OK", "", "1")]);
    let client = builder(&server.url).retry(quick()).build().0;
    let response = block_on(client.request("GET", "/").send::<Value, NoError, ()>(|answer| answer.json())).unwrap();
    assert_eq!(response.raw().attempts(), 3);
    assert_eq!(server.asked().len(), 3);

    // What comes to nothing says how often it was tried.
    let server = Script::new(vec![busy(), busy(), busy()]);
    let error = call(builder(&server.url).retry(quick()).build().0.request("GET", "/")).unwrap_err();
    assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (3, 503));

    // A POST may have been done, unless the server knows calls apart.
    let server = Script::new(vec![busy(), busy()]);
    let error = call(builder(&server.url).retry(quick()).build().0.request("POST", "/")).unwrap_err();
    assert_eq!(error.attempts(), 1);
    let server = Script::new(vec![busy(), answer("200 OK", "", "1")]);
    let client = builder(&server.url).retry(quick().idempotency_keys()).build().0;
    call(client.request("POST", "/").body_text("text/plain", "once")).unwrap();
    let keys: Vec<String> = server
        .asked()
        .iter()
        .map(|asked| {
            assert!(asked.ends_with("once"));
            asked.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).unwrap().to_owned()
        })
        .collect();
    assert!(keys.len() == 2 && keys[0] == keys[1] && keys[0].len() == 36, "{keys:?}");

    // A used-up quota does not come back; too many calls at a time pass.
    let gateway = |kind: &str| answer("429 Too Many Requests", &format!("x-amzn-errortype: {kind}\r\n"), "{}");
    let server = Script::new(vec![gateway("LimitExceededException")]);
    assert_eq!(call(builder(&server.url).retry(quick()).build().0.request("GET", "/")).unwrap_err().attempts(), 1);
    let server = Script::new(vec![gateway("TooManyRequestsException"), answer("200 OK", "", "1")]);
    call(builder(&server.url).retry(quick()).build().0.request("POST", "/")).unwrap();

    // A server that asks for more patience than there is, is not called again.
    let server = Script::new(vec![answer("503 Service Unavailable", "retry-after: 3600\r\n", "")]);
    assert_eq!(call(builder(&server.url).retry(quick()).build().0.request("GET", "/")).unwrap_err().attempts(), 1);

    // Off by default, and for one call.
    let server = Script::new(vec![busy()]);
    assert_eq!(call(Core::new(&server.url).request("GET", "/")).unwrap_err().attempts(), 1);
}

#[test]
fn redirects_are_followed_within_the_server_only() {
    let server = Script::new(vec![answer("307 X", "location: /there?x=1\r\n", ""), answer("200 OK", "", "1")]);
    call(Core::new(&server.url).request("POST", "/").body_text("text/plain", "body")).unwrap();
    let asked = server.asked();
    assert!(
        asked[1].starts_with("POST /there?x=1 ") && asked[1].ends_with("body") && !asked[1].contains("referer"),
        "{asked:?}"
    );

    let server = Script::new(vec![answer("303 X", "location: /there\r\n", ""), answer("200 OK", "", "1")]);
    call(Core::new(&server.url).request("POST", "/").body_text("text/plain", "body")).unwrap();
    let asked = server.asked();
    assert!(asked[1].starts_with("GET /there ") && !asked[1].contains("content-"), "{asked:?}");

    // Nothing of a request goes to others.
    for status in ["301 X", "302 X", "303 X", "307 X", "308 X"] {
        let other = Script::new(vec![answer("200 OK", "", "1")]);
        let server = Script::new(vec![answer(status, &format!("location: {}/steal\r\n", other.url), "")]);
        let core = Core::new(&server.url).credential("key", Credential::header("x-api-key", "s3cret"));
        let error = call(core.request("GET", "/").security(&[&["key"]])).unwrap_err();
        assert!(matches!(error, Error::Unexpected(_)), "{status}: {error}");
        assert_eq!(other.asked(), Vec::<String>::new(), "{status}");
    }

    // A documented redirect is an answer, unless the caller says otherwise.
    let server = Script::new(vec![answer("302 X", "location: /there\r\n", "")]);
    let error = call(Core::new(&server.url).request("GET", "/").keep_redirects()).unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 302);
    let server = Script::new(vec![answer("302 X", "location: /there\r\n", ""), answer("200 OK", "", "1")]);
    let follows = Core::new(&server.url).request("GET", "/").keep_redirects().customize(|call| call.follow_redirects());
    call(follows).unwrap();

    // Nor without end.
    let loops = (0..12).map(|_| answer("302 X", "location: /\r\n", "")).collect();
    let server = Script::new(loops);
    let error = call(Core::new(&server.url).request("GET", "/")).unwrap_err();
    assert!(error.to_string().contains("redirects without end"), "{error}");
}

#[test]
fn answers_have_limits() {
    let long = || {
        vec![|mut stream: TcpStream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            // Without end.
            while stream.write_all(format!("400\r\n{}\r\n", " ".repeat(1024)).as_bytes()).is_ok() {}
        }]
    };
    let server = Script::with(long());
    let error = call(builder(&server.url).max_body(10_000).build().0.request("GET", "/")).unwrap_err();
    assert_eq!(error.to_string(), "the answer is longer than 10000 bytes (`max_body`)");
    let server = Script::with(long());
    let error = call(Core::new(&server.url).request("GET", "/").customize(|call| call.max_body(7))).unwrap_err();
    assert!(matches!(error, Error::Transport(error) if error.is_too_long()));

    // One byte at a time, for ever.
    let slow = vec![|mut stream: TcpStream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }];
    let server = Script::with(slow);
    let began = Instant::now();
    let error =
        call(Core::new(&server.url).request("GET", "/").customize(|call| call.timeout(Duration::from_millis(300))))
            .unwrap_err();
    assert_eq!(error.to_string(), "no answer in time: a call may take 300ms (`timeout`)");
    assert!(began.elapsed() < Duration::from_secs(5));

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let error = call(builder(&url).read_timeout(Duration::from_millis(100)).build().0.request("GET", "/")).unwrap_err();
    assert_eq!(error.to_string(), "no answer in time (`read_timeout`)");
}

#[test]
fn secrets_are_in_no_message() {
    // A connection that fails, a URL that is none, an answer that does not fit, a call that is shown.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let secret = |url: &str| {
        let core = Core::new(url)
            .credential("key", Credential::query("key", "s3cret"))
            .credential("head", Credential::header("x-key", "s3cret"));
        core.request("GET", "/").security(&[&["key", "head"]]).query("token", &"s3cret".to_owned())
    };
    for url in
        [format!("http://user:s3cret@{free}/?k=s3cret"), "http://user:s3cret@[/".to_owned(), "x s3cret@".to_owned()]
    {
        let request = secret(&url);
        let shown = format!("{request:?}");
        let error = call(request).unwrap_err();
        let mut shown = format!("{shown} {error} {error:?}");
        let mut cause = std::error::Error::source(&error);
        while let Some(source) = cause {
            shown.push_str(&format!(" {source} {source:?}"));
            cause = source.source();
        }
        assert!(!shown.contains("s3cret"), "{shown}");
    }
    let body = "x".repeat(100_000);
    let server = Script::new(vec![answer("500 X", "set-cookie: sid=s3cret\r\n", &body)]);
    let error = call(secret(&server.url)).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("s3cret") && shown.len() < 3000,
        "{} {}",
        shown.len(),
        shown.get(..2000).unwrap_or_default()
    );
}

#[test]
fn one_call_is_customised() {
    let server = Script::new(vec![answer("200 OK", "", "1")]);
    let request = Core::new(&server.url)
        .request("POST", "/a?comp=list")
        .accept("application/json")
        .query("comp", &"list".to_owned());
    let request = request.customize(|call| {
        call.header("x-trace", "7")
            .accept("text/csv")
            .query("q", "a b")
            .query_raw("raw=%20")
            .body("text/x-mine", "mine")
    });
    // A call can be sent again.
    call(request.clone()).unwrap();
    let asked = server.asked().remove(0);
    assert!(asked.starts_with("POST /a?comp=list&q=a%20b&raw=%20 HTTP/1.1\r\n"), "{asked}");
    for line in ["x-trace: 7\r\n", "accept: text/csv\r\n", "content-type: text/x-mine\r\n\r\nmine"] {
        assert!(
            asked.contains(line) || asked.contains("content-type: text/x-mine\r\n") && asked.ends_with("mine"),
            "{line} {asked}"
        );
    }
    let error = call(Core::new("http://x.example").request("GET", "/{a}/b").path("a", &String::new())).unwrap_err();
    assert!(error.to_string().contains("the path parameter `a` is empty"), "{error}");
    let server = Script::new(vec![answer("200 OK", "", "1")]);
    let empty = Core::new(&server.url).request("GET", "/{a}/b").path("a", &String::new());
    call(empty.customize(|call| call.empty_path_parameters())).unwrap();
    assert!(server.asked()[0].starts_with("GET //b "));
}

#[test]
fn answers_are_taken_raw_and_piece_by_piece() {
    let server = Script::new(vec![
        answer("418 Teapot", "", "short"),
        answer("200 OK", "", "0123456789"),
        answer("404 X", "", "no"),
    ]);
    let core = Core::new(&server.url);
    let raw = block_on(core.request("GET", "/").send_raw()).unwrap();
    assert_eq!((raw.code().as_u16(), raw.body_text().as_str()), (418, "short"));
    block_on(async {
        let mut download = core.request("GET", "/").stream::<Bytes, NoError>(|answer| answer.bytes()).await.unwrap();
        let mut file = std::io::Cursor::new(Vec::new());
        assert_eq!(download.write_to(&mut file).await.unwrap(), 10);
        assert_eq!(file.into_inner(), b"0123456789");
        let missing = core.request("GET", "/").stream::<Bytes, NoError>(|answer| match answer.status() {
            200 => answer.bytes(),
            _ => answer.failure(),
        });
        assert_eq!(missing.await.unwrap_err().status().unwrap().as_u16(), 404);
    });
}

#[test]
fn keys_are_sent_as_the_document_calls_them() {
    let busy = answer("503 Service Unavailable", "", "");
    let script = Script::new(vec![busy.clone(), busy, answer("200 OK", "", "")]);
    let client: Client = Builder::new(&script.url).retry(quick()).build();
    let call = client.0.request("POST", "/orders").idempotency("X-Idempotency-Key");
    assert_eq!(block_on(call.send_raw()).unwrap().attempts(), 3);
    let asked = script.asked();
    let keys: Vec<&str> = asked
        .iter()
        .filter_map(|head| head.lines().find_map(|line| line.strip_prefix("x-idempotency-key: ")))
        .collect();
    assert_eq!(keys.len(), 3);
    assert!(keys[0].len() == 36 && keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    // That of the caller stays.
    let script = Script::new(vec![answer("200 OK", "", "")]);
    let client: Client = Builder::new(&script.url).retry(quick()).build();
    let call =
        client.0.request("POST", "/orders").idempotency("X-Idempotency-Key").header("x-idempotency-key", &"mine");
    block_on(call.send_raw()).unwrap();
    assert!(script.asked()[0].contains("x-idempotency-key: mine\r\n"));
}

/// Ten megabytes of zeros in ten kilobytes.
#[cfg(feature = "gzip")]
#[test]
fn a_body_is_as_long_as_it_is_decoded() {
    use std::process::{Command, Stdio};

    // No library of the tests compresses; where there is no program for it, there is nothing to send.
    let zeros = vec![0_u8; 10 << 20];
    let Ok(mut gzip) = Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
        return;
    };
    let mut input = gzip.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(&zeros));
    let bomb = gzip.wait_with_output().unwrap().stdout;
    writer.join().unwrap().unwrap();
    assert!(bomb.len() < 100_000);
    let script = Script::with(vec![move |mut stream: TcpStream| {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            bomb.len()
        );
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&bomb);
    }]);
    let client: Client = Builder::new(&script.url).max_body(1 << 20).build();
    let error = block_on(client.0.request("GET", "/x").send_raw()).unwrap_err();
    assert!(error.to_string().contains("1048576"), "{error}");
}

#[cfg(feature = "blocking")]
#[test]
fn a_program_without_a_runtime_waits() {
    let script = Script::new(vec![answer("200 OK", "content-type: text/plain\r\n", "hi")]);
    let client: Client = Builder::new(&script.url).build();
    let sending = client.0.request("GET", "/x").send::<_, NoError, ()>(|answer| answer.text());
    assert_eq!(sending.wait().unwrap().into_inner(), "hi");
}

#[cfg(feature = "blocking")]
#[test]
fn waiting_in_a_runtime_is_an_error_and_no_panic() {
    let client: Client = Builder::new("http://127.0.0.1:1").build();
    let sending = client.0.request("GET", "/x").send::<_, NoError, ()>(|answer| answer.text());
    let error = block_on(async { sending.wait().unwrap_err() });
    assert!(!error.was_sent() && error.to_string().contains("await the call"), "{error}");
}

#[cfg(feature = "tracing")]
#[test]
fn spans_say_what_was_called_and_no_secret() {
    use std::sync::{Arc, Mutex};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    #[derive(Clone, Default)]
    struct Seen(Arc<Mutex<Vec<String>>>);

    impl Visit for Seen {
        fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
            self.0.lock().unwrap().push(format!("{}={value:?}", field.name()));
        }
    }

    impl Subscriber for Seen {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target().starts_with("gatewright")
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
            span.record(&mut self.clone());
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, values: &Record<'_>) {
            values.record(&mut self.clone());
        }
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, _: &Event<'_>) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    let seen = Seen::default();
    let script = Script::new(vec![answer("404 Not Found", "", "hush")]);
    let client: Client = Builder::new(&script.url).header("authorization", "Bearer hush").build();
    let call = client.0.request("GET", "/pets/{id}").id("getPet").path("id", &"hush").query("key", &"hush");
    tracing::subscriber::with_default(seen.clone(), || block_on(call.send_raw()).unwrap());
    let fields = seen.0.lock().unwrap().clone();
    for field in [
        "http.request.method=GET",
        "url.template=\"/pets/{id}\"",
        "operation.id=\"getPet\"",
        "server.address=\"127.0.0.1\"",
        "http.request.resend_count=0",
        "http.response.status_code=404",
    ] {
        assert!(fields.iter().any(|known| known == field), "{field} in {fields:?}");
    }
    assert!(!fields.iter().any(|field| field.contains("hush")), "{fields:?}");
}
