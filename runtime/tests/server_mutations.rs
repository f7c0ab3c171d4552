//! Requests that were damaged on purpose: rejected or read, but never a panic.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by panicking")]

mod server;

use gatewright_runtime::server::{Input, Manner, Route, Service};
use gatewright_runtime::{Bytes, Style, Value};
use server::{Echo, request};

request! { Everything {
    a: i64 = required Input::path("a"),
    b: Vec<String> = required Input::path("b").list(Style::Matrix { explode: true }),
    c: Option<Value> = optional Input::query("c").object(Style::DeepObject),
    d: Option<Vec<f64>> = optional Input::query("d").list(Style::Form { explode: false }),
    e: Option<Value> = optional Input::query("e").json(),
    f: Option<Value> = optional Input::query("f").object(Style::Form { explode: true }),
    g: Option<Value> = optional Input::header("G").object(Style::Simple { explode: false }),
    h: Option<bool> = optional Input::cookie("h"),
    form: Value = required Input::body_form().fields(&[("x", Style::Form { explode: false }), ("y", Style::DeepObject)]).required(),
} }

const TARGET: &str = "/v1/1/;b=2;b=%C3%A4/r.%2E?c[x][0]=1&c[x][1]=2&d=1.5,2&e=%7B%22a%22%3A1%7D&z=+&z=%26";
const BODY: &str = "x=1,2&y[a][b]=%2B&z=3&z=4";

/// Numbers that look random and are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    /// Deletes, doubles or replaces a few bytes.
    fn damage(&mut self, text: &str) -> Vec<u8> {
        const BYTES: &[u8] = b"%&=+;,.[]{}/\"\\0a\x7f\xc3 ?#~|";
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(4) {
            if bytes.len() < 2 {
                break;
            }
            let at = self.below(bytes.len());
            match self.below(3) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, BYTES.get(self.below(BYTES.len())).copied().unwrap_or(b'%')),
                _ => bytes.truncate(at.max(1)),
            }
        }
        bytes
    }
}

#[test]
fn damaged_requests() {
    let routes = [Route::new("POST", "/{a}/{b}/r.{c}", Echo::show::<Everything>)];
    let service = Service::new(Echo, Manner::Problem, "/v1", routes);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut numbers, mut read, mut sent) = (Numbers(7), 0, 0);
    for _ in 0..20_000 {
        let target = if numbers.below(2) == 0 { TARGET.into() } else { numbers.damage(TARGET) };
        let header = numbers.damage("R,100,G,200");
        let request = http::Request::post(target.as_slice())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("g", header.as_slice())
            .header("cookie", "h=true")
            .body(Bytes::from(numbers.damage(BODY)));
        // Not every damaged target is a URI at all.
        let Ok(request) = request else { continue };
        let status = runtime.block_on(service.answer(request)).status().as_u16();
        assert!(matches!(status, 200 | 400 | 404), "{status}: {}", String::from_utf8_lossy(&target));
        sent += 1;
        read += usize::from(status == 200);
    }
    assert!(sent > 10_000 && read > 1_000, "{read} of {sent} requests were still good");
}
