//! Follows a path through a document.

#![no_main]

use gatewright_vtl::jsonpath::JsonPath;
use gatewright_vtl::{Collections, parse_payload};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|case: (&str, &str)| {
    let (path, document) = case;
    let Ok(path) = JsonPath::parse(path) else { return };
    let Ok(document) = parse_payload(document, Collections::JsonSmart) else { return };
    if let Some(found) = path.find(&document) {
        let _ = (found.to_json(), found.to_string());
    }
});
