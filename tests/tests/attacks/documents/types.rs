//! Types that a document names are code.

use gatewright_build::Builder;

use super::{all_text, ensure, generate, with_schemas};
use crate::Attack;

/// Types that hold code, with the marker `pwned` in it.
const CODE: [&str; 22] = [
    "[u8; { pwned(); 1 }]",
    "[u8; pwned!()]",
    "include!(\"pwned\")",
    "env!(\"pwned\")",
    "impl Fn(pwned)",
    "impl pwned",
    "dyn pwned",
    "fn(pwned)",
    "&'static pwned",
    "*const pwned",
    "(pwned, pwned)",
    "<pwned as Default>::Pwned",
    "std::vec::Vec<{ pwned() }>",
    "std::vec::Vec<[u8; { pwned() }]>",
    "a::B<Item = pwned>",
    "a::B<'pwned>",
    "a::Fn(pwned) -> pwned",
    "a::B; fn pwned() {} type C = u8",
    "a::B> fn pwned() {}",
    "a::B /* pwned */",
    "a::B // pwned",
    "a::B\n#[no_mangle] pub extern \"C\" fn pwned() {}",
];

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        Attack { name: "a type that holds code, trusted", run: || code(&trusting()) },
        Attack { name: "a type that holds code, not trusted", run: || code(&Builder::new("attack.yaml")) },
        Attack { name: "a type that holds code, in a crate that is trusted", run: || code(&with_crate()) },
        Attack { name: "a path without the user's word", run: untrusted_paths },
        Attack { name: "a path of another crate than the one that is trusted", run: other_crates },
        Attack { name: "a type of which nobody is told", run: silent },
        Attack { name: "parameters of a type without an end", run: endless_parameters },
        Attack { name: "parameters twice", run: parameters_twice },
        Attack { name: "a type that is deeply nested", run: deep },
        Attack { name: "other extensions that mean Rust elsewhere", run: other_extensions },
        Attack { name: "code in a crate's name or version", run: manifest },
    ]
}

fn trusting() -> Builder {
    Builder::new("attack.yaml").trust_document_types(true)
}

fn with_crate() -> Builder {
    Builder::new("attack.yaml").use_crate("a", "1.0").use_crate("std", "1.0")
}

/// Everywhere that a type may stand, as JSON.
fn places(extension: &str) -> Vec<String> {
    let object = |path: &str| format!("{{crate: a, version: '*', path: {path}}}");
    let forms = [
        extension.to_owned(),
        object(extension),
        format!("{{crate: {extension}, version: '*', path: B}}"),
        format!("{{crate: a, version: {extension}, path: 'a::B'}}"),
        format!("{{crate: a, version: '*', path: 'a::B', parameters: [{{type: string, x-rust-type: {extension}}}]}}"),
    ];
    let mut documents = Vec::new();
    for form in forms {
        let typed = format!("{{type: string, x-rust-type: {form}}}");
        let schemas = [
            typed.clone(),
            format!("{{type: array, items: {typed}}}"),
            format!("{{type: object, additionalProperties: {typed}}}"),
            format!("{{oneOf: [{typed}, {{type: integer}}]}}"),
            format!("{{allOf: [{typed}]}}"),
            format!("{{anyOf: [{typed}, {{type: object}}]}}"),
        ];
        let properties: Vec<String> =
            schemas.iter().enumerate().map(|(number, schema)| format!("p{number}: {schema}")).collect();
        documents.push(format!(
            "openapi: 3.0.3\ninfo: {{title: A, version: '1'}}\npaths:\n  /a:\n    post:\n      parameters:\n      - {{name: \
             q, in: query, x-rust-type: {form}, schema: {typed}}}\n      requestBody: {{content: {{application/json: \
             {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}\n      responses: {{'200': {{description: Ok, headers: \
             {{X-A: {{schema: {typed}}}}}}}}}\ncomponents:\n  schemas:\n    B: {typed}\n    A: {{type: object, \
             properties: {{b: {{$ref: '#/components/schemas/B'}}, {}}}}}\n",
            properties.join(", "),
        ));
        documents.push(format!(
            "swagger: '2.0'\ninfo: {{title: A, version: '1'}}\npaths:\n  /a:\n    get:\n      parameters:\n      - {{name: \
             q, in: query, type: string, x-rust-type: {form}}}\n      responses: {{'200': {{description: Ok, schema: \
             {typed}, headers: {{X-A: {{type: string, x-rust-type: {form}}}}}}}}}\n"
        ));
    }
    documents
}

/// A text in single quotes of YAML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn code(builder: &Builder) -> Result<(), String> {
    for ty in CODE {
        for document in places(&quoted(ty)) {
            let Ok(generated) = generate(builder, &document) else { continue };
            ensure(!super::text::has_word(&all_text(&generated), "pwned"), || format!("`{ty}` in\n{document}"))?;
        }
    }
    Ok(())
}

