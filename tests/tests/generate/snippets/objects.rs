//! Objects, arrays, maps and tuples.

use expect_test::expect;

use super::{HEAD, builder, check, check_2_0, check_3_0, check_schemas, check_whole, indented, models, models_by};

#[test]
fn defaults_have_methods() {
    check_whole(
        "
        type: object
        required: [given]
        properties:
          given: {type: integer, default: 1}
          count: {type: integer, format: int32, default: -3}
          share: {type: number, default: 1}
          on: {type: boolean, default: true}
          type: {type: string, default: \"a \\\"b\\\"\"}
          order: {type: string, enum: [up, down], default: down}
          too_large: {type: integer, format: int32, default: 3000000000}
          other: {type: string, enum: [up, down], default: left}
          none: {type: [string, 'null'], default: a}
          list: {type: array, items: {type: string}, default: []}
        ",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            pub struct Value {
                /// Default: `1`.
                pub given: i64,
                /// Default: `-3`.
                pub count: Option<i32>,
                /// Default: `1`.
                pub share: Option<f64>,
                /// Default: `true`.
                pub on: Option<bool>,
                /// Default: `a "b"`.
                pub r#type: Option<String>,
                /// Default: `down`.
                pub order: Option<UpDown>,
                /// Default: `3000000000`.
                pub too_large: Option<i32>,
                /// Default: `left`.
                pub other: Option<UpDown>,
                /// Default: `a`.
                pub none: Option<Option<String>>,
                /// Default: `[]`.
                pub list: Option<Vec<String>>,
            }

            impl Value {
                /// Takes what is required; set the rest on the value.
                #[must_use]
                pub fn new(given: i64) -> Self {
                    Self {
                        given,
                        count: None,
                        share: None,
                        on: None,
                        r#type: None,
                        order: None,
                        too_large: None,
                        other: None,
                        none: None,
                        list: None,
                    }
                }
            }

            rt::defaults! {
                Value {
                    copied count count_or_default i32 = -3,
                    copied share share_or_default f64 = 1.0,
                    copied on on_or_default bool = true,
                    text r#type type_or_default str = "a \"b\"",
                    borrowed order order_or_default UpDown = UpDown::Down,
                }
            }

            rt::object! {
                both Value "#/components/schemas/Value" {
                    required given "given",
                    optional count "count",
                    optional share "share",
                    optional on "on",
                    optional r#type "type",
                    optional order "order",
                    optional too_large "too_large",
                    optional other "other",
                    optional_nullable none "none",
                    optional list "list",
                }
            }

            /// Schema: `#/components/schemas/Value/properties/order`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum UpDown {
                /// `up` on the wire.
                Up,
                /// `down` on the wire.
                Down,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                UpDown {
                    Up "up",
                    Down "down",
                }
            }
        "##]],
    );
}

#[test]
fn presence_of_members() {
    check_whole(
        "
        type: object
        required: [a, b]
        properties:
          a: {type: string}
          b: {type: [string, 'null']}
          c: {type: integer, description: How many.}
          d: {type: [integer, 'null']}
        ",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            pub struct Value {
                pub a: String,
                pub b: Option<String>,
                /// How many.
                pub c: Option<i64>,
                pub d: Option<Option<i64>>,
            }

            impl Value {
                /// Takes what is required; set the rest on the value.
                #[must_use]
                pub fn new(required: required::Value) -> Self {
                    Self {
                        a: required.a,
                        b: required.b,
                        c: None,
                        d: None,
                    }
                }
            }

            rt::object! {
                both Value "#/components/schemas/Value" {
                    required a "a",
                    nullable b "b",
                    optional c "c",
                    optional_nullable d "d",
                }
            }

            /// What models require, by name.
            pub mod required {
                /// What [`Value`](super::Value) requires.
                pub struct Value {
                    pub a: String,
                    pub b: Option<String>,
                }
            }
        "##]],
    );
}

