//! Texts that are no documents: the exact message and place of each.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use gatewright_document::Document;

/// The report on a text that is rejected, a line per diagnostic.
#[track_caller]
fn check(name: &str, text: &str, expected: &str) {
    check_bytes(name, text.as_bytes(), expected);
}

#[track_caller]
fn check_bytes(name: &str, bytes: &[u8], expected: &str) {
    let report = Document::from_bytes(name, bytes.to_vec()).unwrap_err();
    assert!(report.has_errors());
    assert_eq!(report.one_line().join("\n"), expected);
}

#[test]
fn empty() {
    check(
        "a.json",
        "",
        "a.json:1:1: error[empty-document]: the file is empty (write the document into it, or export it again)",
    );
    check(
        "a.yaml",
        " \n\n",
        "a.yaml:1:1: error[empty-document]: the file is empty (write the document into it, or export it again)",
    );
    check(
        "a.yaml",
        "# a\n# b\n",
        "a.yaml:1:1: error[empty-document]: the file has no content (write the document into it, or export it again)",
    );
    check(
        "a.yaml",
        "---\n...\n",
        "a.yaml:1:1: error[empty-document]: the file has no content (write the document into it, or export it again)",
    );
    check(
        "a.json",
        "null",
        "a.json:1:1: error[empty-document]: the file has no content (write the document into it, or export it again)",
    );
}

#[test]
fn encodings() {
    check_bytes(
        "a.yaml",
        b"openapi: 3.0.3\ninfo: {title: 'stra\xdfe'}\n",
        "a.yaml:2:20: error[invalid-encoding]: byte 0xDF is not valid UTF-8 (in Latin-1 the byte is `ß`: save the file as UTF-8)",
    );
    check_bytes(
        "a.json",
        b"\x1f\x8b\x08\x00\x00",
        "a.json:1:1: error[not-text]: the file is compressed (gzip), not a document (give the JSON or YAML file of an OpenAPI document)",
    );
    check_bytes(
        "a.json",
        b"{\"a\": 1, \x00\x01\x02}",
        "a.json:1:1: error[not-text]: the file is binary, not a document (give the JSON or YAML file of an OpenAPI document)",
    );
    check_bytes(
        "a.yaml",
        b"openapi: 3.0.3\ninfo: {title: a\x00b}\n",
        "a.yaml:2:16: error[not-text]: the file has a zero byte, which no text has (remove it, or get the file again if it was damaged)",
    );
    check_bytes(
        "a.json",
        b"\xff\xfe\x00\xd8{\x00",
        "a.json:1:1: error[not-text]: the file is neither UTF-8 nor UTF-16, not a document (give the JSON or YAML file of an OpenAPI document)",
    );
}

