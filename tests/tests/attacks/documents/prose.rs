//! Descriptions that try to be more than text in rustdoc: links, images, HTML, code that is run.
//!
//! CommonMark's own judge is `pulldown-cmark`, which rustdoc reads documentation with.

use gatewright_build::Builder;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::{ensure, generate};
use crate::Attack;

const ACTIVE: [&str; 40] = [
    "![logo](https://a.example/pixel.png)",
    "![logo](//a.example/pixel.png \"title\")",
    "![logo][ref]\n\n[ref]: https://a.example/pixel.png",
    "![ref]\n\n[ref]: https://a.example/pixel.png 'title'",
    "[![a](https://a.example/a.png)](https://a.example)",
    "[click](https://a.example)",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert%281%29)",
    "[click](java&#115;cript:alert)",
    "[click](<javascript:alert(1)>)",
    "[click](data:text/html;base64,AAAA)",
    "[click][ref]\n\n[ref]: javascript:alert(1)",
    "[ref]\n\n   [ref]:\n   javascript:alert(1)",
    "[click](\nhttps://a.example)",
    "[cl\nick](https://a.example)",
    "[`code`](https://a.example)",
    "[a\\](b)](https://a.example)",
    "<https://a.example>",
    "<javascript:alert(1)>",
    "<someone@a.example>",
    "<mailto:someone@a.example>",
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://a.example></SCRIPT>",
    "<img src=https://a.example/pixel.png onerror=alert(1)>",
    "<iframe src=\"https://a.example\"></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "text <svg/onload=alert(1)> text",
    "<!-- comment --> <?php ?> <![CDATA[x]]> <!DOCTYPE html>",
    "- a\n\n  <div onclick=x>\n\n- b",
    "> <b>quoted</b>\n> [x](https://a.example)",
    "| a | b |\n|---|---|\n| <img src=x> | [x](https://a.example) |",
    "` unclosed <img src=x>\nnext ` <img src=y>",
    "\\`<img src=x>\\`",
    "``a`<img src=x>``` b",
    "`a\\`<img src=x>`",
    "```\n```<img src=x>\n<script>",
    "~~~\n```\n~~~\n<script>alert(1)</script>",
    "[Vec] [`String`] [std::process::Command] [a](crate::models) [b](super)",
    "[^1]\n\n[^1]: <img src=x> [x](https://a.example)",
    "https://a.example www.a.example ftp://a.example",
];

/// Code that rustdoc would compile and run.
const CODE: [&str; 12] = [
    "```\npanic!()\n```",
    "```rust\npanic!()\n```",
    "~~~ rust,no_run\npanic!()\n~~~",
    "    panic!()",
    "text\n\n    panic!()\n\ntext",
    "\tpanic!()",
    "- a\n\n      panic!()",
    "1. a\n\n   ```\n   panic!()\n   ```",
    "> ```\n> panic!()\n> ```",
    ">     panic!()",
    "```text\na\n```\n```\npanic!()",
    "- ```rust\n  panic!()",
];

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        Attack { name: "links, images and HTML", run: || ACTIVE.iter().try_for_each(|text| is_text(text)) },
        Attack {
            name: "links, images and HTML in a list, a quote, a heading",
            run: || {
                ACTIVE.iter().try_for_each(|text| {
                    ["- ", "> ", "# ", "a\n", "1. a\n   - ", "x "]
                        .iter()
                        .try_for_each(|before| is_text(&format!("{before}{text}")))
                })
            },
        },
        Attack {
            name: "links, images and HTML in a code that is not closed",
            run: || {
                ACTIVE.iter().try_for_each(|text| {
                    ["`", "``", "```a\n```", "~~~\n~~~\n", "[", "![", "\\", "*", "(", "!"]
                        .iter()
                        .try_for_each(|before| is_text(&format!("{before}{text}")))
                })
            },
        },
        Attack { name: "code that is run as a test", run: || CODE.iter().try_for_each(|text| is_text(text)) },
        Attack {
            name: "code that is run as a test, within others",
            run: || {
                CODE.iter().try_for_each(|text| {
                    ["- a\n", "> a\n", "# a\n", "1. a\n\n", "a\n\n"]
                        .iter()
                        .try_for_each(|before| is_text(&format!("{before}{text}")))
                })
            },
        },
    ]
}

