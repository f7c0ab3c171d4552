//! The account of each document: every keyword is expressed, documented, reported or ignored for a reason, and
//! hardly any typed place is any JSON in Rust.

use std::collections::BTreeMap;
use std::path::Path;

use gatewright_build::{Account, Builder, Outcome};

use crate::manifest::{cell, rows};

/// The largest share of typed places that may be any JSON, over all documents.
const UNTYPED: f64 = 0.005;

#[derive(Default)]
struct Sum {
    documents: usize,
    typed: usize,
    untyped: usize,
    keywords: BTreeMap<&'static str, usize>,
}

impl Sum {
    fn add(&mut self, account: &Account) {
        self.documents += 1;
        self.typed += account.typed;
        self.untyped += account.untyped.len();
        for outcome in Outcome::ALL {
            *self.keywords.entry(outcome.as_str()).or_default() += account.count(outcome);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "no corpus has so many schemas")]
    fn share(&self) -> f64 {
        if self.typed == 0 { 0.0 } else { self.untyped as f64 / self.typed as f64 }
    }
}

/// Accounts for all documents; gives what no account may have.
pub(crate) fn check(corpus: &Path) -> Vec<String> {
    let rows = match rows(&corpus.join("manifest.tsv")) {
        Ok(rows) => rows,
        Err(error) => return vec![error],
    };
    let mut failures = Vec::new();
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    let mut told: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    let verbose = std::env::var_os("GATEWRIGHT_ACCOUNT").is_some();
    for row in rows {
        let path = cell(&row, "path");
        let account = match Builder::new(corpus.join(path)).account() {
            Ok(account) => account,
            Err(error) => {
                failures.push(format!("{path} cannot be accounted for: {error}"));
                continue;
            }
        };
        failures.extend(holes(path, &account));
        sums.entry(account.version.to_owned()).or_default().add(&account);
        sums.entry("all".to_owned()).or_default().add(&account);
        let mut here: BTreeMap<&'static str, usize> = BTreeMap::new();
        account
            .report
            .diagnostics()
            .iter()
            .for_each(|found| *here.entry(found.code.info().code.as_str()).or_default() += 1);
        for (code, count) in here {
            let (documents, places) = told.entry(code).or_default();
            *documents += 1;
            *places += count;
        }
        if verbose {
            account.untyped.iter().for_each(|place| println!("untyped {path}{}: {}", place.origin, place.reason));
        }
    }
    summary(&sums, &told);
    if let Some(all) = sums.get("all").filter(|all| all.share() > UNTYPED) {
        failures.push(format!("{:.2} % of the typed places are any JSON", all.share() * 100.0));
    }
    failures
}

/// Keywords of which nothing is known, and places that are untyped without a word.
fn holes(path: &str, account: &Account) -> Vec<String> {
    let unaccounted = account.unaccounted.iter().map(|place| format!("{path}{}: {}", place.origin, place.reason));
    let untold = account.untyped.iter().filter(|place| !place.told);
    let untold = untold.map(|place| format!("{path}{}: becomes {} without a word", place.origin, place.reason));
    unaccounted.chain(untold).collect()
}

fn summary(sums: &BTreeMap<String, Sum>, told: &BTreeMap<&'static str, (usize, usize)>) {
    println!("\nversion  documents    typed  untyped   share  expressed  documented  reported  ignored  unaccounted");
    for (version, sum) in sums {
        let count = |outcome: Outcome| sum.keywords.get(outcome.as_str()).copied().unwrap_or_default();
        println!(
            "{version:<8} {:>9} {:>8} {:>8} {:>5.2} % {:>10} {:>11} {:>9} {:>8} {:>12}",
            sum.documents,
            sum.typed,
            sum.untyped,
            sum.share() * 100.0,
            count(Outcome::Expressed),
            count(Outcome::Documented),
            count(Outcome::Reported),
            count(Outcome::Ignored),
            count(Outcome::Unaccounted),
        );
    }
    println!("\ntold                              documents  places");
    for (code, (documents, places)) in told {
        println!("{code:<33} {documents:>9} {places:>7}");
    }
    println!();
}
