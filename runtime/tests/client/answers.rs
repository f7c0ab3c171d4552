use std::collections::BTreeMap;

use super::credentials::block_on;
use super::loopback::Server;
use super::rt;
use rt::Bytes;
use rt::client::{Answer, Core, Error, NoError, Outcome, Request, Response};
use rt::serde_json::{Value, json};

fn operation(core: &Core) -> Request {
    core.request("GET", "/calc")
}

/// Sends a call to a server that gives the answer.
pub fn ask<T, E, H: rt::FromHeaders>(
    server: &Server,
    read: fn(&Answer) -> Outcome<T, E>,
) -> Result<Response<T, H>, Error<E>> {
    block_on(operation(&Core::new(&server.url)).send::<T, E, H>(read))
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Headers {
    operator: Option<String>,
    operand: Option<f64>,
}
rt::headers! { Headers { operator "operator", operand "operand_1" } }

#[derive(Clone, Debug)]
struct Output {
    c: Option<f64>,
}
rt::object! { both Output { optional c "c" } }

struct Lenient(Core);

impl rt::client::FromCore for Lenient {
    fn from_core(core: Core) -> Self {
        Self(core)
    }
}

#[test]
fn lenient_clients_leave_out_what_does_not_fit() {
    let server = Server::with("200 OK", "content-type: application/json\r\n", r#"[{"c":[{"d":1}]},{"c":3}]"#);
    let strict = ask::<Vec<Output>, NoError, ()>(&server, |answer| answer.json());
    assert!(strict.unwrap_err().to_string().contains("expected a number, found an array at `$[0].c`"));
    // A server responds once.
    let server = Server::with("200 OK", "content-type: application/json\r\n", r#"[{"c":[{"d":1}]},{"c":3}]"#);
    let client: Lenient = rt::client::Builder::new(&server.url).lenient().build();
    let sending = operation(&client.0).send::<Vec<Output>, NoError, ()>(|answer| answer.json());
    let response = block_on(sending).unwrap();
    assert_eq!(response.iter().map(|output| output.c).collect::<Vec<_>>(), [None, Some(3.0)]);
    let departures: Vec<String> = response.departures().iter().map(ToString::to_string).collect();
    assert_eq!(departures, ["a value that does not fit is left out at `$[0].c`"]);
}

#[test]
fn what_is_documented_as_a_string_is_text_whatever_comes() {
    let server = Server::with("200 OK", "content-type: application/json\r\n", r#"{"ready": true}"#);
    let read = ask::<String, NoError, ()>(&server, |answer| answer.json());
    assert_eq!(*read.unwrap(), r#"{"ready": true}"#);
    // A string within another value has to be one.
    assert!(ask::<Vec<String>, NoError, ()>(&Server::with("200 OK", "", "[1]"), |answer| answer.json()).is_err());
}

#[test]
fn a_success_has_value_headers_and_all_that_came() {
    let headers = "content-type: application/json\r\noperator: +\r\noperand_1: 1.5\r\nx-amzn-requestid: r-1\r\n";
    let server = Server::with("200 OK", headers, r#"{"c":3}"#);
    let answer: Response<Output, Headers> = ask::<_, NoError, _>(&server, |answer| answer.json()).unwrap();
    assert_eq!(answer.c, Some(3.0));
    assert_eq!(answer.status(), 200);
    assert_eq!(*answer.headers(), Headers { operator: Some("+".to_owned()), operand: Some(1.5) });
    assert_eq!(answer.raw_headers()["operator"], "+");
    assert_eq!(answer.raw_body(), r#"{"c":3}"#);
    assert_eq!(answer.request_id(), Some("r-1"));
    assert!(format!("{answer:?}").contains("Output"));
    assert_eq!(answer.into_inner(), Output { c: Some(3.0) });
    assert!(server.asked().starts_with("GET /calc HTTP/1.1\r\n"));
}

#[test]
fn bodies_of_all_kinds() {
    let text = |headers: &str, body: &str| {
        let answer = ask::<String, NoError, ()>(&Server::with("200 OK", headers, body), |answer| answer.text());
        answer.unwrap().into_inner()
    };
    assert_eq!(text("", "héllo"), "héllo");
    assert_eq!(text("content-type: text/plain\r\n", "\u{feff}x"), "x");
    let latin = Server::answering(
        &b"HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=ISO-8859-1\r\ncontent-length: 2\r\n\r\n\xe9!"[..],
    );
    assert_eq!(*ask::<String, NoError, ()>(&latin, |answer| answer.text()).unwrap(), "é!");
    let bytes = ask::<Bytes, NoError, ()>(&Server::with("200 OK", "", "\u{0}1"), |answer| answer.bytes());
    assert_eq!(*bytes.unwrap(), "\u{0}1");
    let empty = ask::<(), NoError, ()>(&Server::with("204 No Content", "", ""), |answer| answer.empty());
    assert_eq!(empty.unwrap().status(), 204);
    let form = Server::with("200 OK", "content-type: application/x-www-form-urlencoded\r\n", "c=1.5&d=x");
    assert_eq!(ask::<Output, NoError, ()>(&form, |answer| answer.json()).unwrap().c, Some(1.5));
    let marked = Server::with("200 OK", "", "\u{feff}{}");
    assert_eq!(ask::<Output, NoError, ()>(&marked, |answer| answer.json()).unwrap().c, None);
}

#[test]
fn no_body_is_null_to_what_may_be_null() {
    let value = ask::<Option<Output>, NoError, ()>(&Server::with("200 OK", "", " \n"), |answer| answer.json());
    assert_eq!(value.unwrap().into_inner(), None);
}

#[test]
fn what_is_tolerated_is_told() {
    let list = |body: &str| {
        let answer =
            ask::<Vec<Vec<i64>>, NoError, ()>(&Server::with("200 OK", "", body), |answer| answer.json()).unwrap();
        answer.departures().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(list("[[1],null]"), ["null reads as an empty array at `$[1]`"]);
    assert_eq!(list("[[1]]"), <[String; 0]>::default());
    // A body that is missing is no empty list.
    assert!(ask::<Vec<i64>, NoError, ()>(&Server::with("200 OK", "", ""), |answer| answer.json()).is_err());
}

#[test]
fn what_may_be_any_object_is_one_whatever_comes() {
    fn read<T: rt::FromJson>(media: &str, body: &str) -> Result<(T, Vec<String>), String> {
        let headers = if media.is_empty() { String::new() } else { format!("content-type: {media}\r\n") };
        let server = Server::with("200 OK", &headers, body);
        let response = ask::<T, NoError, ()>(&server, |answer| answer.json()).map_err(|error| error.to_string())?;
        assert_eq!(response.raw_body(), body);
        let departures = response.departures().iter().map(ToString::to_string).collect();
        Ok((response.into_inner(), departures))
    }
    type Open = BTreeMap<String, Value>;
    let noted = |what: &str| vec![format!("{what} at `$`")];
    let empty = Ok((Open::new(), noted("a body of `application/xml` reads as an empty object")));
    assert_eq!(read::<Open>("application/xml; charset=utf-8", "<a/>"), empty);
    assert_eq!(read::<Open>("text/plain", "1").unwrap().1, noted("a body of `text/plain` reads as an empty object"));
    assert_eq!(read::<Open>("", "done").unwrap().1, noted("a body without a media type reads as an empty object"));
    assert_eq!(read::<Open>("application/json", "").unwrap().1, noted("no body reads as an empty object"));
    let nullable = read::<Option<Open>>("application/xml", "<a/>").unwrap();
    assert_eq!(nullable.0, Some(Open::new()));
    let any = Ok((json!("<a/>"), noted("a body of `application/xml` reads as text")));
    assert_eq!(read::<Value>("application/xml", "<a/>"), any);
    // What claims to be JSON has to be some, and a document that says more is to be kept.
    assert!(read::<Open>("application/json", "<a/>").unwrap_err().contains("not JSON"));
    assert!(read::<Open>("application/hal+json", "[]").unwrap_err().contains("expected an object"));
    assert!(read::<Output>("application/xml", "<a/>").unwrap_err().contains("not JSON"));
    assert!(read::<BTreeMap<String, String>>("application/xml", "<a/>").unwrap_err().contains("not JSON"));
    assert!(read::<BTreeMap<String, Open>>("", "").unwrap_err().contains("an empty body"));
    // JSON is JSON whatever it is called.
    let object = Ok((Open::from([("a".to_owned(), json!(1))]), Vec::new()));
    assert_eq!(read::<Open>("text/plain", r#"{"a":1}"#), object);
}

#[derive(Clone, Debug, PartialEq)]
enum Success {
    Json(Output),
    Csv(String),
    Image(Bytes),
    Accepted,
}

#[test]
fn several_successes_are_told_apart() {
    let read = |status: &str, headers: &str, body: &str| {
        let server = Server::with(status, headers, body);
        let answer = ask::<Success, NoError, ()>(&server, |answer| match answer.status() {
            200 if answer.is_media("text/csv") => answer.text_as(Success::Csv),
            200 if answer.is_media("image/*") => answer.bytes_as(Success::Image),
            200 => answer.json_as(Success::Json),
            202 => answer.empty_as(Success::Accepted),
            _ => answer.failure(),
        });
        answer.map(Response::into_inner).map_err(|error| error.to_string())
    };
    assert_eq!(read("200 OK", "content-type: application/json\r\n", "{}"), Ok(Success::Json(Output { c: None })));
    assert_eq!(read("200 OK", "content-type: Text/CSV; charset=utf-8\r\n", "a,b"), Ok(Success::Csv("a,b".to_owned())));
    assert_eq!(read("200 OK", "content-type: image/png\r\n", "P"), Ok(Success::Image(Bytes::from_static(b"P"))));
    assert_eq!(read("202 Accepted", "", ""), Ok(Success::Accepted));
    // An undocumented success is the documented one that its body fits.
    assert_eq!(read("299 Odd", "", "{\"c\":1}"), Ok(Success::Json(Output { c: Some(1.0) })));
    assert_eq!(read("299 Odd", "", "what?"), Ok(Success::Accepted));
}

#[test]
fn media_types_are_compared_as_such() {
    let is = |sent: &str, documented: &'static str| {
        let server = Server::with("200 OK", &format!("content-type: {sent}\r\n"), "");
        let answer = ask::<Bytes, NoError, ()>(&server, |answer| answer.bytes()).unwrap();
        answer.raw().is_media(documented)
    };
    assert!(is("application/json; charset=utf-8", "application/json"));
    assert!(is("Application/JSON", "application/json"));
    assert!(is("application/json;version=1", "application/json; version=1"));
    assert!(!is("application/json", "application/json; version=1"));
    assert!(is("text/x", "text/*") && is("text/x", "*/*") && !is("textual/x", "text/*"));
    assert!(!is("application/problem+json", "application/json"));
}