fn untrusted_paths() -> Result<(), String> {
    let std_type = "{crate: std, version: '*', path: 'std::net::Pwned'}".to_owned();
    let paths = ["crate::Pwned", "::evil::Pwned", "evil::List<evil::Pwned>", "Pwned"].map(quoted);
    for form in paths.into_iter().chain([std_type]) {
        for document in places(&form) {
            let Ok(generated) = generate(&Builder::new("attack.yaml"), &document) else { continue };
            ensure(!super::text::has_word(&all_text(&generated), "Pwned"), || format!("{form} in\n{document}"))?;
        }
    }
    Ok(())
}

fn other_crates() -> Result<(), String> {
    for form in [
        "'evil::Pwned'",
        "'a::B<evil::Pwned>'",
        "{crate: a, version: '*', path: 'evil::Pwned'}",
        "{crate: a, version: '*', path: '::evil::Pwned'}",
        "{crate: a, version: '*', path: 'a::B<evil::Pwned>'}",
        "{crate: a, version: '*', path: 'crate::Pwned'}",
        "{crate: evil, version: '*', path: 'a::Pwned'}",
    ] {
        for document in places(form) {
            let Ok(generated) = generate(&with_crate(), &document) else { continue };
            ensure(!super::text::has_word(&all_text(&generated), "Pwned"), || format!("{form} in\n{document}"))?;
        }
    }
    Ok(())
}

fn silent() -> Result<(), String> {
    for (builder, form) in [
        (trusting(), "'crate::B'"),
        (with_crate(), "'a::B'"),
        (with_crate(), "{crate: a, version: '*', path: 'a::B'}"),
        (trusting(), "{crate: std, version: '*', path: 'std::net::IpAddr'}"),
    ] {
        let generated = generate(&builder, &with_schemas(&format!("    A: {{type: string, x-rust-type: {form}}}\n")))?;
        let told = generated.report.diagnostics().iter().any(|diagnostic| diagnostic.code.as_str() == "document-type");
        ensure(told, || form.to_owned())?;
    }
    Ok(())
}

fn endless_parameters() -> Result<(), String> {
    let object = |of: &str| format!("{{crate: a, version: '*', path: 'a::B', parameters: [{{$ref: '{of}'}}]}}");
    let mut schemas = format!("    A: {{type: string, x-rust-type: {}}}\n", object("#/components/schemas/A"));
    generate(&with_crate(), &with_schemas(&schemas))?;
    schemas = format!("    A: {{type: string, x-rust-type: {}}}\n", object("#/components/schemas/S0"));
    for number in 0..3_000 {
        let next = object(&format!("#/components/schemas/S{}", number + 1));
        schemas.push_str(&format!("    S{number}: {{type: string, x-rust-type: {next}}}\n"));
    }
    generate(&with_crate(), &with_schemas(&schemas)).map(|_| ())
}

fn parameters_twice() -> Result<(), String> {
    let form = "{crate: a, version: '*', path: 'a::B<u8>', parameters: [{type: string}]}";
    let generated = generate(&with_crate(), &with_schemas(&format!("    A: {{type: string, x-rust-type: {form}}}\n")))?;
    super::text::parses(&generated)
}

fn deep() -> Result<(), String> {
    for (open, close) in [("a::B<", ">"), ("(", ")"), ("[", "; 1]"), ("&", ""), ("fn() -> ", "")] {
        let ty = format!("{}u8{}", open.repeat(100_000), close.repeat(100_000));
        let schema = format!("    A: {{type: string, x-rust-type: {}}}\n", quoted(&ty));
        super::text::parses(&generate(&trusting(), &with_schemas(&schema))?)?;
    }
    Ok(())
}

fn other_extensions() -> Result<(), String> {
    for key in [
        "x-rust-derive",
        "x-rust-attributes",
        "x-rust-code",
        "x-rust-name",
        "x-rust-module",
        "x-rust-use",
        "x-rustgen-type",
    ] {
        for value in ["[pwned]", "pwned!()", "fn pwned() {}"] {
            let schema = format!(
                "    A: {{type: object, {key}: {}, properties: {{p: {{type: string, {key}: {}}}}}}}\n",
                quoted(value),
                quoted(value)
            );
            let generated = generate(&trusting(), &with_schemas(&schema))?;
            ensure(!super::text::has_word(&all_text(&generated), "pwned"), || format!("{key}: {value}"))?;
        }
    }
    Ok(())
}

/// Only crates of the user's reach the manifest, in the user's version.
fn manifest() -> Result<(), String> {
    let evil = "a = \"1\"\n[build-dependencies]\nevil";
    for form in [
        format!("{{crate: {}, version: '*', path: 'B'}}", quoted(evil)),
        format!("{{crate: a, version: {}, path: 'a::B'}}", quoted("1\"\nevil = \"1")),
        "{crate: evil, version: '*', path: 'evil::B'}".to_owned(),
    ] {
        let folder = super::Folder::new("manifest");
        let text = with_schemas(&format!("    A: {{type: string, x-rust-type: {form}}}\n"));
        let builder = Builder::new(folder.write("attack.yaml", &text)).trust_document_types(true).use_crate("a", "1.0");
        let Ok(generated) = builder.generate_crate("attack") else { continue };
        let manifest = generated.files.iter().find(|file| file.path == "Cargo.toml").unwrap();
        ensure(!manifest.text.contains("evil"), || manifest.text.clone())?;
    }
    Ok(())
}
