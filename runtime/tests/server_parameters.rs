//! Parameters as they are sent against typed requests, in every place and style.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use gatewright_runtime::server::{Input, Route};
use gatewright_runtime::{Style, Value};
use serde_json::json;
use server::{Check, Echo, request};

const CSV: Style = Style::Form { explode: false };
const REPEATED: Style = Style::Form { explode: true };

request! { Scalars {
    id: i64 = required Input::path("id"),
    name: String = required Input::query("name").required(),
    limit: Option<i64> = optional Input::query("limit"),
    ratio: Option<f64> = optional Input::query("ratio"),
    trace: Option<String> = optional Input::header("X-Trace"),
    session: Option<String> = optional Input::cookie("session"),
    near: Option<Value> = optional Input::query("near").json(),
} }

request! { Lists {
    repeated: Option<Vec<String>> = optional Input::query("repeated").list(REPEATED),
    form: Option<Vec<String>> = optional Input::query("form").list(CSV),
    numbers: Option<Vec<i64>> = optional Input::query("numbers").list(CSV),
    csv: Option<Vec<String>> = optional Input::query("csv").list(Style::Form { explode: false }),
    multi: Option<Vec<i64>> = optional Input::query("multi").list(Style::Form { explode: true }),
    spaces: Option<Vec<String>> = optional Input::query("spaces").list(Style::SpaceDelimited),
    pipes: Option<Vec<String>> = optional Input::query("pipes").list(Style::PipeDelimited),
    tabs: Option<Vec<String>> = optional Input::query("tabs").list(Style::Tsv),
    header: Option<Vec<String>> = optional Input::header("X-List").list(Style::Simple { explode: false }),
    cookie: Option<Vec<String>> = optional Input::cookie("list").list(CSV),
} }

request! { Objects {
    deep: Option<Value> = optional Input::query("deep").object(Style::DeepObject),
    form: Option<Value> = optional Input::query("form").object(CSV),
    header: Option<Value> = optional Input::header("X-Object").object(Style::Simple { explode: true }),
    rest: Option<Value> = optional Input::query("rest").object(REPEATED),
    cookies: Option<Value> = optional Input::cookie("cookies").object(REPEATED),
} }

request! { Label {
    list: Vec<String> = required Input::path("list").list(Style::Label { explode: false }),
    numbers: Vec<i64> = required Input::path("numbers").list(Style::Label { explode: false }),
    object: Value = required Input::path("object").object(Style::Label { explode: false }),
    form: Vec<i64> = required Input::path("form").list(REPEATED),
} }

request! { Paths {
    simple: Vec<String> = required Input::path("simple").list(Style::Simple { explode: false }),
    label: Vec<i64> = required Input::path("label").list(Style::Label { explode: true }),
    matrix: Vec<i64> = required Input::path("matrix").list(Style::Matrix { explode: true }),
    object: Value = required Input::path("object").object(Style::Matrix { explode: true }),
    version: i64 = required Input::path("version").scalar(Style::Matrix { explode: false }),
} }

request! { Proxy { proxy: String = required Input::path("proxy") } }

fn routes() -> Vec<Route<Echo>> {
    vec![
        Route::new("GET", "/scalars/{id}", Echo::show::<Scalars>),
        Route::new("GET", "/lists", Echo::show::<Lists>),
        Route::new("GET", "/objects", Echo::show::<Objects>),
        Route::new("GET", "/paths/{simple}/{label}/{matrix}/{object}/{version}", Echo::show::<Paths>),
        Route::new("GET", "/label/{list}/{numbers}/{object}/{form}", Echo::show::<Label>),
        Route::new("GET", "/proxy/{proxy+}", Echo::show::<Proxy>),
    ]
}

const CHECK: Check = Check(routes);

#[test]
fn scalars() {
    CHECK.reads(
        "GET /scalars/7?name=a",
        "Scalars { id: 7, name: \"a\", limit: None, ratio: None, trace: None, session: None, near: None }",
    );
    CHECK.reads(
        "GET /scalars/%2D7?x=y&name=a+b%2Bc&limit=3&ratio=1e3&near=%7B%22x%22%3A1%7D\nX-Trace:  t 1 \nCookie: a=b; session=\"s%20t\"",
        "Scalars { id: -7, name: \"a b+c\", limit: Some(3), ratio: Some(1000.0), trace: Some(\"t 1\"), \
         session: Some(\"s t\"), near: Some(Object {\"x\": Number(1)}) }",
    );
    CHECK.reads(
        "GET /scalars/7?name",
        "Scalars { id: 7, name: \"\", limit: None, ratio: None, trace: None, session: None, near: None }",
    );
}

#[test]
fn scalars_that_do_not_fit() {
    let error = |place: &str, name: &str, detail: &str| json!([{"in": place, "name": name, "detail": detail}]);
    CHECK.rejects(
        "GET /scalars/x?name=a",
        400,
        error("path", "id", "expected an integer of 64 bits, found the string \"x\""),
    );
    CHECK.rejects(
        "GET /scalars/7?name=a&limit=abc",
        400,
        error("query", "limit", "expected an integer of 64 bits, found the string \"abc\""),
    );
    CHECK.rejects(
        "GET /scalars/7?name=a&limit=",
        400,
        error("query", "limit", "expected an integer of 64 bits, found the string \"\""),
    );
    CHECK.rejects("GET /scalars/7?name=%FF", 400, error("query", "name", "found text that is not UTF-8"));
    CHECK.rejects("GET /scalars/7", 400, error("query", "name", "is required"));
    CHECK.rejects("GET /scalars/7?name=a&n%61me=b", 400, error("query", "name", "found 2 values instead of one"));
    CHECK.rejects("GET /scalars/7?name=a&near=1&near=2", 400, error("query", "near", "found 2 values instead of one"));
    CHECK.rejects(
        "GET /scalars/7?name=a&near=%7B",
        400,
        error("query", "near", "found text that is not JSON: EOF while parsing an object at line 1 column 1"),
    );
    CHECK.gateway_says(
        "GET /scalars/7?name=a&limit=abc",
        400,
        "BadRequestException",
        "Invalid request parameters: [limit]",
    );
}

