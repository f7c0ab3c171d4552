//! Constructors fill in the tag of a variant, where unions leave it one value.

use expect_test::expect;

use super::check_constructors;

#[test]
fn the_tag_of_a_variant_is_filled_in() {
    check_constructors(
        "
        Payment:
          oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Voucher'}]
          discriminator: {propertyName: kind, mapping: {card: Card, Voucher: Voucher}}
        Card: {type: object, required: [kind, token], properties: {kind: {type: string}, token: {type: string}}}
        Voucher:
          type: object
          required: [kind]
          properties: {kind: {$ref: '#/components/schemas/Kind'}, code: {type: string}}
        Kind: {type: string, enum: [card, Voucher]}
        ",
        expect![[r#"
            impl Card {
                /// Takes what is required; what can have one value alone is filled in.
                #[must_use]
                pub fn new(token: impl Into<String>) -> Self {
                    Self {
                        kind: String::from("card"),
                        token: token.into(),
                    }
                }
            }

            impl Default for Voucher {
                fn default() -> Self {
                    Self {
                        kind: Kind::Voucher,
                        code: None,
                    }
                }
            }
        "#]],
    );
    // By the name of the schema, where nothing is mapped.
    check_constructors(
        "
        Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [lives], properties: {lives: {type: integer}}}]}
        ",
        expect![[r#"
            impl Cat {
                /// Takes what is required; what can have one value alone is filled in.
                #[must_use]
                pub fn new(lives: i64) -> Self {
                    Self {
                        kind: String::from("Cat"),
                        lives,
                    }
                }
            }

            impl Default for PetBase {
                fn default() -> Self {
                    Self { kind: String::from("Pet") }
                }
            }
        "#]],
    );
    // Numbers and flags.
    check_constructors(
        "
        Event:
          oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]
          discriminator: {propertyName: op, mapping: {1: One, 2: Two}}
        One: {type: object, required: [op, id], properties: {op: {type: integer}, id: {type: string}}}
        Two: {type: object, required: [op, id], properties: {op: {type: integer, enum: [1, 2]}, id: {type: string}}}
        ",
        expect![[r#"
            impl One {
                /// Takes what is required; what can have one value alone is filled in.
                #[must_use]
                pub fn new(id: impl Into<String>) -> Self {
                    Self { op: 1, id: id.into() }
                }
            }

            impl Two {
                /// Takes what is required; what can have one value alone is filled in.
                #[must_use]
                pub fn new(id: impl Into<String>) -> Self {
                    Self {
                        op: TwoOp::N2,
                        id: id.into(),
                    }
                }
            }
        "#]],
    );
}

#[test]
fn a_tag_that_may_have_several_values_is_asked_for() {
    // Two values in one union, and one each in two.
    check_constructors(
        "
        First:
          oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Voucher'}]
          discriminator: {propertyName: kind, mapping: {visa: Card, amex: Card, voucher: Voucher}}
        Second:
          oneOf: [{$ref: '#/components/schemas/Voucher'}, {$ref: '#/components/schemas/Cash'}]
          discriminator: {propertyName: kind, mapping: {gift: Voucher, cash: Cash}}
        Card: {type: object, required: [kind], properties: {kind: {type: string}}}
        Voucher: {type: object, required: [kind], properties: {kind: {type: string}}}
        Cash: {type: object, required: [kind], properties: {kind: {type: string}}}
        ",
        expect![[r#"
            impl Card {
                /// Takes the properties, all of which are required.
                #[must_use]
                pub fn new(kind: impl Into<String>) -> Self {
                    Self { kind: kind.into() }
                }
            }

            impl Voucher {
                /// Takes the properties, all of which are required.
                #[must_use]
                pub fn new(kind: impl Into<String>) -> Self {
                    Self { kind: kind.into() }
                }
            }

            impl Default for Cash {
                fn default() -> Self {
                    Self { kind: String::from("cash") }
                }
            }
        "#]],
    );
    // A tag that is none of the listed values.
    check_constructors(
        "
        Payment:
          oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Cash'}]
          discriminator: {propertyName: kind}
        Card: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}}}
        Cash: {type: object, required: [kind], properties: {kind: {type: string}}}
        Kind: {type: string, enum: [card, cash]}
        ",
        expect![[r#"
            impl Card {
                /// Takes the properties, all of which are required.
                #[must_use]
                pub fn new(kind: Kind) -> Self {
                    Self { kind }
                }
            }

            impl Default for Cash {
                fn default() -> Self {
                    Self { kind: String::from("Cash") }
                }
            }
        "#]],
    );
}

#[test]
fn a_union_within_a_union_has_the_last_word_on_its_own_tag() {
    check_constructors(
        "
        Node:
          oneOf: [{$ref: '#/components/schemas/Shape'}, {$ref: '#/components/schemas/Text'}]
          discriminator: {propertyName: kind, mapping: {circle: Shape, square: Shape, text: Text}}
        Shape:
          oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}]
          discriminator: {propertyName: kind, mapping: {circle: Circle, square: Square}}
        Circle: {type: object, required: [kind, radius], properties: {kind: {type: string}, radius: {type: number}}}
        Square: {type: object, required: [kind, side], properties: {kind: {type: string}, side: {type: number}}}
        Text: {type: object, required: [kind, text], properties: {kind: {type: string}, text: {type: string}}}
        ",
        expect![[r#"
            impl Circle {
                /// Takes what is required; what can have one value alone is filled in.
                #[must_use]
                pub fn new(radius: f64) -> Self {
                    Self {
                        kind: String::from("circle"),
                        radius,
                    }
                }
            }

            impl Square {
                /// Takes what is required; what can have one value alone is filled in.
                #[must_use]
                pub fn new(side: f64) -> Self {
                    Self {
                        kind: String::from("square"),
                        side,
                    }
                }
            }

            impl Text {
                /// Takes what is required; what can have one value alone is filled in.
                #[must_use]
                pub fn new(text: impl Into<String>) -> Self {
                    Self {
                        kind: String::from("text"),
                        text: text.into(),
                    }
                }
            }
        "#]],
    );
}
