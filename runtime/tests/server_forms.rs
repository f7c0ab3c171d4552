//! Forms, plain and of several parts, against typed requests.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use gatewright_runtime::server::{Input, Manner, Route};
use gatewright_runtime::{File, Style, Value, xml};
use serde_json::json;
use server::{Check, Echo, request};

request! { Form { body: Value = required Input::body_form().fields(&[("tags", Style::Form { explode: false }), ("deep", Style::DeepObject)]).required() } }
request! { Upload { body: Photo = multipart Input::body_multipart().required() } }
request! { MaybeUpload { body: Option<Photo> = optional_multipart Input::body_multipart() } }
#[derive(Debug)]
#[allow(dead_code, reason = "read by its debug form")]
struct Photo {
    width: i64,
    tags: Option<Vec<String>>,
    picture: File,
}

gatewright_runtime::multipart! { read Photo {
    text width "width",
    optional_text tags "tags",
    file picture "picture",
} }

request! { Gallery { body: Photos = multipart Input::body_multipart().required() } }

#[derive(Debug)]
#[allow(dead_code, reason = "read by its debug form")]
struct Photos {
    photos: Vec<File>,
    pages: Vec<File>,
}

gatewright_runtime::multipart! { read closed Photos {
    files photos "photos" of 1 to 2,
    files pages "pages" as "application/pdf" of 2 or none,
} }

request! { Rate { body: Rated = required Input::body_form().required() } }
request! { RateXml { body: Rated = required Input::body_xml("application/xml", &xml::ANY).required() } }
request! { RateParts { body: RatedParts = multipart Input::body_multipart().required() } }

#[derive(Debug)]
#[allow(dead_code, reason = "read by its debug form")]
struct Rated {
    by: Option<String>,
    stars: Option<i64>,
    place: Option<Option<i64>>,
    more: Option<Box<Rated>>,
}
gatewright_runtime::object! { both Rated {
    nullable by "by", nullable stars "stars", optional_nullable place "place", optional more "more",
} }

#[derive(Debug)]
#[allow(dead_code, reason = "read by its debug form")]
struct RatedParts {
    by: Option<String>,
    stars: Option<i64>,
    more: Option<Rated>,
    count: i64,
}
gatewright_runtime::multipart! { read RatedParts {
    text by "by", text stars "stars", json more "more", text count "count",
} }

fn routes() -> Vec<Route<Echo>> {
    vec![
        Route::new("POST", "/rate", Echo::show::<Rate>),
        Route::new("POST", "/rate-xml", Echo::show::<RateXml>),
        Route::new("POST", "/rate-parts", Echo::show::<RateParts>),
        Route::new("POST", "/gallery", Echo::show::<Gallery>),
        Route::new("POST", "/form", Echo::show::<Form>),
        Route::new("POST", "/upload", Echo::show::<Upload>),
        Route::new("POST", "/maybe-upload", Echo::show::<MaybeUpload>),
    ]
}

const CHECK: Check = Check(routes);

#[test]
fn forms() {
    let form = "POST /form\ncontent-type: application/x-www-form-urlencoded\n\n";
    for (body, json) in [
        ("a=1&b=x+y%26", json!({"a": "1", "b": "x y&"})),
        ("a=1&a=2", json!({"a": ["1", "2"]})),
        ("tags=x,y&tags=z", json!({"tags": ["x", "y", "z"]})),
        ("tags=x%2Cy", json!({"tags": ["x", "y"]})),
        ("deep[a][b]=1&deep[c]=2", json!({"deep": {"a": {"b": "1"}, "c": "2"}})),
        ("deep=1", json!({"deep": "1"})),
        ("deep=1&deep=2", json!({"deep": ["1", "2"]})),
        ("other[a]=1", json!({"other[a]": "1"})),
        // A form without fields is one.
        ("", json!({})),
    ] {
        CHECK.reads(&format!("{form}{body}"), &format!("Form {{ body: {json:?} }}"));
    }
}

/// A form has no null: what has to be there and may be null is left out, or left empty.
#[test]
fn nulls_of_forms() {
    let form = "POST /rate\ncontent-type: application/x-www-form-urlencoded\n\n";
    for (body, read) in [
        ("", "by: None, stars: None, place: None, more: None"),
        // An empty text is one.
        ("by=&stars=&place=", "by: Some(\"\"), stars: None, place: Some(None), more: None"),
    ] {
        CHECK.reads(&format!("{form}{body}"), &format!("Rate {{ body: Rated {{ {read} }} }}"));
    }
    let part =
        |name: &str, text: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
    let parts = |parts: &[String]| {
        format!("POST /rate-parts\ncontent-type: multipart/form-data; boundary=b\n\n{}--b--\r\n", parts.concat())
    };
    let none = "RateParts { body: RatedParts { by: None, stars: None, more: None, count: 1 } }";
    CHECK.reads(&parts(&[part("count", "1")]), none);
    CHECK.reads(&parts(&[part("count", "1"), part("stars", ""), part("more", "")]), none);
}

