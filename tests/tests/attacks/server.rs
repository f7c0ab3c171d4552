//! What clients send to a generated server: each is rejected, and costs no more than its bytes and a few steps.

#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use gatewright_runtime::Bytes;
use gatewright_runtime::axum::body::HttpBody;
use gatewright_runtime::http::{Request, Response};
use gatewright_runtime::server::{Access, BoxError, Context as Asked, Denied, Service};
use gatewright_tests::hostile_bounds::server::*;
use http_body::Frame;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::{Attack, all_are_rejected};

/// Nothing here takes a hundredth of this.
const LONGEST: Duration = Duration::from_secs(5);

struct Target;

impl Bounds for Target {
    type Error = BoxError;
    type Principal = ();

    async fn authorize(&self, access: Access<Credential, ()>) -> Result<(), Denied> {
        let shown = format!("{access:?}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
        match access.credential {
            Some(Credential::Key(key)) if key.is("s3cr3t") => Ok(()),
            _ => Err(Denied::unauthorized()),
        }
    }

    async fn add_word(&self, _: AddWordRequest, _: Asked) -> Result<AddWordResponse, BoxError> {
        Ok(AddWordResponse::NoContent)
    }

    async fn add_order(&self, _: AddOrderRequest, _: Asked) -> Result<AddOrderResponse, BoxError> {
        Ok(AddOrderResponse::NoContent)
    }

    async fn add_list(&self, _: AddListRequest, _: Asked) -> Result<AddListResponse, BoxError> {
        Ok(AddListResponse::NoContent)
    }

    async fn add_form(&self, _: AddFormRequest, _: Asked) -> Result<AddFormResponse, BoxError> {
        Ok(AddFormResponse::NoContent)
    }

    async fn put_file(&self, request: PutFileRequest, context: Asked) -> Result<PutFileResponse, BoxError> {
        let shown = format!("{request:?} {context:?} {:?}", context.head.headers());
        assert!(!shown.contains("s3cr3t"), "{shown}");
        let bytes = request.body.bytes().await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(bytes);
        Ok(PutFileResponse::NoContent)
    }

    async fn list_items(&self, _: ListItemsRequest, _: Asked) -> Result<ListItemsResponse, BoxError> {
        Ok(ListItemsResponse::Ok(Vec::new()))
    }
}

/// A body that counts what is read of it.
struct Counted {
    /// The last first; `None` for one that never comes.
    frames: Vec<Option<Bytes>>,
    read: Arc<AtomicUsize>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(None) = self.frames.last() {
            return Poll::Pending;
        }
        Poll::Ready(self.frames.pop().flatten().map(|bytes| {
            self.read.fetch_add(bytes.len(), Ordering::Relaxed);
            Ok(Frame::data(bytes))
        }))
    }
}

/// The status of the response to a request of this head, and how much of its body was read.
fn send_to(service: Service, head: &str, frames: Vec<Option<Bytes>>) -> (u16, usize) {
    let read = Arc::new(AtomicUsize::new(0));
    let mut lines = head.lines();
    let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    let request = request.body(Counted { frames, read: Arc::clone(&read) }).unwrap();
    let response: Response<_> = Runtime::new().unwrap().block_on(service.oneshot(request)).unwrap();
    (response.status().as_u16(), read.load(Ordering::Relaxed))
}

fn is_rejected_of(
    service: Service,
    head: &str,
    frames: Vec<Option<Bytes>>,
    status: u16,
    most: usize,
) -> Result<(), String> {
    let start = Instant::now();
    let (found, read) = send_to(service, head, frames);
    let elapsed = start.elapsed();
    if found == status && read <= most && elapsed < LONGEST {
        return Ok(());
    }
    Err(format!("{found} after {read} bytes and {elapsed:?}, not {status} after {most} bytes at most"))
}

/// Rejected with a status.
fn is_rejected(head: &str, body: impl Into<Bytes>, status: u16) -> Result<(), String> {
    is_rejected_of(service(Target), head, vec![Some(body.into())], status, usize::MAX)
}

/// Rejected with a status before anything of its body is read.
fn is_rejected_unread(head: &str, status: u16) -> Result<(), String> {
    is_rejected_of(service(Target), head, vec![Some(Bytes::from_static(&[b'1'; 1000]))], status, 0)
}

const WORD: &str = "POST /words\ncontent-type: application/json";
const ORDER: &str = "POST /orders\ncontent-type: application/xml";
const LIST: &str = "POST /lists\ncontent-type: application/json";
const FORM: &str = "POST /forms\ncontent-type: application/x-www-form-urlencoded";
const PARTS: &str = "POST /forms\ncontent-type: multipart/form-data; boundary=b";
const FILE: &str = "PUT /files\ncontent-type: application/octet-stream\nx-key: s3cr3t";

fn word(name: &str, length: usize) -> String {
    format!("{{\"{name}\":\"{}!\"}}", "a".repeat(length))
}

