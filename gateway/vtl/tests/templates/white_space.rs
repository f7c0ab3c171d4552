//! What directives swallow around them.

use crate::check;

#[test]
fn a_directive_swallows_its_line_end() {
    check(&[
        ("a\n#set($x = 1)\nb", "a\nb"),
        ("a #set($x = 1) b", "a  b"),
        ("a\n  #set($x = 1)  \nb", "a\n  b"),
        ("$a  #set($x = 1)  \nb", "Ab"),
        ("#set($x = 1)\n  #set($y = 1)\nb", "b"),
        ("#set($x = 1)\n\nb", "\nb"),
        ("\r\n#set($x = 1)\r\nb", "\r\nb"),
        ("#set($x = 1)\t\nb", "b"),
        ("#if(true)\nyes\n#end\nafter", "yes\nafter"),
        ("  #if(true)\n  yes\n  #end\nafter", "    yes\n  after"),
        ("#if(false)\nno\n#else\nyes\n#end\n", "yes\n"),
        ("#if(false)\nno\n#elseif(true) \nmid\n#else  \nyes\n#end  \n|", "mid\n|"),
        ("#foreach ( $i in $list )\n  $i\n#end\n", "  1\n  2\n  3\n"),
        ("#define($d)\nhi\n#end\n[$d]", "[hi\n]"),
        ("a ## comment\n\nb", "a \nb"),
        ("a #* comment *#\nb", "a \nb"),
        ("#if(true)x#end y", "x y"),
        ("$a\n$a \n", "A\nA \n"),
        ("{\n#if(true)\n  \"a\": 1#if(true),#end\n#end\n  \"b\": 2\n}", "{\n  \"a\": 1,  \"b\": 2\n}"),
    ]);
}
