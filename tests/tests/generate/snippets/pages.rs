//! Which operations page, and how.

use expect_test::{Expect, expect};

use crate::document::{builder, generate, indented, items, text};

/// Checks what is recognised of `GET /things` of an OpenAPI 3.0 document, by its parameters (name and type), what it
/// says beside them, and the schema of its response.
#[track_caller]
fn check(parameters: &[(&str, &str)], beside: &str, schema: &str, expected: Expect) {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|(name, schema)| format!("{{name: '{name}', in: query, schema: {{{schema}}}}}"))
        .collect();
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: Snippet, version: '1'}}\npaths:\n  /things:\n    get:\n      operationId: list\n      \
         parameters: [{}]\n{}      responses:\n        '200':\n          description: A page.\n          headers: {{X: \
         {{schema: {{type: string}}}}}}\n          content: {{application/json: {{schema: {{{schema}}}}}}}\n",
        parameters.join(", "),
        indented(beside, 6)
    );
    let generated = match generate(&builder().server(false), "snippet.yaml", &document) {
        Ok(generated) => generated,
        Err(error) => panic!("{error}\n\n{document}"),
    };
    let pages: Vec<String> =
        items(text(&generated), "client").into_iter().filter(|item| item.starts_with("rt::pages!")).collect();
    expected.assert_eq(&pages.iter().map(|item| format!("{item}\n")).collect::<String>());
}

const LIST: &str = "type: array, items: {type: string}";

fn object(more: &str) -> String {
    format!("type: object, required: [items], properties: {{items: {{{LIST}}}, {more}}}")
}

const TEXT: &str = "type: string";
const NUMBER: &str = "type: integer";

#[test]
fn tokens() {
    let next = object("next_page_token: {type: string}");
    check(
        &[("page_token", TEXT), ("page_size", NUMBER)],
        "",
        &next,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::token(&["next_page_token"], rt::client::To::Query("page_token"));
            |page| page.items
        }
    "#]],
    );
    let kubernetes = object("metadata: {type: object, properties: {continue: {type: string}}}");
    check(
        &[("continue", TEXT), ("limit", NUMBER)],
        "",
        &kubernetes,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::token(&["metadata", "continue"], rt::client::To::Query("continue"));
            |page| page.items
        }
    "#]],
    );
    let dropshot = object("next_page: {type: string, nullable: true}");
    check(
        &[("page_token", TEXT), ("limit", NUMBER)],
        "",
        &dropshot,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::token(&["next_page"], rt::client::To::Query("page_token"));
            |page| page.items
        }
    "#]],
    );
    let slack = object("response_metadata: {type: object, properties: {next_cursor: {type: string}}}");
    check(
        &[("cursor", TEXT)],
        "",
        &slack,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::token(&["response_metadata", "next_cursor"], rt::client::To::Query("cursor"));
            |page| page.items
        }
    "#]],
    );
    let hubspot =
        object("paging: {type: object, properties: {next: {type: object, properties: {after: {type: string}}}}}");
    check(
        &[("after", TEXT)],
        "",
        &hubspot,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::token(&["paging", "next", "after"], rt::client::To::Query("after"));
            |page| page.items
        }
    "#]],
    );
}

#[test]
fn urls_and_last_items() {
    let rest = "type: object, properties: {results: {type: array, items: {type: string}}, next: {type: string, nullable: \
                true}, previous: {type: string, nullable: true}, count: {type: integer}}";
    check(
        &[("page", NUMBER)],
        "",
        rest,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::url(&["next"]);
            |page| page.results.unwrap_or_default()
        }
    "#]],
    );
    let json_api = "type: object, required: [data], properties: {data: {type: array, items: {type: string}}, links: {type: \
                    object, properties: {next: {type: string}}}}";
    check(
        &[("page[number]", NUMBER)],
        "",
        json_api,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::url(&["links", "next"]);
            |page| page.data
        }
    "#]],
    );
    let stripe = "type: object, properties: {data: {type: array, items: {type: object, required: [id], properties: {id: \
                  {type: string}}}}, has_more: {type: boolean}}";
    check(
        &[("starting_after", TEXT), ("limit", NUMBER)],
        "",
        stripe,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, models::ListResponseDataItem, models::ListHeaders>;
            rt::client::Paging::last_item(&["id"], rt::client::To::Query("starting_after")).items(&["data"]).more(&["has_more"]);
            |page| page.data.unwrap_or_default()
        }
    "#]],
    );
}