#[test]
fn lists() {
    for (query, expected) in [
        ("?repeated=a&repeated=b%2Cc,d", "repeated: Some([\"a\", \"b,c,d\"])"),
        ("?repeated=", "repeated: Some([\"\"])"),
        ("?form=a,b%2Cc", "form: Some([\"a\", \"b,c\"])"),
        ("?form=a%2Cb", "form: Some([\"a,b\"])"),
        ("?form=", "form: Some([])"),
        ("?numbers=1,2", "numbers: Some([1, 2])"),
        // Many clients encode the commas; where one item can not be meant, several are.
        ("?numbers=1%2C2", "numbers: Some([1, 2])"),
        ("?csv=a,b", "csv: Some([\"a\", \"b\"])"),
        ("?multi=1&multi=2", "multi: Some([1, 2])"),
        ("?spaces=a%20b+c", "spaces: Some([\"a\", \"b\", \"c\"])"),
        ("?pipes=a|b%7Cc", "pipes: Some([\"a\", \"b\", \"c\"])"),
        ("?tabs=a%09b", "tabs: Some([\"a\", \"b\"])"),
        ("\nX-List: a, b\nX-List: c", "header: Some([\"a\", \"b\", \"c\"])"),
        ("\nCookie: list=a,b%2Cc", "cookie: Some([\"a\", \"b,c\"])"),
    ] {
        let names = ["repeated", "form", "numbers", "csv", "multi", "spaces", "pipes", "tabs", "header", "cookie"];
        let fields = names.map(|name| {
            let given = expected.split(':').next() == Some(name);
            if given { expected.to_owned() } else { format!("{name}: None") }
        });
        CHECK.reads(&format!("GET /lists{query}"), &format!("Lists {{ {} }}", fields.join(", ")));
    }
}

#[test]
fn objects() {
    for (query, expected) in [
        ("?deep[a]=1&deep[b][c]=2&deep[b][d]=3", json!({"deep": {"a": "1", "b": {"c": "2", "d": "3"}}})),
        ("?deep%5Ba%5D=x%20y", json!({"deep": {"a": "x y"}})),
        ("?form=R,100,G,200", json!({"form": {"R": "100", "G": "200"}})),
        ("\nX-Object: R=100, G=200", json!({"header": {"R": "100", "G": "200"}})),
        ("\nCookie: R=100; G=%32", json!({"cookies": {"R": "100", "G": "2"}})),
        (
            "?x=1&y=2&y=3&form=a,b&deep[c]=d",
            json!({"deep": {"c": "d"}, "form": {"a": "b"}, "rest": {"x": "1", "y": ["2", "3"]}}),
        ),
    ] {
        let field = |name: &&str| format!("{name}: {:?}", expected.get(name));
        let fields: Vec<_> = ["deep", "form", "header", "rest", "cookies"].iter().map(field).collect();
        CHECK.reads(&format!("GET /objects{query}"), &format!("Objects {{ {} }}", fields.join(", ")));
    }
    let twice = json!([{"in": "query", "name": "form", "detail": "found 2 values instead of one"}]);
    CHECK.rejects("GET /objects?form=R,100&form=G,200", 400, twice);
    let odd = json!([{"in": "query", "name": "form", "detail": "found a name without a value"}]);
    CHECK.rejects("GET /objects?form=R,100,G", 400, odd);
}

#[test]
fn paths() {
    CHECK.reads(
        "GET /paths/a,b%2Cc/.1.2/;matrix=1;matrix=2/;x=1;y=z/;version=3",
        "Paths { simple: [\"a\", \"b,c\"], label: [1, 2], matrix: [1, 2], \
         object: Object {\"x\": String(\"1\"), \"y\": String(\"z\")}, version: 3 }",
    );
    // Older versions of the specification separate by dots what newer ones separate by commas; a
    // path has no style `form`.
    let expected = "Label { list: [\"a.b\", \"c\"], numbers: [1, 2], \
                    object: Object {\"x\": String(\"1\")}, form: [3, 4] }";
    CHECK.reads("GET /label/.a.b,c/.1.2/.x.1/3,4", expected);
    CHECK.reads("GET /label/.a.b,c/.1,2/.x,1/3,4", expected);
    CHECK.reads("GET /proxy/a/b%2Fc/d", "Proxy { proxy: \"a/b/c/d\" }");
}

#[test]
fn paths_without_the_prefix_of_their_style() {
    for (path, name, prefix) in [
        ("/paths/a/1.2/;matrix=1/;x=1/;version=3", "label", "."),
        ("/paths/a/.1/1/;x=1/;version=3", "matrix", ";matrix="),
        ("/paths/a/.1/;matrixes=1/;x=1/;version=3", "matrix", ";matrix="),
        ("/paths/a/.1/;matrix=1/x=1/;version=3", "object", ";"),
        ("/paths/a/.1/;matrix=1/;x=1/3", "version", ";version="),
        ("/label/a/.1/.x.1/3", "list", "."),
    ] {
        let detail = format!("found text that does not begin with `{prefix}`");
        CHECK.rejects(&format!("GET {path}"), 400, json!([{"in": "path", "name": name, "detail": detail}]));
    }
}
