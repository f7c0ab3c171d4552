//! What a conversion writes, and what it says of the rest.

use expect_test::{Expect, expect};
use gatewright_build::{Document, convert};
use gatewright_document::Version;

/// Compares the converted document as YAML, and the account, a line each.
#[track_caller]
fn check(text: &str, target: Version, expected: Expect) {
    let document =
        Document::from_text("api.yaml", text.trim_start()).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let converted = convert(&document, target);
    let written = serde_yaml::to_string(&converted.document).unwrap();
    let read =
        Document::from_text("converted.yaml", &written).unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert_eq!(read.version(), target);
    let account: String = converted.losses.one_line().iter().map(|line| format!("{line}\n")).collect();
    expected.assert_eq(&format!("{written}---\n{account}"));
}

const SWAGGER: &str = "
swagger: '2.0'
info: {title: Shop, version: '1'}
host: example.com
basePath: /v1
schemes: [http, https]
consumes: [application/json]
produces: [application/json]
parameters:
  Item: {name: item, in: body, required: true, schema: {$ref: '#/definitions/Item'}}
  Limit: {name: limit, in: query, type: integer, maximum: 100}
responses:
  Problem: {description: Wrong., schema: {type: object, properties: {title: {type: string}}}}
paths:
  /items:
    get:
      parameters:
      - $ref: '#/parameters/Limit'
      - {name: tags, in: query, type: array, items: {type: string}}
      - {name: sort, in: query, type: array, items: {type: string}, collectionFormat: tsv}
      responses:
        '200': {description: All., schema: {type: array, items: {$ref: '#/definitions/Item'}}, examples: {application/json: []}}
        default: {$ref: '#/responses/Problem'}
    post:
      parameters: [{$ref: '#/parameters/Item'}]
      responses: {'204': {description: Done.}}
  /items/{id}/image:
    parameters: [{name: id, in: path, required: true, type: string}]
    put:
      consumes: [multipart/form-data]
      parameters:
      - {name: image, in: formData, type: file, required: true}
      - {name: title, in: formData, type: string}
      responses: {'204': {description: Done.}}
definitions:
  Item:
    type: object
    discriminator: kind
    required: [kind]
    properties: {kind: {type: string}, note: {type: string, x-nullable: true}}
securityDefinitions:
  token: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: {read: Read.}}
  login: {type: basic}
";

#[test]
fn swagger_becomes_openapi() {
    check(
        SWAGGER,
        Version::OpenApi30,
        expect![[r#"
        openapi: 3.0.4
        info:
          title: Shop
          version: '1'
        servers:
        - url: https://example.com/v1
        - url: http://example.com/v1
        components:
          schemas:
            Item:
              type: object
              discriminator:
                propertyName: kind
              required:
              - kind
              properties:
                kind:
                  type: string
                note:
                  type: string
                  nullable: true
          requestBodies:
            Item:
              required: true
              content:
                application/json:
                  schema:
                    $ref: '#/components/schemas/Item'
          parameters:
            Limit:
              name: limit
              in: query
              schema:
                type: integer
                maximum: 100
          responses:
            Problem:
              description: Wrong.
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      title:
                        type: string
          securitySchemes:
            token:
              type: oauth2
              flows:
                authorizationCode:
                  authorizationUrl: https://a
                  tokenUrl: https://t
                  scopes:
                    read: Read.
            login:
              type: http
              scheme: basic
        paths:
          /items:
            get:
              parameters:
              - $ref: '#/components/parameters/Limit'
              - name: tags
                in: query
                schema:
                  type: array
                  items:
                    type: string
                explode: false
              - name: sort
                in: query
                schema:
                  type: array
                  items:
                    type: string
                explode: false
              responses:
                '200':
                  description: All.
                  content:
                    application/json:
                      schema:
                        type: array
                        items:
                          $ref: '#/components/schemas/Item'
                      example: []
                default:
                  $ref: '#/components/responses/Problem'
            post:
              requestBody:
                $ref: '#/components/requestBodies/Item'
              responses:
                '204':
                  description: Done.
          /items/{id}/image:
            parameters:
            - name: id
              in: path
              required: true
              schema:
                type: string
            put:
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required:
                      - image
                      properties:
                        image:
                          format: binary
                          type: string
                        title:
                          type: string
              responses:
                '204':
                  description: Done.
        ---
        api.yaml:19:69: warning[lost-in-conversion]: OpenAPI 3.0 has no `collectionFormat: tsv` in query: lists are written with commas
    "#]],
    );
}

const OPENAPI: &str = "
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: 'https://example.com/v1'}, {url: 'https://test.example.com/v1'}]
paths:
  /items:
    parameters: [{name: session, in: cookie, schema: {type: string}}]
    get:
      parameters: [{name: tags, in: query, schema: {type: array, items: {type: string}}}]
      responses:
        '200':
          description: All.
          links: {next: {operationId: getItem}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
    post:
      requestBody: {$ref: '#/components/requestBodies/Item'}
      responses: {'204': {description: Done.}}
    put:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [name], properties: {name: {type: string}, tags: {type: array, items: {type: string}}}}
      responses: {'204': {description: Done.}}
