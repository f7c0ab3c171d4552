//! From items to files. Formatted item by item, so that memory stays small however large the API is.

use crate::crate_version::crate_version;
use std::fmt::Write as _;

use gatewright_document::{Report, is_unseen};

use super::{Access, Items, Module, Printer, Std, Submodule};

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
    format!(
        "{sigil}[allow(\n{lints}{unused}    deprecated,\n    missing_docs,\n    reason = \"names, shapes and extent are those of the document\"\n)]\n"
    )
}

/// The line that lets the compiler compare the version of the generator with that of the runtime.
fn version_check(runtime: &str) -> String {
    let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
    format!("{runtime}::generated_by!(\"{major}.{minor}\");\n")
}

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path within the output, with forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Writes items behind a text, with what they import before them: the lines for it, and `behind` if there are items. The
/// text of a large module is written where it stays; together they are longer than the document.
fn body(
    mut text: String,
    items: Items<'_>,
    room: usize,
    std: Std,
    gated: bool,
    report: &mut Report,
    behind: impl FnOnce(bool) -> &'static str,
) -> String {
    let start = text.len();
    // Where there is none, the text grows as it is written.
    let _ = text.try_reserve(room);
    let mut printer = Printer::behind(text, std, report);
    for (index, item) in items.enumerate() {
        if index > 0 {
            printer.layout.end_line();
        }
        printer.item(item);
    }
    let mut imports = printer.imports.lines(gated);
    let mut text = printer.layout.text();
    imports.push_str(behind(!imports.is_empty() && text.len() > start));
    text.insert_str(start, &imports);
    text
}

/// A submodule behind a text: its items. Those that count as items of the module see all others of it.
fn submodule_body(text: String, submodule: Submodule<'_>, std: Std, gated: bool, report: &mut Report) -> String {
    body(text, submodule.items, submodule.room, std, gated, report, |both| match submodule.access {
        Access::Module => "#[allow(unused_imports)]\nuse super::*;\n\n",
        Access::Submodule if both => "\n",
        Access::Submodule => "",
    })
}

/// A module behind a text: its items, and `text` for each of its submodules, whose items it gives out.
fn module_body<'a>(
    before: String,
    module: Module<'a>,
    report: &mut Report,
    mut text: impl FnMut(Submodule<'a>, &mut Report) -> String,
) -> String {
    let mut whole =
        body(before, module.items, module.room, module.std, module.gated, report, |both| if both { "\n" } else { "" });
    let mut given_out = String::new();
    for submodule in module.submodules {
        let (name, docs) = (submodule.name, submodule.docs);
        let visible = match submodule.access {
            Access::Module => {
                let _ = writeln!(given_out, "pub use self::{name}::*;");
                ""
            }
            Access::Submodule => "pub ",
        };
        let _ = writeln!(whole, "{}/// {docs}\n{visible}mod {name}{}", gap(&whole), text(submodule, report));
    }
    if !given_out.is_empty() {
        whole.push('\n');
        whole.push_str(&given_out);
    }
    whole
}

/// The empty line between what is there and what comes next.
fn gap(text: &str) -> &'static str {
    if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" }
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

/// All modules in one text, to be included.
pub(crate) fn one_file(modules: Vec<Module<'_>>, header: &str, report: &mut Report) -> String {
    let (mut text, allow) = (format!("{header}\n{}", version_check("::gatewright_runtime")), allow("#"));
    let has_client = modules.iter().any(Module::is_client);
    for module in modules {
        let (std, gated) = (module.std, module.gated);
        let _ = write!(text, "\n/// {}\n{allow}pub mod {} {{\n", module.docs, module.name);
        let inline = |submodule: Submodule<'_>, report: &mut Report| {
            let mut text = " {\n".to_owned();
            push_indented(&mut text, &submodule_body(String::new(), submodule, std, gated, report));
            text + "}"
        };
        push_indented(&mut text, &module_body(String::new(), module, report, inline));
        text.push_str("}\n");
    }
    if has_client {
        text.push_str("\n#[allow(unused_imports, reason = \"a program may only serve\")]\npub use client::Client;\n");
    }
    text
}

