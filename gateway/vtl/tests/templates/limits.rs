//! Nothing runs away.

use gatewright_vtl::{Dialect, Limits, RenderErrorKind, Scope, Template};

fn limited(template: &str) -> RenderErrorKind {
    match crate::try_render(template) {
        Ok(text) => panic!("rendered {} bytes", text.len()),
        Err(error) => error.kind(),
    }
}

#[test]
fn loops_end_after_a_thousand_rounds() {
    let text = crate::try_render("#set($c = 0)#foreach($i in [1..5000])#set($c = $c + 1)#end$c").unwrap();
    assert_eq!(text, "1000");
}

#[test]
fn steps() {
    let nested = "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end";
    assert_eq!(limited(nested), RenderErrorKind::Limit);
    assert_eq!(limited("#set($x = [1..2000000000])"), RenderErrorKind::Limit);
    assert_eq!(limited("#set($x = [-2147483648..2147483647])"), RenderErrorKind::Limit);
}

#[test]
fn text() {
    let doubling = "#set($x = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..40])#set($x = $x + $x)#end$x";
    assert_eq!(limited(doubling), RenderErrorKind::Limit);
    let replacing = "#set($x = 'aa')#foreach($i in [1..40])#set($x = $x.replaceAll('a', $x))#end";
    crate::check_fails(&[replacing, "$s.repeat(2000000000)", "$s.format('%2000000000d', 1)"]);
    let limits = |output| {
        let mut limits = Limits::default();
        limits.output = output;
        limits
    };
    let template = Template::parse("0123456789").unwrap();
    assert!(template.render(&mut Scope::new(), &limits(10)).is_ok());
    assert!(template.render(&mut Scope::new(), &limits(9)).is_err());
}

#[test]
fn values_that_are_small_to_write_and_endless_to_print() {
    let doubling = "#set($x = [])#foreach($i in [1..200])#set($x = [$x, $x])#end";
    assert_eq!(limited(&format!("{doubling}$x")), RenderErrorKind::Limit);
    for use_of_it in
        ["$x.hashCode()", "#if($x == [$x])y#end", "#set($context.x = $x)", "$x.contains([$x])", "#set($q = $x.add($x))"]
    {
        let _ = crate::try_render(&format!("{doubling}{use_of_it}"));
    }
}

#[test]
fn nesting() {
    for (open, close) in [
        ("#if(true)", "#end"),
        ("#foreach($i in [1])", "#end"),
        ("#set($x = (", "))"),
        ("$a.b(", ")"),
        ("$a[", "]"),
        ("#set($x = [", "])"),
        ("#set($x = {1:", "})"),
        ("#set($x = !", ")"),
        ("#foo([$a.b(", ")])"),
    ] {
        let inner = ["(", "$a.b(", "$a[", "[", "{1:", "!", "[$a.b("]
            .iter()
            .find(|part| open.ends_with(**part))
            .unwrap_or(&open);
        let template = format!("{open}{}1{}", inner.repeat(20_000), close.repeat(20_000));
        assert!(Template::parse(&template).is_err(), "{open}");
    }
    let sum = format!("#set($x = 1{})", " + 1".repeat(20_000));
    assert!(Template::parse(&sum).is_err());
    let deepest = format!("{}x{}", "#if(true)".repeat(140), "#end".repeat(140));
    assert_eq!(crate::try_render(&deepest).unwrap(), "x");
}

#[test]
fn template_size() {
    assert!(Template::parse(&"x".repeat(Limits::TEMPLATE)).is_ok());
    assert!(Template::parse(&"x".repeat(Limits::TEMPLATE + 1)).is_err());
}

#[test]
fn recursion() {
    let template = Template::parse_as("#macro(m)#m()#end#m()", Dialect::VELOCITY).unwrap();
    let error = template.render(&mut Scope::new(), &Limits::default()).unwrap_err();
    assert_eq!(error.kind(), RenderErrorKind::Limit);
    let deep = format!("#set($x = {}1{})$x", "[".repeat(100), "]".repeat(100));
    assert!(crate::try_render(&deep).is_ok());
}

