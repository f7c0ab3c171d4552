//! The structs by hand through other parsers.

use std::hint::black_box;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ratio;

/// Prints what sonic-rs and simd-json take, divided by what serde_json takes.
pub fn compare<H: Serialize + DeserializeOwned>(shape: &str, body: &[u8], hand: &H) {
    let decode = |other: fn(&[u8]) -> H| {
        ratio(|| drop(black_box(other(body))), || drop(black_box(serde_json::from_slice::<H>(body))))
    };
    let encode =
        |other: fn(&H) -> Vec<u8>| ratio(|| drop(black_box(other(hand))), || drop(black_box(serde_json::to_vec(hand))));
    let sonic = (decode(|body| sonic_rs::from_slice(body).unwrap()), encode(|hand| sonic_rs::to_vec(hand).unwrap()));
    // It unescapes in place, so it needs a copy of its own.
    let simd = (
        decode(|body| simd_json::serde::from_slice(&mut body.to_vec()).unwrap()),
        encode(|hand| simd_json::serde::to_vec(hand).unwrap()),
    );
    for (name, (decode, encode)) in [("sonic-rs", sonic), ("simd-json", simd)] {
        println!("  {name} {shape} decode {decode:.2} encode {encode:.2}");
    }
}
