//! From items to text. Formatted item by item, so that memory stays small however large the API is.

mod layout;
mod regular;

use std::fmt::Write as _;

use gatewright_document::{Code, Report};
use proc_macro2::{TokenStream, TokenTree};

use crate::emit::{IMPORTED, Item, Module, Submodule};

/// Lints that names, shapes and limits of the document would set off, which generated code cannot choose.
const ALLOWED: [&str; 9] = [
    "approx_constant",
    "disallowed_names",
    "enum_variant_names",
    "large_enum_variant",
    "self_named_constructors",
    "should_implement_trait",
    "type_complexity",
    "upper_case_acronyms",
    "wrong_self_convention",
];

/// The attribute that silences them, for a module (`#`) or a whole crate (`#!`). A module that is included may
/// stand in one of the same name, and in a program that uses a part of it.
fn allow(sigil: &str) -> String {
    let own = if sigil == "#" { ["module_inception"].as_slice() } else { &[] };
    let mut lints: Vec<&str> = ALLOWED.iter().chain(own).copied().collect();
    lints.sort_unstable();
    let lints: String = lints.iter().map(|lint| format!("    clippy::{lint},\n")).collect();
    let unused = if sigil == "#" { "    dead_code,\n" } else { "" };
    format!("{sigil}[allow(\n{lints}{unused}    reason = \"names, shapes and extent are those of the document\"\n)]\n")
}

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path within the output, with forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Items as text, below what they import.
fn body(items: Vec<Item>, imports: impl FnOnce(&str) -> String, report: &mut Report) -> String {
    let mut text = String::new();
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        match item {
            Item::Tokens(tokens) => text.push_str(&formatted(tokens, report)),
            Item::Text(written) => {
                text.push_str(&written);
                text.push('\n');
            }
            Item::Block(head, members) => text.push_str(&block(&head, &members, report)),
        }
    }
    let imports = imports(&text);
    match imports.is_empty() || text.is_empty() {
        true => imports + &text,
        false => format!("{imports}\n{text}"),
    }
}

/// A submodule: its items, which see all others of the module.
fn submodule_body(submodule: Submodule, gated: bool, report: &mut Report) -> String {
    let imports = |text: &str| format!("{}#[allow(unused_imports)]\nuse super::*;\n", imports(text, gated));
    body(submodule.items, imports, report)
}

/// A module: its items, and `text` for each of its submodules, whose items it gives out.
fn module_body(module: Module, report: &mut Report, mut text: impl FnMut(Submodule, &mut Report) -> String) -> String {
    let mut whole = body(module.items, |text| imports(text, module.gated), report);
    let mut given_out = String::new();
    for submodule in module.submodules {
        let (name, docs) = (submodule.name, submodule.docs);
        let _ = writeln!(whole, "/// {docs}\nmod {name}{}\n", text(submodule, report));
        let _ = writeln!(given_out, "pub use self::{name}::*;");
    }
    whole + &given_out
}

/// Each line a step further in.
fn push_indented(text: &mut String, lines: &str) {
    for line in lines.lines() {
        if !line.is_empty() {
            text.push_str("    ");
            text.push_str(line);
        }
        text.push('\n');
    }
}

/// The `use` lines that the text needs: an import that is not used is a warning.
fn imports(text: &str, gated: bool) -> String {
    let own = [
        ("rt::", "use ::gatewright_runtime as rt;\n"),
        ("models::", "use super::models;\n"),
        ("xml::", "use super::xml;\n"),
    ];
    // Without the features that use them they are in vain.
    let allow = if gated { "#[allow(unused_imports)]\n" } else { "" };
    IMPORTED
        .into_iter()
        .chain(own)
        .filter(|(path, _)| mentions(text, path))
        .map(|(_, import)| format!("{allow}{import}"))
        .collect()
}

/// Whether a path begins so, outside of comments and strings.
fn mentions(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let begins = !line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':'));
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        begins && !line.trim_start().starts_with("//") && quotes.is_multiple_of(2)
    })
}

