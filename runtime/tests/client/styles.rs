use super::rt;
use rt::style::{self, Style};
use serde_json::{Value, json};

fn values() -> [(&'static str, Value); 4] {
    [
        ("empty", json!("")),
        ("string", json!("blue")),
        ("array", json!(["blue", "bl,ack"])),
        ("object", json!({"R": 100, "G": "2=0"})),
    ]
}

#[track_caller]
fn check(write: impl Fn(&Value) -> String, expected: [&str; 4]) {
    for ((kind, value), expected) in values().iter().zip(expected) {
        assert_eq!(write(value), expected, "of {kind}");
    }
}

#[test]
fn in_paths() {
    let path = |style| move |value: &Value| style::path("color", value, style);
    check(path(Style::Simple { explode: false }), ["", "blue", "blue,bl%2Cack", "R,100,G,2%3D0"]);
    check(path(Style::Simple { explode: true }), ["", "blue", "blue,bl%2Cack", "R=100,G=2%3D0"]);
    check(path(Style::Label { explode: false }), [".", ".blue", ".blue,bl%2Cack", ".R,100,G,2%3D0"]);
    check(path(Style::Label { explode: true }), [".", ".blue", ".blue.bl%2Cack", ".R=100.G=2%3D0"]);
    check(
        path(Style::Matrix { explode: false }),
        [";color", ";color=blue", ";color=blue,bl%2Cack", ";color=R,100,G,2%3D0"],
    );
    check(
        path(Style::Matrix { explode: true }),
        [";color", ";color=blue", ";color=blue;color=bl%2Cack", ";R=100;G=2%3D0"],
    );
    check(path(Style::PipeDelimited), ["", "blue", "blue%7Cbl%2Cack", "R%7C100%7CG%7C2%3D0"]);
}

#[test]
fn in_queries() {
    let query = |style| move |value: &Value| style::query("color", value, style).join("&");
    check(
        query(Style::Form { explode: false }),
        ["color=", "color=blue", "color=blue,bl%2Cack", "color=R,100,G,2%3D0"],
    );
    check(query(Style::Form { explode: true }), ["color=", "color=blue", "color=blue&color=bl%2Cack", "R=100&G=2%3D0"]);
    check(query(Style::SpaceDelimited), ["color=", "color=blue", "color=blue%20bl%2Cack", "color=R%20100%20G%202%3D0"]);
    check(query(Style::PipeDelimited), ["color=", "color=blue", "color=blue%7Cbl%2Cack", "color=R%7C100%7CG%7C2%3D0"]);
    check(query(Style::Tsv), ["color=", "color=blue", "color=blue%09bl%2Cack", "color=R%09100%09G%092%3D0"]);
    let deep =
        ["color=", "color=blue", "color%5B0%5D=blue&color%5B1%5D=bl%2Cack", "color%5BR%5D=100&color%5BG%5D=2%3D0"];
    check(query(Style::DeepObject), deep);
}

#[test]
fn in_headers_nothing_is_encoded() {
    check(|value| style::header(value, Style::Simple { explode: false }), ["", "blue", "blue,bl,ack", "R,100,G,2=0"]);
    check(|value| style::header(value, Style::Simple { explode: true }), ["", "blue", "blue,bl,ack", "R=100,G=2=0"]);
    assert_eq!(style::header(&json!(["a", "b"]), Style::PipeDelimited), "a|b");
}

#[test]
fn in_cookies() {
    let cookie = |style| move |value: &Value| style::cookie("color", value, style).join("; ");
    check(cookie(Style::Form { explode: false }), ["color=", "color=blue", "color=blue,bl%2Cack", "color=R,100,G,2=0"]);
    check(
        cookie(Style::Form { explode: true }),
        ["color=", "color=blue", "color=blue; color=bl%2Cack", "R=100; G=2=0"],
    );
}

#[test]
fn empty_lists_and_nulls() {
    let form = |value: Value, explode| style::query("x", &value, Style::Form { explode }).join("&");
    assert_eq!(form(json!([]), true), "");
    assert_eq!(form(json!([]), false), "x=");
    assert_eq!(form(json!({"a": null, "b": [1, 2]}), true), "b=1&b=2");
    assert_eq!(form(json!(null), true), "x=");
    assert_eq!(
        style::query("x", &json!({"a": {"b": [{"c": 1}], "n": null}}), Style::DeepObject).join("&"),
        "x%5Ba%5D%5Bb%5D%5B0%5D%5Bc%5D=1"
    );
}

#[test]
fn forms_are_read_back() {
    let value = json!({"a": "b c+&", "list": ["1", "2"], "e": ""});
    assert_eq!(style::read_form(&style::form(&value, &[])), value);
    assert_eq!(style::read_form("a=1+2&b&&c=%zz"), json!({"a": "1 2", "b": "", "c": "%zz"}));
}
