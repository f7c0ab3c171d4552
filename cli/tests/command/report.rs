use serde_json::{Value, json};

use crate::{Folder, document};

/// A keyword of each fate, and a body that becomes text.
const PETS: &str = "\
swagger: '2.0'
info: {title: Pets, version: '1', license: {name: None}}
paths:
  /pets:
    get:
      produces: [application/yaml]
      sumary: All pets
      responses:
        200: {description: All pets., schema: {$ref: '#/definitions/Pet'}}
definitions:
  Pet: {type: object, properties: {name: {type: string, not: {enum: [x]}}}}
";

#[test]
fn as_text() {
    let folder = Folder::new().with("pets.yaml", PETS);
    let run = folder.run(&["report", "pets.yaml"]).ends_with(0);
    let expected = "\
pets.yaml (version 2.0): 1 operation, 3 typed places, 1 of them untyped in Rust (33.33 %)

Keywords
  expressed          12
  documented          1
  reported            4
  ignored             1

Untyped
  pets.yaml:9:47: #/paths/~1pets/get/responses/200/schema: nothing: bodies of `application/yaml` have no typed form

Reported
  unknown-field (1): a field that the specification does not know
    pets.yaml:7:7: warning[unknown-field]: `sumary` is no field of an operation (did you mean `summary`?)
  unknown-media-type (1): a media type that has no typed form
    pets.yaml:9:47: warning[unknown-media-type]: bodies of `application/yaml` have no typed form (the schema is not used for them)
  unsupported-keyword (1): a keyword that is not expressed in Rust
    pets.yaml:11:57: warning[unsupported-keyword]: `not` is not expressed in Rust (silence with `--allow unsupported-keyword`)

Ignored
  license (1): says who publishes the API, and nothing of its calls
";
    assert_eq!(run.out, expected);
}

#[test]
fn as_json() {
    let folder = Folder::new().with("pets.yaml", PETS);
    let run = folder.run(&["report", "pets.yaml", "--message-format", "json"]).ends_with(0);
    let account: Value = serde_json::from_str(&run.out).unwrap();
    let position = json!({
        "file": "pets.yaml",
        "pointer": "/paths/~1pets/get/responses/200/schema",
        "line": 9,
        "column": 47,
        "reason": "nothing: bodies of `application/yaml` have no typed form",
    });
    assert_eq!(account["schemas"]["positions"], json!([position]));
    assert_eq!(account["keywords"]["counts"]["unaccounted"], 0);
    assert_eq!(account["keywords"]["counts"]["reported"], 4);
    let license = json!({
        "object": "`info`",
        "keyword": "license",
        "outcome": "ignored",
        "reason": "says who publishes the API, and nothing of its calls",
        "count": 1,
    });
    assert!(account["keywords"]["uses"].as_array().unwrap().contains(&license));
    assert_eq!(account["diagnostics"].as_array().unwrap().len(), 3);
}

#[test]
fn every_keyword() {
    let run = Folder::new().run(&["report", &document("lambdagate.json"), "--all"]).ends_with(0);
    assert!(run.out.contains("\nExpressed\n"), "{}", run.out);
    assert!(run.out.contains("`responses` of an operation (3)"), "{}", run.out);
    assert!(run.out.contains("0 of them untyped in Rust (0.00 %)"), "{}", run.out);
}

#[test]
fn a_document_that_cannot_be_read() {
    let folder = Folder::new().with("pets.yaml", "paths:\n\t/pets: {}\n");
    let run = folder.run(&["report", "pets.yaml"]).ends_with(1);
    assert!(run.out.starts_with("error[yaml-syntax]"), "{}", run.out);
}
