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

const THINGS: &str = "
    openapi: 3.0.3
    info: {title: Options, version: '1'}
    paths:
      /pets:
        get:
          operationId: listPets
          tags: [pets, dogs]
          parameters: [{name: limit, in: query, schema: {type: string, format: date-time}}]
          responses: {'204': {description: Done.}}
    components:
      schemas:
        Pet: {type: object, properties: {name: {type: string}}}
        Price: {type: string}
        Pets: {type: array, items: {type: string}}
    ";

const OWN_TYPE: &str = "
    openapi: 3.0.3
    info: {title: Options, version: '1'}
    paths: {}
    components:
      schemas:
        Price: {type: string, x-rust-type: {crate: money, version: '^1.2', path: 'money::Price'}}
    ";

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "watches.yaml",
            "
            openapi: 3.0.3
            info: {title: Watches, version: '1'}
            paths:
              /pods:
                get:
                  operationId: listPods
                  parameters: [{name: watch, in: query, schema: {type: boolean}}]
                  responses:
                    '200':
                      description: Pods.
                      content: {application/json: {schema: {type: object, properties: {items: {type: array, items: {type: string}}}}}}
            ",
            expect![[r#"
                error[invalid-option]: `follow Pod` does not say how the operation is watched
                 |
                 = help: write the flag in its query that asks for it, and the schema of a change where that is not one of an item of the list: `watch WatchEvent`

                error[invalid-option]: `none of` does not say how the operation is watched
                 |
                 = help: write the flag in its query that asks for it, and the schema of a change where that is not one of an item of the list: `watch WatchEvent`

                warning[unused-option]: there is no operation `listPod` that could be watched
                 |
                 = help: did you mean `listPods`?

                note[watches]: the changes of 1 operations can be watched: `GET /pods`
                 --> watches.yaml:4:3
                  |
                4 |   /pods:
                  |   ^^^^^^ their calls have `watch_events()`
                  |
                  = at /paths
                  = help: say otherwise by `--watches` or `[watches]` in gatewright.toml

            "#]],
        )
        .with(|builder| builder.watches("listPod", "none").watches("GET /pods", "follow Pod").watches("listPods", "none of")),
        case(
            "parts.yaml",
            "
            openapi: 3.0.3
            info: {title: Films, version: '1'}
            paths:
              /films:
                get:
                  operationId: listFilms
                  responses: {'204': {description: None.}}
                post:
                  operationId: addFilm
                  requestBody:
                    content: {multipart/form-data: {schema: {type: object, properties: {film: {type: string, format: binary}}}}}
                  responses: {'204': {description: Done.}}
            ",
            expect![[r#"
                warning[unused-option]: there is no operation `addFilms` with a multipart body
                 |
                 = help: did you mean `addFilm`?

                warning[unused-option]: there is no operation `listFilms` with a multipart body
                 |
                 = help: did you mean `POST /films`?

            "#]],
        )
        .with(|builder| builder.stream_parts("addFilms").stream_parts("listFilms").stream_parts("POST /films")),
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
        case(
            "nothing.yaml",
            THINGS,
            expect![[r#"
                error[invalid-option]: no operation is left of those that the document has
                 |
                 = help: select others, or exclude fewer

                warning[unused-option]: there is no schema `Prize` for `crate::Money` to replace
                 |
                 = help: did you mean `Price`?

                warning[unused-option]: no string or number has the format `datetime` that `String` could hold
                 |
                 = help: did you mean `date-time`?

                warning[unused-option]: no `x-rust-type` of the document is of the crate `money`

                warning[unused-option]: there is no `Pett` that could be called `Animal`
                 |
                 = help: did you mean `Pet`?

                warning[unused-option]: there is no `Pet.nmae` that could be called `title`
                 |
                 = help: did you mean `Pet.name`?

                warning[unused-option]: there is no `GET /pet` that could be called `list`
                 |
                 = help: did you mean `GET /pets`?

                warning[unused-option]: there is no `listPets.limt` that could be called `most`
                 |
                 = help: did you mean `listPets.limit`?

                warning[unused-option]: there is no property `Pet.nmae` that could be optional
                 |
                 = help: did you mean `Pet.name`?

                warning[unused-option]: there is no type `Pest` that could derive `PartialOrd`
                 |
                 = help: did you mean `Pet`?

                warning[unused-option]: there is no operation with the tag `cats` to select
                 |
                 = help: there are `pets`, `dogs`

                warning[unused-option]: there is no operation on the path `/pet` to select
                 |
                 = help: did you mean `/pets`?

                warning[unused-option]: there is no operation of the method `PUTT` to select
                 |
                 = help: there is only `GET`

                warning[unused-option]: there is no operation called `listPet` to select
                 |
                 = help: did you mean `listPets`?

                warning[unused-option]: there is no operation with the tag `dog` to exclude
                 |
                 = help: did you mean `dogs`?

                warning[unused-option]: there is no operation called `GET /dogs` to exclude
                 |
                 = help: did you mean `GET /pets`?

            "#]],
        )
        .with(|builder| {
            builder
                .rename("Pett", "Animal")
                .rename("Pet.nmae", "title")
                .optional("Pet.nmae")
                .rename("GET /pet", "list")
                .rename("listPets.limt", "most")
                .derive_for("Pest", "PartialOrd")
                .replace("Prize", "crate::Money")
                .format("datetime", "String")
                .use_crate("money", "1")
                .tag("cats")
                .path("/pet")
                .method("PUTT")
                .operation("listPet")
                .exclude_tag("dog")
                .exclude_operation("GET /dogs")
        }),
        case(
            "invalid.yaml",
            THINGS,
            expect![[r#"
                error[invalid-option]: `not a derive` is not the path of a derive
                 |
                 = help: write one such as `::core::cmp::Eq`

                warning[unused-option]: `Pets` is another name of a type, and derives nothing itself

            "#]],
        )
        .with(|builder| builder.derive("not a derive").derive_for("Pets", "Eq")),
        case(
            "config.yaml",
            THINGS,
            expect![[r#"
                warning[unused-option]: there is no code `unused-optoin`
                 --> tests/generate/diagnostics/gatewright.toml:2:9
                  |
                2 | deny = ["unused-optoin"]
                  |         ^^^^^^^^^^^^^^^
                  |
                  = help: did you mean `unused-option`?

                warning[unused-option]: there is no `GET /pet` that could be called `one`
                 --> tests/generate/diagnostics/gatewright.toml:6:1
                  |
                6 | "GET /pet" = "one"
                  | ^^^^^^^^^^
                  |
                  = help: did you mean `GET /pets`?

                warning[unused-option]: there is no operation with the tag `cat` to select
                 --> tests/generate/diagnostics/gatewright.toml:9:17
                  |
                9 | tags = ["pets", "cat"]
                  |                 ^^^^^
                  |
                  = help: there are `pets`, `dogs`

            "#]],
        )
        .with(|_| {
            gatewright_build::Config::read("tests/generate/diagnostics/gatewright.toml").unwrap().builder("config.yaml")
        }),
        case(
            "own-type.yaml",
            OWN_TYPE,
            expect![[r#"
                note[replaceable-type]: the crate `money` has a type for this, `::money::Price`; one of its own is generated
                 --> own-type.yaml:6:40
                  |
                6 |     Price: {type: string, x-rust-type: {crate: money, version: '^1.2', path: 'money::Price'}}
                  |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /components/schemas/Price/x-rust-type
                  = help: to use that of the crate, add `--crate money=VERSION` or `Builder::use_crate`

            "#]],
        ),
        case(
            "other-version.yaml",
            OWN_TYPE,
            expect![[r#"
                warning[replaceable-type]: `::money::Price` is of `money` ^1.2, and you depend on 0.9
                 --> other-version.yaml:6:64
                  |
                6 |     Price: {type: string, x-rust-type: {crate: money, version: '^1.2', path: 'money::Price'}}
                  |                                                                ^^^^^^ a type of its own is generated
                  |
                  = at /components/schemas/Price/x-rust-type/version
                  = help: give a version that fits

            "#]],
        )
        .with(|builder| builder.use_crate("money", "0.9")),
        case(
            "fits.yaml",
            OWN_TYPE,
            expect![[r#"
            note[document-type]: the document has the type `::money::Price` used for this schema
             --> fits.yaml:6:40
              |
            6 |     Price: {type: string, x-rust-type: {crate: money, version: '^1.2', path: 'money::Price'}}
              |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = at /components/schemas/Price/x-rust-type

        "#]],
        )
        .with(|builder| builder.use_crate("money", "1.4")),
        case(
            "no-types.yaml",
            THINGS,
            expect![[r#"
            error[invalid-option]: `crate::Money; fn x() {}` is not a Rust type
             |
             = help: write the path of a type, such as `::my_crate::Money`

            error[invalid-option]: `not a type!` is not a Rust type
             |
             = help: write the path of a type, such as `::my_crate::Money`

            error[invalid-option]: `Eq, Ord` is not the path of a derive
             |
             = help: write one such as `::core::cmp::Eq`

            error[invalid-option]: `latest` is not a version
             |
             = help: write the one that you depend on, such as `1.4`

            warning[unused-option]: no string or number has the format `date` that `not a type!` could hold

            warning[unused-option]: no `x-rust-type` of the document is of the crate `money`

        "#]],
        )
        .with(|builder| {
            let builder = builder.replace("Price", "crate::Money; fn x() {}").format("date", "not a type!");
            builder.derive("Eq, Ord").use_crate("money", "latest")
        }),
    ]
}

#[test]
fn options() {
    cases().iter().for_each(Case::check);
}
