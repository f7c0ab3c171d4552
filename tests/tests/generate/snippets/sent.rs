//! How bodies and credentials are sent.

use expect_test::{Expect, expect};

use crate::document::{builder, generate, indented, text};

/// Checks those lines of what is generated that begin in one of some ways.
#[track_caller]
fn check(document: &str, beginnings: &[&str], expected: Expect) {
    let generated = match generate(&builder().server(false), "snippet.yaml", &indented(document, 0)) {
        Ok(generated) => generated,
        Err(error) => panic!("{error}\n\n{document}"),
    };
    let lines = text(&generated).lines().map(str::trim);
    let found: Vec<&str> = lines.filter(|line| beginnings.iter().any(|start| line.starts_with(start))).collect();
    expected.assert_eq(&found.iter().map(|item| format!("{item}\n")).collect::<String>());
}

const PARTS: [&str; 9] =
    ["file ", "optional_file ", "files ", "json ", "items ", "optional_items ", "text ", "optional_text ", "rest "];

#[test]
fn parts() {
    check(
        "
        openapi: 3.1.0
        info: {title: Snippet, version: '1'}
        paths:
          /things:
            post:
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [picture, pictures, places, place, table, ids, list]
                      additionalProperties: true
                      properties:
                        picture: {type: string, format: binary}
                        pictures: {type: array, items: {type: string, format: binary}}
                        upload: {anyOf: [{type: string, format: binary}, {type: 'null'}]}
                        place: {type: object, properties: {x: {type: number}}}
                        places: {type: array, items: {type: object, properties: {y: {type: number}}}}
                        table: {type: string}
                        ids: {type: array, items: {type: integer}}
                        list: {type: array, items: {type: object, properties: {z: {type: number}}}}
                        shapes:
                          type: array
                          items:
                            oneOf:
                              - {type: object, required: [r], properties: {r: {type: number}}}
                              - {type: object, required: [w], properties: {w: {type: number}}}
                        word: {oneOf: [{type: string, enum: [a]}, {type: integer}]}
                    encoding:
                      picture: {contentType: image/png}
                      pictures: {contentType: 'image/png, image/jpeg'}
                      table: {contentType: text/csv}
                      list: {contentType: application/json}
              responses: {'204': {description: Done.}}
        ",
        &PARTS,
        expect![[r#"
            file picture "picture" as "image/png",
            files pictures "pictures" of 1,
            optional_file upload "upload",
            json place "place",
            items places "places",
            text table "table" as "text/csv",
            text ids "ids",
            json list "list",
            optional_items shapes "shapes",
            optional_text word "word",
            rest other_parts "other parts",
        "#]],
    );
}

#[test]
fn parts_that_no_document_lists() {
    check(
        "
        openapi: 3.0.3
        info: {title: Snippet, version: '1'}
        paths:
          /things:
            post:
              requestBody: {required: true, content: {multipart/mixed: {schema: {type: object}}}}
              responses: {'204': {description: Done.}}
        ",
        &["rest ", "pub other_parts", "PostThings(self.core", ".body_multipart"],
        expect![[r#"
            pub other_parts: Vec<rt::Part>,
            rest other_parts "other parts",
            PostThings(self.core.request("POST", "/things").body_multipart_as("multipart/mixed", &body), rt::PhantomData)
        "#]],
    );
}

#[test]
fn counts_of_files() {
    check(
        "
        openapi: 3.1.0
        info: {title: Snippet, version: '1'}
        paths:
          /things:
            post:
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [some]
                      additionalProperties: false
                      properties:
                        any: {type: array, items: {type: string, format: binary}}
                        some: {type: array, maxItems: 3, items: {type: string, format: binary}}
                        pairs: {type: array, minItems: 2, items: {type: string, format: binary}}
                        few: {type: array, maxItems: 2, items: {type: string, format: binary}}
              responses: {'204': {description: Done.}}
        ",
        &["both closed", "files "],
        expect![[r#"
            both closed PostThingsBodyForm {
            files any "any",
            files some "some" of 1 to 3,
            files pairs "pairs" of 2 or none,
            files few "few" of 0 to 2,
        "#]],
    );
}

#[test]
fn form_fields_of_swagger() {
    check(
        "
        swagger: '2.0'
        info: {title: Snippet, version: '1'}
        paths:
          /things:
            post:
              consumes: [multipart/form-data]
              parameters:
              - {name: many, in: formData, type: array, items: {type: file}, collectionFormat: multi}
              - {name: one, in: formData, required: true, type: string, format: binary}
              - {name: note, in: formData, type: string}
              responses: {'204': {description: Done.}}
        ",
        &PARTS,
        expect![[r#"
            files many "many",
            optional_text note "note",
            file one "one",
        "#]],
    );
}

#[test]
fn bodies_of_bytes_and_text() {
    let check = |media_type: &str, schema: &str, expected: Expect| {
        let document = format!(
            "
            openapi: 3.0.3
            info: {{title: Snippet, version: '1'}}
            paths:
              /things:
                post:
                  requestBody: {{required: true, content: {{'{media_type}': {{schema: {{{schema}}}}}}}}}
                  responses: {{'204': {{description: Done.}}}}
            "
        );
        check(&document, &["pub fn post_things", "PostThings(self.core"], expected);
    };
    check(
        "*/*",
        "type: string",
        expect![[r#"
        pub fn post_things(&self, body: &str) -> PostThings {
        PostThings(self.core.request("POST", "/things").body_text("*/*", body), rt::PhantomData)
    "#]],
    );
    check(
        "*/*",
        "type: object, format: file",
        expect![[r#"
        pub fn post_things(&self, body: &rt::Bytes) -> PostThings {
        PostThings(self.core.request("POST", "/things").body_bytes("*/*", body), rt::PhantomData)
    "#]],
    );
    check(
        "application/x-tar",
        "type: string",
        expect![[r#"
        pub fn post_things(&self, body: &rt::Bytes) -> PostThings {
        PostThings(self.core.request("POST", "/things").body_bytes("application/x-tar", body), rt::PhantomData)
    "#]],
    );
    check(
        "application/octet-stream",
        "type: string, format: byte",
        expect![[r#"
        pub fn post_things(&self, body: &rt::Bytes) -> PostThings {
        PostThings(self.core.request("POST", "/things").body_bytes("application/octet-stream", body), rt::PhantomData)
    "#]],
    );
    check(
        "application/merge-patch+json",
        "type: object, properties: {a: {type: string}}",
        expect![[r#"
        pub fn post_things(&self, body: &models::PostThingsBody) -> PostThings {
    "#]],
    );
}

#[test]
fn values_on_lines() {
    let check = |media_type: &str, schema: &str, expected: Expect| {
        let document = format!(
            "
            openapi: 3.0.3
            info: {{title: Snippet, version: '1'}}
            paths:
              /things:
                get:
                  responses: {{'200': {{description: Lines., content: {{'{media_type}': {{{schema}}}}}}}}}
            "
        );
        check(&document, &["send ->", ".lines()", "GetThings(self"], expected);
    };
    let object = "type: object, title: Event, properties: {at: {type: string}}";
    check(
        "application/x-ndjson",
        &format!("schema: {{{object}}}"),
        expect![[r#"
        GetThings(self.core.request("GET", "/things").accept("application/x-ndjson").lines(), rt::PhantomData)
        send -> rt::client::Lines<models::GetThingsResponse>, rt::client::NoError { 200 => lines }
    "#]],
    );
    check(
        "application/jsonl",
        &format!("schema: {{type: array, items: {{{object}}}}}"),
        expect![[r#"
        GetThings(self.core.request("GET", "/things").accept("application/jsonl").lines(), rt::PhantomData)
        send -> rt::client::Lines<models::GetThingsResponseItem>, rt::client::NoError { 200 => lines }
    "#]],
    );
    check(
        "application/json-seq",
        "itemSchema: {type: integer}",
        expect![[r#"
        GetThings(self.core.request("GET", "/things").accept("application/json-seq").lines(), rt::PhantomData)
        send -> rt::client::Lines<i64>, rt::client::NoError { 200 => lines }
    "#]],
    );
    check(
        "application/jsonl",
        "schema: {type: string}",
        expect![[r#"
        GetThings(self.core.request("GET", "/things").accept("application/jsonl").lines(), rt::PhantomData)
        send -> rt::client::Lines<rt::Value>, rt::client::NoError { 200 => lines }
    "#]],
    );
    let grpc = "schema: {type: object, title: Stream result of Event, properties: {result: {type: string}}}";
    check(
        "application/json",
        grpc,
        expect![[r#"
        GetThings(self.core.request("GET", "/things").accept("application/json").lines(), rt::PhantomData)
        send -> rt::client::Lines<models::GetThingsResponse>, rt::client::NoError { 200 => lines }
    "#]],
    );
}

#[test]
fn a_merge_patch_says_null_for_everything_but_items() {
    check(
        "
        openapi: 3.0.3
        info: {title: Snippet, version: '1'}
        paths:
          /things:
            patch:
              requestBody: {required: true, content: {application/merge-patch+json: {schema: {$ref: '#/components/schemas/Thing'}}}}
              responses: {'204': {description: Done.}}
            put:
              requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Other'}}}}
              responses: {'204': {description: Done.}}
        components:
          schemas:
            Thing:
              type: object
              properties:
                name: {type: string}
                inner: {$ref: '#/components/schemas/Inner'}
                map: {type: object, additionalProperties: {$ref: '#/components/schemas/Inner'}}
                list: {type: array, items: {$ref: '#/components/schemas/Item'}}
            Inner: {type: object, properties: {a: {type: string}}}
            Item: {type: object, properties: {b: {type: string}}}
            Other: {type: object, properties: {c: {type: string, readOnly: true}, d: {type: string}}}
        ",
        &["pub name:", "pub inner:", "pub map:", "pub list:", "pub a:", "pub b:", "pub c:", "pub d:", "read_only "],
        expect![[r#"
            pub name: Option<Option<String>>,
            pub inner: Option<Option<Inner>>,
            pub map: Option<Option<BTreeMap<String, Option<Inner>>>>,
            pub list: Option<Option<Vec<Item>>>,
            pub a: Option<Option<String>>,
            pub b: Option<String>,
            pub c: Option<String>,
            pub d: Option<String>,
            read_only c "c",
        "#]],
    );
}

#[test]
fn credentials_as_they_are_written() {
    let check = |scheme: &str, expected: Expect| {
        let document = format!(
            "
            openapi: 3.0.3
            info: {{title: Snippet, version: '1'}}
            paths:
              /things: {{get: {{security: [{{key: []}}], responses: {{'204': {{description: Done.}}}}}}}}
            components: {{securitySchemes: {{key: {{{scheme}}}}}}}
            "
        );
        check(&document, &["/// Sent as", "core: self.core.credential(", "rt::client::Credential"], expected);
    };
    check(
        "type: apiKey, in: header, name: 'Authorization: Bearer'",
        expect![[r#"
        /// Sent as `Authorization: Bearer TOKEN`.
        core: self.core.credential("key", rt::client::Credential::bearer(token)),
    "#]],
    );
    check(
        "type: apiKey, in: header, name: Bearer Token",
        expect![[r#"
        /// Sent as `Authorization: Bearer TOKEN`.
        core: self.core.credential("key", rt::client::Credential::bearer(token)),
    "#]],
    );
    check(
        "type: apiKey, in: header, name: Authorization",
        expect![[r#"
        /// Sent as the header `Authorization`, as it is given: with the scheme (`Bearer …`) if the service expects one.
    "#]],
    );
    check(
        "type: http, scheme: SharedAccessKey",
        expect![[r#"
        /// Sent as `Authorization: SharedAccessKey KEY`.
        rt::client::Credential::authorization("SharedAccessKey", key),
    "#]],
    );
    check(
        "type: http, scheme: Bearer JWT",
        expect![[r#"
        /// Sent as `Authorization: Bearer TOKEN`.
        core: self.core.credential("key", rt::client::Credential::bearer(token)),
    "#]],
    );
    check("type: http, scheme: digest", expect![""]);
}

/// A part is boxed as a property is: a form of large models would be large by value.
#[test]
fn parts_of_a_large_form_are_boxed() {
    let properties: String = (0..60).map(|index| format!("p{index}: {{type: string}}, ")).collect();
    let document = format!(
        "
        openapi: 3.0.3
        info: {{title: Snippet, version: '1'}}
        paths:
          /things:
            post:
              operationId: send
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema: {{properties: {{large: {{$ref: '#/components/schemas/Large'}}, note: {{type: string}}}}}}
              responses: {{'204': {{description: Done.}}}}
        components:
          schemas:
            Large: {{properties: {{{properties}}}}}
        "
    );
    check(
        &document,
        &["pub large:", "pub note:"],
        expect![[r#"
            pub large: Option<Box<Large>>,
            pub note: Option<String>,
        "#]],
    );
}