#[test]
fn the_stack_is_enough_for_all_that_is_allowed() {
    let nested = "#set($x = [])#foreach($i in [1..240])#set($x = [$x])#end$x $x.hashCode()";
    assert!(crate::try_render(nested).is_ok());
    let body = format!("{}1{}", "{a:[".repeat(99), "]}".repeat(99));
    for template in [
        "$input.path('$')",
        "$input.json('$')",
        "$input.path('$..a')",
        "$input.path('$..*').size()",
        "$input.path('$..[?(@.a)]').size()",
    ] {
        crate::render_input(template, &body, gatewright_vtl::Parameters::default()).unwrap();
    }
    assert!(
        crate::render_input("$input.path('$')", &"[".repeat(5_000), gatewright_vtl::Parameters::default()).is_err()
    );
    let blocks = format!("#macro(m $i){}#m(\"$i\"){}#end#m(1)", "#if(true)".repeat(9), "#end".repeat(9));
    let template = Template::parse_as(&blocks, Dialect::VELOCITY).unwrap();
    assert!(template.render(&mut Scope::new(), &Limits::default()).is_err());
    let by_name = format!("#macro(m $i)#m([$i, [$i]])#end#m({}1{})", "[".repeat(100), "]".repeat(100));
    let template = Template::parse_as(&by_name, Dialect::VELOCITY).unwrap();
    assert!(template.render(&mut Scope::new(), &Limits::default()).is_err());
    let negations = format!("#set($x = {}$n)$x", "!".repeat(140));
    assert_eq!(crate::try_render(&negations).unwrap(), "true");
}

#[test]
fn long_templates_parse_in_linear_time() {
    let started = std::time::Instant::now();
    for part in [
        "\\",
        "$",
        "#",
        "a\\b",
        "$a",
        "$a.b ",
        "\"",
        "  ",
        "#if(true)\n#end\n",
        "\\$a",
        "#* *#",
        "${",
        "#set($x=[",
        "$a[",
    ] {
        let _ = Template::parse(&part.repeat(250 * 1024 / part.len()));
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// What is small to write must not take the machine: every one of these ends, and soon.
#[test]
fn work_and_memory_are_bounded() {
    let big = "#set($x = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..19])#set($x = $x + $x)#end";
    let nested = "#set($n = [])#foreach($i in [1..200])#set($n = [$n, $n])#end";
    let loops = |work: &str| {
        format!("#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000]){work}#end#end#end")
    };
    let work = [
        "#set($y = \"$x\")",
        "#set($q = $list.add(\"$x$k\"))",
        "#set($q = $list.add($x.bytes))",
        "#set($q = $list.add($x.toCharArray()))",
        "#set($q = $map.put(\"$x$k\", 1))",
        "#if($x == \"$x\")#end",
        "#if($n == [$n])#end",
        "#set($q = $n.hashCode())",
        "#set($q = $map.put($n, 1))",
        "#set($q = $list.contains($n))",
        "#set($a = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')#set($q = $a.matches('(a|(?=a)aa)+(?!x)$'))",
        "#set($q = $x.replaceAll('a(?!b)', 'c'))",
        "#set($q = $util.parseJson($json))",
        "#set($q = $list.add($list.clone()))",
        "#set($q = $list.add([$i, $j, $k, {'a': [$k]}]))",
    ];
    for work in work {
        let started = std::time::Instant::now();
        let json =
            "#set($json = '[[],[],[],[],[],[],[],[]]')#foreach($i in [1..12])#set($json = \"[$json,$json]\")#end";
        let template = format!("{big}{nested}{json}{}", loops(work));
        let result = crate::render_input(&template, "{}", gatewright_vtl::Parameters::default());
        let error = result.expect_err(work);
        assert_eq!(error.kind(), RenderErrorKind::Limit, "{work}: {error}");
        assert!(started.elapsed().as_secs() < 20, "{work}: {:?}", started.elapsed());
    }
}

#[test]
fn payloads_take_memory() {
    let body = format!("[{}]", "[],".repeat(3_000_000));
    let parameters = gatewright_vtl::Parameters::default;
    let error = crate::render_input("$input.path('$').size()", &body, parameters()).unwrap_err();
    assert_eq!(error.kind(), RenderErrorKind::Limit);
    // A payload that the template does not look into costs nothing.
    assert!(crate::render_input("$context.stage", &body, parameters()).is_ok());
}

#[test]
fn time() {
    let template = Template::parse("#foreach($a in [1..1000])#foreach($b in [1..1000])x#end#end").unwrap();
    let mut limits = Limits::default();
    limits.time = std::time::Duration::ZERO;
    let error = template.render(&mut Scope::new(), &limits).unwrap_err();
    assert_eq!((error.kind(), error.message()), (RenderErrorKind::Limit, "the template takes too long"));
}