/// A file per module and submodule, for a crate.
pub(crate) fn crate_files(modules: Vec<Module<'_>>, header: &str, docs: &str, report: &mut Report) -> Vec<File> {
    let mut root = format!("{header}//! {docs}\n\n#![forbid(unsafe_code)]\n{}", allow("#!"));
    let has_client = modules.iter().any(Module::is_client);
    let mut files = Vec::new();
    for module in modules {
        let (name, std, gated) = (module.name, module.std, module.gated);
        let _ = write!(root, "\n/// {}\n#[rustfmt::skip]\npub mod {name};\n", module.docs);
        let mut parts = Vec::new();
        let start = format!("{header}\n");
        let text = module_body(start.clone(), module, report, |submodule, report| {
            let path = format!("src/{name}/{}.rs", submodule.name);
            parts.push(File { path, text: submodule_body(start.clone(), submodule, std, gated, report) });
            ";".to_owned()
        });
        files.push(File { path: format!("src/{name}.rs"), text });
        files.append(&mut parts);
    }
    root.push('\n');
    if has_client {
        root.push_str("pub use client::Client;\n");
    }
    root.push_str("pub use gatewright_runtime as runtime;\n\n");
    root.push_str(&version_check("gatewright_runtime"));
    files.insert(0, File { path: "src/lib.rs".to_owned(), text: root });
    files
}

/// What the manifest of a generated crate says.
pub(crate) struct Manifest<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) version: &'a str,
    pub(crate) license: Option<&'a str>,
    pub(crate) repository: Option<&'a str>,
    pub(crate) keywords: Vec<&'a str>,
    /// A line for each.
    pub(crate) dependencies: Vec<String>,
    /// The features of tags, which are on by default.
    pub(crate) tags: Vec<String>,
    /// Features of the runtime that the crate hands on, and those that are on by default.
    pub(crate) runtime: Vec<&'a str>,
    pub(crate) default: Vec<String>,
    pub(crate) member: bool,
}

/// The manifest of a generated crate.
pub(crate) fn manifest(manifest: &Manifest<'_>) -> File {
    let Manifest { name, title, dependencies, member, .. } = manifest;
    let description = string(title);
    let text = format!(
        "# Generated by gatewright. Do not edit: change the document and generate again.\n\
         [package]\nname = \"{name}\"\nversion = \"{}\"\nedition = \"2024\"\nrust-version = \"1.88\"\n\
         description = {description}\n{}\n{}[dependencies]\n{}\n{}",
        crate_version(manifest.version),
        published(manifest),
        features(manifest),
        dependencies.join("\n"),
        if *member { "" } else { "\n[workspace]\n" },
    );
    File { path: "Cargo.toml".to_owned(), text }
}

/// A text as a string of TOML, in one line.
fn string(text: &str) -> String {
    let visible: String = text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect();
    let text = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What registries ask for. Without a licence they take no crate.
fn published(manifest: &Manifest<'_>) -> String {
    let mut lines = match manifest.license {
        Some(license) => format!("license = {}\n", string(license)),
        None => "publish = false\n".to_owned(),
    };
    if let Some(repository) = manifest.repository {
        lines.push_str(&format!("repository = {}\n", string(repository)));
    }
    if !manifest.keywords.is_empty() {
        let keywords: Vec<String> = manifest.keywords.iter().map(|keyword| string(keyword)).collect();
        lines.push_str(&format!("keywords = [{}]\n", keywords.join(", ")));
    }
    lines
}

/// A feature for each tag, and those of the runtime.
fn features(manifest: &Manifest<'_>) -> String {
    let Manifest { tags, runtime, default, .. } = manifest;
    // A tag keeps its name.
    let is_free = |name: &&str| !tags.iter().any(|tag| tag == name);
    let runtime: Vec<&str> = runtime.iter().copied().filter(is_free).collect();
    if tags.is_empty() && runtime.is_empty() {
        return String::new();
    }
    let default = default.iter().filter(|name| runtime.contains(&name.as_str()));
    let default: String = default.chain(tags).map(|name| format!("    \"{name}\",\n")).collect();
    let default = if default.is_empty() { "default = []\n".to_owned() } else { format!("default = [\n{default}]\n") };
    let is_bare = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let key = |name: &String| if is_bare(name) { name.clone() } else { format!("\"{name}\"") };
    let own: String = tags.iter().map(|name| format!("{} = []\n", key(name))).collect();
    let handed: String = runtime.iter().map(|name| format!("{name} = [\"gatewright-runtime/{name}\"]\n")).collect();
    format!("[features]\n{default}\n{own}{handed}\n")
}
