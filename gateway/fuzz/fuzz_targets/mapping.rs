//! Reads parameter mappings and works them out for a request and an answer.

#![no_main]

use bytes::Bytes;
use gatewright_document::{Document, Origin};
use gatewright_gateway::config::{
    RequestMapping, ResponseMapping, Source, parse_request_target, parse_response_target,
};
use gatewright_gateway::parameters::{Answer, Values, map_request, map_response};
use gatewright_gateway::{Context, Headers, Request, render_uri};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, arbitrary::Arbitrary)]
struct Case<'a> {
    mappings: Vec<(&'a str, &'a str)>,
    target: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    uri: &'a str,
}

fuzz_target!(|case: Case<'_>| {
    let request = Request::new("POST", case.target).body(case.body.to_vec());
    let context = Context::default();
    let headers: Headers = case.headers.iter().copied().collect();
    let body = Bytes::copy_from_slice(case.body);
    let values = Values {
        request: &request,
        path_parameters: &[("id".to_owned(), case.target.to_owned())],
        context: &context,
        answer: Some(Answer { headers: &headers, body: &body }),
    };
    let origin: Origin = Document::from_value("fuzz", serde_json::json!({}).into()).root().origin().clone();
    let (mut requests, mut responses) = (Vec::new(), Vec::new());
    for (target, source) in case.mappings {
        let Ok(source) = Source::parse(source) else { continue };
        if let Ok((location, name)) = parse_request_target(target) {
            requests.push(RequestMapping { location, name, source: source.clone(), origin: origin.clone() });
        }
        if let Ok(header) = parse_response_target(target) {
            responses.push(ResponseMapping { header, source, origin: origin.clone() });
        }
    }
    if let Ok(mapped) = map_request(&requests, &values) {
        let _ = render_uri(case.uri, &context.stage_variables, &mapped.path);
    }
    let _ = map_response(&responses, &values);
});
