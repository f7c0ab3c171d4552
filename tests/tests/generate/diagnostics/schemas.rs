//! Schemas that contradict themselves, or that Rust has no type for.

use expect_test::{Expect, expect};

use super::{Case, case};

/// Named schemas of an OpenAPI 3.1 document.
fn schemas(name: &'static str, schemas: &str, expected: Expect) -> Case {
    let head = "openapi: 3.1.0\ninfo: {title: Schemas, version: '1'}\ncomponents:\n  schemas:\n";
    case(name, &format!("{head}{}", crate::document::indented(schemas, 4)), expected)
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        schemas("types.yaml", "Name: {type: strnig}\nList: [a, b]", expect![[r#"
            warning[unknown-type]: there is no schema type `strnig`
             --> types.yaml:5:18
              |
            5 |     Name: {type: strnig}
              |                  ^^^^^^ treated as any JSON
              |
              = at /components/schemas/Name/type
              = help: did you mean `string`?

            warning[wrong-type]: expected a schema, found an array
             --> types.yaml:6:11
              |
            6 |     List: [a, b]
              |           ^^^^^^
              |
              = at /components/schemas/List
              = help: the value is treated as any JSON

        "#]]),
        schemas(
            "ranges.yaml",
            "
            Name: {type: string, minLength: 5, maxLength: 2}
            Count: {type: integer, minimum: 1.5, maximum: 1.5}
            Level: {type: integer, enum: [1, 2, 3], x-enum-varnames: [Low, High]}
            ",
            expect![[r#"
                warning[invalid-value]: `maxLength` is 2, and `minLength` is 5
                 --> ranges.yaml:5:51
                  |
                5 |     Name: {type: string, minLength: 5, maxLength: 2}
                  |                                                   ^ no value keeps both
                  |
                  = at /components/schemas/Name/maxLength
                  = help: a server rejects every value; raise one or lower the other

                warning[invalid-value]: `x-enum-varnames` has 2 entries for 3 listed values
                 --> ranges.yaml:7:45
                  |
                7 |     Level: {type: integer, enum: [1, 2, 3], x-enum-varnames: [Low, High]}
                  |                                             ^^^^^^^^^^^^^^^ the last values have none
                  |
                  = at /components/schemas/Level/x-enum-varnames
                  = help: write one for each value, in their order

            "#]],
        ),
        schemas(
            "implied.yaml",
            "
            Status: {type: string}
            ByReference: {allOf: [{$ref: '#/components/schemas/Status'}], default: 5, enum: [a, 6]}
            ByPart: {allOf: [{$ref: '#/components/schemas/Status'}, {enum: [b, true]}]}
            Folder: {properties: {name: {type: string}}, example: '{\"name\": \"a\"}'}
            Either: {oneOf: [{type: string}, {properties: {}}], example: 1}
            ",
            expect![[r#"
                note[invalid-example]: a number stands where the schema says string
                 --> implied.yaml:6:76
                  |
                6 |     ByReference: {allOf: [{$ref: '#/components/schemas/Status'}], default: 5, enum: [a, 6]}
                  |                                                                            ^ documented as it is
                  |
                  = at /components/schemas/ByReference/default
                  = help: write `"5"`

                warning[invalid-enum]: a listed value is a number, and the schema says string
                 --> implied.yaml:6:89
                  |
                6 |     ByReference: {allOf: [{$ref: '#/components/schemas/Status'}], default: 5, enum: [a, 6]}
                  |                                                                                         ^ taken as it is written
                  |
                  = at /components/schemas/ByReference/enum/1
                  = help: write `"6"`

                warning[invalid-enum]: a listed value is a boolean, and the schema says string
                 --> implied.yaml:7:72
                  |
                7 |     ByPart: {allOf: [{$ref: '#/components/schemas/Status'}, {enum: [b, true]}]}
                  |                                                                        ^^^^ taken as it is written
                  |
                  = at /components/schemas/ByPart/allOf/1/enum/1
                  = help: write `"true"`

                note[invalid-example]: a string stands where the schema says object
                 --> implied.yaml:8:59
                  |
                8 |     Folder: {properties: {name: {type: string}}, example: '{"name": "a"}'}
                  |                                                           ^^^^^^^^^^^^^^^ documented as it is
                  |
                  = at /components/schemas/Folder/example
                  = help: write the value itself, not its text

            "#]],
        ),
        case(
            "examples.yaml",
            "
            openapi: 3.0.3
            info: {title: Examples, version: '1'}
            paths:
              /folders:
                get:
                  operationId: folders
                  parameters: [{name: size, in: query, schema: {type: integer}, example: '10'}]
                  responses:
                    '200':
                      description: ok
                      headers: {Total: {schema: {type: integer}, example: many}}
                      content:
                        application/json:
                          schema: {$ref: '#/components/schemas/Folders'}
                          example: '[{}]'
                          examples: {none: {value: []}, shared: {$ref: '#/components/examples/Text'}, within: {value: [{name: a}, {name: 5}]}}
                        application/xml: {schema: {$ref: '#/components/schemas/Folders'}, example: <folders/>}
                        text/plain: {schema: {type: string, enum: [none]}}
            components:
              examples: {Text: {value: text}}
              schemas: {Folders: {type: array, items: {type: object, properties: {name: {type: string}}}}}
            ",
            expect![[r#"
                note[json-preferred]: clients use JSON for `GET /folders`
                 --> examples.yaml:5:5
                  |
                5 |     get:
                  |     ^^^ servers have `application/xml` too
                  |
                  = at /paths/~1folders/get

                note[invalid-example]: a string stands where the schema says integer
                 --> examples.yaml:7:78
                  |
                7 |       parameters: [{name: size, in: query, schema: {type: integer}, example: '10'}]
                  |                                                                              ^^^^ documented as it is
                  |
                  = at /paths/~1folders/get/parameters/0/example

                note[invalid-example]: a string stands where the schema says integer
                  --> examples.yaml:11:63
                   |
                11 |           headers: {Total: {schema: {type: integer}, example: many}}
                   |                                                               ^^^^ documented as it is
                   |
                   = at /paths/~1folders/get/responses/200/headers/Total/example

                note[invalid-example]: a string stands where the schema says array
                  --> examples.yaml:15:24
                   |
                15 |               example: '[{}]'
                   |                        ^^^^^^ documented as it is
                   |
                   = at /paths/~1folders/get/responses/200/content/application~1json/example
                   = help: write the value itself, not its text

                note[invalid-example]: a number stands where the schema says string
                  --> examples.yaml:16:126
                   |
                16 |               examples: {none: {value: []}, shared: {$ref: '#/components/examples/Text'}, within: {value: [{name: a}, {name: 5}]}}
                   |                                                                                                                              ^ documented as it is
                   |
                   = at /paths/~1folders/get/responses/200/content/application~1json/examples/within/value/1/name
                   = help: write `"5"`

                warning[unsupported-keyword]: `enum` is not expressed in Rust
                  --> examples.yaml:18:49
                   |
                18 |             text/plain: {schema: {type: string, enum: [none]}}
                   |                                                 ^^^^ a body that is not JSON is held as it comes
                   |
                   = at /paths/~1folders/get/responses/200/content/text~1plain/schema/enum
                   = help: silence with `--allow unsupported-keyword`

                note[invalid-example]: a string stands where the schema says array
                  --> examples.yaml:20:28
                   |
                20 |   examples: {Text: {value: text}}
                   |                            ^^^^ documented as it is
                   |
                   = at /components/examples/Text/value

            "#]],
        ),
        case(
            "answers.yaml",
            "
            swagger: '2.0'
            info: {title: Examples, version: '1'}
            paths:
              /folders:
                get:
                  operationId: folders
                  produces: [application/json]
                  responses:
                    '200':
                      description: ok
                      schema: {type: object, properties: {name: {type: string}}}
                      examples: {application/json: folder, text/html: folder}
            ",
            expect![[r#"
                note[invalid-example]: a string stands where the schema says object
                  --> answers.yaml:12:40
                   |
                12 |           examples: {application/json: folder, text/html: folder}
                   |                                        ^^^^^^ documented as it is
                   |
                   = at /paths/~1folders/get/responses/200/examples/application~1json

            "#]],
        ),
        schemas("items.yaml", "List: {items: [{type: string}, {type: integer}]}", expect![[r#"
            warning[invalid-value]: a list of `items` without `type` says nothing of values that are no arrays
             --> items.yaml:5:12
              |
            5 |     List: {items: [{type: string}, {type: integer}]}
              |            ^^^^^ taken as one of these, a tuple of them, or any JSON
              |
              = at /components/schemas/List/items
              = help: write `oneOf` if one of them is meant, or add `type: array`

        "#]]),
        schemas(
            "all-of.yaml",
            "
            Both: {allOf: [{type: string}, {type: integer}]}
            Itself: {allOf: [{$ref: '#/components/schemas/Itself'}, {type: object}]}
            ",
            expect![[r#"
                warning[conflicting-all-of]: no value can be both string and integer
                 --> all-of.yaml:5:36
                  |
                5 |     Both: {allOf: [{type: string}, {type: integer}]}
                  |                    --------------  ^^^^^^^^^^^^^^^ this part of `allOf` wants integer
                  |                    |
                  |                    this part wants string, which is left out
                  |
                  = at /components/schemas/Both/allOf/1
                  = help: the later type is used; give the parts one type

                error[all-of-cycle]: a schema is `allOf` itself
                 --> all-of.yaml:6:13
                  |
                6 |     Itself: {allOf: [{$ref: '#/components/schemas/Itself'}, {type: object}]}
                  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this leads back to where it started
                  |
                  = at /components/schemas/Itself
                  = help: leave the schema out of its own `allOf`

            "#]],
        ),
        schemas(
            "infinite.yaml",
            "Person: {type: object, required: [parent], properties: {parent: {$ref: '#/components/schemas/Person'}}}",
            expect![[r#"
                warning[infinite-type]: no value of `Person` can be finite
                 --> infinite.yaml:5:13
                  |
                5 |     Person: {type: object, required: [parent], properties: {parent: {$ref: '#/components/schemas/Person'}}}
                  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it requires a value of its own type
                  |
                  = at /components/schemas/Person
                  = help: make the property that leads back optional or nullable

            "#]],
        ),
        schemas(
            "discriminator.yaml",
            "
            Pet:
              oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
              discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Kat'}}
            Other:
              oneOf: [{type: object, properties: {kind: {type: string}}}, {$ref: '#/components/schemas/Dog'}]
              discriminator: {propertyName: kind}
            Elsewhere:
              oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
              discriminator: {propertyName: kind, mapping: {bird: '#/components/schemas/Bird'}}
            Bird: {type: object, properties: {kind: {type: string}, wings: {type: integer}}}
            Nameless:
              oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
              discriminator: {mapping: {}}
            Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}
            Dog: {type: object, properties: {kind: {type: string}, tricks: {type: integer}}}
            ",
            expect![[r#"
                warning[invalid-discriminator]: `cat` is mapped to `#/components/schemas/Kat`, which does not exist
                 --> discriminator.yaml:7:58
                  |
                7 |       discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Kat'}}
                  |                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /components/schemas/Pet/discriminator/mapping/cat
                  = help: map it to a schema of this document

                warning[invalid-discriminator]: not every variant has a value of the discriminator `kind`
                 --> discriminator.yaml:9:7
                  |
                9 |       oneOf: [{type: object, properties: {kind: {type: string}}}, {$ref: '#/components/schemas/Dog'}]
                  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /components/schemas/Other
                  = help: the variant that fits best is taken; add `mapping` to the discriminator

                warning[invalid-discriminator]: `bird` is mapped to a schema that is none of the variants
                  --> discriminator.yaml:13:59
                   |
                13 |       discriminator: {propertyName: kind, mapping: {bird: '#/components/schemas/Bird'}}
                   |                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ values with it are kept as any JSON
                   |
                   = at /components/schemas/Elsewhere/discriminator/mapping/bird
                   = help: list the schema among the variants

                warning[invalid-discriminator]: the discriminator has no `propertyName`
                  --> discriminator.yaml:17:22
                   |
                17 |       discriminator: {mapping: {}}
                   |                      ^^^^^^^^^^^^^
                   |
                   = at /components/schemas/Nameless/discriminator
                   = help: the variant that fits best is taken

            "#]],
        ),
        schemas(
            "keywords.yaml",
            "
            Positive: {type: integer, not: {const: 0}}
            Code: {type: string, pattern: '([a-z]'}
            Zip: {type: string, pattern: '/^[0-9]{5}$/i'}
            Row: {type: array, prefixItems: [{type: string}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]}
            Contact:
              oneOf: [{type: string}, {type: integer}]
              anyOf: [{title: Home, properties: {home: {type: string}}}, {title: Work, properties: {work: {type: string}}}]
            Place:
              anyOf: [{title: Home, properties: {home: {type: string}}}, {title: Work, properties: {work: {type: string}}}]
              additionalProperties: {type: string}
              required: [home]
            Password: {type: string, pattern: '^(?=.*[0-9]).{8,}$'}
            ",
            expect![[r#"
                warning[unsupported-keyword]: `not` is not expressed in Rust
                 --> keywords.yaml:5:31
                  |
                5 |     Positive: {type: integer, not: {const: 0}}
                  |                               ^^^ values are not held to it
                  |
                  = at /components/schemas/Positive/not
                  = help: silence with `--allow unsupported-keyword`

                error[malformed-pattern]: `([a-z]` is not a regular expression: unclosed group
                 --> keywords.yaml:6:35
                  |
                6 |     Code: {type: string, pattern: '([a-z]'}
                  |                                   ^^^^^^^^ no value could be held to it
                  |
                  = at /components/schemas/Code/pattern
                  = help: patterns are those of ECMA-262, as in JavaScript; with `--allow malformed-pattern` values are not checked

                warning[invalid-pattern]: `/^[0-9]{5}$/i` matches nothing: the slashes are a part of it
                 --> keywords.yaml:7:34
                  |
                7 |     Zip: {type: string, pattern: '/^[0-9]{5}$/i'}
                  |                                  ^^^^^^^^^^^^^^^ read as `(?i:^[0-9]{5}$)`
                  |
                  = at /components/schemas/Zip/pattern
                  = help: write it without the slashes of JavaScript

                warning[untyped-schema]: a tuple of more than 12 items is a list of any JSON
                 --> keywords.yaml:8:98
                  |
                8 |     Row: {type: array, prefixItems: [{type: string}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]}
                  |                                                                                                  ^^ one item too many
                  |
                  = at /components/schemas/Row/prefixItems/12
                  = help: give items that belong together an array of their own

                warning[unsupported-keyword]: `anyOf` beside another choice is ignored
                  --> keywords.yaml:11:7
                   |
                11 |       anyOf: [{title: Home, properties: {home: {type: string}}}, {title: Work, properties: {work: {type: string}}}]
                   |       ^^^^^ values are not held to it
                   |
                   = at /components/schemas/Contact/anyOf
                   = help: give each choice a schema of its own

                warning[unsupported-keyword]: `additionalProperties` is not expressed in Rust
                  --> keywords.yaml:14:7
                   |
                14 |       additionalProperties: {type: string}
                   |       ^^^^^^^^^^^^^^^^^^^^ members that no variant lists are any JSON
                   |
                   = at /components/schemas/Place/additionalProperties
                   = help: silence with `--allow unsupported-keyword`

                warning[unsupported-keyword]: `required` is not expressed in Rust
                  --> keywords.yaml:15:7
                   |
                15 |       required: [home]
                   |       ^^^^^^^^ a variant does not require it, and may be without
                   |
                   = at /components/schemas/Place/required
                   = help: silence with `--allow unsupported-keyword`

                warning[backtracking-pattern]: `^(?=.*[0-9]).{8,}$` has look-around or back-references
                  --> keywords.yaml:16:39
                   |
                16 |     Password: {type: string, pattern: '^(?=.*[0-9]).{8,}$'}
                   |                                       ^^^^^^^^^^^^^^^^^^^^ texts that take too many steps are rejected
                   |
                   = at /components/schemas/Password/pattern
                   = help: write the rule without, or bound the text with `maxLength`

            "#]],
        ),
        schemas("names.yaml", "pet: {type: object, properties: {a: {type: string}}}\nPet: {type: string}", expect![[r#"
            note[name-collision]: two things are called `Pet`; this one is `PetLower`
             --> names.yaml:5:10
              |
            5 |     pet: {type: object, properties: {a: {type: string}}}
              |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            6 |     Pet: {type: string}
              |          -------------- this is `Pet`
              |
              = at /components/schemas/pet
              = help: choose a name with `--rename 'pet=…'` or `Builder::rename`

        "#]]),
        schemas("types-of-others.yaml", "Money: {type: string, x-rust-type: 'shop::Money'}", expect![[r#"
            warning[untrusted-type]: the document names the type `shop::Money`
             --> types-of-others.yaml:5:40
              |
            5 |     Money: {type: string, x-rust-type: 'shop::Money'}
              |                                        ^^^^^^^^^^^^^ left out, a type is generated from the schema
              |
              = at /components/schemas/Money/x-rust-type
              = help: if you trust the document, use `--trust-document-types` or `Builder::trust_document_types`

        "#]]),
        schemas("types-of-mine.yaml", "Money: {type: string, x-rust-type: 'not a type!'}", expect![[r#"
            warning[invalid-value]: `x-rust-type` is no path of a Rust type
             --> types-of-mine.yaml:5:40
              |
            5 |     Money: {type: string, x-rust-type: 'not a type!'}
              |                                        ^^^^^^^^^^^^^ left out, a type is generated from the schema
              |
              = at /components/schemas/Money/x-rust-type
              = help: write the path of a type, such as `::my_crate::Money`; from a document nothing else is taken

        "#]]),
        schemas(
            "values.yaml",
            "
            Answer: {type: string, enum: [yes, true, 1, 'yes']}
            Level: {type: integer, enum: [1, 2.0, 2.5]}
            Nothing: {type: string, enum: []}
            Null: {type: string, nullable: true, enum: [a, null]}
            Year: {type: string, example: 2024, default: '2024'}
            Count: {type: integer, default: '10', example: 10}
            Flags: {type: array, items: {type: boolean}, example: {a: true}}
            ",
            expect![[r#"
                warning[invalid-enum]: a listed value is a boolean, and the schema says string
                 --> values.yaml:5:40
                  |
                5 |     Answer: {type: string, enum: [yes, true, 1, 'yes']}
                  |                                        ^^^^ this and 1 more are taken as the schema says
                  |
                  = at /components/schemas/Answer/enum/1
                  = help: write `"true"`

                note[invalid-enum]: `yes` is listed twice
                 --> values.yaml:5:49
                  |
                5 |     Answer: {type: string, enum: [yes, true, 1, 'yes']}
                  |                                   --- the first ^^^^^
                  |
                  = at /components/schemas/Answer/enum/3
                  = help: remove one

                warning[invalid-enum]: a listed value is a number, and the schema says integer
                 --> values.yaml:6:43
                  |
                6 |     Level: {type: integer, enum: [1, 2.0, 2.5]}
                  |                                           ^^^ taken as it is written
                  |
                  = at /components/schemas/Level/enum/2

                note[invalid-enum]: the list of values is empty
                 --> values.yaml:7:35
                  |
                7 |     Nothing: {type: string, enum: []}
                  |                                   ^^ any value is taken
                  |
                  = at /components/schemas/Nothing/enum
                  = help: list at least one value, or remove `enum`

                note[invalid-example]: a number stands where the schema says string
                 --> values.yaml:9:35
                  |
                9 |     Year: {type: string, example: 2024, default: '2024'}
                  |                                   ^^^^ documented as it is
                  |
                  = at /components/schemas/Year/example
                  = help: write `"2024"`

                note[invalid-example]: a string stands where the schema says integer
                  --> values.yaml:10:37
                   |
                10 |     Count: {type: integer, default: '10', example: 10}
                   |                                     ^^^^ documented as it is
                   |
                   = at /components/schemas/Count/default

                note[invalid-example]: an object stands where the schema says array
                  --> values.yaml:11:59
                   |
                11 |     Flags: {type: array, items: {type: boolean}, example: {a: true}}
                   |                                                           ^^^^^^^^^ documented as it is
                   |
                   = at /components/schemas/Flags/example

            "#]],
        ),
        schemas(
            "formats.yaml",
            "
            Mail: {type: string, format: email}
            Phone: {type: string, format: phone-number}
            Fax: {type: string, format: phone-number}
            When: {type: string, format: datetime}
            Day: {type: string, format: dat}
            Long: {type: integer, format: long}
            Float: {type: number, format: float}
            ",
            expect![[r#"
                note[unknown-format]: `phone-number` is no known format of type string
                 --> formats.yaml:6:35
                  |
                6 |     Phone: {type: string, format: phone-number}
                  |                                   ^^^^^^^^^^^^ the type is that of any string
                  |
                  = at /components/schemas/Phone/format

                note[unknown-format]: `dat` is no known format of type string
                 --> formats.yaml:9:33
                  |
                9 |     Day: {type: string, format: dat}
                  |                                 ^^^ the type is that of any string
                  |
                  = at /components/schemas/Day/format
                  = help: did you mean `date`?

                note[unknown-format]: `long` is no known format of type integer
                  --> formats.yaml:10:35
                   |
                10 |     Long: {type: integer, format: long}
                   |                                   ^^^^ the type is that of any integer
                   |
                   = at /components/schemas/Long/format

            "#]],
        ),
    ]
}

#[test]
fn schemas_of_all_kinds() {
    cases().iter().for_each(Case::check);
}
