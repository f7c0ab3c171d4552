use std::collections::BTreeMap;

use super::{check, rt, strict, text, tolerant, unknown};
use rt::ToJson as _;
use serde_json::Value;

#[test]
fn integers_are_read_whatever_their_spelling_and_bounded_by_their_type() {
    check(
        tolerant::<i64>,
        &[
            ("1", "1"),
            ("1.0", "1"),
            ("1e3", "1000"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("9223372036854775807", "9223372036854775807"),
            ("9223372036854775808", "expected an integer of 64 bits, found the number 9223372036854775808 at `$`"),
            ("1.5", "expected an integer of 64 bits, found the number 1.5 at `$`"),
            ("\"1\"", "expected an integer of 64 bits, found the string \"1\" at `$`"),
            ("null", "expected an integer of 64 bits, found null at `$`"),
            ("true", "expected an integer of 64 bits, found true at `$`"),
        ],
    );
    check(tolerant::<u64>, &[("18446744073709551615", "18446744073709551615")]);
    check(strict::<u8>, &[("255", "255"), ("256", "expected an integer from 0 to 255, found the number 256 at `$`")]);
    check(
        strict::<i8>,
        &[("-128", "-128"), ("128", "expected an integer from -128 to 127, found the number 128 at `$`")],
    );
    check(strict::<u32>, &[("4294967295", "4294967295")]);
    check(strict::<i16>, &[("32768", "expected an integer from -32768 to 32767, found the number 32768 at `$`")]);
}

#[test]
fn integral_floats_are_written_as_integers() {
    check(
        tolerant::<f64>,
        &[
            ("1", "1"),
            ("1.0", "1"),
            ("0.1", "0.1"),
            ("-0.0", "-0.0"),
            ("0", "0"),
            ("-3.0", "-3"),
            ("0.5", "0.5"),
            ("1.0000000000000002", "1.0000000000000002"),
            ("4503599627370495.5", "4503599627370495.5"),
            ("4503599627370496", "4503599627370496"),
            ("9007199254740991", "9007199254740991"),
            ("-9007199254740991", "-9007199254740991"),
            ("5e-324", "5e-324"),
            ("1e300", "1e+300"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("\"1\"", "expected a number, found the string \"1\" at `$`"),
        ],
    );
    assert_eq!(f64::NAN.to_json(), Value::Null);
    assert_eq!(f64::INFINITY.to_json(), Value::Null);
    assert_eq!(0.1_f32.to_json().to_string(), "0.1");
    assert_eq!(16_777_216_f32.to_json().to_string(), "16777216");
}

#[test]
fn parameters_hold_numbers_and_booleans_in_strings() {
    check(
        text::<i32>,
        &[
            ("\"12\"", "12"),
            ("\"-7\"", "-7"),
            ("\"+7\"", "7"),
            ("\"007\"", "7"),
            ("\"1.0\"", "1"),
            ("\"\"", "expected an integer of 32 bits, found the string \"\" at `$`"),
            ("\" 1\"", "expected an integer of 32 bits, found the string \" 1\" at `$`"),
            ("\"abc\"", "expected an integer of 32 bits, found the string \"abc\" at `$`"),
            ("\"0x1f\"", "expected an integer of 32 bits, found the string \"0x1f\" at `$`"),
        ],
    );
    check(
        text::<f64>,
        &[
            ("\"1e-7\"", "1e-7"),
            ("\"1.\"", "1"),
            ("\"inf\"", "expected a number, found the string \"inf\" at `$`"),
            ("\"NaN\"", "expected a number, found the string \"NaN\" at `$`"),
        ],
    );
    check(
        text::<bool>,
        &[("\"true\"", "true"), ("\"yes\"", "expected `true` or `false`, found the string \"yes\" at `$`")],
    );
    check(text::<Vec<i64>>, &[("[\"1\",\"2\"]", "[1,2]"), ("\"3\"", "[3]"), ("[]", "[]")]);
    check(text::<String>, &[("\"12\"", "\"12\"")]);
}

#[test]
fn containers_say_where() {
    check(
        tolerant::<Vec<Vec<i64>>>,
        &[
            ("[[1],[2,3]]", "[[1],[2,3]]"),
            ("[[1],[2,\"x\"]]", "expected an integer of 64 bits, found the string \"x\" at `$[1][1]`"),
            ("[[1],{}]", "expected an array, found an empty object at `$[1]`"),
        ],
    );
    check(
        tolerant::<BTreeMap<String, Vec<bool>>>,
        &[
            (r#"{"a":[true],"b":[]}"#, r#"{"a":[true],"b":[]}"#),
            (r#"{"odd name":[1]}"#, r#"expected `true` or `false`, found the number 1 at `$["odd name"][0]`"#),
        ],
    );
    check(tolerant::<Option<Box<i64>>>, &[("null", "null"), ("1", "1")]);
    check(tolerant::<Vec<Option<i64>>>, &[("[1,null]", "[1,null]")]);
}

#[test]
fn tuples_have_their_length() {
    check(
        strict::<(i64, String)>,
        &[
            (r#"[1,"a"]"#, r#"[1,"a"]"#),
            (r#"[1,"a",true]"#, "expected an array of 2 items, found one of 3 at `$`"),
            (r#"[1]"#, "expected an array of 2 items, found one of 1 at `$`"),
            (r#"[1,2]"#, "expected a string, found the number 2 at `$[1]`"),
        ],
    );
    check(tolerant::<(i64, String)>, &[(r#"[1,"a",true]"#, r#"[1,"a"]"#)]);
    assert_eq!(unknown::<(i64,)>("[1,2,3]"), 2);
}

#[test]
fn null_is_a_type_of_its_own() {
    check(strict::<()>, &[("null", "null"), ("{}", "expected null, found an empty object at `$`")]);
    check(tolerant::<()>, &[("{}", "null")]);
}

#[test]
fn any_json_stays_as_it_is() {
    check(tolerant::<Value>, &[(r#"{"b":[1.5,null],"a":"ü"}"#, r#"{"b":[1.5,null],"a":"ü"}"#)]);
}

#[test]
fn long_values_are_cut_in_messages() {
    let long = format!("\"{}\"", "ü".repeat(500));
    let message = tolerant::<i64>(&long);
    assert!(message.len() < 250 && message.contains('…'), "{message}");
}

#[test]
fn pointers_escape() {
    let value = serde_json::json!({"a/b": {"~": ["x"]}});
    let misfit = rt::from_value::<BTreeMap<String, BTreeMap<String, Vec<i64>>>>(&value).unwrap_err();
    assert_eq!(misfit.pointer(), "/a~1b/~0/0");
    assert_eq!(misfit.path(), r#"$["a/b"]["~"][0]"#);
}

#[test]
#[cfg(feature = "exact-numbers")]
fn numbers_of_any_size_are_kept() {
    for json in ["123456789012345678901234567890", "0.1000000000000000000000000001", "1e+1000"] {
        check(tolerant::<Value>, &[(json, json)]);
        check(strict::<rt::Number>, &[(json, json)]);
    }
}

#[test]
fn tuples_that_may_be_shorter_or_longer() {
    type Entry = rt::Tuple<(String, Option<i64>, Option<Option<bool>>), f64, 1>;
    for read in [tolerant::<Entry>, strict::<Entry>] {
        check(
            read,
            &[
                (r#"["a"]"#, r#"["a"]"#),
                (r#"["a",1]"#, r#"["a",1]"#),
                (r#"["a",1,null]"#, r#"["a",1,null]"#),
                (r#"["a",1,true,0.5,2]"#, r#"["a",1,true,0.5,2]"#),
                ("[]", "expected an array of 1 or more items, found one of 0 at `$`"),
                (r#"["a",null]"#, "expected an integer of 64 bits, found null at `$[1]`"),
                (r#"["a",1,true,"b"]"#, "expected a number, found the string \"b\" at `$[3]`"),
                ("{}", "expected an array, found an empty object at `$`"),
            ],
        );
    }
    let pair = rt::Tuple::<(i64, Option<i64>), i64, 1>::from((1, None));
    assert_eq!(rt::ToJson::to_json(&pair).to_string(), "[1]");
}
