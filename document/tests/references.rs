//! Where references lead, over several files, and what is said of those that lead nowhere.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::Path;

use gatewright_document::{Document, Node, Report};

/// A folder with these files, for as long as it is held.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn load(folder: &tempfile::TempDir, name: &str) -> Document {
    Document::load(folder.path().join(name)).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

fn node<'d>(document: &'d Document, keys: &[&str]) -> Node<'d> {
    keys.iter().fold(document.root(), |node, key| node.step(key).unwrap_or_else(|| panic!("no `{key}`")))
}

/// Where the reference under `x` leads: file and pointer, or the report.
#[track_caller]
fn check(text: &str, expected: &str) {
    let document = Document::from_text("a.yaml", text).unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert_eq!(outcome(&document, &node(&document, &["x"])), expected);
}

fn outcome(document: &Document, node: &Node<'_>) -> String {
    match node.resolve() {
        Ok(found) => {
            let source = document.sources().get(found.origin().source).unwrap();
            format!("{}{}", source.name(), found.origin())
        }
        Err(error) => {
            let mut report = Report::new(document.sources());
            error.report(&mut report, node);
            report.one_line().join("\n")
        }
    }
}

const PETS: &str = "swagger: '2.0'\ndefinitions:\n  Pet: {type: object, properties: {id: {type: string}}}\n  Own/er: {type: string}\n  \"10%\": {type: number}\n  Alias: {$ref: '#/definitions/Pet'}\n";

#[test]
fn in_the_same_file() {
    let check = |reference: &str, expected: &str| check(&format!("{PETS}x: {{$ref: '{reference}'}}\n"), expected);
    check("#/definitions/Pet", "a.yaml#/definitions/Pet");
    check("#/definitions/Alias", "a.yaml#/definitions/Pet");
    check("#/definitions/Own~1er", "a.yaml#/definitions/Own~1er");
    check("#/definitions/Own%7E1er", "a.yaml#/definitions/Own~1er");
    check("#/definitions/10%", "a.yaml#/definitions/10%");
    check("#/definitions/10%25", "a.yaml#/definitions/10%");
    check("#/definitions/Alias/properties/id", "a.yaml#/definitions/Pet/properties/id");
    check("#definitions/Pet", "a.yaml#/definitions/Pet");
    check("#", "a.yaml#");
    check("a.yaml#/definitions/Pet", "a.yaml#/definitions/Pet");
}

#[test]
fn as_api_gateway_writes_them() {
    let check = |reference: &str, expected: &str| check(&format!("{PETS}x: {{$ref: '{reference}'}}\n"), expected);
    check("Pet", "a.yaml#/definitions/Pet");
    check("https://apigateway.amazonaws.com/restapis/ab12/models/Pet", "a.yaml#/definitions/Pet");
    check(
        "https://apigateway.amazonaws.com/restapis/ab12/models/Pett",
        "a.yaml:7:11: warning[unresolved-reference]: `https://apigateway.amazonaws.com/restapis/ab12/models/Pett` does not exist (did you mean `Pet`?)",
    );
}

#[test]
fn in_another_way() {
    let check = |reference: &str, expected: &str| check(&format!("{PETS}x: {{$ref: '{reference}'}}\n"), expected);
    for written in ["#/components/schemas/Pet", "/definitions/Pet", "definitions/Pet", r"#\definitions\Pet"] {
        check(written, "a.yaml#/definitions/Pet");
    }
    check("#/components/schemas/Own~1er", "a.yaml#/definitions/Own~1er");
    check(
        "#/components/schemas/Pett",
        "a.yaml:7:11: warning[unresolved-reference]: `#/components/schemas/Pett` does not exist (write what it is to lead to, or remove it)",
    );
    // A schema of the first file, from another.
    let folder = folder(&[
        ("a.yaml", &format!("{PETS}x: {{$ref: 'b.yaml#/Box'}}\n")),
        ("b.yaml", "Box: {$ref: '#/definitions/Pet'}\n"),
    ]);
    let document = load(&folder, "a.yaml");
    assert!(outcome(&document, &node(&document, &["x"])).ends_with("a.yaml#/definitions/Pet"));
}

