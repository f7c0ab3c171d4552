//! Texts that try to speak to the terminal, or to cargo, through a message.

use std::process::Command;

use gatewright_build::Builder;
use gatewright_document::is_unseen;

use super::{Folder, ensure, report_of};
use crate::Attack;

/// Sequences that colour, hide, move, retitle, or turn the direction; and ends of lines.
const CONTROLS: [&str; 12] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}[8mhidden",
    "\u{1b}[2J\u{1b}[1;1H",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;https://a.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{9b}31m\u{90}\u{9d}",
    "\u{7f}\u{8}\u{8}",
    "\u{202e}desrever\u{202c}",
    "\u{2066}a\u{2069}\u{200e}\u{200f}\u{61c}",
    "\rerror: forged",
    "\ncargo::rustc-link-arg=pwned\n",
    "\u{2028}cargo::rustc-env=PWNED=1\u{2029}\u{85}cargo::rustc-cfg=pwned",
];

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        Attack { name: "controls in the values of a document", run: || controls(&|text| document(&[("VALUE", text)])) },
        Attack { name: "controls in the keys of a document", run: || controls(&|text| document(&[("KEY", text)])) },
        Attack {
            name: "controls in a document that cannot be read",
            run: || controls(&|text| format!("{{\"a\": {text} {text}")),
        },
        Attack { name: "controls in the name of a file", run: file_names },
        Attack { name: "directives to cargo in the name of a file", run: cargo_file_name },
        Attack { name: "directives to cargo in a warning", run: cargo_warning },
        Attack { name: "directives to cargo in an error", run: cargo_error },
    ]
}

/// A document in which much is wrong, with texts in place of words.
fn document(replace: &[(&str, &str)]) -> String {
    let text = r##"{
      "openapi": "3.0.3", "info": {"title": "VALUE"}, "tags": [{"name": "VALUE"}, {"name": "VALUE"}],
      "paths": {
        "/KEY/{VALUE}": {"get": {"operationId": "VALUE", "parameters": [{"name": "VALUE", "in": "VALUE"}, {"$ref": "#/VALUE"}],
          "requestBody": {"content": {"VALUE": {"schema": {"$ref": "VALUE.yaml#/VALUE"}}}},
          "responses": {"KEY": {"description": "VALUE"}, "200": {"description": 1, "content": {"KEY": {"schema": {"type": "VALUE"}}}}},
          "security": [{"KEY": []}], "x-amazon-apigateway-integration": {"type": "VALUE", "uri": "VALUE", "requestParameters": {"KEY": "VALUE"}}}}
      },
      "components": {"schemas": {
        "KEY": {"type": "string", "pattern": "(VALUE", "format": "VALUE", "x-rust-type": "VALUE"},
        "KEY2": {"type": "object", "required": ["VALUE"], "properties": {"KEY": {"type": "VALUE"}, "KEY": {"enum": ["VALUE", "VALUE"]}}},
        "Union": {"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "VALUE", "mapping": {"KEY": "VALUE"}}},
        "All": {"allOf": [{"type": "string"}, {"type": "integer"}, {"$ref": "VALUE"}]}}, "KEY": {"VALUE": 1}}
    }"##;
    replace.iter().fold(text.to_owned(), |text, (word, by)| {
        let json = serde_json::to_string(by).unwrap();
        // As it is, but for what JSON takes in no string.
        let raw: String = json.trim_matches('"').replace("\\u007f", "\u{7f}");
        text.replace(word, &raw)
    })
}

fn is_harmless(report: &gatewright_build::Report) -> Result<(), String> {
    let unseen = |c: char| is_unseen(c) && c != '\n';
    let plain = report.render(false);
    ensure(!plain.contains(unseen), || format!("{plain:?}"))?;
    ensure(!plain.lines().any(|line| line.starts_with("cargo:")), || format!("{plain:?}"))?;
    let styled = report.render(true);
    // All of our own colours end.
    let bare: String = styled
        .split('\u{1b}')
        .enumerate()
        .map(|(index, part)| match index {
            0 => part,
            _ => part.strip_prefix('[').and_then(|part| part.split_once('m')).map_or("\u{7}", |(_, rest)| rest),
        })
        .collect();
    ensure(!bare.contains(unseen), || format!("{styled:?}"))?;
    ensure(!styled.contains("\u{1b}[8m") && !styled.contains("\u{1b}[31mred"), || format!("{styled:?}"))?;
    for line in report.one_line().into_iter().chain(report.one_line_capped(3)) {
        ensure(!line.contains(is_unseen), || format!("{line:?}"))?;
    }
    let json = report.to_json().to_string();
    ensure(!gatewright_document::visible_json(&json).contains(is_unseen), || json.clone())
}

