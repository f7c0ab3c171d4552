//! Gateway documents of a folder: each is loaded, and each of its integrations is called once.
//!
//! `GATEWRIGHT_GATEWAY_DOCUMENTS` names the folder. Functions and HTTP endpoints are stood in for; services of AWS are
//! those of moto, where `tests/gateway-services/run` has installed it.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

mod api;
mod moto;
mod provision;
mod sample;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use api::{Api, Outcome};
use moto::Moto;

#[tokio::main]
async fn main() -> ExitCode {
    let folder = std::env::var_os("GATEWRIGHT_GATEWAY_DOCUMENTS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../swagger"), PathBuf::from);
    let moto = Moto::start().await;
    if moto.is_none() {
        println!("moto is not installed (tests/gateway-services/run does that): services are not called");
    }
    let mut tally = Tally::default();
    for path in documents(&folder) {
        tally.documents += 1;
        match Api::load_all(&path) {
            Ok(apis) => {
                tally.loaded += 1;
                for api in apis {
                    for (what, kind, outcome) in api.run(moto.as_ref()).await {
                        tally.add(&path, &what, kind, outcome);
                    }
                }
            }
            Err(why) => println!("not loaded: {}: {why}", name(&path)),
        }
    }
    println!("{}", tally.line());
    if tally.loaded == tally.documents && tally.broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json"));
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[derive(Default)]
struct Tally {
    documents: usize,
    loaded: usize,
    /// By kind: how many ran, of how many.
    kinds: BTreeMap<String, (usize, usize)>,
    /// Integrations without a service that did not run.
    broken: usize,
}

impl Tally {
    fn add(&mut self, path: &Path, what: &str, kind: String, outcome: Outcome) {
        let is_service = !matches!(kind.as_str(), "lambda" | "http" | "mock");
        let counts = self.kinds.entry(kind.clone()).or_default();
        counts.1 += 1;
        match outcome {
            Outcome::Ran => counts.0 += 1,
            Outcome::NotRun(why) => {
                if !is_service {
                    self.broken += 1;
                }
                println!("not run: {}: {what} ({kind}): {why}", name(path));
            }
        }
    }

    fn line(&self) -> String {
        let (ran, all) = self.kinds.values().fold((0, 0), |(ran, all), kind| (ran + kind.0, all + kind.1));
        let kinds: Vec<String> = self.kinds.iter().map(|(kind, (ran, all))| format!("{kind} {ran} of {all}")).collect();
        let (loaded, documents) = (self.loaded, self.documents);
        format!(
            "gateway documents: {loaded} loaded of {documents}; integrations {ran} run of {all} (by kind: {})",
            kinds.join(", ")
        )
    }
}