#[test]
fn json_mistakes() {
    check(
        "a.json",
        "{\n  \"swagger\": \"2.0\",\n}",
        "a.json:2:19: error[json-syntax]: a comma with nothing after it (remove this comma)",
    );
    check(
        "a.json",
        "{\"swagger\": \"2.0\" \"paths\": {}}",
        "a.json:1:19: error[json-syntax]: a comma is missing (expected `,` before this)",
    );
    check(
        "a.json",
        "{\"swagger\" \"2.0\"}",
        "a.json:1:12: error[json-syntax]: a key without `:` (expected `:` before this)",
    );
    check(
        "a.json",
        "{\"swagger\": }",
        "a.json:1:13: error[json-syntax]: a value is missing (expected a value before this)",
    );
    check(
        "a.json",
        "{\"paths\": [1,,2]}",
        "a.json:1:14: error[json-syntax]: a value is missing (expected a value before this)",
    );
    check(
        "a.json",
        "{swagger: \"2.0\"}",
        r#"a.json:1:2: error[json-syntax]: a key without quotes (write `"swagger"`)"#,
    );
    check(
        "a.json",
        "{'swagger': '2.0'}",
        "a.json:1:2: error[json-syntax]: a string in single quotes (JSON strings are in double quotes)",
    );
    check(
        "a.json",
        "// Pets\n{openapi: '3.0.3',}",
        "a.json:1:1: error[json-syntax]: JSON has no comments (remove it, or save the document as YAML)",
    );
    check(
        "a.json",
        "{\n  // the version\n  \"swagger\": \"2.0\"\n}",
        "a.json:2:3: error[json-syntax]: JSON has no comments (remove it, or save the document as YAML)",
    );
    check(
        "a.json",
        "{\"deprecated\": True}",
        "a.json:1:16: error[json-syntax]: `True` is no JSON value (write `true`)",
    );
    check(
        "a.json",
        "{\"maximum\": NaN}",
        "a.json:1:13: error[json-syntax]: `NaN` is no JSON value (JSON has no such number)",
    );
    check(
        "a.json",
        "{\"maximum\": 007}",
        r#"a.json:1:13: error[json-syntax]: `007` is no JSON number (numbers have no leading zeros: write `7`, or `"007"` for text)"#,
    );
    check(
        "a.json",
        "{\"maximum\": 1_000}",
        "a.json:1:13: error[json-syntax]: `1_000` is no JSON number (write `1000`)",
    );
    check(
        "a.json",
        "{\"maximum\": 1e999}",
        "a.json:1:13: error[json-syntax]: `1e999` is no JSON number (the number is too large)",
    );
    check("a.json", "{\"maximum\": +1}", "a.json:1:13: error[json-syntax]: `+1` is no JSON number (write `1`)");
    check(
        "a.json",
        "{\"description\": \"two\nlines\"}",
        r#"a.json:1:21: error[json-syntax]: a line break inside of a string (close the string, or write the line break as `\n`)"#,
    );
    check(
        "a.json",
        "{\"description\": \"a\ttab\"}",
        r#"a.json:1:19: error[json-syntax]: a control character inside of a string (write it as `\t`)"#,
    );
    check(
        "a.json",
        "{\"pattern\": \"\\d+\"}",
        r#"a.json:1:14: error[json-syntax]: `\d` is no JSON escape (write a backslash as `\\`)"#,
    );
    check(
        "a.json",
        "{\"x\": \"\\ud83d\"}",
        r#"a.json:1:8: error[json-syntax]: `\ud83d` is half of a character (characters beyond U+FFFF are two escapes, the second from `\udc00` to `\udfff`)"#,
    );
    check(
        "a.json",
        "{\"x\": \"\\ude00\"}",
        r#"a.json:1:8: error[json-syntax]: `\ude00` is half of a character (characters beyond U+FFFF are two escapes, the second from `\udc00` to `\udfff`)"#,
    );
    check(
        "a.json",
        "{\"swagger\": \"2.0\"}\n{\"swagger\": \"2.0\"}",
        "a.json:2:1: error[json-syntax]: text after the end of the document (the document ended before this)",
    );
    check(
        "a.json",
        "{\"paths\": [}",
        "a.json:1:12: error[json-syntax]: the wrong closing bracket (does not fit the bracket that is open)",
    );
    check(
        "a.json",
        "{\"paths\": {]}",
        "a.json:1:12: error[json-syntax]: the wrong closing bracket (does not fit the bracket that is open)",
    );
    check(
        "a.json",
        "{\"paths\": {\"/a\": {}, \"/b\": [1, 2",
        "a.json:1:33: error[truncated-document]: the document ends in the middle (the file was cut off: download or export it again)",
    );
    check(
        "a.json",
        "{\"paths\": {\"/a\": \"b",
        "a.json:1:20: error[truncated-document]: the document ends in the middle (the file was cut off: download or export it again)",
    );
    check(
        "a.json",
        "{\"paths\": tru",
        "a.json:1:14: error[truncated-document]: the document ends in the middle (the file was cut off: download or export it again)",
    );
    check(
        "a.json",
        "{\"paths\":",
        "a.json:1:10: error[truncated-document]: the document ends in the middle (the file was cut off: download or export it again)",
    );
}