/// One `impl` or `trait`, formatted member by member with a line between them.
fn block(head: &TokenStream, members: &[TokenStream], report: &mut Report) -> String {
    let mut text = String::new();
    for member in members {
        let whole = formatted(quote::quote! { #head { #member } }, report);
        let Some((start, inner)) = whole.split_once("{\n") else { continue };
        if text.is_empty() {
            text.push_str(start);
            text.push_str("{\n");
        } else {
            text.push('\n');
        }
        text.push_str(inner.strip_suffix("}\n").unwrap_or(inner));
    }
    text.push_str("}\n");
    text
}

fn formatted(tokens: TokenStream, report: &mut Report) -> String {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    if let Some(text) = regular::item(&tokens) {
        return text;
    }
    match syn::parse2::<syn::File>(tokens.into_iter().collect()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => {
            report
                .without_place(Code::INTERNAL_ERROR)
                .message(format!("generated code does not parse: {error}"))
                .help("this is a fault of gatewright: please report it with the document");
            format!("::core::compile_error!({:?});\n", error.to_string())
        }
    }
}

/// All modules in one text, to be included.
pub(crate) fn one_file(modules: Vec<Module>, header: &str, report: &mut Report) -> String {
    let (mut text, allow) = (header.to_owned(), allow("#"));
    let has_client = modules.iter().any(Module::is_client);
    for module in modules {
        let gated = module.gated;
        let _ = write!(text, "\n/// {}\n{allow}pub mod {} {{\n", module.docs, module.name);
        let inline = |submodule: Submodule, report: &mut Report| {
            let mut text = " {\n".to_owned();
            push_indented(&mut text, &submodule_body(submodule, gated, report));
            text + "}"
        };
        push_indented(&mut text, &module_body(module, report, inline));
        text.push_str("}\n");
    }
    if has_client {
        text.push_str("\n#[allow(unused_imports, reason = \"a program may only serve\")]\npub use client::Client;\n");
    }
    text
}

/// A file per module and submodule, for a crate.
pub(crate) fn crate_files(modules: Vec<Module>, header: &str, docs: &str, report: &mut Report) -> Vec<File> {
    let mut root = format!("{header}//! {docs}\n\n{}", allow("#!"));
    let has_client = modules.iter().any(Module::is_client);
    let mut files = Vec::new();
    for module in modules {
        let (name, gated) = (module.name, module.gated);
        let _ = write!(root, "\n/// {}\n#[rustfmt::skip]\npub mod {name};\n", module.docs);
        let mut parts = Vec::new();
        let text = module_body(module, report, |submodule, report| {
            let path = format!("src/{name}/{}.rs", submodule.name);
            parts.push(File { path, text: format!("{header}\n{}", submodule_body(submodule, gated, report)) });
            ";".to_owned()
        });
        files.push(File { path: format!("src/{name}.rs"), text: format!("{header}\n{text}") });
        files.append(&mut parts);
    }
    if has_client {
        root.push_str("\npub use client::Client;\n");
    }
    files.insert(0, File { path: "src/lib.rs".to_owned(), text: root });
    files
}

/// The manifest of a generated crate.
pub(crate) fn manifest(name: &str, title: &str, dependencies: &str, features: &[String], member: bool) -> File {
    let visible: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let description = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let description = description.replace('\\', "\\\\").replace('"', "\\\"");
    let text = format!(
        "# Generated by gatewright. Do not edit: change the document and generate again.\n\
         [package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.94\"\n\
         description = \"{description}\"\npublish = false\n\n{}[dependencies]\n{dependencies}\n{}",
        self::features(features),
        if member { "" } else { "\n[workspace]\n" },
    );
    File { path: "Cargo.toml".to_owned(), text }
}

/// A feature for each tag, all of them on by default.
fn features(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let default: String = names.iter().map(|name| format!("    \"{name}\",\n")).collect();
    let is_bare = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let key = |name: &String| if is_bare(name) { name.clone() } else { format!("\"{name}\"") };
    let own: String = names.iter().map(|name| format!("{} = []\n", key(name))).collect();
    format!("[features]\ndefault = [\n{default}]\n{own}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_what_is_used() {
        for (text, expected) in [
            ("a: rt::Value,", "use ::gatewright_runtime as rt;\n"),
            ("rt::object! {", "use ::gatewright_runtime as rt;\n"),
            ("\"a\": rt::A, models::B", "use ::gatewright_runtime as rt;\nuse super::models;\n"),
            ("Part::A(super::models::B)", ""),
            ("    /// rt::Value\n    required a \"\\\"rt::A\",", ""),
        ] {
            assert_eq!(imports(text, false), expected, "{text}");
        }
    }
}
