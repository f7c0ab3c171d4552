use serde_json::json;

use crate::{Folder, document};

/// One warning (a reference that leads nowhere) and one note (a name that Rust does not have).
const SINS: &str = "\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example.com
paths:
  /pets:
    get:
      operationId: listPets
      produces: [application/json]
      responses:
        200: {description: all pets, schema: {$ref: '#/definitions/Pett'}}
definitions:
  Pet: {type: object, properties: {name: {type: string}}}
";

#[test]
fn a_good_document() {
    let run = Folder::new().run(&["check", &document("lambdagate-modeled.json")]).ends_with(0);
    assert!(run.out.ends_with("no findings\n") || run.out.contains("hidden; --notes"), "{}", run.out);
}

#[test]
fn a_broken_document_exactly() {
    let folder = Folder::new().with("api/pets.yaml", "swagger: '2.0'\npaths:\n\t/pets: {}\n");
    let run = folder.run(&["check", "api/pets.yaml"]).ends_with(1);
    let expected = "\
error[yaml-syntax]: a tab in the indentation
 --> api/pets.yaml:3:1
  |
3 |     /pets: {}
  | ^ YAML is indented with spaces
  |
  = help: replace the tabs by spaces

1 error
";
    assert_eq!(run.out, expected);
    assert_eq!(run.err, "");
}

#[test]
fn warnings_do_not_fail_until_they_are_denied() {
    let folder = Folder::new().with("pets.yaml", SINS);
    let run = folder.run(&["check", "pets.yaml", "--message-format", "short"]).ends_with(0);
    let found = "pets.yaml:10:53: warning[unresolved-reference]: `#/definitions/Pett` does not exist";
    assert!(run.out.starts_with(found), "{}", run.out);
    assert!(run.out.contains("1 warning"), "{}", run.out);

    let run = folder.run(&["check", "pets.yaml", "--message-format", "short", "--strict"]).ends_with(1);
    assert!(run.out.starts_with(&found.replace("warning[", "error[")), "{}", run.out);
    folder.run(&["check", "pets.yaml", "--deny", "unresolved-reference"]).ends_with(1);
    let run = folder.run(&["check", "pets.yaml", "--allow", "unresolved-reference"]).ends_with(0);
    assert!(!run.out.contains("unresolved-reference"), "{}", run.out);
}

#[test]
fn for_programs() {
    let folder = Folder::new().with("pets.yaml", SINS);
    let run = folder.run(&["check", "pets.yaml", "--message-format", "json"]).ends_with(0);
    let found = run.json();
    assert_eq!((&found["errors"], &found["warnings"]), (&json!(0), &json!(1)));
    let diagnostics = found["diagnostics"].as_array().unwrap();
    let warning = diagnostics.iter().find(|diagnostic| diagnostic["severity"] == "warning").unwrap();
    assert_eq!(warning["code"], "unresolved-reference");
    assert_eq!(warning["place"]["file"], "pets.yaml");
    assert_eq!((&warning["place"]["line"], &warning["place"]["column"]), (&json!(10), &json!(53)));
    assert_eq!(warning["place"]["pointer"], "/paths/~1pets/get/responses/200/schema/$ref");

    let run = Folder::new().run(&["check", "nowhere.yaml", "--message-format", "json"]).ends_with(1);
    assert_eq!(run.json()["diagnostics"][0]["code"], "unreadable-file");
}
