//! A crate outside of this workspace, generated while it is built: changes of the document reach it.
//!
//! The crate is of edition 2021, so that what is generated is compiled in both editions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod grown;
mod own_types;
mod workspace;

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use workspace::{Workspace, path_to, root, runtime, runtime_with};

pub(crate) const HEAD: &str = "#![deny(warnings, missing_docs, unsafe_code)]\n//! Generated.\n";

/// Says in a file that it ran, and where the generated file is.
const BUILD: &str = r#"
use std::io::Write;

fn main() -> Result<(), gatewright_build::Error> {
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    let runs = std::fs::OpenOptions::new().create(true).append(true).open("runs");
    if let Ok(mut runs) = runs {
        let _ = writeln!(runs, "{out}/api.rs");
    }
    println!("cargo::rerun-if-changed=build.rs");
    gatewright_build::Builder::new("api.yaml").generate_to_out_dir("api.rs")
}
"#;

fn document(properties: &str, paths: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\npaths:\n  /pets/{{id}}:\n    get:\n      operationId: getPet\n      \
         parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      responses:\n        '200':\n          \
         description: It.\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}\n{paths}\
         components:\n  schemas:\n    Pet:\n      type: object\n      required: [name]\n      properties:\n        \
         name: {{type: string}}\n{properties}"
    )
}

#[test]
fn changes_of_the_document_reach_the_crate() {
    let manifest = format!("{}\n[build-dependencies]\ngatewright-build = {{ {} }}\n", runtime(), path_to("generator"));
    let crate_ = Workspace::new("regenerated", &manifest);
    let uses = |code: &str| {
        let library = format!(
            "{HEAD}include!(concat!(env!(\"OUT_DIR\"), \"/api.rs\"));\n/// Uses it.\npub fn uses(client: &Client, pet: &models::Pet) {{\n    {code}\n}}\n"
        );
        crate_.write("src/lib.rs", &library);
    };
    crate_.write("build.rs", BUILD);
    crate_.write("api.yaml", &document("", ""));
    uses("let _ = (client.get_pet(\"1\"), &pet.name);");
    crate_.checks();
    let runs = crate_.read("runs");
    let generated = PathBuf::from(runs.lines().next().unwrap());
    let written = || -> SystemTime { fs::metadata(&generated).unwrap().modified().unwrap() };
    let first = written();

    // Nothing has changed: not run again.
    crate_.checks();
    uses("let _ = (client.get_pet(\"1\"), &pet.name, 1);");
    crate_.checks();
    assert_eq!(crate_.read("runs"), runs);

    // Saved without a change: run again, but nothing is written.
    crate_.write("api.yaml", &document("", ""));
    crate_.checks();
    assert_eq!(crate_.read("runs").lines().count(), 2);
    assert_eq!(written(), first);

    // A property more.
    crate_.write("api.yaml", &document("        age: {type: integer}\n", ""));
    uses("let _ = (client.get_pet(\"1\"), pet.age);");
    crate_.checks();
    assert!(written() > first);

    // An operation more.
    let list = |id: &str| {
        format!("  /pets:\n    get:\n      operationId: {id}\n      responses: {{'204': {{description: Done.}}}}\n")
    };
    crate_.write("api.yaml", &document("", &list("listPets")));
    uses("let _ = (client.list_pets(), pet);");
    crate_.checks();

    // Another name.
    crate_.write("api.yaml", &document("", &list("allPets")));
    let error = crate_.check().unwrap_err();
    assert!(error.contains("no method named `list_pets` found"), "{error}");
    uses("let _ = (client.all_pets(), pet);");
    crate_.checks();

    // A mistake stops the build and says where it is.
    crate_.write("api.yaml", &document("", "  pets: {}\n"));
    let error = crate_.check().unwrap_err();
    assert!(
        error.contains("api.yaml:12:3: error[path-without-slash]: the path `pets` does not start with a slash"),
        "{error}"
    );
}

#[test]
fn golden_files_compile_in_edition_2021() {
    let crate_ = Workspace::new("edition2021", &runtime_with(&["chrono", "client", "server", "time"]));
    let golden = root().join("tests/golden");
    let mut library = HEAD.to_owned();
    let mut files: Vec<PathBuf> = fs::read_dir(golden).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Beside them are the READMEs of crates.
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.sort();
    assert!(files.len() >= 7, "{files:?}");
    for file in &files {
        // The skeleton names the module that it implements.
        let name = file.file_stem().unwrap().to_str().unwrap().replace('-', "_");
        library.push_str(&format!("/// One.\npub mod {name} {{\n    include!({file:?});\n}}\n"));
    }
    crate_.write("src/lib.rs", &library);
    crate_.checks();
}
