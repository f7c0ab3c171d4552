//! What strangers write reaches no terminal as it is, in whatever form it is shown.

use gatewright_document::is_unseen;

use crate::{ECHO, Folder};

const CONTROLS: [&str; 5] = [
    "\u{1b}[8mhidden\u{1b}]0;t\u{7}",
    "\u{9b}31m\u{7f}\u{8}",
    "\u{202e}\u{2066}\u{200f}\u{61c}",
    "\rforged",
    "\u{2028}\u{85}\nforged",
];

/// The text with our own colours taken out.
fn without_colours(text: &str) -> String {
    text.split_inclusive('m')
        .map(|part| match part.rsplit_once("\u{1b}[") {
            Some((before, codes)) if codes.trim_end_matches('m').bytes().all(|b| b.is_ascii_digit() || b == b';') => {
                before
            }
            _ => part,
        })
        .collect()
}

#[track_caller]
fn is_visible(folder: &Folder, arguments: &[&str]) {
    for colour in ["never", "always"] {
        let run = folder.run(&[arguments, &["--color", colour]].concat());
        for text in [&run.out, &run.err] {
            assert!(!without_colours(text).contains(|c| is_unseen(c) && c != '\n'), "{arguments:?}: {text:?}");
            assert!(
                !text.contains("\u{1b}[8m") && !text.lines().any(|line| line.starts_with("forged")),
                "{arguments:?}: {text:?}"
            );
        }
        if arguments.contains(&"json") || arguments.contains(&"--json") {
            assert!(serde_json::from_str::<serde_json::Value>(&run.out).is_ok(), "{arguments:?}: {}", run.out);
        }
    }
}

#[test]
fn texts_and_names() {
    for text in CONTROLS {
        let json = serde_json::to_string(text).unwrap();
        let word = json.trim_matches('"');
        let document = format!(
            r##"{{"openapi": "3.0.3", "info": {{"title": "{word}"}}, "{word}": 1, "paths": {{"/{word}": {{"get": {{"operationId": "{word}",
            "parameters": [{{"name": "{word}", "in": "{word}"}}, {{"$ref": "#/{word}"}}], "responses": {{"{word}": {{"description": "{word}",
            "content": {{"{word}": {{"schema": {{"type": "{word}", "pattern": "({word}", "x-{word}": "{word}"}}}}}}}}}}}}}}}}}}"##
        );
        let name = format!("a{}.json", text.replace('/', ""));
        let folder = Folder::new().with(&name, &document).with("broken.json", &format!("{{\"a\": {text}"));
        for document in [name.as_str(), "broken.json", &format!("none{name}")] {
            for format in ["human", "short", "json"] {
                is_visible(&folder, &["check", document, "--notes", "--message-format", format]);
            }
            is_visible(&folder, &["report", document, "--all"]);
            is_visible(&folder, &["report", document, "--message-format", "json"]);
            is_visible(
                &folder,
                &["generate", document, "--out", "out", "--name", "a", "--runtime", "registry", "--notes"],
            );
            is_visible(&folder, &["generate", document, "--out", "out", "--check", "--name", "b"]);
            is_visible(&folder, &["test-invoke", document, "/"]);
        }
        is_visible(&folder, &["check", "--config", &name]);
    }
}

#[test]
fn traces() {
    for text in CONTROLS {
        let folder = Folder::new().with("echo.json", ECHO);
        let body = serde_json::json!({"say": text}).to_string();
        let header = format!("X-A: {}", text.replace(['\n', '\r'], ""));
        for form in [&["--json"][..], &[]] {
            let request = ["test-invoke", "echo.json", "POST /echo", "--body", &body, "--header", &header];
            is_visible(&folder, &[&request, form].concat());
        }
    }
}
