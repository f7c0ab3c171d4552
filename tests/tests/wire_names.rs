//! What the document calls things is what generated code calls them on the wire, whatever characters are in it.
//!
//! Documents are made of names that would mean something to Rust, to its printers or to Markdown. What is generated from
//! them is read as Rust, and each name must be a string literal of the modules that have to know it. The names are drawn from
//! a fixed seed, so that a failure comes again.
//!
//! `cargo test -p gatewright-tests --test wire_names -- --nocapture` prints how many names were checked.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;

use gatewright_build::{Builder, Document};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::{Map, Value, json};

/// Pieces of names.
const PIECES: [&str; 56] = [
    "a",
    "b",
    "Terms",
    "list",
    "x-y",
    "snake_case",
    "r#type",
    "self",
    "rt::",
    "models::",
    "use",
    "1",
    "2.0",
    " ",
    "  ",
    "&",
    " & ",
    "& ",
    " &",
    "<",
    " < ",
    ">",
    " >",
    "[",
    "[ ",
    "]",
    " ]",
    "(",
    "( ",
    ")",
    " )",
    ",",
    " ,",
    ":",
    " : ",
    "::",
    " :: ",
    ":: ",
    ";",
    "\"",
    "\\",
    "'",
    "`",
    "#",
    "!",
    "?",
    "%",
    "$",
    "@",
    "*/",
    "/*",
    "//",
    "ü",
    "漢字",
    "😀",
    "é\u{301}",
];
/// Pieces that end lines, or that nobody sees.
const UNSEEN: [&str; 8] = ["\n", "\r", "\t", "\u{0}", "\u{7f}", "\u{2028}", "\u{202e}", "\u{feff}"];
const BRACES: [&str; 4] = ["{", "}", "{}", "{0}"];

/// xorshift64*: the same names on every machine.
struct Names {
    state: u64,
    seen: BTreeSet<String>,
}

impl Names {
    fn number(&mut self, below: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        usize::try_from(self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % below
    }

    /// A name that was not drawn before, of which `admits` takes every piece.
    fn name(&mut self, admits: fn(&str) -> bool) -> String {
        let pieces: Vec<&str> =
            PIECES.iter().chain(&UNSEEN).chain(&BRACES).copied().filter(|piece| admits(piece)).collect();
        loop {
            let count = 1 + self.number(6);
            let name: String = (0..count).map(|_| pieces[self.number(pieces.len())]).collect();
            if !name.trim().is_empty() && self.seen.insert(name.to_lowercase()) {
                return name;
            }
        }
    }

    fn names(&mut self, count: usize, admits: fn(&str) -> bool) -> Vec<String> {
        (0..count).map(|_| self.name(admits)).collect()
    }
}

fn anything(_: &str) -> bool {
    true
}

/// What may be between the braces of a path; `{;name}` and `{&name}` say a style.
fn in_path(piece: &str) -> bool {
    !piece.contains(['{', '}', '/', '?', '#', '*', ';']) && !piece.starts_with('&')
}

/// What a line of HTTP may have in the name of a header or a cookie, and characters that documents put there all the same.
fn in_header(piece: &str) -> bool {
    piece.chars().all(|c| (' '..='~').contains(&c))
}

/// What the name of a header may have (RFC 9110 §5.6.2); a key by another name is reported and left out.
fn in_token(piece: &str) -> bool {
    piece.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// What a media type may have in its name.
fn in_media_type(piece: &str) -> bool {
    piece.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '!' | '#' | '$' | '&' | '-' | '^' | '_' | '.'))
}

/// Where names stand, what a document with them is, and which modules must know them.
struct Role {
    name: &'static str,
    admits: fn(&str) -> bool,
    document: fn(&[String]) -> Value,
    modules: &'static [&'static str],
}

const ROLES: [Role; 17] = [
    Role {
        name: "query",
        admits: anything,
        document: |names| parameters("query", names),
        modules: &["client", "server"],
    },
    Role { name: "path", admits: in_path, document: path_parameters, modules: &["client", "server"] },
    Role {
        name: "header",
        admits: in_header,
        document: |names| parameters("header", names),
        modules: &["client", "server"],
    },
    Role {
        name: "cookie",
        admits: in_header,
        document: |names| parameters("cookie", names),
        modules: &["client", "server"],
    },
    Role { name: "alone", admits: anything, document: one_parameter_each, modules: &["client", "server"] },
    Role { name: "form", admits: anything, document: |names| form(names, "string"), modules: &["models"] },
    Role {
        name: "form list",
        admits: anything,
        document: |names| form(names, "array"),
        modules: &["models", "client", "server"],
    },
    Role { name: "part", admits: anything, document: multipart, modules: &["models"] },
    Role { name: "property", admits: anything, document: properties, modules: &["models"] },
    Role { name: "value", admits: anything, document: values, modules: &["models"] },
    Role { name: "tag", admits: anything, document: tags, modules: &["models"] },
    Role { name: "discriminator", admits: anything, document: discriminators, modules: &["models"] },
    Role { name: "media type", admits: in_media_type, document: media_types, modules: &["client", "server"] },
    Role { name: "response header", admits: in_header, document: response_headers, modules: &["models"] },
    Role {
        name: "security",
        admits: anything,
        document: |names| security(names, "query", true),
        modules: &["client", "server"],
    },
    Role {
        name: "key in query",
        admits: anything,
        document: |names| security(names, "query", false),
        modules: &["client", "server"],
    },
    Role {
        name: "key in header",
        admits: in_token,
        document: |names| security(names, "header", false),
        modules: &["client", "server"],
    },
];

