//! Calls page by page, against a server that has five items.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use super::credentials::block_on;
use super::rt;
use rt::client::{Core, Credential, Error, NoError, Pages, Paging, Request, To};

/// Answers each request by what stands behind its path, on connections of their own.
fn serve(answer: fn(&str, &str) -> String) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let own = url.clone();
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            for line in BufReader::new(stream.try_clone().unwrap()).lines() {
                match line {
                    Ok(line) if !line.is_empty() => head.push(line),
                    _ => break,
                }
            }
            let target = head[0].split(' ').nth(1).unwrap_or_default().to_owned();
            let _ = sender.send(target.clone());
            let _ = stream.write_all(answer(&own, &target).as_bytes());
        }
    });
    (url, asked)
}

fn json(headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// A number in the query, else another.
fn number(target: &str, name: &str, otherwise: usize) -> usize {
    let pairs = target.split(['?', '&']).filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).map_or(otherwise, |(_, value)| value.parse().unwrap())
}

/// Two items a page, of 1 to 5.
fn items(from: usize) -> String {
    let items: Vec<String> = (from + 1..=(from + 2).min(5)).map(|item| item.to_string()).collect();
    format!("[{}]", items.join(","))
}

#[derive(Clone, Debug)]
struct Page {
    items: Vec<i64>,
}
rt::object! { both Page { required items "items" } }

fn call(url: &str) -> Request {
    let core = Core::new(url).credential("key", Credential::query("key", "secret"));
    core.request("GET", "/items").security(&[&["key"]])
}

fn pages(call: Request, paging: &'static Paging) -> Pages<Page, NoError, i64> {
    let single = call.clone().send(|answer| answer.json());
    Pages::new(call, paging, &single, |page| page.items)
}

fn all(pages: Pages<Page, NoError, i64>) -> Vec<i64> {
    block_on(pages.items().all()).unwrap()
}

