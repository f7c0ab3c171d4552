//! Servers fill in the defaults of the document, but not in changes.
#![cfg(feature = "server")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod server;

use gatewright_runtime as rt;
use rt::Style;
use rt::server::{Input, Route};
use server::{Check, Echo, request};

const CSV: Style = Style::Form { explode: false };

request! { Search {
    limit: Option<i64> = optional Input::query("limit").default("20"),
    tags: Option<Vec<String>> = optional Input::query("tags").list(CSV).default("[\"a\", \"b\"]"),
    zone: Option<String> = optional Input::header("Zone").default("\"eu\""),
    dark: Option<bool> = optional Input::cookie("dark").default("true"),
    odd: Option<i64> = optional Input::query("odd").default("\"no number\""),
} }

#[derive(Clone, Debug, Default)]
struct Page {
    limit: Option<i64>,
    order: Option<Option<String>>,
    ratio: Option<f64>,
    odd: Option<i64>,
    inner: Option<Vec<Page>>,
}

rt::object! {
    both Page "#/definitions/Page" {
        optional limit "limit" = "20",
        optional_nullable order "order" = "\"name\"",
        optional_float ratio "ratio" = "1.5",
        optional odd "odd" = "\"no number\"",
        optional inner "inner",
    }
}

request! { Json { body: Page = required Input::body_json().required() } }
request! { Merge { body: Page = required Input::body_json_as("application/merge-patch+json").required() } }
request! { Form { body: Page = required Input::body_form().required() } }

fn routes() -> Vec<Route<Echo>> {
    vec![
        Route::new("GET", "/search", Echo::show::<Search>),
        Route::new("POST", "/json", Echo::show::<Json>),
        Route::new("PATCH", "/json", Echo::show::<Json>),
        Route::new("POST", "/merge", Echo::show::<Merge>),
        Route::new("POST", "/form", Echo::show::<Form>),
    ]
}

const CHECK: Check = Check(routes);
const JSON: &str = "content-type: application/json";
const MERGE: &str = "content-type: application/merge-patch+json";

#[test]
fn parameters() {
    // What is not of the type counts for nothing.
    CHECK.reads(
        "GET /search",
        "Search { limit: Some(20), tags: Some([\"a\", \"b\"]), zone: Some(\"eu\"), dark: Some(true), odd: None }",
    );
    CHECK.reads(
        "GET /search?limit=5&tags=c&odd=3\nZone: us\nCookie: dark=false",
        "Search { limit: Some(5), tags: Some([\"c\"]), zone: Some(\"us\"), dark: Some(false), odd: Some(3) }",
    );
}

#[test]
fn properties() {
    let filled = "limit: Some(20), order: Some(Some(\"name\")), ratio: Some(1.5), odd: None";
    CHECK.reads(&format!("POST /json\n{JSON}\n\n{{}}"), &format!("Json {{ body: Page {{ {filled}, inner: None }} }}"));
    CHECK.reads(
        &format!("POST /json\n{JSON}\n\n{{\"order\": null, \"limit\": 5, \"inner\": [{{}}]}}"),
        &format!(
            "Json {{ body: Page {{ limit: Some(5), order: Some(None), ratio: Some(1.5), odd: None, \
             inner: Some([Page {{ {filled}, inner: None }}]) }} }}"
        ),
    );
    CHECK.reads(
        "POST /form\ncontent-type: application/x-www-form-urlencoded\n\nlimit=5",
        "Form { body: Page { limit: Some(5), order: Some(Some(\"name\")), ratio: Some(1.5), odd: None, inner: None } }",
    );
}

#[test]
fn what_a_change_does_not_name_stays_as_it_is() {
    let nothing = "body: Page { limit: None, order: None, ratio: None, odd: None, inner: None }";
    CHECK.reads(&format!("PATCH /json\n{JSON}\n\n{{}}"), &format!("Json {{ {nothing} }}"));
    CHECK.reads(&format!("POST /merge\n{MERGE}\n\n{{}}"), &format!("Merge {{ {nothing} }}"));
}

/// Whether a client reads or writes it, or a program reads what it stored.
#[test]
fn nothing_else_fills_in_defaults() {
    let page: Page = rt::from_str("{}").unwrap();
    assert_eq!(page, Page::default());
    assert_eq!(rt::to_string(&page), "{}");
}
