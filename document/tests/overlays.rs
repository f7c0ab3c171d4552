//! Overlays: what they change, where diagnostics then stand, and what they may not do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use gatewright_document::{Code, Document, LintLevels, LoadOptions, Report, Severity};

const PETS: &str = "\
swagger: '2.0'
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      tags: [a, b]
      responses: {'200': {description: OK}}
  /dogs:
    get:
      responses: {}
";

fn overlay(version: &str, actions: &str) -> String {
    format!("overlay: {version}\ninfo: {{title: Fixes, version: '1'}}\nactions:\n{actions}")
}

fn load(text: &str, actions: &str) -> Result<Document, Report> {
    LoadOptions::new().overlay_text("fix.yaml", overlay("1.1.0", actions)).load_text("pets.yaml", text)
}

fn result(actions: &str) -> serde_json::Value {
    load(PETS, actions).unwrap_or_else(|report| panic!("{report}")).root().value().to_json()
}

fn rejected(actions: &str) -> Vec<String> {
    load(PETS, actions).unwrap_err().one_line()
}

#[test]
fn actions_apply_in_order() {
    let changed = result(
        "- {target: \"$.paths['/dogs']\", remove: true}\n\
         - {target: $, update: {paths: {/cats: {get: {tags: [c]}}}}}\n\
         - {target: '$.paths[\"/cats\"]', copy: '$.paths[\"/pets\"]'}\n\
         - {target: '$.paths.*.get.tags[?@ == \"a\"]', remove: true}\n\
         - {target: '$.paths.*.get.tags', update: [d]}\n\
         - {target: '$.paths.*.get.tags', update: e}\n\
         - {target: $.info.title, update: Cats}\n",
    );
    assert_eq!(
        changed,
        serde_json::json!({
            "swagger": "2.0",
            "info": {"title": "Cats", "version": "1"},
            "paths": {
                "/pets": {"get": {"tags": ["b", "d", "e"], "responses": {"200": {"description": "OK"}}}},
                "/cats": {"get": {"tags": ["c", "b", "d", "e"], "responses": {"200": {"description": "OK"}}}},
            },
        })
    );
}

#[test]
fn remove_wins_and_nested_matches_go_once() {
    let changed = result("- {target: '$..get', remove: true, update: {x: 1}}\n");
    assert_eq!(changed["paths"], serde_json::json!({"/pets": {}, "/dogs": {}}));
    let changed = result("- {target: '$[\"paths\",\"paths\"][*]', update: {x-n: [1]}}\n");
    assert_eq!(changed["paths"]["/dogs"]["x-n"], serde_json::json!([1]));
    let changed = result("- {target: '$.paths..*', remove: true}\n");
    assert_eq!(changed["paths"], serde_json::json!({}));
}

#[test]
fn version_one_appends_one_entry() {
    let options = LoadOptions::new()
        .overlay_text("fix.yaml", overlay("1.0.0", "- {target: $.paths.*.get.tags, update: {name: c}}\n"));
    let document = options.load_text("pets.yaml", PETS).unwrap();
    assert_eq!(
        document.root().value().to_json()["paths"]["/pets"]["get"]["tags"],
        serde_json::json!(["a", "b", {"name": "c"}])
    );
}

/// The place of a value, and the line that a message about it shows.
fn place(document: &Document, path: &[&str]) -> String {
    let node = path.iter().fold(document.root(), |node, key| node.step(key).unwrap());
    document.locate(node.origin()).unwrap().to_string()
}

