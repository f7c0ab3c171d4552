//! What is missing or misplaced in a document as a whole.

use expect_test::expect;

use super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "bare.yaml",
            "swagger: '2.0'\n",
            expect![[r#"
            warning[missing-info]: the document has no `info`
             --> bare.yaml:1:1
              |
            1 | swagger: '2.0'
              | ^^^^^^^^^^^^^^
              |
              = help: add `info` with `title` and `version`; the server trait is named after the title

            warning[missing-paths]: the document has no `paths`
             --> bare.yaml:1:1
              |
            1 | swagger: '2.0'
              | ^^^^^^^^^^^^^^
              |
              = help: only its schemas are generated; add `paths: {}` if that is meant

        "#]],
        ),
        case(
            "untitled.yaml",
            "swagger: '2.0'\ninfo: {version: 1}\npaths: {}\n",
            expect![[r#"
                note[missing-field]: `info` has no `title`
                 --> untitled.yaml:2:7
                  |
                2 | info: {version: 1}
                  |       ^^^^^^^^^^^^
                  |
                  = at /info

            "#]],
        ),
        case(
            "list.json",
            r#"{"swagger": "2.0", "info": {"title": "List", "version": "1"}, "paths": []}"#,
            expect![[r#"
                error[wrong-type]: `paths` is an array, not an object
                 --> list.json:1:72
                  |
                1 | {"swagger": "2.0", "info": {"title": "List", "version": "1"}, "paths": []}
                  |                                                                        ^^ expected an object of paths
                  |
                  = at /paths
                  = help: write each path as a key: `"/pets": { … }`

            "#]],
        ),
        case(
            "host.yaml",
            "swagger: '2.0'\ninfo: {title: Host, version: '1'}\nhost: https://api.example.com/v1\npaths: {}\n",
            expect![[r#"
                warning[invalid-host]: `https://api.example.com/v1` is more than a host
                 --> host.yaml:3:7
                  |
                3 | host: https://api.example.com/v1
                  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^ expected a host name and perhaps a port
                  |
                  = at /host
                  = help: put the scheme into `schemes` and the path into `basePath`

            "#]],
        ),
        case(
            "kinds_of_values.yaml",
            "
            openapi: 3.0.3
            info: {title: Kinds of values, version: '1'}
            security: {key: []}
            paths:
              /pets: []
              /cats:
                get:
                  parameters: [{name: age, in: query, schema: {type: string, minLength: -5}}]
                  responses: {'0200': {description: Them.}, '400': No., '404': {$ref: 4}}
            components:
              schemas: {Pet: {$ref: [Cat]}}
              securitySchemes: {key: {type: apiKey}, token: {type: http}, lost: Lost.}
            ",
            expect![[r#"
                warning[wrong-type]: `security` of the document is an object
                 --> kinds_of_values.yaml:3:11
                  |
                3 | security: {key: []}
                  |           ^^^^^^^^^ expected an array of objects; left out
                  |
                  = at /security

                warning[wrong-type]: `/pets` is an array, not a path
                 --> kinds_of_values.yaml:5:10
                  |
                5 |   /pets: []
                  |          ^^ expected an object; left out
                  |
                  = at /paths/~1pets

                warning[wrong-type]: `minLength` of a schema is a number
                 --> kinds_of_values.yaml:8:77
                  |
                8 |       parameters: [{name: age, in: query, schema: {type: string, minLength: -5}}]
                  |                                                                             ^^ expected a whole number from 0; left out
                  |
                  = at /paths/~1cats/get/parameters/0/schema/minLength

                warning[invalid-status]: `0200` is no HTTP status
                 --> kinds_of_values.yaml:9:19
                  |
                9 |       responses: {'0200': {description: Them.}, '400': No., '404': {$ref: 4}}
                  |                   ^^^^^^ left out
                  |
                  = at /paths/~1cats/get/responses/0200
                  = help: write a status from 100 to 599, a class such as `4XX`, or `default`

                warning[wrong-type]: `400` is a string, not a response
                 --> kinds_of_values.yaml:9:56
                  |
                9 |       responses: {'0200': {description: Them.}, '400': No., '404': {$ref: 4}}
                  |                                                        ^^^ expected an object; left out
                  |
                  = at /paths/~1cats/get/responses/400

                warning[malformed-reference]: a `$ref` is a number
                 --> kinds_of_values.yaml:9:75
                  |
                9 |       responses: {'0200': {description: Them.}, '400': No., '404': {$ref: 4}}
                  |                                                                           ^ expected a string; left out
                  |
                  = at /paths/~1cats/get/responses/404/$ref
                  = help: write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`

                warning[malformed-reference]: a `$ref` is an array
                  --> kinds_of_values.yaml:11:25
                   |
                11 |   schemas: {Pet: {$ref: [Cat]}}
                   |                         ^^^^^ expected a string; left out
                   |
                   = at /components/schemas/Pet/$ref
                   = help: write `#/components/schemas/Name`, `file.yaml` or `file.yaml#/path/to/it`

                warning[unknown-security-scheme]: the client cannot act on the security scheme `key`
                  --> kinds_of_values.yaml:12:21
                   |
                12 |   securitySchemes: {key: {type: apiKey}, token: {type: http}, lost: Lost.}
                   |                     ^^^ left out
                   |
                   = at /components/securitySchemes/key
                   = help: it needs `name` and `in`, which is header, query or cookie

                warning[unknown-security-scheme]: the client cannot act on the security scheme `token`
                  --> kinds_of_values.yaml:12:42
                   |
                12 |   securitySchemes: {key: {type: apiKey}, token: {type: http}, lost: Lost.}
                   |                                          ^^^^^ left out
                   |
                   = at /components/securitySchemes/token
                   = help: it needs a `scheme`, such as basic or bearer

                warning[unknown-security-scheme]: the client cannot act on the security scheme `lost`
                  --> kinds_of_values.yaml:12:63
                   |
                12 |   securitySchemes: {key: {type: apiKey}, token: {type: http}, lost: Lost.}
                   |                                                               ^^^^ left out
                   |
                   = at /components/securitySchemes/lost
                   = help: it needs a `type`

            "#]],
        ),
        case(
            "servers_of_all_kinds.yaml",
            "
            openapi: 3.0.3
            info: {title: Servers, version: '1'}
            servers: [https://a.example]
            paths: {}
            ",
            expect![[r#"
                warning[invalid-server]: a server is a string, not an object
                 --> servers_of_all_kinds.yaml:3:11
                  |
                3 | servers: [https://a.example]
                  |           ^^^^^^^^^^^^^^^^^ left out
                  |
                  = at /servers/0
                  = help: a server has a `url`, and each of its `variables` a `default`

            "#]],
        ),
        case(
            "authorizers.yaml",
            "
            swagger: '2.0'
            info: {title: Authorizers, version: '1'}
            paths:
              /free: {get: {security: [{NONE: []}], responses: {204: {description: Done.}}}}
              /keyed: {get: {security: [{NONE: []}, {key: []}], responses: {204: {description: Done.}}}}
              /one: {get: {security: [{lost: []}], responses: {204: {description: Done.}}}}
              /other: {get: {security: [{lost: []}], responses: {204: {description: Done.}}}}
              /open: {get: {security: [{open: []}], responses: {204: {description: Done.}}}}
            securityDefinitions: {key: {type: apiKey, in: header, name: x-api-key}, open: {type: openIdConnect}}
            ",
            expect![[r#"
                warning[unknown-security-scheme]: there is no security scheme `lost`
                 --> authorizers.yaml:6:28
                  |
                6 |   /one: {get: {security: [{lost: []}], responses: {204: {description: Done.}}}}
                  |                            ^^^^ no credentials are sent for it
                  |
                  = at /paths/~1one/get/security/0/lost
                  = help: describe it in `securityDefinitions`, or remove it wherever it is asked for

            "#]],
        ),
        case(
            "template.json",
            r##"
            {
              "swagger": "2.0",
              "info": {"title": {"Ref": "Title"}, "version": "1"},
              "host": {"Fn::Sub": "${Api}.execute-api.${AWS::Region}.amazonaws.com"},
              "paths": {
                "/pets": {
                  "get": {
                    "operationId": {"Fn::Sub": "${Stage}Pets"},
                    "tags": ["pets", {"Ref": "Stage"}],
                    "deprecated": "true",
                    "responses": {"200": {"description": {"Fn::Sub": "Those of ${Stage}"}, "schema": {"$ref": "#/definitions/Pet"}}}
                  }
                }
              },
              "definitions": {
                "Pet": {
                  "type": "object",
                  "properties": {
                    "kind": {"type": "string", "enum": {"Ref": "Kinds"}},
                    "age": {"type": "integer", "maximum": "30", "required": true}
                  }
                }
              }
            }
            "##,
            expect![[r##"
                warning[unresolved-intrinsic]: `title` of `info` is an expression of CloudFormation, `Ref`
                  --> template.json:3:21
                   |
                 3 |   "info": {"title": {"Ref": "Title"}, "version": "1"},
                   |                     ^^^^^^^^^^^^^^^^ only a deployment knows the value; left out
                 4 |   "host": {"Fn::Sub": "${Api}.execute-api.${AWS::Region}.amazonaws.com"},
                   |           -------------------------------------------------------------- `host` of the document is one too, `Fn::Sub`
                ...
                 8 |         "operationId": {"Fn::Sub": "${Stage}Pets"},
                   |                        --------------------------- `operationId` of an operation is one too, `Fn::Sub`
                 9 |         "tags": ["pets", {"Ref": "Stage"}],
                   |                 -------------------------- `tags` of an operation has one too, `Ref`
                10 |         "deprecated": "true",
                11 |         "responses": {"200": {"description": {"Fn::Sub": "Those of ${Stage}"}, "schema": {"$ref": "#/definitions/Pet"}}}
                   |                                              -------------------------------- `description` of a response is one too, `Fn::Sub`
                ...
                19 |         "kind": {"type": "string", "enum": {"Ref": "Kinds"}},
                   |                                            ---------------- `enum` of a schema is one too, `Ref`
                   |
                   = at /info/title
                   = help: deploy the template and export the document, or write the value

                warning[wrong-type]: `deprecated` of an operation is a string
                  --> template.json:10:23
                   |
                10 |         "deprecated": "true",
                   |                       ^^^^^^ expected a boolean; left out
                   |
                   = at /paths/~1pets/get/deprecated

                warning[wrong-type]: `maximum` of a schema is a string
                  --> template.json:20:47
                   |
                20 |         "age": {"type": "integer", "maximum": "30", "required": true}
                   |                                               ^^^^ expected a number; left out
                   |
                   = at /definitions/Pet/properties/age/maximum

                warning[wrong-type]: `required` of a schema is a boolean
                  --> template.json:20:65
                   |
                20 |         "age": {"type": "integer", "maximum": "30", "required": true}
                   |                                                                 ^^^^ expected an array of strings; left out
                   |
                   = at /definitions/Pet/properties/age/required
                   = help: list the names of required members beside `properties`

            "##]],
        ),
        case(
            "short_tags.yaml",
            "
            swagger: '2.0'
            info: {title: Short tags, version: '1'}
            paths:
              /pets:
                get:
                  summary: !Sub '${Kind}s'
                  x-owner: !Ref Owner
                  responses: {204: {description: Done.}}
                  x-amazon-apigateway-integration:
                    {type: aws_proxy, httpMethod: POST, uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/${F}'}
            ",
            expect![[r#"
                warning[unresolved-intrinsic]: `summary` of an operation is an expression of CloudFormation, `Fn::Sub`
                 --> short_tags.yaml:6:21
                  |
                6 |       summary: !Sub '${Kind}s'
                  |                     ^^^^^^^^^^ only a deployment knows the value; left out
                  |
                  = at /paths/~1pets/get/summary
                  = help: deploy the template and export the document, or write the value

            "#]],
        ),
        case(
            "security.yaml",
            "
            openapi: 3.0.3
            info: {title: Security, version: '1'}
            paths:
              /pets:
                get:
                  security: [{tokn: []}]
                  responses: {'204': {description: Done.}}
            components:
              securitySchemes:
                token: {type: http, scheme: bearer}
                digest: {type: http, scheme: digest}
            ",
            expect![[r#"
                warning[unknown-security-scheme]: there is no security scheme `tokn`
                 --> security.yaml:6:19
                  |
                6 |       security: [{tokn: []}]
                  |                   ^^^^ no credentials are sent for it
                  |
                  = at /paths/~1pets/get/security/0/tokn
                  = help: a scheme named `token` exists

                warning[unknown-security-scheme]: the client cannot act on the security scheme `digest`
                  --> security.yaml:11:5
                   |
                11 |     digest: {type: http, scheme: digest}
                   |     ^^^^^^
                   |
                   = at /components/securitySchemes/digest
                   = help: set the credentials by a default header or on your own `reqwest::Client`

            "#]],
        ),
        case(
            "fields.yaml",
            "
            openapi: 3.0.3
            info: {title: Fields, version: '1'}
            basePath: /v1
            paths:
              /pets:
                gett: {responses: {'204': {description: Done.}}}
                get:
                  operationID: listPets
                  parameters:
                  - {name: limit, in: query, type: integer, schema: {type: integer}}
                  responses: {'204': {description: Done.}}
            ",
            expect![[r#"
                warning[unknown-field]: `basePath` is a field of Swagger 2.0
                 --> fields.yaml:3:1
                  |
                3 | basePath: /v1
                  | ^^^^^^^^ has no effect
                  |
                  = at /basePath
                  = help: write `servers` instead

                warning[unknown-field]: `gett` is no field of a path
                 --> fields.yaml:6:5
                  |
                6 |     gett: {responses: {'204': {description: Done.}}}
                  |     ^^^^ has no effect
                  |
                  = at /paths/~1pets/gett

                warning[unknown-field]: `operationID` is no field of an operation
                 --> fields.yaml:8:7
                  |
                8 |       operationID: listPets
                  |       ^^^^^^^^^^^ has no effect
                  |
                  = at /paths/~1pets/get/operationID
                  = help: did you mean `operationId`?

                warning[unknown-field]: `type` has no effect beside `schema`
                  --> fields.yaml:10:34
                   |
                10 |       - {name: limit, in: query, type: integer, schema: {type: integer}}
                   |                                  ^^^^ left out
                   |
                   = at /paths/~1pets/get/parameters/0/type
                   = help: write it into the schema

            "#]],
        ),
        case(
            "servers.yaml",
            "
            openapi: 3.0.3
            info: {title: Servers, version: '1'}
            servers:
            - {url: 'https://{region}.example.com'}
            - {url: 'https://exa mple.com'}
            - {description: No URL.}
            - {url: 'https://{stage}.example.com', variables: {stage: {enum: [a, b]}}}
            paths: {}
            ",
            expect![[r#"
                warning[invalid-server]: the variable `region` of the server is not declared
                 --> servers.yaml:4:9
                  |
                4 | - {url: 'https://{region}.example.com'}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not used as the base URL
                  |
                  = at /servers/0/url
                  = help: declare it in `variables`

                warning[invalid-server]: `https://exa mple.com` is no URL: invalid international domain name
                 --> servers.yaml:5:9
                  |
                5 | - {url: 'https://exa mple.com'}
                  |         ^^^^^^^^^^^^^^^^^^^^^^ not used as the base URL
                  |
                  = at /servers/1/url
                  = help: write `https://host/path`

                warning[invalid-server]: the server cannot be read: missing field `url`
                 --> servers.yaml:6:3
                  |
                6 | - {description: No URL.}
                  |   ^^^^^^^^^^^^^^^^^^^^^^ left out
                  |
                  = at /servers/2
                  = help: a server has a `url`, and each of its `variables` a `default`

                warning[invalid-server]: the server cannot be read: missing field `default`
                 --> servers.yaml:7:3
                  |
                7 | - {url: 'https://{stage}.example.com', variables: {stage: {enum: [a, b]}}}
                  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ left out
                  |
                  = at /servers/3
                  = help: a server has a `url`, and each of its `variables` a `default`

            "#]],
        ),
    ]
}

#[test]
fn structure() {
    cases().iter().for_each(Case::check);
}
