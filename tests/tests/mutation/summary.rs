//! Counts what became of the mutants.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::budget::Cost;
use crate::corpus::Original;
use crate::mutate;
use crate::run::{self, Outcome};
use crate::toolchain::{Tool, Toolchain};

/// What became of the mutants so far.
pub(crate) struct Summary {
    mutants: u64,
    generated: u64,
    rejected: u64,
    failed: u64,
    /// How many mutants had a fault of a kind.
    kinds: BTreeMap<&'static str, u64>,
    slowest: (Duration, String),
    largest: (usize, String),
    /// Every mutant of that number is compiled.
    compile_every: Option<u64>,
    toolchain: Option<Toolchain>,
    compiled: u64,
}

impl Summary {
    pub(crate) fn new(compile_every: Option<u64>) -> Self {
        Self {
            mutants: 0,
            generated: 0,
            rejected: 0,
            failed: 0,
            kinds: BTreeMap::new(),
            slowest: Default::default(),
            largest: Default::default(),
            compile_every: compile_every.map(|every| every.max(1)),
            toolchain: None,
            compiled: 0,
        }
    }

    pub(crate) fn failed(&self) -> u64 {
        self.failed
    }

    /// Makes the mutant of that seed, and judges it.
    pub(crate) fn add(&mut self, seed: u64, originals: &[Original]) {
        let mutant = mutate::mutant(seed, originals);
        let what = format!("GATEWRIGHT_SEED={seed} {}", mutant.history);
        self.mutants += 1;
        mutant.kinds.iter().for_each(|kind| *self.kinds.entry(kind).or_default() += 1);
        let (outcome, cost) = run::run(&mutant);
        let outcome = match outcome {
            Outcome::Generated(text) => {
                self.generated += 1;
                self.compile(seed, &text)
            }
            Outcome::Rejected => {
                self.rejected += 1;
                None
            }
            Outcome::Failed(why) => Some(why),
        };
        for why in outcome.into_iter().chain(cost.excess(mutant.size)) {
            println!("{what}: {why}");
            self.failed += 1;
        }
        self.keep(cost, what);
    }

    fn keep(&mut self, cost: Cost, what: String) {
        if cost.memory > self.largest.0 {
            self.largest = (cost.memory, what.clone());
        }
        if cost.time > self.slowest.0 {
            self.slowest = (cost.time, what);
        }
    }

    /// Compiles the text, if it is its turn; says why that failed.
    fn compile(&mut self, seed: u64, text: &str) -> Option<String> {
        let due = self.compile_every.is_some_and(|every| self.compiled * every < self.mutants);
        if !due {
            return None;
        }
        self.compiled += 1;
        if self.toolchain.is_none() {
            match Toolchain::new() {
                Ok(toolchain) => self.toolchain = Some(toolchain),
                Err(error) => return Some(error),
            }
        }
        // What is left behind is what somebody has to look at.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{seed}"));
        let written = fs::create_dir_all(folder.join("src"))
            .and_then(|()| fs::write(folder.join("src/lib.rs"), format!("//! A mutant.\n\n{text}")));
        let compiled = written.map_err(|error| error.to_string()).and_then(|()| {
            self.toolchain.as_ref().map_or(Ok(String::new()), |tools| tools.run(Tool::Rustc, "2024", &folder, &[]))
        });
        match compiled {
            Ok(_) => {
                let _ = fs::remove_dir_all(&folder);
                None
            }
            Err(errors) => Some(format!("does not compile: {errors}")),
        }
    }

    pub(crate) fn text(&self) -> String {
        let kinds: Vec<String> = self.kinds.iter().map(|(kind, times)| format!("{kind} {times}")).collect();
        format!(
            "{} mutants: {} generated, {} rejected, {} failed; {} compiled\nfaults: {}\nslowest {:.2?}: {}\nlargest {} MB: {}",
            self.mutants,
            self.generated,
            self.rejected,
            self.failed,
            self.compiled,
            kinds.join(", "),
            self.slowest.0,
            self.slowest.1,
            self.largest.0 / 1_000_000,
            self.largest.1,
        )
    }
}
