//! The server, spoken to over a socket.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Stdio};
use std::time::Duration;

use crate::{ECHO, Folder};

/// The command at work; ended when it is dropped.
pub(crate) struct Server {
    child: Child,
    log: BufReader<ChildStderr>,
    address: String,
}

impl Server {
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Server {
        let mut server = Server::start_quietly(folder, arguments);
        let line = server.log_with("listening on ");
        server.address = line.trim_end().trim_start_matches("listening on http://").trim_end_matches("/dev").to_owned();
        server
    }

    /// The same, and its log is still to be read.
    pub(crate) fn start_quietly(folder: &Folder, arguments: &[&str]) -> Server {
        let mut command = folder.command(&[&["serve", "echo.json", "--port", "0"], arguments].concat());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Server { child, log, address: String::new() }
    }

    /// `127.0.0.1:3000`
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// All lines up to one that has this text.
    pub(crate) fn log_until(&mut self, text: &str) -> String {
        let mut all = String::new();
        while !all.contains(text) {
            assert!(self.log.read_line(&mut all).unwrap() > 0, "the server ended before it wrote `{text}`");
        }
        all
    }

    /// Waits for a line of the log that has this text.
    pub(crate) fn log_with(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.log.read_line(&mut line).unwrap() > 0, "the server ended before it wrote `{text}`");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Status and body.
    pub(crate) fn ask(&self, request_line: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let headers = format!("host: {}\r\nconnection: close\r\ncontent-type: application/json", self.address);
        write!(stream, "{request_line} HTTP/1.1\r\n{headers}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// Takes one call of the Lambda Invoke API for a function, and responds with what is made of its event; gives the
/// address.
pub(crate) fn invoke_api(function: &'static str, respond: fn(&str) -> String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut length, mut line) = (0, String::new());
        reader.read_line(&mut line).unwrap();
        assert!(line.starts_with(&format!("POST /2015-03-31/functions/{function}/invocations HTTP/1.1")), "{line}");
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut event = vec![0; length];
        reader.read_exact(&mut event).unwrap();
        let result = respond(&String::from_utf8(event).unwrap());
        write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{result}", result.len())
            .unwrap();
    });
    format!("http://{address}")
}

/// What an overlay says is served, also after it was changed.
#[test]
fn overlays_change_what_is_served() {
    let overlay = |status: &str| {
        let target = "$.paths['/echo'].post['x-amazon-apigateway-integration']";
        let change = format!("type: mock, requestTemplates: {{application/json: '{{\"statusCode\": {status}}}'}}");
        let responses = format!("responses: {{'{status}': {{statusCode: '{status}'}}}}");
        format!(
            "overlay: 1.0.0\ninfo: {{title: Mock, version: '1'}}\nactions:\n- {{target: \"{target}.responses\", remove: true}}\n\
             - target: \"{target}\"\n  update: {{{change}, {responses}}}\n"
        )
    };
    let folder = Folder::new().with("echo.json", ECHO).with("mock.yaml", &overlay("200"));
    let mut server = Server::start(&folder, &["--overlay", "mock.yaml"]);
    assert_eq!(server.ask("POST /dev/echo", "{}").0, 200);
    fs::write(folder.path("mock.yaml"), overlay("400")).unwrap();
    server.log_with("echo.json was read again");
    assert_eq!(server.ask("POST /dev/echo", "{}").0, 400);
}

#[test]
fn answers_logs_and_reads_again() {
    let folder = Folder::new().with("echo.json", ECHO);
    let function = format!("Echo={}", invoke_api("Echo", str::to_owned));
    let mut server = Server::start(&folder, &["--function", &function, "--stage-variable", "room=hall"]);
    let answer = server.ask("POST /dev/echo", r#"{"say": 1}"#);
    assert_eq!(answer, (200, r#"{"said": 1, "in": "hall"}"#.to_owned()));
    assert!(server.log_with("POST /dev/echo").contains(" 200 "));
    assert_eq!(server.ask("GET /dev/nowhere", "").0, 403);
    assert!(server.log_with("GET /dev/nowhere").contains(" 403 "));

    fs::write(folder.path("echo.json"), "{\n  \"swagger\": \"2.0\",\n").unwrap();
    let place = server.log_with(" --> ");
    assert!(place.trim().starts_with("--> echo.json:2:"), "{place}");
    server.log_with("echo.json stays as it was");
    // The API that was there answers on.
    assert_eq!(server.ask("GET /dev/nowhere", "").0, 403);
    assert_ne!(server.ask("POST /dev/echo", "{}").0, 403);
    fs::write(folder.path("echo.new"), ECHO.replace("/echo", "/repeat")).unwrap();
    fs::rename(folder.path("echo.new"), folder.path("echo.json")).unwrap();
    server.log_with("echo.json was read again");
    assert_eq!(server.ask("POST /dev/echo", "{}").0, 403);
    assert_ne!(server.ask("POST /dev/repeat", "{}").0, 403);
}

/// Writes its head and a word, waits for a file, and writes another word.
#[cfg(unix)]
const STORY: &str = "#!/bin/sh
cat > /dev/null
printf '{\"statusCode\": 200}\\000\\000\\000\\000\\000\\000\\000\\000once '
while [ ! -e go ]; do sleep 0.05; done
printf upon
";

#[cfg(unix)]
#[test]
fn programs_are_passed_on_while_they_write() {
    let streaming = ECHO.replace("2015-03-31/functions", "2021-11-15/functions");
    let streaming = streaming.replace("/invocations", "/response-streaming-invocations");
    let document = streaming.replace(r#""type": "aws""#, r#""type": "aws_proxy""#);
    assert_ne!(document, streaming);
    let folder = Folder::new().with("echo.json", &document).with_program("story", STORY);
    let server = Server::start(&folder, &["--function", "Echo=./story"]);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = "POST /dev/echo HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json";
    write!(stream, "{head}\r\ncontent-length: 10\r\n\r\n{{\"say\": 1}}").unwrap();
    let mut response = String::new();
    let mut read_to = |word: &str| {
        while !response.contains(word) {
            let mut bytes = [0; 1024];
            let length = stream.read(&mut bytes).unwrap();
            assert!(length > 0, "the response ended: {response}");
            response.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        }
    };
    read_to("once ");
    // The program has not ended, and the client has what it wrote.
    fs::write(folder.path("go"), "").unwrap();
    read_to("upon");
}

#[test]
fn the_test_page_follows_the_document() {
    let folder = Folder::new().with("echo.json", ECHO);
    let mut server = Server::start(&folder, &[]);
    server.log_with("/_test");
    let (status, page) = server.ask("GET /_test", "");
    assert!(status == 200 && page.contains("<html"), "{status} {page}");
    assert_eq!(server.ask("GET /_test/", "").0, 308);
    let (_, api) = server.ask("GET /_test/api.json", "");
    assert!(api.contains(r#""missing":["Echo"]"#), "{api}");

    let without = Server::start(&folder, &["--no-test-page"]);
    assert_eq!(without.ask("GET /_test", "").0, 403);
}

#[cfg(unix)]
#[test]
fn what_a_function_does_wrong_is_logged() {
    let folder = Folder::new()
        .with("echo.json", ECHO)
        .with_program("dies", "#!/bin/sh\nexit 3\n")
        .with_program("talks", "#!/bin/sh\ncat > /dev/null\necho hello\n")
        .with_program("never-ends", "#!/bin/sh\nyes\n");
    let long = format!("{{\"say\": \"{}\"}}", "x".repeat(100_000));
    let table = [
        ("dies", "{}", "200 ", ": the function failed: RequestId: "),
        ("talks", "{}", "200 ", ": the function's answer is no JSON: expected value at line 1 column 1 (echo.json:"),
        ("never-ends", &long, "200 ", ": the function failed: Response payload size (6291557 bytes) exceeded"),
    ];
    for (program, body, status, expected) in table {
        let mut server = Server::start(&folder, &["--function", &format!("Echo=./{program}")]);
        assert_eq!(server.ask("POST /dev/echo", body).0, 200, "{program}");
        let line = server.log_with("POST /dev/echo");
        assert!(line.contains(status) && line.contains(expected), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn the_beginning_says_what_will_not_work() {
    let with_service = ECHO.replace("\"post\": {", "\"put\": {\"x-amazon-apigateway-integration\": {\"type\": \"aws\", \"uri\": \"arn:aws:apigateway:us-east-1:dynamodb:action/PutItem\"}}, \"post\": {");
    let with_key = with_service.replace("\"paths\"", "\"security\": [{\"key\": []}], \"securityDefinitions\": {\"key\": {\"type\": \"apiKey\", \"name\": \"x-api-key\", \"in\": \"header\"}}, \"paths\"");
    let folder = Folder::new().with("echo.json", &with_key).with_program("cat", "#!/bin/sh\ncat\n");
    let mut child = folder
        .command(&["serve", "echo.json", "--port", "0", "--function", "Ecco=./cat"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains("listening on") {
        assert!(log.read_line(&mut told).unwrap() > 0, "{told}");
    }
    child.kill().and_then(|()| child.wait()).unwrap();
    for expected in [
        "no function `Echo`: its methods answer 500; give it with --function Echo=…\n",
        "`dynamodb:action/PutItem` does not run outside of AWS: its methods answer 500; give what answers for it with --service dynamodb:action/PutItem=…, or all with --services URL\n",
        "no integration and no authorizer calls `Ecco`\n",
        "note[not-emulated]: API keys are asked for; which there are, only the deployment knows",
    ] {
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn what_cannot_be_served() {
    let folder = Folder::new().with("echo.json", "{");
    let run = folder.run(&["serve", "echo.json", "--port", "0"]).ends_with(1);
    assert!(run.err.starts_with("error[truncated-document]"), "{}", run.err);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = Folder::new().with("echo.json", ECHO).run(&["serve", "echo.json", "--port", &port]).ends_with(1);
    assert!(run.err.starts_with(&format!("error: cannot listen on 127.0.0.1:{port}: ")), "{}", run.err);
}
