//! `oneOf`, `anyOf`, discriminators and several types.

use expect_test::expect;

use super::{check, check_3_0, check_schemas, check_tags, check_whole};

#[test]
fn several_types() {
    check(
        "{type: [string, integer]}",
        expect![[r#"
        pub enum Value {
            String(String),
            Integer(i64),
            Unknown(rt::Value),
        }
    "#]],
    );
    check(
        "{type: [string, integer, 'null']}",
        expect![[r#"
        pub enum Value {
            String(String),
            Integer(i64),
            Unknown(rt::Value),
        }
    "#]],
    );
    check_3_0(
        "{oneOf: [{type: string}, {type: number}]}",
        expect![[r#"
        pub enum Value {
            String(String),
            Number(f64),
            Unknown(rt::Value),
        }
    "#]],
    );
    check(
        "{anyOf: [{type: string}, {type: array, items: {type: string}}]}",
        expect![[r#"
        pub enum Value {
            String(String),
            List(Vec<String>),
            Unknown(rt::Value),
        }
    "#]],
    );
}

#[test]
fn items_that_are_described_around_a_choice() {
    check(
        "{items: {type: string}, oneOf: [{type: array, items: {}}, {type: string}]}",
        expect![[r#"
        pub enum Value {
            List(Vec<String>),
            String(String),
            Unknown(rt::Value),
        }
    "#]],
    );
}

#[test]
fn untagged() {
    check_schemas(
        "
        Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
        Cat: {type: object, required: [lives], properties: {lives: {type: integer}}}
        Dog: {type: object, required: [tricks], properties: {tricks: {type: array, items: {type: string}}}}
        ",
        expect![[r#"
            pub enum Pet {
                Cat(Cat),
                Dog(Dog),
                Unknown(rt::Value),
            }
            pub struct Cat {
                pub lives: i64,
            }
            pub struct Dog {
                pub tricks: Vec<String>,
            }
        "#]],
    );
    check_whole(
        "
        oneOf:
          - {title: Circle, type: object, required: [radius], properties: {radius: {type: number}}}
          - {title: Square, type: object, required: [side], properties: {side: {type: number}}}
          - {const: point}
        ",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum Value {
                /// Circle
                Circle(ValueCircle),
                /// Square
                Square(ValueSquare),
                Point(ValuePoint),
                /// A value that fits none of the variants; it is kept as it came.
                Unknown(rt::Value),
            }

            rt::untagged_union! {
                both Value {
                    Circle,
                    Square,
                    Point,
                }
            }

            impl From<ValueCircle> for Value {
                fn from(value: ValueCircle) -> Self {
                    Self::Circle(value)
                }
            }

            impl From<ValueSquare> for Value {
                fn from(value: ValueSquare) -> Self {
                    Self::Square(value)
                }
            }

            impl From<ValuePoint> for Value {
                fn from(value: ValuePoint) -> Self {
                    Self::Point(value)
                }
            }

            /// Circle
            ///
            /// Schema: `#/components/schemas/Value/oneOf/0`
            #[derive(Clone, Debug)]
            pub struct ValueCircle {
                pub radius: f64,
            }

            impl ValueCircle {
                /// Takes the properties, all of which are required.
                #[must_use]
                pub fn new(radius: f64) -> Self {
                    Self { radius }
                }
            }

            rt::object! {
                both ValueCircle "#/components/schemas/Value/oneOf/0" {
                    required radius "radius",
                }
            }

            /// Square
            ///
            /// Schema: `#/components/schemas/Value/oneOf/1`
            #[derive(Clone, Debug)]
            pub struct ValueSquare {
                pub side: f64,
            }

            impl ValueSquare {
                /// Takes the properties, all of which are required.
                #[must_use]
                pub fn new(side: f64) -> Self {
                    Self { side }
                }
            }

            rt::object! {
                both ValueSquare "#/components/schemas/Value/oneOf/1" {
                    required side "side",
                }
            }

            /// Schema: `#/components/schemas/Value/oneOf/2`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum ValuePoint {
                /// `point` on the wire.
                Point,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                ValuePoint {
                    Point "point",
                }
            }
        "##]],
    );
}

#[test]
fn tagged_by_mapping() {
    check_schemas(
        "
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator:
            propertyName: kind
            mapping: {cat: '#/components/schemas/Cat', tom: '#/components/schemas/Cat', dog: Dog}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}, tricks: {type: integer}}}
        ",
        expect![[r#"
            pub enum Pet {
                Cat(Cat),
                Dog(Dog),
                Unknown(rt::Value),
            }
            pub struct Cat {
                pub kind: String,
            }
            pub struct Dog {
                pub kind: String,
                pub tricks: Option<i64>,
            }
        "#]],
    );
}

#[test]
fn tagged_by_names() {
    check_schemas(
        "
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
        ",
        expect![[r#"
            pub enum Pet {
                Cat(Cat),
                Dog(Dog),
                Unknown(rt::Value),
            }
            pub struct Cat {
                pub kind: String,
            }
            pub struct Dog {
                pub kind: String,
            }
        "#]],
    );
}

#[test]
fn tagged_by_constants_without_a_discriminator() {
    check_schemas(
        "
        Shape: {oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}]}
        Circle: {type: object, required: [type, radius], properties: {type: {const: circle}, radius: {type: number}}}
        Square: {type: object, required: [type, side], properties: {type: {const: square}, side: {type: number}}}
        ",
        expect![[r#"
            pub enum Shape {
                Circle(Circle),
                Square(Square),
                Unknown(rt::Value),
            }
            pub struct Circle {
                pub r#type: CircleType,
                pub radius: f64,
            }
            pub enum CircleType {
                Circle,
                Unknown(String),
            }
            pub struct Square {
                pub r#type: SquareType,
                pub side: f64,
            }
            pub enum SquareType {
                Square,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn tagged_by_inheritance() {
    check_schemas(
        "
        Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {tricks: {type: integer}}}]}
        ",
        expect![[r#"
            pub enum Pet {
                Cat(Cat),
                Dog(Dog),
                Base(PetBase),
                Unknown(rt::Value),
            }
            pub struct Cat {
                pub kind: String,
                pub lives: Option<i64>,
            }
            pub struct Dog {
                pub kind: String,
                pub tricks: Option<i64>,
            }
            pub struct PetBase {
                pub kind: String,
            }
        "#]],
    );
}

#[test]
fn a_choice_within_a_family() {
    // The discriminator is the base's. What is built from a variant is read as that variant.
    check_tags(
        "
        Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
        Tiger: {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {stripes: {type: integer}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
        Car: {type: object, properties: {wheels: {type: integer}}}
        Tame: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
        Wild: {anyOf: [{$ref: '#/components/schemas/Tiger'}, {$ref: '#/components/schemas/Cat'}]}
        Owned: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Car'}]}
        ",
        expect![[r#"
            rt::tagged_union! {
                both Pet by "kind" {
                    Cat "Cat",
                    Tiger "Tiger",
                    Dog "Dog",
                    Base "Pet",
                }
            }

            rt::tagged_union! {
                both Cat by "kind" {
                    Tiger "Tiger",
                    Base "Cat",
                }
            }

            rt::tagged_union! {
                both Tame by "kind" {
                    Cat "Cat" "Tiger",
                    Dog "Dog",
                }
            }

            rt::tagged_union! {
                both Wild by "kind" {
                    Tiger "Tiger",
                    Cat "Cat",
                }
            }

            rt::untagged_union! {
                both Owned {
                    Cat,
                    Car,
                }
            }
        "#]],
    );
}

#[test]
fn a_child_that_adds_nothing() {
    check_schemas(
        "
        Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Dog: {description: Barks., allOf: [{$ref: '#/components/schemas/Pet'}]}
        Home: {type: object, properties: {pet: {description: Its pet., allOf: [{$ref: '#/components/schemas/Pet'}]}}}
        ",
        expect![[r#"
            pub enum Pet {
                Dog(Dog),
                Base(PetBase),
                Unknown(rt::Value),
            }
            pub struct Dog {
                pub kind: String,
            }
            pub struct PetBase {
                pub kind: String,
            }
            pub struct Home {
                pub pet: Option<Pet>,
            }
        "#]],
    );
}

#[test]
fn a_mapping_names_who_belongs_to_a_family() {
    check_schemas(
        "
        Pet:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind, mapping: {cat: Cat}}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
        ",
        expect![[r#"
            pub enum Pet {
                Cat(Cat),
                Base(PetBase),
                Unknown(rt::Value),
            }
            pub struct Cat {
                pub kind: String,
                pub lives: Option<i64>,
            }
            pub struct PetBase {
                pub kind: String,
            }
        "#]],
    );
}

#[test]
fn a_choice_beside_members() {
    check(
        "
        type: object
        properties: {name: {type: string}}
        oneOf:
          - {title: By mail, required: [mail], properties: {mail: {type: string}}}
          - {title: By phone, required: [phone], properties: {phone: {type: string}}}
        ",
        expect![[r#"
            pub enum Value {
                ByMail(ValueByMail),
                ByPhone(ValueByPhone),
                Unknown(rt::Value),
            }
            pub struct ValueByMail {
                pub mail: String,
                pub name: Option<String>,
            }
            pub struct ValueByPhone {
                pub phone: String,
                pub name: Option<String>,
            }
        "#]],
    );
}

#[test]
fn one_variant_is_no_choice() {
    check_3_0(
        "{oneOf: [{type: string}]}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
    check(
        "{anyOf: [{type: string, maxLength: 3}, {type: string}]}",
        expect![[r#"
        pub type Value = String;
    "#]],
    );
}

#[test]
fn the_limits_of_the_only_variant_are_those_of_the_value() {
    check_whole(
        "{properties: {code: {oneOf: [{type: string, maxLength: 3}]}}}",
        expect![[r##"
        /// Schema: `#/components/schemas/Value`
        #[derive(Clone, Debug, Default)]
        pub struct Value {
            /// Limits: `maxLength: 3`.
            pub code: Option<String>,
        }

        rt::object! {
            both Value "#/components/schemas/Value" {
                optional code "code",
            }
        }

        impl rt::Validate for Value {
            fn validate_into(&self, violations: &mut rt::Violations) {
                violations.check("code", &self.code, &const { rt::Limits::new().max_length(3) });
            }
        }
    "##]],
    );
}

#[test]
fn null_of_a_variant_is_null_of_the_choice() {
    check_schemas(
        "
        Prompt: {anyOf: [{type: object, required: [id], properties: {id: {type: string}}}, {type: 'null'}]}
        Call:
          required: [either]
          properties:
            perhaps: {anyOf: [{$ref: '#/components/schemas/Prompt'}, {type: 'null'}]}
            either: {oneOf: [{$ref: '#/components/schemas/Prompt'}, {type: integer}]}
        ",
        expect![[r#"
            pub struct Prompt {
                pub id: String,
            }
            pub struct Call {
                pub perhaps: Option<Option<Prompt>>,
                pub either: Option<CallEither>,
            }
            pub enum CallEither {
                Prompt(Prompt),
                Integer(i64),
                Unknown(rt::Value),
            }
        "#]],
    );
}

#[test]
fn a_variant_that_wraps_a_reference_to_describe_it_is_called_after_that() {
    check_schemas(
        "
        Video: {required: [id], properties: {id: {type: string}}}
        Value:
          oneOf:
            - {allOf: [{$ref: '#/components/schemas/Video'}], description: What is there already.}
            - {required: [url], properties: {url: {type: string}}}
            - {type: array, items: {anyOf: [{$ref: '#/components/schemas/Video'}, {type: 'null'}]}}
            - {type: array, items: {type: string}}
        ",
        expect![[r#"
            pub struct Video {
                pub id: String,
            }
            pub enum Value {
                Video(Video),
                Url(ValueUrl),
                VideoList(Vec<Option<Video>>),
                StringList(Vec<String>),
                Unknown(rt::Value),
            }
            pub struct ValueUrl {
                pub url: String,
            }
        "#]],
    );
}

#[test]
fn any_of_keeps_what_the_chosen_variant_does_not_describe() {
    check_schemas(
        "
        About: {anyOf: [{$ref: '#/components/schemas/Mail'}, {$ref: '#/components/schemas/Call'}]}
        Mail: {type: object, required: [mail], properties: {mail: {type: string}}}
        Call: {type: object, required: [phone], properties: {phone: {type: string}}}
        ",
        expect![[r#"
            pub enum About {
                Mail(Mail),
                Call(Call),
                Unknown(rt::Value),
            }
            pub struct Mail {
                pub mail: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct Call {
                pub phone: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
        "#]],
    );
    // Of lists it is their items that may need several variants; a list is no object.
    check_schemas(
        "
        Several: {anyOf: [{type: array, items: {$ref: '#/components/schemas/A'}}, {type: array, items: {$ref: '#/components/schemas/B'}}, {$ref: '#/components/schemas/C'}]}
        A: {type: object, required: [a], properties: {a: {type: string}}}
        B: {type: object, required: [b], properties: {b: {type: string}}}
        C: {type: object, required: [c], properties: {c: {type: string}}}
        ",
        expect![[r#"
            pub enum Several {
                AList(Vec<A>),
                BList(Vec<B>),
                C(C),
                Unknown(rt::Value),
            }
            pub struct A {
                pub a: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct B {
                pub b: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct C {
                pub c: String,
            }
        "#]],
    );
    // So may the members of one that another has too, and what is in them.
    check_schemas(
        "
        Event: {anyOf: [{$ref: '#/components/schemas/Made'}, {$ref: '#/components/schemas/Sold'}]}
        Made: {type: object, properties: {item: {$ref: '#/components/schemas/MadeItem'}, at: {$ref: '#/components/schemas/Place'}}}
        Sold: {type: object, properties: {item: {$ref: '#/components/schemas/SoldItem'}, at: {$ref: '#/components/schemas/Place'}}}
        MadeItem: {type: object, properties: {parts: {type: array, items: {type: object, properties: {weight: {type: number}}}}}}
        SoldItem: {type: object, properties: {parts: {type: array, items: {type: object, properties: {price: {type: string}}}}}}
        Place: {type: object, properties: {city: {type: string}}}
        ",
        expect![[r#"
            pub enum Event {
                Made(Made),
                Sold(Sold),
                Unknown(rt::Value),
            }
            pub struct Made {
                pub item: Option<MadeItem>,
                pub at: Option<Place>,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct MadeItem {
                pub parts: Option<Vec<MadeItemPartsItem>>,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct MadeItemPartsItem {
                pub weight: Option<f64>,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct Place {
                pub city: Option<String>,
            }
            pub struct Sold {
                pub item: Option<SoldItem>,
                pub at: Option<Place>,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct SoldItem {
                pub parts: Option<Vec<SoldItemPartsItem>>,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct SoldItemPartsItem {
                pub price: Option<String>,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
        "#]],
    );
    // What excludes each other loses nothing.
    check_schemas(
        "
        Shape: {anyOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Dot'}]}
        Circle: {type: object, required: [kind], properties: {kind: {const: circle}, radius: {type: number}}}
        Dot: {type: object, required: [kind], properties: {kind: {const: dot}}}
        ",
        expect![[r#"
            pub enum Shape {
                Circle(Circle),
                Dot(Dot),
                Unknown(rt::Value),
            }
            pub struct Circle {
                pub kind: CircleKind,
                pub radius: Option<f64>,
            }
            pub enum CircleKind {
                Circle,
                Unknown(String),
            }
            pub struct Dot {
                pub kind: DotKind,
            }
            pub enum DotKind {
                Dot,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn a_string_beside_listed_values_opens_the_list() {
    check_whole(
        "{anyOf: [{type: string}, {type: string, enum: [large]}]}",
        expect![[r#"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum Value {
                /// `large` on the wire.
                Large,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                open Value {
                    Large "large",
                }
            }
        "#]],
    );
}

#[test]
fn a_tag_that_may_be_missing() {
    check_schemas(
        "
        Item:
          oneOf: [{$ref: '#/components/schemas/Message'}, {$ref: '#/components/schemas/Call'}]
          discriminator: {propertyName: type}
        Message: {type: object, required: [text], properties: {type: {const: message}, text: {type: string}}}
        Call: {type: object, required: [type], properties: {type: {const: call}}}
        ",
        expect![[r#"
            pub enum Item {
                Message(Message),
                Call(Call),
                Unknown(rt::Value),
            }
            pub struct Message {
                pub r#type: Option<MessageType>,
                pub text: String,
            }
            pub enum MessageType {
                Message,
                Unknown(String),
            }
            pub struct Call {
                pub r#type: CallType,
            }
            pub enum CallType {
                Call,
                Unknown(String),
            }
        "#]],
    );
}

#[test]
fn two_choices_in_one_schema() {
    check(
        "
        type: object
        required: [id]
        properties: {id: {type: string}}
        oneOf: [{title: Mail, properties: {mail: {type: string}}}, {title: Phone, properties: {phone: {type: string}}}]
        anyOf: [{title: Home, properties: {home: {type: string}}}, {title: Work, properties: {work: {type: string}}}]
        ",
        expect![[r#"
            pub enum Value {
                Mail(ValueMail),
                Phone(ValuePhone),
                Unknown(rt::Value),
            }
            pub struct ValueMailHome {
                pub home: Option<String>,
                pub mail: Option<String>,
                pub id: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct ValueMailWork {
                pub work: Option<String>,
                pub mail: Option<String>,
                pub id: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub enum ValueMail {
                Home(ValueMailHome),
                Work(ValueMailWork),
                Unknown(rt::Value),
            }
            pub struct ValuePhoneHome {
                pub home: Option<String>,
                pub phone: Option<String>,
                pub id: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub struct ValuePhoneWork {
                pub work: Option<String>,
                pub phone: Option<String>,
                pub id: String,
                pub other_properties: BTreeMap<String, rt::Value>,
            }
            pub enum ValuePhone {
                Home(ValuePhoneHome),
                Work(ValuePhoneWork),
                Unknown(rt::Value),
            }
        "#]],
    );
}

#[test]
fn tags_of_variants_of_a_variant() {
    check_whole(
        "
        discriminator: {propertyName: kind}
        oneOf:
          - {title: Cash, type: object, required: [kind], properties: {kind: {const: cash}}}
          - title: Card
            oneOf:
              - {title: Visa, type: object, required: [kind], properties: {kind: {const: visa}}}
              - {title: Amex, type: object, required: [kind], properties: {kind: {const: amex}}}
        ",
        expect![[r##"
            /// Schema: `#/components/schemas/Value`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum Value {
                /// Cash
                Cash(ValueCash),
                /// Card
                Card(ValueCard),
                /// A value that fits none of the variants; it is kept as it came.
                Unknown(rt::Value),
            }

            rt::tagged_union! {
                both Value by "kind" {
                    Cash "cash",
                    Card "amex" "visa",
                }
            }

            impl From<ValueCash> for Value {
                fn from(value: ValueCash) -> Self {
                    Self::Cash(value)
                }
            }

            impl From<ValueCard> for Value {
                fn from(value: ValueCard) -> Self {
                    Self::Card(value)
                }
            }

            /// Schema: `#/components/schemas/Value/oneOf/0/properties/kind`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum ValueCashKind {
                /// `cash` on the wire.
                Cash,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                ValueCashKind {
                    Cash "cash",
                }
            }

            /// Cash
            ///
            /// Schema: `#/components/schemas/Value/oneOf/0`
            #[derive(Clone, Debug)]
            pub struct ValueCash {
                pub kind: ValueCashKind,
            }

            impl Default for ValueCash {
                fn default() -> Self {
                    Self { kind: ValueCashKind::Cash }
                }
            }

            rt::object! {
                both ValueCash "#/components/schemas/Value/oneOf/0" {
                    first kind "kind",
                }
            }

            /// Schema: `#/components/schemas/Value/oneOf/1/oneOf/0/properties/kind`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum ValueCardVisaKind {
                /// `visa` on the wire.
                Visa,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                ValueCardVisaKind {
                    Visa "visa",
                }
            }

            /// Visa
            ///
            /// Schema: `#/components/schemas/Value/oneOf/1/oneOf/0`
            #[derive(Clone, Debug)]
            pub struct ValueCardVisa {
                pub kind: ValueCardVisaKind,
            }

            impl Default for ValueCardVisa {
                fn default() -> Self {
                    Self {
                        kind: ValueCardVisaKind::Visa,
                    }
                }
            }

            rt::object! {
                both ValueCardVisa "#/components/schemas/Value/oneOf/1/oneOf/0" {
                    first kind "kind",
                }
            }

            /// Schema: `#/components/schemas/Value/oneOf/1/oneOf/1/properties/kind`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum ValueCardAmexKind {
                /// `amex` on the wire.
                Amex,
                /// A value that the document did not list when this code was generated.
                Unknown(String),
            }

            rt::string_enum! {
                ValueCardAmexKind {
                    Amex "amex",
                }
            }

            /// Amex
            ///
            /// Schema: `#/components/schemas/Value/oneOf/1/oneOf/1`
            #[derive(Clone, Debug)]
            pub struct ValueCardAmex {
                pub kind: ValueCardAmexKind,
            }

            impl Default for ValueCardAmex {
                fn default() -> Self {
                    Self {
                        kind: ValueCardAmexKind::Amex,
                    }
                }
            }

            rt::object! {
                both ValueCardAmex "#/components/schemas/Value/oneOf/1/oneOf/1" {
                    first kind "kind",
                }
            }

            /// Card
            ///
            /// Schema: `#/components/schemas/Value/oneOf/1`
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum ValueCard {
                /// Visa
                Visa(ValueCardVisa),
                /// Amex
                Amex(ValueCardAmex),
                /// A value that fits none of the variants; it is kept as it came.
                Unknown(rt::Value),
            }

            rt::untagged_union! {
                both ValueCard {
                    Visa,
                    Amex,
                }
            }

            impl From<ValueCardVisa> for ValueCard {
                fn from(value: ValueCardVisa) -> Self {
                    Self::Visa(value)
                }
            }

            impl From<ValueCardAmex> for ValueCard {
                fn from(value: ValueCardAmex) -> Self {
                    Self::Amex(value)
                }
            }
        "##]],
    );
}
