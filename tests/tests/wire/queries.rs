//! Queries that are one value (OpenAPI 3.2, `in: querystring`), from client to server, and as others send them.

use expect_test::{Expect, expect};
use gatewright_runtime::Bytes;
use gatewright_runtime::axum::Router;
use gatewright_runtime::http::Request;
use gatewright_tests::queries::client::Client;
use gatewright_tests::queries::models::{BrowseCriteria, Criteria, CriteriaRange, Filter};
use gatewright_tests::queries::server::*;
use tokio::runtime::Runtime;

use crate::exchange::{Api, Seen, stub};

stub!(Finder: Queries {
    search(request: SearchRequest) -> SearchResponse { SearchResponse::NoContent }
    browse(request: BrowseRequest) -> BrowseResponse { BrowseResponse::NoContent }
    filter(request: FilterRequest) -> FilterResponse { FilterResponse::NoContent }
    select(request: SelectRequest) -> SelectResponse { SelectResponse::NoContent }
});

fn router(seen: Seen) -> Router {
    gatewright_tests::queries::server::router(Finder(seen))
}

/// Sends a request as any other client would.
#[track_caller]
fn sent(path: &str, expected: Expect) {
    let seen = Seen::default();
    let service = service(Finder(seen.clone()));
    let request = Request::get(path).body(Bytes::new()).unwrap();
    let answer = Runtime::new().unwrap().block_on(service.answer(request));
    let text = String::from_utf8_lossy(answer.body());
    let answer = format!("{} {text}", answer.status());
    expected.assert_eq(&format!("{}\n< {}\n", format!("= {}", seen.take()).trim_end(), answer.trim_end()));
}

