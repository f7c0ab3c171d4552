//! Templates beside the output that Terraform gives for them, and what is said of wrong ones.

use crate::load_options::LoadOptions;

use super::*;

const VARIABLES: [(&str, &str); 7] = [
    ("name", "calc"),
    ("open", "true"),
    ("count", "3"),
    ("version", "007"),
    ("paths", r#"["/a", "/b"]"#),
    ("limits", "{z = 1, a = 2}"),
    ("table.arn", "arn:table"),
];

fn variables() -> Variables {
    VARIABLES.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn rendered(text: &str) -> Result<Source, Vec<String>> {
    let mut source = Source::new("api.yaml.tftpl".to_owned(), None);
    source.text = text.to_owned();
    let mut report = Report::default();
    match fill_in(&mut source, SourceId::ROOT, &variables(), &mut report) {
        Ok(()) => Ok(source),
        Err(first) => {
            let mut all = vec![first.message];
            all.extend(report.diagnostics().iter().map(|more| more.message.clone()));
            Err(all)
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    match rendered(text) {
        Ok(source) => assert_eq!(source.text, expected, "{text}"),
        Err(messages) => panic!("{text}: {messages:?}"),
    }
}

#[test]
fn directives() {
    check("%{ if open }yes%{ else }no%{ endif }!", "yes!");
    check("%{ if !open }yes%{ endif }!", "!");
    check("%{ if count > 2 && name == \"calc\" }big%{ endif }", "big");
    check("%{ for path in paths }${path};%{ endfor }", "/a;/b;");
    // Keys of objects are sorted.
    check("%{ for name, limit in limits }${name}=${limit},%{ endfor }${name}", "a=2,z=1,calc");
    check("%{ for at, path in paths }${at}${path}%{ endfor }", "0/a1/b");
    check("%{ for path in paths }%{ if path == \"/b\" }${path}%{ endif }%{ endfor }", "/b");
}

#[test]
fn white_space_beside_markers() {
    check("a:\n%{ if open ~}\n  b: 1\n%{ endif ~}\nc: 2\n", "a:\n  b: 1\nc: 2\n");
    check("a: %{~ if open ~} b %{~ endif ~} c", "a:bc");
    check("x  ${~ name ~}  y", "xcalcy");
    // One line break, and not the next.
    check("%{ if open ~}\n\n  b%{ endif }", "\n  b");
}

#[test]
fn expressions() {
    check("${name} ${count} ${version} ${limits.a} ${paths[1]} ${open ? \"on\" : \"off\"}", "calc 3 007 2 /b on");
    check("$${name} %%{ if } $name", "${name} %{ if } $name");
    // What has no value and stands alone is a name for the gateway.
    check(
        "${table.arn} ${lambda_arn} ${aws_lambda_function.calc.invoke_arn}",
        "arn:table ${lambda_arn} ${aws_lambda_function.calc.invoke_arn}",
    );
    check("${[for path in paths : upper(path)][0]}", "/A");
}

#[test]
fn functions() {
    let table = [
        ("jsonencode(limits)", r#"{"a":2,"z":1}"#),
        (
            "jsonencode({ b = [1, 1.5, true, null], a = \"<&>\" })",
            r#"{"a":"\u003c\u0026\u003e","b":[1,1.5,true,null]}"#,
        ),
        ("jsondecode(\"{\\\"a\\\": [1, 2]}\").a[1]", "2"),
        (
            "yamlencode({ a = [\"x\", { c = 1, d = 2 }], b = {} })",
            "\"a\":\n- \"x\"\n- \"c\": 1\n  \"d\": 2\n\"b\": {}\n",
        ),
        ("join(\", \", paths)", "/a, /b"),
        ("join(\"-\", split(\".\", \"a.b\"))", "a-b"),
        ("replace(\"a-b-c\", \"-\", \"\")", "abc"),
        ("format(\"%s:%d %q%%\", name, count, \"x\")", "calc:3 \"x\"%"),
        ("title(\"hello wide world\")", "Hello Wide World"),
        ("substr(\"hello\", 1, 3)", "ell"),
        ("substr(\"hello\", -3, -1)", "llo"),
        ("indent(2, \"a\\nb\")", "a\n  b"),
        ("trimsuffix(trimprefix(\"/a/\", \"/\"), \"/\")", "a"),
        ("base64encode(\"hi\")", "aGk="),
        ("urlencode(\"a b&c\")", "a+b%26c"),
        ("length(paths) + length(name) + length(limits)", "8"),
        ("contains(paths, \"/a\")", "true"),
        ("lookup(limits, \"x\", 9)", "9"),
        ("element(paths, 3)", "/b"),
        ("join(\"\", keys(merge(limits, { b = 1 })))", "abz"),
        ("join(\",\", sort(distinct(concat([\"b\", \"a\"], [\"b\"]))))", "a,b"),
        ("join(\",\", compact(flatten([[\"a\"], [\"\", [\"b\"]]])))", "a,b"),
        ("coalesce(\"\", \"x\")", "x"),
        ("join(\",\", range(1, 7, 2))", "1,3,5"),
        ("max(1, 2.5) + min(3, 2) + floor(1.9) + abs(-1)", "6.5"),
        ("tonumber(\"5\") + 1", "6"),
        ("tobool(\"true\") ? 1 : 2", "1"),
        ("jsonencode(zipmap([\"b\", \"a\"], [1, 2]))", r#"{"a":2,"b":1}"#),
    ];
    for (expression, expected) in table {
        check(&format!("${{{expression}}}"), expected);
    }
}

#[test]
fn wrong_templates() {
    let table: [(&str, &[&str]); 8] = [
        (
            "%{ if shut || closed }${upper(shut)}%{ endif }",
            &["the variable `shut` of the template has no value", "the variable `closed` of the template has no value"],
        ),
        ("%{ for a in paths }%{ endfor }%{ if a }%{ endif }", &["the variable `a` of the template has no value"]),
        ("%{ if name }%{ endif }", &["a condition is true or false, and this is a string"]),
        ("%{ for a in name }%{ endfor }", &["a loop goes through a list or an object, and this is a string"]),
        ("${[1, 2]}", &["a list cannot stand in a text"]),
        ("${nosuch(1)}", &["undefined function `nosuch`"]),
        ("${upper(1, 2)}", &["error calling function `upper`: 1 arguments are needed, and 2 are given"]),
        ("${limits.nosuch}", &["no such key: `nosuch`"]),
    ];
    for (text, expected) in table {
        match rendered(text) {
            Err(messages) => assert_eq!(messages, expected, "{text}"),
            Ok(source) => panic!("{text}: {}", source.text),
        }
    }
    let unclosed = rendered("a\n%{ if open }\nb\n").map(|source| source.text).unwrap_err();
    assert!(unclosed.first().unwrap().starts_with("the template cannot be read"), "{unclosed:?}");
}

/// Loops of strangers end.
#[test]
fn work_has_bounds() {
    let deep = "${join(\"\", [for a in range(1000) : join(\"\", [for b in range(1000) : join(\"\", [for c in range(1000) : \"x\"])])])}";
    let loops =
        format!("%{{ for a in range(1000) }}%{{ for b in range(1000) }}{}%{{ endfor }}%{{ endfor }}", "x".repeat(99));
    let grown = "${replace(replace(replace(replace(\"aaaaaaaa\", \"a\", join(\"\", [for i in range(900) : \"aaaaaaaaaa\"])), \"a\", \"aaaaaaaaaaaaaaaa\"), \"a\", \"aaaaaaaaaaaaaaaa\"), \"a\", \"aaaaaaaaaaaaaaaa\")}";
    let nested = format!("{}{}", "${(".repeat(2000), ")}".repeat(2000));
    for text in [deep, &loops, grown, &nested] {
        let begun = std::time::Instant::now();
        assert!(rendered(text).is_err(), "{}", &text[..40]);
        assert!(begun.elapsed().as_secs() < 20, "{}", &text[..40]);
    }
}

#[test]
fn places_are_those_of_the_template() {
    let text = "swagger: '2.0'\ninfo:\n  title: ${upper(name)}\n  version: '1'\n%{ for path in paths ~}\n%{ endfor ~}\npaths:\n  /a:\n    get:\n      operationId: 7\n";
    let document = LoadOptions::new();
    let document = VARIABLES.iter().fold(document, |options, (name, value)| options.variable(*name, *value));
    let document = document.load_text("api.yaml.tftpl", text).unwrap();
    let place = |pointer: &str| {
        let origin = Origin::new(SourceId::ROOT, crate::pointer::Pointer::parse(pointer).unwrap());
        document.locate(&origin).unwrap().to_string()
    };
    let title = document.root().get("info").unwrap().get("title").unwrap();
    assert_eq!(title.as_str(), Some("CALC"));
    assert_eq!(place("/info/title"), "api.yaml.tftpl:3:10");
    assert_eq!(place("/info/version"), "api.yaml.tftpl:4:12");
    assert_eq!(place("/paths/~1a/get/operationId"), "api.yaml.tftpl:10:20");
    let wrong = LoadOptions::new().load_text("api.yaml.tftpl", "a: 1\nb: %{ if shut }x%{ endif }\n").unwrap_err();
    assert_eq!(
        wrong.one_line(),
        [
            "api.yaml.tftpl:2:10: error[unrendered-template]: the variable `shut` of the template has no value (give one with `--variable shut=…`)"
        ]
    );
}

#[test]
fn what_is_no_template() {
    for text in ["a: '%{ if'", "a: '%%{ if x }%%{ endif }'", "a: ${name}", "b: '100%{x}'", "c: '${encode(a)}'"] {
        assert!(!is_template("api.yaml", text), "{text}");
    }
    for text in ["%{~ if x ~}\n%{~ endif ~}", "%{for a in b}%{endfor}", "a: ${ jsonencode(x) }"] {
        assert!(is_template("api.yaml", text), "{text}");
    }
}
