//! What a request costs a generated server, beside a server by hand of axum and serde's derive, in one run.
//!
//! Prints `server SHAPE cpu R`: what the generated server takes of the processor for a request, divided by what the one by
//! hand takes. Both are routers that answer over loopback, each on a thread of its own, in turn; what the client takes is
//! not counted. `cargo bench -p gatewright-tests --bench server`.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod by_hand;
mod generated;
mod load;
#[path = "../one_processor.rs"]
mod one_processor;

use axum::Router;
use gatewright_runtime::from_slice;

use load::Load;

fn main() {
    one_processor::stay();
    let calc = || (generated::calc(), by_hand::calc());
    let query = "/test/calc?operand1=1.5&operand2=2.25&operator=add";
    compare("calc-get", calc(), Load::get(query));
    compare("calc-post", calc(), Load::put("POST", "/test/calc", br#"{"a":1.5,"b":2.25,"op":"add"}"#));

    let list = serde_json::to_vec(&(0..1000).map(item).collect::<Vec<_>>()).unwrap();
    let items =
        || (generated::items(from_slice(&list).unwrap()), by_hand::items(serde_json::from_slice(&list).unwrap()));
    compare("list-out", items(), Load::get("/items"));
    compare("list-in", items(), Load::put("PUT", "/items", &list));
}

fn compare(shape: &str, (generated, by_hand): (Router, Router), load: Load) {
    if std::env::args().skip(1).any(|only| !only.starts_with('-') && only != shape) {
        return;
    }
    println!("server {shape} cpu {:.2}", load::ratio(generated, by_hand, &load));
}

fn item(n: i64) -> by_hand::Item {
    use by_hand::ItemState::{New, Refurbished, Used};
    by_hand::Item {
        id: n,
        sku: format!("SKU-{n:06}"),
        name: format!("Kettle, enamelled, no. {n}"),
        description: (n % 3 > 0).then(|| "Holds 1.7 l.\nNot for induction hobs.".to_owned()),
        price: 19.95 + f64::from(i32::try_from(n % 100).unwrap()),
        stock: i32::try_from(n % 17).unwrap(),
        discontinued: (n % 5 == 0).then_some(n % 2 == 0),
        state: [Some(New), Some(Used), Some(Refurbished), None][usize::try_from(n % 4).unwrap()].clone(),
        tags: ["kitchen", "enamel", "gift"]
            .iter()
            .take(usize::try_from(n % 4).unwrap())
            .map(|&tag| tag.into())
            .collect(),
        maker: by_hand::Maker {
            name: format!("Works {}", n % 40),
            country: "AT".to_owned(),
            url: (n % 2 == 0).then(|| format!("https://works-{}.example/kettles", n % 40)),
        },
    }
}
