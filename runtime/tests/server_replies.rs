//! Replies against raw responses, and what becomes of code that fails.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use gatewright_runtime::ToHeaders;
use gatewright_runtime::server::{IntoReply, Manner, Reply, Route, Service};
use http::{HeaderMap, HeaderName, HeaderValue};
use server::answer_of;

struct Etag(&'static str);

impl ToHeaders for Etag {
    fn to_headers(&self, headers: &mut HeaderMap) {
        headers.insert(HeaderName::from_static("etag"), HeaderValue::from_static(self.0));
    }
}

enum Answer {
    Json,
    Problem,
    Text,
    Bytes,
    Headers,
    NoContent,
    NotModified,
    NoContentWithBody,
    Status(u16),
    Panic,
}

impl IntoReply for Answer {
    fn into_reply(self) -> Reply {
        let body = "a".to_owned();
        match self {
            Self::Json => Reply::json(200, &body),
            Self::Problem => Reply::json_as(404, "application/problem+json", &body),
            Self::Text => Reply::text(200, "text/plain; charset=utf-8", "ä"),
            Self::Bytes => Reply::bytes(200, "image/png", &b"\x89PNG"[..]),
            Self::Headers => Reply::json(200, &body)
                .headers(&Etag("\"1\""))
                .header(HeaderName::from_static("link"), HeaderValue::from_static("<a>"))
                .header(HeaderName::from_static("link"), HeaderValue::from_static("<b>")),
            Self::NoContent => Reply::empty(204),
            Self::NotModified => Reply::json(304, &body).headers(&Etag("\"1\"")),
            Self::NoContentWithBody => Reply::json(204, &body),
            Self::Status(status) => Reply::json(status, &body),
            Self::Panic => panic!("while the response is written"),
        }
    }
}

macro_rules! answers {
    ($($path:literal $method:ident $answer:expr),* $(,)?) => {
        impl Answers {
            $(async fn $method(&self, (): ()) -> Answer { $answer })*
            async fn early(&self, (): ()) -> Answer { panic!("while the request is handled") }
        }

        fn service(manner: Manner) -> Service {
            Service::new(Answers, manner, "", [
                $(Route::new("GET", $path, Answers::$method),)*
                Route::new("GET", "/early", Answers::early),
                Route::new("HEAD", "/json", Answers::json),
            ])
        }
    };
}

struct Answers;

answers! {
    "/json" json Answer::Json,
    "/problem" problem Answer::Problem,
    "/text" text Answer::Text,
    "/bytes" bytes Answer::Bytes,
    "/headers" headers Answer::Headers,
    "/no-content" no_content Answer::NoContent,
    "/not-modified" not_modified Answer::NotModified,
    "/no-content-with-body" no_content_with_body Answer::NoContentWithBody,
    "/599" highest Answer::Status(599),
    "/100" informational Answer::Status(100),
    "/999" beyond Answer::Status(999),
    "/panic" panic Answer::Panic,
}

#[track_caller]
fn check(request: &str, expected: &str) {
    assert_eq!(answer_of(&service(Manner::Problem), request), expected, "{request}");
}

#[test]
fn bodies_and_headers() {
    check("GET /json", "200\ncontent-type: application/json\n\n\"a\"");
    check("GET /problem", "404\ncontent-type: application/problem+json\n\n\"a\"");
    check("GET /text", "200\ncontent-type: text/plain; charset=utf-8\n\nä");
    check("GET /bytes", "200\ncontent-type: image/png\n\n\u{fffd}PNG");
    check("GET /headers", "200\ncontent-type: application/json\netag: \"1\"\nlink: <a>\nlink: <b>\n\n\"a\"");
    check("GET /599", "599\ncontent-type: application/json\n\n\"a\"");
}

#[test]
fn answers_without_content() {
    check("GET /no-content", "204\n\n\n");
    check("GET /no-content-with-body", "204\n\n\n");
    check("GET /not-modified", "304\ncontent-type: application/json\netag: \"1\"\n\n");
    check("HEAD /json", "200\ncontent-type: application/json\n\n");
}

#[test]
fn failures_cost_one_request_each() {
    let problem = "500\ncontent-type: application/problem+json\n\n{\"type\":\"about:blank\",\
                   \"title\":\"Internal Server Error\",\"status\":500,\"detail\":\"the server failed to answer\"}";
    let gateway = "500\ncontent-type: application/json\nx-amzn-errortype: InternalServerErrorException\n\n\
                   {\"message\": \"Internal server error\"}";
    for path in ["/panic", "/early", "/100", "/999"] {
        let request = format!("GET {path}");
        check(&request, problem);
        let service = service(Manner::ApiGateway);
        assert_eq!(answer_of(&service, &request), gateway, "{path}");
        assert!(answer_of(&service, "GET /json").starts_with("200"), "the service lives on");
    }
}

#[test]
fn refusals_in_a_form_of_ones_own() {
    let own = service(Manner::Problem)
        .refuse_with(|rejection| Reply::text(418, "text/plain", format!("{:?}", rejection.reason())));
    assert_eq!(answer_of(&own, "GET /x"), "418\ncontent-type: text/plain\n\nUnknownPath");
    let broken = service(Manner::Problem).refuse_with(|_| Reply::empty(0));
    assert!(answer_of(&broken, "GET /x").starts_with("404"), "a refusal that can not be sent is replaced");
}

#[test]
fn base_paths() {
    let service = Service::new(
        Answers,
        Manner::Problem,
        "/v1/",
        [Route::new("GET", "/", Answers::json), Route::new("GET", "/a", Answers::json)],
    );
    for (service, path, status) in [
        (&service, "/v1/a", "200"),
        (&service, "/v1", "200"),
        (&service, "/v1/", "200"),
        (&service, "/a", "404"),
        (&service, "/v1a", "404"),
        (&service, "/v12/a", "404"),
        (&service.clone().base_path(""), "/a", "200"),
        (&service.clone().base_path("x/y"), "/x/y/a", "200"),
    ] {
        assert!(answer_of(service, &format!("GET {path}")).starts_with(status), "{path}");
    }
}
