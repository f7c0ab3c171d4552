//! Documents with seeded faults: whatever is wrong with a document, generation neither panics nor
//! writes what is not Rust, nor takes more time or memory than a document of that size may.
//!
//! - `GATEWRIGHT_MUTATIONS` is how many mutants are made (300).
//! - `GATEWRIGHT_SEED` is the seed of the first; each following mutant has the next number, so that
//!   the seed of a failure with `GATEWRIGHT_MUTATIONS=1` replays it, on the same documents.
//! - `GATEWRIGHT_CORPUS` is a directory of documents with a `manifest.tsv`; without it, the documents
//!   of this repository are mutated.
//! - `GATEWRIGHT_LARGEST` leaves out documents of more bytes (none).
//! - `GATEWRIGHT_MUTANTS_COMPILED` is how many of the mutants are compiled, evenly spread (one of 1,000).

mod budget;
mod corpus;
mod mutate;
mod random;
mod run;
mod summary;
#[path = "../corpus/toolchain.rs"]
#[allow(dead_code, reason = "the corpus is looked at by more tools")]
mod toolchain;

use std::env;

use crate::summary::Summary;

#[test]
fn mutants_neither_panic_nor_become_what_is_not_rust() -> Result<(), String> {
    let originals = corpus::read(number("GATEWRIGHT_LARGEST", u64::MAX)?)?;
    let first = number("GATEWRIGHT_SEED", 1)?;
    let mutants = number("GATEWRIGHT_MUTATIONS", 300)?;
    let compiled = number("GATEWRIGHT_MUTANTS_COMPILED", mutants / 1_000)?;
    let mut summary = Summary::new(mutants.checked_div(compiled));
    for seed in first..first.saturating_add(mutants) {
        summary.add(seed, &originals);
        if (seed - first) % 500 == 499 {
            println!("{}", summary.text());
        }
    }
    println!("{}", summary.text());
    match summary.failed() {
        0 => Ok(()),
        failed => Err(format!("{failed} mutants failed, each is printed above with its seed")),
    }
}

/// The number in an environment variable, when it is set.
fn number(variable: &str, default: u64) -> Result<u64, String> {
    let Ok(text) = env::var(variable) else { return Ok(default) };
    text.parse().map_err(|_| format!("{variable} is `{text}`, which is not a number"))
}
