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

            note[wrong-type]: `info.version` is a number, not a string
             --> untitled.yaml:2:17
              |
            2 | info: {version: 1}
              |                 ^
              |
              = at /info/version

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
                  |                   ^^^^
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