#[test]
fn counts() {
    check(
        &[("page", NUMBER), ("per_page", NUMBER)],
        "",
        LIST,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<Vec<String>, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::page(rt::client::To::Query("page"), 1);
            |page| page
        }
    "#]],
    );
    check(
        &[("page", "type: integer, default: 0"), ("size", NUMBER)],
        "",
        &object("x: {type: string}"),
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::page(rt::client::To::Query("page"), 0).items(&["items"]);
            |page| page.items
        }
    "#]],
    );
    check(
        &[("offset", NUMBER), ("limit", NUMBER)],
        "",
        LIST,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<Vec<String>, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::offset(rt::client::To::Query("offset"));
            |page| page
        }
    "#]],
    );
    let deep = "type: object, properties: {data: {type: object, properties: {things: {type: array, items: {type: \
                string}}}}, pagination: {type: object, properties: {total_pages: {type: integer}}}}";
    check(
        &[("page", NUMBER)],
        "",
        deep,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::page(rt::client::To::Query("page"), 1).items(&["data", "things"]).last(&["pagination", "total_pages"]);
            |page| page.data.and_then(|inner| inner.things).unwrap_or_default()
        }
    "#]],
    );
}

#[test]
fn what_only_looks_like_pages() {
    check(&[("page", NUMBER)], "", LIST, expect![""]);
    check(&[("cursor", TEXT)], "", LIST, expect![""]);
    check(&[("token", TEXT)], "", &object("token: {type: string}"), expect![""]);
    check(
        &[],
        "",
        &object("next: {type: string}"),
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::url(&["next"]);
            |page| page.items
        }
    "#]],
    );
    let two =
        "type: object, properties: {a: {type: array, items: {type: string}}, b: {type: array, items: {type: string}}}";
    check(&[("page", NUMBER), ("limit", NUMBER)], "", two, expect![""]);
}

#[test]
fn extensions() {
    let items =
        object("more: {type: boolean}, link: {type: string}, meta: {type: object, properties: {t: {type: string}}}");
    check(
        &[],
        "x-ms-pageable: {nextLinkName: link, itemName: items}",
        &items,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::url(&["link"]);
            |page| page.items
        }
    "#]],
    );
    check(&[], "x-ms-pageable: {nextLinkName: null}", &items, expect![""]);
    let speakeasy = "
        x-speakeasy-pagination:
          type: cursor
          inputs: [{name: from, in: parameters, type: cursor}]
          outputs: {results: $.items, nextCursor: $.meta.t}";
    check(
        &[("from", TEXT)],
        speakeasy,
        &items,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::token(&["meta", "t"], rt::client::To::Query("from"));
            |page| page.items
        }
    "#]],
    );
    let fern = "
        x-fern-pagination:
          offset: $request.at
          results: $response.items
          has-next-page: $response.more";
    check(
        &[("at", NUMBER)],
        fern,
        &items,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::page(rt::client::To::Query("at"), 1).items(&["items"]).more(&["more"]);
            |page| page.items
        }
    "#]],
    );
}

#[test]
fn what_the_user_says() {
    let document = "
        openapi: 3.0.3
        info: {title: Snippet, version: '1'}
        paths:
          /things:
            get:
              operationId: list
              parameters: [{name: from, in: query, schema: {type: string}}]
              responses:
                '200':
                  description: A page.
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [data]
                        properties:
                          data: {type: array, items: {type: string}}
                          meta: {type: object, properties: {behind: {type: string}}}
        ";
    let check = |how: &str, expected: Expect| {
        let builder = builder().server(false).pages("GET /things", how);
        let found: String = match generate(&builder, "snippet.yaml", &indented(document, 0)) {
            Ok(generated) => {
                let items = items(text(&generated), "client").into_iter();
                let mut found: Vec<String> = items.filter(|item| item.starts_with("rt::pages!")).collect();
                found.extend(generated.report.one_line());
                found.iter().map(|item| format!("{item}\n")).collect()
            }
            Err(error) => format!("{error}\n"),
        };
        expected.assert_eq(&found);
    };
    check(
        "token from meta.behind data",
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String>;
            rt::client::Paging::token(&["meta", "behind"], rt::client::To::Query("from"));
            |page| page.data
        }
    "#]],
    );
    check(
        "last from id data",
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String>;
            rt::client::Paging::last_item(&["id"], rt::client::To::Query("from")).items(&["data"]);
            |page| page.data
        }
    "#]],
    );
    check("none", expect![""]);
    check(
        "token nowhere meta.behind",
        expect![[r#"
        error[invalid-option]: `token nowhere meta.behind` does not say how the operation pages
         |
         = help: write one such as `token cursor meta.next data`: how, the parameter, where the next page and the items are
    "#]],
    );
}

#[test]
fn a_parameter_may_be_called_as_the_method() {
    let next = object("next_token: {type: string}");
    check(
        &[("next_token", TEXT), ("pages", NUMBER)],
        "",
        &next,
        expect![[r#"
        rt::pages! {
            List -> rt::client::Pages<models::ListResponse, rt::client::NoError, String, models::ListHeaders>;
            rt::client::Paging::token(&["next_token"], rt::client::To::Query("next_token"));
            |page| page.items
        }
    "#]],
    );
}
