//! Files as they are found: other encodings, other line ends, other contents than their names say, and
//! other things than files. Each is read right, or rejected with a code and a place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::Path;

use gatewright_document::Document;
use serde_json::{Value, json};

/// What `x` is, and what is said of the file.
#[track_caller]
fn check(what: &str, name: &str, bytes: &[u8], expected: Option<Value>, said: &[&str]) {
    match (Document::from_bytes(name, bytes.to_vec()), expected) {
        (Ok(document), Some(expected)) => {
            let found = document.root().value().get("x").map(gatewright_document::Value::to_json);
            assert_eq!(found, Some(expected), "{what}");
            assert_eq!(document.report().one_line(), said, "{what}");
        }
        (Err(report), None) => assert_eq!(report.one_line(), said, "{what}"),
        (Ok(_), None) => panic!("{what} is read"),
        (Err(report), Some(_)) => panic!("{what}: {}", report.render(false)),
    }
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn encodings() {
    let yaml = "openapi: 3.0.3\nx: ü😀\n";
    let json = "{\"openapi\": \"3.0.3\", \"x\": \"ü😀\"}";
    let told = |name: &str| {
        format!("{name}:1:1: warning[other-encoding]: the file is UTF-16 (save it as UTF-8, which other tools expect)")
    };
    for (name, text) in [("a.yaml", yaml), ("a.json", json)] {
        let expected = || Some(json!("ü😀"));
        check("UTF-8", name, text.as_bytes(), expected(), &[]);
        let marked = format!("\u{feff}{text}");
        check("UTF-8 with a mark", name, marked.as_bytes(), expected(), &[]);
        for (order, endian) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], "LE"), (u16::to_be_bytes, "BE")] {
            check(&format!("UTF-16{endian}"), name, &utf16(text, order), expected(), &[&told(name)]);
            check(&format!("UTF-16{endian} with a mark"), name, &utf16(&marked, order), expected(), &[&told(name)]);
        }
    }
    check(
        "half a character in UTF-16",
        "a.json",
        &[utf16("\u{feff}{\"x\": \"", u16::to_le_bytes), vec![0x3d, 0xd8], utf16("\"}", u16::to_le_bytes)].concat(),
        None,
        &[
            "a.json:1:1: error[not-text]: the file is neither UTF-8 nor UTF-16, not a document (give the JSON or YAML file of an OpenAPI document)",
        ],
    );
    check(
        "an escaped half of a character",
        "a.json",
        b"{\"openapi\": \"3.0.3\",\n \"x\": \"a\\ud83dz\"}",
        None,
        &[
            "a.json:2:9: error[json-syntax]: `\\ud83d` is half of a character (characters beyond U+FFFF are two escapes, the second from `\\udc00` to `\\udfff`)",
        ],
    );
    check("an escaped NUL", "a.json", b"{\"openapi\": \"3.0.3\", \"x\": \"a\\u0000\"}", Some(json!("a\0")), &[]);
}

#[test]
fn lines() {
    check("Windows, YAML", "a.yaml", b"openapi: 3.0.3\r\nx: |\r\n  a\r\n  b\r\n", Some(json!("a\nb\n")), &[]);
    check("Windows, JSON", "a.json", b"{\r\n\"openapi\": \"3.0.3\",\r\n\"x\": 1}\r\n", Some(json!(1)), &[]);
    check("old Mac, YAML", "a.yaml", b"openapi: 3.0.3\rx: 1\r", Some(json!(1)), &[]);
    check("no end", "a.yaml", b"openapi: 3.0.3\nx: 1", Some(json!(1)), &[]);
    let long = "word ".repeat(400_000);
    check(
        "a long line, YAML",
        "a.yaml",
        format!("openapi: 3.0.3\nx: {long}").as_bytes(),
        Some(json!(long.trim_end())),
        &[],
    );
    let text = format!("{{\"openapi\": \"3.0.3\", \"x\": \"{long}\"}}");
    check("a long line, JSON", "a.json", text.as_bytes(), Some(json!(long)), &[]);
    let faulty = format!("{{\"openapi\": \"3.0.3\", \"ü\": \"{long}\", \"x\": tru}}");
    let report = Document::from_bytes("a.json", faulty.into_bytes()).unwrap_err();
    assert!(report.one_line().concat().starts_with("a.json:1:2000036: error[json-syntax]"), "{:?}", report.one_line());
    assert!(report.render(false).len() < 2_000);
}

