//! What is true, and what equals what.

use crate::check;

fn holds(conditions: &[(&str, bool)]) {
    for (condition, expected) in conditions {
        let template = format!("#if({condition})T#{{else}}F#end");
        check(&[(&template, if *expected { "T" } else { "F" })]);
    }
}

#[test]
fn truth() {
    holds(&[
        ("$yes", true),
        ("$no", false),
        ("$missing", true),
        ("!$missing", false),
        ("$nul", true),
        ("$n", true),
        ("$empty", true),
        ("$map.nope", true),
        ("true", true),
        ("!false", true),
        ("not true", false),
        // Literals and sums are false, whatever they are.
        ("1", false),
        ("'x'", false),
        ("\"$yes\"", false),
        ("1 + 1", false),
        ("[]", false),
    ]);
}

#[test]
fn equality() {
    holds(&[
        ("1 == 1.0", true),
        ("1 == \"1\"", true),
        ("$s == 'Hello'", true),
        ("$s == 'hello'", false),
        ("$missing == \"\"", true),
        ("$missing == $null", true),
        ("$missing != \"\"", false),
        ("$nul == \"\"", true),
        ("$list == [1, 2, 3]", true),
        ("$list == [1, 2]", false),
        ("$list == \"[1, 2, 3]\"", true),
        ("$map.n == {\"z\": 1}", true),
        ("$yes == 'true'", true),
        ("1 eq 1 and 1 ne 2", true),
        ("$s.charAt(0) == 'H'", true),
    ]);
}

#[test]
fn order_and_logic() {
    holds(&[
        ("1 < 2", true),
        ("2 <= 2 && 3 > 2 && 3 >= 3", true),
        ("1 lt 2 and 2 le 2 and 3 gt 2 and 3 ge 3", true),
        ("\"a\" < \"b\"", false),
        ("'1' < 2", false),
        ("$big > 5", true),
        ("99999999999999999999 > $big", true),
        ("0.5 > 0", true),
        ("1 == 2 || 3 == 3 && $no", false),
        ("($yes && !$no) || $no", true),
        ("$list.size() > 2 && $list.contains(2)", true),
    ]);
    check(&[
        ("#set($x = 1 == 1)$x,#set($x = $n || $no)$x,#set($x = !$yes)$x", "true,true,false"),
        ("#set($x = $n > 5 && $m)$x", "true"),
    ]);
}
