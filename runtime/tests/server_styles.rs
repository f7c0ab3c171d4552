//! What the runtime writes in a style, it reads back: every style in every place that has it.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

mod server;

use gatewright_runtime::server::{Input, Manner, Route, Service};
use gatewright_runtime::{Style, Value, style};
use serde_json::json;
use server::{Echo, answer_of, request};

/// Declares a request with one parameter for each style, and a check that sends one value in each.
macro_rules! styles {
    ($check:ident $request:ident $place:ident $shape:ident: $($style:expr),* $(,)?) => {
        #[track_caller]
        fn $check(value: &Value) {
            $({
                request! { $request { value: Value = required Input::$place("p-1").$shape($style).required() } }
                check::<$request>(stringify!($place), $style, value);
            })*
        }
    };
}

const FORM: Style = Style::Form { explode: false };
const FORM_EXPLODED: Style = Style::Form { explode: true };
const SIMPLE: Style = Style::Simple { explode: false };
const SIMPLE_EXPLODED: Style = Style::Simple { explode: true };
const LABEL: Style = Style::Label { explode: false };
const LABEL_EXPLODED: Style = Style::Label { explode: true };
const MATRIX: Style = Style::Matrix { explode: false };
const MATRIX_EXPLODED: Style = Style::Matrix { explode: true };

styles! { query_list Request query list: FORM, FORM_EXPLODED }
styles! { query_words Request query list: Style::SpaceDelimited, Style::PipeDelimited, Style::Tsv }
styles! { query_object Request query object: FORM, FORM_EXPLODED, Style::DeepObject }
styles! { path_list Request path list: SIMPLE, SIMPLE_EXPLODED, LABEL, LABEL_EXPLODED, MATRIX, MATRIX_EXPLODED }
styles! { query_list_or_one Request query list_or_one: FORM, FORM_EXPLODED, Style::SpaceDelimited, Style::PipeDelimited }
styles! { path_list_or_one Request path list_or_one: SIMPLE, SIMPLE_EXPLODED, LABEL, LABEL_EXPLODED, MATRIX, MATRIX_EXPLODED }
styles! { header_list_or_one Request header list_or_one: SIMPLE, SIMPLE_EXPLODED }
styles! { path_object Request path object: SIMPLE, SIMPLE_EXPLODED, LABEL, LABEL_EXPLODED, MATRIX, MATRIX_EXPLODED }
styles! { path_scalar Request path scalar: SIMPLE, LABEL, MATRIX }
styles! { cookie_list Request cookie list: FORM, FORM_EXPLODED }
styles! { cookie_object Request cookie object: FORM, FORM_EXPLODED }
styles! { header_list Request header list: SIMPLE, SIMPLE_EXPLODED }
styles! { header_object Request header object: SIMPLE, SIMPLE_EXPLODED }

#[track_caller]
fn check<R>(place: &str, used: Style, value: &Value)
where
    R: gatewright_runtime::server::FromRequest + std::fmt::Debug + Send + 'static,
{
    let request = match place {
        "query" => format!("GET /x?{}", style::query("p-1", value, used).join("&")),
        "path" => format!("GET /{}", style::path("p-1", value, used)),
        "cookie" => format!("GET /x\nCookie: {}", style::cookie("p-1", value, used).join("; ")),
        _ => format!("GET /x\nP-1: {}", style::header(value, used)),
    };
    let routes = [Route::new("GET", "/{p-1}", Echo::show::<R>)];
    let answer = answer_of(&Service::new(Echo, Manner::Problem, "", routes), &request);
    let expected = format!("200\ncontent-type: text/plain\n\nRequest {{ value: {value:?} }}");
    assert_eq!(answer, expected, "{request}");
}

#[test]
fn lists() {
    for value in [json!(["a", "b"]), json!(["a"]), json!(["", "x"]), json!(["ä%2C", "?&=#+", "/", "%", "\"\\"])] {
        query_list(&value);
        query_words(&value);
        path_list(&value);
        cookie_list(&value);
    }
    for value in [json!(["a,b", "c;d=e"]), json!(["a b", "c|d", "\t"])] {
        query_list(&value);
        path_list(&value);
        cookie_list(&value);
    }
    header_list(&json!(["a", "b c", "%2C;=\"x\""]));
}

/// A text alone is the same as a list of it, and is read as the text.
#[test]
fn lists_or_one() {
    for value in [json!(["a", "b"]), json!("a")] {
        query_list_or_one(&value);
        path_list_or_one(&value);
        header_list_or_one(&value);
    }
    query_list_or_one(&json!("?&=#+,/%"));
}

/// A text alone that is only fit for a list is a list.
#[test]
fn one_that_is_a_list() {
    request! { Numbers { value: Vec<i64> = required Input::query("p").list_or_one(FORM).required() } }
    let answer = |query: &str| {
        let routes = [Route::new("GET", "/x", Echo::show::<Numbers>)];
        answer_of(&Service::new(Echo, Manner::Problem, "", routes), &format!("GET /x?{query}"))
    };
    for (query, expected) in [("p=1", "[1]"), ("p=1,2", "[1, 2]"), ("p=1%2C2", "[1, 2]")] {
        assert_eq!(
            answer(query),
            format!("200\ncontent-type: text/plain\n\nNumbers {{ value: {expected} }}"),
            "{query}"
        );
    }
}

/// What may be an object or a value is the value where it is there by its own name.
#[test]
fn one_that_is_no_object() {
    request! { Range { value: Value = required Input::query("p").object(Style::DeepObject).required() } }
    for (query, value) in
        [("p=a%26", json!("a&")), ("p=", json!("")), ("p=a&p=b", json!(["a", "b"])), ("p[x]=1", json!({"x": "1"}))]
    {
        let routes = [Route::new("GET", "/x", Echo::show::<Range>)];
        let answer = answer_of(&Service::new(Echo, Manner::Problem, "", routes), &format!("GET /x?{query}"));
        assert_eq!(answer, format!("200\ncontent-type: text/plain\n\nRange {{ value: {value:?} }}"), "{query}");
    }
}

#[test]
fn objects() {
    for value in [json!({"G": "200", "R": "100"}), json!({"a b": "ä,", "c;": "%2C&=#+/?"}), json!({"x": ""})] {
        query_object(&value);
        path_object(&value);
        cookie_object(&value);
    }
    header_object(&json!({"R": "100", "G": "a b%"}));
}

#[test]
fn scalars() {
    for value in ["a", "a.b", "+", "/", "%2F", "a,b;c=d", "..", "ä ö", "*-_~!$&'()@:"] {
        path_scalar(&json!(value));
    }
}
