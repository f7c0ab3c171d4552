use std::collections::BTreeMap;

use super::rt;
use rt::{Limits, ToJson, Validate, Violations};
use serde_json::json;

#[track_caller]
fn check(limits: Limits, value: &dyn ToJson, expected: &str) {
    let mut violations = Violations::new();
    violations.check("v", value, &limits);
    let messages: Vec<_> = violations.iter().map(|violation| violation.message().to_owned()).collect();
    assert_eq!(messages.join("; "), expected, "of {}", rt::to_string(value));
}

#[test]
fn lengths_count_characters() {
    let limits = Limits::new().min_length(2).max_length(3);
    check(limits, &"üü", "");
    check(limits, &"ü", "must be at least 2 characters long");
    check(limits, &"🦀🦀🦀🦀", "must be at most 3 characters long");
    check(limits, &5, "");
    check(limits, &None::<String>, "");
    check(limits, &Some(None::<String>), "");
}

#[test]
fn patterns_are_those_of_ecmascript() {
    let pattern = |pattern: &'static str| Limits::new().pattern(pattern);
    check(pattern("^a+$"), &"aaa", "");
    check(pattern("^a+$"), &"ab", "must match the pattern ^a+$");
    check(pattern("b"), &"abc", "");
    check(pattern("^(?!x)"), &"xy", "must match the pattern ^(?!x)");
    check(pattern(r"^\d+$"), &"१२", r"must match the pattern ^\d+$");
    check(pattern(r"^\p{L}+$"), &"üß", "");
    let both = Limits::new().patterns(&["^a", "z$"]);
    check(both, &"az", "");
    check(both, &"ab", "must match the pattern z$");
    // What nobody can check does not pass.
    check(pattern("("), &"x", "cannot match the malformed pattern (");
}

#[test]
fn ranges_and_steps() {
    check(Limits::new().minimum(1.0).maximum(2.0), &0, "must be at least 1");
    check(Limits::new().minimum(1.0).maximum(2.0), &2.5, "must be at most 2");
    check(Limits::new().exclusive_minimum(1.0), &1, "must be greater than 1");
    check(Limits::new().exclusive_maximum(1.5), &1.5, "must be less than 1.5");
    check(Limits::new().multiple_of(0.1), &0.3, "");
    check(Limits::new().multiple_of(0.01), &19.99, "");
    check(Limits::new().multiple_of(2.0), &3, "must be a multiple of 2");
    check(Limits::new().multiple_of(0.0), &3, "");
}

#[test]
fn sizes_and_uniqueness() {
    check(Limits::new().min_items(1), &Vec::<i64>::new(), "must have at least 1 item");
    check(Limits::new().max_items(1), &vec![1, 2], "must have at most 1 item");
    check(Limits::new().unique_items(), &json!([1, "1", [1], {"a": 1}]), "");
    check(Limits::new().unique_items(), &json!([1, 2, 1.0]), "must not hold an item twice");
    check(Limits::new().unique_items(), &json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}]), "must not hold an item twice");
    check(Limits::new().max_properties(0), &BTreeMap::from([("a".to_owned(), 1)]), "must have at most 0 members");
    check(Limits::new().min_properties(1), &json!({}), "must have at least 1 member");
}

#[test]
fn items_and_members() {
    const SHORT: Limits = Limits::new().max_length(1);
    check(
        Limits::new().each(&SHORT),
        &json!(["a", "bc", null, "de"]),
        "must be at most 1 character long; must be at most 1 character long",
    );
    check(
        Limits::new().each(&const { Limits::new().each(&SHORT) }),
        &json!([["bc"], ["d"]]),
        "must be at most 1 character long",
    );
    let mut violations = Violations::new();
    violations.check("v", &json!({"a/b": "cd", "e": "f"}), &Limits::new().each(&SHORT));
    assert_eq!(violations.to_string(), "`/v/a~1b` must be at most 1 character long");
}

struct Item(String);
impl Validate for Item {
    fn validate_into(&self, violations: &mut Violations) {
        violations.check("name", &self.0, &const { Limits::new().min_length(1) });
    }
}

#[test]
fn violations_say_where() {
    let items = BTreeMap::from([(
        "a/b".to_owned(),
        vec![Some(Box::new(Item("x".to_owned()))), Some(Box::new(Item(String::new())))],
    )]);
    let violations = items.validate().unwrap_err();
    assert_eq!(violations.iter().next().unwrap().pointer(), "/a~1b/1/name");
    assert_eq!(violations.to_string(), "`/a~1b/1/name` must be at least 1 character long");
}

#[test]
fn violations_are_not_collected_without_end() {
    let items: Vec<Item> = (0..10_000).map(|_| Item(String::new())).collect();
    assert_eq!(items.validate().unwrap_err().iter().count(), 100);
}
