use std::collections::BTreeMap;

use super::{check, rt, strict, tolerant, unknown};
use rt::Value;

#[derive(Clone, Debug)]
struct All {
    id: i64,
    parent: Option<i64>,
    note: Option<String>,
    color: Option<Option<String>>,
}
rt::object! { both All {
    required id "id",
    nullable parent "parent",
    optional note "note",
    optional_nullable color "color",
} }

#[derive(Clone, Debug)]
struct Open {
    id: i64,
    rest: BTreeMap<String, i64>,
}
rt::object! { both Open { required id "id", ..rest rest } }

#[derive(Clone, Debug)]
struct Closed {
    id: Option<i64>,
}
rt::object! { both Closed deny_unknown { optional id "id" } }

#[derive(Clone, Debug)]
struct Any {
    value: Option<Value>,
    next: Option<Box<Any>>,
}
rt::object! { both Any { optional value "value", optional next "next" } }

#[derive(Clone, Debug)]
struct Nothing {}
rt::object! { both Nothing {} }

#[test]
fn the_four_presences() {
    check(
        tolerant::<All>,
        &[
            (r#"{"id":1,"parent":null}"#, r#"{"id":1,"parent":null}"#),
            (r#"{"id":1,"parent":2,"note":"n","color":"c"}"#, r#"{"id":1,"parent":2,"note":"n","color":"c"}"#),
            (r#"{"color":null,"note":null,"parent":null,"id":1}"#, r#"{"id":1,"parent":null,"color":null}"#),
            (r#"{"parent":null}"#, "expected a member `id`, found none at `$`"),
            (r#"{"id":1}"#, "expected a member `parent`, found none at `$`"),
            (r#"{"id":null,"parent":1}"#, "expected an integer of 64 bits, found null at `$.id`"),
            (r#"{"id":1,"parent":1,"note":[]}"#, "expected a string, found an empty array at `$.note`"),
            ("[]", "expected an object, found an empty array at `$`"),
        ],
    );
}

#[test]
fn servers_refuse_null_where_the_document_does() {
    check(
        strict::<All>,
        &[
            (r#"{"id":1,"parent":null,"color":null}"#, r#"{"id":1,"parent":null,"color":null}"#),
            (r#"{"id":1,"parent":null,"note":null}"#, "expected a string, found null at `$.note`"),
        ],
    );
    check(strict::<Any>, &[(r#"{"value":null}"#, r#"{"value":null}"#)]);
}

#[test]
fn other_members_are_kept_counted_or_refused() {
    check(
        tolerant::<Open>,
        &[
            (r#"{"x":2,"id":1,"a":3}"#, r#"{"id":1,"a":3,"x":2}"#),
            (r#"{"id":1,"x":"no"}"#, "expected an integer of 64 bits, found the string \"no\" at `$.x`"),
        ],
    );
    check(strict::<All>, &[(r#"{"id":1,"parent":1,"more":[]}"#, r#"{"id":1,"parent":1}"#)]);
    check(tolerant::<Closed>, &[(r#"{"id":1,"more":1}"#, r#"{"id":1}"#)]);
    check(strict::<Closed>, &[(r#"{"more":1}"#, "expected no member of this name, found the number 1 at `$.more`")]);
    check(strict::<Nothing>, &[("{}", "{}"), ("1", "expected an object, found the number 1 at `$`")]);
    assert_eq!(unknown::<Closed>(r#"{"a":1,"b":2}"#), 2);
    assert_eq!(unknown::<Open>(r#"{"id":1,"b":2}"#), 0);
}

#[test]
fn members_with_a_place_win_over_the_rest() {
    let open = Open { id: 1, rest: BTreeMap::from([("id".to_owned(), 7), ("z".to_owned(), 8)]) };
    assert_eq!(rt::ToJson::to_json(&open).to_string(), r#"{"id":1,"z":8}"#);
}

#[test]
fn recursion_is_read_as_deep_as_json_goes() {
    let json = format!("{}{{}}{}", r#"{"next":"#.repeat(100), "}".repeat(100));
    assert_eq!(tolerant::<Any>(&json), json);
}

#[test]
fn one_direction_is_enough() {
    #[derive(Debug)]
    struct In {
        a: i64,
    }
    rt::object! { read In { required a "a" } }
    struct Out {
        a: i64,
    }
    rt::object! { write Out { required a "a" } }
    let read: In = serde_json::from_str(r#"{"a":1}"#).unwrap();
    assert_eq!(serde_json::to_string(&Out { a: read.a }).unwrap(), r#"{"a":1}"#);
}

#[test]
fn models_are_plain_serde_to_the_outside() {
    let all: Vec<All> = serde_json::from_str(r#"[{"id":1,"parent":null}]"#).unwrap();
    assert_eq!(serde_json::to_string(&all).unwrap(), r#"[{"id":1,"parent":null}]"#);
    let error = serde_json::from_str::<All>(r#"{"id":"x"}"#).unwrap_err();
    assert!(
        error.to_string().starts_with("expected an integer of 64 bits, found the string \"x\" at `$.id`"),
        "{error}"
    );
}

#[test]
fn hostile_names_of_members() {
    #[derive(Debug)]
    struct Odd {
        r#type: i64,
        value: i64,
        cx: i64,
        empty: i64,
        quoted: i64,
        emoji: i64,
    }
    rt::object! { both Odd {
        required r#type "type", required value "value", required cx "cx", required empty "",
        required quoted "a\"\\\n", required emoji "🦀",
    } }
    let json = r#"{"type":1,"value":2,"cx":3,"":4,"a\"\\\n":5,"🦀":6}"#;
    assert_eq!(tolerant::<Odd>(json), json);
    assert_eq!(
        tolerant::<Odd>(r#"{"type":1,"value":2,"cx":3,"":[]}"#),
        r#"expected an integer of 64 bits, found an empty array at `$[""]`"#
    );
}

#[derive(Clone, Debug)]
struct Keeping {
    id: i64,
    any: Option<Value>,
    others: BTreeMap<String, Value>,
}
rt::object! { both Keeping { required id "id", optional_nullable any "any", ..unknown others } }

#[test]
fn what_nobody_describes_is_kept_and_counted() {
    for read in [tolerant::<Keeping>, strict::<Keeping>] {
        check(read, &[(r#"{"id":1,"more":[null]}"#, r#"{"id":1,"more":[null]}"#)]);
    }
    assert_eq!(unknown::<Keeping>(r#"{"id":1,"more":[null],"most":2}"#), 3);
}

#[test]
fn null_is_a_value_of_any_json() {
    for read in [tolerant::<Keeping>, strict::<Keeping>] {
        check(read, &[(r#"{"id":1,"any":null}"#, r#"{"id":1,"any":null}"#), (r#"{"id":1}"#, r#"{"id":1}"#)]);
    }
}
