//! Multipart requests whose parts a method takes as they arrive.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

mod server;

use std::fmt::Write as _;

use futures_util::StreamExt as _;
use gatewright_runtime::server::{Context, Expected, Input, Manner, Multipart, Rejection, Reply, Route, Service};
use gatewright_runtime::{Bytes, Value};
use http::{Request, StatusCode};
use server::request;

const PARTS: &[Expected] = &[
    Expected::one("title").required(),
    Expected::one("year"),
    Expected::several("films").required().at_most(3),
    Expected::several("stills").at_least(2),
];

request! { Upload { body: Multipart = parts Input::body_multipart().parts(PARTS).closed().required() } }
request! { Maybe { body: Option<Multipart> = optional_parts Input::body_multipart_as("multipart/related").parts(&[]) } }

/// An API that says what arrives, part by part.
struct Cinema;

impl Cinema {
    async fn upload(&self, request: Upload, _: Context) -> Result<Reply, Rejection> {
        let (mut parts, mut said) = (request.body, String::new());
        while let Some(mut part) = parts.next().await? {
            let _ = match part.name() {
                "title" => write!(said, "title {:?}; ", part.bytes().await?),
                "year" => write!(said, "year {}; ", part.value::<i32>().await?),
                "films" => {
                    let (file, media) = (part.file_name().map(str::to_owned), part.media_type().map(str::to_owned));
                    let note = part.header("x-note").map(str::to_owned);
                    let mut length = 0;
                    while let Some(piece) = part.next().await {
                        length += piece?.len();
                    }
                    write!(said, "film {file:?} {media:?} {note:?} of {length}; ")
                }
                // What is not read is passed over.
                name => write!(said, "{name}; "),
            };
        }
        Ok(Reply::text(200, "text/plain", said))
    }

    async fn maybe(&self, request: Maybe, _: Context) -> Result<Reply, Rejection> {
        let Some(mut parts) = request.body else { return Ok(Reply::text(200, "text/plain", "none".to_owned())) };
        let mut said = String::new();
        while let Some(part) = parts.next().await? {
            let _ = write!(said, "{}; ", part.json::<Value>().await?);
        }
        Ok(Reply::text(200, "text/plain", said))
    }
}

fn service() -> Service {
    let routes = [Route::new("POST", "/", Cinema::upload), Route::new("PUT", "/", Cinema::maybe)];
    Service::new(Cinema, Manner::Problem, "", routes)
}

fn part(head: &str, bytes: &str) -> String {
    format!("--b\r\ncontent-disposition: form-data; {head}\r\n\r\n{bytes}\r\n")
}

async fn answer(service: &Service, method: &str, media: &str, body: String) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri("/").header("content-type", media);
    let response = service.answer(request.body(Bytes::from(body)).unwrap()).await;
    (response.status(), String::from_utf8(response.body().to_vec()).unwrap())
}

/// Posts parts to the closed form.
async fn post(service: &Service, parts: &[String]) -> (StatusCode, String) {
    answer(service, "POST", "multipart/form-data; boundary=b", format!("{}--b--\r\n", parts.concat())).await
}

#[track_caller]
fn check((status, said): (StatusCode, String), code: u16, expected: &str) {
    assert!(status.as_u16() == code && said.contains(expected), "{status} {said}\nexpected {code} {expected}");
}

#[tokio::test]
async fn parts_come_in_their_order() {
    let film =
        |bytes: &str| part("name=\"films\"; filename=\"a.mp4\"\r\ncontent-type: video/mp4\r\nx-note: good", bytes);
    let parts = [
        part("name=\"films\"", ""),
        part("name=\"title\"", "Alien"),
        film(&"f\r\n--".repeat(100_000)),
        part("name=\"year\"", "1979"),
        film("\r\n--a"),
    ];
    let said = "film None None None of 0; title b\"Alien\"; film Some(\"a.mp4\") Some(\"video/mp4\") Some(\"good\") of 500000; \
                year 1979; film Some(\"a.mp4\") Some(\"video/mp4\") Some(\"good\") of 5; ";
    assert_eq!(post(&service(), &parts).await, (StatusCode::OK, said.to_owned()));
}

