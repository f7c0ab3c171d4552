//! `gatewright diff` against cargo-semver-checks, on the pairs of `tests/diff`.
//!
//! `GATEWRIGHT_SEMVER_CHECKS` names the program; without it nothing is judged. `tests/semver/run` installs it. The old code
//! of all pairs is one crate with a module for each, and so is the new: the program runs once.
//!
//! It has to find a break exactly where the verdict is that callers or implementers break. It looks at items, not at their
//! types, so that it cannot see all that we do: such pairs are listed in `accepted`, below a reason. A pair that is
//! listed and agrees is a mistake too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod accepted;
#[path = "../diff/case.rs"]
#[allow(dead_code, reason = "shared with the other judge of these pairs")]
mod case;
mod judge;
#[path = "../diff/toolchain.rs"]
#[allow(dead_code, reason = "shared with the other judge of these pairs")]
mod toolchain;

use std::collections::BTreeMap;
use std::process::ExitCode;

use gatewright_build::{Builder, Diff, Document, Verdict};
use serde_json::Value;

use case::Case;
use toolchain::Toolchain;

/// A case in one direction.
struct Pair {
    name: String,
    /// The module that has its code.
    module: String,
    diff: Diff,
}

fn main() -> ExitCode {
    let Some(program) = std::env::var_os("GATEWRIGHT_SEMVER_CHECKS") else {
        println!("semver: GATEWRIGHT_SEMVER_CHECKS names no cargo-semver-checks; `tests/semver/run` installs it");
        return ExitCode::SUCCESS;
    };
    let toolchain = Toolchain::new("semver").unwrap_or_else(|error| panic!("{error}"));
    for side in ["old", "new"] {
        std::fs::create_dir_all(toolchain.folder.join(side)).expect("a folder");
    }
    let pairs = pairs(&toolchain);
    let [old, new] = ["old", "new"].map(|side| {
        let described = judge::describe(&toolchain, &format!("{side}/lib.rs"), &format!("{side}-api"));
        described.unwrap_or_else(|error| panic!("{side} code:\n{error}"))
    });
    let found = judge::breaks(&program, &old, &new).unwrap_or_else(|error| panic!("{error}"));
    let accepted = accepted::read();
    let (mut agree, mut wrong) = (0, 0);
    let mut confusion: BTreeMap<(bool, bool), usize> = BTreeMap::new();
    for pair in &pairs {
        let said = pair.diff.has(Verdict::Callers) || pair.diff.has(Verdict::Implementers);
        let judged = found.get(&pair.module);
        *confusion.entry((said, judged.is_some())).or_default() += 1;
        match (said == judged.is_some(), accepted.get(&pair.name)) {
            (true, None) => agree += 1,
            (false, Some(_)) => {}
            (true, Some(reason)) => {
                wrong += 1;
                println!("{}: agrees now, and is listed below: {reason}", pair.name);
            }
            (false, None) => {
                wrong += 1;
                let found = judged.map_or("nothing".to_owned(), |found| found.join("; "));
                println!("{}: it found {found}, and the verdict is\n{}", pair.name, pair.diff.to_text(true));
            }
        }
    }
    for name in accepted.keys().filter(|name| !pairs.iter().any(|pair| pair.name == **name)) {
        wrong += 1;
        println!("{name}: is listed, and there is no such pair");
    }
    println!("breaks by verdict, by cargo-semver-checks: pairs");
    for ((said, judged), count) in confusion {
        println!("{said:<5} {judged:<5} {count:>4}");
    }
    println!("semver: {} pairs, {agree} agree, {} explained, {wrong} wrong", pairs.len(), pairs.len() - agree - wrong);
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes the code of all pairs, both ways.
fn pairs(toolchain: &Toolchain) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (number, case) in case::cases().iter().enumerate() {
        for (way, old, new) in [("", 0, 1), (", backwards", 1, 0)] {
            let module = format!("pair_{number}_{old}");
            toolchain.write(&format!("old/{module}.rs"), &generate(case, old));
            toolchain.write(&format!("new/{module}.rs"), &generate(case, new));
            let [before, after] = [old, new].map(|side| document(&case.documents[side]));
            let diff = Builder::new("api.json").diff(&before, &after).expect("a diff");
            pairs.push(Pair { name: format!("{}{way}", case.name), module, diff });
        }
    }
    let modules: String = pairs.iter().map(|pair| format!("pub mod {};\n", pair.module)).collect();
    for side in ["old", "new"] {
        toolchain.write(&format!("{side}/lib.rs"), &format!("#![recursion_limit = \"512\"]\n{modules}"));
    }
    pairs
}

fn generate(case: &Case, side: usize) -> String {
    let generated = Builder::new("api.json").generate_from(&document(&case.documents[side]));
    generated.unwrap_or_else(|error| panic!("{}, {side}: {error}", case.name)).files[0].text.clone()
}

fn document(value: &Value) -> Document {
    Document::from_text("api.json", &format!("{value:#}")).expect("a document")
}
