use serde_json::Value;

use crate::{ECHO, Folder, document};

const PETS: &str = "\
swagger: '2.0'
info: {title: Pets, version: '1'}   # ours
paths:
  /pets/{id}:
    get:
      operationId: getPet
      responses:
        200: {description: a pet, schema: {$ref: '#/definitions/Pett'}}
definitions:
  Pet: {type: object, properties: {name: {type: string}}}
";

const TITLE: &str = "\
overlay: 1.1.0
info: {title: Fixes, version: '1'}
actions:
- {target: $.info, update: {title: Animals}}
";

fn folder() -> Folder {
    Folder::new().with("pets.yaml", PETS).with("title.yaml", TITLE)
}

#[test]
fn shows_or_writes_what_changes() {
    let folder = folder();
    let run = folder.run(&["overlay", "pets.yaml", "--overlay", "title.yaml"]).ends_with(0);
    assert!(
        run.out
            .contains("-info: {title: Pets, version: '1'}   # ours\n+info: {title: Animals, version: '1'}   # ours\n"),
        "{}",
        run.out
    );
    assert_eq!(folder.read("pets.yaml"), PETS);
    let run = folder.run(&["overlay", "pets.yaml", "--overlay", "title.yaml", "--out", "-"]).ends_with(0);
    assert_eq!(run.out, PETS.replace("title: Pets", "title: Animals"));
    folder.run(&["overlay", "pets.yaml", "--overlay", "title.yaml", "--apply"]).ends_with(0);
    assert_eq!(folder.read("pets.yaml"), PETS.replace("title: Pets", "title: Animals"));
}

#[test]
fn what_matches_nothing_is_rejected_unless_allowed() {
    let folder = folder().with("none.yaml", &TITLE.replace("$.info", "$.none"));
    let run = folder.run(&["overlay", "pets.yaml", "--overlay", "none.yaml", "--apply"]).ends_with(1);
    assert!(run.err.contains("error[overlay-matches-nothing]"), "{}", run.err);
    folder.run(&["overlay", "pets.yaml", "--overlay", "none.yaml", "--allow", "overlay-matches-nothing"]).ends_with(0);
    folder.run(&["check", "pets.yaml", "--overlay", "none.yaml"]).ends_with(1);
    folder.run(&["check", "pets.yaml", "--overlay", "none.yaml", "--allow", "overlay-matches-nothing"]).ends_with(0);
}

#[test]
fn fixes_settle_what_was_found() {
    let folder = folder().with("mine.yaml", "mine: true\n");
    let run = folder.run(&["check", "pets.yaml", "--fix", "fixes.yaml"]).ends_with(0);
    assert!(run.err.contains("fixes.yaml: fixes of 2 of "), "{}", run.err);
    let overlay = folder.read("fixes.yaml");
    assert!(
        overlay.contains("description: \"`#/definitions/Pett` does not exist\"\n  update: \"#/definitions/Pet\"\n"),
        "{overlay}"
    );
    let run = folder.run(&["check", "pets.yaml", "--overlay", "fixes.yaml"]).ends_with(0);
    assert_eq!(run.out, "no findings\n");
    // The same file may be written again, another may not.
    folder.run(&["check", "pets.yaml", "--fix", "fixes.yaml"]).ends_with(0);
    folder.run(&["check", "pets.yaml", "--fix", "mine.yaml"]).ends_with(1);
    assert_eq!(folder.read("mine.yaml"), "mine: true\n");
    let run = folder.run(&["check", "pets.yaml", "--message-format", "json"]).ends_with(0);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let fixes: Vec<&Value> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| &found["fix"])
        .filter(|fix| !fix.is_null())
        .collect();
    assert_eq!(fixes.len(), 2);
    assert_eq!(fixes[1][0]["update"], "#/definitions/Pet", "{json:#}");
}

#[test]
fn recorded_responses_make_properties_optional() {
    let strict = PETS.replace("Pett", "Pet").replace("{type: object,", "{type: object, required: [name],");
    let recording = r#"{"method": "GET", "path": "/pets/1", "status": 200, "body": {"id": 1}}"#;
    let folder = Folder::new().with("pets.yaml", &strict).with("recorded/pets.jsonl", recording);
    let run = folder.run(&["check", "pets.yaml", "--responses", "recorded", "--fix", "fixes.yaml"]);
    let overlay =
        std::fs::read_to_string(folder.path("fixes.yaml")).unwrap_or_else(|_| panic!("{}{}", run.out, run.err));
    assert!(
        overlay.contains("- target: $.definitions.Pet.required\n") && overlay.contains("  remove: true\n"),
        "{overlay}"
    );
    folder.run(&["check", "pets.yaml", "--responses", "recorded", "--overlay", "fixes.yaml"]).ends_with(0);
}

#[test]
fn findings_for_other_programs() {
    let folder = folder();
    let run = folder.run(&["check", "pets.yaml", "--message-format", "sarif"]).ends_with(0);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&log["version"], &log["runs"][0]["tool"]["driver"]["name"]), (&"2.1.0".into(), &"gatewright".into()));
    assert!(
        log["runs"][0]["results"].as_array().unwrap().iter().any(|result| result["ruleId"] == "unresolved-reference"),
        "{log:#}"
    );
    let run = folder.run(&["check", "pets.yaml", "--message-format", "github"]).ends_with(0);
    assert!(run.out.contains("::warning file=pets.yaml,line=8,endLine=8,col=50,endColumn=70,title=unresolved-reference::`#/definitions/Pett` does not exist%0Ahelp: did you mean `Pet`?\n"), "{}", run.out);
    let run =
        folder.run(&["check", &document("lambdagate.json"), "--fix", "fixes.yaml", "--operation-ids"]).ends_with(0);
    assert!(
        folder.read("fixes.yaml").contains("operationId: getCalcByOperand1ByOperand2ByOperator"),
        "{}{}",
        run.err,
        folder.read("fixes.yaml")
    );
}

/// Each command that reads a document takes overlays, also those that do not generate.
#[test]
fn every_command_takes_overlays() {
    let stale = TITLE.replace("$.info", "$.none");
    let folder = Folder::new().with("echo.json", ECHO).with("title.yaml", TITLE).with("stale.yaml", &stale);
    let folder = folder.with("pets.yaml", &PETS.replace("Pett", "Pet")).with("none.jsonl", "");
    let commands: &[&[&str]] = &[
        &["export", "echo.json"],
        &["bundle", "echo.json"],
        &["convert", "echo.json", "--to", "3.0"],
        &["integrate", "pets.yaml", "--lambda", "Pets"],
    ];
    for command in commands {
        let run = folder.run(&[command, &["--overlay", "title.yaml"][..]].concat()).ends_with(0);
        assert!(run.out.contains("Animals"), "{command:?}: {}", run.out);
    }
    let others: &[&[&str]] = &[
        &["test-invoke", "echo.json", "GET /nothing"],
        &["replay", "echo.json", "none.jsonl"],
        &["serve", "echo.json", "--port", "0"],
        &["diff", "echo.json", "echo.json"],
        &["generate", "echo.json", "--out", "sdk"],
    ];
    for command in [commands, others].concat() {
        let run = folder.run(&[command, &["--overlay", "stale.yaml"][..]].concat()).ends_with(1);
        let said = run.out + &run.err;
        assert!(said.contains("error[overlay-matches-nothing]"), "{command:?}: {said}");
    }
    let allowed = ["--overlay", "stale.yaml", "--allow", "overlay-matches-nothing"];
    for command in commands {
        folder.run(&[command, &allowed[..]].concat()).ends_with(0);
    }
}
