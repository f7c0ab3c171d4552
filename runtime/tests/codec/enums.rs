use super::{check, rt, strict, text, tolerant, unknown};
use rt::Value;

#[derive(Clone, Debug)]
#[non_exhaustive]
enum Status {
    Available,
    Sold,
    Unknown(String),
}
rt::string_enum! { Status { Available "available", Sold "sold" } }

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Level {
    One,
    Minus,
    Unknown(i64),
}
rt::integer_enum! { Level { One 1, Minus -2 } }

#[derive(Clone, Debug, PartialEq)]
enum Odd {
    True,
    Half,
    Nothing,
    List,
    Word,
    Unknown(Value),
}
rt::value_enum! { Odd { True "true", Half "0.5", Nothing "null", List "[1,{\"a\":2}]", Word "\"word\"" } }

#[test]
fn strings_that_are_not_listed_are_kept_or_rejected() {
    check(tolerant::<Status>, &[("\"sold\"", "\"sold\""), ("\"lost\"", "\"lost\"")]);
    check(
        strict::<Status>,
        &[
            ("\"sold\"", "\"sold\""),
            ("\"lost\"", "expected one of `available`, `sold`, found the string \"lost\" at `$`"),
            ("1", "expected one of `available`, `sold`, found the number 1 at `$`"),
        ],
    );
    assert_eq!(unknown::<Vec<Status>>(r#"["sold","lost","found"]"#), 2);
}

#[test]
fn strings_come_and_go_as_text() {
    assert_eq!(Status::from("available"), Status::Available);
    assert_eq!(Status::from("lost".to_owned()), Status::Unknown("lost".to_owned()));
    assert_eq!("sold".parse::<Status>(), Ok(Status::Sold));
    assert_eq!(Status::Sold.to_string(), "sold");
    assert_eq!(Status::Unknown("x".to_owned()).as_str(), "x");
}

#[test]
fn integers_that_are_not_listed_are_kept_or_rejected() {
    check(tolerant::<Level>, &[("1", "1"), ("1.0", "1"), ("-2", "-2"), ("3", "3")]);
    check(strict::<Level>, &[("3", "expected one of `1`, `-2`, found the number 3 at `$`")]);
    check(tolerant::<Level>, &[("\"1\"", "expected one of `1`, `-2`, found the string \"1\" at `$`")]);
    check(text::<Level>, &[("\"-2\"", "-2")]);
    assert_eq!((Level::from(1), Level::Unknown(5).value(), Level::Minus.to_string()), (Level::One, 5, "-2".to_owned()));
}

#[test]
fn constants_of_any_kind() {
    check(
        strict::<Odd>,
        &[
            ("true", "true"),
            ("0.50", "0.5"),
            ("null", "null"),
            (r#"[1.0,{"a":2}]"#, r#"[1,{"a":2}]"#),
            ("\"word\"", "\"word\""),
            ("false", r#"expected one of `true`, `0.5`, `null`, `[1,{"a":2}]`, `"word"`, found false at `$`"#),
        ],
    );
    check(tolerant::<Odd>, &[("[2]", "[2]")]);
    check(text::<Odd>, &[("\"true\"", "true"), ("\"0.5\"", "0.5"), ("\"word\"", "\"word\"")]);
    assert_eq!(Odd::from(Value::from(0.5)), Odd::Half);
    assert_eq!(Odd::List.value().to_string(), r#"[1,{"a":2}]"#);
}

#[derive(Clone, Debug)]
enum Model {
    Large,
    Unknown(String),
}
rt::string_enum! { open Model { Large "large" } }

#[derive(Clone, Copy, Debug, PartialEq)]
enum Width {
    Full,
    Unknown(i64),
}
rt::integer_enum! { open Width { Full 100 } }

#[test]
fn values_beside_an_open_list_are_values() {
    for read in [tolerant::<Model>, strict::<Model>] {
        check(read, &[("\"large\"", "\"large\""), ("\"larger\"", "\"larger\"")]);
    }
    check(
        strict::<Width>,
        &[("100", "100"), ("7", "7"), ("\"7\"", "expected one of `100`, found the string \"7\" at `$`")],
    );
}
