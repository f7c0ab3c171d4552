//! Files that are no documents.

use expect_test::expect;

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "package.json",
            r#"{"name": "pets", "version": "1.0.0", "dependencies": {}}"#,
            expect![[r#"
            error[not-openapi]: this is a package manifest (package.json), not an OpenAPI document
             --> package.json:1:38
              |
            1 | {"name": "pets", "version": "1.0.0", "dependencies": {}}
              |                                      ^^^^^^^^^^^^^^
              |
              = at /dependencies
              = help: the root of a document has a field `openapi` or `swagger`

        "#]],
        ),
        case(
            "template.yaml",
            "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n",
            expect![[r#"
            error[not-openapi]: this is a CloudFormation template, not an OpenAPI document
             --> template.yaml:1:1
              |
            1 | AWSTemplateFormatVersion: '2010-09-09'
              | ^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = at /AWSTemplateFormatVersion
              = help: point to the document that the template deploys

        "#]],
        ),
        case(
            "truncated.json",
            "{\n  \"swagger\": \"2.0\",\n  \"paths\": {\n    \"/pets\": {\"get\": {\"respon",
            expect![[r#"
            error[truncated-document]: the document ends in the middle
             --> truncated.json:4:30
              |
            4 |     "/pets": {"get": {"respon
              |                       -      ^ the text stops here
              |                       |
              |                       this string is never closed
              |
              = help: the file was cut off: download or export it again

        "#]],
        ),
        case(
            "tab.yaml",
            "openapi: 3.0.3\ninfo:\n\ttitle: Pets\n\tversion: '1'\npaths: {}\n",
            expect![[r#"
            error[yaml-syntax]: a tab in the indentation
             --> tab.yaml:3:1
              |
            3 |     title: Pets
              | ^ YAML is indented with spaces
              |
              = help: replace the tabs by spaces

        "#]],
        ),
        case(
            "deep.yaml",
            &deep(),
            expect![[r#"
            error[nesting-too-deep]: schemas are nested more than 96 deep
             --> deep.yaml:4:2046
              |
            4 | ...array, items: {type: array, items: {type: array, items: {type: array, items: {type: array, items: {type: string}}}}}}}}}}}}}}}}}}}...
              |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = at /components/schemas/Deep/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items/items
              = help: give inner schemas names and refer to them

        "#]],
        ),
    ]
}

/// Schemas within schemas, deeper than anybody writes them.
fn deep() -> String {
    let head = "openapi: 3.0.3\ninfo: {title: Deep, version: '1'}\npaths: {}\ncomponents: {schemas: {Deep: ";
    format!("{head}{}{{type: string}}{}}}}}", "{type: array, items: ".repeat(100), "}".repeat(100))
}

#[test]
fn files() {
    cases().iter().for_each(Case::check);
}
