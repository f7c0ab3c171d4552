//! The account of our own documents, and what it says of a keyword of each fate.

use expect_test::expect;
use gatewright_build::{Account, Document, Outcome};

use crate::document::{builder, indented};

fn account(name: &str, text: &str) -> Account {
    builder().account_of(&Document::from_text(name, text).unwrap())
}

#[test]
fn our_documents_have_no_holes() {
    let folders = ["../swagger", "hostile"];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    assert!(paths.len() > 5);
    for path in paths {
        let account = gatewright_build::Builder::new(&path).account().unwrap();
        let holes: Vec<_> = account.unaccounted.iter().map(|place| place.origin.to_string()).collect();
        assert!(holes.is_empty(), "{}: {holes:?}", path.display());
        let untold: Vec<_> = account.untyped.iter().filter(|place| !place.told).collect();
        assert!(untold.is_empty(), "{}: {untold:?}", path.display());
        assert!(account.typed > 0 && account.count(Outcome::Expressed) > 10, "{}", path.display());
    }
}

/// One keyword at least of each fate, and a place that is any JSON.
#[test]
fn fates() {
    let text = indented(
        "
        openapi: 3.1.0
        info: {title: Fates, version: '1', license: {name: None}}
        paths:
          /things:
            get:
              parameters: [{name: page, in: query, x-nullable: true, schema: {type: integer, readOnly: true}}]
              summary: All things.
              sumary: Misspelt.
              responses:
                '200': {description: Them., content: {application/yaml: {schema: {type: array, items: {type: string}}}}}
        components:
          schemas:
            Things:
              oneOf: [{$ref: '#/components/schemas/Thing'}]
              properties: {name: {type: string, description: Its name.}}
              discriminator: {propertyName: kind, mapping: {thing: '#/components/schemas/Thing'}}
            Thing: {type: object, properties: {name: {type: string, maxLength: 9, not: {const: x}}}, x-ms-discriminator-value: thing}
          parameters:
            Unused: {name: page, in: query, schema: {type: integer}}
        ",
        0,
    );
    let account = account("fates.yaml", &text);
    let mut lines = Vec::new();
    for used in account.keywords.iter().filter(|used| used.outcome != Outcome::Expressed) {
        let reason = used.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        lines.push(format!("{} {} of {} ({}){reason}\n", used.outcome.as_str(), used.keyword, used.object, used.count));
    }
    let untyped = account.untyped.iter().map(|place| format!("untyped {}: {}\n", place.origin, place.reason));
    lines.extend(untyped);
    expect![[r#"
        documented description of a response (1)
        documented description of a schema (1)
        documented summary of an operation (1)
        reported schema of a media type (1): unknown-media-type
        reported items of a schema (1): unknown-media-type
        reported not of a schema (1): unsupported-keyword
        reported type of a schema (1): unknown-media-type
        reported sumary of an operation (1): unknown-field
        ignored license of `info` (1): says who publishes the API, and nothing of its calls
        ignored mapping of a discriminator (1): there is one type, and nothing to tell apart
        ignored in of a parameter (1): a component that nothing refers to
        ignored name of a parameter (1): a component that nothing refers to
        ignored schema of a parameter (1): a component that nothing refers to
        ignored x-nullable of a parameter (1): a parameter has a value or is not there
        ignored readOnly of a schema (1): says which side gives a member, and this is none
        ignored x-ms-discriminator-value of a schema (1): a value for a discriminator, and none leads here
        untyped #/paths/~1things/get/responses/200/content/application~1yaml/schema: nothing: bodies of `application/yaml` have no typed form
    "#]]
    .assert_eq(&lines.concat());
    assert_eq!(account.to_json()["schemas"]["untyped"], account.untyped.len());
}