#[test]
fn values_keep_the_place_of_their_text() {
    let document = load(
        PETS,
        "- target: $.paths['/pets'].get.tags[0]\n  remove: true\n\
         - target: $.paths['/pets'].get\n  update:\n    summary: All pets\n\
         - target: $.paths['/dogs'].get\n  copy: $.paths['/pets'].get\n",
    )
    .unwrap();
    assert_eq!(place(&document, &["paths", "/pets", "get", "tags", "0"]), "pets.yaml:6:17");
    assert_eq!(place(&document, &["paths", "/pets", "get", "summary"]), "fix.yaml:8:14");
    assert_eq!(place(&document, &["paths", "/dogs", "get", "summary"]), "fix.yaml:8:14");
    assert_eq!(place(&document, &["paths", "/dogs", "get", "tags", "0"]), "pets.yaml:6:17");
    assert_eq!(place(&document, &["paths", "/dogs", "get"]), "pets.yaml:10:7");
    assert_eq!(document.root().step("paths").unwrap().step("/dogs").unwrap().origin().to_string(), "#/paths/~1dogs");
}

#[test]
fn a_complaint_shows_both_texts() {
    let document = load(PETS, "- target: $.paths['/dogs'].get.responses\n  update: {'999': {}}\n").unwrap();
    let mut report = Report::new(document.sources());
    let node = ["paths", "/dogs", "get", "responses"].iter().fold(document.root(), |node, key| node.step(key).unwrap());
    report.add(Code::INVALID_STATUS, node.origin()).message("two texts");
    let shown = report.render(false);
    assert!(shown.contains("pets.yaml:10:18") && shown.contains("fix.yaml:5:19"), "{shown}");
    assert!(shown.contains("the overlay adds this"), "{shown}");

    let document = load(PETS, "- target: $.info.title\n  remove: true\n").unwrap();
    let mut report = Report::new(document.sources());
    report.add(Code::MISSING_INFO, &document.root().step("info").unwrap().origin().key("title")).message("no title");
    let shown = report.render(false);
    assert!(shown.contains("pets.yaml:2:8") && shown.contains("the overlay removes `title` here"), "{shown}");
}

#[test]
fn what_matches_nothing_is_an_error_that_may_be_allowed() {
    let document = load(PETS, "- {target: $.pathz, remove: true}\n").unwrap();
    let lines = document.report().one_line();
    assert_eq!(
        lines,
        [
            "fix.yaml:4:12: error[overlay-matches-nothing]: `$.pathz` matches nothing in the document (correct the path, remove the action, or allow `overlay-matches-nothing`)"
        ]
    );
    let mut report = document.report().clone();
    report.apply(&LintLevels::new().warn(Code::OVERLAY_MATCHES_NOTHING));
    assert_eq!(report.count(Severity::Warning), 1);
    report.apply(&LintLevels::new().allow(Code::OVERLAY_MATCHES_NOTHING));
    assert!(report.is_empty());
}

#[test]
fn mistakes_have_their_place() {
    let cases = [
        (
            "- {target: info.title, update: a}\n",
            "fix.yaml:4:12: error[invalid-overlay]: `info.title` is no JSONPath: a path starts with `$`",
        ),
        (
            "- {target: '$.info[', update: a}\n",
            "fix.yaml:4:12: error[invalid-overlay]: `$.info[` is no JSONPath of RFC 9535",
        ),
        (
            "- {target: $.info, updat: a}\n",
            "fix.yaml:4:20: error[invalid-overlay]: an action has no field `updat` (did you mean `update`?)",
        ),
        (
            "- {target: $.info, update: a}\n",
            "fix.yaml:4:28: error[overlay-mismatch]: a string cannot be merged into an object",
        ),
        (
            "- {target: $.info, update: {title: {a: 1}}}\n",
            "fix.yaml:4:36: error[overlay-mismatch]: an object cannot be merged into a string",
        ),
        (
            "- {target: $.info.*, copy: $..tags}\n",
            "fix.yaml:4:28: error[overlay-mismatch]: an array cannot be merged into a string",
        ),
        (
            "- {target: $.info, copy: $.paths.*}\n",
            "fix.yaml:4:26: error[overlay-mismatch]: `$.paths.*` matches 2 values, and one is copied",
        ),
        (
            "- {target: $.info, copy: $, update: {}}\n",
            "fix.yaml:4:20: error[invalid-overlay]: an action has either `update` or `copy`",
        ),
        (
            "- {target: $, remove: true}\n",
            "fix.yaml:4:12: error[overlay-mismatch]: the whole document cannot be removed",
        ),
        ("- {target: '$..*', update: {}}\n", "fix.yaml:4:12: error[overlay-mismatch]: `$..*` matches both"),
        ("- {target: $.info, update: {a: b}\n", "fix.yaml:"),
    ];
    for (actions, expected) in cases {
        let found = rejected(actions);
        assert!(found.iter().any(|line| line.starts_with(expected)), "{actions}\n{found:#?}");
    }
    let empty = LoadOptions::new().overlay_text("fix.yaml", "a: b\n").load_text("pets.yaml", PETS).unwrap_err();
    assert!(empty.one_line()[0].starts_with("fix.yaml:1:1: error[invalid-overlay]"), "{empty}");
    let missing = LoadOptions::new().overlay("no/such.yaml").load_text("pets.yaml", PETS).unwrap_err();
    assert!(missing.one_line()[0].contains("`no/such.yaml` does not exist"), "{missing}");
}

