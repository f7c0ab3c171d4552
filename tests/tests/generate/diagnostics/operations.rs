//! Paths, operations, parameters, bodies and answers.

use expect_test::expect;

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let mut all = parameters();
    all.extend(paths());
    all
}

fn paths() -> Vec<Case> {
    vec![
        case(
            "pages.yaml",
            "
            openapi: 3.0.3
            info: {title: Pages, version: '1'}
            paths:
              /pets:
                get:
                  parameters:
                  - {name: page, in: query, schema: {type: integer}}
                  - {name: per_page, in: query, schema: {type: integer}}
                  responses:
                    '200':
                      description: Pets.
                      content: {application/json: {schema: {type: array, items: {type: string}}}}
            ",
            expect![[r#"
                note[pages]: 1 operations page by their names and types: `GET /pets`
                 --> pages.yaml:4:3
                  |
                4 |   /pets:
                  |   ^^^^^^ their calls have `pages()`
                  |
                  = at /paths
                  = help: say otherwise by `--pages` or `[pages]` in gatewright.toml, or an extension such as `x-fern-pagination`

            "#]],
        ),
        case(
            "headers.yaml",
            "
            openapi: 3.0.3
            info: {title: Headers, version: '1'}
            paths:
              /pets:
                get:
                  parameters: [{name: 'Trace ID:', in: header, schema: {type: string}}, {name: X-Trace_ID, in: header, schema: {type: string}}]
                  responses: {'204': {description: Done.}}
            ",
            expect![[r#"
                warning[invalid-value]: "Trace ID:" is not the name of a header
                 --> headers.yaml:6:27
                  |
                6 |       parameters: [{name: 'Trace ID:', in: header, schema: {type: string}}, {name: X-Trace_ID, in: header, schema: {type: string}}]
                  |                           ^^^^^^^^^^^ no call that gives it can be sent
                  |
                  = at /paths/~1pets/get/parameters/0/name
                  = help: such names are letters, digits and `-` (RFC 9110, section 5.1, and RFC 6265)

            "#]],
        ),
        case(
            "paths.yaml",
            "
            openapi: 3.0.3
            info: {title: Paths, version: '1'}
            paths:
              pets:
                get: {responses: {'204': {description: Done.}}}
              /pets/{petId:
                get: {responses: {'204': {description: Done.}}}
            ",
            expect![[r#"
                error[path-without-slash]: the path `pets` does not start with a slash
                 --> paths.yaml:4:3
                  |
                4 |   pets:
                  |   ^^^^
                  |
                  = at /paths/pets
                  = help: write `/pets`

                error[invalid-path-template]: the braces of the path `/pets/{petId` do not match
                 --> paths.yaml:6:3
                  |
                6 |   /pets/{petId:
                  |   ^^^^^^^^^^^^
                  |
                  = at /paths/~1pets~1{petId
                  = help: write each parameter as `{name}`

            "#]],
        ),
        case(
            "nameless.yaml",
            "
            openapi: 3.0.3
            info: {title: Nameless, version: '1'}
            paths:
              /pets/{}:
                get: {responses: {'204': {description: Done.}}}
            ",
            expect![[r#"
                error[invalid-path-template]: a parameter of the path `/pets/{}` has no name
                 --> nameless.yaml:4:3
                  |
                4 |   /pets/{}:
                  |   ^^^^^^^^
                  |
                  = at /paths/~1pets~1{}
                  = help: write each parameter as `{name}`

            "#]],
        ),
        case(
            "media.yaml",
            "
            openapi: 3.0.3
            info: {title: Media, version: '1'}
            paths:
              /pets:
                get: {responses: {'200': {description: Them., content: {text: {schema: {type: string}}}}}}
            ",
            expect![[r#"
                warning[unknown-media-type]: `text` is no media type
                 --> media.yaml:5:76
                  |
                5 |     get: {responses: {'200': {description: Them., content: {text: {schema: {type: string}}}}}}
                  |                                                                            ^^^^^^^^^^^^^^ given and taken as text
                  |
                  = at /paths/~1pets/get/responses/200/content/text/schema
                  = help: write a type and a subtype, such as `application/json`

            "#]],
        ),
        case(
            "twice.json",
            r#"
            {
              "swagger": "2.0",
              "info": {"title": "Twice", "version": "1"},
              "paths": {
                "/cats": {"get": {"operationId": "getThing", "responses": {"200": {"description": "A cat."}}}},
                "/dogs": {"get": {"operationId": "getThing", "responses": {"200": {"description": "A dog."}}}}
              }
            }
            "#,
            expect![[r#"
                warning[duplicate-operation-id]: the operationId `getThing` is used twice
                 --> twice.json:6:15
                  |
                5 |     "/cats": {"get": {"operationId": "getThing", "responses": {"200": {"description": "A cat."}}}},
                  |               ----- first used here
                6 |     "/dogs": {"get": {"operationId": "getThing", "responses": {"200": {"description": "A dog."}}}}
                  |               ^^^^^
                  |
                  = at /paths/~1dogs/get
                  = help: give `GET /dogs` an operationId of its own, or rename it with `--rename 'GET /dogs=new_name'`

                note[name-collision]: two things are called `get_thing`; this one is `get_dogs`
                 --> twice.json:6:15
                  |
                5 |     "/cats": {"get": {"operationId": "getThing", "responses": {"200": {"description": "A cat."}}}},
                  |               ----- this is `get_thing`
                6 |     "/dogs": {"get": {"operationId": "getThing", "responses": {"200": {"description": "A dog."}}}}
                  |               ^^^^^
                  |
                  = at /paths/~1dogs/get
                  = help: choose a name with `--rename 'GET /dogs=…'` or `Builder::rename`

            "#]],
        ),
        case(
            "collision.yaml",
            "
            openapi: 3.0.3
            info: {title: Collision, version: '1'}
            paths:
              /pets-list:
                get: {responses: {'204': {description: Done.}}}
              /pets/list:
                get: {responses: {'204': {description: Done.}}}
            ",
            expect![[r#"
                note[name-collision]: two things are called `get_pets_list`; this one is `get_pets_list_2`
                 --> collision.yaml:7:5
                  |
                5 |     get: {responses: {'204': {description: Done.}}}
                  |     --- this is `get_pets_list`
                6 |   /pets/list:
                7 |     get: {responses: {'204': {description: Done.}}}
                  |     ^^^
                  |
                  = at /paths/~1pets~1list/get
                  = help: choose a name with `--rename 'GET /pets/list=…'` or `Builder::rename`

            "#]],
        ),
        case(
            "status.yaml",
            "
            openapi: 3.0.3
            info: {title: Status, version: '1'}
            paths:
              /pets:
                get:
                  responses:
                    '200': {description: Done.}
                    '2000': {description: Very much done.}
            ",
            expect![[r#"
                warning[invalid-status]: `2000` is no HTTP status
                 --> status.yaml:8:9
                  |
                8 |         '2000': {description: Very much done.}
                  |         ^^^^^^ left out
                  |
                  = at /paths/~1pets/get/responses/2000
                  = help: write a status from 100 to 599, a class such as `4XX`, or `default`

            "#]],
        ),
        case(
            "cors.json",
            r#"
            {
              "swagger": "2.0",
              "info": {"title": "Cors", "version": "1"},
              "paths": {
                "/pets": {
                  "get": {"responses": {"200": {"description": "Them."}}},
                  "options": {
                    "responses": {"200": {"description": "Go ahead.", "headers": {"Access-Control-Allow-Origin": {"type": "string"}}}},
                    "x-amazon-apigateway-integration": {
                      "type": "mock",
                      "requestTemplates": {"application/json": "{\"statusCode\": 200}"},
                      "responses": {
                        "default": {
                          "statusCode": "200",
                          "responseParameters": {"method.response.header.Access-Control-Allow-Origin": "'*'"}
                        }
                      }
                    }
                  }
                }
              }
            }
            "#,
            expect![[r#"
                note[cors-options-left-out]: `OPTIONS /pets` only answers CORS preflights from a mock and is left out
                 --> cors.json:7:7
                  |
                7 |       "options": {
                  |       ^^^^^^^^^
                  |
                  = at /paths/~1pets/options
                  = help: `--cors-mocks` or `Builder::cors_mocks` generates it

            "#]],
        ),
        case(
            "content.yaml",
            "
            openapi: 3.0.3
            info: {title: Pets, version: '1'}
            paths:
              /pets:
                head: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}
                delete: {responses: {'204': {description: Gone., content: {application/json: {schema: {type: object}}}}}}
                post:
                  requestBody:
                    content:
                      multipart/form-data:
                        schema:
                          oneOf:
                            - {type: object, properties: {kind: {type: string, enum: [cat]}, lives: {type: integer}}}
                            - {type: object, properties: {kind: {type: string, enum: [dog]}, lives: {type: object}}}
                  responses:
                    '200':
                      description: ok
                      content:
                        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: {schema: {type: object}}
                        application/vnd.pets.v3: {schema: {type: object}}
            ",
            expect![[r#"
                note[content-not-allowed]: answers of `HEAD /pets` have no content
                 --> content.yaml:5:49
                  |
                5 |     head: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}
                  |                                                 ^^^^^^^ left out
                  |
                  = at /paths/~1pets/head/responses/200/content

                note[content-not-allowed]: answers of this status have no content
                 --> content.yaml:6:54
                  |
                6 |     delete: {responses: {'204': {description: Gone., content: {application/json: {schema: {type: object}}}}}}
                  |                                                      ^^^^^^^ left out
                  |
                  = at /paths/~1pets/delete/responses/204/content

                warning[unsupported-keyword]: `oneOf` is not expressed in Rust
                  --> content.yaml:12:15
                   |
                12 |               oneOf:
                   |               ^^^^^ which parts go together is up to the caller: all are optional
                   |
                   = at /paths/~1pets/post/requestBody/content/multipart~1form-data/schema/oneOf
                   = help: silence with `--allow unsupported-keyword`

                warning[unsupported-keyword]: another variant describes the part `lives` otherwise
                  --> content.yaml:14:89
                   |
                13 |                 - {type: object, properties: {kind: {type: string, enum: [cat]}, lives: {type: integer}}}
                   |                                                                                         --------------- the one that is used
                14 |                 - {type: object, properties: {kind: {type: string, enum: [dog]}, lives: {type: object}}}
                   |                                                                                         ^^^^^^^^^^^^^^ left out
                   |
                   = at /paths/~1pets/post/requestBody/content/multipart~1form-data/schema/oneOf/1/properties/lives
                   = help: give both one schema

                warning[unknown-media-type]: bodies of `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet` have no typed form
                  --> content.yaml:19:89
                   |
                19 |             application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: {schema: {type: object}}
                   |                                                                                         ^^^^^^^^^^^^^^ given and taken as bytes
                   |
                   = at /paths/~1pets/post/responses/200/content/application~1vnd.openxmlformats-officedocument.spreadsheetml.sheet/schema
                   = help: the schema is not used for them

            "#]],
        ),
        case(
            "beside.yaml",
            "
            openapi: 3.1.0
            info: {title: Pets, version: '1'}
            paths:
              /pets#first: {get: {responses: {'200': {description: ok}}}}
              /pets#second: {get: {responses: {'200': {description: ok}}}}
              /cats:
                $ref: '#/components/pathItems/Cats'
                summary: Not this.
                get: {responses: {'200': {description: Nor this.}}}
                put: {responses: {'200': {description: Added.}}}
              /dogs:
                additionalOperations: {COPY: {responses: {'200': {description: ok}}}}
                get:
                  parameters:
                  - {name: a, in: query, content: {application/xml: {schema: {type: object, properties: {b: {type: string}}}}}}
                  - {name: c, in: query, schema: {type: string}, content: {application/json: {}}}
                  responses: {'200': {description: ok, content: {application/jsonl: {schema: {type: string}, itemSchema: {type: object}}}}}
            components:
              pathItems:
                Cats: {get: {responses: {'200': {description: ok}}}}
            ",
            expect![[r#"
                note[conflicting-paths]: `/pets#second` and `/pets#first` match the same requests
                 --> beside.yaml:5:3
                  |
                4 |   /pets#first: {get: {responses: {'200': {description: ok}}}}
                  |   ----------- the first
                5 |   /pets#second: {get: {responses: {'200': {description: ok}}}}
                  |   ^^^^^^^^^^^^ a server takes all of them for the first
                  |
                  = at /paths/~1pets#second
                  = help: what stands behind `?` or `#` is no part of a path

                warning[unsupported-keyword]: `summary` is not expressed in Rust
                 --> beside.yaml:8:5
                  |
                8 |     summary: Not this.
                  |     ^^^^^^^ what the reference leads to is used
                  |
                  = at /paths/~1cats/summary
                  = help: silence with `--allow unsupported-keyword`

                warning[reference-siblings]: `get` has no effect beside `$ref`
                 --> beside.yaml:9:5
                  |
                9 |     get: {responses: {'200': {description: Nor this.}}}
                  |     ^^^ left out
                  |
                  = at /paths/~1cats/get
                  = help: write it into what the reference leads to, or write that out in place of the reference

                warning[unsupported-keyword]: `additionalOperations` is not expressed in Rust
                  --> beside.yaml:12:5
                   |
                12 |     additionalOperations: {COPY: {responses: {'200': {description: ok}}}}
                   |     ^^^^^^^^^^^^^^^^^^^^ operations are those of OpenAPI 3.1
                   |
                   = at /paths/~1dogs/additionalOperations
                   = help: silence with `--allow unsupported-keyword`

                warning[unknown-media-type]: parameters of `application/xml` have no typed form
                  --> beside.yaml:15:66
                   |
                15 |       - {name: a, in: query, content: {application/xml: {schema: {type: object, properties: {b: {type: string}}}}}}
                   |                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ given and taken as text
                   |
                   = at /paths/~1dogs/get/parameters/0/content/application~1xml/schema

                warning[unsupported-keyword]: `content` is not expressed in Rust
                  --> beside.yaml:16:54
                   |
                16 |       - {name: c, in: query, schema: {type: string}, content: {application/json: {}}}
                   |                                                      ^^^^^^^ the parameter has a `schema` already
                   |
                   = at /paths/~1dogs/get/parameters/1/content
                   = help: silence with `--allow unsupported-keyword`

                warning[unsupported-keyword]: `itemSchema` is not expressed in Rust
                  --> beside.yaml:17:98
                   |
                17 |       responses: {'200': {description: ok, content: {application/jsonl: {schema: {type: string}, itemSchema: {type: object}}}}}
                   |                                                                                                  ^^^^^^^^^^ the media type has a `schema` already
                   |
                   = at /paths/~1dogs/get/responses/200/content/application~1jsonl/itemSchema
                   = help: silence with `--allow unsupported-keyword`

            "#]],
        ),
        case(
            "xml.json",
            r##"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "consumes": ["text/xml"],
"paths": {"/pets": {"post": {"parameters": [{"in": "body", "name": "pet", "schema": {"$ref": "#/definitions/Pet"}}],
"responses": {"204": {"description": "Done."}}}}},
"definitions": {"Pet": {"type": "object", "properties": {"its name": {"type": "string"},
"2nd": {"type": "string", "xml": {"name": "2"}}, "good": {"type": "string", "xml": {"atribute": true}}}}}}"##,
            expect![[r#"
                note[xml-name]: `its name` cannot be a name in XML
                 --> xml.json:4:70
                  |
                4 | "definitions": {"Pet": {"type": "object", "properties": {"its name": {"type": "string"},
                  |                                                                      ^^^^^^^^^^^^^^^^^^ written as `its_name`
                  |
                  = at /definitions/Pet/properties/its name
                  = help: give the schema an `xml: {name: …}`

                note[xml-name]: `2` cannot be a name in XML
                 --> xml.json:5:8
                  |
                5 | "2nd": {"type": "string", "xml": {"name": "2"}}, "good": {"type": "string", "xml": {"atribute": true}}}}}}
                  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ written as `_2`
                  |
                  = at /definitions/Pet/properties/2nd
                  = help: give the schema an `xml: {name: …}`

                warning[unknown-field]: `atribute` is no field of `xml`
                 --> xml.json:5:85
                  |
                5 | "2nd": {"type": "string", "xml": {"name": "2"}}, "good": {"type": "string", "xml": {"atribute": true}}}}}}
                  |                                                                                     ^^^^^^^^^^ has no effect
                  |
                  = at /definitions/Pet/properties/good/xml/atribute
                  = help: did you mean `attribute`?

            "#]],
        ),
        case(
            "produces.json",
            r#"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "produces": ["application/xml", "application/json"],
"paths": {"/pets": {"get": {"responses": {"200": {"description": "It.", "schema": {"type": "object"}}}}}}}"#,
            expect![[r#"
                note[json-preferred]: clients use JSON for `GET /pets`
                 --> produces.json:2:21
                  |
                2 | "paths": {"/pets": {"get": {"responses": {"200": {"description": "It.", "schema": {"type": "object"}}}}}}}
                  |                     ^^^^^ servers have `application/xml` too
                  |
                  = at /paths/~1pets/get

                note[xml-name]: the element around a body of XML has no name
                 --> produces.json:2:83
                  |
                2 | "paths": {"/pets": {"get": {"responses": {"200": {"description": "It.", "schema": {"type": "object"}}}}}}}
                  |                                                                                   ^^^^^^^^^^^^^^^^^^ written as `root`, and read whatever it is called
                  |
                  = at /paths/~1pets/get/responses/200/schema
                  = help: give the schema an `xml: {name: …}`

            "#]],
        ),
        case(
            "methods.yaml",
            "
            swagger: '2.0'
            info: {title: Methods, version: '1'}
            paths:
              /{proxy+}:
                x-amazon-apigateway-any-method:
                  parameters: [{name: proxy, in: path, required: true, type: string}]
                  responses: {}
              /pets:
                get: {description: Without responses.}
                delete:
                  parameters: [{name: pet, in: body, schema: {type: string}}]
                  responses: {204: {description: Done.}}
            ",
            expect![[r#"
                note[any-method]: `/{proxy+}` takes any method
                 --> methods.yaml:5:5
                  |
                5 |     x-amazon-apigateway-any-method:
                  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the method is an argument
                  |
                  = at /paths/~1{proxy+}/x-amazon-apigateway-any-method

                note[missing-responses]: `ANY /{proxy+}` has no responses
                 --> methods.yaml:7:7
                  |
                7 |       responses: {}
                  |       ^^^^^^^^^ any response is given as it is
                  |
                  = at /paths/~1{proxy+}/x-amazon-apigateway-any-method/responses
                  = help: list at least one, such as `default`

                note[missing-responses]: `GET /pets` has no responses
                 --> methods.yaml:9:5
                  |
                9 |     get: {description: Without responses.}
                  |     ^^^ any response is given as it is
                  |
                  = at /paths/~1pets/get
                  = help: list at least one, such as `default`

                note[body-not-allowed]: HTTP gives the body of `DELETE /pets` no meaning
                  --> methods.yaml:11:20
                   |
                11 |       parameters: [{name: pet, in: body, schema: {type: string}}]
                   |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sent and read all the same
                   |
                   = at /paths/~1pets/delete/parameters/0

            "#]],
        ),
        case(
            "conflict.yaml",
            "
            openapi: 3.1.0
            info: {title: Conflict, version: '1'}
            paths:
              /pets/{petId}:
                parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
                get:
                  requestBody: {content: {application/json: {schema: {type: string}}}}
              /pets/{id}:
                parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                put: {responses: {'204': {description: Done.}}}
              /pets/{name}:
                parameters: [{name: name, in: path, required: true, schema: {type: string}}]
                get: {responses: {'204': {description: Done.}}}
              /pets/{all+}:
                parameters: [{name: all, in: path, required: true, schema: {type: string}}]
                get: {responses: {'204': {description: Done.}}}
            ",
            expect![[r#"
                note[body-not-allowed]: HTTP gives the body of `GET /pets/{petId}` no meaning
                 --> conflict.yaml:7:7
                  |
                7 |       requestBody: {content: {application/json: {schema: {type: string}}}}
                  |       ^^^^^^^^^^^ sent and read all the same
                  |
                  = at /paths/~1pets~1{petId}/get/requestBody

                note[conflicting-paths]: `/pets/{id}` and `/pets/{petId}` match the same requests
                 --> conflict.yaml:8:3
                  |
                4 |   /pets/{petId}:
                  |   ------------- the first
                ...
                8 |   /pets/{id}:
                  |   ^^^^^^^^^^
                  |
                  = at /paths/~1pets~1{id}
                  = help: put the methods of both under one path

                warning[conflicting-paths]: `/pets/{name}` and `/pets/{petId}` match the same requests
                  --> conflict.yaml:11:3
                   |
                 4 |   /pets/{petId}:
                   |   ------------- the first
                ...
                11 |   /pets/{name}:
                   |   ^^^^^^^^^^^^ a server takes every GET for the first
                   |
                   = at /paths/~1pets~1{name}
                   = help: tell the paths apart by something fixed

            "#]],
        ),
        case(
            "any.yaml",
            "
            openapi: 3.0.3
            info: {title: Any, version: '1'}
            paths:
              /pets/{id}:
                parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                x-amazon-apigateway-any-method: {responses: {'204': {description: Done.}}}
              /pets/{petId}:
                parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
                get: {responses: {'204': {description: Done.}}}
              /pets/{name}:
                parameters: [{name: name, in: path, required: true, schema: {type: string}}]
                x-amazon-apigateway-any-method: {responses: {'204': {description: Done.}}}
            ",
            expect![[r#"
                note[any-method]: `/pets/{id}` takes any method
                 --> any.yaml:6:5
                  |
                6 |     x-amazon-apigateway-any-method: {responses: {'204': {description: Done.}}}
                  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the method is an argument
                  |
                  = at /paths/~1pets~1{id}/x-amazon-apigateway-any-method

                note[conflicting-paths]: `/pets/{petId}` and `/pets/{id}` match the same requests
                 --> any.yaml:7:3
                  |
                4 |   /pets/{id}:
                  |   ---------- the first
                ...
                7 |   /pets/{petId}:
                  |   ^^^^^^^^^^^^^
                  |
                  = at /paths/~1pets~1{petId}
                  = help: put the methods of both under one path

                warning[conflicting-paths]: `/pets/{name}` and `/pets/{id}` match the same requests
                  --> any.yaml:10:3
                   |
                 4 |   /pets/{id}:
                   |   ---------- the first
                ...
                10 |   /pets/{name}:
                   |   ^^^^^^^^^^^^ a server takes every other method for the first
                   |
                   = at /paths/~1pets~1{name}
                   = help: tell the paths apart by something fixed

                note[any-method]: `/pets/{name}` takes any method
                  --> any.yaml:12:5
                   |
                12 |     x-amazon-apigateway-any-method: {responses: {'204': {description: Done.}}}
                   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the method is an argument
                   |
                   = at /paths/~1pets~1{name}/x-amazon-apigateway-any-method

            "#]],
        ),
    ]
}

fn parameters() -> Vec<Case> {
    vec![
        case(
            "undeclared.yaml",
            "
            openapi: 3.0.3
            info: {title: Undeclared, version: '1'}
            paths:
              /pets/{petId}:
                get: {responses: {'204': {description: Done.}}}
              /pets/{petId}/toys/{toyId}:
                get: {responses: {'204': {description: Done.}}}
                put: {responses: {'204': {description: Done.}}}
                delete: {responses: {'204': {description: Done.}}}
            ",
            expect![[r#"
                warning[undeclared-path-parameter]: `GET /pets/{petId}` does not declare its path parameter `petId`
                 --> undeclared.yaml:5:5
                  |
                5 |     get: {responses: {'204': {description: Done.}}}
                  |     ^^^ taken as a string
                  |
                  = at /paths/~1pets~1{petId}/get
                  = help: add a parameter `petId` with `in: path` and `required: true`

                warning[undeclared-path-parameter]: `GET /pets/{petId}/toys/{toyId}` does not declare its path parameters `petId`, `toyId`, nor do 2 other methods of the path
                 --> undeclared.yaml:7:5
                  |
                7 |     get: {responses: {'204': {description: Done.}}}
                  |     ^^^ taken as strings
                  |
                  = at /paths/~1pets~1{petId}~1toys~1{toyId}/get
                  = help: add parameters `petId`, `toyId` with `in: path` and `required: true` to the path

            "#]],
        ),
        case(
            "unused.yaml",
            "
            swagger: '2.0'
            info: {title: Unused, version: '1'}
            paths:
              /pets:
                get:
                  parameters:
                  - {name: petId, in: path, required: true, type: string}
                  responses: {200: {description: Them.}}
            ",
            expect![[r#"
                warning[unused-path-parameter]: `GET /pets` has no `{petId}` in its path
                 --> unused.yaml:7:9
                  |
                7 |       - {name: petId, in: path, required: true, type: string}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ left out
                  |
                  = at /paths/~1pets/get/parameters/0
                  = help: write it into the path, or remove the parameter

            "#]],
        ),
        case(
            "incomplete.yaml",
            "
            swagger: '2.0'
            info: {title: Incomplete, version: '1'}
            paths:
              /pets:
                get:
                  parameters:
                  - {in: query, type: string}
                  - {name: limit, type: integer}
                  - {name: offset, in: querry, type: integer}
                  responses: {200: {description: Them.}}
            ",
            expect![[r#"
                error[invalid-parameter]: a parameter has no `name`
                 --> incomplete.yaml:7:9
                  |
                7 |       - {in: query, type: string}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /paths/~1pets/get/parameters/0
                  = help: every parameter needs `name` and `in`

                error[invalid-parameter]: a parameter has no `in`
                 --> incomplete.yaml:8:9
                  |
                8 |       - {name: limit, type: integer}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /paths/~1pets/get/parameters/1
                  = help: say where it is sent: path, query, header or cookie

                error[invalid-parameter]: `in: querry` is no place for a parameter
                 --> incomplete.yaml:9:28
                  |
                9 |       - {name: offset, in: querry, type: integer}
                  |                            ^^^^^^
                  |
                  = at /paths/~1pets/get/parameters/2/in
                  = help: a parameter is `in` path, query, querystring, header or cookie (Swagger 2.0: body and formData too)

            "#]],
        ),
        case(
            "twice.yaml",
            "
            openapi: 3.0.3
            info: {title: Twice, version: '1'}
            paths:
              /pets:
                get:
                  parameters:
                  - {name: limit, in: query, schema: {type: string}}
                  - {name: limit, in: query, schema: {type: integer}}
                  responses: {'204': {description: Done.}}
            ",
            expect![[r#"
                warning[duplicate-parameter]: `GET /pets` declares the query parameter `limit` twice
                 --> twice.yaml:8:9
                  |
                7 |       - {name: limit, in: query, schema: {type: string}}
                  |         ------------------------------------------------ first declared here
                8 |       - {name: limit, in: query, schema: {type: integer}}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /paths/~1pets/get/parameters/1
                  = help: remove one; the later one is used

            "#]],
        ),
        case(
            "bodies.yaml",
            "
            swagger: '2.0'
            info: {title: Bodies, version: '1'}
            paths:
              /pets:
                post:
                  parameters:
                  - {name: one, in: body, schema: {type: string}}
                  - {name: other, in: body, schema: {type: integer}}
                  responses: {200: {description: Them.}}
            ",
            expect![[r#"
                warning[several-bodies]: `POST /pets` has more than one body
                 --> bodies.yaml:8:9
                  |
                7 |       - {name: one, in: body, schema: {type: string}}
                  |         --------------------------------------------- the first, which is used
                8 |       - {name: other, in: body, schema: {type: integer}}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /paths/~1pets/post/parameters/1
                  = help: a request has one body; put both into one schema

            "#]],
        ),
        case(
            "key.yaml",
            "
            openapi: 3.2.0
            info: {title: Pets, version: '1'}
            security: [{key: []}]
            paths:
              /pets:
                get:
                  parameters:
                  - name: criteria
                    in: querystring
                    content: {application/json: {schema: {type: object}}}
                  responses: {'204': {description: Them.}}
              /toys:
                get:
                  parameters:
                  - name: criteria
                    in: querystring
                    content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {name: {type: string}}}}}
                  responses: {'204': {description: Them.}}
              /beds:
                get:
                  security: [{header: []}]
                  parameters:
                  - name: words
                    in: querystring
                    content: {text/plain: {schema: {type: string}}}
                  responses: {'204': {description: Them.}}
            components:
              securitySchemes:
                key: {type: apiKey, in: query, name: api_key}
                header: {type: apiKey, in: header, name: X-Key}
            ",
            expect![[r#"
                warning[newer-version]: OpenAPI 3.2.0 is read as OpenAPI 3.1
                 --> key.yaml:1:10
                  |
                1 | openapi: 3.2.0
                  |          ^^^^^ not all that is new since 3.1 is understood
                  |
                  = at /openapi

                warning[querystring-and-key]: `GET /pets` sends the key `api_key` in the query that is its parameter `criteria`
                  --> key.yaml:8:9
                   |
                 8 |       - name: criteria
                   |         ^^^^^^^^^^^^^^ a server cannot read it with the key behind it
                ...
                29 |     key: {type: apiKey, in: query, name: api_key}
                   |          ---------------------------------------- the key
                   |
                   = at /paths/~1pets/get/parameters/0
                   = help: send the key in a header, or make the query a form (`application/x-www-form-urlencoded`)

            "#]],
        ),
        case(
            "querystring.yaml",
            "
            openapi: 3.1.0
            info: {title: Query, version: '1'}
            paths:
              /pets:
                parameters:
                - {name: page, in: query, schema: {type: integer}}
                get:
                  parameters:
                  - name: criteria
                    in: querystring
                    style: form
                    content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {name: {type: string}}}}}
                  responses: {'204': {description: Them.}}
              /toys:
                get:
                  parameters:
                  - {name: criteria, in: querystring, schema: {type: string}}
                  responses: {'204': {description: Them.}}
              /beds:
                get:
                  parameters:
                  - name: criteria
                    in: querystring
                    content: {application/x-dsl: {schema: {type: object, properties: {name: {type: string}}}}}
                  responses: {'204': {description: Them.}}
            ",
            expect![[r#"
                error[querystring-and-query]: `GET /pets` has more in its query than the `querystring` parameter `criteria`
                 --> querystring.yaml:9:9
                  |
                6 |     - {name: page, in: query, schema: {type: integer}}
                  |       ------------------------------------------------ the query parameter `page`
                ...
                9 |       - name: criteria
                  |         ^^^^^^^^^^^^^^ this is all of the query
                  |
                  = at /paths/~1pets/get/parameters/0
                  = help: keep one of them: make the others properties of its schema

                warning[unsupported-keyword]: `style` is not expressed in Rust
                  --> querystring.yaml:11:9
                   |
                11 |         style: form
                   |         ^^^^^ the media type of `content` says how a query is written
                   |
                   = at /paths/~1pets/get/parameters/0/style
                   = help: silence with `--allow unsupported-keyword`

                error[invalid-parameter]: the `querystring` parameter `criteria` has no `content`
                  --> querystring.yaml:17:9
                   |
                17 |       - {name: criteria, in: querystring, schema: {type: string}}
                   |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = at /paths/~1toys/get/parameters/0
                   = help: say of what media type the query is, such as `application/x-www-form-urlencoded`

                warning[unknown-media-type]: queries of `application/x-dsl` have no typed form
                  --> querystring.yaml:24:47
                   |
                24 |         content: {application/x-dsl: {schema: {type: object, properties: {name: {type: string}}}}}
                   |                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ given and taken as text
                   |
                   = at /paths/~1beds/get/parameters/0/content/application~1x-dsl/schema

            "#]],
        ),
        case(
            "form.yaml",
            "
            swagger: '2.0'
            info: {title: Form, version: '1'}
            paths:
              /pets:
                post:
                  parameters:
                  - {name: pet, in: body, schema: {type: string}}
                  - {name: picture, in: formData, type: file}
                  responses: {200: {description: Them.}}
            ",
            expect![[r#"
                error[body-and-form]: `POST /pets` has a body and form fields
                 --> form.yaml:8:9
                  |
                7 |       - {name: pet, in: body, schema: {type: string}}
                  |         --------------------------------------------- the body
                8 |       - {name: picture, in: formData, type: file}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /paths/~1pets/post/parameters/1
                  = help: a request has one body: keep the `body` parameter or the `formData` parameters

            "#]],
        ),
        case(
            "media.yaml",
            "
            openapi: 3.0.3
            info: {title: Media, version: '1'}
            paths:
              /pets:
                post:
                  requestBody: {content: {application/cbor: {schema: {$ref: '#/components/schemas/Pet'}}}}
                  responses:
                    '200': {description: It., content: {text/csv: {schema: {$ref: '#/components/schemas/Pet'}}}}
            components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}
            ",
            expect![[r#"
                warning[unknown-media-type]: bodies of `application/cbor` have no typed form
                 --> media.yaml:6:58
                  |
                6 |       requestBody: {content: {application/cbor: {schema: {$ref: '#/components/schemas/Pet'}}}}
                  |                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ given and taken as bytes
                  |
                  = at /paths/~1pets/post/requestBody/content/application~1cbor/schema
                  = help: the schema is not used for them

                warning[unknown-media-type]: bodies of `text/csv` have no typed form
                 --> media.yaml:8:64
                  |
                8 |         '200': {description: It., content: {text/csv: {schema: {$ref: '#/components/schemas/Pet'}}}}
                  |                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ given and taken as text
                  |
                  = at /paths/~1pets/post/responses/200/content/text~1csv/schema
                  = help: the schema is not used for them

            "#]],
        ),
    ]
}

#[test]
fn operations() {
    cases().iter().for_each(Case::check);
}
