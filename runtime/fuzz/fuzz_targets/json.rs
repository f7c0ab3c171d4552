//! Text that the reader and serde_json must agree on: whether it is JSON, and of which value.
#![no_main]

use gatewright_runtime::{Reading, Value, read, to_string};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let ours = read::<Value>(text, Reading::tolerant()).map(|(value, _)| value);
    let theirs = serde_json::from_slice::<Value>(text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(ours, theirs);
            assert_eq!(to_string(&ours), theirs.to_string());
        }
        (Err(misfit), Err(_)) => assert!(misfit.offset() <= text.len()),
        (ours, theirs) => panic!("{ours:?} {theirs:?}"),
    }
    let _ = read::<Vec<(f64, Option<String>)>>(text, Reading::header());
    let _ = read::<Vec<i64>>(text, Reading::strict_text());
});
