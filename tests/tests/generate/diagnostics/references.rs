//! References that lead nowhere, in a circle, or to the wrong thing.

use expect_test::expect;

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "dangling.json",
            r##"
            {
              "swagger": "2.0",
              "info": {"title": "Dangling", "version": "1"},
              "paths": {
                "/pets": {
                  "get": {"responses": {"200": {"description": "It.", "schema": {"$ref": "#/definitions/Pett"}}}}
                }
              },
              "definitions": {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}}}
            }
            "##,
            expect![[r##"
                warning[unresolved-reference]: `#/definitions/Pett` does not exist
                 --> dangling.json:6:78
                  |
                6 |       "get": {"responses": {"200": {"description": "It.", "schema": {"$ref": "#/definitions/Pett"}}}}
                  |                                                                              ^^^^^^^^^^^^^^^^^^^^ no `Pett` in `#/definitions`
                  |
                  = at /paths/~1pets/get/responses/200/schema/$ref
                  = help: did you mean `Pet`?

            "##]],
        ),
        case(
            "dangling.yaml",
            "
            openapi: 3.0.3
            info: {title: Dangling, version: '1'}
            paths:
              /pets:
                get:
                  responses:
                    '200': {$ref: '#/components/responses/Pet'}
            components: {responses: {Pets: {description: Them.}}}
            ",
            expect![[r#"
                error[unresolved-reference]: `#/components/responses/Pet` does not exist
                 --> dangling.yaml:7:23
                  |
                7 |         '200': {$ref: '#/components/responses/Pet'}
                  |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no `Pet` in `#/components/responses`
                  |
                  = at /paths/~1pets/get/responses/200/$ref
                  = help: did you mean `Pets`?

            "#]],
        )
        .with(|builder| builder.strict(true)),
        case(
            "into_text.yaml",
            "
            openapi: 3.0.3
            info: {title: Into text, version: '1'}
            paths:
              /cats: {$ref: '#/info/title'}
              /pets:
                get:
                  parameters: [{$ref: '#/info/title'}]
                  responses:
                    '200': {$ref: '#/openapi'}
                    '400': {description: No., content: {application/json: {schema: {$ref: '#/openapi'}}}}
            ",
            expect![[r#"
                error[wrong-kind-of-reference]: the reference leads to a string
                 --> into_text.yaml:4:17
                  |
                2 | info: {title: Into text, version: '1'}
                  |               --------- it leads here
                3 | paths:
                4 |   /cats: {$ref: '#/info/title'}
                  |                 ^^^^^^^^^^^^^^ expected an object there
                  |
                  = at /paths/~1cats/$ref
                  = help: refer to something of the kind that stands here

                error[wrong-kind-of-reference]: the reference leads to a string
                 --> into_text.yaml:7:27
                  |
                2 | info: {title: Into text, version: '1'}
                  |               --------- it leads here
                ...
                7 |       parameters: [{$ref: '#/info/title'}]
                  |                           ^^^^^^^^^^^^^^ expected an object there
                  |
                  = at /paths/~1pets/get/parameters/0/$ref
                  = help: refer to something of the kind that stands here

                error[wrong-kind-of-reference]: the reference leads to a string
                 --> into_text.yaml:9:23
                  |
                1 | openapi: 3.0.3
                  |          ----- it leads here
                ...
                9 |         '200': {$ref: '#/openapi'}
                  |                       ^^^^^^^^^^^ expected an object there
                  |
                  = at /paths/~1pets/get/responses/200/$ref
                  = help: refer to something of the kind that stands here

                error[wrong-kind-of-reference]: the reference leads to a string
                  --> into_text.yaml:10:79
                   |
                 1 | openapi: 3.0.3
                   |          ----- it leads here
                ...
                10 |         '400': {description: No., content: {application/json: {schema: {$ref: '#/openapi'}}}}
                   |                                                                               ^^^^^^^^^^^ expected an object there
                   |
                   = at /paths/~1pets/get/responses/400/content/application~1json/schema/$ref
                   = help: refer to something of the kind that stands here

            "#]],
        ),
        case(
            "kinds.yaml",
            "
            swagger: '2.0'
            info: {title: Kinds, version: '1'}
            paths:
              /pets:
                get:
                  parameters: [{$ref: '#/definitions/Pet'}]
                  responses: {200: {description: It.}}
            definitions: {Pet: {type: object}}
            ",
            expect![[r#"
                error[wrong-kind-of-reference]: the reference leads to something that is not a parameter
                 --> kinds.yaml:6:27
                  |
                6 |       parameters: [{$ref: '#/definitions/Pet'}]
                  |                           ^^^^^^^^^^^^^^^^^^^
                7 |       responses: {200: {description: It.}}
                8 | definitions: {Pet: {type: object}}
                  |                    -------------- this has neither `name` nor `in`
                  |
                  = at /paths/~1pets/get/parameters/0/$ref
                  = help: refer to a parameter

            "#]],
        ),
        case(
            "circle.yaml",
            "
            openapi: 3.0.3
            info: {title: Circle, version: '1'}
            paths: {}
            components:
              schemas:
                A: {$ref: '#/components/schemas/B'}
                B: {$ref: '#/components/schemas/A'}
            ",
            expect![[r#"
                error[reference-cycle]: the references lead in a circle
                 --> circle.yaml:6:15
                  |
                6 |     A: {$ref: '#/components/schemas/B'}
                  |               ^^^^^^^^^^^^^^^^^^^^^^^^ leads back to itself
                7 |     B: {$ref: '#/components/schemas/A'}
                  |               ------------------------ through this reference
                  |
                  = at /components/schemas/A/$ref
                  = help: write out what is meant at one of them

                error[reference-cycle]: the references lead in a circle
                 --> circle.yaml:7:15
                  |
                6 |     A: {$ref: '#/components/schemas/B'}
                  |               ------------------------ through this reference
                7 |     B: {$ref: '#/components/schemas/A'}
                  |               ^^^^^^^^^^^^^^^^^^^^^^^^ leads back to itself
                  |
                  = at /components/schemas/B/$ref
                  = help: write out what is meant at one of them

            "#]],
        ),
        case(
            "elsewhere.yaml",
            "
            openapi: 3.0.3
            info: {title: Elsewhere, version: '1'}
            paths: {}
            components:
              schemas:
                File: {$ref: 'models.yaml#/Pet'}
            ",
            expect![[r#"
                error[missing-file]: `models.yaml#/Pet` cannot be read: `models.yaml` does not exist
                 --> elsewhere.yaml:6:18
                  |
                6 |     File: {$ref: 'models.yaml#/Pet'}
                  |                  ^^^^^^^^^^^^^^^^^^ cannot read `models.yaml`
                  |
                  = at /components/schemas/File/$ref
                  = help: paths are relative to the file that the reference stands in

            "#]],
        ),
        case(
            "remote.yaml",
            "
            openapi: 3.0.3
            info: {title: Remote, version: '1'}
            paths: {}
            components:
              schemas:
                Remote: {$ref: 'https://example.com/pet.json'}
                Malformed: {$ref: ''}
                Pointer: {$ref: '#/components/schemas/%ff'}
                Anchor: {$ref: '#components/schemas/Pet'}
                Bare: {$ref: Pet}
                Pet: {type: object}
            ",
            expect![[r#"
                warning[remote-reference]: `https://example.com/pet.json` is not fetched
                 --> remote.yaml:6:20
                  |
                6 |     Remote: {$ref: 'https://example.com/pet.json'}
                  |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not fetched
                  |
                  = at /components/schemas/Remote/$ref
                  = help: download the file and refer to it by its path

                warning[malformed-reference]: `` is no reference: it is empty
                 --> remote.yaml:7:23
                  |
                7 |     Malformed: {$ref: ''}
                  |                       ^^
                  |
                  = at /components/schemas/Malformed/$ref
                  = help: write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`

                warning[malformed-reference]: `#/components/schemas/%ff` is no reference: its percent encoding is not UTF-8
                 --> remote.yaml:8:21
                  |
                8 |     Pointer: {$ref: '#/components/schemas/%ff'}
                  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /components/schemas/Pointer/$ref
                  = help: write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`

                note[bare-reference]: `Pet` is the name of a file, and there is none
                  --> remote.yaml:10:18
                   |
                10 |     Bare: {$ref: Pet}
                   |                  ^^^ taken as the schema of that name
                   |
                   = at /components/schemas/Bare/$ref
                   = help: write `#/components/schemas/Pet`

            "#]],
        ),
        case(
            "elsewhere.yaml",
            "
            openapi: 3.0.3
            info: {title: T, version: '1'}
            paths: {}
            components:
              schemas:
                Pet: {type: object, properties: {old: {$ref: '#/definitions/Pet'}, file: {$ref: /components/schemas/Pet}, back: {$ref: '#\\components\\schemas\\Pet'}}}
                Gone: {$ref: '#/definitions/Gone2'}
            ",
            expect![[r#"
                warning[unresolved-reference]: `#/definitions/Pet` does not exist
                 --> elsewhere.yaml:6:50
                  |
                6 |     Pet: {type: object, properties: {old: {$ref: '#/definitions/Pet'}, file: {$ref: /components/schemas/Pet}, back: {$ref: '#\compone...
                  |                                                  ^^^^^^^^^^^^^^^^^^^ taken as the schema of that name
                  |
                  = at /components/schemas/Pet/properties/old/$ref
                  = help: write `#/components/schemas/Pet`

                warning[unresolved-reference]: `/components/schemas/Pet` does not exist
                 --> elsewhere.yaml:6:85
                  |
                6 | ...: '#/definitions/Pet'}, file: {$ref: /components/schemas/Pet}, back: {$ref: '#\components\schemas\Pet'}}}
                  |                                         ^^^^^^^^^^^^^^^^^^^^^^^ taken as the schema of that name
                  |
                  = at /components/schemas/Pet/properties/file/$ref
                  = help: write `#/components/schemas/Pet`

                warning[unresolved-reference]: `#\components\schemas\Pet` does not exist
                 --> elsewhere.yaml:6:124
                  |
                6 | ...ponents/schemas/Pet}, back: {$ref: '#\components\schemas\Pet'}}}
                  |                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ taken as the schema of that name
                  |
                  = at /components/schemas/Pet/properties/back/$ref
                  = help: write `#/components/schemas/Pet`

                warning[unresolved-reference]: `#/definitions/Gone2` does not exist
                 --> elsewhere.yaml:7:18
                  |
                7 |     Gone: {$ref: '#/definitions/Gone2'}
                  |                  ^^^^^^^^^^^^^^^^^^^^^ no `definitions` in this file
                  |
                  = at /components/schemas/Gone/$ref
                  = help: write what it is to lead to, or remove it

            "#]],
        ),
        case(
            "siblings.yaml",
            "
            openapi: 3.0.3
            info: {title: Siblings, version: '1'}
            paths:
              /pets:
                get:
                  parameters: [{$ref: '#/components/parameters/Limit', required: true}]
                  responses: {'204': {description: Done.}}
            components:
              parameters: {Limit: {name: limit, in: query, schema: {type: integer}}}
            ",
            expect![[r#"
                warning[reference-siblings]: `required` has no effect beside `$ref`
                 --> siblings.yaml:6:60
                  |
                6 |       parameters: [{$ref: '#/components/parameters/Limit', required: true}]
                  |                                                            ^^^^^^^^ left out
                  |
                  = at /paths/~1pets/get/parameters/0/required
                  = help: write it into what the reference leads to, or write that out in place of the reference

            "#]],
        ),
    ]
}

#[test]
fn references() {
    cases().iter().for_each(Case::check);
}
