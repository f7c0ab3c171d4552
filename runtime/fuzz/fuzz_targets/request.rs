//! Requests that a client of the document would never send. The server reads or rejects them: it never panics, never
//! responds with 500, and never takes longer than what libFuzzer calls a time-out.
#![no_main]

use arbitrary::Arbitrary;
use bytes::Bytes;
use gatewright_runtime_fuzz::{Server, api, block_on};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Sent<'a> {
    method: u8,
    path: u8,
    rest: &'a str,
    query: Option<&'a str>,
    media_type: u8,
    cookie: Option<&'a [u8]>,
    header: Option<(&'a str, &'a [u8])>,
    body: &'a [u8],
}

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::HEAD, Method::OPTIONS];
const PATHS: [&str; 7] = ["/v1/styles/", "/v1/json", "/v1/form", "/v1/parts", "/v1/xml", "/v1/text", "/"];
const MEDIA_TYPES: [&str; 7] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "application/xml",
    "text/plain",
    "text/plain; charset=latin1",
    "",
];

impl Sent<'_> {
    fn request(&self) -> Option<Request<Bytes>> {
        let mut target = format!("{}{}", PATHS[usize::from(self.path) % PATHS.len()], self.rest);
        if let Some(query) = self.query {
            target = format!("{target}?{query}");
        }
        let mut request = Request::new(Bytes::copy_from_slice(self.body));
        *request.method_mut() = METHODS[usize::from(self.method) % METHODS.len()].clone();
        *request.uri_mut() = target.parse::<Uri>().ok()?;
        let headers = request.headers_mut();
        headers.insert(
            http::header::CONTENT_TYPE,
            HeaderValue::from_static(MEDIA_TYPES[usize::from(self.media_type) % MEDIA_TYPES.len()]),
        );
        if let Some(cookie) = self.cookie {
            headers.insert(http::header::COOKIE, HeaderValue::from_bytes(cookie).ok()?);
        }
        if let Some((name, value)) = self.header {
            headers.append(name.parse::<HeaderName>().ok()?, HeaderValue::from_bytes(value).ok()?);
        }
        Some(request)
    }
}

fuzz_target!(|sent: Sent<'_>| {
    let Some(request) = sent.request() else { return };
    thread_local! {
        static SERVICE: gatewright_runtime::server::Service = api::server::service(Server);
    }
    let service = SERVICE.with(Clone::clone);
    let response = block_on(service.answer(request));
    assert!(!response.status().is_server_error(), "{response:?}");
});