#[test]
fn yaml_mistakes() {
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n\ttitle: A\n",
        "a.yaml:3:1: error[yaml-syntax]: a tab in the indentation (replace the tabs by spaces)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: A\n   version: '1'\n",
        "a.yaml:4:4: error[yaml-syntax]: this line is indented as if it went on with the value above (start it in the same column as the keys beside it)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n    title: A\n  version: '1'\n",
        "a.yaml:4:3: error[yaml-syntax]: the indentation fits none of the lines above (start this line in the same column as the keys or items it belongs to)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: A: B\n",
        "a.yaml:3:11: error[yaml-syntax]: a second `:` in one value (put quotes around text that has `: `, or check the indentation of this line)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo: {title: A, version: '1'\npaths: {}\n",
        "a.yaml:3:1: error[yaml-syntax]: expected `,` or `}` (close the bracket with `}`, or put quotes around text that has brackets or commas)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo: {title: A, version: '1'",
        "a.yaml:2:30: error[truncated-document]: expected `,` or `}` (close the bracket; if the file was cut off, get it again)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: 'A\n",
        "a.yaml:3:10: error[yaml-syntax]: a string is never closed (close the string; if the file was cut off, get it again)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: @pets\n",
        "a.yaml:3:10: error[yaml-syntax]: no YAML text may begin with `@` (put quotes around the text)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: `pets`\n",
        "a.yaml:3:10: error[yaml-syntax]: no YAML text may begin with a backtick (put quotes around the text)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: %pets\n",
        "a.yaml:3:10: error[yaml-syntax]: no YAML text may begin with `%` (put quotes around the text)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: *pets\n",
        "a.yaml:3:10: error[yaml-syntax]: an alias whose anchor is not defined before (put quotes around text that begins with `*`)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: **pets** rule\n",
        "a.yaml:3:10: error[yaml-syntax]: `*` and `&` begin an alias or an anchor (put quotes around the text)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo:\n  title: \"\\d\"\n",
        r#"a.yaml:3:11: error[yaml-syntax]: an escape that YAML does not know (write a backslash as `\\`, or use single quotes)"#,
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo\npaths: {}\n",
        "a.yaml:2:1: error[yaml-syntax]: a key without `:` (add `:` and a value, or check the indentation of this line)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ntags:\n  - a\n - b\n",
        "a.yaml:4:2: error[yaml-syntax]: the indentation fits none of the lines above (start this line in the same column as the keys or items it belongs to)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\npaths: {/a/{id}: {}}\n",
        "a.yaml:2:12: error[yaml-syntax]: expected `,` or `}` (close the bracket with `}`, or put quotes around text that has brackets or commas)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\n? {a: b}\n: c\n",
        "a.yaml:2:3: error[invalid-key]: a mapping or list stands where a key belongs (put quotes around text that begins with `{` or `[`)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\ninfo: \"a\u{1}b\"\n",
        "a.yaml:2:9: error[yaml-syntax]: the control character U+0001 (remove it)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\nx: !!int abc\n",
        r#"a.yaml:2:4: error[yaml-syntax]: a tag does not fit its value: string "abc", expected an integer (remove the tag)"#,
    );
}

#[test]
fn limits() {
    let brackets = "[".repeat(10_000);
    check(
        "a.json",
        &format!("{{\"a\":\n{brackets}"),
        "a.json:2:10001: error[truncated-document]: the document ends in the middle (the file was cut off: download or export it again)",
    );
    check(
        "a.json",
        &format!("{{\"a\":\n{brackets}{}}}", "]".repeat(10_000)),
        "a.json:2:127: error[nesting-too-deep]: values are nested too deep (give inner schemas a name and refer to them with `$ref`)",
    );
    check(
        "a.yaml",
        &format!("openapi: 3.0.3\nx: {brackets}{}\n", "]".repeat(10_000)),
        "a.yaml:2:132: error[nesting-too-deep]: values are nested too deep (give inner schemas a name and refer to them with `$ref`)",
    );
    let indented: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    check(
        "a.yaml",
        &indented,
        "a.yaml:129:129: error[nesting-too-deep]: values are nested too deep (give inner schemas a name and refer to them with `$ref`)",
    );
    check(
        "a.yaml",
        &format!("{}a\n", "- ".repeat(10_000)),
        "a.yaml:1:257: error[nesting-too-deep]: values are nested too deep (give inner schemas a name and refer to them with `$ref`)",
    );
    check(
        "a.yaml",
        "openapi: 3.0.3\npaths: &all\n  /a: *all\n",
        "a.yaml:3:7: error[alias-cycle]: `*all` stands inside of what it names (write recursive schemas with `$ref`)",
    );
    let mut bomb = "openapi: 3.0.3\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let item = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![item; 10].join(", "));
    }
    check(
        "a.yaml",
        &bomb,
        "a.yaml:13:66: error[too-many-aliases]: aliases of aliases expand to too much (write shared parts once and refer to them with `$ref`)",
    );
}

