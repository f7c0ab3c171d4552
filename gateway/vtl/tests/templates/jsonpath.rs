//! JSONPath as Jayway has it.

use gatewright_vtl::jsonpath::JsonPath;
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "store": {
            "book": [
                {"category": "reference", "author": "Nigel Rees", "title": "Sayings", "price": 8.95, "tags": ["a", "b"]},
                {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword", "price": 12.99},
                {"category": "fiction", "title": "Moby Dick", "isbn": "0-553", "price": 8.99},
            ],
            "bicycle": {"color": "red", "price": 19.95},
        },
        "n": [1, 2, 3, 10], "nested": [[1, 2], [3]], "x y": 1, "it's": 2, "e": [], "nul": null, "limit": 10, "word": "text",
    })
}

#[track_caller]
fn check(table: &[(&str, Value)]) {
    for (path, expected) in table {
        let parsed = JsonPath::parse(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(parsed.find_json(&document()), Some(expected.clone()), "of {path}");
    }
}

#[track_caller]
fn check_nothing(paths: &[&str]) {
    for path in paths {
        assert_eq!(JsonPath::parse(path).unwrap().find_json(&document()), None, "of {path}");
    }
}

#[test]
fn definite_paths() {
    check(&[
        ("$.store.bicycle.color", json!("red")),
        ("$['store']['bicycle'][\"color\"]", json!("red")),
        ("store.bicycle.price", json!(19.95)),
        ("$.n[0]", json!(1)),
        ("$.n[-1]", json!(10)),
        ("$['x y']", json!(1)),
        (r"$['it\'s']", json!(2)),
        ("$.nested[0][1]", json!(2)),
        ("$.store.bicycle['color', 'price', 'nope']", json!({"color": "red", "price": 19.95})),
        ("$.nul", Value::Null),
        ("$.n[ 0 ]", json!(1)),
    ]);
    check_nothing(&["$.nope", "$.n[9]", "$.n[-9]", "$.word.length", "$.store[0]", "$.n.x", "$.nope.deeper[0].x"]);
    assert!(JsonPath::parse("$.a[0]['b']").unwrap().is_definite());
    for path in ["$..a", "$.a[*]", "$.a[0,1]", "$.a[1:]", "$.a[?(@.b)]", "$.*"] {
        assert!(!JsonPath::parse(path).unwrap().is_definite(), "{path}");
    }
}

#[test]
fn indefinite_paths() {
    check(&[
        ("$.store.book[*].price", json!([8.95, 12.99, 8.99])),
        ("$..price", json!([8.95, 12.99, 8.99, 19.95])),
        ("$.store..price", json!([8.95, 12.99, 8.99, 19.95])),
        ("$.store.*.price", json!([19.95])),
        ("$..book[0].title", json!(["Sayings"])),
        ("$..book[-1:].title", json!(["Moby Dick"])),
        ("$.n[0,2]", json!([1, 3])),
        ("$.n[1:3]", json!([2, 3])),
        ("$.n[:2]", json!([1, 2])),
        ("$.n[2:]", json!([3, 10])),
        ("$.n[-2:]", json!([3, 10])),
        ("$.n[:-1]", json!([1, 2, 3])),
        ("$.n[-3:-1]", json!([2, 3])),
        ("$.n[2:1]", json!([])),
        ("$.nested[*][0]", json!([1, 3])),
        ("$..nope", json!([])),
        ("$.n[*].x", json!([])),
        ("$.store.book[*].isbn", json!(["0-553"])),
        ("$.e[*]", json!([])),
        (
            "$..[0]",
            json!([{"category": "reference", "author": "Nigel Rees", "title": "Sayings", "price": 8.95, "tags": ["a", "b"]}, "a", 1, [1, 2], 1, 3]),
        ),
    ]);
    check_nothing(&["$.nope[*].x", "$.nope..x"]);
}

#[test]
fn filters() {
    let titles = |filter: &str, expected: Value| {
        let path = format!("$.store.book[?({filter})].title");
        check(&[(&path, expected)]);
    };
    titles("@.isbn", json!(["Moby Dick"]));
    titles("!@.isbn", json!(["Sayings", "Sword"]));
    titles("@.price < 10", json!(["Sayings", "Moby Dick"]));
    titles("@.price <= $.limit", json!(["Sayings", "Moby Dick"]));
    titles("@.category == 'fiction' && @.price > 10", json!(["Sword"]));
    titles("@.category == \"reference\" || @.isbn", json!(["Sayings", "Moby Dick"]));
    titles("(@.price > 10 || @.price < 8.96) && !(@.title == 'Sword')", json!(["Sayings"]));
    titles("@.author =~ /.*REES/i", json!(["Sayings"]));
    titles("@.title =~ /.*o.*/", json!(["Sword", "Moby Dick"]));
    titles("@.category in ['reference', 'x']", json!(["Sayings"]));
    titles("@.category nin ['reference']", json!(["Sword", "Moby Dick"]));
    titles("@.title contains 'or'", json!(["Sword"]));
    titles("@.tags contains 'a'", json!(["Sayings"]));
    titles("@.tags size 2", json!(["Sayings"]));
    titles("@.tags empty false", json!(["Sayings"]));
    titles("@.tags subsetof ['a', 'b', 'c']", json!(["Sayings"]));
    titles("@.tags anyof ['b']", json!(["Sayings"]));
    titles("@['price'] == 8.95", json!(["Sayings"]));
    titles("@.price == '8.95'", json!(["Sayings"]));
    titles("@.author != 'Nigel Rees'", json!(["Sword", "Moby Dick"]));
    check(&[
        ("$.n[?(@ > 2)]", json!([3, 10])),
        ("$..[?(@.color)].price", json!([19.95])),
        ("$.store.bicycle[?(@.color == 'red')].price", json!([19.95])),
    ]);
}

#[test]
fn functions() {
    check(&[
        ("$.n.length()", json!(4)),
        ("$.n.sum()", json!(16.0)),
        ("$.n.min()", json!(1.0)),
        ("$.n.max()", json!(10.0)),
        ("$.n.avg()", json!(4.0)),
        ("$.n.first()", json!(1)),
        ("$.n.last()", json!(10)),
        ("$.store.bicycle.keys()", json!(["color", "price"])),
        ("$.store.book[0].concat('a', $.word, @.title)", json!("atextSayings")),
        ("$..price.max()", json!(19.95)),
        ("$.store.length()", json!(2)),
    ]);
    check_nothing(&["$.e.sum()", "$.nope.length()", "$.limit.length()"]);
}

#[test]
fn malformed_paths() {
    for path in [
        "",
        " ",
        "$.",
        "$..",
        "$.a.",
        "$a",
        "$[",
        "$['a",
        "$['a' 'b']",
        "$[a]",
        "$[?(@.a]",
        "$[?(@.a == )]",
        "$.a b",
        "$...a",
        "$[1:x]",
        "$[:]",
        "$.a.nope()",
        "$.x.concat(",
        "$[?(&&)]",
    ] {
        assert!(JsonPath::parse(path).is_err(), "{path}");
    }
    let deep = format!("$[?({}@.a{})]", "(".repeat(1000), ")".repeat(1000));
    assert!(JsonPath::parse(&deep).is_err());
}

#[test]
fn hostile_paths_end() {
    let wide: Value = (0..200).map(|index| json!({"a": {"a": {"a": vec![index; 20]}}})).collect();
    let path = format!("$..a{}", "..*".repeat(12));
    let started = std::time::Instant::now();
    let _ = JsonPath::parse(&path).unwrap().find_json(&wide);
    assert!(started.elapsed().as_secs() < 20);
}