#[test]
fn tabs() {
    check("between values", "a.yaml", b"openapi:\t3.0.3\nx:\t[1,\t2]\t# two\n", Some(json!([1, 2])), &[]);
    check(
        "before a key",
        "a.yaml",
        b"openapi: 3.0.3\nx:\n\ta: 1\n",
        None,
        &["a.yaml:3:1: error[yaml-syntax]: a tab in the indentation (replace the tabs by spaces)"],
    );
}

#[test]
fn names_and_contents_that_differ() {
    let comment = "(remove it, or save the document as YAML)";
    check(
        "comments in JSON",
        "a.json",
        b"{\"openapi\": \"3.0.3\", /* one */ \"x\": 1}",
        None,
        &[&format!("a.json:1:22: error[json-syntax]: JSON has no comments {comment}")],
    );
    check("comments in flow YAML", "a.yaml", b"{\"openapi\": \"3.0.3\", # one\n \"x\": 1,}", Some(json!(1)), &[]);
    check("JSON named as YAML", "a.yml", b"{\"openapi\": \"3.0.3\", \"x\": \"a\\/b\"}", Some(json!("a/b")), &[]);
    check("no extension", "openapi", b"openapi: 3.0.3\nx: no\n", Some(json!("no")), &[]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink(at("loop"), at("loop")).unwrap();
    std::fs::create_dir(at("folder")).unwrap();
    std::fs::write(
        at("root.yaml"),
        "openapi: 3.0.3\nx:\n  - $ref: folder/\n  - $ref: ./loop#/a\n  - $ref: ''\n  - $ref: circle.yaml#/a\n",
    )
    .unwrap();
    std::fs::write(at("circle.yaml"), "a: {$ref: 'circle.yaml#/b'}\nb: {$ref: 'root.yaml#/x/3'}\n").unwrap();

    let rejected = |path: &Path| {
        Document::load(path).unwrap_err().one_line().join("\n").replace(&format!("{}/", folder.path().display()), "")
    };
    assert_eq!(
        rejected(&at("folder")),
        "folder: error[unreadable-file]: `folder` is a folder (name the document in it)"
    );
    assert!(rejected(&at("loop")).starts_with("loop: error[unreadable-file]: `loop` cannot be read: "));

    let document = Document::load(at("root.yaml")).unwrap();
    let mut report = gatewright_document::Report::new(document.sources());
    for item in document.root().get("x").unwrap().items() {
        item.resolve().unwrap_err().report(&mut report, &item);
    }
    let lines = report.one_line().join("\n").replace(&format!("{}/", folder.path().display()), "");
    let starts = [
        "root.yaml:3:11: error[missing-file]: `folder/` cannot be read: `folder` is a folder",
        "root.yaml:4:11: error[missing-file]: `./loop#/a` cannot be read: `loop` cannot be read: ",
        "root.yaml:5:11: warning[malformed-reference]: `` is no reference: it is empty",
        "root.yaml:6:11: error[reference-cycle]: the references lead in a circle",
    ];
    for (line, start) in lines.lines().zip(starts) {
        assert!(line.starts_with(start), "{line}\n{start}");
    }
    assert_eq!(lines.lines().count(), starts.len());
}

#[test]
fn yaml_of_either_version() {
    check(
        "words and numbers that 1.1 read otherwise",
        "a.yaml",
        b"%YAML 1.1\n---\nopenapi: 3.0.3\nx: [no, on, 0o17, 017, 1_000, 0x1F, 2024-02-29, =, 190:20:30, .inf, -.INF, +1, 0b1]\n",
        Some(json!(["no", "on", 15, "017", "1_000", 31, "2024-02-29", "=", "190:20:30", null, null, 1, "0b1"])),
        &[],
    );
    check(
        "large numbers",
        "a.yaml",
        b"openapi: 3.0.3\nx: {a: 18446744073709551615, b: -9223372036854775808}\n",
        Some(json!({"a": 18_446_744_073_709_551_615_u64, "b": -9_223_372_036_854_775_808_i64})),
        &[],
    );
    check(
        "keys twice",
        "a.yaml",
        b"openapi: 3.0.3\nx: {a: 1, b: 2, 'a': 3}\n",
        Some(json!({"a": 3, "b": 2})),
        &["a.yaml:2:17: warning[duplicate-key]: the key `a` is there twice (this one counts)"],
    );
    check(
        "merged and aliased",
        "a.yaml",
        b"openapi: 3.0.3\nbase: &b {a: 1}\nx: {<<: [*b, {c: 3}], a: &two 2, d: *two}\n",
        Some(json!({"a": 2, "d": 2, "c": 3})),
        &[],
    );
}