#[test]
fn not_yet_documents() {
    check(
        "a.yaml",
        "swagger: '2.0'\nhost: {{host}}\npaths: {}\n",
        "a.yaml:2:7: error[unrendered-template]: `{{host}}` is a template's placeholder that was not filled in (render the template first, or put quotes around the placeholder)",
    );
    check(
        "a.yaml",
        "swagger: '2.0'\n{% if x %}\npaths: {}\n{% endif %}\n",
        "a.yaml:2:1: error[unrendered-template]: `{% if x %}` is a template's placeholder that was not filled in (render the template first, or put quotes around the placeholder)",
    );
    check(
        "a.json",
        "{\"swagger\": \"2.0\", \"port\": {{ port }}}",
        "a.json:1:28: error[unrendered-template]: `{{ port }}` is a template's placeholder that was not filled in (render the template first, or put quotes around the placeholder)",
    );
    check(
        "a.json",
        "{\"swagger\": \"2.0\", {{#each paths}} }",
        "a.json:1:20: error[unrendered-template]: `{{#each paths}}` is a template's placeholder that was not filled in (render the template first, or put quotes around the placeholder)",
    );
    check(
        "a.yaml",
        "swagger: '2.0'\n<<<<<<< HEAD\nhost: a\n=======\nhost: b\n>>>>>>> topic\n",
        "a.yaml:2:1: error[merge-conflict]: the file has merge conflict markers (settle the conflict and remove the markers)",
    );
    check(
        "a.json",
        "<!DOCTYPE html>\n<html></html>\n",
        "a.json:1:1: error[not-text]: this is a web page, not a document (look for a link to the raw JSON or YAML file)",
    );
    check(
        "a.yaml",
        "<!doctype html>\n<html lang=\"en\">\n<p>a: b: c</p>\n",
        "a.yaml:1:1: error[not-text]: this is a web page, not a document (look for a link to the raw JSON or YAML file)",
    );
    check(
        "a.yaml",
        "404: Not Found\n",
        r#"a.yaml:1:1: error[not-openapi]: this is not an OpenAPI document: it has no field `openapi` or `swagger` (add `openapi: "3.0.3"` if this is one)"#,
    );
    check(
        "a",
        "<?xml version='1.0'?><a/>",
        "a:1:1: error[not-text]: this is an XML file, not a document (look for a link to the raw JSON or YAML file)",
    );
}

#[test]
fn versions() {
    check(
        "a.json",
        "{\"swagger\": \"2.0\", \"openapi\": \"3.0.3\"}",
        "a.json:1:20: error[both-versions]: the document has both `swagger` and `openapi` (remove the one that the document does not follow)",
    );
    check(
        "a.yaml",
        "openapi: 4.0.0\n",
        "a.yaml:1:10: error[unsupported-version]: OpenAPI 4.0.0 is not read (Swagger 2.0 and OpenAPI 3.0 and 3.1 are read)",
    );
    check(
        "a.yaml",
        "openapi: 2.0\n",
        r#"a.yaml:1:10: error[unsupported-version]: OpenAPI 2.0 is called Swagger (write `swagger: "2.0"`)"#,
    );
    check(
        "a.yaml",
        "swagger: '3.0'\n",
        r#"a.yaml:1:10: error[unsupported-version]: Swagger 3.0 does not exist (from 3.0 on the format is called OpenAPI: write `openapi: "3.0.0"`)"#,
    );
    check(
        "a.yaml",
        "swagger: '1.2'\n",
        "a.yaml:1:10: error[unsupported-version]: Swagger 1.2 is not read (Swagger 2.0 and OpenAPI 3.0 and 3.1 are read)",
    );
    check(
        "a.yaml",
        "openapi: true\n",
        r#"a.yaml:1:10: error[unsupported-version]: `openapi` is a boolean and not a version (write `openapi: "3.0.3"`)"#,
    );
    check(
        "a.yaml",
        "openapi:\n",
        r#"a.yaml:1:8: error[unsupported-version]: `openapi` is null and not a version (write `openapi: "3.0.3"`)"#,
    );
    check(
        "a.yaml",
        "openapi: ''\n",
        r#"a.yaml:1:10: error[unsupported-version]: `openapi` is empty and not a version (write `openapi: "3.0.3"`)"#,
    );
    check(
        "a.json",
        "{\"swaggerVersion\": \"1.2\", \"apis\": []}",
        "a.json:1:20: error[unsupported-version]: Swagger 1.2 is not read (convert the document to Swagger 2.0 or OpenAPI 3.0 first)",
    );
}