#[test]
fn what_an_overlay_is_made_for() {
    let load = |overlay: String| LoadOptions::new().overlay_text("fix.yaml", overlay).load_text("pets.yaml", PETS);
    let other =
        overlay("1.1.0", "- {target: $.info, update: {title: A}}\n").replace("info:", "extends: dogs.yaml\ninfo:");
    assert_eq!(
        load(other).unwrap().report().one_line(),
        ["fix.yaml:2:10: note[overlay-extends]: the overlay is made for `dogs.yaml`, and is applied to `pets.yaml`"]
    );
    let primitive = load(overlay("1.0.0", "- {target: $.info.title, update: A}\n")).unwrap();
    assert_eq!(
        primitive.report().one_line(),
        [
            "fix.yaml:4:12: warning[overlay-version]: overlay 1.0 changes only objects and arrays; the value is replaced as in 1.1 (write `overlay: 1.1.0`, or name the object around the value)"
        ]
    );
}

#[test]
fn overlays_are_bounded() {
    let tags = "$.paths[\"/pets\"].get.tags";
    let double = |n: i32| format!("- {{target: '{tags}', copy: '{tags}', description: '{n}'}}\n");
    let doubling: String = (0..60).map(double).collect();
    assert!(rejected(&doubling)[0].contains("error[overlay-too-large]"), "{:?}", rejected(&doubling));
    let deepening: String =
        (0..200).map(|n| format!("- {{target: '$..z{n}', update: {{z{}: {{}}}}}}\n", n + 1)).collect();
    let deepening = format!("- {{target: $.info, update: {{z0: {{}}}}}}\n{deepening}");
    assert!(rejected(&deepening)[0].contains("nests more than 127 levels deep"), "{:?}", rejected(&deepening));
    let costly = format!("- {{target: '${}', remove: true}}\n", "[*,*,*,*]".repeat(30));
    assert!(rejected(&costly)[0].contains("could look at too many values"), "{:?}", rejected(&costly));
}

#[test]
fn a_reference_of_an_overlay_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
    std::fs::write(folder.path().join("more.yaml"), "Pet: {type: object}\n").unwrap();
    let text = overlay("1.1.0", "- {target: $, update: {definitions: {Pet: {$ref: 'more.yaml#/Pet'}}}}\n");
    std::fs::write(folder.path().join("fix.json"), "{}").unwrap();
    std::fs::write(folder.path().join("fix.yaml"), text).unwrap();
    let document =
        LoadOptions::new().overlay(folder.path().join("fix.yaml")).load(folder.path().join("pets.yaml")).unwrap();
    let pet = document.root().step("definitions").unwrap().step("Pet").unwrap().resolve().unwrap();
    assert_eq!(pet.str("type"), Some("object"));
    let files: Vec<_> = document.files().map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(files, ["pets.yaml", "fix.yaml", "more.yaml"]);
}
