//! Texts that try to leave the comment, the string or the line in which they are written.

use std::collections::BTreeSet;

use gatewright_build::{Builder, Generated};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};

use super::ensure;
use crate::Attack;

/// Ends of comments, strings, lines and tables, with a function in which the marker is a word of its own.
const TEXTS: [&str; 14] = [
    "*/ pub fn pwned() {} /*",
    "\n}\npub fn pwned() {}\n{",
    "\r\npub fn pwned() {}\r\n",
    "\rpub fn pwned() {}",
    "\u{2028}pub fn pwned() {}\u{2029}",
    "\u{85}pub fn pwned() {}\u{b}\u{c}",
    "\"; pub fn pwned() {} \"",
    "\"#; pub fn pwned() {} r#\"",
    "\\\"; pub fn pwned() {} //\\",
    "')]; pub fn pwned() {} #[doc('",
    "\"]\n[build-dependencies]\npwned = \"*\"\n",
    "]] pwned = 1\n[package.metadata]\nx = '''",
    "../../../pwned/\u{0}/..\\pwned",
    "\u{202e}\u{2066} pub fn pwned() {} \u{2069}\u{1b}[31m{{pwned}}${pwned}",
];

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        Attack { name: "a text in place of each value", run: || each(|value, text| *value = text.into()) },
        Attack {
            name: "a text behind each value",
            run: || each(|value, text| *value = format!("{}{text}", value.as_str().unwrap_or("")).into()),
        },
        Attack { name: "a text in place of each key", run: keys },
        Attack { name: "a file's name", run: file_name },
        Attack { name: "a list of names (gatewright.lock)", run: lock },
    ]
}

/// A document with a text of every kind.
fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Title", "description": "Description", "version": "1", "summary": "Summary",
            "termsOfService": "https://a.example", "contact": {"name": "Name", "url": "https://a.example", "email": "a@b.example"},
            "license": {"name": "License", "identifier": "MIT"}
        },
        "servers": [{"url": "https://a.example/{stage}", "description": "Server", "variables": {"stage": {"default": "v1", "enum": ["v1", "v2"], "description": "Stage"}}}],
        "tags": [{"name": "tag", "description": "Tag", "externalDocs": {"url": "https://a.example", "description": "Docs"}}],
        "externalDocs": {"url": "https://a.example", "description": "Docs"},
        "security": [{"key": []}, {"oauth": ["scope"]}],
        "paths": {
            "/things/{id}": {
                "summary": "Path", "description": "Path",
                "parameters": [{"name": "id", "in": "path", "required": true, "description": "Id", "schema": {"type": "string", "pattern": "^a$", "example": "a"}}],
                "post": {
                    "operationId": "postThing", "summary": "Summary", "description": "Description", "tags": ["tag"],
                    "externalDocs": {"url": "https://a.example", "description": "Docs"},
                    "parameters": [
                        {"name": "query", "in": "query", "description": "Query", "schema": {"type": "string", "enum": ["one", "two"], "default": "one"}},
                        {"name": "X-Header", "in": "header", "description": "Header", "schema": {"type": "string", "format": "date"}},
                        {"name": "cookie", "in": "cookie", "description": "Cookie", "schema": {"type": "string", "const": "only"}}
                    ],
                    "requestBody": {"description": "Body", "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}, "examples": {"example": {"summary": "Example", "value": {"name": "a"}}}},
                        "multipart/form-data": {"schema": {"type": "object", "properties": {"part": {"type": "string"}}}, "encoding": {"part": {"contentType": "text/plain"}}}
                    }},
                    "responses": {
                        "200": {"description": "Ok", "headers": {"X-Answer": {"description": "Header", "schema": {"type": "string"}}},
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                            "links": {"link": {"operationId": "postThing", "description": "Link", "parameters": {"id": "$response.body#/name"}}}},
                        "404": {"description": "Missing", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Choice"}}}}
                    },
                    "callbacks": {"called": {"{$request.body#/url}": {"post": {"operationId": "called", "description": "Callback", "responses": {"200": {"description": "Ok"}}}}}},
                    "x-amazon-apigateway-integration": {"type": "mock", "requestTemplates": {"application/json": "{\"statusCode\": 200}"}, "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": "{\"name\": \"a\"}"}}}}
                }
            }
        },
        "webhooks": {"hook": {"post": {"operationId": "hook", "summary": "Hook", "responses": {"200": {"description": "Ok"}}}}},
        "components": {
            "schemas": {
                "Thing": {"type": "object", "title": "Thing", "description": "Thing", "required": ["name"], "xml": {"name": "thing", "prefix": "t", "namespace": "https://a.example"},
                    "properties": {
                        "name": {"type": "string", "description": "Name", "title": "Name", "default": "a", "example": "b", "pattern": "^a$"},
                        "kind": {"type": "string", "enum": ["first", "second"], "x-enum-varnames": ["First", "Second"], "x-enum-descriptions": ["One", "Two"]},
                        "size": {"type": "integer", "description": "Size", "format": "int32"},
                        "list": {"type": "array", "items": {"type": "string", "contentMediaType": "text/plain", "contentEncoding": "base16"}}
                    },
                    "patternProperties": {"^x-": {"type": "string"}}, "x-rust-type": "crate::Thing"},
                "Choice": {"description": "Choice", "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                    "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}}},
                "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
                "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
            },
            "securitySchemes": {
                "key": {"type": "apiKey", "name": "X-Key", "in": "header", "description": "Key"},
                "oauth": {"type": "oauth2", "description": "OAuth", "flows": {"clientCredentials": {"tokenUrl": "https://a.example", "scopes": {"scope": "Scope"}}}},
                "basic": {"type": "http", "scheme": "basic", "bearerFormat": "JWT"}
            }
        }
    })
}

