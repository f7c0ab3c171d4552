//! Whatever the text, parsing and rendering end without a panic.

use gatewright_vtl::jsonpath::JsonPath;
use gatewright_vtl::{Collections, Dialect, Input, Limits, Parameters, Scope, Template, Value, parse_payload};
use proptest::prelude::*;

/// Pieces that mean something to one of the parsers.
const PIECES: &[&str] = &[
    "$",
    "$!",
    "${",
    "$!{",
    "}",
    "#",
    "##",
    "\n",
    "#*",
    "*#",
    "#[[",
    "]]#",
    "#if(",
    "#elseif(",
    "#else",
    "#end",
    "#foreach($i in ",
    "#set($x = ",
    "#define($d)",
    "#macro(m $p)",
    "#m(",
    "#@m()",
    "#break",
    "#stop",
    "#literal()",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "..",
    ".",
    "'",
    "\"",
    "\"\"",
    "\\",
    "\\\\",
    " ",
    "\t",
    "\r\n",
    "a",
    "$a",
    "$list",
    "$map",
    "$s",
    "$input",
    "$util",
    "$context",
    ".size()",
    ".get(0)",
    "[0]",
    "['k']",
    "[-1]",
    ".k",
    ".add(1)",
    ".put('k', $map)",
    ".path('$..a')",
    ".json('$')",
    ".params()",
    ".split('')",
    ".replaceAll('(a|b)*', '$0')",
    ".substring(1)",
    ".format('%5$-3s', 1)",
    ".parseJson('[')",
    "1",
    "-1",
    "2.5",
    "1e400",
    "99999999999999999999",
    "true",
    "false",
    " + ",
    " - ",
    " * ",
    " / ",
    " % ",
    " == ",
    " != ",
    " < ",
    " >= ",
    " && ",
    " || ",
    "!",
    " not ",
    "é",
    "😀",
    "\u{0}",
    "[1..3]",
    "[$x..9]",
    "{'a': 1}",
    "$foreach.index",
    "$foreach",
    "$d",
    "=",
    "@",
    "?",
    "*",
    "\\u0041",
    "in",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn small() -> Limits {
    let mut limits = Limits::default();
    limits.steps = 20_000;
    limits.output = 100_000;
    limits
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn templates(source in text(), body in text()) {
        for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
            let Ok(template) = Template::parse_as(&source, dialect) else { continue };
            let mut scope = Scope::for_input(Input::new(body.as_str(), Parameters::default()));
            for (name, value) in crate::variables().as_object().unwrap() {
                scope.set(name.as_str(), Value::from_json(value, Collections::JsonSmart));
            }
            if let Ok(text) = template.render(&mut scope, &small()) {
                prop_assert!(text.len() <= 100_000);
            }
            let _ = scope.context();
        }
    }

    #[test]
    fn paths(path in text(), body in text()) {
        let value = parse_payload(&body, Collections::JsonSmart).unwrap_or_default();
        if let Ok(path) = JsonPath::parse(&path) {
            let _ = path.find(&value);
        }
        if let Ok(path) = JsonPath::parse(&format!("$[?({path})]")) {
            let _ = path.find_json(&crate::variables());
        }
    }

    #[test]
    fn text_without_marks_is_itself(source in "[^$#\\\\]{0,80}") {
        let template = Template::parse(&source).unwrap();
        prop_assert_eq!(template.render(&mut Scope::new(), &Limits::default()).unwrap(), source);
    }

    #[test]
    fn json_survives(value in any::<i64>(), text in any::<String>(), fraction in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
        let json = serde_json::json!({"a": [value, text, fraction, null, true], "b": {"c": value}});
        let back = Value::from_json(&json, Collections::JsonSmart).to_json();
        prop_assert_eq!(&back, &json);
    }
}
