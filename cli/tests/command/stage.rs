//! What a stage adds to an API: logs, plans, variables, recordings, other documents beside it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::serve::Server;
use crate::{ECHO, Folder};

#[cfg(unix)]
fn folder() -> Folder {
    Folder::new().with("echo.json", ECHO).with_program("cat", "#!/bin/sh\ncat\n")
}

#[cfg(unix)]
#[test]
fn recorded_calls_are_replayed() {
    let folder = folder();
    let function = ["--function", "Echo=./cat"];
    let server = Server::start(&folder, &[&function[..], &["--record", "calls.jsonl"]].concat());
    assert_eq!(server.ask("POST /dev/echo", r#"{"say": [1, 2]}"#).0, 200);
    assert_eq!(server.ask("GET /dev/nowhere", "").0, 403);
    drop(server);
    assert_eq!(folder.read("calls.jsonl").lines().count(), 2);
    let replay =
        |arguments: &[&str]| folder.run(&[&["replay", "echo.json", "calls.jsonl"], &function[..], arguments].concat());
    let same = replay(&[]);
    assert_eq!((same.code, same.out.lines().last()), (Some(0), Some("2 of 2 responses are the same")), "{}", same.out);
    let other = replay(&["--stage-variable", "room=hall"]);
    assert_eq!(other.code, Some(1));
    assert!(other.out.contains("differs POST /dev/echo\n  /in: recorded \"\", now \"hall\"\n"), "{}", other.out);
    assert!(
        other.out.contains("same GET /dev/nowhere\n") && other.out.ends_with("1 of 2 responses are the same\n"),
        "{}",
        other.out
    );
}

#[cfg(unix)]
#[test]
fn access_logs_of_the_stage() {
    let folder = folder();
    let format = "$context.requestId|$context.httpMethod|$context.resourcePath|$context.status|$context.integration.status|$context.error.responseType";
    let log = ["--access-log", format, "--access-log-file", "access.log"];
    let server = Server::start(&folder, &[&["--function", "Echo=./cat"], &log[..]].concat());
    server.ask("POST /dev/echo", "{}");
    server.ask("GET /dev/nowhere", "");
    let text = folder.read("access.log");
    let lines: Vec<&str> = text.lines().filter_map(|line| line.split_once('|')).map(|(_, rest)| rest).collect();
    assert_eq!(lines, ["POST|/echo|200|200|-", "GET|-|403|-|MISSING_AUTHENTICATION_TOKEN"]);
    let rejected = folder.run(&["serve", "echo.json", "--access-log", "$context.status"]);
    assert_eq!(rejected.code, Some(2));
}

#[cfg(unix)]
#[test]
fn several_documents_and_variables_of_a_file() {
    let folder =
        folder().with("other.json", &ECHO.replace("/echo", "/other")).with("variables.json", r#"{"room": "attic"}"#);
    let arguments = ["--function", "Echo=./cat", "--also", "/second=other.json", "--stage-variables", "variables.json"];
    let server = Server::start(&folder, &arguments);
    assert_eq!(server.ask("POST /dev/echo", r#"{"say": 1}"#), (200, r#"{"said": 1, "in": "attic"}"#.to_owned()));
    assert_eq!(server.ask("POST /second/other", r#"{"say": 2}"#), (200, r#"{"said": 2, "in": "attic"}"#.to_owned()));
    assert_eq!(server.ask("POST /second/echo", "{}").0, 403);
    assert_eq!(server.ask("POST /third/echo", "{}").0, 403);
    drop(server);
    let folder = folder.with("stage.env", "# the room\nroom = cellar\n").with("broken.env", "room\n");
    let server = Server::start(&folder, &["--function", "Echo=./cat", "--stage-variables", "stage.env"]);
    assert_eq!(server.ask("POST /dev/echo", r#"{"say": 1}"#).1, r#"{"said": 1, "in": "cellar"}"#);
    let rejected = folder.run(&["serve", "echo.json", "--port", "0", "--stage-variables", "broken.env"]);
    assert!(
        rejected.code == Some(1) && rejected.err.contains("broken.env: `room`: an equals sign"),
        "{}",
        rejected.err
    );
}

#[cfg(unix)]
#[test]
fn usage_plans() {
    let guarded = ECHO
        .replace("\"paths\"", "\"securityDefinitions\": {\"key\": {\"type\": \"apiKey\", \"name\": \"x-api-key\", \"in\": \"header\"}}, \"security\": [{\"key\": []}], \"paths\"");
    let plans = r#"[{"keys": ["good"], "throttle": {"rateLimit": 0.001, "burstLimit": 2}}, {"keys": ["once"], "quota": {"limit": 1, "period": "DAY"}}]"#;
    let folder = folder().with("echo.json", &guarded).with("plans.json", plans);
    let server = Server::start(&folder, &["--function", "Echo=./cat", "--usage-plans", "plans.json"]);
    let ask = |key: &str| {
        let (status, body) = ask_with(&server, &format!("x-api-key: {key}\r\n"));
        (status, body.replace('\n', ""))
    };
    assert_eq!(ask("bad").0, 403);
    assert_eq!([ask("good").0, ask("good").0], [200, 200]);
    assert_eq!(ask("good"), (429, r#"{"message":"Too Many Requests"}"#.to_owned()));
    assert_eq!(ask("once").0, 200);
    assert_eq!(ask("once"), (429, r#"{"message":"Limit Exceeded"}"#.to_owned()));
}

/// `POST /dev/echo` with headers of one's own.
#[cfg(unix)]
fn ask_with(server: &Server, headers: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let fixed = "Host: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2";
    write!(stream, "POST /dev/echo HTTP/1.1\r\n{headers}{fixed}\r\n\r\n{{}}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// Functions and templates see names as the client wrote them.
#[cfg(unix)]
#[test]
fn headers_keep_their_spelling() {
    let template = "{\\\"said\\\": $input.json('$.say'), \\\"in\\\": \\\"$stageVariables.room\\\"}";
    let spelled = ECHO.replace(template, "{\\\"names\\\": \\\"$input.params().header.keySet()\\\"}");
    assert_ne!(spelled, ECHO);
    let folder = folder().with("echo.json", &spelled);
    let server = Server::start(&folder, &["--function", "Echo=./cat"]);
    let (status, body) = ask_with(&server, "X-MiXeD: 1\r\nsmall-one: 2\r\n");
    assert_eq!(status, 200);
    assert!(body.contains("X-MiXeD") && body.contains("small-one"), "{body}");
}

#[test]
fn what_is_believed_is_said() {
    let guarded = ECHO.replace(
        "\"paths\"",
        "\"securityDefinitions\": {\"pool\": {\"type\": \"apiKey\", \"name\": \"Authorization\", \"in\": \"header\", \"x-amazon-apigateway-authtype\": \"cognito_user_pools\", \"x-amazon-apigateway-authorizer\": {\"type\": \"cognito_user_pools\", \"providerARNs\": [\"arn:pool\"]}}}, \"security\": [{\"pool\": []}], \"paths\"",
    );
    let folder = Folder::new().with("echo.json", &guarded).with("keys.json", r#"{"keys": []}"#);
    let told = |arguments: &[&str]| {
        let mut server = Server::start_quietly(&folder, arguments);
        server.log_until("listening on ")
    };
    let believed = "warning: the tokens of `pool` are believed, whoever signed them; they guard POST /echo\n";
    let open = "warning: 0.0.0.0 is open to other machines";
    assert!(told(&[]).contains(believed));
    assert!(!told(&["--jwks", "keys.json"]).contains(believed));
    let mut beyond = Server::start_quietly(&folder, &["--host", "0.0.0.0"]);
    assert!(beyond.log_with(open).contains("and the Test page"));
    let rejected = folder.run(&["serve", "echo.json", "--port", "0", "--jwks", "http://192.0.2.1/keys"]);
    assert_eq!(rejected.code, Some(1));
    assert!(rejected.err.contains("is not on this machine"), "{}", rejected.err);
}