#[test]
fn foreign_documents() {
    check(
        "a.yaml",
        "asyncapi: 2.6.0\nchannels: {}\n",
        "a.yaml:1:1: error[not-openapi]: this is an AsyncAPI document, not an OpenAPI document (the root of a document has a field `openapi` or `swagger`)",
    );
    check(
        "a.yaml",
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      DefinitionUri: s3://b/api.yaml\n",
        "a.yaml:6:7: error[not-openapi]: this is a CloudFormation template, not an OpenAPI document (the template takes its document from `s3://b/api.yaml`: give that file)",
    );
    check(
        "a.yaml",
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      DefinitionBody:\n        Fn::Transform:\n          Name: AWS::Include\n          Parameters: {Location: s3://b/api.yaml}\n",
        "a.yaml:6:7: error[not-openapi]: this is an AWS SAM template, not an OpenAPI document (the template takes its document from `s3://b/api.yaml`: give that file)",
    );
    check(
        "a.yaml",
        "Resources:\n  Chat:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: {ProtocolType: WEBSOCKET}\n",
        "a.yaml:3:5: error[not-openapi]: this is a WebSocket API, which is not read (REST APIs and HTTP APIs are)",
    );
    check(
        "a.yaml",
        "Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n",
        "a.yaml:1:1: error[not-openapi]: this is a CloudFormation template, not an OpenAPI document (point to the document that the template deploys)",
    );
    check(
        "a.json",
        "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"type\": \"object\"}",
        "a.json:1:2: error[not-openapi]: this is a JSON Schema, not an OpenAPI document (the root of a document has a field `openapi` or `swagger`)",
    );
    check(
        "package.json",
        "{\"name\": \"a\", \"version\": \"1.0.0\", \"dependencies\": {}}",
        "package.json:1:35: error[not-openapi]: this is a package manifest (package.json), not an OpenAPI document (the root of a document has a field `openapi` or `swagger`)",
    );
    check(
        "a.json",
        "{\"info\": {\"_postman_id\": \"x\"}, \"item\": []}",
        "a.json:1:2: error[not-openapi]: this is a Postman collection, not an OpenAPI document (the root of a document has a field `openapi` or `swagger`)",
    );
    check(
        "a.yaml",
        "apiVersion: v1\nkind: Service\n",
        "a.yaml:1:1: error[not-openapi]: this is a Kubernetes manifest, not an OpenAPI document (the root of a document has a field `openapi` or `swagger`)",
    );
    check(
        "a.yaml",
        "OpenAPI: 3.0.3\npaths: {}\n",
        "a.yaml:1:1: error[not-openapi]: this is not an OpenAPI document: it has no field `openapi` or `swagger` (write `openapi` instead of `OpenAPI`)",
    );
    check(
        "a.yaml",
        "info: {title: A}\npaths: {}\n",
        r#"a.yaml:1:1: error[not-openapi]: this is not an OpenAPI document: it has no field `openapi` or `swagger` (it has `paths`: add `openapi: "3.0.3"` or `swagger: "2.0"`, whichever it follows)"#,
    );
    check(
        "a.json",
        "{\"result\": {\"openapi\": \"3.0.3\"}}",
        "a.json:1:2: error[not-openapi]: this is not an OpenAPI document: it has no field `openapi` or `swagger` (a document stands under `result`: save that part as a file of its own)",
    );
    check(
        "a.json",
        "[{\"swagger\": \"2.0\"}]",
        r#"a.json:1:1: error[not-openapi]: this is an array, not an OpenAPI document (the root has a field `openapi: "3.0.3"` or `swagger: "2.0"`)"#,
    );
    check(
        "a.json",
        "\"text\"",
        r#"a.json:1:1: error[not-openapi]: this is a string, not an OpenAPI document (the root has a field `openapi: "3.0.3"` or `swagger: "2.0"`)"#,
    );
    check(
        "a.yaml",
        "only some words\n",
        r#"a.yaml:1:1: error[not-openapi]: this is a string, not an OpenAPI document (the root has a field `openapi: "3.0.3"` or `swagger: "2.0"`)"#,
    );
    check(
        "a.yaml",
        "a: b\n",
        r#"a.yaml:1:1: error[not-openapi]: this is not an OpenAPI document: it has no field `openapi` or `swagger` (add `openapi: "3.0.3"` if this is one)"#,
    );
}

#[test]
fn missing_files() {
    let report = Document::load(std::path::Path::new("tests/no-such-file.yaml")).unwrap_err();
    assert_eq!(
        report.one_line().join("\n"),
        "tests/no-such-file.yaml: error[unreadable-file]: `tests/no-such-file.yaml` does not exist"
    );
    let report = Document::load(std::path::Path::new("tests/rejectd.rs")).unwrap_err();
    assert_eq!(
        report.one_line().join("\n"),
        "tests/rejectd.rs: error[unreadable-file]: `tests/rejectd.rs` does not exist (did you mean `tests/rejected.rs`?)"
    );
    let report = Document::load(std::path::Path::new("tests")).unwrap_err();
    assert_eq!(
        report.one_line().join("\n"),
        "tests: error[unreadable-file]: `tests` is a folder (name the document in it)"
    );
}
