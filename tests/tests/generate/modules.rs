//! Which modules and files the code is in.

use std::fs;
use std::path::Path;

use gatewright_build::{Builder, Generated};
use serde_json::{Map, Value, json};

use crate::document::{builder, generate, text};

/// A document with `count` models `Model0` and on, of which each refers to the next, and those of `others` beside them.
fn document(count: usize, others: &[&str]) -> String {
    let name = |index: usize| format!("Model{}", index % count);
    let next = |index: usize| json!({ "$ref": format!("#/definitions/{}", name(index + 1)) });
    let chain =
        (0..count).map(|index| (name(index), json!({ "type": "object", "properties": { "next": next(index) } })));
    let first = json!({ "$ref": "#/definitions/Model0" });
    let others = others.iter().map(|name| {
        ((*name).to_owned(), json!({ "type": "object", "properties": { "first": first, "at": { "type": "integer" } } }))
    });
    let definitions: Map<String, Value> = chain.chain(others).collect();
    json!({ "swagger": "2.0", "info": { "title": "T", "version": "1" }, "paths": {}, "definitions": definitions })
        .to_string()
}

fn paths(generated: &Generated) -> Vec<&str> {
    generated.files.iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn many_models_are_in_submodules() {
    let others = ["apple", "Avocado", "b", "Öl"];
    for (count, expected) in [
        (96, ["Cargo.toml", "src/lib.rs", "src/models.rs", "README.md"].as_slice()),
        (
            97,
            &[
                "Cargo.toml",
                "src/lib.rs",
                "src/models.rs",
                "src/models/a_to_c.rs",
                "src/models/j_to_p.rs",
                "src/models/q_to_z.rs",
                "README.md",
            ],
        ),
    ] {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("models-{count}.json"));
        fs::write(&path, document(count, &others)).unwrap();
        let generated = Builder::new(&path).rename("#/definitions/Öl", "Öl").generate_crate("many").unwrap();
        assert_eq!(paths(&generated), expected, "{count} models");
    }
}

#[test]
fn a_module_gives_out_what_is_in_its_submodules() {
    let generated = generate(&builder(), "api.json", &document(101, &["Apple"])).unwrap();
    let code = text(&generated);
    for line in [
        "    /// Models from A to C.\n    mod a_to_c {\n        use ::gatewright_runtime as rt;\n        #[allow(unused_imports)]\n        use super::*;\n",
        "            pub first: Option<Model0>,\n",
        "    pub use self::a_to_c::*;\n    pub use self::j_to_p::*;\n}\n",
    ] {
        assert!(code.contains(line), "{line}\nis not in\n{code}");
    }
}

/// A document that no file says by itself is embedded as the one file that says it.
#[test]
fn several_files_are_embedded_as_one() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("embedded");
    fs::create_dir_all(&folder).unwrap();
    let pet = r#"{"type": "string", "description": "a \"pet\"\\"}"#;
    fs::write(folder.join("pet.json"), pet).unwrap();
    let content = json!({ "application/json": { "schema": { "$ref": "pet.json" } } });
    let operation = json!({ "responses": { "200": { "description": "It.", "content": content } } });
    let document =
        json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": { "/": { "get": operation } } });
    let path = folder.join("api.json");
    fs::write(&path, document.to_string()).unwrap();
    let embedded = |builder: Builder| -> Option<Value> {
        let generated = builder.embed_document(true).generate().unwrap();
        let (_, lines) = text(&generated).split_once("::core::concat!(")?;
        let (lines, _) = lines.split_once("))")?;
        let lines = lines.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.is_empty());
        let text: String = lines.map(|line| syn::parse_str::<syn::LitStr>(line).unwrap().value()).collect();
        Some(serde_json::from_str(&text).unwrap())
    };
    let bundled = embedded(Builder::new(&path)).unwrap();
    assert_eq!(bundled["components"]["schemas"]["pet"]["description"], "a \"pet\"\\");
    let overlay = folder.join("fix.overlay.yaml");
    let action =
        "overlay: 1.0.0\ninfo: {title: Fix, version: '1'}\nactions: [{target: $.info, update: {title: Changed}}]\n";
    fs::write(&overlay, action).unwrap();
    assert_eq!(embedded(Builder::new(&path).overlay(&overlay)).unwrap()["info"]["title"], "Changed");
    assert_eq!(embedded(Builder::new(&path).server(false)), None);
}

/// A written crate hands on the features of the runtime that its halves have a use for.
#[test]
fn features_of_the_runtime_are_handed_on_by_halves() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("halves.json");
    let paths = json!({ "/": { "get": { "responses": { "204": { "description": "Done." } } } } });
    let document = json!({ "swagger": "2.0", "info": { "title": "T", "version": "1" }, "paths": paths });
    fs::write(&path, document.to_string()).unwrap();
    let handed = |client: bool, server: bool| -> Vec<String> {
        let builder = Builder::new(&path).client(client).server(server).feature("http2");
        let generated = builder.generate_crate("halves").unwrap();
        let lines = text(&generated).lines().filter(|line| line.contains("[\"gatewright-runtime/"));
        lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
    };
    assert_eq!(handed(false, true), ["decompression", "files-on-disk", "http2", "lambda"]);
    let both = handed(true, true);
    assert_eq!(both.len(), 13, "{both:?}");
    let client = handed(true, false);
    assert_eq!((client.len(), client.contains(&"http2".to_owned())), (10, true), "{client:?}");
    assert!(handed(false, false).is_empty());
}
