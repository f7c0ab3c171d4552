//! Errors say what and where.

use gatewright_vtl::Template;

use crate::try_render;

#[test]
fn malformed_templates() {
    for (template, line, column, expected) in [
        ("a\n#if(true)x", 2, 11, "expected `#end` of `#if`, found the end of the template"),
        ("#if(true)x#end#end", 1, 15, "expected text, a reference or a directive, found `#end`"),
        ("#foreach($i in [1])x", 1, 21, "expected `#end` of `#foreach`, found the end of the template"),
        ("#foreach\n$i", 1, 1, "expected `(` after `#foreach`"),
        ("#set($x)", 1, 8, "expected `=`, found `)`"),
        ("#set(x = 1)", 1, 6, "expected a reference to assign to, found `x`"),
        ("#set($x = null)", 1, 11, "expected an expression, found `null`"),
        ("#set($x = 5 -3)", 1, 13, "expected `)`, found `-3`"),
        ("#set($x = [1, )", 1, 15, "expected a value, found `)`"),
        ("text $", 1, 7, "the template ends in the middle of a reference, directive or text block"),
        ("text #", 1, 7, "the template ends in the middle of a reference, directive or text block"),
        ("$x[", 1, 4, "expected an index, found the end of the template"),
        ("$x.y(1", 1, 7, "expected `,` or `)`, found the end of the template"),
        ("$x.y(1 + 2)", 1, 8, "unexpected `+`"),
        ("#set($x = \"#if(1)\")", 1, 11, ""),
        ("#set($x = \"\\u00\")$x", 1, 11, "expected four hexadecimal digits after `\\u`"),
        ("#macro", 1, 1, "expected `(` and a name after `#macro`"),
        ("#define($a $b)x#end", 1, 1, "`#define` takes one reference"),
        ("é $x[", 1, 6, "expected an index, found the end of the template"),
    ] {
        let error = Template::parse(template).map(|_| ()).expect_err(template);
        if !expected.is_empty() {
            assert_eq!(error.message(), expected, "of {template:?}");
            assert_eq!((error.place().line, error.place().column), (line, column), "of {template:?}");
        }
    }
}

#[test]
fn rendering_errors_have_a_place() {
    let error = try_render("a\n  $list.get(9)").unwrap_err();
    assert_eq!(error.to_string(), "index 9 is out of bounds for length 3 at line 2, column 9");
    let error = try_render("#set($x = $list[9])").unwrap_err();
    assert_eq!((error.place().unwrap().line, error.place().unwrap().column), (1, 16));
    let error = try_render("#if(true)\n#set($x = $s.substring(99))#end").unwrap_err();
    assert_eq!(error.place().unwrap().line, 2);
}
