//! What generated models cost to read and write, beside structs by hand with serde's derive, in one run.
//!
//! Prints `codec SHAPE decode R encode R allocations R peak R`: each is what the generated model takes, divided by what
//! the struct by hand takes through `serde_json::from_slice` and `to_vec`. Times are medians over pairs that are measured
//! in turn; allocations and peak are those of decoding, counted. `cargo bench -p gatewright-tests --bench codec`.
//!
//! With `--features rivals` it prints in the same way what the structs by hand take through sonic-rs and simd-json.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bodies;
mod by_hand;
#[cfg(feature = "rivals")]
mod rivals;

use std::hint::black_box;

use allocation_counter::measure;
use gatewright_runtime::codec::same;
use gatewright_runtime::{FromJson, ToJson, Value, from_slice, to_vec};
use gatewright_tests::{codec_shapes::models as shapes, lambdagate::models as lambdagate};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How many seconds one side of a pair is measured at least.
const SPAN: f64 = 0.008;
const PAIRS: usize = 41;

fn main() {
    compare::<by_hand::Calculation, lambdagate::Result>("lambdagate", &bodies::calculation());
    compare::<Vec<by_hand::Issue>, Vec<shapes::Issue>>("github-issues", &bodies::issues(1000));
    compare::<by_hand::PodList, shapes::PodList>("kubernetes-pods", &bodies::pods(500));
    compare::<by_hand::LineString, shapes::LineString>("coordinates", &bodies::line(50_000));
    compare::<by_hand::ChargeList, shapes::ChargeList>("stripe-charges", &bodies::charges(500));
}

fn compare<H, G>(shape: &str, body: &[u8])
where
    H: Serialize + DeserializeOwned,
    G: FromJson + ToJson,
{
    if std::env::args().skip(1).any(|only| !only.starts_with('-') && only != shape) {
        return;
    }
    let (hand, generated): (H, G) = (serde_json::from_slice(body).unwrap(), from_slice(body).unwrap());
    let json = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap();
    assert!(same(&json(&to_vec(&generated)), &json(body)), "{shape}");
    assert!(same(&json(&serde_json::to_vec(&hand).unwrap()), &json(body)), "{shape}");

    let decode =
        ratio(|| drop(black_box(from_slice::<G>(body))), || drop(black_box(serde_json::from_slice::<H>(body))));
    let encode = ratio(|| drop(black_box(to_vec(&generated))), || drop(black_box(serde_json::to_vec(&hand))));
    let ours = measure(|| drop(black_box(from_slice::<G>(body))));
    let theirs = measure(|| drop(black_box(serde_json::from_slice::<H>(body))));
    #[allow(clippy::cast_precision_loss)]
    let over = |ours: u64, theirs: u64| ours as f64 / theirs.max(1) as f64;
    println!(
        "codec {shape} decode {decode:.2} encode {encode:.2} allocations {:.2} peak {:.2}",
        over(ours.count_total, theirs.count_total),
        over(ours.bytes_max, theirs.bytes_max),
    );
    #[cfg(feature = "rivals")]
    rivals::compare(shape, body, &hand);
}

/// What the first takes, divided by what the second takes.
fn ratio(first: impl Fn(), second: impl Fn()) -> f64 {
    let times = [repeats(&first), repeats(&second)];
    let mut ratios: Vec<f64> = (0..PAIRS)
        .map(|_| {
            let (first, second) = (time(&first, times[0]), time(&second, times[1]));
            first / second
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios[PAIRS / 2]
}

/// How often something is done in the span.
fn repeats(what: &impl Fn()) -> u32 {
    let mut repeats = 1;
    while time(what, repeats) * f64::from(repeats) < SPAN {
        repeats *= 2;
    }
    repeats
}

/// The seconds of the processor that something takes once.
fn time(what: &impl Fn(), repeats: u32) -> f64 {
    let start = now();
    (0..repeats).for_each(|_| what());
    (now() - start) / f64::from(repeats)
}

/// What this thread has taken of the processor: others may be at work beside it.
#[cfg(unix)]
#[allow(clippy::cast_precision_loss)]
fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

#[cfg(not(unix))]
fn now() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}
