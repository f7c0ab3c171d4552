//! What exporters write, and the types that hold it.

use expect_test::expect;

use super::{check, check_2_0, check_3_0, check_reported, check_schemas, check_tags};

#[test]
fn a_base_that_lists_what_is_built_from_it() {
    let schemas = "
        Animal:
          type: object
          required: [kind]
          properties: {kind: {type: string}, name: {type: string}}
          discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
        Cat: {allOf: [{$ref: '#/components/schemas/Animal'}, {properties: {lives: {type: integer}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Animal'}]}
        Tiger: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {stripes: {type: integer}}}]}
        ";
    check_schemas(
        schemas,
        expect![[r#"
        pub enum Animal {
            Cat(Cat),
            Dog(Dog),
            Unknown(rt::Value),
        }
        pub enum Cat {
            Tiger(Tiger),
            Base(CatBase),
            Unknown(rt::Value),
        }
        pub struct Tiger {
            pub kind: String,
            pub name: Option<String>,
            pub lives: Option<i64>,
            pub stripes: Option<i64>,
        }
        pub struct CatBase {
            pub kind: String,
            pub name: Option<String>,
            pub lives: Option<i64>,
        }
        pub struct Dog {
            pub kind: String,
            pub name: Option<String>,
        }
    "#]],
    );
    check_tags(
        schemas,
        expect![[r#"
        rt::tagged_union! {
            both Animal by "kind" {
                Cat "cat" "Tiger",
                Dog "Dog",
            }
        }

        rt::tagged_union! {
            both Cat by "kind" {
                Tiger "Tiger",
                Base "cat",
            }
        }
    "#]],
    );
}

#[test]
fn a_type_beside_a_reference() {
    check_schemas(
        "
        Wrapper:
          type: object
          properties:
            one: {type: object, $ref: '#/components/schemas/Envoy'}
            all: {type: array, items: {type: object, $ref: '#/components/schemas/Envoy'}}
            name: {type: string, $ref: '#/components/schemas/Name'}
        Envoy: {type: object, properties: {cluster: {type: string}}}
        Name: {type: string, enum: [a, b]}
        ",
        expect![[r#"
            pub struct Wrapper {
                pub one: Option<Envoy>,
                pub all: Option<Vec<Envoy>>,
                pub name: Option<Name>,
            }
            pub struct Envoy {
                pub cluster: Option<String>,
            }
            pub enum Name {
                A,
                B,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn tags_that_are_no_strings() {
    let flags = "
        Success: {type: object, required: [ok], properties: {ok: {const: true}}}
        Failure: {type: object, required: [ok], properties: {ok: {const: false}, error: {type: string}}}
        ";
    check_tags(
        &format!(
            "
        Outcome:
          oneOf: [{{$ref: '#/components/schemas/Success'}}, {{$ref: '#/components/schemas/Failure'}}]
          discriminator: {{propertyName: ok}}
        Told:
          oneOf: [{{$ref: '#/components/schemas/Success'}}, {{$ref: '#/components/schemas/Failure'}}, {{type: string}}]
        {flags}"
        ),
        expect![[r#"
            rt::tagged_union! {
                both Outcome by value "ok" {
                    Success "true",
                    Failure "false",
                }
            }

            rt::tagged_union! {
                both Told by value "ok" or best {
                    Success "true",
                    Failure "false",
                    String,
                }
            }
        "#]],
    );
    check_tags(
        "
        Version:
          oneOf: [{$ref: '#/components/schemas/First'}, {$ref: '#/components/schemas/Second'}]
          discriminator: {propertyName: version}
        First: {type: object, required: [version], properties: {version: {const: 1}}}
        Second: {type: object, required: [version], properties: {version: {const: 2.0}}}
        ",
        expect![[r#"
            rt::tagged_union! {
                both Version by value "version" {
                    First "1",
                    Second "2",
                }
            }
        "#]],
    );
}

#[test]
fn a_variant_without_the_discriminator() {
    check_reported(
        "
        Event:
          anyOf: [{$ref: '#/components/schemas/Opened'}, {$ref: '#/components/schemas/Other'}]
          discriminator: {propertyName: type}
        Opened: {type: object, required: [type], properties: {type: {type: string, enum: [opened]}}}
        Other: {type: object, properties: {text: {type: string}}}
        ",
        expect![[r#"
            pub enum Event {
                Opened(Opened),
                Other(Other),
                Unknown(rt::Value),
            }
            pub struct Opened {
                pub r#type: OpenedType,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub enum OpenedType {
                Opened,
                Unknown(String),
            }
            pub struct Other {
                pub text: Option<String>,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            snippet.yaml:7:54: warning[invalid-discriminator]: this variant has no property `type`, which is the discriminator (add the property, or map a value to the schema)
        "#]],
    );
}

#[test]
fn a_hierarchy_of_three_levels() {
    let schemas = "
        Vehicle:
          type: object
          required: [type]
          properties: {type: {type: string, enum: [truck, tanker, bus]}, trailer: {$ref: '#/components/schemas/Truck'}}
          discriminator:
            propertyName: type
            mapping: {truck: '#/components/schemas/Truck', tanker: '#/components/schemas/Tanker', bus: Bus}
        Truck: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {properties: {load: {type: integer}}}]}
        Tanker: {allOf: [{$ref: '#/components/schemas/Truck'}, {properties: {liquid: {type: string}}}]}
        Bus: {allOf: [{$ref: '#/components/schemas/Vehicle'}]}
        Fleet: {type: object, properties: {all: {type: array, items: {$ref: '#/components/schemas/Vehicle'}}}}
        ";
    check_schemas(
        schemas,
        expect![[r#"
        pub enum Vehicle {
            Truck(TruckBase),
            Tanker(Tanker),
            Bus(Bus),
            Unknown(rt::Value),
        }
        pub struct TruckBase {
            pub r#type: VehicleType,
            pub trailer: Option<Box<Truck>>,
            pub load: Option<i64>,
        }
        pub enum VehicleType {
            Truck,
            Tanker,
            Bus,
            Unknown(String),
        }
        pub enum Truck {
            Tanker(Box<Tanker>),
            Base(Box<TruckBase>),
            Unknown(rt::Value),
        }
        pub struct Tanker {
            pub r#type: VehicleType,
            pub trailer: Option<Box<Truck>>,
            pub load: Option<i64>,
            pub liquid: Option<String>,
        }
        pub struct Bus {
            pub r#type: VehicleType,
            pub trailer: Option<Truck>,
        }
        pub struct Fleet {
            pub all: Option<Vec<Vehicle>>,
        }
    "#]],
    );
    check_tags(
        schemas,
        expect![[r#"
        rt::tagged_union! {
            both Vehicle by "type" {
                Truck "truck",
                Tanker "tanker",
                Bus "bus",
            }
        }

        rt::tagged_union! {
            both Truck by "type" {
                Tanker "tanker",
                Base "truck",
            }
        }
    "#]],
    );
}

#[test]
fn enumerations_in_parts() {
    check_schemas(
        "
        Status:
          oneOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Blank'}, {$ref: '#/components/schemas/Null'}]
        Named: {type: string, enum: [active, gone]}
        Blank: {enum: ['']}
        Null: {enum: [null]}
        Holder: {type: object, required: [status], properties: {status: {$ref: '#/components/schemas/Status'}}}
        Bare: {oneOf: [{$ref: '#/components/schemas/Holder'}, null]}
        List: {type: array, items: {$ref: '#/components/schemas/Bare'}}
        ",
        expect![[r#"
            pub enum Status {
                Active,
                Gone,
                Empty,
                Unknown(String),
            }
            pub enum Named {
                Active,
                Gone,
                Unknown(String),
            }
            pub enum Blank {
                Empty,
                Unknown(String),
            }
            pub type Null = ();
            pub struct Holder {
                pub status: Option<Status>,
            }
            pub type Bare = Holder;
            pub type List = Vec<Option<Bare>>;
        "#]],
    );
    check_reported(
        "
        Colour: {allOf: [{$ref: '#/components/schemas/Warm'}, {$ref: '#/components/schemas/Cold'}]}
        Warm: {type: string, enum: [red, yellow]}
        Cold: {type: string, enum: [blue]}
        Light: {allOf: [{$ref: '#/components/schemas/Warm'}, {enum: [yellow, white]}]}
        ",
        expect![[r#"
            pub enum Colour {
                Red,
                Yellow,
                Blue,
                Unknown(String),
            }
            pub enum Warm {
                Red,
                Yellow,
                Unknown(String),
            }
            pub enum Cold {
                Blue,
                Unknown(String),
            }
            pub enum Light {
                Yellow,
                Unknown(String),
            }
            snippet.yaml:6:59: warning[conflicting-all-of]: no value is listed in both parts of an `allOf` (list all values in one schema, or write `anyOf`)
        "#]],
    );
}

#[test]
fn values_of_another_type_than_the_schema_says() {
    check_reported(
        "
        Level: {type: string, enum: [1.10, 0x10, true, 007, off]}
        Rank: {type: integer, enum: ['1', '2']}
        Mixed: {type: integer, enum: ['1', two]}
        ",
        expect![[r#"
            pub enum Level {
                N1_10,
                N0x10,
                True,
                N007,
                Off,
                Unknown(String),
            }
            pub enum Rank {
                N1,
                N2,
                Unknown(i64),
            }
            pub enum Mixed {
                N1,
                Two,
                Unknown(String),
            }
            snippet.yaml:6:34: warning[invalid-enum]: a listed value is a number, and the schema says string (write `"1.1"`)
            snippet.yaml:7:34: warning[invalid-enum]: a listed value is a string, and the schema says integer (this and 1 more are taken as the schema says)
            snippet.yaml:8:35: warning[invalid-enum]: a listed value is a string, and the schema says integer (this and 1 more are taken as they are written)
        "#]],
    );
}

#[test]
fn formats_without_a_type() {
    check_3_0(
        r"
        type: object
        properties:
          digits: {format: int32, pattern: '^-?(?:0|[1-9]\d*)$'}
          number: {format: double, pattern: '^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$'}
          plain: {format: int32}
          other: {pattern: '^[a-z]+$'}
        ",
        expect![[r#"
            pub struct Value {
                pub digits: Option<rt::Numeric<i32>>,
                pub number: Option<rt::Numeric<f64>>,
                pub plain: Option<i32>,
                pub other: Option<rt::Value>,
            }
        "#]],
    );
    check(
        r"
        type: object
        properties:
          digits: {type: [integer, string], format: int64, pattern: '^-?(?:0|[1-9]\d*)$'}
          optional: {type: ['null', number, string], format: double, pattern: '^-?(?:0|[1-9]\d*)(?:\.\d+)?$'}
          word: {type: [integer, string], pattern: '^[a-z]+$'}
        ",
        expect![[r#"
            pub struct Value {
                pub digits: Option<rt::Numeric<i64>>,
                pub optional: Option<Option<rt::Numeric<f64>>>,
                pub word: Option<ValueWord>,
            }
            pub enum ValueWord {
                Integer(i64),
                String(String),
                Unknown(rt::Value),
            }
        "#]],
    );
}

#[test]
fn formats_of_other_tools() {
    check_2_0(
        "
        type: object
        properties:
          pydantic: {type: string, format: uuid4}
          azure: {type: string, format: date-time-rfc1123}
          token: {type: string, format: base64url}
          civil: {type: string, format: date-time-local}
          seconds: {type: integer, format: unixtime}
        ",
        expect![[r#"
            pub struct Value {
                pub pydantic: Option<rt::Uuid>,
                pub azure: Option<rt::HttpDate>,
                pub token: Option<rt::Base64Url>,
                pub civil: Option<rt::LocalDateTime>,
                pub seconds: Option<rt::UnixTime>,
            }
        "#]],
    );
}