#[tokio::test]
async fn what_is_not_read_is_passed_over() {
    let still = || part("name=\"stills\"; filename=\"s\"", &"s".repeat(500_000));
    let parts = [still(), still(), part("name=\"films\"", ""), part("name=\"title\"", "Alien")];
    let said = "stills; stills; film None None None of 0; title b\"Alien\"; ";
    assert_eq!(post(&service(), &parts).await, (StatusCode::OK, said.to_owned()));
}

#[tokio::test]
async fn the_document_is_held_to() {
    let (service, title, film) = (service(), part("name=\"title\"", "Alien"), part("name=\"films\"", "f"));
    let post =
        async |parts: &[&String]| post(&service, &parts.iter().map(|part| (*part).clone()).collect::<Vec<_>>()).await;
    let year = part("name=\"year\"", "soon");
    check(
        post(&[&title, &film, &year]).await,
        400,
        r#"{"in":"body","pointer":"/year","detail":"expected an integer of 32 bits, found the string \"soon\""}"#,
    );
    let (status, said) = post(&[]).await;
    let missing = r#""errors":[{"in":"body","pointer":"","detail":"expected a property `title`, found none"},{"in":"body","pointer":"","detail":"expected a property `films`, found none"}]"#;
    check((status, said), 400, missing);
    check(post(&[&title, &title, &film]).await, 400, r#""pointer":"/title","detail":"expected one part, found 2""#);
    check(
        post(&[&film, &film, &film, &title, &film]).await,
        400,
        r#""pointer":"/films","detail":"expected at most 3 parts, found 4""#,
    );
    let still = part("name=\"stills\"", "s");
    check(
        post(&[&still, &film, &title]).await,
        400,
        r#""pointer":"/stills","detail":"expected at least 2 parts, found 1""#,
    );
    let other = part("name=\"poster\"", "p");
    check(post(&[&other]).await, 400, r#""pointer":"/poster","detail":"expected no such part, found one""#);
}

#[tokio::test]
async fn bodies_are_bounded() {
    let service = service();
    let film = |length: usize| [part("name=\"films\"", &"f".repeat(length)), part("name=\"title\"", "A")];
    check(post(&service.clone().body_limit(10_000), &film(30_000)).await, 413, "10000");
    // What a method keeps takes of what all bodies may have; what it passes on does not.
    let small = service.clone().body_budget(1000);
    check(post(&small, &film(300_000)).await, 200, "of 300000");
    let title = part("name=\"title\"", &"A".repeat(300_000));
    check(post(&small, &[title]).await, 503, "");
    let many = vec![part("name=\"stills\"", ""); 1001];
    check(post(&service, &many).await, 400, "found more than 1000 parts");
    // Neither the head of a part nor what stands before the first is kept without a bound.
    let head = part(&format!("name=\"films\"\r\nx: {}", "h".repeat(1 << 20)), "");
    check(post(&service, &[head]).await, 400, "found more than 65536 bytes before those of a part");
    let preamble = "p".repeat(1 << 20);
    check(post(&service, &[preamble]).await, 400, "found more than 65536 bytes before those of a part");
}

#[tokio::test]
async fn a_body_need_not_be_well() {
    let service = service();
    let form = "multipart/form-data; boundary=b";
    check(answer(&service, "POST", "multipart/form-data", "--b--".to_owned()).await, 400, "found no boundary");
    check(answer(&service, "POST", "text/plain", "a".to_owned()).await, 415, "");
    check(answer(&service, "POST", form, String::new()).await, 400, "is required");
    check(answer(&service, "POST", form, "--b\r\nx".to_owned()).await, 400, "malformed multipart body");
    let broken_off = part("name=\"films\"", "f").replace("\r\nf\r\n", "\r\nf");
    check(answer(&service, "POST", form, broken_off).await, 400, "malformed multipart body");
}

#[tokio::test]
async fn a_body_may_be_absent() {
    let service = service();
    check(answer(&service, "PUT", "multipart/related; boundary=b", String::new()).await, 200, "none");
    let parts = [part("name=\"a\"", "[1]"), part("name=\"b\"", "{\"c\": null}")];
    let body = format!("{}--b--", parts.concat());
    check(answer(&service, "PUT", "multipart/related; boundary=b", body).await, 200, "[1]; {\"c\":null}; ");
    let bad = format!("{}--b--", part("name=\"a\"", "[1"));
    check(answer(&service, "PUT", "multipart/related; boundary=b", bad).await, 400, "found text that is not JSON");
}
