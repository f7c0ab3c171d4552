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
            (r#"{"parent":null}"#, "expected a property `id`, found none at `$`"),
            (r#"{"id":1}"#, r#"{"id":1,"parent":null}"#),
            (r#"{"id":null,"parent":1}"#, "expected an integer of 64 bits, found null at `$.id`"),
            (r#"{"id":1,"parent":1,"note":[]}"#, "expected a string, found an empty array at `$.note`"),
            ("[]", "expected an object, found an empty array at `$`"),
        ],
    );
}

#[test]
fn servers_reject_null_where_the_document_does() {
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
fn other_members_are_kept_counted_or_rejected() {
    check(
        tolerant::<Open>,
        &[
            (r#"{"x":2,"id":1,"a":3}"#, r#"{"id":1,"a":3,"x":2}"#),
            (r#"{"id":1,"x":"no"}"#, "expected an integer of 64 bits, found the string \"no\" at `$.x`"),
        ],
    );
    check(strict::<All>, &[(r#"{"id":1,"parent":1,"more":[]}"#, r#"{"id":1,"parent":1}"#)]);
    check(tolerant::<Closed>, &[(r#"{"id":1,"more":1}"#, r#"{"id":1}"#)]);
    check(strict::<Closed>, &[(r#"{"more":1}"#, "expected no property of this name, found the number 1 at `$.more`")]);
    check(strict::<Nothing>, &[("{}", "{}"), ("1", "expected an object, found the number 1 at `$`")]);
    assert_eq!(unknown::<Closed>(r#"{"a":1,"b":2}"#), 2);
    assert_eq!(unknown::<Open>(r#"{"id":1,"b":2}"#), 0);
}

#[test]
fn members_with_a_place_win_over_the_rest() {
    let open = Open { id: 1, rest: BTreeMap::from([("id".to_owned(), 7), ("z".to_owned(), 8)]) };
    assert_eq!(rt::to_string(&open), r#"{"id":1,"z":8}"#);
    check(tolerant::<Open>, &[(r#"{"id":1,"":2}"#, r#"{"id":1,"":2}"#)]);
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
    rt::object! { both escaped Odd {
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

#[test]
fn every_misfit_is_told() {
    let misfit = rt::from_str::<Vec<All>>(r#"[{"id":"x","parent":1},{"parent":true,"note":[1]},7]"#).unwrap_err();
    let all: Vec<String> = std::iter::once(&misfit).chain(misfit.others()).map(ToString::to_string).collect();
    assert_eq!(
        all,
        [
            "expected an integer of 64 bits, found the string \"x\" at `$[0].id`",
            "expected an integer of 64 bits, found true at `$[1].parent`",
            "expected a string, found an array at `$[1].note`",
            "expected a property `id`, found none at `$[1]`",
            "expected an object, found the number 7 at `$[2]`",
        ]
    );
    assert_eq!((misfit.offset(), misfit.line_and_column()), (7, (1, 8)));
    let misfit = rt::from_str::<Vec<All>>("[{\"id\":1,\n \"parent\":+}]").unwrap_err();
    assert_eq!(misfit.to_string(), "expected a value, found `+` at line 2 column 11");
}

#[test]
fn what_is_tolerated_is_noted() {
    #[derive(Debug)]
    struct Page {
        items: Vec<All>,
        labels: BTreeMap<String, i64>,
    }
    rt::object! { read Page { required items "items", required labels "labels" } }
    let noted = |json: &str| -> Vec<String> {
        let (_, noted) = rt::read::<Page>(json.as_bytes(), rt::Reading::tolerant()).unwrap();
        noted.departures().iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        noted(r#"{"items":null}"#),
        ["null reads as an empty array at `$.items`", "a missing object reads as empty at `$.labels`"]
    );
    assert_eq!(
        noted(r#"{"items":[{"id":1}],"labels":{"a":1},"labels":{}}"#),
        [
            "a missing property reads as null at `$.items[0].parent`",
            "a property that is there twice reads as the first of them at `$.labels`",
        ]
    );
    assert_eq!(noted(r#"{"items":[],"labels":{}}"#), <[String; 0]>::default());
    for json in [r#"{"items":null,"labels":{}}"#, r#"{"items":[]}"#, r#"{"items":[],"labels":{},"items":[]}"#] {
        assert!(rt::read::<Page>(json.as_bytes(), rt::Reading::strict()).is_err(), "{json}");
    }
}

#[test]
fn values_of_maps_need_not_be_there() {
    #[derive(Debug)]
    struct Page {
        labels: BTreeMap<String, i64>,
        more: BTreeMap<String, All>,
    }
    rt::object! { both Page "#/definitions/Page" { required labels "labels", ..rest more } }
    let json = r#"{"labels":{"a":1,"b":null,"c":2},"x":{"id":1,"parent":null},"y":""}"#;
    let misfit = rt::from_str::<Page>(json).unwrap_err();
    assert_eq!(misfit.path(), "$.labels.b");
    assert_eq!(misfit.setting().unwrap(), r#"forms."Page.labels" = "null-items""#);
    let (page, noted) = rt::read::<Page>(json.as_bytes(), rt::Reading::tolerant().lenient(true)).unwrap();
    assert_eq!(rt::to_string(&page), r#"{"labels":{"a":1,"c":2},"x":{"id":1,"parent":null}}"#);
    let left_out: Vec<String> = noted.departures().iter().map(ToString::to_string).collect();
    assert_eq!(
        left_out,
        ["a value that does not fit is left out at `$.labels.b`", "a value that does not fit is left out at `$.y`"]
    );
    // Items of lists have their places.
    assert!(rt::read::<Vec<i64>>(b"[1,null]", rt::Reading::tolerant().lenient(true)).is_err());
}

#[test]
fn callers_set_the_bounds() {
    let deep = |depth| rt::read::<Value>(b"[[[1]]]", rt::Reading::tolerant().depth(depth));
    assert!(deep(3).is_ok());
    assert_eq!(
        deep(2).unwrap_err().to_string(),
        "expected at most 2 arrays and objects within each other, found more of them at line 1 column 3"
    );
    let many = |nodes| rt::read::<Vec<i64>>(b"[1,2,3]", rt::Reading::strict().nodes(nodes));
    assert!(many(4).is_ok());
    assert_eq!(many(3).unwrap_err().to_string(), "expected at most 3 values, found 4 at line 1 column 1");
}
