//! Who may use the Test page: pages that this gateway served itself, on this machine.
//!
//! A browser sends requests of any page anywhere. What tells them apart is the name that the page used for
//! this machine, the page's own origin, and that no foreign page may send JSON unasked.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, Method, StatusCode};
use serde_json::json;

use super::as_json;

/// Which names of this machine the Test page answers under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `localhost` and loopback addresses: the gateway listens on those alone.
    Loopback,
    /// Any IP address too: the gateway listens on others as well. A name could be anybody's.
    Addresses,
}

/// Lets a request through, or says why not.
pub(super) async fn check(reach: Reach, request: Request, next: Next) -> Response {
    match rejection(reach, request.method(), request.headers()) {
        None => next.run(request).await,
        Some(reason) => as_json(StatusCode::FORBIDDEN, &json!({ "message": reason })),
    }
}

fn rejection(reach: Reach, method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    if !is_own(reach, host) {
        return Some("the Test page answers under the address of this machine only");
    }
    if headers.contains_key(ORIGIN) {
        let origin = text(ORIGIN).unwrap_or_default();
        let of_origin = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if !of_origin.is_some_and(|name| name.eq_ignore_ascii_case(host)) {
            return Some("the Test page answers to itself only");
        }
    }
    // Browsers say where a request comes from, also where they send no origin.
    if let Some(site) = headers.get("sec-fetch-site")
        && site != "same-origin"
        && site != "none"
    {
        return Some("the Test page answers to itself only");
    }
    if method == Method::POST {
        let essence = text(CONTENT_TYPE).and_then(|kind| kind.split(';').next()).unwrap_or_default();
        if !essence.trim().eq_ignore_ascii_case("application/json") {
            return Some("a call must be `application/json`");
        }
    }
    None
}

/// Whether `NAME[:PORT]` is a name of this machine that nobody else can give to it.
fn is_own(reach: Reach, host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let v4 = name.parse::<Ipv4Addr>().ok().map(|address| address.is_loopback());
    let v6 = name.parse::<Ipv6Addr>().ok().map(|address| address.is_loopback());
    match v4.or(v6) {
        Some(is_loopback) => is_loopback || reach == Reach::Addresses,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reach: Reach, method: Method, headers: &[(&'static str, &str)], passes: bool) {
        let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        assert_eq!(rejection(reach, &method, &map).is_none(), passes, "{method} {headers:?}");
    }

    #[test]
    fn hosts() {
        for (host, loopback, addresses) in [
            ("127.0.0.1:3000", true, true),
            ("localhost", true, true),
            ("LocalHost:3000", true, true),
            ("[::1]:3000", true, true),
            ("192.168.1.2:3000", false, true),
            ("attacker.example", false, false),
            ("127.0.0.1.attacker.example", false, false),
            ("localhost.attacker.example:3000", false, false),
            ("", false, false),
        ] {
            check(Reach::Loopback, Method::GET, &[("host", host)], loopback);
            check(Reach::Addresses, Method::GET, &[("host", host)], addresses);
        }
    }

    #[test]
    fn origins() {
        let json = ("content-type", "application/json");
        let host = ("host", "localhost:3000");
        let post = |headers: &[(&'static str, &str)], passes| check(Reach::Loopback, Method::POST, headers, passes);
        post(&[host, json], true);
        post(&[host, json, ("origin", "http://localhost:3000")], true);
        post(&[host, json, ("origin", "http://localhost:3001")], false);
        post(&[host, json, ("origin", "https://attacker.example")], false);
        post(&[host, json, ("origin", "null")], false);
        post(&[host, json, ("sec-fetch-site", "cross-site")], false);
        post(&[host, json, ("sec-fetch-site", "same-origin")], true);
        post(&[host, ("content-type", "text/plain")], false);
        post(&[host, ("content-type", "application/json; charset=utf-8")], true);
        post(&[host], false);
    }
}
