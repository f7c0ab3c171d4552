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
    let text =
        crate::try_render("#set($c = 0)#foreach($i in [1..5000])#set($c = $c + 1)#end$c").unwrap();
    assert_eq!(text, "1000");
}

#[test]
fn steps() {
    let nested =
        "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end";
    assert_eq!(limited(nested), RenderErrorKind::Limit);
    assert_eq!(
        limited("#set($x = [1..2000000000])"),
        RenderErrorKind::Limit
    );
    assert_eq!(
        limited("#set($x = [-2147483648..2147483647])"),
        RenderErrorKind::Limit
    );
}

#[test]
fn text() {
    let doubling = "#set($x = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..40])#set($x = $x + $x)#end$x";
    assert_eq!(limited(doubling), RenderErrorKind::Limit);
    let replacing = "#set($x = 'aa')#foreach($i in [1..40])#set($x = $x.replaceAll('a', $x))#end";
    crate::check_fails(&[
        replacing,
        "$s.repeat(2000000000)",
        "$s.format('%2000000000d', 1)",
    ]);
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
    for use_of_it in [
        "$x.hashCode()",
        "#if($x == [$x])y#end",
        "#set($context.x = $x)",
        "$x.contains([$x])",
        "#set($q = $x.add($x))",
    ] {
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
    let error = template
        .render(&mut Scope::new(), &Limits::default())
        .unwrap_err();
    assert_eq!(error.kind(), RenderErrorKind::Limit);
    let deep = format!("#set($x = {}1{})$x", "[".repeat(100), "]".repeat(100));
    assert!(crate::try_render(&deep).is_ok());
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
