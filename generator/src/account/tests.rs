use super::*;

const DOCUMENT: &str = r#"
swagger: '2.0'
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      summary: All pets
      gett: misspelt
      responses: {'200': {description: Them., schema: {type: array, items: {type: string, maxLength: 9}}}}
x-other: {}
"#;

fn document() -> Document {
    Document::from_text("pets.yaml", DOCUMENT).unwrap()
}

#[test]
fn everything_is_accounted_for() {
    let account = account(&document(), &Options::default());
    assert_eq!(account.unaccounted.len(), 0, "{:?}", account.unaccounted);
    assert_eq!((account.operations, account.typed, account.untyped.len()), (1, 2, 0));
    assert_eq!(account.count(Outcome::Reported), 1);
    assert_eq!(account.count(Outcome::Ignored), 1);
    // Summary, description, and what is not checked of an item.
    assert_eq!(account.count(Outcome::Documented), 2);
}

/// A keyword that is neither read nor reported is a hole.
#[test]
fn what_is_not_read_is_a_hole() {
    let document = document();
    let account = compare(&document, &document.recording(), &Trace::default(), Report::new(document.sources()));
    let holes: Vec<String> = account.unaccounted.iter().map(|place| place.origin.to_string()).collect();
    assert_eq!(holes, ["#/info", "#/paths"]);
}

/// The same for a single keyword: only the check of fields reports `gett`.
#[test]
fn what_is_not_told_is_a_hole() {
    let document = document();
    let recording = document.recording();
    let mut report = Report::new(document.sources());
    let (_, trace) = lower::lower_traced(&recording, &Options::default(), &mut report);
    let account = compare(&document, &recording, &trace, report);
    let holes: Vec<String> = account.unaccounted.iter().map(|place| place.origin.to_string()).collect();
    assert_eq!(holes, ["#/paths/~1pets/get/gett"]);
}

#[test]
fn a_schema_that_became_nothing_is_untyped() {
    let document = document();
    let recording = document.recording();
    let mut report = Report::new(document.sources());
    lower::lower_traced(&recording, &Options::default(), &mut report);
    let account = compare(&document, &recording, &Trace::default(), report);
    let places: Vec<String> = account.untyped.iter().map(|place| place.origin.to_string()).collect();
    assert_eq!(places, ["#/paths/~1pets/get/responses/200/schema", "#/paths/~1pets/get/responses/200/schema/items"]);
    assert!(account.untyped.iter().all(|place| !place.told));
}
