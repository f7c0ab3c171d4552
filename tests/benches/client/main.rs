//! What a call of a generated client costs beside the same call by hand with reqwest and serde, in one run.
//!
//! Prints `client SHAPE cpu R allocations R`: each is what the generated client takes, divided by what the call by hand
//! takes, of the thread that calls. The server is another thread with one fixed answer, so that neither side pays for
//! it. Times are medians over pairs that are measured in turn; allocations are counted. Both sides have the same limits
//! of time. `cargo bench -p gatewright-tests --bench client`.

#![allow(missing_docs, unreachable_pub, dead_code)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../codec/bodies.rs"]
mod bodies;
#[path = "../codec/by_hand.rs"]
mod by_hand;
mod clock;
#[path = "../one_processor.rs"]
mod one_processor;
mod server;

use std::hint::black_box;
use std::time::Duration;

use allocation_counter::measure;
use clock::now;
use gatewright_tests::{codec_shapes, lambdagate};
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};

/// How many seconds of the processor one side of a pair takes at least.
const SPAN: f64 = 0.02;
const PAIRS: usize = 41;

fn main() {
    one_processor::stay();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    tiny(&runtime);
    list(&runtime);
}

fn tiny(runtime: &Runtime) {
    let server = server::start(&bodies::calculation());
    let client = lambdagate::client::Client::with_base_url(&server);
    let (http, url) = (http(), format!("{server}/calc"));
    let generated = async || {
        let response = client.get_calc().operand1("1.5").operand2("2").operator("add").send().await.unwrap();
        assert!(response.output.is_some());
        drop(black_box(response));
    };
    let by_hand = async || {
        let query = [("operand1", "1.5"), ("operand2", "2"), ("operator", "add")];
        let url = reqwest::Url::parse_with_params(&url, query).unwrap();
        let calculation: by_hand::Calculation = get(&http, url).await;
        assert!(calculation.output.c.is_some());
        drop(black_box(calculation));
    };
    compare("tiny", runtime, generated, by_hand);
}

fn list(runtime: &Runtime) {
    let server = server::start(&bodies::issues(1000));
    let client = codec_shapes::client::Client::with_base_url(&server);
    let (http, url) = (http(), format!("{server}/issues"));
    let generated = async || {
        let response = client.list_issues().send().await.unwrap();
        assert_eq!(response.len(), 1000);
        drop(black_box(response));
    };
    let by_hand = async || {
        let issues: Vec<by_hand::Issue> = get(&http, reqwest::Url::parse(&url).unwrap()).await;
        assert_eq!(issues.len(), 1000);
        drop(black_box(issues));
    };
    compare("list-1000", runtime, generated, by_hand);
}

/// The limits of time that generated clients have.
fn http() -> reqwest::Client {
    let builder = reqwest::Client::builder().timeout(Duration::from_secs(120)).connect_timeout(Duration::from_secs(10));
    builder.read_timeout(Duration::from_secs(60)).build().unwrap()
}

/// A call by hand: a header or two, a check of the status, and serde.
async fn get<T: DeserializeOwned>(http: &reqwest::Client, url: reqwest::Url) -> T {
    let request = http.get(url).header("accept", "application/json").header("user-agent", "by-hand/1.0");
    let response = request.send().await.unwrap().error_for_status().unwrap();
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

fn compare(shape: &str, runtime: &Runtime, generated: impl AsyncFn(), by_hand: impl AsyncFn()) {
    if std::env::args().skip(1).any(|only| !only.starts_with('-') && only != shape) {
        return;
    }
    let generated = |times: u32| runtime.block_on(async { repeat(&generated, times).await });
    let by_hand = |times: u32| runtime.block_on(async { repeat(&by_hand, times).await });
    let calls = repeats(&generated).max(repeats(&by_hand));
    let mut ratios: Vec<f64> = (0..PAIRS).map(|_| time(&generated, calls) / time(&by_hand, calls)).collect();
    ratios.sort_by(f64::total_cmp);
    // Of several calls, since a connection allocates now and then.
    const CALLS: u32 = 50;
    let (ours, theirs) = (measure(|| generated(CALLS)).count_total, measure(|| by_hand(CALLS)).count_total);
    #[allow(clippy::cast_precision_loss)]
    let allocations = ours as f64 / theirs.max(1) as f64;
    println!("client {shape} cpu {:.3} allocations {allocations:.3}", ratios[PAIRS / 2]);
    if std::env::args().any(|argument| argument == "--verbose") {
        let micros = |seconds: f64| seconds * 1e6;
        println!(
            "  by hand {:.1} µs and {} allocations, generated {:.1} µs and {}; {calls} calls at a time",
            micros(time(&by_hand, calls)),
            theirs / u64::from(CALLS),
            micros(time(&generated, calls)),
            ours / u64::from(CALLS),
        );
    }
}

async fn repeat(call: &impl AsyncFn(), times: u32) {
    for _ in 0..times {
        call().await;
    }
}

/// How many calls take the span.
fn repeats(calls: &impl Fn(u32)) -> u32 {
    let mut repeats = 1;
    while time(calls, repeats) * f64::from(repeats) < SPAN {
        repeats *= 2;
    }
    repeats
}

/// The seconds of the processor that a call takes.
fn time(calls: &impl Fn(u32), repeats: u32) -> f64 {
    let start = now();
    calls(repeats);
    (now() - start) / f64::from(repeats)
}
