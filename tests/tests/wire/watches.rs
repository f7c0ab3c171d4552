//! Lists whose changes are watched, of a server that says them one by one and goes on.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{JoinHandle, spawn};

use gatewright_runtime::client::{Error, WatchEvent};
use gatewright_runtime::serde_json::json;
use gatewright_tests::watches::client::{Client, ListPodsError};
use gatewright_tests::watches::models::Pod;
use tokio::runtime::Runtime;

/// A server of one exchange. It sends each piece of text when the test hands it over.
struct Server {
    url: String,
    say: Sender<&'static str>,
    /// The request line, and whether the client ended the exchange.
    ended: JoinHandle<(String, bool)>,
}

impl Server {
    fn answering(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (say, told) = channel();
        let ended = spawn(move || exchange(&listener.accept().unwrap().0, status, &told));
        Self { url, say, ended }
    }
}

fn exchange(mut stream: &TcpStream, status: &str, told: &Receiver<&'static str>) -> (String, bool) {
    let mut head = BufReader::new(stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let asked = head.next().unwrap();
    head.for_each(drop);
    write!(stream, "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
        .unwrap();
    for text in told {
        if write!(stream, "{:x}\r\n{text}\r\n", text.len()).is_err() {
            return (asked, true);
        }
    }
    // Nothing more is said, and the body does not end: the client goes, or waits for ever.
    (asked, std::io::Read::read(&mut stream, &mut [0]).is_ok_and(|length| length == 0))
}

fn pod(name: &str) -> Pod {
    Pod::new(name)
}

#[test]
fn each_change_is_given_while_the_server_goes_on() {
    let server = Server::answering("200 OK");
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let call = Client::with_base_url(&server.url).list_pods("default").label_selector("app=web");
        server.say.send("{\"type\":\"ADDED\",\"object\":{\"name\":\"a\"}}\n").unwrap();
        let mut events = call.watch_events().await.unwrap();
        assert_eq!(events.next().await.unwrap().unwrap(), WatchEvent::Added(pod("a")));
        // In two pieces, and two in one.
        server.say.send("{\"type\":\"MODIFIED\",\"obj").unwrap();
        server
            .say
            .send("ect\":{\"name\":\"a\",\"phase\":\"Running\"}}\n{\"object\":{\"name\":\"a\"},\"type\":\"DELETED\"}\n")
            .unwrap();
        let running = Pod { phase: Some("Running".to_owned()), ..pod("a") };
        assert_eq!(events.next().await.unwrap().unwrap(), WatchEvent::Modified(running));
        assert_eq!(events.next().await.unwrap().unwrap(), WatchEvent::Deleted(pod("a")));
        // What does not fit is an error, and no end.
        server.say.send("{\"type\":\"ADDED\",\"object\":{\"name\":[]}}\n").unwrap();
        assert!(matches!(events.next().await, Some(Err(Error::Decode(_)))));
        server.say.send("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"7\"}}}\n").unwrap();
        let mark = json!({"metadata": {"resourceVersion": "7"}});
        assert_eq!(events.next().await.unwrap().unwrap(), WatchEvent::Bookmark(mark));
    });
    drop((runtime, server.say));
    let (asked, gone) = server.ended.join().unwrap();
    assert_eq!(asked, "GET /api/v1/namespaces/default/pods?labelSelector=app%3Dweb&watch=true HTTP/1.1");
    assert!(gone, "a stream that is dropped ends the exchange");
}

#[test]
fn a_failure_is_that_of_the_call() {
    let server = Server::answering("410 Gone");
    server.say.send("{\"code\":410,\"reason\":\"Expired\"}").unwrap();
    server.say.send("").unwrap();
    let runtime = Runtime::new().unwrap();
    let failed = runtime.block_on(Client::with_base_url(&server.url).list_pods("default").watch_events());
    let Err(Error::Api(ListPodsError::Gone(status))) = failed else { panic!("{failed:?}") };
    assert_eq!(status.body().and_then(|status| status.reason.as_deref()), Some("Expired"));
}

#[test]
fn what_the_configuration_says_is_a_line() {
    let server = Server::answering("200 OK");
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        server.say.send("{\"key\":\"k\",\"gone\":true}\n").unwrap();
        let mut changes = Client::with_base_url(&server.url).list_keys().watch_events().await.unwrap();
        let change = changes.next().await.unwrap().unwrap();
        assert_eq!((change.key.as_deref(), change.gone), (Some("k"), Some(true)));
    });
    drop((runtime, server.say));
    assert_eq!(server.ended.join().unwrap().0, "GET /keys?follow=true HTTP/1.1");
}
