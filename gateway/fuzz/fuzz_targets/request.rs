//! Sends requests of any form through the whole gateway of LambdaGate.

#![no_main]

use std::cell::RefCell;

use bytes::Bytes;
use gatewright_gateway::{FunctionError, Gateway, Request};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

#[derive(Debug, arbitrary::Arbitrary)]
struct Case<'a> {
    method: u8,
    target: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    answer: &'a str,
    fails: bool,
}

thread_local! {
    static ANSWER: RefCell<(String, bool)> = RefCell::default();
    static GATEWAY: Gateway = Gateway::from_file(concat!(env!("CARGO_MANIFEST_DIR"), "/../../swagger/lambdagate.json"))
        .expect("the document is there")
        .function("Calc", |_: Value| {
            let (answer, fails) = ANSWER.with_borrow(Clone::clone);
            async move {
                if fails {
                    Err(FunctionError::new("Error", answer))
                } else {
                    Ok(serde_json::from_str::<Value>(&answer).unwrap_or(Value::String(answer)))
                }
            }
        });
    static RUNTIME: tokio::runtime::Runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
}

fuzz_target!(|case: Case<'_>| {
    ANSWER.with_borrow_mut(|answer| *answer = (case.answer.to_owned(), case.fails));
    let method = ["GET", "POST", "OPTIONS"][usize::from(case.method) % 3];
    let mut request =
        Request::new(method, &format!("/test/calc{}", case.target)).body(Bytes::copy_from_slice(case.body));
    for (name, value) in case.headers {
        request = request.header(name, value);
    }
    GATEWAY.with(|gateway| {
        RUNTIME.with(|runtime| {
            let response = runtime.block_on(gateway.call(request.clone()));
            assert!((100..600).contains(&response.status));
            let _ = runtime.block_on(gateway.test_invoke(request)).to_text();
        });
    });
});
