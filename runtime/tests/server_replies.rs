//! Replies against raw responses, and what becomes of code that fails.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use gatewright_runtime::server::{
    BoxError, Context, IntoReply, Manner, NotImplemented, Rejection, Reply, Route, Service, Setup,
};
use gatewright_runtime::{NotAHeader, ToHeaders};
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};
use server::answer_of;

struct Etag(&'static str);

impl ToHeaders for Etag {
    fn to_headers(&self, headers: &mut HeaderMap) -> Result<(), NotAHeader> {
        headers.insert(HeaderName::from_static("etag"), HeaderValue::from_static(self.0));
        Ok(())
    }
}

/// An error with a cause.
#[derive(Debug)]
struct Broken(BoxError);

impl std::fmt::Display for Broken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("broken")
    }
}

impl std::error::Error for Broken {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

struct Note {
    text: Option<String>,
}
gatewright_runtime::headers! { Note { text "x-note" } }

enum Answer {
    Json,
    Unsendable,
    Problem,
    Text,
    Bytes,
    Headers,
    NoContent,
    NotModified,
    NoContentWithBody,
    Status(u16),
    Length,
    Panic,
}

impl IntoReply for Answer {
    fn into_reply(self) -> Reply {
        let body = "a".to_owned();
        match self {
            Self::Json => Reply::json(200, &body),
            Self::Unsendable => Reply::json(200, &body).headers(&Note { text: Some("two\nlines".to_owned()) }),
            Self::Problem => Reply::json_as(404, "application/problem+json", &body),
            Self::Text => Reply::text(200, "text/plain; charset=utf-8", "ä"),
            Self::Bytes => Reply::bytes(200, "image/png", &b"\x89PNG"[..]),
            Self::Headers => Reply::json(200, &body)
                .headers(&Etag("\"1\""))
                .header(HeaderName::from_static("link"), HeaderValue::from_static("<a>"))
                .header(HeaderName::from_static("link"), HeaderValue::from_static("<b>")),
            Self::Length => Reply::json(200, &body)
                .header(CONTENT_LENGTH, HeaderValue::from_static("7"))
                .header(TRANSFER_ENCODING, HeaderValue::from_static("gzip")),
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
            $(async fn $method(&self, (): (), _: Context) -> Result<Answer, Broken> { $answer })*
            async fn early(&self, (): (), _: Context) -> Result<Answer, Broken> { panic!("while the request is handled") }
        }

        fn service(manner: Manner) -> Service {
            Service::new(Answers, manner, "", [
                $(Route::new("GET", $path, Answers::$method),)*
                Route::new("GET", "/early", Answers::early),
                Route::new("HEAD", "/json", Answers::json),
                Route::new("HEAD", "/length", Answers::length),
            ])
        }
    };
}

struct Answers;

answers! {
    "/json" json Ok(Answer::Json),
    "/problem" problem Ok(Answer::Problem),
    "/text" text Ok(Answer::Text),
    "/bytes" bytes Ok(Answer::Bytes),
    "/headers" headers Ok(Answer::Headers),
    "/length" length Ok(Answer::Length),
    "/no-content" no_content Ok(Answer::NoContent),
    "/not-modified" not_modified Ok(Answer::NotModified),
    "/no-content-with-body" no_content_with_body Ok(Answer::NoContentWithBody),
    "/599" highest Ok(Answer::Status(599)),
    "/100" informational Ok(Answer::Status(100)),
    "/999" beyond Ok(Answer::Status(999)),
    "/panic" panic Ok(Answer::Panic),
    "/unsendable" unsendable Ok(Answer::Unsendable),
    "/broken" broken Err(Broken("s3cr3t".into())),
    "/unwritten" unwritten Err(Broken(NotImplemented.into())),
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
    // The one of the handler is not that of the body.
    check("GET /length", "200\ncontent-type: application/json\n\n\"a\"");
    check("HEAD /length", "200\ncontent-length: 7\ncontent-type: application/json\n\n");
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
    for path in ["/panic", "/early", "/broken", "/unsendable", "/100", "/999"] {
        let request = format!("GET {path}");
        check(&request, problem);
        let service = service(Manner::ApiGateway);
        assert_eq!(answer_of(&service, &request), gateway, "{path}");
        assert!(answer_of(&service, "GET /json").starts_with("200"), "the service lives on");
    }
}

#[test]
fn what_is_not_written_yet() {
    let (head, body) = ("501\ncontent-type: application/problem+json", "the operation is not implemented");
    let answer = answer_of(&service(Manner::Problem), "GET /unwritten");
    assert!(answer.starts_with(head) && answer.contains(body), "{answer}");
}

#[test]
fn rejections_in_words_of_ones_own() {
    fn worded(_: &Answers, rejection: &Rejection) -> Option<Reply> {
        let (operation, error) = (rejection.operation(), rejection.error().map(ToString::to_string));
        let text = format!("{:?} {:?} {error:?}", rejection.reason(), operation.map(|operation| operation.path));
        Some(Reply::text(418, "text/plain", text))
    }
    let routes = || [Route::new("GET", "/broken", Answers::broken)];
    let own = Setup::new(Answers, Manner::Problem, "", routes()).reject(worded).service();
    assert_eq!(answer_of(&own, "GET /x"), "418\ncontent-type: text/plain\n\nUnknownPath None None");
    let expected = "418\ncontent-type: text/plain\n\nFailure Some(\"/broken\") Some(\"broken\")";
    assert_eq!(answer_of(&own, "GET /broken"), expected);
    let typed = own.reject::<()>(|_| Some(Reply::empty(410)));
    assert_eq!(answer_of(&typed, "GET /broken"), "410\n\n\n", "that of the operation comes first");
    let broken = Setup::new(Answers, Manner::Problem, "", routes()).reject(|_, _| Some(Reply::empty(0))).service();
    assert!(answer_of(&broken, "GET /x").starts_with("404"), "one that can not be sent is replaced");
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

/// What gives the part of an API that answers is the implementer's code too.
#[tokio::test]
async fn a_part_that_panics_costs_its_own_request() {
    fn part(_: &Whole) -> &Answers {
        panic!("while the part is asked for")
    }
    struct Whole;

    let route = Route::new("GET", "/json", Answers::json).within(part);
    let service = Service::new(Whole, Manner::Problem, "", [route]);
    let request = http::Request::get("/json").body(gatewright_runtime::Bytes::new()).unwrap();
    assert_eq!(service.answer(request).await.status(), 500);
}
