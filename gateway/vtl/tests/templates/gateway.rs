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
        ("$input.json('$.list') $input.json('$.b') [$input.json('$.nope')]", r#"[{"c":"d/e"}] "x/y" []"#),
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