fn document(paths: Value, components: Value) -> Value {
    json!({ "openapi": "3.0.3", "info": { "title": "Names", "version": "1" }, "paths": paths, "components": components })
}

fn ok() -> Value {
    json!({ "200": { "description": "Done." } })
}

/// Scalars, lists and objects, required and not.
fn parameters(place: &str, names: &[String]) -> Value {
    let schemas = [json!({ "type": "string" }), json!({ "type": "array", "items": { "type": "string" } })];
    let parameters: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(index, name)| json!({ "name": name, "in": place, "required": index % 3 == 0, "schema": schemas[index % 2] }))
        .collect();
    document(
        json!({ "/": { "get": { "operationId": "get", "parameters": parameters, "responses": ok() } } }),
        json!({}),
    )
}

fn path_parameters(names: &[String]) -> Value {
    let paths = names.iter().enumerate().map(|(index, name)| {
        let parameter = json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        let operation = json!({ "operationId": format!("get{index}"), "parameters": [parameter], "responses": ok() });
        (format!("/{index}/{{{name}}}"), json!({ "get": operation }))
    });
    document(Value::Object(paths.collect()), json!({}))
}

/// A required parameter alone stands in the arguments of the client's method.
fn one_parameter_each(names: &[String]) -> Value {
    let paths = names.iter().enumerate().map(|(index, name)| {
        let parameter = json!({ "name": name, "in": "query", "required": true, "schema": { "type": "string" } });
        let operation = json!({ "operationId": format!("get{index}"), "parameters": [parameter], "responses": ok() });
        (format!("/{index}"), json!({ "get": operation }))
    });
    document(Value::Object(paths.collect()), json!({}))
}

fn object(names: &[String], schema: &Value) -> Value {
    let properties: Map<String, Value> = names.iter().map(|name| (name.clone(), schema.clone())).collect();
    json!({ "type": "object", "properties": properties })
}

fn with_body(media_type: &str, schema: &Value, encoding: &Value) -> Value {
    let body = json!({ "content": { media_type: { "schema": schema, "encoding": encoding } } });
    let operation = json!({ "operationId": "send", "requestBody": body, "responses": ok() });
    document(json!({ "/": { "post": operation } }), json!({}))
}

fn form(names: &[String], ty: &str) -> Value {
    let schema = match ty {
        "array" => json!({ "type": "array", "items": { "type": "string" } }),
        ty => json!({ "type": ty }),
    };
    let style = json!({ "style": "form", "explode": false });
    let encoding: Map<String, Value> = names.iter().map(|name| (name.clone(), style.clone())).collect();
    let encoding = if ty == "array" { Value::Object(encoding) } else { json!({}) };
    with_body("application/x-www-form-urlencoded", &object(names, &schema), &encoding)
}

fn multipart(names: &[String]) -> Value {
    with_body("multipart/form-data", &object(names, &json!({ "type": "string" })), &json!({}))
}

fn properties(names: &[String]) -> Value {
    document(json!({}), json!({ "schemas": { "Thing": object(names, &json!({ "type": "integer" })) } }))
}

fn values(names: &[String]) -> Value {
    document(json!({}), json!({ "schemas": { "Thing": { "type": "string", "enum": names } } }))
}

/// Values of a discriminator.
fn tags(names: &[String]) -> Value {
    let mut schemas = Map::new();
    let mut mapping = Map::new();
    let mut variants = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let reference = format!("#/components/schemas/Variant{index}");
        let properties = json!({ "kind": { "type": "string" }, format!("at{index}"): { "type": "string" } });
        schemas.insert(
            format!("Variant{index}"),
            json!({ "type": "object", "required": ["kind"], "properties": properties }),
        );
        mapping.insert(name.clone(), json!(reference));
        variants.push(json!({ "$ref": reference }));
    }
    let choice = json!({ "oneOf": variants, "discriminator": { "propertyName": "kind", "mapping": mapping } });
    schemas.insert("Choice".to_owned(), choice);
    document(json!({}), json!({ "schemas": schemas }))
}

