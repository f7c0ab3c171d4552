//! Scalars with their formats, constants and enums.

use expect_test::expect;

use super::{check, check_2_0, check_3_0, check_document, check_schemas, check_whole};

#[test]
fn strings() {
    check(
        "{type: string}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{type: string, format: date-time}",
        expect![[r#"
        pub type Value = rt::DateTime;
    "#]],
    );
    check(
        "{type: string, format: date}",
        expect![[r#"
        pub type Value = rt::Date;
    "#]],
    );
    check(
        "{type: string, format: time}",
        expect![[r#"
        pub type Value = rt::Time;
    "#]],
    );
    check(
        "{type: string, format: duration}",
        expect![[r#"
        pub type Value = rt::Duration;
    "#]],
    );
    check(
        "{type: string, format: uuid}",
        expect![[r#"
        pub type Value = rt::Uuid;
    "#]],
    );
    check(
        "{type: string, format: byte}",
        expect![[r#"
        pub type Value = rt::Base64;
    "#]],
    );
    check(
        "{type: string, contentEncoding: base64}",
        expect![[r#"
        pub type Value = rt::Base64;
    "#]],
    );
    check(
        "{type: string, format: decimal}",
        expect![[r#"
        pub type Value = rt::Decimal;
    "#]],
    );
    check(
        "{type: string, format: uri}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{type: string, format: email}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{type: string, format: password}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{type: string, format: ipv4}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{type: string, format: hostname}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{type: string, format: binary}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{type: string, pattern: '^a', minLength: 1, maxLength: 3}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
}

#[test]
fn numbers() {
    check(
        "{type: integer}",
        expect![[r#"
        pub type Value = i64;
    "#]],
    );
    check(
        "{type: integer, format: int8}",
        expect![[r#"
        pub type Value = i8;
    "#]],
    );
    check(
        "{type: integer, format: int16}",
        expect![[r#"
        pub type Value = i16;
    "#]],
    );
    check(
        "{type: integer, format: int32}",
        expect![[r#"
        pub type Value = i32;
    "#]],
    );
    check(
        "{type: integer, format: int64}",
        expect![[r#"
        pub type Value = i64;
    "#]],
    );
    check(
        "{type: integer, format: uint8}",
        expect![[r#"
        pub type Value = u8;
    "#]],
    );
    check(
        "{type: integer, format: uint16}",
        expect![[r#"
        pub type Value = u16;
    "#]],
    );
    check(
        "{type: integer, format: uint32}",
        expect![[r#"
        pub type Value = u32;
    "#]],
    );
    check(
        "{type: integer, format: uint64}",
        expect![[r#"
        pub type Value = u64;
    "#]],
    );
    check(
        "{type: integer, minimum: 0}",
        expect![[r#"
        pub type Value = i64;
    "#]],
    );
    check(
        "{type: integer, minimum: 0, maximum: 18446744073709551615}",
        expect![[r#"
        pub type Value = u64;
    "#]],
    );
    check(
        "{type: integer, format: unix-time}",
        expect![[r#"
        pub type Value = rt::UnixTime;
    "#]],
    );
    check(
        "{type: number}",
        expect![[r#"
        pub type Value = f64;
    "#]],
    );
    check(
        "{type: number, format: float}",
        expect![[r#"
        pub type Value = f64;
    "#]],
    );
    check(
        "{type: number, format: double}",
        expect![[r#"
        pub type Value = f64;
    "#]],
    );
    check(
        "{type: number, format: int32}",
        expect![[r#"
        pub type Value = i32;
    "#]],
    );
    check(
        "{type: number, format: decimal}",
        expect![[r#"
            pub type Value = rt::Number;
        "#]],
    );
    check(
        "{type: boolean}",
        expect![[r#"
        pub type Value = bool;
    "#]],
    );
}

#[test]
fn null_alone_and_anything() {
    check(
        "{type: 'null'}",
        expect![[r#"
        pub type Value = ();
    "#]],
    );
    check(
        "{}",
        expect![[r#"
        pub type Value = rt::Value;
    "#]],
    );
    check(
        "true",
        expect![[r#"
        pub type Value = rt::Value;
    "#]],
    );
    check(
        "{description: Anything.}",
        expect![[r#"
        pub type Value = rt::Value;
    "#]],
    );
    check_2_0(
        "{type: file}",
        expect![[r#"
        pub type Value = rt::Bytes;
    "#]],
    );
}

#[test]
fn nullable_in_every_spelling() {
    check(
        "{type: object, properties: {a: {type: [string, 'null']}}, required: [a]}",
        expect![[r#"
        pub struct Value {
            pub a: Option<String>,
        }
    "#]],
    );
    check(
        "{type: object, properties: {a: {type: [string, 'null']}}}",
        expect![[r#"
        pub struct Value {
            pub a: Option<Option<String>>,
        }
    "#]],
    );
    check(
        "{type: object, properties: {a: {oneOf: [{type: string}, {type: 'null'}]}}, required: [a]}",
        expect![[r#"
        pub struct Value {
            pub a: Option<String>,
        }
    "#]],
    );
    check(
        "{type: object, properties: {a: {anyOf: [{type: 'null'}, {type: string}]}}, required: [a]}",
        expect![[r#"
        pub struct Value {
            pub a: Option<String>,
        }
    "#]],
    );
    check(
        "{type: object, properties: {a: {enum: [x, null]}}, required: [a]}",
        expect![[r#"
        pub struct Value {
            pub a: Option<ValueA>,
        }
        pub enum ValueA {
            X,
            Unknown(String),
        }
    "#]],
    );
    check(
        "{type: array, items: {type: [integer, 'null']}}",
        expect![[r#"
        pub type Value = Vec<Option<i64>>;
    "#]],
    );
    check(
        "{type: object, additionalProperties: {type: [integer, 'null']}}",
        expect![[r#"
            pub type Value = BTreeMap<String, Option<i64>>;
        "#]],
    );
    check_3_0(
        "{type: object, properties: {a: {type: string, nullable: true}}, required: [a]}",
        expect![[r#"
        pub struct Value {
            pub a: Option<String>,
        }
    "#]],
    );
    check_3_0(
        "{type: object, properties: {a: {nullable: true, allOf: [{type: string}]}}, required: [a]}",
        expect![[r#"
        pub struct Value {
            pub a: Option<String>,
        }
    "#]],
    );
    check_2_0(
        "{type: object, properties: {a: {type: string, x-nullable: true}}, required: [a]}",
        expect![[r#"
        pub struct Value {
            pub a: Option<String>,
        }
    "#]],
    );
    check_2_0(
        "{type: object, properties: {a: {type: string, x-nullable: true}}}",
        expect![[r#"
        pub struct Value {
            pub a: Option<Option<String>>,
        }
    "#]],
    );
}

#[test]
fn enums_of_strings() {
    check_whole(
        "{type: string, enum: [one, two three, 24h, '+1']}",
        expect![[r#"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum Value {
                /// `one` on the wire.
                One,
                /// `two three` on the wire.
                TwoThree,
                /// `24h` on the wire.
                N24h,
                /// `+1` on the wire.
                Plus1,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                Value {
                    One "one",
                    TwoThree "two three",
                    N24h "24h",
                    Plus1 "+1",
                }
            }
        "#]],
    );
    check(
        "{enum: [a, b]}",
        expect![[r#"
        pub enum Value {
            A,
            B,
            Unknown(String),
        }
    "#]],
    );
    check(
        "{type: string, enum: ['', '*', Unknown, unknown]}",
        expect![[r#"
            pub enum Value {
                Empty,
                Star,
                UnknownValue,
                UnknownLower,
                Unknown(String),
            }
        "#]],
    );
    check(
        "{type: string, enum: [asc, ASC, Asc]}",
        expect![[r#"
            pub enum Value {
                AscLower,
                AscUpper,
                Asc,
                Unknown(String),
            }
        "#]],
    );
    check(
        "{type: string, enum: [a, b], x-enum-varnames: [First, Second]}",
        expect![[r#"
        pub enum Value {
            First,
            Second,
            Unknown(String),
        }
    "#]],
    );
    // Null is listed too, and is no variant.
    check(
        "{type: string, nullable: true, enum: [null, a, b], x-enum-varnames: [Nothing, First, Second]}",
        expect![[r#"
            pub enum Value {
                First,
                Second,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn a_boolean_with_one_value_says_so() {
    check_whole(
        "{type: boolean, enum: [true]}",
        expect![[r#"
            /// Always: `true`.
            ///
            /// Schema: `#/components/schemas/Value`
            pub type Value = bool;
        "#]],
    );
    check_whole(
        "{type: object, properties: {a: {const: false, description: Never.}}}",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug, Default)]
            pub struct Value {
                /// Never. Always: `false`.
                pub a: Option<bool>,
            }

            rt::object! {
                both Value "#/components/schemas/Value" {
                    optional a "a",
                }
            }
        "##]],
    );
}

#[test]
fn values_that_a_parameter_names_for_its_schema() {
    check_document(
        "
        openapi: 3.0.3
        info: {title: Snippet, version: '1'}
        paths:
          /things:
            get:
              parameters:
              - name: scope
                in: query
                x-ms-enum: {name: Scope, values: [{value: s, name: Shared, description: For all.}, {value: u, name: Own}]}
                schema: {type: string, enum: [s, u]}
              responses: {'204': {description: Done.}}
        ",
        expect![[r#"
            pub enum Scope {
                Shared,
                Own,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn enumerations_that_the_document_calls_something() {
    // Those that are alike are one type, whose name is the document's; the others are named after their place.
    check_document(
        "
        swagger: '2.0'
        info: {title: Snippet, version: '1'}
        paths: {}
        definitions:
          Cluster: {type: object, properties: {state: &state {type: string, enum: [on, off], x-ms-enum: {name: State}}}}
          Node: {type: object, properties: {is: *state}}
          Task: {type: object, properties: {state: {type: string, enum: [done], x-ms-enum: {name: State}}}}
          Kind: {type: string, enum: [a], x-ms-enum: {name: Other}}
        ",
        expect![[r#"
            pub struct Cluster {
                pub state: Option<State>,
            }
            pub enum State {
                On,
                Off,
                Unknown(String),
            }
            pub struct Node {
                pub is: Option<State>,
            }
            pub struct Task {
                pub state: Option<TaskState>,
            }
            pub enum TaskState {
                Done,
                Unknown(String),
            }
            pub enum Kind {
                A,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn enums_of_integers() {
    check_whole(
        "{type: integer, enum: [1, 2, -3]}",
        expect![[r#"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
            #[non_exhaustive]
            pub enum Value {
                /// `1` on the wire.
                N1,
                /// `2` on the wire.
                N2,
                /// `-3` on the wire.
                Minus3,
                /// A value that the document did not list when this code was generated.
                Unknown(i64),
            }

            rt::integer_enum! {
                Value {
                    N1 1,
                    N2 2,
                    Minus3 -3,
                }
            }
        "#]],
    );
    check(
        "{type: integer, enum: [1, 2], x-enum-varnames: [Low, High]}",
        expect![[r#"
        pub enum Value {
            Low,
            High,
            Unknown(i64),
        }
    "#]],
    );
    check(
        "{type: integer, oneOf: [{const: 33, title: Long play}, {const: 45, title: Single}]}",
        expect![[r#"
        pub enum Value {
            LongPlay,
            Single,
            Unknown(i64),
        }
    "#]],
    );
}

#[test]
fn docs_of_constants_in_a_choice() {
    check_whole(
        "{oneOf: [{const: 1, title: Low, description: Hardly any.}, {const: 2, title: High, deprecated: true}]}",
        expect![[r#"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
            #[non_exhaustive]
            pub enum Value {
                /// Hardly any.
                Low,
                /// `2` on the wire.
                ///
                /// **Deprecated.**
                High,
                /// A value that the document did not list when this code was generated.
                Unknown(i64),
            }

            rt::integer_enum! {
                Value {
                    Low 1,
                    High 2,
                }
            }
        "#]],
    );
    check_whole(
        "{oneOf: [{enum: [a, b], description: Of old.}, {const: c}]}",
        expect![[r#"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum Value {
                /// Of old.
                A,
                /// Of old.
                B,
                /// `c` on the wire.
                C,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                Value {
                    A "a",
                    B "b",
                    C "c",
                }
            }
        "#]],
    );
}

#[test]
fn constants() {
    check(
        "{const: fixed}",
        expect![[r#"
        pub enum Value {
            Fixed,
            Unknown(String),
        }
    "#]],
    );
    check(
        "{const: 7}",
        expect![[r#"
        pub enum Value {
            N7,
            Unknown(i64),
        }
    "#]],
    );
    check(
        "{const: true}",
        expect![[r#"
        pub type Value = bool;
    "#]],
    );
    check(
        "{enum: [a, 1, true, {b: 2}]}",
        expect![[r#"
        pub enum Value {
            A,
            N1,
            True,
            B2,
            Unknown(rt::Value),
        }
    "#]],
    );
    check(
        "{type: boolean, enum: [true]}",
        expect![[r#"
        pub type Value = bool;
    "#]],
    );
    check(
        "{type: object, required: [kind], properties: {kind: {const: cat}}}",
        expect![[r#"
        pub struct Value {
            pub kind: ValueKind,
        }
        pub enum ValueKind {
            Cat,
            Unknown(String),
        }
    "#]],
    );
}

#[test]
fn numbers_beyond_64_bits() {
    check(
        "
        type: object
        properties:
          price: {type: number, format: decimal}
          wei: {type: integer, format: uint128}
          large: {type: integer, minimum: 0, maximum: 340282366920938463463374607431768211455}
          most: {type: integer, minimum: 0, maximum: 18446744073709551615}
        ",
        expect![[r#"
            pub struct Value {
                pub price: Option<rt::Number>,
                pub wei: Option<rt::Number>,
                pub large: Option<rt::Number>,
                pub most: Option<u64>,
            }
        "#]],
    );
}

#[test]
fn a_number_or_a_text() {
    check_2_0(
        "type: string\nformat: int-or-string",
        expect![[r#"
        pub type Value = rt::IntOrString;
    "#]],
    );
    check_2_0(
        "type: string\nformat: quantity",
        expect![[r#"
        pub type Value = rt::Quantity;
    "#]],
    );
    check_schemas(
        "
        io.k8s.apimachinery.pkg.api.resource.Quantity: {type: string, description: Kubernetes says so.}
        Limits: {type: object, additionalProperties: {$ref: '#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity'}}
        ",
        expect![[r#"
            pub type IoK8sApimachineryPkgApiResourceQuantity = rt::Quantity;
            pub type Limits = BTreeMap<String, IoK8sApimachineryPkgApiResourceQuantity>;
        "#]],
    );
}
