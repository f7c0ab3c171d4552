//! What came of the vectors, and how many of them must pass.

use std::collections::BTreeMap;

use serde_json::Value;

/// What came of one vector.
pub(crate) enum Outcome {
    Passed,
    /// Why not.
    Failed(String),
    /// Which feature that there is not it needs.
    Excluded(String),
    /// What it lacks to be replayed: a recording of a call that it does not name.
    Incomplete(String),
}

impl Outcome {
    pub(crate) fn of(result: Result<(), String>) -> Outcome {
        match result {
            Ok(()) => Outcome::Passed,
            Err(reason) => Outcome::Failed(reason),
        }
    }
}

#[derive(Default, Clone, Copy)]
struct Count {
    passed: usize,
    failed: usize,
    excluded: usize,
    incomplete: usize,
}

#[derive(Default)]
pub(crate) struct Tally {
    counts: BTreeMap<(String, String, String), Count>,
    misses: Vec<String>,
    exclusions: BTreeMap<String, Vec<String>>,
}

impl Tally {
    pub(crate) fn add(&mut self, file: &str, vector: &Value, outcome: Outcome) {
        let text = |key: &str| vector[key].as_str().unwrap_or("-").to_owned();
        let key = (file.to_owned(), text("oracle"), text("category"));
        let count = self.counts.entry(key).or_default();
        match outcome {
            Outcome::Passed => count.passed += 1,
            Outcome::Failed(reason) => {
                count.failed += 1;
                self.misses.push(format!("{} [{}]: {reason}", text("id"), text("oracle")));
            }
            Outcome::Incomplete(rule) => {
                count.incomplete += 1;
                self.exclusions.entry(rule).or_default().push(text("id"));
            }
            Outcome::Excluded(rule) => {
                count.excluded += 1;
                self.exclusions.entry(rule).or_default().push(text("id"));
            }
        }
    }

    pub(crate) fn print(&self) {
        println!(
            "{:<28} {:<58} {:<32} {:>6} {:>6} {:>8} {:>10}",
            "file", "oracle", "category", "passed", "failed", "excluded", "incomplete"
        );
        for ((file, oracle, category), count) in &self.counts {
            println!(
                "{file:<28} {oracle:<58} {category:<32} {:>6} {:>6} {:>8} {:>10}",
                count.passed, count.failed, count.excluded, count.incomplete
            );
        }
        for (oracle, count) in self.by_oracle() {
            let run = count.passed + count.failed;
            let share = if run == 0 { 100.0 } else { 100.0 * count.passed as f64 / run as f64 };
            println!(
                "{oracle}: {} of {run} ({share:.1} %), {} excluded, {} incomplete",
                count.passed, count.excluded, count.incomplete
            );
        }
        for (rule, ids) in &self.exclusions {
            println!("not replayed, {rule}:\n    {}", ids.join("\n    "));
        }
        for miss in &self.misses {
            println!("missed {miss}");
        }
    }

    fn by_oracle(&self) -> BTreeMap<String, Count> {
        let mut sums: BTreeMap<String, Count> = BTreeMap::new();
        for ((_, oracle, _), count) in &self.counts {
            let sum = sums.entry(oracle.clone()).or_default();
            sum.passed += count.passed;
            sum.failed += count.failed;
            sum.excluded += count.excluded;
            sum.incomplete += count.incomplete;
        }
        sums
    }

    /// Every vector must pass, and be run.
    pub(crate) fn check_all(&self) {
        assert!(self.misses.is_empty(), "{} vectors are missed", self.misses.len());
        assert!(self.exclusions.is_empty(), "all vectors of this project are run");
    }

    /// What was recorded at AWS must be so; for the rest a share must. What was only reasoned out is shown
    /// above and asserted nowhere.
    pub(crate) fn check(&self) {
        for (oracle, count) in self.by_oracle() {
            let run = count.passed + count.failed;
            let needed = match oracle.as_str() {
                "derived" => continue,
                "aws" => {
                    let all = run + count.excluded;
                    assert!(count.excluded * 100 <= all * 3, "{} of {all} aws vectors are excluded", count.excluded);
                    100
                }
                "velocity-1.7-simulation" => 97,
                _ => 95,
            };
            assert!(count.passed * 100 >= run * needed, "{oracle}: {} of {run} passed, {needed} % must", count.passed);
        }
    }
}
