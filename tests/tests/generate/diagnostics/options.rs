//! Options that apply to nothing.

use expect_test::expect;

use super::{Case, case};

const DOCUMENT: &str = "
    openapi: 3.0.3
    info: {title: Options, version: '1'}
    paths:
      /pets/{id}:
        get: {responses: {'204': {description: Done.}}}
    ";

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "code.yaml",
            DOCUMENT,
            expect![[r#"
            warning[unused-option]: there is no code `undeclared-path-paramter`
             |
             = help: did you mean `undeclared-path-parameter`?

            warning[undeclared-path-parameter]: `GET /pets/{id}` does not declare its path parameter `id`
             --> code.yaml:5:5
              |
            5 |     get: {responses: {'204': {description: Done.}}}
              |     ^^^ taken as a string
              |
              = at /paths/~1pets~1{id}/get
              = help: add a parameter `id` with `in: path` and `required: true`

        "#]],
        )
        .with(|builder| builder.allow("undeclared-path-paramter")),
        case("allowed.yaml", DOCUMENT, expect![[""]]).with(|builder| builder.allow("undeclared-path-parameter")),
        case(
            "denied.yaml",
            DOCUMENT,
            expect![[r#"
            error[undeclared-path-parameter]: `GET /pets/{id}` does not declare its path parameter `id`
             --> denied.yaml:5:5
              |
            5 |     get: {responses: {'204': {description: Done.}}}
              |     ^^^ taken as a string
              |
              = at /paths/~1pets~1{id}/get
              = help: add a parameter `id` with `in: path` and `required: true`

        "#]],
        )
        .with(|builder| builder.deny("undeclared-path-parameter")),
    ]
}

#[test]
fn options() {
    cases().iter().for_each(Case::check);
}