/// Whether a word stands in Rust code, outside of comments and strings. What cannot be read as Rust has it.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    fn within(tokens: TokenStream, word: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => within(group.stream(), word),
            TokenTree::Ident(ident) => ident == word,
            TokenTree::Punct(_) => false,
            TokenTree::Literal(_) => false,
        })
    }
    text.parse().map_or(true, |tokens| within(tokens, word))
}

/// Whether everything that was generated can be read.
pub(super) fn parses(generated: &Generated) -> Result<(), String> {
    for file in generated.files.iter().filter(|file| file.path.ends_with(".rs")) {
        syn::parse_file(&file.text).map_err(|error| format!("{}: {error}\n{}", file.path, file.text))?;
    }
    Ok(())
}

/// Whether the files are such as they should be, whatever the document said.
fn is_harmless(generated: &Generated) -> Result<(), String> {
    parses(generated)?;
    for file in &generated.files {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        ensure(file.path.chars().all(plain) && !file.path.contains("..") && !file.path.starts_with('/'), || {
            format!("a file is called {:?}", file.path)
        })?;
        let unseen = |c: char| gatewright_document::is_unseen(c) && c != '\n';
        ensure(!file.text.contains(unseen), || format!("an unseen character in {}", file.path))?;
        if file.path.ends_with(".rs") {
            ensure(!has_word(&file.text, "pwned"), || format!("{}\n{}", file.path, file.text))?;
        }
        if file.path == "Cargo.toml" {
            manifest_is_harmless(&file.text).map_err(|what| format!("{what} in\n{}", file.text))?;
        }
    }
    Ok(())
}

fn manifest_is_harmless(text: &str) -> Result<(), String> {
    let table: toml_edit::DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    let allowed = ["dependencies", "features", "lints", "package", "workspace"];
    for (key, _) in table.iter() {
        ensure(allowed.contains(&key), || format!("the table `{key}`"))?;
    }
    let package = table.get("package").and_then(toml_edit::Item::as_table).ok_or("no package")?;
    for forbidden in ["build", "links", "metadata", "autobins"] {
        ensure(!package.contains_key(forbidden), || format!("`{forbidden}`"))?;
    }
    let dependencies = table.get("dependencies").and_then(toml_edit::Item::as_table).ok_or("no dependencies")?;
    let names = || dependencies.iter().map(|(name, _)| name);
    ensure(names().eq(["gatewright-runtime"]), || names().collect())?;
    let features = table.get("features").and_then(toml_edit::Item::as_table);
    for (name, of) in features.into_iter().flat_map(toml_edit::Table::iter) {
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.'));
        // A tag turns on nothing, and a feature of the runtime itself there.
        let on = |one: &toml_edit::Value| one.as_str() == Some(format!("gatewright-runtime/{name}").as_str());
        let harmless = of.as_array().is_some_and(|list| list.iter().all(on));
        ensure(plain && (name == "default" || harmless), || format!("feature {name}"))?;
    }
    Ok(())
}

/// Whether anything is generated; what is has to be harmless.
fn check(document: &Value) -> Result<bool, String> {
    let folder = super::Folder::new("text");
    let builder =
        Builder::new(folder.write("attack.json", &document.to_string())).tag_features(true).allow("malformed-pattern");
    match builder.generate_crate("attack") {
        Ok(generated) => is_harmless(&generated).map(|()| true),
        Err(error) => {
            ensure(!error.to_string().contains("fault of gatewright"), || error.to_string())?;
            Ok(false)
        }
    }
}

type Change = fn(&mut Value, &str);

/// Places of the strings of a document.
fn strings(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(place.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| strings(item, &format!("{place}/{index}"), found));
        }
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            strings(value, &format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
}

