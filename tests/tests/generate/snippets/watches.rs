//! Which operations can be watched.

use expect_test::{Expect, expect};

use crate::document::{builder, generate, items, text};

/// Checks what is recognised of `/things` of a Swagger 2.0 document, by its method, its parameter `watch`, the media types of its
/// responses and their schema.
#[track_caller]
fn check(method: &str, parameter: &str, produces: &str, schema: &str, expected: Expect) {
    let document = format!(
        "swagger: '2.0'\ninfo: {{title: Snippet, version: '1'}}\npaths:\n  /things:\n    {method}:\n      operationId: list\n      \
         produces: [{produces}]\n      parameters: [{{name: watch, {parameter}}}]\n      responses: {{'200': {{description: Things., \
         schema: {{{schema}}}}}}}\n"
    );
    let generated = match generate(&builder().server(false), "snippet.yaml", &document) {
        Ok(generated) => generated,
        Err(error) => panic!("{error}\n\n{document}"),
    };
    let watches: Vec<String> =
        items(text(&generated), "client").into_iter().filter(|item| item.starts_with("rt::watch!")).collect();
    expected.assert_eq(&watches.iter().map(|item| format!("{item}\n")).collect::<String>());
}

const FLAG: &str = "in: query, type: boolean";
const JSON: &str = "application/json";
const STREAM: &str = "application/json, application/json;stream=watch";
const LIST: &str = "type: object, properties: {items: {type: array, items: {type: string}}}";

#[test]
fn lists() {
    check(
        "get",
        FLAG,
        JSON,
        LIST,
        expect![[r#"
        rt::watch! {
            List -> rt::client::WatchEvent<String>, rt::client::NoError; "watch"
        }
    "#]],
    );
    check(
        "get",
        FLAG,
        STREAM,
        LIST,
        expect![[r#"
        rt::watch! {
            List -> rt::client::WatchEvent<String>, rt::client::NoError; "watch"
        }
    "#]],
    );
}

#[test]
fn changes_alone() {
    let event = "type: object, properties: {type: {type: string}, object: {type: object}}";
    check(
        "get",
        FLAG,
        STREAM,
        event,
        expect![[r#"
        rt::watch! {
            List -> models::ListResponse, rt::client::NoError; "watch"
        }
    "#]],
    );
}

#[test]
fn lists_of_no_schema() {
    check(
        "get",
        FLAG,
        STREAM,
        "type: object",
        expect![[r#"
        rt::watch! {
            List -> rt::client::WatchEvent<rt::Value>, rt::client::NoError; "watch"
        }
    "#]],
    );
    // Nothing says that this is a stream.
    check("get", FLAG, JSON, "type: object", expect![[""]]);
}

#[test]
fn what_only_looks_like_it() {
    check("delete", FLAG, JSON, LIST, expect![[""]]);
    check("get", "in: query, type: string", JSON, LIST, expect![[""]]);
    check("get", "in: header, type: boolean", JSON, LIST, expect![[""]]);
    check("get", FLAG, JSON, "type: object, properties: {pods: {type: array, items: {type: string}}}", expect![[""]]);
    check("get", FLAG, JSON, "type: object, properties: {type: {type: string}}", expect![[""]]);
}
