use super::{check, rt, strict, text, tolerant, unknown};
use rt::Value;

#[derive(Clone, Debug)]
struct Cat {
    name: String,
    lives: Option<i64>,
}
rt::object! { both Cat { required name "name", optional lives "lives" } }

#[derive(Clone, Debug)]
struct Dog {
    kind: String,
    bark: Option<bool>,
}
rt::object! { both Dog { required kind "kind", optional bark "bark" } }

#[derive(Clone, Debug)]
enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Unknown(Value),
}
rt::tagged_union! { both Pet by "kind" { Cat "cat" "kitten", Dog "dog" } }

#[derive(Clone, Debug)]
struct Circle {
    radius: f64,
    label: Option<String>,
}
rt::object! { both Circle { required radius "radius", optional label "label" } }

#[derive(Clone, Debug)]
struct Square {
    side: Option<f64>,
    label: Option<String>,
}
rt::object! { both Square { optional side "side", optional label "label" } }

#[derive(Clone, Debug)]
enum Shape {
    Circle(Circle),
    Square(Square),
    Text(String),
    Unknown(Value),
}
rt::untagged_union! { both Shape { Circle, Square, Text } }

#[derive(Clone, Debug, PartialEq)]
struct Names(Vec<Names>);
rt::newtype! { both Names }

/// A document may say that a union holds itself.
#[derive(Clone, Debug)]
enum Ouroboros {
    Itself(Box<Ouroboros>),
    Number(i64),
    Unknown(Value),
}
rt::untagged_union! { both Ouroboros { Itself, Number } }

