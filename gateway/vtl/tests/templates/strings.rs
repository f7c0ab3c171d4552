//! `java.lang.String`, in UTF-16.

use crate::{check, check_fails};

#[test]
fn methods() {
    check(&[
        ("$s.length() $s.isEmpty() $empty.isEmpty() $s.empty", "5 false true false"),
        ("$s.substring(1) $s.substring(1, 3) [$s.substring(5)]", "ello el []"),
        (
            "$s.indexOf('l') $s.indexOf('l', 3) $s.lastIndexOf('l') $s.lastIndexOf('l', 2) $s.indexOf('z') $s.indexOf(101)",
            "2 3 3 2 -1 1",
        ),
        ("$s.contains('ell') $s.startsWith('He') $s.startsWith('l', 2) $s.endsWith('o')", "true true true true"),
        (
            "$s.equals('Hello') $s.equals(1) $s.equalsIgnoreCase('hELLO') $s.compareTo('Help') $s.compareToIgnoreCase('HELLO')",
            "true false true -4 0",
        ),
        (
            "$s.toLowerCase() $s.toUpperCase() $s.concat('!') $s.replace('l', 'L') $s.trim()",
            "hello HELLO Hello! HeLLo Hello",
        ),
        ("$s.charAt(1) $s.codePointAt(1) $s.charAt(0).toString().length()", "e 101 1"),
        ("$s.format('%s-%05d-%.2f|%-4s|%x', 'a', 42, 1.005, 'b', 255)", "a-00042-1.01|b   |ff"),
        (
            "$s.valueOf(3) $s.join('-', 'a', 'b') $s.join('+', $words) $s.repeat(2) $s.strip()",
            "3 a-b b+a HelloHello Hello",
        ),
        ("$s.getBytes().size() $s.toCharArray().size() $s.bytes[0]", "5 5 72"),
        ("[$s.class.module][$s.getClass().forName('x')][$s.substring('x')][$s[0]]", "[][][][]"),
    ]);
    check_fails(&[
        "$s.substring(6)",
        "$s.substring(3, 2)",
        "$s.charAt(5)",
        "$s.charAt(-1)",
        "$s.repeat(-1)",
        "$s.compareTo(1)",
        "$s[-1]",
    ]);
}

#[test]
fn utf_16() {
    check(&[
        ("#set($x = 'a😀é')$x.length() $x.substring(3) $x.indexOf('é') $x.substring(0, 2)", "4 é 3 a?"),
        ("#set($x = 'a😀é')$x.codePointAt(1) $x.lastIndexOf('é') $x.toUpperCase()", "128512 3 A😀É"),
    ]);
}

#[test]
fn regular_expressions() {
    check(&[
        ("$s.matches('H.*') $s.matches('ell') $s.matches('[A-Z][a-z]+')", "true false true"),
        ("$s.replaceAll('l+', '_') $s.replaceFirst('l', '_') $s.replaceAll('(H)(e)', '$2$1')", "He_o He_lo eHllo"),
        (
            r"$s.replaceAll('l', '\$') $s.replaceAll('x*', '-') $s.replaceAll('(?<q>e)', '[${q}]')",
            "He$$o -H-e-l-l-o- H[e]llo",
        ),
        (r#"#set($q = 'a"b')#set($e = '\\\\$0')$q.replaceAll('"', $e)"#, r#"a\\"b"#),
        ("$s.replaceAll('(?i)h(?=e)', 'j') $s.replaceAll('(?<!l)l', 'L')", "jello HeLlo"),
        (
            r"#set($x = 'a.b[c]')$x.replaceAll('\.', '/') $x.replaceAll('[\[\]]', '|') $x.replaceAll('\Q[c]\E', '')",
            "a/b[c] a.b|c| a.b",
        ),
        (
            r"#set($x = 'é1_ x')$x.replaceAll('\w', 'W') $x.replaceAll('\p{Alpha}', 'P') $x.replaceAll('\p{L}', 'L')",
            "éWW W é1_ P L1_ L",
        ),
        (r"#set($x = 'ab12')$x.replaceAll('[a-z&&[^b]]', '-') $x.replaceAll('[\d&&[^1]]', '#')", "-b12 ab1#"),
        (
            "$s.split('l').size() $s.split('l')[0] $s.split('').size() $s.split('(?=l)')[1] $s.split('z')[0]",
            "3 He 5 l Hello",
        ),
        ("#set($x = ',a,,b,,')$x.split(',').size() $x.split(',', -1).size() $x.split(',', 2)[1]", "4 6 a,,b,,"),
        ("#foreach($p in $s.split('l'))<$p>#end", "<He><><o>"),
    ]);
    check_fails(&[
        "$s.replaceAll('(', '')",
        "$s.matches('[a')",
        "$s.replaceAll('l', '$1')",
        r"$s.replaceAll('l', '\')",
        r"$s.matches('\y')",
    ]);
}

#[test]
fn backtracking_is_bounded() {
    let template = format!("#set($x = '{}')$x.matches('(a+)+(?!b)$(?=c)')", "a".repeat(40));
    // Either answer in time or a clear error; never a hang.
    let started = std::time::Instant::now();
    let _ = crate::try_render(&template);
    assert!(started.elapsed().as_secs() < 20);
}