#[test]
fn to_nowhere() {
    let check = |reference: &str, expected: &str| check(&format!("{PETS}x: {{$ref: '{reference}'}}\n"), expected);
    check(
        "#/definitions/Pett",
        "a.yaml:7:11: warning[unresolved-reference]: `#/definitions/Pett` does not exist (did you mean `Pet`?)",
    );
    check(
        "#/definition/Pet",
        "a.yaml:7:11: warning[unresolved-reference]: `#/definition/Pet` does not exist (did you mean `definitions`?)",
    );
    check(
        "#/definitions/Zoo",
        "a.yaml:7:11: warning[unresolved-reference]: `#/definitions/Zoo` does not exist (there is `Pet`, `Own/er`, `10%`, `Alias`)",
    );
    check(
        "Zoo",
        "a.yaml:7:11: warning[unresolved-reference]: `Zoo` does not exist (there is `Pet`, `Own/er`, `10%`, `Alias`)",
    );
    check("#name", "a.yaml:7:11: warning[unresolved-reference]: `#name` does not exist (no `name` in this file)");
    check(
        "",
        "a.yaml:7:11: warning[malformed-reference]: `` is no reference: it is empty (write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`)",
    );
    check(
        "https://example.com/pet.json",
        "a.yaml:7:11: warning[remote-reference]: `https://example.com/pet.json` is not fetched (download the file and refer to it by its path)",
    );
    check(
        "no-such-file.yaml#/Pet",
        "a.yaml:7:11: error[missing-file]: `no-such-file.yaml#/Pet` cannot be read: `no-such-file.yaml` does not exist (paths are relative to the file that the reference stands in)",
    );
}

#[test]
fn in_circles() {
    check(
        "swagger: '2.0'\nx: {$ref: '#/a'}\na: {$ref: '#/b'}\nb: {$ref: '#/a'}\n",
        "a.yaml:2:11: error[reference-cycle]: the references lead in a circle (write out what is meant at one of them)",
    );
    check(
        "swagger: '2.0'\nx: {$ref: '#/x'}\n",
        "a.yaml:2:11: error[reference-cycle]: the references lead in a circle (write out what is meant at one of them)",
    );
    check(
        "swagger: '2.0'\nx: {$ref: '#/x/y'}\n",
        "a.yaml:2:11: error[reference-cycle]: the references lead in a circle (write out what is meant at one of them)",
    );
}

#[test]
fn names_of_json_schema() {
    let text = "openapi: 3.1.0\nx: {$ref: '#pet'}\ny: {$ref: 'https://example.com/owner#/$defs/name'}\nz: {$ref: '#tree'}\ncomponents:\n  schemas:\n    Pet: {$anchor: pet}\n    Tree: {$dynamicAnchor: tree}\n    Owner:\n      $id: https://example.com/owner\n      properties: {a: {$ref: '#/$defs/name'}, b: {$ref: 'owner'}, c: {$ref: '#/components/schemas/Pet'}}\n      $defs: {name: {type: string}}\n";
    let document = Document::from_text("a.yaml", text).unwrap();
    let to = |keys: &[&str]| outcome(&document, &node(&document, keys));
    assert_eq!(to(&["x"]), "a.yaml#/components/schemas/Pet");
    assert_eq!(to(&["y"]), "a.yaml#/components/schemas/Owner/$defs/name");
    assert_eq!(to(&["z"]), "a.yaml#/components/schemas/Tree");
    let owner = ["components", "schemas", "Owner", "properties"];
    assert_eq!(to(&[&owner[..], &["a"]].concat()), "a.yaml#/components/schemas/Owner/$defs/name");
    assert_eq!(to(&[&owner[..], &["b"]].concat()), "a.yaml#/components/schemas/Owner");
    assert_eq!(to(&[&owner[..], &["c"]].concat()), "a.yaml#/components/schemas/Pet");
}

