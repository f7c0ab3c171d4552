//! Java's numbers.

use crate::{check, check_fails};

#[test]
fn operators() {
    check(&[
        ("#set($x = 5 - 7)$x", "-2"),
        ("#set($x = 7 / 2)$x,#set($x = -7 / 2)$x,#set($x = -7 % 3)$x", "3,-3,-1"),
        ("#set($x = 7.0 / 2)$x,#set($x = 7 / 2.0)$x", "3.5,3.5"),
        ("#set($x = 1 + 2 * 3)$x,#set($x = (1 + 2) * 3)$x,#set($x = 10 - 2 - 3)$x", "7,9,5"),
        ("#set($x = $n/$m)$x,#set($x = $n%$m)$x", "3,1"),
        ("#set($x = 1 / 0)[$x]#set($x = 1 % 0)[$x]#set($x = 1.0 / 0)[$x]", "[][][]"),
        ("#set($x = 0.1 + 0.2)$x", "0.30000000000000004"),
    ]);
}

#[test]
fn integers_grow() {
    check(&[
        ("#set($x = 2147483647 + 1)$x", "2147483648"),
        ("#set($x = 9223372036854775807 + 1)$x", "9223372036854775808"),
        ("#set($x = 9223372036854775807 * 3)$x", "27670116110564327421"),
        ("#set($x = -9223372036854775807 - 10)$x", "-9223372036854775817"),
        ("#set($x = 99999999999999999999 / 3)$x", "33333333333333333333"),
        ("#set($x = -99999999999999999999 % 7)$x", "6"),
        ("#set($x = 99999999999999999999 * 1.5)$x", "149999999999999999998.5"),
        ("#set($x = 99999999999999999999 / 0.3)$x", "333333333333333345666"),
    ]);
    check_fails(&["#set($x = 99999999999999999999 % -7)", "#set($x = 99999999999999999999 % 1.5)"]);
}

#[test]
fn printing() {
    check(&[
        ("#set($x = 1e3)$x,#set($x = 1.0E7)$x,#set($x = 9999999.0)$x", "1000.0,1.0E7,9999999.0"),
        ("#set($x = 0.001)$x,#set($x = 0.0001)$x,#set($x = 1.0e-7)$x", "0.001,1.0E-4,1.0E-7"),
        ("#set($x = 1e22)$x,#set($x = 12345678.9)$x,#set($x = 1e300)$x", "1.0E22,1.23456789E7,1.0E300"),
        ("#set($x = 1e400)$x,#set($x = .5)$x,#set($x = 5.)$x,#set($x = -0.0)$x", "Infinity,0.5,5.0,-0.0"),
        ("$big $f", "12345678901 2.5"),
    ]);
}

#[test]
fn texts_are_joined() {
    check(&[
        ("#set($x = 'a' + 1)$x,#set($x = 1 + 'a')$x,#set($x = '5' + 3)$x", "a1,1a,53"),
        ("#set($x = 'a' + 1 + 2)$x,#set($x = 1 + 2 + 'a')$x", "a12,3a"),
        ("#set($x = $missing + 1)$x,#set($x = 'a' + $list)$x,#set($x = 'a' + true)$x", "1,a[1, 2, 3],atrue"),
        ("#set($x = 'a' + (1 / 0))$x,#set($x = 'a' + 1 / 0)$x", "a1 / 0,a 0"),
        ("#set($x = 'a' - 1)[$x]#set($x = true + 1)[$x]", "[][]"),
    ]);
}

#[test]
fn methods() {
    check(&[
        ("$f.intValue() $f.longValue() $n.doubleValue() $f.floatValue() $big.intValue()", "2 2 7.0 2.5 -539222987"),
        (
            "$n.parseInt('12') $n.valueOf('0012') $n.toHexString(255) $n.toBinaryString(5) $n.max(3, 9)",
            "12 12 ff 101 9",
        ),
        ("$n.compareTo(9) $n.equals(7) $n.equals('7') $n.toString().length()", "-1 true false 1"),
        ("$f.isNaN() $f.parseDouble('1e2') $f.max(1.5, 3)", "false 100.0 3.0"),
        ("$yes.booleanValue() $yes.parseBoolean('TRUE') $yes.equals(false) $yes.compareTo(false)", "true true false 1"),
        (
            "$n.hashCode() $big.hashCode() $f.hashCode() $yes.hashCode() $s.hashCode() $list.hashCode() $map.hashCode()",
            "7 -539222985 1074003968 1231 69609650 30817 50",
        ),
    ]);
    check_fails(&["$n.parseInt('x')", "$n.parseInt('99999999999')", "$n.compareTo('7')", "$f.parseDouble('x')"]);
}