#[test]
fn by_token() {
    const PAGING: Paging = Paging::token(&["meta", "next"], To::Query("cursor"));
    let (url, asked) = serve(|_, target| {
        let from = number(target, "cursor", 0);
        let next = if from + 2 < 5 { format!("{}", from + 2) } else { "null".to_owned() };
        json("", &format!(r#"{{"items":{},"meta":{{"next":{next}}}}}"#, items(from)))
    });
    assert_eq!(all(pages(call(&url).query("limit", &2), &PAGING)), [1, 2, 3, 4, 5]);
    let asked: Vec<String> = asked.try_iter().collect();
    assert_eq!(
        asked,
        ["/items?key=secret&limit=2", "/items?key=secret&limit=2&cursor=2", "/items?key=secret&limit=2&cursor=4"].map(
            |target| {
                // Keys come behind what the call has.
                target.replace("key=secret&", "") + "&key=secret"
            }
        )
    );
    let resumed = pages(call(&url), &PAGING).from_token("4");
    assert_eq!(all(resumed), [5]);
    let mut some = pages(call(&url), &PAGING).max_pages(1);
    block_on(async {
        assert!(some.next().await.unwrap().is_ok());
        assert_eq!(some.token(), Some("2"));
        assert!(some.next().await.is_none());
    });
}

#[test]
fn by_link_and_url() {
    const LINK: Paging = Paging::link();
    const URL: Paging = Paging::url(&["next"]);
    let answer = |own: &str, target: &str| {
        let from = number(target, "from", 0);
        let next = format!("{own}/items?from={}", from + 2);
        let (link, next) = match from + 2 < 5 {
            true => (format!("link: <{own}/items>; rel=\"first\", <{next}>; rel=\"next\"\r\n"), format!("\"{next}\"")),
            false => (format!("link: <{own}/items>; rel=\"first\"\r\n"), "null".to_owned()),
        };
        json(&link, &format!(r#"{{"next":{next},"items":{}}}"#, items(from)))
    };
    for paging in [&LINK, &URL] {
        let (url, asked) = serve(answer);
        assert_eq!(all(pages(call(&url), paging)), [1, 2, 3, 4, 5]);
        let asked: Vec<String> = asked.try_iter().collect();
        assert_eq!(asked, ["/items?key=secret", "/items?from=2&key=secret", "/items?from=4&key=secret"]);
    }
}

#[test]
fn by_count_of_pages_and_items() {
    const PAGE: Paging = Paging::page(To::Query("page"), 1).items(&["items"]);
    const OFFSET: Paging = Paging::offset(To::Query("offset")).items(&["items"]);
    const LAST: Paging = Paging::page(To::Query("page"), 1).items(&["items"]).last(&["pages"]);
    let (url, asked) = serve(|_, target| {
        let from = number(target, "offset", 2 * (number(target, "page", 1) - 1));
        json("", &format!(r#"{{"items":{},"pages":3}}"#, items(from)))
    });
    for (paging, requests) in [(&PAGE, 4), (&OFFSET, 4), (&LAST, 3)] {
        assert_eq!(all(pages(call(&url), paging)), [1, 2, 3, 4, 5]);
        assert_eq!(asked.try_iter().count(), requests);
    }
    assert_eq!(all(pages(call(&url).query("page", &2), &PAGE)), [3, 4, 5]);
}

#[test]
fn a_page_that_is_not_found_is_behind_the_last() {
    const PAGE: Paging = Paging::page(To::Query("page"), 1).items(&["items"]);
    const TOKEN: Paging = Paging::token(&["next"], To::Query("page"));
    let (url, asked) = serve(|_, target| match number(target, "page", 1) {
        page @ 1..=3 => json("", &format!(r#"{{"items":{},"next":{}}}"#, items(2 * (page - 1)), page + 1)),
        _ => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
    });
    assert_eq!(all(pages(call(&url), &PAGE)), [1, 2, 3, 4, 5]);
    assert_eq!(asked.try_iter().count(), 4);
    // The first page is not there, or one that the server has named: both are failures.
    for mut pages in [pages(call(&url), &PAGE).from_token("9"), pages(call(&url).query("page", &3), &TOKEN)] {
        let mut failure = None;
        while let Some(page) = block_on(pages.next()) {
            failure = page.err();
        }
        assert_eq!(failure.and_then(|error| error.status()).map(|status| status.as_u16()), Some(404));
    }
}

#[test]
fn by_the_last_item() {
    const PAGING: Paging = Paging::last_item(&["id"], To::Query("after")).items(&["data"]).more(&["has_more"]);
    let (url, _) = serve(|_, target| {
        let from = number(target, "after", 0);
        let more = from + 2 < 5;
        json("", &format!(r#"{{"items":{},"data":[{{"id":1}},{{"id":{}}}],"has_more":{more}}}"#, items(from), from + 2))
    });
    assert_eq!(all(pages(call(&url), &PAGING)), [1, 2, 3, 4, 5]);
}

#[test]
fn who_repeats_is_left() {
    const PAGE: Paging = Paging::page(To::Query("page"), 1).items(&["items"]);
    const TOKEN: Paging = Paging::token(&["next"], To::Query("cursor"));
    // The last page, however far one counts.
    let (url, asked) = serve(|_, _| json("", r#"{"items":[7]}"#));
    assert_eq!(all(pages(call(&url), &PAGE)), [7, 7]);
    assert_eq!(asked.try_iter().count(), 2);
    // A token that is given again and again.
    let (url, asked) = serve(|_, _| json("", r#"{"items":[7],"next":"same"}"#));
    assert_eq!(all(pages(call(&url), &TOKEN)), [7, 7]);
    assert_eq!(asked.try_iter().count(), 2);
}

#[test]
fn other_servers_get_nothing() {
    const URL: Paging = Paging::url(&["next"]);
    for next in ["http://127.0.0.1:1/items", "https://example.com/", "//example.com/x", "http://me@127.0.0.1/"] {
        let answer = serve_next(next);
        let mut pages = pages(call(&answer), &URL);
        block_on(async {
            assert!(pages.next().await.unwrap().is_ok());
            let error = pages.next().await.unwrap().unwrap_err();
            assert!(matches!(error, Error::Request(_)), "{error}");
            assert!(error.to_string().contains("another server"), "{error}");
            assert!(pages.next().await.is_none());
        });
    }
}

/// A server that says once that the next page is there.
fn serve_next(next: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut line = String::new();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while reader.read_line(&mut line).unwrap() > 2 {
            line.clear();
        }
        let _ = stream.write_all(json("", &format!(r#"{{"items":[1],"next":"{next}"}}"#)).as_bytes());
    });
    url
}