#[test]
fn over_files() {
    let folder = folder(&[
        (
            "api/root.yaml",
            "openapi: 3.0.3\npaths:\n  /pets: {$ref: 'paths/pets.yaml'}\n  /pets/{id}: {$ref: '../shared/all%20paths.json#/~1pets~1%7Bid%7D'}\nx:\n  example: {$ref: 'not/followed.yaml'}\n  properties: {example: {$ref: './paths/../models.yml#/Owner'}}\n",
        ),
        (
            "api/paths/pets.yaml",
            "get:\n  responses:\n    200: {content: {application/json: {schema: {$ref: '../models.yml#/Pet'}}}}\n",
        ),
        ("api/models.yml", "Pet: {type: object, properties: {owner: {$ref: '#/Owner'}}}\nOwner: {type: string}\n"),
        (
            "shared/all paths.json",
            "{\"/pets/{id}\": {\"get\": {\"responses\": {\"200\": {\"$ref\": \"../api/root.yaml#/x\"}}}}}",
        ),
    ]);
    let document = load(&folder, "api/root.yaml");
    let base = format!("{}/", folder.path().display());
    let to = |node: &Node<'_>| outcome(&document, node).replace(&base, "");
    let pets = node(&document, &["paths", "/pets"]);
    assert_eq!(to(&pets), "api/paths/pets.yaml#");
    let schema = ["get", "responses", "200", "content", "application/json", "schema"];
    let schema = schema.iter().fold(pets.resolve().unwrap(), |node, key| node.get(key).unwrap());
    assert_eq!(to(&schema), "api/models.yml#/Pet");
    let owner = schema.resolve().unwrap().get("properties").unwrap().get("owner").unwrap();
    assert_eq!(to(&owner), "api/models.yml#/Owner");
    let pet = node(&document, &["paths", "/pets/{id}"]);
    assert_eq!(to(&pet), "shared/all paths.json#/~1pets~1{id}");
    let back = ["get", "responses", "200"].iter().fold(pet.resolve().unwrap(), |node, key| node.get(key).unwrap());
    assert_eq!(to(&back), "api/root.yaml#/x");
    assert_eq!(to(&node(&document, &["x", "properties", "example"])), "api/models.yml#/Owner");
    assert_eq!(document.locate(owner.origin()).unwrap().to_string().replace(&base, ""), "api/models.yml:1:41");
    let files: Vec<_> = document.files().map(|file| file.strip_prefix(folder.path()).unwrap()).collect();
    assert_eq!(
        files,
        ["api/root.yaml", "api/paths/pets.yaml", "shared/all paths.json", "api/models.yml"].map(Path::new)
    );
}

#[test]
fn by_file_url() {
    let folder = folder(&[("a.yaml", ""), ("pets.yaml", "type: object\n")]);
    let url = format!("file://{}/pets.yaml", folder.path().display());
    std::fs::write(folder.path().join("a.yaml"), format!("openapi: 3.0.3\nx: {{$ref: '{url}'}}\n")).unwrap();
    let document = load(&folder, "a.yaml");
    assert!(outcome(&document, &node(&document, &["x"])).ends_with("pets.yaml#"));
}

#[test]
fn documents_are_shared_between_threads() {
    fn check<T: Send + Sync>(_: &T) {}
    let document = Document::from_text("a.yaml", PETS).unwrap();
    check(&document);
    check(&document.root());
    check(document.report());
}

#[test]
fn to_broken_files() {
    let folder = folder(&[
        ("root.yaml", "openapi: 3.0.3\nx: {$ref: 'broken.json#/Pet'}\ny: {$ref: 'pets.yml'}\nz: {$ref: 'words.md'}\n"),
        ("broken.json", "{\n  \"Pet\": {\"type\": \"object\",}\n}\n"),
        ("pets.yaml", "type: object\n"),
        ("words.md", "# Words\n"),
    ]);
    let document = load(&folder, "root.yaml");
    let base = format!("{}/", folder.path().display());
    let mut report = Report::new(document.sources());
    for key in ["x", "y", "z"] {
        let node = node(&document, &[key]);
        node.resolve().unwrap_err().report(&mut report, &node);
    }
    assert_eq!(
        report.render(false).replace(&base, ""),
        "\
error[json-syntax]: `broken.json#/Pet` cannot be read: a comma with nothing after it
 --> root.yaml:2:11
  |
2 | x: {$ref: 'broken.json#/Pet'}
  |           ^^^^^^^^^^^^^^^^^^ cannot read `broken.json`
  |
 ::: broken.json:2:27
  |
2 |   \"Pet\": {\"type\": \"object\",}
  |                           - a comma with nothing after it
  |
  = at /x/$ref

error[missing-file]: `pets.yml` cannot be read: `pets.yml` does not exist
 --> root.yaml:3:11
  |
3 | y: {$ref: 'pets.yml'}
  |           ^^^^^^^^^^ cannot read `pets.yml`
  |
  = at /y/$ref
  = help: did you mean `pets.yaml`?

error[empty-document]: `words.md` cannot be read: the file has no content
 --> root.yaml:4:11
  |
4 | z: {$ref: 'words.md'}
  |           ^^^^^^^^^^ cannot read `words.md`
  |
 ::: words.md:1:1
  |
1 | # Words
  | - the file has no content
  |
  = at /z/$ref
  = help: write the document into it, or export it again

"
    );
}