components:
  requestBodies:
    Item: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
  schemas:
    Item:
      type: object
      properties:
        size: {type: integer, minimum: 0, exclusiveMinimum: true}
        note: {type: string, nullable: true, enum: [a, b]}
        owner: {nullable: true, allOf: [{$ref: '#/components/schemas/Owner'}]}
        either: {oneOf: [{type: string}, {type: integer}]}
    Owner: {type: object, nullable: true, properties: {of: {$ref: '#/components/schemas/Item/properties/size'}}}
  securitySchemes:
    token: {type: http, scheme: bearer}
";

#[test]
fn openapi_becomes_swagger() {
    check(
        OPENAPI,
        Version::Swagger20,
        expect![[r#"
            swagger: '2.0'
            info:
              title: Shop
              version: '1'
            host: example.com
            basePath: /v1
            schemes:
            - https
            paths:
              /items:
                get:
                  parameters:
                  - name: tags
                    in: query
                    type: array
                    items:
                      type: string
                    collectionFormat: multi
                  produces:
                  - application/json
                  responses:
                    '200':
                      description: All.
                      schema:
                        type: array
                        items:
                          $ref: '#/definitions/Item'
                post:
                  consumes:
                  - application/json
                  parameters:
                  - $ref: '#/parameters/Item'
                  responses:
                    '204':
                      description: Done.
                put:
                  consumes:
                  - application/x-www-form-urlencoded
                  parameters:
                  - name: name
                    in: formData
                    required: true
                    type: string
                  - name: tags
                    in: formData
                    type: array
                    items:
                      type: string
                    collectionFormat: multi
                  responses:
                    '204':
                      description: Done.
            parameters:
              Item:
                in: body
                name: body
                required: true
                schema:
                  $ref: '#/definitions/Item'
            definitions:
              Item:
                type: object
                properties:
                  size:
                    type: integer
                    minimum: 0
                    exclusiveMinimum: true
                  note:
                    type: string
                    x-nullable: true
                    enum:
                    - a
                    - b
                  owner:
                    x-nullable: true
                    allOf:
                    - $ref: '#/definitions/Owner'
                  either: {}
              Owner:
                type: object
                x-nullable: true
                properties:
                  of:
                    $ref: '#/definitions/Item/properties/size'
            securityDefinitions:
              token:
                type: apiKey
                name: Authorization
                in: header
            ---
            api.yaml:3:44: warning[lost-in-conversion]: Swagger 2.0 has one server: this one is left out
            api.yaml:6:18: warning[lost-in-conversion]: Swagger 2.0 has no parameters in cookies
            api.yaml:12:11: warning[lost-in-conversion]: Swagger 2.0 has no `links`
            api.yaml:18:7: warning[lost-in-conversion]: Swagger 2.0 has no form that may be left out whole: its required fields are asked for
            api.yaml:33:18: warning[lost-in-conversion]: Swagger 2.0 has no `oneOf`
            api.yaml:36:5: warning[lost-in-conversion]: Swagger 2.0 has no HTTP scheme `bearer`: it is a key in the header `Authorization`
        "#]],
    );
}

#[test]
fn schemas_become_those_of_json_schema() {
    check(
        OPENAPI,
        Version::OpenApi31,
        expect![[r#"
        openapi: 3.1.1
        info:
          title: Shop
          version: '1'
        servers:
        - url: https://example.com/v1
        - url: https://test.example.com/v1
        paths:
          /items:
            parameters:
            - name: session
              in: cookie
              schema:
                type: string
            get:
              parameters:
              - name: tags
                in: query
                schema:
                  type: array
                  items:
                    type: string
              responses:
                '200':
                  description: All.
                  links:
                    next:
                      operationId: getItem
                  content:
                    application/json:
                      schema:
                        type: array
                        items:
                          $ref: '#/components/schemas/Item'
            post:
              requestBody:
                $ref: '#/components/requestBodies/Item'
              responses:
                '204':
                  description: Done.
            put:
              requestBody:
                content:
                  application/x-www-form-urlencoded:
                    schema:
                      type: object
                      required:
                      - name
                      properties:
                        name:
                          type: string
                        tags:
                          type: array
                          items:
                            type: string
              responses:
                '204':
                  description: Done.
        components:
          requestBodies:
            Item:
              required: true
              content:
                application/json:
                  schema:
                    $ref: '#/components/schemas/Item'
          schemas:
            Item:
              type: object
              properties:
                size:
                  type: integer
                  exclusiveMinimum: 0
                note:
                  type:
                  - string
                  - 'null'
                  enum:
                  - a
                  - b
                  - null
                owner:
                  anyOf:
                  - $ref: '#/components/schemas/Owner'
                  - type: 'null'
                either:
                  oneOf:
                  - type: string
                  - type: integer
            Owner:
              type:
              - object
              - 'null'
              properties:
                of:
                  $ref: '#/components/schemas/Item/properties/size'
          securitySchemes:
            token:
              type: http
              scheme: bearer
        ---
    "#]],
    );
}

const LATEST: &str = "
openapi: 3.1.0
info: {title: Shop, version: '1', summary: Sells.}
webhooks:
  sold: {post: {requestBody: {content: {application/json: {schema: {$ref: '#item'}}}}, responses: {'204': {description: Done.}}}}
components:
  schemas:
    Item:
      $anchor: item
      $defs: {Size: {type: [integer, 'null'], exclusiveMinimum: 0}, Unused: {type: string}}
      type: object
      properties:
        size: {$ref: '#/components/schemas/Item/$defs/Size'}
        kind: {const: item}
        either: {type: [string, integer]}
        owner: {anyOf: [{$ref: '#/components/schemas/Owner'}, {type: 'null'}], description: Whose it is.}
        never: false
        any: true
        pair: {type: array, prefixItems: [{type: string}, {type: integer}]}
        image: {type: string, contentEncoding: base64}
        more: {$ref: '#/components/schemas/Owner', description: More.}
      patternProperties: {'^x-': {type: string}}
    Owner: {type: object, examples: [{name: a}, {name: b}], if: {required: [name]}}
";

#[test]
fn what_is_new_becomes_what_was_known() {
    check(
        LATEST,
        Version::OpenApi30,
        expect![[r#"
            openapi: 3.0.4
            info:
              title: Shop
              version: '1'
            x-webhooks:
              sold:
                post:
                  requestBody:
                    content:
                      application/json:
                        schema:
                          $ref: '#/components/schemas/Item'
                  responses:
                    '204':
                      description: Done.
            components:
              schemas:
                Item:
                  type: object
                  properties:
                    size:
                      $ref: '#/components/schemas/Size'
                    kind:
                      enum:
                      - item
                    either:
                      anyOf:
                      - type: string
                      - type: integer
                    owner:
                      allOf:
                      - $ref: '#/components/schemas/Owner'
                      description: Whose it is.
                      nullable: true
                    never:
                      not: {}
                    any: {}
                    pair:
                      type: array
                      items: {}
                    image:
                      type: string
                      format: byte
                    more:
                      allOf:
                      - $ref: '#/components/schemas/Owner'
                      description: More.
                  additionalProperties: true
                Owner:
                  type: object
                  example:
                    name: a
                Size:
                  type: integer
                  minimum: 0
                  exclusiveMinimum: true
                  nullable: true
            paths: {}
            ---
            api.yaml:2:35: warning[lost-in-conversion]: OpenAPI 3.0 has no `summary`
            api.yaml:3:1: warning[lost-in-conversion]: OpenAPI 3.0 has no `webhooks`: they are an extension, `x-webhooks`
            api.yaml:8:7: warning[lost-in-conversion]: OpenAPI 3.0 has no `$anchor`
            api.yaml:9:69: warning[lost-in-conversion]: OpenAPI 3.0 has no `$defs`: this one, which no `$ref` leads to, is left out
            api.yaml:18:29: warning[lost-in-conversion]: OpenAPI 3.0 has no lists with a schema for each item: any item is allowed
            api.yaml:21:7: warning[lost-in-conversion]: OpenAPI 3.0 has no `patternProperties`
            api.yaml:22:27: warning[lost-in-conversion]: OpenAPI 3.0 has one `example` of a schema: the first is kept
            api.yaml:22:61: warning[lost-in-conversion]: OpenAPI 3.0 has no `if`
        "#]],
    );
}

/// There and back a document says what it said.
#[test]
fn what_both_can_say_comes_back() {
    let read = |text: &str| Document::from_text("api.yaml", text).unwrap();
    let there = convert(&read(SWAGGER.trim_start()), Version::OpenApi31);
    let there = read(&serde_yaml::to_string(&there.document).unwrap());
    let back = convert(&there, Version::Swagger20).document;
    let again = convert(&read(&serde_yaml::to_string(&back).unwrap()), Version::OpenApi31).document;
    assert_eq!(&again, there.root().value());
}

/// Names of schemas that OpenAPI 3 does not take are changed, and references follow.
#[test]
fn names_are_those_that_the_target_takes() {
    let text = "
swagger: '2.0'
info: {title: T, version: '1'}
paths:
  /a: {get: {responses: {'200': {description: A., schema: {$ref: '#/definitions/List%C2%ABItem%C2%BB'}}}}}
definitions: {'List«Item»': {type: array, items: {type: string}}}
";
    check(
        text,
        Version::OpenApi30,
        expect![[r#"
        openapi: 3.0.4
        info:
          title: T
          version: '1'
        paths:
          /a:
            get:
              responses:
                '200':
                  description: A.
                  content:
                    application/json:
                      schema:
                        $ref: '#/components/schemas/List_Item_'
        components:
          schemas:
            List_Item_:
              type: array
              items:
                type: string
        ---
        api.yaml:5:15: warning[lost-in-conversion]: names of components are letters, digits and `._-`: it is `List_Item_` now
    "#]],
    );
}

#[test]
fn parameters_that_swagger_does_not_have() {
    check(
        "
swagger: '2.0'
info: {title: T, version: '1'}
paths:
  /a:
    get:
      parameters:
      - {name: a, in: query, $ref: '#/definitions/A'}
      - {name: b, in: query, type: object, properties: {c: {type: string}}}
      - {name: d, in: query, enum: [e]}
      responses: {'204': {description: Done.}}
definitions:
  A: {type: string}
",
        Version::OpenApi30,
        expect![[r#"
            openapi: 3.0.4
            info:
              title: T
              version: '1'
            paths:
              /a:
                get:
                  parameters:
                  - name: a
                    in: query
                    schema:
                      $ref: '#/components/schemas/A'
                    explode: false
                  - name: b
                    in: query
                    schema:
                      type: object
                      properties:
                        c:
                          type: string
                    explode: false
                  - name: d
                    in: query
                    schema:
                      enum:
                      - e
                  responses:
                    '204':
                      description: Done.
            components:
              schemas:
                A:
                  type: string
            ---
            api.yaml:9:9: warning[lost-in-conversion]: without `type` this is text in Swagger 2.0: OpenAPI 3.0 goes by the other keywords
        "#]],
    );
}

#[test]
fn bodies_that_swagger_does_not_have() {
    check(
        "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    post:
      requestBody: {$ref: '#/components/requestBodies/A'}
      responses: {'204': {description: Done.}}
    put:
      requestBody: {content: {multipart/related: {schema: {type: object, properties: {a: {type: string}}}}}}
      responses: {'204': {description: Done.}}
components:
  requestBodies:
    A:
      content:
        application/json: {schema: {type: string}}
        text/plain: {schema: {type: integer}}
",
        Version::Swagger20,
        expect![[r#"
            swagger: '2.0'
            info:
              title: T
              version: '1'
            paths:
              /a:
                post:
                  consumes:
                  - application/json
                  parameters:
                  - $ref: '#/parameters/A'
                  responses:
                    '204':
                      description: Done.
                put:
                  consumes:
                  - multipart/related
                  parameters:
                  - name: a
                    in: formData
                    type: string
                  responses:
                    '204':
                      description: Done.
            parameters:
              A:
                in: body
                name: body
                schema:
                  type: string
            ---
            api.yaml:9:31: warning[lost-in-conversion]: Swagger 2.0 has no `multipart/related`: fields go as `multipart/form-data`
            api.yaml:16:9: warning[lost-in-conversion]: Swagger 2.0 has one schema for all media types: this one is left out
        "#]],
    );
}

#[test]
fn credentials_that_swagger_does_not_have() {
    check(
        "
openapi: 3.0.3
info: {title: T, version: '1'}
security: [{key: []}, {session: []}, {key: [], session: []}]
paths:
  /a:
    get:
      security: [{session: []}]
      responses: {'204': {description: Done.}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    session: {type: apiKey, in: cookie, name: id}
",
        Version::Swagger20,
        expect![[r#"
            swagger: '2.0'
            info:
              title: T
              version: '1'
            security:
            - key: []
            paths:
              /a:
                get:
                  security: []
                  responses:
                    '204':
                      description: Done.
            securityDefinitions:
              key:
                type: apiKey
                in: header
                name: X-Key
            ---
            api.yaml:7:7: warning[lost-in-conversion]: Swagger 2.0 has none of these schemes: no credentials are asked for
            api.yaml:12:5: warning[lost-in-conversion]: Swagger 2.0 has no keys in cookies
        "#]],
    );
}

#[test]
fn addresses_and_bodies_that_swagger_reads_otherwise() {
    let text = "
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: http://shop.example/v1}, {url: https://shop.example/v1}]
paths:
  /news:
    get:
      responses: {'200': {description: News., content: {text/event-stream: {}}}}
  /items:
    get:
      responses: {'200': {description: Anything., content: {application/json: {}}}}
";
    check(
        text,
        Version::Swagger20,
        expect![[r#"
        swagger: '2.0'
        info:
          title: Shop
          version: '1'
        host: shop.example
        basePath: /v1
        schemes:
        - http
        - https
        paths:
          /news:
            get:
              produces:
              - text/event-stream
              responses:
                '200':
                  description: News.
                  schema: {}
          /items:
            get:
              produces:
              - application/json
              responses:
                '200':
                  description: Anything.
                  schema: {}
        ---
        api.yaml:3:1: warning[lost-in-conversion]: Swagger 2.0 has no order of schemes: clients begin with https
        api.yaml:7:57: warning[lost-in-conversion]: Swagger 2.0 has no body without a schema: one that fits all values is written
    "#]],
    );
}

/// YAML reads `1.10` as a number, and JSON would write `1.1`.
#[test]
fn numbers_among_strings_are_the_texts_that_they_are_written_as() {
    check(
        "
openapi: 3.0.3
info: {title: Texts, version: '1'}
paths: {}
components:
  schemas:
    Version: {type: string, enum: [1.9, 1.10, next], default: 1.10}
    Year: {type: string, enum: [2024, 2025]}
    Number: {type: number, enum: [1.10]}
",
        Version::OpenApi31,
        expect![[r#"
            openapi: 3.1.1
            info:
              title: Texts
              version: '1'
            paths: {}
            components:
              schemas:
                Version:
                  type: string
                  enum:
                  - '1.9'
                  - '1.10'
                  - next
                  default: '1.10'
                Year:
                  type: string
                  enum:
                  - 2024
                  - 2025
                Number:
                  type: number
                  enum:
                  - 1.1
            ---
        "#]],
    );
}
