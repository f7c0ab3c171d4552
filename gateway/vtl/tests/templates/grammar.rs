//! References, directives, escapes and comments.

use gatewright_vtl::Template;

use crate::{check, check_velocity};

#[test]
fn references() {
    check(&[
        ("$a ${a} $!a $!{a}", "A A A A"),
        ("$missing|${missing}|$!missing", "||"),
        ("${a}b $a-b $a_b $a! $a.", "Ab   A! A."),
        ("$$a $ a $5.00 $! a", "$A $ a $5.00 $ a"),
        ("$map.k $map.get('k') $map['k'] ${map.n.z}", "v v v 1"),
        ("$map.nope.deeper $map.nope() $s.nope", "  "),
        ("$list[0] $list[-1] $list.get(1) $list[$m]", "1 3 2 3"),
        ("$a.b.c[1].d('x')", ""),
        ("$!{ map.put(\"q\", 1) }", "$!{ map.put(\"q\", 1) }"),
        ("$a.5 $a.toLowerCase().5", "A.5 a.5"),
        ("#$a #$.a $.a $[0]", "#A .a $.a $[0]"),
    ]);
}

#[test]
fn escapes() {
    check(&[
        (r"\$a \\$a \\\$a", r"$a \A \$a"),
        (r"\$missing \\$missing \$!missing", r"$missing \ $!missing"),
        (r"\#if \#foreach \#set(1) \#foo \\#foo", r"#if #foreach #set(1) \#foo \\#foo"),
        (r"\\#if(true)x#end", r"\x"),
        (r"\ \\ a\b", r"\ \\ a\b"),
        (r"\#{if} \#{else}", "#{if} #{else}"),
    ]);
}

#[test]
fn comments_and_raw_text() {
    check(&[
        ("a ## comment\nb", "a b"),
        ("a #* $x #if *# b", "a  b"),
        ("#** doc *#x#**#y", "xy"),
        ("#[[ $a #if ]]#|", " $a #if |"),
        ("## $a\r\nb ##", "b "),
        ("#* never closed", ""),
    ]);
}

#[test]
fn directives() {
    check(&[
        ("#if($yes)1#{else}2#end", "1"),
        ("#if($no)1#elseif($yes)2#{else}3#end", "2"),
        ("#{if}($no)1#{elseif}($no)2#{else}3#{end}", "3"),
        ("#foreach($i in [1..3])$i#end$i", "123"),
        ("#foreach($i in [3..1])$foreach.index:$i;#end", "0:3;1:2;2:1;"),
        (
            "#foreach($i in $list)$foreach.count$foreach.hasNext$foreach.first$foreach.last #end",
            "1truetruefalse 2truefalsefalse 3falsefalsetrue ",
        ),
        (
            "#foreach($i in $list)#foreach($j in $words)$foreach.parent.index$foreach.topmost.count$j#end#end",
            "01b01a12b12a23b23a",
        ),
        ("#foreach($i in $list)$velocityCount$velocityHasNext#end$velocityCount", "1true2true3false"),
        ("#foreach($v in $map)$v;#end", "v;{z=1};"),
        ("#foreach($e in $map.entrySet())$e.key=$e.getValue();#end", "k=v;n={z=1};"),
        ("#foreach($x in $missing)x#end#foreach($x in 3)x#end#foreach($x in $s)x#end", ""),
        ("#foreach($i in $list)#if($i == 2)#break#end$i#end", "1"),
        ("#foreach($i in $list)#foreach($j in $list)#if($j == 2)#break($foreach.parent)#end$j#end#end", "1"),
        ("#foreach($i in $list)#set($foreach.seen = $i)#end$foreach.seen", ""),
        ("a#stop b", "a"),
        ("#foreach($i in $list)a#stop#end b", "a"),
        ("#set($x = \"a#stop b\")never", ""),
        ("#define($d)[$n]#end#set($n = 8)$d #set($x = $d)$x", "[8][8]"),
        ("#define($d)x$d#end$d", "xx$d"),
        ("#literal()$a #if(true)x#end#end", "$a #if(true)x#end"),
        ("#set($i = 1)#foreach($i in [5])$i#end$i", "51"),
        ("#a #5 a#b color: #666 #IF #elsex #@x", "#a #5 a#b color: #666 #IF #elsex #@x"),
        ("#foo($a \"x\") #{bar}", "#foo($a \"x\") #{bar}"),
    ]);
}