#[test]
fn read_only_and_write_only() {
    check_whole(
        "
        type: object
        required: [id, secret]
        properties:
          id: {type: string, readOnly: true}
          secret: {type: string, writeOnly: true}
        ",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            pub struct Value {
                /// Read only: set by the server.
                pub id: String,
                /// Write only: never in a response.
                pub secret: String,
            }

            impl Value {
                /// Takes the properties, all of which are required.
                #[must_use]
                pub fn new(required: required::Value) -> Self {
                    Self {
                        id: required.id,
                        secret: required.secret,
                    }
                }
            }

            rt::object! {
                both Value "#/components/schemas/Value" {
                    required id "id",
                    required secret "secret",
                }
            }

            /// What models require, by name.
            pub mod required {
                /// What [`Value`](super::Value) requires.
                pub struct Value {
                    pub id: String,
                    pub secret: String,
                }
            }
        "##]],
    );
}

#[test]
fn additional_properties() {
    check(
        "{type: object, additionalProperties: {type: integer, format: int32}}",
        expect![[r#"
        pub type Value = BTreeMap<String, i32>;
    "#]],
    );
    check(
        "{type: object, additionalProperties: true}",
        expect![[r#"
        pub type Value = BTreeMap<String, rt::Value>;
    "#]],
    );
    check(
        "{type: object}",
        expect![[r#"
        pub type Value = BTreeMap<String, rt::Value>;
    "#]],
    );
    check(
        "{type: object, properties: {a: {type: string}}, additionalProperties: {type: boolean}}",
        expect![[r#"
        pub struct Value {
            pub a: Option<String>,
            pub additional_properties: BTreeMap<String, bool>,
        }
    "#]],
    );
    check(
        "{type: object, properties: {a: {type: string}}, additionalProperties: true}",
        expect![[r#"
            pub struct Value {
                pub a: Option<String>,
                pub additional_properties: BTreeMap<String, rt::Value>,
            }
        "#]],
    );
    check(
        "{type: object, additionalProperties: {type: object, properties: {a: {type: string}}}}",
        expect![[r#"
        pub type Value = BTreeMap<String, ValueValue>;
        pub struct ValueValue {
            pub a: Option<String>,
        }
    "#]],
    );
    check(
        "{type: object, patternProperties: {'^x-': {type: string}}}",
        expect![[r#"
            pub type Value = BTreeMap<String, String>;
        "#]],
    );
    // Members of several kinds are told apart by what they are.
    check(
        "{type: object, patternProperties: {'^x-': {type: string}, '^n-': {type: integer}}}",
        expect![[r#"
            pub type Value = BTreeMap<String, ValueValue>;
            pub enum ValueValue {
                String(String),
                Integer(i64),
                Unknown(rt::Value),
            }
        "#]],
    );
    check(
        "{type: object, patternProperties: {'^x-': {type: string}}, additionalProperties: {type: object, properties: {a: {type: boolean}}}}",
        expect![[r#"
            pub type Value = BTreeMap<String, ValueValueChoice>;
            pub struct ValueValue {
                pub a: Option<bool>,
            }
            pub enum ValueValueChoice {
                A(ValueValue),
                String(String),
                Unknown(rt::Value),
            }
        "#]],
    );
    check(
        "{type: object, properties: {a: {type: string}}, patternProperties: {'^n-': {type: integer}}, additionalProperties: true}",
        expect![[r#"
            pub struct Value {
                pub a: Option<String>,
                pub additional_properties: BTreeMap<String, ValueValue>,
            }
            pub enum ValueValue {
                Integer(i64),
                Unknown(rt::Value),
            }
        "#]],
    );
    check_whole(
        "{type: object, properties: {a: {type: string}}, additionalProperties: false}",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug, Default)]
            pub struct Value {
                pub a: Option<String>,
            }

            rt::object! {
                both Value "#/components/schemas/Value" deny_unknown {
                    optional a "a",
                }
            }
        "##]],
    );
}

#[test]
fn arrays() {
    check(
        "{type: array, items: {type: string}}",
        expect![[r#"
        pub type Value = Vec<String>;
    "#]],
    );
    check(
        "{type: array}",
        expect![[r#"
        pub type Value = Vec<rt::Value>;
    "#]],
    );
    check(
        "{type: array, items: {type: array, items: {type: integer}}}",
        expect![[r#"
        pub type Value = Vec<Vec<i64>>;
    "#]],
    );
    check(
        "{type: array, items: {type: object, properties: {a: {type: string}}}}",
        expect![[r#"
        pub type Value = Vec<ValueItem>;
        pub struct ValueItem {
            pub a: Option<String>,
        }
    "#]],
    );
    check(
        "{items: {type: string}}",
        expect![[r#"
        pub type Value = Vec<String>;
    "#]],
    );
    check_2_0(
        "{type: array, items: {type: string}, uniqueItems: true}",
        expect![[r#"
        pub type Value = Vec<String>;
    "#]],
    );
}

#[test]
fn tuples() {
    check(
        "{type: array, prefixItems: [{type: string}, {type: integer}], items: false}",
        expect![[r#"
            pub type Value = rt::Tuple<(Option<String>, Option<i64>), rt::Value, 0>;
        "#]],
    );
    check(
        "{type: array, prefixItems: [{type: string}, {type: [integer, 'null']}], minItems: 2, maxItems: 2}",
        expect![[r#"
        pub type Value = (String, Option<i64>);
    "#]],
    );
}

#[test]
fn tuples_that_may_be_shorter_or_longer() {
    check(
        "{type: array, prefixItems: [{type: string}, {type: integer}], minItems: 1}",
        expect![[r#"
            pub type Value = rt::Tuple<(String, Option<i64>), rt::Value, 1>;
        "#]],
    );
    check(
        "{type: array, prefixItems: [{type: string}], items: {type: integer}, minItems: 1}",
        expect![[r#"
        pub type Value = rt::Tuple<(String,), i64, 1>;
    "#]],
    );
    check_2_0(
        "{type: array, items: [{type: string}, {type: boolean}], additionalItems: {type: integer}, minItems: 2}",
        expect![[r#"
            pub type Value = rt::Tuple<(String, bool), i64, 2>;
        "#]],
    );
    // The same type everywhere: a list.
    check(
        "{type: array, prefixItems: [{type: string}, {type: string}], items: {type: string}}",
        expect![[r#"
        pub type Value = Vec<String>;
    "#]],
    );
}

/// What PowerDNS says of its statistics.
#[test]
fn a_list_of_several_objects_has_any_of_them() {
    let schemas = "
        Number: {properties: {name: {type: string}, value: {type: string}}}
        Numbers: {properties: {name: {type: string}, value: {type: array, items: {type: string}}}}
        Value: {type: array, items: [{$ref: '#/definitions/Number'}, {$ref: '#/definitions/Numbers'}]}
        Pair: {type: array, maxItems: 2, items: [{$ref: '#/definitions/Number'}, {$ref: '#/definitions/Numbers'}]}
        Mixed: {type: array, items: [{$ref: '#/definitions/Number'}, {type: string}]}
    ";
    let document = format!("swagger: '2.0'\n{HEAD}definitions:\n{}", indented(schemas, 2));
    let mut models = models_by(builder().allow("invalid-value"), &document);
    models.retain(|item| ["Value", "Pair", "Mixed"].iter().any(|name| item.contains(&format!(" {name}"))));
    expect![[r#"
        /// Schema: `#/definitions/Value`
        pub type Value = Vec<ValueItem>;

        /// Schema: `#/definitions/Value/items`
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum ValueItem {
            Number(Number),
            Numbers(Numbers),
            /// A value that fits none of the variants; it is kept as it came.
            Unknown(rt::Value),
        }

        rt::untagged_union! {
            both ValueItem {
                Number,
                Numbers,
            }
        }

        impl From<Number> for ValueItem {
            fn from(value: Number) -> Self {
                Self::Number(value)
            }
        }

        impl From<Numbers> for ValueItem {
            fn from(value: Numbers) -> Self {
                Self::Numbers(value)
            }
        }

        /// Limits: `maxItems: 2`.
        ///
        /// Schema: `#/definitions/Pair`
        pub type Pair = rt::Tuple<(Option<Number>, Option<Numbers>), rt::Value, 0>;

        /// Schema: `#/definitions/Mixed`
        pub type Mixed = rt::Tuple<(Option<Number>, Option<String>), rt::Value, 0>;"#]]
    .assert_eq(&models.join("\n\n"));
}

#[test]
fn a_list_of_items_without_a_type() {
    let schemas = "
        A: {type: object, required: [id], properties: {id: {type: string}}}
        Value: {items: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}
        Holder: {type: object, properties: {value: {$ref: '#/components/schemas/Value'}}}
    ";
    let document = format!("openapi: 3.1.0\n{HEAD}components:\n  schemas:\n{}", indented(schemas, 4));
    expect![[r##"
        /// Schema: `#/components/schemas/A`
        #[derive(Clone, Debug)]
        pub struct A {
            pub id: String,
            /// Properties that the document does not list here.
            pub other_properties: BTreeMap<String, rt::Value>,
        }

        impl A {
            /// Takes what is required; set the rest on the value.
            #[must_use]
            pub fn new(id: impl Into<String>) -> Self {
                Self {
                    id: id.into(),
                    other_properties: BTreeMap::new(),
                }
            }
        }

        rt::object! {
            both A "#/components/schemas/A" {
                required id "id",
                ..unknown other_properties,
            }
        }

        /// Schema: `#/components/schemas/Value`
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Value {
            A(A),
            Items(rt::Tuple<(Option<A>, Option<()>), rt::Value, 0>),
            /// A value that fits none of the variants; it is kept as it came.
            Unknown(rt::Value),
        }

        rt::untagged_union! {
            both open Value {
                A,
                Items,
            }
        }

        impl From<A> for Value {
            fn from(value: A) -> Self {
                Self::A(value)
            }
        }

        /// Schema: `#/components/schemas/Holder`
        #[derive(Clone, Debug, Default)]
        pub struct Holder {
            pub value: Option<Option<Value>>,
        }

        rt::object! {
            both Holder "#/components/schemas/Holder" {
                optional_nullable value "value",
            }
        }"##]]
    .assert_eq(&models_by(builder().allow("invalid-value"), &document).join("\n\n"));
}

#[test]
fn members_that_several_parts_describe() {
    check_schemas(
        "
        Base: {type: object, properties: {kind: {type: string, nullable: true}, size: {$ref: '#/components/schemas/Size'}, at: {type: string}}}
        Size: {type: string, enum: [small, large]}
        Value:
          allOf:
            - {$ref: '#/components/schemas/Base'}
            - {properties: {kind: {description: Which., maxLength: 5}, size: {type: string}, at: {type: string, format: date}}}
        ",
        expect![[r#"
            pub struct Base {
                pub kind: Option<Option<String>>,
                pub size: Option<Size>,
                pub at: Option<String>,
            }
            pub enum Size {
                Small,
                Large,
                Unknown(String),
            }
            pub struct Value {
                pub kind: Option<Option<String>>,
                pub size: Option<Size>,
                pub at: Option<rt::Date>,
            }
        "#]],
    );
    check_schemas(
        "
        Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, id: {type: integer}}}
        Named: {allOf: [{$ref: '#/components/schemas/Node'}, {properties: {next: {$ref: '#/components/schemas/Named'}, name: {type: string}}}]}
        Pair:
          allOf:
            - {type: object, properties: {other: {type: object, properties: {a: {type: string}}}}}
            - {type: object, properties: {other: {type: object, properties: {b: {type: string}}}}}
        ",
        expect![[r#"
            pub struct Node {
                pub next: Option<Box<Node>>,
                pub id: Option<i64>,
            }
            pub struct Named {
                pub next: Option<Box<Named>>,
                pub id: Option<i64>,
                pub name: Option<String>,
            }
            pub struct Pair {
                pub other: Option<PairOther>,
            }
            pub struct PairOther {
                pub a: Option<String>,
                pub b: Option<String>,
            }
        "#]],
    );
    check(
        "{allOf: [{type: string, enum: [a, b]}, {enum: [b, c]}]}",
        expect![[r#"
        pub enum Value {
            B,
            Unknown(String),
        }
    "#]],
    );
    check(
        "{allOf: [{type: number}, {type: integer}, {type: number}]}",
        expect![[r#"
        pub type Value = i64;
    "#]],
    );
}

#[test]
fn members_named_after_their_place() {
    check(
        "
        type: object
        properties:
          owner:
            type: object
            properties:
              address: {type: object, properties: {city: {type: string}}}
          colours: {type: array, items: {type: string, enum: [red, green]}}
        ",
        expect![[r#"
            pub struct Value {
                pub owner: Option<ValueOwner>,
                pub colours: Option<Vec<ValueColoursItem>>,
            }
            pub struct ValueOwnerAddress {
                pub city: Option<String>,
            }
            pub struct ValueOwner {
                pub address: Option<ValueOwnerAddress>,
            }
            pub enum ValueColoursItem {
                Red,
                Green,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn references_and_aliases() {
    check_schemas(
        "
        Id: {type: string, format: uuid}
        Name: {type: string}
        Also: {$ref: '#/components/schemas/Pet'}
        Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
        Pet:
          type: object
          required: [id, name]
          properties:
            id: {$ref: '#/components/schemas/Id'}
            name: {$ref: '#/components/schemas/Name'}
            others: {$ref: '#/components/schemas/Pets'}
        ",
        expect![[r#"
            pub type Id = rt::Uuid;
            pub type Name = String;
            pub type Also = Pet;
            pub struct Pet {
                pub id: Id,
                pub name: Name,
                pub others: Option<Pets>,
            }
            pub type Pets = Vec<Pet>;
            pub mod required {
                pub struct Pet {
                    pub id: super::Id,
                    pub name: super::Name,
                }
            }
        "#]],
    );
}

#[test]
fn recursion_is_boxed_where_it_must_be() {
    check(
        "
        type: object
        properties:
          next: {$ref: '#/components/schemas/Value'}
          children: {type: array, items: {$ref: '#/components/schemas/Value'}}
          named: {type: object, additionalProperties: {$ref: '#/components/schemas/Value'}}
        ",
        expect![[r#"
            pub struct Value {
                pub next: Option<Box<Value>>,
                pub children: Option<Vec<Value>>,
                pub named: Option<BTreeMap<String, Value>>,
            }
        "#]],
    );
    check_schemas(
        "
        A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}
        B: {type: object, properties: {c: {$ref: '#/components/schemas/C'}}}
        C: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, leaf: {$ref: '#/components/schemas/D'}}}
        D: {type: object, properties: {text: {type: string}}}
        ",
        expect![[r#"
            pub struct A {
                pub b: Option<Box<B>>,
            }
            pub struct B {
                pub c: Option<Box<C>>,
            }
            pub struct C {
                pub a: Option<Box<A>>,
                pub leaf: Option<D>,
            }
            pub struct D {
                pub text: Option<String>,
            }
        "#]],
    );
}

/// A member that two schemas describe, put together by a third, is called after both: each has types of its own.
#[test]
fn a_member_of_two_schemas() {
    let document = "
        Error: {type: object, properties: {details: {type: object, properties: {field: {type: string}}}}}
        '400': {type: object, properties: {details: {type: object, properties: {issue: {type: string}}}}}
        Bad: {allOf: [{$ref: '#/components/schemas/Error'}, {$ref: '#/components/schemas/400'}]}
        Worse: {allOf: [{$ref: '#/components/schemas/400'}, {$ref: '#/components/schemas/Error'}]}
        ";
    check_schemas(
        document,
        expect![[r#"
        pub struct Error {
            pub details: Option<ErrorDetails>,
        }
        pub struct ErrorDetails {
            pub field: Option<String>,
        }
        pub struct N400 {
            pub details: Option<N400Details>,
        }
        pub struct N400Details {
            pub issue: Option<String>,
        }
        pub struct Bad {
            pub details: Option<N400AndErrorDetails>,
        }
        pub struct N400AndErrorDetails {
            pub field: Option<String>,
            pub issue: Option<String>,
        }
        pub struct Worse {
            pub details: Option<N400AndErrorDetails>,
        }
    "#]],
    );
}

#[test]
fn all_of() {
    check_schemas(
        "
        Base: {type: object, required: [id], properties: {id: {type: string}}}
        Whole:
          allOf:
            - {$ref: '#/components/schemas/Base'}
            - {type: object, required: [name], properties: {name: {type: string}, age: {type: integer}}}
        ",
        expect![[r#"
            pub struct Base {
                pub id: String,
            }
            pub struct Whole {
                pub id: String,
                pub name: String,
                pub age: Option<i64>,
            }
            pub mod required {
                pub struct Whole {
                    pub id: String,
                    pub name: String,
                }
            }
        "#]],
    );
    check(
        "
        type: object
        properties: {a: {type: string}, b: {type: string}}
        allOf: [{required: [a]}]
        ",
        expect![[r#"
            pub struct Value {
                pub a: String,
                pub b: Option<String>,
            }
        "#]],
    );
    check_3_0(
        "allOf: [{type: string}, {maxLength: 3}]",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
}

#[test]
fn a_reference_that_says_more() {
    check_schemas(
        "
        Value: {type: object, properties: {word: {$ref: '#/components/schemas/Colour'}, pet: {$ref: '#/components/schemas/Dog'}}}
        Word: {type: string}
        Colour: {$ref: '#/components/schemas/Word', enum: [red, blue]}
        Pet: {type: object, properties: {name: {type: string}}}
        Dog: {$ref: '#/components/schemas/Pet', required: [name], properties: {tricks: {type: integer}}}
        ",
        expect![[r#"
            pub struct Value {
                pub word: Option<Colour>,
                pub pet: Option<Dog>,
            }
            pub enum Colour {
                Red,
                Blue,
                Unknown(String),
            }
            pub struct Dog {
                pub name: String,
                pub tricks: Option<i64>,
            }
            pub type Word = String;
            pub struct Pet {
                pub name: Option<String>,
            }
        "#]],
    );
}

#[test]
fn limits_become_checks() {
    // What several parts of an `allOf` demand holds together.
    check_whole(
        "
        type: object
        required: [code]
        properties:
          code: {type: string, pattern: '^[A-Z]+$', minLength: 2, maxLength: 4}
          name: {allOf: [{type: string, pattern: '^a'}, {pattern: 'z$', maxLength: 9}]}
          step: {allOf: [{type: number, multipleOf: 0.25}, {multipleOf: 0.1}]}
          share: {type: number, exclusiveMinimum: 0, maximum: 1, multipleOf: 0.25}
          tags: {type: array, minItems: 1, maxItems: 3, uniqueItems: true, items: {type: string}}
          words: {type: array, items: {type: array, items: {type: string, minLength: 2}}}
          sizes: {type: [object, 'null'], additionalProperties: {type: [integer, 'null'], minimum: 1}}
        ",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            pub struct Value {
                /// Limits: `minLength: 2`, `maxLength: 4`, `pattern: ^[A-Z]+$`.
                pub code: String,
                /// Limits: `pattern: ^a`. Limits: `maxLength: 9`, `pattern: z$`.
                pub name: Option<String>,
                /// Limits: `multipleOf: 0.25`. Limits: `multipleOf: 0.1`.
                pub step: Option<f64>,
                /// Limits: `maximum: 1`, `exclusiveMinimum: 0`, `multipleOf: 0.25`.
                pub share: Option<f64>,
                /// Limits: `minItems: 1`, `maxItems: 3`, `uniqueItems: true`.
                pub tags: Option<Vec<String>>,
                /// Limits of each item of each item: `minLength: 2`.
                pub words: Option<Vec<Vec<String>>>,
                /// Limits of each value: `minimum: 1`.
                pub sizes: Option<Option<BTreeMap<String, Option<i64>>>>,
            }

            impl Value {
                /// Takes what is required; set the rest on the value.
                #[must_use]
                pub fn new(code: impl Into<String>) -> Self {
                    Self {
                        code: code.into(),
                        name: None,
                        step: None,
                        share: None,
                        tags: None,
                        words: None,
                        sizes: None,
                    }
                }
            }

            rt::object! {
                both Value "#/components/schemas/Value" {
                    required code "code",
                    optional name "name",
                    optional step "step",
                    optional share "share",
                    optional tags "tags",
                    optional words "words",
                    optional_nullable sizes "sizes",
                }
            }

            impl rt::Validate for Value {
                fn validate_into(&self, violations: &mut rt::Violations) {
                    violations
                        .check(
                            "code",
                            &self.code,
                            &const {
                                rt::Limits::new().min_length(2).max_length(4).pattern("^[A-Z]+$")
                            },
                        );
                    violations
                        .check(
                            "name",
                            &self.name,
                            &const { rt::Limits::new().max_length(9).patterns(&["^a", "z$"]) },
                        );
                    violations
                        .check("step", &self.step, &const { rt::Limits::new().multiple_of(0.5) });
                    violations
                        .check(
                            "share",
                            &self.share,
                            &const {
                                rt::Limits::new()
                                    .maximum(1.0)
                                    .exclusive_minimum(0.0)
                                    .multiple_of(0.25)
                            },
                        );
                    violations
                        .check(
                            "tags",
                            &self.tags,
                            &const { rt::Limits::new().min_items(1).max_items(3).unique_items() },
                        );
                    violations
                        .check(
                            "words",
                            &self.words,
                            &const {
                                rt::Limits::new()
                                    .each(
                                        &const {
                                            rt::Limits::new()
                                                .each(&const { rt::Limits::new().min_length(2) })
                                        },
                                    )
                            },
                        );
                    violations
                        .check(
                            "sizes",
                            &self.sizes,
                            &const {
                                rt::Limits::new().each(&const { rt::Limits::new().minimum(1.0) })
                            },
                        );
                }
            }
        "##]],
    );
}

#[test]
fn documentation() {
    check_whole(
        "
        type: object
        title: The title
        description: |
          First paragraph with `code` and <html>.

          - a list
          [a]: link
        deprecated: true
        properties:
          old: {type: string, deprecated: true, description: 'Says *what* it [is].', default: x, example: y}
        ",
        expect![[r##"
            /// The title
            ///
            /// First paragraph with `code` and \<html\>.
            ///
            /// - a list
            ///   \[a\]: link
            ///
            /// Schema: `#/components/schemas/Value`
            ///
            /// **Deprecated.**
            #[derive(Clone, Debug, Default)]
            pub struct Value {
                /// Says *what* it \[is\]. Default: `x`. Example: `y`.
                ///
                /// **Deprecated.**
                #[deprecated]
                pub old: Option<String>,
            }

            rt::defaults! {
                Value {
                    text old old_or_default str = "x",
                }
            }

            rt::object! {
                both Value "#/components/schemas/Value" {
                    optional old "old",
                }
            }
        "##]],
    );
}

#[test]
fn null_that_is_a_value_is_kept() {
    let schemas = "
        Nothing: {type: 'null'}
        Value: {type: object, properties: {any: {}, nothing: {type: 'null'}, same: {$ref: '#/components/schemas/Nothing'}}}
    ";
    let items = models(&format!("openapi: 3.1.0\n{HEAD}components:\n  schemas:\n{}", indented(schemas, 4)));
    expect![[r##"
        /// Schema: `#/components/schemas/Nothing`
        pub type Nothing = ();

        /// Schema: `#/components/schemas/Value`
        #[derive(Clone, Debug, Default)]
        pub struct Value {
            pub any: Option<rt::Value>,
            pub nothing: Option<()>,
            pub same: Option<Nothing>,
        }

        rt::object! {
            both Value "#/components/schemas/Value" {
                optional_nullable any "any",
                optional_nullable nothing "nothing",
                optional_nullable same "same",
            }
        }"##]]
    .assert_eq(&items.join("\n\n"));
}
