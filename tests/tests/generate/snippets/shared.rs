//! Types that say the same and share one definition.

use expect_test::expect;

use super::{check_document, check_schemas};

#[test]
fn inline_types_that_are_alike_are_one() {
    check_schemas(
        "
        Order:
          type: object
          properties:
            lines:
              type: array
              items:
                type: object
                properties: {unit: {enum: [kg, l]}, next: {$ref: '#/components/schemas/Order'}}
        Bill:
          type: object
          properties:
            lines:
              type: array
              items:
                type: object
                properties: {unit: {enum: [kg, l]}, next: {$ref: '#/components/schemas/Order'}}
        ",
        expect![[r#"
            pub struct Order {
                pub lines: Option<Vec<LinesItem>>,
            }
            pub struct Bill {
                pub lines: Option<Vec<LinesItem>>,
            }
            pub enum LinesItemUnit {
                Kg,
                L,
                Unknown(String),
            }
            pub struct LinesItem {
                pub unit: Option<LinesItemUnit>,
                pub next: Option<Order>,
            }
        "#]],
    );
}

#[test]
fn what_differs_in_anything_is_not_shared() {
    check_schemas(
        "
        Same: {type: object, properties: {a: {enum: [x]}}}
        Named: {type: object, properties: {a: {enum: [x]}}}
        Documented: {type: object, properties: {a: {description: Of a type.}, of: {type: object, properties: {n: {type: integer, maximum: 4, description: Of a member.}}}}}
        Limited: {type: object, properties: {of: {type: object, properties: {n: {type: integer, maximum: 3}}}}}
        Unlimited: {type: object, properties: {of: {type: object, properties: {n: {type: integer, maximum: 4}}}}}
        ",
        expect![[r#"
            pub struct Same {
                pub a: Option<XA>,
            }
            pub struct Named {
                pub a: Option<XA>,
            }
            pub enum XA {
                X,
                Unknown(String),
            }
            pub struct Documented {
                pub a: Option<rt::Value>,
                pub of: Option<DocumentedOf>,
            }
            pub struct DocumentedOf {
                pub n: Option<i64>,
            }
            pub struct Limited {
                pub of: Option<LimitedOf>,
            }
            pub struct LimitedOf {
                pub n: Option<i64>,
            }
            pub struct Unlimited {
                pub of: Option<UnlimitedOf>,
            }
            pub struct UnlimitedOf {
                pub n: Option<i64>,
            }
        "#]],
    );
}

#[test]
fn variants_of_one_type_have_one_conversion_at_most() {
    check_schemas(
        "
        Either:
          oneOf:
            - {title: left, type: object, properties: {a: {type: string}}}
            - {title: right, type: object, properties: {a: {type: string}}}
        ",
        expect![[r#"
            pub enum Either {
                Left(AObject),
                Right(AObject),
                Unknown(rt::Value),
            }
            pub struct AObject {
                pub a: Option<String>,
            }
        "#]],
    );
}

#[test]
fn operations_that_share_a_multipart_body_share_its_type() {
    check_document(
        "
        openapi: 3.0.3
        info: {title: Snippet, version: '1'}
        paths:
          /a: {post: {requestBody: {$ref: '#/components/requestBodies/Upload'}, responses: {'204': {description: Done.}}}}
          /b: {post: {requestBody: {$ref: '#/components/requestBodies/Upload'}, responses: {'204': {description: Done.}}}}
        components:
          requestBodies:
            Upload:
              content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}}}}}
        ",
        expect![[r#"
        pub struct UploadBodyForm {
            pub file: Option<rt::File>,
        }
    "#]],
    );
}

/// Whichever of the operations is read first.
#[test]
fn a_response_that_another_operation_refers_to_is_named_after_its_own() {
    check_document(
        "
        openapi: 3.0.3
        info: {title: Snippet, version: '1'}
        paths:
          /a:
            get:
              operationId: first
              responses: {'401': {$ref: '#/paths/~1b/get/responses/401'}}
          /b:
            get:
              operationId: second
              responses:
                '401':
                  description: No.
                  content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}
        ",
        expect![[r#"
        pub struct SecondUnauthorizedResponse {
            pub why: Option<String>,
        }
    "#]],
    );
}

#[test]
fn a_type_in_place_that_says_what_a_schema_says_is_that_schema() {
    check_schemas(
        "
        Address: {type: object, properties: {street: {type: string}, lines: {type: integer, maximum: 4}}}
        Customer:
          type: object
          properties:
            home: {type: object, properties: {street: {type: string}, lines: {type: integer, maximum: 4}}}
            work: {type: object, properties: {street: {type: string}, lines: {type: integer, maximum: 5}}}
        Side: {enum: [left, right]}
        Hand: {enum: [left, right]}
        Glove: {type: object, properties: {hand: {enum: [left, right]}, of: {enum: [left, right]}}}
        ",
        expect![[r#"
            pub struct Address {
                pub street: Option<String>,
                pub lines: Option<i64>,
            }
            pub struct Customer {
                pub home: Option<Address>,
                pub work: Option<CustomerWork>,
            }
            pub struct CustomerWork {
                pub street: Option<String>,
                pub lines: Option<i64>,
            }
            pub enum Side {
                Left,
                Right,
                Unknown(String),
            }
            pub enum Hand {
                Left,
                Right,
                Unknown(String),
            }
            pub struct Glove {
                pub hand: Option<Hand>,
                pub of: Option<GloveOf>,
            }
            pub enum GloveOf {
                Left,
                Right,
                Unknown(String),
            }
        "#]],
    );
}