fn controls(document: &dyn Fn(&str) -> String) -> Result<(), String> {
    for text in CONTROLS {
        let folder = Folder::new("controls");
        for name in ["attack.json", "attack.yaml"] {
            let path = folder.write(name, &document(text));
            let report = report_of(&Builder::new(&path).rename("nothing", text.to_owned()).allow(text).tag(text));
            assert!(!report.is_empty());
            is_harmless(&report).map_err(|what| format!("{text:?}: {what}"))?;
        }
    }
    Ok(())
}

fn file_names() -> Result<(), String> {
    for text in CONTROLS {
        let folder = Folder::new("file-names");
        let name = format!("a{}.json", text.replace('/', "_"));
        let path = folder.write(&name, &document(&[]));
        is_harmless(&report_of(&Builder::new(&path))).map_err(|what| format!("{name:?}: {what}"))?;
        let shown = Builder::new(folder.0.join("none").join(&name)).generate().unwrap_err().to_string();
        ensure(!shown.contains(|c| is_unseen(c) && c != '\n'), || format!("{shown:?}"))?;
    }
    Ok(())
}

/// Set in the process that is a build script.
const CHILD: &str = "GATEWRIGHT_ATTACK_DOCUMENT";

/// No test, unless it is started as a build script by one of the attacks.
#[test]
fn build_script() {
    if let Some(path) = std::env::var_os(CHILD) {
        let _ = Builder::new(path).generate_to_out_dir("api.rs");
    }
}

/// What a build script prints for a document: the directives that cargo would follow.
fn directives(folder: &Folder, document: &std::path::Path) -> Vec<String> {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "documents::messages::build_script", "--nocapture"])
        .env(CHILD, document)
        .env("OUT_DIR", &folder.0)
        .output()
        .unwrap();
    assert!(output.status.success());
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{out:?}");
    // Cargo splits at the ends of lines; that others are taken for one too is feared.
    let lines = out.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']).map(str::trim);
    lines.filter_map(|line| line.strip_prefix("cargo:")).map(|line| line.trim_start_matches(':').to_owned()).collect()
}

fn only_harmless(folder: &Folder, document: &std::path::Path) -> Result<(), String> {
    for line in directives(folder, document) {
        let harmless = ["rerun-if-changed=", "warning=", "error="].iter().any(|known| line.starts_with(known));
        ensure(harmless, || format!("{line:?} of {document:?}"))?;
    }
    Ok(())
}

const ENDS: [&str; 4] = ["\n", "\r\n", "\r", "\u{2028}"];

fn cargo_file_name() -> Result<(), String> {
    for end in ENDS {
        let folder = Folder::new("cargo-file-name");
        let name = format!("a{end}cargo::rustc-link-arg=pwned{end}b.json");
        let good = r#"{"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": {}}"#;
        only_harmless(&folder, &folder.write(&name, good))?;
        only_harmless(&folder, &folder.write(&name, &document(&[])))?;
        let other = format!("{end}cargo::rustc-link-arg=pwned{end}c.json");
        folder.write(&other, r#"{"type": "object"}"#);
        let referring = document(&[("VALUE.yaml", &other)]);
        only_harmless(&folder, &folder.write("refers.json", &referring))?;
        let nested = folder.write(&format!("d{end}cargo::rustc-link-arg=pwned{end}/e.json"), good);
        only_harmless(&folder, &nested)?;
    }
    Ok(())
}

fn cargo_warning() -> Result<(), String> {
    for end in ENDS {
        let folder = Folder::new("cargo-warning");
        let text = format!("a{end}cargo::rustc-link-arg=pwned{end}b");
        for replace in [("VALUE", text.as_str()), ("KEY", &text)] {
            // Only warnings: what would be an error is left out.
            let good = r#"{"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": {}, "components": {"schemas": {"KEY": {"type": "string", "pattern": "(VALUE", "enum": ["VALUE", "VALUE"]}}}}"#
            .replace(replace.0, serde_json::to_string(replace.1).unwrap().trim_matches('"'));
            only_harmless(&folder, &folder.write("warning.json", &good))?;
        }
    }
    Ok(())
}

fn cargo_error() -> Result<(), String> {
    for end in ENDS {
        let folder = Folder::new("cargo-error");
        let text = format!("a{end}cargo::rustc-link-arg=pwned{end}b");
        for replace in [("VALUE", text.as_str()), ("KEY", &text)] {
            only_harmless(&folder, &folder.write("error.json", &document(&[replace])))?;
        }
        only_harmless(&folder, &folder.write("broken.json", &format!("{{\"a\": {text}")))?;
        only_harmless(&folder, &folder.write("broken.yaml", &format!("a: b: {text}")))?;
    }
    Ok(())
}
