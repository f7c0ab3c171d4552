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
use rt::{Cx, FromJson, ToJson};
use serde_json::Value;

/// Reads JSON text as a client does, and gives what is written back, or the misfit.
pub fn tolerant<T: FromJson + ToJson>(json: &str) -> String {
    again::<T>(json, Cx::tolerant())
}

/// As [`tolerant`], the way a server does.
pub fn strict<T: FromJson + ToJson>(json: &str) -> String {
    again::<T>(json, Cx::strict())
}

/// As [`strict`], from parameters: strings may hold numbers and booleans.
pub fn text<T: FromJson + ToJson>(json: &str) -> String {
    again::<T>(json, Cx::strict_text())
}

fn again<T: FromJson + ToJson>(json: &str, mut cx: Cx) -> String {
    let value: Value = serde_json::from_str(json).unwrap();
    match T::from_json(&value, &mut cx) {
        Ok(read) => read.to_json().to_string(),
        Err(misfit) => misfit.to_string(),
    }
}

/// How many things a tolerant reader has met that the type does not know.
pub fn unknown<T: FromJson>(json: &str) -> usize {
    let mut cx = Cx::tolerant();
    T::from_json(&serde_json::from_str(json).unwrap(), &mut cx).map_err(|misfit| misfit.to_string()).unwrap();
    cx.unknown()
}

/// Runs a table of JSON and what becomes of it.
#[track_caller]
pub fn check(read: fn(&str) -> String, cases: &[(&str, &str)]) {
    for (json, expected) in cases {
        assert_eq!(read(json), *expected, "of {json}");
    }
}