const ATTACKS: &[Attack] = &[
    Attack { name: "nested quantifiers", run: || is_rejected(WORD, word("letters", 40), 422) },
    Attack { name: "a text too long to be matched", run: || is_rejected(WORD, word("letters", 1_000_000), 422) },
    Attack { name: "look-around without end", run: || is_rejected(WORD, word("digits", 40), 422) },
    Attack {
        name: "look-around in many values",
        run: || is_rejected(WORD, format!("{{\"digits\":\"{}!\"}}", "a".repeat(100_000)), 422),
    },
    Attack {
        name: "100,000 attributes",
        run: || {
            let attributes: String = (0..100_000).map(|index| format!(" a{index}=''")).collect();
            is_rejected(ORDER, format!("<Order{attributes}/>"), 400)
        },
    },
    Attack {
        name: "namespaces within namespaces",
        run: || {
            let open: String = (0..120).map(|index| format!("<a xmlns:n{index}=''>")).collect();
            is_rejected(ORDER, format!("{open}{}", "<b xmlns:x=''/>".repeat(100_000)), 400)
        },
    },
    Attack {
        name: "two million elements",
        run: || is_rejected(ORDER, format!("<Order>{}</Order>", "<a/>".repeat(2_000_000)), 400),
    },
    Attack {
        name: "an entity that grows",
        run: || is_rejected(ORDER, "<!DOCTYPE o [<!ENTITY a 'a'>]><Order>&a;</Order>", 400),
    },
    Attack { name: "lists within lists", run: || is_rejected(LIST, "[".repeat(9_600_000), 400) },
    Attack { name: "two million lists", run: || is_rejected(LIST, format!("[[]{}]", ",[]".repeat(2_000_000)), 400) },
    Attack { name: "two million fields", run: || is_rejected(FORM, "a&".repeat(2_000_000), 400) },
    Attack {
        name: "20,000 parts",
        run: || {
            let part = "--b\r\ncontent-disposition: form-data; name=\"n\"\r\n\r\n1\r\n";
            is_rejected(PARTS, format!("{}--b--", part.repeat(20_000)), 400)
        },
    },
    Attack {
        name: "no credentials",
        run: || is_rejected_unread("PUT /files\ncontent-type: application/octet-stream", 401),
    },
    Attack { name: "a path that is not there", run: || is_rejected_unread("POST /nowhere", 404) },
    Attack { name: "a method that is not there", run: || is_rejected_unread("PATCH /files", 405) },
    Attack {
        name: "a media type that is not taken",
        run: || is_rejected_unread("POST /words\ncontent-type: text/plain", 415),
    },
    Attack { name: "a charset that is not read", run: || is_rejected_unread(&format!("{WORD}; charset=utf-16"), 415) },
    Attack {
        name: "a content encoding that is not read",
        run: || is_rejected_unread(&format!("{WORD}\ncontent-encoding: gzip"), 415),
    },
    Attack { name: "a client that takes nothing", run: || is_rejected_unread("GET /items\naccept: image/png", 406) },
    Attack {
        name: "more than the limit",
        run: || {
            let frames = vec![Some(Bytes::from_static(&[0; 1024])); 20 * 1024];
            is_rejected_of(service(Target), FILE, frames, 413, 10 * 1024 * 1024 + 1024)
        },
    },
    Attack {
        name: "more than the operation's limit",
        run: || {
            let frames = vec![Some(Bytes::from_static(&[0; 1024])); 200];
            is_rejected_of(service(Target).body_limit_of("PUT", "/files", 10_000), FILE, frames, 413, 11_000)
        },
    },
    Attack {
        name: "a body that does not come",
        run: || {
            let service = service(Target).read_timeout(Duration::from_millis(50));
            is_rejected_of(service, FILE, vec![None, Some(Bytes::from_static(b"1"))], 408, 1)
        },
    },
    Attack { name: "more bodies than there is room for", run: more_than_the_budget },
    Attack {
        name: "brackets within brackets",
        run: || {
            let path = format!("GET /items?filter{}=1", "[a]".repeat(10_000));
            let (status, _) = send_to(service(Target), &path, Vec::new());
            if status == 200 || status == 400 { Ok(()) } else { Err(status.to_string()) }
        },
    },
];

/// Two bodies of 1 MiB where there is room for one; a third when the first is done.
fn more_than_the_budget() -> Result<(), String> {
    let service = service(Target).body_budget(1_500_000);
    let frames = || vec![Some(Bytes::from(vec![0; 65_536])); 16];
    let statuses = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..2).map(|_| scope.spawn(|| send_to(service.clone(), FILE, frames()).0)).collect();
        let mut statuses: Vec<_> = sent.into_iter().map(|thread| thread.join().unwrap_or_default()).collect();
        statuses.sort_unstable();
        statuses
    });
    let after = send_to(service, FILE, frames()).0;
    if (statuses.as_slice(), after) == (&[204, 503], 204) { Ok(()) } else { Err(format!("{statuses:?}, then {after}")) }
}

#[test]
fn clients() {
    all_are_rejected("server", ATTACKS);
}
