//! Forms that a service writes values in, otherwise than its document says.

use expect_test::expect;

use super::{bare, builder, generate, models_by};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Forms, version: '1'}
paths: {}
components:
  schemas:
    Event:
      type: object
      required: [created, id]
      properties:
        created: {type: string, format: date-time}
        ended: {type: string, format: date-time}
        id: {type: string}
        count: {type: integer}
        owner: {$ref: '#/components/schemas/Owner'}
        tags: {type: array, items: {type: string}}
        places: {type: array, items: {type: string}}
        seats: {type: object, additionalProperties: {type: integer}}
        rows: {type: object, additionalProperties: {type: array, items: {type: integer}}}
    Owner: {type: object, properties: {since: {type: string, format: date-time}}}
";

#[test]
fn forms_of_properties() {
    let builder = builder()
        .form("Event.created", "epoch-seconds")
        .form("Event.id", "number-or-string")
        .form("Event.count", "number-or-string")
        .form("Event.owner", "empty-is-none")
        .form("Event.tags", "one-or-many")
        .form("Event.places", "null-items")
        .form("Event.seats", "null-items")
        .form("Event.rows", "null-items");
    expect![[r#"
        pub struct Event {
            pub created: rt::UnixTime,
            pub ended: Option<rt::DateTime>,
            pub id: rt::Quantity,
            pub count: Option<rt::Numeric<i64>>,
            pub owner: Option<rt::NonEmpty<Owner>>,
            pub tags: Option<rt::OneOrMany<String>>,
            pub places: Option<Vec<Option<String>>>,
            pub seats: Option<BTreeMap<String, Option<i64>>>,
            pub rows: Option<BTreeMap<String, Vec<Option<i64>>>>,
        }
        pub struct Owner {
            pub since: Option<rt::DateTime>,
        }
        pub mod required {
            use ::gatewright_runtime as rt;

            pub struct Event {
                pub created: rt::UnixTime,
                pub id: rt::Quantity,
            }
        }
    "#]]
    .assert_eq(&bare(&models_by(builder, DOCUMENT)));
}

#[test]
fn forms_of_a_format_and_of_a_schema() {
    let builder = builder().form("format:date-time", "epoch-seconds").form("Event.*", "one-or-many");
    expect![[r#"
        pub struct Event {
            pub created: rt::UnixTime,
            pub ended: Option<rt::UnixTime>,
            pub id: String,
            pub count: Option<i64>,
            pub owner: Option<Owner>,
            pub tags: Option<rt::OneOrMany<String>>,
            pub places: Option<rt::OneOrMany<String>>,
            pub seats: Option<BTreeMap<String, i64>>,
            pub rows: Option<BTreeMap<String, rt::OneOrMany<i64>>>,
        }
        pub struct Owner {
            pub since: Option<rt::UnixTime>,
        }
        pub mod required {
            use ::gatewright_runtime as rt;

            pub struct Event {
                pub created: rt::UnixTime,
                pub id: String,
            }
        }
    "#]]
    .assert_eq(&bare(&models_by(builder, DOCUMENT)));
}

#[test]
fn forms_that_apply_to_nothing() {
    let builder =
        builder().form("Event.id", "epoch").form("Event.tags", "epoch-seconds").form("Event.odd", "null-items");
    let report = match generate(&builder, "snippet.yaml", DOCUMENT) {
        Ok(generated) => generated.report,
        Err(gatewright_build::Error::Document(report)) => report,
        Err(error) => panic!("{error}"),
    };
    expect![[r#"
        error[invalid-option]: there is no form `epoch`
        warning[unused-option]: no property `Event.tags` has a type that `epoch-seconds` is for (name a property, such as `Event.created`, or a format, such as `format:date-time`)
        warning[unused-option]: no property `Event.odd` has a type that `null-items` is for (name a property, such as `Event.created`, or a format, such as `format:date-time`)"#]].assert_eq(&report.one_line().join("\n"));
}
