//! Lists and maps, shared by reference.

use gatewright_vtl::{Collections, Limits, Template};

use crate::{check, check_fails, scope};

#[test]
fn lists() {
    check(&[
        (
            "$list.size() $list.isEmpty() $list.empty $list.get(0) $list.contains(2) $list.contains('2')",
            "3 false false 1 true false",
        ),
        ("$list.indexOf(3) $list.lastIndexOf(9) $list.subList(0, 2) $list.equals([1, 2, 3])", "2 -1 [1, 2] true"),
        ("$list.add(4) $list.add(0, 9)|$list.addAll($words) $list", "true |true [9, 1, 2, 3, 4, b, a]"),
        ("$list.remove(0) $list.remove('x') $list.set(0, 'q') $list", "1 false 2 [q, 3]"),
        ("$list.removeAll([1]) $list.retainAll([3, 4]) $list $list.clear()|$list", "true true [3] |[]"),
        ("$list.containsAll([1, 2]) $list.toArray().size() $words.toString()", "true 3 [b, a]"),
        ("[$list['x']][$list.get('x')][$list.nope()]", "[][][]"),
    ]);
    check_fails(&[
        "$list[9]",
        "$list.get(-1)",
        "$list.subList(0, 9)",
        "#set($list[9] = 1)",
        "$list.remove(9)",
        "$s.split('l').add('x')",
        "#foreach($x in $list)$list.add(1)#end",
    ]);
}

#[test]
fn maps() {
    check(&[
        (
            "$map.size() $map.isEmpty() $map.containsKey('k') $map.containsValue('v') $map.getOrDefault('x', 1)",
            "2 false true true 1",
        ),
        (
            "$map.keySet() $map.values() $map.entrySet() $map.keySet().contains('k')",
            "[k, n] [v, {z=1}] [k=v, n={z=1}] true",
        ),
        ("[$map.put('q', 1)][$map.put('q', 2)] $map.remove('q') [$map.remove('q')]", "[][1] 2 []"),
        ("$map.putAll({'k': 'w', 'q': [1]})$map", "{k=w, n={z=1}, q=[1]}"),
        ("$map.putIfAbsent('k', 1) $map.replace('k', 2) $map.k $map.keySet().remove('k') $map", "v v 2 true {n={z=1}}"),
        ("#foreach($e in $map.entrySet())#set($e.value = 1)#end$map $map.clear()$map", "{k=1, n=1} {}"),
        ("#set($x = {1: 'int', '1': 'text'})$x.get(1) $x.get('1')", "int text"),
        ("$map.empty|$map.size|$map.class|$map.nope", "||class java.util.LinkedHashMap|"),
        ("$map.n.equals({'z': 1}) $map.toString()", "true {k=v, n={z=1}}"),
    ]);
    check_fails(&[
        "#foreach($k in $map.keySet())#set($x = $map.remove($k))#set($map.y = 1)#end",
        "$map.keySet().add('x')",
    ]);
}

#[test]
fn collections_as_keys() {
    check(&[
        ("#set($x = {[1]: 'a', [1]: 'b'})$x.get([1]) $x.size() $x.containsKey([2]) $x.remove([1])$x", "b 1 false b{}"),
        (
            "#set($map[$list] = 1)#set($q = $list.add(4))$map.get($list) $map.size() $map.containsKey([1, 2, 3])",
            " 3 false",
        ),
    ]);
    // Java overflows its stack over these.
    for template in
        ["#set($map[$map] = 1)#set($map[$map] = 2)$map", "$map.put($map, $map)$map.remove($map)$map.get($map)"]
    {
        let _ = crate::try_render(template);
    }
}

#[test]
fn iterators() {
    check(&[
        ("$map.keySet().iterator().next() $list.iterator().next() $map.entrySet().iterator().next().value", "k 1 v"),
        ("#set($i = $list.iterator())$i.next()$i.hasNext()#foreach($x in $i)$x#end$i.hasNext()", "1true23false"),
    ]);
    check_fails(&["$map.clear()$map.keySet().iterator().next()"]);
}

#[test]
fn cycles_print_and_are_freed() {
    check(&[
        ("#set($x = $list.add($list))$list", "[1, 2, 3, (this Collection)]"),
        ("#set($map.me = $map)$map", "{k=v, n={z=1}, me=(this Map)}"),
    ]);
    check_fails(&["#set($a = [])#set($b = [$a])#set($x = $a.add($b))$a"]);
}

#[test]
fn deep_values_are_let_go() {
    let template = "#set($a = [])#foreach($i in [1..1000])#foreach($j in [1..100])#set($a = [$a])#end#end done";
    check(&[(template, " done")]);
}

#[test]
fn json_lists_print_as_json() {
    let template = Template::parse("$list $map $words.subList(0, 1) $map.l[0] $map.l").unwrap();
    let mut scope = scope(Collections::JsonSmart);
    scope.set(
        "map",
        gatewright_vtl::parse_payload(r#"{l: [[1, {"a": "x/y"}], null, 1.0]}"#, Collections::JsonSmart).unwrap(),
    );
    let text = template.render(&mut scope, &Limits::default()).unwrap();
    assert_eq!(text, r#"[1,2,3] {l=[[1,{"a":"x\/y"}],null,1.0]} [b] [1,{"a":"x\/y"}] [[1,{"a":"x\/y"}],null,1.0]"#);
}
