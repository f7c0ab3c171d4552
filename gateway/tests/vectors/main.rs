//! The vectors gate: recorded and documented behaviour of API Gateway, replayed against the gateway.
//!
//! `GATEWRIGHT_VECTORS=<dir> cargo test -p gatewright-gateway --test vectors` reads every `*.json` of the
//! directory that has `vectors`, and prints what passed and failed by file, oracle and category. Without
//! the variable only the vectors of this project run, those in the folder `files`. All of them must pass.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod api;
mod backend;
mod compare;
mod content;
mod control_plane;
mod derived;
mod events;
mod exchange;
mod mapping;
mod outcome;
mod own;
mod responses;
mod routing;
mod test_invoke;
mod validation;
mod vtl;

use std::path::Path;

use outcome::{Outcome, Tally};
use serde_json::Value;

fn main() {
    println!("vectors of this project:");
    let own = replay(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/files"));
    own.check_all();
    let Some(directory) = std::env::var_os("GATEWRIGHT_VECTORS") else {
        println!("GATEWRIGHT_VECTORS is not set: it names a directory with further files of vectors");
        return;
    };
    println!("vectors of {}:", Path::new(&directory).display());
    replay(Path::new(&directory)).check();
}

/// Replays and prints all vectors of a folder.
fn replay(directory: &Path) -> Tally {
    let files = read_files(directory);
    assert!(!files.is_empty(), "no file with vectors in {}", directory.display());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut tally = Tally::default();
    for (name, file) in &files {
        for vector in file["vectors"].as_array().unwrap() {
            let outcome = runtime.block_on(run(vector, file, &files));
            tally.add(name, vector, outcome);
        }
    }
    tally.print();
    tally
}

fn read_files(directory: &Path) -> Vec<(String, Value)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            if value["vectors"].is_array() {
                files.push((path.file_name().unwrap().to_string_lossy().into_owned(), value));
            }
        }
    }
    files.sort_by(|(left, _), (right, _)| left.cmp(right));
    files
}

/// What a vector asserts is told by its category, and where it has none by what it is made of.
async fn run(vector: &Value, file: &Value, files: &[(String, Value)]) -> Outcome {
    if vector.get("route").is_some() {
        return own::run(vector).await;
    }
    let Some(category) = vector["category"].as_str() else {
        return if vector.get("template").is_some() {
            vtl::run(vector).await
        } else {
            validation::run(vector, file).await
        };
    };
    match category {
        "gateway-response-default" | "gateway-response-inheritance" => responses::configured(vector),
        "gateway-response" => responses::raised(vector),
        "routing" => routing::run(vector).await,
        "uri-rendering" => routing::uri(vector).await,
        "mock" => exchange::mock(vector).await,
        "passthrough" => exchange::passthrough(vector).await,
        "response-template-selection" => exchange::response_template(vector).await,
        "response-override" | "integration-response-selection" => exchange::selection(vector).await,
        "response-parameters" | "api-key" | "async" => exchange::plain(vector).await,
        "integration-request" | "header-remapping" => exchange::calls(vector).await,
        "parameter-mapping" => mapping::run(vector).await,
        "content-handling-request" => content::request(vector).await,
        "content-handling-response" => content::response(vector).await,
        "aws-proxy-response" => exchange::proxy_response(vector).await,
        "aws-proxy-event" => events::run(vector).await,
        "test-invoke" => test_invoke::run(vector).await,
        "import" => control_plane::import(vector),
        "export" => control_plane::export(vector),
        "control-plane-error" => control_plane::error(vector),
        "lambdagate-end-to-end" => derived::run(vector, files).await,
        other => Outcome::Excluded(format!("no runner for the category `{other}`")),
    }
}