/// Each place gets one of the texts, and then every text stands in all places that a document can do without.
fn each(change: Change) -> Result<(), String> {
    let original = document();
    let mut places = Vec::new();
    strings(&original, "", &mut places);
    assert!(places.len() > 100);
    let mut free = Vec::new();
    for (place, text) in places.iter().zip(TEXTS.iter().cycle()) {
        let mut changed = original.clone();
        change(changed.pointer_mut(place).unwrap(), text);
        if check(&changed).map_err(|what| format!("{text:?} at {place}: {what}"))? {
            free.push(place);
        }
    }
    for text in TEXTS {
        let mut changed = original.clone();
        free.iter().for_each(|place| change(changed.pointer_mut(place).unwrap(), text));
        check(&changed).map_err(|what| format!("{text:?} everywhere: {what}"))?;
        for kind in ["description", "title", "summary", "operationId", "name", "url", "default", "enum", "pattern"] {
            let mut changed = original.clone();
            let of_kind = free.iter().filter(|place| place.contains(kind));
            of_kind.for_each(|place| change(changed.pointer_mut(place).unwrap(), text));
            check(&changed).map_err(|what| format!("{text:?} as every {kind}: {what}"))?;
        }
    }
    Ok(())
}

/// Every key that is a name gets the text for its name.
fn keys() -> Result<(), String> {
    let original = document().to_string();
    for key in [
        "/things/{id}",
        "application/json",
        "multipart/form-data",
        "200",
        "404",
        "X-Answer",
        "link",
        "called",
        "hook",
        "Thing",
        "name",
        "kind",
        "part",
        "^x-",
        "cat",
        "key",
        "scope",
        "stage",
        "example",
        "application/problem+json",
        "{$request.body#/url}",
        "default",
    ] {
        for (number, text) in TEXTS.iter().enumerate() {
            let quoted = |key: &str| format!("{}:", serde_json::to_string(key).unwrap());
            let behind = (number % 4 == key.len() % 4).then(|| format!("{key}{text}"));
            for name in behind.into_iter().chain((number % 4 == 1).then(|| (*text).to_owned())) {
                let changed = original.replace(&quoted(key), &quoted(&name));
                assert_ne!(changed, original, "{key}");
                let Ok(changed) = serde_json::from_str(&changed) else { continue };
                check(&changed).map_err(|what| format!("{name:?}: {what}"))?;
            }
        }
    }
    Ok(())
}

fn file_name() -> Result<(), String> {
    for name in [
        "a\npub fn pwned() {}\n.json",
        "a\rpub fn pwned() {}.json",
        "*/ pub fn pwned() {} .json",
        "\u{202e}a\u{1b}[31m.json",
        "a\u{2028}pub fn pwned() {}.json",
    ] {
        let folder = super::Folder::new("file-name");
        let path = folder.write(name, &document().to_string());
        for generated in [Builder::new(&path).generate(), Builder::new(&path).generate_crate("attack")] {
            is_harmless(&generated.map_err(|error| error.to_string())?).map_err(|what| format!("{name:?}: {what}"))?;
        }
    }
    Ok(())
}

fn lock() -> Result<(), String> {
    let folder = super::Folder::new("lock");
    let path = folder.write("attack.json", &document().to_string());
    let lock = folder.0.join("gatewright.lock");
    let builder = Builder::new(&path).lock(&lock).lock_mode(gatewright_build::LockMode::Update);
    builder.generate_to(folder.0.join("out"), "attack").map_err(|error| error.to_string())?;
    let good = std::fs::read_to_string(&lock).unwrap();
    let values: BTreeSet<&str> =
        good.lines().filter_map(|line| line.rsplit_once(" = ").map(|(_, value)| value)).collect();
    let words = ["", "fn", "crate", "Self", "_", "0", "models", "rt", "a b", "../x", "r#self"];
    for (number, value) in values.iter().enumerate() {
        for text in TEXTS.iter().chain(&words).skip(number % 5).step_by(5) {
            let forged = good.replace(&format!(" = {value}"), &format!(" = {}", serde_json::to_string(text).unwrap()));
            std::fs::write(&lock, forged).unwrap();
            match Builder::new(&path).lock(&lock).generate_crate("attack") {
                Ok(generated) => is_harmless(&generated).map_err(|what| format!("{text:?} for {value}: {what}"))?,
                Err(error) => ensure(!error.to_string().contains("fault of gatewright"), || error.to_string())?,
            }
        }
    }
    for whole in ["\u{0}", "[", "a = 1\n", "[types]\nx = [1]\n", "version = 99\n"] {
        std::fs::write(&lock, whole).unwrap();
        if let Ok(generated) = Builder::new(&path).lock(&lock).generate_crate("attack") {
            is_harmless(&generated)?;
        }
    }
    Ok(())
}