#[test]
fn form() {
    let api = Api::serve(router);
    let client = Client::with_base_url(&api.url(""));
    let criteria = Criteria {
        exact: Some(true),
        limit: Some(10),
        tags: Some(vec!["a&b".to_owned(), "c=d".to_owned()]),
        sort: Some(vec!["name".to_owned(), "age".to_owned()]),
        seen: Some("by the server".to_owned()),
        range: Some(CriteriaRange { from: Some(1), to: None }),
        ..Criteria::new("1 + 1")
    };
    api.check(client.search(&criteria).send(), expect![[r#"
        > GET /search?term=1%20%2B%201&exact=true&limit=10&tags=a%26b&tags=c%3Dd&sort=name%7Cage&range%5Bfrom%5D=1 HTTP/1.1
        > accept: */*
        = SearchRequest { criteria: Criteria { term: "1 + 1", exact: Some(true), limit: Some(10), tags: Some(["a&b", "c=d"]), sort: Some(["name", "age"]), range: Some(CriteriaRange { from: Some(1), to: None }), seen: None } }
        < 204 No Content () ()
    "#]]);
    api.check(
        client.browse().send(),
        expect![[r#"
        > GET /browse HTTP/1.1
        > accept: */*
        = BrowseRequest { criteria: None }
        < 204 No Content () ()
    "#]],
    );
    api.check(
        client.browse().criteria(&BrowseCriteria { page: Some(2) }).send(),
        expect![[r#"
        > GET /browse?page=2 HTTP/1.1
        > accept: */*
        = BrowseRequest { criteria: Some(BrowseCriteria { page: Some(2) }) }
        < 204 No Content () ()
    "#]],
    );
}

#[test]
fn json() {
    let api = Api::serve(router);
    let client = Client::with_base_url(&api.url(""));
    let filter = Filter { flag: Some(None), ..Filter::new(vec![1, 2]) };
    let call = client.filter(&filter).x_trace("abc");
    assert!(!format!("{call:?}").contains("numbers"), "values may be secrets: {call:?}");
    api.check(
        call.send(),
        expect![[r#"
        > GET /filter?%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D HTTP/1.1
        > accept: */*
        > x-trace: abc
        = FilterRequest { filter: Filter { numbers: [1, 2], flag: Some(None) }, x_trace: Some("abc") }
        < 204 No Content () ()
    "#]],
    );
}

#[test]
fn text() {
    let api = Api::serve(router);
    let client = Client::with_base_url(&api.url(""));
    api.check(
        client.select().path("$.a[?@.b=='c+d']").send(),
        expect![[r#"
        > GET /select?%24.a%5B%3F%40.b%3D%3D%27c%2Bd%27%5D HTTP/1.1
        > accept: */*
        = SelectRequest { path: Some("$.a[?@.b=='c+d']") }
        < 204 No Content () ()
    "#]],
    );
    api.check(
        client.select().send(),
        expect![[r#"
        > GET /select HTTP/1.1
        > accept: */*
        = SelectRequest { path: None }
        < 204 No Content () ()
    "#]],
    );
}

#[test]
fn by_other_clients() {
    sent(
        "/search?term=a+b&tags=x&tags=y&sort=a%7Cb&range%5Bto%5D=7",
        expect![[r#"
        = SearchRequest { criteria: Criteria { term: "a b", exact: None, limit: None, tags: Some(["x", "y"]), sort: Some(["a", "b"]), range: Some(CriteriaRange { from: None, to: Some(7) }), seen: None } }
        < 204 No Content
    "#]],
    );
    sent(
        "/filter?%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D",
        expect![[r#"
        = FilterRequest { filter: Filter { numbers: [1, 2], flag: Some(None) }, x_trace: None }
        < 204 No Content
    "#]],
    );
    sent(
        "/filter?{%22numbers%22:[1e+1]}",
        expect![[r#"
        = FilterRequest { filter: Filter { numbers: [10], flag: None }, x_trace: None }
        < 204 No Content
    "#]],
    );
    sent(
        "/select?$.a[0]",
        expect![[r#"
        = SelectRequest { path: Some("$.a[0]") }
        < 204 No Content
    "#]],
    );
}

#[test]
fn rejected() {
    sent(
        "/search",
        expect![[r#"
        =
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"a parameter does not have the declared form","errors":[{"in":"query","name":"","detail":"expected a property `term`, found none"}]}
    "#]],
    );
    sent(
        "/search?term=a&limit=1000&other=1",
        expect![[r#"
        =
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"a parameter does not have the declared form","errors":[{"in":"query","name":"other","detail":"expected no property of this name, found the string \"1\""}]}
    "#]],
    );
    sent(
        "/search?term=ab&limit=many",
        expect![[r#"
        =
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"a parameter does not have the declared form","errors":[{"in":"query","name":"limit","detail":"expected an integer of 64 bits, found the string \"many\""}]}
    "#]],
    );
    sent(
        "/search?term=a&limit=1000",
        expect![[r#"
        =
        < 422 Unprocessable Entity {"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"the request can be read, but breaks a rule","errors":[{"in":"query","name":"term","detail":"must be at least 2 characters long"},{"in":"query","name":"limit","detail":"must be at most 100"}]}
    "#]],
    );
    sent(
        "/search?term=%FF",
        expect![[r#"
        =
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"a parameter does not have the declared form","errors":[{"in":"query","name":"","detail":"found text that is not UTF-8"}]}
    "#]],
    );
    sent(
        "/filter",
        expect![[r#"
        =
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"required parameters are missing","errors":[{"in":"query","name":"","detail":"is required"}]}
    "#]],
    );
    sent(
        "/filter?{%22numbers%22:[%22a%22]}",
        expect![[r#"
        =
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"a parameter does not have the declared form","errors":[{"in":"query","name":"numbers[0]","detail":"expected an integer of 64 bits, found the string \"a\""}]}
    "#]],
    );
    sent(
        "/filter?numbers=1",
        expect![[r#"
        =
        < 400 Bad Request {"type":"about:blank","title":"Bad Request","status":400,"detail":"a parameter does not have the declared form","errors":[{"in":"query","name":"","detail":"found text that is not JSON: expected a value, found `n` at line 1 column 1"}]}
    "#]],
    );
    sent(
        "/select?$.a.very.long.path.that.is.too.long",
        expect![[r#"
        =
        < 422 Unprocessable Entity {"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"the request can be read, but breaks a rule","errors":[{"in":"query","name":"","detail":"must be at most 20 characters long"}]}
    "#]],
    );
}
