//! What odd but readable texts mean, and what is said about them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use gatewright_document::{Document, Map, Number, Value, Version};
use serde_json::json;

fn document(name: &str, text: &str) -> Document {
    Document::from_text(name, text).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

/// What `x` is in a YAML document.
#[track_caller]
fn check_yaml(x: &str, expected: serde_json::Value) {
    let document = document("a.yaml", &format!("openapi: 3.0.3\nx: {x}\n"));
    let found = document.root().value().get("x").cloned().unwrap_or_default();
    assert_eq!(found, Value::from(expected), "{x}");
    assert_eq!(document.report().one_line(), [""; 0]);
}

/// What is said about a text that is read.
#[track_caller]
fn check_remarks(name: &str, text: &str, expected: &[&str]) {
    assert_eq!(document(name, text).report().one_line(), expected);
}

#[test]
fn yaml_core_schema() {
    check_yaml(
        "[true, True, TRUE, false, ~, null, Null, NULL]",
        json!([true, true, true, false, null, null, null, null]),
    );
    check_yaml("", json!(null));
    check_yaml("[yes, no, on, off, y, n]", json!(["yes", "no", "on", "off", "y", "n"]));
    check_yaml("[0o17, 0x1F, 12, -12, +12, 1e3, .5, 1.]", json!([15, 31, 12, -12, 12, 1000.0, 0.5, 1.0]));
    check_yaml("[017, 1_000, 08, 1:30, 0b11]", json!(["017", "1_000", "08", "1:30", "0b11"]));
    check_yaml(
        "[2020-01-01, 2020-01-01T00:00:00Z, =, 1.2.3]",
        json!(["2020-01-01", "2020-01-01T00:00:00Z", "=", "1.2.3"]),
    );
    check_yaml("['1', \"true\", '~', '']", json!(["1", "true", "~", ""]));
    check_yaml("\"\\u00e9 \\U0001F600 \\x41\"", json!("é 😀 A"));
    check_yaml("|\n  a\n  b\n", json!("a\nb\n"));
    check_yaml(">-\n  a\n  b\n", json!("a b"));
    check_yaml("!!str 12", json!("12"));
    check_yaml("!!int '12'", json!(12));
}

#[test]
fn keys_are_text() {
    check_yaml(
        "{200: a, 1.10: b, true: c, null: d, ~: e, 0o17: f, 4XX: g}",
        json!({"200": "a", "1.10": "b", "true": "c", "null": "d", "~": "e", "0o17": "f", "4XX": "g"}),
    );
    check_yaml("\n  ? a\n  : b\n", json!({"a": "b"}));
}

#[test]
fn anchors_and_merges() {
    let text = "openapi: 3.0.3\nbase: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\nx:\n  <<: *base\n  b: 5\ny:\n  b: 6\n  <<: [*base, *more]\nz: *base\n";
    let document = document("a.yaml", text);
    let root = document.root();
    assert_eq!(root.get("x").unwrap().value().to_json(), json!({"a": 1, "b": 5}));
    assert_eq!(root.get("y").unwrap().value().to_json(), json!({"a": 1, "b": 6, "c": 4}));
    assert_eq!(root.get("z").unwrap().value().to_json(), json!({"a": 1, "b": 2}));
    let place =
        |node: Option<gatewright_document::Node<'_>>| document.locate(node.unwrap().origin()).unwrap().to_string();
    assert_eq!(place(root.get("x").and_then(|x| x.get("a"))), "a.yaml:2:17");
    assert_eq!(place(root.get("y").and_then(|y| y.get("c"))), "a.yaml:3:23");
    assert_eq!(place(root.get("z")), "a.yaml:10:4");
    assert_eq!(place(root.get("z").and_then(|z| z.get("b"))), "a.yaml:2:23");
}

#[test]
fn numbers_of_any_size() {
    for (text, kept) in [
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709552000", "18446744073709552000"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("340282366920938463463374607431768211456", "340282366920938463463374607431768211456"),
        ("99999999999999999999999999999999999999999999", "99999999999999999999999999999999999999999999"),
        ("0.12345678901234567890123", "0.12345678901234567890123"),
        ("1.7976931348623157e308", "1.7976931348623157e308"),
        ("9007199254740993.0", "9007199254740993.0"),
        ("0.1", "0.1"),
        ("1.0", "1.0"),
    ] {
        for (name, document_text) in [
            ("a.json", format!("{{\"openapi\": \"3.0.3\", \"x\": [{text}]}}")),
            ("a.yaml", format!("openapi: 3.0.3\nx:\n- {text}\n")),
        ] {
            let document = document(name, &document_text);
            let number = document.root().get("x").unwrap().items().next().unwrap();
            let number: &Number = number.value().as_number().unwrap();
            assert_eq!(number.text(), kept, "{name}");
            assert_eq!(document.report().one_line(), [""; 0]);
        }
    }
}

#[test]
fn json_is_not_read_as_yaml() {
    let text = r#"{"openapi": "3.0.3", "x": "\ud83d\ude00 \/ \u007f", "y": "a	b"}"#.replace("a\tb", "a\\tb");
    for name in ["a.json", "a.yaml", "a"] {
        let document = document(name, &text);
        assert_eq!(document.root().get("x").unwrap().as_str(), Some("😀 / \u{7f}"), "{name}");
        assert_eq!(document.root().get("y").unwrap().as_str(), Some("a\tb"), "{name}");
    }
}

#[test]
fn encodings() {
    let text = "{\"openapi\": \"3.0.3\", \"x\": \"ü\"}";
    let marked = format!("\u{feff}{text}");
    let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = Document::from_bytes("a.json", utf16).unwrap();
    assert_eq!(found.root().get("x").unwrap().as_str(), Some("ü"));
    assert_eq!(
        found.report().one_line(),
        ["a.json:1:1: warning[other-encoding]: the file is UTF-16 (save it as UTF-8, which other tools expect)"]
    );
    let found = document("a.json", &marked);
    assert_eq!(found.locate(found.root().get("x").unwrap().origin()).unwrap().column, 27);
    check_remarks("a.yaml", "\u{feff}openapi: 3.0.3\r\nx: 1\r\n", &[]);
}

#[test]
fn duplicate_keys() {
    let text = "{\n  \"openapi\": \"3.0.3\",\n  \"x\": {\"a\": 1, \"b\": 2, \"\\u0061\": 3}\n}";
    let found = document("a.json", text);
    assert_eq!(found.root().value().get("x").unwrap().to_json(), json!({"a": 3, "b": 2}));
    assert_eq!(
        found.report().one_line(),
        ["a.json:3:25: warning[duplicate-key]: the key `a` is there twice (this one counts)"]
    );
    assert_eq!(
        found.report().render(false),
        "\
warning[duplicate-key]: the key `a` is there twice
 --> a.json:3:25
  |
3 |   \"x\": {\"a\": 1, \"b\": 2, \"\\u0061\": 3}
  |         ---             ^^^^^^^^ this one counts
  |         |
  |         this one is lost
  |
  = at /x/a

"
    );
    check_remarks(
        "a.yaml",
        "openapi: 3.0.3\npaths:\n  /a: {}\n  '/a': {}\n",
        &["a.yaml:4:3: warning[duplicate-key]: the key `/a` is there twice (this one counts)"],
    );
}

#[test]
fn tags() {
    let text =
        "openapi: 3.0.3\nx: !Sub '${A}'\ny: !GetAtt F.Arn\nz: !Sub [a, {b: !Ref C}]\nw: !mine 12\nv: !!binary aGk=\n";
    let found = document("a.yaml", text);
    let value = |key: &str| found.root().value().get(key).unwrap().to_json();
    assert_eq!(value("x"), json!({"Fn::Sub": "${A}"}));
    assert_eq!(value("y"), json!({"Fn::GetAtt": ["F", "Arn"]}));
    assert_eq!(value("z"), json!({"Fn::Sub": ["a", {"b": {"Ref": "C"}}]}));
    assert_eq!(value("w"), json!(12));
    assert_eq!(value("v"), json!("aGk="));
    // What CloudFormation fills in is told where a value is needed.
    assert_eq!(
        found.report().one_line(),
        ["a.yaml:5:4: warning[yaml-tag]: the tag `!mine` is ignored (the value is read without it)"]
    );
}

#[test]
fn words_that_were_booleans() {
    let text = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      deprecated: yes\n      parameters:\n      - {name: on, in: query, required: 'no', example: {required: yes}}\ncomponents:\n  schemas:\n    A: {properties: {required: {enum: [yes, no]}, deprecated: {type: string, default: on}}}\n";
    let found = document("a.yaml", text);
    let get = found.root().get("paths").unwrap().get("/a").unwrap().get("get").unwrap();
    assert_eq!(get.get("deprecated").unwrap().as_bool(), Some(true));
    let parameter = get.get("parameters").unwrap().items().next().unwrap();
    assert_eq!(parameter.get("name").unwrap().as_str(), Some("on"));
    assert_eq!(parameter.get("example").unwrap().value().to_json(), json!({"required": "yes"}));
    assert_eq!(
        found.report().one_line(),
        [
            "a.yaml:5:19: warning[yaml-boolean]: `yes` is a string in YAML 1.2; it is taken as `true` (write `true`)",
            "a.yaml:7:41: warning[yaml-boolean]: `no` is a string in YAML 1.2; it is taken as `false` (write `false`)",
        ]
    );
}

#[test]
fn formats_go_by_content() {
    check_remarks(
        "a.json",
        "openapi: 3.0.3\n",
        &["a.json:1:1: warning[yaml-in-json-file]: the file is named `.json` but holds YAML (rename it to `.yaml`)"],
    );
    check_remarks("a.yaml", "{openapi: 3.0.3, paths: {}}", &[]);
    check_remarks("a.yaml", "{\"openapi\": \"3.0.3\", paths: {},}", &[]);
    check_remarks("a", "{openapi: 3.0.3, paths: {}}", &[]);
    check_remarks("a.yaml", "%YAML 1.2\n---\nopenapi: 3.0.3\n...\n", &[]);
    check_remarks(
        "a.yaml",
        "---\nopenapi: 3.0.3\n---\nother: 1\n",
        &[
            "a.yaml:3:1: warning[several-documents]: the file holds more than one YAML document (save the others as files of their own)",
        ],
    );
}

#[test]
fn versions() {
    let version = |text: &str| document("a.yaml", text).version();
    assert_eq!(version("swagger: '2.0'\n"), Version::Swagger20);
    assert_eq!(version("swagger: 2.0\n"), Version::Swagger20);
    assert_eq!(version("openapi: 3.0.0-rc1\n"), Version::OpenApi30);
    assert_eq!(version("openapi: 3.1.1\n"), Version::OpenApi31);
    check_remarks(
        "a.yaml",
        "swagger: 2\n",
        &[
            "a.yaml:1:10: warning[version-not-a-string]: `swagger` is a number and not a string (write `swagger: \"2.0\"`)",
        ],
    );
    check_remarks(
        "a.yaml",
        "openapi: 3.1\n",
        &[
            "a.yaml:1:10: warning[version-not-a-string]: `openapi` is a number and not a string (write `openapi: \"3.1.0\"`)",
        ],
    );
    check_remarks(
        "a.yaml",
        "openapi: 3.2.0\n",
        &[
            "a.yaml:1:10: warning[newer-version]: OpenAPI 3.2.0 is read as OpenAPI 3.1 (not all that is new since 3.1 is understood)",
        ],
    );
}

#[test]
fn built_in_memory() {
    let mut root = Map::default();
    root.insert("openapi".to_owned(), "3.1.0".into());
    let found = Document::from_value("memory", root.into());
    assert_eq!(found.version(), Version::OpenApi31);
    assert_eq!(found.locate(found.root().origin()), None);
    assert_eq!(found.files().count(), 0);
    let found = Document::from_value("memory", Value::Null);
    assert!(found.report().has_errors());
    assert_eq!(
        found.report().one_line(),
        [
            "memory: error[not-openapi]: this is null, not an OpenAPI document (the root has a field `openapi: \"3.0.3\"` or `swagger: \"2.0\"`)"
        ]
    );
}
