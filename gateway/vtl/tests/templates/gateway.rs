//! `$input`, `$context`, `$stageVariables` and `$util`.

use gatewright_vtl::{Parameters, RenderErrorKind};
use serde_json::json;

use crate::render_input;

const BODY: &str = r#"{"a": 1, "b": "x/y", "list": [{"c": "d/e"}], "n": null, "o": {"p": [1.0, 1e7]}}"#;

fn parameters() -> Parameters {
    let one = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into_iter().collect();
    Parameters { path: one("id", "%2F"), querystring: one("q", "a b"), header: one("Accept", "text/plain") }
}

#[track_caller]
fn check(table: &[(&str, &str)]) {
    crate::check_each(table, |template| {
        render_input(template, BODY, parameters()).map(|done| done.0).map_err(|error| error.to_string())
    });
}

#[test]
fn input() {
    check(&[
        ("$input.body", BODY),
        ("$input.path('$.a') $input.path('$.o') $input.path('$.list')", r#"1 {p=[1.0,1.0E7]} [{"c":"d\/e"}]"#),
        ("[$input.path('$.n')][$input.path('$.nope')][$input.path('$.list[9].c')]", "[][][]"),
        ("$input.path('$').list[0].c $input.path('a')", "d/e 1"),
        ("$input.json('$.list') $input.json('$.b') [$input.json('$.nope')]", r#"[{"c":"d/e"}] "x/y" [""]"#),
        ("$input.json('$')", r#"{"a":1,"b":"x/y","list":[{"c":"d/e"}],"n":null,"o":{"p":[1.0,1.0E7]}}"#),
        (
            "$input.params('id') $input.params('q') $input.params('Accept') [$input.params('accept')]",
            "%2F a b text/plain []",
        ),
        (
            "$input.params().path.id $input.params().get('querystring').q $input.params().header.keySet()",
            "%2F a b [Accept]",
        ),
        ("[$input][$input.params][$input.json][$input.body.x][$util][$util.urlEncode]", "[][][][][][]"),
        ("#set($r = $input.path('$.list'))#foreach($i in $r)$i.c#end", "d/e"),
    ]);
}

#[test]
fn json_of_nothing_is_an_empty_string() {
    check(&[
        ("$input.json('$.nope')$input.json('$.nope.deeper')$input.json('$.list[9]')", r#""""""""#),
        ("{\"x\": $input.json('$.nope')}", r#"{"x": ""}"#),
        ("#set($x = $input.json('$.nope'))$x.length() $util.base64Encode($x)", "2 IiI="),
        ("$util.base64Encode($input.json('$.nope')) $util.urlEncode($input.json('$.nope'))", "IiI= %22%22"),
        ("#if($input.json('$.nope') == '\"\"')empty#end", "empty"),
        // There, and null; found nothing, but a list.
        ("$input.json('$.n') [$input.path('$.n')] $input.json('$..nope')", "null [] []"),
        ("$util.escapeJavaScript($input.json('$.nope'))", r#"\"\""#),
    ]);
    let (text, _) = render_input("$input.json('$.a') $input.json('$')", "a=b", Parameters::default()).unwrap();
    assert_eq!(text, r#""" "a=b""#);
}

#[test]
fn payloads_that_are_no_json() {
    let render = |template: &str, body: &str| render_input(template, body, Parameters::default()).map(|done| done.0);
    assert_eq!(render("$input.body $input.json('$')", "").unwrap(), "{} {}");
    assert_eq!(render("$input.path('$') $input.json('$')", "a=b").unwrap(), r#"a=b "a=b""#);
    assert_eq!(render("$input.path('$')", "null{").unwrap(), "null{");
    assert_eq!(render("$input.path('$.a')", "{a: 'x',}").unwrap(), "x");
    assert_eq!(render("$input.body", "{a").unwrap(), "{a");
    let error = render("$input.path('$')", "{a").unwrap_err();
    assert_eq!((error.kind(), error.message()), (RenderErrorKind::Payload, "Unexpected End Of File position 1: null"));
    let error = render("$input.json('$')", "[a").unwrap_err();
    assert_eq!(error.message(), "Unexpected End Of File position 1: EOF");
    assert_eq!(render("$input.path('$[')", "{}").unwrap_err().kind(), RenderErrorKind::JsonPath);
}

#[test]
fn hidden_headers() {
    let header = [("Connection", "close"), ("X-Own", "1")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let parameters = Parameters { header: header.into_iter().collect(), ..Parameters::default() };
    let (text, _) = render_input("[$input.params('Connection')]$input.params().header", "", parameters).unwrap();
    assert_eq!(text, "[]{X-Own=1}");
}

#[test]
fn util() {
    check(&[
        (r#"$util.escapeJavaScript("it's ""a"" \ / é")"#, r#"it\'s \"a\" \\ \/ \u00E9"#),
        ("$util.urlEncode('a b&c/é*') $util.urlDecode('a+b%26%C3%A9')", "a+b%26c%2F%C3%A9* a b&é"),
        ("$util.base64Encode('a€') $util.base64Decode('YeKCrA==') $util.base64Decode('YeKCrA')", "YeKCrA== a€ a€"),
        ("$util.parseJson('{\"a\": [1, {\"b\": 2}]}').a[1].b $util.parseJson('[1,2]')", "2 [1,2]"),
        ("[$util.nope('x')][$util.urlEncode()][$util.parseJson($input.path('$.o'))]", "[][][]"),
    ]);
    assert!(render_input("$util.parseJson('{a')", "", Parameters::default()).is_err());
    assert!(render_input("$util.urlDecode('%x')", "", Parameters::default()).is_err());
}

#[test]
fn context_and_stage_variables() {
    check(&[
        ("$context.stage $context.identity.sourceIp [$context.nope.x]", "test 127.0.0.1 []"),
        ("$stageVariables.function $stageVariables['with-dash'] ${stageVariables.function}!", "Calc 1 Calc!"),
    ]);
}

#[test]
fn overrides() {
    let template = "#set($context.requestOverride.header.a = 'x')\
        #set($context.requestOverride.querystring['b'] = [1, 'y'])\
        #set($context['requestOverride'].path['c'] = $input.body)\
        $context.requestOverride.path.put('d', 'z')\
        #set($context.responseOverride.status = 444)\
        #set($context.responseOverride.header.e = 'w')\
        #set($context.responseOverride.own = true)|";
    let (text, context) = render_input(template, "{}", Parameters::default()).unwrap();
    assert_eq!(text, "|");
    assert_eq!(context["stage"], "test");
    let request = json!({"header": {"a": "x"}, "path": {"c": "{}", "d": "z"}, "querystring": {"b": [1, "y"]}});
    assert_eq!(context["requestOverride"], request);
    assert_eq!(context["responseOverride"], json!({"header": {"e": "w"}, "status": 444, "own": true}));
}

#[test]
fn classes() {
    check(&[
        ("$input.path('$').class.name", "java.util.LinkedHashMap"),
        (
            "$input.path('$.list').class.name $input.path('$.list').class.simpleName",
            "net.minidev.json.JSONArray JSONArray",
        ),
        ("$input.path('$.a').class.name $input.path('$.b').class.name", "java.lang.Integer java.lang.String"),
        ("$input.path('$.o.p[0]').getClass().getName()", "java.lang.Double"),
        (
            "#set($x = [1, 2])$x.class.name#set($x = {})$x.getClass().getSimpleName()",
            "java.util.ArrayListLinkedHashMap",
        ),
        ("#set($x = true)$x.class #set($x = 3000000000)$x.class.name", "class java.lang.Booleanjava.lang.Long"),
        ("$input.path('$.b').split('/').class.simpleName", "String[]"),
        (
            "[$input.path('$.n').class.name][$input.path('$.nope').class.name][$input.class.name][$util.class]",
            "[][][][]",
        ),
        // A getter comes before an entry of the map.
        (
            "#set($m = {'class': 'economy'})$m.class.simpleName $m.get('class') $m['class']",
            "LinkedHashMap economy economy",
        ),
        ("[$input.path('$').class.forName('x')][$input.path('$').class.classLoader]", "[][]"),
        ("#if($input.path('$.a').class.name == 'java.lang.Integer')number#end", "number"),
    ]);
}

#[test]
fn blocks_as_text() {
    check(&[
        ("#define($d)<$context.stage>#end$d.toString() $d.toString().length()", "<test> 6"),
        ("#define($d)a/b#end$util.escapeJavaScript($d) $util.base64Encode($d.toString())", r"a\/b YS9i"),
        ("#define($d) x #end#set($t = $d.toString().trim())[$t]", "[x]"),
        ("#define($d)$d.toString()x#end$d", "xx"),
    ]);
}