/// Properties that tell variants apart.
fn discriminators(names: &[String]) -> Value {
    let mut schemas = Map::new();
    for (index, name) in names.iter().enumerate() {
        let variant = |value: &str| json!({ "type": "object", "required": [name], "properties": { name: { "type": "string", "enum": [value] } } });
        schemas.insert(format!("A{index}"), variant("a"));
        schemas.insert(format!("B{index}"), variant("b"));
        let [a, b] = ["A", "B"].map(|letter| format!("#/components/schemas/{letter}{index}"));
        let mapping = json!({ "a": a, "b": b });
        schemas.insert(
            format!("Choice{index}"),
            json!({ "oneOf": [{ "$ref": a }, { "$ref": b }], "discriminator": { "propertyName": name, "mapping": mapping } }),
        );
    }
    document(json!({}), json!({ "schemas": schemas }))
}

/// Of bodies that are sent and that come back.
fn media_types(names: &[String]) -> Value {
    let schema = json!({ "schema": { "type": "string", "format": "binary" } });
    let content: Map<String, Value> = names.iter().map(|name| (media_type(name), schema.clone())).collect();
    let responses = json!({ "200": { "description": "Done.", "content": content } });
    let operation = json!({ "operationId": "send", "requestBody": { "content": content }, "responses": responses });
    document(json!({ "/": { "post": operation } }), json!({}))
}

fn media_type(name: &str) -> String {
    format!("application/vnd.{name}")
}

fn response_headers(names: &[String]) -> Value {
    let headers: Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({ "schema": { "type": "string" } }))).collect();
    let responses = json!({ "200": { "description": "Done.", "headers": headers } });
    document(json!({ "/": { "get": { "operationId": "get", "responses": responses } } }), json!({}))
}

/// Schemes by their keys in the document, or by what they are called in requests.
fn security(names: &[String], place: &str, by_key: bool) -> Value {
    let mut schemes = Map::new();
    let mut asked = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let (key, called) =
            if by_key { (name.clone(), format!("k{index}")) } else { (format!("key{index}"), name.clone()) };
        schemes.insert(key.clone(), json!({ "type": "apiKey", "in": place, "name": called }));
        asked.push(json!({ key: [] }));
    }
    let operation = json!({ "operationId": "get", "security": asked, "responses": ok() });
    document(json!({ "/": { "get": operation } }), json!({ "securitySchemes": schemes }))
}

/// The string literals of a module, without those of attributes.
fn literals(module: &str, tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let named = matches!(&token, TokenTree::Ident(word) if *word == "mod")
            && matches!(tokens.peek(), Some(TokenTree::Ident(name)) if *name == module);
        if named {
            tokens.next();
            if let Some(TokenTree::Group(body)) = tokens.next() {
                literals_in(body.stream(), found);
            }
        }
    }
}

fn literals_in(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut attribute = false;
    for token in tokens {
        match &token {
            TokenTree::Group(group) if !(attribute && group.delimiter() == Delimiter::Bracket) => {
                literals_in(group.stream(), found);
            }
            TokenTree::Literal(literal) => {
                if let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) {
                    found.insert(text.value());
                }
            }
            _ => {}
        }
        attribute = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
    }
}

#[test]
fn names_come_back_as_the_document_has_them() {
    /// Documents for each role, and names in each of them.
    const DOCUMENTS: usize = 16;
    const NAMES: usize = 24;
    let mut checked = 0;
    let mut differ = Vec::new();
    for (seed, role) in (1..).zip(&ROLES) {
        let mut source = Names { state: 0x9E37_79B9_7F4A_7C15 ^ seed, seen: BTreeSet::new() };
        for _ in 0..DOCUMENTS {
            source.seen.clear();
            let names = source.names(NAMES, role.admits);
            let text = (role.document)(&names).to_string();
            let document = Document::from_text("names.json", text.as_str()).unwrap();
            let generated = match Builder::new("names.json").generate_from(&document) {
                Ok(generated) => generated,
                Err(error) => panic!("{}: {error}", role.name),
            };
            let code: TokenStream = generated.files[0].text.parse().unwrap();
            for module in role.modules {
                let mut found = BTreeSet::new();
                literals(module, code.clone(), &mut found);
                for name in &names {
                    let wire = if role.name == "media type" { media_type(name) } else { name.clone() };
                    checked += 1;
                    if !found.contains(&wire) {
                        differ.push(format!("{}: {wire:?} is not in `{module}`", role.name));
                    }
                }
            }
        }
    }
    println!("wire names: {checked} checked, {} differ", differ.len());
    assert!(differ.is_empty(), "{}", differ[..differ.len().min(40)].join("\n"));
}
