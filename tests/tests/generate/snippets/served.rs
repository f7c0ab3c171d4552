//! What a server reads of requests, as data: inputs and rules.

use crate::document::{builder, generate, text};

/// The lines of generated code with one of the words in them, for an operation `POST /things` of an OpenAPI 3.0 document.
#[track_caller]
fn lines(parameters: &str, body: &str, words: &[&str]) -> Vec<String> {
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: Snippet, version: '1'}}\npaths:\n  /things:\n    post:\n      operationId: do it\n      \
         parameters: {parameters}\n      requestBody: {{content: {body}}}\n      responses: {{'204': {{description: Done.}}}}"
    );
    let generated = match generate(&builder().client(false), "snippet.yaml", &document) {
        Ok(generated) => generated,
        Err(error) => panic!("{error}\n\n{document}"),
    };
    let lines = text(&generated).lines().map(|line| line.trim().to_owned());
    lines.filter(|line| words.iter().any(|word| line.contains(word))).collect()
}

const NO_BODY: &str = "{text/plain: {schema: {type: string}}}";

#[test]
fn a_list_or_one_value() {
    let parameters =
        "[{name: q, in: query, schema: {oneOf: [{type: integer}, {type: array, items: {type: integer}}]}}]";
    let expected = ["rt::server::Input::query(\"q\").list_or_one(rt::Style::Form { explode: true }),"];
    assert_eq!(lines(parameters, NO_BODY, &["Input::query", "list"]), expected);
}

#[test]
fn parts_that_are_no_form() {
    let body = "{multipart/related: {schema: {type: object, properties: {a: {type: string}}}}}";
    assert_eq!(lines("[]", body, &["Input::body"]), ["rt::server::Input::body_multipart_as(\"multipart/related\"),"]);
}

/// Clients write an object in a form as `at[x]`.
#[test]
fn objects_in_a_form() {
    let at = "{type: object, properties: {x: {type: integer}}}";
    let body = format!(
        "{{application/x-www-form-urlencoded: {{schema: {{type: object, properties: {{at: {at}, all: {{type: array, items: {at}}}, \
         name: {{type: string}}, tags: {{type: array, items: {{type: string}}}}}}}}}}}}"
    );
    let expected = [".fields(&[(\"at\", rt::Style::DeepObject), (\"all\", rt::Style::DeepObject)]),"];
    assert_eq!(lines("[]", &body, &["Style::"]), expected);
}

#[test]
fn objects_in_a_form_of_a_choice() {
    let variant = |name: &str| {
        format!(
            "{{type: object, required: [{name}], properties: {{{name}: {{type: object, properties: {{x: {{type: integer}}}}}}}}}}"
        )
    };
    let body = format!(
        "{{application/x-www-form-urlencoded: {{schema: {{oneOf: [{}, {}]}}}}}}",
        variant("from"),
        variant("to")
    );
    let expected = [".fields(&[(\"from\", rt::Style::DeepObject), (\"to\", rt::Style::DeepObject)]),"];
    assert_eq!(lines("[]", &body, &["Style::"]), expected);
}

/// Formats are annotations, so that these would match the same texts, and nothing would be exactly one of them.
#[test]
fn choices_that_differ_by_format() {
    let keywords = |first: &str, second: &str| {
        let of = format!("[{{name: q, in: query, schema: {{oneOf: [{first}, {second}]}}}}]");
        let found = lines(&of, NO_BODY, &["oneOf\\\":", "anyOf\\\":", "oneOf\":", "anyOf\":"]);
        found.iter().map(|line| line.contains("oneOf")).collect::<Vec<_>>()
    };
    let uri = "{type: string, format: uri}";
    assert_eq!(keywords(uri, "{type: string, format: uuid}"), [false]);
    assert_eq!(keywords(uri, "{type: integer}"), [true]);
    let names = "{allOf: [{type: string, pattern: '^[x-z]'}]}";
    assert_eq!(keywords("{allOf: [{type: string, format: date}]}", names), [false]);
    // The type of a UUID takes no other text.
    assert_eq!(keywords("{allOf: [{type: string, format: uuid}]}", names), [true]);
    // Ranges of addresses.
    let range = |format: &str| format!("{{type: object, properties: {{first: {{type: string, format: {format}}}}}}}");
    assert_eq!(keywords(&range("ipv4"), &range("ipv6")), [false]);
    assert_eq!(keywords(&range("ipv4"), &range("ipv4")), [true]);
    assert_eq!(keywords(&range("ipv4"), "{type: object, properties: {last: {type: string}}}"), [true]);
}

/// A default that the schema around it forbids would have requests rejected for what they do not say.
#[test]
fn defaults_of_parameters_that_their_schemas_admit() {
    let parameters = "
        - {name: a, in: query, schema: {type: integer, default: 20}}
        - {name: b, in: header, schema: {type: string, enum: [up, down], default: up}}
        - {name: c, in: query, schema: {type: array, items: {type: string}, default: [x, y]}}
        - {name: d, in: cookie, schema: {type: boolean, default: true}}
        - {name: e, in: query, schema: {type: string, pattern: '^v[0-9]$', default: v1}}
        - {name: below, in: query, schema: {type: integer, minimum: 1, default: 0}}
        - {name: long, in: query, schema: {type: string, maxLength: 2, default: abc}}
        - {name: odd, in: query, schema: {type: integer, multipleOf: 2, default: 3}}
        - {name: matched, in: query, schema: {type: string, pattern: '^v[0-9]$', default: x1}}
        - {name: few, in: query, schema: {type: array, minItems: 1, items: {type: string}, default: []}}
        - {name: listed, in: query, schema: {type: string, enum: [up, down], default: sideways}}
        - {name: required, in: query, required: true, schema: {type: integer, default: 1}}
        - {name: nothing, in: query, schema: {type: integer, nullable: true, default: null}}";
    let expected = [
        r#"rt::server::Input::query("a").default("20"),"#,
        r#".default("[\"x\",\"y\"]"),"#,
        r#"rt::server::Input::query("e").default("\"v1\""),"#,
        r#"rt::server::Input::header("b").default("\"up\""),"#,
        r#"rt::server::Input::cookie("d").default("true"),"#,
    ];
    assert_eq!(lines(parameters, NO_BODY, &[".default("]), expected);
}

#[test]
fn defaults_of_properties_that_their_schemas_admit() {
    let properties = "{
        a: {type: integer, default: 20},
        b: {type: string, nullable: true, default: x},
        c: {type: array, items: {type: number}, default: [1.5]},
        set: {type: boolean, readOnly: true, default: true},
        below: {type: integer, minimum: 1, default: 0},
        day: {type: string, format: date, default: '2026-01-31'}}";
    let body = format!("{{application/json: {{schema: {{type: object, properties: {properties}}}}}}}");
    let expected = [
        r#"optional a "a" = "20","#,
        r#"optional_nullable b "b" = "\"x\"","#,
        r#"optional c "c" = "[1.5]","#,
        r#"copied a a_or_default i64 = 20,"#,
        r#"copied set set_or_default bool = true,"#,
        r#"copied below below_or_default i64 = 0,"#,
    ];
    let mut found = lines("[]", &body, &[" = "]);
    found.retain(|line| line.starts_with("optional") || line.starts_with("copied"));
    found.sort_by_key(|line| line.starts_with("copied"));
    assert_eq!(found, expected);
}
