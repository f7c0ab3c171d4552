//! Documents with seeded faults: whatever is wrong with a document, generation neither panics nor
//! writes what is not Rust.
//!
//! - `GATEWRIGHT_MUTATIONS` is how many mutants are made (300).
//! - `GATEWRIGHT_SEED` is the seed of the first; each following mutant has the next number, so that
//!   the seed of a failure with `GATEWRIGHT_MUTATIONS=1` replays it, on the same documents.
//! - `GATEWRIGHT_CORPUS` is a directory of documents with a `manifest.tsv`; without it, the documents
//!   of this repository are mutated.
//! - `GATEWRIGHT_LARGEST` leaves out documents of more bytes (1000000).

mod corpus;
mod mutate;
mod random;
mod run;

use std::env;
use std::time::{Duration, Instant};

use crate::corpus::Original;
use crate::run::Outcome;

#[test]
fn mutants_neither_panic_nor_become_what_is_not_rust() -> Result<(), String> {
    let originals = corpus::read(number("GATEWRIGHT_LARGEST", 1_000_000)?)?;
    let first = number("GATEWRIGHT_SEED", 1)?;
    let mutants = number("GATEWRIGHT_MUTATIONS", 300)?;
    let mut summary = Summary::default();
    for seed in first..first.saturating_add(mutants) {
        summary.add(seed, &originals);
        if (seed - first) % 500 == 499 {
            println!("{}", summary.text());
        }
    }
    println!("{}", summary.text());
    match summary.failed {
        0 => Ok(()),
        failed => Err(format!("{failed} mutants failed, each is printed above with its seed")),
    }
}

/// The number in an environment variable, when it is set.
fn number(variable: &str, default: u64) -> Result<u64, String> {
    let Ok(text) = env::var(variable) else { return Ok(default) };
    text.parse().map_err(|_| format!("{variable} is `{text}`, which is not a number"))
}

#[derive(Default)]
struct Summary {
    generated: usize,
    refused: usize,
    failed: usize,
    /// What took longest, and which mutant that was.
    slowest: Option<(Duration, String)>,
}

impl Summary {
    fn add(&mut self, seed: u64, originals: &[Original]) {
        let mutant = mutate::mutant(seed, originals);
        let start = Instant::now();
        let outcome = run::run(&mutant);
        let taken = start.elapsed();
        let what = format!("GATEWRIGHT_SEED={seed} {}", mutant.history);
        match outcome {
            Outcome::Generated => self.generated += 1,
            Outcome::Refused => self.refused += 1,
            Outcome::Failed(why) => {
                println!("{what}: {why}");
                self.failed += 1;
            }
        }
        if self.slowest.as_ref().is_none_or(|(most, _)| *most < taken) {
            self.slowest = Some((taken, what));
        }
    }

    fn text(&self) -> String {
        let slowest =
            self.slowest.as_ref().map_or_else(String::new, |(taken, what)| format!("; slowest {taken:.2?}: {what}"));
        format!("{} generated, {} refused, {} failed{slowest}", self.generated, self.refused, self.failed)
    }
}