/// A description wherever there may be one.
fn is_text(text: &str) -> Result<(), String> {
    let quoted = serde_json::to_string(text).unwrap();
    let document = r##"{"openapi": "3.0.3",
        "info": {"title": T, "version": "1", "description": T, "contact": {"name": T, "url": T}, "license": {"name": T, "url": T}},
        "servers": [{"url": "https://a.example/{v}", "description": T, "variables": {"v": {"default": "a", "description": T}}}],
        "tags": [{"name": "tag", "description": T, "externalDocs": {"url": T, "description": T}}], "externalDocs": {"url": T, "description": T},
        "paths": {"/a/{b}": {"summary": T, "description": T, "post": {"operationId": "op", "tags": ["tag"], "summary": T, "description": T, "externalDocs": {"url": T, "description": T},
            "parameters": [{"name": "b", "in": "path", "required": true, "description": T, "schema": {"type": "string", "description": T, "example": T}},
                {"name": "q", "in": "query", "description": T, "example": T, "schema": {"type": "string", "title": T, "default": T, "pattern": T, "format": T}}],
            "requestBody": {"description": T, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
            "responses": {"200": {"description": T, "headers": {"X-A": {"description": T, "schema": {"type": "string"}}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                "404": {"description": T}}}}},
        "components": {"schemas": {"A": {"type": "object", "title": T, "description": T, "externalDocs": {"url": T, "description": T}, "example": {"p": T}, "properties": {
            "p": {"type": "string", "title": T, "description": T, "example": T, "default": T, "enum": ["a", T], "x-enum-descriptions": [T, T]},
            "n": {"type": "array", "description": T, "items": {"type": "integer", "description": T}}}}},
        "securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "X-K", "description": T}, "o": {"type": "oauth2", "description": T, "flows": {"implicit": {"authorizationUrl": T, "scopes": {"s": T}}}}}},
        "security": [{"k": []}, {"o": ["s"]}]}"##
        .replace(": T", &format!(": {quoted}")).replace(", T]", &format!(", {quoted}]")).replace("[T,", &format!("[{quoted},"));
    // What is no regular expression is rejected as a pattern.
    let without_pattern = document.replace(&format!(", \"pattern\": {quoted}"), "");
    let builder = Builder::new("attack.json");
    let generated = generate(&builder, &document).or_else(|_| generate(&builder, &without_pattern))?;
    for docs in docs(&super::all_text(&generated)) {
        is_plain(&docs).map_err(|what| format!("{text:?}: {what} in\n{docs}"))?;
    }
    Ok(())
}

/// The documentation of all items of a text: runs of lines of comments.
fn docs(text: &str) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new()];
    for line in text.lines() {
        match line.trim_start().strip_prefix("///").or_else(|| line.trim_start().strip_prefix("//!")) {
            Some(line) => {
                if let Some(docs) = all.last_mut() {
                    docs.push_str(line.strip_prefix(' ').unwrap_or(line));
                    docs.push('\n');
                }
            }
            None if all.last().is_some_and(|docs| !docs.is_empty()) => all.push(String::new()),
            None => {}
        }
    }
    all
}

fn is_plain(docs: &str) -> Result<(), String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    // What names no link may still name an item, which rustdoc looks for.
    let mut broken = Vec::new();
    let callback = |link: pulldown_cmark::BrokenLink<'_>| {
        broken.push(link.reference.to_string());
        None
    };
    for event in Parser::new_with_broken_link_callback(docs, options, Some(callback)) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => return Err(format!("a link to {dest_url}")),
            Event::Start(Tag::Image { dest_url, .. }) => return Err(format!("an image from {dest_url}")),
            Event::Html(html) | Event::InlineHtml(html) => return Err(format!("HTML: {html}")),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => return Err("indented code".to_owned()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info != "text" => {
                return Err(format!("code of `{info}`"));
            }
            Event::FootnoteReference(name) => return Err(format!("a footnote {name}")),
            _ => {}
        }
    }
    ensure(broken.is_empty(), || format!("links to items: {broken:?}"))
}
