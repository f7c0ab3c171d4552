//! Overlays written back into the text of the document: what they leave alone stays as it is.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::panic)]

use gatewright_document::{Edited, LoadOptions};

fn edited(name: &str, text: &str, actions: &str) -> Edited {
    let overlay = format!("overlay: 1.1.0\ninfo: {{title: T, version: '1'}}\nactions:\n{actions}");
    let document = LoadOptions::new().overlay_text("fix.yaml", overlay).load_text(name, text);
    let document = document.unwrap_or_else(|report| panic!("{report}"));
    document.edited().unwrap()
}

#[track_caller]
fn check(name: &str, text: &str, actions: &str, expected: &str) {
    let edited = edited(name, text, actions);
    assert_eq!(edited.text, expected, "\n{}\n--- wanted\n{expected}", edited.text);
    assert!(edited.kept);
}

const YAML: &str = "\
# The shop.
openapi: 3.1.0   # the version
info:
  title: 'Shop'
  version: \"1\"

x-base: &base
  type: object   # always
  description: |
    Two
    lines.
paths:
  /b:
    # Before get.
    get:
      parameters:
      - name: a
        in: query
      - in: query   # second
        name: b
      tags: [x, y,  z]
      responses: {}
  /a: {get: {responses: {'200': {description: ok}}}}
components:
  schemas:
    A: *base
    B:
      <<: *base
      title: B
";

#[test]
fn yaml_keeps_what_is_not_changed() {
    check(
        "shop.yaml",
        YAML,
        "- {target: $.info, update: {license: {name: MIT, url: 'https://x.y/z'}, title: Book shop}}\n\
         - {target: \"$.paths['/b'].get.parameters[?@.name=='a']\", remove: true}\n\
         - {target: \"$.paths['/b'].get.parameters\", update: [{name: c, in: header}]}\n\
         - {target: \"$.paths['/b'].get.tags[1]\", remove: true}\n\
         - {target: \"$.paths['/a'].get.responses\", update: {'404': {description: no}}}\n\
         - {target: \"$.components.schemas.B.title\", remove: true}\n\
         - {target: \"$.components.schemas.B\", update: {nullable: true}}\n\
         - {target: \"$.components.schemas.A\", update: {description: Other}}\n",
        "\
# The shop.
openapi: 3.1.0   # the version
info:
  title: Book shop
  version: \"1\"
  license:
    name: MIT
    url: \"https://x.y/z\"

x-base: &base
  type: object   # always
  description: |
    Two
    lines.
paths:
  /b:
    # Before get.
    get:
      parameters:
      - in: query   # second
        name: b
      - name: c
        in: header
      tags: [x, z]
      responses: {}
  /a: {get: {responses: {'200': {description: ok}, \"404\": {description: \"no\"}}}}
components:
  schemas:
    A:
      type: object
      description: Other
    B:
      <<: *base
      nullable: true
",
    );
}

#[test]
fn yaml_corners() {
    let text = "openapi: 3.1.0\nx:\n- a: 1\n  b: 2\n- c: |\n    text\n\n  d: 4\ny:\n  only: 1\nz: [1]\nw:\n  - 1\n";
    check("a.yaml", text, "- {target: '$.x[0].a', remove: true}\n", &text.replace("- a: 1\n  b: 2", "- b: 2"));
    check(
        "a.yaml",
        text,
        "- {target: '$.x[1].c', remove: true}\n",
        &text.replace("- c: |\n    text\n\n  d: 4", "- d: 4"),
    );
    check("a.yaml", text, "- {target: '$.y.only', remove: true}\n", &text.replace("  only: 1", "    {}"));
    check("a.yaml", text, "- {target: '$.w[0]', remove: true}\n", &text.replace("  - 1", "    []"));
    check("a.yaml", text, "- {target: '$.z[0]', remove: true}\n", &text.replace("[1]", "[]"));
    check("a.yaml", text, "- {target: '$.w[0]', update: '#a'}\n", &text.replace("  - 1", "  - \"#a\""));
    check("a.yaml", text, "- {target: $, update: {v: [[1], {a: {}}]}}\n", &format!("{text}v:\n  - - 1\n  - a: {{}}\n"));
    check(
        "a.yaml",
        text,
        "- {target: $.y, remove: true}\n- {target: $, update: {y: 2}}\n",
        &text.replace("y:\n  only: 1", "y: 2"),
    );
    let windows = text.replace('\n', "\r\n");
    let expected = windows.replace("  only: 1", "  only: 1\n  more: 2");
    check("a.yaml", &windows, "- {target: '$.y', update: {more: 2}}\n", &expected);
}

#[test]
fn json_keeps_its_layout() {
    let text = "{\n  \"openapi\": \"3.1.0\",\n  \"x\" : {\"a\":1 , \"b\": 2},\n  \"l\": [\n    1,\n    2\n  ],\n  \"e\": {}\n}\n";
    check(
        "a.json",
        text,
        "- {target: $.x.a, remove: true}\n- {target: $.x, update: {c: {d: 3}}}\n- {target: '$.l[1]', remove: true}\n\
         - {target: $.l, update: [3, {a: b}]}\n- {target: $.e, update: {f: 1}}\n- {target: $, update: {g: [1]}}\n",
        "{\n  \"openapi\": \"3.1.0\",\n  \"x\" : {\"b\": 2, \"c\": {\"d\":3}},\n  \"l\": [\n    1,\n    3,\n    {\n      \"a\": \"b\"\n    }\n  ],\n  \"e\": {\"f\": 1},\n  \"g\": [\n    1\n  ]\n}\n",
    );
    check(
        "a.json",
        "{\"openapi\":\"3.1.0\",\"a\":1,\"b\":[1,2,3]}",
        "- {target: $.a, remove: true}\n- {target: $.b.*, remove: true}\n- {target: $.b, update: 4}\n",
        "{\"openapi\":\"3.1.0\",\"b\":[4]}",
    );
    check(
        "a.json",
        "{\"a\":1,\"openapi\":\"3.1.0\"}",
        "- {target: $, update: {b: c}}\n",
        "{\"a\":1,\"openapi\":\"3.1.0\",\"b\":\"c\"}",
    );
}

#[test]
fn an_anchor_that_others_share_is_written_out() {
    let text = "openapi: 3.1.0\n# lost\na: &a {x: 1}\nb: *a\n";
    let edited = edited("a.yaml", text, "- {target: $.a, update: {y: 2}}\n");
    assert!(!edited.kept);
    assert_eq!(edited.text, "openapi: \"3.1.0\"\na:\n  x: 1\n  \"y\": 2\nb:\n  x: 1\n");
}

#[test]
fn without_overlays_nothing_changes() {
    let document = LoadOptions::new().load_text("shop.yaml", YAML).unwrap();
    assert_eq!(document.edited().unwrap(), Edited { text: YAML.to_owned(), kept: true });
}
