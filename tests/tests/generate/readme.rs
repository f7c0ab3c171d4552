//! The README of a written crate.

use gatewright_build::Builder;

use crate::golden::{check_text, root};

fn readme(document: &str) -> String {
    let generated = Builder::new(root().join(document)).generate_crate("my-sdk").unwrap();
    generated.files.into_iter().find(|file| file.path == "README.md").unwrap().text
}

#[test]
fn bookshop() {
    check_text("bookshop-readme.md", &readme("swagger/bookshop.yaml"));
}

#[test]
fn hostile_prose() {
    check_text("hostile-prose-readme.md", &readme("tests/hostile/prose.yaml"));
}

/// Whatever the document says, code stays in its blocks and prose outside of them.
#[test]
fn blocks_hold_code_alone() {
    let ours = [
        "swagger/lambdagate.json",
        "swagger/bookshop.yaml",
        "swagger/issue-tracker.yaml",
        "swagger/music-library.json",
    ];
    let hostile = ["callbacks", "media-types", "members", "models", "operations", "prose", "tags"];
    let hostile = hostile.iter().map(|name| format!("tests/hostile/{name}.yaml"));
    for document in ours.map(str::to_owned).into_iter().chain(hostile) {
        let readme = readme(&document);
        let mut block: Option<String> = None;
        for line in readme.lines() {
            match (&mut block, line.trim_start()) {
                (None, "```rust") => block = Some(String::new()),
                (Some(code), "```") => {
                    let parsed = syn::parse_file(code);
                    assert!(parsed.is_ok(), "{document}: {code}");
                    block = None;
                }
                (Some(code), _) => code.push_str(&format!("{line}\n")),
                (None, line) => assert!(!line.starts_with('<'), "{document}: {line}"),
            }
        }
        assert_eq!(block, None, "{document}");
    }
}
