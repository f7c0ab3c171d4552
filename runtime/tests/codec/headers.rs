use super::rt;
use rt::http::{HeaderMap, HeaderValue};
use rt::{FromHeaders, ToHeaders};

#[derive(Clone, Debug, Default, PartialEq)]
struct Page {
    total: Option<u64>,
    links: Option<Vec<String>>,
    since: Option<rt::DateTime>,
    done: Option<bool>,
}
rt::headers! { Page { total "X-Total-Count", links "X-Links", since "X-Since", done "X-Done" } }

#[test]
fn headers_are_read_with_their_types() {
    let mut headers = HeaderMap::new();
    headers.insert("x-total-count", HeaderValue::from_static("12"));
    headers.append("x-links", HeaderValue::from_static("a, b"));
    headers.append("x-links", HeaderValue::from_static("c"));
    headers.insert("x-done", HeaderValue::from_static("true"));
    let page = Page::from_headers(&headers);
    let links = ["a", "b", "c"].map(str::to_owned).to_vec();
    assert_eq!(page, Page { total: Some(12), links: Some(links), since: None, done: Some(true) });
}

#[test]
fn a_header_of_another_form_is_left_out() {
    let mut headers = HeaderMap::new();
    headers.insert("x-total-count", HeaderValue::from_static("many"));
    headers.insert("x-since", HeaderValue::from_static("yesterday"));
    let page = Page::from_headers(&headers);
    assert_eq!(page.total, None);
    // A malformed text still is a text.
    assert_eq!(page.since.unwrap().as_str(), "yesterday");
}

#[test]
fn headers_are_written() {
    let mut headers = HeaderMap::new();
    let links = Some(vec!["a".to_owned(), "b".to_owned()]);
    Page { total: Some(1), links, since: None, done: Some(false) }.to_headers(&mut headers).unwrap();
    let mut lines: Vec<_> =
        headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    lines.sort();
    assert_eq!(lines, ["x-done: false", "x-links: a,b", "x-total-count: 1"]);
}

#[test]
fn what_would_break_out_of_a_header_is_an_error() {
    #[derive(Default)]
    struct One {
        note: Option<String>,
    }
    rt::headers! { One { note "note" } }
    let mut headers = HeaderMap::new();
    let error = One { note: Some("a\r\nset-cookie: b".to_owned()) }.to_headers(&mut headers).unwrap_err();
    assert_eq!(error.to_string(), "the value of the header `note` cannot be sent");
    assert!(headers.is_empty());
}

#[test]
fn cookies_are_not_joined() {
    struct Cookies {
        cookies: Option<Vec<String>>,
    }
    rt::headers! { Cookies { cookies "Set-Cookie" } }
    let mut headers = HeaderMap::new();
    Cookies { cookies: Some(vec!["a=1".to_owned(), "b=2; Path=/".to_owned()]) }.to_headers(&mut headers).unwrap();
    let lines: Vec<_> = headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines, ["a=1", "b=2; Path=/"]);
}
