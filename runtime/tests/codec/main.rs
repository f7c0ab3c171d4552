//! What the codecs read and write, case by case.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod enums;
mod formats;
mod headers;
mod limits;
mod multipart;
mod objects;
mod scalars;
mod unions;

use gatewright_runtime as rt;
use rt::{FromJson, Reading, ToJson};

/// Reads JSON text as a client does, and gives what is written back, or the misfit.
pub fn tolerant<T: FromJson + ToJson>(json: &str) -> String {
    again::<T>(json, Reading::tolerant())
}

/// As [`tolerant`], the way a server does.
pub fn strict<T: FromJson + ToJson>(json: &str) -> String {
    again::<T>(json, Reading::strict())
}

/// As [`strict`], from parameters: strings may hold numbers and booleans.
pub fn text<T: FromJson + ToJson>(json: &str) -> String {
    again::<T>(json, Reading::strict_text())
}

fn again<T: FromJson + ToJson>(json: &str, reading: Reading) -> String {
    match rt::read::<T>(json.as_bytes(), reading) {
        Ok((read, _)) => rt::to_string(&read),
        Err(misfit) => misfit.to_string(),
    }
}

/// How many values a tolerant reader has met that the type does not know.
pub fn unknown<T: FromJson>(json: &str) -> usize {
    let (_, noted) = rt::read::<T>(json.as_bytes(), Reading::tolerant()).map_err(|misfit| misfit.to_string()).unwrap();
    noted.unknown()
}

/// Runs a table of JSON and what becomes of it.
#[track_caller]
pub fn check(read: fn(&str) -> String, cases: &[(&str, &str)]) {
    for (json, expected) in cases {
        assert_eq!(read(json), *expected, "of {json}");
    }
}