#[test]
fn null_is_written_where_it_can_be() {
    let form = "POST /rate\ncontent-type: application/x-www-form-urlencoded\n\n";
    let wrong = |pointer: &str, detail: &str| json!([{"in": "body", "pointer": pointer, "detail": detail}]);
    let number = "expected an integer of 64 bits, found the string \"x\"";
    CHECK.rejects(&format!("{form}stars=x"), 400, wrong("/stars", number));
    let xml = "POST /rate-xml\ncontent-type: application/xml\n\n";
    let missing = "expected a property `by`, found none";
    CHECK.rejects(&format!("{xml}<a><stars>1</stars></a>"), 400, wrong("", missing));
    let parts = "POST /rate-parts\ncontent-type: multipart/form-data; boundary=b\n\n--b--\r\n";
    CHECK.rejects(parts, 400, wrong("", "expected a property `count`, found none"));
}

#[test]
fn multipart_bodies() {
    let post = |parts: &[&str]| {
        let parts: Vec<_> =
            parts.iter().map(|part| format!("--b\r\nContent-Disposition: form-data; {part}\r\n")).collect();
        format!("POST /upload\ncontent-type: multipart/form-data; boundary=b\n\n{}--b--\r\n", parts.concat())
    };
    let picture = "name=picture; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG";
    CHECK.reads(
        &post(&["name=\"width\"\r\n\r\n7", "name=tags\r\n\r\nx", "name=tags\r\n\r\ny", picture]),
        "Upload { body: Photo { width: 7, tags: Some([\"x\", \"y\"]), picture: \
         File { file_name: Some(\"a.png\"), media_type: Some(\"image/png\"), bytes: b\"PNG\" } } }",
    );
    CHECK.reads("POST /maybe-upload", "MaybeUpload { body: None }");
    let error = |pointer: &str, detail: &str| json!([{"in": "body", "pointer": pointer, "detail": detail}]);
    let expected = "expected an integer of 64 bits, found the string \"x\"";
    CHECK.rejects(&post(&["name=width\r\n\r\nx", picture]), 400, error("/width", expected));
    CHECK.rejects(&post(&["name=width\r\n\r\n7"]), 400, error("", "expected a property `picture`, found none"));
    CHECK.rejects(
        "POST /upload\ncontent-type: multipart/form-data; boundary=b\n\nabc",
        400,
        error("", "found a malformed multipart body: incomplete multipart stream"),
    );
    CHECK.rejects(
        "POST /upload\ncontent-type: multipart/form-data\n\nabc",
        400,
        error("", "found no boundary: multipart boundary not found in Content-Type"),
    );
    CHECK.rejects("POST /upload\ncontent-type: multipart/mixed; boundary=b\n\nabc", 415, Value::Null);
}

#[test]
fn parts_are_counted() {
    let post = |path: &str, names: &[&str]| {
        let part = |name: &&str| format!("--b\r\nContent-Disposition: form-data; name={name}; filename=f\r\n\r\n1\r\n");
        let parts: String = names.iter().map(part).collect();
        format!("POST {path}\ncontent-type: multipart/form-data; boundary=b\n\n{parts}--b--\r\n")
    };
    let error = |pointer: &str, detail: &str| json!([{"in": "body", "pointer": pointer, "detail": detail}]);
    for taken in [&["photos"][..], &["photos", "photos"], &["pages", "photos", "pages", "pages"]] {
        let answer = CHECK.answer(Manner::Problem, &post("/gallery", taken));
        assert!(answer.starts_with("200"), "{taken:?} {answer}");
    }
    for (sent, pointer, detail) in [
        (&["pages", "pages"][..], "", "expected a property `photos`, found none"),
        (&["photos", "photos", "photos"], "/photos", "expected at most 2 parts, found 3"),
        (&["photos", "pages"], "/pages", "expected at least 2 parts, found 1"),
        (&["photos", "video"], "/video", "expected no such part, found one"),
    ] {
        CHECK.rejects(&post("/gallery", sent), 400, error(pointer, detail));
    }
    let twice = post("/upload", &["width", "picture", "picture"]);
    CHECK.rejects(&twice, 400, error("/picture", "expected one file, found 2 parts"));
}