#[test]
fn assignment() {
    check(&[
        ("#set($x = 1)$x,#set ( $x = 2 )$x #{set}($x = 3)$x", "1,23"),
        ("#set($x = $missing)[$x]", "[]"),
        ("#set($x = 'old')#set($x = 1 / 0)$x", "old"),
        ("#set($map.q = 1)#set($map['r'] = 2)#set($map.n.s = 3)$map", "{k=v, n={z=1, s=3}, q=1, r=2}"),
        ("#set($map.no.way = 1)#set($missing.x = 1)$map", "{k=v, n={z=1}}"),
        ("#set($list[0] = 9)#set($list[-1] = 8)$list", "[9, 2, 8]"),
        ("#set($x = [])#set($ignored = $x.add(1))#set($y = $x)#set($ignored = $y.add(2))$x", "[1, 2]"),
        ("#set($s.x = 1)#set($n.x = 1)$s$n", "Hello7"),
    ]);
}

#[test]
fn literals() {
    check(&[
        ("#set($x = \"v $a ${a}s $!missing\")$x", "v A As "),
        ("#set($x = 'v $a')$x", "v $a"),
        ("#set($x = \"a\"\"b\")$x#set($x = 'a''b')$x", "a\"ba'b"),
        ("#set($x = \"#if($yes)y#{else}n#end\")$x", "y"),
        ("#set($x = \"\\u0041\\n\")$x", "A\\n"),
        ("#set($x = \"a\nb\")$x", "a\nb"),
        ("#set($x = [$a, \"$a\", '$a', [1], {'k': $n}, true])$x", "[A, A, $a, [1], {k=7}, true]"),
        ("#set($x = { 'a' : 1 , \"$a\" : [ 2 , 3 ] })$x", "{a=1, A=[2, 3]}"),
        ("#set($x = [$m..-1])$x#set($x = [ 1 .. $m ])$x", "[2, 1, 0, -1][1, 2]"),
        ("#set($x = {})$x#set($x = { })$x#set($x = [])$x", "{}{}[]"),
    ]);
}

#[test]
fn macros_are_text_at_api_gateway() {
    check(&[
        ("#macro(hi $x)Hi $x#end#hi('a')", "#hi('a')"),
        ("#@hi('a')body#end", "#@hi('a')body#end"),
        ("#evaluate('$a') #parse('x') #include(\"y\")", "#evaluate('$a') #parse('x') #include(\"y\")"),
    ]);
}

#[test]
fn velocity_has_macros_and_prints_what_is_missing() {
    check_velocity(&[
        ("#macro(hi $x)[$x]#end#hi('a')#hi($n)#hi", "[a][7][$x]"),
        ("#hi(1)#macro(hi $x)[$x]#end", "[1]"),
        ("#macro(swap $x $y)$y$x#end#swap($a \"b$a\") #swap($a, $n)", "bAA 7A"),
        ("#macro(twice $x)$x$x#end#twice(\"#set($n = $n + 1)$n,\")", "8,9,"),
        ("#macro(show $x)$x.y#end#show($missing)", "$x.y"),
        ("#macro(show $x)$x#end#show($missing)", "$missing"),
        ("#macro(wrap)<$bodyContent>#end#@wrap()in $a#end", "<in A>"),
        ("#macro(change $x)#set($x = 1)$x#end#change($n)$n$x", "171"),
        ("#macro(down $i)$i#if($i > 0)#set($i = $i - 1)#down($i)#end#end#down(3)", "3210"),
        ("$missing $!missing ${missing.x} $map.nope", "$missing  ${missing.x} $map.nope"),
        (r"\$missing \\$missing \$a", r"\$missing \\$missing $a"),
        ("#if($missing)y#{else}n#end#if(!$nul)y#end#if($missing == $nul)y#end", "nyy"),
        ("#set($x = 1)#set($x = $missing)$x", "1"),
        ("#set($x = $missing + 'a')$x", "$missinga"),
    ]);
}

#[test]
fn templates_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Template>();
}