#[test]
fn tags_are_read_and_written() {
    check(
        tolerant::<Pet>,
        &[
            // A variant without the tag among its members gets its first tag.
            (r#"{"kind":"kitten","name":"Tom"}"#, r#"{"name":"Tom","kind":"cat"}"#),
            (r#"{"kind":"dog","bark":true}"#, r#"{"kind":"dog","bark":true}"#),
            (r#"{"kind":"bird","wings":2}"#, r#"{"kind":"bird","wings":2}"#),
            (r#"{"wings":2}"#, r#"{"wings":2}"#),
            ("3", "3"),
            (r#"{"kind":"cat"}"#, "expected a property `name`, found none at `$`"),
        ],
    );
    check(
        strict::<Pet>,
        &[
            (r#"{"kind":"bird"}"#, "expected one of `cat`, `kitten`, `dog`, found the string \"bird\" at `$.kind`"),
            (r#"{"name":"x"}"#, "expected a property `kind`, found none at `$`"),
            (r#"{"kind":1}"#, "expected one of `cat`, `kitten`, `dog`, found the number 1 at `$.kind`"),
            ("[]", "expected an object, found an empty array at `$`"),
        ],
    );
    assert_eq!(unknown::<Pet>(r#"{"kind":"bird"}"#), 2);
}

#[test]
fn the_best_fit_wins_and_the_first_on_a_tie() {
    let read = |json: &str| rt::from_value::<Shape>(&serde_json::from_str(json).unwrap()).unwrap();
    assert!(matches!(read(r#"{"radius":1}"#), Shape::Circle(_)));
    assert!(matches!(read(r#"{"side":1}"#), Shape::Square(_)));
    // Both fit; the circle leaves `side` over and the square `radius`: the first of the two.
    assert!(matches!(read(r#"{"radius":1,"side":1}"#), Shape::Circle(_)));
    assert!(matches!(read(r#"{"radius":"x","side":1}"#), Shape::Square(_)));
    assert!(matches!(read("\"round\""), Shape::Text(_)));
    assert!(matches!(read("[1]"), Shape::Unknown(_)));
    check(tolerant::<Shape>, &[("[1]", "[1]"), (r#"{"label":"l"}"#, r#"{"label":"l"}"#)]);
    check(strict::<Shape>, &[("[1]", "expected an object, found an array at `$`")]);
    // The misfit that is furthest inside says most.
    check(strict::<Vec<Shape>>, &[("[7]", "expected an object, found the number 7 at `$[0]`")]);
    check(
        strict::<Shape>,
        &[(r#"{"radius":"x","label":1}"#, "expected a number, found the string \"x\" at `$.radius`")],
    );
}

#[test]
fn penalties_add_up_through_unions() {
    assert_eq!(unknown::<Vec<Shape>>(r#"[{"radius":1,"side":1},{"side":1},{"x":1,"y":2}]"#), 3);
}

#[test]
fn newtypes_are_what_they_hold() {
    check(
        strict::<Names>,
        &[("[[],[[]]]", "[[],[[]]]"), ("[[1]]", "expected an array, found the number 1 at `$[0][0]`")],
    );
}

#[test]
fn a_union_that_holds_itself_ends() {
    check(tolerant::<Ouroboros>, &[("1", "1"), ("\"x\"", "\"x\"")]);
}

#[test]
fn every_kind_is_serde_to_the_outside() {
    let json = r#"[{"kind":"dog"}]"#;
    let pets: Vec<Pet> = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&pets).unwrap(), json);
    let shapes: Vec<Shape> = serde_json::from_str("[\"a\"]").unwrap();
    assert_eq!(serde_json::to_string(&shapes).unwrap(), "[\"a\"]");
}

#[derive(Clone, Debug)]
struct Left {
    next: Option<Box<Fork>>,
}
rt::object! { both Left { optional next "next" } }

#[derive(Clone, Debug)]
enum Fork {
    Left(Left),
    Same(Left),
    Unknown(Value),
}
rt::untagged_union! { both Fork { Left, Same } }

#[test]
fn combinations_are_not_tried_without_end() {
    let deep = |inner: &str| format!("{}{inner}{}", r#"{"next":"#.repeat(60), "}".repeat(60));
    // Every level fits badly: two to the power of sixty ways.
    let json = deep(r#"{"other":1}"#);
    let started = std::time::Instant::now();
    assert_eq!(tolerant::<Fork>(&json), deep("{}"));
    assert!(strict::<Fork>(&deep("1")).starts_with("expected an object, found the number 1 at `$.next.next"));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[derive(Clone, Debug)]
struct Message {
    kind: Option<String>,
    text: String,
}
rt::object! { both Message { optional kind "kind", required text "text" } }

#[derive(Clone, Debug)]
struct Call {
    kind: String,
}
rt::object! { both Call { required kind "kind" } }

#[derive(Clone, Debug)]
enum Item {
    Call(Call),
    Message(Message),
    Unknown(Value),
}
rt::tagged_union! { both Item by "kind" or best { Call "call", Message "message" } }

#[test]
fn a_tag_that_may_be_missing_is_written() {
    for read in [tolerant::<Item>, strict::<Item>] {
        check(
            read,
            &[
                (r#"{"text":"a"}"#, r#"{"text":"a","kind":"message"}"#),
                (r#"{"kind":"message","text":"a"}"#, r#"{"kind":"message","text":"a"}"#),
                (r#"{"kind":"call"}"#, r#"{"kind":"call"}"#),
            ],
        );
    }
    check(tolerant::<Item>, &[(r#"{"kind":"post"}"#, r#"{"kind":"post"}"#)]);
    check(
        strict::<Item>,
        &[
            (r#"{"kind":"post"}"#, "expected one of `call`, `message`, found the string \"post\" at `$.kind`"),
            ("{}", "expected a property `kind`, found none at `$`"),
        ],
    );
}

#[derive(Clone, Debug)]
struct Yes {
    ok: bool,
    count: Option<i64>,
}
rt::object! { both Yes { required ok "ok", optional count "count" } }

#[derive(Clone, Debug)]
struct No {
    ok: Option<bool>,
    error: String,
}
rt::object! { both No { optional ok "ok", required error "error" } }

#[derive(Clone, Debug)]
enum Outcome {
    Yes(Yes),
    No(No),
    Unknown(Value),
}
rt::tagged_union! { both Outcome by value "ok" { Yes "true", No "false" } }

#[derive(Clone, Debug)]
enum Versioned {
    Yes(Yes),
    No(No),
    Unknown(Value),
}
rt::tagged_union! { both Versioned by value "version" { Yes "1", No "2" } }

#[test]
fn tags_that_are_no_strings() {
    for read in [tolerant::<Outcome>, strict::<Outcome>] {
        check(
            read,
            &[
                (r#"{"ok":true,"count":1}"#, r#"{"ok":true,"count":1}"#),
                (r#"{"ok":false,"error":"e"}"#, r#"{"ok":false,"error":"e"}"#),
            ],
        );
    }
    check(tolerant::<Outcome>, &[(r#"{"ok":null,"error":"e"}"#, r#"{"ok":null,"error":"e"}"#)]);
    check(
        strict::<Outcome>,
        &[(r#"{"ok":"true"}"#, "expected `true` or `false`, found the string \"true\" at `$.ok`")],
    );
    let no = Outcome::No(No { ok: None, error: "e".to_owned() });
    assert_eq!(rt::to_string(&no), r#"{"error":"e","ok":false}"#);
    check(
        tolerant::<Versioned>,
        &[
            (r#"{"version":2,"error":"e"}"#, r#"{"error":"e","version":2}"#),
            (r#"{"version":2.0,"error":"e"}"#, r#"{"error":"e","version":2}"#),
            (r#"{"version":3,"error":"e"}"#, r#"{"version":3,"error":"e"}"#),
        ],
    );
    check(
        strict::<Versioned>,
        &[(r#"{"version":3,"error":"e"}"#, "expected one of `1`, `2`, found the number 3 at `$.version`")],
    );
}

#[derive(Clone, Debug)]
enum Mixed {
    Yes(Yes),
    No(No),
    Text(String),
    Unknown(Value),
}
rt::tagged_union! { both Mixed by "kind" or best { Yes "yes", No, Text } }

#[test]
fn variants_without_a_tag_are_found_by_their_form() {
    for read in [tolerant::<Mixed>, strict::<Mixed>] {
        check(
            read,
            &[
                (r#""a""#, r#""a""#),
                (r#"{"error":"e"}"#, r#"{"error":"e"}"#),
                (r#"{"kind":"yes","ok":true}"#, r#"{"ok":true,"kind":"yes"}"#),
            ],
        );
    }
    assert!(matches!(rt::from_str(r#"{"kind":"other","error":"e"}"#), Ok(Mixed::No(_))));
    assert!(matches!(rt::from_str(r#"{"kind":"yes","ok":true,"error":"e"}"#), Ok(Mixed::Yes(_))));
}

#[derive(Clone, Debug)]
struct Nothing {
    all: Option<Vec<i64>>,
}
rt::object! { both Nothing deny_unknown { optional all "all" } }

#[derive(Clone, Debug)]
struct Sum {
    sum: i64,
    others: std::collections::BTreeMap<String, Value>,
}
rt::object! { both Sum { required sum "sum", ..unknown others } }

#[derive(Clone, Debug)]
struct Product {
    product: Vec<Expression>,
    others: std::collections::BTreeMap<String, Value>,
}
rt::object! { both Product { required product "product", ..unknown others } }

#[derive(Clone, Debug)]
enum Expression {
    Nothing(Nothing),
    Sum(Sum),
    Product(Product),
    Unknown(Value),
}
rt::untagged_union! { both Expression { Nothing, Sum, Product } }

#[test]
fn the_variant_that_loses_nothing_is_taken() {
    for json in [
        r#"{"sum":1,"of":2}"#,
        r#"{"all":[1]}"#,
        // One member against two within it: what is in a member counts.
        r#"{"product":[{"sum":1,"by":2,"of":3}]}"#,
        // The variant that explains the most forbids the rest.
        r#"{"sum":1,"all":[1,2,3]}"#,
    ] {
        check(tolerant::<Expression>, &[(json, json)]);
    }
    // Every level has two members that nobody knows.
    let deep = format!("{}{}", r#"{"product":[{"sum":1,"of":{}},"#.repeat(40), r#"{"sum":1}"#) + &"]}".repeat(40);
    check(tolerant::<Expression>, &[(&deep, &deep)]);
}

#[derive(Clone, Debug)]
enum Loose {
    Nothing(Nothing),
    Text(String),
    Unknown(Value),
}
rt::untagged_union! { both open Loose { Nothing, Text } }

#[test]
fn an_open_union_takes_anything() {
    for read in [tolerant::<Loose>, strict::<Loose>] {
        for json in ["3", "\"text\"", r#"{"all":[1]}"#, r#"{"all":[1],"more":2}"#] {
            check(read, &[(json, json)]);
        }
    }
    let read = |json: &str| rt::from_value::<Loose>(&serde_json::from_str(json).unwrap()).unwrap();
    assert!(matches!(read(r#"{"all":[1]}"#), Loose::Nothing(_)));
    assert!(matches!(read(r#"{"all":[1],"more":2}"#), Loose::Unknown(_)));
}

#[derive(Clone, Debug)]
enum Several {
    All(Vec<String>),
    Numbers(Vec<i64>),
    One(String),
    Unknown(Value),
}
rt::untagged_union! { both Several { All, Numbers, One } }

#[derive(Clone, Debug)]
enum Counts {
    Numbers(Vec<i64>),
    Flag(bool),
    Unknown(Value),
}
rt::untagged_union! { both Counts { Numbers, Flag } }

/// In text a list of one is the same as the one.
#[test]
fn one_text_is_a_list_only_where_nothing_else_fits() {
    check(
        text::<Several>,
        &[("\"\"", "\"\""), ("\"a\"", "\"a\""), (r#"["a"]"#, r#"["a"]"#), (r#"["1","2"]"#, r#"["1","2"]"#)],
    );
    check(text::<Counts>, &[("\"7\"", "[7]"), ("\"true\"", "true")]);
}

#[derive(Clone, Debug)]
enum Ended {
    Ended,
    Unknown(String),
}
rt::string_enum! { Ended { Ended "ended" } }

#[derive(Clone, Debug)]
enum Going {
    Queued,
    Begun,
    Unknown(String),
}
rt::string_enum! { Going { Queued "queued", Begun "begun" } }

#[derive(Clone, Debug)]
struct EndedRun {
    state: Ended,
    result: String,
    at: Option<i64>,
    steps: Option<Vec<i64>>,
}
rt::object! {
    both EndedRun { first state "state", required result "result", optional at "at", optional steps "steps" }
}

#[derive(Clone, Debug)]
struct GoingRun {
    state: Option<Going>,
    at: Option<i64>,
    steps: Option<Vec<i64>>,
}
rt::object! { both GoingRun { optional state "state", optional at "at", optional steps "steps" } }

#[derive(Clone, Debug)]
enum Run {
    Ended(EndedRun),
    Going(GoingRun),
    Named(String),
    Unknown(Value),
}
rt::untagged_union! { both Run { Ended, Going, Named } }

#[test]
fn the_misfits_are_those_of_the_variant_that_was_meant() {
    let all = |json: &str| {
        let misfit = rt::read::<Vec<Run>>(json.as_bytes(), rt::Reading::strict()).map(|_| ()).unwrap_err();
        let all: Vec<String> = std::iter::once(&misfit).chain(misfit.others()).map(ToString::to_string).collect();
        all
    };
    // The listed values say which, wherever they stand.
    let at = "expected an integer of 64 bits, found the string \"x\" at `$[0].at`";
    assert_eq!(all(r#"[{"state":"begun","at":"x"}]"#), [at]);
    assert_eq!(all(r#"[{"at":"x","state":"begun"}]"#), [at]);
    assert_eq!(all(r#"[{"at":"x","state":"ended","result":"good"}]"#), [at]);
    // All misfits of that variant are reported, and those of the items behind it.
    assert_eq!(
        all(r#"[{"at":"x","state":"ended","steps":[1,"y",true]},7]"#),
        [
            at,
            "expected an integer of 64 bits, found the string \"y\" at `$[0].steps[1]`",
            "expected an integer of 64 bits, found true at `$[0].steps[2]`",
            "expected a property `result`, found none at `$[0]`",
            "expected an object, found the number 7 at `$[1]`",
        ]
    );
    // Where no listed value fits, the variant that leaves less.
    assert_eq!(
        all(r#"[{"state":"over","result":"good"}]"#),
        ["expected one of `ended`, found the string \"over\" at `$[0].state`"]
    );
    assert_eq!(
        all(r#"[{"state":"over"}]"#),
        ["expected one of `queued`, `begun`, found the string \"over\" at `$[0].state`"]
    );
}
